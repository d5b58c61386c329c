"""The layers that a seed makes: torch's default initialization, the same for every way to train."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import nn


def linear_layers(widths: Sequence[int], seed: int) -> list[nn.Linear]:
    """Affine layers between the widths, made in order after `torch.manual_seed(seed)`.

    The generator of the caller is left as it was.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return [nn.Linear(a, b) for a, b in pairwise(widths)]
