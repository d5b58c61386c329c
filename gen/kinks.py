"""What a slope returned at a kink amounts to, and whether torch's written rule allows it.

The rule stands in torch's notes on autograd, "Gradients for non-differentiable functions": where a
function is convex, at least locally, the subgradient of minimum norm; where it is concave, the
supergradient of minimum norm; elsewhere a limit of the derivative, any of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import isclose
from typing import Any

from sympy import Expr, Symbol

from gen.derivation import Breakpoint, Derivation, defaults
from gen.derivation.line import HIGHEST_ORDER
from gen.derivation.pieces import Pieces
from gen.derivation.zero import is_zero
from gen.errors import Problem

LEFT, RIGHT, MEAN = "left slope", "right slope", "mean"
SUBGRADIENT, SUPERGRADIENT = "minimum-norm subgradient", "minimum-norm supergradient"
OTHER = "other"

_CLOSE = 1e-12
"""Two slopes this close, relative to their size, are the same: torch rounds, we do not."""


class KinkError(Problem):
    """A slope at a kink that is not the one on the page; its text is one line."""


@dataclass(frozen=True)
class Kink:
    """A point at which f or f' jumps at the defaults, and the slope that a program returns there.

    Numbers at the defaults.
    """

    point: float
    jumps: bool
    """Whether f itself jumps."""
    left: float
    """The slope on the left: the limit of f' from there."""
    right: float
    returned: float
    shape: str | None
    """"convex" or "concave" where f is one of them around the point, None where it is neither."""

    @property
    def conventions(self) -> tuple[str, ...]:
        """All that the returned slope amounts to; `OTHER` alone where it is nothing of note."""
        return conventions(self.left, self.right, self.returned, self.shape)

    @property
    def allowed(self) -> tuple[float, ...]:
        """The slopes that torch's rule allows."""
        if self.shape:
            return (least_norm(self.left, self.right),)
        return (self.left, self.right)

    @property
    def keeps_rule(self) -> bool:
        """Whether the returned slope is one of those."""
        return any(_same(self.returned, slope) for slope in self.allowed)

    def record(self) -> dict[str, Any]:
        """The findings for the record of an activation."""
        return {
            "shape": self.shape,
            "conventions": list(self.conventions),
            "allowed": list(self.allowed),
            "kept": self.keeps_rule,
        }


def kinks(derivation: Derivation, slopes: tuple[float, ...]) -> tuple[Kink | None, ...]:
    """For each breakpoint of a scalar function its kink, None where f' does not jump.

    slopes: what torch, or the printed code, returns at each breakpoint at the defaults.

    Raises KinkError for a slope that is not that of the branch at the point, which pages print.
    """
    return tuple(
        _kink(derivation, index, point, slope) if _breaks(point) else None
        for index, (point, slope) in enumerate(zip(derivation.breakpoints, slopes, strict=True))
    )


def conventions(left: float, right: float, returned: float, shape: str | None) -> tuple[str, ...]:
    """What a slope returned between two one-sided ones amounts to; several may hold.

    The mean of two equal slopes, and their least norm, would say nothing: then they are left out.
    """
    names = {LEFT: left, RIGHT: right}
    if not _same(left, right):
        names[MEAN] = (left + right) / 2
    if shape:
        least = SUBGRADIENT if shape == "convex" else SUPERGRADIENT
        names[least] = least_norm(left, right)
    return tuple(name for name, slope in names.items() if _same(returned, slope)) or (OTHER,)


def least_norm(left: float, right: float) -> float:
    """The number nearest to 0 between two slopes, both included."""
    return min(max(min(left, right), 0.0), max(left, right))


def _breaks(point: Breakpoint) -> bool:
    return point.order is not None and point.order <= 1


def _kink(derivation: Derivation, index: int, point: Breakpoint, slope: float) -> Kink:
    at_defaults = defaults(derivation.entry)
    left, branch, right = (float(side.subs(at_defaults)) for side in point.sides[1])
    where = float(point.point.subs(at_defaults))
    if not _same(slope, branch):
        raise KinkError(
            f"at the kink x = {where!r} the slope returned is {slope!r} and that of the branch is "
            f"{branch!r}; the strictness of the condition, or a deviation, has to say so"
        )
    assert derivation.pieces is not None
    around = None if point.order == 0 else shape_around(derivation.pieces, index, at_defaults)
    return Kink(where, point.order == 0, left, right, slope, around)


def shape_around(pieces: Pieces, index: int, values: Mapping[Symbol, Expr]) -> str | None:
    """The word for f around a breakpoint where it is continuous: None if it is neither.

    It is "convex" if its slope falls neither at the point nor close to it, and "concave" if its
    slope rises nowhere there.
    """
    slope = replace(
        pieces.map(lambda piece: piece.subs(values)),
        breakpoints=tuple(point.subs(values) for point in pieces.breakpoints),
    ).derivative()
    left, _, right = slope.sides(index)
    trends = {_trend(slope, index, 0), _sign(right - left), _trend(slope, index, 2)} - {0}
    if trends == {1}:
        return "convex"
    return "concave" if trends == {-1} else None


def _trend(slope: Pieces, index: int, side: int) -> int:
    """1 where a slope rises with x close to a breakpoint, -1 where it falls, 0 where it is level.

    side: 0 for the left, 2 for the right, as in `Pieces.sides`.
    """
    form = slope
    for order in range(1, HIGHEST_ORDER + 1):
        form = form.derivative()
        if is_zero(form.between[index + side // 2]):
            return 0
        # The lowest derivative that is not 0 at the point decides what happens beside it.
        if found := _sign(form.sides(index)[side]):
            return found if side or order % 2 else -found
    raise KinkError(f"no derivative up to order {HIGHEST_ORDER} tells how f bends at its kink")


def _sign(number: Expr) -> int:
    if is_zero(number):
        return 0
    return 1 if float(number) > 0 else -1


def _same(one: float, other: float) -> bool:
    return isclose(one, other, rel_tol=_CLOSE, abs_tol=_CLOSE)
