"""The site's search: what Material's index and its worker need to answer what readers ask.

Material's index ranks a page by the words of its headings. So a page also gets, as tags that the
results show, the other names of an activation and the questions that an article answers.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

QUERY = Path(__file__).with_suffix(".js")
"""The script that makes a query of what is typed."""

_NAME_PART = re.compile(r"(?<=[a-z]{4})(?=[A-Z])")
_CODE = re.compile(r"<pre>.*?</pre>", re.DOTALL)
_EVERY_CHECK = "checks/#every-check"
"""A section of numbers alone."""
_MACHINE_READ = ("#how-it-was-checked", "#see-also", "#plot")
"""Sections of an activation's page in which every page has the same words, or those of others."""


def improved(
    index: Mapping[str, Any],
    records: Iterable[Mapping[str, Any]],
    heads: Mapping[str, Mapping[str, Any]],
    ending: str = "/",
) -> dict[str, Any]:
    """The index with other names and questions as tags, and without what answers nothing.

    `heads` are the front matters of the pages by URL, of which "questions" are those that a page
    answers; `ending` is what the URL of a page ends with.
    """
    by_page = {f"activations/{record['slug']}{ending}": record for record in records}

    def entry(found: Mapping[str, Any]) -> dict[str, Any]:
        made, location = dict(found), found["location"]
        page, _, section = location.partition("#")
        if location in by_page:
            name = by_page[page]["name"]
            if names := _other_names(by_page[page]):
                made["tags"] = names
            # Of two pages with the word in their name, the one named by it alone comes first.
            made["boost"] = 2 / len(name.split())
        elif page in by_page and found["title"].endswith("?"):
            # Above its page: Material folds what scores less.
            made["boost"] = 3 / len(by_page[page]["name"].split())
        elif page in by_page:
            made["text"] = "" if f"#{section}" in _MACHINE_READ else _CODE.sub("", found["text"])
        elif location == _EVERY_CHECK:
            made["text"] = ""
        elif location in heads:
            head = heads[location]
            if questions := head.get("questions"):
                made["tags"] = [*questions]
            if description := head.get("description"):
                made["text"] += f"<p>{html.escape(description)}</p>"
        return made

    return {**index, "docs": [entry(found) for found in index["docs"]]}


def worker(script: str) -> str:
    """Material's search worker with ours before it."""
    return f"{QUERY.read_text(encoding='utf-8')}\n{script}"


def _other_names(record: Mapping[str, Any]) -> list[str]:
    """The aliases of an activation, and its name written apart, such as "Leaky ReLU"."""
    name = record["name"]
    apart = _NAME_PART.sub(" ", name, count=1)
    return [*record["aliases"], *([apart] if apart != name else [])]
