"""The figures of the article "Smooth rectifiers"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from gen.claims.functions import entry
from gen.claims.smooth_rectifiers.normalizing import variances
from gen.claims.values import values
from gen.figures.curves import WIDTHS, Array, Curve, draw_curves
from gen.figures.frame import draw_zero_lines, format_number, label_x, set_ticks, settle
from gen.figures.graph import draw_graph
from gen.figures.labels import label_curves
from gen.figures.palette import PALETTE
from gen.figures.svg import figure_style, finish

_ROLES: Mapping[str, str] = {
    "relu": "muted",
    "elu": "c4",
    "gelu": "f",
    "silu": "df",
    "mish": "d2f",
    "hardswish": "c6",
}
"""Each function with its color, the same in all figures."""

_JUMPS: Mapping[str, tuple[float, ...]] = {"relu": (0.0,), "hardswish": (-3.0, 3.0)}
"""Where the derivatives jump."""


def _sampled(slug: str, x: Array, order: int = 0, **parameters: float) -> Array:
    return np.array(values(slug, x, order, **parameters))


def _slope(slug: str, x: Array) -> Array:
    """The derivative, with a gap where it jumps; x holds such a point three times."""
    y = _sampled(slug, x, 1)
    for point in _JUMPS.get(slug, ()):
        (places,) = np.nonzero(x == point)
        if len(places) == 3:
            before, at, after = places
            y[before], y[at], y[after] = y[before - 1], np.nan, y[after + 1]
    return y


@figure_style()
def overlay() -> str:
    """The functions and their derivatives around 0, all over each other."""
    low, high = -4.5, 1.5
    x = np.sort(np.concatenate([np.linspace(low, high, 241), *[[0.0] * 2, [-3.0] * 2]]))
    figure = Figure(figsize=(5, 6.2))
    panels: Sequence[Axes] = figure.subplots(2, 1)
    drawn: list[tuple[Axes, list[Curve]]] = []
    for axes, order, heading in zip(panels, (0, 1), ("f", "f′"), strict=True):
        curves = [
            Curve(
                role=role,
                label=entry(slug).name,
                x=x,
                y=_slope(slug, x) if order else _sampled(slug, x),
                width=1.2 if slug == "relu" else WIDTHS["df"],
            )
            for slug, role in _ROLES.items()
        ]
        axes.set(title=heading, xlim=(low, high), ylim=((-1.1, 0.8), (-0.62, 1.25))[order])
        set_ticks(axes, x=[-4, -3, -2, -1, 0, 1], y=[-1, -0.5, 0, 0.5, 1])
        drawn.append((axes, curves))
    settle(figure)
    for axes, curves in drawn:
        lines = draw_zero_lines(axes)
        draw_curves(axes, curves)
        label_curves(axes, curves, lines, size=10)
    return finish(
        figure,
        "smooth-rectifiers",
        "ReLU, ELU, GELU, SiLU, Mish and Hardswish with their derivatives, from −4.5 to 1.5",
        "ELU falls to −1. GELU, SiLU, Mish and Hardswish dip below 0 and come back; GELU has the"
        " shallowest valley, Hardswish the deepest. The derivatives of ReLU and Hardswish jump, the"
        " others are continuous; all but those of ReLU and ELU are negative somewhere on the left.",
    )


@figure_style()
def gaps() -> str:
    """How far each function lies below ReLU."""
    x = np.linspace(-5, 5, 201)
    relu = _sampled("relu", x)
    curves = [
        Curve(role=role, label=entry(slug).name, x=x, y=relu - _sampled(slug, x))
        for slug, role in _ROLES.items()
        if slug not in ("relu", "elu")
    ]
    figure = Figure(figsize=(5, 2.6))
    axes = figure.add_subplot(xlim=(-5, 5), ylim=(-0.05, 0.46))
    set_ticks(axes, x=[-5, -3, 0, 3, 5], y=[0, 0.2, 0.4])
    settle(figure)
    draw_graph(axes, curves)
    return finish(
        figure,
        "rectifier-gaps",
        "ReLU minus GELU, SiLU, Mish and Hardswish",
        "The gaps of GELU, SiLU and Hardswish are even, with a hump on each side of 0. That of Mish"
        " is higher on the left.",
    )


@figure_style()
def elu_and_celu() -> str:
    """ELU breaks at 0 unless its parameter is 1; CELU does not."""
    x = np.linspace(-3, 1, 161)
    alphas = {0.5: "d2f", 1.0: "f", 2.0: "df"}
    figure = Figure(figsize=(5, 2.9))
    panels: Sequence[Axes] = figure.subplots(1, 2)
    drawn: list[tuple[Axes, list[Curve]]] = []
    for axes, slug in zip(panels, ("elu", "celu"), strict=True):
        axes.set(title=entry(slug).name, xlim=(-3, 1), ylim=(-2, 1))
        set_ticks(axes, x=[-3, 0, 1], y=[-2, -1, 0, 1])
        curves = [
            Curve(
                role=role,
                label=f"α = {format_number(alpha)}",
                x=x,
                y=_sampled(slug, x, alpha=alpha),
            )
            for alpha, role in alphas.items()
        ]
        drawn.append((axes, curves))
    settle(figure)
    for axes, curves in drawn:
        draw_graph(axes, curves)
    return finish(
        figure,
        "elu-celu",
        "ELU and CELU for α = 1/2, 1 and 2",
        "Left: the curves of ELU meet at 0 with slopes 1/2, 1 and 2 from the left; two of three"
        " have a corner. Right: all curves of CELU have slope 1 there, and each tends to the same"
        " level as ELU's.",
    )


@figure_style()
def fixed_point() -> str:
    """The variance of the sums from layer to layer of SELU units."""
    layers = 20
    x = np.arange(layers + 1.0)
    starts = {4.0: "df", 1.0: "f", 0.25: "d2f"}
    curves = [
        Curve(
            role=role,
            label=f"from {format_number(start)}" if start != 0.25 else "from 1/4",
            x=x,
            y=np.array(variances(start, layers)),
        )
        for start, role in starts.items()
    ]
    figure = Figure(figsize=(5, 2.6))
    axes = figure.add_subplot(xlim=(0, layers), ylim=(0, 4.2))
    label_x(axes, "layer", at=0.62)
    axes.set_ylabel("variance", labelpad=1)
    set_ticks(axes, x=[0, 5, 10, 15, 20], y=[0, 1, 2, 3, 4])
    settle(figure)
    draw_curves(axes, curves)
    label_curves(axes, curves)
    return finish(
        figure,
        "selu-fixed-point",
        "The variance of the sums behind each layer of SELU units",
        "Started at 4 and at 1/4, the variance comes close to 1 within about fifteen layers;"
        " started at 1, it stays there.",
    )


@figure_style()
def approximation_errors() -> str:
    """The errors of both approximations of GELU, on a logarithmic scale."""
    x = np.linspace(0.02, 6, 300)
    exact = _sampled("gelu", x)
    curves = [
        Curve(role=role, label=label, x=x, y=np.log10(np.abs(exact - _sampled(slug, x))))
        for slug, label, role in (
            ("quickgelu", "QuickGELU", "df"),
            ("gelu-tanh", "GELU (tanh)", "f"),
        )
    ]
    figure = Figure(figsize=(5, 3.0))
    axes = figure.add_subplot(xlim=(0, 6), ylim=(-9, -1))
    label_x(axes, "x", at=0.58)
    set_ticks(axes, x=[0, 2, 4, 6], y=[-8, -6, -4, -2])
    axes.set_yticks([-8, -6, -4, -2], ["10⁻⁸", "10⁻⁶", "10⁻⁴", "10⁻²"])
    settle(figure)
    draw_curves(axes, curves)
    label_curves(axes, curves)
    return finish(
        figure,
        "gelu-approximations",
        "The distance of GELU from its two approximations, on a logarithmic scale",
        "QuickGELU is off by up to two hundredths; the tanh form"
        " by less than a thousandth everywhere. Each error passes through 0, where its curve dips.",
    )


@figure_style()
def swish_family() -> str:
    """Swish from half the identity to nearly ReLU."""
    x = np.linspace(-4, 2, 181)
    betas = {0.25: "c4", 1.0: "f", 4.0: "df"}
    curves = [Curve(role="muted", label="ReLU", x=x, y=_sampled("relu", x), width=1.2)]
    curves += [
        Curve(
            role=role,
            label=f"β = {format_number(beta)}" if beta >= 1 else "β = 1/4",
            x=x,
            y=_sampled("swish", x, beta=beta),
        )
        for beta, role in betas.items()
    ]
    figure = Figure(figsize=(5, 2.8))
    axes = figure.add_subplot(xlim=(-4, 2), ylim=(-1.3, 2))
    set_ticks(axes, x=[-4, -2, 0, 2], y=[-1, 0, 1, 2])
    settle(figure)
    draw_graph(axes, curves)
    return finish(
        figure,
        "swish-family",
        "Swish for β = 1/4, 1 and 4, and ReLU",
        "All curves have slope 1/2 at 0. The larger β, the shallower the valley and the closer the"
        " curve to ReLU.",
    )


@figure_style()
def weighing() -> str:
    """The normal density left of x, and GELU as x times its area."""
    z = np.linspace(-3, 3, 241)
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    figure = Figure(figsize=(5, 2.4))
    panels: Sequence[Axes] = figure.subplots(1, 2)
    bell, product = panels
    bell.set(title="Φ(1): the share below 1", xlim=(-3, 3), ylim=(0, 0.45))
    product.set(title="x times its share", xlim=(-3, 3), ylim=(-0.5, 3))
    set_ticks(bell, x=[-3, 0, 1, 3], y=[0, 0.2, 0.4])
    set_ticks(product, x=[-3, 0, 1, 3], y=[0, 1, 2, 3])
    settle(figure)
    bell.fill_between(
        z, density, where=(z <= 1).tolist(), color=PALETTE["f"].light, alpha=0.22, linewidth=0
    )
    draw_curves(bell, [Curve(role="f", label="", x=z, y=density)])
    lines = draw_zero_lines(product)
    curves = [
        Curve(role="muted", label="x", x=z, y=z, width=1.2),
        Curve(role="f", label="x Φ(x)", x=z, y=_sampled("gelu", z), width=WIDTHS["f"]),
    ]
    draw_curves(product, curves)
    label_curves(product, curves, lines)
    return finish(
        figure,
        "gelu-share",
        "The share of a normal distribution below x, and x times that share",
        "Left: the bell curve of the normal distribution; about five sixths of its area lie below"
        " 1. Right: GELU is the identity times this share: near 0 on the far left, near the"
        " identity on the far right.",
    )


FIGURES: Mapping[str, Callable[[], str]] = {
    "smooth-rectifiers": overlay,
    "rectifier-gaps": gaps,
    "elu-celu": elu_and_celu,
    "selu-fixed-point": fixed_point,
    "gelu-share": weighing,
    "gelu-approximations": approximation_errors,
    "swish-family": swish_family,
}
"""The article's figures by name; each is drawn when called."""
