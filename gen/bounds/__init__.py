"""Numbers of a scalar activation that a reader can rely on: range, extremes, signs, roots.

Each is derived from the expression at the defaults and enclosed in a ball. Between breakpoints a
function is smooth; cells close around the roots of f, f - x, f', f'' and f''', and beyond them the
tails are decided by leading terms. Where that fails a field says how far the numbers hold, and
where a bisection stops at its limit another says which.
"""

from __future__ import annotations

from dataclasses import dataclass

from gen import balls
from gen.activation import Kind
from gen.bounds import extremes, oscillation, piecewise, sets
from gen.bounds.courses import Line
from gen.bounds.extremes import Extreme
from gen.bounds.reals import BoundsError
from gen.bounds.sets import RealSet
from gen.bounds.signs import CELLS, Effort
from gen.bounds.taylor import LENGTH, Smooth
from gen.derivation import Derivation, defaults

__all__ = ["Bounds", "BoundsError", "bounds"]


@dataclass(frozen=True)
class Bounds:
    """The bounds of a scalar activation at its defaults; None where a bisection stayed open."""

    range: RealSet | None
    minimum: Extreme | None
    """The infimum of f, attained or not."""
    maximum: Extreme | None
    """The supremum of f, attained or not."""
    sup_df: Extreme | None
    """The supremum of f' over the points where it exists; so below."""
    inf_df: Extreme | None
    lipschitz: Extreme | None
    """The Lipschitz constant: infinite where f jumps."""
    sup_d2f: Extreme | None
    """The supremum of |f''|."""
    decreasing_on: RealSet | None
    """Where f' < 0."""
    concave_on: RealSet | None
    """Where f'' < 0."""
    zeros: RealSet | None
    fixed_points: RealSet | None
    cells: int
    """The cells of all bisections."""
    bits: int
    """The working precision."""
    notes: tuple[str, ...]
    """Why something holds on a bounded interval alone."""
    not_closed: tuple[str, ...]
    """The bisections that stopped at their limit."""


def bounds(derivation: Derivation, cells: int = CELLS) -> Bounds | None:
    """The bounds of a scalar activation; None for another kind.

    cells: the limit of each bisection. Raises BoundsError where two facts contradict each other.
    """
    if derivation.entry.kind is not Kind.SCALAR:
        return None
    effort = Effort(cells)
    with balls.series_arithmetic(LENGTH):
        line = _line(derivation, effort)
        return Bounds(
            range=extremes.value_range(line),
            minimum=extremes.infimum(line, 0),
            maximum=extremes.supremum(line, 0),
            sup_df=extremes.supremum(line, 1),
            inf_df=extremes.infimum(line, 1),
            lipschitz=extremes.lipschitz(line),
            sup_d2f=extremes.largest_size(line, 2),
            decreasing_on=sets.where(line, "f'", -1),
            concave_on=sets.where(line, "f''", -1),
            zeros=sets.where(line, "f", 0),
            fixed_points=sets.where(line, "f - x", 0),
            cells=effort.cells,
            bits=balls.SERIES_BITS,
            notes=line.notes,
            not_closed=tuple(effort.open),
        )


def _line(derivation: Derivation, effort: Effort) -> Line:
    assert derivation.pieces is not None
    pieces = derivation.pieces.at_values(defaults(derivation.entry))
    if len(pieces.between) == 1:
        function = Smooth(pieces.between[0], pieces.variable)
        found = oscillation.oscillation(function.expression, function.variable)
        if found is not None:
            return oscillation.follow(function, found, effort)
    return piecewise.follow(derivation, pieces, effort)
