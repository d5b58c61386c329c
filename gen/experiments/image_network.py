"""The network of the experiments on images, and its training epoch by epoch."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from gen.experiments.activations import built
from gen.experiments.images import Images, load

WIDTHS = (784, 512, 256, 256, 128, 10)
"""The numbers of units, from the pixels to the ten classes."""


class Sample(NamedTuple):
    """Pictures as the network takes them."""

    pixels: Tensor
    """Of shape (pictures, 784), from -1 to 1."""
    labels: Tensor
    """Of shape (pictures,)."""


class Split(NamedTuple):
    """The three parts of the data."""

    training: Sample
    validation: Sample
    test: Sample


def split(seed: int, held_out: int) -> Split:
    """The data, with so many pictures drawn from those for training as the validation set.

    The draw is the seed's, and the same for all activations.
    """
    training, test = _samples()
    order = torch.randperm(len(training.labels), generator=torch.Generator().manual_seed(seed))
    kept, held = order[:-held_out], order[-held_out:]
    return Split(
        Sample(training.pixels[kept], training.labels[kept]),
        Sample(training.pixels[held], training.labels[held]),
        test,
    )


@cache
def _samples() -> tuple[Sample, Sample]:
    training, test = load()
    return _sample(training), _sample(test)


def _sample(images: Images) -> Sample:
    pixels = torch.from_numpy(images.pixels.copy()).float()
    return Sample((pixels / 255 - 0.5) / 0.5, torch.from_numpy(images.labels))


def network(
    activation: Mapping[str, Any], seed: int, initialization: str = "torch"
) -> nn.Sequential:
    """A fresh network, with weights that depend on the seed and not on the activation.

    initialization: "torch" for the default of nn.Linear, weights and biases uniform within
        1/sqrt(inputs); "lecun" for normal weights of variance 1/inputs, cut at two standard
        deviations, and biases 0, the default of Flax.
    """
    torch.manual_seed(seed)
    layers = [nn.Linear(*widths) for widths in pairwise(WIDTHS)]
    if initialization == "lecun":
        for layer in layers:
            _lecun(layer)
    elif initialization != "torch":
        raise ValueError(f"there is no initialization {initialization!r}")
    modules: list[nn.Module] = [layers[0]]
    for layer in layers[1:]:
        modules += [built(activation), layer]
    return nn.Sequential(*modules)


def _lecun(layer: nn.Linear) -> None:
    # A normal number cut at two standard deviations has 0.8796 times the deviation.
    scale = 1 / math.sqrt(layer.in_features) / 0.87962566103423978
    nn.init.trunc_normal_(layer.weight, std=scale, a=-2 * scale, b=2 * scale)
    nn.init.zeros_(layer.bias)


def linear_layers(model: nn.Sequential) -> list[nn.Linear]:
    """The five layers with weights, from the first to the output."""
    return [module for module in model if isinstance(module, nn.Linear)]


def outputs(model: nn.Sequential, pixels: Tensor) -> list[Tensor]:
    """What the activations of the four hidden layers give, each of shape (pictures, units)."""
    found = []
    for module in model:
        pixels = module(pixels)
        if not isinstance(module, nn.Linear):
            found.append(pixels)
    return found


def batches(training: Sample, size: int, seed: int, epoch: int) -> Iterator[Sample]:
    """The batches of an epoch in the seed's order, the incomplete last one left out."""
    generator = torch.Generator().manual_seed(1_000_003 * seed + epoch)
    order = torch.randperm(len(training.labels), generator=generator)
    for begin in range(0, len(order) - size + 1, size):
        chosen = order[begin : begin + size]
        yield Sample(training.pixels[chosen], training.labels[chosen])


def train_epoch(
    model: nn.Sequential, optimizer: torch.optim.Optimizer, epoch: Iterator[Sample]
) -> list[float]:
    """The loss of each batch, before the step that it leads to; the last gradients stay."""
    losses = []
    model.train()
    for batch in epoch:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(batch.pixels), batch.labels)
        # torch has no types for it.
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        losses.append(loss.item())
    return losses


def correct(model: nn.Sequential, sample: Sample) -> int:
    """The number of pictures whose class the network names."""
    model.eval()
    with torch.no_grad():
        return int((model(sample.pixels).argmax(dim=1) == sample.labels).sum())


def gradient_scales(model: nn.Sequential) -> list[float]:
    """The root mean square of the gradient of each layer's weights, from the first layer on."""
    return [
        float(layer.weight.grad.square().mean().sqrt())
        for layer in linear_layers(model)
        if layer.weight.grad is not None
    ]
