"""The figures of the article "Zero-centered or not", and the numbers behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from gen.claims.zero_centered.noise import LEAKY, advantage, passed
from gen.claims.zero_centered.training import OPTIMIZERS, rates, ratio
from gen.experiments import frozen
from gen.figures.bands import draw_band
from gen.figures.curves import Curve
from gen.figures.frame import label_x, set_ticks, settle
from gen.figures.labels import label_curves
from gen.figures.palette import PALETTE
from gen.figures.svg import figure_style, finish
from gen.figures.tables import Cell, Table, table
from gen.lookups import remembered

_ROLES = {"relu": "f", "sigmoid": "c4", "tanh": "df", "elu": "d2f", "gelu": "c5", "softplus": "c6"}
"""The color of each function, the same in every figure."""
_NAMES = {
    "relu": "ReLU",
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "elu": "ELU",
    "gelu": "GELU",
    "softplus": "softplus",
}

# --- signs of gradients ------------------------------------------------------------------------

_SIGNS = ("sigmoid", "relu", "gelu", "elu", "tanh")
_TIMES = (0, 10)
"""After how many epochs the figure looks."""
_PERCENTILES = (5, 25, 50, 75, 95)


@remembered
def signs_table() -> Table:
    """How often two gradients of a unit agree in sign, by epoch, batch size and function."""
    result = frozen.read("gradient_signs")
    rows = []
    for slug in _SIGNS:
        settings, found = result.settings(slug), result.parts[slug]
        for key, epoch in enumerate(settings["epochs"]):
            bands = np.percentile(found["same"][key], _PERCENTILES, axis=-1).T
            for size, band in zip(settings["batches"], bands.tolist(), strict=True):
                rows.append((slug, epoch, size, *band))
    names = [f"same_sign_p{percentile}" for percentile in _PERCENTILES]
    return table(("activation", "epochs", "batch_size", *names), rows)


@figure_style()
def signs_by_batch() -> str:
    """The share of pairs of one sign against the size of the batch."""
    found = signs_table()
    figure = Figure(figsize=(5, 2.9))
    panels: Sequence[Axes] = figure.subplots(1, 2, sharey=True)
    for axes, epoch in zip(panels, _TIMES, strict=True):
        title = "at the start" if epoch == 0 else f"after {epoch} epochs"
        axes.set(xlim=(0.9, 1150), ylim=(0.4, 1.03), xscale="log", title=title)
        axes.set_xticks([1, 16, 256], ["1", "16", "256"])
        axes.minorticks_off()
        axes.set_yticks([0.5, 1], ["1/2", "1"])
        label_x(axes, "batch", at=0.6)
    settle(figure)
    for axes, epoch in zip(panels, _TIMES, strict=True):
        _draw(axes, found, "batch_size", "same_sign", _SIGNS, band=(25, 75), epochs=epoch)
    return finish(
        figure,
        "signs-by-batch",
        "How often two gradients within a unit have the same sign",
        "Two panels, at the start and after ten epochs; batches of 1 to 1000 examples. With one"
        " example sigmoid and ReLU agree always, GELU, ELU and tanh half of the time. With larger"
        " batches the sigmoid stays near 1, ReLU falls to about 0.7, ELU and tanh stay at a half,"
        " and GELU rises above it at the start.",
    )


# --- means through depth -----------------------------------------------------------------------

_MEANS = ("sigmoid", "relu", "gelu", "elu", "tanh")
_STARTS = {"gain": "own gain", "torch": "default of nn.Linear"}


@remembered
def means_table() -> Table:
    """The share of the mean square that units' own means make up, and more, by layer."""
    result = frozen.read("output_means")
    keys = ("mean", "share", "zeros")
    rows = []
    for part, found in result.parts.items():
        slug, _, start = part.rpartition("-")
        for layer in range(result.settings(part)["depth"]):
            cells = [percentile[layer] for key in keys for percentile in found[key]]
            rows.append((slug, start, layer + 1, *cells))
    names = [f"{key}_p{percentile}" for key in keys for percentile in (5, 50, 95)]
    return table(("activation", "start", "layer", *names), rows)


@figure_style()
def means_through_depth() -> str:
    """The share that is due to units' own means, for two ways to draw the weights."""
    found = means_table()
    figure = Figure(figsize=(5, 2.9))
    panels: Sequence[Axes] = figure.subplots(1, 2, sharey=True)
    for axes, title in zip(panels, _STARTS.values(), strict=True):
        axes.set(xlim=(1, 20), ylim=(-0.03, 1.05), title=title)
        set_ticks(axes, x=[1, 10, 20], y=[0, 1])
        label_x(axes, "layer", at=0.76)
    settle(figure)
    for axes, start in zip(panels, _STARTS, strict=True):
        _draw(axes, found, "layer", "share", _MEANS, start=start)
    return finish(
        figure,
        "means-through-depth",
        "How much of the outputs' mean square their units' means make up, in 20 layers",
        "Left, with each function's own gain: the sigmoid is near 1 from the second layer on, ReLU"
        " rises from a third toward 0.9, GELU to 0.7, ELU to 0.4, and tanh stays near 0. Right,"
        " with torch's default weights: all five rise to 1 within ten layers, tanh too.",
    )


# --- training ----------------------------------------------------------------------------------

_TRAINED = ("sigmoid", "softplus", "relu")


@remembered
def training_table() -> Table:
    """The final loss of centered networks over that of plain ones, by optimizer and rate."""
    rows = []
    for slug in _TRAINED:
        for variant in ("centered", "compensated"):
            for optimizer in OPTIMIZERS:
                for rate in rates(optimizer):
                    found = ratio(slug, optimizer, rate, variant)
                    rows.append((slug, variant, optimizer, rate, *found.median, found.p))
    names = ("loss_ratio_low", "loss_ratio_median", "loss_ratio_high", "wilcoxon_p")
    return table(("activation", "variant", "optimizer", "rate", *names), rows)


@figure_style()
def centering_in_training() -> str:
    """Loss with centered outputs over loss without, with intervals over seeds."""
    found = training_table()
    figure = Figure(figsize=(5, 3.0))
    panels: Sequence[Axes] = figure.subplots(1, 2, sharey=True)
    titles = {"sgd": "SGD, momentum", "adam": "Adam"}
    for axes, optimizer in zip(panels, OPTIMIZERS, strict=True):
        tried = rates(optimizer)
        axes.set(xscale="log", yscale="log", title=titles[optimizer])
        axes.set(xlim=(tried[0] / 1.6, tried[-1] * 1.6), ylim=(0.12, 3))
        axes.set_xticks(
            [tried[1], tried[3]], [str(Fraction(str(rate))) for rate in (tried[1], tried[3])]
        )
        axes.set_yticks([0.25, 0.5, 1, 2], ["1/4", "1/2", "1", "2"])
        axes.minorticks_off()
        label_x(axes, "rate", at=0.5)
    settle(figure)
    for axes, optimizer in zip(panels, OPTIMIZERS, strict=True):
        axes.axhline(1, color=PALETTE["grid"].light, linewidth=0.8, zorder=1)
        curves = []
        for place, slug in enumerate(_TRAINED):
            where = {"activation": slug, "variant": "compensated", "optimizer": optimizer}
            # A little apart, so that the intervals do not cover each other.
            x = np.array(found.numbers("rate", **where)) * 1.09 ** (place - 1)
            low, middle, high = (
                np.array(found.numbers(f"loss_ratio_{name}", **where))
                for name in ("low", "median", "high")
            )
            color = PALETTE[_ROLES[slug]].light
            axes.vlines(x, low, high, color=color, linewidth=1.4, zorder=2)
            axes.plot(x, middle, color=color, linewidth=1.0, marker="o", markersize=4.5, zorder=2)
            curves.append(Curve(role=_ROLES[slug], label=_NAMES[slug], x=x, y=middle))
        label_curves(axes, curves)
    return finish(
        figure,
        "centering-in-training",
        "The final loss with centered outputs, as a multiple of that without",
        "Two panels, SGD and Adam, five learning rates each; dots are medians over 32 seeds, bars"
        " their intervals. A dot below 1 says that the centered networks end lower.",
    )


# --- noise -------------------------------------------------------------------------------------

_PASSING = {"relu": "f", "leakyrelu-0-01": "df", "leakyrelu-0-1": "c5", "elu": "d2f", "tanh": "c4"}
_PASSING_NAMES = {
    "relu": "ReLU",
    "leakyrelu-0-01": "leaky, 1/100",
    "leakyrelu-0-1": "leaky, 1/10",
    "elu": "ELU",
    "tanh": "tanh",
}


@remembered
def noise_table() -> Table:
    """How much noise units that are off pass on, and what it costs in accuracy."""
    rows: list[tuple[str | float | int | None, ...]] = []
    for task in ("rings", "images"):
        for key in _PASSING:
            settings = frozen.read("noise").settings(f"{task}-{key}")
            for place, size in enumerate(settings["noise"]):
                gap = advantage(task, key, LEAKY, place).median
                for layer in (1, 2):
                    band = passed(task, key, layer, place) if size else (None, None, None)
                    rows.append((task, key, size, layer, *band, *gap))
    names = ("passed_p5", "passed_p50", "passed_p95", "gap_low", "gap_median", "gap_high")
    return table(("task", "activation", "noise", "layer", *names), rows)


@figure_style()
def noise_through_units() -> str:
    """What units that are off pass on, in both hidden layers of the image network."""
    found = noise_table()
    sizes = found.numbers("noise", task="images", activation="elu", layer=1)[1:]
    figure = Figure(figsize=(5, 2.9))
    panels: Sequence[Axes] = figure.subplots(1, 2, sharey=True)
    for axes, layer in zip(panels, ("first", "second"), strict=True):
        axes.set(xlim=(0.095, 0.405), ylim=(0, 0.8), title=f"{layer} hidden layer")
        set_ticks(axes, x=[0.1, 0.2, 0.3, 0.4], y=[0, 0.5])
        label_x(axes, "noise", at=0.5)
    settle(figure)
    for axes, layer_number in zip(panels, (1, 2), strict=True):
        curves = []
        for key, role in _PASSING.items():
            where: dict[str, Cell] = {"task": "images", "activation": key, "layer": layer_number}
            low, middle, high = (
                [found.numbers(f"passed_p{p}", noise=size, **where)[0] for size in sizes]
                for p in (5, 50, 95)
            )
            draw_band(axes, sizes, low, middle, high, role)
            curves.append(
                Curve(role=role, label=_PASSING_NAMES[key], x=np.array(sizes), y=np.array(middle))
            )
        label_curves(axes, curves)
    return finish(
        figure,
        "noise-through-units",
        "The share of noise that units pass on whose sum is below zero",
        "Two panels for two hidden layers, noise of four sizes. ReLU and the leaky ReLUs pass least"
        " where noise is small, and more as noise carries sums past zero. ELU passes about half at"
        " every size, and tanh a little more.",
    )


# --- drawing -----------------------------------------------------------------------------------


def _draw(
    axes: Axes,
    found: Table,
    across: str,
    column: str,
    slugs: Sequence[str],
    band: tuple[int, int] = (5, 95),
    **where: str | int,
) -> None:
    """Medians and bands over seeds of a column of a table, one for each function, with labels."""
    percentiles = (band[0], 50, band[1])
    curves = []
    for slug in slugs:
        chosen = {"activation": slug, **where}
        x = np.array(found.numbers(across, **chosen))
        low, middle, high = (found.numbers(f"{column}_p{p}", **chosen) for p in percentiles)
        draw_band(axes, x, low, middle, high, _ROLES[slug])
        curves.append(Curve(role=_ROLES[slug], label=_NAMES[slug], x=x, y=np.array(middle)))
    label_curves(axes, curves)


FIGURES: Mapping[str, Callable[[], str]] = {
    "signs-by-batch": signs_by_batch,
    "means-through-depth": means_through_depth,
    "centering-in-training": centering_in_training,
    "noise-through-units": noise_through_units,
}
"""The article's figures by name."""

TABLES: Mapping[str, Callable[[], Table]] = {
    "signs-by-batch": signs_table,
    "means-through-depth": means_table,
    "centering-in-training": training_table,
    "noise-through-units": noise_table,
}
"""The numbers behind each figure."""
