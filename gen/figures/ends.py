"""Names behind the ends of lines, where the lines themselves run too close for any."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from matplotlib.axes import Axes

from gen.figures.curves import Array
from gen.figures.palette import PALETTE
from gen.figures.svg import LABEL

_GAP = 7.0
"""Points from the end of a line to its name."""
_LINE = 11.0
"""Points between two names."""


def label_ends(axes: Axes, x: float, ends: Iterable[tuple[float, str, str]]) -> None:
    """Write names behind the ends of lines, each as near to its end as room for all allows.

    Args:
        axes: with its final limits.
        x: where the lines end, in data coordinates.
        ends: height in data coordinates, name and role of each.
    """
    ordered = sorted(ends)
    places = np.array([axes.transData.transform((x, height)) for height, _, _ in ordered])
    frame = axes.get_window_extent()
    levels = spread(places[:, 1], frame.y0, frame.y1 - _LINE / 2)
    for (_, name, role), right, level in zip(ordered, places[:, 0], levels, strict=True):
        across, up = axes.transData.inverted().transform((right + _GAP, level)).tolist()
        axes.text(
            across,
            up,
            name,
            color=PALETTE[role].light,
            va="center",
            size=10,
            gid=LABEL,
        )


def spread(wanted: Array, low: float, high: float) -> Array:
    """Ascending heights a line apart, as near to the wanted ones, in their order, as can be."""
    pools: list[list[float]] = []
    for row, height in enumerate(wanted.tolist()):
        pool = [height - _LINE * row]
        while pools and np.mean(pools[-1]) > np.mean(pool):
            pool = pools.pop() + pool
        pools.append(pool)
    level = np.concatenate([np.full(len(pool), np.mean(pool)) for pool in pools])
    shifted: Array = np.clip(level, low, high - _LINE * (len(wanted) - 1))
    return shifted + _LINE * np.arange(len(wanted))
