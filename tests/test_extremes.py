"""Extremes and the places where they are taken."""

from __future__ import annotations

from entries import custom_bounds
from sympy import Piecewise, S, exp, oo

from gen.activation import x


def test_value_that_is_taken_is_not_said_to_be_where_it_is_only_approached() -> None:
    """x exp(-x) tends to the minimum that it takes at 0 and on all negative numbers."""
    minimum = custom_bounds(Piecewise((S.Zero, x < 0), (x * exp(-x), True))).minimum
    assert minimum is not None
    assert minimum.attained
    assert minimum.value.exact == 0
    (place,) = minimum.at
    assert (place.where.low.exact, place.where.high.exact) == (-oo, 0)
    assert place.where.high_closed


def test_value_that_is_only_approached_is_so_at_each_of_its_places() -> None:
    one = custom_bounds(Piecewise((exp(x), x < 0), (2 - exp(-x), True)))
    assert one.minimum is not None
    assert one.maximum is not None
    assert (one.minimum.attained, one.maximum.attained) == (False, False)
    assert (one.minimum.value.exact, one.maximum.value.exact) == (0, 2)
    assert [place.where.low.exact for place in one.minimum.at] == [-oo]
    assert [place.where.low.exact for place in one.maximum.at] == [oo]
