"""What is kept of the training of many seeds."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from gen.experiments.histories import (
    band,
    gradient_history,
    kept_epochs,
    logged_epochs,
    outcomes,
    ratio,
    typical,
)
from gen.experiments.stacked import Log

LOG = Log(
    loss=torch.tensor([[0.7, 0.7, 0.7], [0.5, 0.7, 0.6], [0.2, float("nan"), 0.4]]),
    accuracy=torch.tensor([[0.5, 0.5, 0.5], [0.9, 0.5, 0.95], [0.97, 0.5, 0.85]]),
    gradients=torch.tensor(
        [
            [[1.0, 0.0, 1.0], [2.0, 0.0, 4.0]],
            [[1.0, 0.0, 2.0], [1.0, 0.0, 4.0]],
            [[4.0, 0.0, 8.0], [2.0, 0.0, 4.0]],
        ]
    ),
)


def test_outcomes_keep_the_end_and_the_first_epoch_at_ninety_percent() -> None:
    found = outcomes(LOG, slice(0, 3), every=2)
    assert found["loss"] == [0.2, None, 0.4]
    assert found["accuracy"] == [0.97, 0.5, 0.85]
    # A seed counts from the first time on, even if it falls back; the log is of every other epoch.
    assert found["reached"] == [4, None, 4]
    assert found["early"] == {"first_gradient": [1, 0, 1], "last_gradient": [2, 0, 4]}
    assert found["late"] == {"first_gradient": [4, 0, 8], "last_gradient": [2, 0, 4]}


def test_outcomes_are_those_of_the_models_meant() -> None:
    assert outcomes(LOG, slice(2, 3), every=1)["accuracy"] == [0.85]


def test_seed_without_a_gradient_has_no_ratio_and_no_part_in_the_band() -> None:
    found = ratio(LOG.gradients.double().numpy())
    np.testing.assert_allclose(found[:, 0], [0.5, 1, 2])
    assert np.isnan(found[:, 1]).all()
    assert gradient_history(LOG, slice(0, 3), [0, 2])["ratio"]["p50"] == [0.375, 2]


def test_band_of_an_epoch_without_values_is_empty() -> None:
    found = band(np.array([[1.0, 2.0, 3.0], [np.nan, np.nan, np.nan]]))
    assert found == {"p5": [1.1, None], "p50": [2, None], "p95": [2.9, None]}


@pytest.mark.parametrize(("losses", "seed"), [([3, 1, 2], 2), ([1, 2, 3, 4], 1)])
def test_typical_seed_has_the_median_loss(losses: list[float], seed: int) -> None:
    assert typical(torch.tensor(losses)) == seed


def test_typical_seed_has_not_diverged() -> None:
    assert typical(torch.tensor([float("nan"), 2.0, 1.0])) == 1


def test_kept_epochs_are_logged_ones_and_dense_at_the_start() -> None:
    kept = kept_epochs(300, 1)
    assert kept[:11] == [*range(1, 11), 15]
    assert kept[-1] == 300
    assert set(kept_epochs(3000, 10)) <= set(logged_epochs(3000, 10))
