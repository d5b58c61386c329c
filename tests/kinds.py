"""The kinds of pages on the site, found in the pages themselves: a new kind needs no entry here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

_ARTICLE = re.compile(r"<article\b.*?</article>", re.DOTALL)
# What KaTeX and the highlighter write is alike on all pages.
_NOT_LOOKED_INTO = re.compile(r'<span class="katex.*?</math>|<(pre|svg)\b.*?</\1>', re.DOTALL)
_PART = re.compile(r'<([a-z][a-z0-9]*)\b[^>]*?(?: class="([^"]*)")?[^>]*>')


def one_of_each_kind(site: Path) -> list[str]:
    """Addresses from the root of few pages that together show every part that any page shows.

    A part is an element with its classes, within the article; the page with the most parts that
    are still to be shown comes next.
    """
    parts = {
        page.relative_to(site).as_posix().removesuffix("index.html"): _parts(page)
        for page in sorted(site.rglob("*.html"))
    }
    unseen = set().union(*parts.values())
    chosen = []
    while unseen:
        address = max(parts, key=lambda name: (len(parts[name] & unseen), -len(name)))
        chosen.append(address)
        unseen -= parts[address]
    return chosen


def _parts(page: Path) -> set[str]:
    html = page.read_text(encoding="utf-8")
    article = _ARTICLE.search(html)
    if article is None:
        return {page.name}
    text = re.sub(r"<svg\b.*?</svg>", "<svg>", article[0], flags=re.DOTALL)
    return set(_names(_PART.findall(text)))


def _names(found: Iterable[tuple[str, str]]) -> Iterable[str]:
    for tag, classes in found:
        for name in classes.split() or [""]:
            yield f"{tag}.{name}"
