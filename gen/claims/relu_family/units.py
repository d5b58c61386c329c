"""The gate in the backward pass, and the unit that it shuts out."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import nn

from gen.claims import Claim

_LAYERS = 10
"""The depth of the networks here."""

_EXAMPLES = (10, 100, 1000, 10000)
"""Sizes of the data sets, each the beginning of the next."""

_BIAS = -3.5
"""The bias of each unit, in standard deviations of its sum: few examples reach 0."""


def _normal(*shape: int, seed: int = 0) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(*shape, generator=generator, dtype=torch.float64)


def _gate_difference() -> float:
    """The largest difference between autograd's gradient and the product of gated matrices.

    Ten ReLU layers of eight units with integer weights, so that both are exact.
    """
    generator = torch.Generator().manual_seed(0)
    weights = [torch.randint(-3, 4, (8, 8), generator=generator).double() for _ in range(_LAYERS)]
    x = torch.randint(-9, 10, (8,), generator=generator).double().requires_grad_()
    layer = x
    product = torch.eye(8, dtype=torch.float64)
    for weight in weights:
        sums = weight @ layer
        layer = torch.relu(sums)
        product = (sums > 0).double()[:, None] * (weight @ product)
    if not product.any():
        raise ValueError("no path is open; draw other weights")
    gradient = torch.autograd.grad(layer.sum(), x)[0]
    return (gradient - product.sum(dim=0)).abs().max().item()


def _growth() -> float:
    """By how much doubling all weights of ten ReLU layers multiplies the output."""
    x = _normal(16, seed=1)

    def size(scale: float) -> float:
        layer = x
        for index in range(_LAYERS):
            layer = torch.relu(scale * _normal(16, 16, seed=index + 2) @ layer)
        return float(layer.norm())

    return size(2.0) / size(1.0)


def _dead_counts() -> list[int]:
    """Of 512 units that sum 8 normal inputs, how many are dead on each of the data sets."""
    weight = nn.functional.normalize(_normal(512, 8, seed=1))
    sums = _normal(max(_EXAMPLES), 8) @ weight.T + _BIAS
    return [int((sums[:count] <= 0).all(dim=0).sum()) for count in _EXAMPLES]


def _revived_by_mixtures() -> int:
    """How often a unit that is dead on 100 examples is on at one of 10,000 mixtures of them.

    A mixture is a mean with random weights; the units are those that `_dead_counts` counts.
    """
    examples = _normal(100, 8)
    weight = nn.functional.normalize(_normal(512, 8, seed=1))
    dead = (examples @ weight.T + _BIAS <= 0).all(dim=0)
    shares = torch.softmax(3 * _normal(10000, 100, seed=2), dim=1)
    return int((shares @ examples @ weight[dead].T + _BIAS > 0).sum())


def _killing_rate() -> float:
    """The learning rate above which one step of the article's example kills its unit.

    Found by bisection on the step itself: the unit relu(w x + b) with w = 1, b = 0 sees the one
    example x = 1, whose target is 0, and the loss is the square of its output.
    """

    def alive(rate: float) -> bool:
        parameters = torch.tensor([1.0, 0.0], dtype=torch.float64, requires_grad=True)
        (gradient,) = torch.autograd.grad(torch.relu(parameters.sum()).square(), parameters)
        return bool((parameters - rate * gradient).sum() > 0)

    low, high = 0.0, 1.0
    while high - low > math.ulp(1.0):
        middle = (low + high) / 2
        low, high = (middle, high) if alive(middle) else (low, middle)
    return high


UNITS: tuple[Claim[Any], ...] = (
    Claim(
        id="relu-gates-are-exact",
        sentence="Through ten ReLU layers, the gradient and the product of the matrices without"
        " the rows of units that are off differ by {value}.",
        value=_gate_difference,
        holds=lambda difference: difference == 0,
        display=lambda difference: f"{difference:g}",
        note="torch autograd in float64; ten layers of eight units, integer weights and inputs.",
    ),
    Claim(
        id="relu-doubled-weights",
        sentence="Doubling all weights of ten ReLU layers without biases multiplies the output by"
        " {value}.",
        value=_growth,
        holds=lambda factor: factor == 2**_LAYERS,
        display=lambda factor: f"{factor:g}",
        note="torch, float64: ten layers of 16 units, normal weights. Doubling is exact.",
    ),
    Claim(
        id="dead-by-examples",
        sentence="Of 512 units with a low bias, {value} are dead on the first 10, 100, 1000 and"
        " 10 000 of the same examples.",
        value=_dead_counts,
        holds=lambda counts: counts == sorted(counts, reverse=True) and counts[0] > counts[-1],
        display=lambda counts: ", ".join(map(str, counts[:-1])) + f" and {counts[-1]}",
        note="torch: 8 normal inputs, weights of norm 1, bias −3.5; a unit is dead when no example"
        " gives a sum above 0.",
    ),
    Claim(
        id="dead-inside-the-data",
        sentence="Units that are dead on 100 examples are on at {value} of 10 000 mixtures of"
        " these examples.",
        value=_revived_by_mixtures,
        holds=lambda revived: revived == 0,
        note="torch: the units of the counts above, means of the 100 examples with random weights.",
    ),
    Claim(
        id="killing-rate",
        sentence="One step kills the unit of the example from a learning rate of {value} on.",
        value=_killing_rate,
        holds=lambda rate: rate == 1 / 4,
        display=lambda rate: "/".join(map(str, rate.as_integer_ratio())),
        note="Bisection on torch's gradient step.",
    ),
)
"""The claims about gates and dead units, in the order of the article."""
