"""The pictures that are shown with a link to a page: its title beside curves, as PNG."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image

from gen.figures import Record
from gen.figures.curves import Curve, draw_curves
from gen.figures.palette import CURVES, PALETTE
from gen.figures.scalar import scalar_curves
from gen.figures.svg import figure_style
from gen.sharing import HEIGHT, WIDTH

MOTIF = ("relu", "gelu", "sigmoid", "elu")
"""The activations whose curves stand beside the title of a page that names no other."""

_DOTS_PER_INCH = 120
_COLORS = 48
"""Enough for a few flat colors with smooth edges; a picture has then about 15 kB."""
_SPAN = 4.0
"""Shown on both sides of zero, in both directions."""
_LINE = 15
"""Characters in a line of a title."""


def activation_card(record: Record, summary: str, site: str) -> bytes:
    """The picture of an activation's page: f and, where it is a function of a number, f'."""
    curves = scalar_curves(record)[:2] if record["kind"] == "scalar" else []
    return _card(record["name"], summary, curves, site)


def page_card(title: str, text: str, records: Sequence[Record], site: str) -> bytes:
    """The picture of another page: the curves of some scalar activations beside its title."""
    x = np.linspace(-_SPAN, _SPAN, 641)
    # A curve that jumps has gaps, which do not go onto the points that all curves here share.
    whole = [
        one
        for one in records
        if one["kind"] == "scalar" and all(kink["order"] != 0 for kink in one["kinks"])
    ]
    drawn = [scalar_curves(one)[0] for one in whole[: len(MOTIF)]]
    curves = [
        Curve(role=role, label=one.label, x=x, y=np.interp(x, one.x, one.y), width=2.4)
        for role, one in zip(CURVES, drawn, strict=False)
    ]
    return _card(title, text, curves, site)


def _card(title: str, text: str, curves: Sequence[Curve], site: str) -> bytes:
    ink, muted = PALETTE["ink"].light, PALETTE["muted"].light
    with figure_style():
        size = (WIDTH / _DOTS_PER_INCH, HEIGHT / _DOTS_PER_INCH)
        figure = Figure(size, dpi=_DOTS_PER_INCH, facecolor=PALETTE["paper"].light)
        figure.set_layout_engine("none")
        if curves:
            _draw(figure.add_axes((0.57, 0.14, 0.39, 0.74)), curves)
        lines = textwrap.wrap(title, _LINE if curves else 2 * _LINE, break_on_hyphens=False)
        size_of_title = 36 if len(lines) < 4 else 28
        figure.text(
            0.06,
            0.86,
            "\n".join(lines),
            size=size_of_title,
            weight="bold",
            va="top",
            color=ink,
            linespacing=1.15,
        )
        words = textwrap.shorten(text, 150, placeholder=" …")
        below = 0.86 - len(lines) * size_of_title * 1.2 / 72 / size[1] - 0.05
        figure.text(
            0.06,
            below,
            "\n".join(textwrap.wrap(words, 40 if curves else 76)),
            size=15,
            va="top",
            color=muted,
            linespacing=1.45,
        )
        figure.text(0.06, 0.08, site, size=13, weight="bold", color=PALETTE["f"].light)
        return _png(figure)


def _draw(axes: Axes, curves: Sequence[Curve]) -> None:
    axes.set(xlim=(-_SPAN, _SPAN), ylim=_heights(curves), xticks=[], yticks=[])
    axes.spines[:].set_visible(False)
    for line in (axes.axhline, axes.axvline):
        line(0, color=PALETTE["grid"].light, linewidth=1, zorder=1)
    wide = [
        Curve(
            role=one.role, label=one.label, x=one.x, y=one.y, dots=one.dots, width=1.8 * one.width
        )
        for one in curves
    ]
    draw_curves(axes, wide)


def _heights(curves: Sequence[Curve]) -> tuple[float, float]:
    """Bottom and top of what is shown of the curves, with a margin."""
    shown = np.concatenate([one.y[np.abs(one.x) <= _SPAN] for one in curves])
    shown = np.clip(shown[np.isfinite(shown)], -_SPAN, _SPAN)
    low, high = min(0.0, float(shown.min())), max(1.0, float(shown.max()))
    margin = 0.08 * (high - low)
    return low - margin, high + margin


def _png(figure: Figure) -> bytes:
    """The figure in few colors and few bytes, the same each time."""
    file, light = io.BytesIO(), io.BytesIO()
    figure.savefig(file, format="png", dpi=_DOTS_PER_INCH, metadata={"Software": None})
    picture = Image.open(file).convert("RGB").quantize(_COLORS, dither=Image.Dither.NONE)
    picture.save(light, format="PNG", optimize=True)
    return light.getvalue()
