"""Balls enclose the true value, and narrowly; what they cannot decide is an error."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
from flint import arb, ctx
from sympy import (
    Abs,
    And,
    Eq,
    Expr,
    Integer,
    KroneckerDelta,
    Or,
    Piecewise,
    Pow,
    Rational,
    Sum,
    Symbol,
    atan,
    cos,
    erf,
    exp,
    gamma,
    log,
    pi,
    sin,
    sqrt,
    tanh,
)

from gen import balls
from gen.activation import X, i, j, k, n, x
from gen.balls import (
    BallError,
    ball,
    compile_expression,
    compile_series,
    decimals,
    difference,
    enclosure,
    midpoint,
    rounded,
)
from gen.primitives import Phi, expm1, phi, sigmoid, softplus

DIGITS = 30
u = Symbol("u", real=True)


def relative_gap(value: arb, decimal: str) -> float:
    """The largest relative distance between a number and the points of a ball."""
    truth = enclosure(decimal)
    return float(abs((value - truth) / truth).upper())


def decimal(value: mpmath.mpf) -> str:
    return str(mpmath.nstr(value, 60, strip_zeros=False))


@pytest.mark.parametrize(
    ("expression", "known", "points"),
    [
        (exp(x), mpmath.exp, (-700.25, -1.0, 0.5, 710.0)),
        (log(x), mpmath.log, (1e-300, 0.5, 3.0)),
        (erf(x), mpmath.erf, (-3.0, 1e-10, 0.5)),
        (tanh(x), mpmath.tanh, (-20.0, 1e-10, 0.5)),
        (sin(x), mpmath.sin, (-20.0, 1e-10, 1000.0)),
        (cos(x), mpmath.cos, (-20.0, 0.25, 1000.0)),
        (atan(x), mpmath.atan, (-1000.0, 1e-10, 1.0)),
        (sqrt(x), mpmath.sqrt, (1e-300, 2.0)),
        (1 / sqrt(x), lambda z: 1 / mpmath.sqrt(z), (1e-300, 2.0)),
        (Abs(x), abs, (-2.5, 2.5)),
        (x**7 - x**-3, lambda z: z**7 - z**-3, (-1.25, 3.0)),
        (pi * x, lambda z: mpmath.pi * z, (-1.25, 3.0)),
        (exp(1) * x, lambda z: mpmath.e * z, (3.0,)),
        (x / 3, lambda z: z / 3, (1.0, 10.0)),
        (sigmoid(x), lambda z: 1 / (1 + mpmath.exp(-z)), (-100.0, -1.0, 0.5, 40.0)),
        (softplus(x), lambda z: mpmath.log1p(mpmath.exp(z)), (-100.0, 0.5, 100.0)),
        (expm1(x), mpmath.expm1, (-40.0, 1e-12, 1.0)),
        # erfc, because ncdf cancels in the left tail.
        (Phi(x), lambda z: mpmath.erfc(-z / mpmath.sqrt(2)) / 2, (-30.0, -1.0, 0.5, 8.0)),
        (phi(x), mpmath.npdf, (-30.0, 0.0, 2.5)),
        (1 - sigmoid(x), lambda z: 1 / (1 + mpmath.exp(z)), (100.0,)),
    ],
    # A function's text has its address in it, and processes of the tests compare names.
    ids=lambda one: None if callable(one) else str(one),
)
def test_value_is_known_to_thirty_digits(
    expression: Expr, known: object, points: tuple[float, ...]
) -> None:
    assert callable(known)
    evaluate = compile_expression(expression)
    for point in points:
        # Differences of the reference itself may cancel as many digits as the value is small.
        with mpmath.workdps(200):
            truth = decimal(known(mpmath.mpf(point)))
        value = evaluate({x: ball(point)})
        assert relative_gap(value, truth) < 10.0**-DIGITS


def test_ball_of_a_wide_input_encloses_the_values_inside() -> None:
    value = compile_expression(x**2 * sigmoid(x))({x: arb(0, 1)})
    assert value.is_finite()
    for inner in (-1.0, 0.0, 0.5, 1.0):
        assert value.contains(compile_expression(x**2 * sigmoid(x))({x: ball(inner)}))


@pytest.mark.parametrize("power", [2, 3, 8])
def test_power_of_a_ball_around_zero_is_finite(power: int) -> None:
    assert compile_expression(x**power)({x: arb(0, 1)}).is_finite()


@pytest.mark.parametrize(
    "number",
    [
        Rational(1, 3),
        Rational(2**80 + 1, 3),
        Integer(2**53),
        Integer(2**60 + 1),
    ],
    ids=str,
)
def test_exact_number_is_enclosed_at_the_working_precision(number: Rational) -> None:
    value = compile_expression(number)({})
    with ctx.workprec(400):
        assert abs(value * int(number.q) / int(number.p) - 1) < arb("1e-60")


def test_constant_is_worked_out_for_each_precision() -> None:
    constant = balls._compile(sqrt(2) / 3)
    for bits in (200, 60, 200):
        with ctx.workprec(bits):
            found = constant({})
            assert constant({}) is found
        with ctx.workprec(400):
            assert ((found * 3) ** 2 - 2).contains(0)
            assert 2.0 ** (-bits - 3) < float(found.rad()) < 2.0 ** (3 - bits)


# --- vectors -----------------------------------------------------------------------------------


def test_sum_runs_from_the_first_to_the_last_component() -> None:
    vector = [ball(value) for value in (1.0, 2.0, 4.0)]
    weights = compile_expression(Sum(exp(X[j]), (j, 1, n)))
    with mpmath.workdps(60):
        truth = decimal(mpmath.e + mpmath.e**2 + mpmath.e**4)
    assert relative_gap(weights({X: vector, n: 3}), truth) < 10.0**-DIGITS
    assert midpoint(compile_expression(X[i])({X: vector, i: 3})) == 4.0


def test_kronecker_delta_compares_indices() -> None:
    delta = compile_expression(KroneckerDelta(i, k))
    assert [midpoint(delta({i: 1, k: index})) for index in (1, 2)] == [1.0, 0.0]


# --- conditions --------------------------------------------------------------------------------

STEPS = {
    "<": Piecewise((1, x < 0), (0, True)),
    "<=": Piecewise((1, x <= 0), (0, True)),
    ">": Piecewise((1, x > 0), (0, True)),
    ">=": Piecewise((1, x >= 0), (0, True)),
}


@pytest.mark.parametrize(
    ("relation", "values"),
    [("<", (1, 0, 0)), ("<=", (1, 1, 0)), (">", (0, 0, 1)), (">=", (0, 1, 1))],
)
def test_branch_is_that_of_the_condition(relation: str, values: tuple[int, ...]) -> None:
    step = compile_expression(STEPS[relation])
    found = tuple(midpoint(step({x: ball(point)})) for point in (-5e-324, 0.0, 5e-324))
    assert found == values


@pytest.mark.parametrize("relation", STEPS)
def test_comparison_that_balls_cannot_decide_is_an_error(relation: str) -> None:
    step = compile_expression(STEPS[relation])
    with pytest.raises(BallError, match="cannot be decided between"):
        step({x: arb(0, 1e-30)})


def test_rounded_decimal_is_not_decided_to_equal_the_fraction() -> None:
    step = compile_expression(Piecewise((1, x >= Rational(1, 10)), (0, True)))
    with pytest.raises(BallError, match="cannot be decided between"):
        step({x: enclosure("0.1")})
    assert midpoint(step({x: enclosure("0.1000001")})) == 1


def test_conditions_joined_by_and_and_or() -> None:
    inside = compile_expression(Piecewise((1, And(x > -1, x < 1)), (0, True)))
    outside = compile_expression(Piecewise((1, Or(x > 1, x < -1)), (0, True)))
    points = (-2.0, -1.0, 0.0, 1.0, 2.0)
    assert [midpoint(inside({x: ball(point)})) for point in points] == [0, 0, 1, 0, 0]
    assert [midpoint(outside({x: ball(point)})) for point in points] == [1, 0, 0, 0, 1]


def test_no_branch_that_holds_is_an_error() -> None:
    half = compile_expression(Piecewise((1, x > 0)))
    with pytest.raises(BallError, match="no branch"):
        half({x: ball(-1.0)})


def test_condition_of_another_kind_is_an_error() -> None:
    with pytest.raises(BallError, match="is not one of"):
        compile_expression(Piecewise((1, Eq(x, u)), (0, True)))


# --- what has no ball --------------------------------------------------------------------------


@pytest.mark.parametrize("expression", [gamma(x), gamma(sigmoid(x)), x + exp(gamma(x))], ids=str)
def test_unknown_function_is_an_error_that_names_it(expression: Expr) -> None:
    with pytest.raises(BallError, match=r"gamma has no ball function; add it to gen/balls\.py"):
        compile_expression(expression)


@pytest.mark.parametrize("expression", [x ** Rational(1, 3), Pow(x, u), Pow(2, x)], ids=str)
def test_unknown_power_is_an_error_that_names_it(expression: Expr) -> None:
    with pytest.raises(BallError, match="has no ball function"):
        compile_expression(expression)


# --- numbers -----------------------------------------------------------------------------------


def test_float_is_an_exact_ball_and_a_decimal_is_not() -> None:
    assert ball(0.1).rad() == 0
    assert enclosure("0.1").rad() > 0
    assert enclosure("0.5").rad() == 0
    assert float(abs(enclosure("0.1") - ball(0.1)).lower()) > 5e-18


def test_difference_is_an_upper_bound() -> None:
    assert difference(1.0, ball(1.0)) == 0.0
    assert difference(1.0, arb(1, 0.25)) >= 0.25
    assert difference(1.0 + 2**-52, ball(1.0)) == 2.0**-52
    assert not difference(float("nan"), ball(1.0)) <= 1e300
    assert not difference(float("inf"), ball(1.0)) <= 1e300


# --- decimals and series ------------------------------------------------------------------------


def test_decimals_enclose_and_rounding_agrees() -> None:
    third = compile_expression(Rational(1, 3))({})
    assert decimals(third, 5) == ("0.33333", "0.33334")
    assert rounded(third, 5) == "0.33333"
    assert decimals(ball(-0.375), 5) == ("-0.375", "-0.375")
    assert rounded(enclosure("inf"), 5) == "inf"
    assert decimals(Fraction(1, 10), 5) == ("0.1", "0.1")
    assert rounded(Fraction(-2, 3), 3) == "-0.667"
    tiny = compile_expression(exp(Integer(-50)))({})
    assert decimals(tiny, 3) == ("1.92e-22", "1.93e-22")
    wide = ball(1.0).union(ball(1.25))
    assert rounded(wide, 15) == "1"


def test_series_of_an_unknown_function_is_an_error() -> None:
    with pytest.raises(BallError, match="gamma has no Taylor series"):
        compile_series(gamma(x), x)
    with pytest.raises(BallError, match="has no Taylor series"):
        compile_series(x ** Rational(1, 3), x)
