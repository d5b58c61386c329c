"""Derived pages: Markdown from templates, the records and the evidence for claims.

Nothing here computes: a number on a page stands in a record. Paths are relative to the folder that
MkDocs reads beside docs/.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2

from gen import typography

ORDINALS = {0: "f", 1: "f′", 2: "f″"}
"""A function and its first derivatives, by order."""


def write_pages(
    dataset: Mapping[str, Any],
    claims: Mapping[str, Mapping[str, Any]],
    relations: Sequence[Mapping[str, Any]],
    templates: Path,
    practice: Mapping[str, str],
) -> dict[str, str]:
    """The text of each derived page by its path.

    dataset: all records and their environment; claims: the evidence by id; relations: those that
    gen.relations has found to hold; practice: the hand-written part of an activation's page by its
    slug, with its facts filled in.
    """
    environment = _environment(templates)
    activations = dataset["activations"]
    pages = {
        "activations/index.md": environment.get_template("table.md").render(dataset),
        "checks/index.md": environment.get_template("checks.md").render(dataset),
        "checks/claims.md": environment.get_template("claims.md").render(claims=claims),
    }
    for activation in activations:
        slug = activation["slug"]
        pages[f"activations/{slug}.md"] = environment.get_template("activation.md").render(
            dataset,
            it=activation,
            related=related(activation, activations, relations),
            practice=practice.get(slug, ""),
        )
        for former in activation["former_slugs"]:
            pages[f"activations/{former}/index.html"] = environment.get_template(
                "redirect.html"
            ).render(it=activation)
    return pages


def related(
    record: Mapping[str, Any],
    records: Sequence[Mapping[str, Any]],
    relations: Sequence[Mapping[str, Any]],
) -> list[tuple[Mapping[str, Any], str]]:
    """Other records and what to say of each: how the two are related, then those of the family."""
    slug, by_slug = record["slug"], {one["slug"]: one for one in records}
    found = [
        *((by_slug[one["of"]], one["on_entry"]) for one in relations if one["entry"] == slug),
        *((by_slug[one["entry"]], one["on_of"]) for one in relations if one["of"] == slug),
    ]
    named = {slug, *(other["slug"] for other, _ in found)}
    family = [one for one in records if one["family"] == record["family"]]
    return [*found, *((one, one["summary"]) for one in family if one["slug"] not in named)]


def smoothness(record: Mapping[str, Any]) -> str:
    r"""The smoothness class in Markdown, such as \(C^1\); "jumps" where f itself does."""
    if record["kind"] == "scalar" and record["smoothness"]["k"] == -1:
        return "jumps"
    return rf"\({record['smoothness']['latex']}\)"


def smoothness_in_words(record: Mapping[str, Any]) -> str:
    """The smoothness class without TeX, for a list to choose from."""
    k = record["smoothness"]["k"]
    if k is None:
        return "C∞, infinitely often"
    return {-1: "jumps", 0: "C⁰, continuous", 1: "C¹, once", 2: "C², twice"}.get(k, f"C{k}")


def bounded(record: Mapping[str, Any]) -> str:
    """On which sides a scalar function is bounded; empty where its limits do not tell.

    All are finite at every point and have finite limits at both sides of a breakpoint; so such a
    function is bounded on a side where neither of its limits at infinity is infinite.
    """
    if record["limits"] is None:
        return ""
    ends = record["limits"]["f"].values()
    if any(end["latex"] is None for end in ends):
        return ""
    infinite = {end["latex"] for end in ends if end["value"] is None}
    below, above = r"-\infty" not in infinite, r"\infty" not in infinite
    return {
        (True, True): "on both sides",
        (True, False): "below",
        (False, True): "above",
        (False, False): "no",
    }[below, above]


def limit(end: Mapping[str, Any]) -> str:
    """The limit at one end in Markdown, with a word where it is that at the defaults."""
    if end["latex"] is None:
        return "none"
    return rf"\({end['latex']}\)" + (" at the default" if end["at_defaults"] else "")


def points_of(record: Mapping[str, Any], orders: tuple[int, ...]) -> list[Mapping[str, Any]]:
    """The breakpoints at which f (order 0) or f' (order 1) jumps at the defaults."""
    return [kink for kink in record["kinks"] if kink["order"] in orders]


def _environment(templates: Path) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # the result is Markdown, not HTML
    )
    environment.filters.update(typography.FILTERS)
    environment.filters.update(
        smoothness=smoothness,
        smoothness_in_words=smoothness_in_words,
        bounded=bounded,
        limit=limit,
        points_of=points_of,
        primes=lambda text: text.replace("''", "″").replace("'", "′"),
        # A bar ends a table's cell, in a formula too, and TeX reads the escaped one as a norm.
        cell=lambda text: text.replace("|", r"\|"),
    )
    environment.globals["ordinals"] = ORDINALS
    return environment
