"""Tables without headings that say nothing: a screen reader would name cells by an empty word."""

from __future__ import annotations

import re

_HEAD = re.compile(r"<thead>\s*<tr>(?P<cells>.*?)</tr>\s*</thead>\s*", re.DOTALL)
_EMPTY = re.compile(r"<th(?P<attributes>(?:\s[^>]*)?)>\s*</th>")


def without_empty_headings(html: str) -> str:
    """The page with an empty heading as a plain cell, and no row of headings if all are empty."""
    return _HEAD.sub(_head, html)


def _head(found: re.Match[str]) -> str:
    if not _EMPTY.sub("", found["cells"]).strip():
        return ""
    return _EMPTY.sub(r"<td\g<attributes>></td>", found[0])
