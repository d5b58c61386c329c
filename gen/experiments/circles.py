"""Two rings learnt by a network of four hidden layers, with one activation after another.

Every activation gets the same points and, seed by seed, the same initial weights, so differences
between activations are differences by pairs. A second half of each stack draws new points for each
seed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from gen.experiments.activations import built, named
from gen.experiments.experiment import PREFIX, Experiment, Settings, Values
from gen.experiments.histories import (
    as_array,
    gradient_history,
    history,
    kept_epochs,
    one_seed,
    outcomes,
    typical,
)
from gen.experiments.optimizers import Adam
from gen.experiments.rings import rings, square
from gen.experiments.rounding import round_to
from gen.experiments.stacked import Activation, Stack, initial, measured, predicted, train

ACTIVATIONS = (
    "sigmoid",
    "tanh",
    "relu",
    "relu6",
    "leakyrelu",
    "gelu",
    "silu",
    "elu",
    "selu",
    "mish",
    "identity",
)
"""By slug; the identity makes the network linear."""
SEEDS = 64
MARKS = (10, 20, 30, 280, 290, 300)
"""Epochs at which the loss and the accuracy of every seed are kept, for one activation."""
MARKED = "relu"
LONGER = {"sigmoid": (3000, 10), "tanh": (1000, 5), "relu": (1000, 5)}
"""Epochs of a longer run, and after how many of them it is looked at."""
FRESH_SEEDS = tuple(range(9000, 9010))
"""Seeds of points that no model was trained on."""
SHORT = 3
"""Epochs of a short run."""


def parts() -> Mapping[str, Settings]:
    """One part for each activation, and longer runs of some."""
    common = {
        "widths": [2, 5, 5, 5, 5, 1],
        "optimizer": "Adam",
        "rate": 1e-4,
        "batch_size": 32,
        "points_seed": 0,
        "fresh_seeds": list(FRESH_SEEDS),
        "seeds": list(range(SEEDS)),
    }
    runs: dict[str, Settings] = {
        slug: {
            "activation": named(slug),
            **common,
            "own_points_seeds": list(range(1000, 1000 + SEEDS)),
            "epochs": 300,
            "log_every": 1,
            "marks": list(MARKS) if slug == MARKED else [],
            "grid": {"low": -1.5, "high": 1.5, "side": 41},
        }
        for slug in ACTIVATIONS
    }
    runs |= {
        f"{slug}-longer": {
            "activation": named(slug),
            **common,
            "own_points_seeds": [],
            "epochs": epochs,
            "log_every": every,
            "marks": [],
            "grid": None,
        }
        for slug, (epochs, every) in LONGER.items()
    }
    return runs


def run(settings: Settings) -> Values:
    """Bands over seeds, the outcome of each seed, and the typical seed's history and outputs."""
    activation = built(settings["activation"])
    seeds, own = len(settings["seeds"]), len(settings["own_points_seeds"])
    every = settings["log_every"]
    x, y = _points(settings)
    stack = initial(settings["widths"], [*settings["seeds"], *settings["seeds"][:own]])
    log = train(
        stack,
        x,
        y,
        activation,
        Adam(),
        settings["rate"],
        settings["epochs"],
        batch_size=settings["batch_size"],
        log_every=every,
    )
    epochs = kept_epochs(settings["epochs"], every)
    kept = [epoch // every - 1 for epoch in epochs]
    fresh = on_fresh_points(stack, settings["fresh_seeds"], activation)
    halves = {"shared": slice(0, seeds), "own": slice(seeds, seeds + own)}
    found: dict[str, Any] = {
        "epochs": epochs,
        PREFIX: round_to(as_array(log.loss[:SHORT, :2]), 5),
    }
    for half, models in halves.items():
        if models.stop > models.start:
            found[half] = {
                **history(log, models, kept),
                **(gradient_history(log, models, kept) if half == "shared" else {}),
                "seeds": {
                    **outcomes(log, models, every),
                    **{key: round_to(value[models], 5) for key, value in fresh.items()},
                },
                "marks": {
                    str(epoch): {
                        "loss": round_to(as_array(log.loss[epoch - 1, models]), 5),
                        "accuracy": round_to(as_array(log.accuracy[epoch - 1, models]), 4),
                    }
                    for epoch in settings["marks"]
                    if epoch <= settings["epochs"]
                },
            }
    middle = typical(log.loss[-1, :seeds])
    found["typical"] = {"seed": settings["seeds"][middle], **one_seed(log, middle, kept)}
    if settings["grid"]:
        outputs = predicted(stack, square(**settings["grid"]), activation)[:, middle]
        side = settings["grid"]["side"]
        found["typical"]["grid"] = round_to(as_array(outputs.view(side, side)), 4)
    return found


def shorter(settings: Settings) -> Settings:
    """Two seeds and three epochs."""
    return {
        **settings,
        "seeds": settings["seeds"][:2],
        "own_points_seeds": settings["own_points_seeds"][:1],
        "epochs": SHORT * settings["log_every"],
    }


def _points(settings: Settings) -> tuple[Tensor, Tensor]:
    """The points of each model, of shape (1000, 2, M), and their labels, of shape (1000, M)."""
    shared = rings(settings["points_seed"])
    drawn = [shared] * len(settings["seeds"])
    drawn += [rings(seed) for seed in settings["own_points_seeds"]]
    x, y = zip(*drawn, strict=True)
    return torch.stack(x, dim=-1), torch.stack(y, dim=-1)


def on_fresh_points(stack: Stack, seeds: Sequence[int], activation: Activation) -> dict[str, Any]:
    """Loss and accuracy of each model on points that no model was trained on."""
    x, y = zip(*(rings(seed) for seed in seeds), strict=True)
    loss, accuracy = measured(predicted(stack, torch.cat(x), activation), torch.cat(y))
    return {"fresh_loss": as_array(loss), "fresh_accuracy": as_array(accuracy)}


EXPERIMENT: Experiment = Experiment(
    title="Two rings",
    description=(
        "A network with widths 2, 5, 5, 5, 5, 1, torch's default initialization and a sigmoid at"
        " the end learns to tell two rings of points apart (scikit-learn's `make_circles`, 1000"
        " points, factor 1/2, noise 1/10): binary cross-entropy, Adam, batches of 32 in fixed"
        " order. Loss and accuracy are taken over all points after each epoch, the mean absolute"
        " gradient of each layer's weights over the batches of the epoch. Shared points and"
        " initial weights by seed; then the same weights with points of their own for each seed."
    ),
    parts=parts,
    run=run,
    shorter=shorter,
)
