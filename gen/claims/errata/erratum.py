"""An erratum: a statement that is often printed, shown to fail, and the right one, shown to hold.

Both claims of an erratum look at one observation. Neither can be true for want of a test: of the
observation two changes are kept too. One makes the printed statement true, and must be rejected by
the first claim; the other makes the right statement a little false, and must be rejected by the
second.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar, cast

import numpy as np
from sympy import Abs, Expr, Piecewise, Rational

from gen import balls, oracle
from gen.activation import Activation, x
from gen.claims import Claim
from gen.claims.functions import at as exactly_at
from gen.claims.functions import entry as entry_of
from gen.derivation.differentiation import differentiate
from gen.derivation.zero import is_zero
from gen.lookups import remembered
from gen.primitives import elementary

T = TypeVar("T")

Numbers = tuple[float, ...]
Form = Callable[..., Expr]
"""A formula as a function of x and of the entry's parameters, by their names."""

MARGIN = 1e-3
"""A printed formula fails where it misses torch by more than this."""
ROUNDING = 1e-6
"""No right formula misses torch's float64 by more: some of torch's constants are float32."""


@dataclass(frozen=True, kw_only=True)
class Erratum(Generic[T]):
    """A mistake in print, with what one sees when one looks."""

    id: str
    """Permanent name: the anchor of its section, and the stem of its two claims."""
    printed: str
    """The sentence that contradicts the printed statement, with `{value}`."""
    right: str
    """The sentence that says what is right, with `{value}`."""
    observe: Callable[[], T]
    """What one sees."""
    as_printed: Callable[[T], T]
    """What one sees, changed no more than makes the printed statement true."""
    nearly_right: Callable[[T], T]
    """What one sees, changed a little, so that the right statement is false."""
    fails: Callable[[T], bool]
    """Whether what one sees contradicts the printed statement."""
    holds: Callable[[T], bool]
    """Whether what one sees is as the right statement says."""
    show_failure: Callable[[T], str]
    show_right: Callable[[T], str]
    note: str
    """How it is computed."""

    @property
    def claims(self) -> tuple[Claim[T], Claim[T]]:
        """The claim that the printed statement fails, and the claim that the right one holds.

        They share one observation, made when the first of them is asked.
        """
        observe = remembered(self.observe)
        return (
            Claim(
                id=f"{self.id}-fails",
                sentence=self.printed,
                value=observe,
                holds=self.fails,
                display=self.show_failure,
                note=self.note,
            ),
            Claim(
                id=f"{self.id}-holds",
                sentence=self.right,
                value=observe,
                holds=self.holds,
                display=self.show_right,
                note=self.note,
            ),
        )


@dataclass(frozen=True)
class Comparison:
    """Printed formulas, the right one and torch, at the same points."""

    slug: str
    """The function that they are formulas for, or for whose derivative."""
    points: Numbers
    parameters: Mapping[str, float]
    """The numbers of the parameters, by their names."""
    printed: tuple[Numbers, ...]
    right: Numbers
    torch: Numbers
    proved: bool
    """Whether the right formula is proved equal to the one that follows from the definition."""


def misprint(
    id: str,  # noqa: A002 (the name of the field of Claim)
    *,
    slug: str,
    printed: Form | tuple[Form, ...],
    at: Sequence[float],
    words: str,
    order: int = 0,
    right: Form | None = None,
    parameters: Mapping[str, str] | None = None,
) -> Erratum[Comparison]:
    """The erratum of a formula for a function of torch (order 0) or its derivative (order 1).

    `words` name the printed formula. It fails where each reading of it misses torch by more than
    `MARGIN` at every point. The right formula holds where it is proved equal to the definition, or
    to its derivative, and agrees with torch at every point.
    """
    readings = printed if isinstance(printed, tuple) else (printed,)

    def observe() -> Comparison:
        entry = entry_of(slug)
        values = {p.symbol.name: p.exact for p in entry.parameters}
        values |= {name: Rational(value) for name, value in (parameters or {}).items()}
        symbols = {p.symbol.name: p.symbol for p in entry.parameters}
        derived = entry.expression if order == 0 else differentiate(entry.expression, x)
        form = derived if right is None else right(x, **symbols)
        # By another route than the named functions' own rules.
        other = elementary(entry.expression)
        other = other if order == 0 else differentiate(other, x)

        def value(expression: Expr, point: float) -> float:
            at_values = expression.subs({symbols[name]: v for name, v in values.items()})
            return balls.midpoint(balls.compile_expression(at_values)({x: balls.ball(point)}))

        numbers = {name: float(v) for name, v in values.items()}
        return Comparison(
            slug=slug,
            points=tuple(at),
            parameters=numbers,
            printed=tuple(
                tuple(value(reading(x, **symbols), point) for point in at) for reading in readings
            ),
            right=tuple(value(form, point) for point in at),
            torch=_torch(entry, numbers, at, order),
            proved=all(
                is_zero(_branch(form, point, values) - _branch(other, point, values), expected=True)
                for point in at
            ),
        )

    quantity = "value" if order == 0 else "gradient"
    return Erratum(
        id=id,
        printed=f"At {plain(at[0])} {words} gives {{value}}.",
        right=f"At {plain(at[0])} the right formula gives {{value}}, as torch does.",
        observe=observe,
        as_printed=lambda seen: replace(seen, printed=(*seen.printed[1:], seen.torch)),
        nearly_right=lambda seen: replace(
            seen, right=tuple(number + 2 * ROUNDING for number in seen.right)
        ),
        fails=lambda seen: all(_far(reading, seen.torch) for reading in seen.printed),
        holds=lambda seen: seen.proved and _near(seen.right, seen.torch),
        show_failure=lambda seen: (
            " or ".join(decimal(reading[0]) for reading in seen.printed)
            + f", where torch's {quantity} is {decimal(seen.torch[0])}"
        ),
        show_right=lambda seen: decimal(seen.right[0]),
        note=(
            f"Both formulas in ball arithmetic, torch in float64, at {', '.join(map(plain, at))}"
            + "".join(f", {name} = {value}" for name, value in (parameters or {}).items())
            + ". The right one is also proved equal to what follows from the definition."
        ),
    )


def truth(slug: str, point: float, order: int = 0) -> float:
    """The float64 nearest to f (or f', f'') at a float, by ball arithmetic."""
    return exactly_at(slug, Rational(point), order)


def decimal(value: float) -> str:
    """A number with four significant digits, such as 0.25 or −1.264 or 4.14 × 10⁻⁸."""
    if value != value:  # noqa: PLR0124 (the test for nan)
        return "nan"
    if value == float("inf") or value == float("-inf"):
        return "∞" if value > 0 else "−∞"
    text = f"{value:.4g}"
    digits, _, exponent = text.partition("e")
    if exponent:
        power = str(int(exponent)).translate(str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"))
        digits += f"\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}10{power}"
    return digits.replace("-", "−")


def plain(value: float) -> str:
    """A point as it is written in a sentence."""
    return f"{value:g}".replace("-", "−")


def row(values: Sequence[float]) -> str:
    """Numbers in parentheses."""
    return f"({', '.join(map(decimal, values))})"


def _torch(
    entry: Activation, parameters: Mapping[str, float], at: Sequence[float], order: int
) -> Numbers:
    points = np.array(at, dtype=np.float64)[:, None]
    outcome = oracle.at_points(oracle.function(entry, parameters), ("x",), points, oracle.PATHS[0])
    return tuple(map(float, outcome.derivatives[("x",) if order else ()]))


def _branch(expression: Expr, point: float, values: Mapping[str, Rational]) -> Expr:
    """The expression on the branch of each Piecewise and Abs to which a point belongs."""
    numbers: dict[Any, Any] = {s: values[s.name] for s in expression.free_symbols if s != x}
    numbers[x] = Rational(point)

    def chosen(*branches: Any) -> Expr:
        return next(value for value, test in branches if bool(test.subs(numbers)))

    without = expression.replace(Abs, lambda u: u if u.subs(numbers) >= 0 else -u)
    return cast(Expr, without.replace(Piecewise, chosen))


def _far(one: Numbers, other: Numbers) -> bool:
    return all(not abs(a - b) <= MARGIN for a, b in zip(one, other, strict=True))


def _near(one: Numbers, other: Numbers) -> bool:
    return all(abs(a - b) <= ROUNDING for a, b in zip(one, other, strict=True))
