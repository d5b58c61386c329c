"""Swapping an activation for itself changes nothing; for another, it does."""

from __future__ import annotations

import torch

from gen.experiments import swapped
from gen.experiments.experiment import PREFIX
from gen.experiments.stacked import initial


def short() -> dict[str, object]:
    settings = swapped.parts()["relu"]
    others = {slug: settings["others"][slug] for slug in ("relu", "tanh")}
    return dict(swapped.run({**swapped.shorter(settings), "others": others, "fresh_seeds": [9000]}))


def test_swapping_shows_at_once_and_leaves_the_trained_network_alone() -> None:
    found = short()
    assert found == short()
    early, after = found[PREFIX], found["with"]
    assert isinstance(early, dict)
    assert isinstance(after, dict)
    assert early["relu"] != early["tanh"]
    for one in after.values():
        assert len(one["swapped"]) == len(one["tuned"]) == swapped.SHORT
        assert len(one["medians"]) == 2
        assert all(0 <= share <= 1 for share in one["swapped"] + one["tuned"])


def test_copy_has_numbers_of_its_own() -> None:
    stack = initial([2, 3, 1], [0, 1])
    copy = swapped.copy_of(stack)
    assert torch.equal(copy.flat, stack.flat)
    copy.weights[0].zero_()
    assert not torch.equal(copy.flat, stack.flat)
