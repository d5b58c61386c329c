"""Softplus, ELU and CELU: the corner rounded, the floor, and the joint between both sides."""

from __future__ import annotations

from typing import Any

from sympy import (
    Eq,
    Expr,
    FiniteSet,
    Integer,
    Integral,
    Rational,
    Set,
    Symbol,
    erf,
    exp,
    log,
    oo,
    pi,
    solveset,
    sqrt,
)

from gen.activation import x
from gen.claims import Claim
from gen.claims.functions import derived, entry
from gen.claims.identity import identity
from gen.claims.values import value
from gen.derivation.differentiation import differentiate
from gen.latex import latex
from gen.lookups import remembered
from gen.primitives import phi, softplus
from gen.typography import minus, upwards

_t = Symbol("t", positive=True)


@remembered
def _alpha() -> Symbol:
    """The parameter of ELU, and of CELU."""
    (one,) = entry("elu").parameters
    return one.symbol


def _elu(at: Expr = x) -> Expr:
    return entry("elu").expression.subs(x, at)


def _joint(slug: str, order: int) -> tuple[Expr, Expr]:
    """The limits of a derivative at 0 from the left and from the right."""
    (joint,) = derived(slug).breakpoints
    left, _, right = joint.sides[order]
    return left, right


def _fitting_alphas() -> Set:
    """The parameters for which both slopes of ELU agree at 0."""
    return solveset(Eq(*_joint("elu", 1)), _alpha())


def _elu_mean() -> Expr:
    """The mean of ELU at its default for standard normal inputs.

    The right half gives the mean of ReLU, the left half the mean of e^x less 1/2; the first is
    the normal distribution moved by one standard deviation.
    """
    below = (1 - erf(1 / sqrt(2))) / 2
    return 1 / sqrt(2 * pi) + exp(Rational(1, 2)) * below - Rational(1, 2)


def _mean_by_quadrature() -> Expr:
    both = _t + exp(-_t) - 1
    return Integral(both * phi.elementary(_t), (_t, 0, oo)).evalf(18)


def _quieter_than_leaky() -> Expr:
    """Where ELU's slope on the left equals that of LeakyReLU at its default."""
    (slope,) = (parameter.exact for parameter in entry("leakyrelu").parameters)
    return log(slope)


def _is_crossing(place: Expr) -> bool:
    (slope,) = (parameter.exact for parameter in entry("leakyrelu").parameters)
    below, above = (value("elu", float(place) + step, 1) for step in (-0.001, 0.001))
    return bool(below < slope < above)


def _decimal(value: Expr) -> str:
    return minus(f"{float(value):.3f}")


FLOORS: tuple[Claim[Any], ...] = (
    identity(
        id="softplus-parts",
        sentence="For every real x, {value}.",
        left=lambda: softplus(x) - softplus(-x),
        right=lambda: x,
        left_tex=r"\operatorname{softplus}(x) - \operatorname{softplus}(-x)",
    ),
    Claim(
        id="softplus-above-relu",
        sentence="Softplus lies above ReLU everywhere, by at most {value}, at 0.",
        value=lambda: softplus.elementary(Integer(0)),
        holds=lambda gap: all(
            0 < value("softplus", k / 8) - max(k / 8, 0) <= float(gap) for k in range(-160, 161)
        ),
        display=lambda gap: f"$\\log 2 \\approx {float(gap):.3f}$",
        note="The value at 0; compared with the gap at 321 points from −20 to 20, in ball"
        " arithmetic.",
    ),
    Claim(
        id="elu-joint",
        sentence="The slope of ELU at 0 is {value} from the left, and 1 from the right.",
        value=lambda: _joint("elu", 1),
        holds=lambda sides: sides == (_alpha(), 1),
        display=lambda sides: f"${latex(sides[0])}$",
        note="SymPy: limits of the derivatives of both pieces.",
    ),
    Claim(
        id="elu-fitting-alpha",
        sentence="Both slopes of ELU at 0 agree only for alpha = {value}.",
        value=_fitting_alphas,
        holds=lambda found: found == FiniteSet(1),
        display=lambda found: ", ".join(map(str, found)),
        note="SymPy solves the equation of both limits.",
    ),
    Claim(
        id="elu-second-joint",
        sentence="At the default, ELU's second derivative jumps at 0 from {value}.",
        value=lambda: tuple(side.subs(_alpha(), 1) for side in _joint("elu", 2)),
        holds=lambda sides: sides[0] != sides[1],
        display=lambda sides: f"{sides[0]} to {sides[1]}",
        note="SymPy: limits of the second derivatives of both pieces.",
    ),
    Claim(
        id="elu-mean",
        sentence="For standard normal inputs, the mean output of ELU is {value}.",
        value=_elu_mean,
        holds=lambda mean: (
            abs(mean - _mean_by_quadrature()) < 1e-14 and mean < 1 / sqrt(2 * pi) / 2
        ),
        display=_decimal,
        note="In closed form, equal to a quadrature to 14 digits.",
    ),
    Claim(
        id="elu-quieter-than-leaky",
        sentence="ELU's slope is below the left slope of LeakyReLU only for x < {value}.",
        value=_quieter_than_leaky,
        holds=_is_crossing,
        display=lambda place: upwards(float(place), 3),
        note="The logarithm of the slope; ball arithmetic confirms the sign on both sides."
        " Rounded up.",
    ),
    identity(
        id="celu-scaled",
        sentence="For every real x and every alpha > 0, CELU is {value}.",
        left=lambda: entry("celu").expression,
        right=lambda: _alpha() * _elu().subs(_alpha(), 1).subs(x, x / _alpha()),
        left_tex=r"\operatorname{celu}_\alpha(x)",
        right_tex=r"\alpha \operatorname{elu}_1\!\left(\frac{x}{\alpha}\right)",
    ),
    Claim(
        id="celu-joint",
        sentence="The slope of CELU at 0 is {value} from both sides, whatever alpha.",
        value=lambda: _joint("celu", 1),
        holds=lambda sides: sides[0] == sides[1],
        display=lambda sides: str(sides[0]),
        note="SymPy: limits of the derivatives of both pieces, with a symbol for alpha.",
    ),
    identity(
        id="elu-slope-from-output",
        sentence="For x < 0, ELU satisfies {value}.",
        left=lambda: -differentiate(_elu(-_t), _t),
        right=lambda: _elu(-_t) + _alpha(),
        left_tex="f'(x)",
        right_tex=r"f(x) + \alpha",
    ),
)
"""The claims about Softplus, ELU and CELU, in the order of the article."""
