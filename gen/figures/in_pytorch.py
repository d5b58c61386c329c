"""The figure of the article "In PyTorch"."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from matplotlib.figure import Figure

from gen.claims.in_pytorch import borrowed
from gen.figures.curves import Curve, Dot, draw_curves, draw_dot
from gen.figures.frame import draw_zero_lines, label_x, set_ticks, settle
from gen.figures.labels import label_curves
from gen.figures.svg import figure_style, finish

_FUNCTIONS = {"relu": ("ReLU", "f"), "gelu": ("GELU", "df"), "tanh": ("tanh", "d2f")}
"""By its slug, the label and the role of a function that takes the place of ReLU."""

_PARTS = 32
"""Points of each curve between one sum of inputs and the next."""


def borrowed_weights() -> str:
    """The XOR network made for ReLU, along the sum of its inputs, with three activations."""
    with figure_style():
        steps = range(-_PARTS // 4, 2 * _PARTS + _PARTS // 4 + 1)
        s = np.array(steps) / _PARTS
        curves = [
            Curve(
                role=role, label=label, x=s, y=np.array([borrowed(slug, k, _PARTS) for k in steps])
            )
            for slug, (label, role) in _FUNCTIONS.items()
        ]
        figure = Figure(figsize=(5, 2.6))
        axes = figure.add_subplot(xlim=(s[0], s[-1]), ylim=(-0.8, 1.75))
        label_x(axes, "x₁ + x₂")
        set_ticks(axes, x=[0, 1, 2], y=[0, 0.5, 1])
        axes.set_yticks([0, 0.5, 1], ["0", "1/2", "1"])
        settle(figure)
        lines = draw_zero_lines(axes)
        draw_curves(axes, curves)
        for slug, (_, role) in _FUNCTIONS.items():
            for x in (0, 1, 2):
                draw_dot(axes, Dot(x, borrowed(slug, x), closed=True), role)
        label_curves(axes, curves, lines)
        return finish(
            figure,
            "borrowed-weights",
            "One set of weights with three activation functions",
            "The output against the sum of the inputs. With ReLU it is 0, 1 and 0 at the sums 0,"
            " 1 and 2. With GELU it stays on the same side of 1/2 at each. With tanh it falls all"
            " the way, from above 1 at 0 to below 0 at 2.",
        )


FIGURES: Mapping[str, Callable[[], str]] = {"borrowed-weights": borrowed_weights}
"""The article's figures by name; each is drawn when called."""
