"""What the two rings showed, read from the frozen results for claims, verdicts and figures."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gen.experiments import frozen
from gen.experiments.statistics import Interval, Paired, paired, wilson

Floats = NDArray[np.float64]

PRINTED = ("sigmoid", "tanh", "relu", "relu6", "leakyrelu")
"""The activations that tutorials compare on this task."""
FURTHER = ("gelu", "silu", "elu", "selu", "mish")
COMPARED = (*PRINTED, *FURTHER)
SHARED, OWN = "shared", "own"
"""The halves of a part: one set of points for all seeds, and points of its own for each."""
NINETY = 0.9
_HALF_A_POINT = 5e-4
"""Shares are thousandths; rounded, they must not slip below a whole one."""


@cache
def result(experiment: str = "circles") -> frozen.Result:
    """The frozen result, read once."""
    return frozen.read(experiment)


def part(name: str) -> Mapping[str, Any]:
    """What a part at the one learning rate found."""
    return result().parts[name]


def name_of(slug: str) -> str:
    """The name of an activation."""
    name: str = result().settings(slug)["activation"]["name"]
    return name


def outcome(slug: str, key: str, half: str = SHARED) -> Floats:
    """What became of each seed, of shape (seeds,); nan for what never came."""
    return _floats(part(slug)[half]["seeds"][key])


def good(accuracy: Floats) -> int:
    """The number of seeds that end with nine of ten points right."""
    return int((accuracy >= NINETY - _HALF_A_POINT).sum())


def share(slug: str, half: str = SHARED) -> Interval:
    """The share of seeds that end with nine of ten points right, with Wilson's interval."""
    accuracy = outcome(slug, "accuracy", half)
    return wilson(good(accuracy), len(accuracy))


def reached_by(reached: Floats, epochs: Floats) -> Floats:
    """The share of seeds that have had nine of ten points right by each epoch."""
    found: Floats = (reached[:, None] <= epochs[None, :]).mean(axis=0)
    return found


def compared(one: str, other: str, key: str, half: str = SHARED) -> Paired:
    """How two activations differ in an outcome, seed by seed: one minus other."""
    return paired(outcome(one, key, half), outcome(other, key, half))


def sooner(one: str, other: str, optimizer: str = "", rate: float = 0) -> tuple[int, int]:
    """The seeds at which one activation reaches nine tenths before the other, and after it.

    A seed that only one of them brings there counts for that one; without an optimizer, at the one
    learning rate.
    """
    first, second = (
        np.nan_to_num(epochs, nan=np.inf) for epochs in _reached(one, other, optimizer, rate)
    )
    return int((first < second).sum()), int((second < first).sum())


def sooner_of_both(one: str, other: str, optimizer: str, rate: float) -> tuple[int, int]:
    """The same among the seeds that both bring there."""
    first, second = _reached(one, other, optimizer, rate)
    # A comparison with nan is false.
    return int((first < second).sum()), int((second < first).sum())


def _reached(one: str, other: str, optimizer: str, rate: float) -> tuple[Floats, Floats]:
    """The epoch at which each seed first had nine of ten points right, with either activation."""
    first, second = (
        at_rate(optimizer, slug, rate, "reached") if optimizer else outcome(slug, "reached")
        for slug in (one, other)
    )
    return first, second


def alone(one: Floats, other: Floats) -> tuple[int, int]:
    """The seeds that succeed in the first of two ways only, and in the second only.

    one, other: accuracies of the same seeds.
    """
    first, second = (accuracy >= NINETY - _HALF_A_POINT for accuracy in (one, other))
    return int((first & ~second).sum()), int((second & ~first).sum())


def layers_apart(name: str) -> Mapping[int, float]:
    """The largest median gradient of a layer over the smallest, by epoch."""
    medians = np.array([one["p50"] for one in part(name)[SHARED]["gradients"]])
    apart = medians.max(axis=0) / medians.min(axis=0)
    return dict(zip(part(name)["epochs"], apart.tolist(), strict=True))


def ratios(name: str) -> Mapping[int, float]:
    """The median over seeds of the first layer's gradient over the last layer's, by epoch."""
    return dict(zip(part(name)["epochs"], part(name)[SHARED]["ratio"]["p50"], strict=True))


def ratios_at(optimizer: str, slug: str, rate: float) -> Mapping[int, float]:
    """The same with an optimizer at a learning rate."""
    found = result("circles_rates").parts[f"{optimizer}-{slug}"]
    return dict(zip(found["epochs"], found["rates"][f"{rate:g}"]["ratio"]["p50"], strict=True))


def band(slug: str, key: str, epoch: int) -> Interval:
    """Percentiles 5, 50 and 95 over seeds of what bands are kept of, at a kept epoch."""
    return at_epoch(part(slug)[SHARED][key], slug, epoch)


def gradient(slug: str, layer: int, epoch: int) -> Interval:
    """The same of the mean absolute gradient of a layer's weights, the first layer being 0."""
    return at_epoch(part(slug)[SHARED]["gradients"][layer], slug, epoch)


def at_epoch(bands: Mapping[str, Any], name: str, epoch: int) -> Interval:
    """Bands of a part at one of its epochs."""
    at = part(name)["epochs"].index(epoch)
    return Interval(*(float(bands[key][at]) for key in ("p5", "p50", "p95")))


def at_rate(optimizer: str, slug: str, rate: float, key: str) -> Floats:
    """What became of each seed with an optimizer at a learning rate, of shape (seeds,)."""
    found = result("circles_rates").parts[f"{optimizer}-{slug}"]["rates"][f"{rate:g}"]
    return _floats(found["seeds"][key])


def rates(optimizer: str) -> tuple[float, ...]:
    """The learning rates of an optimizer, small ones first."""
    return tuple(result("circles_rates").settings(f"{optimizer}-relu")["rates"])


def good_at(optimizer: str, slug: str, rate: float) -> tuple[int, int]:
    """The number of seeds that end with nine of ten points right, and of all."""
    accuracy = at_rate(optimizer, slug, rate, "accuracy")
    return good(accuracy), len(accuracy)


def _floats(values: list[float | None]) -> Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
