"""XOR: what no affine map does, and what two hidden units do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

import sympy

from gen.claims import Claim
from gen.claims.networks import CORNERS, XOR, xor_from_relus, xor_from_steps


def _affine_second_difference() -> sympy.Expr:
    """f(0, 0) + f(1, 1) - f(0, 1) - f(1, 0) for an affine f with any weights and bias."""
    w1, w2, b = sympy.symbols("w1 w2 b")
    f00, f01, f10, f11 = (w1 * x1 + w2 * x2 + b for x1, x2 in CORNERS)
    return sympy.expand(f00 + f11 - f01 - f10)


def _best_line() -> int:
    """The most corners of XOR that one line puts on the right side, among many lines.

    The lines reach each way in which a line can part the corners; that no line gets all four
    follows from `_affine_second_difference`.
    """
    quarters = [Fraction(q, 4) for q in range(-8, 9)]
    return max(
        sum(
            (w1 * x1 + w2 * x2 > threshold) == bool(label)
            for (x1, x2), label in zip(CORNERS, XOR, strict=True)
        )
        for w1, w2, threshold in product((-1, 0, 1), (-1, 0, 1), quarters)
    )


def _least_squares() -> tuple[sympy.Rational, ...]:
    """The values at the four corners of the affine map that fits XOR best by least squares."""
    design = sympy.Matrix([[x1, x2, 1] for x1, x2 in CORNERS])
    solution = (design.T * design).LUsolve(design.T * sympy.Matrix(XOR))
    return tuple(design * solution)


def _on_corners(network: Callable[[Fraction, Fraction], Fraction]) -> tuple[Fraction, ...]:
    return tuple(network(Fraction(x1), Fraction(x2)) for x1, x2 in CORNERS)


def _listed(values: Sequence[Fraction]) -> str:
    return ", ".join(map(str, values))


XOR_CLAIMS: tuple[Claim[Any], ...] = (
    Claim(
        id="xor-affine-sum",
        sentence="For every affine f, f(0,0) + f(1,1) − f(0,1) − f(1,0) = {value}.",
        value=_affine_second_difference,
        holds=lambda rest: rest == 0,
        note="SymPy expands the sum with symbols for weights and bias.",
    ),
    Claim(
        id="xor-target-sum",
        sentence="For XOR, f(0,0) + f(1,1) − f(0,1) − f(1,0) = {value}.",
        value=lambda: XOR[0] + XOR[3] - XOR[1] - XOR[2],
        holds=lambda total: total == sum((-1) ** (x1 + x2) * (x1 ^ x2) for x1, x2 in CORNERS),
        display=lambda total: str(total).replace("-", "−"),
        note="From the truth table, and from exclusive or as Python has it.",
    ),
    Claim(
        id="xor-best-line",
        sentence="A line gets at most {value} of the four corners of XOR right.",
        value=_best_line,
        holds=lambda corners: corners == 3,
        note="The best of a grid of lines; that none gets four follows from xor-affine-sum.",
    ),
    Claim(
        id="xor-least-squares",
        sentence="The affine map that fits XOR best by least squares is {value} at each corner.",
        value=_least_squares,
        holds=lambda values: set(values) == {sympy.Rational(1, 2)},
        display=lambda values: str(values[0]),
        note="SymPy solves the normal equations exactly.",
    ),
    Claim(
        id="xor-two-relus",
        sentence="relu(x₁ + x₂) − 2 relu(x₁ + x₂ − 1) at the four corners is {value}.",
        value=lambda: _on_corners(xor_from_relus),
        holds=lambda values: values == XOR,
        display=_listed,
        note="Exact fractions, corners in the order (0,0), (0,1), (1,0), (1,1).",
    ),
    Claim(
        id="xor-two-steps",
        sentence="H(2x₁ + 2x₂ − 1) − H(2x₁ + 2x₂ − 3) at the four corners is {value}.",
        value=lambda: _on_corners(xor_from_steps),
        holds=lambda values: values == XOR,
        display=_listed,
        note="Exact fractions, corners in the order (0,0), (0,1), (1,0), (1,1).",
    ),
)
