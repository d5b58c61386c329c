"""Labels beside their curves, at spots that nothing else touches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from gen.figures.curves import Array, Curve, dot_size
from gen.figures.palette import PALETTE
from gen.figures.svg import LABEL

_STEP = 3.0
"""Distance of the samples of a curve, in points: shorter than any label is high. A jump is sampled
too, so that no label stands in its gap."""

_GAPS = (4.0, 7.0, 11.0, 16.0)
"""Distances of a label from its curve, in points, near ones first."""

_CLEAR = 5.0
"""Points that stay free between a label and any other thing."""

_SIDES = ((1, 1), (-1, 1), (1, -1), (-1, -1), (0, 1), (0, -1), (1, 0), (-1, 0))
"""Where a label may stand, as seen from a point of its curve."""

_HORIZONTAL: dict[int, Literal["right", "center", "left"]] = {-1: "right", 0: "center", 1: "left"}
_VERTICAL: dict[int, Literal["top", "center", "bottom"]] = {-1: "top", 0: "center", 1: "bottom"}

_EVERY = 2
"""A label is tried at one of so many samples of its curve."""

_FAR = 36.0
"""A distance from other curves beyond which more is no better, in points."""

_AMBIGUOUS = 12.0
"""What a spot loses, in points, when another curve is less than twice as far as its own."""

_CROSSING = 8.0
"""What a spot loses, in points, when a faint line runs under it."""


def label_curves(
    axes: Axes, curves: Sequence[Curve], lines: Iterable[Array] = (), size: float = 11.0
) -> None:
    """Write each curve's label at the free spot where it is least mistaken for another's.

    Args:
        axes: with its final limits.
        curves: those to label, and the things to keep away from.
        lines: faint lines that a label should rather not cross, each of shape (n, 2), in data
            coordinates.
        size: of the letters, in points.
    """
    inked = [_samples(axes, np.column_stack([curve.x, curve.y])) for curve in curves]
    dots = [_dot_samples(axes, curve) for curve in curves]
    faint = np.concatenate([np.empty((0, 2)), *(_samples(axes, line) for line in lines)])
    taken: list[Bbox] = []
    for index, curve in enumerate(curves):
        if not curve.label:
            continue
        others = np.concatenate(
            [np.empty((0, 2)), *(each for k, each in enumerate(inked) if k != index), *dots]
        )
        text = axes.text(
            0, 0, curve.label, color=PALETTE[curve.role].light, fontsize=size, gid=LABEL, zorder=4
        )
        taken.append(_place(axes, text, inked[index], others, faint, taken))


def _place(
    axes: Axes, text: Text, own: Array, others: Array, faint: Array, taken: Sequence[Bbox]
) -> Bbox:
    """Move the text to its best spot; the box that it takes there, in points."""
    extent = text.get_window_extent()
    frame = axes.get_window_extent()
    gaps, sides, spots = _candidates(own[::_EVERY])
    size = np.array([extent.width, extent.height])
    low = spots - size * (1 - sides) / 2
    boxes = np.column_stack([low, low + size])
    apart = _distances(boxes, others)
    inside = (boxes[:, :2] >= frame.p0 + 2).all(axis=1) & (boxes[:, 2:] <= frame.p1).all(axis=1)
    free = inside.copy()
    free &= np.minimum(apart, _distances(boxes, own)) >= np.minimum(0.7 * gaps, _CLEAR)
    for box in taken:
        padded = box.padded(_CLEAR)
        free &= (boxes[:, 2:] < padded.p0).any(axis=1) | (boxes[:, :2] > padded.p1).any(axis=1)
    if not free.any():
        # Curves that cover each other leave no spot: then one that is clear of other labels.
        free = inside if inside.any() else np.ones_like(inside)
        for box in taken:
            clear = (boxes[:, 2:] < box.p0).any(axis=1) | (boxes[:, :2] > box.p1).any(axis=1)
            free = free & clear if (free & clear).any() else free
    score = np.minimum(apart, _FAR) - gaps
    score -= _AMBIGUOUS * (apart < 2 * gaps) + _CROSSING * (_distances(boxes, faint) < 1)
    # Rounding makes ties of what differs only in the last bits, so every machine picks the same.
    best = int(np.argmax(np.where(free, np.round(score, 3), -np.inf)))
    # The side that faces the curve is the one that stays put when the page's font is narrower.
    text.set_horizontalalignment(_HORIZONTAL[int(sides[best, 0])])
    text.set_verticalalignment(_VERTICAL[int(sides[best, 1])])
    text.set_position(tuple(axes.transData.inverted().transform(spots[best])))
    return Bbox.from_extents(*boxes[best])


def _candidates(anchors: Array) -> tuple[Array, Array, Array]:
    """Gaps of shape (n,), sides and spots of shape (n, 2): every way to stand beside an anchor."""
    grid = [(gap, side) for gap in _GAPS for side in _SIDES]
    gaps = np.array([gap for gap, _ in grid])
    sides = np.array([side for _, side in grid], dtype=float)
    offsets = gaps[:, None] * sides / np.hypot(sides[:, 0], sides[:, 1])[:, None]
    spots = (anchors[None, :, :] + offsets[:, None, :]).reshape(-1, 2)
    count = len(anchors)
    return np.repeat(gaps, count), np.repeat(sides, count, axis=0), spots


def _samples(axes: Axes, line: Array) -> Array:
    """Points along the visible parts of a line of shape (n, 2), `_STEP` apart; of shape (m, 2)."""
    at = axes.transData.transform(line)
    at = at[np.isfinite(at).all(axis=1)]
    if len(at) == 0:
        return np.empty((0, 2))
    lengths = np.concatenate([[0.0], np.hypot(*np.diff(at, axis=0).T).cumsum()])
    places = np.arange(0, lengths[-1] + _STEP, _STEP)
    points = np.column_stack([np.interp(places, lengths, at[:, axis]) for axis in (0, 1)])
    frame = axes.get_window_extent()
    visible: Array = points[((points >= frame.p0 - 1) & (points <= frame.p1 + 1)).all(axis=1)]
    return visible


def _dot_samples(axes: Axes, curve: Curve) -> Array:
    """The rims of the curve's dots, of shape (m, 2), in points."""
    angles = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    rim = (dot_size(curve) / 2 + 1) * np.column_stack([np.cos(angles), np.sin(angles)])
    centers = [axes.transData.transform((dot.x, dot.y)) for dot in curve.dots]
    return np.concatenate([np.empty((0, 2)), *(center + rim for center in centers)])


def _distances(boxes: Array, points: Array) -> Array:
    """From each box, of shape (n, 4), to the nearest of the points, in points; of shape (n,)."""
    if len(points) == 0:
        return np.full(len(boxes), np.inf)
    x, y = points[:, 0], points[:, 1]
    beside = np.maximum(np.maximum(boxes[:, 0, None] - x, x - boxes[:, 2, None]), 0)
    above = np.maximum(np.maximum(boxes[:, 1, None] - y, y - boxes[:, 3, None]), 0)
    nearest: Array = np.sqrt((beside**2 + above**2).min(axis=1))
    return nearest
