"""GELU, SiLU and Mish as inputs times gates: identities, limits and approximations."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from sympy import Abs, Expr, Integer, LambertW, Symbol, atanh, exp, expand
from torch.nn import functional

from gen.activation import x
from gen.claims import Claim
from gen.claims.errata.autograd import gradient
from gen.claims.functions import entry
from gen.claims.identity import identity
from gen.claims.smooth_rectifiers.valleys import valley
from gen.claims.values import value
from gen.derivation.differentiation import differentiate
from gen.latex import latex
from gen.primitives import Phi
from gen.typography import scientific, scientific_upwards, upwards

_GRID = [k / 16 for k in range(129)]
"""Points from 0 to 8; beyond them every gap here is smaller than at 8, and falls."""

_PRINTED_CUBIC = 0.044715
"""The coefficient of the tanh form in use."""

_beta = Symbol("beta", positive=True)


def _gelu(at: Expr = x) -> Expr:
    return entry("gelu").expression.subs(x, at)


def _gelu_slope(at: Expr = x) -> Expr:
    return differentiate(_gelu(), x).subs(x, at)


def _silu(at: Expr = x) -> Expr:
    return entry("silu").expression.subs(x, at)


def _swish() -> Expr:
    return entry("swish").expression.subs(entry("swish").parameters[0].symbol, _beta)


class Gap(NamedTuple):
    """The largest distance of two functions for positive x, and where it is."""

    x: float
    size: float


def _gap(one: str, other: str) -> Gap:
    """The largest distance of two functions for x in [0, 8]: the best grid point, refined."""

    def distance(point: float) -> float:
        return abs(value(one, point) - value(other, point))

    best = max(_GRID, key=distance)
    at = _peak(distance, best - _GRID[1], best + _GRID[1])
    return Gap(at, distance(at))


def _is_peak(gap: Gap, one: str, other: str) -> bool:
    """Whether a distance is that of two functions at its place, and larger than close by.

    Close by is half a unit of the last digit with which a place is shown.
    """
    here, *around = (
        abs(value(one, place) - value(other, place))
        for place in (gap.x, gap.x - 0.005, gap.x + 0.005)
    )
    return gap.size == here > max(around) and _is_even(one, other)


def _peak(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a function with one peak between two points has it, by thirds."""
    for _ in range(60):
        third = (high - low) / 3
        if function(low + third) < function(high - third):
            low += third
        else:
            high -= third
    return (low + high) / 2


def _is_even(one: str, other: str) -> bool:
    """Whether the difference of two functions is even, as far as every eighth grid point tells."""
    return all(
        abs(value(one, point) - value(other, point) - value(one, -point) + value(other, -point))
        < 1e-14
        for point in _GRID[::8]
    )


def _cubic() -> Expr:
    """The coefficient c for which tanh of sqrt(2/pi) (x + c x^3) follows 2 Phi(x) - 1 to x^3."""
    odd = atanh(2 * Phi.elementary(x) - 1).series(x, 0, 5).removeO()
    return expand(odd.coeff(x, 3) / odd.coeff(x, 1))


def _fine_grid() -> torch.Tensor:
    """8001 points from 0 to 8."""
    return torch.linspace(0, 8, 8001, dtype=torch.float64)


def _errors_with(cubic: float, points: torch.Tensor) -> torch.Tensor:
    """The sizes of the errors of the tanh form of GELU with a coefficient."""
    gate = torch.sigmoid(2 * math.sqrt(2 / math.pi) * (points + cubic * points**3))
    errors: torch.Tensor = points * (torch.special.ndtr(points) - gate)
    return errors.abs()


def _error_with(cubic: float) -> float:
    """The largest error with a coefficient, on the fine grid."""
    return _errors_with(cubic, _fine_grid()).max().item()


def _error_near_zero(cubic: float) -> float:
    """The error with a coefficient at 1/64."""
    return _errors_with(cubic, torch.tensor(1 / 64, dtype=torch.float64)).item()


def _best_factor() -> float:
    """The k for which sigma(k x) comes closest to Phi(x), by the largest distance."""
    points = _fine_grid()
    wanted = torch.special.ndtr(points)

    def closeness(factor: float) -> float:
        return -float((wanted - torch.sigmoid(factor * points)).abs().max())

    return _peak(closeness, 1.5, 2.0)


GATES: tuple[Claim[Any], ...] = (
    identity(
        id="gelu-sides",
        sentence="For every real x, {value}.",
        left=lambda: _gelu() - _gelu(-x),
        right=lambda: x,
        left_tex=r"\operatorname{gelu}(x) - \operatorname{gelu}(-x)",
    ),
    identity(
        id="silu-sides",
        sentence="For every real x, {value}.",
        left=lambda: _silu() - _silu(-x),
        right=lambda: x,
        left_tex=r"\operatorname{silu}(x) - \operatorname{silu}(-x)",
    ),
    identity(
        id="gelu-slopes-of-sides",
        sentence="For every real x, {value}.",
        left=lambda: _gelu_slope() + _gelu_slope(-x),
        right=lambda: Integer(1),
        left_tex=r"\operatorname{gelu}'(x) + \operatorname{gelu}'(-x)",
    ),
    identity(
        id="gelu-below-relu",
        sentence="For every real x, {value}.",
        left=lambda: entry("relu").expression - _gelu(),
        right=lambda: Abs(x) * Phi(-Abs(x)),
        left_tex=r"\operatorname{relu}(x) - \operatorname{gelu}(x)",
        right_tex=r"\lvert x \rvert\, \Phi(-\lvert x \rvert)",
    ),
    Claim(
        id="gelu-tanh-gap",
        sentence="GELU and its tanh form differ by at most {value}.",
        value=lambda: _gap("gelu", "gelu-tanh"),
        holds=lambda gap: (
            gap.size < 1e-3
            and abs(gap.size - _error_with(_PRINTED_CUBIC)) < 1e-8
            and _is_peak(gap, "gelu", "gelu-tanh")
        ),
        display=lambda gap: f"{scientific_upwards(gap.size)} (at ±{gap.x:.2f})",
        note="The best of 129 points from 0 to 8 in ball arithmetic, refined; a finer grid in"
        " float64 agrees. The difference is even. Rounded up.",
    ),
    Claim(
        id="quickgelu-gap",
        sentence="GELU and QuickGELU differ by at most {value}.",
        value=lambda: _gap("gelu", "quickgelu"),
        holds=lambda gap: (
            gap.size > 40 * _gap("gelu", "gelu-tanh").size and _is_peak(gap, "gelu", "quickgelu")
        ),
        display=lambda gap: f"{scientific_upwards(gap.size)} (at ±{gap.x:.2f})",
        note="The best of 129 points from 0 to 8 in ball arithmetic, refined. The difference is"
        " even. Rounded up.",
    ),
    Claim(
        id="gelu-tanh-cubic",
        sentence="The tanh form follows GELU's series one term further with the coefficient"
        " {value}.",
        value=_cubic,
        holds=lambda cubic: (
            cubic > _PRINTED_CUBIC
            and _error_near_zero(float(cubic)) < _error_near_zero(_PRINTED_CUBIC) / 50
        ),
        display=lambda cubic: f"${latex(cubic)} \\approx {float(cubic):.5f}$",
        note="SymPy: the series of the inverse tanh of 2Φ(x) − 1. At x = 1/64 the error is below"
        " a fiftieth of that with the coefficient in use.",
    ),
    Claim(
        id="gelu-tanh-cubic-gap",
        sentence="With that coefficient the largest error of the tanh form is {value}.",
        value=lambda: _error_with(float(_cubic())),
        holds=lambda error: error > _error_with(_PRINTED_CUBIC),
        display=scientific,
        note="float64, 8001 points from 0 to 8; larger than with the coefficient in use.",
    ),
    Claim(
        id="quickgelu-factor",
        sentence="The sigmoid that comes closest to Φ everywhere has the factor {value}.",
        value=_best_factor,
        holds=lambda factor: abs(factor - 1.702) < 0.0006,
        display=lambda factor: f"{factor:.3f}",
        note="The least of the largest distances on 8001 points from 0 to 8, by thirds.",
    ),
    identity(
        id="swish-scaled",
        sentence="For every real x and every beta > 0, {value}.",
        left=_swish,
        right=lambda: _silu(_beta * x) / _beta,
        left_tex=r"\operatorname{swish}_\beta(x)",
        right_tex=r"\tfrac{1}{\beta} \operatorname{silu}(\beta x)",
    ),
    Claim(
        id="swish-gap",
        sentence="Swish with beta is nowhere farther from ReLU than {value} divided by beta.",
        value=lambda: _gap("silu", "relu"),
        holds=lambda gap: abs(gap.size + valley("silu", 0, -2.5, 0.0).y) < 1e-12,
        display=lambda gap: upwards(gap.size, 3),
        note="The largest distance of SiLU and ReLU, in ball arithmetic: the depth of SiLU's"
        " valley, rounded up. The scaling of Swish does the rest.",
    ),
    Claim(
        id="swish-close-to-relu",
        sentence="Swish is within a hundredth of ReLU everywhere from beta = {value} on.",
        value=lambda: 100 * _gap("silu", "relu").size,
        holds=lambda beta: (
            (depth := float(LambertW(exp(-1)).evalf(20))) / beta < 0.01 + 1e-12
            and depth / (0.9999 * beta) > 0.01
        ),
        display=lambda beta: upwards(beta, 2),
        note="A hundred times the largest distance of SiLU and ReLU, which is Lambert's W at 1/e;"
        " rounded up.",
    ),
    Claim(
        id="silu-depth",
        sentence="The lowest value of SiLU is {value}.",
        value=lambda: float(-LambertW(exp(-1)).evalf(20)),
        holds=lambda depth: (
            abs(depth - valley("silu", 0, -2.5, 0.0).y) < 1e-14
            and abs(depth - 1 - valley("silu", 0, -2.5, 0.0).x) < 1e-7
        ),
        display=lambda depth: f"{depth:.6f}".replace("-", "−"),
        note="Minus Lambert's W at 1/e, by SymPy; value and place of the minimum, found in ball"
        " arithmetic, agree.",
    ),
    identity(
        id="mish-gate",
        sentence="With u = e^x, Mish is {value}.",
        left=lambda: entry("mish").expression,
        right=lambda: x * (exp(x) ** 2 + 2 * exp(x)) / (exp(x) ** 2 + 2 * exp(x) + 2),
        left_tex=r"\operatorname{mish}(x)",
        right_tex=r"x\, \frac{u^2 + 2u}{u^2 + 2u + 2}, \qquad u = e^x",
    ),
    Claim(
        id="hardswish-gap",
        sentence="Hardswish and SiLU differ by at most {value}.",
        value=lambda: _gap("silu", "hardswish"),
        holds=lambda gap: 0.1 < gap.size < 0.2 and _is_peak(gap, "silu", "hardswish"),
        display=lambda gap: f"{upwards(gap.size, 3)} (at ±{gap.x:.2f})",
        note="The best of 129 points from 0 to 8 in ball arithmetic, refined. The difference is"
        " even. Rounded up.",
    ),
    Claim(
        id="gelu-weight-at-one",
        sentence="GELU weights an input of 1 by {value}.",
        value=lambda: value("gelu", 1.0),
        holds=lambda weight: (
            abs(weight - value("gelu", -1.0) - 1) < 1e-15
            and abs(weight - torch.special.ndtr(torch.tensor(1.0).double()).item()) < 1e-15
        ),
        display=lambda weight: f"{weight:.2f}",
        note="Ball arithmetic: GELU at 1. The weights of 1 and −1 add up to 1.",
    ),
    Claim(
        id="gelu-slope-at-one",
        sentence="The slope of GELU at 1 is {value}.",
        value=lambda: value("gelu", 1.0, 1),
        holds=lambda slope: slope > 1 and abs(slope - gradient(functional.gelu, 1.0)) < 1e-14,
        display=lambda slope: f"{slope:.3f}",
        note="Ball arithmetic; torch's gradient agrees.",
    ),
)
"""The claims about gates, in the order of the article."""
