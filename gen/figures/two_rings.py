"""The figures of the article "Ten activations learn two rings"."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from gen.claims import rings as found
from gen.experiments.rings import rings
from gen.experiments.statistics import wilson
from gen.figures.bands import draw_band
from gen.figures.curves import Array, Curve
from gen.figures.ends import label_ends
from gen.figures.frame import label_x, set_ticks, settle
from gen.figures.labels import label_curves
from gen.figures.palette import CURVES, PALETTE
from gen.figures.svg import figure_style, finish
from gen.figures.tables import Cell, Table, table

_LAYERS = 5
_SIZES = (1e-6, 0.3)
"""Limits of every axis of gradients, so that the figures can be compared."""
_POWERS = {1e-5: "10⁻⁵", 1e-3: "10⁻³", 1e-1: "10⁻¹"}
_OPACITY = 0.22


def _columns(name: str) -> tuple[str, str, str]:
    return f"{name}_p5", f"{name}_median", f"{name}_p95"


# --- the points --------------------------------------------------------------------------------


def points_table() -> Table:
    """The points and their rings."""
    x, y = rings(found.result().settings("relu")["points_seed"])
    rows = zip(x.tolist(), y.tolist(), strict=True)
    return table(
        ("x1", "x2", "ring"),
        ((round(a, 4), round(b, 4), "inner" if label else "outer") for (a, b), label in rows),
    )


@figure_style()
def points() -> str:
    """The points, colored by ring."""
    numbers = points_table()
    figure = Figure(figsize=(5, 3.6))
    axes = figure.add_subplot(xlim=(-1.6, 1.6), ylim=(-1.5, 1.5), aspect="equal")
    set_ticks(axes, x=[-1, 0, 1], y=[-1, 0, 1])
    for ring, role, marker in (("outer", "c1", "o"), ("inner", "c2", "^")):
        axes.scatter(
            numbers.numbers("x1", ring=ring),
            numbers.numbers("x2", ring=ring),
            s=7,
            marker=marker,
            color=PALETTE[role].light,
            linewidths=0,
        )
    for text, role, place in (("outer", "c1", (1.05, 1.15)), ("inner", "c2", (0.0, 0.0))):
        axes.text(*place, text, color=PALETTE[role].light, ha="center", va="center")
    settle(figure)
    return finish(
        figure,
        "two-rings",
        "A thousand points on two rings",
        "Half of the points lie about a circle of radius 1, the other half about one of radius 1/2"
        " with the same center. The rings are blurred and hardly overlap.",
    )


# --- histories ---------------------------------------------------------------------------------


def history_table(slug: str) -> Table:
    """Loss, accuracy and each layer's gradient by epoch: percentiles over seeds."""
    part = found.part(slug)
    bands = {"loss": part[found.SHARED]["loss"], "accuracy": part[found.SHARED]["accuracy"]}
    for layer in range(_LAYERS):
        bands[f"gradient_layer_{layer + 1}"] = part[found.SHARED]["gradients"][layer]
    columns = [column for name in bands for column in _columns(name)]
    series = [band[key] for band in bands.values() for key in ("p5", "p50", "p95")]
    rows = zip(part["epochs"], *series, strict=True)
    return table(("epoch", *columns), rows)


def _band(axes: Axes, numbers: Table, name: str, role: str, label: str) -> Curve:
    x = np.array(numbers.numbers("epoch"))
    low, middle, high = (np.array(numbers.numbers(one)) for one in _columns(name))
    draw_band(axes, x, low, middle, high, role)
    return Curve(role=role, label=label, x=x, y=middle)


@figure_style()
def history(slug: str) -> str:
    """Loss and accuracy on the left, the gradients of the layers on the right."""
    numbers = history_table(slug)
    last = numbers.numbers("epoch")[-1]
    figure = Figure(figsize=(5, 2.5))
    panels: Sequence[Axes] = figure.subplots(1, 2)
    left, right = panels
    left.set(title="all points", xlim=(0, last), ylim=(0, 1.04))
    right.set(title="gradient by layer", xlim=(0, last), ylim=_SIZES, yscale="log")
    set_ticks(left, x=[0, last / 2, last], y=[0, 0.5, 1])
    set_ticks(right, x=[0, last / 2, last], y=[])
    right.set_yticks(list(_POWERS), list(_POWERS.values()))
    right.minorticks_off()
    for axes in panels:
        label_x(axes, "epoch")
    settle(figure)
    curves = [
        _band(left, numbers, "accuracy", "f", "accuracy"),
        _band(left, numbers, "loss", "df", "loss"),
    ]
    label_curves(left, curves)
    layers = []
    x = np.array(numbers.numbers("epoch"))
    for layer, role in enumerate(CURVES[:_LAYERS], 1):
        middle = np.array(numbers.numbers(f"gradient_layer_{layer}_median"))
        right.plot(
            x, middle, color=PALETTE[role].light, linewidth=1.6, gid=f"figure-curve figure-{role}"
        )
        layers.append(Curve(role=role, label=str(layer), x=x, y=middle))
    label_curves(right, layers)
    name = found.name_of(slug)
    return finish(
        figure,
        f"rings-{slug}",
        f"Two rings learnt with {name}: loss, accuracy and gradients",
        f"Left: accuracy and loss by epoch, medians of {len(found.outcome(slug, 'loss'))} seeds in"
        " bands from the 5th to the 95th percentile. Right: the median of the mean absolute"
        " gradient of the weights of layers 1 to 5, on a logarithmic axis. The median accuracy"
        f" ends at {numbers.numbers('accuracy_median')[-1]:.3g}, the median gradient of layer 1 at"
        f" {numbers.numbers('gradient_layer_1_median')[-1]:.1e}.",
    )


# --- how soon, and how many --------------------------------------------------------------------


def sooner_table() -> Table:
    """The share of seeds that have had nine of ten points right, by epoch."""
    epochs = np.arange(0, 301, 5)
    series = [
        found.reached_by(found.outcome(slug, "reached"), epochs.astype(float))
        for slug in found.COMPARED
    ]
    rows = zip(epochs.tolist(), *(np.round(one, 4).tolist() for one in series), strict=True)
    return table(("epoch", *(f"share_{slug}" for slug in found.COMPARED)), rows)


@figure_style()
def sooner() -> str:
    """When seeds reach nine tenths: the five activations of tutorials, and five more."""
    numbers = sooner_table()
    figure = Figure(figsize=(5, 2.9))
    panels: Sequence[Axes] = figure.subplots(1, 2, sharey=True)
    groups = (("in tutorials", found.PRINTED), ("and five more", found.FURTHER))
    x = np.array(numbers.numbers("epoch"))
    named: list[tuple[Axes, list[tuple[float, str, str]]]] = []
    for axes, (title, slugs) in zip(panels, groups, strict=True):
        # Names stand at the ends of the lines, which run together elsewhere.
        axes.set(title=title, xlim=(0, 520), ylim=(-0.04, 1.0))
        set_ticks(axes, x=[0, 300], y=[0, 0.5, 1])
        axes.spines["bottom"].set_bounds(0, 300)
        label_x(axes, "epoch", at=0.29)
        ends: list[tuple[float, str, str]] = []
        drawn: list[Array] = []
        for slug, role in zip(slugs, CURVES, strict=False):
            y = np.array(numbers.numbers(f"share_{slug}"))
            same = any(np.array_equal(y, other) for other in drawn)
            axes.plot(
                x,
                y,
                color=PALETTE[role].light,
                linewidth=1.8,
                linestyle=(0, (4, 4)) if same else "-",
                gid=f"figure-curve figure-{role}",
            )
            drawn.append(y)
            ends.append((float(y[-1]), found.name_of(slug), role))
        named.append((axes, ends))
    settle(figure)
    for axes, ends in named:
        label_ends(axes, 300, ends)
    return finish(
        figure,
        "rings-sooner",
        "The share of seeds that have reached nine tenths of the points, by epoch",
        "Left: LeakyReLU is ahead, ReLU and ReLU6 run on one line, tanh follows late, the sigmoid"
        " stays at 0. Right: GELU rises first, then Mish and SiLU; SELU and ELU come late.",
    )


def good_table() -> Table:
    """The share of seeds with nine of ten points right after 300 epochs."""
    rows: list[tuple[Cell, ...]] = []
    for slug in found.COMPARED:
        for half in (found.SHARED, found.OWN):
            interval = found.share(slug, half)
            accuracy = found.outcome(slug, "accuracy", half)
            rows.append(
                (
                    found.name_of(slug),
                    half,
                    found.good(accuracy),
                    len(accuracy),
                    *(round(one, 4) for one in interval),
                    *(round(float(one), 4) for one in np.percentile(accuracy, [5, 50, 95])),
                )
            )
    return table(
        (
            "activation",
            "points",
            "seeds_at_nine_tenths",
            "seeds",
            "share_wilson_low",
            "share",
            "share_wilson_high",
            *_columns("accuracy"),
        ),
        rows,
    )


@figure_style()
def good() -> str:
    """The shares as dots on lines: the same points for all seeds, and points of their own."""
    numbers = good_table()
    names = list(dict.fromkeys(str(name) for name in numbers.column("activation")))
    figure = Figure(figsize=(5, 3.6))
    axes = figure.add_subplot(xlim=(-0.02, 1.02), ylim=(len(names) - 0.4, -0.6))
    axes.set_yticks(range(len(names)), names)
    axes.tick_params(axis="y", length=0)
    axes.set_xticks([0, 0.5, 1], ["none", "half of the seeds", "all"])
    settle(figure)
    for half, role, shift in ((found.SHARED, "c1", -0.16), (found.OWN, "c2", 0.16)):
        columns = ("share_wilson_low", "share", "share_wilson_high")
        low, middle, high = (numbers.numbers(column, points=half) for column in columns)
        rows = np.arange(len(names)) + shift
        axes.hlines(rows, low, high, color=PALETTE[role].light, linewidth=1.6)
        axes.plot(
            middle,
            rows,
            linestyle="none",
            marker="o" if half == found.SHARED else "^",
            markersize=5,
            color=PALETTE[role].light,
        )
    for role, label, row in (("c1", "same points", 0.0), ("c2", "points of its own", 0.75)):
        axes.text(0.99, row, label, color=PALETTE[role].light, ha="right", va="center", size=10)
    return finish(
        figure,
        "rings-good",
        "The share of seeds that succeed: nine tenths of the points right after 300 epochs",
        "One row for each of ten activations, each with a circle on a line, for the same points at"
        " every seed, and a triangle on another, for points of its own.",
    )


# --- gradients ---------------------------------------------------------------------------------

_RATIOS = {"relu": "f", "tanh": "df", "sigmoid": "d2f"}


def ratio_table() -> Table:
    """The first layer's gradient over the last layer's by epoch: percentiles over seeds."""
    parts = [found.part(slug) for slug in found.COMPARED]
    bands = [part[found.SHARED]["ratio"] for part in parts]
    series = [band[key] for band in bands for key in ("p5", "p50", "p95")]
    columns = [column for slug in found.COMPARED for column in _columns(f"ratio_{slug}")]
    return table(("epoch", *columns), zip(parts[0]["epochs"], *series, strict=True))


@figure_style()
def ratio() -> str:
    """The ratio of three activations, on a logarithmic axis."""
    numbers = ratio_table()
    figure = Figure(figsize=(5, 2.9))
    axes = figure.add_subplot(xlim=(0, 300), ylim=(2e-5, 12), yscale="log")
    set_ticks(axes, x=[0, 100, 200, 300], y=[])
    axes.set_yticks([1e-4, 1e-2, 1], ["10⁻⁴", "10⁻²", "1"])
    axes.minorticks_off()
    label_x(axes, "epoch", at=0.83)
    settle(figure)
    axes.axhline(1, color=PALETTE["grid"].light, linewidth=0.8, zorder=1)
    curves = [
        _band(axes, numbers, f"ratio_{slug}", role, found.name_of(slug))
        for slug, role in _RATIOS.items()
    ]
    label_curves(axes, curves)
    return finish(
        figure,
        "rings-ratio",
        "The first layer's gradient over the last layer's",
        "With ReLU and with tanh the ratio begins below a tenth, climbs steadily and passes 1 near"
        " the end; their bands overlap. With the sigmoid it stays near one ten-thousandth.",
    )


# --- borders -----------------------------------------------------------------------------------


def borders_table() -> Table:
    """The output of the typical seed's network on a grid over the plane, by activation."""
    slugs = ("identity", *found.COMPARED)
    grid = found.result().settings("relu")["grid"]
    along = np.round(np.linspace(grid["low"], grid["high"], grid["side"]), 4)
    rows: Iterable[tuple[Cell, ...]] = (
        (float(x1), float(x2), *(found.part(slug)["typical"]["grid"][i][j] for slug in slugs))
        for i, x2 in enumerate(along)
        for j, x1 in enumerate(along)
    )
    return table(("x1", "x2", *(f"output_{slug}" for slug in slugs)), rows)


@figure_style()
def borders() -> str:
    """Where the typical seed's output exceeds 1/2, after 300 epochs."""
    numbers = borders_table()
    x1 = np.unique(numbers.numbers("x1"))
    figure = Figure(figsize=(5, 4.6))
    grid = np.ravel(figure.subplots(3, 4))
    slugs = ("identity", *found.COMPARED)
    for axes in grid:
        axes.set(xlim=(-1.5, 1.5), ylim=(-1.5, 1.5), aspect="equal")
        axes.axis("off")
    for axes, slug in zip(grid, slugs, strict=False):
        axes.set_title("no activation" if slug == "identity" else found.name_of(slug), size=10)
    settle(figure)
    for axes, slug in zip(grid, slugs, strict=False):
        outputs = np.array(numbers.numbers(f"output_{slug}")).reshape(len(x1), len(x1))
        _draw_border(axes, x1, outputs)
    return finish(
        figure,
        "rings-borders",
        "Where ten networks, and one without activation, see the inner ring",
        "Two faint circles mark the rings. Without activation the border is a straight line or"
        " there is none. The sigmoid network answers the same everywhere. The others draw closed"
        " curves, or begin to: straight edges with ReLU and LeakyReLU, round ones with GELU.",
    )


def _draw_border(axes: Axes, along: Array, outputs: Array) -> None:
    """The region with output above 1/2, its border, and the middle lines of the rings."""
    turn = np.linspace(0, 2 * np.pi, 100)
    for radius in (0.5, 1.0):
        axes.plot(
            radius * np.cos(turn),
            radius * np.sin(turn),
            color=PALETTE["muted"].light,
            linewidth=0.8,
            linestyle=(0, (2, 2)),
        )
    if outputs.max() > 0.5:
        axes.contourf(
            along, along, outputs, levels=[0.5, 1.0], colors=[PALETTE["c2"].light], alpha=_OPACITY
        )
    if outputs.min() < 0.5 < outputs.max():
        axes.contour(
            along, along, outputs, levels=[0.5], colors=[PALETTE["c2"].light], linewidths=1.6
        )
    axes.add_patch(
        Rectangle((0, 0), 1, 1, transform=axes.transAxes, fill=False, color=PALETTE["grid"].light)
    )


# --- longer ------------------------------------------------------------------------------------

_LONGER = {"relu": "f", "tanh": "df", "sigmoid": "d2f"}


def longer_table() -> Table:
    """Accuracy by epoch of three longer runs: percentiles over seeds."""
    rows: list[tuple[Cell, ...]] = []
    for slug in _LONGER:
        part = found.part(f"{slug}-longer")
        band = part[found.SHARED]["accuracy"]
        rows += [
            (found.name_of(slug), *row)
            for row in zip(part["epochs"], band["p5"], band["p50"], band["p95"], strict=True)
        ]
    return table(("activation", "epoch", *_columns("accuracy")), rows)


@figure_style()
def longer() -> str:
    """Accuracy of three activations as training goes on."""
    numbers = longer_table()
    figure = Figure(figsize=(5, 2.6))
    axes = figure.add_subplot(xlim=(0, 3000), ylim=(0.4, 1.02))
    set_ticks(axes, x=[], y=[0.5, 0.75, 1])
    axes.set_xticks([0, 1000, 2000, 3000], ["0", "1000", "2000", "3000"])
    label_x(axes, "epoch", at=0.83)
    axes.set_ylabel("accuracy", labelpad=1)
    settle(figure)
    curves = []
    for slug, role in _LONGER.items():
        name = found.name_of(slug)
        x, low, middle, high = (
            np.array(numbers.numbers(column, activation=name))
            for column in ("epoch", *_columns("accuracy"))
        )
        draw_band(axes, x, low, middle, high, role)
        curves.append(Curve(role=role, label=name, x=x, y=middle))
    label_curves(axes, curves)
    return finish(
        figure,
        "rings-longer",
        "Accuracy in longer runs",
        "ReLU and tanh, over 1000 epochs, end near 1, ReLU with a band that reaches down to 1/2;"
        " the sigmoid, over 3000 epochs, stays at 1/2 for a long time.",
    )


# --- learning rates ----------------------------------------------------------------------------


def rates_table(optimizer: str) -> Table:
    """The share of seeds with nine of ten points right by activation and learning rate."""
    rows: list[tuple[Cell, ...]] = []
    for slug in found.COMPARED:
        for rate in found.rates(optimizer):
            count, seeds = found.good_at(optimizer, slug, rate)
            accuracy = found.at_rate(optimizer, slug, rate, "accuracy")
            rows.append(
                (
                    found.name_of(slug),
                    rate,
                    count,
                    seeds,
                    *(round(one, 4) for one in wilson(count, seeds)),
                    round(float(np.median(accuracy)), 4),
                )
            )
    return table(
        (
            "activation",
            "learning_rate",
            "seeds_at_nine_tenths",
            "seeds",
            "share_wilson_low",
            "share",
            "share_wilson_high",
            "accuracy_median",
        ),
        rows,
    )


_NAMES = {"adam": "Adam", "sgd": "gradient descent with momentum"}


@figure_style()
def rates(optimizer: str) -> str:
    """The shares as a table whose cells are the darker, the more seeds succeed."""
    numbers = rates_table(optimizer)
    names = list(dict.fromkeys(str(name) for name in numbers.column("activation")))
    steps = found.rates(optimizer)
    figure = Figure(figsize=(5, 3.4))
    axes = figure.add_subplot(xlim=(-0.5, len(steps) - 0.5), ylim=(len(names) - 0.5, -0.5))
    axes.set_xticks(range(len(steps)), [_power(rate) for rate in steps])
    axes.set_yticks(range(len(names)), names)
    axes.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False)
    axes.spines[:].set_visible(False)
    for row, name in enumerate(names):
        shares = numbers.numbers("share", activation=name)
        for column, one in enumerate(shares):
            axes.fill_between(
                [column - 0.48, column + 0.48],
                row - 0.46,
                row + 0.46,
                color=PALETTE["c1"].light,
                alpha=0.04 + 0.46 * one,
                linewidth=0,
            )
            axes.text(
                column,
                row,
                f"{100 * one:.0f}",
                color=PALETTE["ink"].light,
                ha="center",
                va="center_baseline",
                size=10,
            )
    settle(figure)
    return finish(
        figure,
        f"rings-rates-{optimizer}",
        f"The percentage of seeds that succeed, with {_NAMES[optimizer]}",
        "A table of ten activations by learning rate. " + _spoken(numbers, names),
    )


def _spoken(numbers: Table, names: Sequence[str]) -> str:
    """Each row in words."""
    said = (
        f"{name}: "
        + ", ".join(f"{100 * one:.0f}" for one in numbers.numbers("share", activation=name))
        for name in names
    )
    return "; ".join(said) + "."


def _power(rate: float) -> str:
    digits, _, exponent = f"{rate:.0e}".partition("e")
    power = f"10{str(int(exponent)).translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}"
    return power if digits == "1" else f"{digits}·{power}"


FIGURES: Mapping[str, Callable[[], str]] = {
    "two-rings": points,
    **{f"rings-{slug}": partial(history, slug) for slug in found.COMPARED},
    "rings-sooner": sooner,
    "rings-good": good,
    "rings-ratio": ratio,
    "rings-borders": borders,
    "rings-longer": longer,
    "rings-rates-adam": partial(rates, "adam"),
    "rings-rates-sgd": partial(rates, "sgd"),
}
"""The article's figures by name; each is drawn when called."""

TABLES: Mapping[str, Callable[[], Table]] = {
    "two-rings": points_table,
    **{f"rings-{slug}": partial(history_table, slug) for slug in found.COMPARED},
    "rings-sooner": sooner_table,
    "rings-good": good_table,
    "rings-ratio": ratio_table,
    "rings-borders": borders_table,
    "rings-longer": longer_table,
    "rings-rates-adam": partial(rates_table, "adam"),
    "rings-rates-sgd": partial(rates_table, "sgd"),
}
"""The numbers behind each."""
