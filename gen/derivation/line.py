"""Facts along the real line: breakpoints with their jumps, limits at both ends, parity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import AccumBounds, Expr, Symbol, exp, expand, oo, sign, tanh, together

from gen.derivation.pieces import Pieces, PiecesError, one_sided
from gen.derivation.zero import is_zero
from gen.primitives import elementary

HIGHEST_ORDER = 8
"""The highest derivative that is searched for a jump at a breakpoint."""


@dataclass(frozen=True)
class End:
    """What a function does at one end of the line."""

    limit: Expr | None
    """Its limit; None where it oscillates."""
    at_defaults: bool = False
    """Whether the limit is that at the defaults, because in general it depends on a sign."""


Limits = tuple[End, End]
"""What a function does at minus and plus infinity."""


@dataclass(frozen=True)
class Breakpoint:
    """A point at which f or one of its derivatives jumps."""

    point: Expr
    """Where it is; may contain parameters."""
    order: int | None
    """The lowest derivative that jumps at the defaults (0 for f itself); None if none does."""
    general_order: int
    """The lowest derivative that jumps for parameters in general."""
    sides: tuple[tuple[Expr, Expr, Expr], ...]
    """For f, f' and f'': limit from the left, value by the branch at the point, limit from the
    right."""


def breakpoints(pieces: Pieces, at_defaults: Mapping[Symbol, Expr]) -> tuple[Breakpoint, ...]:
    """The breakpoints of a function, from left to right.

    Raises PiecesError for a breakpoint at which nothing jumps: two branches that should be one.
    """
    derivatives = [pieces]
    found = []
    for index, point in enumerate(pieces.breakpoints):
        general = _lowest_jump(derivatives, index, {})
        if general is None:
            raise PiecesError(
                f"no derivative up to order {HIGHEST_ORDER} jumps at the breakpoint "
                f"{pieces.variable} = {point}; write the two branches as one"
            )
        special = _lowest_jump(derivatives, index, at_defaults)
        sides = tuple(_of_order(derivatives, order).sides(index) for order in range(3))
        found.append(Breakpoint(point, special, general, sides))
    return tuple(found)


def _of_order(derivatives: list[Pieces], order: int) -> Pieces:
    """The derivative of an order; the list grows by those that nobody has asked for yet."""
    while len(derivatives) <= order:
        derivatives.append(derivatives[-1].derivative())
    return derivatives[order]


def _lowest_jump(
    derivatives: list[Pieces], index: int, values: Mapping[Symbol, Expr]
) -> int | None:
    for order in range(HIGHEST_ORDER + 1):
        left, value, right = _of_order(derivatives, order).sides(index)
        if not (is_zero((right - left).subs(values)) and is_zero((value - left).subs(values))):
            return order
    return None


def limits(pieces: Pieces, at_defaults: Mapping[Symbol, Expr]) -> dict[str, Limits]:
    """The limits of f and f' at minus and plus infinity.

    In the parameters where no case distinction is needed, otherwise at their defaults.
    """

    def at_end(piece: Expr, end: Expr) -> End:
        try:
            value = limit_at_infinity(piece, pieces.variable, end)
            by_cases = value.has(sign) or (value.has(oo, -oo) and value.free_symbols)
        except NotImplementedError:  # SymPy's way to say that it depends on the sign of a symbol
            by_cases = True
        if by_cases:
            value = limit_at_infinity(piece.subs(at_defaults), pieces.variable, end)
        if value.has(AccumBounds):
            return End(None)
        return End(expand(value), at_defaults=bool(by_cases))

    return {
        name: (at_end(form.between[0], -oo), at_end(form.between[-1], oo))
        for name, form in (("f", pieces), ("df", pieces.derivative()))
    }


def limit_at_infinity(piece: Expr, x: Symbol, end: Expr) -> Expr:
    """The limit of a smooth expression at minus or plus infinity."""
    # Over a common denominator: SymPy 1.14 gives 0 for SiLU' at oo as it stands.
    form = together(elementary(piece).rewrite(tanh, exp))
    return one_sided(form, x, end, "+" if end == -oo else "-")


def parity(pieces: Pieces) -> str | None:
    """The word "even" or "odd" where that is proved on every piece, otherwise None."""
    x, count = pieces.variable, len(pieces.breakpoints)
    mirror = list(zip(pieces.breakpoints, reversed(pieces.breakpoints), strict=True))
    if any(not is_zero(point + image) for point, image in mirror):
        return None
    values = [pieces.sides(index)[1] for index in range(count)]
    mirrored = [piece.subs(x, -x) for piece in reversed(pieces.between)]
    pairs = [
        *zip(mirrored, pieces.between, strict=True),
        *zip(reversed(values), values, strict=True),
    ]
    for name, factor in (("even", 1), ("odd", -1)):
        if all(is_zero(p - factor * q) for p, q in pairs):
            return name
    return None
