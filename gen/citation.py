"""How to cite a page: an entry for BibTeX, made of CITATION.cff and what the page says."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parents[1] / "CITATION.cff"

_SPECIAL = {char: f"\\{char}" for char in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
"""What BibTeX's readers take for a command."""


@functools.cache
def about() -> dict[str, Any]:
    """What CITATION.cff says of the whole site."""
    found: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


def bibtex(key: str, title: str, address: str) -> str:
    """The entry for a page; `address` is empty where the site has none.

    The words of a title keep their capitals, which are part of names such as GELU.
    """
    known = about()
    authors = " and ".join(f"{{{_escaped(one['name'])}}}" for one in known["authors"])
    whole = f"{_escaped(known['title'])}, version {known['version']}"
    fields = {
        "author": authors,
        "title": f"{{{_escaped(title)}}}",
        "howpublished": whole,
        "year": str(known.get("date-released", ""))[:4],
        "url": address,
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    return f"@misc{{{key},\n{''.join(lines)}}}"


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(char, char) for char in text)
