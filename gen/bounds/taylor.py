"""A smooth function with its derivatives, enclosed on cells by Taylor's theorem.

On a cell around m, f(m + h) is a polynomial in h with the Taylor coefficients at m, and a last term
whose coefficient is enclosed on the whole cell. Plain evaluation on a cell forgets that the inputs
of a difference are the same number; this form does not.
"""

from __future__ import annotations

from math import factorial

from flint import arb
from sympy import Expr, Symbol

from gen import balls
from gen.derivation.differentiation import differentiate_stably

LENGTH = 14
"""The number of coefficients; the last is that of the remainder."""


class Smooth:
    """A smooth function of one variable. To be used within `balls.series_arithmetic(LENGTH)`."""

    def __init__(self, expression: Expr, variable: Symbol) -> None:
        self.expression = expression
        self.variable = variable
        self._series = balls.compile_series(expression, variable)

    def at(self, point: arb, order: int = 0) -> arb:
        """A derivative at a point, or at all points of a ball."""
        return self._series(point, order + 1)[order] * factorial(order)

    def derivative(self, order: int) -> Expr:
        """A derivative as an expression."""
        expression = self.expression
        for _ in range(order):
            expression = differentiate_stably(expression, self.variable)
        return expression

    def on(self, cell: arb) -> Cell:
        """The function on a cell."""
        middle = cell.mid()
        thin = self._series(middle, LENGTH - 1)
        wide = self._series(cell, LENGTH)
        return Cell(thin + wide[-1:], balls.symmetric(cell - middle))


class Cell:
    """A function on a cell: Taylor coefficients at its middle, the last one on the whole of it."""

    def __init__(self, coefficients: list[arb], offset: arb) -> None:
        self._coefficients = coefficients
        self._offset = offset

    def derivative(self, order: int) -> arb:
        """An enclosure of a derivative on the cell."""
        total = balls.ball(0.0)
        for place in range(LENGTH - 1, order - 1, -1):
            falling = factorial(place) // factorial(place - order)
            total = total * self._offset + self._coefficients[place] * falling
        return total
