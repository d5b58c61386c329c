"""The functions of the catalog, for claims and figures: derivations, and values at exact points.

Claims and the figures of articles know entries from here alone. So the build can tell at which they
have looked, and does them again when one of those has changed.
"""

from __future__ import annotations

from functools import cache

from sympy import Expr, Symbol, sympify

from gen import catalog, derivation
from gen.activation import Activation, x
from gen.balls import Ball, ball, compile_expression, midpoint
from gen.claims import ClaimError
from gen.derivation.pieces import Pieces
from gen.lookups import IN_TORCH, in_torch, look_at, remembered


@cache
def _definitions() -> dict[str, catalog.Definition]:
    return {one.slug: one for one in catalog.definitions()}


def slugs_in_torch() -> list[str]:
    """The slugs of the entries that torch has, sorted."""
    look_at({IN_TORCH})
    return in_torch({slug: one.text for slug, one in _definitions().items()})


@remembered
def entry(slug: str) -> Activation:
    """The entry with a slug.

    Raises ClaimError for a slug that no entry has.
    """
    look_at({slug})
    if slug not in _definitions():
        raise ClaimError(
            f"gen/catalog/: no entry has the slug {slug!r}, at which a claim or a figure looks; "
            f"find it with: grep -rn {slug} gen/claims gen/figures"
        )
    return catalog.load(_definitions()[slug])


def symbol(slug: str, name: str) -> Symbol:
    """The symbol of an entry's parameter.

    Raises ClaimError for one that it has not.
    """
    symbols = {p.symbol.name: p.symbol for p in entry(slug).parameters}
    if name not in symbols:
        raise ClaimError(f"gen/claims/: {slug} has no parameter {name!r}; mend what asks for it")
    return symbols[name]


@remembered
def derived(slug: str) -> derivation.Derivation:
    """What follows from the definition of the entry with a slug, but for limits and parity."""
    return derivation.forms(entry(slug))


def pieces(slug: str) -> Pieces:
    """A scalar function cut at its breakpoints."""
    found = derived(slug).pieces
    assert found is not None, f"{slug} is no scalar function"
    return found


def expression(slug: str, order: int = 0) -> Expr:
    """A scalar function of x, or its derivative of order 1 or 2, as printed, at the defaults.

    At a breakpoint where the derivative does not exist it has the value of the branch there.
    """
    printed = derived(slug).printed
    form = (printed.f, *printed.first.values(), *printed.second.values())[order]
    return form.subs(derivation.defaults(entry(slug)))


def at(slug: str, point: Expr | float | str, order: int = 0) -> float:
    """The float64 nearest to f, f' or f'' at an exact point, by ball arithmetic.

    point: a SymPy number, a float taken as it is, or a decimal such as "0.1".
    """
    if isinstance(point, float):
        exact = ball(point)
    else:
        exact = compile_expression(sympify(point, rational=isinstance(point, str)))({})
    return midpoint(_ball(slug, order)({x: exact}))


@remembered
def _ball(slug: str, order: int) -> Ball:
    return compile_expression(expression(slug, order))
