"""A second proof of the printed f': its distance from the Taylor series of f, enclosed on cells.

The first proof is symbolic. This one takes no rule of differentiation: the series of f, rewritten
in exp and erf, gives its derivative by shifting coefficients. The difference from the series of the
printed f' is a Taylor polynomial with tiny coefficients and a remainder, bounded on each cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from flint import arb
from sympy import Expr, S, Symbol, exp, tanh

from gen import balls
from gen.bounds.reals import BoundsError, Real, compare, exactly
from gen.derivation import Derivation, defaults
from gen.derivation.pieces import cut
from gen.primitives import elementary

REACH = 8
"""The cells cover [-8, 8] without its breakpoints."""
LARGEST = "1e-20"
"""The difference that is allowed."""
CELLS = 4000
"""The largest number of cells."""
LENGTH = 32
"""The number of Taylor coefficients."""
_WIDEST = 0.5


@dataclass(frozen=True)
class SecondProof:
    """An upper bound of the difference, and the cells on which it holds."""

    difference: str
    """A decimal."""
    cells: int
    on: str
    """The interval that the cells cover."""


def prove_derivative(derivation: Derivation) -> SecondProof:
    """The second proof of a scalar function.

    Raises BoundsError where the difference is not below 1e-20, or the cells do not suffice.
    """
    assert derivation.pieces is not None
    at_defaults = defaults(derivation.entry)
    pieces = derivation.pieces.at_values(at_defaults)
    x = pieces.variable
    (printed,) = derivation.printed.first.values()
    slopes = cut(printed.subs(at_defaults), x, at_defaults, pieces.breakpoints).between
    ends = [exactly(S(-REACH)), *map(exactly, pieces.breakpoints), exactly(S(REACH))]
    largest, used = balls.ball(0.0), 0
    with balls.series_arithmetic(LENGTH + 1):
        for function, slope, (low, high) in zip(
            pieces.between, slopes, pairwise(ends), strict=True
        ):
            if compare(low, high) == -1:
                found, cells = _on_piece(function, slope, x, low, high)
                largest, used = largest.max(found), used + cells
    return SecondProof(balls.decimals(largest, 3)[1], used, f"[-{REACH}, {REACH}]")


def _on_piece(function: Expr, slope: Expr, x: Symbol, low: Real, high: Real) -> tuple[arb, int]:
    f = balls.compile_series(elementary(function).rewrite(tanh, exp), x)
    df = balls.compile_series(slope, x)
    largest, used = balls.ball(0.0), 0
    stack = [(low.ball, high.ball)]
    while stack:
        left, right = stack.pop()
        if used < CELLS and right - left > _WIDEST:
            found = None
        else:
            used += 1
            found = _difference(f, df, left.union(right))
        if found is not None and found < balls.enclosure(LARGEST):
            largest = largest.max(found)
        elif used >= CELLS:
            raise BoundsError(
                f"the printed f' {slope} is not proved equal to the derivative of {function} near "
                f"{float(left.mid()):.6g}: the difference is below {LARGEST} on no cell there"
            )
        else:
            middle = ((left + right) / 2).mid()
            stack += [(middle, right), (left, middle)]
    return largest, used


def _difference(f: balls.Taylor, df: balls.Taylor, cell: arb) -> arb:
    """An upper bound of |f' - df| on a cell."""
    middle = cell.mid()
    offset = balls.symmetric(cell - middle)
    total = balls.ball(0.0)
    thin, thin_slope = f(middle, LENGTH), df(middle, LENGTH - 1)
    wide, wide_slope = f(cell, LENGTH + 1), df(cell, LENGTH)
    gaps = [(place + 1) * thin[place + 1] - thin_slope[place] for place in range(LENGTH - 1)]
    gaps.append(LENGTH * wide[LENGTH] - wide_slope[LENGTH - 1])
    for gap in reversed(gaps):
        total = total * offset + gap
    return abs(total).upper()
