"""The kinks of a function of two numbers: the curve on which its two branches meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Expr, Piecewise, Symbol, solve
from sympy.core.relational import Relational

from gen.derivation.differentiation import Derivatives
from gen.derivation.pieces import PiecesError
from gen.derivation.zero import is_zero

Key = tuple[str, ...]


@dataclass(frozen=True)
class Curve:
    """Where the two branches of a function of two numbers meet."""

    condition: Relational
    """The condition of the first branch; the curve is where both sides are equal."""
    branches: Mapping[Key, tuple[Expr, Expr]]
    """For f under the empty key and each derivative: the two branches."""
    defined: Mapping[Key, bool]
    """For each of these, whether it has a value on the curve: no derivative has where it jumps."""

    @property
    def order(self) -> int:
        """The order of the lowest derivative that has no value on the curve."""
        return min(len(key) for key, defined in self.defined.items() if not defined)


def curve(printed: Derivatives) -> Curve | None:
    """The curve of kinks of a function of two numbers; None for a smooth one.

    Raises PiecesError for more than two branches, a condition that is not one comparison, or a
    curve across which nothing jumps.
    """
    if not printed.f.has(Piecewise):
        return None
    if not isinstance(printed.f, Piecewise) or len(printed.f.args) != 2:
        raise PiecesError(f"{printed.f}: two numbers allow one Piecewise of two branches")
    condition = printed.f.args[0][1]
    if not isinstance(condition, Relational):
        raise PiecesError(f"{printed.f}: the condition of the first branch is not one comparison")
    forms: dict[Key, Expr] = {(): printed.f, **printed.first, **printed.second}
    branches = {key: _branches(form, condition) for key, form in forms.items()}
    joins = {key: _join(pair, condition) for key, pair in branches.items()}
    # A derivative has a value on the curve where the form below it has one and its branches join.
    defined: dict[Key, bool] = {(): True}
    for key in sorted(forms, key=len)[1:]:
        below = joins[()] if len(key) == 1 else defined[key[:1]]
        defined[key] = below and joins[key]
    if all(joins.values()):
        raise PiecesError(f"{printed.f}: nothing jumps where the branches meet; write them as one")
    return Curve(condition, branches, defined)


def _branches(form: Expr, condition: Relational) -> tuple[Expr, Expr]:
    """The expressions of a form where the condition holds and where it does not."""
    if not isinstance(form, Piecewise):
        return form, form
    (one, first), (other, _) = form.args
    return (one, other) if first == condition else (other, one)


def _join(pair: tuple[Expr, Expr], condition: Relational) -> bool:
    """Whether both branches agree on the curve."""
    difference, gap = pair[0] - pair[1], condition.lhs - condition.rhs
    symbol: Symbol = sorted(gap.free_symbols, key=str)[-1]
    return all(is_zero(difference.subs(symbol, root)) for root in solve(gap, symbol))
