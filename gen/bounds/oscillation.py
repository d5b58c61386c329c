r"""The courses of functions that swing without end: \(A(x) + x B(x)\) with periodic A and B.

Where B vanishes the function is periodic and one period tells everything. Where B is a number other
than 0 it is unbounded on both sides, and its roots lie where \(|x| \le \sup |A| / |B|\). Otherwise
it takes every value: on the points \(x_0 + kp\) with \(B(x_0) \ne 0\) it runs to both infinities.
Its signs are then followed on \([-R, R]\).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from math import ceil

from flint import arb
from sympy import (
    Dummy,
    Expr,
    Poly,
    Rational,
    S,
    Symbol,
    cos,
    oo,
    periodicity,
    sin,
)
from sympy.calculus.util import lcim

from gen import balls
from gen.bounds.courses import ORDERS, REACH, Course, Line, Piece
from gen.bounds.reals import exactly
from gen.bounds.signs import Effort, Segment, signs
from gen.bounds.taylor import Smooth
from gen.derivation.zero import is_zero

CUTS = 8
"""The equal parts of a period at whose ends exact roots are looked for."""


@dataclass(frozen=True)
class Oscillation:
    """A function written as A(x) + x B(x), with a common period of A and B."""

    periodic: Expr
    factor: Expr
    period: Expr
    variable: Symbol

    @property
    def swings(self) -> bool:
        """Whether B is no number."""
        return bool(self.factor.free_symbols)


def oscillation(expression: Expr, x: Symbol) -> Oscillation | None:
    """The function in that form; None where it has none, or no sine and cosine."""
    swinging = sorted(expression.atoms(sin, cos), key=str)
    if not swinging:
        return None
    names = {Dummy(): part for part in swinging}
    plain = expression.subs({part: name for name, part in names.items()})
    if not plain.is_polynomial(x) or Poly(plain, x).degree() > 1:
        return None
    parts = [Poly(plain, x).coeff_monomial(x**power).subs(names) for power in (0, 1)]
    periods = [periodicity(part, x) for part in parts if part.has(x)]
    period = None if None in periods else lcim(periods)
    if period is None or not all(_repeats(part, x, period) for part in parts):
        return None
    while all(_repeats(part, x, period / 2) for part in parts):
        period = period / 2
    return Oscillation(parts[0], parts[1], period, x)


def _repeats(part: Expr, x: Symbol, period: Expr) -> bool:
    return is_zero(part.subs(x, x + period) - part)


def follow(function: Smooth, found: Oscillation, effort: Effort) -> Line:
    """The courses of such a function."""
    x = function.variable
    shifted = Smooth(function.expression - x, x)
    courses = {}
    for name, order in ORDERS.items():
        course_of = shifted if name == "f - x" else function
        factor = found.factor - 1 if name == "f - x" else found.factor
        factor = S.Zero if order and not found.swings else factor
        if factor == 0:
            courses[name] = _over_a_period(course_of, order, found.period, effort, name)
        elif not found.swings:
            courses[name] = _between_bounds(course_of, found, factor, effort, name)
        else:
            courses[name] = _within_reach(course_of, order, found.period, effort, name)
    if found.swings:
        return Line(courses, unbounded=frozenset((0, 1, 2)))
    slope = exactly(found.factor).sign or 0
    return Line(courses, unbounded=frozenset((0,) if slope else ()), slope=slope)


def _over_a_period(function: Smooth, order: int, period: Expr, effort: Effort, name: str) -> Course:
    cuts = [exactly(period * Rational(place, CUTS)) for place in range(CUTS + 1)]
    piece = Piece(function, cuts[0], cuts[-1], (True, True))
    return Course(((piece, tuple(signs(function, order, cuts, effort, name))),), period=period)


def _between_bounds(
    function: Smooth, found: Oscillation, factor: Expr, effort: Effort, name: str
) -> Course:
    """The signs of A(x) + b x, which are those of b x where |b x| is larger than |A|."""
    largest = reduce(lambda one, other: one.union(other), _values(found))
    bound = ceil(balls.upper(abs(largest) / abs(exactly(factor).ball))) + 1
    cuts = [exactly(S(place)) for place in (-bound, 0, bound)]
    segments = signs(function, 0, cuts, effort, name)
    ends = exactly(-oo), exactly(oo)
    segments[0] = Segment(ends[0], segments[0].high, segments[0].sign)
    segments[-1] = Segment(segments[-1].low, ends[1], segments[-1].sign)
    return Course(((Piece(function, *ends), tuple(segments)),))


def _values(found: Oscillation, cells: int = 64) -> list[arb]:
    """Enclosures of A on the cells of a period."""
    periodic = Smooth(found.periodic, found.variable)
    ends = [exactly(found.period * Rational(place, cells)).ball for place in range(cells + 1)]
    return [periodic.on(low.union(high)).derivative(0) for low, high in pairwise(ends)]


def _within_reach(function: Smooth, order: int, period: Expr, effort: Effort, name: str) -> Course:
    step = period / CUTS
    most = int(REACH // step)
    ends = exactly(S(-REACH)), exactly(S(REACH))
    cuts = [ends[0], *(exactly(step * place) for place in range(-most, most + 1)), ends[1]]
    segments = signs(function, order, cuts, effort, name)
    piece = Piece(function, *ends, (True, True))
    return Course(((piece, tuple(segments)),), f"[-{REACH}, {REACH}]")
