"""How far two float64 computations of the same number may lie apart, each bound with its reason.

A bound is relative to the number plus relative to the size of the inputs, because a kernel may
cancel terms as large as the input: torch computes GELU as x/2 (1 + erf(x/sqrt 2)), whose error in
the left tail is a rounding of x, not of the result. The tails are measured in ULPs elsewhere; these
bounds are for wrong mathematics, which misses them by ten orders of magnitude.
"""

from __future__ import annotations

from dataclasses import dataclass

EPSILON = 2.0**-52
"""The distance from 1 to the next float64."""


@dataclass(frozen=True)
class Tolerance:
    """A bound for one kind of comparison."""

    unit: float
    """The allowed error, as a multiple of |value| + size of the inputs."""
    reason: str
    """Why no less, and why no more."""

    def allowed(self, value: float, size: float) -> float:
        """The allowed difference from a value at inputs of a size."""
        return self.unit * (abs(value) + size)


VALUE = Tolerance(
    8 * EPSILON, "A handful of roundings in a kernel, of terms as large as the input."
)
FIRST = Tolerance(
    32 * EPSILON,
    "Backward formulas have more operations, and exp(-x^2/2) turns a rounding of x^2/2 into an "
    "error of as many units as the exponent is large before it underflows.",
)
SECOND = Tolerance(
    256 * EPSILON,
    "Double backward multiplies rounded backward terms by powers of x up to the second.",
)
DIFFERENCE = Tolerance(
    1e-9,
    "Richardson differences of torch's forward with step 1e-3: the truncation is of fourth order, "
    "1e-12, and the roundings of f divided by the step come on top.",
)
CODE = (
    Tolerance(
        32 * EPSILON,
        "Printed code composes library functions that are each right to a few units in the last "
        "place.",
    ),
    Tolerance(32 * EPSILON, "The same for first derivatives."),
    Tolerance(256 * EPSILON, "The same for second derivatives, which cancel more."),
)
"""The tolerance for printed code of f, first and second derivatives."""

TAIL = Tolerance(
    32 * EPSILON,
    "Printed code must not cancel far out: a handful of roundings, of the number itself and of the "
    "input, which changes it by at most |x| times its slope.",
)
"""The tolerance for printed code far out: its size is what a change of the input by its own size
would do to first order, not the input itself."""

BY_ORDER = (VALUE, FIRST, SECOND)
"""The tolerance for f, first and second derivatives by autograd."""

COMPOSED = tuple(
    Tolerance(
        16 * plain.unit,
        "Autograd through code of several functions cancels where a kernel of its own does not.",
    )
    for plain in BY_ORDER
)
"""The tolerance for f, first and second derivatives by autograd on printed code."""

BY_NAME = {
    "f against torch": VALUE,
    "first derivatives against autograd": FIRST,
    "second derivatives against double backward": SECOND,
    "f, autograd on printed code": COMPOSED[0],
    "first derivatives, autograd on printed code": COMPOSED[1],
    "second derivatives, autograd on printed code": COMPOSED[2],
    "parameters against Richardson differences": DIFFERENCE,
    "printed code of f": CODE[0],
    "printed code of first derivatives": CODE[1],
    "printed code of second derivatives": CODE[2],
    "printed code far out": TAIL,
}
"""Every tolerance, by what it is for."""
