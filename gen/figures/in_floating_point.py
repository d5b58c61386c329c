"""The figures of the article "In floating point"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from gen.figures import Record, Records
from gen.figures.curves import WIDTHS, Array, Curve, draw_curves
from gen.figures.frame import label_x, set_ticks, settle
from gen.figures.labels import label_curves
from gen.figures.palette import PALETTE
from gen.figures.svg import figure_style, finish
from gen.precision import BINS, CORE, FORMATS

_FLOOR = 0.35
"""Errors below it are drawn there, in ULPs: they do not matter."""

_SHOWN = {
    "f": {"gelu": "f", "gelu-tanh": "df", "tanhshrink": "d2f", "elu": "c4"},
    "df": {"sigmoid": "f", "tanh": "df", "gelu": "d2f", "elu": "c4"},
}
"""The functions whose errors are drawn, worst cases and one good one, with their colors."""


@figure_style()
def float_errors(records: Records) -> str:
    """The largest error of float32 in each bin of the core range, for f and for f'."""
    figure = Figure(figsize=(5, 5.2))
    panels: Sequence[Axes] = figure.subplots(2, 1)
    for axes, heading in zip(panels, ("the function", "the gradient"), strict=True):
        axes.set(title=heading, xlim=(-CORE, CORE), yscale="log", ylim=(_FLOOR, 2.0**26))
        set_ticks(axes, x=[-10, -5, 0, 5, 10], y=[])
        axes.set_yticks([0.5, 1e3, 2.0**24], ["½", "10³", "2²⁴"])
        axes.minorticks_off()
        axes.set_ylabel("error in ULPs", labelpad=1)
        label_x(axes, "x", at=0.625)
    settle(figure)
    for axes, (key, shown) in zip(panels, _SHOWN.items(), strict=True):
        for level in (0.5, 2.0**24):
            axes.axhline(level, color=PALETTE["grid"].light, linewidth=0.8, zorder=1)
        curves = [_profile(records(slug), key, role) for slug, role in shown.items()]
        draw_curves(axes, curves)
        label_curves(axes, curves)
    return finish(
        figure,
        "float-errors",
        "Errors of torch in float32 against x",
        "Above, the function: the errors of GELU and of its tanh form grow to the left until all"
        " digits are lost at about −6 and −5; those of Tanhshrink grow toward 0; ELU stays near"
        " half a unit. Below, the gradient: that of the sigmoid loses its digits to the right,"
        " that of tanh to both sides until it is 0 at about 9, that of GELU to the left; ELU again"
        " stays near half a unit.",
    )


def _profile(record: Record, key: str, role: str) -> Curve:
    """The stairs of the largest errors of a function or of its gradient."""
    edges = np.linspace(-CORE, CORE, BINS + 1)
    heights = np.maximum(record["float"]["float32"]["profile"][key], _FLOOR)
    return Curve(
        role=role,
        label=record["name"] + ("′" if key == "df" else ""),
        x=np.repeat(edges, 2)[1:-1],
        y=np.repeat(heights, 2),
    )


@figure_style()
def tanh_stairs() -> str:
    """1 - y² with y = tanh x rounded to bfloat16, beside the true slope."""
    (form,) = (one for one in FORMATS if one.dtype == "bfloat16")
    points = form.points[(form.points >= 1.75) & (form.points <= 4.5)]
    y = form.rounded(np.tanh(points))
    stairs = form.rounded(1 - y * y)
    between = (points[1:] + points[:-1]) / 2
    x: Array = np.concatenate([[points[0]], np.repeat(between, 2), [points[-1]]])
    curves = [
        Curve(role="df", label="true slope", x=x, y=1 / np.cosh(x) ** 2, width=WIDTHS["d2f"]),
        Curve(role="f", label="1 − y² in bfloat16", x=x, y=np.repeat(stairs, 2)),
    ]
    figure = Figure(figsize=(5, 2.5))
    axes = figure.add_subplot(xlim=(x[0], x[-1]), ylim=(-0.004, 0.115))
    label_x(axes, "x", at=0.55)
    set_ticks(axes, x=[2, 3, 4], y=[0, 0.05, 0.1])
    settle(figure)
    axes.axhline(0, color=PALETTE["grid"].light, linewidth=0.8, zorder=1)
    draw_curves(axes, curves)
    label_curves(axes, curves)
    return finish(
        figure,
        "tanh-stairs",
        "The slope of tanh in bfloat16",
        "The true slope falls smoothly toward 0. What 1 − y² gives in bfloat16 is a staircase"
        " around it, with fewer and higher steps, and is 0 from about 3.5 on.",
    )


FIGURES: Mapping[str, Callable[[], str]] = {"tanh-stairs": tanh_stairs}
"""The article's figures by name; each is drawn when called."""

RECORD_FIGURES: Mapping[str, Callable[[Records], str]] = {
    "float-errors": float_errors,
}
"""Those that are drawn from records."""
