"""The figure of the article "Automatic differentiation"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from matplotlib.figure import Figure

from gen.claims.automatic_differentiation import Step, recorded_graph
from gen.figures.frame import settle
from gen.figures.palette import PALETTE
from gen.figures.svg import figure_style, finish

_ROW = 38.0
"""Distance of two rows of the graph, in points."""

_APART = 150.0
"""Distance of two steps in one row, in points."""


def autograd_graph() -> str:
    """The computational graph of one unit's loss, as torch recorded it."""
    with figure_style():
        return _draw(recorded_graph())


def _draw(steps: Sequence[Step]) -> str:
    places = _places(steps)
    rows = 1 + max(-y for _, y in places)
    figure = Figure(figsize=(5, rows * _ROW / 72))
    figure.set_layout_engine("none")
    # A unit of the axes is a point.
    axes = figure.add_axes((0, 0, 1, 1), xlim=(-118, 242), ylim=((0.5 - rows) * _ROW, 0.5 * _ROW))
    axes.axis("off")
    settle(figure)
    ink, muted = PALETTE["ink"].light, PALETTE["muted"].light
    for (column, row), step in zip(places, steps, strict=True):
        x, y = column * _APART, row * _ROW
        for below in step.inputs:
            at = places[below][0] * _APART, places[below][1] * _ROW
            axes.annotate(
                "",
                xy=(at[0], at[1] + 10.5),
                xytext=(x + (0.25 * (at[0] - x)), y - 10.5),
                arrowprops={"arrowstyle": "-|>", "color": PALETTE["df"].light, "linewidth": 1.4},
            )
        leaf = not step.inputs
        axes.text(
            *(x, y, step.name),
            color=ink,
            fontsize=10.5,
            ha="center",
            va="center",
            bbox={
                "boxstyle": "round,pad=0.35",
                "facecolor": "none",
                "edgecolor": PALETTE["d2f" if leaf else "muted"].light,
                "linewidth": 1.4 if leaf else 0.8,
            },
        )
        if step.tensor:
            role = PALETTE["d2f"].light if leaf else muted
            shown = f"{step.tensor}.grad" if leaf else step.tensor
            axes.text(x + 64, y, shown, color=role, fontsize=10.5, ha="left", va="center")
    return finish(
        figure,
        "autograd-graph",
        "The computational graph of one unit's squared error",
        "; ".join(_said(step, steps) for step in steps) + ".",
    )


def _said(step: Step, steps: Sequence[Step]) -> str:
    owner = f" of {step.tensor}" if step.tensor else ""
    if not step.inputs:
        return f"{step.name}{owner} ends its path"
    return f"{step.name}{owner} leads to " + " and ".join(steps[one].name for one in step.inputs)


def _places(steps: Sequence[Step]) -> list[tuple[int, int]]:
    """Column and row of each step: below all that lead to it, paths side by side."""
    rows, columns = [0] * len(steps), [0] * len(steps)
    for index, step in enumerate(steps):
        for branch, below in enumerate(step.inputs):
            rows[below] = max(rows[below], rows[index] + 1)
            columns[below] = columns[index] + branch
    return [(column, -row) for column, row in zip(columns, rows, strict=True)]


FIGURES: Mapping[str, Callable[[], str]] = {"autograd-graph": autograd_graph}
"""The article's figures by name; each is drawn when called."""
