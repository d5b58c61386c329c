"""Bounds that are wrong are refused, and what the proofs leave open is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from entries import custom, derived, enclosed
from sympy import Piecewise, Rational, S, log, oo, sin

from gen import wording
from gen.activation import x
from gen.bounds import Bounds, BoundsError, bounds
from gen.bounds.extremes import Extreme, Place
from gen.bounds.facts import bounds_record, facts
from gen.bounds.reals import ORIGIN, Real, exactly
from gen.bounds.resampling import verify_bounds
from gen.bounds.second_proof import prove_derivative
from gen.bounds.sets import Interval, RealSet, point
from gen.derivation.differentiation import Derivatives

# --- what is wrong is rejected -----------------------------------------------------------------


def moved(extreme: Extreme | None, by: float) -> Extreme:
    assert extreme is not None
    return replace(extreme, value=Real(extreme.value.ball + by))


def elsewhere(extreme: Extreme | None) -> Extreme:
    assert extreme is not None
    return replace(extreme, at=(Place(point(exactly(Rational(1, 7)))),))


TAMPERED: dict[str, Callable[[Bounds], Bounds]] = {
    "minimum too high": lambda b: replace(b, minimum=moved(b.minimum, 1e-15)),
    "minimum too low": lambda b: replace(b, minimum=moved(b.minimum, -1e-15)),
    "slope too small": lambda b: replace(b, sup_df=moved(b.sup_df, -1e-12)),
    "slope too large": lambda b: replace(b, sup_df=moved(b.sup_df, 0.5)),
    "lipschitz": lambda b: replace(b, lipschitz=moved(b.lipschitz, -0.1)),
    "curvature": lambda b: replace(b, sup_d2f=moved(b.sup_d2f, -1e-15)),
    "place": lambda b: replace(b, minimum=elsewhere(b.minimum)),
    "bounded above": lambda b: replace(b, maximum=b.sup_df),
    "range": lambda b: replace(b, range=RealSet((Interval(ORIGIN, exactly(oo)),), "R")),
    "decreasing": lambda b: replace(b, decreasing_on=RealSet((), "R")),
    "concave": lambda b: replace(b, concave_on=b.decreasing_on),
    "zeros": lambda b: replace(b, zeros=RealSet((), "R")),
    "another zero": lambda b: replace(
        b, zeros=RealSet((point(ORIGIN), point(exactly(Rational(1, 7)))), "R")
    ),
    "fixed points": lambda b: replace(
        b, fixed_points=RealSet((Interval(ORIGIN, exactly(S.One), True, True),), "R")
    ),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_wrong_bound_is_rejected_in_one_line(how: str) -> None:
    with pytest.raises(BoundsError, match=r"^bound \w+: contradicted at x = .*$") as caught:
        verify_bounds(TAMPERED[how](enclosed("silu")), derived("silu"))
    assert "\n" not in str(caught.value)


def test_limit_that_is_not_approached_is_rejected() -> None:
    wrong = replace(enclosed("elu"), minimum=moved(enclosed("elu").minimum, -1e-3))
    with pytest.raises(BoundsError, match="bound minimum"):
        verify_bounds(wrong, derived("elu"))


def test_wrong_derivative_is_not_proved_again() -> None:
    right = derived("gelu")
    ((key, slope),) = right.printed.first.items()
    wrong = Derivatives(right.printed.f, {key: slope + x / 10**18}, right.printed.second)
    with pytest.raises(BoundsError, match="is not proved equal to the derivative"):
        prove_derivative(replace(right, printed=wrong))


def test_wrong_limit_contradicts_the_signs() -> None:
    right = derived("silu")
    assert right.limits is not None
    left, end = right.limits["f"]
    wrong = replace(right, limits={**right.limits, "f": (replace(left, limit=-S.One), end)})
    with pytest.raises(BoundsError, match=r"cannot tend to -1; check the limits"):
        bounds(wrong)


# --- what does not close says so ---------------------------------------------------------------


def test_bisection_that_stops_at_its_limit_says_so() -> None:
    open_ = bounds(derived("mish"), cells=3)
    assert open_ is not None
    assert any("the bisection stopped at 3 cells" in text for text in open_.not_closed)
    assert any(text.startswith("the sign of f'' is open between ") for text in open_.not_closed)
    assert open_.sup_df is None
    assert open_.concave_on is None
    data = facts(open_, None)
    assert data["sup_df"] is None
    assert data["enclosure"]["not_closed"] == list(open_.not_closed)
    rows = dict(wording.bounds_rows({**data}))
    assert rows["where \\(f'' < 0\\)"] == wording.OPEN


def test_tail_without_an_argument_limits_the_scope() -> None:
    result = bounds(custom(sin(x) / (1 + x**2)))
    assert result is not None
    assert result.maximum is not None
    assert result.maximum.scope == "[-10, 10]"
    assert any("nothing is proved beyond" in note for note in result.notes)
    assert not result.not_closed


def test_slow_growth_is_accepted_and_a_tie_that_digits_leave_open_is_said() -> None:
    assert bounds_record(custom(log(1 + x**2)))["maximum"]["value"] == "inf"
    # sin'(-2 pi) is 1 like the limit at 0, but no comparison of enclosures can tell.
    tied = bounds_record(custom(Piecewise((x, x > 0), (sin(x), True))))
    assert tied["attained"]["sup_df"] in (True, None)
