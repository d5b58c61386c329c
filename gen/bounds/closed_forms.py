"""Closed forms of enclosed numbers: a short expression that agrees with all digits known.

Nothing here is a proof. A form has two numbers of at most four digits and a shift, and an enclosure
has fifty digits; that one agrees by chance is out of the question.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache

from sympy import Expr, LambertW, Rational, S, Symbol, exp, log, pi, sqrt

from gen import balls
from gen.bounds.reals import Real
from gen.primitives import elementary

LARGEST = 2000
"""The largest numerator and denominator of a factor."""
OPERATIONS = 14
"""The most operations of an expression that is printed as a closed form."""
NARROW = 2.0**-140
"""The width of an enclosure, relative to its size, from which on agreement tells something."""
_SHIFTS = tuple(Fraction(place, 2) for place in range(-8, 9))
"""What may be added to a multiple of a constant."""


@cache
def constants() -> tuple[tuple[Expr, Real], ...]:
    """The constants of which closed forms are multiples."""
    w = LambertW(exp(-1))
    roots = [sqrt(number) for number in (2, 3, 5, 6, 7, 10)]
    logarithms = [log(2), log(3), log(1 + sqrt(2)), log(2 + sqrt(3)), log((1 + sqrt(5)) / 2)]
    of_pi = [pi, 1 / pi, sqrt(pi), 1 / sqrt(pi), sqrt(2 / pi), 1 / sqrt(2 * pi)]
    of_e = [exp(-1), exp(-Rational(1, 2)), exp(-Rational(3, 2)), exp(-2)]
    found = [S.One, *roots, *logarithms, *of_pi, *of_e, w, 1 + w]
    return tuple((c, Real(balls.compile_expression(c)({}), c)) for c in found)


def closed_form(number: Real) -> Expr | None:
    """A closed form of a number; None where it has none that is short enough to print."""
    if number.exact is not None:
        return number.exact if _is_short(number.exact) else None
    if not number.ball.rad() < NARROW * abs(number.ball):
        return None
    for candidate in _candidates(number):
        if balls.compile_expression(candidate)({}).overlaps(number.ball):
            return candidate
    return None


def value_at(form: Expr, variable: Symbol, place: Real, number: Real) -> Expr | None:
    """The closed form of a value, from that of its place; None where it does not agree."""
    at = closed_form(place)
    if at is None or not place.finite or number.exact is not None:
        return None
    candidate = elementary(form.subs(variable, at))
    if not _is_short(candidate) or not balls.compile_expression(candidate)({}).overlaps(
        number.ball
    ):
        return None
    return candidate


def _is_short(expression: Expr) -> bool:
    plain = all(number.q <= LARGEST for number in expression.atoms(Rational))
    return plain and expression.count_ops() <= OPERATIONS


def _candidates(number: Real) -> Iterator[Expr]:
    middle = number.ball.mid()
    for shift in sorted(_SHIFTS, key=abs):
        for constant, known in constants():
            quotient = balls.exact_rational(((middle - balls.rational(shift)) / known.ball).mid())
            factor = quotient.limit_denominator(LARGEST)
            near = abs(factor - quotient) < abs(quotient) * Fraction(NARROW)
            if near and 0 < abs(factor.numerator) <= LARGEST:
                yield _rational(shift) + _rational(factor) * constant


def _rational(number: Fraction) -> Rational:
    return Rational(number.numerator, number.denominator)
