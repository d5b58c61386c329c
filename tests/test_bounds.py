"""Bounds against mpmath at 50 digits, closed forms and dense grids; and what is said of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

import mpmath
import numpy as np
import pytest
from entries import DEFINITIONS, derived, enclosed, entry_of
from sympy import Expr, Integer, LambertW, Rational, S, erf, exp, oo, pi, sqrt

from gen import balls, code, wording
from gen.activation import Kind
from gen.bounds.extremes import Extreme
from gen.bounds.facts import EXTREMES, SETS, bounds_record, facts
from gen.bounds.resampling import verify_bounds
from gen.bounds.second_proof import prove_derivative

SCALAR = [slug for slug in DEFINITIONS if entry_of(slug).kind is Kind.SCALAR]
ROUNDING = 1e-12
"""What the printed code may be off by, relative to values above 1."""


@cache
def printed(slug: str) -> Mapping[str, Any]:
    with balls.series_arithmetic(1):
        return facts(enclosed(slug), None)


# --- independent computations ------------------------------------------------------------------

Number = Callable[[Any], Any]


def logistic(z: Any) -> Any:
    return 1 / (1 + mpmath.exp(-z))


FUNCTIONS: dict[str, Number] = {
    "silu": lambda z: z * logistic(z),
    "gelu": lambda z: z * mpmath.ncdf(z),
    "mish": lambda z: z * mpmath.tanh(mpmath.log1p(mpmath.exp(z))),
    "tanhexp": lambda z: z * mpmath.tanh(mpmath.exp(z)),
    "logish": lambda z: z * mpmath.log1p(logistic(z)),
    "serf": lambda z: z * mpmath.erf(mpmath.log1p(mpmath.exp(z))),
    "lisht": lambda z: z * mpmath.tanh(z),
    "complementary-log-log": lambda z: 1 - mpmath.exp(-mpmath.exp(z)),
    "gelu-tanh": lambda z: (
        z * (1 + mpmath.tanh(mpmath.sqrt(2 / mpmath.pi) * (z + mpmath.mpf("0.044715") * z**3))) / 2
    ),
}
SAMPLE = [
    ("silu", "minimum", 0, -1.3),
    ("silu", "sup_df", 1, 2.4),
    ("gelu", "minimum", 0, -0.75),
    ("gelu", "inf_df", 1, -1.4),
    ("mish", "minimum", 0, -1.2),
    ("mish", "sup_df", 1, 1.5),
    ("mish", "sup_d2f", 2, -0.1),
    ("tanhexp", "sup_df", 1, 0.7),
    ("tanhexp", "sup_d2f", 2, -0.2),
    ("logish", "inf_df", 1, -2.5),
    ("serf", "sup_d2f", 2, -0.15),
    ("lisht", "lipschitz", 1, 1.2),
    ("complementary-log-log", "sup_d2f", 2, 0.95),
    ("gelu-tanh", "minimum", 0, -0.75),
    ("gelu-tanh", "sup_df", 1, 1.4),
]
"""A function, one of its extremes, the order of the derivative, and about where it lies."""


@pytest.mark.parametrize(("slug", "name", "order", "start"), SAMPLE)
def test_extreme_agrees_with_mpmath(slug: str, name: str, order: int, start: float) -> None:
    f = FUNCTIONS[slug]
    with mpmath.workdps(50):
        place = mpmath.findroot(lambda z: mpmath.diff(f, z, order + 1), start, tol=1e-30)
        value = abs(mpmath.diff(f, place, order)) if name == "sup_d2f" else None
        value = mpmath.diff(f, place, order) if value is None else value
        extreme = printed(slug)[name]
        assert abs(value - mpmath.mpf(extreme["value"])) < mpmath.mpf(10) ** -13
        lower, upper = (mpmath.mpf(extreme[end]) for end in ("lower", "upper"))
        slack = mpmath.mpf(10) ** -18  # of the differences of mpmath
        assert lower - slack < value < upper + slack
        places = [mpmath.mpf(one["low"]["value"]) for one in extreme["at"]]
        assert min(abs(place - one) for one in places) < mpmath.mpf(10) ** -12


CLOSED: list[tuple[str, str, Expr]] = [
    ("silu", "minimum", -LambertW(exp(-1))),
    ("tanh", "sup_df", S.One),
    ("tanh", "sup_d2f", 4 * sqrt(3) / 9),
    ("tanh", "maximum", S.One),
    ("gelu", "sup_d2f", sqrt(2 / pi)),
    ("gelu", "sup_df", Rational(1, 2) + erf(1) / 2 + exp(-1) / sqrt(pi)),
    ("sigmoid", "sup_df", Rational(1, 4)),
    ("sigmoid", "sup_d2f", sqrt(3) / 18),
    ("arctan", "maximum", pi / 2),
    ("arctan", "sup_d2f", 3 * sqrt(3) / 8),
    ("gaussian", "sup_df", sqrt(2) * exp(-Rational(1, 2))),
    ("softplus", "sup_d2f", Rational(1, 4)),
    ("hardswish", "minimum", -Rational(3, 8)),
    ("hardswish", "inf_df", -Rational(1, 2)),
    ("elish", "minimum", 2 * sqrt(2) - 3),
    ("snake", "sup_df", Integer(2)),
    ("isru", "sup_d2f", Rational(48, 125) * sqrt(5)),
    ("complementary-log-log", "sup_df", exp(-1)),
    ("growing-cosine-unit", "sup_df", oo),
    ("heaviside-step", "lipschitz", oo),
    ("squared-relu", "lipschitz", oo),
]


@pytest.mark.parametrize(("slug", "name", "value"), CLOSED)
def test_closed_form_is_found_and_lies_in_the_enclosure(slug: str, name: str, value: Expr) -> None:
    extreme: Extreme = getattr(enclosed(slug), name)
    if value == oo:
        assert extreme.value.exact == oo
        return
    assert extreme.form is not None
    assert (extreme.form - value).equals(0) or extreme.form == value
    lower, upper = (Decimal(printed(slug)[name][end]) for end in ("lower", "upper"))
    assert lower <= Decimal(str(value.evalf(40))) <= upper


# --- shapes that are easily wrong --------------------------------------------------------------


def test_value_that_no_point_takes_is_not_attained() -> None:
    attained = printed("hardswish")["attained"]
    assert attained == {
        "minimum": True,
        "maximum": False,
        "sup_df": False,
        "inf_df": False,
        "lipschitz": False,
        "sup_d2f": True,
    }
    (place,) = printed("hardswish")["inf_df"]["at"]
    assert (place["low"]["value"], place["side"]) == ("-3", "right")


def shown(slug: str, name: str) -> list[tuple[str, str, bool, bool]]:
    return [
        (one["low"]["value"], one["high"]["value"], one["low_closed"], one["high_closed"])
        for one in printed(slug)[name]["intervals"]
    ]


@pytest.mark.parametrize(
    ("slug", "name", "intervals"),
    [
        ("relu", "zeros", [("-inf", "0", False, True)]),
        ("relu", "fixed_points", [("0", "inf", True, False)]),
        ("relu", "range", [("0", "inf", True, False)]),
        ("elu", "range", [("-1", "inf", False, False)]),
        ("heaviside-step", "range", [("0", "0", True, True), ("1", "1", True, True)]),
        (
            "hardshrink",
            "range",
            [("-inf", "-0.5", False, False), ("0", "0", True, True), ("0.5", "inf", False, False)],
        ),
        ("hardshrink", "zeros", [("-0.5", "0.5", True, True)]),
        ("hardswish", "decreasing_on", [("-3", "-1.5", False, False)]),
        ("tanhshrink", "decreasing_on", []),
        ("identity", "fixed_points", [("-inf", "inf", False, False)]),
        ("sigmoid", "range", [("0", "1", False, False)]),
        ("sine", "range", [("-1", "1", True, True)]),
        ("threshold", "range", [("0.1", "inf", False, False)]),
    ],
)
def test_set_has_the_right_ends(
    slug: str, name: str, intervals: list[tuple[str, str, bool, bool]]
) -> None:
    assert shown(slug, name) == intervals


def test_periodic_sets_carry_their_period() -> None:
    snake = printed("snake")
    assert snake["concave_on"]["period"]["closed_form"] == r"\pi"
    assert len(snake["concave_on"]["intervals"]) == 1
    assert snake["zeros"]["period"] is None
    assert printed("sine")["zeros"]["period"]["closed_form"] == r"2 \pi"


def test_only_what_nobody_can_list_is_limited_to_an_interval() -> None:
    limited = {
        (slug, name)
        for slug in SCALAR
        for name in (*SETS, *EXTREMES)
        if printed(slug)[name]["scope"] != "R"
    }
    names = ("decreasing_on", "concave_on", "zeros", "fixed_points")
    assert limited == {("growing-cosine-unit", name) for name in names}
    assert {slug for slug in SCALAR if printed(slug)["enclosure"]["not_closed"]} == set()


def test_kinds_without_bounds_have_null() -> None:
    fields = bounds_record(derived("softmax"))
    assert set(fields) == {*SETS, *EXTREMES, "attained", "enclosure", "second_proof"}
    assert set(fields.values()) == {None}


# --- every scalar function ---------------------------------------------------------------------


def numbers(data: Any) -> Iterator[Mapping[str, Any]]:
    """All numbers in a record, wherever they stand."""
    if isinstance(data, dict):
        if {"value", "lower", "upper"} <= set(data):
            yield data
        for part in data.values():
            yield from numbers(part)
    elif isinstance(data, list):
        for part in data:
            yield from numbers(part)


@pytest.mark.parametrize("slug", SCALAR)
def test_every_number_has_twelve_digits(slug: str) -> None:
    every = list(numbers(printed(slug)))
    assert len(every) > 8
    for number in every:
        lower, value, upper = (Decimal(number[end]) for end in ("lower", "value", "upper"))
        if not value.is_finite():
            assert lower == upper == value
            continue
        assert lower <= upper
        assert upper - lower <= abs(value) * Decimal("1e-12")
        assert (
            lower - abs(value) * Decimal("1e-14")
            <= value
            <= upper * 1 + abs(value) * Decimal("1e-14")
        )


def contains(data: Mapping[str, Any], points: np.ndarray, slack: float) -> np.ndarray:
    """Which points lie in a set, whose ends are moved outward by the slack."""
    inside = np.zeros(points.shape, dtype=bool)
    period = float(data["period"]["value"]) if data["period"] else 0.0
    shifts = range(-12, 13) if period else (0,)
    for one in data["intervals"]:
        low, high = float(one["low"]["value"]), float(one["high"]["value"])
        for shift in shifts:
            moved = points - shift * period
            inside |= (moved > low - slack) & (moved < high + slack)
    return inside


@pytest.mark.parametrize("slug", SCALAR)
def test_no_point_of_a_dense_grid_contradicts_the_bounds(slug: str) -> None:
    functions = code.load(code.print_code(derived(slug), code.NUMPY))
    name = slug.replace("-", "_")
    grid = np.linspace(-9.99, 9.99, 19981)
    for breakpoint_ in derived(slug).breakpoints:
        kink = float(breakpoint_.point.subs({p.symbol: p.exact for p in entry_of(slug).parameters}))
        grid = grid[abs(grid - kink) > 1e-9]
    with np.errstate(all="ignore"):
        f = np.broadcast_to(functions[name](grid), grid.shape)
        df = np.broadcast_to(functions[f"{name}_derivative"](grid), grid.shape)
        d2f = np.broadcast_to(functions[f"{name}_second_derivative"](grid), grid.shape)
    data = printed(slug)
    for values, low, high in (
        (f, "minimum", "maximum"),
        (df, "inf_df", "sup_df"),
        (abs(df), None, "lipschitz"),
        (abs(d2f), None, "sup_d2f"),
    ):
        slack = ROUNDING * (1 + abs(values))
        assert np.all(values <= float(data[high]["upper"]) + slack)
        assert low is None or np.all(values >= float(data[low]["lower"]) - slack)
    for values, name_ in ((df, "decreasing_on"), (d2f, "concave_on")):
        clear = abs(values) > ROUNDING
        negative = values < 0
        assert not np.any(negative & clear & ~contains(data[name_], grid, 1e-9))
        assert not np.any(~negative & clear & contains(data[name_], grid, -1e-9))
    assert np.all(contains({**data["range"], "period": None}, f, 1e-9))
    for values, name_ in ((f, "zeros"), (f - grid, "fixed_points")):
        crossings = np.nonzero((values[:-1] < -ROUNDING) & (values[1:] > ROUNDING))[0]
        jumps = data["attained"]["lipschitz"] is False and data["lipschitz"]["value"] == "inf"
        for place in crossings if not jumps else ():
            assert contains(data[name_], grid[place : place + 1], 2e-3).all()


@pytest.mark.parametrize("slug", SCALAR)
def test_finished_bounds_pass_and_the_derivative_is_proved_again(slug: str) -> None:
    assert verify_bounds(enclosed(slug), derived(slug)) > 1000
    proof = prove_derivative(derived(slug))
    assert Decimal(proof.difference) <= Decimal("1e-20")
    assert proof.on == "[-8, 8]"


# --- words -------------------------------------------------------------------------------------


def test_bounds_are_said_in_words() -> None:
    rows = dict(wording.bounds_rows(printed("hardswish")))
    assert rows["range"] == r"\([- \frac{3}{8},\, \infty)\)"
    assert rows["minimum of \\(f\\)"] == r"\(- \frac{3}{8} = -0.375\), at \(x = - \frac{3}{2}\)"
    assert rows["supremum of \\(f\\)"] == r"\(\infty\), approached for \(x \to \infty\)"
    assert rows["smallest slope, \\(\\inf f'\\)"].endswith(
        r"approached at \(x = -3\) from the right and not attained"
    )
    assert rows["zeros, \\(f(x) = 0\\)"] == r"\((-\infty,\, -3] \cup \{0\}\)"
    assert rows["where \\(f'' < 0\\)"] == "nowhere"
    jump = dict(wording.bounds_rows(printed("heaviside-step")))
    assert jump["Lipschitz constant, \\(\\sup \\lvert f' \\rvert\\)"].endswith("the function jumps")


def test_table_says_where_a_function_is_bounded() -> None:
    sides = {"relu": "below", "sine": "on both sides", "snake": "no", "logsigmoid": "above"}
    assert {slug: wording.bounded(printed(slug)) for slug in sides} == sides
    assert wording.value_range(printed("gelu")) == "[−0.16997, ∞)"
    assert wording.value_range(printed("heaviside-step")) == "&#123;0&#125; ∪ &#123;1&#125;"
    assert wording.holds_everywhere(printed("gelu"))
    assert not wording.holds_everywhere(printed("growing-cosine-unit"))
    assert wording.names_lambert(printed("silu"))
