"""The figures of the article "Vanishing gradients in training", and the numbers behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from gen.claims.vanishing_in_training import plateau, runs
from gen.experiments.statistics import mean_interval, percentile_band
from gen.figures.bands import draw_band
from gen.figures.curves import Curve, draw_curves
from gen.figures.frame import label_x, set_ticks, settle
from gen.figures.labels import label_curves
from gen.figures.palette import PALETTE
from gen.figures.svg import LABEL, figure_style, finish
from gen.figures.tables import Cell, Table, table
from gen.lookups import remembered

Floats = NDArray[np.float64]

LAYER_ROLES = ("f", "df", "d2f", "c4", "c5")
"""The colors of the five layers."""
_DEEP = {"sigmoid": "f", "tanh": "df", "relu": "d2f", "gelu": "c4", "selu": "c5"}
"""The activations shown by depth, with their colors."""
_APART = 3.4
"""The least distance of two labels behind the lines, in powers of ten."""
_NAMES = {"sigmoid": "sigmoid", "tanh": "tanh", "relu": "ReLU", "gelu": "GELU", "selu": "SELU"}


def _powers(axes: Axes, powers: Sequence[int]) -> None:
    """Label the y axis, which counts powers of ten, at some of them."""
    axes.set_yticks(powers, [_power(one) for one in powers])


def _power(exponent: int) -> str:
    return f"10{str(exponent).translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}"


def _text(axes: Axes, x: float, y: float, words: str, role: str, **how: Any) -> None:
    axes.text(x, y, words, color=PALETTE[role].light, gid=LABEL, zorder=4, **how)


# --- gradients before training -----------------------------------------------------------------


@remembered
def gradient_table() -> Table:
    """Densities of the powers of ten of the gradients' sizes, by activation and layer."""

    def rows() -> Iterator[tuple[Cell, ...]]:
        for slug in runs.SHOWN:
            for number, layer in enumerate(runs.images().parts[f"gradients-{slug}"]["layers"], 1):
                density = layer["decades"]
                width = (runs.DECADES[1] - runs.DECADES[0]) / len(density)
                for place, one in enumerate(density):
                    if one:
                        at = round(runs.DECADES[0] + (place + 0.5) * width, 3)
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


@remembered
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
        axes.set(title=titles[weights], xlim=(0, 73), ylim=(-45, 4))
        set_ticks(axes, x=[0, 50], y=[])
        label_x(axes, "layers back", at=0.35)
    _powers(panels[0], [0, -10, -20, -30, -40])
    settle(figure)
    for axes, weights in zip(panels, titles, strict=True):
        ends: dict[str, float] = {}
        for slug, role in _DEEP.items():
            where: dict[str, Cell] = {"weights": weights, "activation": _NAMES[slug]}
            x = np.array(shown.numbers("layers_back", **where))
            low, middle, high = (
                np.array(shown.numbers(f"log10_{key}", **where)) for key in ("p5", "median", "p95")
            )
            draw_band(axes, x, low, middle, high, role)
            ends[slug] = float(middle[-1])
            if slug == "sigmoid":
                bound = np.array(shown.numbers("log10_bound", **where))
                axes.plot(
                    x, bound, color=PALETTE["muted"].light, linewidth=1.2, linestyle=(0, (2, 3))
                )
        last = -np.inf
        for slug in sorted(ends, key=lambda one: ends[one]):
            last = max(ends[slug], last + _APART)
            _text(axes, 51.5, last, _NAMES[slug], _DEEP[slug], va="center", fontsize=11)
    return finish(
        figure,
        "error-signal-by-depth",
        "The error signal on its way back through fifty layers",
        "With torch's weights, left, the signal of the sigmoid falls to 10 to the power −42, that"
        " of GELU to −27, of ReLU to −20, of tanh to −12 and of SELU to −5. With rotations, right,"
        " the sigmoid still falls to −31, GELU to −15 and ReLU to −7, while tanh and SELU lose at"
        " most one power of ten. A dotted line, a quarter for each layer times the norms of the"
        " weights, is the bound of the sigmoid: it ends about 15 powers of ten above it on the"
        " left, and runs just above it on the right.",
    )


# --- large weights -----------------------------------------------------------------------------


@remembered
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
        axes.set_xticks([1, 64], ["1", "64"])
        axes.minorticks_off()
        label_x(axes, "weights times", at=0.56)
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
        away = -0.75 if line.label == "1" else 0.35
        _text(gradients, 0.55, float(line.y[1]) + away, line.label, role, fontsize=11)
    return finish(
        figure,
        "weights-and-saturation",
        "Larger initial weights: saturated units and gradients",
        "Left: as the initial weights are multiplied, the share of saturated units in the first"
        " layer goes from 0 toward 1 for the sigmoid and for tanh; for ReLU it is one half"
        " throughout. Right: the gradients of the five layers of the sigmoid network, far apart at"
        " small weights, grow and come together as the weights grow.",
    )


# --- training on images ------------------------------------------------------------------------

_SPEED = {"relu": "f", "tanh": "df", "silu": "d2f", "sigmoid": "c4"}
"""The activations whose loss is shown, with their colors."""
_SHOWN_EPOCHS = 20
"""The epochs shown of them: early stopping ends no run of the others before."""


@remembered
def training_table() -> Table:
    """The loss by epoch of each training, and the accuracy that early stopping leaves it."""

    def rows() -> Iterator[tuple[Cell, ...]]:
        for slug in runs.SHOWN:
            for seed, run in enumerate(runs.shared_runs(slug)):
                for epoch, (loss, right) in enumerate(
                    zip(run["loss"], run["validation"], strict=True), 1
                ):
                    last = epoch == run["stopped"]["best"]
                    accuracy = run["stopped"]["test"] if last else None
                    yield runs.name(slug), seed, epoch, loss, right, accuracy

    columns = ("activation", "seed", "epoch", "loss", "held_out_accuracy", "test_accuracy_of_best")
    return table(columns, rows())


@figure_style()
def training_on_images() -> str:
    """The loss over the first epochs, and the accuracies by activation."""
    shown = training_table()
    figure = Figure(figsize=(5, 3.2))
    losses, dots = figure.subplots(1, 2, width_ratios=(1, 1.05))
    losses.set(title="loss", xlim=(1, _SHOWN_EPOCHS), ylim=(0, 2.5))
    set_ticks(losses, x=[1, 10, 20], y=[0, 1, 2])
    label_x(losses, "epoch", at=0.7)
    rising = [slug for slug in runs.SHOWN if slug != "sigmoid"]
    dots.set(title="right on the test, %", ylim=(len(rising) - 0.5, -0.5), xlim=(87, 90))
    dots.set_yticks(range(len(rising)), [runs.name(slug) for slug in rising])
    dots.tick_params(axis="y", length=0)
    dots.set_xticks([87, 88, 89, 90], ["87", "88", "89", "90"])
    settle(figure)
    curves = []
    for slug, role in _SPEED.items():
        found = np.array(
            [
                shown.numbers("loss", activation=runs.name(slug), seed=seed)[:_SHOWN_EPOCHS]
                for seed in range(len(runs.shared_runs(slug)))
            ]
        )
        x = np.arange(1, found.shape[1] + 1)
        draw_band(losses, x, found.min(axis=0), np.median(found, axis=0), found.max(axis=0), role)
        curves.append(
            Curve(role=role, label=runs.name(slug), x=x.astype(float), y=np.median(found, axis=0))
        )
    label_curves(losses, curves)
    for place, slug in enumerate(rising):
        tests = shown.column("test_accuracy_of_best", activation=runs.name(slug))
        values = [100 * float(one) for one in tests if one is not None]
        dots.plot(
            values,
            [place] * len(values),
            "o",
            color=PALETTE["f"].light,
            markersize=3.6,
            alpha=0.55,
            gid="figure-curve figure-f",
        )
        if len(values) > 1:
            mean = mean_interval(values)
            ends = [mean.low, mean.high]
            dots.plot(ends, [place + 0.24] * 2, color=PALETTE["df"].light, linewidth=2)
    return finish(
        figure,
        "training-on-images",
        "Training on images: loss and accuracy",
        "Left: the losses of ReLU, tanh and SiLU fall early, tanh's first, while that of the"
        " sigmoid stays at 2.3, the logarithm of ten, for about seventeen epochs. Right: a dot for"
        " each seed and a bar for the interval of the mean; all activations but the sigmoid lie"
        " between 87 and 90 percent.",
    )


# --- the plateau -------------------------------------------------------------------------------


@remembered
def plateau_table() -> Table:
    """The sigmoid's trainings of fifty epochs: accuracy, and gradients by layer."""

    def rows() -> Iterator[tuple[Cell, ...]]:
        for seed, run in enumerate(plateau.full()):
            for epoch, (right, scales) in enumerate(
                zip(run["validation"], run["gradients"], strict=True), 1
            ):
                stops = epoch == run["stopped"]["epoch"] < len(run["validation"])
                yield seed, epoch, right, "stops" if stops else None, *scales

    layers = (f"gradient_rms_layer_{layer}" for layer in range(1, runs.LAYERS + 1))
    return table(("seed", "epoch", "held_out_accuracy", "early_stopping", *layers), rows())


@figure_style()
def sigmoid_plateau() -> str:
    """Five sigmoid networks on their plateau and beyond, and the gradients of one of them."""
    shown = plateau_table()
    figure = Figure(figsize=(5, 2.9))
    rights, gradients = figure.subplots(1, 2)
    rights.set(title="right, held out", xlim=(1, 50), ylim=(0, 1))
    gradients.set(title="gradients, seed 0", xlim=(1, 50), ylim=(-6.4, -0.9))
    for axes in (rights, gradients):
        axes.set_xticks([1, 25, 50], ["1", "25", "50"])
        label_x(axes, "epoch", at=0.75)
    rights.set_yticks([0, 0.1, 0.5, 0.8, 1], ["0", "1/10", "1/2", "4/5", "1"])
    _powers(gradients, [-6, -4, -2])
    settle(figure)
    for seed in range(len(plateau.full())):
        x = np.array(shown.numbers("epoch", seed=seed))
        y = np.array(shown.numbers("held_out_accuracy", seed=seed))
        rights.plot(x, y, color=PALETTE["f"].light, linewidth=1.2, gid="figure-curve figure-f")
        for stop in shown.numbers("epoch", seed=seed, early_stopping="stops"):
            rights.plot(
                stop,
                y[int(stop) - 1],
                "o",
                color=PALETTE["df"].light,
                markersize=6,
                gid="figure-curve figure-df",
                zorder=3,
            )
    _text(rights, 2, 0.5, "stopped early", "df", fontsize=11)
    for layer, role in enumerate(LAYER_ROLES, 1):
        x = np.array(shown.numbers("epoch", seed=0))
        y = np.log10(shown.numbers(f"gradient_rms_layer_{layer}", seed=0))
        gradients.plot(
            x, y, color=PALETTE[role].light, linewidth=1.3, gid=f"figure-curve figure-{role}"
        )
        _text(gradients, 3, float(y[:6].mean()) + 0.14, str(layer), role, fontsize=11)
    return finish(
        figure,
        "sigmoid-plateau",
        "Sigmoid networks on the plateau and beyond",
        "Left: five curves stay near one tenth for some fifteen to twenty epochs, and then climb to"
        " about four fifths by epoch fifty. Dots on the plateau mark where early stopping would"
        " have ended them. Right: the gradients of the first layers, tiny at the start, grow by"
        " powers of ten when the plateau ends, and come close to those of the last layer.",
    )


# --- after training ----------------------------------------------------------------------------


@remembered
def outputs_table() -> Table:
    """Densities of the outputs of the hidden layers after training, of the first seed."""

    def rows() -> Iterator[tuple[Cell, ...]]:
        for slug in runs.SHOWN:
            for number, layer in enumerate(runs.by_seed(slug)[0]["activations"], 1):
                density = layer["density"]
                width = (layer["high"] - layer["low"]) / len(density)
                for place, one in enumerate(density):
                    at = round(layer["low"] + (place + 0.5) * width, 5)
                    yield runs.name(slug), number, at, one, layer["zeros"]

    return table(("activation", "layer", "output", "density", "share_of_zeros"), rows())


@figure_style()
def outputs_after_training() -> str:
    """What the units of each hidden layer give after training."""
    shown = outputs_table()
    figure = Figure(figsize=(5, 5.4))
    panels = figure.subplots(3, 3)
    ends = {"sigmoid": (0, 1), "tanh": (-1, 1)}
    for axes, slug in zip(panels.flat, runs.SHOWN, strict=True):
        low, high = ends.get(slug, (-1.1, 4))
        axes.set(title=runs.name(slug), xlim=(low, high), ylim=(-2.2, 2), yticks=[])
        set_ticks(axes, x=[0, 1] if slug == "sigmoid" else [-1, 0, 1, 4], y=[])
        axes.set_yticks([])
        for number, role in enumerate(LAYER_ROLES[: runs.LAYERS - 1], 1):
            where: dict[str, Cell] = {"activation": runs.name(slug), "layer": number}
            x = np.array(shown.numbers("output", **where))
            y = np.array(shown.numbers("density", **where))
            with np.errstate(divide="ignore"):
                logs = np.where(y > 0, np.log10(y), np.nan)
            axes.plot(
                x, logs, color=PALETTE[role].light, linewidth=1.2, gid=f"figure-curve figure-{role}"
            )
    for axes in panels[:, 0]:
        _powers(axes, [-2, 0, 2])
    settle(figure)
    return finish(
        figure,
        "outputs-after-training",
        "What hidden units give after training",
        "Nine panels with the densities of the outputs of four hidden layers, on a logarithmic"
        " axis. Those of sigmoid and tanh pile up at both ends. Those of ReLU have a spike at 0,"
        " those of SiLU a pile just below it.",
    )


FIGURES: Mapping[str, Callable[[], str]] = {
    "gradient-histograms": gradient_histograms,
    "error-signal-by-depth": error_signal_by_depth,
    "weights-and-saturation": weights_and_saturation,
    "training-on-images": training_on_images,
    "sigmoid-plateau": sigmoid_plateau,
    "outputs-after-training": outputs_after_training,
}
"""The article's figures by name; each is drawn when called."""

TABLES: Mapping[str, Callable[[], Table]] = {
    "gradient-histograms": gradient_table,
    "error-signal-by-depth": depth_table,
    "weights-and-saturation": weights_table,
    "training-on-images": training_table,
    "sigmoid-plateau": plateau_table,
    "outputs-after-training": outputs_table,
}
"""The numbers behind each figure, by its name."""
