"""What is printed about kinks, and what stands there."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from gen.claims.errata.autograd import gradient
from gen.claims.errata.erratum import Erratum, decimal, truth
from gen.claims.functions import derived


def _slopes_at_zero() -> dict[str, float]:
    """The slopes of ReLU left and right of 0, and torch's gradients of ReLU and PReLU at 0."""
    [kink] = derived("relu").breakpoints
    left, right, _ = _sides(kink.sides[1])
    slope = torch.nn.PReLU().weight.detach().double()
    return {
        "left": left,
        "right": right,
        "torch": gradient(torch.relu, 0.0),
        "prelu": gradient(lambda x: functional.prelu(x, slope), 0.0),
    }


def _sides(sides: Any) -> tuple[float, float, float]:
    """The limits from the left and from the right, and the value at the point."""
    left, at_point, right = (float(side) for side in sides)
    return left, right, at_point


def _elu_slopes() -> dict[int, tuple[float, float]]:
    """The slopes of ELU a step left of 0 and right of it, for two alphas."""
    step = 1e-12
    return {
        alpha: (
            gradient(partial(functional.elu, alpha=alpha), -step),
            gradient(partial(functional.elu, alpha=alpha), step),
        )
        for alpha in (1, 2)
    }


def _softplus_gradients() -> tuple[list[float], list[float], float]:
    """The gradients at 0 of three spellings with corners, and of two without.

    The last is the largest error of the spellings' values at a few points.
    """
    zero = torch.zeros(1, dtype=torch.float64)

    def rest(x: torch.Tensor) -> torch.Tensor:
        return torch.log1p(torch.exp(-x.abs()))

    spellings = (
        lambda x: torch.relu(x) + rest(x),
        lambda x: x.clamp(min=0) + rest(x),
        lambda x: torch.maximum(x, zero) + rest(x),
    )
    smooth = (functional.softplus, lambda x: torch.logaddexp(x, zero))
    points = (-30.0, -1.0, 0.0, 2.0, 40.0)
    return (
        [gradient(spelling, 0.0) for spelling in spellings],
        [gradient(spelling, 0.0) for spelling in smooth],
        max(
            abs(float(spelling(zero + point)) - truth("softplus", point))
            for spelling in spellings
            for point in points
        ),
    )


def _grids() -> tuple[float, float]:
    """How near to 0 a grid of steps of 0.01 comes, by arange and by linspace."""
    by_step, by_count = np.arange(-4, 4, 0.01), np.linspace(-4, 4, 801)
    return float(np.abs(by_step).min()), float(np.abs(by_count).min())


KINKS: tuple[Erratum[Any], ...] = (
    Erratum(
        id="relu-slope-at-0",
        printed="At 0 torch's gradients of ReLU and of PReLU are {value}, not 1.",
        right="The slopes of ReLU left and right of 0 are {value}: there is no derivative at 0.",
        observe=_slopes_at_zero,
        as_printed=lambda seen: seen | {"torch": 1.0, "prelu": 1.0},
        nearly_right=lambda seen: seen | {"left": 0.01},
        fails=lambda seen: seen["torch"] == 0 and seen["prelu"] == torch.nn.PReLU().weight.item(),
        holds=lambda seen: seen["left"] == 0 and seen["right"] == 1,
        show_failure=lambda seen: f"{decimal(seen['torch'])} and {decimal(seen['prelu'])}",
        show_right=lambda seen: f"{decimal(seen['left'])} and {decimal(seen['right'])}",
        note="Autograd at 0 in float64, PReLU with its default slope; the slopes on both sides are"
        " derived from the definition.",
    ),
    Erratum(
        id="elu-smooth",
        printed="For α = 2 the slopes of ELU left and right of 0 are {value}.",
        right="For α = 1 the slopes of ELU left and right of 0 are {value}.",
        observe=_elu_slopes,
        as_printed=lambda seen: seen | {2: (1.0, 1.0)},
        nearly_right=lambda seen: seen | {1: (0.999, 1.0)},
        fails=lambda seen: seen[2][0] - seen[2][1] > 0.5,
        holds=lambda seen: abs(seen[1][0] - seen[1][1]) < 1e-9,
        show_failure=lambda seen: " and ".join(decimal(slope) for slope in seen[2]),
        show_right=lambda seen: f"{decimal(seen[1][0])} on both sides",
        note="torch's gradients in float64, a trillionth left and right of 0.",
    ),
    Erratum(
        id="softplus-corners",
        printed="At 0 autograd gives {value} for the three spellings.",
        right="At 0 softplus and logaddexp(x, 0) have the gradient {value}.",
        observe=_softplus_gradients,
        as_printed=lambda seen: ([0.5] * 3, *seen[1:]),
        nearly_right=lambda seen: (seen[0], [0.5, 0.499], seen[2]),
        fails=lambda seen: len(set(seen[0])) == len(seen[0]),
        holds=lambda seen: set(seen[1]) == {0.5} and seen[2] < 1e-14,
        show_failure=lambda seen: ", ".join(map(decimal, sorted(seen[0]))),
        show_right=lambda seen: decimal(seen[1][0]),
        note="torch autograd in float64; the part that bends is torch.relu(x), torch.maximum(x, 0)"
        " and x.clamp(min=0), and the rest is log1p(exp(−|x|)). Their values are right to the last"
        " digits.",
    ),
    Erratum(
        id="plots-miss-the-kink",
        printed="The point of np.arange(-4, 4, 0.01) that is nearest to 0 is {value} away.",
        right="The point of np.linspace(-4, 4, 801) that is nearest to 0 is {value} away.",
        observe=_grids,
        as_printed=lambda seen: (0.0, seen[1]),
        nearly_right=lambda seen: (seen[0], math.ulp(1.0)),
        fails=lambda seen: seen[0] > 0,
        holds=lambda seen: seen[1] == 0,
        show_failure=lambda seen: decimal(seen[0]),
        show_right=lambda seen: decimal(seen[1]),
        note="NumPy, float64: the smallest absolute value of the grid.",
    ),
)
"""In the order of the page."""
