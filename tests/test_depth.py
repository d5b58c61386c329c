"""The interactive figure of "Sigmoid and tanh": by keyboard, without scripts, light and dark."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import PHONE, Served, watched
from playwright.sync_api import Browser, Locator, Page

# The sum of all layout shifts of the figure and of what stands below it.
SHIFT = """
() => new Promise((resolve) => {
  const figure = document.getElementById("figure-product-bound");
  let moved = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.sources.some(({ node }) => node && figure.contains(node))) moved += entry.value;
    }
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(moved), 300);
})
"""

RAW = "() => document.querySelector('#figure-product-bound template').content.textContent"
LINE = "(figure) => figure.querySelector('.figure-product path').getAttribute('d')"
OVERFLOWS = """
(controls) => [...controls.querySelectorAll("*")].some(
  (element) => element.getBoundingClientRect().bottom > controls.getBoundingClientRect().bottom + 1)
"""


@pytest.fixture
def figure(browser: Browser, served: Served) -> Iterator[Locator]:
    """The figure on a phone; at the end nothing may have gone wrong on its page."""
    with watched(browser, served.origin) as (page, troubles):
        page.goto(address(served), wait_until="networkidle")
        yield shown(page)
        assert not troubles


def address(served: Served) -> str:
    (url,) = [url for url in served.urls if url.endswith("/articles/sigmoid-and-tanh/")]
    return url


def shown(page: Page) -> Locator:
    return page.locator("#figure-product-bound")


def words(figure: Locator) -> list[str]:
    """The lines of the read-out."""
    found = figure.locator("output > span").all_text_contents()
    return [" ".join(line.replace("\N{NO-BREAK SPACE}", " ").split()) for line in found]


def number(text: str) -> float:
    """A number as the read-out writes it."""
    digits, _, power = text.partition(" × 10")
    ordinary = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
    return float(f"{digits}e{power.translate(ordinary) or 0}")


def coordinates(path: str) -> list[float]:
    """The numbers of a line's path."""
    return [float(part) for part in path.split() if part not in "ML"]


def values(figure: Locator) -> dict[str, tuple[float, float]]:
    """What the read-out says of each function: the most, and here."""
    pattern = re.compile(r"(\w+) ?at most (.*), here (.*)")
    matches = [pattern.fullmatch(line) for line in words(figure)[1:]]
    return {m[1]: (number(m[2]), number(m[3])) for m in matches if m}


def test_read_out_follows_both_sliders_by_keyboard(figure: Locator) -> None:
    data = json.loads(figure.page.evaluate(RAW))
    layers = figure.get_by_role("slider", name="Layers")
    input_ = figure.get_by_role("slider", name="Pre-activation")
    assert layers.get_attribute("aria-valuetext") == "10 layers"
    before = words(figure)
    assert before[0] == "After 10 layers this much of the gradient is left:"

    layers.press("ArrowRight")
    input_.press("Home")
    for _ in range(20):
        input_.press("ArrowRight")
    assert layers.get_attribute("aria-valuetext") == "11 layers"
    assert input_.get_attribute("aria-valuetext") == "−3.0"
    assert words(figure) != before
    found = values(figure)
    assert set(found) == {function["name"] for function in data["functions"]}
    for function in data["functions"]:
        most, here = found[function["name"]]
        assert most == pytest.approx(function["most"] ** 11, rel=0.06)
        assert here == pytest.approx(abs(function["slopes"][20]) ** 11, rel=0.06)

    layers.press("Home")
    assert words(figure)[0].startswith("After 1 layer ")


def test_line_follows_the_pre_activation_and_ends_at_the_frame(figure: Locator) -> None:
    before = figure.evaluate(LINE)
    figure.get_by_role("slider", name="Pre-activation").press("End")
    after = figure.evaluate(LINE)
    assert after != before
    frame = json.loads(figure.page.evaluate(RAW))["frame"]
    *_, across, down = coordinates(after)
    assert frame["left"] < across < frame["right"]
    assert down == pytest.approx(frame["bottom"])


def test_nothing_moves_when_the_controls_appear(figure: Locator) -> None:
    assert figure.page.evaluate(SHIFT) == 0
    figure.get_by_role("slider", name="Layers").press("End")
    assert not figure.locator(".figure-controls").evaluate(OVERFLOWS)
    box = figure.bounding_box()
    assert box is not None
    assert box["width"] <= PHONE


@pytest.mark.parametrize("color", ["light", "dark"])
def test_marker_wears_the_colors_of_the_page(browser: Browser, served: Served, color: str) -> None:
    with watched(browser, served.origin, color_scheme=color) as (page, troubles):
        page.goto(address(served), wait_until="networkidle")
        dot, curve = (
            shown(page).locator(".marker-most"),
            shown(page).locator(".figure-product path"),
        )
        colors = [
            one.first.evaluate("(element) => getComputedStyle(element).stroke")
            for one in (dot, curve)
        ]
        assert colors[0] == colors[1]
        assert not troubles


def test_without_scripts_the_figure_stands_alone(browser: Browser, served: Served) -> None:
    with watched(browser, served.origin, java_script_enabled=False) as (page, _):
        page.goto(address(served))
        figure = shown(page)
        assert figure.locator("svg .figure-product path").count() == 4
        drawn = figure.evaluate(LINE)
        assert figure.locator("input, output, .marker-most").count() == 0
        # No empty place is kept for controls that never come.
        box = figure.locator(".figure-controls").bounding_box()
        assert box is not None
        assert box["height"] == 0
    # The script's axes are those of the drawing: at first it draws the very same line.
    with watched(browser, served.origin) as (page, _):
        page.goto(address(served))
        assert coordinates(shown(page).evaluate(LINE)) == pytest.approx(
            coordinates(drawn), abs=0.02
        )


def test_works_from_a_file(browser: Browser, site: Path) -> None:
    page = browser.new_page()
    page.goto((site / "articles/sigmoid-and-tanh/index.html").as_uri())
    assert shown(page).locator("input[type=range]").count() == 2
    page.close()
