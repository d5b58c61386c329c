"""Weights: what a larger one buys of a sigmoid's slope, and what it costs."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from sympy import Expr, Integer, expand, nsolve, symbols, tanh

from gen import typography
from gen.activation import x
from gen.claims import Claim
from gen.claims.functions import at
from gen.claims.identity import identity
from gen.derivation.differentiation import differentiate
from gen.primitives import sigmoid

_SLOPE = differentiate(sigmoid(x), x)
_INPUTS = 4
"""Inputs of the unit whose sum is looked at."""


def weighted_slope(weight: float, point: float) -> float:
    """The slope of sigmoid(weight * x) by x at a point."""
    return weight * at("sigmoid", weight * point, 1)


def best_pre_activation() -> Expr:
    """The positive u at which u * sigmoid'(u) is largest: where u tanh(u/2) = 1."""
    return nsolve(x * tanh(x / 2) - 1, x, 1.5, prec=40)


def largest_product() -> float:
    """The largest value of u * sigmoid'(u)."""
    u = float(best_pre_activation())
    return u * at("sigmoid", u, 1)


def mean_slope(deviation: float, steps: int = 2000) -> float:
    """The mean of sigmoid' over a normal input of mean 0 and a standard deviation.

    The trapezoidal rule on ten deviations to each side: for a function that is analytic and dies
    out at both ends its error falls faster than any power of the step.
    """
    z = np.linspace(-10, 10, steps + 1)
    falling = np.exp(-np.abs(deviation * z))
    slopes = falling / (1 + falling) ** 2
    normal = np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    return float(np.sum(slopes * normal) * (z[1] - z[0]))


def _variance_of_sum() -> Expr:
    """The variance of a sum with independent random weights of mean 0 and variance v.

    The mean of a product of two different weights is 0, and that of a square is v.
    """
    weights = symbols(f"w1:{_INPUTS + 1}", real=True)
    inputs = symbols(f"x1:{_INPUTS + 1}", real=True)
    square = expand(sum(w * a for w, a in zip(weights, inputs, strict=True)) ** 2)
    v = symbols("v", positive=True)
    return sum(
        (square.coeff(w, 2) * v for w in weights),
        start=Integer(0),
    )


def _mean_claim(name: str, deviation: int) -> Claim[float]:
    return Claim(
        id=f"mean-slope-{name}",
        sentence=f"Over sums with standard deviation {deviation} the sigmoid's mean slope is"
        " {value}.",
        value=lambda: mean_slope(deviation),
        # For wide sums the mean is the normal density at 0 times the area under the slope, 1.
        holds=lambda mean: (
            abs(mean - mean_slope(deviation, 3001)) < 1e-12
            and mean < min(0.25, 1 / (deviation * math.sqrt(2 * math.pi)))
        ),
        display=lambda mean: f"{mean:.3f}",
        note="The trapezoidal rule, which gives the same twelve decimals with a finer step.",
    )


WEIGHTS: tuple[Claim[Any], ...] = (
    identity(
        id="product-slope",
        sentence="How the product of x and the sigmoid's slope changes: {value}.",
        left=lambda: differentiate(x * _SLOPE, x),
        right=lambda: _SLOPE * (1 - x * tanh(x / 2)),
        left_tex=r"\frac{d}{d u} \bigl(u\, \sigma'(u)\bigr)",
        right_tex=r"\sigma'(u)\, \bigl(1 - u \tanh(u/2)\bigr)",
    ),
    Claim(
        id="best-pre-activation",
        sentence="The product u σ′(u) is largest at u = ±{value}.",
        value=best_pre_activation,
        holds=lambda u: abs(u * tanh(u / 2) - 1) < 1e-30,
        display=lambda u: f"{float(u):.3f}",
        note="SymPy's root of u tanh(u/2) = 1 to 40 digits; the left side grows with u > 0, so"
        " there is no other.",
    ),
    Claim(
        id="largest-product",
        sentence="The product u σ′(u) is never more than {value}.",
        value=largest_product,
        holds=lambda most: (
            most >= max(u * at("sigmoid", u, 1) for u in np.linspace(0.01, 9, 900).tolist())
        ),
        display=lambda most: typography.upwards(most, 4),
        note="Ball arithmetic at the place where its derivative changes sign; 900 other points"
        " give less. Rounded up.",
    ),
    Claim(
        id="steep-interval",
        sentence="A sigmoid unit with one input passes a gradient on without shrinking it on an"
        " interval of length {value} at most.",
        value=lambda: 2 * largest_product(),
        holds=lambda length: length < 0.5,
        display=lambda length: typography.upwards(length, 4),
        note="With w σ′(u) = 1 at both ends, |w x + b| is at most u inside: the length is"
        " 2u/w = 2u σ′(u). Rounded up.",
    ),
    Claim(
        id="weight-four-at-one",
        sentence="With weight 4 the slope at x = 1 is {value}.",
        value=lambda: weighted_slope(4, 1),
        holds=lambda slope: slope < weighted_slope(1, 1) and weighted_slope(4, 0) == 1,
        display=lambda slope: f"{slope:.3f}",
        note="Four times the slope at 4, by ball arithmetic.",
    ),
    Claim(
        id="weight-one-at-one",
        sentence="With weight 1 the slope at x = 1 is {value}.",
        value=lambda: weighted_slope(1, 1),
        holds=lambda slope: slope < 0.25,
        display=lambda slope: f"{slope:.3f}",
        note="The slope at 1, by ball arithmetic.",
    ),
    Claim(
        id="weight-sixteen-at-one",
        sentence="With weight 16 the slope at x = 1 is {value}.",
        value=lambda: weighted_slope(16, 1),
        holds=lambda slope: slope < weighted_slope(4, 1) / 1000,
        display=typography.scientific,
        note="16 times the slope at 16, by ball arithmetic.",
    ),
    Claim(
        id="variance-of-sum",
        sentence="A sum of four inputs with independent random weights of mean 0 and variance v"
        " has the variance {value}.",
        value=_variance_of_sum,
        holds=lambda variance: (
            expand(
                variance
                - symbols("v", positive=True) * sum(a**2 for a in symbols("x1:5", real=True))
            )
            == 0
        ),
        display=lambda variance: r"$v\,(x_1^2 + x_2^2 + x_3^2 + x_4^2)$",
        note="SymPy expands the square of the sum; the mean of w² is v, that of a product of two"
        " different weights is 0.",
    ),
    _mean_claim("one", 1),
    _mean_claim("four", 4),
    _mean_claim("sixteen", 16),
)
