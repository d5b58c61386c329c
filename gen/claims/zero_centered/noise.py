"""Noise on the inputs of trained networks, and what of it units pass on that are off."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from gen.claims import Claim
from gen.claims.zero_centered.frozen_results import result
from gen.claims.zero_centered.means import Band
from gen.experiments.statistics import Paired, paired, percentile_band

LEAKY = "leakyrelu-0-01"
"""The leaky ReLU with slope 1/100, the one that print compares with."""


def passed(task: str, activation: str, layer: int, noise: int) -> Band:
    """The share of noise passed on, over seeds; noise 1 is the smallest that is not 0."""
    found = result("noise").parts[f"{task}-{activation}"]["passed"][noise - 1][layer - 1]
    return Band(*(float(one) for one in percentile_band(found)))


@cache
def advantage(task: str, activation: str, other: str, noise: int) -> Paired:
    """By how much more accurate an activation is than another, at a noise; 0 is without noise."""
    one, two = (
        np.array(result("noise").parts[f"{task}-{name}"]["accuracy"][noise])
        for name in (activation, other)
    )
    return paired(one, two)


def level(task: str, activation: str, key: str, layer: int) -> Band:
    """A number about a hidden layer of the trained networks, over seeds."""
    found = result("noise").parts[f"{task}-{activation}"][key][layer - 1]
    return Band(*(float(one) for one in percentile_band(found)))


NOISE: tuple[Claim[Any], ...] = ()
