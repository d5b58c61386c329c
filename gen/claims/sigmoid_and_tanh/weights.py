"""Weights: what a larger one buys of a sigmoid's slope, and what it costs."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import numpy as np
import torch
from sympy import Expr, Symbol, expand, nsolve, sqrt, symbols, tanh

from gen import typography
from gen.activation import x
from gen.claims import Claim
from gen.claims.errata.autograd import gradient
from gen.claims.functions import at
from gen.claims.identity import identity
from gen.derivation.differentiation import differentiate
from gen.primitives import sigmoid

_INPUTS = 4
"""Inputs of the unit whose sum is looked at."""


def _slope() -> Expr:
    return differentiate(sigmoid(x), x)


def weighted_slope(weight: float, point: float) -> float:
    """The slope of sigmoid(weight * x) by x at a point."""
    return weight * at("sigmoid", weight * point, 1)


def _torch_agrees(weight: float, slope: float) -> bool:
    """Whether torch has the same slope of sigmoid(weight * x) at 1."""
    return math.isclose(slope, gradient(lambda z: torch.sigmoid(weight * z), 1.0), rel_tol=1e-7)


def _steep_length(weight: float) -> float:
    """How long the interval is on which the slope of sigmoid(weight * x) is 1 or more."""
    # σ (1 - σ) = 1/w where σ is 1/2 ± root, and the logarithm of the odds is w x.
    root = math.sqrt(1 / 4 - 1 / weight)
    return 2 * math.log((0.5 + root) / (0.5 - root)) / weight


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


def _mean_square_of_sum() -> Expr:
    """The mean of the square of a sum whose weights are all -1 or 1, times v, over all their signs.

    Such weights are independent, and their mean is 0; the root of v makes their variance v.
    """
    v = symbols("v", positive=True)
    patterns = list(product((-1, 1), repeat=_INPUTS))
    sums = (
        sum(sqrt(v) * w * each for w, each in zip(signs, _inputs(), strict=True))
        for signs in patterns
    )
    return expand(sum(total**2 for total in sums) / len(patterns))


def _inputs() -> tuple[Symbol, ...]:
    """The inputs of the unit."""
    return tuple(symbols(f"x1:{_INPUTS + 1}", real=True))


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
        left=lambda: differentiate(x * _slope(), x),
        right=lambda: _slope() * (1 - x * tanh(x / 2)),
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
        # The longest of the intervals, over weights: that between the places where the slope is 1.
        holds=lambda length: 0 <= length - max(map(_steep_length, np.linspace(4.5, 9, 91))) < 1e-3,
        display=lambda length: typography.upwards(length, 4),
        note="With w σ′(u) = 1 at both ends, |w x + b| is at most u inside: the length is"
        " 2u/w = 2u σ′(u). Rounded up; of 91 weights none has a longer one.",
    ),
    Claim(
        id="weight-four-at-one",
        sentence="With weight 4 the slope at x = 1 is {value}.",
        value=lambda: weighted_slope(4, 1),
        holds=lambda slope: slope < weighted_slope(1, 1) and _torch_agrees(4, slope),
        display=lambda slope: f"{slope:.3f}",
        note="Four times the slope at 4, by ball arithmetic; torch's gradient agrees.",
    ),
    Claim(
        id="weight-one-at-one",
        sentence="With weight 1 the slope at x = 1 is {value}.",
        value=lambda: weighted_slope(1, 1),
        holds=lambda slope: slope < 0.25 and _torch_agrees(1, slope),
        display=lambda slope: f"{slope:.3f}",
        note="The slope at 1, by ball arithmetic; torch's gradient agrees.",
    ),
    Claim(
        id="weight-sixteen-at-one",
        sentence="With weight 16 the slope at x = 1 is {value}.",
        value=lambda: weighted_slope(16, 1),
        holds=lambda slope: slope < weighted_slope(4, 1) / 1000 and _torch_agrees(16, slope),
        display=typography.scientific,
        note="16 times the slope at 16, by ball arithmetic; torch's gradient agrees.",
    ),
    identity(
        id="variance-of-sum",
        sentence="A sum of four inputs with independent random weights of mean 0 and variance v"
        " has the variance {value}.",
        left=_mean_square_of_sum,
        right=lambda: symbols("v", positive=True) * sum(each**2 for each in _inputs()),
        left_tex=r"\operatorname{E} (w_1 x_1 + w_2 x_2 + w_3 x_3 + w_4 x_4)^2",
        right_tex=r"v\, (x_1^2 + x_2^2 + x_3^2 + x_4^2)",
    ),
    _mean_claim("one", 1),
    _mean_claim("four", 4),
    _mean_claim("sixteen", 16),
)
