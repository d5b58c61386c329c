"""Noise on the inputs of trained networks, and what of it units pass on that are off."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from sympy import Symbol, exp, integrate, oo, pi, simplify, sqrt

from gen.claims import Claim
from gen.claims.functions import at
from gen.claims.zero_centered.frozen_results import result
from gen.claims.zero_centered.means import Band
from gen.experiments.statistics import Interval, Paired, paired, percentile_band
from gen.lookups import remembered

_Z, _S = Symbol("z", real=True), Symbol("s", real=True)
_DENSITY = exp(-(_Z**2) / 2) / sqrt(2 * pi)

LEAKY = "leakyrelu-0-01"
"""The leaky ReLU with slope 1/100, the one that print compares with."""


def passed(task: str, activation: str, layer: int, noise: int) -> Band:
    """The share of noise passed on, over seeds; noise 1 is the smallest that is not 0."""
    found = result("noise").parts[f"{task}-{activation}"]["passed"][noise - 1][layer - 1]
    return Band(*(float(one) for one in percentile_band(found)))


@remembered
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


def drop(task: str, activation: str, other: str, noise: int) -> Paired:
    """By how much more accuracy an activation loses to a noise, in percentage points."""
    one, two = (
        np.array(result("noise").parts[f"{task}-{name}"]["accuracy"])
        for name in (activation, other)
    )
    return paired(100 * (one[0] - one[noise]), 100 * (two[0] - two[noise]))


def drops() -> dict[tuple[str, float], Interval]:
    """How much more accuracy ELU loses than the leaky ReLU, for each task and noise."""
    return {
        (task, size): drop(task, "elu", LEAKY, place).median
        for task in ("rings", "images")
        for place, size in enumerate(result("noise").settings(f"{task}-elu")["noise"])
        if size
    }


def _taken(task: str) -> float:
    """How much accuracy ELU loses to the largest noise, in percentage points."""
    found = result("noise").parts[f"{task}-elu"]["accuracy"]
    return float(np.median(100 * (np.array(found[0]) - np.array(found[-1]))))


def closer() -> list[bool]:
    """For each pair of trained networks, whether ELU's means are closer to zero than ReLU's.

    The larger mean of ELU's two layers is held against the smaller one of ReLU's.
    """
    return [
        bool(abs(one) < abs(other))
        for task in ("rings", "images")
        for one, other in zip(
            np.abs(result("noise").parts[f"{task}-elu"]["mean"]).max(axis=0),
            np.abs(result("noise").parts[f"{task}-relu"]["mean"]).min(axis=0),
            strict=True,
        )
    ]


def points(found: Interval) -> str:
    """Percentage points of accuracy, with their interval and true minus signs."""
    low, middle, high = (f"{one:.2f}".replace("-", "−") for one in found)
    return f"{middle} ({low} to {high})"


def _band(
    id: str,  # noqa: A002 (the name of the field of Claim)
    what: str,
    value: Callable[[], Band],
    holds: Callable[[Band], bool],
    note: str,
) -> Claim[Band]:
    return Claim(
        id=id,
        sentence=f"{what} {{value}}.",
        value=value,
        holds=holds,
        display=lambda band: f"{band.middle:.2f}",
        note=f"{note} The median over the seeds, 8 for images and 32 for rings.",
    )


_PASSED = (
    "The root of the mean square of the change of the outputs over that of the sums, of all sums"
    " below zero without noise; first hidden layer, noise of standard deviation 0.1."
)
_MEAN = "The mean output of the first hidden layer over the root mean square, without noise."

NOISE: tuple[Claim[Any], ...] = (
    *(
        _band(
            f"mean-{slug}-{task}",
            f"After training on {task}, the mean output of {slug} over the root mean square is",
            partial(level, task, slug, "mean", 1),
            holds,
            _MEAN,
        )
        for slug, task, holds in (
            ("relu", "rings", lambda band: band.low > 0.4),
            ("elu", "rings", lambda band: abs(band.middle) < 0.2),
            ("relu", "images", lambda band: band.low > 0.6),
            ("elu", "images", lambda band: 0.3 < band.middle < 0.6),
        )
    ),
    Claim(
        id="elu-more-centered",
        sentence="The mean of ELU's outputs is closer to zero than that of ReLU in both hidden"
        " layers, for {value} pairs of trained networks.",
        value=closer,
        holds=lambda found: sum(found) >= 0.9 * len(found),
        display=lambda found: f"{sum(found)} of {len(found)}",
        note="Over the root mean square; the larger mean of ELU's two layers against the smaller"
        " one of ReLU's, for the same seed. 32 networks on rings, 8 on images.",
    ),
    Claim(
        id="elu-flatter-from",
        sentence="The slope of ELU is below 1/100, that of the leaky ReLU, only for sums below"
        " {value}.",
        value=lambda: math.log(0.01),
        holds=lambda place: (
            at("elu", place - 1e-9, 1) < 0.01 < at("elu", place + 1e-9, 1)
            and at("leakyrelu", place, 1) == 0.01
        ),
        display=lambda place: f"{place:.1f}".replace("-", "−"),
        note="Where e^x is 1/100, the logarithm of that; slopes from the catalog.",
    ),
    _band(
        "elu-far-off",
        "On images, the share of ELU's sums below zero that are so far below is, in the first"
        " hidden layer,",
        lambda: level("images", "elu", "far", 1),
        lambda band: band.high < 0.2,
        "Of the sums below zero, over test images without noise.",
    ),
    *(
        _band(
            f"passed-{name}-{task}",
            f"On {task}, {slug} passes on of the noise",
            partial(passed, task, slug, 1, 1),
            holds,
            _PASSED,
        )
        for name, slug, task, holds in (
            ("relu", "relu", "images", lambda band: band.high < 0.3),
            ("leaky", LEAKY, "images", lambda band: band.high < 0.3),
            ("elu", "elu", "images", lambda band: band.low > 0.4),
        )
    ),
    Claim(
        id="elu-lead",
        sentence="Without noise ELU is right on images {value} percentage points more often than"
        " the leaky ReLU with slope 1/100.",
        value=lambda: Interval(*(100 * one for one in advantage("images", "elu", LEAKY, 0).median)),
        holds=lambda found: 0 < found.middle < 1.5 and not found.excludes(0),
        display=points,
        note="The median over 8 pairs of seeds with its bootstrap interval of 95 %.",
    ),
    Claim(
        id="elu-never-loses-less",
        sentence="Of {value} losses to noise, two tasks and four noises, none is smaller with ELU"
        " beyond the interval, and none of the intervals reaches a gain of half a percentage"
        " point.",
        value=lambda: list(drops().values()),
        holds=lambda found: (
            len(found) == 8 and all(one.low > -0.5 and one.high > -1e-9 for one in found)
        ),
        display=lambda found: {8: "eight"}[len(found)],
        note="Accuracy without noise less that with it, ELU less leaky ReLU with slope 1/100;"
        " bootstrap intervals (95 %) of the median over pairs of seeds, each for itself.",
    ),
    Claim(
        id="elu-loses-more-once",
        sentence="With noise of standard deviation {value} on the rings ELU loses more accuracy"
        " than the leaky ReLU, beyond the interval; nowhere else.",
        value=lambda: [key for key, one in drops().items() if one.low > 1e-9],
        holds=lambda found: len(found) == 1 and found[0][0] == "rings",
        display=lambda found: f"{found[0][1]:g}",
        note="Bootstrap intervals (95 %) of the median over 32 pairs of seeds, each for itself.",
    ),
    Claim(
        id="noise-takes-away",
        sentence="The largest noise takes away {value} percentage points of the accuracy with ELU,"
        " on the rings and on images.",
        value=lambda: [_taken(task) for task in ("rings", "images")],
        holds=lambda found: min(found) > 5,
        display=lambda found: f"{found[0]:.0f} and {found[1]:.0f}",
        note="Medians over seeds of the accuracy without noise less that with noise of standard"
        " deviation 0.4.",
    ),
    Claim(
        id="passed-second-rings",
        sentence="In the second layer on the rings, with the largest noise, units that are off pass"
        " on {value} of the noise with ELU and with the leaky ReLU.",
        value=lambda: (passed("rings", "elu", 2, 4), passed("rings", LEAKY, 2, 4)),
        holds=lambda found: found[0].middle < 0.9 * found[1].middle,
        display=lambda found: f"{found[0].middle:.2f} and {found[1].middle:.2f}",
        note="Medians over 32 seeds; noise of standard deviation 0.4.",
    ),
    *(
        Claim(
            id=f"elu-drop-{task}",
            sentence=f"To the largest noise ELU loses {{value}} percentage points more than the"
            f" leaky ReLU with slope 1/100, on {task}.",
            value=partial(drop, task, "elu", LEAKY, -1),
            holds=lambda found: not found.median.excludes(0) and abs(found.median.middle) < 1,
            display=lambda found: points(found.median),
            note="Accuracy without noise less that with noise of standard deviation 0.4; the median"
            " over pairs of seeds with its bootstrap interval of 95 %.",
        )
        for task in ("rings", "images")
    ),
    Claim(
        id="leaky-mean",
        sentence="The mean of the leaky ReLU with slope s over standard normal inputs is {value}.",
        value=lambda: simplify(
            integrate(_S * _Z * _DENSITY, (_Z, -oo, 0)) + integrate(_Z * _DENSITY, (_Z, 0, oo))
        ),
        holds=lambda mean: simplify(mean - (1 - _S) / sqrt(2 * pi)) == 0,
        display=lambda _: r"$\dfrac{1 - s}{\sqrt{2 \pi}}$",
        note="SymPy integrates both halves.",
    ),
)
"""In the order of the article."""
