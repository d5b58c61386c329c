"""Probabilities: the sigmoid at the output, with the loss that belongs to it."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Symbol, log

from gen.activation import x
from gen.claims import Claim
from gen.claims.identity import identity
from gen.derivation.differentiation import differentiate
from gen.primitives import sigmoid, softplus

_T = Symbol("t", real=True)


def _loss() -> Expr:
    """The binary cross-entropy of the probability that the sigmoid makes of x."""
    return -_T * log(sigmoid(x)) - (1 - _T) * log(1 - sigmoid(x))


PROBABILITIES: tuple[Claim[Any], ...] = (
    identity(
        id="log-odds",
        sentence="The sigmoid undoes the log-odds: {value}.",
        left=lambda: log(sigmoid(x) / (1 - sigmoid(x))),
        right=lambda: x,
    ),
    identity(
        id="loss-of-logit",
        sentence="The loss of target 1 without a logarithm of zero: {value}.",
        left=lambda: -log(sigmoid(x)),
        right=lambda: softplus(-x),
    ),
    identity(
        id="slope-of-loss",
        sentence="The slope of the binary cross-entropy with target t: {value}.",
        left=lambda: differentiate(_loss(), x),
        right=lambda: sigmoid(x) - _T,
        left_tex=r"\frac{d}{d x}\, \ell(x)",
    ),
)
