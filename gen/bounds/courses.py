"""What is known of f, f - x and the derivatives along the line: signs, roots, limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sympy import Expr

from gen.bounds.reals import Real, exactly
from gen.bounds.signs import Segment
from gen.bounds.taylor import Smooth

ORDERS: Mapping[str, int] = {"f": 0, "f - x": 0, "f'": 1, "f''": 2, "f'''": 3}
"""What is followed along the line, with the order of the derivative."""
REACH = 10
"""R, where nothing is proved beyond a bound: what is said then holds on [-R, R]."""
LINE = "R"
"""The scope of what holds on the whole line."""


@dataclass(frozen=True, eq=False)
class Piece:
    """A smooth piece of a function."""

    function: Smooth
    low: Real
    high: Real
    inside: tuple[bool, bool] = (False, False)
    """Whether each end is a point like any other, and not a breakpoint or an infinity."""
    limits: tuple[tuple[Real, ...], tuple[Real, ...]] = ((), ())
    """Where it is not: the limits of f, f' and f'' there, as far as anything asks for them."""
    _known: dict[tuple[int, int], Real] = field(default_factory=dict)

    @property
    def ends(self) -> tuple[Real, Real]:
        """Both ends."""
        return self.low, self.high

    def value(self, order: int, at: Real) -> Real:
        """A derivative at a point of the piece, or its limit at an end.

        The same object each time, so that values at a shared point are known to be equal.
        """
        for place, end in enumerate(self.ends):
            if at is end and not self.inside[place]:
                return self.limits[place][order]
        if (order, id(at)) not in self._known:
            self._known[order, id(at)] = self._value(order, at)
        return self._known[order, id(at)]

    def _value(self, order: int, at: Real) -> Real:
        if at.exact is None:
            return Real(self.function.at(at.ball, order))
        return exactly(self.function.derivative(order).subs(self.function.variable, at.exact))


@dataclass(frozen=True)
class Course:
    """The signs of one of ORDERS, on the line, on a period, or on a bounded interval."""

    parts: tuple[tuple[Piece, tuple[Segment, ...]], ...]
    """Each piece with its segments, from left to right."""
    scope: str = LINE
    period: Expr | None = None


@dataclass(frozen=True)
class Breakpoint:
    """A breakpoint with the values there."""

    point: Real
    jump: bool
    """Whether f jumps there."""
    values: Mapping[str, Real | None]
    """The value of each of f, f - x, f' and f''; None where it has none."""


@dataclass(frozen=True)
class Line:
    """All that is followed along the line."""

    courses: Mapping[str, Course]
    breakpoints: tuple[Breakpoint, ...] = ()
    unbounded: frozenset[int] = frozenset()
    """The orders of the derivatives that are bounded neither above nor below."""
    slope: int = 0
    """For a function that swings about a straight line: the sign of the slope of that line."""
    notes: tuple[str, ...] = ()
    """Why something holds on a bounded interval alone."""
