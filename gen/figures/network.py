"""The page of the network to play with: one run drawn to its end, and what its script needs.

The run is the typical one of the two rings with ReLU. The script draws into the same frames, and
starts from the same points and first weights as the experiment.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from gen.claims import rings as found
from gen.experiments.layers import linear_layers
from gen.experiments.rings import rings
from gen.figures.curves import Array
from gen.figures.ends import label_ends
from gen.figures.frame import label_x, set_ticks, settle
from gen.figures.palette import CURVES, PALETTE
from gen.figures.svg import figure_style, finish

RUN = "relu"
"""The activation of the run that is drawn, and with which the page begins."""
_ROLES = {"accuracy": "f", "loss": "df"}
_SIZES = (1e-6, 0.3)
"""Limits of the axis of gradients."""
_POWERS = {1e-5: "10⁻⁵", 1e-3: "10⁻³", 1e-1: "10⁻¹"}
_BEYOND = 1.26
"""Where the charts end, in lengths of the run: names stand there."""
_LEFT = 0.12
"""Where the charts begin, as a share of the width: one below the other."""
_LEVELS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
_SHADE = 0.36
"""Opacity where the output is 0 or 1; at 1/2 it is none."""
_DRAWN_BY_A_SCRIPT = "figure-run"
"""Marks what belongs to the run: the script takes it away and draws its own."""
_EPOCH = "figure-epoch"
"""Marks the labels of the axes of epochs, which the script rewrites for longer runs."""


def starts() -> dict[str, Any]:
    """The points, and the first weights at each seed, as little-endian float32 in base64."""
    settings = found.result().settings(RUN)
    x, y = rings(settings["points_seed"])
    weights = [
        np.concatenate([tensor.detach().numpy().ravel() for tensor in (one.weight, one.bias)])
        for seed in settings["seeds"]
        for one in linear_layers(settings["widths"], seed)
    ]
    return {
        "points": _packed(x.numpy()),
        "labels": "".join(str(int(label)) for label in y.tolist()),
        "weights": _packed(np.concatenate(weights)),
    }


def _packed(numbers: Any) -> str:
    return base64.b64encode(np.asarray(numbers, dtype="<f4").tobytes()).decode()


# --- the border --------------------------------------------------------------------------------


@figure_style()
def border() -> str:
    """Points, and the network's output over the plane at the end of the run."""
    figure, axes = _plane()
    grid = found.result().settings(RUN)["grid"]
    along = np.linspace(grid["low"], grid["high"], grid["side"])
    outputs = np.array(found.part(RUN)["typical"]["grid"])
    for low, high in pairwise(_LEVELS):
        sure = abs(low + high - 1)
        bands = axes.contourf(
            along,
            along,
            outputs,
            levels=[low, high],
            colors=[PALETTE["c2" if low >= 0.5 else "c1"].light],
            alpha=round(_SHADE * sure, 3),
            antialiased=True,
        )
        bands.set_gid(_DRAWN_BY_A_SCRIPT)
    line = axes.contour(
        along, along, outputs, levels=[0.5], colors=[PALETTE["ink"].light], linewidths=1.8
    )
    line.set_gid(_DRAWN_BY_A_SCRIPT)
    x, y = rings(found.result().settings(RUN)["points_seed"])
    for label, role in ((0, "c1"), (1, "c2")):
        _draw_points(axes, x.numpy()[y.numpy() == label], role, square=bool(label))
    axes.add_patch(
        Rectangle((0, 0), 1, 1, transform=axes.transAxes, fill=False, color=PALETTE["grid"].light)
    )
    return finish(
        figure,
        "network-border",
        "The points of two rings and the border that a network draws",
        "Dots on the outer ring, squares on the inner one. Shades show the network's output over"
        " the plane: one color towards 0, outer ring, another towards 1, inner ring. A line is the"
        " border, where the output is 1/2.",
    )


def _plane() -> tuple[Figure, Axes]:
    grid = found.result().settings(RUN)["grid"]
    limits = (grid["low"], grid["high"])
    figure = Figure(figsize=(3.4, 3.62))
    axes = figure.add_subplot(xlim=limits, ylim=limits, aspect="equal")
    axes.set_title("points, output and border")
    axes.axis("off")
    settle(figure)
    return figure, axes


def _draw_points(axes: Axes, points: Array, role: str, *, square: bool) -> None:
    """Dots or squares as one path, since an element for each would weigh ten times as much."""
    path = Path(np.repeat(points, 2, axis=0), np.tile([Path.MOVETO, Path.LINETO], len(points)))
    path.should_simplify = False  # A line of no length is a dot in SVG; simplified, it is nothing.
    axes.add_patch(
        PathPatch(
            path,
            fill=False,
            edgecolor=PALETTE[role].light,
            linewidth=2.2 if square else 2.6,
            capstyle="projecting" if square else "round",
            zorder=1.8,
            gid="figure-points",
        )
    )


# --- the charts --------------------------------------------------------------------------------


@figure_style()
def history() -> str:
    """Loss and accuracy over all points, by epoch."""
    figure, axes = _history()
    run = found.part(RUN)["typical"]
    _draw_lines(axes, {name: (run[name], role) for name, role in _ROLES.items()})
    return finish(
        figure,
        "network-history",
        "Loss and accuracy over all points, by epoch",
        "The run that is drawn ends with accuracy"
        f" {run['accuracy'][-1]:.3g} and loss {run['loss'][-1]:.3g}.",
    )


@figure_style()
def gradients() -> str:
    """The mean absolute gradient of the weights, by layer and epoch."""
    figure, axes = _gradients()
    run = found.part(RUN)["typical"]
    _draw_lines(
        axes,
        {
            str(layer): (sizes, CURVES[layer - 1])
            for layer, sizes in enumerate(run["gradients"], start=1)
        },
    )
    return finish(
        figure,
        "network-gradients",
        "The mean absolute gradient of each layer's weights, by epoch",
        "One line for each of layers 1 to 5, on a logarithmic axis; layer 1 is next to the input.",
    )


def _draw_lines(axes: Axes, lines: Mapping[str, tuple[Sequence[float], str]]) -> None:
    """Lines over epochs, with their names at their ends."""
    epochs = found.part(RUN)["epochs"]
    for values, role in lines.values():
        axes.plot(epochs, values, color=PALETTE[role].light, linewidth=1.8, gid=_DRAWN_BY_A_SCRIPT)
    ends = [(values[-1], name, role) for name, (values, role) in lines.items()]
    label_ends(axes, epochs[-1], ends)


def _history() -> tuple[Figure, Axes]:
    figure, axes = _chart("over all points")
    axes.set(ylim=(0, 1.04))
    _finish_chart(figure, axes, y=[0, 0.5, 1])
    return figure, axes


def _gradients() -> tuple[Figure, Axes]:
    figure, axes = _chart("mean |gradient| of the weights, by layer")
    axes.set(ylim=_SIZES, yscale="log")
    _finish_chart(figure, axes, y=[])
    return figure, axes


def _chart(title: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(3.4, 1.75))
    last = found.result().settings(RUN)["epochs"]
    axes = figure.add_subplot(xlim=(0, _BEYOND * last))
    axes.set_title(title)
    axes.spines["bottom"].set_bounds(0, last)
    return figure, axes


def _finish_chart(figure: Figure, axes: Axes, y: Sequence[float]) -> None:
    last = found.result().settings(RUN)["epochs"]
    set_ticks(axes, x=[0, last / 2, last], y=y)
    if not y:
        axes.set_yticks(list(_POWERS), list(_POWERS.values()))
        axes.minorticks_off()
    label_x(axes, "epoch", at=0.75 / _BEYOND)
    settle(figure)
    box = axes.get_position()
    axes.set_position((_LEFT, box.y0, box.x1 - _LEFT, box.height))
    for tick in axes.xaxis.get_major_ticks():
        tick.label1.set_gid(_EPOCH)


# --- what the script looks up ------------------------------------------------------------------


def network_data() -> dict[str, Any]:
    """Where the axes are, what a run starts from, and the run with which the page begins."""
    settings = found.result().settings(RUN)
    with figure_style():
        drawn = {"border": _plane(), "history": _history(), "gradients": _gradients()}
        frames = {name: _frame(figure, axes) for name, (figure, axes) in drawn.items()}
    return {
        "widths": settings["widths"],
        "batch": settings["batch_size"],
        "grid": settings["grid"],
        "seeds": len(settings["seeds"]),
        "start": {
            "activation": RUN,
            "rate": settings["rate"],
            "seed": found.part(RUN)["typical"]["seed"],
            "epochs": settings["epochs"],
        },
        "names": list(_ROLES),
        "shade": _SHADE,
        "roles": {"history": list(_ROLES.values()), "gradients": list(CURVES[:5])},
        "frames": frames,
        **starts(),
    }


def _frame(figure: Figure, axes: Axes) -> dict[str, Any]:
    """The frame as the SVG counts, in points downwards from the top; its limits; the SVG's width.

    Its right end is that of the drawn axis of x; names stand beyond it.
    """
    width, height = (float(side) * figure.dpi for side in figure.get_size_inches())
    ends = axes.spines["bottom"].get_bounds() or axes.get_xlim()
    low, high = axes.get_ylim()
    (left, bottom), (right, top) = axes.transData.transform(
        [(ends[0], low), (ends[1], high)]
    ).tolist()
    places = {"left": left, "right": right, "top": height - top, "bottom": height - bottom}
    return {
        "width": round(width, 2),
        **{side: round(place, 2) for side, place in places.items()},
        "low": low,
        "high": high,
        "logarithmic": axes.get_yscale() == "log",
    }


FIGURES: Mapping[str, Callable[[], str]] = {
    "network-border": border,
    "network-history": history,
    "network-gradients": gradients,
}
"""The page's figures by name; each is drawn when called."""

DATA: Mapping[str, Callable[[], Any]] = {"network-border": network_data}
"""What an interactive figure lets its script look up, by the figure's name."""
