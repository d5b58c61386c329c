"""The small networks of the article, each defined once, for its claims and for its figures.

Every function takes exact numbers (fractions, SymPy expressions) as well as NumPy arrays.
"""

from __future__ import annotations

from typing import Any, TypeAlias

Number: TypeAlias = Any
"""A fraction, a SymPy expression or an array; SymPy has no types to say so with."""

CORNERS = ((0, 0), (0, 1), (1, 0), (1, 1))
"""The inputs of XOR, in the order in which the article lists its outputs."""

XOR = (0, 1, 1, 0)
"""The outputs of XOR at the corners."""


def relu(x: Number) -> Number:
    """The positive part, written so that fractions, symbols and arrays all take it."""
    return (x + abs(x)) / 2


def step(x: Number) -> Number:
    """The Heaviside step with H(0) = 1, of a fraction or an array."""
    return (x >= 0) * (x**0)


def xor_from_relus(x1: Number, x2: Number) -> Number:
    """XOR on the corners, from two hidden ReLU units."""
    return relu(x1 + x2) - 2 * relu(x1 + x2 - 1)


def xor_from_steps(x1: Number, x2: Number) -> Number:
    """XOR on the corners, from two hidden step units."""
    return step(2 * x1 + 2 * x2 - 1) - step(2 * x1 + 2 * x2 - 3)


def square_from_relus(x: Number, n: int) -> Number:
    """The n ReLU units that agree with x squared at 0, 1/n, 2/n, ..., 1."""
    total = relu(n * x)
    for k in range(1, n):
        total = total + 2 * relu(n * x - k)
    return total / n**2


def tent(x: Number) -> Number:
    """Two ReLU units that go up from 0 to 1 and down again on [0, 1]."""
    return 2 * relu(x) - 2 * relu(2 * x - 1)
