"""The figures of the page on performance: what a build consists of, and how it grows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import numpy as np
from matplotlib.figure import Figure

from gen import performance
from gen.figures.curves import Curve, draw_measured
from gen.figures.frame import label_x, set_ticks, settle
from gen.figures.labels import label_curves
from gen.figures.palette import PALETTE
from gen.figures.svg import LABEL, figure_style, finish
from gen.figures.tables import Table, table


@cache
def parts_table() -> Table:
    """The seconds of each part of a build from nothing, the longest first."""
    parts = performance.build(performance.read()["cold"]).parts
    rows = [(part.name, round(part.seconds, 2), round(part.processor, 2)) for part in parts]
    return table(("part", "clock_s", "processor_s"), rows)


@figure_style()
def build_parts() -> str:
    """Seconds of the processor as bars, one for each part."""
    names = [str(name) for name in parts_table().column("part")]
    seconds = parts_table().numbers("processor_s")
    figure = Figure(figsize=(5, 0.8 + 0.26 * len(names)))
    axes = figure.add_subplot(xlim=(0, 1.12 * seconds[0]), ylim=(len(names) - 0.4, -0.6))
    axes.barh(range(len(names)), seconds, height=0.62, color=PALETTE["f"].light)
    axes.set_yticks(range(len(names)), names)
    axes.tick_params(axis="y", length=0)
    axes.spines["bottom"].set_visible(False)
    axes.set_xticks([])
    axes.set_title("seconds of the processor")
    settle(figure)
    for place, value in enumerate(seconds):
        axes.annotate(
            f"{value:.1f}",
            (value, place),
            (4, 0),
            textcoords="offset points",
            va="center",
            fontsize=10,
            gid=LABEL,
        )
    return finish(
        figure,
        "build-parts",
        "What a build from nothing consists of",
        "One bar for each part of the build, the longest on top, with its seconds of the"
        f" processor. The longest are {', '.join(names[:3])}.",
    )


@cache
def growth_table() -> Table:
    """The seconds of a build from nothing for each number of catalogs, whole and by part."""
    growth = performance.read()["growth"]
    rows = [
        (one["copies"], one["entries"], part, seconds)
        for one in growth
        for part, seconds in {"all": one["processor"], **one["parts"]}.items()
    ]
    return table(("catalogs", "entries", "part", "processor_s"), rows)


@figure_style()
def build_growth() -> str:
    """Seconds of the processor against the number of entries: all, and the site alone."""
    found = growth_table()
    site = performance.GROUPS["site"]
    entries = np.array(found.numbers("entries", part="all"))
    lines = {"all": ("f", "all"), site: ("df", site)}
    curves = [
        Curve(
            role=role, label=label, x=entries, y=np.array(found.numbers("processor_s", part=part))
        )
        for part, (role, label) in lines.items()
    ]
    figure = Figure(figsize=(5, 2.9))
    axes = figure.add_subplot(xlim=(0, 1.08 * entries[-1]), ylim=(0, 1.08 * curves[0].y.max()))
    step = 10.0 ** np.floor(np.log10(curves[0].y.max()))
    set_ticks(axes, x=[0, *entries], y=list(np.arange(0, curves[0].y.max(), step)))
    label_x(axes, "entries", at=0.65)
    axes.set_title("seconds of the processor")
    settle(figure)
    draw_measured(axes, curves)
    label_curves(axes, curves)
    return finish(
        figure,
        "build-growth",
        "How a build from nothing grows with the catalog",
        "Seconds of the processor for one, two and four catalogs: for the whole build, and for"
        " MkDocs alone.",
    )


FIGURES: Mapping[str, Callable[[], str]] = {
    "build-parts": build_parts,
    "build-growth": build_growth,
}
"""The page's figures by name."""

TABLES: Mapping[str, Callable[[], Table]] = {
    "build-parts": parts_table,
    "build-growth": growth_table,
}
"""The numbers behind each figure."""
