"""The claims of the article "Functions and their derivatives": the steps of its derivations."""

from __future__ import annotations

from typing import Any

from sympy import Symbol, exp, tanh

from gen.activation import x
from gen.claims import Claim
from gen.claims.identity import identity
from gen.derivation.differentiation import differentiate
from gen.primitives import sigmoid

_Y = Symbol("y", real=True)
_REST = Symbol("c", positive=True)
"""The part of softmax's sum that does not depend on x."""

_UP, _DOWN = exp(x), exp(-x)
_SIGMOID = 1 / (1 + _DOWN)
_SUM = exp(x) + _REST

CLAIMS: tuple[Claim[Any], ...] = (
    identity(
        id="sigmoid-in-exp",
        sentence="The sigmoid is {value}.",
        left=lambda: sigmoid(x),
        right=lambda: _SIGMOID,
    ),
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
        left=lambda: _DOWN / (1 + _DOWN) ** 2,
        right=lambda: _SIGMOID * (1 - _SIGMOID),
        right_tex=r"\frac{1}{1 + e^{-x}} \left(1 - \frac{1}{1 + e^{-x}}\right)",
    ),
    identity(
        id="sigmoid-complement",
        sentence="What the sigmoid lacks to 1 is its value at the mirrored input: {value}.",
        left=lambda: 1 - sigmoid(x),
        right=lambda: sigmoid(-x),
    ),
    identity(
        id="tanh-in-exp",
        sentence="The hyperbolic tangent is {value}.",
        left=lambda: tanh(x),
        right=lambda: (_UP - _DOWN) / (_UP + _DOWN),
    ),
    identity(
        id="tanh-quotient-rule",
        sentence="The derivative of the hyperbolic tangent is {value}.",
        left=lambda: differentiate((_UP - _DOWN) / (_UP + _DOWN), x),
        right=lambda: ((_UP + _DOWN) ** 2 - (_UP - _DOWN) ** 2) / (_UP + _DOWN) ** 2,
        left_tex=r"\tanh'(x)",
        right_tex=r"\frac{(e^x + e^{-x})^2 - (e^x - e^{-x})^2}{(e^x + e^{-x})^2}",
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
        id="softmax-own-score",
        sentence="A share of softmax changes with its own score by {value}.",
        left=lambda: differentiate(exp(x) / _SUM, x),
        right=lambda: exp(x) / _SUM * (1 - exp(x) / _SUM),
        left_tex=r"\frac{\partial}{\partial x} \frac{e^x}{e^x + c}",
        right_tex=r"\frac{e^x}{e^x + c} \left(1 - \frac{e^x}{e^x + c}\right)",
    ),
    identity(
        id="softmax-other-score",
        sentence="A share of softmax changes with another score by {value}.",
        left=lambda: differentiate(exp(_Y) / _SUM, x),
        right=lambda: -exp(_Y) / _SUM * exp(x) / _SUM,
        left_tex=r"\frac{\partial}{\partial x} \frac{e^y}{e^x + c}",
        right_tex=r"-\frac{e^y}{e^x + c} \cdot \frac{e^x}{e^x + c}",
    ),
)
"""All of them, in the order of the article."""
