"""Networks before any training: what large weights and many layers do to the gradient."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from gen.experiments import images
from gen.experiments.activations import built, named
from gen.experiments.experiment import PREFIX, Experiment, Settings, Values
from gen.experiments.image_network import (
    batches,
    correct,
    gradient_scales,
    network,
    split,
    train_epoch,
)
from gen.experiments.rounding import round_to

FIRST_LOSSES = 10
"""The batches whose losses a short run finds again."""
SATURATED = 0.01
"""A unit is called saturated where its slope is below this share of its activation's largest."""


def run(settings: Settings) -> Values:
    """Saturation by the size of the weights, some epochs from there, or error signals by depth."""
    if settings["kind"] == "weights":
        return _by_weights(settings)
    if settings["kind"] == "training":
        return _trained(settings)
    return _by_depth(settings)


# --- large weights -----------------------------------------------------------------------------


def _by_weights(settings: Settings) -> Values:
    """Saturated shares and scales of gradients, of shape (seeds, factors, layers)."""
    largest = _largest_slope(settings["activation"])
    shares, scales, losses = [], [], []
    for seed in settings["seeds"]:
        data = split(seed, settings["held_out"])
        batch = next(batches(data.training, settings["batch"], seed, epoch=0))
        for factor in settings["factors"]:
            model = _multiplied(settings["activation"], seed, factor)
            slopes = _slopes(model, batch.pixels)
            shares.append([float((one < SATURATED * largest).double().mean()) for one in slopes])
            loss = nn.functional.cross_entropy(model(batch.pixels), batch.labels)
            # torch has no types for it.
            loss.backward()  # type: ignore[no-untyped-call]
            scales.append(gradient_scales(model))
            losses.append(loss.item())
    shape = (len(settings["seeds"]), len(settings["factors"]), -1)
    found = {
        "saturated": np.reshape(shares, shape),
        "scales": np.reshape(scales, shape),
        "losses": np.reshape(losses, shape[:2]),
    }
    first = {key: value[0] for key, value in found.items()}
    return {**round_to(found, 4), PREFIX: round_to(first, 4)}


def _multiplied(activation: Mapping[str, Any], seed: int, factor: float) -> nn.Sequential:
    """The network with its initial weights and biases times a factor."""
    model = network(activation, seed)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(factor)
    return model


def _trained(settings: Settings) -> Values:
    """Shares of the validation set that are right after each epoch, of shape (seeds, epochs)."""
    accuracies: list[list[float]] = []
    first: list[float] = []
    for seed in settings["seeds"]:
        data = split(seed, settings["held_out"])
        model = _multiplied(settings["activation"], seed, settings["factor"])
        optimizer = torch.optim.SGD(
            model.parameters(), lr=settings["rate"], momentum=settings["momentum"]
        )
        accuracies.append([])
        for epoch in range(1, settings["epochs"] + 1):
            some = batches(data.training, settings["batch"], seed, epoch)
            losses = train_epoch(model, optimizer, islice(some, settings["batches"]))
            first = first or losses[:FIRST_LOSSES]
            accuracies[-1].append(correct(model, data.validation) / settings["held_out"])
    return {**round_to({"validation": accuracies}, 4), PREFIX: round_to({"losses": first}, 6)}


def _largest_slope(activation: Mapping[str, Any]) -> float:
    points = torch.linspace(-10, 10, 2001)
    return float(_slope(built(activation), points).max())


def _slopes(model: nn.Sequential, signal: Tensor) -> list[Tensor]:
    """The slope of each unit of each hidden layer for each picture."""
    found = []
    with torch.no_grad():
        for module in model:
            if not isinstance(module, nn.Linear):
                found.append(_slope(module, signal))
            signal = module(signal)
    return found


def _slope(module: nn.Module, points: Tensor) -> Tensor:
    with torch.enable_grad():
        points = points.detach().clone().requires_grad_()
        (slopes,) = torch.autograd.grad(module(points).sum(), points)
    return slopes


# --- depth -------------------------------------------------------------------------------------


def _by_depth(settings: Settings) -> Values:
    """Powers of ten of the error signal after so many layers back, of shape (seeds, depth).

    The norms of the weights belong to the same layers: their sum and that of the largest slopes
    bound the signal.
    """
    signals: dict[str, list[Any]] = {one["slug"]: [] for one in settings["activations"]}
    norms = []
    for seed in settings["seeds"]:
        torch.manual_seed(seed)
        layers = _layers(settings["width"], settings["depth"], settings["weights"])
        inputs = torch.randn(settings["batch"], settings["width"], dtype=torch.float64)
        end = torch.randn(settings["batch"], settings["width"], dtype=torch.float64)
        with torch.no_grad():
            largest = [torch.linalg.matrix_norm(layer.weight, 2) for layer in reversed(layers)]
        norms.append(torch.stack(largest).log10().cumsum(0).numpy())
        for one in settings["activations"]:
            signals[one["slug"]].append(_signal(layers, built(one), inputs, end))
    found = {
        "norms": np.asarray(norms),
        **{name: np.asarray(signal) for name, signal in signals.items()},
    }
    first = {key: value[0] for key, value in found.items()}
    return {**round_to(found, 5), PREFIX: round_to(first, 5)}


def _layers(width: int, depth: int, weights: str) -> list[nn.Linear]:
    """Layers as torch makes them, or with rotations as weights and without biases."""
    layers = [nn.Linear(width, width, dtype=torch.float64) for _ in range(depth)]
    if weights == "orthogonal":
        for layer in layers:
            nn.init.orthogonal_(layer.weight)
            nn.init.zeros_(layer.bias)
    elif weights != "torch":
        raise ValueError(f"there are no weights {weights!r}")
    return layers


def _signal(
    layers: list[nn.Linear], activation: nn.Module, inputs: Tensor, end: Tensor
) -> NDArray[np.float64]:
    """The norm of the error signal after each layer on its way back, over that at the end.

    It is the gradient of the sum of the outputs times `end`, whose norm at the inputs of a layer is
    taken over the batch.
    """
    signal = inputs.clone().requires_grad_()
    stations = [signal]
    for layer in layers:
        signal = activation(layer(signal))
        stations.append(signal)
    gradients = torch.autograd.grad((signal * end).sum(), stations[:-1])
    norms = torch.stack([gradient.norm() for gradient in reversed(gradients)])
    found: NDArray[np.float64] = (norms / end.norm()).log10().numpy()
    return found


# --- the parts ---------------------------------------------------------------------------------


def parts() -> dict[str, Settings]:
    """Large weights for three activations; depth for eight, with two kinds of weights."""
    data = {"batch": 256, "held_out": 10_000}
    weights = {
        "kind": "weights",
        "seeds": list(range(8)),
        "factors": [2.0**power for power in range(-2, 8)],
        **data,
    }
    training = {
        "kind": "training",
        "activation": named("sigmoid"),
        "seeds": list(range(3)),
        "epochs": 3,
        "batches": None,
        "rate": 0.01,
        "momentum": 0.9,
        **data,
    }
    depth = {
        "kind": "depth",
        "seeds": list(range(16)),
        "width": 128,
        "depth": 50,
        "batch": 16,
        "activations": [
            *map(named, ("sigmoid", "tanh", "relu")),
            named("leakyrelu", negative_slope=0.1),
            *map(named, ("elu", "selu", "silu", "gelu")),
        ],
    }
    found: dict[str, Settings] = {
        f"weights-{slug}": {**weights, "activation": named(slug)}
        for slug in ("sigmoid", "tanh", "relu")
    }
    for factor in (1, 2, 4, 8, 16, 64):
        found[f"sigmoid-times-{factor}"] = {**training, "factor": factor}
    for kind in ("torch", "orthogonal"):
        found[f"depth-{kind}"] = {**depth, "weights": kind}
    return found


def shorter(settings: Settings) -> Settings:
    """The same with the first seed, and the first batches of a training."""
    short = {**settings, "seeds": settings["seeds"][:1]}
    return {**short, "epochs": 1, "batches": FIRST_LOSSES} if "epochs" in short else short


EXPERIMENT: Experiment = Experiment(
    title="Saturation and depth before training",
    description="Two looks at networks before any training. The network on Fashion-MNIST, one batch"
    " of 256, with its initial weights and biases multiplied by powers of 2: how many units are"
    " saturated, with a slope below 1/100 of the largest one, and how large the gradients of the"
    " weights are; and three epochs of training from there. And fifty layers of 128 units, on"
    " normal inputs, with torch's weights or with random rotations: the norm of the error signal on"
    " its way back.",
    parts=parts,
    run=run,
    shorter=shorter,
    tolerance=1e-3,
    data=images.FILES,
)
