"""What rectifiers make of normal sums: how many zeros, which mean, which mean square."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from statistics import fmean
from typing import Any

import torch
from sympy import Expr, Integral, Rational, Symbol, erf, expand, oo, sqrt

from gen.activation import x
from gen.claims import Claim
from gen.claims.functions import entry
from gen.claims.identity import identity
from gen.claims.relu_family.corner import left_slope
from gen.latex import latex
from gen.primitives import phi

_WIDTH = 256
"""Inputs and units of the random layer."""

_DEEP = (16, 20, 128)
"""How many deep networks, their depth, and the width of each layer."""

_t = Symbol("t", positive=True)

_BENDS: Mapping[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "GELU": torch.nn.functional.gelu,
}
"""Activations that send no sum but 0 to 0."""


def _relu() -> Expr:
    return entry("relu").expression


def _integral(function: Expr) -> Integral:
    """The mean of a function of x for standard normal x, not evaluated."""
    # Both halves at once: with a positive symbol no case is left.
    both = expand(function.subs(x, _t) + function.subs(x, -_t))
    return Integral(both * phi.elementary(_t), (_t, 0, oo))


def _mean(function: Expr) -> Expr:
    """The mean of a function of x for standard normal x."""
    return expand(_integral(function).doit())


def _mean_agrees(function: Expr, mean: Expr) -> bool:
    """Whether a quadrature confirms the mean."""
    return bool(abs(_integral(function).evalf(18) - mean) < 1e-14)


def _approximately(mean: Expr) -> str:
    return f"{float(mean):.3f}"


def _sums() -> torch.Tensor:
    """What enters a layer of normal weights for 1000 normal inputs, of shape (1000, width)."""
    generator = torch.Generator().manual_seed(0)
    inputs = torch.randn(1000, _WIDTH, generator=generator, dtype=torch.float64)
    weight = torch.randn(_WIDTH, _WIDTH, generator=generator, dtype=torch.float64)
    return inputs @ weight.T / math.sqrt(_WIDTH)


def _share_of_zeros() -> float:
    """The share of outputs of a ReLU layer that are exactly 0."""
    return (torch.relu(_sums()) == 0).double().mean().item()


def _zeros_elsewhere() -> dict[str, int]:
    """How many outputs of each other layer are exactly 0."""
    sums = _sums()
    return {name: int((bend(sums) == 0).sum()) for name, bend in _BENDS.items()}


def _factors(gain: float) -> list[float]:
    """By how much each layer of the deep ReLU networks multiplies the mean square of its sums.

    The weights are normal with standard deviation gain/sqrt(width); there are no biases.
    """
    count, depth, width = _DEEP
    generator = torch.Generator().manual_seed(0)
    sums = torch.randn(count, width, 1, generator=generator, dtype=torch.float64)
    factors = []
    for _ in range(depth):
        weight = torch.randn(count, width, width, generator=generator, dtype=torch.float64)
        after = weight @ torch.relu(sums) * (gain / math.sqrt(width))
        factors += (after.square().mean(dim=1) / sums.square().mean(dim=1)).flatten().tolist()
        sums = after
    return factors


def _star_constants() -> tuple[Expr, Expr]:
    """Scale and shift that give the squared ReLU mean 0 and variance 1 for normal inputs."""
    mean, square = _mean(_relu() ** 2), _mean(_relu() ** 4)
    scale = 1 / sqrt(square - mean**2)
    return scale, -scale * mean


def _are_catalogued(constants: tuple[Expr, Expr]) -> bool:
    """Whether the entry has the constants, rounded to the digits that its paper prints."""
    printed = [parameter.exact for parameter in entry("starrelu").parameters]
    return all(
        abs(exact - given) < Rational(1, 20000)
        for exact, given in zip(constants, printed, strict=True)
    )


MOMENTS: tuple[Claim[Any], ...] = (
    Claim(
        id="relu-share-of-zeros",
        sentence="Of the outputs of one random ReLU layer, {value} are exactly 0.",
        value=_share_of_zeros,
        holds=lambda share: abs(share - 1 / 2) < 0.01,
        display=lambda share: f"{100 * share:.1f} %",
        note="torch: one layer with 256 normal inputs and 256 units with normal weights, no bias,"
        " 1000 examples, seed 0.",
    ),
    Claim(
        id="zeros-of-other-layers",
        sentence="On the same sums, sigmoid, tanh and GELU layers have {value} outputs that are"
        " exactly 0.",
        value=_zeros_elsewhere,
        holds=lambda zeros: set(zeros.values()) == {0},
        display=lambda zeros: str(sum(zeros.values())),
        note="torch, float64, the same sums as for ReLU.",
    ),
    Claim(
        id="zeros-with-negative-bias",
        sentence="With a bias one standard deviation below 0, {value} of the outputs are 0.",
        value=lambda: (1 + erf(1 / sqrt(2))) / 2,
        holds=lambda share: abs(float(share) - (_sums() <= 1).double().mean().item()) < 0.01,
        display=lambda share: f"{100 * float(share):.1f} %",
        note="The share of a normal distribution up to one standard deviation above its mean;"
        " counted in torch within a hundredth.",
    ),
    Claim(
        id="relu-mean",
        sentence="For standard normal sums, the mean output of ReLU is {value}.",
        value=lambda: _mean(_relu()),
        holds=lambda mean: mean > 0 and _mean_agrees(_relu(), mean),
        display=_approximately,
        note="SymPy integrates against the normal density; a quadrature agrees to 14 digits.",
    ),
    Claim(
        id="relu-mean-square",
        sentence="For standard normal sums, the mean square of ReLU's output is {value}.",
        value=lambda: _mean(_relu() ** 2),
        holds=lambda mean: mean == Rational(1, 2) and _mean_agrees(_relu() ** 2, mean),
        note="SymPy integrates against the normal density; a quadrature agrees to 14 digits.",
    ),
    Claim(
        id="relu-layers-shrink",
        sentence="With weights of variance 1/n, a ReLU layer multiplies the mean square of the"
        " sums by {value} on average.",
        value=lambda: fmean(_factors(1.0)),
        holds=lambda factor: abs(factor - 1 / 2) < 0.02,
        display=lambda factor: f"{factor:.2f}",
        note="The mean over 16 networks of 20 layers of 128 units, normal weights, no bias.",
    ),
    Claim(
        id="relu-layers-keep",
        sentence="With weights of variance 2/n, a ReLU layer multiplies the mean square of the"
        " sums by {value} on average.",
        value=lambda: fmean(_factors(math.sqrt(2))),
        holds=lambda factor: abs(factor - 1) < 0.04,
        display=lambda factor: f"{factor:.2f}",
        note="The mean over 16 networks of 20 layers of 128 units, normal weights, no bias.",
    ),
    Claim(
        id="starrelu-constants",
        sentence="For standard normal inputs, {value} give the squared ReLU mean 0, variance 1.",
        value=_star_constants,
        holds=_are_catalogued,
        display=lambda found: (
            f"$s = {latex(found[0])} \\approx {float(found[0]):.4f}$ and"
            f" $d = {latex(found[1])} \\approx {float(found[1]):.4f}$"
        ),
        note="SymPy, from the means of the second and the fourth power; equal to the printed"
        " constants to their four decimals.",
    ),
    Claim(
        id="squared-relu-moments",
        sentence="For standard normal inputs, the squared ReLU has {value}.",
        value=lambda: (_mean(_relu() ** 2), _mean(_relu() ** 4) - _mean(_relu() ** 2) ** 2),
        holds=lambda found: found[1] > 1 and _mean_agrees(_relu() ** 4, found[1] + found[0] ** 2),
        display=lambda found: f"mean {found[0]} and variance {found[1]}",
        note="SymPy integrates against the normal density; a quadrature agrees to 14 digits.",
    ),
    identity(
        id="prelu-mean-square",
        sentence="For standard normal x and slope s on the left, {value}.",
        left=lambda: _mean(entry("prelu").expression ** 2),
        right=lambda: (1 + left_slope() ** 2) / 2,
        left_tex=r"\operatorname{E} f(x)^2",
        right_tex=r"\frac{1 + s^2}{2}",
    ),
)
"""The claims about random layers, in the order of the article."""
