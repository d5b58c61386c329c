"""The claims of the article "Initialization and gain"."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sympy import Rational, Symbol, exp, integrate, oo, pi, sin, sqrt, symbols

from gen.claims import Claim
from gen.claims.functions import entry
from gen.claims.identity import identity
from gen.claims.signals import Unit, from_catalog
from gen.lookups import remembered
from gen.typography import scientific, upwards

Floats = NDArray[np.float64]

_Z = Symbol("z", real=True)
_A, _B = symbols("a b", real=True)
_DENSITY = exp(-(_Z**2) / 2) / sqrt(2 * pi)

_DEPTH = 30
"""The layers of the article's networks."""

unit = remembered(from_catalog)


def _left(term: Any) -> Any:
    """The part of E term(Z) from negative Z."""
    return integrate(term * _DENSITY, (_Z, -oo, 0))


def _right(term: Any) -> Any:
    """The part of E term(Z) from positive Z."""
    return integrate(term * _DENSITY, (_Z, 0, oo))


def _growth(slug: str) -> float:
    """What a layer with its own forward gain multiplies the gradient's second moment by."""
    return unit(slug).gain() ** 2 * unit(slug).slope_second()


def _gradient_factor(slug: str, gain: float) -> float:
    """The same with another gain, at the second moment on which the sums settle."""
    return gain**2 * unit(slug).slope_second(unit(slug).settled(gain))


def _pull_twice(slug: str) -> tuple[float, float]:
    """The pull by its formula, and by a difference quotient of the map."""
    one, step = unit(slug), 1e-4
    quotient = (one.second(1 + step) - one.second(1 - step)) / (2 * step * one.second())
    return one.pull(), quotient


def _pulls_agree(found: tuple[float, float]) -> bool:
    return math.isclose(*found, rel_tol=1e-6)


def _after(slug: str, start: float) -> float:
    """The second moment after thirty layers with the unit's own gain."""
    return unit(slug).layers(unit(slug).gain(), start, _DEPTH)[-1]


def _selu_jacobian() -> tuple[float, float]:
    """The derivatives by the variance of mean and variance of SELU's output, at mean 0, variance 1.

    With m = E f(√v Z): m' = E Z f'(Z) / 2, and that of E f(√v Z)² - m² is E Z f f' - 2 m m'.
    """
    one = unit("selu")
    mean = one.mean(1.0, one.f)
    slope = one.mean(1.0, lambda x: x * one.df(x)) / 2
    return slope, one.mean(1.0, lambda x: x * one.f(x) * one.df(x)) - 2 * mean * slope


def _selu_quotients() -> tuple[float, float]:
    """The same by difference quotients."""
    one, step = unit("selu"), 1e-4
    means = [one.mean(1 + sign * step, one.f) for sign in (1, -1)]
    variances = [one.second(1 + sign * step) - means[k] ** 2 for k, sign in enumerate((1, -1))]
    return (means[0] - means[1]) / (2 * step), (variances[0] - variances[1]) / (2 * step)


def _rms(slug: str) -> tuple[float, float]:
    """The root of E (g(Z) - GELU(Z))² for an approximation g: by quadrature, and on a fine grid."""
    gelu, other = unit("gelu"), unit(slug)
    exact = math.sqrt(gelu.mean(1.0, lambda x: np.square(other.f(x) - gelu.f(x))))
    grid = torch.linspace(-12, 12, 240_001, dtype=torch.float64)
    approximation: Callable[[torch.Tensor], torch.Tensor] = (
        (lambda z: torch.nn.functional.gelu(z, approximate="tanh"))
        if slug == "gelu-tanh"
        else (lambda z: z * torch.sigmoid(1.702 * z))
    )
    gap = approximation(grid) - torch.nn.functional.gelu(grid)
    weights = torch.exp(-(grid**2) / 2) / math.sqrt(2 * math.pi)
    return exact, math.sqrt(float(torch.trapezoid(gap**2 * weights, grid)))


def _variance_bounds() -> dict[str, tuple[float, float]]:
    """Var f(Z) and E f'(Z)² of some functions of the catalog."""
    names = ("tanh", "sigmoid", "gelu", "silu", "selu", "softplus", "relu", "identity")
    return {name: _spread(unit(name)) for name in names}


def _spread(one: Unit) -> tuple[float, float]:
    return one.second() - one.mean(1.0, one.f) ** 2, one.slope_second()


def _bounded(found: dict[str, tuple[float, float]]) -> bool:
    """Whether the variance is smaller everywhere but for the identity, where it is equal."""
    line = found["identity"]
    return math.isclose(*line) and all(
        low < high for name, (low, high) in found.items() if name != "identity"
    )


def _squared() -> tuple[float, float]:
    """The second moment after ten layers of squared ReLU with its own gain, from 1.01."""
    one = unit("squared-relu")
    return one.layers(one.gain(), 1.01, 10)[-1], 1.01**1024


CLAIMS: tuple[Claim[Any], ...] = (
    identity(
        id="relu-halves",
        sentence="ReLU keeps half of the second moment: {value}.",
        left=lambda: _right(_Z**2),
        right=lambda: Rational(1, 2),
        left_tex=r"\operatorname{E} \operatorname{relu}(Z)^2",
        right_tex=r"\frac{1}{2}",
    ),
    Claim(
        id="relu-gain-one-thirty",
        sentence="Thirty layers of ReLU with gain 1 leave {value} of the second moment.",
        value=lambda: unit("relu").layers(1.0, 1.0, _DEPTH)[-1],
        holds=lambda left: math.isclose(left, 2.0**-_DEPTH, rel_tol=1e-9),
        display=scientific,
        note="By the map of the second moment, integrated numerically; it is 2⁻³⁰.",
    ),
    identity(
        id="homogeneous-gains",
        sentence="For f with slope a left of 0 and b right of it: {value}.",
        left=lambda: _left((_A * _Z) ** 2) + _right((_B * _Z) ** 2),
        right=lambda: _left(_A**2) + _right(_B**2),
        left_tex=r"\operatorname{E} f(Z)^2 = \frac{a^2 + b^2}{2}",
        right_tex=r"\operatorname{E} f'(Z)^2",
    ),
    Claim(
        id="variance-below-slope",
        sentence="The variance of f(Z) is below E f'(Z)² for {value}.",
        value=_variance_bounds,
        holds=_bounded,
        display=lambda found: ", ".join(entry(slug).name for slug in found if slug != "identity"),
        note="Numerical integration; for the identity both are 1.",
    ),
    Claim(
        id="tanh-gradient-growth",
        sentence="With its own forward gain, a layer of tanh multiplies the gradient's second"
        " moment by {value}.",
        value=lambda: _growth("tanh"),
        holds=lambda factor: factor > 1,
        display=lambda factor: f"{factor:.3f}",
        note="E f'(Z)² / E f(Z)², integrated numerically.",
    ),
    Claim(
        id="tanh-gradient-thirty",
        sentence="Thirty of them multiply it by {value}.",
        value=lambda: _growth("tanh") ** _DEPTH,
        holds=lambda factor: 100 < factor < 200,
        display=lambda factor: f"{factor:.0f}",
        note="The thirtieth power of tanh-gradient-growth.",
    ),
    Claim(
        id="tanh-pull",
        sentence="With its own gain a layer of tanh multiplies a small distance of the second"
        " moment from 1 by {value}.",
        value=lambda: _pull_twice("tanh"),
        holds=lambda found: _pulls_agree(found) and found[0] < 1,
        display=lambda found: f"{found[0]:.3f}",
        note="E Z f f' / E f², integrated numerically; a difference quotient of the map agrees.",
    ),
    Claim(
        id="gelu-pull",
        sentence="With its own gain a layer of GELU multiplies a small distance of the second"
        " moment from 1 by {value}.",
        value=lambda: _pull_twice("gelu"),
        holds=lambda found: _pulls_agree(found) and found[0] > 1,
        display=lambda found: f"{found[0]:.3f}",
        note="E Z f f' / E f², integrated numerically; a difference quotient of the map agrees.",
    ),
    Claim(
        id="silu-pull",
        sentence="For SiLU the factor is {value}.",
        value=lambda: _pull_twice("silu"),
        holds=lambda found: _pulls_agree(found) and found[0] > 1,
        display=lambda found: f"{found[0]:.3f}",
        note="E Z f f' / E f², integrated numerically; a difference quotient of the map agrees.",
    ),
    Claim(
        id="gelu-thirty-layers",
        sentence="Thirty layers of GELU with its own gain turn a second moment of 4 into {value}.",
        value=lambda: _after("gelu", 4.0),
        holds=lambda moment: moment > 400,
        display=lambda moment: f"{moment:.0f}",
        note="By the map of the second moment, integrated numerically.",
    ),
    Claim(
        id="gelu-largest-growth",
        sentence="A layer of GELU with its own gain multiplies the second moment by less than"
        " {value}.",
        value=lambda: (
            unit("gelu").gain() ** 2 / 2,
            max(unit("gelu").second(q) / q for q in (1.0, 4.0, 100.0, 1e4)),
        ),
        holds=lambda found: found[1] * unit("gelu").gain() ** 2 < found[0],
        display=lambda found: upwards(found[0], 3),
        note="Half of gain², rounded up: GELU(x)² + GELU(-x)² = x² (Φ(x)² + Φ(-x)²) is less than"
        " x². The build looks at four sizes up to 10⁴.",
    ),
    Claim(
        id="tanh-five-thirds-settles",
        sentence="With gain 5/3, layers of tanh settle on a second moment of {value}.",
        value=lambda: unit("tanh").settled(5 / 3),
        holds=lambda q: 1 < q < 1.3,
        display=lambda q: f"{q:.3f}",
        note="The map of the second moment, integrated numerically, until it changes nothing.",
    ),
    Claim(
        id="tanh-five-thirds-gradient",
        sentence="There a layer multiplies the gradient's second moment by {value}.",
        value=lambda: _gradient_factor("tanh", 5 / 3),
        holds=lambda factor: factor > 1,
        display=lambda factor: f"{factor:.3f}",
        note="gain² E f'(√q Z)² at that second moment q.",
    ),
    Claim(
        id="sigmoid-one-gradient",
        sentence="With gain 1, a layer of sigmoids multiplies the gradient's second moment by"
        " {value}.",
        value=lambda: _gradient_factor("sigmoid", 1.0),
        holds=lambda factor: factor < 1 / 16,
        display=lambda factor: f"{factor:.3f}",
        note="E f'(√q Z)² at the second moment q on which the sums settle; it is below 1/16,"
        " the largest square of the slope.",
    ),
    Claim(
        id="sigmoid-one-thirty",
        sentence="Thirty layers of sigmoids with gain 1 multiply the gradient's second moment by"
        " {value}.",
        value=lambda: _gradient_factor("sigmoid", 1.0) ** _DEPTH,
        holds=lambda factor: factor < 1e-37,
        display=scientific,
        note="The thirtieth power of sigmoid-one-gradient.",
    ),
    Claim(
        id="selu-three-quarters-settles",
        sentence="With gain 3/4, layers of SELU settle on a second moment of {value}.",
        value=lambda: unit("selu").settled(0.75),
        holds=lambda q: q < 0.1,
        display=lambda q: f"{q:.3f}",
        note="The map of the second moment, integrated numerically, until it changes nothing.",
    ),
    Claim(
        id="selu-mean-slope",
        sentence="The mean of SELU's output changes with the variance of its sums at the rate"
        " {value}.",
        value=lambda: (*_selu_jacobian(), *_selu_quotients()),
        holds=lambda found: (
            math.isclose(found[0], found[2], rel_tol=1e-6)
            and math.isclose(found[1], found[3], rel_tol=1e-6)
        ),
        display=lambda found: f"{found[0]:.4f}",
        note="E Z f'(Z) / 2, integrated numerically; difference quotients agree.",
    ),
    Claim(
        id="selu-eigenvalues",
        sentence="The eigenvalues of SELU's map of mean and variance at (0, 1) are {value}.",
        value=lambda: sorted(
            np.linalg.eigvals(np.array([[0.0, _selu_jacobian()[0]], [0.0, _selu_jacobian()[1]]]))
        ),
        holds=lambda found: found[0] == 0 and 0 < found[1] < 1,
        display=lambda found: f"0 and {found[1]:.4f}",
        note="The matrix of the four derivatives; those by the mean are 0, because the weights sum"
        " to 0.",
    ),
    Claim(
        id="gelu-tanh-rms",
        sentence="For normal inputs the tanh form is off from GELU by {value} in root mean square.",
        value=lambda: _rms("gelu-tanh"),
        holds=lambda found: math.isclose(*found, rel_tol=1e-5),
        display=lambda found: scientific(found[0]),
        note="The root of E (g(Z) - f(Z))², integrated numerically; torch's kernels on a grid"
        " agree to five digits.",
    ),
    Claim(
        id="quickgelu-rms",
        sentence="For normal inputs QuickGELU is off from GELU by {value} in root mean square.",
        value=lambda: _rms("quickgelu"),
        holds=lambda found: math.isclose(*found, rel_tol=1e-5),
        display=lambda found: scientific(found[0]),
        note="The root of E (g(Z) - f(Z))², integrated numerically; torch's kernels on a grid"
        " agree to five digits.",
    ),
    identity(
        id="sine-second-moment",
        sentence="The second moment of the sine of a normal number: {value}.",
        left=lambda: integrate((sin(_Z) ** 2 * _DENSITY).rewrite(exp).expand(), (_Z, -oo, oo)),
        right=lambda: (1 - exp(-2)) / 2,
        left_tex=r"\operatorname{E} \sin(Z)^2",
    ),
    Claim(
        id="squared-relu-ten-layers",
        sentence="Ten layers of squared ReLU turn a second moment 1/100 above 1 into {value}.",
        value=_squared,
        holds=lambda found: math.isclose(*found, rel_tol=1e-6),
        display=lambda found: f"{found[0]:.0f}",
        note="By the map of the second moment, integrated numerically; each layer squares it.",
    ),
)
"""All of them, in the order of the article."""
