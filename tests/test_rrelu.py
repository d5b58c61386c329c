"""RReLU in torch: random in training, which no page can print, and its mean in evaluation."""

from __future__ import annotations

import torch

LOWER, UPPER = 1 / 8, 1 / 3


def test_training_draws_a_slope_for_each_element() -> None:
    torch.manual_seed(0)
    slopes = -torch.nn.RReLU()(-torch.ones(10_000, dtype=torch.float64))
    assert slopes.min() >= LOWER
    assert slopes.max() <= UPPER
    assert slopes.unique().numel() > 9_000
    # Five standard errors of the mean of a uniform law.
    assert abs(slopes.mean() - 11 / 48) < 5 * (UPPER - LOWER) / 12**0.5 / 100


def test_evaluation_takes_the_mean_of_the_bounds() -> None:
    x = torch.tensor([-48.0, -1.0, 0.0, 2.0], dtype=torch.float64)
    expected = torch.tensor([-11.0, -11 / 48, 0.0, 2.0], dtype=torch.float64)
    assert torch.allclose(torch.nn.RReLU().eval()(x), expected, rtol=1e-15, atol=0)
