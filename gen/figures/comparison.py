"""The figure of the page on which readers compare functions: those that it shows at first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from gen.code import load
from gen.figures import Records
from gen.figures.curves import Curve
from gen.figures.frame import set_ticks, settle
from gen.figures.graph import draw_graph
from gen.figures.svg import figure_style, finish

FUNCTIONS = {"relu": "c1", "softplus": "c2", "elu": "c3", "gelu": "c4", "silu": "c5", "mish": "c6"}
"""The functions by slug, each with its role in the palette."""
VIEW = (-4.0, 4.0, -1.4, 3.0)
"""The ends of x, then those of y."""


def comparison(records: Records) -> str:
    """The finished figure."""
    left, right, low, high = VIEW
    x = np.linspace(left, right, 401)
    curves = [
        Curve(
            role=role,
            label=records(slug)["name"],
            x=x,
            y=load(records(slug)["code"]["numpy"])[slug](x),
        )
        for slug, role in FUNCTIONS.items()
    ]
    names = [curve.label for curve in curves]
    with figure_style():
        figure = Figure(figsize=(5, 3.1))
        axes = figure.add_subplot(xlim=(left, right), ylim=(low, high))
        set_ticks(axes, x=[0, left, right], y=[0, 1, -1, high])
        settle(figure)
        draw_graph(axes, curves)
        return finish(
            figure,
            "comparison",
            f"Graphs of {', '.join(names[:-1])} and {names[-1]}",
            f"The six run close to 0 or to −1 on the left and close to x on the right, for x from "
            f"{left:.0f} to {right:.0f}. They part most around 0: there some fall below 0 first, "
            "Softplus stays above it, and ReLU has a kink.".replace("-", "−"),
        )


def _start() -> dict[str, Any]:
    """The state in which the page begins."""
    return {"functions": list(FUNCTIONS), "view": VIEW}


RECORD_FIGURES: Mapping[str, Callable[[Records], str]] = {"comparison": comparison}
"""The figure by its name."""
DATA: Mapping[str, Callable[[], Any]] = {"comparison": _start}
"""What its script begins with."""
