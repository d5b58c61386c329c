"""The small picture of an activation among all the others: f and f' and nothing else.

All have one frame, so that they can be compared at a glance; a kink or a limit beyond it widens
it. The lines are thinned out to what can be seen, so that a page has room for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from gen.code import load
from gen.figures import Record
from gen.figures.curves import Array
from gen.figures.scalar import scalar_curves

WIDTH, HEIGHT = 96, 64
"""The size of the drawing, in its own units."""

_HALF_RANGE = 4.0
"""Shown on both sides of zero."""
_BOTTOM, _TOP = -1.8, 2.6
"""The least values shown: room for every bounded function of the common size."""
_MARGIN = 0.06
"""Beyond a limit that widens the frame, as a share of its height."""
_TOLERANCE = 0.06
"""How far a thinned line may be from the true one, in units of the drawing."""
_STEEP = 60.0
"""A slope at which two neighboring samples are the two sides of a jump."""
_HELD = (0.0, 1.0)
"""The components of a vector that stay where they are while the first one moves."""


def thumbnail(record: Record) -> str:
    """The SVG, ready to stand inside a link that names the function.

    Of a function of two numbers it shows the values and the slope along the second, with the
    first held at 1; of a function of a vector, the first output along the first input.
    """
    curves = _DRAWN[record["kind"]](record)
    x = curves["f"][0]
    low, high = _frame(record, curves["f"][1])

    def place(x_: Array, y: Array) -> Array:
        across = (x_ - x[0]) / (x[-1] - x[0]) * WIDTH
        # What lies far outside is not seen, and would make numbers long.
        down = np.clip((high - y) / (high - low) * HEIGHT, -4, HEIGHT + 4)
        return np.column_stack([across, down])

    zero = place(np.zeros(1), np.zeros(1))[0]
    axes = f"M0 {_short(zero[1])}H{WIDTH}M{_short(zero[0])} 0V{HEIGHT}"
    paths = {"zero": axes} | {role: _path(place(*curves[role])) for role in ("df", "f")}
    drawn = "".join(f'<path class="{name}" d="{path}"/>' for name, path in paths.items())
    return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">{drawn}</svg>'


def _scalar(record: Record) -> dict[str, tuple[Array, Array]]:
    return {curve.role: (curve.x, curve.y) for curve in scalar_curves(record)}


def _two_input(record: Record) -> dict[str, tuple[Array, Array]]:
    functions, name = load(record["code"]["numpy"]), record["slug"].replace("-", "_")
    x = np.linspace(-_HALF_RANGE, _HALF_RANGE, 641)
    held = np.ones_like(x)
    slope = functions[f"{name}_derivative_{record['inputs'][1]}"]
    return {"f": (x, _parted(x, functions[name](held, x))), "df": (x, _parted(x, slope(held, x)))}


def _vector(record: Record) -> dict[str, tuple[Array, Array]]:
    functions, name = load(record["code"]["numpy"]), record["slug"].replace("-", "_")
    x = np.linspace(-_HALF_RANGE, _HALF_RANGE, 161)
    rows = [np.array([value, *_HELD]) for value in x]
    values = np.array([functions[name](row)[0] for row in rows])
    slopes = np.array([functions[f"{name}_jacobian"](row)[0, 0] for row in rows])
    return {"f": (x, values), "df": (x, slopes)}


_DRAWN = {"scalar": _scalar, "two-input": _two_input, "vector": _vector}


def _parted(x: Array, y: Array) -> Array:
    """The samples with a gap where they are too steep to be continuous."""
    parted = np.array(y, dtype=float)
    parted[1:][np.abs(np.diff(y)) > _STEEP * np.diff(x)] = np.nan
    return parted


def _frame(record: Record, f: Array) -> tuple[float, float]:
    """Bottom and top: those of all, or further out where a limit of f or a jump is."""
    limits = (record["limits"] or {}).get("f", {}).values()
    wanted = [float(end["value"]) for end in limits if end["value"] is not None]
    wanted += [
        float(kink["f"][side])
        for kink in record["kinks"]
        if kink["order"] == 0
        for side in ("left", "at", "right")
    ]
    low, high = min([_BOTTOM, *wanted]), max([_TOP, *wanted])
    margin = _MARGIN * (high - low)
    return (low - margin if low < _BOTTOM else low), (high + margin if high > _TOP else high)


def _path(points: Array) -> str:
    """The commands that draw a line through points, with gaps where one is not a number."""
    finite = np.isfinite(points[:, 1])
    edges = np.flatnonzero(np.diff(np.concatenate([[False], finite, [False]]).astype(int)))
    pieces = [points[start:stop] for start, stop in zip(edges[::2], edges[1::2], strict=True)]
    return "".join(_piece(thinned(piece)) for piece in pieces if len(piece) > 1)


def _piece(points: Array) -> str:
    """One unbroken line: a place, then steps from each point to the next, in tenths of a unit."""
    tenths = np.round(points * 10).astype(int)
    steps = [after - before for before, after in pairwise(tenths)]
    start = " ".join(_short(value / 10) for value in tenths[0])
    return f"M{start}l" + _joined([value / 10 for step in steps for value in step])


def _joined(numbers: Sequence[float]) -> str:
    """Numbers with a space only where one would otherwise run into the next."""
    text = ""
    for number in map(_short, numbers):
        text += number if not text or number[0] == "-" else f" {number}"
    return text


def _short(number: float) -> str:
    """A number to a tenth, without a zero before its point."""
    text = f"{number:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text.replace("0.", ".", 1) if abs(number) < 1 else text


def thinned(points: Array) -> Array:
    """The fewest of the points, by bisection, that come near all of them (Douglas and Peucker)."""
    kept = np.zeros(len(points), dtype=bool)
    kept[[0, -1]] = True
    waiting = [(0, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        inside = points[first + 1 : last]
        if len(inside) == 0:
            continue
        along = points[last] - points[first]
        offset = inside - points[first]
        across = np.abs(along[0] * offset[:, 1] - along[1] * offset[:, 0])
        far = int(np.argmax(across))
        if across[far] > _TOLERANCE * np.hypot(*along):
            middle = first + 1 + far
            kept[middle] = True
            waiting += [(first, middle), (middle, last)]
    return points[kept]
