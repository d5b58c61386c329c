"""The figures of the article "Sparsity and dying units"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from gen.claims.dying_units import counts, images, rings, zeros
from gen.experiments.statistics import Interval, wilson
from gen.figures.curves import Curve
from gen.figures.frame import label_x, set_ticks, settle
from gen.figures.labels import label_curves
from gen.figures.palette import PALETTE
from gen.figures.svg import LABEL, figure_style, finish
from gen.figures.tables import Cell, Table, table

_LAYERS = ("first", "second", "third", "fourth")
_ROLES = {"sgd": "c1", "momentum": "c3", "adam": "c2"}
"""The color of each optimizer, the same in every figure."""
_OF_LAYERS = ("c1", "c2", "c3", "c4")
_EVEN = ["0", "1/2", "1"]


def _share_axis(axes: Axes, top: float = 1.0) -> None:
    """An axis of shares, in percent."""
    ticks = [0, top / 2, top]
    axes.set_yticks(ticks, [f"{100 * tick:.0f} %" for tick in ticks])


def _draw(
    axes: Axes,
    curve: Curve,
    low: Sequence[float] | None = None,
    high: Sequence[float] | None = None,
    style: str = "-",
    marker: str = "o",
) -> None:
    """A line with a dot at each number, and with whiskers where there is an interval."""
    color = PALETTE[curve.role].light
    axes.plot(
        curve.x,
        curve.y,
        style,
        color=color,
        marker=marker,
        markersize=4,
        linewidth=1.6,
        clip_on=False,
        zorder=2.5,
        gid=f"figure-curve figure-{curve.role}",
    )
    if low is not None and high is not None:
        axes.vlines(curve.x, low, high, color=color, linewidth=1.1, zorder=2)


# --- zeros -------------------------------------------------------------------------------------


def _on_table() -> Table:
    """How often units are on before training: a histogram for each layer and kind of input."""
    bins = counts.result(counts.ZEROS).settings("default-images")["bins"]
    return table(
        ("inputs", "layer", "on_from", "on_to", "units", "share_of_units"),
        (
            (inputs, layer + 1, place / bins, (place + 1) / bins, count, count / sum(histogram))
            for inputs in ("images", "normal")
            for layer, histogram in enumerate(
                counts.result(counts.ZEROS).parts[f"default-{inputs}"]["histogram"]
            )
            for place, count in enumerate(histogram)
        ),
    )


@figure_style()
def units_on() -> str:
    """How often the units of each layer are on before training."""
    numbers = _on_table()
    figure = Figure(figsize=(5, 3.5))
    panels: Sequence[Axes] = figure.subplots(2, 2).ravel()
    drawn = []
    for layer, axes in enumerate(panels, 1):
        axes.set(title=f"{_LAYERS[layer - 1]} layer", xlim=(0, 1), ylim=(0, 0.55))
        axes.set_xticks([0, 0.5, 1], _EVEN)
        axes.set_yticks([0, 0.25, 0.5], ["0", "25 %", "50 %"])
        curves = []
        for inputs, role, label in (("images", "f", "images"), ("normal", "df", "noise")):
            heights = numbers.numbers("share_of_units", inputs=inputs, layer=layer)
            edges = [*numbers.numbers("on_from", inputs=inputs, layer=layer), 1.0]
            x, y = np.repeat(edges, 2)[1:-1], np.repeat(heights, 2)
            curves.append(Curve(role=role, label=label if layer == 1 else "", x=x, y=y))
        drawn.append((axes, curves))
    settle(figure)
    for axes, curves in drawn:
        for curve in curves:
            axes.plot(
                curve.x,
                curve.y,
                color=PALETTE[curve.role].light,
                linewidth=1.6,
                gid=f"figure-curve figure-{curve.role}",
            )
        label_curves(axes, curves)
    constant = zeros.one_sided("default", "images")
    return finish(
        figure,
        "units-on-before-training",
        "How often ReLU units are on before training, by layer",
        "Each panel: across, the share of inputs at which a unit is on; up, the share of units. In"
        " the first layer images spread the units evenly, and noise puts all of them at one half."
        " With each layer the units move to both ends, on never or on always; in the fourth,"
        f" {100 * constant[-1]:.0f} of 100 are in the outermost twentieths.",
    )


_STARTS = {
    "default": ("default", "c1"),
    "he": ("He", "c3"),
    "positive-bias": ("biases + 1/10", "c5"),
    "large-weights": ("weights × 4", "c4"),
    "negative-bias": ("biases − 1/2", "c2"),
}
"""Ways to initialize, with the label and the color of each."""


def _start_table() -> Table:
    """The share of dead units before training, by layer and initialization."""
    return table(
        ("initialization", "layer", "share_dead"),
        (
            (kind, layer, share)
            for kind in _STARTS
            for layer, share in enumerate(rings.start_by_layer(kind), 1)
        ),
    )


@figure_style()
def dead_before_training() -> str:
    """Dead units before the first step, by layer and initialization."""
    numbers = _start_table()
    figure = Figure(figsize=(5, 2.9))
    axes = figure.add_subplot(xlim=(0.8, 5.7), ylim=(-0.02, 1.05))
    axes.set_xticks([1, 2, 3, 4])
    _share_axis(axes)
    axes.set_xlabel("hidden layer")
    axes.set_ylabel("dead units", labelpad=1)
    settle(figure)
    for kind, (label, role) in _STARTS.items():
        y = np.array(numbers.numbers("share_dead", initialization=kind))
        _draw(axes, Curve(role=role, label=label, x=np.arange(1.0, 5.0), y=y))
        # The last two ends are closer than letters are high.
        beside = y[-1] + {"he": 0.02, "large-weights": -0.03}.get(kind, 0)
        color = PALETTE[role].light
        axes.text(4.1, beside, label, color=color, fontsize=11, va="center", gid=LABEL)
    return finish(
        figure,
        "dead-before-training",
        "Dead units before training, by layer and initialization",
        "On the rings the share of dead units grows with the layer for every initialization. It is"
        " lowest for weights times 4 and for He's initialization, and highest for biases lowered by"
        " one half, where every unit of the last two hidden layers is dead.",
    )


# --- rates -------------------------------------------------------------------------------------


def _interval(found: Interval) -> tuple[float, float, float]:
    return found.low, found.middle, found.high


def _rates_table() -> Table:
    """Dead units and success by learning rate, for each network and optimizer."""
    columns = ("network", "optimizer", "rate", "dead_low", "dead_mean", "dead_high")
    rows: list[tuple[Cell, ...]] = []
    for rule in counts.RULES:
        for rate in counts.rates(rule):
            part, name = f"relu-{rule}", f"default {rate:g}"
            success = wilson(counts.learned(part, name), len(counts.group(part, name)["accuracy"]))
            dead = counts.mean(counts.shares(part, name))
            rows.append(("rings", rule, rate, *_interval(dead), *_interval(success)))
        for rate in counts.image_rates(rule):
            part = f"relu-{rule}-{rate:g}"
            dead = counts.extremes(counts.image_shares(part))
            accuracy = counts.extremes(counts.accuracies(part))
            rows.append(("images", rule, rate, *_interval(dead), *_interval(accuracy)))
    return table((*columns, "success_low", "success", "success_high"), rows)


@figure_style()
def dead_by_rate() -> str:
    """Dead units and success, by learning rate."""
    numbers = _rates_table()
    figure = Figure(figsize=(5, 4.4))
    panels = figure.subplots(2, 2)
    titles = {
        ("rings", "dead"): "rings: dead units",
        ("rings", "success"): "rings: networks that succeed",
        ("images", "dead"): "images: dead units",
        ("images", "success"): "images: accuracy",
    }
    drawn: list[tuple[Axes, list[Curve]]] = []
    for row, network in enumerate(("rings", "images")):
        for column, what in enumerate(("dead", "success")):
            axes = panels[row][column]
            axes.set(title=titles[network, what], xscale="log", ylim=(0, 1.05), xlim=(7e-4, 4.5))
            axes.set_xticks([0.001, 0.01, 0.1, 1], ["1/1000", "1/100", "1/10", "1"])
            axes.minorticks_off()
            _share_axis(axes)
            curves = []
            for rule, label in counts.RULES.items():
                where: dict[str, Cell] = {"network": network, "optimizer": rule}
                x = np.array(numbers.numbers("rate", **where))
                middle = "dead_mean" if what == "dead" else "success"
                y = np.array(numbers.numbers(middle, **where))
                shown = label if (row, column) == (0, 0) else ""
                curves.append(Curve(role=_ROLES[rule], label=shown, x=x, y=y))
                low = numbers.numbers(f"{what}_low", **where)
                high = numbers.numbers(f"{what}_high", **where)
                _draw(axes, curves[-1], low, high)
            drawn.append((axes, curves))
    for axes in panels[1]:
        axes.set_xlabel("learning rate")
    settle(figure)
    for axes, curves in drawn:
        label_curves(axes, curves)
    start = counts.mean(counts.shares("relu-sgd", "default 0.03", "dead_start")).middle
    panels[0][0].axhline(start, color=PALETTE["muted"].light, linewidth=0.9, linestyle=":")
    return finish(
        figure,
        "dead-by-rate",
        "Dead units and success by learning rate",
        "Left: the share of dead units after training; right: the share of networks that succeed on"
        " the rings, and the accuracy on test images. Each optimizer has few dead units at moderate"
        " rates and many at its highest ones. On the rings the share at moderate rates is below"
        " that before training, a dotted line.",
    )


# --- time --------------------------------------------------------------------------------------

_SHOWN = {"relu-sgd-0.3": "SGD, rate 3/10", "relu-adam-0.01": "Adam, rate 1/100"}


def _time_table() -> Table:
    """The share of dead units of each layer on images, by step: the mean over seeds."""
    every = counts.result(counts.IMAGES).settings("relu-sgd-0.3")["every"]
    return table(
        ("run", "layer", "step", "share_dead"),
        (
            (part, layer + 1, every * place, share)
            for part in _SHOWN
            for layer, units in enumerate(counts.image_widths())
            for place, share in enumerate(
                np.mean([one["dead"][layer] for one in counts.images(part)], axis=0) / units
            )
        ),
    )


@figure_style()
def dead_over_time() -> str:
    """Dead units of each layer over the steps of training."""
    numbers = _time_table()
    figure = Figure(figsize=(5, 2.7))
    panels: Sequence[Axes] = figure.subplots(1, 2)
    last = max(numbers.numbers("step"))
    top = 0.1 * np.ceil(10 * max(numbers.numbers("share_dead")))
    drawn = []
    for axes, (part, title) in zip(panels, _SHOWN.items(), strict=True):
        axes.set(title=title, xlim=(0, last), ylim=(-0.01, top))
        set_ticks(axes, x=[0, last / 2, last], y=[])
        _share_axis(axes, top)
        label_x(axes, "step", at=0.75)
        curves = [
            Curve(
                role=_OF_LAYERS[layer - 1],
                label=str(layer),
                x=np.array(numbers.numbers("step", run=part, layer=layer)),
                y=np.array(numbers.numbers("share_dead", run=part, layer=layer)),
            )
            for layer in (1, 2, 3, 4)
        ]
        drawn.append((axes, curves))
    settle(figure)
    for axes, curves in drawn:
        for curve in curves:
            _draw(axes, curve, marker="")
        label_curves(axes, curves)
    return finish(
        figure,
        "dead-over-time",
        "Dead units by layer over the steps of training",
        "Left, with gradient descent: units of the deeper layers are dead at first and come back."
        " Right, with Adam: within the first tens of steps units die in every layer, most of them"
        " in the first ones, and their number changes little later.",
    )


# --- ways back ---------------------------------------------------------------------------------

_BACK = {
    "SGD": ("sgd",),
    "momentum": ("momentum",),
    "Adam": ("adam",),
}
_WAYS = {
    "below": ("layers below", "c1"),
    "either": ("either of the two", "c3"),
    "both": ("only both", "c5"),
    "itself": ("own weights", "c2"),
}


def _ways_table() -> Table:
    """By which way units behind the first layer came back, by optimizer."""
    runs = {label: counts.plain_parts(*rules) for label, rules in _BACK.items()}
    runs["Adam, decay"] = [counts.ADAM_DECAY]
    rows = []
    for label, parts in runs.items():
        found = rings.ways(parts)
        total = sum(found.values())
        rows += [(label, way, found[way], found[way] / total) for way in _WAYS]
    return table(("optimizer", "way", "revivals", "share"), rows)


@figure_style()
def ways_back() -> str:
    """The ways back of units behind the first layer."""
    numbers = _ways_table()
    labels = list(dict.fromkeys(map(str, numbers.column("optimizer"))))
    figure = Figure(figsize=(5, 2.4))
    axes = figure.add_subplot(xlim=(0, 1), ylim=(len(labels) - 0.4, -1.5))
    axes.set_yticks(range(len(labels)), labels)
    axes.set_xticks([0, 0.5, 1], ["0", "50 %", "100 %"])
    axes.tick_params(axis="y", length=0)
    starts = np.zeros(len(labels))
    for way, (_, role) in _WAYS.items():
        lengths = np.array(numbers.numbers("share", way=way))
        axes.barh(range(len(labels)), lengths, left=starts, height=0.62, color=PALETTE[role].light)
        starts += lengths
    for place, (label, role) in zip((0.01, 0.3, 0.62, 0.82), _WAYS.values(), strict=True):
        color = PALETTE[role].light
        axes.text(place, -0.85, label, color=color, fontsize=9.5, va="center", gid=LABEL)
    settle(figure)
    below = [numbers.numbers("share", optimizer=label, way="below")[0] for label in labels]
    return finish(
        figure,
        "ways-back",
        "By which way dead units came back",
        "Bars of the units that came back behind the first layer, by optimizer. The layers"
        " below were enough"
        f" for {100 * below[0]:.0f} of 100 with SGD, {100 * below[1]:.0f} with momentum and"
        f" {100 * below[2]:.0f} with Adam. With Adam and weight decay nearly all are the work of"
        " the unit's own weights.",
    )


# --- the size of a census ----------------------------------------------------------------------


def _sample_table() -> Table:
    """Units that a sample finds dead and that are not, for each one that is."""
    return table(
        ("run", "images", "called_dead", "dead", "false_alarms"),
        (
            (part, sample, wrong + dead, dead, wrong)
            for part in images.CENSUS_RUNS
            for sample, wrong, dead in images.false_alarms(part)
        ),
    )


@figure_style()
def census_sample() -> str:
    """What a census of a sample finds, by its size."""
    numbers = _sample_table()
    figure = Figure(figsize=(5, 2.9))
    axes = figure.add_subplot(xscale="log", xlim=(8, 8e4))
    axes.set_ylim(0, 1.08 * max(numbers.numbers("called_dead")))
    axes.set_xticks([10, 100, 1000, 10000, 60000], ["10", "100", "1000", "10 000", "all"])
    axes.minorticks_off()
    axes.set_xlabel("images looked at")
    axes.set_ylabel("units found dead", labelpad=2)
    curves = []
    settle(figure)
    for (part, label), role in zip(images.CENSUS_RUNS.items(), ("c1", "c3", "c2"), strict=True):
        x = np.array([*numbers.numbers("images", run=part), 60000])
        y = np.array(
            [*numbers.numbers("called_dead", run=part), numbers.numbers("dead", run=part)[0]]
        )
        curves.append(Curve(role=role, label=label, x=x, y=y))
        _draw(axes, curves[-1])
    label_curves(axes, curves)
    return finish(
        figure,
        "census-sample",
        "Units that a census finds dead, by the number of images it looks at",
        "Three trained networks, means over seeds. The fewer images are looked at, the more units"
        " seem dead; the curves fall until the whole training set is seen.",
    )


# --- cures -------------------------------------------------------------------------------------


def _cures_table() -> Table:
    """Dead units and success at high rates, by what is done against dying."""
    rows: list[tuple[Cell, ...]] = []
    for cure in rings.CURES:
        for rule in counts.RULES:
            part, name = rings.cure(cure, rule)
            group = counts.group(part, name)
            dead, straight = counts.mean(counts.shares(part, name)), rings.straight(part, name)
            count = len(group["accuracy"])
            success = wilson(counts.learned(part, name), count)
            rows.append((cure, rule, count, *_interval(dead), straight, *_interval(success)))
    columns = ("optimizer", "networks", "dead_low", "dead_mean", "dead_high", "never_on")
    return table(("cure", *columns, "learn_low", "learn", "learn_high"), rows)


@figure_style()
def cures() -> str:
    """What is done against dying, at rates at which units die."""
    numbers = _cures_table()
    figure = Figure(figsize=(5, 4.6))
    panels: Sequence[Axes] = figure.subplots(1, 2, sharey=True)
    rows = list(rings.CURES)
    for axes, title, what in zip(
        panels, ("dead units", "networks that succeed"), ("dead", "learn"), strict=True
    ):
        axes.set(title=title, xlim=(0, 1), ylim=(len(rows) - 0.5, -0.5))
        axes.set_xticks([0, 0.5, 1], ["0", "50 %", "100 %"])
        axes.set_yticks(range(len(rows)), [rings.CURES[row] for row in rows])
        axes.tick_params(axis="y", length=0)
        for shift, rule in zip((-0.22, 0.0, 0.22), counts.RULES, strict=True):
            color = PALETTE[_ROLES[rule]].light
            y = np.arange(len(rows)) + shift
            middle = "dead_mean" if what == "dead" else "learn"
            axes.hlines(
                y,
                numbers.numbers(f"{what}_low", optimizer=rule),
                numbers.numbers(f"{what}_high", optimizer=rule),
                color=color,
                linewidth=1.2,
            )
            axes.plot(
                numbers.numbers(middle, optimizer=rule),
                y,
                "o",
                markersize=4,
                color=color,
                clip_on=False,
            )
            if what == "dead":
                place = len(rows) - 2 + 1.1 * shift / 0.22
                name = counts.RULES[rule]
                axes.text(0.98, place, name, color=color, ha="right", va="center", gid=LABEL)
        for edge in range(1, len(rows)):
            axes.axhline(edge - 0.5, color=PALETTE["grid"].light, linewidth=0.6)
    settle(figure)
    return finish(
        figure,
        "cures-for-dying",
        "Dead units and success at high rates, by what is done against dying",
        "Left: the share of dead units after training, with intervals; right: the share of networks"
        " that succeed. Lowering the rate half way changes little. Clipping, fresh weights for dead"
        " units and activations that are not flat on the left leave few or no dead units, and more"
        " networks succeed.",
    )


# --- cost --------------------------------------------------------------------------------------


def _cost_table() -> Table:
    """Dead units and accuracy of each network on images, trained so or switched off."""
    rows: list[tuple[Cell, ...]] = [
        (part, "switched off" if part.startswith("killed") else "trained", seed, dead, accuracy)
        for part in images.COST_RUNS
        for seed, (dead, accuracy) in enumerate(
            zip(counts.image_shares(part), counts.accuracies(part), strict=True)
        )
    ]
    return table(("run", "kind", "seed", "share_dead", "accuracy"), rows)


@figure_style()
def dead_and_accuracy() -> str:
    """What dead units cost: accuracy against their share."""
    numbers = _cost_table()
    figure = Figure(figsize=(5, 2.9))
    axes = figure.add_subplot(xlim=(0, 1), ylim=(0, 1))
    axes.set_xticks([0, 0.5, 1], ["0", "50 %", "100 %"])
    _share_axis(axes)
    label_x(axes, "dead units", at=0.75)
    axes.set_ylabel("accuracy", labelpad=1)
    settle(figure)
    x, y = (np.array(numbers.numbers(one, kind="trained")) for one in ("share_dead", "accuracy"))
    axes.plot(x, y, "o", markersize=4, color=PALETTE["c2"].light, clip_on=False, alpha=0.8)
    lines: list[tuple[float, float]] = [
        (float(np.mean(counts.image_shares(part))), float(np.mean(counts.accuracies(part))))
        for part in images.COST_LINE
    ]
    line = np.array(lines)
    curve = Curve(role="c1", label="switched off before training", x=line[:, 0], y=line[:, 1])
    _draw(axes, curve)
    dots = Curve(role="c2", label="", x=np.sort(x), y=y[np.argsort(x)])
    label_curves(axes, [curve, dots])
    axes.text(0.02, 0.68, "died in training", color=PALETTE["c2"].light, gid=LABEL)
    return finish(
        figure,
        "dead-and-accuracy",
        "Accuracy on test images against the share of dead units",
        "A line for networks of which a share of the units is switched off before training: their"
        " accuracy falls little until half are off, and fast beyond nine in ten. Dots for networks"
        " whose units died in training: they lie on the line, but for those at the highest rate,"
        " a little below it.",
    )


FIGURES: Mapping[str, Callable[[], str]] = {
    "units-on-before-training": units_on,
    "dead-before-training": dead_before_training,
    "dead-by-rate": dead_by_rate,
    "dead-over-time": dead_over_time,
    "ways-back": ways_back,
    "census-sample": census_sample,
    "cures-for-dying": cures,
    "dead-and-accuracy": dead_and_accuracy,
}
"""The article's figures by name; each is drawn when called."""

TABLES: Mapping[str, Callable[[], Table]] = {
    "units-on-before-training": _on_table,
    "dead-before-training": _start_table,
    "dead-by-rate": _rates_table,
    "dead-over-time": _time_table,
    "ways-back": _ways_table,
    "census-sample": _sample_table,
    "cures-for-dying": _cures_table,
    "dead-and-accuracy": _cost_table,
}
"""The numbers behind each figure."""
