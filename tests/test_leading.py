"""Leading terms enclose what they stand for, at the start and far beyond."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flint import arb
from sympy import Expr, Integer, Rational, S, exp, log, sin, sqrt, tanh

from gen import balls
from gen.activation import x
from gen.bounds.leading import DEGREE, ONE, LeadingError, Scale, _order, _Tail, grows, sign_from

START = 12


@pytest.fixture(autouse=True)
def _bits() -> Iterator[None]:
    with balls.series_arithmetic(1):
        yield


def scale(k: object = 0, c4: object = 0, c3: object = 0, c2: object = 0, c1: object = 0) -> Scale:
    return (*(S(one) for one in (k, c4, c3, c2, c1)), S.Zero)


def power(a: object) -> Scale:
    return (*ONE[:-1], S(a))


def at(expression: Expr, place: int) -> arb:
    return balls.compile_expression(expression)({x: balls.ball(float(place))})


def value(found: Scale, place: int) -> arb:
    k, *coefficients, a = found
    exponent = k * exp(x) + sum(c * x ** (DEGREE - n) for n, c in enumerate(coefficients))
    return at(exp(exponent) * x**a, place)


ENCLOSED: list[tuple[Expr, Scale, float]] = [
    (Integer(3), ONE, 0.0),
    (x, power(1), 0.0),
    (-2 * x, power(1), 0.0),
    (x**2 + 5 * x, power(2), 0.5),
    (5 * x + x**2, power(2), 0.5),
    (x - 3, power(1), 0.3),
    (2 * x + 3 * x, power(1), 0.0),
    (1 / x + 1 / x**2, power(-1), 0.1),
    (1 / (x + 1), power(-1), 0.1),
    ((x + 1) ** 2, power(2), 0.2),
    ((x + 1) ** -2, power(-2), 0.2),
    (sqrt(x**2 + 1), power(1), 0.01),
    (1 / sqrt(x**2 + 1), power(-1), 0.01),
    ((x**2 + 1) ** Rational(3, 2), power(3), 0.02),
    (exp(-x), scale(c1=-1), 0.0),
    (exp(3 - x), scale(c1=-1), 1e-9),
    (exp(2 * x - x**2 / 2), scale(c2=Rational(-1, 2), c1=2), 1e-9),
    (exp(x**3 - x**4), scale(c4=-1, c3=1), 1e-9),
    (exp(-exp(x) + x), scale(k=-1, c1=1), 1e-9),
    (exp(-3 * exp(x)), scale(k=-3), 1e-9),
    (exp(-exp(x) / 2 - exp(x) / 2), scale(k=-1), 1e-9),
    (exp(1 / x), ONE, 0.1),
    (exp(1 / x + 2 / x**2 - 1 / x**3), ONE, 0.2),
    (exp(exp(-x)), ONE, 1e-4),
    (1 + exp(-x), ONE, 1e-4),
    (exp(-x) + exp(-2 * x), scale(c1=-1), 1e-4),
    (x * exp(-x) * x**2, (*scale(c1=-1)[:-1], S(3)), 0.0),
    (log(1 + 1 / (1 + exp(-x))), ONE, 1e-4),
    (log(1 + exp(-x)), scale(c1=-1), 1e-4),
    (log(1 + 1 / x), power(-1), 0.1),
    (log(1 + exp(x)), power(1), 0.01),
    (log(1 + exp(x**2 + x)), power(2), 0.2),
    (log(1 + 3 * exp(2 * x)), power(1), 0.2),
]
"""An expression, the scale of its leading term, and the most that its ball may be wide."""


@pytest.mark.parametrize(("expression", "expected", "width"), ENCLOSED, ids=str)
def test_scale_times_ball_encloses_the_expression(
    expression: Expr, expected: Scale, width: float
) -> None:
    found = _Tail(x, START).of(expression)
    assert found.scale == expected
    for place in (START, START + 1, 3 * START, 12 * START):
        if expected[0] != 0 and place > START + 1:
            continue  # exp(-exp(36)) is beyond the exponents of a ball
        ratio = at(expression, place) / value(expected, place)
        assert found.ball.overlaps(ratio), (place, found.ball, ratio)
    assert float(found.ball.rad()) <= width * abs(float(found.ball.mid())) + 1e-30


@pytest.mark.parametrize(
    "expression",
    [
        *(log(2 + exp(x)), log(1 - exp(-x)), log(1 + x), log(1 + exp(exp(x))), log(1 + x * exp(x))),
        *(
            log(x),
            x ** Rational(1, 3),
            sqrt(-x),
            exp(x**5),
            exp(sqrt(x)),
            1 / (x - x),
            exp(-(x**5)),
        ),
        *(1 / (1 + exp(-x) - 1 - 2 * exp(-x) + exp(-x)), sqrt(1 - x)),
    ],
    ids=str,
)
def test_what_has_no_scale_is_refused(expression: Expr) -> None:
    if expression.has(x):
        with pytest.raises(LeadingError):
            _Tail(x, START).of(expression)


@pytest.mark.parametrize(
    ("expression", "answer"),
    [
        *((x, True), (x**2 - 100 * x, True), (-x, False), (exp(x), True), (1 / x, False)),
        *((S.One, False), (exp(-x), False), (log(1 + exp(x)), True), (-exp(x), False)),
        *((2 + exp(-x), False), (x - exp(x), False), (sqrt(x), True), (log(x), False)),
    ],
    ids=str,
)
def test_growth(expression: Expr, answer: bool) -> None:
    # From 4 on x^2 - 100 x is negative; what counts is its leading term, if it is told there.
    told = expression != x**2 - 100 * x
    assert grows(expression, x) is (answer and told)


def test_scales_are_ordered_by_what_grows_fastest() -> None:
    ranks = [
        scale(k=-1, c4=9),
        scale(c4=-1, c3=9),
        scale(c1=-1),
        power(-1),
        ONE,
        power(Rational(1, 2)),
        power(1),
        scale(c1=Rational(1, 10)),
        scale(c2=1, c1=-9),
        scale(c4=1),
        scale(k=1, c4=-9),
    ]
    for place, one in enumerate(ranks):
        assert [_order(one, other) for other in ranks] == [
            (place > n) - (place < n) for n in range(len(ranks))
        ]


@pytest.mark.parametrize(
    ("falling", "start", "told"),
    [
        *((scale(c1=-1), 1, True), (power(-1), 1, True), (power(1), 12, False)),
        *(((*scale(c1=-1)[:-1], S(3)), 4, True), ((*scale(c1=-1)[:-1], S(3)), 2, False)),
        *((scale(c2=-1, c1=8), 5, True), (scale(c2=-1, c1=8), 3, False), (scale(k=-1), 3, True)),
        *((scale(k=-1), 2, False), (scale(c3=-1, c2=1), 1, True), (scale(c4=-1, c1=3), 1, True)),
        *((scale(c4=-1, c1=5), 1, False), (scale(c1=1), 12, False)),
    ],
)
def test_scale_falls_from_where_its_first_term_outweighs_the_others(
    falling: Scale, start: int, told: bool
) -> None:
    tail = _Tail(x, start)
    if told:
        found = tail._below(falling)
        assert found.contains(0)
        highest = value(falling, start)
        assert found.overlaps(highest)
        assert found.upper() < 1.001 * highest.upper()
    else:
        with pytest.raises(LeadingError, match=f"does not yet fall at {start}"):
            tail._below(falling)


# --- signs -------------------------------------------------------------------------------------


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
    assert sign_from(expression, x, 12) == sign


@pytest.mark.parametrize(
    "expression", [sqrt(x**2 + 1) - x, sin(x), tanh(x), exp(x) - exp(x + exp(-x))], ids=str
)
def test_cancelling_or_unknown_terms_tell_nothing(expression: Expr) -> None:
    with pytest.raises(LeadingError):
        sign_from(expression, x, 12)


def test_scale_that_does_not_yet_fall_tells_nothing() -> None:
    with pytest.raises(LeadingError, match="does not yet fall"):
        sign_from(1 - 2 * x**4 * exp(-x), x, 2)
