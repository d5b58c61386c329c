"""Zeros among the outputs of a rectified network before training, unit by unit, on real images."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn

from gen.experiments import census, images
from gen.experiments.experiment import PREFIX, Experiment, Settings, Values
from gen.experiments.rounding import round_to

WIDTHS = (784, 512, 256, 256, 128)
EXAMPLES = 10000
BINS = 20
"""Of the histogram of units by how often they are on."""
SEEDS = 8

STARTS: Mapping[str, Mapping[str, float]] = {
    "default": {"weight_scale": 1.0, "bias_scale": 1.0},
    # torch's default is uniform with the variance 1/(3 n): six times that is He's 2/n.
    "he": {"weight_scale": 6**0.5, "bias_scale": 0.0},
}
"""What is changed of torch's default initialization."""


def _parts() -> dict[str, Settings]:
    return {
        f"{name}-{inputs}": {
            "start": dict(start),
            "inputs": inputs,
            "widths": list(WIDTHS),
            "examples": EXAMPLES,
            "bins": BINS,
            "seeds": list(range(SEEDS)),
        }
        for name, start in STARTS.items()
        for inputs in ("images", "centered", "normal")
    }


def _shorter(settings: Settings) -> Settings:
    return {**settings, "seeds": settings["seeds"][:1]}


def run(settings: Settings) -> Values:
    """By layer and seed, the share of zeros; by layer, how often units are on."""
    x = _inputs(settings)
    found = [_zeros(settings, x, seed) for seed in settings["seeds"]]
    on = [torch.cat(each) for each in zip(*found, strict=True)]
    bins = settings["bins"]
    values: dict[str, Any] = {
        "zeros": [[1 - layer.mean().item() for layer in one] for one in found],
        "histogram": [torch.histc(each, bins=bins, min=0, max=1).int().tolist() for each in on],
        "never": [int((each == 0).sum()) for each in on],
        "always": [int((each == 1).sum()) for each in on],
    }
    return dict(round_to({**values, PREFIX: values["zeros"][0]}))


def _inputs(settings: Settings) -> Tensor:
    """Images from -1 to 1; the same with the mean image taken away; normal numbers."""
    examples, width = settings["examples"], settings["widths"][0]
    if settings["inputs"] == "normal":
        return torch.randn(examples, width, generator=torch.Generator().manual_seed(0))
    training, _ = images.load()
    x = torch.tensor(training.pixels[:examples]).float() / 127.5 - 1
    return x - x.mean(dim=0) if settings["inputs"] == "centered" else x


@torch.no_grad()
def _zeros(settings: Settings, x: Tensor, seed: int) -> list[Tensor]:
    """Per hidden layer, the share of inputs at which each unit is on."""
    torch.manual_seed(seed)
    shares = []
    for inputs, outputs in pairwise(settings["widths"]):
        layer = nn.Linear(inputs, outputs)
        layer.weight.mul_(settings["start"]["weight_scale"])
        layer.bias.mul_(settings["start"]["bias_scale"])
        x = torch.relu(layer(x))
        shares.append(census.active(x).double() / len(x))
    return shares


EXPERIMENT: Experiment = Experiment(
    title="Zeros before training",
    description=(
        "The share of outputs that are 0 in each hidden layer of a ReLU network with random"
        " weights, and how often each of its units is on, for 10,000 images of Fashion-MNIST, for"
        " the same images less their mean, and for normal inputs."
    ),
    parts=_parts,
    run=run,
    shorter=_shorter,
    data=images.FILES,
)
