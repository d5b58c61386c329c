"""Entries of the catalog and made-up ones, derived and enclosed; those of the catalog once each."""

from __future__ import annotations

from functools import cache

from sympy import Expr

from gen import catalog
from gen.activation import Activation
from gen.bounds import Bounds, bounds
from gen.derivation import Derivation, derive

DEFINITIONS = {definition.slug: definition for definition in catalog.definitions()}


@cache
def entry_of(slug: str) -> Activation:
    """The entry of the catalog."""
    return catalog.load(DEFINITIONS[slug])


@cache
def derived(slug: str) -> Derivation:
    """Its derivation."""
    return derive(entry_of(slug))


@cache
def enclosed(slug: str) -> Bounds:
    """Its bounds."""
    return _bounds(derived(slug))


def custom(expression: Expr) -> Derivation:
    """The derivation of a function of no entry."""
    return derive(
        Activation(name="Custom", expression=expression, torch=None, source=None, summary="One.")
    )


def custom_bounds(expression: Expr) -> Bounds:
    """The bounds of a function of no entry."""
    return _bounds(custom(expression))


def _bounds(derivation: Derivation) -> Bounds:
    result = bounds(derivation)
    assert result is not None
    return result
