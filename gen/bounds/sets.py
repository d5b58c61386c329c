"""Sets of real numbers as unions of intervals, of which a point is one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sympy import Expr

from gen.bounds.courses import ORDERS, Course, Line, Piece
from gen.bounds.reals import ORIGIN, Real, compare, exactly
from gen.bounds.signs import Segment, order_at


@dataclass(frozen=True, eq=False)
class Interval:
    """An interval; a point where both ends are one number."""

    low: Real
    high: Real
    low_closed: bool = False
    high_closed: bool = False

    @property
    def is_point(self) -> bool:
        """Whether it is a single number."""
        return self.low is self.high


@dataclass(frozen=True)
class RealSet:
    """A union of intervals that do not meet, from left to right; repeated where it has a period."""

    intervals: tuple[Interval, ...]
    scope: str
    period: Expr | None = None


def point(at: Real) -> Interval:
    """The set of a single number."""
    return Interval(at, at, True, True)


def union(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """The intervals from left to right, joined where they meet.

    Ends that enclosures do not tell apart count as equal.
    """
    merged: list[Interval] = []
    for one in sorted(intervals, key=lambda i: (float(i.low.ball.mid()), float(i.high.ball.mid()))):
        last = merged[-1] if merged else None
        if last is None or not _meet(last, one):
            merged.append(one)
            continue
        low, low_closed = _outer(
            (last.low, last.low_closed), (one.low, one.low_closed), larger=False
        )
        high, high_closed = _outer(
            (last.high, last.high_closed), (one.high, one.high_closed), larger=True
        )
        merged[-1] = Interval(low, high, low_closed, high_closed)
    return tuple(merged)


def _meet(left: Interval, right: Interval) -> bool:
    relation = compare(right.low, left.high)
    if relation in (0, None):
        return left.high_closed or right.low_closed
    return relation < 0


def _outer(one: tuple[Real, bool], other: tuple[Real, bool], larger: bool) -> tuple[Real, bool]:
    """The outer one of two ends, each with whether it is closed."""
    relation = compare(one[0], other[0])
    if relation in (0, None):
        both = one[0] if relation == 0 else Real(one[0].ball.union(other[0].ball))
        return both, one[1] or other[1]
    return one if (relation == 1) == larger else other


def where(line: Line, name: str, sign: int) -> RealSet | None:
    """The set on which a course has a sign; None where that is open."""
    course = line.courses[name]
    found: list[Interval] = []
    for piece, segments in course.parts:
        if any(segment.sign is None for segment in segments):
            return None
        found += [Interval(s.low, s.high) for s in segments if s.sign == sign]
        if sign == 0:
            found += [point(segment.high) for segment in segments[:-1]]
        for end, kind in _ordinary_ends(course, piece, segments, ORDERS[name]):
            if kind == sign:
                found.append(point(end))
    for at in line.breakpoints:
        value = at.values.get(name)
        if value is not None and compare(value, ORIGIN) == sign:
            found.append(point(at.point))
    intervals = union(found)
    if course.period is not None:
        intervals = _wrapped(intervals, course.period)
    return RealSet(intervals, course.scope, course.period)


def _ordinary_ends(
    course: Course, piece: Piece, segments: Sequence[Segment], order: int
) -> Iterator[tuple[Real, int | None]]:
    """The ends that are points of the piece, each with the sign there."""
    for place, segment in ((0, segments[0]), (1, segments[-1])):
        end = (piece.low, piece.high)[place]
        # The last point of a period is the first of the next one.
        if piece.inside[place] and not (place and course.period is not None):
            yield end, 0 if order_at(piece.function, order, end) else segment.sign


def _wrapped(intervals: tuple[Interval, ...], period: Expr) -> tuple[Interval, ...]:
    """The intervals of a period, the last of them joined with the first where it goes on there."""
    if len(intervals) < 2 or compare(intervals[-1].high, exactly(period)) != 0:
        return intervals
    first, last = intervals[0], intervals[-1]
    if not first.low_closed or compare(first.low, ORIGIN) != 0:
        return intervals
    end = first.high
    ball = end.ball + exactly(period).ball
    beyond = Real(ball, None if end.exact is None else end.exact + period)
    return (*intervals[1:-1], Interval(last.low, beyond, last.low_closed, first.high_closed))
