"""llms.txt: all pages with what each holds, as Markdown for programs that read the site."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Entry(NamedTuple):
    """A page."""

    section: str
    """The tab of the navigation that it stands under."""
    title: str
    address: str
    description: str


def llms(name: str, description: str, notes: Iterable[str], entries: Iterable[Entry]) -> str:
    """The file: name, description and notes of the site, then a list a section."""
    sections: dict[str, list[str]] = {}
    for one in entries:
        line = f"- [{one.title}]({one.address}): {one.description}"
        sections.setdefault(one.section, []).append(line)
    parts = [f"# {name}", f"> {description}", "\n".join(f"- {note}" for note in notes)]
    parts += [f"## {section}\n\n" + "\n".join(lines) for section, lines in sections.items()]
    return "\n\n".join(parts) + "\n"
