"""Proofs that the stable forms equal the printed ones, piece by piece."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from sympy import Expr, Max, Min, Piecewise, Symbol, oo

from gen.activation import Activation, Kind
from gen.derivation.differentiation import Derivatives
from gen.derivation.pieces import Pieces, cut, defaults
from gen.derivation.zero import ProofError, is_zero


def prove_forms(entry: Activation, printed: Derivatives, stable: Derivatives) -> None:
    """Nothing, if each stable form equals the printed one; on each piece for a scalar function.

    Raises ProofError that names the form.
    """
    pairs = [
        ("f", printed.f, stable.f),
        *((f"d/d{''.join(key)} f", printed.first[key], stable.first[key]) for key in printed.first),
        *(
            (f"d/d{''.join(key)} f", printed.second[key], stable.second[key])
            for key in printed.second
        ),
    ]
    for name, one, other in pairs:
        if entry.kind is Kind.TWO_INPUT:
            equal = _equal_branches(one, other)
        else:
            variable = entry.inputs[0]
            equal = _equal_pieces(
                cut(one, variable, defaults(entry)), cut(other, variable, defaults(entry))
            )
        if not equal:
            raise ProofError(f"the printed and the stable form of {name} differ: {one} and {other}")


def prove_pieces(pieces: Pieces, printed: Derivatives, at_defaults: Mapping[Symbol, Expr]) -> None:
    """Nothing, if the pieces and their derivatives are the forms that the checks evaluate.

    Pages print the pieces, which know where a derivative has no value; the checks evaluate
    `printed`. Raises ProofError where the two differ.
    """
    (x,) = printed.first
    forms = (printed.f, printed.first[x], printed.second[x + x])
    for order, form in enumerate(forms):
        evaluated = cut(form, pieces.variable, at_defaults, pieces.breakpoints)
        if not _equal_pieces(pieces, evaluated):
            raise ProofError(f"the pieces of derivative {order} are not those of {form}")
        pieces = pieces.derivative()


def _equal_branches(one: Expr, other: Expr) -> bool:
    """Whether two forms are equal, branch by branch under the same conditions."""
    if not isinstance(one, Piecewise) or not isinstance(other, Piecewise):
        return is_zero(one - other, expected=True)
    if [condition for _, condition in one.args] != [condition for _, condition in other.args]:
        return False
    pairs = zip(one.args, other.args, strict=True)
    return all(is_zero(p - q, expected=True) for (p, _), (q, _) in pairs)


def _equal_pieces(printed: Pieces, stable: Pieces) -> bool:
    if printed.breakpoints != stable.breakpoints:
        return False
    edges = (-oo, *printed.breakpoints, oo)
    between = zip(printed.between, stable.between, pairwise(edges), strict=True)
    at = zip(printed.at, stable.at, ((p, p) for p in printed.breakpoints), strict=True)
    return all(
        is_zero(one - _unguarded(other, *ends), expected=True)
        for one, other, ends in (*between, *at)
    )


def _unguarded(piece: Expr, low: Expr, high: Expr) -> Expr:
    """The piece without the clamps that change nothing for inputs from low to high."""
    # Outer clamps first: a change within one would make it another.
    for clamp in sorted(piece.atoms(Min, Max), key=lambda one: -one.count_ops()):
        moving = [part for part in clamp.args if isinstance(part, Symbol | Min | Max)]
        fixed = [part for part in clamp.args if part not in moving]
        if len(moving) == 1 and fixed == [high if isinstance(clamp, Min) else low]:
            piece = piece.subs(clamp, moving[0])
    return piece
