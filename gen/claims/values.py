"""Values of the catalog's functions at floats, correctly rounded, without deriving their facts."""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Rational

from gen.activation import x
from gen.balls import Ball, ball, compile_expression, midpoint
from gen.claims.functions import entry
from gen.derivation.differentiation import differentiate
from gen.lookups import remembered


def value(slug: str, point: float, order: int = 0, **parameters: float) -> float:
    """The float64 nearest to f, or to a derivative of f away from its kinks, at a float.

    Parameters that are not given have their defaults.
    """
    return midpoint(_ball(slug, order, tuple(parameters.items()))({x: ball(point)}))


def values(slug: str, points: Iterable[float], order: int = 0, **parameters: float) -> list[float]:
    """The same at many points."""
    return [value(slug, float(point), order, **parameters) for point in points]


@remembered
def _ball(slug: str, order: int, parameters: tuple[tuple[str, float], ...]) -> Ball:
    one = entry(slug)
    given = {name: Rational(number) for name, number in parameters}
    exact = {p.symbol: given.get(p.symbol.name, p.exact) for p in one.parameters}
    form = one.expression.subs(exact)
    for _ in range(order):
        form = differentiate(form, x)
    return compile_expression(form)
