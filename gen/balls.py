"""SymPy expressions evaluated in Arb ball arithmetic: a value with a proved error bound.

The only import of python-flint. A comparison that the balls cannot decide is an error, not a guess.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from functools import reduce
from typing import Any, cast

import sympy
from flint import arb, arb_series, ctx, fmpq
from sympy import Basic, Expr, Indexed, KroneckerDelta, Piecewise, Sum, Symbol
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, BooleanFalse, BooleanTrue, Or

from gen.errors import Problem
from gen.primitives import Phi, elementary, expm1, log1p, softplus

BITS = (320, 1280, 5120)
"""The working precisions, tried in turn until the enclosure is narrow: 1 - tanh(u)^2 at u = 1000
is 0 to 2900 bits, and a factor of exp(1000) in front makes the rounding errors visible."""
NARROW = 2.0**-60
"""The width of an enclosure, relative to values above 1, at which it counts as exact in float64."""

SERIES_BITS = 192
"""The working precision of Taylor series: some twenty digits more than are printed."""

Environment = Mapping[Basic, Any]
"""The ball of each symbol; the integer of each index and length; the list of balls of each vector,
whose first component has index 1."""
Ball = Callable[[Environment], arb]
Test = Callable[[Environment], bool]
Taylor = Callable[[arb, int], list[arb]]
"""The first Taylor coefficients of a function of one number, around each point of a ball."""


class BallError(Problem):
    """An expression that cannot be evaluated in balls; its text is one line."""


def ball(value: float) -> arb:
    """The exact ball of a float."""
    return arb(value)


def enclosure(decimal: str) -> arb:
    """The narrowest ball around a decimal number."""
    with ctx.workprec(BITS[0]):
        return arb(decimal)


def midpoint(value: arb) -> float:
    """The float64 next to the middle of a ball."""
    return float(value.mid())


def parts(value: arb) -> tuple[float, float]:
    """The float64 next to the middle of a ball, and the float64 next to what it leaves out."""
    near = midpoint(value)
    with ctx.workprec(BITS[0]):
        return near, midpoint(value - near)


def lower(value: arb) -> float:
    """A lower bound of the number that a ball encloses, as a float."""
    return float(value.lower())


def upper(value: arb) -> float:
    """An upper bound of the number that a ball encloses, as a float."""
    return float(value.upper())


def difference(value: float, truth: arb) -> float:
    """An upper bound of the distance between a float and the number that a ball encloses."""
    with ctx.workprec(BITS[0]):
        return float(abs(arb(value) - truth).upper())


def rational(number: Fraction) -> arb:
    """The narrowest ball around a fraction."""
    return arb(fmpq(number.numerator, number.denominator))


def symmetric(radius: arb) -> arb:
    """The ball around 0 that reaches as far as the points of another."""
    return arb(0, abs(radius).upper())


def exact_rational(value: arb) -> Fraction:
    """The number that a ball of radius 0 holds, as a fraction."""
    mantissa, exponent = value.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def decimals(value: arb | Fraction, digits: int) -> tuple[str, str]:
    """A lower and an upper bound of a number, as decimals of so many digits."""
    ends = _ends(value)
    if ends is None:
        return (_infinity(value),) * 2
    return _rounded(ends[0], digits, ROUND_FLOOR), _rounded(ends[1], digits, ROUND_CEILING)


def rounded(value: arb | Fraction, most: int) -> str:
    """A number to as many digits, up to `most`, as its ball tells."""
    ends = _ends(value)
    if ends is None:
        return _infinity(value)
    for digits in range(most, 0, -1):
        low, high = (_rounded(end, digits, ROUND_HALF_EVEN) for end in ends)
        if low == high:
            return low
    raise BallError(f"{value} tells no digit of a number")


def _ends(value: arb | Fraction) -> tuple[Fraction, Fraction] | None:
    """The exact ends of a ball; None for an infinity."""
    if isinstance(value, Fraction):
        return value, value
    if not value.is_finite():
        return None
    return exact_rational(value.lower()), exact_rational(value.upper())


def _infinity(value: arb | Fraction) -> str:
    return "inf" if value > 0 else "-inf"


def _rounded(number: Fraction, digits: int, rounding: str) -> str:
    context = Context(prec=digits, rounding=rounding)
    quotient = context.divide(Decimal(number.numerator), Decimal(number.denominator))
    if quotient and quotient.adjusted() < -8:
        return f"{quotient.normalize(context):e}"
    text = format(quotient, "f")
    if Fraction(quotient) != number:
        return text  # zeros at its end are digits of it
    return text.rstrip("0").rstrip(".") if "." in text else text


@contextmanager
def series_arithmetic(length: int) -> Iterator[None]:
    """The precision for Taylor series, and room for so many coefficients."""
    cap, ctx.cap = ctx.cap, length
    try:
        with ctx.workprec(SERIES_BITS):
            yield
    finally:
        ctx.cap = cap


def compile_series(expression: Expr, variable: Symbol) -> Taylor:
    """The function from a ball and a length to the Taylor coefficients of a smooth expression.

    To be called within `series_arithmetic`. Raises BallError for a function without a series here.
    """
    body = _compile_series(expression, variable)

    def coefficients(around: arb, length: int) -> list[arb]:
        try:
            value = body(arb_series([around, arb(1)], length))
        except (ValueError, ZeroDivisionError):
            # python-flint's answer to a denominator or a root that the ball does not keep from 0.
            return [arb.nan()] * length
        if isinstance(value, arb):
            return [value] + [arb(0)] * (length - 1)
        return [value[place] for place in range(length)]

    return coefficients


def _compile_series(e: Expr, variable: Symbol) -> Callable[[arb_series], Any]:
    if e == variable:
        return lambda s: s
    if not e.has(variable):
        with ctx.workprec(SERIES_BITS):
            constant = _compile(e)({})
        return lambda s: constant
    parts = [_compile_series(part, variable) for part in e.args]
    if e.is_Add or e.is_Mul:
        combine = operator.add if e.is_Add else operator.mul
        return lambda s: reduce(combine, [part(s) for part in parts])
    if e.is_Pow:
        return _series_power(e, parts[0])
    rule = _SERIES.get(e.func)
    if rule is not None:
        return lambda s: rule(parts[0](s))
    plain = elementary(e)
    if plain == e:
        raise BallError(
            f"field expression: {e.func.__name__} has no Taylor series; add it to gen/balls.py"
        )
    return _compile_series(plain, variable)


def _series_power(e: Expr, base: Callable[[arb_series], Any]) -> Callable[[arb_series], Any]:
    exponent = e.exp
    if exponent.is_Integer and exponent > 0:
        return lambda s: reduce(operator.mul, [base(s)] * int(exponent))
    if exponent.is_Rational and exponent.q == 2 and exponent > 0:
        whole = _series_power(sympy.Pow(e.base, exponent.p, evaluate=False), base)
        return lambda s: whole(s).sqrt()
    if exponent.is_Rational and exponent < 0:
        inverse = _series_power(sympy.Pow(e.base, -exponent, evaluate=False), base)
        return lambda s: 1 / inverse(s)
    raise BallError(
        f"field expression: the power {e} has no Taylor series; write it with exp or sqrt"
    )


def compile_expression(expression: Expr, smallest: float | None = None) -> Ball:
    """The function from an environment to the ball of a scalar expression.

    A ball counts as narrow by comparison with 1, for numbers above 1 with the number; if `smallest`
    is given, always with the number, unless that is smaller. Raises BallError for a function that
    has no ball counterpart here.
    """
    body = _compile(expression)

    def evaluate(environment: Environment) -> arb:
        for bits in BITS:
            with ctx.workprec(bits):
                value = body(environment)
            size = abs(midpoint(value))
            if float(value.rad()) <= NARROW * (max(size, smallest) if smallest else 1 + size):
                return value
        return value

    return evaluate


def _compile(e: Expr) -> Ball:
    body = _compile_anew(e)
    return body if e.free_symbols else _constant(body)


def _constant(body: Ball) -> Ball:
    """The same ball without looking at the environment, worked out once for each precision."""
    known: dict[int, arb] = {}

    def constant(env: Environment) -> arb:
        if ctx.prec not in known:
            known[ctx.prec] = body(env)
        return known[ctx.prec]

    return constant


def _compile_anew(e: Expr) -> Ball:
    if isinstance(e, Symbol):
        return lambda env: cast(arb, env[e])
    if isinstance(e, Indexed):
        vector, index = e.base, e.indices[0]
        return lambda env: cast(arb, env[vector][env[index] - 1])
    if isinstance(e, Sum):
        return _sum(e)
    if e.is_Rational:
        # Inside an evaluation, because it is rounded at the working precision.
        return lambda env: arb(fmpq(int(e.p), int(e.q)))
    if e in _CONSTANTS:
        return lambda env: _CONSTANTS[e]()
    if isinstance(e, Piecewise):
        branches = [(_compile(value), _compile_test(test)) for value, test in e.args]
        return lambda env: _first_true(e, branches, env)
    if isinstance(e, KroneckerDelta):
        one, other = e.args
        return lambda env: arb(int(env[one] == env[other]))
    parts = [_compile(part) for part in e.args]
    if e.is_Add or e.is_Mul:
        combine = operator.add if e.is_Add else operator.mul
        return lambda env: reduce(combine, [part(env) for part in parts])
    if e.is_Pow:
        return _power(e, parts[0])
    rule = _FUNCTIONS.get(e.func)
    if rule is not None:
        return lambda env: rule(*(part(env) for part in parts))
    plain = elementary(e)
    if plain == e:
        raise BallError(
            f"field expression: {e.func.__name__} has no ball function; add it to gen/balls.py"
        )
    return _compile(plain)


def _sum(e: Sum) -> Ball:
    summand, (index, first, last) = _compile(e.function), e.limits[0]
    return lambda env: reduce(
        operator.add,
        (summand({**env, index: place}) for place in range(int(first), int(env[last]) + 1)),
    )


def _power(e: Expr, base: Ball) -> Ball:
    exponent = e.exp
    if exponent.is_Integer and 0 < exponent <= 8:
        # Products, because arb(0, r) ** 2 is nan for every ball that contains 0.
        return lambda env: reduce(operator.mul, [base(env)] * int(exponent))
    if exponent.is_Rational and exponent.q == 2:
        whole = _power(sympy.Pow(e.base, abs(exponent.p), evaluate=False), base)
        if exponent > 0:
            return lambda env: whole(env).sqrt()
        return lambda env: 1 / whole(env).sqrt()
    if exponent.is_Integer and exponent < 0:
        inverse = _power(sympy.Pow(e.base, -exponent, evaluate=False), base)
        return lambda env: 1 / inverse(env)
    raise BallError(
        f"field expression: the power {e} has no ball function; write it with exp or sqrt"
    )


def _compile_test(condition: object) -> Test:
    if isinstance(condition, BooleanTrue | BooleanFalse):
        verdict = bool(condition)
        return lambda env: verdict
    if isinstance(condition, And | Or):
        tests = [_compile_test(part) for part in condition.args]
        combine = all if isinstance(condition, And) else any
        return lambda env: combine([test(env) for test in tests])
    if isinstance(condition, Relational) and condition.rel_op in _RELATIONS:
        low, high = _compile(condition.lhs), _compile(condition.rhs)
        holds, fails = _RELATIONS[condition.rel_op]
        return lambda env: _decide(condition, holds, fails, low(env), high(env))
    raise BallError(
        f"field expression: the condition {condition} is not one of <, <=, >, >=, and, or"
    )


def _decide(
    condition: Relational,
    holds: Callable[[arb, arb], bool],
    fails: Callable[[arb, arb], bool],
    low: arb,
    high: arb,
) -> bool:
    if holds(low, high):
        return True
    if fails(low, high):
        return False
    raise BallError(f"{condition} cannot be decided between {low} and {high}")


def _first_true(e: Piecewise, branches: list[tuple[Ball, Test]], env: Environment) -> arb:
    for value, test in branches:
        if test(env):
            return value(env)
    raise BallError(f"no branch of {e} holds")


_RELATIONS: Mapping[str, tuple[Callable[[arb, arb], bool], Callable[[arb, arb], bool]]] = {
    "<": (operator.lt, operator.ge),
    "<=": (operator.le, operator.gt),
    ">": (operator.gt, operator.le),
    ">=": (operator.ge, operator.lt),
}

_CONSTANTS: Mapping[object, Callable[[], arb]] = {
    sympy.pi: arb.pi,
    sympy.E: lambda: arb(1).exp(),
}

_FUNCTIONS: Mapping[object, Callable[..., arb]] = {
    sympy.exp: arb.exp,
    sympy.log: arb.log,
    sympy.erf: arb.erf,
    sympy.tanh: arb.tanh,
    sympy.sin: arb.sin,
    sympy.cos: arb.cos,
    sympy.atan: arb.atan,
    sympy.LambertW: arb.lambertw,
    sympy.asinh: arb.asinh,
    sympy.Abs: abs,
    sympy.Max: lambda *values: reduce(arb.max, values),
    sympy.Min: lambda *values: reduce(arb.min, values),
    expm1: arb.expm1,
    log1p: arb.log1p,
    # Closer enclosures than the elementary forms give: no cancellation in the left tail.
    Phi: lambda z: (-z / arb(2).sqrt()).erfc() / 2,
    softplus: lambda z: cast(arb, z.exp().log1p()),
}

_SERIES: Mapping[object, Callable[[Any], Any]] = {
    sympy.exp: lambda z: z.exp(),
    sympy.log: lambda z: z.log(),
    sympy.erf: lambda z: z.erf(),
    sympy.sin: lambda z: z.sin(),
    sympy.cos: lambda z: z.cos(),
    sympy.atan: lambda z: z.atan(),
    sympy.tanh: lambda z: 1 - 2 / (1 + (2 * z).exp()),
    # No cancellation in the left tail, as above.
    Phi: lambda z: (-z / arb(2).sqrt()).erfc() / 2,
}
