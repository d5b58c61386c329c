"""A graph: labeled curves over faint lines at zero."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from gen.figures.curves import Curve, draw_curves
from gen.figures.frame import draw_zero_lines
from gen.figures.labels import label_curves


def draw_graph(axes: Axes, curves: Sequence[Curve]) -> None:
    """Draw curves into settled axes, each with its label beside it, clear of all lines."""
    lines = draw_zero_lines(axes)
    draw_curves(axes, curves)
    label_curves(axes, curves, lines)
