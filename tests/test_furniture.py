"""What stands beside the text: citation, neighbors, LaTeX to copy, llms.txt, 404, print."""

from __future__ import annotations

import collections
import html
import io
import json
import re
from pathlib import Path
from typing import Any, Literal

import pytest
from browser import Served, watched
from PIL import Image
from playwright.sync_api import Browser

from gen import citation, colophon, compact, outline, sharing
from gen.figures import cards
from gen.figures.palette import PALETTE
from gen.figures.sheet import style_sheet
from gen.files import read_json
from gen.pages import siblings

ROOT = Path(__file__).parents[1]

_DESCRIPTION = re.compile(r'<meta name="description" content="([^"]*)"')


# --- a page tells programs what it is ------------------------------------------------------------


def page_of(**fields: Any) -> sharing.Shared:
    """A page on a site with an address, with these fields in place of the usual ones."""
    usual: dict[str, Any] = {
        "site": "A site",
        "home": "https://example.org/a/",
        "title": "ReLU",
        "description": "A bend.",
        "address": "https://example.org/a/relu/",
        "picture": "https://example.org/a/cards/relu.png",
        "kind": "TechArticle",
    }
    return sharing.Shared(**usual | fields)


def test_link_to_a_page_has_title_description_and_picture() -> None:
    found = sharing.open_graph(page_of())
    assert found["og:title"] == "ReLU"
    assert found["og:image"] == "https://example.org/a/cards/relu.png"
    assert found["og:image:width"] == "1200"
    assert found["twitter:card"] == "summary_large_image"


def test_without_an_address_nothing_points_to_one() -> None:
    bare = page_of(home="", address="", picture="")
    assert sharing.open_graph(bare).keys() == {
        "og:site_name",
        "og:type",
        "og:title",
        "og:description",
    }
    assert sharing.linked_data(bare) == ""


def test_linked_data_names_the_function_and_its_other_names() -> None:
    record = {"name": "ReLU", "aliases": ["ramp function"]}
    found = json.loads(sharing.linked_data(page_of(record=record)))
    assert found["@type"] == "TechArticle"
    assert found["about"]["alternateName"] == ["ramp function"]
    assert found["isPartOf"]["url"] == "https://example.org/a/"


def test_linked_data_of_the_dataset_names_its_files() -> None:
    found = json.loads(sharing.linked_data(page_of(kind="Dataset")))
    files = [one["contentUrl"] for one in found["distribution"]]
    assert files == [f"https://example.org/a/data/activations.{it}" for it in ("json", "csv")]


def test_linked_data_cannot_end_its_script() -> None:
    assert "</script" not in sharing.linked_data(page_of(title="</script><b>"))


def test_every_page_has_a_description_of_its_own(site: Path) -> None:
    pages = collections.defaultdict(list)
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        if 'http-equiv="refresh"' in text:
            continue
        found = _DESCRIPTION.search(text)
        pages[found[1] if found else ""].append(path.relative_to(site).as_posix())
    assert "" not in pages
    shared = {text: names for text, names in pages.items() if len(names) > 1}
    assert not shared
    assert len(pages) > 100


LINE = "Keeps positive inputs and sets all others to zero."


def test_picture_has_the_size_that_is_told_and_few_bytes(site: Path) -> None:
    records = {
        it["slug"]: it for it in read_json(site / "data" / "activations.json")["activations"]
    }
    pictures = [
        cards.activation_card(records["hardswish"], LINE, "A site"),
        cards.activation_card(records["softmax"], LINE, "A site"),
        cards.page_card("A long title of an article", "Words " * 60, [*records.values()], "A site"),
    ]
    for picture in pictures:
        assert Image.open(io.BytesIO(picture)).size == (sharing.WIDTH, sharing.HEIGHT)
        assert 2_000 < len(picture) < 25_000
    assert pictures[0] == cards.activation_card(records["hardswish"], LINE, "A site")
    assert len({*pictures}) == len(pictures)


# --- citing and reporting ----------------------------------------------------------------------


def test_citation_keeps_capitals_and_escapes_what_tex_would_read() -> None:
    entry = citation.bibtex("key", "GELU & 50%_#", "https://example.org/")
    assert r"title = {{GELU \& 50\%\_\#}}" in entry
    assert "url = {https://example.org/}" in entry
    assert entry.startswith("@misc{key,\n")
    assert entry.endswith("}")


def test_citation_without_an_address_has_no_empty_field() -> None:
    assert "url" not in citation.bibtex("key", "GELU", "")


def test_citation_names_what_the_repository_says() -> None:
    entry, about = citation.bibtex("key", "GELU", ""), citation.about()
    assert about["version"] in entry
    assert about["authors"][0]["name"] in entry


def test_error_is_reported_where_the_repository_is() -> None:
    github = colophon._report("GELU (tanh)", "https://example.org/x/", "https://github.com/a/b/")
    assert github.startswith("https://github.com/a/b/issues/new?title=Error%20on%20GELU%20%28tanh")
    assert "example.org" in github
    gitlab = colophon._report("GELU", "x/", "https://gitlab.com/a/b")
    assert gitlab.startswith("https://gitlab.com/a/b/-/issues/new?issue[title]=")
    assert colophon._report("GELU", "x/", "") == ""


@pytest.mark.parametrize("page", ["activations/relu", "articles/gates", "data"])
def test_pages_say_how_to_cite_them_and_where_to_report(site: Path, page: str) -> None:
    text = (site / page / "index.html").read_text(encoding="utf-8")
    tools = text[text.index('class="page-tools"') :]
    entry = html.unescape(tools[tools.index("<code>") + 6 : tools.index("</code>")])
    assert entry.startswith(f"@misc{{activation-functions-checked-{page.rpartition('/')[2]},")
    target = html.unescape(tools.split('href="')[1].split('"')[0])
    assert target.endswith("contributing/#report-an-error") or "issues/new" in target
    if "report-an-error" in target:
        assert 'id="report-an-error"' in (site / "contributing/index.html").read_text("utf-8")


# --- neighbors ---------------------------------------------------------------------------------


def test_neighbors_are_those_of_the_family_in_the_order_of_the_navigation(site: Path) -> None:
    records = read_json(site / "data" / "activations.json")["activations"]
    seen = 0
    for record in records:
        for one in filter(None, siblings(record, records)):
            assert one["family"] == record["family"]
        before, after = siblings(record, records)
        if after:
            assert siblings(after, records)[0] == record
            assert after["name"].casefold() > record["name"].casefold()
            seen += 1
        page = (site / "activations" / record["slug"] / "index.html").read_text("utf-8")
        found = re.findall(r'<a class="(previous|next)" href="\.\./([^/"]*)/?', page)
        wanted = [("previous", before), ("next", after)]
        assert found == [(word, one["slug"]) for word, one in wanted if one]
    families = {record["family"] for record in records}
    assert seen == len(records) - len(families)


# --- llms.txt ----------------------------------------------------------------------------------


def test_outline_lists_pages_by_section() -> None:
    entries = [
        outline.Entry("Articles", "Gates", "articles/gates/", "What a gate is."),
        outline.Entry("Data", "Data", "data/", "All of it."),
        outline.Entry("Articles", "Kinks", "articles/kinks/", "What a kink is."),
    ]
    text = outline.llms("A site", "On bends.", ["A note"], entries)
    assert text == (
        "# A site\n\n> On bends.\n\n- A note\n\n"
        "## Articles\n\n"
        "- [Gates](articles/gates/): What a gate is.\n"
        "- [Kinks](articles/kinks/): What a kink is.\n\n"
        "## Data\n\n- [Data](data/): All of it.\n"
    )


def test_llms_txt_lists_every_page_of_the_navigation_with_its_description(site: Path) -> None:
    text = (site / "llms.txt").read_text(encoding="utf-8")
    listed = re.findall(r"^- \[([^\]]+)\]\(([^)]+)\): (.+)$", text, re.MULTILINE)
    records = read_json(site / "data" / "activations.json")["activations"]
    by_title = {title: (address, words) for title, address, words in listed}
    for record in records:
        address, words = by_title[record["name"]]
        assert address.endswith(f"activations/{record['slug']}/")
        assert words == record["summary"]
    assert sum("articles/" in address for _, address, _ in listed) >= 20
    for _, address, words in listed:
        assert words
        if "//" not in address:
            assert (site / address / "index.html").is_file(), address


# --- in a browser --------------------------------------------------------------------------------


def test_formula_is_copied_as_latex(browser: Browser, served: Served) -> None:
    options: dict[str, Any] = {"permissions": ["clipboard-read", "clipboard-write"]}
    with watched(browser, served.origin, **options) as (page, troubles):
        page.goto(next(url for url in served.urls if "/activations/elu/" in url))
        formulas, buttons = page.locator("div.arithmatex"), page.locator(".copy-tex")
        assert buttons.count() == formulas.count() > 2
        shown = page.locator("div.arithmatex annotation").first.text_content()
        buttons.first.focus()
        page.keyboard.press("Enter")
        page.get_by_text("LaTeX copied").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == (shown or "").strip()
        assert "\\begin{cases}" in copied
        # Visited again, as on a page that is reached without loading, it adds nothing.
        page.evaluate("document$.next(document)")
        assert buttons.count() == formulas.count()
        assert not troubles


def test_buttons_move_nothing(browser: Browser, served: Served) -> None:
    """What stands below a formula stands as high with the script as without."""
    url = next(url for url in served.urls if "/activations/softmax/" in url)
    places = []
    for scripts in (True, False):
        with watched(browser, served.origin) as (page, _):
            if not scripts:
                page.route("**/furniture.js", lambda route: route.abort())
            page.goto(url, wait_until="networkidle")
            assert page.locator(".copy-tex").count() == (3 if scripts else 0)
            headings = page.locator("main h2").all()
            boxes = [one.bounding_box() for one in headings]
            places.append([round(box["y"]) for box in boxes if box])
    assert len(places[0]) > 5
    assert places[0] == places[1]


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("activations/rellu/", "activations/relu/"),
        ("leaky-relu", "activations/leakyrelu/"),
        ("some/where/deep/softmaxx.html", "activations/softmax/"),
        ("article/kink/", "articles/kinks/"),
    ],
)
def test_missing_page_names_the_likeliest(
    browser: Browser, served: Served, site: Path, address: str, wanted: str
) -> None:
    home = served.urls[0].rpartition("/")[0]
    with watched(browser, served.origin) as (page, troubles):
        body = (site / "404.html").read_bytes()
        page.route(
            f"**/{address}",
            lambda route: route.fulfill(status=404, content_type="text/html", body=body),
        )
        page.goto(f"{home}/{address}", wait_until="networkidle")
        links = page.locator(".likely li a")
        targets = [links.nth(at).get_attribute("href") or "" for at in range(links.count())]
        assert any(target.endswith(f"/{wanted}") for target in targets)
        links.first.click()
        page.wait_for_load_state("networkidle")
        assert page.locator(".not-found").count() == 0
        assert all("status 404" in one or "404" in one for one in troubles), troubles


def test_missing_page_bears_an_address_that_is_no_text(
    browser: Browser, served: Served, site: Path
) -> None:
    home = served.urls[0].rpartition("/")[0]
    with watched(browser, served.origin) as (page, troubles):
        body = (site / "404.html").read_bytes()
        page.route(
            lambda url: url.endswith("%E0%A4%A/"),
            lambda route: route.fulfill(status=404, content_type="text/html", body=body),
        )
        page.goto(f"{home}/relu%E0%A4%A/", wait_until="networkidle")
        assert page.get_by_role("button", name="Search this site").count() == 1
        assert all("404" in one for one in troubles), troubles


def test_missing_page_opens_the_search_with_its_words(
    browser: Browser, served: Served, site: Path
) -> None:
    home = served.urls[0].rpartition("/")[0]
    with watched(browser, served.origin) as (page, _):
        body = (site / "404.html").read_bytes()
        page.route(
            "**/squared-relo/",
            lambda route: route.fulfill(status=404, content_type="text/html", body=body),
        )
        page.goto(f"{home}/activations/squared-relo/", wait_until="networkidle")
        page.get_by_role("button", name="Search this site").click()
        page.locator(".md-search-result__item").first.wait_for(timeout=30_000)
        box = page.locator("[data-md-component=search-query]")
        assert box.input_value() == "squared relo"


def test_style_sheet_closes_every_rule() -> None:
    """A rule left open swallows those behind it without a word."""
    text = (ROOT / "docs/assets/stylesheets/extra.css").read_text(encoding="utf-8")
    assert text.count("{") == text.count("}") > 200


def test_paper_has_the_colors_of_light_pages() -> None:
    printed = style_sheet().partition("@media print")[2]
    for role, color in PALETTE.items():
        assert f"--figure-{role}: {color.light};" in printed


def test_paper_shows_the_text_whole_and_in_light_colors(browser: Browser, served: Served) -> None:
    with watched(browser, served.origin, color_scheme="dark") as (page, _):
        page.goto(next(url for url in served.urls if "/activations/hardswish/" in url))
        page.emulate_media(media="print", color_scheme="dark")
        page.set_viewport_size({"width": 720, "height": 1000})
        for gone in (".md-header", ".md-sidebar", ".md-footer", ".copy-tex", ".siblings"):
            assert not page.locator(gone).first.is_visible(), gone
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") in (
            "rgb(255, 255, 255)",
            "rgba(0, 0, 0, 0)",
        )
        ink = "getComputedStyle(document.body).getPropertyValue('--figure-ink').trim()"
        assert page.evaluate(ink) == "#1f2328"
        cut = page.evaluate(
            """() => [...document.querySelectorAll("div.arithmatex, .md-typeset__scrollwrap")]
              .filter((box) => getComputedStyle(box).overflowX !== "visible").length"""
        )
        assert cut == 0


# --- light and dark ----------------------------------------------------------------------------

SCHEMES = """
() => [document.documentElement, document.body, document.querySelector(".md-header")]
  .map((one) => getComputedStyle(one).colorScheme)
"""


@pytest.mark.parametrize("color", ["light", "dark"])
def test_window_follows_system_and_palette(
    browser: Browser, served: Served, color: Literal["light", "dark"]
) -> None:
    """The bars of the window and the page are of one scheme, before the script and after it."""
    with watched(browser, served.origin, color_scheme=color) as (page, troubles):
        page.goto(served.urls[0], wait_until="networkidle")
        assert page.evaluate(SCHEMES) == [color] * 3
        for number, chosen in ((1, "light"), (2, "dark"), (0, color)):
            page.locator(f"label[for=__palette_{number}]").click()
            assert page.evaluate(SCHEMES) == [chosen] * 3
        page.emulate_media(media="print")
        assert page.evaluate(SCHEMES)[0] == "light"
        assert not troubles


def test_scheme_of_a_page_is_told_before_anything_is_drawn(site: Path) -> None:
    for path in site.rglob("*.html"):
        head = path.read_text(encoding="utf-8").partition("<meta")[2]
        assert head.startswith((' name="color-scheme"', ' http-equiv="refresh"')), path


def test_rule_of_the_palette_that_names_every_element_is_taken_out(site: Path) -> None:
    [sheet] = site.glob("assets/stylesheets/palette.*.css")
    assert "[data-md-color-scheme=slate]" in sheet.read_text(encoding="utf-8")
    assert "data-md-color-switching" not in sheet.read_text(encoding="utf-8")
    with pytest.raises(compact.CompactError, match=r"^palette\.css: the theme's rule for"):
        compact.compact_palette("body{}", "palette.css")
