"""The figures of the article "Softmax and its relatives"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from gen.figures.curves import WIDTHS, Array, Curve
from gen.figures.frame import label_x, set_ticks, settle
from gen.figures.graph import draw_graph
from gen.figures.palette import PALETTE
from gen.figures.svg import figure_style, finish

_SCORES = np.array([2.0, 1.0, 0.0])
"""The scores of the bars."""

_TEMPERATURES = {"T = 1/3": 1 / 3, "T = 1": 1.0, "T = 3": 3.0}
"""Colder than usual, as usual, and warmer."""

_STRONGEST = 0.6
"""Opacity of the cell of the largest possible derivative, 1/4."""


def _softmax(scores: Array) -> Array:
    powers = np.exp(scores - scores.max())
    shares: Array = powers / powers.sum()
    return shares


def _jacobian(scores: Array) -> Array:
    """The derivatives of the shares (rows) by the scores (columns)."""
    shares = _softmax(scores)
    entries: Array = np.diag(shares) - np.outer(shares, shares)
    return entries


@figure_style()
def softmax_temperatures() -> str:
    """The shares of three scores, at three temperatures."""
    figure = Figure(figsize=(5, 2.1))
    panels: Sequence[Axes] = figure.subplots(1, 3)
    for axes, (heading, temperature) in zip(panels, _TEMPERATURES.items(), strict=True):
        axes.set(title=heading, xlim=(-0.6, 2.6), ylim=(0, 1.05))
        axes.bar(range(3), _softmax(_SCORES / temperature), width=0.7, color=PALETTE["f"].light)
        axes.set_xticks(range(3), [f"{score:.0f}" for score in _SCORES])
        axes.tick_params(axis="x", length=0)
        axes.set_yticks([0, 0.5, 1], ["0", "0.5", "1"] if axes is panels[0] else ["", "", ""])
    settle(figure)
    return finish(
        figure,
        "softmax-temperatures",
        "Softmax of the scores 2, 1 and 0 at three temperatures",
        "Three bar charts of three shares. At temperature 1/3 almost all goes to the largest score;"
        " at 1 the shares fall in steps; at 3 they are nearly equal.",
    )


@figure_style()
def softmax_two() -> str:
    """The shares of two scores, by the difference of the scores."""
    d = np.linspace(-6, 6, 241)
    first = 1 / (1 + np.exp(-d))
    curves = [
        Curve(role="f", label="share of x₁", x=d, y=first, width=WIDTHS["f"]),
        Curve(role="df", label="share of x₂", x=d, y=1 - first),
    ]
    figure = Figure(figsize=(5, 2.0))
    axes = figure.add_subplot(xlim=(-6, 6), ylim=(-0.04, 1.08))
    label_x(axes, "x₁ − x₂", at=0.65)
    set_ticks(axes, x=[-6, 0, 6], y=[0, 0.5, 1])
    settle(figure)
    draw_graph(axes, curves)
    return finish(
        figure,
        "softmax-two",
        "The shares of two scores",
        "As the difference of the scores grows from −6 to 6, the share of the first score rises"
        " from almost 0 to almost 1 along an S, through one half at 0. The share of the second"
        " falls as the other rises.",
    )


@figure_style()
def softmax_jacobian() -> str:
    """The Jacobian of softmax where it is undecided and where it has decided, as colored cells."""
    cases = {"scores 1, 0, 0": np.array([1.0, 0, 0]), "scores 3, 0, 0": np.array([3.0, 0, 0])}
    figure = Figure(figsize=(5, 2.55))
    panels: Sequence[Axes] = figure.subplots(1, 2)
    for axes, (heading, scores) in zip(panels, cases.items(), strict=True):
        entries = _jacobian(scores)
        axes.set(title=heading, xlim=(0, 3), ylim=(3, 0), aspect="equal")
        axes.set_xticks([0.5, 1.5, 2.5], ["x₁", "x₂", "x₃"])
        axes.set_yticks([0.5, 1.5, 2.5], ["s₁", "s₂", "s₃"])
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        for (i, k), entry in np.ndenumerate(entries):
            color = PALETTE["f" if entry > 0 else "df"].light
            axes.add_patch(
                Rectangle(
                    (k + 0.03, i + 0.03),
                    0.94,
                    0.94,
                    facecolor=color,
                    alpha=round(_STRONGEST * 4 * abs(entry), 3),
                    linewidth=0,
                )
            )
            number = f"{entry:.3f}".replace("-", "−")
            axes.text(k + 0.5, i + 0.5, number, ha="center", va="center_baseline", fontsize=10.5)
    settle(figure)
    largest = [_jacobian(scores).max() for scores in cases.values()]
    return finish(
        figure,
        "softmax-jacobian",
        "The Jacobian of softmax at two vectors of scores",
        "Two grids of nine derivatives, outputs downwards and inputs across. On the diagonal they"
        " are positive, elsewhere negative, and each row and each column adds up to 0. For the"
        f" scores 1, 0, 0 the largest is {largest[0]:.3f}; for 3, 0, 0 it is {largest[1]:.3f}, and"
        " all are paler.",
    )


@figure_style()
def softmax_losses() -> str:
    """Two losses and their slopes, by the lead of the right one of two scores."""
    d = np.linspace(-8, 4, 241)
    right = 1 / (1 + np.exp(-d))
    values = [
        Curve(role="f", label="cross-entropy", x=d, y=np.log1p(np.exp(-d)), width=WIDTHS["f"]),
        Curve(role="df", label="squared error", x=d, y=2 * (1 - right) ** 2),
    ]
    slopes = [
        Curve(role="f", label="", x=d, y=right - 1, width=WIDTHS["f"]),
        Curve(role="df", label="", x=d, y=-4 * right * (1 - right) ** 2),
    ]
    figure = Figure(figsize=(5, 2.6))
    panels: Sequence[Axes] = figure.subplots(1, 2)
    panels[0].set(title="loss", ylim=(-0.4, 8.4))
    panels[1].set(title="its derivative", ylim=(-1.08, 0.08))
    for axes, y in zip(panels, ([0.0, 2.0, 4.0, 8.0], [-1.0, -0.5, 0.0]), strict=True):
        axes.set_xlim(d[0], d[-1])
        label_x(axes, "lead", at=0.33)
        set_ticks(axes, x=[0, -8, 4], y=y)
    settle(figure)
    for axes, curves in zip(panels, (values, slopes), strict=True):
        draw_graph(axes, curves)
    return finish(
        figure,
        "softmax-losses",
        "Cross-entropy and squared error, by the lead of the right score",
        "Left: where the right score is far behind, cross-entropy falls along a straight line, and"
        " the squared error is flat at 2. Right: the derivative of cross-entropy is near −1 there;"
        " that of the squared error is near 0 on both sides.",
    )


FIGURES: Mapping[str, Callable[[], str]] = {
    "softmax-temperatures": softmax_temperatures,
    "softmax-two": softmax_two,
    "softmax-jacobian": softmax_jacobian,
    "softmax-losses": softmax_losses,
}
"""The article's figures by name; each is drawn when called."""
