"""What a small network costs in a stack and alone: the seconds of one model and one epoch.

Both run at the same time on every core, one process with one thread on each: the plain loop trains
one network a core, a stack hundreds. Both keep the log of gradients. Nothing is asserted.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from statistics import median
from typing import Any, NamedTuple

import torch

from gen.experiments.activations import built, named
from gen.experiments.optimizers import Adam
from gen.experiments.plain import Network, train_plainly
from gen.experiments.rings import rings
from gen.experiments.stacked import initial, train

WIDTHS = (2, 5, 5, 5, 5, 1)
RATE = 1e-4
SLUGS = ("sigmoid", "tanh", "relu", "leakyrelu", "gelu")
MODELS = 640
"""In each stack."""
EPOCHS = 5
REPEATS = 3
"""The median of so many counts."""


class Speed(NamedTuple):
    """What one model and one epoch take, by the clock, on all cores together."""

    activation: str
    plain: float
    stacked: float


def speeds() -> Iterator[Speed]:
    """Each activation's, measured now."""
    cores = os.cpu_count() or 1
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(cores, mp_context=spawn) as pool:
        for slug in SLUGS:
            activation = named(slug)
            found = []
            for task in (plain_seconds, stacked_seconds):
                done = [pool.submit(task, activation, EPOCHS, REPEATS) for _ in range(cores)]
                found.append(median(one.result() for one in done) / cores)
            yield Speed(activation["name"], *found)


def plain_seconds(activation: Mapping[str, Any], epochs: int, repeats: int) -> float:
    """What an epoch of the plain loop takes on this core."""
    torch.set_num_threads(1)
    x, y = rings(0)
    network = Network(WIDTHS, 0, lambda: built(activation))
    return _median(lambda: train_plainly(network, x, y, Adam(), RATE, epochs), repeats, 1 / epochs)


def stacked_seconds(
    activation: Mapping[str, Any], epochs: int, repeats: int, models: int = MODELS
) -> float:
    """What an epoch of a stack takes on this core for one of its models."""
    torch.set_num_threads(1)
    x, y = rings(0)
    stack, function = initial(WIDTHS, range(models)), built(activation)
    return _median(
        lambda: train(stack, x, y, function, Adam(), RATE, epochs), repeats, 1 / (epochs * models)
    )


def _median(task: Callable[[], object], repeats: int, share: float) -> float:
    """The share of the seconds that a task takes, after a first time that does not count."""
    task()
    taken = []
    for _ in range(repeats):
        begin = time.perf_counter()
        task()
        taken.append(time.perf_counter() - begin)
    return median(taken) * share
