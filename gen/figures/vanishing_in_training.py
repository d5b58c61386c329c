"""The figures of the article "Vanishing gradients in training", and the numbers behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from gen.claims.vanishing_in_training import runs
from gen.experiments.fashion_mnist import DECADES
from gen.experiments.statistics import mean_interval, percentile_band
from gen.figures.bands import draw_band
from gen.figures.curves import Curve, draw_curves
from gen.figures.frame import label_x, set_ticks, settle
from gen.figures.labels import label_curves
from gen.figures.palette import PALETTE
from gen.figures.svg import LABEL, figure_style, finish
from gen.figures.tables import Cell, Table, table

Floats = NDArray[np.float64]

LAYER_ROLES = ("f", "df", "d2f", "c4", "c5")
"""The colors of the five layers."""
_DEEP = {"sigmoid": "f", "tanh": "df", "relu": "d2f", "gelu": "c4", "selu": "c5"}
"""The activations shown by depth, with their colors."""
_NAMES = {"sigmoid": "sigmoid", "tanh": "tanh", "relu": "ReLU", "gelu": "GELU", "selu": "SELU"}


def _powers(axes: Axes, powers: Sequence[int]) -> None:
    """Label the y axis, which counts powers of ten, at some of them."""
    axes.set_yticks(powers, [_power(one) for one in powers])


def _power(exponent: int) -> str:
    return f"10{str(exponent).translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}"


def _text(axes: Axes, x: float, y: float, words: str, role: str, **how: object) -> None:
    axes.text(x, y, words, color=PALETTE[role].light, gid=LABEL, zorder=4, **how)  # type: ignore[arg-type]


# --- gradients before training -----------------------------------------------------------------


@cache
def gradient_table() -> Table:
    """Densities of the powers of ten of the gradients' sizes, by activation and layer."""

    def rows() -> Iterator[tuple[Cell, ...]]:
        for slug in runs.SHOWN:
            for number, layer in enumerate(runs.images().parts[f"gradients-{slug}"]["layers"], 1):
                density = layer["decades"]
                width = (DECADES[1] - DECADES[0]) / len(density)
                for place, one in enumerate(density):
                    if one:
                        at = round(DECADES[0] + (place + 0.5) * width, 3)
                        yield runs.name(slug), number, at, one

    return table(("activation", "layer", "log10_size", "density"), rows())


@figure_style()
def gradient_histograms() -> str:
    """How large the gradients of the weights are before training, layer by layer."""
    shown = gradient_table()
    figure = Figure(figsize=(5, 4.3))
    panels = figure.subplots(3, 3, sharex=True)
    for place, (axes, slug) in enumerate(zip(panels.flat, runs.SHOWN, strict=True)):
        axes.set(title=runs.name(slug), xlim=(-8, -0.7), ylim=(0, 1.25), yticks=[])
        axes.set_xticks([-6, -4, -2], [_power(-6), _power(-4), _power(-2)])
        for number, role in enumerate(LAYER_ROLES, 1):
            where: dict[str, Cell] = {"activation": runs.name(slug), "layer": number}
            x = shown.numbers("log10_size", **where)
            y = shown.numbers("density", **where)
            axes.plot(
                x, y, color=PALETTE[role].light, linewidth=1.3, gid=f"figure-curve figure-{role}"
            )
            if place == 0:
                top = int(np.argmax(y))
                _text(axes, x[top], y[top] + 0.06, str(number), role, ha="center", fontsize=11)
    settle(figure)
    return finish(
        figure,
        "gradient-histograms",
        "Sizes of the gradients before training, by layer",
        "Nine panels, one for each activation, with a curve for each of five layers over the size"
        " of the gradient in powers of ten. For the sigmoid the five curves stand apart, from about"
        " a millionth in the first layer to a hundredth in the last. For all others those of the"
        " four hidden layers nearly coincide, and that of the output layer stands a little to the"
        " right.",
    )


# --- depth -------------------------------------------------------------------------------------


@cache
def depth_table() -> Table:
    """The error signal after so many layers back, over seeds, with the bound of the sigmoid."""

    def rows() -> Iterator[tuple[Cell, ...]]:
        for weights in ("torch", "orthogonal"):
            bound = np.median(runs.norms(weights), axis=0)
            for slug in _DEEP:
                bands = percentile_band(runs.signals(weights, slug), axis=0)
                for layer, (low, middle, high) in enumerate(zip(*bands, strict=True), 1):
                    least = (
                        round(float(bound[layer - 1] - layer * np.log10(4)), 4)
                        if slug == "sigmoid"
                        else None
                    )
                    yield (
                        weights,
                        _NAMES[slug],
                        layer,
                        *(round(float(one), 4) for one in (low, middle, high)),
                        least,
                    )

    columns = ("weights", "activation", "layers_back", "log10_p5", "log10_median", "log10_p95")
    return table((*columns, "log10_bound"), rows())


@figure_style()
def error_signal_by_depth() -> str:
    """The error signal on its way back through fifty layers, for two kinds of weights."""
    shown = depth_table()
    figure = Figure(figsize=(5, 3.1))
    panels: Sequence[Axes] = figure.subplots(1, 2, sharey=True)
    titles = {"torch": "torch's weights", "orthogonal": "rotations"}
    for axes, weights in zip(panels, titles, strict=True):
        axes.set(title=titles[weights], xlim=(0, 50), ylim=(-44, 4))
        set_ticks(axes, x=[0, 25, 50], y=[])
        label_x(axes, "layers back", at=0.5)
    _powers(panels[0], [0, -10, -20, -30, -40])
    settle(figure)
    for axes, weights in zip(panels, titles, strict=True):
        curves = []
        for slug, role in _DEEP.items():
            where: dict[str, Cell] = {"weights": weights, "activation": _NAMES[slug]}
            x = np.array(shown.numbers("layers_back", **where))
            low, middle, high = (
                np.array(shown.numbers(f"log10_{key}", **where)) for key in ("p5", "median", "p95")
            )
            draw_band(axes, x, low, middle, high, role)
            curves.append(Curve(role=role, label=_NAMES[slug], x=x, y=middle))
            if slug == "sigmoid":
                bound = np.array(shown.numbers("log10_bound", **where))
                axes.plot(
                    x, bound, color=PALETTE["muted"].light, linewidth=1.2, linestyle=(0, (2, 3))
                )
        label_curves(axes, curves)
    return finish(
        figure,
        "error-signal-by-depth",
        "The error signal on its way back through fifty layers",
        "With torch's weights, left, the signal of the sigmoid falls to 10 to the power −42, that"
        " of GELU to −27, of ReLU to −20, of tanh to −12 and of SELU to −5. With rotations, right,"
        " the sigmoid still falls to −31, GELU to −15 and ReLU to −7, while tanh and SELU stay near"
        " 1. A dotted line, a quarter for each layer times the weights, runs just above the"
        " sigmoid's.",
    )


# --- large weights -----------------------------------------------------------------------------


@cache
def weights_table() -> Table:
    """Saturation and gradients of the sigmoid by the size of the initial weights, over seeds."""

    def rows() -> Iterator[tuple[Cell, ...]]:
        for slug in ("sigmoid", "tanh", "relu"):
            shares, scales = runs.by_factor(slug, "saturated"), runs.by_factor(slug, "scales")
            for place, factor in enumerate(runs.factors()):
                for layer in range(runs.LAYERS):
                    hidden = layer < runs.LAYERS - 1
                    yield (
                        _NAMES[slug],
                        factor,
                        layer + 1,
                        float(np.median(shares[:, place, layer])) if hidden else None,
                        float(np.median(scales[:, place, layer])),
                    )

    return table(
        ("activation", "factor", "layer", "saturated_share_median", "gradient_rms_median"), rows()
    )


@figure_style()
def weights_and_saturation() -> str:
    """What larger initial weights do: saturation, gradients, and three epochs of training."""
    shown = weights_table()
    figure = Figure(figsize=(5, 2.9))
    shares, gradients = figure.subplots(1, 2)
    x = np.array(runs.factors())
    shares.set(title="saturated, first layer", xlim=(x[0], x[-1]), ylim=(-0.03, 1.03), xscale="log")
    gradients.set(title="gradients of the sigmoid", xlim=(x[0], x[-1]), ylim=(-9, 0.2))
    gradients.set_xscale("log")
    for axes in (shares, gradients):
        axes.set_xticks([1, 8, 64], ["1", "8", "64"])
        axes.minorticks_off()
        label_x(axes, "weights times", at=0.5)
    shares.set_yticks([0, 0.5, 1], ["0", "1/2", "1"])
    _powers(gradients, [-8, -6, -4, -2, 0])
    settle(figure)
    curves = []
    for slug, role in (("sigmoid", "f"), ("tanh", "df"), ("relu", "d2f")):
        y = np.array(shown.numbers("saturated_share_median", activation=_NAMES[slug], layer=1))
        curves.append(Curve(role=role, label=_NAMES[slug], x=x, y=y))
    draw_curves(shares, curves)
    label_curves(shares, curves)
    lines = []
    for layer, role in enumerate(LAYER_ROLES, 1):
        y = np.array(shown.numbers("gradient_rms_median", activation="sigmoid", layer=layer))
        lines.append(Curve(role=role, label=str(layer), x=x, y=np.log10(y)))
    draw_curves(gradients, lines)
    for line, role in zip(lines, LAYER_ROLES, strict=True):
        _text(gradients, 0.6, float(line.y[1]) + 0.2, line.label, role, fontsize=11)
    return finish(
        figure,
        "weights-and-saturation",
        "Larger initial weights: saturated units and gradients",
        "Left: as the initial weights are multiplied, the share of saturated units in the first"
        " layer goes from 0 toward 1 for the sigmoid and for tanh; for ReLU it is one half"
        " throughout. Right: the gradients of the five layers of the sigmoid network, far apart at"
        " small weights, grow and come together as the weights grow.",
    )


FIGURES: Mapping[str, Callable[[], str]] = {
    "gradient-histograms": gradient_histograms,
    "error-signal-by-depth": error_signal_by_depth,
    "weights-and-saturation": weights_and_saturation,
}
"""The article's figures by name; each is drawn when called."""

TABLES: Mapping[str, Callable[[], Table]] = {
    "gradient-histograms": gradient_table,
    "error-signal-by-depth": depth_table,
    "weights-and-saturation": weights_table,
}
"""The numbers behind each figure, by its name."""
