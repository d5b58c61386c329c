"""What the article reads from the frozen results, as arrays, for its claims and its figures."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gen.experiments import frozen
from gen.experiments.experiment import Values
from gen.experiments.statistics import Interval, mean_interval

Floats = NDArray[np.float64]

SHOWN = ("sigmoid", "tanh", "relu", "leakyrelu", "prelu", "elu", "selu", "silu", "gelu")
"""The activations on images, in the order of tables."""
LAYERS = 5
"""The layers with weights."""


@cache
def images() -> frozen.Result:
    """The result on images."""
    return frozen.read("fashion_mnist")


@cache
def untrained() -> frozen.Result:
    """The result before any training."""
    return frozen.read("saturation")


def name(slug: str) -> str:
    """What an activation on images is called, with its slope where that is not the usual one."""
    activation = images().settings(f"gradients-{slug}")["activation"]
    slope = activation["keywords"].get("negative_slope")
    return f"{activation['name']} ({slope:g})" if slope else str(activation["name"])


def runs(stem: str, experiment: str = "images") -> list[Values]:
    """The trainings of a kind, in the order of their seeds."""
    result = images() if experiment == "images" else untrained()
    found = {
        int(part.rpartition("-")[2]): values
        for part, values in result.parts.items()
        if part.rpartition("-seed-")[0] == stem
    }
    return [found[seed] for seed in sorted(found)]


def paired_runs(stem: str) -> list[Values]:
    """The same for the seeds that all activations share."""
    return runs(stem)[: min(len(runs(slug)) for slug in SHOWN)]


# --- before training ---------------------------------------------------------------------------


def gradient_scales(slug: str) -> Floats:
    """Root mean squares of the gradients of weights, of shape (seeds, layers)."""
    return np.asarray(images().parts[f"gradients-{slug}"]["scales"])


def typical(scales: Floats) -> Floats:
    """The geometric mean over seeds, of shape (layers,)."""
    return np.asarray(np.exp(np.log(scales).mean(axis=0)))


def hidden_spread(slug: str) -> float:
    """The largest scale of the four hidden layers over the smallest."""
    hidden = typical(gradient_scales(slug))[: LAYERS - 1]
    return float(hidden.max() / hidden.min())


def signals(weights: str, slug: str) -> Floats:
    """Powers of ten of the error signal by layers back, of shape (seeds, depth)."""
    return np.asarray(untrained().parts[f"depth-{weights}"][slug])


def norms(weights: str) -> Floats:
    """Powers of ten of the product of the weights' norms, of shape (seeds, depth)."""
    return np.asarray(untrained().parts[f"depth-{weights}"]["norms"])


def by_factor(slug: str, key: str) -> Floats:
    """Of shape (seeds, factors, layers): "saturated" shares or "scales" of gradients."""
    return np.asarray(untrained().parts[f"weights-{slug}"][key])


def factors() -> list[float]:
    """What the initial weights are multiplied by."""
    return list(untrained().settings("weights-sigmoid")["factors"])


def trained_factors() -> list[int]:
    """Those from which the sigmoid is trained."""
    return sorted(
        untrained().settings(part)["factor"]
        for part in untrained().parts
        if part.startswith("sigmoid-times-")
    )


def after_factor(factor: int) -> Floats:
    """Accuracies on held-out images, of shape (seeds, epochs)."""
    return np.asarray(untrained().parts[f"sigmoid-times-{factor}"]["validation"])


# --- training ----------------------------------------------------------------------------------


def accuracies(found: Sequence[Values], key: str = "stopped") -> Floats:
    """The accuracies on the test set, in percent: "stopped" early, or of the best epoch "chosen"."""
    return 100 * np.array([one[key]["test"] for one in found])


def accuracy(slug: str) -> Interval:
    """The mean accuracy with early stopping, and its interval over seeds, in percent."""
    return mean_interval(accuracies(paired_runs(slug)))


def difference(one: str, other: str) -> Interval:
    """The mean of the paired differences of two accuracies, in percentage points."""
    return mean_interval(accuracies(paired_runs(one)) - accuracies(paired_runs(other)))


def first_epoch(found: Sequence[Values], level: float) -> list[int | None]:
    """For each training, the first epoch with so much of the held-out images right, if any."""
    return [
        next((epoch for epoch, one in enumerate(run["validation"], 1) if one >= level), None)
        for run in found
    ]


def curves(found: Sequence[Values], key: str, epochs: int) -> Floats:
    """Curves of shape (seeds, epochs); beyond the end of a training, nan."""
    padded: list[list[Any]] = [
        [*run[key][:epochs], *[np.nan] * (epochs - len(run[key]))] for run in found
    ]
    return np.asarray(padded, dtype=np.float64)
