"""A browser's view of the finished site: every page, light and dark, phone width, no scripts."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from browser import Served, watched
from playwright.sync_api import Browser, Page, Request, Route

from gen.budgets import SHIFTS

# What sticks out of the page, were it not in a box that scrolls. The names help to find it.
WIDER_THAN_PAGE = """
() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const article = document.querySelector("article") ?? document.body;
  return ["scrolls to " + document.documentElement.scrollWidth + " px"].concat(
    [...article.querySelectorAll("*")]
      .filter((element) => element.getBoundingClientRect().right > width + 1)
      .slice(0, 3)
      .map((element) => element.outerHTML.slice(0, 80)));
}
"""

FIGURES = """
() => [...document.querySelectorAll("[data-figure], figure.figure")].map((figure) => {
  const svg = figure.querySelector("svg[role=img]");
  const labels = (svg?.getAttribute("aria-labelledby") ?? "").split(" ");
  return {
    id: figure.id || figure.dataset.figure,
    drawn: svg !== null && svg.getBoundingClientRect().height > 50,
    title: svg?.querySelector(":scope > title")?.textContent.trim() ?? "",
    desc: svg?.querySelector(":scope > desc")?.textContent.trim() ?? "",
    labelled: labels.every((id) => svg?.querySelector(":scope > #" + CSS.escape(id)) != null),
  };
})
"""

FORMULAS = """
() => [...document.querySelectorAll(".arithmatex")].map((formula) => ({
  tex: formula.querySelector("annotation")?.textContent ?? formula.textContent,
  spoken: formula.querySelector("math") !== null,
  // A folded answer has no boxes until its reader opens it.
  shown: formula.closest("details:not([open]), .tabbed-block") !== null
    || (formula.querySelector(".katex-html")?.getBoundingClientRect().height ?? 0) > 4,
}))
"""

DUPLICATE_IDS = """
() => [...document.querySelectorAll("[id]")].map((element) => element.id)
  .filter((id, place, ids) => ids.indexOf(id) !== place)
"""

FACE = """
() => [...document.fonts].some((face) =>
  face.family === "Inter" && face.status === "loaded" && face.unicodeRange === "U+0-10FFFF")
"""
"""Whether the face of all text counts on the page."""
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def _report(failures: dict[str, list[str]]) -> str:
    return "\n".join(f"{url}: {'; '.join(troubles)}" for url, troubles in failures.items())


def test_pages_are_quiet_and_fit_a_phone(
    browser: Browser, served: Served, addresses: list[str]
) -> None:
    """No console error, no failed or foreign request, no sideways scroll, no id twice."""
    failures = troubles_of(addresses, browser, served, "light", "load")
    assert not failures, _report(failures)


def test_pages_are_quiet_in_the_dark(
    browser: Browser, served: Served, addresses: list[str]
) -> None:
    """And with what they still ask for when they have been loaded, for which half a second goes."""
    failures = troubles_of(addresses, browser, served, "dark", "networkidle")
    assert not failures, _report(failures)


def troubles_of(
    addresses: list[str],
    browser: Browser,
    served: Served,
    color: str,
    until: Literal["load", "networkidle"],
) -> dict[str, list[str]]:
    """What is wrong with pages in a color scheme, by address."""
    assert addresses
    failures = {}
    scheme = {"light": "default", "dark": "slate"}[color]
    with watched(browser, served.origin, color_scheme=color) as (page, troubles):
        for url in addresses:
            page.goto(url, wait_until=until)
            page.evaluate(DRAWN)
            found = page.locator("body").get_attribute("data-md-color-scheme")
            # A redirect has no theme; it has sent the browser on to a page that has.
            if found != scheme:
                troubles.append(f"color scheme {found}, not {scheme}")
            troubles.extend(page.evaluate(WIDER_THAN_PAGE))
            troubles.extend(f"id {name!r} stands twice" for name in page.evaluate(DUPLICATE_IDS))
            if troubles:
                failures[url] = troubles.copy()
                troubles.clear()
    return failures


def test_tables_are_tables_and_not_text(site: Path) -> None:
    """A line too few or too many in a template, and Markdown sets bars and dashes as they are."""
    pages = list(site.rglob("*.html"))
    assert pages
    wrong = [page.relative_to(site) for page in pages if "|--" in page.read_text(encoding="utf-8")]
    assert not wrong


def test_formulas_and_figures_need_no_script(
    browser: Browser, served: Served, addresses: list[str]
) -> None:
    """Formulas are shown and can be read out, figures are drawn with title and description."""
    failures: dict[str, list[str]] = {}
    formulas = figures = 0
    with watched(browser, served.origin, java_script_enabled=False) as (page, troubles):
        for url in addresses:
            page.goto(url)
            for formula in page.evaluate(FORMULAS):
                formulas += 1
                if not (formula["shown"] and formula["spoken"]):
                    troubles.append(f"formula not set: {formula['tex']}")
            for figure in page.evaluate(FIGURES):
                figures += 1
                lacking = [name for name, value in figure.items() if not value]
                if lacking:
                    troubles.append(f"figure {figure['id']!r} lacks: {', '.join(lacking)}")
            if troubles:
                failures[url] = troubles.copy()
                troubles.clear()
    assert not failures, _report(failures)
    assert formulas, "no formula on any page"
    assert figures, "no figure on any page"


def held_back(page: Page, address: str) -> list[Route]:
    """The page's requests for the address, each of which waits until it is continued."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(address, hold)
    return held


def test_text_is_set_in_the_vendored_font(browser: Browser, served: Served) -> None:
    """A style sheet, without which nothing is drawn, waits here until the font has come."""

    def release(request: Request) -> None:
        if request.url.endswith("/inter-text.woff2"):
            for route in held:
                route.continue_()

    with watched(browser, served.origin) as (page, _):
        held = held_back(page, "**/extra.css")
        page.on("requestfinished", release)
        page.goto(served.urls[0])
        assert held
        assert page.evaluate(FACE)
        assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith("Inter")


@pytest.mark.parametrize("slug", ["gelu", "elu"])
def test_fonts_that_come_late_move_nothing(browser: Browser, served: Served, slug: str) -> None:
    with watched(browser, served.origin) as (page, _):
        held = held_back(page, "**/inter-*.woff2")
        page.goto(f"{served.origin}/activations/{slug}/", wait_until="commit")
        page.locator("h2").first.wait_for()
        page.evaluate(DRAWN)
        with page.expect_event("requestfinished", lambda one: one.url.endswith("text.woff2")):
            for route in held:
                route.continue_()
        page.wait_for_load_state()
        page.evaluate(DRAWN)
        assert not page.evaluate(FACE)
        assert page.evaluate(SHIFTS) == 0


def test_search_finds_words_and_holds_no_tex(site: Path) -> None:
    """Formulas are set after the search index is made, and their TeX is kept out of it."""
    index = (site / "search/search_index.json").read_text(encoding="utf-8")
    assert "ReLU" in index
    for command in (r"\\frac", r"\\begin", r"\\operatorname", "katex-html", "<svg"):
        assert command not in index, f"the search index holds {command}"
