"""The claims of the article "Functions and their derivatives": the steps of its derivations."""

from __future__ import annotations

from typing import Any

from sympy import exp, log, tanh

from gen.activation import x
from gen.claims import Claim
from gen.claims.identity import identity
from gen.derivation.differentiation import differentiate
from gen.primitives import sigmoid

_UP, _DOWN = exp(x), exp(-x)
_ABOVE, _BELOW = _UP - _DOWN, _UP + _DOWN
"""Numerator and denominator of the hyperbolic tangent: u and v in the article."""
_SIGMOID = 1 / (1 + _DOWN)

CLAIMS: tuple[Claim[Any], ...] = (
    identity(
        id="sigmoid-chain-rule",
        sentence="The derivative of the sigmoid is {value}.",
        left=lambda: differentiate(_SIGMOID, x),
        right=lambda: _DOWN / (1 + _DOWN) ** 2,
        left_tex=r"\sigma'(x)",
    ),
    identity(
        id="sigmoid-factors",
        sentence="The derivative of the sigmoid is a product: {value}.",
        left=lambda: differentiate(sigmoid(x), x),
        right=lambda: _SIGMOID * (1 - _SIGMOID),
        left_tex=r"\sigma'(x)",
        right_tex=r"\frac{1}{1 + e^{-x}} \left(1 - \frac{1}{1 + e^{-x}}\right)",
    ),
    identity(
        id="tanh-quotient-rule",
        sentence="With u above and v below in the formula of tanh, its derivative is {value}.",
        left=lambda: differentiate(_ABOVE / _BELOW, x),
        right=lambda: (_BELOW**2 - _ABOVE**2) / _BELOW**2,
        left_tex=r"\tanh'(x)",
        right_tex=r"\frac{v^2 - u^2}{v^2}",
    ),
    identity(
        id="tanh-slope-in-sigmoids",
        sentence="The derivative of the hyperbolic tangent is {value}.",
        left=lambda: 1 - tanh(x) ** 2,
        right=lambda: 4 * sigmoid(2 * x) * sigmoid(-2 * x),
        left_tex=r"1 - \tanh^2(x)",
        right_tex=r"4\, \sigma(2x)\, \sigma(-2x)",
    ),
    identity(
        id="softplus-chain-rule",
        sentence="The derivative of softplus is the sigmoid: {value}.",
        left=lambda: differentiate(log(1 + _UP), x),
        right=lambda: sigmoid(x),
        left_tex=r"e^x / (1 + e^x)",
    ),
)
"""All of them, in the order of the article."""
