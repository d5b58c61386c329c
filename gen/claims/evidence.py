"""The evidence on the site: what was found about each claim, and where it is cited."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TypedDict

from gen.claims import EVIDENCE, ClaimError

_UNREAD = re.compile(
    r"\{##.*?##\}"  # a comment of the template
    r"|^(?P<indent>[ ]*)```.*?^(?P=indent)```[ ]*$",  # code that is shown
    re.DOTALL | re.MULTILINE,
)
"""What no reader sees as prose."""
_CALL = re.compile(r"\{\{.*?\}\}|\{%%.*?%%\}", re.DOTALL)
_CITATION = re.compile(r"""\b(?:claim|equation)\(\s*["']([^"']*)["']\s*\)""")
_GROUP = re.compile(r"""\bverdicts\(\s*["']([^"']*)["']\s*\)""")


class Finding(TypedDict):
    """What the build found about one claim."""

    sentence: str
    """The statement with its value in place."""
    value: str
    """The value as the reader sees it."""
    note: str
    """How it was computed."""


class Evidence(Finding):
    """The same, and where it stands and is used."""

    evidence: str
    """Its place on the site, as a site-relative URL with an anchor."""
    articles: list[str]
    """The articles that cite it."""


def cite(
    findings: Mapping[str, Mapping[str, Finding]],
    articles: Mapping[str, str],
    groups: Mapping[str, Iterable[str]] | None = None,
) -> dict[str, Evidence]:
    """The evidence for every claim, by id, with the articles that cite it.

    Args:
        findings: what `prove` found, by module; each claim must be cited.
        articles: the text of each article, by its path.
        groups: the ids that `verdicts("heading")` cites at once, by heading.

    Raises:
        ClaimError: a claim is defined in two modules or cited nowhere, or an article cites a claim
            that nobody defined.
    """
    home: dict[str, str] = {}
    for module, found in findings.items():
        for identity in found:
            if identity in home:
                raise ClaimError(twice(identity, home[identity], module))
            home[identity] = module
    citing = _citing(articles, groups or {})
    for identity, paths in citing.items():
        if identity not in home:
            raise ClaimError(
                f"{', '.join(paths)}: claim {identity!r} is not defined: define it in gen/claims/"
            )
    for identity, module in home.items():
        if identity not in citing:
            raise ClaimError(
                f"gen/claims/{module}: claim {identity!r} is cited by no article: cite it or "
                "remove it"
            )
    return {
        identity: Evidence(
            **findings[module][identity],
            evidence=f"{evidence_page(module)}#{identity}",
            articles=citing[identity],
        )
        for identity, module in home.items()
    }


def evidence_page(module: str) -> str:
    """The site-relative URL of the page with the evidence for a module of gen/claims/."""
    return f"{EVIDENCE}{module.replace('_', '-')}/"


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


def twice(identity: str, one: str, other: str) -> str:
    """The line for a claim that two modules define, or one twice."""
    where = f"gen/claims/{one}" + (f" and gen/claims/{other}" if one != other else "")
    return f"{where}: claim {identity!r} is defined twice: rename one of the two"
