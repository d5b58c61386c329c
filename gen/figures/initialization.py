"""The figures of the article "Initialization and gain"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch

from gen.claims.exploding import explosions, growth
from gen.claims.signals import Unit, from_record
from gen.figures import Records
from gen.figures.bands import draw_band
from gen.figures.curves import WIDTHS, Array, Curve, Dot, draw_curves, draw_dot
from gen.figures.frame import label_x, set_ticks, settle
from gen.figures.labels import label_curves
from gen.figures.palette import PALETTE
from gen.figures.svg import figure_style, finish
from gen.figures.tables import Table, table
from gen.lookups import remembered

_DEPTH = 30
"""The layers shown."""

_START = 4.0
"""The second moment from which the layers with a gain start."""

_SHOWN = {"relu": "f", "tanh": "df", "gelu": "d2f", "sigmoid": "c4"}
"""The functions shown, with their colors."""


@figure_style()
def size_through_layers(records: Records) -> str:
    """The second moment of the sums in thirty layers, with gain 1 and with each unit's own gain."""
    figure = Figure(figsize=(5, 2.7))
    panels: Sequence[Axes] = figure.subplots(1, 2)
    panels[0].set(title="gain 1", ylim=(1e-10, 30))
    panels[1].set(title="own gain, started at 4", ylim=(0.4, 1000))
    ticks = (([1.0, 1e-4, 1e-8], ["1", "10⁻⁴", "10⁻⁸"]), ([1.0, 10.0, 100.0], ["1", "10", "100"]))
    for axes, (places, names) in zip(panels, ticks, strict=True):
        axes.set(xlim=(0, _DEPTH), yscale="log")
        set_ticks(axes, x=[0, 15, 30], y=[])
        axes.set_yticks(places, names)
        axes.minorticks_off()
        label_x(axes, "layer")
    settle(figure)
    units = {slug: from_record(records(slug)) for slug in _SHOWN}
    runs = (
        {slug: one.layers(1.0, 1.0, _DEPTH) for slug, one in units.items()},
        {slug: one.layers(one.gain(), _START, _DEPTH) for slug, one in units.items()},
    )
    for axes, moments in zip(panels, runs, strict=True):
        axes.axhline(1, color=PALETTE["grid"].light, linewidth=0.8, zorder=1)
        curves = [
            Curve(
                role=role,
                label=records(slug)["name"],
                x=np.arange(_DEPTH + 1.0),
                y=np.array(moments[slug]),
            )
            for slug, role in _SHOWN.items()
        ]
        draw_curves(axes, curves)
        label_curves(axes, curves)
    return finish(
        figure,
        "size-through-layers",
        "The second moment of the sums through thirty layers",
        "Left, with gain 1 from a start at 1: that of ReLU and of GELU falls by a constant factor"
        " a layer, that of tanh falls ever more slowly, and that of the sigmoid settles below 1."
        " Right, with each function's own gain from a start at 4: tanh and sigmoid come to 1"
        " within a few layers, ReLU stays at 4, GELU grows to above 400.",
    )


@figure_style()
def selu_map(records: Records) -> str:
    """Where one layer of SELU takes a mean and a variance, and where many do."""
    unit = from_record(records("selu"))
    figure = Figure(figsize=(5, 3.2))
    axes = figure.add_subplot(xlim=(-0.85, 0.85), ylim=(0, 2.1))
    label_x(axes, "mean", at=0.62)
    axes.set_ylabel("variance", labelpad=1)
    set_ticks(axes, x=[-0.5, 0, 0.5], y=[0, 1, 2])
    settle(figure)
    for variance in np.linspace(0.2, 2.0, 10):
        end = np.array(_one_layer(unit, float(variance)))
        for mean in np.linspace(-0.75, 0.75, 7):
            start = np.array([mean, variance])
            _arrow(axes, start, start + 0.3 * (end - start))
    variances = np.concatenate([np.linspace(0.02, 0.98, 40), np.linspace(1.0, 2.1, 40)])
    reached = np.array([_one_layer(unit, float(one)) for one in variances])
    image = Curve(role="f", label="after one layer", x=reached[:, 0], y=reached[:, 1])
    draw_curves(axes, [image])
    for role, begin in (("df", (0.6, 1.9)), ("d2f", (-0.6, 0.3))):
        _steps(axes, unit, role, begin)
    draw_dot(axes, Dot(0.0, 1.0, closed=True), "f", size=9, order=4)
    label_curves(axes, [image])
    return finish(
        figure,
        "selu-map",
        "SELU's map of mean and variance",
        "Arrows in the plane of mean and variance point to a short, nearly upright curve through"
        " (0, 1), on which every point lies after one layer. Two paths, from mean 0.6 and variance"
        " 1.9 and from mean −0.6 and variance 0.3, jump to the curve and then slide along it to"
        " (0, 1).",
    )


def _one_layer(unit: Unit, variance: float) -> tuple[float, float]:
    """Mean and variance of the outputs, for weights that sum to 0 with squares that sum to 1."""
    mean = unit.mean(variance, unit.f)
    return mean, unit.second(variance) - mean**2


def _steps(axes: Axes, unit: Unit, role: str, begin: tuple[float, float]) -> None:
    """The path of a mean and a variance through six layers, with a dot at each."""
    path = [begin]
    for _ in range(6):
        path.append(_one_layer(unit, path[-1][1]))
    points = np.array(path)
    axes.plot(points[:, 0], points[:, 1], color=PALETTE[role].light, linewidth=WIDTHS["d2f"])
    for x, y in path:
        draw_dot(axes, Dot(x, y, closed=True), role, size=4.5)


def _arrow(axes: Axes, start: Array, end: Array) -> None:
    color = PALETTE["muted"].light
    axes.add_patch(
        FancyArrowPatch(
            (start[0], start[1]),
            (end[0], end[1]),
            arrowstyle="-|>,head_length=2.6,head_width=1.5",
            shrinkA=0,
            shrinkB=0,
            color=color,
            linewidth=0.7,
        )
    )


_STARTS = {
    "identity gain-4": ("c4", "gain 4"),
    "identity gain-2": ("c5", "gain 2"),
    "relu gain-1-41": ("f", "ReLU, gain √2"),
    "identity torch": ("d2f", "default"),
    "relu torch": ("df", "ReLU, default"),
}


@remembered
def growth_table() -> Table:
    """The size of the gradient, as a power of ten, by function, start and layers passed."""
    rows = [
        (settings["activation"]["slug"], part.split("-", 2)[2], layers, *growth(*_of(part), layers))
        for part in sorted(explosions().parts)
        if (settings := explosions().settings(part))["question"] == "start"
        for layers in range(1, settings["depth"] + 1)
    ]
    names = ("log10_growth_p5", "log10_growth_p50", "log10_growth_p95")
    return table(("activation", "start", "layers", *names), rows)


def _of(part: str) -> tuple[str, str]:
    """Slug and start of a part's name."""
    _, slug, start = part.split("-", 2)
    return slug, start


@figure_style()
def exploding_gradients() -> str:
    """The size of a gradient on its way back through fifty layers, for five starts."""
    found = growth_table()
    figure = Figure(figsize=(5, 3.1))
    axes = figure.add_subplot(xlim=(0, 50), ylim=(-23, 33))
    set_ticks(axes, x=[0, 20, 40], y=[])
    axes.set_yticks([-20, 0, 20], ["10⁻²⁰", "1", "10²⁰"])
    label_x(axes, "layers passed", at=0.6)
    settle(figure)
    curves = []
    for key, (role, label) in _STARTS.items():
        slug, start = key.split()
        low, middle, high = (
            np.array([0.0, *found.numbers(f"log10_growth_p{p}", activation=slug, start=start)])
            for p in (5, 50, 95)
        )
        x = np.arange(len(middle), dtype=float)
        draw_band(axes, x, low, middle, high, role)
        curves.append(Curve(role=role, label=label, x=x, y=middle))
    label_curves(axes, curves)
    return finish(
        figure,
        "exploding-gradients",
        "The size of a gradient on its way back through fifty layers",
        "Five nearly straight lines on a scale of powers of ten. Layers without an activation: with"
        " gain 4 up to 10³⁰, with gain 2 up to 10¹⁵, with torch's default weights down to 10⁻¹²."
        " With ReLU: at gain √2 it stays near 1, with the default weights it falls to 10⁻²⁰.",
    )


FIGURES: Mapping[str, Callable[[], str]] = {"exploding-gradients": exploding_gradients}
"""The figure that is drawn from an experiment."""

TABLES: Mapping[str, Callable[[], Table]] = {"exploding-gradients": growth_table}
"""The numbers behind it."""

RECORD_FIGURES: Mapping[str, Callable[[Records], str]] = {
    "size-through-layers": size_through_layers,
    "selu-map": selu_map,
}
"""The article's figures by name; each is drawn from records."""
