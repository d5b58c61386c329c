"""How many times as many epochs other functions need as leaky ReLU, on the two rings."""

from __future__ import annotations

from fractions import Fraction
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


def never(slug: str, rate: float) -> int:
    """The number of seeds whose network never gets nine points in ten right."""
    return sum(epoch is None for epoch in _reached(slug, rate))


def seeds() -> int:
    """The number of seeds at each rate."""
    return len(_reached("leakyrelu", RATES[0]))


def one(found: Interval) -> str:
    """A median with its interval."""
    return f"{found.middle:.1f} ({found.low:.1f} to {found.high:.1f})"


def shown(found: list[Interval]) -> str:
    """Medians with their intervals, one for each rate."""
    texts = [one(interval) for interval in found]
    return ", ".join(texts[:-1]) + f" and {texts[-1]}"


def _beside(slug: str, rate: float) -> Claim[Interval]:
    """How many times as many epochs a function needs; faster than six is much, thrice is not."""
    at_least = "at least " if slug == "sigmoid" else ""
    return Claim(
        id=f"leaky-beside-{slug}-{Fraction(str(rate))}".replace("/", "-"),
        sentence=f"With Adam at the rate {Fraction(str(rate))}, {slug} needs {at_least}{{value}}"
        " times as many epochs as leaky ReLU.",
        value=lambda: slower(slug, rate),
        holds=(
            (lambda found: found.low > 6 and never(slug, rate) > 0)
            if slug == "sigmoid"
            else (lambda found: found.low > 1 and found.high < 3 and never(slug, rate) == 0)
        ),
        display=one,
        note="Epochs until nine of ten points are right, on the two rings; medians of the ratio"
        " over seeds, with bootstrap intervals of 95 %. A network that never gets there counts as"
        " if it did after the last epoch.",
    )


STEPS: tuple[Claim[Any], ...] = (
    *(_beside(slug, rate) for rate in RATES for slug in ("tanh", "sigmoid")),
    Claim(
        id="sigmoid-never-gets-there",
        sentence="Of the sigmoid networks {value} never get nine points in ten right, at the three"
        " rates; of the others all do.",
        value=lambda: [never("sigmoid", rate) for rate in RATES],
        holds=lambda found: (
            min(found) > 0
            and not any(never(slug, rate) for slug in ("tanh", "leakyrelu") for rate in RATES)
        ),
        display=lambda found: f"{found[0]}, {found[1]} and {found[2]} of {seeds()}",
        note="Within the epochs of the experiment; counted.",
    ),
)
"""In the order of the article."""
