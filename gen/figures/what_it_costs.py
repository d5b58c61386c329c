"""The figures of the article "What an activation costs", and the numbers behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from gen.claims.what_it_costs.times import LARGE, MIDDLE, SMALL, costs, slugs, time
from gen.claims.what_it_costs.zeros import KERNELS, ratio, shares
from gen.figures.curves import Curve, draw_curves, draw_measured
from gen.figures.frame import label_x, set_ticks, settle
from gen.figures.labels import label_curves
from gen.figures.palette import PALETTE
from gen.figures.svg import figure_style, finish
from gen.figures.tables import Cell, Table, table


def _name(slug: str) -> str:
    """What a reader calls an operation."""
    operations = costs().settings("times")["operations"]
    return next(str(one["name"]) for one in operations if one["slug"] == slug)


def _modules() -> list[str]:
    """The operations that torch has a kernel for, slowest first by a step on middle tensors."""
    compared = [
        slug for slug in slugs("step") if not slug.endswith("-written") and slug != "torch-clone"
    ]
    return sorted(compared, key=lambda slug: -time(slug, "step").least)


@cache
def costs_table() -> Table:
    """Nanoseconds for each element, and ratios to ReLU, of every operation."""
    rows = []
    for threads in (1, 2):
        for size in (SMALL, MIDDLE, LARGE):
            for direction in ("forward", "backward", "step"):
                for slug in slugs(direction):
                    found = time(slug, direction, size, threads)
                    rows.append((slug, _name(slug), direction, size, threads, *found))
    names = ("ns_least", "ns_median", "ratio_p5", "ratio_of_least", "ratio_p95")
    return table(("operation", "name", "direction", "elements", "threads", *names), rows)


@figure_style()
def cost_of_functions() -> str:
    """Forward and backward, as multiples of ReLU, one row for each function."""
    order = _modules()
    found = costs_table()
    figure = Figure(figsize=(5, 5.6))
    axes = figure.add_subplot(xscale="log", xlim=(0.5, 90), ylim=(len(order) - 0.4, -1.2))
    axes.set_yticks(range(len(order)), [_name(slug) for slug in order])
    axes.tick_params(axis="y", length=0, labelsize=9.5)
    axes.set_xticks([1, 3, 10, 30], ["1", "3", "10", "30"])
    axes.minorticks_off()
    axes.set_xlabel("times ReLU")
    settle(figure)
    axes.axvline(1, color=PALETTE["grid"].light, linewidth=0.8, zorder=1)
    where = {"elements": MIDDLE, "threads": 1}
    for direction, role, place in (("forward", "f", 0.0), ("backward", "df", 0.0)):
        x = [
            found.numbers("ratio_of_least", operation=slug, direction=direction, **where)[0]
            for slug in order
        ]
        color = PALETTE[role].light
        axes.plot(x, np.arange(len(order)) + place, "o", color=color, markersize=5.5, zorder=3)
        axes.text(x[0], -0.62, direction, color=color, ha="center", va="bottom", fontsize=10.5)
    return finish(
        figure,
        "cost-of-functions",
        "The time of each function as a multiple of that of ReLU, on 65,536 numbers",
        "One row for each function, slowest on top, with two dots: forward and backward. Forward,"
        " functions without an exponential stand at 1; sigmoid stands near 5, most others with an"
        " exponential between 10 and 20, Mish beyond. Backward, sigmoid and tanh stand at 1.",
    )


_SHOWN = {"relu": "f", "sigmoid": "c4", "tanh": "df", "gelu": "c5", "mish": "d2f"}


@figure_style()
def cost_by_size() -> str:
    """Nanoseconds for each element against the size of the tensor."""
    found = costs_table()
    figure = Figure(figsize=(5, 2.9))
    axes = figure.add_subplot(xscale="log", yscale="log", xlim=(SMALL / 1.5, LARGE * 1.5))
    axes.set_ylim(0.08, 60)
    axes.set_xticks([SMALL, MIDDLE, LARGE], ["1024", "65,536", "4 million"])
    axes.set_yticks([0.1, 1, 10], ["1/10", "1", "10"])
    axes.minorticks_off()
    axes.set_title("nanoseconds for each number, forward")
    settle(figure)
    curves = []
    for slug, role in _SHOWN.items():
        where: dict[str, Cell] = {"operation": slug, "direction": "forward", "threads": 1}
        x, y = (np.array(found.numbers(name, **where)) for name in ("elements", "ns_least"))
        curves.append(Curve(role=role, label=_name(slug), x=x, y=y))
    draw_measured(axes, curves)
    label_curves(axes, curves)
    return finish(
        figure,
        "cost-by-size",
        "Time for each number by the size of the tensor",
        "For 1024 numbers all five functions cost several nanoseconds each and lie close"
        " together. For 65,536 ReLU falls to a fraction of a nanosecond, sigmoid, GELU, tanh and"
        " Mish to more. For four million they rise again.",
    )


_KERNEL_NAMES = {
    "dense": "dense",
    "csr": "compressed rows",
    "compressed": "with compressing",
    "narrow": "columns left out",
}
_KERNEL_ROLES = {"dense": "f", "csr": "d2f", "compressed": "c5", "narrow": "df"}


@cache
def zeros_table() -> Table:
    """The time of each product over that of the dense one without zeros."""
    rows = [
        (kernel, examples, share, *ratio(kernel, share, examples))
        for examples in (256, 1)
        for kernel in KERNELS
        for share in shares()
    ]
    names = ("ratio_p5", "ratio_of_least", "ratio_p95")
    return table(("kernel", "examples", "zeros", *names), rows)


@figure_style()
def zeros_and_kernels() -> str:
    """The time of products against the share of zeros, for a batch and for one example."""
    found = zeros_table()
    figure = Figure(figsize=(5, 3.0))
    panels: Sequence[Axes] = figure.subplots(1, 2, sharey=True)
    for axes, title in zip(panels, ("256 examples", "one example"), strict=True):
        axes.set(yscale="log", xlim=(-0.03, 1.02), ylim=(0.02, 20), title=title)
        set_ticks(axes, x=[0, 0.5, 0.9], y=[])
        axes.set_xticks([0, 0.5, 0.9], ["0", "1/2", "9/10"])
        axes.set_yticks([0.1, 1, 10], ["1/10", "1", "10"])
        axes.minorticks_off()
        label_x(axes, "zeros", at=0.3)
    settle(figure)
    for axes, examples in zip(panels, (256, 1), strict=True):
        axes.axhline(1, color=PALETTE["grid"].light, linewidth=0.8, zorder=1)
        curves = [
            Curve(
                role=_KERNEL_ROLES[kernel],
                # The colors are those of the left panel, which has room for all labels.
                label=_KERNEL_NAMES[kernel]
                if examples > 1 or kernel in ("dense", "narrow")
                else "",
                x=np.array(found.numbers("zeros", kernel=kernel, examples=examples)),
                y=np.array(found.numbers("ratio_of_least", kernel=kernel, examples=examples)),
            )
            for kernel in KERNELS
        ]
        draw_curves(axes, curves)
        label_curves(axes, curves, size=10.0)
    return finish(
        figure,
        "zeros-and-kernels",
        "The time of a product by the share of zeros among its inputs",
        "Two panels, 256 examples and one. The dense product takes the same time at every share."
        " The product with compressed rows takes several times as long without zeros and at one"
        " half, and less than the dense one from nine tenths on. Leaving out whole columns of"
        " zeros takes time in proportion to what is left.",
    )


FIGURES: Mapping[str, Callable[[], str]] = {
    "cost-of-functions": cost_of_functions,
    "cost-by-size": cost_by_size,
    "zeros-and-kernels": zeros_and_kernels,
}
"""The article's figures by name."""

TABLES: Mapping[str, Callable[[], Table]] = {
    "cost-of-functions": costs_table,
    "cost-by-size": costs_table,
    "zeros-and-kernels": zeros_table,
}
"""The numbers behind each figure."""
