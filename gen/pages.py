"""Derived pages: Markdown from templates, the records and the evidence for claims.

Nothing here computes: a number on a page stands in a record. Paths are relative to the folder that
MkDocs reads beside docs/.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2

from gen import typography

ORDINALS = {0: "f", 1: "f′", 2: "f″"}
"""A function and its first derivatives, by order."""


def write_pages(
    dataset: Mapping[str, Any],
    claims: Mapping[str, Mapping[str, Any]],
    templates: Path,
    practice: Mapping[str, str],
) -> dict[str, str]:
    """The text of each derived page by its path.

    dataset: all records and their environment; claims: the evidence by id; practice: the
    hand-written part of an activation's page by its slug, with its facts filled in.
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
            relatives=[
                other
                for other in activations
                if other["family"] == activation["family"] and other is not activation
            ],
            practice=practice.get(slug, ""),
        )
        for former in activation["former_slugs"]:
            pages[f"activations/{former}/index.html"] = environment.get_template(
                "redirect.html"
            ).render(it=activation)
    return pages


def smoothness(record: Mapping[str, Any]) -> str:
    r"""The smoothness class in Markdown, such as \(C^1\); "jumps" where f itself does."""
    if record["kind"] == "scalar" and record["smoothness"]["k"] == -1:
        return "jumps"
    return rf"\({record['smoothness']['latex']}\)"


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
        limit=limit,
        points_of=points_of,
        primes=lambda text: text.replace("''", "″").replace("'", "′"),
        cell=lambda text: text.replace("|", r"\|"),
    )
    environment.globals["ordinals"] = ORDINALS
    return environment
