"""The two rings at many learning rates: one stack holds every rate and seed of an activation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from gen.experiments.activations import built, named
from gen.experiments.circles import ACTIVATIONS, FRESH_SEEDS, SHORT, on_fresh_points
from gen.experiments.experiment import PREFIX, Experiment, Settings, Values
from gen.experiments.histories import as_array, band, kept_epochs, outcomes, ratio, typical
from gen.experiments.optimizers import SGD, Adam, Optimizer
from gen.experiments.rings import rings, square
from gen.experiments.rounding import round_to
from gen.experiments.stacked import initial, predicted, train

RATES = {
    "adam": (1e-4, 3e-4, 1e-3, 3e-3, 1e-2),
    "sgd": (1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1),
}
SEEDS = {"adam": 64, "sgd": 24}
PICTURED = 3e-3
"""The rate of Adam whose outputs over the plane are kept."""


def parts() -> Mapping[str, Settings]:
    """One part for each optimizer and activation."""
    return {
        f"{optimizer}-{slug}": {
            "activation": named(slug),
            "widths": [2, 5, 5, 5, 5, 1],
            "optimizer": "Adam" if optimizer == "adam" else "SGD",
            "momentum": 0.9 if optimizer == "sgd" else None,
            "rates": list(rates),
            "epochs": 300,
            "batch_size": 32,
            "points_seed": 0,
            "fresh_seeds": list(FRESH_SEEDS),
            "seeds": list(range(SEEDS[optimizer])),
            "grid": (
                {"rate": PICTURED, "low": -1.5, "high": 1.5, "side": 41}
                if optimizer == "adam"
                else None
            ),
        }
        for optimizer, rates in RATES.items()
        for slug in ACTIVATIONS
        if slug != "identity"
    }


def run(settings: Settings) -> Values:
    """For each rate: bands of the accuracy, and the outcome of each seed."""
    activation = built(settings["activation"])
    seeds, rates = len(settings["seeds"]), settings["rates"]
    x, y = rings(settings["points_seed"])
    stack = initial(settings["widths"], settings["seeds"] * len(rates))
    log = train(
        stack,
        x,
        y,
        activation,
        _optimizer(settings),
        torch.tensor(rates).repeat_interleave(seeds),
        settings["epochs"],
        batch_size=settings["batch_size"],
    )
    epochs = kept_epochs(settings["epochs"], 1)
    kept = [epoch - 1 for epoch in epochs[:: len(epochs) // 30 or 1]]
    found: dict[str, Any] = {"epochs": [k + 1 for k in kept], "rates": {}}
    fresh = on_fresh_points(stack, settings["fresh_seeds"], activation)
    first = []
    for index, rate in enumerate(rates):
        models = slice(index * seeds, (index + 1) * seeds)
        found["rates"][f"{rate:g}"] = {
            "accuracy": band(as_array(log.accuracy[:, models])[kept]),
            "ratio": band(ratio(as_array(log.gradients[:, :, models])[kept])),
            "seeds": {
                **outcomes(log, models, 1),
                "fresh_accuracy": round_to(fresh["fresh_accuracy"][models], 4),
            },
        }
        first.append(as_array(log.loss[:SHORT, models])[:, :2])
    found[PREFIX] = round_to(first, 5)
    if grid := settings["grid"]:
        start = rates.index(grid["rate"]) * seeds
        middle = typical(log.loss[-1, start : start + seeds])
        outputs = predicted(stack, square(grid["low"], grid["high"], grid["side"]), activation)[
            :, start + middle
        ]
        side = grid["side"]
        found["typical"] = {
            "seed": settings["seeds"][middle],
            "grid": round_to(as_array(outputs.view(side, side)), 3),
        }
    return found


def shorter(settings: Settings) -> Settings:
    """Two seeds and three epochs, at every rate."""
    return {**settings, "seeds": settings["seeds"][:2], "epochs": SHORT}


def _optimizer(settings: Settings) -> Optimizer:
    return Adam() if settings["optimizer"] == "Adam" else SGD(momentum=settings["momentum"])


EXPERIMENT: Experiment = Experiment(
    title="Two rings at many learning rates",
    description=(
        "The network, the points and the initial weights of [Two rings](#circles), at learning"
        " rates from 1/10000 up, with Adam and with gradient descent with momentum 9/10."
    ),
    parts=parts,
    run=run,
    shorter=shorter,
)
