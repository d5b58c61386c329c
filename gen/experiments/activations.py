"""The activations of experiments: named by the catalog, made by torch."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import cache
from typing import Any

import torch

from gen import catalog
from gen.catalog import Definition
from gen.errors import Problem


def named(slug: str, **keywords: float) -> dict[str, Any]:
    """What settings say of an activation: slug, name, torch's class and its arguments.

    keywords: arguments other than the defaults of the catalog, by torch's names.

    Raises Problem for a slug that the catalog lacks, and for one that torch lacks.
    """
    definitions = _definitions()
    if slug not in definitions:
        raise Problem(f"gen/experiments/: no activation has the slug {slug!r}; see gen/catalog/")
    entry = catalog.load(definitions[slug])
    if entry.torch is None:
        raise Problem(f"gen/experiments/: torch has no {slug!r}; experiments train torch's modules")
    defaults = {p.torch: float(p.exact) for p in entry.parameters if p.torch}
    if unknown := keywords.keys() - defaults.keys():
        raise Problem(f"gen/experiments/: {entry.torch} has no {', '.join(sorted(unknown))}")
    return {
        "slug": slug,
        "name": entry.name,
        "torch": entry.torch,
        "keywords": {**defaults, **entry.torch_options, **keywords},
    }


def built(activation: Mapping[str, Any]) -> torch.nn.Module:
    """A fresh module of what `named` says."""
    home, _, name = activation["torch"].rpartition(".")
    module: torch.nn.Module = getattr(importlib.import_module(home), name)(**activation["keywords"])
    return module


@cache
def _definitions() -> dict[str, Definition]:
    return {definition.slug: definition for definition in catalog.definitions()}
