"""The figures of the article "Kinks"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from gen.claims.functions import slugs_in_torch
from gen.figures import Record, Records
from gen.figures.curves import WIDTHS, Curve, Dot, draw_curves, draw_dot
from gen.figures.frame import set_ticks, settle
from gen.figures.labels import label_curves
from gen.figures.palette import PALETTE
from gen.figures.svg import figure_style, finish
from gen.kinks import Kink, least_norm

_FANS: tuple[tuple[str, Fraction, Fraction], ...] = (
    ("convex", Fraction(1, 4), Fraction(2)),
    ("convex", Fraction(-2), Fraction(1, 2)),
    ("concave", Fraction(3, 2), Fraction(-1)),
)
"""What the panels show, and the slopes on the left and on the right."""

_LINES = 7
"""How many slopes of each fan are drawn, the two of the sides among them."""


def fans() -> str:
    """The lines that fit three kinks, and the flattest of them."""
    with figure_style():
        figure = Figure(figsize=(5, 1.95))
        panels: Sequence[Axes] = figure.subplots(1, 3)
        x = np.array([-1.0, 0.0, 1.0])
        drawn = []
        for axes, (shape, left, right) in zip(panels, _FANS, strict=True):
            axes.set(xlim=(-1, 1), ylim=(-1.35, 1.35), aspect="equal", title=shape)
            set_ticks(axes, x=[0], y=[0])
            chosen = least_norm(float(left), float(right))
            slopes = np.linspace(float(left), float(right), _LINES)
            for slope in slopes:
                axes.plot(x, slope * x, color=PALETTE["muted"].light, linewidth=0.8, alpha=0.6)
            curves = [
                Curve(
                    role="f",
                    label="f" if axes is panels[0] else "",
                    x=x,
                    y=np.array([-float(left), 0.0, float(right)]),
                    width=WIDTHS["f"],
                ),
                Curve(role="df", label=f"{Fraction(chosen)}", x=x, y=chosen * x),
            ]
            drawn.append((axes, curves))
        settle(figure)
        for axes, curves in drawn:
            draw_curves(axes, curves)
            label_curves(axes, curves)
        return finish(
            figure,
            "kink-fans",
            "Lines that fit a kink",
            "Three kinks at 0. At a convex kink the lines between the two slopes lie nowhere above"
            " the function, at a concave one nowhere below it. Of slopes from 1/4 to 2 the one"
            " nearest to 0 is 1/4; from −2 to 1/2, and from 3/2 down to −1, it is 0.",
        )


def choices(records: Records) -> str:
    """The slopes on both sides of each kink and jump of torch's functions, and torch's own."""
    known = [records(slug) for slug in slugs_in_torch()]
    rows = [(record["name"], kink) for record in known for kink in _kinks(record)]
    with figure_style():
        figure = Figure(figsize=(5, 0.27 * len(rows) + 0.75))
        axes = figure.add_subplot(xlim=(-0.6, 1.86), ylim=(len(rows) - 0.4, -1.35))
        axes.set_yticks(range(len(rows)), [_row(name, kink) for name, kink in rows])
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        axes.set_xticks([-0.5, 0, 0.5, 1, 1.5], ["−1/2", "0", "1/2", "1", "3/2"])
        axes.set_xlabel("slope")
        axes.axvline(0, color=PALETTE["grid"].light, linewidth=0.8, zorder=1)
        settle(figure)
        for row, (_, kink) in enumerate(rows):
            axes.plot(
                [kink.left, kink.right],
                [row, row],
                color=PALETTE["grid"].light,
                linewidth=4,
                linestyle=(0, (1, 0.6)) if kink.jumps else "-",
                solid_capstyle="butt",
                zorder=2,
            )
            draw_dot(axes, Dot(kink.returned, row, closed=True), "df", size=5.5, order=3.1)
            draw_dot(axes, Dot(kink.left, row, closed=False), "f", size=11, order=3.0)
            draw_dot(axes, Dot(kink.right, row, closed=False), "d2f", size=11, order=3.0)
        for at, role, closed, size, label in (
            (-0.5, "f", False, 11, "left slope"),
            (0.24, "d2f", False, 11, "right slope"),
            (1.04, "df", True, 5.5, "torch’s choice"),
        ):
            draw_dot(axes, Dot(at, -0.9, closed=closed), role, size=size)
            axes.text(at + 0.08, -0.9, label, color=PALETTE[role].light, va="center", fontsize=10.5)
        return finish(
            figure,
            "kink-choices",
            "What torch returns at each kink and jump",
            "One row for each kink or jump of torch's functions at their defaults, with the slope"
            " on the left, the slope on the right, and the number that torch returns. It is the"
            " slope of one side in each row, and the one nearer to 0 in each row but SELU's.",
        )


def _kinks(record: Record) -> list[Kink]:
    """The kinks and jumps of an activation at its defaults, with what torch returns there."""
    return [
        Kink(
            point=one["point"]["value"],
            jumps=one["order"] == 0,
            left=one["df"]["left"],
            right=one["df"]["right"],
            returned=one["df"]["torch"],
            shape=one["convention"]["shape"],
        )
        for one in record["kinks"]
        if one["convention"]
    ]


def _row(name: str, kink: Kink) -> str:
    point = f"{kink.point:g}".replace("-", "−")
    return f"{name}, {point}"


FIGURES: Mapping[str, Callable[[], str]] = {"kink-fans": fans}
"""The article's figures by name; each is drawn when called."""

RECORD_FIGURES: Mapping[str, Callable[[Records], str]] = {"kink-choices": choices}
"""Those that are drawn from records."""
