"""Facts along the real line: breakpoints with their jumps, limits at both ends, parity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import AccumBounds, Expr, Symbol, expand, oo, sign

from gen.derivation.pieces import Pieces, PiecesError, one_sided
from gen.derivation.zero import is_zero
from gen.primitives import elementary

HIGHEST_ORDER = 8
"""The highest derivative that is searched for a jump at a breakpoint."""


Limits = tuple[Expr | None, Expr | None]
"""The limits at minus and plus infinity; None where there is none."""


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
    for _ in range(HIGHEST_ORDER):
        derivatives.append(derivatives[-1].derivative())
    found = []
    for index, point in enumerate(pieces.breakpoints):
        sides = tuple(form.sides(index) for form in derivatives)
        general = _lowest_jump(sides, {})
        if general is None:
            raise PiecesError(
                f"no derivative up to order {HIGHEST_ORDER} jumps at the breakpoint "
                f"{pieces.variable} = {point}; write the two branches as one"
            )
        found.append(Breakpoint(point, _lowest_jump(sides, at_defaults), general, sides[:3]))
    return tuple(found)


def limits(pieces: Pieces, at_defaults: Mapping[Symbol, Expr]) -> dict[str, Limits]:
    """The limits of f and f' at minus and plus infinity.

    In the parameters where no case distinction is needed, otherwise at their defaults; None where
    the function oscillates.
    """

    def at_end(piece: Expr, end: Expr, side: str) -> Expr | None:
        value = one_sided(elementary(piece), pieces.variable, end, side)
        if value.has(AccumBounds):
            return None
        needs_cases = value.has(sign) or (value.has(oo, -oo) and value.free_symbols)
        return value.subs(at_defaults) if needs_cases else expand(value)

    return {
        name: (at_end(form.between[0], -oo, "+"), at_end(form.between[-1], oo, "-"))
        for name, form in (("f", pieces), ("df", pieces.derivative()))
    }


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


def _lowest_jump(
    sides: tuple[tuple[Expr, Expr, Expr], ...], values: Mapping[Symbol, Expr]
) -> int | None:
    for order, (left, value, right) in enumerate(sides):
        if not (is_zero((right - left).subs(values)) and is_zero((value - left).subs(values))):
            return order
    return None
