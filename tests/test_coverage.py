"""The site treats all of the material that it grew from, each item at a place that exists.

tests/coverage.toml says where. DESIGN_NOTES names the folder with the list of items, sources.md;
where it is not set, the file cannot be held against the list.
"""

from __future__ import annotations

import os
import re
import tomllib
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

FILE = Path(__file__).with_name("coverage.toml")
COVERAGE = tomllib.loads(FILE.read_text(encoding="utf-8"))
ITEMS: dict[str, dict[str, str]] = COVERAGE["items"]
NOT_CONTENT: list[str] = COVERAGE["not_content"]

TOTAL = 221
"""How many items the list has: a line that is lost here would not be missed elsewhere."""

LONGEST = 8
"""Words that say what an item is about."""


class Page(HTMLParser):
    """The ids in the content of a page, and the text below each of its headings."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.title = ""
        """The id of the page's own heading."""
        self.text: dict[str, str] = {}
        """The text behind each heading of the first or second level, up to the next."""
        self._heading = ""
        self._inside = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside += tag == "article"
        place = dict(attrs).get("id")
        if not (self._inside and place):
            return
        self.found.add(place)
        if tag in ("h1", "h2"):
            self._heading = place
            self.title = place if tag == "h1" else self.title

    def handle_endtag(self, tag: str) -> None:
        self._inside -= tag == "article"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.text[self._heading] = self.text.get(self._heading, "") + data


@cache
def content(page: Path) -> Page:
    """The content of a page of the site."""
    parser = Page()
    parser.feed(page.read_text(encoding="utf-8"))
    return parser


def says(page: Page, anchor: str, phrase: str) -> bool:
    """Whether the section of an anchor has a phrase, however its lines are broken."""
    return " ".join(phrase.split()) in " ".join(page.text.get(anchor, "").split())


def trouble(item: dict[str, Any], site: Path) -> str:
    """What is wrong with an item's place on the site; empty if nothing."""
    if set(item) - {"says"} != {"page", "anchor", "what"}:
        return "needs page, anchor and what"
    file = site / item["page"] / "index.html"
    if not file.is_file():
        return f"no page {item['page']}"
    page, anchor = content(file), item["anchor"]
    if anchor not in page.found:
        return f"no #{anchor} on {item['page']}"
    if "says" in item:
        return (
            "" if says(page, anchor, item["says"]) else f"#{anchor} does not say {item['says']!r}"
        )
    # The page of an activation is about that activation as a whole.
    anywhere = anchor == page.title and not item["page"].startswith("activations/")
    if anywhere or anchor in ("exercises", "read-next"):
        return f"#{anchor} is everywhere: it needs `says`, words of {item['page']}"
    return ""


def test_every_place_exists(site: Path) -> None:
    troubles = {key: trouble(item, site) for key, item in ITEMS.items()}
    assert not any(troubles.values()), "\n".join(
        f"{key}: {found} ({ITEMS[key]['what']})" for key, found in troubles.items() if found
    )


def test_missing_places_are_found(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(
        '<nav id="menu"></nav><article><h1 id="top">Top</h1><p>All.</p>'
        '<h2 id="here">Here</h2><h2 id="exercises">Exercises</h2><p>Some\nquestion.</p></article>',
        encoding="utf-8",
    )
    place = {"page": "", "anchor": "here", "what": "a place"}
    assert not trouble(place, tmp_path)
    assert "no #there" in trouble(place | {"anchor": "there"}, tmp_path)
    assert "no #menu" in trouble(place | {"anchor": "menu"}, tmp_path)
    for anchor, phrase in (("top", "All."), ("exercises", "Some question")):
        everywhere = place | {"anchor": anchor}
        assert "needs `says`" in trouble(everywhere, tmp_path)
        assert not trouble(everywhere | {"says": phrase}, tmp_path)
        assert "does not say" in trouble(everywhere | {"says": "another"}, tmp_path)
    assert "no page" in trouble(place | {"page": "elsewhere/"}, tmp_path)
    assert trouble({"what": "nothing"}, tmp_path)
    assert "needs page" in trouble(place | {"waits": "until later"}, tmp_path)


def test_items_are_well_formed() -> None:
    for key, item in ITEMS.items():
        assert re.fullmatch(r"S\d-\d\d", key), key
        assert 1 <= len(item["what"].split()) <= LONGEST, f"{key}: {LONGEST} words at most"
    assert not set(ITEMS) & set(NOT_CONTENT), "content, or not?"
    assert len(set(NOT_CONTENT)) == len(NOT_CONTENT)
    assert len(ITEMS) + len(NOT_CONTENT) == TOTAL


def test_list_is_complete() -> None:
    notes = os.environ.get("DESIGN_NOTES")
    if not notes:
        pytest.skip(
            "THE LIST OF MATERIAL IS NOT COMPARED: DESIGN_NOTES names no folder with sources.md"
        )
    text = (Path(notes) / "sources.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"\[(S\d-\d\d)\]", text))
    mapped = set(ITEMS) | set(NOT_CONTENT)
    assert listed, f"no item in {notes}/sources.md"
    assert not listed - mapped, f"without a place: {', '.join(sorted(listed - mapped))}"
    assert not mapped - listed, f"not in the list: {', '.join(sorted(mapped - listed))}"
