"""Two rings at many learning rates: what becomes of the order of activations."""

from __future__ import annotations

from typing import Any

from gen.claims import Claim
from gen.claims.rings import NINETY, at_rate, good_at, rates
from gen.experiments.statistics import wilson

SLOW, FAST = 1e-4, 1e-2
"""A rate of Adam that is often printed for this task, and a hundred times as much."""

_FILE = "gen/experiments/results/circles_rates.json"


def apart(optimizer: str, rate: float, one: str, other: str) -> tuple[int, int]:
    """The seeds at which one activation alone has nine of ten points right, and the other alone."""
    first, second = (
        at_rate(optimizer, slug, rate, "accuracy") >= NINETY - 5e-4 for slug in (one, other)
    )
    return int((first & ~second).sum()), int((second & ~first).sum())


def ahead(optimizer: str, rate: float, one: str, other: str) -> bool:
    """Whether one is ahead of the other beyond chance: a sign test of the seeds that differ."""
    wins, losses = apart(optimizer, rate, one, other)
    return wins + losses > 0 and wilson(wins, wins + losses).low > 1 / 2


def at_all_rates(optimizer: str, slug: str) -> list[tuple[int, int]]:
    """Networks with nine of ten points right at the end, and all, by rate."""
    return [good_at(optimizer, slug, rate) for rate in rates(optimizer)]


RATES: tuple[Claim[Any], ...] = (
    Claim(
        id="rings-relu-alone-slow",
        sentence="At the slow rate ReLU alone gets there at {value} seeds.",
        value=lambda: apart("adam", SLOW, "relu", "tanh"),
        holds=lambda found: found[0] > found[1] and ahead("adam", SLOW, "relu", "tanh"),
        display=lambda found: f"{found[0]}, tanh alone at {found[1]}",
        note="Wilson's 95 % interval for ReLU's part of the seeds that differ lies above one half;"
        f" {_FILE}.",
    ),
    Claim(
        id="rings-tanh-alone-fast",
        sentence="At the fast rate tanh alone gets there at {value} seeds.",
        value=lambda: apart("adam", FAST, "tanh", "relu"),
        holds=lambda found: found[0] > found[1] and ahead("adam", FAST, "tanh", "relu"),
        display=lambda found: f"{found[0]}, ReLU alone at {found[1]}",
        note="Wilson's 95 % interval for tanh's part of the seeds that differ lies above one half;"
        f" {_FILE}.",
    ),
    Claim(
        id="rings-sigmoid-sgd",
        sentence="With SGD and momentum {value} sigmoid networks get there at any of eight rates.",
        value=lambda: (
            sum(good for good, _ in at_all_rates("sgd", "sigmoid")),
            sum(count for _, count in at_all_rates("sgd", "sigmoid")),
        ),
        holds=lambda found: found[0] == 0,
        display=lambda found: f"{found[0]} of {found[1]}",
        note=f"Networks with nine of ten points right at the end, all rates together; {_FILE}.",
    ),
)
"""Those of the section on the learning rate that rings decide."""
