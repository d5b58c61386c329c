"""Whether an expression is zero: rewritten in exp, log and erf, its numerator vanishes."""

from __future__ import annotations

from sympy import Expr, Rational, cancel, exp, expand, fraction, simplify, together

from gen.errors import Problem
from gen.limits import Timer, time_limit
from gen.primitives import elementary

SECONDS = 20
"""The time that one proof may take. More is a failure, never a pass: `simplify` can run for ever
on an expression that is not zero."""

ROUGHLY = Rational(1, 10**6)
"""A value at a sample that no rounding explains."""

_SAMPLES = (Rational(3, 7), Rational(11, 5), Rational(17, 13))
"""Values for the free symbols with which a difference is first tried."""


class ProofError(Problem):
    """Two forms that differ, or whose equality could not be proved; its text is one line."""


def is_zero(expression: Expr, expected: bool = False) -> bool:
    """Whether an expression vanishes for all values of its symbols.

    `expected` says that it should, so that the proof is tried before the samples. Raises
    ProofError where it vanishes at the samples but no proof is found in time.
    """
    plain = elementary(expression)

    def too_long() -> ProofError:
        return ProofError(f"no proof within {SECONDS} s that {expression} is zero")

    with time_limit(SECONDS, Timer.CLOCK, too_long):
        if expected and _cancels(plain):
            return True
        if abs(_sampled(plain, 0, 15)) > ROUGHLY:
            return False
        if not expected and _cancels(plain):
            return True
        if any(abs(_sampled(plain, shift, 60)) > Rational(1, 10**30) for shift in range(3)):
            return False
        # In exp alone, which also holds what tanh and its kind are made of.
        if cancel(plain.rewrite(exp)) == 0 or simplify(plain) == 0:
            return True
    raise ProofError(
        f"{expression} vanishes at the samples, but no proof that it is zero was found"
    )


def _cancels(expression: Expr) -> bool:
    return bool(expand(fraction(together(expression))[0]) == 0)


def _sampled(expression: Expr, shift: int, digits: int) -> Expr:
    symbols = sorted(expression.free_symbols, key=lambda symbol: symbol.name)
    values = {
        symbol: _SAMPLES[(place + shift) % len(_SAMPLES)] * (place + 1)
        for place, symbol in enumerate(symbols)
    }
    return expression.subs(values).evalf(digits)
