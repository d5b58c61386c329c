"""Real numbers as the bounds know them: enclosed in a ball, and exact where that is known."""

from __future__ import annotations

from dataclasses import dataclass

from flint import arb
from sympy import Expr, S, oo

from gen import balls
from gen.derivation.zero import ProofError, is_zero
from gen.errors import Problem
from gen.primitives import elementary


class BoundsError(Problem):
    """A bound that cannot be derived, or that is wrong; its text is one line."""


@dataclass(frozen=True, eq=False)
class Real:
    """A real number or an infinity."""

    ball: arb
    """An enclosure; an infinite ball of radius 0 for an infinity."""
    exact: Expr | None = None
    """The number itself where it is known."""

    @property
    def finite(self) -> bool:
        """Whether it is a number."""
        return bool(self.ball.is_finite())

    @property
    def sign(self) -> int | None:
        """-1, 0 or 1; None where the enclosure does not tell."""
        return sign(self.ball)


def exactly(expression: Expr) -> Real:
    """A number or an infinity given by an expression without symbols."""
    if expression in (oo, -oo):
        return Real(balls.enclosure("inf" if expression == oo else "-inf"), expression)
    plain = elementary(expression)
    return Real(balls.compile_expression(plain)({}), plain)


ORIGIN = exactly(S.Zero)
"""The number 0."""


def sign(ball: arb) -> int | None:
    """The sign of all numbers in a ball; None where they have not one."""
    if ball > 0:
        return 1
    if ball < 0:
        return -1
    return 0 if ball == 0 else None


def compare(one: Real, other: Real) -> int | None:
    """-1, 0 or 1 for less, equal and greater; None where the enclosures do not tell."""
    if one is other:
        return 0
    if one.ball < other.ball:
        return -1
    if one.ball > other.ball:
        return 1
    if one.exact is None or other.exact is None:
        return None
    if one.exact == other.exact:
        return 0
    if not (one.finite and other.finite):
        return None
    try:
        return 0 if is_zero(one.exact - other.exact, expected=True) else None
    except ProofError:
        return None
