"""Statistics over seeds: intervals cover as often as they say, and differences see a shift."""

from __future__ import annotations

import numpy as np
import pytest

from gen.experiments.statistics import (
    bootstrap_median,
    mean_interval,
    paired,
    percentile_band,
    sign_test,
    wilson,
)


def test_band_holds_the_share_of_seeds_that_it_says() -> None:
    values = np.random.default_rng(1).normal(size=(3, 1000))
    low, middle, high = percentile_band(values)
    inside = ((values >= low[:, None]) & (values <= high[:, None])).mean(axis=1)
    assert inside == pytest.approx([0.9] * 3, abs=0.002)
    assert middle == pytest.approx(np.median(values, axis=1))


@pytest.mark.parametrize(("interval", "seeds"), [(bootstrap_median, 40), (mean_interval, 5)])
def test_intervals_cover_the_truth_about_as_often_as_they_say(interval: object, seeds: int) -> None:
    assert callable(interval)
    random = np.random.default_rng(2)
    trials = 200
    covered = sum(
        not interval(random.normal(3.0, 2.0, size=seeds)).excludes(3.0) for _ in range(trials)
    )
    # 95 % of 200 is 190, with a standard deviation of 3; the bootstrap is known to be a bit short.
    assert 178 <= covered < trials


def test_intervals_of_a_median_are_the_same_every_time_and_of_nothing_there_is_none() -> None:
    values = np.random.default_rng(3).normal(size=20)
    assert bootstrap_median(values) == bootstrap_median(list(values))
    with pytest.raises(ValueError, match="median of nothing"):
        bootstrap_median([])
    with pytest.raises(ValueError, match="two values"):
        mean_interval([1.0])


def test_share_has_an_interval_that_stays_between_0_and_1() -> None:
    none, all_of_them, half = wilson(0, 64), wilson(64, 64), wilson(32, 64)
    assert none.low == 0
    assert 0.03 < none.high < 0.08  # the rule of three says 3/64
    assert all_of_them.high == 1
    assert half.low == pytest.approx(1 - half.high)


def test_paired_differences_see_a_shift_that_the_spread_over_seeds_hides() -> None:
    random = np.random.default_rng(4)
    one = random.normal(0, 10, size=32)
    other = one - random.normal(0.5, 0.2, size=32)
    seen = paired(one, other)
    assert seen.median.excludes(0)
    assert seen.greater > 28
    assert seen.p < 1e-5
    reverse = paired(other, one)
    assert (reverse.less, reverse.greater) == (seen.greater, seen.less)
    assert reverse.median.middle == pytest.approx(-seen.median.middle)


def test_equal_seeds_differ_by_nothing() -> None:
    seen = paired([1.0, 2.0, 3.0], [1.0, 2.0, 3.0])
    assert seen == ((0.0, 0.0, 0.0), 0, 0, 1.0)


def test_sign_test_counts_coins() -> None:
    assert sign_test(5, 0) == pytest.approx(2 / 2**5)
    assert sign_test(0, 5) == pytest.approx(2 / 2**5)
    assert sign_test(3, 3) == 1
    assert sign_test(0, 0) == 1
