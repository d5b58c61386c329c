"""The page that compares functions, in a browser: chosen, removed, shared, without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from browser import SHIFT, Served, watched
from playwright.sync_api import Browser, Page, expect

from gen import code
from gen.figures.comparison import FUNCTIONS

Record = dict[str, Any]

FIGURE = "#figure-comparison"
STYLES = f"""
() => [...document.querySelectorAll("{FIGURE} .chart-curve")].map((path) =>
  getComputedStyle(path).stroke + " " + path.getAttribute("stroke-dasharray"))
"""
SAMPLES = """
() => [...document.querySelectorAll(".compare-list path")].map(
  (path) => getComputedStyle(path).stroke)
"""


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """The page on a phone; at the end nothing may have gone wrong on it."""
    with watched(browser, served.origin, has_touch=True, is_mobile=True) as (page, troubles):
        page.goto(address(served), wait_until="networkidle")
        yield page
        assert not troubles


def address(served: Served) -> str:
    (url,) = [url for url in served.urls if url.endswith("/compare/")]
    return url


def opened(page: Page, served: Served, state: str) -> None:
    """Nothing; the page has been opened anew with a state in its address."""
    page.goto("about:blank")
    page.goto(f"{address(served)}#{state}", wait_until="networkidle")


def named(page: Page) -> list[str]:
    return page.locator(".compare-list li > span").all_text_contents()


def styles(page: Page) -> list[str]:
    """Color and dashes of each curve, once what was asked for is drawn."""
    page.evaluate(
        "() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))"
    )
    found: list[str] = page.evaluate(STYLES)
    return found


def test_chart_stands_where_the_still_figure_stood_and_nothing_moves(
    browser: Browser, served: Served, page: Page, records: dict[str, Record]
) -> None:
    assert page.evaluate(SHIFT) == 0
    assert named(page) == [records[slug]["name"] for slug in FUNCTIONS]
    moving = page.locator(f"{FIGURE} svg.chart").bounding_box()
    with watched(browser, served.origin, java_script_enabled=False, is_mobile=True) as (still, _):
        still.goto(address(served))
        figure = still.locator(f"{FIGURE} svg[role=img]")
        assert figure.bounding_box() == pytest.approx(moving, abs=1)
        assert still.locator(".figure-controls").bounding_box() is None
        assert still.locator(f"{FIGURE} :is(input, button, select)").count() == 0


def test_functions_come_and_go_and_the_others_keep_their_style(page: Page) -> None:
    before = page.evaluate(SAMPLES)
    page.get_by_label("Add a function").select_option("tanh")
    assert named(page)[-1] == "Tanh"
    page.get_by_role("button", name="Remove Softplus").tap()
    after = page.evaluate(SAMPLES)
    assert after[:5] == [before[0], *before[2:]]
    assert page.evaluate("document.activeElement.textContent") == "×"
    # What comes next takes the free place, color and all.
    page.get_by_label("Add a function").select_option("sigmoid")
    assert named(page)[:2] == ["ReLU", "Sigmoid"]
    assert page.evaluate(SAMPLES)[1] == before[1]
    assert page.get_by_role("option", name="Sigmoid", exact=True).is_disabled()


def test_twelve_functions_are_told_apart_and_no_more_are_added(
    page: Page, served: Served, records: dict[str, Record]
) -> None:
    slugs = [slug for slug, record in records.items() if record["kind"] == "scalar"][:13]
    opened(page, served, f"functions={','.join(slugs)}")
    assert named(page) == [records[slug]["name"] for slug in slugs[:12]]
    samples = page.locator(".compare-list path").evaluate_all(
        "(paths) => paths.map((path) => path.style.stroke + path.getAttribute('stroke-dasharray'))"
    )
    assert len(set(samples)) == 12
    # Of the palette alone.
    assert {re.sub(r"\).*", ")", sample) for sample in samples} == {
        f"var(--figure-c{number})" for number in range(1, 7)
    }
    assert page.get_by_label("Add a function").is_disabled()


@pytest.mark.parametrize(("show", "suffix"), [("f", ""), ("df", "_derivative")])
def test_values_are_those_of_the_printed_code(
    page: Page, served: Served, records: dict[str, Record], show: str, suffix: str
) -> None:
    opened(page, served, f"functions=gelu,tanh,elu,leakyrelu&show={show}&x=-0.75")
    shown = page.locator(".compare-list data").all_text_contents()
    for slug, text in zip(("gelu", "tanh", "elu", "leakyrelu"), shown, strict=True):
        function = code.load(records[slug]["code"]["numpy"])[slug + suffix]
        expected = float(function(np.array([-0.75]))[0])
        assert float(text.replace("−", "-")) == pytest.approx(expected, rel=1e-3)
    opened(page, served, "functions=relu&show=df&x=0")
    assert page.locator(".compare-list data").text_content() == "0 | 1"
    # What has jumped has no derivatives there.
    opened(page, served, "functions=heaviside-step,hardshrink&show=df&x=0")
    assert page.locator(".compare-list data").all_text_contents() == ["none", "0"]
    opened(page, served, "functions=relu&show=d2f&x=0")
    assert page.locator(".compare-list data").text_content() == "none"


def test_derivatives_are_drawn_and_the_link_brings_all_of_it_back(page: Page) -> None:
    page.get_by_label("f′").check()
    page.get_by_label("Values at").press("ArrowRight")
    page.get_by_role("button", name="Zoom in").tap()
    page.locator("svg.chart").press("ArrowRight")
    page.get_by_role("button", name="Remove Mish").tap()
    page.wait_for_url("**view=*")
    page.wait_for_url(lambda url: "mish" not in url)
    before = (named(page), styles(page), page.locator(".compare-list").inner_text())
    labels = page.locator(".chart-label").all_text_contents()
    assert "ReLU′" in labels
    page.reload(wait_until="networkidle")
    assert (named(page), styles(page), page.locator(".compare-list").inner_text()) == before
    assert page.get_by_label("f′").is_checked()
    page.get_by_role("button", name="Reset view").tap()
    page.wait_for_url(lambda url: "view" not in url)


def test_sliders_are_folded_and_move_what_is_drawn(
    page: Page, served: Served, records: dict[str, Record]
) -> None:
    opened(page, served, "functions=elu,relu,threshold&x=-0.75")
    folds = page.locator(".compare-fold")
    assert folds.all_text_contents() == ["α = 1", "θ = 0.1, v = 20"]
    slider = page.get_by_role("slider", name=re.compile("^α"))
    assert not slider.is_visible()
    folds.first.tap()
    assert folds.first.get_attribute("aria-expanded") == "true"
    before = page.locator(".chart-curve").first.get_attribute("d")
    slider.press("ArrowRight")
    slider.fill("2")
    # It is still there to be moved on.
    assert slider.evaluate("(one) => one === document.activeElement")
    page.wait_for_url("**elu-alpha=2*")
    assert page.locator(".chart-curve").first.get_attribute("d") != before
    elu = code.load(records["elu"]["code"]["numpy"])["elu"]
    shown = page.locator(".compare-list data").first.text_content() or ""
    expected = float(elu(np.array([-0.75]), alpha=2)[0])
    assert float(shown.replace("−", "-")) == pytest.approx(expected, rel=1e-3)
    page.reload(wait_until="networkidle")
    assert folds.all_text_contents() == ["α = 2", "θ = 0.1, v = 20"]
    assert page.locator(".compare-list data").first.text_content() == shown
    # Who comes back begins at the default.
    page.get_by_role("button", name="Remove ELU").tap()
    page.get_by_label("Add a function").select_option("elu")
    assert folds.first.text_content() == "α = 1"
    page.wait_for_url(lambda url: "alpha" not in url)


def test_folds_open_by_keyboard_and_window_goes_with_the_parameter(
    page: Page, served: Served
) -> None:
    low = "() => [...document.querySelectorAll('.chart-tick[text-anchor=end]')][0].textContent"
    opened(page, served, "")
    home = page.evaluate(low)
    page.get_by_role("button", name="α = 1: parameters of ELU").press("Enter")
    slider = page.get_by_role("slider", name=re.compile("^α"))
    slider.press("End")
    expect(page.locator(".compare-fold").nth(1)).to_have_text("α = 4")
    page.wait_for_url("**#elu-alpha=4")
    assert float(page.evaluate(low).replace("−", "-")) < float(home.replace("−", "-"))
    page.get_by_role("button", name="Zoom in").tap()
    page.wait_for_url("**view=*")
    near = page.evaluate(low)
    slider.fill("1")
    page.wait_for_url(lambda url: "alpha" not in url)
    assert page.evaluate(low) == near
    page.get_by_role("button", name="Reset view").tap()
    page.wait_for_url("**/compare/")
    assert page.evaluate(low) == home


def test_nonsense_in_the_address_is_left_out(page: Page, served: Served) -> None:
    opened(page, served, "functions=__proto__,relu,nope,relu,tanh&show=constructor&x=a&view=1,2")
    assert named(page) == ["ReLU", "Tanh"]
    assert page.get_by_label("f", exact=True).is_checked()
    opened(page, served, "functions=elu,leakyrelu&elu-alpha=99&leakyrelu-s=x")
    assert page.locator(".compare-fold").all_text_contents() == ["α = 4", "s = 0.01"]
    opened(page, served, "functions=,,")
    assert len(named(page)) == len(FUNCTIONS)


def test_ways_to_begin_exist_and_change_the_picture(page: Page, records: dict[str, Record]) -> None:
    links = page.locator("article a[href*='#functions=']")
    assert links.count() >= 5
    for link in links.all():
        target = link.get_attribute("href") or ""
        slugs = re.findall(r"functions=([\w,-]+)", target)[0].split(",")
        assert all(records[slug]["kind"] == "scalar" for slug in slugs)
        link.click()
        names = [records[slug]["name"] for slug in slugs]
        expect(page.locator(".compare-list li > span")).to_have_text(names)


def test_page_of_an_activation_leads_here_with_its_relatives(
    page: Page, served: Served, records: dict[str, Record]
) -> None:
    page.goto(address(served).replace("/compare/", "/activations/elu/"), wait_until="networkidle")
    link = page.get_by_role("link", name="Compare with")
    told = (link.text_content() or "").removeprefix("Compare with ")
    relatives = re.split(r", | and ", told)
    link.click()
    page.wait_for_url("**/compare/#functions=elu*")
    assert named(page) == ["ELU", *relatives]
    assert set(relatives) <= {record["name"] for record in records.values()}
    page.reload(wait_until="networkidle")
    assert named(page) == ["ELU", *relatives]


def test_list_wears_the_colors_of_the_curves_in_the_dark(browser: Browser, served: Served) -> None:
    with watched(browser, served.origin, color_scheme="dark") as (page, troubles):
        opened(page, served, "functions=relu,tanh,gaussian&show=df")
        drawn = [style.partition(")")[0] for style in styles(page)]
        assert set(drawn) == {color.partition(")")[0] for color in page.evaluate(SAMPLES)}
        assert not troubles
