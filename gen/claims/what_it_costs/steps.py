"""How many times as many epochs other functions need as leaky ReLU, on the two rings."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from gen.claims import Claim
from gen.experiments import frozen
from gen.experiments.frozen import Result
from gen.experiments.statistics import Interval, bootstrap_median

RATES = (0.001, 0.003, 0.01)
"""Rates of Adam at which every network with leaky ReLU gets nine points in ten right."""


@cache
def rates_result() -> Result:
    """The frozen result."""
    return frozen.read("circles_rates")


def slower(slug: str, rate: float) -> Interval:
    """The epochs until nine points in ten are right over those of leaky ReLU, seed by seed.

    A network that never gets there counts as if it did after the last epoch, which favors it.
    """
    last = rates_result().settings(f"adam-{slug}")["epochs"]
    one, leaky = (
        np.array([last if epoch is None else epoch for epoch in _reached(name, rate)])
        for name in (slug, "leakyrelu")
    )
    return bootstrap_median(one / leaky)


def _reached(slug: str, rate: float) -> list[int | None]:
    found = rates_result().parts[f"adam-{slug}"]["rates"][f"{rate:g}"]
    epochs: list[int | None] = found["seeds"]["reached"]
    return epochs


def shown(found: list[Interval]) -> str:
    """Medians with their intervals, one for each rate."""
    texts = [f"{one.middle:.1f} ({one.low:.1f} to {one.high:.1f})" for one in found]
    return ", ".join(texts[:-1]) + f" and {texts[-1]}"


STEPS: tuple[Claim[Any], ...] = tuple(
    Claim(
        id=f"leaky-beside-{slug}",
        sentence=f"With Adam at the rates 1/1000, 3/1000 and 1/100, {slug} needs {{value}} times"
        " as many epochs as leaky ReLU.",
        value=lambda slug=slug: [slower(slug, rate) for rate in RATES],  # type: ignore[misc]
        holds=holds,
        display=shown,
        note="Epochs until nine of ten points are right, on the two rings; medians of the ratio"
        " over seeds, with bootstrap intervals of 95 %. A network that never gets there counts as"
        " if it did after the last epoch.",
    )
    for slug, holds in (
        ("tanh", lambda found: all(one.low > 1 and one.high < 3 for one in found)),
        (
            "sigmoid",
            lambda found: (
                all(one.low > 3 for one in found) and found[0].middle > 1.5 * found[-1].middle
            ),
        ),
    )
)
"""In the order of the article."""
