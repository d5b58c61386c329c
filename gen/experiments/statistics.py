"""Statistics over seeds: intervals with a name, differences by pairs, and a test.

Intervals are of 95 % unless said; resampling draws from a fixed seed, so that every build finds
the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = Sequence[float] | Floats

RESAMPLES = 2000
LEVEL = 0.95


class Interval(NamedTuple):
    """An estimate between two bounds."""

    low: float
    middle: float
    high: float

    def excludes(self, value: float) -> bool:
        """Whether a value lies outside the bounds."""
        return not self.low <= value <= self.high


class Paired(NamedTuple):
    """How two activations differ over the same seeds."""

    median: Interval
    """The median of the differences, with its bootstrap interval."""
    greater: int
    """The number of seeds with a difference above 0."""
    less: int
    """The number of seeds with one below 0."""
    p: float
    """Of Wilcoxon's signed-rank test, two-sided; 1 where no seed differs."""


def percentile_band(values: Any, axis: int = -1, outside: float = 5.0) -> tuple[Floats, ...]:
    """The percentiles `outside`, 50 and 100 - `outside` over seeds: a band, not an interval.

    values: array of any shape with the seeds along an axis; the results lack this axis.
    """
    low, middle, high = np.percentile(values, [outside, 50.0, 100.0 - outside], axis=axis)
    return low, middle, high


def bootstrap_median(values: Numbers) -> Interval:
    """The median with its percentile bootstrap interval.

    values: of shape (n,). Raises ValueError when there are none.
    """
    found = np.asarray(values, dtype=np.float64)
    if found.size == 0:
        raise ValueError("there is no median of nothing")
    draws = np.random.default_rng(0).choice(found, (RESAMPLES, found.size))
    low, high = np.quantile(np.median(draws, axis=1), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(low), float(np.median(found)), float(high))


def mean_interval(values: Numbers) -> Interval:
    """The mean with Student's interval: for few seeds, of which a bootstrap knows too little.

    values: of shape (n,). Raises ValueError for fewer than two.
    """
    found = np.asarray(values, dtype=np.float64)
    if found.size < 2:
        raise ValueError("an interval of the mean needs two values")
    mean, error = float(found.mean()), float(_stats().sem(found))
    reach = float(_stats().t.ppf((1 + LEVEL) / 2, found.size - 1)) * error
    return Interval(mean - reach, mean, mean + reach)


def wilson(successes: int, count: int) -> Interval:
    """A share with Wilson's score interval.

    Raises ValueError for a share of nothing.
    """
    found = _stats().binomtest(successes, count).proportion_ci(LEVEL, method="wilson")
    return Interval(float(found.low), successes / count, float(found.high))


def paired(one: Numbers, other: Numbers) -> Paired:
    """How one differs from another, seed by seed: one minus other.

    one, other: of shape (n,), the same seeds in the same order.
    """
    differences = np.asarray(one, dtype=np.float64) - np.asarray(other, dtype=np.float64)
    different = differences[differences != 0]
    p = float(_stats().wilcoxon(different).pvalue) if different.size else 1.0
    return Paired(
        bootstrap_median(differences),
        int((differences > 0).sum()),
        int((differences < 0).sum()),
        p,
    )


def sign_test(greater: int, less: int) -> float:
    """How likely counts as unequal as these are if both signs are equally likely; two-sided.

    Pairs without a difference are in neither count; 1 where there are no others.
    """
    both = greater + less
    return float(_stats().binomtest(greater, both).pvalue) if both else 1.0


def _stats() -> Any:
    """scipy.stats, which takes half a second to load and which few that import this ask for."""
    from scipy import stats  # noqa: PLC0415

    return stats
