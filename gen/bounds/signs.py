"""The sign of a derivative on an interval, with every root in it.

Cells are halved until on each the function has no root, or is monotone and has at most one. At the
ends of an interval a root may be known beforehand; there the first derivative that does not vanish
decides. What does not close within the limit of cells is said to be open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from flint import arb
from sympy import Expr

from gen.bounds.reals import BoundsError, Real, sign
from gen.bounds.taylor import Smooth
from gen.derivation.zero import is_zero

CELLS = 2000
"""The largest number of cells for one function on one interval."""
HIGHEST = 8
"""The highest derivative that is searched for one that does not vanish at a known root."""
_SPLITS = (0.47, 0.55, 0.41, 0.61)
"""Where a cell is cut: not in the middle, where roots of simple functions lie."""


@dataclass(frozen=True)
class Segment:
    """An open interval on which a function has one sign."""

    low: Real
    high: Real
    sign: int | None
    """-1, 0 (the function vanishes on all of it) or 1; None where it is open."""


@dataclass
class Effort:
    """What a bisection took."""

    limit: int = CELLS
    """The number of cells at which one bisection stops."""
    cells: int = 0
    """The cells used by all of them."""
    open: list[str] = field(default_factory=list)
    """What did not close, in words."""


def signs(
    function: Smooth,
    order: int,
    points: Sequence[Real],
    effort: Effort,
    name: str,
) -> list[Segment]:
    """The segments of a derivative between the first and the last of some points.

    The points are exact, in rising order; a root at one of them is found and proved.
    """
    vanishing = [order_at(function, order, point) for point in points]
    segments: list[Segment] = []
    for place in range(len(points) - 1):
        low, high = points[place], points[place + 1]
        found = _between(function, order, low, high, vanishing[place : place + 2], effort, name)
        if segments and vanishing[place] == 0 and segments[-1].sign == found[0].sign:
            found[0] = Segment(segments.pop().low, found[0].high, found[0].sign)
        segments += found
    return segments


def order_at(function: Smooth, order: int, point: Real) -> int:
    """How many derivatives of a derivative vanish at an exact point, itself included.

    Raises BoundsError where all do that are tried, or a value is too small to be told from 0.
    """
    for more in range(HIGHEST - order):
        if sign(function.at(point.ball, order + more)) not in (0, None):
            return more
        if not is_zero(_exact_value(function, order + more, point), expected=True):
            break
    raise BoundsError(
        f"derivative {order} of {function.expression}: no derivative decides its sign at "
        f"{function.variable} = {point.exact}"
    )


def _exact_value(function: Smooth, order: int, point: Real) -> Expr:
    return function.derivative(order).subs(function.variable, point.exact)


def _between(
    function: Smooth,
    order: int,
    low: Real,
    high: Real,
    vanishing: Sequence[int],
    effort: Effort,
    name: str,
) -> list[Segment]:
    used = 0
    found: list[Real | int] = []
    stack: list[tuple[arb, arb, int, int]] = [(low.ball, high.ball, vanishing[0], vanishing[1])]
    undecided: list[arb] = []
    while stack:
        left, right, at_left, at_right = stack.pop()
        used += 1
        parts = _closed(function, order, left, right, at_left, at_right)
        if parts is not None:
            # Neighbors agree where they meet: the sign there is the same.
            found += parts[1:] if found and found[-1] == parts[0] else parts
        elif used < effort.limit:
            middle = _split(function, order, left, right)
            stack += [(middle, right, 0, at_right), (left, middle, at_left, 0)]
        else:
            undecided.append(left.union(right))
    effort.cells += used
    if undecided:
        hull = undecided[0].union(undecided[-1])
        effort.open.append(
            f"the sign of {name} is open between {float(hull.lower()):.6g} and "
            f"{float(hull.upper()):.6g}: the bisection stopped at {effort.limit} cells"
        )
        return [Segment(low, high, None)]
    ends = [low, *(part for part in found if isinstance(part, Real)), high]
    kinds = [part for part in found if not isinstance(part, Real)]
    return [Segment(*pair, kind) for pair, kind in zip(pairwise(ends), kinds, strict=True)]


def _closed(
    function: Smooth, order: int, left: arb, right: arb, at_left: int, at_right: int
) -> list[Real | int] | None:
    """The signs and roots on a cell from left to right; None where it has to be cut."""
    if at_left and at_right:
        return None
    cell = function.on(left.union(right))
    if at_left or at_right:
        found = sign(cell.derivative(order + at_left + at_right))
        return [found * (-1) ** at_right] if found else None
    found = sign(cell.derivative(order))
    if found:
        return [found]
    if not sign(cell.derivative(order + 1)):
        return None
    first, last = sign(function.at(left, order)), sign(function.at(right, order))
    if not first or not last:
        return None
    if first == last:
        return [first]
    return [first, Real(_newton(function, order, left.union(right))), last]


def _split(function: Smooth, order: int, left: arb, right: arb) -> arb:
    for share in _SPLITS:
        middle = (left + (right - left) * share).mid()
        if sign(function.at(middle, order)):
            break
    return middle


def _newton(function: Smooth, order: int, cell: arb) -> arb:
    """The only root in a cell on which the function is strictly monotone, narrowly enclosed."""
    for _ in range(100):
        middle = cell.mid()
        step = function.at(middle, order) / function.at(cell, order + 1)
        if not step.is_finite():
            half = cell.lower().union(middle), middle.union(cell.upper())
            value, end = function.at(middle, order), function.at(cell.lower(), order)
            if not sign(value):
                return cell
            narrower = half[0] if sign(value) != sign(end) else half[1]
        else:
            narrower = cell.intersection(middle - step)
        if not narrower.rad() < cell.rad() * 0.9:
            return narrower
        cell = narrower
    return cell
