"""The courses of a function with limits, piece by piece."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import floor

from sympy import Expr, Poly, S, Symbol, expand, oo

from gen.bounds.courses import LINE, ORDERS, REACH, Breakpoint, Course, Line, Piece
from gen.bounds.leading import LeadingError
from gen.bounds.reals import ORIGIN, Real, compare, exactly, sign
from gen.bounds.signs import Effort, Segment, signs
from gen.bounds.tails import tail
from gen.bounds.taylor import Smooth
from gen.derivation import Derivation, defaults
from gen.derivation.pieces import Pieces

Courses = dict[str, list[Segment]]


def follow(derivation: Derivation, pieces: Pieces, effort: Effort) -> Line:
    """The courses of a scalar function along the line, or on [-R, R] where a tail stays open."""
    x, at_defaults = pieces.variable, defaults(derivation.entry)
    points = tuple(exactly(point) for point in pieces.breakpoints)
    sides = [
        [[exactly(side.subs(at_defaults)) for side in order] for order in found.sides]
        for found in derivation.breakpoints
    ]
    assert derivation.limits is not None
    limits = [
        tuple(
            end.limit if end.limit is None else end.limit.subs(at_defaults)
            for end in (derivation.limits["f"][place], derivation.limits["df"][place])
        )
        for place in (0, 1)
    ]
    reach = max([REACH, *(floor(abs(float(point.ball.mid()))) + 2 for point in points)])
    ends = [exactly(-oo), *points, exactly(oo)]
    notes: list[str] = []
    followed = []
    for place, expression in enumerate(pieces.between):
        low, high = ends[place], ends[place + 1]
        inner = (
            tuple(order[2] for order in sides[place - 1]) if place else (),
            tuple(order[0] for order in sides[place]) if place < len(points) else (),
        )
        followed.append(_piece(expression, x, low, high, inner, limits, reach, effort, notes))
    scope = f"[-{reach}, {reach}]" if notes else LINE
    return Line(
        {
            name: Course(
                tuple(
                    (piece if name != "f - x" else shifted, tuple(courses[name]))
                    for piece, shifted, courses in followed
                ),
                scope,
            )
            for name in ORDERS
        },
        tuple(
            _breakpoint(point, found.order, values)
            for point, found, values in zip(points, derivation.breakpoints, sides, strict=True)
        ),
        notes=tuple(dict.fromkeys(notes)),
    )


def _breakpoint(point: Real, order: int | None, sides: Sequence[Sequence[Real]]) -> Breakpoint:
    values: dict[str, Real | None] = {}
    for place, name in enumerate(("f", "f'", "f''")):
        # A derivative has a value where neither it nor a lower one jumps.
        defined = place == 0 or order is None or place < order
        values[name] = sides[place][1] if defined else None
    at = sides[0][1]
    assert at.exact is not None
    assert point.exact is not None
    return Breakpoint(point, order == 0, {**values, "f - x": exactly(at.exact - point.exact)})


def _piece(
    expression: Expr,
    x: Symbol,
    low: Real,
    high: Real,
    inner: tuple[tuple[Real, ...], tuple[Real, ...]],
    limits: Sequence[tuple[Expr | None, ...]],
    reach: int,
    effort: Effort,
    notes: list[str],
) -> tuple[Piece, Piece, Courses]:
    """A piece between two breakpoints, or beyond one, and the same less x, with its courses."""
    function, shifted = Smooth(expression, x), Smooth(expression - x, x)
    if expand(expression).is_polynomial(x):
        limits_at = tuple(inner[p] or _at_infinity(expression, x, 2 * p - 1) for p in (0, 1))
        piece = Piece(function, low, high, limits=limits_at)
        return piece, Piece(shifted, low, high), _exact_courses(expression, x, low, high)
    cuts, tails = [low, high], {}
    outer, inside = list(inner), [False, False]
    for place, (end, other) in enumerate(((low, high), (high, low))):
        if end.finite:
            continue
        side = 2 * place - 1
        least = floor(side * float(other.ball.mid())) + 1 if other.finite else 0
        try:
            found = tail(function, shifted, side, limits[place], least)
        except LeadingError as error:
            notes.append(f"beyond {side * reach}: {error}")
            cuts[place] = exactly(S(side * reach))
            inside[place] = True
            continue
        cuts[place] = exactly(S(side * found.start))
        tails[place] = found.signs
        outer[place] = (*(exactly(limit) for limit in limits[place]), ORIGIN)
    if cuts[0].ball < 0 < cuts[1].ball:
        cuts.insert(1, ORIGIN)
    courses = {
        name: signs(shifted if name == "f - x" else function, order, cuts, effort, name)
        for name, order in ORDERS.items()
    }
    start, stop = cuts[0], cuts[-1]
    for place, found in tails.items():
        if place == 0:
            start = low
        else:
            stop = high
        for name, segments in courses.items():
            _extend(segments, place, ends=(low, high), tail=found[name])
    piece = Piece(function, start, stop, tuple(inside), tuple(outer))
    return piece, Piece(shifted, start, stop, tuple(inside)), courses


def _extend(segments: list[Segment], place: int, ends: tuple[Real, Real], tail: int) -> None:
    """The segments, with the first or the last of them prolonged to infinity."""
    at = -place
    old = segments[at]
    # An open segment stays open; the sign at its end is that of the tail.
    kind = old.sign if old.sign is None else tail
    low, high = (ends[0], old.high) if place == 0 else (old.low, ends[1])
    segments[at] = Segment(low, high, kind)


def _exact_courses(expression: Expr, x: Symbol, low: Real, high: Real) -> Courses:
    courses = {}
    for name, order in ORDERS.items():
        form = Smooth(expression - x if name == "f - x" else expression, x)
        courses[name] = _exact_segments(form.derivative(order), x, low, high)
    return courses


def _exact_segments(polynomial: Expr, x: Symbol, low: Real, high: Real) -> list[Segment]:
    """The segments of a polynomial between its exact roots."""
    poly = Poly(polynomial, x)
    if poly.is_zero:
        return [Segment(low, high, 0)]
    roots = [exactly(root) for root in dict.fromkeys(poly.real_roots())]
    ends = [low, *(r for r in roots if compare(low, r) == -1 and compare(r, high) == -1), high]
    value = Smooth(poly.as_expr(), x)
    return [Segment(a, b, sign(value.at(_between(a, b)))) for a, b in pairwise(ends)]


def _between(low: Real, high: Real) -> object:
    """A point between two others, one of which may be infinite."""
    if low.finite and high.finite:
        return ((low.ball + high.ball) / 2).mid()
    if low.finite:
        return (low.ball + 1).mid()
    return (high.ball - 1).mid() if high.finite else ORIGIN.ball


def _at_infinity(expression: Expr, x: Symbol, side: int) -> tuple[Real, ...]:
    """The limits of a polynomial and two derivatives at minus or plus infinity."""
    found = []
    for order in range(3):
        poly = Poly(Smooth(expression, x).derivative(order), x)
        growth = poly.LC() * side ** poly.degree() * oo if poly.degree() > 0 else poly.as_expr()
        found.append(exactly(growth))
    return tuple(found)
