"""The figures of the article "Gates, from GLU to SwiGLU"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from gen.figures.curves import WIDTHS, Array, Curve
from gen.figures.frame import format_number, label_x, set_ticks, settle
from gen.figures.graph import draw_graph
from gen.figures.palette import PALETTE
from gen.figures.svg import LABEL, figure_style, finish

_HALF_RANGE = 4.0
"""Shown on both sides of zero."""

_OPEN = 2.0
"""The gate's input in the comparison of GLU and GTU: mostly open."""

_TINT = 0.16
"""Opacity of a tinted region: legible on light and on dark paper."""


def _sigmoid(z: Array) -> Array:
    value: Array = 1 / (1 + np.exp(-z))
    return value


@figure_style()
def gated_layer() -> str:
    """The way of the numbers through a feed-forward layer with a gate."""
    figure = Figure(figsize=(5, 2.05))
    axes = figure.add_subplot(xlim=(0, 100), ylim=(2, 43))
    axes.axis("off")
    settle(figure)
    high, middle, low = 36.0, 23.0, 10.0
    _write(axes, 3, middle, "x", "ink")
    _box(axes, (18, high), "W", "f")
    _box(axes, (18, low), "V", "df")
    _box(axes, (42, low), "SiLU", "df")
    _box(axes, (61, middle), "×", "ink", width=8)
    _box(axes, (80, middle), "U", "d2f")
    _write(axes, 97, middle, "y", "ink")
    _arrows(axes, "ink", [(5, middle), (9, middle)], head=False)
    _arrows(axes, "f", [(9, middle), (9, high), (13, high)])
    _arrows(axes, "df", [(9, middle), (9, low), (13, low)])
    _arrows(axes, "f", [(23, high), (61, high), (61, middle + 5)])
    _arrows(axes, "df", [(23, low), (36, low)])
    _arrows(axes, "df", [(48, low), (61, low), (61, middle - 5)])
    _arrows(axes, "ink", [(65, middle), (75, middle)])
    _arrows(axes, "ink", [(85, middle), (94, middle)])
    _write(axes, 42, high + 4, "value a", "f")
    _write(axes, 29.5, low + 4, "b", "df")
    _write(axes, 61, low - 6, "gate", "df")
    return finish(
        figure,
        "gated-layer",
        "A feed-forward layer with a gate",
        "The input x goes two ways. Above, the matrix W makes the value a. Below, the matrix V"
        " makes b, and SiLU of b is the gate. Value and gate are multiplied number by number, and"
        " the matrix U makes the output y from the products.",
    )


def _box(
    axes: Axes, center: tuple[float, float], text: str, role: str, width: float = 10.0
) -> None:
    """A step of the computation, as wide as its text asks for and ten high."""
    width = max(width, 4.0 * len(text) - 4.0)
    left, bottom = center[0] - width / 2, center[1] - 5
    axes.add_patch(
        FancyBboxPatch(
            (left, bottom),
            width,
            10,
            boxstyle="round,pad=0,rounding_size=2",
            facecolor="none",
            edgecolor=PALETTE[role].light,
            linewidth=1.4,
        )
    )
    _write(axes, *center, text, role)


def _write(axes: Axes, x: float, y: float, text: str, role: str) -> None:
    axes.text(x, y, text, ha="center", va="center_baseline", fontsize=11, color=PALETTE[role].light)


def _arrows(
    axes: Axes, role: str, points: Sequence[tuple[float, float]], head: bool = True
) -> None:
    """A line through the points, with an arrow's head at its end."""
    color = PALETTE[role].light
    xs, ys = zip(*points, strict=True)
    axes.plot(xs, ys, color=color, linewidth=1.4, solid_capstyle="butt")
    if head:
        axes.add_patch(
            FancyArrowPatch(
                points[-2],
                points[-1],
                arrowstyle="-|>,head_length=4,head_width=2.2",
                shrinkA=0,
                shrinkB=0,
                color=color,
                linewidth=0,
            )
        )


@figure_style()
def glu_and_gtu() -> str:
    """A linear and a squashed value behind the same open gate, and their slopes."""
    a = np.linspace(-_HALF_RANGE, _HALF_RANGE, 321)
    gate = _sigmoid(np.array(_OPEN))
    values = [
        Curve(role="f", label="GLU", x=a, y=a * gate, width=WIDTHS["f"]),
        Curve(role="df", label="GTU", x=a, y=np.tanh(a) * gate),
    ]
    slopes = [
        Curve(role="f", label="GLU", x=a, y=np.full_like(a, gate), width=WIDTHS["f"]),
        Curve(role="df", label="GTU", x=a, y=(1 - np.tanh(a) ** 2) * gate),
    ]
    figure = Figure(figsize=(5, 2.5))
    panels: Sequence[Axes] = figure.subplots(1, 2)
    panels[0].set(title="what passes", ylim=(-3.8, 3.8))
    panels[1].set(title="derivative by a", ylim=(-0.08, 1.12))
    for axes, y in zip(panels, ([-2.0, 0.0, 2.0], [0.0, 0.5, 1.0]), strict=True):
        axes.set_xlim(-_HALF_RANGE, _HALF_RANGE)
        label_x(axes, "a")
        set_ticks(axes, x=[0, -_HALF_RANGE, _HALF_RANGE], y=y)
    settle(figure)
    for axes, curves in zip(panels, (values, slopes), strict=True):
        draw_graph(axes, curves)
    return finish(
        figure,
        "glu-and-gtu",
        "GLU and GTU along the value a, behind a gate of input 2",
        "Left: GLU is a straight line in a; GTU, whose value goes through tanh, levels off on both"
        " sides. Right: the derivative of GLU by a is the same for every a; that of GTU is a bump"
        " around 0 that falls to 0 on both sides.",
    )


@figure_style()
def gate_levels() -> str:
    """Lines of equal output of GLU and of SwiGLU, with the diagonal on which both inputs agree."""
    ticks = np.linspace(-_HALF_RANGE, _HALF_RANGE, 161)
    a, b = np.meshgrid(ticks, ticks)
    outputs: Mapping[str, tuple[Array, Sequence[float]]] = {
        "GLU": (a * _sigmoid(b), (1, 2, 3)),
        "SwiGLU": (a * b * _sigmoid(b), (2, 6, 10)),
    }
    figure = Figure(figsize=(5, 2.75))
    panels: Sequence[Axes] = figure.subplots(1, 2)
    for axes, heading in zip(panels, outputs, strict=True):
        axes.set(title=heading, xlim=ticks[[0, -1]], ylim=ticks[[0, -1]], aspect="equal")
        label_x(axes, "a")
        axes.set_ylabel("b", rotation=0)
        axes.yaxis.set_label_coords(-0.07, 0.72)
        set_ticks(axes, x=[-_HALF_RANGE, 0, _HALF_RANGE], y=[-_HALF_RANGE, 0, _HALF_RANGE])
    settle(figure)
    for axes, (output, levels) in zip(panels, outputs.values(), strict=True):
        for role, sign in (("f", 1), ("df", -1)):
            color = PALETTE[role].light
            axes.contourf(a, b, sign * output, levels=[1e-9, 99], colors=[color], alpha=_TINT)
            axes.contour(a, b, sign * output, levels=levels, colors=[color], linewidths=1.2)
            for level in levels:
                _name_level(axes, level * sign, role, output, ticks)
        axes.contour(a, b, output, levels=[0], colors=[PALETTE["muted"].light], linewidths=1)
        axes.plot(ticks[[0, -1]], ticks[[0, -1]], color=PALETTE["ink"].light, linewidth=1, ls="--")
    return finish(
        figure,
        "gate-levels",
        "Lines of equal output of GLU and SwiGLU",
        "The plane of value a and gate b, tinted by the sign of the output. GLU: above, where the"
        " gate is open, the lines of equal output are upright, since a passes as it is; below they"
        " bend outwards, and the output is almost 0. SwiGLU: above, the lines are those of a"
        " product; below, where b is negative, the sign is the other one and the output stays near"
        " 0. A dashed diagonal marks where a and b are equal.",
    )


def _name_level(axes: Axes, level: float, role: str, output: Array, ticks: Array) -> None:
    """Write the level beside its line, near the upper edge."""
    row = int(np.argmin(abs(ticks - 3.55)))
    column = int(np.argmin(abs(output[row] - level)))
    axes.text(
        ticks[column],
        ticks[row],
        format_number(level),
        ha="center",
        va="center",
        fontsize=10,
        color=PALETTE[role].light,
        gid=LABEL,
        zorder=4,
    )


FIGURES: Mapping[str, Callable[[], str]] = {
    "gated-layer": gated_layer,
    "glu-and-gtu": glu_and_gtu,
    "gate-levels": gate_levels,
}
"""The article's figures by name; each is drawn when called."""
