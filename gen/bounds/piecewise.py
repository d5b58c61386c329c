"""The courses of a function with limits, piece by piece."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from math import floor

from flint import arb
from sympy import Expr, Poly, S, Symbol, expand, oo

from gen.bounds.courses import LINE, ORDERS, REACH, Breakpoint, Course, Line, Piece
from gen.bounds.leading import LeadingError
from gen.bounds.reals import ORIGIN, Real, compare, exactly, sign
from gen.bounds.signs import Effort, Segment, signs
from gen.bounds.tails import Ends, Tail, tail
from gen.bounds.taylor import Smooth
from gen.derivation import Derivation, defaults
from gen.derivation.pieces import Pieces

Courses = dict[str, list[Segment]]
Sides = tuple[tuple[Real, Real, Real], ...]
"""For f, f' and f'' at a breakpoint: limit from the left, value, limit from the right."""


def follow(derivation: Derivation, pieces: Pieces, effort: Effort) -> Line:
    """The courses of a scalar function along the line, or on [-R, R] where a tail stays open."""
    at_defaults = defaults(derivation.entry)
    points = [exactly(point) for point in pieces.breakpoints]
    sides = [
        tuple(_exact_sides(order, at_defaults) for order in found.sides)
        for found in derivation.breakpoints
    ]
    reach = max([REACH, *(floor(abs(float(point.ball.mid()))) + 2 for point in points)])
    follower = _Follower(pieces.variable, _limits(derivation), reach, effort)
    ends = [exactly(-oo), *points, exactly(oo)]
    followed = [
        follower.piece(
            expression,
            (ends[place], ends[place + 1]),
            (_column(sides, place - 1, 2), _column(sides, place, 0)),
        )
        for place, expression in enumerate(pieces.between)
    ]
    scope = f"[-{reach}, {reach}]" if follower.notes else LINE
    courses = {
        name: Course(
            tuple(
                (one.less_x if name == "f - x" else one.piece, tuple(one.courses[name]))
                for one in followed
            ),
            scope,
        )
        for name in ORDERS
    }
    breakpoints = tuple(
        _breakpoint(point, found.order, values)
        for point, found, values in zip(points, derivation.breakpoints, sides, strict=True)
    )
    return Line(courses, breakpoints, notes=tuple(dict.fromkeys(follower.notes)))


def _exact_sides(
    sides: tuple[Expr, Expr, Expr], at_defaults: Mapping[Symbol, Expr]
) -> tuple[Real, Real, Real]:
    left, value, right = (exactly(side.subs(at_defaults)) for side in sides)
    return left, value, right


def _limits(derivation: Derivation) -> tuple[Ends, Ends]:
    """The limits of f and f' at the defaults, at minus and at plus infinity."""
    at_defaults, limits = defaults(derivation.entry), derivation.limits
    assert limits is not None

    def at(place: int) -> Ends:
        f, df = limits["f"][place].limit, limits["df"][place].limit
        return (
            None if f is None else f.subs(at_defaults),
            None if df is None else df.subs(at_defaults),
        )

    return at(0), at(1)


def _column(sides: list[Sides], place: int, column: int) -> tuple[Real, ...]:
    """The one-sided limits of f, f' and f'' at a breakpoint; empty where there is none."""
    return tuple(order[column] for order in sides[place]) if 0 <= place < len(sides) else ()


def _breakpoint(point: Real, order: int | None, sides: Sides) -> Breakpoint:
    values: dict[str, Real | None] = {}
    for place, name in enumerate(("f", "f'", "f''")):
        # A derivative has a value where neither it nor a lower one jumps.
        defined = place == 0 or order is None or place < order
        values[name] = sides[place][1] if defined else None
    f = sides[0][1]
    assert f.exact is not None
    assert point.exact is not None
    return Breakpoint(point, order == 0, {**values, "f - x": exactly(f.exact - point.exact)})


@dataclass(frozen=True)
class _Followed:
    piece: Piece
    less_x: Piece
    """The piece of f - x."""
    courses: Courses


@dataclass
class _Follower:
    """What all pieces of a function have in common."""

    variable: Symbol
    limits: tuple[Ends, Ends]
    reach: int
    effort: Effort
    notes: list[str] = field(default_factory=list)

    def piece(
        self,
        expression: Expr,
        ends: tuple[Real, Real],
        inner: tuple[tuple[Real, ...], tuple[Real, ...]],
    ) -> _Followed:
        """A piece between two ends, with its limits where they are breakpoints."""
        x = self.variable
        function, shifted = Smooth(expression, x), Smooth(expression - x, x)
        if expand(expression).is_polynomial(x):
            limits = (inner[0] or _at_infinity(function, -1), inner[1] or _at_infinity(function, 1))
            return _Followed(
                Piece(function, *ends, limits=limits),
                Piece(shifted, *ends),
                _exact_courses(function, shifted, ends),
            )
        tails = [
            None if ends[place].finite else self._tail(function, shifted, place, ends[1 - place])
            for place in (0, 1)
        ]
        cuts = [self._cut(ends[place], tails[place], 2 * place - 1) for place in (0, 1)]
        inside = cuts[0] is not ends[0] and not tails[0], cuts[1] is not ends[1] and not tails[1]
        if cuts[0].ball < 0 < cuts[1].ball:
            cuts.insert(1, ORIGIN)
        courses = {
            name: signs(shifted if name == "f - x" else function, order, cuts, self.effort, name)
            for name, order in ORDERS.items()
        }
        for place, found in enumerate(tails):
            if found is not None:
                for name, segments in courses.items():
                    _prolong(segments, place, ends[place], found.signs[name])
        low, high = (cuts[-place] if inside[place] else ends[place] for place in (0, 1))
        limits = (
            inner[0] or self._outer(0) if not inside[0] else (),
            inner[1] or self._outer(1) if not inside[1] else (),
        )
        return _Followed(
            Piece(function, low, high, inside, limits),
            Piece(shifted, low, high, inside),
            courses,
        )

    def _tail(self, function: Smooth, shifted: Smooth, place: int, other: Real) -> Tail | None:
        """The tail at an infinite end; None, and a note, where none is proved."""
        side = 2 * place - 1
        least = floor(side * float(other.ball.mid())) + 1 if other.finite else 0
        try:
            return tail(function, shifted, side, self.limits[place], least)
        except LeadingError as error:
            self.notes.append(f"nothing is proved beyond {side * self.reach}: {error}")
            return None

    def _cut(self, end: Real, found: Tail | None, side: int) -> Real:
        """Where the cells end: at a breakpoint, where a tail begins, or at the reach."""
        if end.finite:
            return end
        return exactly(S(side * (self.reach if found is None else found.start)))

    def _outer(self, place: int) -> tuple[Real, ...]:
        """The limits of f, f' and f'' at infinity, where a tail is proved."""
        f, df = self.limits[place]
        assert f is not None
        assert df is not None
        return exactly(f), exactly(df), ORIGIN


def _prolong(segments: list[Segment], place: int, end: Real, tail: int) -> None:
    """Nothing; afterwards the first or the last of the segments reaches to infinity."""
    old = segments[-place]
    low, high = (end, old.high) if place == 0 else (old.low, end)
    # What is open on the cells stays open.
    segments[-place] = Segment(low, high, old.sign if old.sign is None else tail)


def _exact_courses(function: Smooth, shifted: Smooth, ends: tuple[Real, Real]) -> Courses:
    return {
        name: _exact_segments(
            (shifted if name == "f - x" else function).derivative(order), function.variable, ends
        )
        for name, order in ORDERS.items()
    }


def _exact_segments(polynomial: Expr, x: Symbol, ends: tuple[Real, Real]) -> list[Segment]:
    """The segments of a polynomial between its exact roots."""
    low, high = ends
    poly = Poly(polynomial, x)
    if poly.is_zero:
        return [Segment(low, high, 0)]
    roots = [exactly(root) for root in dict.fromkeys(poly.real_roots())]
    inner = [root for root in roots if compare(low, root) == -1 and compare(root, high) == -1]
    value = Smooth(poly.as_expr(), x)
    return [Segment(a, b, sign(value.at(between(a, b)))) for a, b in pairwise([low, *inner, high])]


def between(low: Real, high: Real) -> arb:
    """A point between two others, each of which may be infinite."""
    if low.finite and high.finite:
        return ((low.ball + high.ball) / 2).mid()
    if low.finite:
        return (low.ball + 1).mid()
    return (high.ball - 1).mid() if high.finite else ORIGIN.ball


def _at_infinity(polynomial: Smooth, side: int) -> tuple[Real, ...]:
    """The limits of a polynomial and two derivatives at minus or plus infinity."""
    found = []
    for order in range(3):
        poly = Poly(polynomial.derivative(order), polynomial.variable)
        growth = poly.LC() * side ** poly.degree() * oo if poly.degree() > 0 else poly.as_expr()
        found.append(exactly(growth))
    return tuple(found)
