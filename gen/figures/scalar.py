"""The figure of a scalar activation: f, f' and, where it helps, f''."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from gen.code import load
from gen.figures import Record
from gen.figures.curves import WIDTHS, Array, Curve, Dot, draw_curves
from gen.figures.frame import draw_zero_lines, format_number, set_ticks, settle
from gen.figures.labels import label_curves
from gen.figures.palette import PALETTE
from gen.figures.svg import finish
from gen.typography import symbol

_HALF_RANGE = 4.0
"""Shown on both sides of zero: there every common activation has shown what it does."""

_MARGIN = 2.0
"""Shown beyond an outermost kink."""

_POINTS = 320
"""Samples between two kinks: about one a point of the drawing."""

_PRIMES = {"f": "", "df": "′", "d2f": "″"}
_SUFFIXES = {"f": "", "df": "_derivative", "d2f": "_second_derivative"}


class _Sides(NamedTuple):
    """The one-sided limits at a kink and the value between them; nan where there is none."""

    left: float
    at: float
    right: float

    @property
    def jump(self) -> bool:
        """Whether the curve ends there and begins anew."""
        return self.left != self.right or math.isnan(self.at)


def scalar_figure(record: Record) -> str:
    """The finished figure of a scalar activation."""
    curves = scalar_curves(record)
    low, high = _y_range(record, curves)
    x = curves[0].x
    # Equal units on both axes where the height allows: a slope of one is seen as one.
    height = float(np.clip(0.55 + 4.6 * (high - low) / (x[-1] - x[0]), 2.5, 3.5))
    figure = Figure(figsize=(5, height))
    axes = figure.add_subplot(xlim=(x[0], x[-1]), ylim=(low, high))
    set_ticks(
        axes,
        x=[*_kink_points(record), 0, x[0], x[-1]],
        y=[0, 1, *_finite_limits(record), math.floor(high), math.ceil(low)],
    )
    settle(figure)
    lines = draw_zero_lines(axes) + _draw_limits(axes, record)
    draw_curves(axes, curves)
    label_curves(axes, curves, lines)
    symbols = ", ".join(curve.label.split(",")[0] for curve in curves)
    return finish(figure, record["slug"], f"Graphs of {symbols}", _describe(record, curves))


def scalar_curves(record: Record) -> list[Curve]:
    """f, f' and, where it helps, f'' of a scalar activation, with gaps and dots at the kinks.

    f'' helps where f' has no jump, and where it is not zero throughout.
    """
    functions = load(record["code"]["numpy"])
    identifier = record["slug"].replace("-", "_")
    kinks = sorted(record["kinks"], key=lambda kink: float(kink["point"]["value"]))
    at = [float(kink["point"]["value"]) for kink in kinks]
    low = min([-_HALF_RANGE, *(point - _MARGIN for point in at)])
    high = max([_HALF_RANGE, *(point + _MARGIN for point in at)])
    orders = ["f", "df"]
    if all(kink["order"] is None or kink["order"] > 1 for kink in kinks):
        orders.append("d2f")
    curves = []
    for order in orders:
        function = functions[identifier + _SUFFIXES[order]]
        sides = [_sides(kink, order) for kink in kinks]
        x, y = _sample(function, [low, *at, high], sides)
        if order == "d2f" and np.nanmax(np.abs(y)) == 0:
            continue
        curves.append(
            Curve(
                role=order,
                label=_label(record, order),
                x=x,
                y=y,
                dots=tuple(
                    dot for x0, own in zip(at, sides, strict=True) for dot in _dots(x0, own)
                ),
                width=WIDTHS[order],
            )
        )
    return curves


def _sample(
    function: Callable[[Array], Array], bounds: Sequence[float], sides: Sequence[_Sides]
) -> tuple[Array, Array]:
    """x and y of a curve between the bounds, with the one-sided values at each inner bound."""
    xs: list[Array] = []
    ys: list[Array] = []
    for index, (start, stop) in enumerate(pairwise(bounds)):
        x = np.linspace(start, stop, _POINTS)
        with np.errstate(all="ignore"):  # tails may overflow inside; what is shown is finite
            y = np.asarray(function(x), dtype=float).copy()
        if index > 0:
            y[0] = sides[index - 1].right
        if index < len(sides):
            y[-1] = sides[index].left
        xs.append(x)
        ys.append(y)
        if index < len(sides):
            xs.append(np.array([stop]))
            ys.append(np.array([np.nan if sides[index].jump else y[-1]]))
    return np.concatenate(xs), np.concatenate(ys)


def _number(value: float | None) -> float:
    return math.nan if value is None else float(value)


def _sides(kink: Record, order: str) -> _Sides:
    """The values of f or a derivative at a kink; a derivative of what has jumped has none there."""
    left, at, right = (_number(kink[order][side]) for side in ("left", "at", "right"))
    lost = kink["order"] is not None and list(_PRIMES).index(order) > kink["order"]
    return _Sides(left, math.nan if lost else at, right)


def _dots(point: float, sides: _Sides) -> list[Dot]:
    """The dots of one curve at one kink: none where it is continuous."""
    left, at, right = sides
    if left == at == right:
        return []
    limits = [y for y in dict.fromkeys((left, right)) if math.isfinite(y) and y != at]
    dots = [Dot(point, y, closed=False) for y in limits]
    return [*dots, Dot(point, at, closed=True)] if math.isfinite(at) else dots


def _label(record: Record, order: str) -> str:
    label = f"{record['name']}{_PRIMES[order]}"
    parameters = record["parameters"]
    if order == "f" and 0 < len(parameters) <= 2:
        label += "".join(
            f", {symbol(p['name'])} = {format_number(p['default'])}" for p in parameters
        )
    return label


def _finite_limits(record: Record) -> list[float]:
    """The finite limits of f at both ends."""
    ends = (record["limits"] or {}).get("f", {})
    values = [_number(end["value"]) for end in ends.values()]
    return [value for value in values if math.isfinite(value)]


def _y_range(record: Record, curves: Sequence[Curve]) -> tuple[float, float]:
    """Bottom and top: all of each curve up to the half range; limits and dots in any case."""
    shown = [0.0, 1.0, *_finite_limits(record), *(dot.y for c in curves for dot in c.dots)]
    for curve in curves:
        finite = curve.y[np.isfinite(curve.y)]
        shown += [max(float(finite.min()), -_HALF_RANGE), min(float(finite.max()), _HALF_RANGE)]
    low, high = min(shown), max(shown)
    margin = 0.07 * (high - low)
    return low - margin, high + margin


def _kink_points(record: Record) -> list[float]:
    return [float(kink["point"]["value"]) for kink in record["kinks"]]


def _draw_limits(axes: Axes, record: Record) -> list[Array]:
    """Draw the finite limits of f and f', each on its own side; the lines, of shape (2, 2)."""
    left, right = axes.get_xlim()
    low, high = axes.get_ylim()
    lines = []
    for order in ("f", "df"):
        for end, (start, stop) in {"left": (left, 0.0), "right": (0.0, right)}.items():
            limit = (record["limits"] or {}).get(order, {}).get(end)
            value = math.nan if limit is None else _number(limit["value"])
            if math.isfinite(value) and value != 0 and low < value < high:
                axes.plot(
                    [start, stop],
                    [value, value],
                    color=PALETTE["muted"].light,
                    linewidth=0.7,
                    linestyle=(0, (1, 3)),
                    zorder=1.5,
                    gid="figure-limit",
                )
                lines.append(np.array([[start, value], [stop, value]]))
    return lines


def _describe(record: Record, curves: Sequence[Curve]) -> str:
    """What the figure shows, for a reader who does not see it."""
    x = curves[0].x
    *names, last = (f"{record['name']}{_PRIMES[curve.role]}" for curve in curves)
    sentences = [
        f"{', '.join(names)} and {last} for x from {format_number(x[0])} to {format_number(x[-1])}."
    ]
    for kink in record["kinks"]:
        point = format_number(float(kink["point"]["value"]))
        for curve in curves:
            left, right = (_number(kink[curve.role][side]) for side in ("left", "right"))
            if left != right and math.isfinite(left) and math.isfinite(right):
                sentences.append(
                    f"At x = {point}, {record['name']}{_PRIMES[curve.role]} jumps from"
                    f" {format_number(left)} to {format_number(right)}."
                )
    for end, direction in (("left", "−∞"), ("right", "∞")):
        limit = (record["limits"] or {}).get("f", {}).get(end)
        if limit is not None and math.isfinite(_number(limit["value"])):
            value = format_number(float(limit["value"]))
            sentences.append(f"{record['name']} tends to {value} as x tends to {direction}.")
    return " ".join(sentences)
