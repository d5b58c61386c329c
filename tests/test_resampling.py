"""Finished bounds are held to the function at the places that they name, one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from entries import derived, enclosed
from flint import arb
from sympy import Expr, Rational, S, oo, pi

from gen import balls
from gen.bounds import BoundsError
from gen.bounds.extremes import Extreme, Place
from gen.bounds.reals import ORIGIN, Real, exactly
from gen.bounds.resampling import _contains, _holds, _inside, _Resampling, verify_bounds
from gen.bounds.sets import Interval, RealSet, point

INFINITY, BELOW = exactly(oo), exactly(-oo)


@pytest.fixture(autouse=True)
def _bits() -> Iterator[None]:
    with balls.series_arithmetic(1):
        yield


def number(value: object) -> Real:
    return exactly(S(value))


def span(low: Real, high: Real, low_closed: bool = False, high_closed: bool = False) -> Interval:
    return Interval(low, high, low_closed, high_closed)


# --- points and sets ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low_closed", "high_closed", "verdicts"),
    [
        (True, True, [False, True, True, True, False]),
        (False, True, [False, False, True, True, False]),
        (True, False, [False, True, True, False, False]),
        (False, False, [False, False, True, False, False]),
    ],
)
def test_ends_belong_to_an_interval_if_it_is_closed_there(
    low_closed: bool, high_closed: bool, verdicts: list[bool]
) -> None:
    interval = span(number(1), number(2), low_closed, high_closed)
    places = [number(one) for one in (0, 1, Rational(3, 2), 2, 3)]
    assert [_inside(interval, place) for place in places] == verdicts


def test_what_a_ball_does_not_tell_is_open() -> None:
    wide = Real(arb(1, 0.25))
    interval = span(number(1), number(2), True, True)
    assert _inside(interval, wide) is None
    assert _inside(span(number(0), number(1)), wide) is None
    assert _inside(span(number(0), number(2)), wide) is True
    assert _contains(RealSet((interval,), "R"), wide) is None
    assert _contains(RealSet((span(number(2), number(3)), interval), "R"), wide) is None
    both = RealSet((interval, span(number(0), number(2))), "R")
    assert _contains(both, wide) is True
    assert _contains(RealSet((), "R"), wide) is False


def test_periodic_set_repeats_both_ways_and_reaches_over_its_end() -> None:
    ends = number(Rational(3, 2)), number(Rational(5, 2))
    repeated = RealSet((span(*ends),), "R", S(2))
    inside = [Rational(7, 4), Rational(1, 4), Rational(17, 4), -Rational(1, 4), -2, 0, 2, -6]
    outside = [Rational(1, 2), 1, Rational(3, 2), -Rational(1, 2), 3, -1, 5]
    for place in inside:
        assert _contains(repeated, number(place)) is True, place
    for place in outside:
        assert not _contains(repeated, number(place)), place
    zeros = RealSet((point(ORIGIN),), "R", pi)
    assert _contains(zeros, ORIGIN) is True
    assert _contains(zeros, number(1)) is False


def test_scope_is_the_line_or_an_interval() -> None:
    assert _holds("R", number(10**9))
    for place, answer in ((-10, True), (10, True), (0, True), (11, False), (-11, False)):
        assert _holds("[-10, 10]", number(place)) is answer


# --- extremes at the places that are named -----------------------------------------------------


def resampling(form: Callable[[arb], arb], lipschitz: Extreme | None = None) -> _Resampling:
    return _Resampling(replace(enclosed("relu"), lipschitz=lipschitz), (form, form, form), ())


def extreme(value: Expr, *where: Interval, attained: bool | None, side: str = "") -> Extreme:
    return Extreme(exactly(S(value)), tuple(Place(one, side) for one in where), attained, "R")


def holds(form: Callable[[arb], arb], one: Extreme) -> bool:
    checked = resampling(form)
    try:
        checked._at(form, "maximum", one)
    except BoundsError:
        return False
    assert checked.count == len(one.at)
    return True


def test_value_that_is_taken_is_taken_there() -> None:
    square = lambda at: at * at  # noqa: E731
    assert holds(square, extreme(S(4), point(number(2)), attained=True))
    assert holds(square, extreme(S(4), point(number(2)), point(number(-2)), attained=True))
    assert not holds(square, extreme(S(4), point(number(2)), point(number(1)), attained=True))
    assert not holds(square, extreme(S(4) + Rational(1, 10**30), point(number(2)), attained=True))
    flat = lambda at: 0 * at + 4  # noqa: E731
    assert holds(flat, extreme(S(4), span(number(1), INFINITY), attained=True))
    assert not holds(square, extreme(S(1), span(number(1), INFINITY), attained=True))


@pytest.mark.parametrize("off", [0, Rational(1, 10**10), -Rational(1, 10**10)])
def test_limit_is_near_at_its_end(off: Expr) -> None:
    bent = lambda at: at.tanh()  # noqa: E731
    assert holds(bent, extreme(1 + off, point(INFINITY), attained=False))
    assert holds(bent, extreme(-1 + off, point(BELOW), attained=False))
    assert not holds(bent, extreme(1 + off, point(BELOW), attained=False))


@pytest.mark.parametrize(("value", "allowed"), [(0, 1.0), (1, 2.0), (-1, 2.0), (999, 1000.0)])
def test_limit_is_near_relative_to_values_above_1(value: int, allowed: float) -> None:
    for sign in (-1, 1):
        for factor, answer in ((0.999, True), (1.001, False)):
            off = balls.ball(value + sign * factor * allowed * 1e-9)
            at_infinity = extreme(S(value), point(INFINITY), attained=False)
            assert holds(lambda at, off=off: 0 * at + off, at_infinity) is answer  # type: ignore[misc]


def test_limit_at_a_breakpoint_is_looked_for_on_its_side() -> None:
    step = lambda at: balls.ball(1.0 if at > 1 else -1.0)  # noqa: E731
    one = point(number(1))
    assert holds(step, extreme(S(1), one, attained=False, side="right"))
    assert holds(step, extreme(S(-1), one, attained=False, side="left"))
    assert not holds(step, extreme(S(1), one, attained=False, side="left"))
    assert not holds(step, extreme(S(-1), one, attained=False, side="right"))


def test_what_grows_without_bound_grows_far_out() -> None:
    up = lambda at: at  # noqa: E731
    assert holds(up, extreme(oo, point(INFINITY), attained=False))
    assert holds(up, extreme(-oo, point(BELOW), attained=False))
    assert not holds(up, extreme(-oo, point(INFINITY), attained=False))
    assert not holds(up, extreme(oo, point(BELOW), attained=False))
    slow = lambda at: at.log1p()  # noqa: E731
    assert holds(slow, extreme(oo, point(INFINITY), attained=False))
    large = lambda at: 0 * at + 20  # noqa: E731
    assert not holds(large, extreme(oo, point(INFINITY), attained=False))
    small = lambda at: at.log1p() / 3  # noqa: E731
    assert not holds(small, extreme(oo, point(INFINITY), attained=False))


def test_infinite_slope_of_a_jump_has_no_value_to_look_at() -> None:
    form = lambda at: at  # noqa: E731
    jump = extreme(oo, point(number(0)), attained=False)
    assert resampling(form, jump)._jumps()
    assert not resampling(form, extreme(oo, point(INFINITY), attained=False))._jumps()
    assert not resampling(form, extreme(S(1), point(number(0)), attained=True))._jumps()
    assert not resampling(form, replace(jump, at=()))._jumps()
    assert not resampling(form, None)._jumps()


# --- bounds of the catalog ---------------------------------------------------------------------

NEARBY = RealSet((point(ORIGIN), point(exactly(Rational(1, 7)))), "R")


def wider(name: str, by: float) -> Any:
    """A bound that nothing exceeds, and nothing reaches."""
    extreme = getattr(enclosed("silu"), name)
    return replace(extreme, value=Real(extreme.value.ball + by))


WRONG: dict[str, Callable[[], Any]] = {
    "minimum": lambda: wider("minimum", -0.5),
    "sup_df": lambda: wider("sup_df", 0.5),
    "inf_df": lambda: wider("inf_df", -0.5),
    "sup_d2f": lambda: wider("sup_d2f", 0.5),
    "lipschitz": lambda: wider("lipschitz", 0.5),
    "zeros": lambda: NEARBY,
    "fixed_points": lambda: NEARBY,
}


@pytest.mark.parametrize("name", WRONG)
def test_bound_that_is_too_wide_is_seen_at_its_place(name: str) -> None:
    verify_bounds(enclosed("silu"), derived("silu"))
    with pytest.raises(BoundsError, match=f"^bound {name}: contradicted"):
        verify_bounds(replace(enclosed("silu"), **{name: WRONG[name]()}), derived("silu"))


def test_each_point_and_place_is_compared() -> None:
    assert verify_bounds(enclosed("relu"), derived("relu")) > 1000
    extremes = ("minimum", "maximum", "sup_df", "inf_df", "lipschitz", "sup_d2f")
    sets = ("range", "decreasing_on", "concave_on", "zeros", "fixed_points")
    nothing: dict[str, Any] = dict.fromkeys((*extremes, *sets))
    silent = replace(enclosed("relu"), **nothing)
    assert verify_bounds(silent, derived("relu")) == 0
    # Of 161 points near 0 and 10 far out, the kink has no slope.
    for name, count in (("range", 171), ("decreasing_on", 170), ("concave_on", 170)):
        one = replace(silent, **{name: getattr(enclosed("relu"), name)})
        assert verify_bounds(one, derived("relu")) == count
