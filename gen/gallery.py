"""The gallery of the home page: a small picture of each function, by family, and what to look for.

The text has a place for each picture, which is filled when the page is finished: pictures do not
pass through Markdown and the search index. A script narrows the gallery by what stands in it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from gen import catalog
from gen.errors import Problem
from gen.properties import PROPERTIES
from gen.schema import KINDS

Record = Mapping[str, Any]

_PLACE = re.compile(r'<span data-thumbnail="([^"]*)"></span>')


class GalleryError(Problem):
    """One line that names what the gallery lacks."""


def gallery(records: Sequence[Record]) -> str:
    """The Markdown of the gallery, for a page at the root of the site."""
    return "\n\n".join([_finder(records), *_sections(records)])


def families(folder: Path = catalog.FOLDER) -> dict[str, str]:
    """What the functions of each family have in common, in a sentence: what its module says.

    Raises `GalleryError` for a module that says nothing.
    """
    found = {}
    for path in sorted(folder.glob("[!_]*.py")):
        says = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        sentence = says.partition("\n")[0].rpartition(": ")[2]
        if not sentence:
            raise GalleryError(f"{path.name}: begin with a docstring that says what the family is")
        found[path.stem] = sentence[0].upper() + sentence[1:]
    return found


def place_thumbnails(content: str, page: str, thumbnails: Mapping[str, str]) -> str:
    """The page's HTML with each small picture in its place.

    Raises `GalleryError` for a function that has none.
    """

    def place(match: re.Match[str]) -> str:
        if match[1] not in thumbnails:
            raise GalleryError(f"{page}: {match[1]!r} has no thumbnail; build it anew")
        return thumbnails[match[1]]

    return _PLACE.sub(place, content) if "data-thumbnail=" in content else content


def names(record: Record) -> list[str]:
    """All by which a reader may look for a function, each once, its own name first."""
    module = (record["torch"] or "").rpartition(".")[2]
    found: dict[str, str] = {}
    for name in (record["name"], *record["aliases"], module, *record["former_slugs"]):
        if name:
            found.setdefault(re.sub(r"[\W_]", "", name.casefold()), name)
    return list(found.values())


def _finder(records: Sequence[Record]) -> str:
    """The controls; a page without scripts does not show them."""
    boxes = "".join(
        f'<label><input type="checkbox" value="{one.key}">{one.label}'
        f" <span>{sum(map(one.holds, records))}</span></label>"
        for one in PROPERTIES
    )
    words = "".join(f"<dt>{one.label}</dt><dd>{one.meaning}</dd>" for one in PROPERTIES)
    return (
        '<form class="finder" data-search-exclude>'
        '<label>Name or alias <input type="search" autocomplete="off" spellcheck="false"></label>'
        f"<fieldset><legend>Properties</legend>{boxes}</fieldset>"
        f'<p><output>{len(records)} functions</output> <button type="reset" disabled>Show all'
        "</button></p>"
        f"<details><summary>What the words mean</summary><dl>{words}</dl>"
        "<p>All of it at the default parameters, and read off the checked record of each function. "
        "Whether a function is bounded, monotone or zero-centered is asked of those of one number "
        "alone.</p></details></form>"
    )


def _sections(records: Iterable[Record]) -> Iterable[str]:
    said = families()
    members: dict[str, list[Record]] = {}
    for record in sorted(records, key=lambda record: record["name"].casefold()):
        members.setdefault(record["family"], []).append(record)

    def place(family: str) -> tuple[int, int, str]:
        """Functions of one number first, then the larger family."""
        found = members[family]
        return KINDS.index(found[0]["kind"]), -len(found), family

    for family in sorted(members, key=place):
        tiles = "\n".join(map(_tile, members[family]))
        yield (
            f'<section class="family" data-search-exclude markdown="1">\n'
            f'<div><h2 id="{family}">{family.capitalize()}</h2><p>{said[family]}</p></div>\n'
            f'<ul class="tiles" markdown="1">\n{tiles}\n</ul>\n</section>'
        )


def _tile(record: Record) -> str:
    slug = record["slug"]
    has = " ".join(one.key for one in PROPERTIES if one.holds(record))
    known = escape("|".join(names(record)))
    picture = f'<span data-thumbnail="{slug}"></span>'
    link = f"[{picture}<span>{record['name']}</span>](activations/{slug}.md)"
    return f'<li data-names="{known}" data-has="{has}" markdown="span">{link}</li>'
