"""The figures of the article "Sigmoid and tanh", and what the interactive one looks up."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from gen.claims.functions import at
from gen.claims.sigmoid_and_tanh.centers import GOAL, path
from gen.claims.sigmoid_and_tanh.depth import STEEPEST, largest_slope
from gen.claims.sigmoid_and_tanh.slopes import equal_slopes
from gen.claims.sigmoid_and_tanh.weights import largest_product, weighted_slope
from gen.figures.curves import WIDTHS, Array, Curve, Dot, draw_curves, draw_dot
from gen.figures.frame import draw_zero_lines, label_x, set_ticks, settle
from gen.figures.labels import label_curves
from gen.figures.palette import PALETTE
from gen.figures.svg import figure_style, finish

_ROLES = dict(zip(STEEPEST, ("f", "df", "d2f", "c4"), strict=True))
"""The color of each function of the interactive figure."""

_NAMES = {"sigmoid": "sigmoid", "tanh": "tanh", "relu": "ReLU", "gelu": "GELU"}

_DEEPEST = 50
"""Layers at the right end of the interactive figure."""

_LAYERS, _INPUT = 10, 1.0
"""Layers and pre-activation that it shows before its reader moves anything."""

_INPUTS = [k / 10 for k in range(-50, 51)]
"""Pre-activations that its reader can choose."""

_DECADES = (-36, 6)
"""Powers of ten at the bottom and at the top of it."""


@figure_style()
def squashing_curves() -> str:
    """Sigmoid and tanh level off on both sides; ReLU does not."""
    x = np.linspace(-4, 4, 161)
    curves = [
        Curve(role="d2f", label="ReLU", x=x, y=_values("relu", x)),
        Curve(role="df", label="tanh", x=x, y=_values("tanh", x), width=WIDTHS["f"]),
        Curve(role="f", label="sigmoid", x=x, y=_values("sigmoid", x), width=WIDTHS["f"]),
    ]
    figure = Figure(figsize=(5, 2.9))
    axes = figure.add_subplot(xlim=(-4, 4), ylim=(-1.5, 2))
    set_ticks(axes, x=[-4, 0, 4], y=[-1, 0, 1, 2])
    settle(figure)
    lines = draw_zero_lines(axes)
    for level in (-1.0, 1.0):
        lines.append(_faint(axes, [-4, 4], [level, level]))
    draw_curves(axes, curves)
    label_curves(axes, curves, lines)
    return finish(
        figure,
        "squashing-curves",
        "Graphs of sigmoid, tanh and ReLU",
        "From left to right the sigmoid rises from 0 to 1 and tanh from −1 to 1; both level off on"
        " both sides. ReLU is 0 on the left and rises without end on the right.",
    )


@figure_style()
def two_slopes() -> str:
    """The slopes of sigmoid and tanh, and where they are equal."""
    x = np.linspace(-4, 4, 321)
    curves = [
        Curve(role="df", label="tanh′", x=x, y=_values("tanh", x, 1), width=2.4),
        Curve(role="f", label="sigmoid′", x=x, y=_values("sigmoid", x, 1), width=2.4),
    ]
    figure = Figure(figsize=(5, 2.5))
    axes = figure.add_subplot(xlim=(-4, 4), ylim=(0, 1.08))
    set_ticks(axes, x=[-4, 0, 4], y=[0, 0.25, 1])
    settle(figure)
    lines = draw_zero_lines(axes)
    draw_curves(axes, curves)
    point = float(equal_slopes())
    for place in (-point, point):
        draw_dot(axes, Dot(place, at("tanh", place, 1), closed=True), "ink")
    label_curves(axes, curves, lines)
    return finish(
        figure,
        "two-slopes",
        "The slopes of sigmoid and tanh",
        "Both are bells around 0. The slope of tanh reaches 1, that of the sigmoid 1/4. Two dots"
        " mark where they cross; farther out the slope of tanh is the smaller one.",
    )


@figure_style()
def product_bound() -> str:
    """What is left of a gradient after so many layers, on a scale of powers of ten."""
    figure, axes = _product_axes()
    depths = np.array([0.0, _DEEPEST])
    curves = [
        Curve(
            role=_ROLES[slug],
            label=_NAMES[slug],
            x=depths,
            y=depths * math.log10(largest_slope(slug)),
            width=2.4,
        )
        for slug in STEEPEST
    ]
    products = [depths * math.log10(abs(at(slug, _INPUT, 1))) for slug in STEEPEST]
    draw_curves(axes, curves)
    label_curves(axes, curves, [np.column_stack([depths, product]) for product in products])
    for slug, product in zip(STEEPEST, products, strict=True):
        # Without the understroke of a curve: the script moves these lines, and only these.
        axes.plot(
            depths,
            product,
            color=PALETTE[_ROLES[slug]].light,
            linewidth=1.0,
            zorder=2.5,
            gid=f"figure-product figure-{_ROLES[slug]}",
        )
    return finish(
        figure,
        "product-bound",
        "What is left of a gradient after 0 to 50 layers",
        "Straight lines on a logarithmic scale, one for each function. The most that a sigmoid"
        " leaves falls to 10⁻³⁰ at 50 layers. For tanh and ReLU the most is 1 at every depth, and"
        " for GELU it rises to a few hundred. With 1 as every pre-activation, sigmoid and tanh"
        " fall below their bounds, ReLU stays at 1, and GELU rises more slowly.",
    )


@figure_style()
def product_bound_data() -> dict[str, Any]:
    """What the interactive figure looks up: slopes, their bounds, and where its axes are."""
    figure, axes = _product_axes()
    box = axes.get_window_extent()
    height = figure.get_figheight() * figure.dpi
    return {
        "deepest": _DEEPEST,
        "start": {"layers": _LAYERS, "input": _INPUTS.index(_INPUT)},
        "inputs": _INPUTS,
        "decades": _DECADES,
        # As the SVG counts: in points, downwards from the top.
        "frame": {
            "left": round(box.x0, 2),
            "right": round(box.x1, 2),
            "top": round(height - box.y1, 2),
            "bottom": round(height - box.y0, 2),
        },
        "functions": [
            {
                "name": _NAMES[slug],
                "role": _ROLES[slug],
                "most": largest_slope(slug),
                "slopes": [float(f"{at(slug, z, 1):.6g}") for z in _INPUTS],
            }
            for slug in STEEPEST
        ],
    }


def _product_axes() -> tuple[Figure, Axes]:
    """The empty figure of the products; its axes count powers of ten."""
    low, high = _DECADES
    figure = Figure(figsize=(5, 3.1))
    axes = figure.add_subplot(xlim=(0, _DEEPEST), ylim=(low, high))
    label_x(axes, "layers", at=0.9)
    axes.set_xticks([0, 10, 20, 30, 40])
    axes.set_yticks([0, -10, -20, -30], ["1", "10⁻¹⁰", "10⁻²⁰", "10⁻³⁰"])
    axes.set_title("share of the gradient left")
    settle(figure)
    return figure, axes


@figure_style()
def steeper_is_narrower() -> str:
    """The slope of sigmoid(w x) for three weights, under the curve that bounds all of them."""
    x = np.linspace(-2, 2, 401)
    weights = {16.0: "d2f", 4.0: "df", 1.0: "f"}
    curves = [
        Curve(
            role=role,
            label=f"w = {weight:g}",
            x=x,
            y=np.array([weighted_slope(weight, point) for point in x.tolist()]),
        )
        for weight, role in weights.items()
    ]
    figure = Figure(figsize=(5, 2.7))
    axes = figure.add_subplot(xlim=(-2, 2), ylim=(0, 4.2))
    set_ticks(axes, x=[-2, 0, 2], y=[0, 1, 4])
    label_x(axes, "x")
    settle(figure)
    lines = draw_zero_lines(axes)
    for side in (-1, 1):
        far = np.linspace(largest_product() / 4.2, 2, 200)
        lines.append(_faint(axes, side * far, largest_product() / far))
    draw_curves(axes, curves)
    label_curves(axes, curves, lines)
    return finish(
        figure,
        "steeper-is-narrower",
        "Slopes of sigmoid(w x) for weights 1, 4 and 16",
        "The slope at 0 is a quarter of the weight. The larger the weight, the narrower the peak;"
        " away from 0 no weight lifts the slope above a faint curve that falls like 1/|x|.",
    )


@figure_style()
def zigzag() -> str:
    """Steps of gradient descent on two weights, with positive and with centered inputs."""
    figure = Figure(figsize=(5, 2.75))
    panels: Sequence[Axes] = figure.subplots(1, 2)
    for axes, centered in zip(panels, (False, True), strict=True):
        steps = path(centered=centered)
        axes.set(
            title="centered inputs" if centered else "positive inputs",
            xlim=(-0.35, 1.15),
            ylim=(-1.15, 0.35),
            aspect="equal",
        )
        set_ticks(axes, x=[0, 1], y=[-1, 0])
        label_x(axes, "w₁", at=0.5)
        axes.set_ylabel("w₂", rotation=0)
        axes.yaxis.set_label_coords(-0.08, 0.46)
        axes.plot(
            steps[:, 0],
            steps[:, 1],
            color=PALETTE["f"].light,
            linewidth=1.6,
            gid="figure-curve figure-f",
        )
        for x, y in steps.tolist():
            draw_dot(axes, Dot(x, y, closed=True), "f", size=4)
        draw_dot(axes, Dot(GOAL[0], GOAL[1], closed=False), "df", size=9, order=2.5)
    settle(figure)
    for axes in panels:
        draw_zero_lines(axes)
    return finish(
        figure,
        "zigzag",
        "The way of two weights under gradient descent",
        "Both start at 0; the goal is to the right and below. Left, with positive inputs, every"
        " step goes up and right or down and left, so the way is a zigzag. Right, with centered"
        " inputs, the steps lead down and right towards the goal.",
    )


def _values(slug: str, x: Array, order: int = 0) -> Array:
    """A function of the catalog, or its derivative, at the samples."""
    return np.array([at(slug, point, order) for point in x.tolist()])


def _faint(axes: Axes, x: Any, y: Any) -> Array:
    """The faint dotted line that it draws, of shape (n, 2)."""
    axes.plot(
        x,
        y,
        color=PALETTE["muted"].light,
        linewidth=0.8,
        linestyle=(0, (1, 3)),
        zorder=1.5,
        gid="figure-limit",
    )
    return np.column_stack([x, y])


FIGURES: Mapping[str, Callable[[], str]] = {
    "squashing-curves": squashing_curves,
    "two-slopes": two_slopes,
    "product-bound": product_bound,
    "steeper-is-narrower": steeper_is_narrower,
    "zigzag": zigzag,
}
"""The article's figures by name; each is drawn when called."""

DATA: Mapping[str, Callable[[], Any]] = {"product-bound": product_bound_data}
"""What an interactive figure lets its script look up, by the figure's name."""
