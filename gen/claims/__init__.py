"""Claims: quantitative statements that prose may cite, each with the check that proves it.

An article cites a claim by its id; the build computes the value, holds it against the statement
and writes it into the article. So a number in prose is never typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypedDict, TypeVar

from gen.errors import Problem

T = TypeVar("T")

EVIDENCE_PAGE = "checks/claims/"
"""Where every claim has an anchor, its id; relative to the site."""

_CITATION = re.compile(r"""\b(?:claim|equation)\(\s*["']([^"']*)["']\s*\)""")


class ClaimError(Problem):
    """One line: the articles that are concerned, the claim, what is wrong, and the cure."""


@dataclass(frozen=True, kw_only=True)
class Claim(Generic[T]):
    """A statement with a value in it, the computation of the value, and the test of the statement.

    Value and test are apart on purpose: the value is what the reader sees, and the test is what
    the sentence around it says. So a value that moves a little need not stop the build, and a value
    that makes the sentence false does.
    """

    id: str
    """Permanent name: lower-case words joined by hyphens. It is an anchor on the evidence page."""
    sentence: str
    """The statement in one sentence that can stand alone, with `{value}` where the value goes."""
    value: Callable[[], T]
    """Computes the value, without arguments; it must give the same value every time."""
    holds: Callable[[T], bool]
    """Whether the sentence is true of the value."""
    display: Callable[[T], str] = str
    """The value as the reader sees it, in Markdown."""
    note: str
    """How the value is computed, for the reader who wants to do it again."""


class Evidence(TypedDict):
    """What the build found about one claim."""

    sentence: str
    """The statement with its value in place."""
    value: str
    """The value as the reader sees it."""
    note: str
    """How it was computed."""
    evidence: str
    """Its place on the site, as a site-relative URL with an anchor."""
    articles: list[str]
    """The articles that cite it."""


def check(claims: Iterable[Claim[Any]], articles: Mapping[str, str]) -> dict[str, Evidence]:
    """The evidence for every claim, by id.

    Args:
        claims: all of them; each must be cited.
        articles: the text of each article, by its path.

    Raises:
        ClaimError: a claim is false, malformed, defined twice or cited nowhere, or an article
            cites a claim that nobody defined.
    """
    by_id: dict[str, Claim[Any]] = {}
    for claim in claims:
        if claim.id in by_id:
            raise ClaimError(f"claim {claim.id!r} is defined twice: rename one of the two")
        by_id[claim.id] = claim
    citing = _citing(articles)
    for identity, paths in citing.items():
        if identity not in by_id:
            raise ClaimError(
                f"{', '.join(paths)}: claim {identity!r} is not defined: define it in gen/claims/"
            )
    return {identity: _prove(claim, citing.get(identity, [])) for identity, claim in by_id.items()}


def _citing(articles: Mapping[str, str]) -> dict[str, list[str]]:
    """For each cited id, the articles that cite it."""
    citing: dict[str, list[str]] = {}
    for path, text in sorted(articles.items()):
        for identity in dict.fromkeys(_CITATION.findall(text)):
            citing.setdefault(identity, []).append(path)
    return citing


def _prove(claim: Claim[Any], articles: list[str]) -> Evidence:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", claim.id):
        raise ClaimError(f"claim {claim.id!r}: an id is lower-case words joined by hyphens")
    if "{value}" not in claim.sentence:
        raise ClaimError(f"claim {claim.id!r}: its sentence has no {{value}}: say where it goes")
    if not articles:
        raise ClaimError(f"claim {claim.id!r} is cited by no article: cite it or remove it")
    found = claim.value()
    shown = claim.display(found)
    sentence = claim.sentence.replace("{value}", shown)
    if not claim.holds(found):
        raise ClaimError(
            f"{', '.join(articles)}: claim {claim.id!r} is false, found {found!r}:"
            f' "{sentence}" Mend the article or the claim in gen/claims/'
        )
    return Evidence(
        sentence=sentence,
        value=shown,
        note=claim.note,
        evidence=f"{EVIDENCE_PAGE}#{claim.id}",
        articles=articles,
    )
