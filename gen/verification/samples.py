"""The points and parameters at which an activation is checked.

A grid alone never meets a kink: `arange(-4, 4, 0.01)` misses 0 by 8.5e-14. So the points contain
0, each breakpoint, its two float neighbors and points close to it, and places far out; parameters
are drawn inside their domains, and breakpoints move with them.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from sympy import Expr, FiniteSet, Interval, Rational, Reals, Set, oo

from gen.activation import Activation
from gen.derivation import Breakpoint

Floats = NDArray[np.float64]

FAR = (20.0, 100.0, 1000.0)
"""Distances from 0 at which saturation, underflow and overflow show."""
NEAR = 1e-9
"""The relative distance of the points close to a breakpoint."""
GRID = 401
"""The number of points of the dense grid."""
DECIMALS = 3
"""The decimals of a drawn parameter, so that a failing one can be typed."""
DRAWS = 3
"""The number of random parameter sets, beside the defaults."""
VECTOR_LENGTHS = (1, 2, 5, 64)
"""The lengths of the vectors for vector activations; 64 reaches the vector kernels."""


def parameter_sets(entry: Activation) -> list[dict[str, float]]:
    """The defaults, random parameters from the domains, and the closed ends of the domains.

    Always the same for an entry.
    """
    sets = [{p.symbol.name: float(p.exact) for p in entry.parameters}]
    if all(parameter.fixed for parameter in entry.parameters):
        return sets
    generator = _generator(entry)
    for _ in range(DRAWS):
        drawn: dict[str, float] = {}
        for parameter in entry.parameters:
            value = _draw(_at(parameter.domain, drawn), generator)
            drawn[parameter.symbol.name] = value if parameter.fixed else round(value, DECIMALS)
        sets.append(drawn)
    for parameter in entry.parameters:
        domain = _at(parameter.domain, sets[0])
        if isinstance(domain, Interval):
            ends = {domain.start: domain.left_open, domain.end: domain.right_open}
            closed = [float(end) for end, is_open in ends.items() if not is_open]
            sets += [{**sets[0], parameter.symbol.name: end} for end in closed]
    return sets


def breakpoint_values(
    breakpoints: tuple[Breakpoint, ...], parameters: Mapping[str, float]
) -> list[float]:
    """The breakpoints as floats for given parameters."""
    return [float(_at(point.point, parameters)) for point in breakpoints]


def special_points(breakpoints: list[float]) -> Floats:
    """Points of shape (n, 1): 0, the breakpoints with their neighbors, and points far out."""
    points = [0.0, *(sign * far for far in FAR for sign in (-1.0, 1.0))]
    for center in {0.0, *breakpoints}:
        points += [center, np.nextafter(center, -np.inf), np.nextafter(center, np.inf)]
        points += [center * (1 - NEAR), center * (1 + NEAR), center - NEAR, center + NEAR]
    return np.array(sorted(set(points)))[:, None]


def line_points(breakpoints: list[float]) -> Floats:
    """The special points and a dense grid around the breakpoints, of shape (n, 1)."""
    reach = max([10.0, *(2 * abs(point) for point in breakpoints)])
    # Divided last, so that points such as -1.15 are the floats next to short decimals.
    half = GRID // 2
    grid = (np.arange(-half, half + 1) * reach / half)[:, None]
    return np.unique(np.concatenate([special_points(breakpoints), grid]), axis=0)


def plane_points(entry: Activation) -> Floats:
    """Pairs of special values and random pairs, of shape (n, 2)."""
    special = special_points([])[:, 0]
    pairs = np.array([(p, q) for p in special for q in special])
    return np.concatenate([pairs, _generator(entry).normal(0, 4, size=(GRID, 2))])


def vectors(entry: Activation) -> list[Floats]:
    """Vectors of several lengths: zeros, ties, random ones, and entries far out."""
    generator = _generator(entry)
    result = []
    for length in VECTOR_LENGTHS:
        result += [
            np.zeros(length),
            generator.normal(0, 2, length),
            generator.normal(0, 20, length),
        ]
        result.append(np.resize([1000.0, -1000.0, 1000.0, 20.0, -100.0], length))
    return result


def _draw(domain: Set, generator: np.random.Generator) -> float:
    if domain == Reals:
        return float(generator.normal(0, 2))
    if isinstance(domain, FiniteSet):
        return float(domain.args[0])
    if not isinstance(domain, Interval):
        raise NotImplementedError(f"cannot draw from {domain}")
    if domain.start == -oo:
        return float(domain.end) - 10 ** generator.uniform(-1, 1)
    if domain.end == oo:
        return float(domain.start) + 10 ** generator.uniform(-1, 1)
    return float(generator.uniform(float(domain.start), float(domain.end)))


def _at(expression: Expr | Set, parameters: Mapping[str, float]) -> Expr:
    named = {symbol: symbol.name for symbol in expression.free_symbols}
    return expression.subs({s: Rational(parameters[name]) for s, name in named.items()})


def _generator(entry: Activation) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32(entry.slug.encode()))
