"""Depth: what is left of a gradient after many layers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import torch
from sympy import Expr, Integer, sqrt
from torch.autograd.functional import jacobian

from gen import typography
from gen.activation import x
from gen.claims import Claim
from gen.claims.errata.autograd import gradient
from gen.claims.functions import at, expression
from gen.derivation.zero import is_zero
from gen.primitives import phi

STEEPEST: Mapping[str, Expr] = {
    "sigmoid": Integer(0),
    "tanh": Integer(0),
    "relu": Integer(1),
    "gelu": sqrt(2),
}
"""Where the slope of each function is largest in size: proved for the first two by the squares in
their slopes, plain for ReLU, and proved for GELU by the claim of its second derivative."""

LAYERS = 10
"""The depth of the examples."""

_WIDTH = 32
"""Units a layer of the network that is measured."""


def largest_slope(slug: str) -> float:
    """The largest size of the slope of a function."""
    return abs(at(slug, STEEPEST[slug], 1))


def _norms() -> tuple[float, float]:
    """The norm of the Jacobian of ten sigmoid layers, and the product that bounds it.

    Weights are normal with variance 1/width, so that a sum is about as large as its inputs.
    """
    generator = torch.Generator().manual_seed(0)
    shape = (LAYERS, _WIDTH, _WIDTH)
    weights = torch.randn(shape, generator=generator, dtype=torch.float64) / math.sqrt(_WIDTH)
    start = torch.randn(_WIDTH, generator=generator, dtype=torch.float64)

    def network(signal: torch.Tensor) -> torch.Tensor:
        for weight in weights:
            signal = torch.sigmoid(weight @ signal)
        return signal

    slopes = jacobian(network, start)  # type: ignore[no-untyped-call]  # torch gives it no types
    bound = largest_slope("sigmoid") ** LAYERS * torch.linalg.matrix_norm(weights, ord=2).prod()
    return torch.linalg.matrix_norm(slopes, ord=2).item(), bound.item()


def _layers_until(slug: str, point: int, left: float) -> int:
    """The number of layers at one pre-activation that leave less of a gradient than asked."""
    return math.floor(math.log(left) / math.log(at(slug, point, 1))) + 1


DEPTH: tuple[Claim[Any], ...] = (
    Claim(
        id="ten-sigmoids",
        sentence="Ten sigmoids in a row leave at most {value} of a gradient.",
        value=lambda: largest_slope("sigmoid") ** LAYERS,
        holds=lambda left: left == 0.25**10 and left < 1e-6,
        display=typography.scientific_upwards,
        note="The slope at 0, by ball arithmetic, to the power 10. Rounded up.",
    ),
    Claim(
        id="ten-tanhs-at-one",
        sentence="Ten tanhs in a row, each at 1, leave {value} of a gradient.",
        value=lambda: at("tanh", 1, 1) ** LAYERS,
        holds=lambda left: (
            largest_slope("sigmoid") ** LAYERS < left < 1e-3
            and math.isclose(left, gradient(torch.tanh, 1.0) ** LAYERS, rel_tol=1e-12)
        ),
        display=typography.scientific,
        note="The slope at 1, by ball arithmetic, to the power 10; torch's gradient agrees.",
    ),
    Claim(
        id="gelu-bends",
        sentence="The second derivative of GELU is {value}.",
        value=lambda: (2 - x**2) * phi(x),
        holds=lambda form: is_zero(expression("gelu", 2) - form),
        display=lambda form: r"$(2 - x^2)\, \varphi(x)$",
        note="SymPy proves that it is the derived one.",
    ),
    Claim(
        id="gelu-steepest",
        sentence="The largest slope of GELU is {value}.",
        value=lambda: largest_slope("gelu"),
        # Between the zeros of the second derivative and beyond them the slope is monotone.
        holds=lambda slope: (
            slope > max(1, abs(at("gelu", -sqrt(2), 1)))
            and abs(slope - gradient(torch.nn.functional.gelu, math.sqrt(2))) < 1e-12
        ),
        display=lambda slope: f"{slope:.3f}",
        note="Its slope at √2 by ball arithmetic. The second derivative changes sign at ±√2 alone,"
        " the slope at −√2 is smaller in size, and the limits at both ends are 0 and 1. torch's"
        " gradient agrees.",
    ),
    Claim(
        id="jacobian-norm",
        sentence="Through one network of ten layers of 32 sigmoid units, its weights drawn at"
        " random, at most {value} of a small change arrives.",
        value=lambda: _norms()[0],
        holds=lambda norm: norm < 1e-5,
        display=typography.scientific,
        note="The largest singular value of the Jacobian, by autograd in float64; weights normal"
        " with variance 1/32, seed 0.",
    ),
    Claim(
        id="jacobian-bound",
        sentence="The bound from slopes and weights for the same network is {value}.",
        value=_norms,
        holds=lambda norms: norms[0] <= norms[1],
        display=lambda norms: typography.scientific(norms[1]),
        note="4⁻¹⁰ times the product of the largest singular values of the ten weight matrices;"
        " it is not below the norm of the Jacobian.",
    ),
    Claim(
        id="tanhs-until-millionth",
        sentence="With each tanh at 2, {value} layers leave less than a millionth of a gradient.",
        value=lambda: _layers_until("tanh", 2, 1e-6),
        holds=lambda layers: at("tanh", 2, 1) ** layers < 1e-6 <= at("tanh", 2, 1) ** (layers - 1),
        note="The slope at 2, by ball arithmetic, to powers.",
    ),
)
