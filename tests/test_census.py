"""The census of dead units: what it counts, on units whose fate is known."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor, nn

from gen.experiments.census import active, dead, flat, left, missed, revived, slopes, turnover

POINTS = torch.linspace(-2, 2, 41, dtype=torch.float64)[:, None]

SUMS = POINTS + torch.tensor([0.0, -2.0, -2.1, 2.1], dtype=torch.float64)
"""Sums of four units: on for half of the points, at most 0, below 0, above 0."""


def test_dead_is_zero_at_every_point() -> None:
    assert dead(torch.relu(SUMS)).tolist() == [False, True, True, False]
    assert left(SUMS).tolist() == [False, True, True, False]
    assert active(torch.relu(SUMS)).tolist() == [20, 0, 0, 41]


def test_one_point_is_enough_to_live() -> None:
    outputs = torch.zeros(1000, 3)
    outputs[517, 1] = 1e-30
    assert dead(outputs).tolist() == [True, False, True]


def test_a_relu_unit_is_dead_exactly_where_it_is_flat() -> None:
    assert torch.equal(flat(slopes(torch.relu, SUMS), 0.0), dead(torch.relu(SUMS)))


@pytest.mark.parametrize(
    ("activation", "shift", "flat_there"),
    [
        (nn.LeakyReLU(0.01), -100.0, False),  # its slope is 0.01 however far out
        (nn.ELU(), -2.0, False),
        (nn.ELU(), -100.0, True),
        (nn.GELU(), -100.0, True),
        (nn.ReLU6(), 100.0, True),  # at its ceiling it is flat, and its output is 6
    ],
)
def test_flat_units_of_other_activations(
    activation: nn.Module, shift: float, flat_there: bool
) -> None:
    assert flat(slopes(activation, POINTS + shift), 1e-3).tolist() == [flat_there]


def test_slopes_need_no_gradient_mode() -> None:
    with torch.no_grad():
        found = slopes(torch.tanh, SUMS)
    assert torch.allclose(found, 1 - torch.tanh(SUMS) ** 2)


def history(*units: str) -> Tensor:
    """Whether each unit was dead (x) at each time, of shape (times, units)."""
    return torch.tensor([[mark == "x" for mark in unit] for unit in units]).T


def test_turnover_counts_deaths_and_revivals() -> None:
    found = turnover(history(".....", "xxxxx", "..xxx", ".x.x.", "xx..x"))
    assert found == {"start": 2, "deaths": 4, "revivals": 3, "ever": 4, "back": 1, "end": 3}


def test_revived_follows_the_dead_of_each_time() -> None:
    assert revived(history("xx.", "x..", "..x")) == [1.0, 1.0]
    assert revived(history("...", ".xx")) == [None, 0.0]


@pytest.mark.parametrize("sample", [1, 2, 5, 10])
def test_a_sample_misses_with_the_share_of_samples_that_miss(sample: int) -> None:
    points = 10
    counts = torch.arange(points + 1)
    exact = [math.comb(points - int(k), sample) / math.comb(points, sample) for k in counts]
    assert missed(counts, points, sample).tolist() == pytest.approx(exact, abs=1e-12)


def test_a_sample_misses_as_often_as_samples_drawn_do() -> None:
    generator = torch.Generator().manual_seed(0)
    on = torch.arange(200) < 10
    draws = torch.stack([torch.randperm(200, generator=generator)[:30] for _ in range(4000)])
    share = (~on[draws].any(dim=1)).double().mean().item()
    assert missed(torch.tensor([10]), 200, 30).item() == pytest.approx(share, abs=0.02)
