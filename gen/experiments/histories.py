"""What is kept of the training of many seeds: bands over epochs, and each seed's outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from gen.experiments.rounding import round_to
from gen.experiments.stacked import Log

Floats = NDArray[np.float64]

REACHED = 0.9
"""The accuracy whose first epoch is kept."""
EARLY, LATE = "early", "late"
"""The first and the last tenth of the epochs."""


def logged_epochs(epochs: int, every: int) -> list[int]:
    """The epochs whose loss a log holds."""
    return list(range(every, epochs + 1, every))


def kept_epochs(epochs: int, every: int) -> list[int]:
    """Those of them whose bands are kept: the first ten, then every fifth of the logged ones."""
    logged = logged_epochs(epochs, every)
    return [epoch for k, epoch in enumerate(logged, 1) if k <= 10 or k % 5 == 0]


def band(values: Floats) -> dict[str, Any]:
    """The percentiles 5, 50 and 95 over seeds, each of shape (epochs,).

    values: of shape (epochs, seeds); nan where a seed has no value. An epoch at which no seed has
    one has no percentiles.
    """
    found = np.full((3, len(values)), np.nan)
    for k, row in enumerate(values):
        if (known := row[np.isfinite(row)]).size:
            found[:, k] = np.percentile(known, [5, 50, 95])
    return dict(zip(("p5", "p50", "p95"), round_to(found, 4), strict=True))


def ratio(gradients: Floats) -> Floats:
    """The first layer's mean gradient over the last layer's; nan where the last has none.

    gradients: of shape (epochs, layers, seeds).
    """
    first, last = gradients[:, 0], gradients[:, -1]
    return np.divide(first, last, out=np.full_like(first, np.nan), where=last > 0)


def as_array(values: Tensor) -> Floats:
    """Numbers of a log, with nan for what has overflowed."""
    found: Floats = values.double().numpy()
    return np.where(np.isfinite(found), found, np.nan)


def outcomes(log: Log, seeds: slice, every: int) -> dict[str, Any]:
    """What became of each seed: final loss and accuracy, when it first reached 90 %, gradients.

    seeds: the models of the log's stack that are meant.
    """
    accuracy, gradients = as_array(log.accuracy[:, seeds]), as_array(log.gradients[..., seeds])
    # Half a point less: 900 of 1000 in float32 is a little below 9/10.
    reached = accuracy >= REACHED - 5e-4
    first = np.where(reached.any(0), (reached.argmax(0) + 1) * every, 0)
    tenth = max(len(accuracy) // 10, 1)
    return {
        "loss": round_to(as_array(log.loss[-1, seeds]), 5),
        "accuracy": round_to(accuracy[-1], 4),
        "reached": [int(epoch) or None for epoch in first],
        EARLY: _ends(gradients[:tenth]),
        LATE: _ends(gradients[-tenth:]),
    }


def _ends(gradients: Floats) -> dict[str, Any]:
    """The gradient of the first and of the last layer, averaged over epochs, of each seed."""
    return {
        "first_gradient": round_to(gradients[:, 0].mean(0), 3),
        "last_gradient": round_to(gradients[:, -1].mean(0), 3),
    }


def history(log: Log, seeds: slice, kept: Sequence[int]) -> dict[str, Any]:
    """Bands over seeds of loss and accuracy.

    kept: the positions in the log that are kept.
    """
    return {
        "loss": band(as_array(log.loss[:, seeds])[kept]),
        "accuracy": band(as_array(log.accuracy[:, seeds])[kept]),
    }


def gradient_history(log: Log, seeds: slice, kept: Sequence[int]) -> dict[str, Any]:
    """Bands over seeds of each layer's gradient, and of the first's over the last's."""
    gradients = as_array(log.gradients[:, :, seeds])[kept]
    return {
        "gradients": [band(gradients[:, layer]) for layer in range(gradients.shape[1])],
        "ratio": band(ratio(gradients)),
    }


def one_seed(log: Log, model: int, kept: Sequence[int]) -> dict[str, Any]:
    """The history of one model."""
    found: Mapping[str, Tensor] = {
        "loss": log.loss[kept, model],
        "accuracy": log.accuracy[kept, model],
        "gradients": log.gradients[kept, :, model].T,
    }
    return {key: round_to(as_array(value), 4) for key, value in found.items()}


def typical(losses: Tensor) -> int:
    """The seed with the median final loss (the lower of two), nan counted as the largest."""
    order = losses.nan_to_num(nan=float("inf")).argsort(stable=True)
    return int(order[(len(order) - 1) // 2])
