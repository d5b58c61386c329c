"""The frame of a figure's axes: few ticks, faint lines at zero, numbers with a true minus."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from gen.figures.curves import Array
from gen.figures.palette import PALETTE

_TICKS_APART = 0.1
"""The least distance of two ticks, as a share of the axis."""


def set_ticks(axes: Axes, x: Sequence[float], y: Sequence[float]) -> None:
    """Put ticks at the wanted places inside the limits; of two too close, the first one stays."""
    for axis, wanted, (low, high) in (
        (axes.xaxis, x, axes.get_xlim()),
        (axes.yaxis, y, axes.get_ylim()),
    ):
        ticks: list[float] = []
        for tick in wanted:
            apart = all(abs(tick - other) >= _TICKS_APART * (high - low) for other in ticks)
            if low <= tick <= high and apart:
                ticks.append(tick)
        axis.set_ticks(sorted(ticks))
        axis.set_major_formatter(lambda value, _position: format_number(value))


def label_x(axes: Axes, label: str, at: float = 0.75) -> None:
    """Name the x axis level with its tick labels, between two of them: no line of its own."""
    axes.set_xlabel(label)
    axes.xaxis.set_label_coords(at, -7 / axes.get_window_extent().height)


def format_number(value: float) -> str:
    """A number in at most three digits, with a true minus."""
    return f"{value:.3g}".replace("-", "−")


def settle(figure: Figure) -> None:
    """Fix the places of all axes now, since labels are placed in points."""
    figure.draw_without_rendering()
    figure.set_layout_engine("none")


def draw_zero_lines(axes: Axes) -> list[Array]:
    """Draw faint lines where x and y are zero; the lines, each of shape (2, 2)."""
    grid = PALETTE["grid"].light
    lines = []
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    if low < 0 < high:
        axes.axhline(0, color=grid, linewidth=0.8, zorder=1)
        lines.append(np.array([[left, 0.0], [right, 0.0]]))
    if left < 0 < right:
        axes.axvline(0, color=grid, linewidth=0.8, zorder=1)
        lines.append(np.array([[0.0, low], [0.0, high]]))
    return lines
