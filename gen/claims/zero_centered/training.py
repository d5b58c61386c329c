"""Training with centered outputs and without, seed by seed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from gen.claims import Claim
from gen.claims.zero_centered.frozen_results import result
from gen.experiments.statistics import Interval, paired

OPTIMIZERS = ("sgd", "adam")


class Ratio(NamedTuple):
    """A final loss with centered outputs over that without, over the same seeds."""

    median: Interval
    """Of the ratios, with its bootstrap interval."""
    less: int
    """The number of seeds whose loss is lower with centered outputs."""
    seeds: int
    p: float
    """Of Wilcoxon's signed-rank test on the logarithms, two-sided."""


def rates(optimizer: str) -> list[float]:
    """The learning rates that were tried."""
    found: list[float] = result("centering").settings(f"relu-plain-{optimizer}")["rates"]
    return found


@cache
def ratio(slug: str, optimizer: str, rate: float, variant: str = "compensated") -> Ratio:
    """The final losses of a variant of a function over those of the function as it is.

    variant: `compensated` for networks that compute the same at first, `centered` for those with
    the same first weights.
    """
    place = rates(optimizer).index(rate)
    centered, plain = (
        np.log(result("centering").parts[f"{slug}-{one}-{optimizer}"]["loss"][place])
        for one in (variant, "plain")
    )
    found = paired(centered, plain)
    middle = Interval(*(float(np.exp(one)) for one in found.median))
    return Ratio(middle, found.less, len(plain), found.p)


class Count(NamedTuple):
    """At how many learning rates of both optimizers the interval lies on one side of 1."""

    lower: int
    higher: int
    tried: int


def count(slug: str, variant: str = "compensated") -> Count:
    """How often centered outputs end with a lower loss, and how often with a higher one."""
    found = [ratio(slug, name, rate, variant) for name in OPTIMIZERS for rate in rates(name)]
    lower = sum(one.median.high < 1 for one in found)
    return Count(lower, sum(one.median.low > 1 for one in found), len(found))


def doubled(optimizer: str, rate: float) -> Ratio:
    """Twice the sigmoid less 1, which is tanh of half the input, against twice the sigmoid."""
    return ratio("sigmoid-doubled", optimizer, rate, "centered")


def reached(part: str, rate: float) -> int:
    """In how many seeds a network came to nine right answers in ten."""
    settings = result("centering").settings(part)
    found = result("centering").parts[part]["reached"][settings["rates"].index(rate)]
    return sum(logs > 0 for logs in found)


TRAINING: tuple[Claim[Any], ...] = ()
