"""The figures of the article "Why non-linearity"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from gen.claims.networks import (
    CORNERS,
    XOR,
    relu,
    square_from_relus,
    step,
    xor_from_relus,
)
from gen.figures.curves import WIDTHS, Array, Curve, Dot, draw_curves, draw_dot
from gen.figures.frame import label_x, set_ticks, settle
from gen.figures.graph import draw_graph
from gen.figures.labels import label_curves
from gen.figures.palette import PALETTE
from gen.figures.svg import figure_style, finish

_TINT = 0.22
"""Opacity of a tinted region: legible on light and on dark paper."""


@figure_style()
def step_and_slope() -> str:
    """The Heaviside step, and its derivative: zero wherever it exists."""
    x = np.array([-2.0, 0.0, 0.0, 0.0, 2.0])
    value = np.array([0.0, 0.0, np.nan, 1.0, 1.0])
    curves = [
        Curve(
            role="f",
            label="H",
            x=x,
            y=value,
            dots=(Dot(0, 0, closed=False), Dot(0, 1, closed=True)),
            width=WIDTHS["f"],
        ),
        Curve(role="df", label="H′", x=x, y=0 * value, dots=(Dot(0, 0, closed=False),)),
    ]
    figure = Figure(figsize=(5, 1.9))
    axes = figure.add_subplot(xlim=(-2, 2), ylim=(-0.25, 1.25))
    label_x(axes, "z")
    set_ticks(axes, x=[-2, 0, 2], y=[0, 1])
    settle(figure)
    draw_graph(axes, curves)
    return finish(
        figure,
        "step-and-slope",
        "The Heaviside step and its derivative",
        "H is 0 left of 0 and 1 from 0 on. H′ is 0 on both sides of 0 and does not exist at 0.",
    )


_POINTS = np.array([-2.4, -1.5, -0.9, 0.3, -0.2, 0.8, 1.6, 2.5])
"""Inputs of the example of the staircase."""

_LABELS = np.array([0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0])
"""Their labels; one pair is out of order, so that no threshold is right for all."""


def _loss_by_threshold(unit: Callable[[Array], Array], thresholds: Array) -> Array:
    """The mean squared error of the unit at each threshold, of shape (n,)."""
    outputs = unit(_POINTS[None, :] - thresholds[:, None])
    loss: Array = ((outputs - _LABELS) ** 2).mean(axis=1)
    return loss


@figure_style()
def loss_staircase() -> str:
    """The loss of one unit as its threshold moves: stairs for a step, a slope for a sigmoid."""
    low, high = -3.5, 3.5
    edges = np.concatenate([[low], np.sort(_POINTS), [high]])
    # A stair is flat, so its middle tells its height.
    heights = _loss_by_threshold(step, (edges[:-1] + edges[1:]) / 2)
    x = np.column_stack([edges[:-1], edges[1:], edges[1:]]).ravel()
    y = np.column_stack([heights, heights, np.full_like(heights, np.nan)]).ravel()
    smooth = np.linspace(low, high, 200)
    sigmoid = _loss_by_threshold(lambda z: 1 / (1 + np.exp(-2 * z)), smooth)
    stairs = Curve(role="f", label="step unit", x=x, y=y, width=WIDTHS["f"])
    valley = Curve(role="df", label="sigmoid unit", x=smooth, y=sigmoid)
    figure = Figure(figsize=(5, 2.5))
    axes = figure.add_subplot(xlim=(low, high), ylim=(0, 0.56))
    label_x(axes, "threshold")
    axes.set_ylabel("loss", labelpad=1)
    set_ticks(axes, x=[-3, 0, 3], y=[0, 0.25, 0.5])
    settle(figure)
    draw_curves(axes, [stairs])
    draw_curves(axes, [valley])
    label_curves(axes, [stairs, valley])
    return finish(
        figure,
        "loss-staircase",
        "The loss of one unit as its threshold moves",
        "With a step unit the loss is a staircase: flat between the data points, with jumps at"
        " them. With a sigmoid unit the loss is a smooth valley.",
    )


@figure_style()
def creased_grid() -> str:
    """A square grid after three affine layers, without and with bends between them."""
    layers = [_rotation(0.6), _rotation(0.75) * 1.1, np.array([[1.0, 0.3], [-0.1, 0.9]])]
    shift = np.array([0.15, -0.1])
    bends: Mapping[str, Callable[[Array], Array]] = {
        "three affine layers": lambda z: z,
        "with a bend after two": lambda z: relu(z) - 0.4 * relu(-z),
    }
    lines = _grid(np.linspace(-1, 1, 9))
    figure = Figure(figsize=(5, 2.7))
    panels: Sequence[Axes] = figure.subplots(1, 2)
    for axes, (heading, bend) in zip(panels, bends.items(), strict=True):
        axes.set(title=heading, aspect="equal", anchor="N")
        axes.axis("off")
        for index, line in enumerate(lines):
            first, second, last = layers
            points = bend(bend(line @ first.T + shift) @ second.T + shift) @ last.T
            role = "f" if index < len(lines) // 2 else "df"
            axes.plot(
                points[:, 0],
                points[:, 1],
                color=PALETTE[role].light,
                linewidth=1.2,
                gid=f"figure-curve figure-{role}",
            )
    settle(figure)
    return finish(
        figure,
        "creased-grid",
        "A square grid after three layers",
        "Left: after three affine layers the lines of the grid are still straight, parallel and"
        " evenly spaced. Right: with a bend after the first and the second layer the sheet is"
        " creased, and the lines break at the creases.",
    )


def _rotation(angle: float) -> Array:
    """The matrix, of shape (2, 2), that turns the plane by an angle in radians."""
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def _grid(ticks: Array) -> list[Array]:
    """The lines of a square grid, each of shape (n, 2); first the level ones, then the others."""
    along = np.linspace(ticks[0], ticks[-1], 201)
    level = [np.column_stack([along, np.full_like(along, tick)]) for tick in ticks]
    return level + [line[:, ::-1] for line in level]


@figure_style()
def xor_regions() -> str:
    """XOR: what affine layers make of it, and what two hidden ReLU units make of it."""
    low, high = -0.5, 1.5
    x1, x2 = np.meshgrid(*[np.linspace(low, high, 41)] * 2)
    outputs: Mapping[str, Array] = {
        "affine layers": x1 + x2,
        "two ReLU units": xor_from_relus(x1, x2),
    }
    figure = Figure(figsize=(5, 2.6))
    panels: Sequence[Axes] = figure.subplots(1, 2)
    for axes, (heading, output) in zip(panels, outputs.items(), strict=True):
        axes.set(title=heading, xlim=(low, high), ylim=(low, high), aspect="equal")
        axes.contourf(x1, x2, output, levels=[0.5, 9], colors=[PALETTE["df"].light], alpha=_TINT)
        axes.contour(x1, x2, output, levels=[0.5], colors=[PALETTE["muted"].light], linewidths=1.2)
        set_ticks(axes, x=[0, 1], y=[0, 1])
        label_x(axes, "x₁", at=0.5)
        axes.set_ylabel("x₂", rotation=0)
        axes.yaxis.set_label_coords(-0.06, 0.46)
        for (x, y), label in zip(CORNERS, XOR, strict=True):
            draw_dot(axes, Dot(x, y, closed=bool(label)), "df" if label else "f", size=9)
    settle(figure)
    return finish(
        figure,
        "xor-regions",
        "What affine layers and two ReLU units make of XOR",
        "The corners (0,1) and (1,0) are 1, the corners (0,0) and (1,1) are 0. Left: one line"
        " bounds the region of outputs above 1/2, and one corner is on its wrong side. Right: the"
        " region is a band between two parallel lines, and all four corners are right.",
    )


@figure_style()
def square_pieces() -> str:
    """x squared, the polylines of one, two and four ReLU units, and their errors."""
    x = np.linspace(0, 1, 161)
    lines = {n: square_from_relus(x, n) for n in (1, 2, 4)}
    roles = {1: "c4", 2: "d2f", 4: "df"}
    figure = Figure(figsize=(5, 2.8))
    values, errors = figure.subplots(1, 2)
    values.set(title="x² and polylines", xlim=(0, 1), ylim=(0, 1))
    errors.set(title="their errors", xlim=(0, 1), ylim=(0, 0.28))
    set_ticks(values, x=[0, 0.5, 1], y=[0, 0.5, 1])
    set_ticks(errors, x=[0, 0.5, 1], y=[0, 1 / 16, 1 / 4])
    errors.set_yticks([0, 1 / 16, 1 / 4], ["0", "1/16", "1/4"])
    settle(figure)
    curves = [Curve(role="f", label="x²", x=x, y=x**2, width=WIDTHS["f"])]
    curves += [Curve(role=roles[n], label=f"n = {n}", x=x, y=lines[n]) for n in lines]
    arcs = [Curve(role=roles[n], label=f"n = {n}", x=x, y=lines[n] - x**2) for n in lines]
    for axes, drawn in ((values, curves), (errors, arcs)):
        draw_curves(axes, drawn)
        label_curves(axes, drawn)
    return finish(
        figure,
        "square-pieces",
        "x² on [0, 1] and polylines of n = 1, 2 and 4 ReLU units",
        "Left: the polylines meet x² at multiples of 1/n and lie above it between. Right: their"
        " errors are n equal arcs; with twice the units the arcs are a quarter as high.",
    )


@figure_style()
def absolute_value() -> str:
    """|x| as the sum of two ReLU units that bend at the same point."""
    x = np.linspace(-1, 1, 201)
    curves = [
        Curve(role="f", label="|x|", x=x, y=relu(x) + relu(-x), width=WIDTHS["f"] + 2),
        Curve(role="df", label="relu(x)", x=x, y=relu(x)),
        Curve(role="d2f", label="relu(−x)", x=x, y=relu(-x)),
    ]
    figure = Figure(figsize=(5, 2.2))
    axes = figure.add_subplot(xlim=(-1, 1), ylim=(-0.12, 1.1))
    set_ticks(axes, x=[-1, 0, 1], y=[0, 1])
    settle(figure)
    draw_graph(axes, curves)
    return finish(
        figure,
        "absolute-value",
        "|x| from two ReLU units",
        "relu(x) rises right of 0, relu(−x) rises left of 0; their sum is |x|.",
    )


FIGURES: Mapping[str, Callable[[], str]] = {
    "step-and-slope": step_and_slope,
    "loss-staircase": loss_staircase,
    "creased-grid": creased_grid,
    "xor-regions": xor_regions,
    "absolute-value": absolute_value,
    "square-pieces": square_pieces,
}
"""The article's figures by name; each is drawn when called."""
