"""Curves with gaps where they jump, open and closed dots there, and their drawing.

The dot convention is that of textbooks: closed where the value at the point lies, open at a
one-sided limit that the function does not take. A jump is a gap, never a vertical line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from gen.figures.palette import PALETTE

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

WIDTHS = {"f": 3.0, "df": 1.8, "d2f": 1.2}
"""Line widths in points: the function leads."""

_DASHES = (0, (5, 5))
"""On and off, in line widths, of a curve that runs on another one."""

_UNDERSTROKE = 3.0
"""Paper on both sides of a curve together, in points, which parts it from the curves below."""

_LONG = 24.0
"""Two curves that are close for so many points run along each other; otherwise they cross."""

_SAME = 0.05
"""Two curves no farther apart, in points, are drawn as one line."""


@dataclass(frozen=True)
class Dot:
    """A point that a curve takes (closed) or only approaches (open)."""

    x: float
    y: float
    closed: bool


@dataclass(frozen=True, kw_only=True)
class Curve:
    """A curve with its label; the curves of one axes share their x."""

    role: str
    """Its role in the palette."""
    label: str
    """What stands beside it."""
    x: Array
    """Abscissas, of shape (n,), not decreasing; a jump is three equal ones."""
    y: Array
    """Ordinates, of shape (n,); nan between the two sides of a jump."""
    dots: tuple[Dot, ...] = ()
    """Its dots, at jumps."""
    width: float = WIDTHS["df"]
    """In points."""


def draw_curves(axes: Axes, curves: Sequence[Curve]) -> None:
    """Draw curves in order, each parted by paper from those below, then all dots.

    The limits of the axes must be set, and its place in the figure settled: what runs together is
    reckoned in points.
    """
    paper = PALETTE["paper"].light
    for index, curve in enumerate(curves):
        beside = np.zeros(len(curve.x), dtype=bool)
        upon = beside.copy()
        for other in curves[:index]:
            beside |= _along(axes, curve, other, (curve.width + other.width) / 2)
            upon |= _along(axes, curve, other, _SAME)
        order = 2 + 0.01 * index
        axes.plot(
            curve.x,
            np.where(beside, np.nan, curve.y),
            color=paper,
            linewidth=curve.width + _UNDERSTROKE,
            solid_capstyle="butt",
            zorder=order,
        )
        # A curve that runs upon another one is dashed there, so that both are seen.
        for where, style in ((~upon, "-"), (upon, _DASHES)):
            if where.any():
                axes.plot(
                    curve.x,
                    np.where(_widen(where), curve.y, np.nan),
                    color=PALETTE[curve.role].light,
                    linewidth=curve.width,
                    linestyle=style,
                    zorder=order + 0.001,
                    gid=f"figure-curve figure-{curve.role}",
                )
    for index, curve in enumerate(curves):
        for dot in curve.dots:
            draw_dot(axes, dot, curve.role, size=dot_size(curve), order=3 + 0.01 * index)


def draw_measured(axes: Axes, curves: Sequence[Curve]) -> None:
    """Draw curves in order, then a dot at each of their points: what lies between is not known."""
    draw_curves(axes, curves)
    for curve in curves:
        axes.plot(curve.x, curve.y, "o", color=PALETTE[curve.role].light, markersize=4.5, zorder=3)


def dot_size(curve: Curve) -> float:
    """The diameter of the curve's dots in points; dots at one place are nested like the curves."""
    return 4.0 + 1.2 * curve.width


def draw_dot(axes: Axes, dot: Dot, role: str, size: float = 6.0, order: float = 3.0) -> None:
    """Draw one dot, in front of all curves and not clipped by the frame."""
    color = PALETTE[role].light
    axes.plot(
        [dot.x],
        [dot.y],
        marker="o",
        markersize=size,
        color=color,
        markerfacecolor=color if dot.closed else PALETTE["paper"].light,
        clip_on=False,
        zorder=order,
        gid=f"figure-dot figure-{'closed' if dot.closed else 'open'} figure-{role}",
    )


def _along(axes: Axes, curve: Curve, other: Curve, distance: float) -> Mask:
    """Where two curves run closer than a distance in points, along each other and not across."""
    at, there = (
        axes.transData.transform(np.column_stack([each.x, each.y])) for each in (curve, other)
    )
    near: Mask = np.abs(at[:, 1] - there[:, 1]) < distance
    edges = np.flatnonzero(np.diff(np.concatenate([[False], near, [False]]).astype(int)))
    for start, stop in zip(edges[::2], edges[1::2], strict=True):
        if at[stop - 1, 0] - at[start, 0] < _LONG:
            near[start:stop] = False
    return near


def _widen(mask: Mask) -> Mask:
    """The mask and one sample more on each side, so that pieces of one curve meet."""
    padded = np.concatenate([[False], mask, [False]])
    wide: Mask = padded[:-2] | mask | padded[2:]
    return wide
