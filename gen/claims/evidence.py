"""The evidence for the claims: each value computed and held against its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypedDict, TypeVar

import torch

from gen.claims import EVIDENCE_PAGE, Claim, ClaimError

T = TypeVar("T")

_UNREAD = re.compile(
    r"\{##.*?##\}"  # a comment of the template
    r"|^(?P<indent>[ ]*)```.*?^(?P=indent)```[ ]*$",  # code that is shown
    re.DOTALL | re.MULTILINE,
)
"""What no reader sees as prose."""
_CALL = re.compile(r"\{\{.*?\}\}|\{%%.*?%%\}", re.DOTALL)
_CITATION = re.compile(r"""\b(?:claim|equation)\(\s*["']([^"']*)["']\s*\)""")
_GROUP = re.compile(r"""\bverdicts\(\s*["']([^"']*)["']\s*\)""")


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


def check(
    claims: Iterable[Claim[Any]],
    articles: Mapping[str, str],
    groups: Mapping[str, Iterable[str]] | None = None,
) -> dict[str, Evidence]:
    """The evidence for every claim, by id.

    Args:
        claims: all of them; each must be cited.
        articles: the text of each article, by its path.
        groups: the ids that `verdicts("heading")` cites at once, by heading.

    Raises:
        ClaimError: a claim is false, malformed, defined twice or cited nowhere, or an article
            cites a claim that nobody defined.
    """
    by_id: dict[str, Claim[Any]] = {}
    for claim in claims:
        if claim.id in by_id:
            raise ClaimError(f"claim {claim.id!r} is defined twice: rename one of the two")
        by_id[claim.id] = claim
    citing = _citing(articles, groups or {})
    for identity, paths in citing.items():
        if identity not in by_id:
            raise ClaimError(
                f"{', '.join(paths)}: claim {identity!r} is not defined: define it in gen/claims/"
            )
    return {identity: _prove(claim, citing.get(identity, [])) for identity, claim in by_id.items()}


def value_of(claim: Claim[T]) -> T:
    """The value of a claim, the same whatever was drawn before it."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return claim.value()


def _citing(
    articles: Mapping[str, str], groups: Mapping[str, Iterable[str]]
) -> dict[str, list[str]]:
    """For each cited id, the articles that cite it."""
    citing: dict[str, list[str]] = {}
    for path, text in sorted(articles.items()):
        calls = " ".join(_CALL.findall(_UNREAD.sub(" ", text)))
        cited = _CITATION.findall(calls)
        cited += (one for heading in _GROUP.findall(calls) for one in groups.get(heading, ()))
        for identity in dict.fromkeys(cited):
            citing.setdefault(identity, []).append(path)
    return citing


def _prove(claim: Claim[Any], articles: list[str]) -> Evidence:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", claim.id):
        raise ClaimError(f"claim {claim.id!r}: an id is lower-case words joined by hyphens")
    if "{value}" not in claim.sentence:
        raise ClaimError(f"claim {claim.id!r}: its sentence has no {{value}}: say where it goes")
    if not articles:
        raise ClaimError(f"claim {claim.id!r} is cited by no article: cite it or remove it")
    found = value_of(claim)
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
