"""Identities: equations that prose shows, printed from SymPy and proved."""

from __future__ import annotations

from collections.abc import Callable

from sympy import Abs, Expr, Piecewise

from gen.activation import x
from gen.claims import Claim
from gen.derivation.pieces import cut
from gen.derivation.zero import is_zero
from gen.latex import latex

Sides = tuple[Expr, Expr]


def identity(
    *,
    id: str,  # noqa: A002 (the name of the field of Claim)
    sentence: str,
    left: Callable[[], Expr],
    right: Callable[[], Expr],
    left_tex: str = "",
    right_tex: str = "",
) -> Claim[Sides]:
    r"""The claim that two expressions are equal for all values of their symbols.

    Args:
        id: its permanent name.
        sentence: the statement, with `{value}` where the equation goes.
        left: gives an expression of real symbols; one with cases is a function of x.
        right: gives another one.
        left_tex: what stands for the left side, where it has a name such as \sigma'(x).
        right_tex: the same for the right side; it must say what `right` says.
    """
    return Claim(
        id=id,
        sentence=sentence,
        value=lambda: (left(), right()),
        holds=lambda sides: _equal(*sides),
        display=lambda sides: f"${left_tex or latex(sides[0])} = {right_tex or latex(sides[1])}$",
        note="SymPy proves that the difference of both sides is zero.",
    )


def _equal(left: Expr, right: Expr) -> bool:
    difference = left - right
    if not difference.has(Piecewise, Abs):
        return is_zero(difference, expected=True)
    pieces = cut(difference, x, {})
    sides = [side for index in range(len(pieces.at)) for side in pieces.sides(index)]
    return all(is_zero(part) for part in (*pieces.between, *sides))
