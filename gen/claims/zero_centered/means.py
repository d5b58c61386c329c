"""Means of outputs: of one function of a normal number, and through the layers of a stack."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

from sympy import Symbol, exp, integrate, oo, pi, sqrt

from gen.claims import Claim
from gen.claims.identity import identity
from gen.claims.zero_centered.frozen_results import result

_Z = Symbol("z", real=True)
_DENSITY = exp(-(_Z**2) / 2) / sqrt(2 * pi)


class Band(NamedTuple):
    """Percentiles 5, 50 and 95 over seeds."""

    low: float
    middle: float
    high: float


def at_layer(slug: str, start: str, layer: int, key: str = "share") -> Band:
    """What a stack's layer, counted from 1, has of the share or the mean."""
    found = result("output_means").parts[f"{slug}-{start}"][key]
    return Band(*(percentile[layer - 1] for percentile in found))


def relu_mean() -> Any:
    """E relu(Z)."""
    return integrate(_Z * _DENSITY, (_Z, 0, oo))


def relu_square() -> Any:
    """E relu(Z)²."""
    return integrate(_Z**2 * _DENSITY, (_Z, 0, oo))


def _share(
    id: str,  # noqa: A002 (the name of the field of Claim)
    slug: str,
    start: str,
    layer: int,
    holds: Callable[[Band], bool],
) -> Claim[Band]:
    how = "own gain" if start == "gain" else "torch's default weights"
    return Claim(
        id=id,
        sentence=f"With {how}, the units' own means make up {{value}} of the mean square of the"
        f" outputs in layer {layer} ({slug}).",
        value=lambda: at_layer(slug, start, layer),
        holds=holds,
        display=lambda band: _percent(band.middle),
        note="The median over 32 stacks of random layers, of which nine in ten lie between"
        " percentiles 5 and 95, those of the figure.",
    )


def _percent(share: float) -> str:
    """In percent, with a decimal near the ends only."""
    near = share < 0.02 or 0.98 < share < 0.9995
    return (
        f"{100 * share:.1f}\N{NO-BREAK SPACE}%" if near else f"{100 * share:.0f}\N{NO-BREAK SPACE}%"
    )


MEANS: tuple[Claim[Any], ...] = (
    identity(
        id="relu-mean-share",
        sentence="For ReLU of a standard normal number: {value}.",
        left=lambda: relu_mean() ** 2 / relu_square(),
        right=lambda: 1 / pi,
        left_tex=r"\frac{(\operatorname{E} \operatorname{relu} Z)^2}"
        r"{\operatorname{E} \operatorname{relu}(Z)^2}",
    ),
    Claim(
        id="relu-share-measured",
        sentence="In the first layer the units' own means make up {value} of the mean square of"
        " ReLU's outputs.",
        value=lambda: at_layer("relu", "gain", 1),
        holds=lambda band: band.low < 1 / math.pi + 1 / 256 < band.high,
        display=lambda band: _percent(band.middle),
        note="The median over 32 stacks of random layers; 1/π is 0.318, and 256 examples"
        " add 1/256 of the rest by chance.",
    ),
    _share("relu-share-deep", "relu", "gain", 20, lambda band: 0.8 < band.low < band.high < 0.97),
    _share("gelu-share-deep", "gelu", "gain", 20, lambda band: 0.4 < band.middle < 0.85),
    _share("elu-share-deep", "elu", "gain", 20, lambda band: 0.2 < band.middle < 0.6),
    _share(
        "tanh-share-deep",
        "tanh",
        "gain",
        20,
        # Of 256 independent examples a share of 1/256 is chance alone.
        lambda band: band.high < 3 / 256,
    ),
    _share("sigmoid-share-second", "sigmoid", "gain", 2, lambda band: band.low > 0.9),
    _share("tanh-share-default-first", "tanh", "torch", 1, lambda band: band.high < 0.05),
    _share("tanh-share-default-tenth", "tanh", "torch", 10, lambda band: band.low > 0.98),
    Claim(
        id="tanh-mean-default-tenth",
        sentence="With torch's default weights the mean of all outputs of tanh's tenth layer,"
        " divided by their root mean square, lies between {value} for nine seeds in ten.",
        value=lambda: at_layer("tanh", "torch", 10, "mean"),
        holds=lambda band: -0.25 < band.low < 0 < band.high < 0.25 and abs(band.middle) < 0.05,
        display=lambda band: f"−{abs(band.low):.2f} and {band.high:.2f}",
        note="Percentiles 5 and 95 over 32 stacks of random layers.",
    ),
)
"""In the order of the article."""
