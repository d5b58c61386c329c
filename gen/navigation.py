"""The part of the site's navigation that follows from the catalog."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gen.errors import Problem

ACTIVATIONS = "activations/"
"""The entry of `nav` in mkdocs.yml that stands for the pages of all activations."""
COMPARE = "compare.md"
"""The page on which readers compare graphs."""


class NavigationError(Problem):
    """One line that names what is wrong with `nav`."""


def with_activations(nav: list[Any], records: Iterable[Mapping[str, Any]]) -> list[Any]:
    """`nav` of mkdocs.yml with its entry "activations/" spelt out: table, graphs, families.

    Families and the activations in them stand in alphabetical order.

    Raises `NavigationError` when `nav` has no such entry.
    """
    families: dict[str, list[dict[str, str]]] = {}
    for record in sorted(records, key=lambda record: (record["family"], record["name"].casefold())):
        page = {record["name"]: f"{ACTIVATIONS}{record['slug']}.md"}
        families.setdefault(record["family"].capitalize(), []).append(page)
    by_family = ({family: pages} for family, pages in families.items())
    section = [f"{ACTIVATIONS}index.md", COMPARE, *by_family]

    expanded = [
        {title: section if target == ACTIVATIONS else target for title, target in entry.items()}
        for entry in nav
    ]
    if expanded == nav:
        raise NavigationError(f"mkdocs.yml: nav has no entry {ACTIVATIONS!r}")
    return expanded
