"""Bounds against mpmath at 50 digits, closed forms, dense grids, and wrong bounds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import mpmath
import numpy as np
import pytest
from sympy import (
    Expr,
    Integer,
    LambertW,
    Piecewise,
    Rational,
    S,
    erf,
    exp,
    gamma,
    log,
    oo,
    pi,
    sin,
    sqrt,
    tanh,
)

from gen import balls, catalog, code, wording
from gen.activation import Activation, Kind, x
from gen.bounds import Bounds, BoundsError, bounds
from gen.bounds.extremes import Extreme, Place
from gen.bounds.facts import EXTREMES, SETS, bounds_record, facts
from gen.bounds.leading import LeadingError, sign_from
from gen.bounds.reals import ORIGIN, Real, compare, exactly
from gen.bounds.resampling import verify_bounds
from gen.bounds.second_proof import prove_derivative
from gen.bounds.sets import Interval, RealSet, point, union
from gen.bounds.signs import Effort, signs
from gen.bounds.taylor import LENGTH, Smooth
from gen.derivation import Derivation, derive
from gen.derivation.differentiation import Derivatives
from gen.primitives import Phi, sigmoid, softplus

DEFINITIONS = {one.slug: one for one in catalog.definitions()}
ENTRIES = {slug: catalog.load(one) for slug, one in DEFINITIONS.items()}
SCALAR = [slug for slug, entry in ENTRIES.items() if entry.kind is Kind.SCALAR]
ROUNDING = 1e-12
"""What the printed code may be off by, relative to values above 1."""


@cache
def derived(slug: str) -> Derivation:
    return derive(ENTRIES[slug])


@cache
def found(slug: str) -> Bounds:
    result = bounds(derived(slug))
    assert result is not None
    return result


@cache
def printed(slug: str) -> Mapping[str, Any]:
    with balls.series_arithmetic(1):
        return facts(found(slug), None)


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
    extreme: Extreme = getattr(found(slug), name)
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
        kink = float(breakpoint_.point.subs({p.symbol: p.exact for p in ENTRIES[slug].parameters}))
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
    assert verify_bounds(found(slug), derived(slug)) > 1000
    proof = prove_derivative(derived(slug))
    assert Decimal(proof.difference) <= Decimal("1e-20")
    assert proof.on == "[-8, 8]"


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
        verify_bounds(TAMPERED[how](found("silu")), derived("silu"))
    assert "\n" not in str(caught.value)


def test_limit_that_is_not_approached_is_rejected() -> None:
    wrong = replace(found("elu"), minimum=moved(found("elu").minimum, -1e-3))
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


def custom(expression: Expr) -> Derivation:
    return derive(
        Activation(name="Custom", expression=expression, torch=None, source=None, summary="One.")
    )


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


# --- the parts ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "sign"),
    [
        (x - 3 * log(1 + exp(x)), -1),
        (exp(-x) * (x**3 - 5), 1),
        (1 / (1 + exp(-x)) - exp(-x), 1),
        (sqrt(x**2 + 1) - 2 * x, -1),
        (exp(-exp(x)) * (1 - x**2), -1),
        (log(1 + exp(-x)) - exp(-(x**2)), 1),
    ],
    ids=str,
)
def test_leading_term_tells_the_sign_of_a_tail(expression: Expr, sign: int) -> None:
    with balls.series_arithmetic(1):
        assert sign_from(expression, x, 12) == sign


@pytest.mark.parametrize(
    "expression", [sqrt(x**2 + 1) - x, sin(x), tanh(x), exp(x) - exp(x + exp(-x))], ids=str
)
def test_cancelling_or_unknown_terms_tell_nothing(expression: Expr) -> None:
    with balls.series_arithmetic(1), pytest.raises(LeadingError):
        sign_from(expression, x, 12)


def test_scale_that_does_not_yet_fall_tells_nothing() -> None:
    with balls.series_arithmetic(1), pytest.raises(LeadingError, match="does not yet fall"):
        sign_from(1 - 2 * x**4 * exp(-x), x, 2)


@pytest.mark.parametrize(
    ("expression", "order", "roots"),
    [
        (x**3 - 2 * x, 0, [-(2**0.5), 0.0, 2**0.5]),
        (x - tanh(x), 1, [0.0]),
        (x * sigmoid(x), 1, [-1.2784645427610738]),
        (x * Phi(x), 2, [-(2**0.5), 2**0.5]),
        (softplus(x), 0, []),
    ],
    ids=str,
)
def test_signs_and_roots_between_exact_points(
    expression: Expr, order: int, roots: list[float]
) -> None:
    points = [exactly(Integer(place)) for place in (-4, 0, 4)]
    with balls.series_arithmetic(LENGTH):
        segments = signs(Smooth(expression, x), order, points, Effort(), "f")
    inner = [float(segment.high.ball.mid()) for segment in segments[:-1]]
    assert inner == pytest.approx(roots, abs=1e-12)
    assert all(segment.sign in (-1, 1) for segment in segments)


def test_double_root_does_not_change_the_sign() -> None:
    points = [exactly(Integer(place)) for place in (-4, 0, 4)]
    with balls.series_arithmetic(LENGTH):
        segments = signs(Smooth(x - tanh(x), x), 1, points, Effort(), "f'")
    assert [segment.sign for segment in segments] == [1, 1]


@pytest.mark.parametrize("radius", [0.5, 0.1, 0.01])
@pytest.mark.parametrize("expression", [x * Phi(x), tanh(x), x * tanh(softplus(x))], ids=str)
def test_cell_encloses_each_derivative_at_its_points(expression: Expr, radius: float) -> None:
    low, high = balls.ball(0.7 - radius), balls.ball(0.7 + radius)
    with balls.series_arithmetic(LENGTH):
        function = Smooth(expression, x)
        cell = function.on(low.union(high))
        for order in range(4):
            for at in (low, (low + high) / 2, high):
                assert cell.derivative(order).contains(function.at(at, order))


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


def test_decimals_enclose_and_rounding_agrees() -> None:
    third = balls.compile_expression(Rational(1, 3))({})
    assert balls.decimals(third, 5) == ("0.33333", "0.33334")
    assert balls.rounded(third, 5) == "0.33333"
    assert balls.decimals(balls.ball(-0.375), 5) == ("-0.375", "-0.375")
    assert balls.rounded(balls.enclosure("inf"), 5) == "inf"
    assert balls.decimals(Fraction(1, 10), 5) == ("0.1", "0.1")
    assert balls.rounded(Fraction(-2, 3), 3) == "-0.667"
    tiny = balls.compile_expression(exp(Integer(-50)))({})
    assert balls.decimals(tiny, 3) == ("1.92e-22", "1.93e-22")
    wide = balls.ball(1.0).union(balls.ball(1.25))
    assert balls.rounded(wide, 15) == "1"


def test_series_of_an_unknown_function_is_an_error() -> None:
    with pytest.raises(balls.BallError, match="gamma has no Taylor series"):
        balls.compile_series(gamma(x), x)
    with pytest.raises(balls.BallError, match="has no Taylor series"):
        balls.compile_series(x ** Rational(1, 3), x)


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
