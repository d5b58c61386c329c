"""Functions that swing without end: their form, period, courses and extremes."""

from __future__ import annotations

import pytest
from entries import custom_bounds
from sympy import Expr, S, cos, exp, oo, pi, sin, sqrt, tanh

from gen import balls
from gen.activation import x
from gen.bounds.oscillation import _values, oscillation
from gen.bounds.sets import RealSet


def ends(one: RealSet | None) -> list[tuple[float, float]]:
    assert one is not None
    return [(float(i.low.ball.mid()), float(i.high.ball.mid())) for i in one.intervals]


@pytest.mark.parametrize(
    ("expression", "periodic", "factor", "period"),
    [
        (sin(x), sin(x), S.Zero, 2 * pi),
        (sin(x) ** 2, sin(x) ** 2, S.Zero, pi),
        (x + sin(x), sin(x), S.One, 2 * pi),
        (x * cos(x) + 3, S(3), cos(x), 2 * pi),
        (sin(2 * x) + cos(3 * x), sin(2 * x) + cos(3 * x), S.Zero, 2 * pi),
        (sin(4 * x), sin(4 * x), S.Zero, pi / 2),
    ],
    ids=str,
)
def test_form(expression: Expr, periodic: Expr, factor: Expr, period: Expr) -> None:
    one = oscillation(expression, x)
    assert one is not None
    assert (one.periodic, one.factor, one.period) == (periodic, factor, period)
    assert one.swings == factor.has(x)


@pytest.mark.parametrize(
    "expression", [x, tanh(x), x**2 * sin(x), sin(x) * exp(x), sin(x**2), sin(x) + sin(sqrt(2) * x)]
)
def test_other_functions_have_no_such_form(expression: Expr) -> None:
    assert oscillation(expression, x) is None


def test_values_cover_a_period() -> None:
    one = oscillation(2 + sin(x), x)
    assert one is not None
    with balls.series_arithmetic(24):
        values = _values(one)
    assert len(values) == 64
    low, high = min(float(v.lower()) for v in values), max(float(v.upper()) for v in values)
    assert 0.9 < low <= 1
    assert 3 <= high < 3.1


def test_rising_wave_goes_to_infinity_on_its_own_side() -> None:
    for sign in (1, -1):
        one = custom_bounds(sign * (2 * x + 3 * sin(x)))
        assert one.maximum is not None
        assert one.minimum is not None
        assert [place.where.low.exact for place in one.maximum.at] == [sign * oo]
        assert [place.where.low.exact for place in one.minimum.at] == [-sign * oo]
        assert ends(one.zeros) == [(0.0, 0.0)]
        assert one.sup_df is not None
        assert float(one.sup_df.value.ball.mid()) == pytest.approx(5 if sign > 0 else 1, abs=1e-15)
        assert one.sup_d2f is not None
        assert float(one.sup_d2f.value.ball.mid()) == pytest.approx(3, abs=1e-15)


def test_roots_of_a_rising_wave_are_all_found() -> None:
    """x - 10 sin(x) has seven: at 0, and three on either side."""
    one = custom_bounds(x - 10 * sin(x))
    roots = [low for low, high in ends(one.zeros) if low == high]
    assert roots == pytest.approx(
        [-8.423204, -7.068174, -2.852342, 0, 2.852342, 7.068174, 8.423204]
    )


def test_intervals_of_a_period_go_on_in_the_next() -> None:
    """Where its slope and its bend vanish is not known exactly, and 0 lies within an interval."""
    wave = cos(x) + sin(x) / 3
    one = custom_bounds(wave)
    assert one.zeros is not None
    assert one.zeros.period == 2 * pi
    slope = wave.diff(x)
    bend = slope.diff(x)
    for form, where in ((slope, one.decreasing_on), (bend, one.concave_on)):
        pairs = ends(where)
        assert len(pairs) == len({low for low, _ in pairs})
        covered = 0.0
        for low, high in pairs:
            assert 0 < high - low < float(2 * pi)
            covered += high - low
            for end in (low, high):
                assert abs(float(form.subs(x, end))) < 1e-12
            assert float(form.subs(x, (low + high) / 2)) < 0
        grid = [float(form.subs(x, n * float(pi) / 100)) for n in range(200)]
        share = sum(value < 0 for value in grid) / 200
        assert covered / float(2 * pi) == pytest.approx(share, abs=0.02)


def test_swinging_wave_is_followed_within_reach() -> None:
    one = custom_bounds(x * cos(x))
    assert one.zeros is not None
    assert one.zeros.scope == "[-10, 10]"
    roots = [low for low, high in ends(one.zeros) if low == high]
    expected = [0.0, *(sign * (n + 0.5) * float(pi) for n in range(3) for sign in (1, -1))]
    assert roots == pytest.approx(sorted(expected))
    assert one.maximum is not None
    assert one.maximum.value.exact == oo
    assert one.maximum.at == ()
