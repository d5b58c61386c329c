"""Exact numbers are compared, and sets of them joined, without a guess."""

from __future__ import annotations

from sympy import Integer, oo, sqrt

from gen.bounds.reals import Real, compare, exactly
from gen.bounds.sets import Interval, point, union


def test_comparison_tells_equal_from_undecided() -> None:
    root = exactly(sqrt(2) * sqrt(3))
    assert compare(root, exactly(sqrt(6))) == 0
    assert compare(root, Real(root.ball)) is None
    assert compare(root, exactly(oo)) == -1


def test_union_joins_what_meets_and_keeps_gaps() -> None:
    zero, one, two = (exactly(Integer(place)) for place in range(3))
    joined = union([Interval(one, two), Interval(zero, one), point(one)])
    assert [(i.low, i.high) for i in joined] == [(zero, two)]
    gap = union([Interval(one, two), Interval(zero, one)])
    assert len(gap) == 2
