"""Measured claims of the article "ReLU and its family": whether learning the slope helps."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gen.claims import Claim
from gen.experiments import frozen
from gen.experiments.frozen import Result
from gen.experiments.statistics import Interval, Paired, paired

FIRST, USUAL = "leakyrelu-first-slope", "leakyrelu"
"""Leaky ReLU with the slope that PReLU starts from, and with 1/100."""


@cache
def slopes_result() -> Result:
    """The frozen result."""
    return frozen.read("learned_slope")


def _last(name: str) -> NDArray[np.float64]:
    """Points of a hundred on test pictures after the last epoch, of shape (seeds,)."""
    return 100 * np.array(slopes_result().parts[name]["accuracy"])[:, -1]


def beside(name: str) -> Paired:
    """By how many percentage points PReLU is right more often than another."""
    return paired(_last("prelu"), _last(name))


def learned() -> NDArray[np.float64]:
    """The slopes at the end, of shape (seeds, layers)."""
    return np.array(slopes_result().parts["prelu"]["slopes"])


def points(found: Interval) -> str:
    """Points with their interval and true minus signs."""
    low, middle, high = (f"{one:.2f}".replace("-", "−") for one in found)
    return f"{middle} ({low} to {high})"


_NOTE = (
    "The median over 16 pairs of seeds with its bootstrap interval of 95 %; after four epochs of"
    " 30,000 pictures, on 10,000 others."
)

CLAIMS: tuple[Claim[Any], ...] = (
    Claim(
        id="prelu-beside-first-slope",
        sentence="PReLU is right on images {value} percentage points more often than leaky ReLU"
        " with PReLU's first slope.",
        value=lambda: beside(FIRST),
        holds=lambda found: not found.median.excludes(0) and found.p > 0.05,
        display=lambda found: points(found.median),
        note=_NOTE,
    ),
    Claim(
        id="prelu-beside-usual-slope",
        sentence="PReLU is right on images {value} percentage points more often than leaky ReLU"
        " with the slope 1/100.",
        value=lambda: beside(USUAL),
        holds=lambda found: found.median.high < 0 and found.p < 0.01,
        display=lambda found: points(found.median),
        note=_NOTE,
    ),
    Claim(
        id="prelu-learned-slopes",
        sentence="The slopes that PReLU has learned lie between {value}.",
        value=learned,
        holds=lambda slopes: slopes.min() > 0.15 and slopes.max() < 0.4,
        display=lambda slopes: f"{slopes.min():.2f} and {slopes.max():.2f}",
        note="One slope for each of two hidden layers and each of 16 seeds, which started at 1/4.",
    ),
)
"""In the order of the article."""
