"""axe-core on the site: light and dark, on a phone and on a desktop, with everything unfolded.

One page of each kind, and with EVERY_PAGE set all pages, as in `make check-all`.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urljoin

import pytest
from browser import PHONE, Served, watched
from playwright.sync_api import Browser, Page, expect

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
WIDTHS = (PHONE, 1280)

UNFOLD = '() => { for (const one of document.querySelectorAll("details")) one.open = true; }'
STANDING = {
    "landmark-unique": "Material's script wraps the button of each code block in a nav of its own.",
}
"""The rules that are not looked at, and why."""
# After a frame, in which scripts learn that boxes have another size. A heading that is a formula
# counts as empty for axe, which reads no MathML; screen readers do.
VIOLATIONS = """
async (standing) => {
  await new Promise((ready) => requestAnimationFrame(() => setTimeout(ready)));
  const rules = Object.fromEntries(standing.map((id) => [id, { enabled: false }]));
  const { violations } = await axe.run(document, { resultTypes: ["violations"], rules });
  const empty = ({ id, target: [place] }) =>
    id !== "empty-table-header" || !document.querySelector(place).querySelector("math");
  return violations
    .map(({ id, nodes }) => ({ id, nodes: nodes.filter(({ target }) => empty({ id, target })) }))
    .filter(({ nodes }) => nodes.length)
    .map(({ id, nodes }) => `${id}: ${nodes.length} times, first ${nodes[0].target.join(" ")}`);
}
"""
# Every box across which a reader can scroll, and whether the keyboard reaches it.
BOXES = """
async () => {
  await new Promise((ready) => requestAnimationFrame(() => setTimeout(ready)));
  const boxes = [...document.querySelectorAll(".md-typeset__scrollwrap, div.arithmatex")];
  return boxes.map((box) => [box.scrollWidth > box.clientWidth, box.tabIndex === 0]);
}
"""


# What a finger touches in the text, and the targets of which it would miss a part that is 44 pixels
# wide and high. Material's arrows beside tabs are a second way.
MISSED = """
() => {
  const missed = [];
  const touched = "article :is(button, select, input, summary, .md-button)";
  const all = [...document.querySelectorAll(touched)]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest("nav")
      && !one.matches(".tabbed-set > *, .tabbed-control > *"));
  for (const one of all) {
    one.scrollIntoView({ block: "center", inline: "center" });
    const target = one.closest("label") ?? one;
    const { left, top, width, height } = target.getBoundingClientRect();
    for (const [dx, dy] of [[0, 21], [0, -21], [21, 0], [-21, 0]]) {
      const hit = document.elementFromPoint(left + width / 2 + dx, top + height / 2 + dy);
      if (target.contains(hit)) continue;
      missed.push(`${one.outerHTML.slice(0, 80)} ${width} x ${height}`);
      break;
    }
  }
  return [all.length, missed];
}
"""


def violations(page: Page) -> list[str]:
    found: list[str] = page.evaluate(VIOLATIONS, list(STANDING))
    return found


@pytest.mark.parametrize("color", ["light", "dark"])
def test_axe_finds_nothing(
    browser: Browser, served: Served, addresses: list[str], color: str
) -> None:
    wrong = {}
    # Chromium counts a change of color as done only when its transition has ended.
    options = {"color_scheme": color, "reduced_motion": "reduce"}
    with watched(browser, served.origin, **options) as (page, _):
        for url in addresses:
            page.goto(url)
            page.evaluate(UNFOLD)
            page.evaluate(AXE)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 844})
                if found := violations(page):
                    wrong[f"{url} at {width} px"] = found
    assert not wrong, "\n".join(f"{where}: {'; '.join(found)}" for where, found in wrong.items())


def test_axe_would_find_something(browser: Browser, served: Served) -> None:
    with watched(browser, served.origin, reduced_motion="reduce") as (page, _):
        page.goto(served.urls[0])
        page.evaluate(AXE)
        assert not violations(page)
        page.evaluate("() => { document.querySelector('h1').innerHTML += '<input>'; }")
        assert violations(page) == ["label: 1 times, first h1 > input"]


def test_keyboard_scrolls_what_is_too_wide_and_stops_nowhere_else(
    browser: Browser, served: Served
) -> None:
    [url] = [one for one in served.urls if one.endswith("/activations/gelu/")]
    with watched(browser, served.origin) as (page, troubles):
        page.goto(url)
        page.evaluate(UNFOLD)
        narrow = page.evaluate(BOXES)
        assert all(wide == reached for wide, reached in narrow)
        table = page.locator(".md-typeset__scrollwrap[tabindex]").first
        expect(table).to_have_attribute("aria-label", "Wide table")
        table.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_function("() => document.activeElement.scrollLeft > 0")
        page.set_viewport_size({"width": 1280, "height": 844})
        broad = page.evaluate(BOXES)
        assert all(wide == reached for wide, reached in broad)
        assert len([1 for wide, _ in narrow if wide]) > len([1 for wide, _ in broad if wide])
        assert not troubles


SHADOWS = """
async () => {
  await new Promise((ready) => requestAnimationFrame(() => setTimeout(ready)));
  const boxes = [...document.querySelectorAll(".md-typeset__scrollwrap, div.arithmatex")];
  return boxes.map((box) => [box.scrollWidth > box.clientWidth,
    getComputedStyle(box).backgroundImage.startsWith("linear-gradient")]);
}
"""


def test_what_scrolls_sideways_shows_that_it_does(browser: Browser, served: Served) -> None:
    [url] = [one for one in served.urls if one.endswith("/activations/gelu/")]
    with watched(browser, served.origin) as (page, troubles):
        page.goto(url, wait_until="networkidle")
        page.evaluate(UNFOLD)
        found = page.evaluate(SHADOWS)
        assert all(wide == shown for wide, shown in found)
        assert {wide for wide, _ in found} == {False, True}
        page.emulate_media(forced_colors="active")
        assert not any(shown for _, shown in page.evaluate(SHADOWS))
        assert not troubles


def test_ring_of_a_link_leaves_the_full_stop_in_sight(browser: Browser, served: Served) -> None:
    [url] = [one for one in served.urls if one.endswith("/articles/sigmoid-and-tanh/")]
    ring = """(link) => {
      const { outlineOffset, outlineWidth, outlineStyle } = getComputedStyle(link);
      return [outlineStyle, parseFloat(outlineOffset) + parseFloat(outlineWidth)];
    }"""
    with watched(browser, served.origin) as (page, _):
        page.goto(url, wait_until="networkidle")
        page.keyboard.press("Tab")
        for name in ("term", "claim"):
            link = page.locator(f"p a.{name}").first
            link.focus()
            assert link.evaluate(ring) == ["solid", 1]


@pytest.mark.parametrize(
    "address", ["", "activations/elu/", "compare/", "network/", "articles/sigmoid-and-tanh/"]
)
def test_finger_meets_what_it_aims_at(browser: Browser, served: Served, address: str) -> None:
    home = min((url for url in served.urls if url.endswith("/")), key=len)
    with watched(browser, served.origin, has_touch=True, is_mobile=True) as (page, troubles):
        page.goto(urljoin(home, address), wait_until="networkidle")
        for fold in page.locator(".compare-fold").all():
            fold.tap()
        count, missed = page.evaluate(MISSED)
        assert count > 2
        assert not missed, "\n".join(missed)
        assert not troubles
