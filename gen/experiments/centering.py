"""Whether activations with outputs around zero train better: the same function, shifted or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from gen.experiments.activations import built, named
from gen.experiments.experiment import Experiment, Settings, Values
from gen.experiments.gaussian import moments_of
from gen.experiments.optimizers import SGD, Adam, Optimizer
from gen.experiments.rings import rings
from gen.experiments.rounding import round_to
from gen.experiments.stacked import Log, Stack, initial, train

SLUGS = ("sigmoid", "relu", "softplus")
GOAL = 0.9
RATES = {"sgd": [0.003, 0.01, 0.03, 0.1, 0.3], "adam": [0.0003, 0.001, 0.003, 0.01, 0.03]}


def parts() -> dict[str, Settings]:
    """One part for each variant and optimizer."""
    variants: dict[str, dict[str, Any]] = {}
    for slug in SLUGS:
        mean = round(moments_of(slug).mean, 6)
        plain = {"activation": named(slug), "scale": 1.0, "shift": 0.0, "compensated": False}
        variants[f"{slug}-plain"] = plain
        variants[f"{slug}-centered"] = {**plain, "shift": mean}
        variants[f"{slug}-compensated"] = {**plain, "shift": mean, "compensated": True}
    # Twice the sigmoid less 1 is tanh of half the input; twice the sigmoid is as steep.
    doubled = {**variants["sigmoid-plain"], "scale": 2.0}
    variants["sigmoid-doubled"] = doubled
    variants["sigmoid-doubled-centered"] = {**doubled, "shift": 1.0}
    return {
        f"{name}-{optimizer}": {
            **variant,
            "optimizer": optimizer,
            "rates": rates,
            "widths": [2, 16, 16, 1],
            "epochs": 100,
            "log_every": 5,
            "batch_size": 50,
            "seeds": list(range(32)),
        }
        for name, variant in variants.items()
        for optimizer, rates in RATES.items()
    }


@dataclass(frozen=True)
class Shifted:
    """A multiple of a function, less a constant."""

    function: nn.Module
    scale: float
    shift: float

    def __call__(self, x: Tensor) -> Tensor:
        """Element by element."""
        y: Tensor = self.function(x)
        return self.scale * y - self.shift


def run(settings: Settings) -> Values:
    """Loss and accuracy at the end, of shape (rates, seeds), and loss on the way, for each rate.

    `reached` counts the logs until an accuracy of `GOAL`, 0 if there is none. `prefix` has the
    losses of the first two seeds after the first log.
    """
    rates, seeds = settings["rates"], settings["seeds"]
    stack = initial(settings["widths"], seeds * len(rates))
    activation = Shifted(built(settings["activation"]), settings["scale"], settings["shift"])
    if settings["compensated"]:
        compensate(stack, settings["shift"])
    points, labels = zip(*(rings(seed) for seed in seeds), strict=True)
    log = train(
        stack,
        torch.stack(points, dim=-1).repeat(1, 1, len(rates)),
        torch.stack(labels, dim=-1).repeat(1, len(rates)),
        activation,
        _optimizer(settings["optimizer"]),
        torch.tensor(rates).repeat_interleave(len(seeds)),
        settings["epochs"],
        batch_size=settings["batch_size"],
        log_gradients=False,
        log_every=settings["log_every"],
    )
    return {
        "prefix": round_to(log.loss[0].view(len(rates), -1)[:, :2]),
        **round_to(_found(log, len(rates))),
    }


def compensate(stack: Stack, shift: float) -> None:
    """Add to each bias what the shift takes from its sum: the networks give what they gave."""
    for weight, bias in zip(stack.weights[1:], stack.biases[1:], strict=True):
        bias.add_(shift * weight.sum(dim=0))


def _optimizer(name: str) -> Optimizer:
    return SGD(momentum=0.9) if name == "sgd" else Adam()


def _found(log: Log, rates: int) -> dict[str, Any]:
    losses = log.loss.view(len(log.loss), rates, -1)
    accuracies = log.accuracy.view(len(log.accuracy), rates, -1)
    there = accuracies >= GOAL
    bands = torch.nanquantile(losses, torch.tensor([0.05, 0.5, 0.95]), dim=2)
    return {
        "loss": losses[-1],
        "accuracy": accuracies[-1],
        "reached": torch.where(there.any(dim=0), there.int().argmax(dim=0) + 1, 0),
        "history": bands.permute(2, 0, 1),
    }


def shorter(settings: Settings) -> Settings:
    """Two seeds, as far as the first log."""
    return {**settings, "seeds": settings["seeds"][:2], "epochs": settings["log_every"]}


EXPERIMENT: Experiment = Experiment(
    title="Centered activations in training",
    description=(
        "The sigmoid, softplus and ReLU against the same functions less their mean over standard "
        "normal inputs, on two rings of points, in networks with two hidden layers of 16 units. "
        "Centered networks start from the same weights, or from biases that make up for the "
        "shift: then both compute the same at first, and only the steps differ. Every seed has "
        "its own points and weights; SGD with momentum 0.9 and Adam, batches of 50."
    ),
    parts=parts,
    run=run,
    shorter=shorter,
)
