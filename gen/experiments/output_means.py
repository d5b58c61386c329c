"""How far from zero the outputs of a layer are on average, in deep stacks with random weights."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from gen.experiments.activations import built, named
from gen.experiments.experiment import Experiment, Settings, Values
from gen.experiments.gaussian import moments_of
from gen.experiments.rounding import round_to

SLUGS = ("sigmoid", "tanh", "relu", "leakyrelu", "elu", "selu", "gelu", "silu", "softplus", "mish")


def parts() -> dict[str, Settings]:
    """One part for each activation and start."""
    return {
        f"{slug}-{start}": {
            "activation": named(slug),
            "start": start,
            "gain": _gain(slug) if start == "gain" else None,
            "depth": 20,
            "width": 128,
            "inputs": 64,
            "examples": 256,
            "seeds": list(range(32)),
        }
        for slug in SLUGS
        for start in ("torch", "gain")
    }


def _gain(slug: str) -> float | None:
    """The forward gain."""
    gain = moments_of(slug).forward_gain
    return gain and round(gain, 6)


def run(settings: Settings) -> Values:
    """Of each layer: percentiles 5, 50 and 95 over seeds of what `measured` says."""
    activation = built(settings["activation"]).double()
    found: dict[str, list[list[float]]] = {}
    with torch.no_grad():
        for seed in settings["seeds"]:
            for key, series in _stack(settings, activation, seed).items():
                found.setdefault(key, []).append(series)
    bands = {
        key: torch.quantile(torch.tensor(series), torch.tensor([0.05, 0.5, 0.95]), dim=0)
        for key, series in found.items()
    }
    prefix = {key: series[:2] for key, series in found.items()}
    return {"prefix": round_to(prefix), **round_to(bands)}


def _stack(settings: Settings, activation: torch.nn.Module, seed: int) -> dict[str, list[float]]:
    """What a stack of layers with one seed's weights does to normal inputs."""
    draws = torch.Generator().manual_seed(seed)
    width = settings["width"]
    y = torch.randn(settings["examples"], settings["inputs"], generator=draws).double()
    found: dict[str, list[float]] = {}
    for _ in range(settings["depth"]):
        weights, biases = _drawn(settings, y.shape[1], width, draws)
        y = activation(y @ weights.T + biases)
        for key, value in measured(y).items():
            found.setdefault(key, []).append(value)
    return found


def _drawn(
    settings: Settings, inputs: int, units: int, draws: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Weights and biases as torch's `nn.Linear` draws them, or normal ones with the gain."""
    if settings["start"] == "torch":
        reach = inputs**-0.5
        weights = (2 * torch.rand(units, inputs, generator=draws) - 1) * reach
        biases = (2 * torch.rand(units, generator=draws) - 1) * reach
        return weights.double(), biases.double()
    weights = torch.randn(units, inputs, generator=draws) * settings["gain"] * inputs**-0.5
    return weights.double(), torch.zeros(units).double()


def measured(y: Tensor) -> dict[str, Any]:
    """Numbers about the outputs of a layer, of shape (examples, units).

    `mean`: the mean of all outputs, over their root mean square.
    `share`: the share of the mean square that is due to the units' own means over the examples.
    `zeros`: the share of outputs that are exactly 0.
    """
    square = y.square().mean()
    return {
        "mean": (y.mean() / square.sqrt()).item(),
        "share": (y.mean(dim=0).square().mean() / square).item(),
        "zeros": (y == 0).double().mean().item(),
    }


def shorter(settings: Settings) -> Settings:
    """Two seeds."""
    return {**settings, "seeds": settings["seeds"][:2]}


EXPERIMENT: Experiment = Experiment(
    title="Means of outputs through depth",
    description=(
        "Stacks of 20 layers of 128 units with random weights receive 256 examples of 64 "
        "independent standard normal numbers. In each layer: the mean of the outputs, the share of "
        "their mean square that the units' own means make up, and the share of exact zeros. "
        "Weights as `nn.Linear` draws them, or normal with each function's own gain and no biases."
    ),
    parts=parts,
    run=run,
    shorter=shorter,
)
