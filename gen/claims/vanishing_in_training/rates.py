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


def _share(found: tuple[int, int]) -> str:
    interval = wilson(*found)
    return f"{found[0]} of {found[1]} ({100 * interval.low:.0f} % to {100 * interval.high:.0f} %)"


_NAMES = {"relu": "ReLU", "tanh": "tanh", "sigmoid": "the sigmoid"}


def _good(slug: str, rate: float) -> Claim[tuple[int, int]]:
    return Claim(
        id=f"rings-{slug}-{'slow' if rate == SLOW else 'fast'}",
        sentence=f"On two rings, with Adam at a rate of 1/{round(1 / rate)}, {{value}} networks of"
        f" {_NAMES[slug]} end with nine of ten points right.",
        value=lambda: good_at("adam", slug, rate),
        # The shares of the three are said to differ; the claims on the order say by how much.
        holds=lambda found: (found[0] == 0) == (slug == "sigmoid" and rate == SLOW),
        display=_share,
        note=f"With Wilson's 95 % interval of the share; {_FILE}, part adam-{slug}.",
    )


RATES: tuple[Claim[Any], ...] = (
    *(_good(slug, rate) for rate in (SLOW, FAST) for slug in ("relu", "tanh", "sigmoid")),
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
    Claim(
        id="rings-tanh-sgd",
        sentence="With SGD tanh gets there in all networks at {value} of these rates.",
        value=lambda: sum(good == count for good, count in at_all_rates("sgd", "tanh")),
        holds=lambda rates: rates >= 3,
        display=str,
        note=f"Rates at which every network has nine of ten points right at the end; {_FILE}.",
    ),
    Claim(
        id="rings-relu-sgd",
        sentence="ReLU gets there in at most {value} networks, at its best rate.",
        value=lambda: max(at_all_rates("sgd", "relu")),
        holds=lambda found: found[0] < found[1],
        display=_share,
        note=f"With Wilson's 95 % interval of the share; {_FILE}, part sgd-relu.",
    ),
)
"""Those of the section on the learning rate that rings decide."""
