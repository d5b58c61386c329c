"""The figures of the article "ReLU and its family"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from gen.claims.functions import derived, entry
from gen.claims.values import values
from gen.figures.curves import WIDTHS, Array, Curve, Dot, draw_curves, draw_dot
from gen.figures.frame import draw_zero_lines, label_x, set_ticks, settle
from gen.figures.graph import draw_graph
from gen.figures.labels import label_curves
from gen.figures.palette import PALETTE
from gen.figures.svg import figure_style, finish

_TINT = 0.16
"""Opacity of a tinted region: legible on light and on dark paper."""

_PANEL_WIDTHS = {"f": 2.4, "df": 1.6}
"""Line widths in a small panel, in points."""

_NEAR = 1e-9
"""A step beside a kink, to see one side of it."""


def _sampled(slug: str, order: int, low: float, high: float) -> tuple[Array, Array]:
    """x and y of a rectifier or its derivative, with a gap where it jumps."""
    defaults = {p.symbol: p.exact for p in entry(slug).parameters}
    kinks = [float(point.point.subs(defaults)) for point in derived(slug).breakpoints]
    xs: list[Array] = []
    ys: list[Array] = []
    for start, stop in pairwise([low, *kinks, high]):
        x = np.linspace(start, stop, 60)
        inside = np.clip(x, start + _NEAR, stop - _NEAR)
        xs += [x, np.array([stop])]
        ys += [np.array(values(slug, inside, order)), np.array([np.nan])]
    return np.concatenate(xs)[:-1], np.concatenate(ys)[:-1]


@figure_style()
def subgradients() -> str:
    """Lines through the corner of ReLU that lie nowhere above it."""
    x = np.linspace(-2, 2, 81)
    curves = [
        Curve(role="muted", label=label, x=x, y=slope * x, width=1.2)
        for slope, label in ((0.25, "1/4"), (0.5, "1/2"), (0.75, "3/4"))
    ]
    relu = Curve(role="f", label="ReLU", x=x, y=np.array(values("relu", x)), width=WIDTHS["f"])
    chosen = Curve(role="df", label="0, torch's choice", x=x, y=0 * x)
    figure = Figure(figsize=(5, 2.7))
    axes = figure.add_subplot(xlim=(-2, 2), ylim=(-1.2, 2))
    set_ticks(axes, x=[-2, 0, 2], y=[-1, 0, 1, 2])
    settle(figure)
    lines = draw_zero_lines(axes)
    drawn = [*curves, relu, chosen]
    draw_curves(axes, drawn)
    label_curves(axes, drawn, lines)
    return finish(
        figure,
        "relu-subgradients",
        "Lines that touch ReLU at its corner from below",
        "Lines through the origin with slopes 0, 1/4, 1/2 and 3/4 lie nowhere above ReLU. The one"
        " with slope 0 is the choice of torch.",
    )


_EXAMPLES = np.array(
    [[-1.1, 0.5], [-0.3, 1.1], [-0.4, 0.1], [0.3, 0.7], [0.8, -0.3], [1.0, 0.4], [-0.5, -0.7]]
)
"""Inputs of the picture of a unit."""

_WEIGHTS = np.array([0.8, 0.6])
"""Both weights of the unit; a vector of length 1."""


@figure_style()
def halfplanes() -> str:
    """A unit with two inputs: on for some examples, and off for all."""
    figure = Figure(figsize=(5, 2.75))
    panels: Sequence[Axes] = figure.subplots(1, 2)
    ends = (-1.6, 1.6)
    grid = np.meshgrid(*[np.linspace(*ends, 81)] * 2)
    for axes, bias, heading in zip(panels, (-0.1, -1.35), ("alive", "dead"), strict=True):
        axes.set(title=heading, xlim=ends, ylim=ends, aspect="equal")
        sums = _WEIGHTS[0] * grid[0] + _WEIGHTS[1] * grid[1] + bias
        axes.contourf(*grid, sums, levels=[0, 9], colors=[PALETTE["df"].light], alpha=_TINT)
        axes.contour(*grid, sums, levels=[0], colors=[PALETTE["muted"].light], linewidths=1.2)
        set_ticks(axes, x=[-1, 0, 1], y=[-1, 0, 1])
        label_x(axes, "x₁", at=0.66)
        settle_point = -bias * _WEIGHTS
        axes.annotate(
            "",
            xy=tuple(settle_point + 0.55 * _WEIGHTS),
            xytext=tuple(settle_point),
            arrowprops={
                "arrowstyle": "-|>",
                "color": PALETTE["ink"].light,
                "linewidth": 1.2,
                "shrinkA": 0,
                "shrinkB": 0,
            },
        )
        for first, second in _EXAMPLES:
            on = bool(_WEIGHTS @ (first, second) + bias > 0)
            draw_dot(axes, Dot(first, second, closed=on), "df" if on else "f", size=8)
    panels[0].set_ylabel("x₂", rotation=0)
    panels[0].yaxis.set_label_coords(-0.08, 0.62)
    settle(figure)
    return finish(
        figure,
        "relu-halfplanes",
        "A ReLU unit with two inputs, alive and dead",
        "A line bounds the shaded half plane in which the unit is on; the arrow is its vector of"
        " weights. Left: four of seven examples lie in it. Right: the line has moved, and no"
        " example lies in it.",
    )


_BRIDGE = 7 / 8
"""The momentum of the article's example."""


def _walk(momentum: float, steps: int) -> list[float]:
    """The weight of the article's example after each step of gradient descent.

    The unit relu(w x - 1) sees the examples 1 and -1 with target 0; the learning rate is 1.
    """
    weight, velocity = 1.5, 0.0
    found = [weight]
    for _ in range(steps):
        gradient = sum(2 * max(weight * x - 1, 0.0) * x for x in (1, -1))
        velocity = momentum * velocity + gradient
        weight -= velocity
        found.append(weight)
    return found


@figure_style()
def momentum_bridge() -> str:
    """A unit that momentum carries through the region where it is dead."""
    steps = 4
    x = np.arange(steps + 1.0)
    curves = [
        Curve(role="f", label="without momentum", x=x, y=np.array(_walk(0, steps))),
        Curve(role="df", label="with momentum", x=x, y=np.array(_walk(_BRIDGE, steps))),
    ]
    figure = Figure(figsize=(5, 2.6))
    axes = figure.add_subplot(xlim=(-0.15, steps + 0.15), ylim=(-1.8, 1.8))
    axes.axhspan(-1, 1, color=PALETTE["muted"].light, alpha=_TINT, linewidth=0)
    label_x(axes, "step", at=0.62)
    axes.set_ylabel("weight", labelpad=1)
    set_ticks(axes, x=list(x), y=[-1, 0, 1])
    settle(figure)
    draw_curves(axes, curves)
    for curve in curves:
        for at, weight in zip(curve.x, curve.y, strict=True):
            draw_dot(axes, Dot(at, weight, closed=abs(weight) > 1), curve.role, size=6)
    label_curves(axes, curves)
    return finish(
        figure,
        "momentum-bridge",
        "A weight that crosses the region in which its unit is dead",
        "Between −1 and 1 the unit is off for both examples. Without momentum the weight enters"
        " the region in one step and stays at 1/2. With momentum it goes on, and leaves the region"
        " on the other side at the third step.",
    )


_FAMILY: Mapping[str, tuple[float, float]] = {
    "relu": (-8, 8),
    "leakyrelu": (-8, 8),
    "relu6": (-8, 8),
    "prelu": (-2, 2),
    "squared-relu": (-2, 2),
    "starrelu": (-2, 2),
}
"""The members of the family, with the interval on which each is shown."""


@figure_style()
def family() -> str:
    """f and f' of each member of the family."""
    figure = Figure(figsize=(5, 4.5))
    panels: Sequence[Axes] = figure.subplots(2, 3).ravel()
    drawn: list[tuple[Axes, list[Curve]]] = []
    for axes, (slug, (low, high)) in zip(panels, _FAMILY.items(), strict=True):
        axes.set(
            title=entry(slug).name,
            xlim=(low, high),
            ylim=(-0.3 * high, 1.15 * high),
        )
        curves = []
        for role, order in (("f", 0), ("df", 1)):
            x, y = _sampled(slug, order, low, high)
            label = {"f": "f", "df": "f′"}[role] if slug == "relu" else ""
            curves.append(Curve(role=role, label=label, x=x, y=y, width=_PANEL_WIDTHS[role]))
        set_ticks(axes, x=[low, 0, high], y=[0, 1, high])
        drawn.append((axes, curves))
    settle(figure)
    for axes, curves in drawn:
        draw_graph(axes, curves)
    return finish(
        figure,
        "rectifier-family",
        "ReLU, LeakyReLU, ReLU6, PReLU, squared ReLU and StarReLU with their derivatives",
        "Upper row, from −8 to 8: ReLU and LeakyReLU go up without end, ReLU6 levels off at 6."
        " Lower row, from −2 to 2: PReLU has a slope of 1/4 on the left, squared ReLU and StarReLU"
        " are parabolas on the right with continuous derivatives.",
    )


FIGURES: Mapping[str, Callable[[], str]] = {
    "relu-subgradients": subgradients,
    "relu-halfplanes": halfplanes,
    "momentum-bridge": momentum_bridge,
    "rectifier-family": family,
}
"""The article's figures by name; each is drawn when called."""
