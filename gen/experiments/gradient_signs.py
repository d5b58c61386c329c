"""How often the gradients of one unit's weights have the same sign, for batches of growing size."""

from __future__ import annotations

import torch
from torch import Tensor

from gen.experiments.activations import built, named
from gen.experiments.experiment import Experiment, Settings, Values
from gen.experiments.optimizers import Adam
from gen.experiments.rings import rings
from gen.experiments.rounding import round_to
from gen.experiments.stacked import Activation, Stack, batches, gradient, hidden, initial, train

SLUGS = ("sigmoid", "relu", "elu", "tanh", "gelu")

LAYER = 1
"""The layer whose gradients are looked at: the first whose inputs are outputs of activations."""


def parts() -> dict[str, Settings]:
    """One part for each activation."""
    return {
        slug: {
            "activation": named(slug),
            "widths": [2, 16, 16, 1],
            "rate": 0.01,
            "epochs": [0, 1, 10, 50],
            "batches": [1, 2, 4, 16, 64, 256, 1000],
            "most": 64,
            "seeds": list(range(32)),
        }
        for slug in SLUGS
    }


def run(settings: Settings) -> Values:
    """For each number of epochs and size of batches, shares of shape (epochs, batches, seeds).

    `same`: of the pairs of weights of a unit whose gradients are not 0, those of one sign.
    `common`: of the squared gradient, the part that is the units' mean inputs times the gradient of
    the bias, and so of one sign where the inputs are; the rest are their covariances.
    """
    stack = initial(settings["widths"], settings["seeds"])
    activation = built(settings["activation"])
    points, labels = zip(*(rings(seed) for seed in settings["seeds"]), strict=True)
    x, y = torch.stack(points, dim=-1), torch.stack(labels, dim=-1)
    found: list[Tensor] = []

    def observe(epoch: int, stack: Stack) -> None:
        if epoch in settings["epochs"]:
            found.append(_shares(stack, x, y, activation, settings))

    train(
        stack,
        x,
        y,
        activation,
        Adam(),
        settings["rate"],
        max(settings["epochs"]),
        log_gradients=False,
        observe=observe,
    )
    same, common = torch.stack(found).permute(2, 0, 1, 3)
    prefix = {"same": same[:2, :4, :2], "common": common[:2, :4, :2]}
    return {"prefix": round_to(prefix, 4), **round_to({"same": same, "common": common}, 4)}


def _shares(
    stack: Stack, x: Tensor, y: Tensor, activation: Activation, settings: Settings
) -> Tensor:
    """Both shares, of shape (batches, 2, models)."""
    return torch.stack(
        [_of_size(stack, x, y, activation, n, settings) for n in settings["batches"]]
    )


def _of_size(
    stack: Stack, x: Tensor, y: Tensor, activation: Activation, size: int, settings: Settings
) -> Tensor:
    """Both shares over a few batches of a size, of shape (2, models)."""
    pairs, same, common, rest = (torch.zeros(stack.models) for _ in range(4))
    out = torch.empty_like(stack.flat)
    count = min(settings["most"], len(x) // size)
    for some_x, some_y in list(batches(x, y, size))[:count]:
        gradient(stack, some_x, some_y, activation, out)
        weights, biases = (views[LAYER] for views in stack.views(out))
        more, fewer = (weights > 0).sum(dim=0), (weights < 0).sum(dim=0)
        pairs += _pairs(more + fewer).sum(dim=0)
        same += (_pairs(more) + _pairs(fewer)).sum(dim=0)
        inputs = hidden(stack, some_x, activation)[LAYER - 1].mean(dim=0)
        shared = inputs[:, None] * biases[None]
        common += shared.square().sum(dim=(0, 1))
        rest += (weights - shared).square().sum(dim=(0, 1))
    return torch.stack([same / pairs, common / (common + rest)])


def _pairs(count: Tensor) -> Tensor:
    return (count * (count - 1) / 2).float()


def shorter(settings: Settings) -> Settings:
    """Two seeds, one epoch, small batches."""
    few = {"seeds": 2, "epochs": 2, "batches": 4}
    return {**settings, **{key: settings[key][:count] for key, count in few.items()}}


EXPERIMENT: Experiment = Experiment(
    title="Signs of gradients within a unit",
    description=(
        "Networks with two hidden layers of 16 units learn two rings of points with Adam. At four "
        "times in training, for batches of one example to a thousand, the gradients of the second "
        "layer's weights: how often two weights of a unit have gradients of the same sign, and "
        "how much of the gradient is due to the means of the inputs."
    ),
    parts=parts,
    run=run,
    shorter=shorter,
)
