"""Medians with a band around each: what many seeds did, over epochs or rates."""

from __future__ import annotations

from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from gen.figures.palette import PALETTE

_OPACITY = 0.18


def draw_band(
    axes: Axes,
    x: ArrayLike,
    low: ArrayLike,
    middle: ArrayLike,
    high: ArrayLike,
    role: str,
    width: float = 1.8,
) -> None:
    """Draw a line from x and middle, and a band of the same color from low to high.

    x, low, middle, high: of shape (n,).
    """
    color = PALETTE[role].light
    axes.fill_between(x, low, high, color=color, alpha=_OPACITY, linewidth=0, zorder=1.5)
    axes.plot(x, middle, color=color, linewidth=width, zorder=2, gid=f"figure-curve figure-{role}")
