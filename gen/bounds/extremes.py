"""Largest and smallest values of f, f' and f'', where they are taken, and the range of f.

A function is monotone between the roots of its derivative, so its extremes lie among its values at
these, its one-sided limits at breakpoints, its values there, and its limits at infinity.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sympy import Expr, oo

from gen.bounds.closed_forms import closed_form, value_at
from gen.bounds.courses import LINE, Line, Piece
from gen.bounds.reals import Real, compare, exactly
from gen.bounds.sets import Interval, RealSet, point, union

NAMES = ("f", "f'", "f''", "f'''")
"""The names of the derivatives by their orders."""


@dataclass(frozen=True)
class Place:
    """Where an extreme is taken, or approached."""

    where: Interval
    side: str = ""
    """"left" or "right", if it is approached at a breakpoint from that side alone."""


@dataclass(frozen=True)
class Extreme:
    """A supremum or an infimum."""

    value: Real
    at: tuple[Place, ...]
    """Where it is taken or, if it is not, approached: all places that balls do not tell apart."""
    attained: bool | None
    """None where a value that is taken and one that is only approached agree in all digits."""
    scope: str
    period: Expr | None = None
    """The period of its places."""
    form: Expr | None = None
    """A closed form of the value that agrees with all digits of the enclosure, if one is known."""


@dataclass(frozen=True)
class _Candidate:
    value: Real
    at: Interval
    attained: bool
    side: str = ""
    piece: Piece | None = None
    """The piece of which it is a value, unless it is that at a breakpoint."""


def supremum(line: Line, order: int) -> Extreme | None:
    """The supremum of a derivative where it exists; None where that is open."""
    return _extreme(line, order, lambda value: value)


def infimum(line: Line, order: int) -> Extreme | None:
    """The infimum of a derivative where it exists; None where that is open."""
    return _opposite(_extreme(line, order, _negative))


def largest_size(line: Line, order: int) -> Extreme | None:
    """The supremum of the size of a derivative where it exists; None where that is open."""
    return _extreme(line, order, _size)


def lipschitz(line: Line) -> Extreme | None:
    """The Lipschitz constant; None where that is open."""
    # A jump is steeper than any slope.
    for at in line.breakpoints:
        if at.jump:
            return Extreme(exactly(oo), (Place(point(at.point)),), False, LINE)
    return largest_size(line, 1)


def value_range(line: Line) -> RealSet | None:
    """The range of f; None where that is open."""
    if 0 in line.unbounded:
        return RealSet((Interval(exactly(-oo), exactly(oo)),), LINE)
    course = line.courses["f'"]
    images: list[Interval] = []
    for candidate in _candidates(line, 0) or ():
        if candidate.attained:
            images.append(point(candidate.value))
    for piece, segments in course.parts:
        for segment in segments:
            if segment.sign is None:
                return None
            low, high = piece.value(0, segment.low), piece.value(0, segment.high)
            if segment.sign:
                images.append(Interval(low, high) if segment.sign > 0 else Interval(high, low))
    return RealSet(union(images), course.scope)


def _extreme(line: Line, order: int, measure: Callable[[Real], Real]) -> Extreme | None:
    if order in line.unbounded:
        top = exactly(oo)
        side = line.slope * (measure(top).sign or 0)
        ends = [exactly(side * oo)] if side else []
        return Extreme(top, tuple(Place(point(end)) for end in ends), False, LINE)
    candidates = _candidates(line, order)
    if candidates is None:
        return None
    best: list[_Candidate] = []
    largest: Real | None = None
    told_apart = True
    for one in candidates:
        measured = measure(one.value)
        relation = 1 if largest is None else compare(measured, largest)
        if relation == 1 or largest is None:
            best, largest, told_apart = [one], measured, True
        elif relation != -1:
            best.append(one)
            if relation is None:
                largest, told_apart = Real(largest.ball.union(measured.ball)), False
    assert largest is not None
    attained = _attained(best, told_apart)
    if attained is False:
        # The end of one segment is often the beginning of the next.
        places = list(
            {(id(one.at.low), one.side): Place(one.at, one.side) for one in best}.values()
        )
    else:
        taken = [one.at for one in best if one.attained or attained is None]
        places = [Place(where) for where in union(taken)]
    course = line.courses[NAMES[order + 1]]
    form = closed_form(largest) or _form(best[0], order, largest)
    return Extreme(largest, tuple(places), attained, course.scope, course.period, form)


def _attained(best: Sequence[_Candidate], told_apart: bool) -> bool | None:
    kinds = {one.attained for one in best}
    if len(kinds) > 1 and not told_apart:
        return None
    return True in kinds


def _form(best: _Candidate, order: int, value: Real) -> Expr | None:
    """The closed form of a value from that of the place where it is taken."""
    if best.piece is None or not best.at.is_point:
        return None
    function = best.piece.function
    slope = function.derivative(order)
    if value.ball * best.value.ball < 0:
        slope = -slope
    return value_at(slope, function.variable, best.at.low, value)


def _candidates(line: Line, order: int) -> list[_Candidate] | None:
    course = line.courses[NAMES[order + 1]]
    found = []
    for piece, segments in course.parts:
        for segment in segments:
            if segment.sign is None:
                return None
            if segment.sign == 0:
                place = Interval(segment.low, segment.high)
                found.append(_Candidate(piece.value(order, segment.low), place, True))
                continue
            for end in (segment.low, segment.high):
                if course.period is not None and end is piece.high:
                    continue
                taken = all(piece.inside[i] for i, e in enumerate(piece.ends) if e is end)
                side = "" if taken or not end.finite else ("right" if end is piece.low else "left")
                found.append(_Candidate(piece.value(order, end), point(end), taken, side, piece))
    for at in line.breakpoints:
        value = at.values[NAMES[order]]
        if value is not None:
            found.append(_Candidate(value, point(at.point), True))
    return found


def _negative(value: Real) -> Real:
    return Real(-value.ball, None if value.exact is None else -value.exact)


def _size(value: Real) -> Real:
    return _negative(value) if value.ball < 0 else value


def _opposite(extreme: Extreme | None) -> Extreme | None:
    if extreme is None:
        return None
    form = None if extreme.form is None else -extreme.form
    return replace(extreme, value=_negative(extreme.value), form=form)
