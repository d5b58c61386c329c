"""Numbers are recognized by their digits, if there are enough of them and the form is short."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flint import arb
from sympy import Expr, LambertW, Rational, S, Symbol, exp, log, pi, sin, sqrt

from gen import balls
from gen.bounds.closed_forms import LARGEST, closed_form, constants, value_at
from gen.bounds.reals import Real, exactly

x = Symbol("x", real=True)
w = LambertW(exp(-1))
KNOWN: list[Expr] = [
    S.One,
    *(sqrt(number) for number in (2, 3, 5, 6, 7, 10)),
    *(log(2), log(3), log(1 + sqrt(2)), log(2 + sqrt(3)), log((1 + sqrt(5)) / 2)),
    *(pi, 1 / pi, sqrt(pi), 1 / sqrt(pi), sqrt(2 / pi), 1 / sqrt(2 * pi)),
    *(exp(-1), exp(-Rational(1, 2)), exp(-Rational(3, 2)), exp(-2), w, 1 + w),
]


@pytest.fixture(autouse=True)
def _bits() -> Iterator[None]:
    with balls.series_arithmetic(1):
        yield


def number(expression: Expr, width: str = "0") -> Real:
    """A number of which the digits are known, and not the form."""
    ball = balls.compile_expression(expression)({})
    return Real(ball + balls.symmetric(balls.enclosure(width)))


def test_constants_are_those_of_the_catalog() -> None:
    assert [constant for constant, _ in constants()] == KNOWN
    for constant, known in constants():
        assert known.ball.overlaps(balls.compile_expression(constant)({}))
        assert known.exact == constant


@pytest.mark.parametrize("constant", KNOWN, ids=str)
def test_multiples_of_a_constant_are_recognized(constant: Expr) -> None:
    for form in (constant, -constant, Rational(3, 2) * constant, Rational(-7, 12) * constant):
        found = closed_form(number(form))
        assert found is not None
        # sqrt(2)/sqrt(pi) may be found as a multiple of another constant.
        assert balls.compile_expression(found - form)({}).contains(0)


@pytest.mark.parametrize("shift", [S(4), S(-4), Rational(1, 2), Rational(-7, 2)], ids=str)
def test_what_is_added_is_a_multiple_of_a_half_up_to_4(shift: Expr) -> None:
    assert closed_form(number(shift + sqrt(2))) == shift + sqrt(2)
    assert closed_form(number(shift * Rational(9, 8) + Rational(1, 16) + sqrt(2))) is None


def test_more_than_8_halves_are_not_added() -> None:
    assert closed_form(number(Rational(9, 2) + sqrt(2))) is None
    assert closed_form(number(Rational(-9, 2) + sqrt(2))) is None


def test_factors_are_short() -> None:
    assert closed_form(number(LARGEST * sqrt(2))) == LARGEST * sqrt(2)
    assert closed_form(number(sqrt(2) / LARGEST)) == sqrt(2) / LARGEST
    assert closed_form(number((LARGEST + 1) * sqrt(2))) is None
    assert closed_form(number(sqrt(2) / (LARGEST + 1))) is None


def test_few_digits_tell_nothing() -> None:
    assert closed_form(number(sqrt(2), "1e-45")) == sqrt(2)
    assert closed_form(number(sqrt(2), "1e-40")) is None
    assert closed_form(Real(arb(0))) is None


def test_nearby_number_is_not_taken_for_a_constant() -> None:
    assert closed_form(number(sqrt(2) + Rational(1, 10**40))) is None


def test_exact_numbers_stay_if_they_are_short() -> None:
    assert closed_form(exactly(sqrt(11) + pi)) == sqrt(11) + pi
    assert closed_form(exactly(Rational(1, 3))) == Rational(1, 3)
    assert closed_form(exactly(Rational(1, LARGEST + 1))) is None
    long = sum((sqrt(prime) for prime in (2, 3, 5, 7, 11, 13, 17, 19)), S.Zero)
    assert closed_form(exactly(long)) is None


def test_value_follows_from_its_place() -> None:
    place = exactly(pi / 6)
    assert value_at(sin(x), x, place, number(S.Half)) == S.Half
    assert value_at(sin(x), x, place, number(Rational(1, 3))) is None
    # A value that is known, a place at infinity and one without a form need none.
    assert value_at(sin(x), x, place, exactly(S.Half)) is None
    assert value_at(sin(x), x, exactly(S.Infinity), number(S.Half)) is None
    nameless = Rational(1, LARGEST + 3)
    assert value_at(sin(x), x, number(nameless), number(sin(nameless))) is None
