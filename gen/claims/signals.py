"""How the size of numbers changes from layer to layer, for claims and figures.

The inputs of a wide layer's units are sums of many terms, nearly normal. If they have mean 0 and
the second moment q, those of the next layer have gain² E f(√q Z)² with Z ~ N(0, 1).

Source: Schoenholz et al. 2017.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isclose, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gen import code
from gen.claims import ClaimError
from gen.claims.functions import derived, entry
from gen.derivation import defaults
from gen.moments import REACH, gaussian_mean

Floats = NDArray[np.float64]

_PANELS = range(-20, 21)
"""The ends of the panels on which f itself is integrated: beyond, it is straight or flat."""

_LAYERS, _SAME = 400, 1e-14
"""Layers after which a second moment should have settled, and how little it then changes."""


@dataclass(frozen=True)
class Unit:
    """A scalar activation at its defaults, as NumPy functions."""

    f: Callable[[Floats], Floats]
    df: Callable[[Floats], Floats]
    points: tuple[float, ...]
    """Its breakpoints."""

    def mean(self, q: float, term: Callable[[Floats], Floats]) -> float:
        """E term(√q Z), where term is smooth between the breakpoints."""
        root = sqrt(q)
        places = {place / root for place in (*_PANELS, *self.points)}
        edges = sorted({*range(-REACH, REACH + 1), *(z for z in places if abs(z) < REACH)})
        return gaussian_mean(lambda z: term(root * z), edges)

    def second(self, q: float = 1.0) -> float:
        """E f(√q Z)²."""
        return self.mean(q, lambda x: np.square(self.f(x)))

    def slope_second(self, q: float = 1.0) -> float:
        """E f'(√q Z)²."""
        return self.mean(q, lambda x: np.square(self.df(x)))

    def gain(self) -> float:
        """The forward gain: the factor that gives f(Z) the second moment 1."""
        return 1 / sqrt(self.second())

    def layers(self, gain: float, q: float, depth: int) -> list[float]:
        """The second moments of the sums in each layer, from a first one of q."""
        found = [q]
        for _ in range(depth):
            found.append(gain**2 * self.second(found[-1]))
        return found

    def settled(self, gain: float) -> float:
        """The second moment of the sums that no longer changes, reached from 1.

        Raises ClaimError where there is none.
        """
        q = 1.0
        for _ in range(_LAYERS):
            before, q = q, gain**2 * self.second(q)
            if isclose(before, q, rel_tol=_SAME):
                return q
        raise ClaimError(
            f"gen/claims/signals.py: with gain {gain} the second moment still changes after "
            f"{_LAYERS} layers, from {before!r} to {q!r}; claim nothing of where it settles"
        )

    def pull(self) -> float:
        """How a layer with its own gain multiplies a small distance of the second moment from 1.

        That is the derivative by q of E f(√q Z)² / E f(Z)² at 1, E Z f(Z) f'(Z) / E f(Z)².
        """
        return self.mean(1.0, lambda x: x * self.f(x) * self.df(x)) / self.second()


def from_catalog(slug: str) -> Unit:
    """The unit of an entry, for claims."""
    functions = code.load(code.print_code(derived(slug), code.NUMPY))
    at_defaults = defaults(entry(slug))
    points = (float(one.point.subs(at_defaults)) for one in derived(slug).breakpoints)
    name = entry(slug).identifier
    return Unit(functions[name], functions[f"{name}_derivative"], tuple(points))


def from_record(record: Mapping[str, Any]) -> Unit:
    """The unit of a record, for figures."""
    functions = code.load(record["code"]["numpy"])
    name = record["slug"].replace("-", "_")
    points = tuple(kink["point"]["value"] for kink in record["kinks"])
    return Unit(functions[name], functions[f"{name}_derivative"], points)
