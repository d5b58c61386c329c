"""Misprinted derivatives, and derivatives of vectors that are taken for numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import torch
from sympy import Expr, Symbol, acosh, exp, sqrt, tanh
from torch.autograd.functional import jacobian

from gen.activation import x
from gen.balls import ball, compile_expression, lower, midpoint, upper
from gen.claims.errata.erratum import Erratum, decimal, misprint, row, truth
from gen.claims.functions import entry
from gen.derivation.differentiation import differentiate
from gen.derivation.zero import is_zero
from gen.primitives import Phi, phi, sigmoid


def _selu_left(factor: str) -> Any:
    def form(x: Expr, **symbols: Expr) -> Expr:
        scale, alpha = symbols["lambda"], symbols["alpha"]
        f = scale * alpha * (exp(x) - 1)
        return scale * (f + alpha) if factor == "outside" else f + scale * alpha

    return form


def _mish_at_zero() -> tuple[float, float]:
    """The formula with f(x)/x at 0, and torch's gradient of Mish there."""
    zero = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    f = torch.nn.functional.mish(zero)
    (gradient,) = torch.autograd.grad(f.sum(), zero)
    slope = 1 - torch.tanh(torch.nn.functional.softplus(zero)) ** 2
    with_quotient = slope * zero * torch.sigmoid(zero) + f / zero
    return with_quotient.item(), gradient.item()


@dataclass(frozen=True)
class _Slopes:
    """The slopes of tanh and of the sigmoid, and where they are equal."""

    at_three: tuple[float, float]
    crossing: float
    tanh_steeper: tuple[bool, bool]
    """Whether tanh is proved steeper a little left and right of the crossing."""
    proved: bool


def _tanh_against_sigmoid() -> _Slopes:
    """Both slopes at 3, and the crossing at cosh x = 1 + sqrt(3)."""
    steep, flat = differentiate(tanh(x), x), sigmoid.stable(x)
    c, u = Symbol("c", positive=True), exp(x)
    # Times positive factors, the difference of the slopes is a quadratic in c = u + 1/u.
    quadratic = c**2 - 4 * c - 8
    rest = (steep - flat) * (u**2 + 1) ** 2 * (u + 1) ** 2 + u**3 * quadratic.subs(c, u + 1 / u)
    crossing = float(acosh(1 + sqrt(3)))
    difference = compile_expression(steep - flat)
    return _Slopes(
        at_three=(_at_three(steep), _at_three(flat)),
        crossing=crossing,
        tanh_steeper=(
            lower(difference({x: ball(crossing - 1e-9)})) > 0,
            upper(difference({x: ball(crossing + 1e-9)})) > 0,
        ),
        proved=is_zero(rest, expected=True)
        and quadratic.subs(c, 2 + 2 * sqrt(3)).expand() == 0
        and is_zero(steep - 4 * sigmoid.stable(2 * x), expected=True),
    )


def _at_three(expression: Expr) -> float:
    return midpoint(compile_expression(expression)({x: ball(3.0)}))


def _squares() -> dict[str, Any]:
    """The derivatives of x·x and of x∘x at (0, 1, 2, 3)."""
    x = torch.arange(4.0)
    dot = jacobian(lambda v: torch.dot(v, v), x)
    elementwise = jacobian(lambda v: v * v, x)
    return {
        "shapes": (tuple(dot.shape), tuple(elementwise.shape)),
        "diagonal": elementwise.diag().tolist(),
        "off": int(elementwise.count_nonzero() - elementwise.diag().count_nonzero()),
        "dot": dot.tolist(),
    }


def _gradient_of_exp() -> dict[str, Any]:
    """The gradient of exp by sum().backward() and by backward(ones), and the values of exp."""
    gradients = []
    for by_sum in (True, False):
        x = torch.arange(4.0, dtype=torch.float64, requires_grad=True)
        y = torch.exp(x)
        if by_sum:
            y.sum().backward()
        else:
            y.backward(torch.ones_like(y))
        assert x.grad is not None
        gradients.append(x.grad.tolist())
    return {"gradients": gradients, "values": y.tolist()}


def _softmax_jacobian() -> dict[str, Any]:
    """torch's Jacobian of softmax, that of s(1 - s) alone, and that of s_i (d_ij - s_j)."""
    x = torch.tensor([0.0, 1.0, 2.0], dtype=torch.float64)
    s = torch.softmax(x, dim=0)
    seen = jacobian(lambda v: torch.softmax(v, dim=0), x)
    return {
        "missing": int((seen - torch.diag(s * (1 - s))).abs().gt(1e-12).sum()),
        "error": (seen - (torch.diag(s) - torch.outer(s, s))).abs().max().item(),
    }


def _slope_gradient() -> list[float] | None:
    """The gradient of each output of PReLU by its slope, at -2, -1 and 3; None if not learned."""
    layer = torch.nn.PReLU()
    if not any(parameter.requires_grad for parameter in layer.parameters()):
        return None
    points = torch.tensor([-2.0, -1.0, 3.0])
    gradient: list[float] = (
        jacobian(lambda slope: torch.nn.functional.prelu(points, slope), layer.weight.detach())
        .flatten()
        .tolist()
    )
    return gradient


def _minima_of_x() -> list[float]:
    prelu = entry("prelu")
    by_slope = differentiate(prelu.expression, prelu.parameters[0].symbol)
    return [float(by_slope.subs(x, point)) for point in (-2, -1, 3)]


DERIVATIVES: tuple[Erratum[Any], ...] = (
    misprint(
        "gelu-one-letter",
        slug="gelu",
        order=1,
        printed=(lambda x: phi(x) + x * phi(x), lambda x: Phi(x) + x * Phi(x)),
        right=lambda x: Phi(x) + x * phi(x),
        at=(1, -2),
        words="the formula with one letter, read as the density or as the distribution,",
    ),
    misprint(
        "softsign-square",
        slug="softsign",
        order=1,
        printed=lambda x: 1 - (x / (1 + abs(x))) ** 2,
        right=lambda x: (1 - abs(x) / (1 + abs(x))) ** 2,
        at=(1, -3),
        words="one minus the square of the value",
    ),
    misprint(
        "selu-factor",
        slug="selu",
        order=1,
        printed=_selu_left("outside"),
        right=_selu_left("inside"),
        at=(-0.5, -10),
        words="λ(f + α)",
    ),
    Erratum(
        id="mish-division",
        printed="At 0 the formula with f(x)/x gives {value}.",
        right="At 0 the derivative of Mish is {value}, as torch's gradient.",
        observe=_mish_at_zero,
        as_printed=lambda seen: (seen[1], seen[1]),
        nearly_right=lambda seen: (seen[0], 1.001 * seen[1]),
        fails=lambda seen: math.isnan(seen[0]),
        holds=lambda seen: abs(seen[1] - truth("mish", 0.0, 1)) < 1e-15,
        show_failure=lambda seen: f"{decimal(seen[0])}, not a number",
        show_right=lambda seen: decimal(seen[1]),
        note="The formula in torch, float64; the derivative of the definition in ball arithmetic.",
    ),
    Erratum(
        id="tanh-steeper",
        printed="At 3 the slopes of tanh and the sigmoid are {value}.",
        right="The slopes are equal at ±{value}, where cosh x = 1 + √3; tanh is steeper between.",
        observe=_tanh_against_sigmoid,
        as_printed=lambda seen: replace(seen, at_three=seen.at_three[::-1]),
        nearly_right=lambda seen: replace(seen, tanh_steeper=(True, True)),
        fails=lambda seen: seen.at_three[0] < seen.at_three[1],
        holds=lambda seen: seen.proved and seen.tanh_steeper == (True, False),
        show_failure=lambda seen: " and ".join(map(decimal, seen.at_three)),
        show_right=lambda seen: decimal(seen.crossing),
        note="With u = exp(x), equal slopes mean u⁴ − 4u³ − 6u² − 4u + 1 = 0, a quadratic in"
        " u + 1/u; ball arithmetic gives the signs on both sides. SymPy also proves"
        " tanh′(x) = 4σ′(2x).",
    ),
    Erratum(
        id="square-of-a-vector",
        printed="The derivatives of the dot product and of the squares have the shapes {value}.",
        right="The Jacobian of the squares at (0, 1, 2, 3) has the diagonal {value}, and 0 else.",
        observe=_squares,
        as_printed=lambda seen: seen | {"shapes": ((4,), (4,))},
        nearly_right=lambda seen: seen | {"off": 1},
        fails=lambda seen: seen["shapes"][0] != seen["shapes"][1],
        holds=lambda seen: seen["diagonal"] == [0, 2, 4, 6] == seen["dot"] and seen["off"] == 0,
        show_failure=lambda seen: " and ".join(map(str, seen["shapes"])),
        show_right=lambda seen: row(seen["diagonal"]),
        note="torch.autograd.functional.jacobian.",
    ),
    Erratum(
        id="backward-of-ones",
        printed="The gradient of exp at (0, 1, 2, 3) is {value}: the values themselves.",
        right="On exp both calls give {value}.",
        observe=_gradient_of_exp,
        as_printed=lambda seen: seen | {"gradients": [[1.0] * 4] * 2},
        nearly_right=lambda seen: seen | {"gradients": [seen["values"], [1.0, 2.7, 7.4, 20.1]]},
        fails=lambda seen: seen["gradients"][0] == seen["values"],
        holds=lambda seen: seen["gradients"][0] == seen["gradients"][1],
        show_failure=lambda seen: row(seen["gradients"][0]),
        show_right=lambda seen: "the same gradient, bit by bit",
        note="Autograd on torch.exp in float64, once by sum().backward() and once by"
        " backward(ones).",
    ),
    Erratum(
        id="softmax-diagonal",
        printed="For three inputs, s(1 − s) misses {value} of the nine derivatives of softmax.",
        right="The Jacobian with the entries outside the diagonal is torch's to {value}.",
        observe=_softmax_jacobian,
        as_printed=lambda seen: seen | {"missing": 0},
        nearly_right=lambda seen: seen | {"error": math.ulp(1.0)},
        fails=lambda seen: seen["missing"] > 0,
        holds=lambda seen: seen["missing"] == 6 and seen["error"] <= math.ulp(0.25),
        show_failure=lambda seen: str(seen["missing"]),
        show_right=lambda seen: "the last digit",
        note="torch's Jacobian at (0, 1, 2) in float64 against both formulas. No entry differs by"
        " more than the distance of 1/4 from the next float64.",
    ),
    Erratum(
        id="prelu-hyperparameter",
        printed="At −2, −1 and 3 the derivative of PReLU by its slope is {value}.",
        right="At −2, −1 and 3 the derivative of PReLU by its slope, min(x, 0), is {value}.",
        observe=_slope_gradient,
        as_printed=lambda _: None,
        nearly_right=lambda _: [-2.0, -1.0, 3.0],
        fails=lambda gradient: gradient is not None and any(gradient),
        holds=lambda gradient: gradient == _minima_of_x() == [-2, -1, 0],
        show_failure=lambda gradient: row(gradient or []),
        show_right=lambda gradient: row(gradient or []),
        note="torch's gradient of each output by the learned slope, against the derivative of the"
        " definition.",
    ),
)
"""In the order of the page."""
