"""Two rings of points, one inside the other: a task that no line solves."""

from __future__ import annotations

import torch
from sklearn.datasets import make_circles
from torch import Tensor

POINTS = 1000
"""Points of both rings together, half of them on each."""


def rings(seed: int) -> tuple[Tensor, Tensor]:
    """Points, of shape (1000, 2), and labels, of shape (1000,): 1 on the inner ring."""
    x, y = make_circles(n_samples=POINTS, factor=0.5, noise=0.1, random_state=seed)
    return torch.tensor(x, dtype=torch.float32), torch.tensor(y, dtype=torch.float32)


def square(low: float, high: float, side: int) -> Tensor:
    """The points of a square grid, of shape (side², 2): row by row, from the bottom left."""
    along = torch.linspace(low, high, side)
    rows, columns = torch.meshgrid(along, along, indexing="ij")
    return torch.stack([columns.flatten(), rows.flatten()], dim=1)
