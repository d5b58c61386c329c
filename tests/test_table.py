"""The comparison table in a browser: sorted, filtered, by keyboard, after a reload, on a phone."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from browser import Served, watched
from playwright.sync_api import Browser, Page, expect

from gen import code, columns, wording

TAKEN = """
(place) => {
  const kept = parseFloat(getComputedStyle(place).minHeight);
  place.style.minHeight = "0";
  return [kept, place.getBoundingClientRect().height];
}
"""
NAMES = '() => [...document.querySelectorAll(".comparison tbody tr:not([hidden])")].map('
NAMES += "(row) => row.cells[0].textContent.trim())"

# From the first column's right edge on nothing may lie under it, however far one scrolls.
FIRST_COLUMN = """
() => {
  const box = document.querySelector(".comparison .md-typeset__scrollwrap");
  box.scrollLeft = box.scrollWidth;
  const cell = box.querySelector("tbody td").getBoundingClientRect();
  const frame = box.getBoundingClientRect();
  return {
    scrolls: box.scrollLeft > 0,
    stays: Math.abs(cell.left - frame.left) < 1,
    leavesRoom: cell.width < frame.width / 2,
  };
}
"""


# What controls move by coming late. A font that comes late moves lines by a pixel: that is weighed
# on whole pages, by gen/budgets.py.
SHIFT = """
() => new Promise((resolve) => {
  let moved = 0;
  const steps = ({ previousRect: before, currentRect: after }) =>
    Math.hypot(after.x - before.x, after.y - before.y) > 1.5;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.sources.some(steps)) moved += entry.value;
    }
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(moved), 300);
})
"""


@pytest.fixture
def table(browser: Browser, served: Served) -> Iterator[Page]:
    """The page of the table; at the end nothing may have gone wrong on it."""
    allowed = ["clipboard-read", "clipboard-write"]
    with watched(browser, served.origin, permissions=allowed) as (page, troubles):
        page.goto(address(served), wait_until="networkidle")
        page.get_by_text("Filter and choose columns").click()
        yield page
        assert not troubles


def address(served: Served) -> str:
    (url,) = [url for url in served.urls if url.endswith("/activations/")]
    return url


def names(page: Page) -> list[str]:
    found: list[str] = page.evaluate(NAMES)
    return found


def sort_by(page: Page, heading: str) -> str | None:
    """The direction that is announced after a press on a heading."""
    head = page.locator(".comparison th", has=page.get_by_role("button", name=heading, exact=True))
    head.get_by_role("button").press("Enter")
    return head.get_attribute("aria-sort")


def test_every_function_has_a_row_and_the_controls_know_its_properties(
    table: Page, activations: list[dict[str, Any]]
) -> None:
    assert sorted(names(table)) == sorted(record["name"] for record in activations)
    families = table.get_by_label("Family").locator("option").all_text_contents()
    assert families == ["any", *sorted({record["family"] for record in activations})]
    assert table.locator(".filters output").text_content() == f"{len(activations)} functions"


def test_headings_sort_both_ways_by_keyboard(
    table: Page, activations: list[dict[str, Any]]
) -> None:
    assert sort_by(table, "name") == "ascending"
    ascending = names(table)
    letters = [re.sub(r"\W", "", name.casefold())[:3] for name in ascending]
    assert letters == sorted(letters)
    assert sort_by(table, "name") == "descending"
    assert names(table) == ascending[::-1]

    smoothness = {record["name"]: record["smoothness"]["k"] for record in activations}
    assert sort_by(table, "smoothness") == "ascending"
    found = [smoothness[name] for name in names(table)]
    assert found == sorted(found, key=lambda k: 99 if k is None else k)
    assert found[0] == -1
    assert found[-1] is None
    assert table.locator(".comparison th[aria-sort]").count() == 1


def test_filters_narrow_one_another_and_are_undone(
    table: Page, activations: list[dict[str, Any]]
) -> None:
    table.get_by_label("Family").select_option("sigmoidal")
    family = {record["name"] for record in activations if record["family"] == "sigmoidal"}
    assert set(names(table)) == family
    table.get_by_label("In torch").select_option("yes")
    both = {
        record["name"] for record in activations if record["name"] in family and record["torch"]
    }
    assert set(names(table)) == both
    assert 0 < len(both) < len(family)
    shown = table.locator(".filters output").text_content()
    assert shown == f"{len(both)} of {len(activations)} functions"
    table.get_by_role("button", name="Show all").click()
    assert len(names(table)) == len(activations)
    assert "#" not in table.url


def test_state_survives_a_reload_and_a_wrong_address_is_ignored(
    table: Page, served: Served
) -> None:
    table.get_by_label("Symmetry").select_option("odd")
    sort_by(table, "name")
    sort_by(table, "name")
    before = names(table)
    table.reload(wait_until="networkidle")
    assert names(table) == before
    assert table.get_by_label("Symmetry").input_value() == "odd"
    assert table.locator('.comparison th[aria-sort="descending"]').count() == 1

    # A new hash alone loads no page: the table follows it.
    table.goto(f"{address(served)}#family=nonsense&sort=nothing&__proto__=1")
    expect(table.locator(".filters select").first).to_have_value("")
    assert len(names(table)) > len(before)


def test_link_to_a_place_on_the_page_leaves_the_table_as_it_is(table: Page) -> None:
    sort_by(table, "name")
    sort_by(table, "name")
    before = names(table)
    table.evaluate("location.hash = 'somewhere'")
    table.wait_for_timeout(100)
    assert names(table) == before


def shown_headings(page: Page) -> list[str]:
    heads = page.locator(".comparison th:not([hidden])").all_text_contents()
    return [head.strip() for head in heads]


def choose(page: Page, group: str) -> None:
    """Nothing; the box of a group of columns has been pressed."""
    page.get_by_role("group", name="Columns").get_by_label(group).press("Space")


def test_columns_are_chosen_in_groups_by_keyboard_and_kept_in_the_address(table: Page) -> None:
    boxes = table.get_by_role("group", name="Columns").get_by_role("checkbox")
    assert boxes.count() == 4
    assert boxes.nth(0).is_checked()
    first = shown_headings(table)
    assert "derivative" in first
    assert "range" in first
    assert not {"Lipschitz", "forward gain"} & set(first)

    choose(table, "Bounds")
    both = shown_headings(table)
    assert set(both) > {*first, "Lipschitz"}
    choose(table, "Calculus")
    bounds = shown_headings(table)
    assert "derivative" not in bounds
    assert {"name", "family", "range", "minimum", "sup f′", "sup |f″|", "torch"} <= set(bounds)
    widths = "() => [...document.querySelectorAll('.comparison tr')].map((row) => "
    widths += "[...row.cells].filter((cell) => !cell.hidden).length)"
    assert set(table.evaluate(widths)) == {len(bounds)}
    table.reload(wait_until="networkidle")
    assert shown_headings(table) == bounds

    # A column that goes takes its order with it.
    sort_by(table, "Lipschitz")
    choose(table, "Bounds")
    assert table.locator(".comparison th[aria-sort]").count() == 0
    choose(table, "Calculus")
    assert shown_headings(table) == first
    assert "#" not in table.url


def test_numbers_sort_by_their_exact_values_and_dashes_come_last(
    table: Page, activations: list[dict[str, Any]]
) -> None:
    choose(table, "Bounds")
    choose(table, "Floating point")
    known = {one["name"]: one for one in activations}
    lipschitz = {
        name: float(one["lipschitz"]["value"]) for name, one in known.items() if one["lipschitz"]
    }
    assert sort_by(table, "Lipschitz") == "ascending"
    found = [lipschitz.get(name) for name in names(table)]
    assert found[: len(lipschitz)] == sorted(lipschitz.values())
    assert found[len(lipschitz) :] == [None] * (len(activations) - len(lipschitz))
    assert sort_by(table, "Lipschitz") == "descending"
    found = [lipschitz.get(name) for name in names(table)]
    assert found[: len(lipschitz)] == sorted(lipschitz.values(), reverse=True)

    sort_by(table, "error of f, float32")
    errors = [columns.worst(known[name], "float32", "f") for name in names(table)]
    ulps = [one["ulps"] for one in errors if one]
    assert ulps == sorted(ulps)
    assert all(errors[: len(ulps)])


def test_link_to_a_sorted_column_shows_it(table: Page, served: Served) -> None:
    table.goto(f"{address(served)}#sort=forward")
    expect(table.locator(".comparison th[aria-sort]")).to_have_count(1)
    assert {"forward gain", "derivative"} <= set(shown_headings(table))


def test_first_column_stays_in_sight_on_a_phone(table: Page) -> None:
    assert table.evaluate(FIRST_COLUMN) == {"scrolls": True, "stays": True, "leavesRoom": True}


def test_without_scripts_the_table_is_whole_and_has_no_dead_controls(
    browser: Browser, served: Served, activations: list[dict[str, Any]]
) -> None:
    with watched(browser, served.origin, java_script_enabled=False) as (page, _):
        page.goto(address(served))
        assert page.locator(".comparison tbody tr").count() == len(activations)
        assert page.locator(".comparison :is(button, input), .filters > *").count() == 0
        assert page.locator(".filters").evaluate("(form) => form.offsetHeight") == 0
        assert page.locator(".comparison [hidden]").count() == 0
        assert page.get_by_role("columnheader", name="Lipschitz").is_visible()


def test_what_is_shown_is_copied_as_csv(table: Page, activations: list[dict[str, Any]]) -> None:
    table.get_by_label("Family").select_option("sigmoidal")
    choose(table, "Bounds")
    sort_by(table, "minimum")
    table.get_by_role("button", name="Copy as CSV").click()
    expect(table.locator(".filters output")).to_have_text(re.compile("^Copied"))
    text = table.evaluate("navigator.clipboard.readText()")
    assert "\r\n" in text or os.name == "nt"
    copied = list(csv.DictReader(io.StringIO(text)))
    assert list(copied[0]) == shown_headings(table)
    assert [row["name"] for row in copied] == names(table)
    known = {one["name"]: one for one in activations}
    for row in copied:
        record = known[row["name"]]
        assert " ".join(row["definition"].split()) == " ".join(record["latex"]["f"].split())
        least = float(record["minimum"]["value"])
        if np.isfinite(least):
            assert float(row["minimum"]) == pytest.approx(least, rel=1e-4)
    assert {"−", "–"} & set(text) <= {"−"}  # signs in front of infinity alone
    assert table.locator(".filters output").text_content() == f"Copied {len(copied)} rows"


def test_checked_rows_lead_to_their_graphs(table: Page) -> None:
    two_inputs = table.get_by_role("row").filter(has_text="two numbers").first
    assert two_inputs.get_by_role("checkbox").count() == 0
    for name in ("GELU", "ReLU"):
        table.get_by_role("checkbox", name=f"Compare {name}", exact=True).check()
    table.get_by_role("link", name="Compare 2 checked").click()
    table.wait_for_url("**/compare/#functions=gelu,relu")
    table.go_back(wait_until="networkidle")
    expect(table.locator(".comparison :checked")).to_have_count(2)


def test_table_begins_on_the_first_screen_of_a_phone_and_stays(
    browser: Browser, served: Served
) -> None:
    with watched(browser, served.origin, has_touch=True, is_mobile=True) as (page, troubles):
        page.goto(address(served), wait_until="networkidle")
        top = page.locator(".comparison th").first.bounding_box()
        assert top
        assert top["y"] < 844 - 100
        assert page.evaluate(SHIFT) < 1e-4  # a formula moves by less than a pixel
        assert not troubles


def test_bounds_agree_with_the_printed_code(activations: list[dict[str, Any]]) -> None:
    """Far out a function stays below 100 on the sides where the table calls it bounded."""
    points = np.concatenate([np.linspace(-50, 50, 5001), np.geomspace(60, 1e6, 500)])
    points = np.concatenate([-points, points])
    told = {one["name"]: wording.bounded(one) if one["range"] else "" for one in activations}
    for record in activations:
        if not told[record["name"]]:
            continue
        function = code.load(record["code"]["numpy"])[record["slug"].replace("-", "_")]
        with np.errstate(all="ignore"):
            values = function(points)
        below, above = bool(values.min() > -100), bool(values.max() < 100)
        words = {(1, 1): "on both sides", (1, 0): "below", (0, 1): "above", (0, 0): "no"}
        assert told[record["name"]] == words[below, above], record["name"]
    assert told["GLU"] == ""
    assert told["Sine"] == "on both sides"
    assert told["ReLU"] == "below"


@pytest.mark.parametrize("width", [360, 390, 800, 1280])
@pytest.mark.parametrize("touch", [False, True])
def test_table_begins_right_below_its_controls(
    browser: Browser, served: Served, width: int, touch: bool
) -> None:
    """The place that is kept for the controls is theirs, no more and no less."""
    with watched(browser, served.origin, has_touch=touch) as (page, troubles):
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(address(served), wait_until="networkidle")
        page.locator(".comparison th button").first.wait_for()
        kept, taken = page.locator("form.filters").evaluate(TAKEN)
        assert taken - 1.5 <= kept <= taken + 6
        assert not troubles
