"""SELU: the two constants from two equations, and the fixed point that they make."""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import fmean
from typing import Any

import torch
from sympy import (
    Expr,
    Integral,
    N,
    Rational,
    Symbol,
    erfc,
    exp,
    expand,
    lambdify,
    oo,
    pi,
    sqrt,
)

from gen.activation import x
from gen.claims import Claim
from gen.claims.functions import derived, entry, symbol
from gen.claims.identity import identity
from gen.derivation.differentiation import differentiate
from gen.lookups import remembered
from gen.primitives import phi

_alpha = Symbol("alpha", positive=True)
"""The parameter of ELU."""
_v = Symbol("v", positive=True)
"""The variance of the sums that enter a layer; their mean is 0."""
_t = Symbol("t", positive=True)
"""The size of a sum."""


def _left(power: int) -> Expr:
    """The mean of e^(power z) over z < 0 for normal z of variance v, in closed form.

    It is that of a normal distribution moved by power times the variance.
    """
    return exp(power**2 * _v / 2) * erfc(power * sqrt(_v / 2)) / 2


def _mean() -> Expr:
    """The mean of ELU's output."""
    return sqrt(_v / (2 * pi)) + _alpha * (_left(1) - Rational(1, 2))


def _square() -> Expr:
    """The mean square of ELU's output."""
    return _v / 2 + _alpha**2 * (_left(2) - 2 * _left(1) + Rational(1, 2))


@remembered
def constants() -> tuple[Expr, Expr]:
    """Lambda and alpha: the mean vanishes at variance 1, and then the mean square becomes 1."""
    mean = expand(_mean().subs(_v, 1))
    alpha = -mean.coeff(_alpha, 0) / mean.coeff(_alpha, 1)
    return 1 / sqrt(_square().subs({_v: 1, _alpha: alpha})), alpha


def _outgoing() -> Expr:
    """The mean square of SELU's output, as a function of v.

    It is the variance of the next sums if the weights have mean 0 and variance 1/n. The mean of the
    outputs, which is 0 for v = 1 only, is not taken off: random weights do not let it through.
    """
    scale, alpha = constants()
    return (scale**2 * _square()).subs(_alpha, alpha)


def _simulated(start: float) -> float:
    """The mean square of the sums behind one layer of SELU units, over six random layers."""
    generator = torch.Generator().manual_seed(0)
    options: Any = {"generator": generator, "dtype": torch.float64}
    squares = []
    for _ in range(6):
        sums = math.sqrt(start) * torch.randn(500, 500, **options)
        weight = torch.randn(500, 500, **options) / math.sqrt(500)
        squares.append((torch.selu(sums) @ weight).square().mean().item())
    return fmean(squares)


def _integral(left: Expr, right: Expr) -> Expr:
    """The mean of a function of normal z, given for z = -t and z = t, by quadrature."""
    return Integral((left + right) * phi.elementary(_t), (_t, 0, oo)).evalf(20)


@remembered
def _constants_by_quadrature() -> tuple[Expr, Expr]:
    """Lambda and alpha, without a closed form."""
    dip = exp(-_t) - 1
    alpha = -_integral(0, _t) / _integral(dip, 0)
    return 1 / sqrt(_integral((alpha * dip) ** 2, _t**2)), alpha


def _catalogued(name: str) -> str:
    """The digits of a constant in the catalog."""
    return {one.symbol.name: str(one.default) for one in entry("selu").parameters}[name]


def _rounded(value: Expr, name: str) -> str:
    """The value with as many digits as the catalog's constant has."""
    return str(N(value, len(_catalogued(name)) - 1))


def _is_catalogued(value: Expr, name: str, searched: Expr) -> bool:
    agree = abs(N(value - searched, 20)) < 1e-17
    return bool(agree) and _rounded(value, name) == _catalogued(name)


def _contraction() -> float:
    """The derivative of the outgoing by the incoming variance at the fixed point."""
    return float(differentiate(_outgoing(), _v).subs(_v, 1).evalf(20))


def _contraction_agrees(factor: float) -> bool:
    """Whether a difference quotient of the map confirms the derivative."""
    above, below = (variances(1 + step, 1)[1] for step in (1e-4, -1e-4))
    return abs(factor - (above - below) / 2e-4) < 1e-6


def variances(start: float, layers: int) -> list[float]:
    """The variance of the sums, at the start and behind each of some layers of SELU units."""
    outgoing = _outgoing_number()
    found = [start]
    for _ in range(layers):
        found.append(float(outgoing(found[-1])))
    return found


@remembered
def _outgoing_number() -> Callable[[float], float]:
    """The outgoing mean square as a function of a float."""
    exact = _outgoing()
    constants_in = exact.replace(lambda e: not e.has(_v) and e.is_number, lambda e: N(e, 17))
    function: Callable[[float], float] = lambdify(_v, constants_in, "math")
    return function


def _below() -> Expr:
    """SELU at -t."""
    return entry("selu").expression.subs(x, -_t)


def _slopes() -> tuple[Expr, Expr]:
    """The slopes of SELU at 0, from the left and from the right."""
    (joint,) = derived("selu").breakpoints
    left, _, right = joint.sides[1]
    values = {parameter.symbol: parameter.exact for parameter in entry("selu").parameters}
    return left.subs(values), right.subs(values)


NORMALIZING: tuple[Claim[Any], ...] = (
    Claim(
        id="selu-alpha",
        sentence="SELU's alpha, the one that makes the mean 0, is {value}.",
        value=lambda: constants()[1],
        holds=lambda alpha: _is_catalogued(alpha, "alpha", _constants_by_quadrature()[1]),
        display=lambda alpha: _rounded(alpha, "alpha"),
        note="SymPy, in closed form: rounded, it is the catalog's constant; quadratures give the"
        " same to 17 digits.",
    ),
    Claim(
        id="selu-lambda",
        sentence="SELU's lambda, the one that makes the variance 1, is {value}.",
        value=lambda: constants()[0],
        holds=lambda scale: _is_catalogued(scale, "lambda", _constants_by_quadrature()[0]),
        display=lambda scale: _rounded(scale, "lambda"),
        note="SymPy, in closed form: rounded, it is the catalog's constant; quadratures give the"
        " same to 17 digits.",
    ),
    Claim(
        id="selu-contraction",
        sentence="Near 1, a layer of SELU units multiplies the distance of the variance of its sums"
        " from 1 by {value}.",
        value=_contraction,
        holds=lambda factor: 0 < factor < 1 and _contraction_agrees(factor),
        display=lambda factor: f"{factor:.2f}",
        note="The derivative of the closed form of the mean square of the outputs, for normal sums"
        " of mean 0; a difference quotient agrees.",
    ),
    Claim(
        id="selu-twenty-layers",
        sentence="From variances 1/4 and 4, twenty layers of SELU units come to {value}.",
        value=lambda: [variances(start, 20)[-1] for start in (0.25, 4.0)],
        holds=lambda ends: (
            0.98 < ends[0] < 1 < ends[1] < 1.02
            and abs(variances(4.0, 1)[1] / _simulated(4.0) - 1) < 0.01
        ),
        display=lambda ends: " and ".join(f"{end:.3f}" for end in ends),
        note="The closed form of the mean square of the outputs, applied twenty times. From 4, the"
        " sums behind one layer of 500 torch.selu units with random weights agree with it within a"
        " hundredth.",
    ),
    Claim(
        id="selu-slopes",
        sentence="SELU's slope at 0 is {value} from the left and from the right.",
        value=_slopes,
        holds=lambda slopes: slopes[0] > slopes[1] > 1,
        display=lambda slopes: " and ".join(f"{float(slope):.3f}" for slope in slopes),
        note="SymPy: limits of the derivatives of both pieces, at the constants.",
    ),
    identity(
        id="selu-slope-from-output",
        sentence="For x < 0, SELU satisfies {value}.",
        left=lambda: -differentiate(_below(), _t),
        right=lambda: _below() + symbol("selu", "lambda") * symbol("selu", "alpha"),
        left_tex="f'(x)",
        right_tex=r"f(x) + \lambda \alpha",
    ),
)
"""The claims about SELU, in the order of the article."""
