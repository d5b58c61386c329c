"""Slopes: how steep sigmoid and tanh are, where, and which of the two is steeper."""

from __future__ import annotations

import math
from typing import Any

import torch
from sympy import Expr, N, Rational, Symbol, acosh, cosh, exp, real_roots, tanh
from torch.nn import functional

from gen import typography
from gen.activation import x
from gen.claims import Claim
from gen.claims.errata.autograd import Tensors, gradient
from gen.claims.functions import at
from gen.claims.identity import identity
from gen.derivation.differentiation import differentiate
from gen.primitives import sigmoid

_C = Symbol("c", positive=True)
_GAP = 2 + 2 * _C - _C**2
"""Where tanh' is above sigmoid' this is positive, with c for cosh(x), which is 1 or more."""


def _sigmoid(at: Expr = x) -> Expr:
    """The slope of the sigmoid."""
    return differentiate(sigmoid(x), x).subs(x, at)


def _tanh() -> Expr:
    """The slope of tanh."""
    return differentiate(tanh(x), x)


def _cosh_of_equal_slopes() -> list[Expr]:
    """Where cosh(x) may be so that both slopes are equal."""
    return [root for root in real_roots(_GAP) if root >= 1]


def equal_slopes() -> Expr:
    """The positive x at which both slopes are equal."""
    return acosh(_cosh_of_equal_slopes()[0])


def _torch_agrees(function: Tensors, point: float, slope: float) -> bool:
    """Whether torch has the same slope at a point."""
    return math.isclose(slope, gradient(function, point), rel_tol=1e-9)


def _both_at(point: str) -> tuple[float, float]:
    """The slopes of tanh and of the sigmoid at a point."""
    return at("tanh", point, 1), at("sigmoid", point, 1)


SLOPES: tuple[Claim[Any], ...] = (
    identity(
        id="sigmoid-slope",
        sentence="The slope of the sigmoid follows from its value: {value}.",
        left=lambda: differentiate(1 / (1 + exp(-x)), x),
        right=lambda: sigmoid(x) * (1 - sigmoid(x)),
    ),
    identity(
        id="sigmoid-slope-bound",
        sentence="The slope of the sigmoid falls short of 1/4 by a square: {value}.",
        left=lambda: Rational(1, 4) - _sigmoid(),
        right=lambda: (sigmoid(x) - Rational(1, 2)) ** 2,
        left_tex=r"\frac{1}{4} - \sigma'(x)",
    ),
    identity(
        id="tanh-slope",
        sentence="The slope of tanh follows from its value: {value}.",
        left=lambda: differentiate((exp(x) - exp(-x)) / (exp(x) + exp(-x)), x),
        right=lambda: 1 - tanh(x) ** 2,
        left_tex=r"\tanh'(x)",
    ),
    identity(
        id="tanh-slope-of-sigmoid",
        sentence="The slope of tanh is that of the sigmoid, squeezed and raised: {value}.",
        left=_tanh,
        right=lambda: 4 * _sigmoid(2 * x),
        left_tex=r"\tanh'(x)",
        right_tex=r"4\, \sigma'(2 x)",
    ),
    identity(
        id="slope-gap",
        sentence="The slopes of tanh and sigmoid differ by {value}.",
        left=lambda: _tanh() - _sigmoid(),
        right=lambda: _GAP.subs(_C, cosh(x)) / (2 * cosh(x) ** 2 * (1 + cosh(x))),
        left_tex=r"\tanh'(x) - \sigma'(x)",
        right_tex=r"\frac{2 + 2 c - c^2}{2 c^2 (1 + c)}, \quad c = \cosh x",
    ),
    Claim(
        id="equal-slopes-cosh",
        sentence="The slopes of tanh and sigmoid are equal where cosh x is {value}, and tanh is"
        " steeper where cosh x is less.",
        value=_cosh_of_equal_slopes,
        holds=lambda roots: (
            len(roots) == 1 and _GAP.subs(_C, 1) > 0 and _GAP.subs(_C, roots[0] + 1) < 0
        ),
        display=lambda roots: str(roots[0]).replace("sqrt(3)", "√3"),
        note="SymPy: the only root that is at least 1 of the polynomial 2 + 2c − c², which is"
        " positive at c = 1 and negative beyond the root.",
    ),
    Claim(
        id="equal-slopes",
        sentence="The slopes of tanh and sigmoid are equal at x = ±{value}.",
        value=equal_slopes,
        holds=lambda point: (
            at("tanh", 0.999 * float(point), 1) > at("sigmoid", 0.999 * float(point), 1)
            and at("tanh", 1.001 * float(point), 1) < at("sigmoid", 1.001 * float(point), 1)
        ),
        display=lambda point: str(N(point, 5)),
        note="The inverse hyperbolic cosine of that root; ball arithmetic finds tanh′ above σ′"
        " just below it and under σ′ just beyond.",
    ),
    Claim(
        id="slopes-at-three",
        sentence="At 3 the slopes of tanh and of the sigmoid are {value}.",
        value=lambda: _both_at("3"),
        holds=lambda slopes: (
            4 * slopes[0] < slopes[1]
            and _torch_agrees(torch.tanh, 3, slopes[0])
            and _torch_agrees(torch.sigmoid, 3, slopes[1])
        ),
        display=lambda slopes: "{:.4f} and {:.4f}".format(*slopes),
        note="Ball arithmetic; torch's gradients agree.",
    ),
    Claim(
        id="slope-at-fifteen",
        sentence="At 15 and at −15 the slope of the sigmoid is {value}.",
        value=lambda: [at("sigmoid", point, 1) for point in (15, -15)],
        holds=lambda slopes: (
            slopes[0] == slopes[1] < 1e-6 and _torch_agrees(torch.sigmoid, -15, slopes[1])
        ),
        display=lambda slopes: typography.scientific(slopes[0]),
        note="Ball arithmetic, at both points; torch's gradient at −15 agrees.",
    ),
    Claim(
        id="softsign-at-fifteen",
        sentence="At 15 the slope of the softsign is {value}.",
        value=lambda: at("softsign", 15, 1),
        holds=lambda slope: (
            slope > 10_000 * at("sigmoid", 15, 1) and _torch_agrees(functional.softsign, 15, slope)
        ),
        display=lambda slope: str(Rational(slope).limit_denominator(10**6)),
        note="Ball arithmetic, as a fraction; torch's gradient agrees.",
    ),
    Claim(
        id="gelu-falls",
        sentence="At −1 the slope of GELU is {value}.",
        value=lambda: at("gelu", -1, 1),
        holds=lambda slope: slope < 0 and _torch_agrees(functional.gelu, -1, slope),
        display=lambda slope: f"{slope:.3f}".replace("-", "−"),
        note="Ball arithmetic; torch's gradient agrees.",
    ),
)
