"""Networks that learned with one activation, run with another: at once, and after some training.

Weights are fitted to the activation that they were trained with. What the network still does when
that is exchanged, and how long it takes to mend, says what fine-tuning with another activation
costs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from gen.experiments.activations import built, named
from gen.experiments.experiment import PREFIX, Experiment, Settings, Values
from gen.experiments.optimizers import Adam
from gen.experiments.rings import rings
from gen.experiments.rounding import round_to
from gen.experiments.stacked import Activation, Stack, initial, measured, predicted, train

ACTIVATIONS = ("relu", "leakyrelu", "gelu", "gelu-tanh", "silu", "elu", "tanh", "sigmoid")
"""By slug; each is trained, and each stands in for each."""
SEEDS = 64
SHORT = 2
"""Epochs of a short run, and models whose numbers it finds again."""


def parts() -> Mapping[str, Settings]:
    """One part for each activation that networks are trained with."""
    return {
        slug: {
            "activation": named(slug),
            "others": {other: named(other) for other in ACTIVATIONS},
            "widths": [2, 5, 5, 5, 5, 1],
            "optimizer": "Adam",
            "rate": 1e-2,
            "epochs": 100,
            "tuning_rate": 1e-3,
            "tuning_epochs": 20,
            "batch_size": 32,
            "points_seed": 0,
            "fresh_seeds": [9000, 9001],
            "seeds": list(range(SEEDS)),
        }
        for slug in ACTIVATIONS
    }


def run(settings: Settings) -> Values:
    """The accuracy of each seed as trained, with each activation in its place, and after tuning."""
    others = {slug: built(other) for slug, other in settings["others"].items()}
    x, y = rings(settings["points_seed"])
    fresh = [rings(seed) for seed in settings["fresh_seeds"]]
    fresh_x, fresh_y = (torch.cat(some) for some in zip(*fresh, strict=True))
    early: dict[str, Any] = {}

    def look(epoch: int, stack: Stack) -> None:
        if epoch == SHORT:
            for slug, other in others.items():
                early[slug] = round_to(_loss(stack, x, y, other)[:SHORT].tolist(), 5)

    stack = initial(settings["widths"], settings["seeds"])
    train(
        stack,
        x,
        y,
        built(settings["activation"]),
        Adam(),
        settings["rate"],
        settings["epochs"],
        batch_size=settings["batch_size"],
        log_gradients=False,
        observe=look,
    )
    found: dict[str, Any] = {}
    for slug, other in others.items():
        tuned = copy_of(stack)
        history: list[Tensor] = []

        def follow(epoch: int, now: Stack, *, other: Activation = other, to: Any = history) -> None:
            to.append(measured(predicted(now, fresh_x, other), fresh_y)[1])

        train(
            tuned,
            x,
            y,
            other,
            Adam(),
            settings["tuning_rate"],
            settings["tuning_epochs"],
            batch_size=settings["batch_size"],
            log_gradients=False,
            observe=follow,
        )
        found[slug] = {
            "swapped": round_to(history[0].tolist(), 5),
            "tuned": round_to(history[-1].tolist(), 5),
            "medians": round_to([float(one.median()) for one in history], 5),
        }
    return {PREFIX: early, "with": found}


def shorter(settings: Settings) -> Settings:
    """A few seeds and epochs, and next to no tuning."""
    return {
        **settings,
        "seeds": settings["seeds"][:SHORT],
        "epochs": SHORT,
        "tuning_epochs": 1,
    }


def copy_of(stack: Stack) -> Stack:
    """Another stack with the same numbers."""
    found = Stack(stack.widths, stack.models)
    found.flat.copy_(stack.flat)
    return found


def _loss(stack: Stack, x: Tensor, y: Tensor, activation: Activation) -> Tensor:
    return measured(predicted(stack, x, activation), y)[0]


EXPERIMENT: Experiment = Experiment(
    title="Activations swapped after training",
    description=(
        "Networks with widths 2, 5, 5, 5, 5, 1 learn to tell two rings of points apart (Adam,"
        " learning rate 1/100, 100 epochs, batches of 32 in fixed order). Then each activation in"
        " turn takes the place of theirs: first with the weights as they"
        " are, then trained on for 20 epochs at a learning rate of 1/1000. Accuracy is that on 2000"
        " points that no network has seen."
    ),
    parts=parts,
    run=run,
    shorter=shorter,
)
