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

WAITING = 18
"""How many items wait for experiments. The number may only fall."""

LONGEST = 8
"""Words that say what an item is about."""


class _Ids(HTMLParser):
    """Every id of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.update(value for name, value in attrs if name == "id" and value)


@cache
def ids(page: Path) -> frozenset[str]:
    """The ids of a page; none if there is no such page."""
    if not page.is_file():
        return frozenset()
    parser = _Ids()
    parser.feed(page.read_text(encoding="utf-8"))
    return frozenset(parser.found)


def trouble(item: dict[str, Any], site: Path) -> str:
    """What is wrong with an item's place on the site; empty if nothing."""
    if "waits" in item:
        return "" if set(item) == {"waits", "what"} else "waits, and has a place"
    if set(item) != {"page", "anchor", "what"}:
        return "needs page, anchor and what"
    page = site / item["page"] / "index.html"
    if not page.is_file():
        return f"no page {item['page']}"
    return "" if item["anchor"] in ids(page) else f"no #{item['anchor']} on {item['page']}"


def test_every_place_exists(site: Path) -> None:
    troubles = {key: trouble(item, site) for key, item in ITEMS.items()}
    assert not any(troubles.values()), "\n".join(
        f"{key}: {found} ({ITEMS[key]['what']})" for key, found in troubles.items() if found
    )


def test_missing_places_are_found(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text('<h2 id="here">Here</h2>', encoding="utf-8")
    place = {"page": "", "anchor": "here", "what": "a place"}
    assert not trouble(place, tmp_path)
    assert "no #there" in trouble(place | {"anchor": "there"}, tmp_path)
    assert "no page" in trouble(place | {"page": "elsewhere/"}, tmp_path)
    assert trouble({"what": "nothing"}, tmp_path)
    assert trouble(place | {"waits": "experiments"}, tmp_path)


def test_items_are_well_formed() -> None:
    for key, item in ITEMS.items():
        assert re.fullmatch(r"S\d-\d\d", key), key
        assert 1 <= len(item["what"].split()) <= LONGEST, f"{key}: {LONGEST} words at most"
        assert item.get("waits", "experiments") == "experiments", key
    assert not set(ITEMS) & set(NOT_CONTENT), "content, or not?"
    assert len(set(NOT_CONTENT)) == len(NOT_CONTENT)


def test_few_items_wait() -> None:
    """Prints which; a new one must not slip in."""
    waiting = [key for key, item in ITEMS.items() if "waits" in item]
    print(f"{len(waiting)} of {len(ITEMS)} items wait for experiments: {', '.join(waiting)}")
    assert len(waiting) == WAITING, (
        f"{len(waiting)} items wait, {WAITING} are known: lower the number, or find a place"
    )


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
