"""A function of one variable cut at its breakpoints, so that no limit meets a Piecewise.

SymPy's `limit` and `diff` take the wrong branch of a Piecewise without a warning. Everything that
depends on the side of a breakpoint is therefore computed from the smooth pieces between them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from sympy import (
    Abs,
    Expr,
    Piecewise,
    S,
    Symbol,
    limit,
    oo,
    piecewise_fold,
    solveset,
)
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from gen.activation import Activation
from gen.derivation.zero import is_zero
from gen.errors import Problem
from gen.primitives import elementary

Branches = Sequence[tuple[Expr, Boolean]]
"""The branches of a Piecewise: an expression and its condition each."""


class PiecesError(Problem):
    """An expression that cannot be cut into pieces; its text is one line."""


@dataclass(frozen=True)
class Pieces:
    """A piecewise function: smooth expressions between breakpoints, and those at them."""

    variable: Symbol
    """The variable of the function."""
    breakpoints: tuple[Expr, ...]
    """The breakpoints from left to right; they may contain parameters."""
    between: tuple[Expr, ...]
    """The expressions on the open intervals, one more than there are breakpoints."""
    at: tuple[Expr, ...]
    """The branch that contains each breakpoint, as an expression in the variable."""

    defined: tuple[bool, ...]
    """Whether the function has a value at each breakpoint: a derivative has none where it or the
    function jumps. `at` then holds what a program returns there, a convention."""

    def map(self, change: Callable[[Expr], Expr]) -> Pieces:
        """The pieces with `change` applied to each expression."""
        return replace(
            self,
            between=tuple(change(piece) for piece in self.between),
            at=tuple(change(piece) for piece in self.at),
        )

    def at_values(self, values: Mapping[Symbol, Expr]) -> Pieces:
        """The pieces with values for parameters."""
        points = tuple(point.subs(values) for point in self.breakpoints)
        return replace(self.map(lambda piece: piece.subs(values)), breakpoints=points)

    def derivative(self, by: Symbol | None = None) -> Pieces:
        """The derivative by the variable, or by a parameter, of each piece."""
        symbol = by or self.variable
        result = self.map(lambda piece: piece.diff(symbol))
        # A breakpoint that moves with the symbol passes its jump on to the derivative.
        moves = [by is None or point.has(symbol) for point in self.breakpoints]
        defined = (
            self.defined[index] and result.joins(index) and (self.joins(index) or not moves[index])
            for index in range(len(self.breakpoints))
        )
        return replace(result, defined=tuple(defined))

    def joins(self, index: int) -> bool:
        """Whether the function is continuous at a breakpoint."""
        left, value, right = self.sides(index)
        return is_zero(right - left) and is_zero(value - left)

    def sides(self, index: int) -> tuple[Expr, Expr, Expr]:
        """At a breakpoint: limit from the left, value of the branch there, limit from the right."""
        point = self.breakpoints[index]
        return (
            one_sided(self.between[index], self.variable, point, "-"),
            elementary(self.at[index].subs(self.variable, point)),
            one_sided(self.between[index + 1], self.variable, point, "+"),
        )


def defaults(entry: Activation) -> dict[Symbol, Expr]:
    """The exact default of each parameter of an entry."""
    return {p.symbol: p.exact for p in entry.parameters}


def cut(
    expression: Expr,
    variable: Symbol,
    sample: Mapping[Symbol, Expr],
    breakpoints: tuple[Expr, ...] | None = None,
) -> Pieces:
    """The pieces of an expression, between its own breakpoints or those that are given.

    `sample` gives a value to each parameter: with it the breakpoints are put in order and each
    branch is chosen, the pieces themselves keep the symbols. Raises PiecesError when a condition
    has no isolated boundary.
    """
    folded = piecewise_fold(expression.replace(Abs, _abs))
    if folded.has(Piecewise) and not isinstance(folded, Piecewise):
        raise PiecesError(f"{expression} does not fold into one Piecewise")
    branches = folded.args if isinstance(folded, Piecewise) else ((folded, S.true),)
    points = _breakpoints(branches, variable, sample) if breakpoints is None else breakpoints
    if not points:
        if len(branches) > 1:
            raise PiecesError(f"{expression} is a Piecewise without a breakpoint in {variable}")
        return Pieces(variable, (), (branches[0][0],), (), ())
    numeric = [point.subs(sample) for point in points]
    middles = [
        numeric[0] - 1,
        *((left + right) / 2 for left, right in pairwise(numeric)),
        numeric[-1] + 1,
    ]
    return Pieces(
        variable,
        tuple(points),
        tuple(_branch(branches, variable, point, sample) for point in middles),
        tuple(_branch(branches, variable, point, sample) for point in numeric),
        (True,) * len(points),
    )


def one_sided(piece: Expr, variable: Symbol, point: Expr, side: str) -> Expr:
    """The limit of a smooth expression at a point from one side."""
    if point not in (oo, -oo):
        value = elementary(piece.subs(variable, point))
        if not value.has(S.NaN, S.ComplexInfinity, oo, -oo):
            return value
    return limit(piece, variable, point, side)


def _abs(argument: Expr) -> Expr:
    return Piecewise((argument, argument >= 0), (-argument, True))


def _breakpoints(
    branches: Branches, variable: Symbol, sample: Mapping[Symbol, Expr]
) -> tuple[Expr, ...]:
    boundaries: set[Expr] = set()
    for _, condition in branches:
        for relation in condition.atoms(Relational):
            boundaries |= _boundaries(relation, variable)
    return tuple(sorted(boundaries, key=lambda point: point.subs(sample)))


def _boundaries(relation: Relational, variable: Symbol) -> set[Expr]:
    roots = solveset(relation.lhs - relation.rhs, variable, S.Reals)
    # A symbolic root comes back as Intersection({root}, Reals) where SymPy cannot tell it is real.
    finite = roots.args[0] if roots.is_Intersection else roots
    candidates = [finite, *roots.args] if roots.is_Intersection else [roots]
    for candidate in candidates:
        if candidate.is_FiniteSet:
            return set(candidate.args)
    raise PiecesError(f"the condition {relation} has no isolated boundary in {variable}")


def _branch(
    branches: Branches, variable: Symbol, point: Expr, sample: Mapping[Symbol, Expr]
) -> Expr:
    for expression, condition in branches:
        verdict: Boolean = condition.subs(sample).subs(variable, point)
        if verdict == S.true:
            return expression
    raise PiecesError(f"no branch of {branches} holds at {variable} = {point}")
