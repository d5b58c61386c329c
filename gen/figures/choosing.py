"""The figures of the article "Choosing an activation", and the numbers behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from gen.claims.choosing import NAMES, band, medians, swapped
from gen.figures.curves import Curve, draw_curves
from gen.figures.frame import label_x, set_ticks, settle
from gen.figures.labels import label_curves
from gen.figures.palette import PALETTE
from gen.figures.svg import figure_style, finish
from gen.figures.tables import Cell, Table, table

_SHORT = NAMES | {"gelu-tanh": "GELU-t", "leakyrelu": "Leaky"}
"""Names that fit over a column."""
_CHANCE = 0.5
"""What guessing gives: half of the points lie on each ring."""
_STRONGEST = 0.55
"""Opacity of a cell of networks that are always right."""
_FOLLOWED = {"relu": "f", "gelu": "df", "elu": "d2f", "tanh": "c4", "sigmoid": "c5"}
"""What stands in for ReLU in the second figure, with its color."""


def swap_table() -> Table:
    """The accuracy of each activation trained and run with each."""

    def rows() -> Iterator[tuple[Cell, ...]]:
        for one in NAMES:
            for other in NAMES:
                found = band(swapped(one, other))
                yield NAMES[one], NAMES[other], found.low, found.middle, found.high

    columns = ("trained_with", "run_with", "accuracy_p5", "accuracy_median", "accuracy_p95")
    return table(columns, rows())


@figure_style()
def swapped_activations() -> str:
    """How often networks are right that run with another activation than they learned with."""
    shown = swap_table()
    figure = Figure(figsize=(5, 4.0))
    count = len(NAMES)
    axes = figure.add_subplot(xlim=(0, count), ylim=(count, 0))
    axes.set_xticks(np.arange(count) + 0.5, list(_SHORT.values()), rotation=45, ha="left")
    axes.xaxis.tick_top()
    axes.set_yticks(np.arange(count) + 0.5, list(_SHORT.values()))
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    for i, one in enumerate(NAMES.values()):
        for k, other in enumerate(NAMES.values()):
            [share] = shown.numbers("accuracy_median", trained_with=one, run_with=other)
            strength = max(0.0, (share - _CHANCE) / (1 - _CHANCE))
            axes.add_patch(
                Rectangle(
                    (k + 0.03, i + 0.03),
                    0.94,
                    0.94,
                    facecolor=PALETTE["f"].light,
                    alpha=round(_STRONGEST * strength, 3),
                    linewidth=0,
                )
            )
            axes.text(k + 0.5, i + 0.5, f"{100 * share:.0f}", ha="center", va="center_baseline")
    settle(figure)
    return finish(
        figure,
        "swapped-activations",
        "Accuracy with another activation than the one learned with",
        "A grid of accuracies in percent, the activation of training downwards and that of running"
        " across. On the diagonal all are near 99. Off it most are near 50, which is guessing;"
        " ReLU and leaky ReLU stand in for each other, the two forms of GELU do, and SiLU and GELU"
        " half do.",
    )


def recovery_table() -> Table:
    """The median accuracy by epochs of further training, for networks that learned with ReLU."""

    def rows() -> Iterator[tuple[Cell, ...]]:
        for other in _FOLLOWED:
            for epoch, share in enumerate(medians("relu", other)):
                yield NAMES[other], epoch, share

    return table(("run_with", "epoch", "accuracy_median"), rows())


@figure_style()
def swap_recovery() -> str:
    """How networks that learned with ReLU go on with another activation."""
    shown = recovery_table()
    figure = Figure(figsize=(5, 2.5))
    axes = figure.add_subplot(ylim=(0.47, 1.02))
    epochs = shown.numbers("epoch", run_with=NAMES["relu"])
    axes.set_xlim(0, epochs[-1])
    set_ticks(axes, x=[0, 20], y=[])
    axes.set_yticks([0.5, 0.75, 1.0], ["50 %", "75 %", "100 %"])
    label_x(axes, "epochs after the exchange", at=0.5)
    settle(figure)
    curves = [
        Curve(
            role=role,
            label=NAMES[other],
            x=np.array(epochs),
            y=np.array(shown.numbers("accuracy_median", run_with=NAMES[other])),
        )
        for other, role in _FOLLOWED.items()
    ]
    draw_curves(axes, curves)
    label_curves(axes, curves)
    return finish(
        figure,
        "swap-recovery",
        "Accuracy after ReLU was exchanged, by epochs of further training",
        "Five curves over twenty epochs. With ReLU kept, the median accuracy stays near 99 %."
        " With GELU in its place it starts near 70 and is above 95 within a few epochs. With ELU it"
        " starts at 50 and rises more slowly. With tanh it starts at 50 and stays below 75;"
        " with the sigmoid it stays near 50.",
    )


FIGURES: Mapping[str, Callable[[], str]] = {
    "swapped-activations": swapped_activations,
    "swap-recovery": swap_recovery,
}
"""Each figure by its name."""

TABLES: Mapping[str, Callable[[], Table]] = {
    "swapped-activations": swap_table,
    "swap-recovery": recovery_table,
}
"""The numbers behind each."""
