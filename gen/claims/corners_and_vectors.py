"""The claims of the article "Derivatives at corners and of vectors": steps of its derivations."""

from __future__ import annotations

from typing import Any

from sympy import Abs, Symbol, exp

from gen.activation import x
from gen.claims import Claim
from gen.claims.functions import derived
from gen.claims.identity import identity
from gen.derivation.differentiation import differentiate

_Y = Symbol("y", real=True)
_REST = Symbol("c", positive=True)
"""The part of softmax's sum that does not depend on x."""

_SUM = exp(x) + _REST
_OWN, _OTHER = exp(x) / _SUM, exp(_Y) / _SUM
"""The share of the score that moves, and that of another: s and t in the article."""

CLAIMS: tuple[Claim[Any], ...] = (
    identity(
        id="prelu-by-slope",
        sentence="The derivative of PReLU by its slope is {value}.",
        left=lambda: derived("prelu").by_parameter["s"],
        right=lambda: (x - Abs(x)) / 2,
        left_tex=r"\frac{\partial f}{\partial s}",
        right_tex=r"\min(x, 0)",
    ),
    identity(
        id="softmax-own-score",
        sentence="The derivative of a share s of softmax by its own score is {value}.",
        left=lambda: differentiate(_OWN, x),
        right=lambda: _OWN * (1 - _OWN),
        left_tex=r"\frac{\partial}{\partial x} \frac{e^x}{e^x + c}",
        right_tex=r"s \, (1 - s)",
    ),
    identity(
        id="softmax-other-score",
        sentence="The derivative of a share t of softmax by the score of a share s is {value}.",
        left=lambda: differentiate(_OTHER, x),
        right=lambda: -_OTHER * _OWN,
        left_tex=r"\frac{\partial}{\partial x} \frac{e^y}{e^x + c}",
        right_tex=r"-t \, s",
    ),
)
"""All of them, in the order of the article."""
