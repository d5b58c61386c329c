"""What the article reads from the frozen results, as arrays, for its claims and its figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gen.experiments import frozen
from gen.experiments.experiment import Values
from gen.experiments.statistics import Interval, mean_interval
from gen.lookups import remembered

Floats = NDArray[np.float64]

SHOWN = ("sigmoid", "tanh", "relu", "leakyrelu", "prelu", "elu", "selu", "silu", "gelu")
"""The activations on images, in the order of tables."""
DECADES = (-12.0, 0.0)
"""The powers of ten between which sizes of gradients are counted."""
LAYERS = 5
"""The layers with weights."""


@remembered
def images() -> frozen.Result:
    """The result on images."""
    return frozen.read("fashion_mnist")


@remembered
def untrained() -> frozen.Result:
    """The result before any training."""
    return frozen.read("saturation")


def name(slug: str) -> str:
    """What an activation on images is called, with its slope where that is not the usual one."""
    activation = images().settings(f"gradients-{slug}")["activation"]
    slope = activation["keywords"].get("negative_slope")
    return f"{activation['name']} ({slope:g})" if slope else str(activation["name"])


def by_seed(stem: str) -> dict[int, Values]:
    """The trainings of a kind on images, by seed, small ones first."""
    found = {
        int(part.rpartition("-")[2]): values
        for part, values in images().parts.items()
        if part.rpartition("-seed-")[0] == stem
    }
    return dict(sorted(found.items()))


def runs(stem: str) -> list[Values]:
    """The same in the order of their seeds."""
    return list(by_seed(stem).values())


def shared_runs(slug: str) -> list[Values]:
    """The same, of the seeds that ReLU has as well."""
    return [run for seed, run in by_seed(slug).items() if seed in by_seed("relu")]


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
    """The accuracies on the test set in percent: "stopped" early, or "chosen" from all epochs."""
    return 100 * np.array([one[key]["test"] for one in found])


@dataclass(frozen=True)
class Estimate:
    """A mean over seeds."""

    mean: float
    interval: Interval | None
    """Student's interval; None where there is one seed."""
    seeds: int


def estimate(values: Floats) -> Estimate:
    """The mean of values, one for each seed."""
    interval = mean_interval(values) if len(values) > 1 else None
    return Estimate(float(values.mean()), interval, len(values))


def accuracy(slug: str) -> Estimate:
    """The mean accuracy with early stopping, in percent."""
    return estimate(accuracies(shared_runs(slug)))


def difference(one: str, other: str) -> Estimate:
    """The mean of the differences of two accuracies, paired by seed, in percentage points."""
    first, second = by_seed(one), by_seed(other)
    both = [seed for seed in first if seed in second]
    return estimate(
        accuracies([first[seed] for seed in both]) - accuracies([second[seed] for seed in both])
    )


def first_epoch(found: Sequence[Values], level: float) -> list[int | None]:
    """For each training, the first epoch with so much of the held-out images right, if any."""
    return [
        next((epoch for epoch, one in enumerate(run["validation"], 1) if one >= level), None)
        for run in found
    ]
