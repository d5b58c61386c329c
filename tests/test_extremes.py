"""Extremes and the places where they are taken; bisections that stop before they are done."""

from __future__ import annotations

from sympy import Expr, Integer, Piecewise, Rational, S, cos, exp, oo, sin, tanh

from gen import balls
from gen.activation import Activation, x
from gen.bounds import Bounds, bounds
from gen.bounds.reals import exactly
from gen.bounds.signs import Effort, signs
from gen.bounds.taylor import LENGTH, Smooth
from gen.derivation import derive


def found(expression: Expr) -> Bounds:
    entry = Activation(
        name="Custom", expression=expression, torch=None, source=None, summary="One."
    )
    result = bounds(derive(entry))
    assert result is not None
    return result


def test_value_that_is_taken_is_not_said_to_be_where_it_is_only_approached() -> None:
    """x exp(-x) tends to the minimum that it takes at 0 and on all negative numbers."""
    minimum = found(Piecewise((S.Zero, x < 0), (x * exp(-x), True))).minimum
    assert minimum is not None
    assert minimum.attained
    assert minimum.value.exact == 0
    (place,) = minimum.at
    assert (place.where.low.exact, place.where.high.exact) == (-oo, 0)
    assert place.where.high_closed


def test_value_that_is_only_approached_is_so_at_each_of_its_places() -> None:
    one = found(Piecewise((exp(x), x < 0), (2 - exp(-x), True)))
    assert one.minimum is not None
    assert one.maximum is not None
    assert (one.minimum.attained, one.maximum.attained) == (False, False)
    assert (one.minimum.value.exact, one.maximum.value.exact) == (0, 2)
    assert [place.where.low.exact for place in one.minimum.at] == [-oo]
    assert [place.where.low.exact for place in one.maximum.at] == [oo]


def test_bisection_that_is_stopped_says_where() -> None:
    points = [exactly(Integer(place)) for place in (-4, 4)]
    wave = Smooth(sin(5 * x) + cos(3 * x) / 2, x)
    effort = Effort(3)
    with balls.series_arithmetic(LENGTH):
        (segment,) = signs(wave, 0, points, effort, "f")
    assert segment.sign is None
    assert effort.cells >= 3
    (message,) = effort.open
    assert message.startswith("the sign of f is open between ")
    assert message.endswith("the bisection stopped at 3 cells")


def test_roots_where_cells_are_cut_first_are_found_all_the_same() -> None:
    """Cells are not cut at a root: the first share of the length is tried, then the others."""
    ends = [exactly(Integer(place)) for place in (0, 1)]
    shares = ("0.47", "0.55", "0.41")
    product = S.One
    for share in shares:
        product *= tanh(x - Rational(share))
    with balls.series_arithmetic(LENGTH):
        segments = signs(Smooth(product, x), 0, ends, Effort(), "f")
    inner = [float(segment.high.ball.mid()) for segment in segments[:-1]]
    assert [round(one, 12) for one in inner] == [0.41, 0.47, 0.55]
    assert [segment.sign for segment in segments] == [-1, 1, -1, 1]
