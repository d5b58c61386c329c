"""The shape of the rectifiers: identities, and the slopes that fit the corner."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import torch
from sympy import Abs, Expr, Integer, Interval, Set, Symbol, expand, symbols

from gen.activation import x
from gen.claims import Claim
from gen.claims.functions import entry, symbol
from gen.claims.identity import identity

_LEFT_SLOPES = (Fraction(-1, 2), Fraction(2))
"""Two slopes of PReLU at which torch and its rule for corners part."""

_c = Symbol("c", positive=True)


def _relu(at: Expr = x) -> Expr:
    return entry("relu").expression.subs(x, at)


def left_slope() -> Expr:
    """The slope of PReLU on the left."""
    return symbol("prelu", "s")


def _prelu(slope: Expr | None = None) -> Expr:
    return entry("prelu").expression.subs(left_slope(), left_slope() if slope is None else slope)


def _supporting_slopes() -> Set:
    """The slopes m for which the line m x lies nowhere above ReLU.

    Line and ReLU are linear on each side of 0, so one point on each side decides.
    """
    m = Symbol("m", real=True)
    right, left = ((m * at <= _relu(at)).as_set() for at in (1, -1))
    return right.intersect(left)


def _least_norms() -> list[Fraction]:
    """For each of the slopes on the left, the slope between it and 1 that is nearest to 0."""
    one = Fraction(1)
    return [max(min(left, one), min(max(left, one), Fraction(0))) for left in _LEFT_SLOPES]


def _slopes_of_torch() -> list[float]:
    """What torch returns at 0 for PReLU with each of the slopes on the left."""
    found = []
    for left in _LEFT_SLOPES:
        z = torch.zeros(1, requires_grad=True)
        prelu = torch.nn.functional.prelu(z, torch.tensor([float(left)]))
        found.append(torch.autograd.grad(prelu.sum(), z)[0].item())
    return found


def _less_the_smaller() -> set[Expr]:
    """PReLU less the smaller of x and s x for s > 1, on both sides of 0."""
    excess, size = symbols("d t", positive=True)
    steep = 1 + excess
    smaller = {1: size, -1: -steep * size}
    prelu = _prelu(steep)
    return {expand(prelu.subs(x, sign * size) - smaller[sign]) for sign in (1, -1)}


def _rrelu_in_torch() -> float:
    """The slope of torch's RReLU on the left in evaluation."""
    at = torch.tensor([-1.0], dtype=torch.float64)
    return float(-torch.nn.RReLU().eval()(at).item())


CORNER: tuple[Claim[Any], ...] = (
    identity(
        id="relu-from-absolute-value",
        sentence="For every real x, {value}.",
        left=_relu,
        right=lambda: (x + Abs(x)) / 2,
        left_tex=r"\operatorname{relu}(x)",
        right_tex=r"\tfrac{1}{2} \bigl( x + \lvert x \rvert \bigr)",
    ),
    identity(
        id="relu-scales",
        sentence="For every real x and every c > 0, {value}.",
        left=lambda: _relu(_c * x),
        right=lambda: _c * _relu(),
        left_tex=r"\operatorname{relu}(c\, x)",
        right_tex=r"c \operatorname{relu}(x)",
    ),
    Claim(
        id="relu-supporting-slopes",
        sentence="A line through the corner lies nowhere above ReLU exactly when its slope is in"
        " {value}.",
        value=_supporting_slopes,
        holds=lambda slopes: slopes == Interval(0, 1),
        display=lambda slopes: f"[{slopes.start}, {slopes.end}]",
        note="SymPy solves the inequality at −1 and at 1; line and ReLU are linear on each side.",
    ),
    Claim(
        id="prelu-rule-at-zero",
        sentence="Of the slopes that fit the corner of PReLU with slope −1/2 or 2 on the left,"
        " those nearest to 0 are {value}; torch returns others.",
        value=_least_norms,
        holds=lambda norms: all(
            float(norm) != slope for norm, slope in zip(norms, _slopes_of_torch(), strict=True)
        ),
        display=lambda norms: " and ".join(map(str, norms)),
        note="Exact: the number nearest to 0 between the slopes of both sides; then autograd.",
    ),
    identity(
        id="leaky-parts",
        sentence="For every real x and s, LeakyReLU and PReLU are {value}.",
        left=_prelu,
        right=lambda: _relu() - left_slope() * _relu(-x),
        left_tex=r"f(x)",
        right_tex=r"\operatorname{relu}(x) - s \operatorname{relu}(-x)",
    ),
    identity(
        id="leaky-blend",
        sentence="For every real x and s, LeakyReLU and PReLU are {value}.",
        left=_prelu,
        right=lambda: (1 + left_slope()) / 2 * x + (1 - left_slope()) / 2 * Abs(x),
        left_tex=r"f(x)",
        right_tex=r"\frac{1 + s}{2}\, x + \frac{1 - s}{2}\, \lvert x \rvert",
    ),
    Claim(
        id="prelu-smaller",
        sentence="For s > 1, PReLU minus the smaller of x and s x is {value} for every x.",
        value=_less_the_smaller,
        holds=lambda rest: rest == {0},
        display=lambda rest: ", ".join(map(str, rest)),
        note="SymPy, with positive symbols for s − 1 and for the size of x, on both sides of 0.",
    ),
    Claim(
        id="rrelu-evaluation",
        sentence="In evaluation RReLU has the slope {value} on the left.",
        value=lambda: (Fraction(1, 8) + Fraction(1, 3)) / 2,
        holds=lambda slope: abs(float(slope) - _rrelu_in_torch()) < 1e-15,
        note="The mean of torch's bounds 1/8 and 1/3; torch.nn.RReLU().eval() has it at −1.",
    ),
    identity(
        id="relu6-difference",
        sentence="For every real x, {value}.",
        left=lambda: entry("relu6").expression,
        right=lambda: _relu() - _relu(x - 6),
        left_tex=r"\operatorname{relu6}(x)",
        right_tex=r"\operatorname{relu}(x) - \operatorname{relu}(x - 6)",
    ),
    identity(
        id="prelu-absolute-value",
        sentence="With the slope −1 on the left, PReLU is {value}.",
        left=lambda: _prelu(Integer(-1)),
        right=lambda: Abs(x),
        left_tex="f(x)",
        right_tex=r"\lvert x \rvert",
    ),
)
"""The claims about shapes, in the order of the article."""
