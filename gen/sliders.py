"""How far a parameter can be moved in a plot: a part of its domain around its default."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from sympy import Expr, Integer, Interval, Max, Min, Rational, Set, floor, oo

from gen.activation import Activation

TIMES, MORE = 4, 4
"""The reach: four times the default, but at most four more than it, and at least to one."""
LEAST = Rational(1, 10)
"""The lowest value above an end at 0 that is open, as a share of the default."""
POSITIONS = 50
"""The least number of steps in the range, which are 1 or 5 times a power of ten."""
STEPS = tuple(digit * Integer(10) ** power for power in range(1, -7, -1) for digit in (5, 1))


@dataclass(frozen=True)
class Slider:
    """The values that a parameter can take: from low to high, a whole number of steps apart."""

    low: Expr
    high: Expr
    step: Expr
    """0 for a constant. The default is one of the values."""


def sliders(entry: Activation) -> tuple[Slider, ...]:
    """The slider of each parameter, in their order.

    Every choice of values lies in the domain: where that of one parameter ends at another, each
    stays on its side of the middle between their defaults.
    """
    at_defaults = {p.symbol: p.exact for p in entry.parameters}
    ranges = [p.domain.subs(at_defaults) & _reach(p.exact) for p in entry.parameters]
    for index, (one, other) in enumerate(pairwise(entry.parameters)):
        if one.symbol in other.domain.free_symbols:
            middle = (one.exact + other.exact) / 2
            ranges[index] &= Interval.open(-oo, middle)
            ranges[index + 1] &= Interval.open(middle, oo)
    pairs = zip(entry.parameters, ranges, strict=True)
    return tuple(
        Slider(p.exact, p.exact, Integer(0)) if p.fixed else _slider(values, p.exact)
        for p, values in pairs
    )


def _reach(default: Expr) -> Set:
    reach = Max(1, Min(TIMES * abs(default), abs(default) + MORE))
    return Interval(-reach, reach)


def _slider(values: Set, default: Expr) -> Slider:
    low, high = values.inf, values.sup
    if low == 0 and 0 not in values:
        low = LEAST * default
    step = next(one for one in STEPS if one * POSITIONS <= high - low)

    def last(direction: int, end: Expr) -> Expr:
        count = floor(abs(end - default) / step)
        while default + direction * count * step not in values:
            count -= 1
        return default + direction * count * step

    return Slider(last(-1, low), last(1, high), step)
