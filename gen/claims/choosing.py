"""The claims of the article "Choosing an activation": what exchanging one does."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from gen.claims import Claim, rings
from gen.experiments import frozen
from gen.experiments.statistics import paired, percentile_band
from gen.typography import rate

NAMES = {
    "relu": "ReLU",
    "leakyrelu": "LeakyReLU",
    "gelu": "GELU",
    "gelu-tanh": "GELU, tanh form",
    "silu": "SiLU",
    "elu": "ELU",
    "tanh": "tanh",
    "sigmoid": "sigmoid",
}
"""The activations that were exchanged, by slug."""


@cache
def swapped(trained: str, other: str) -> tuple[float, ...]:
    """The accuracy of each seed, trained with one activation and run with another."""
    return tuple(frozen.read("swapped").parts[trained]["with"][other]["swapped"])


@cache
def tuned(trained: str, other: str) -> tuple[float, ...]:
    """The same after further training with the other."""
    return tuple(frozen.read("swapped").parts[trained]["with"][other]["tuned"])


@cache
def medians(trained: str, other: str) -> tuple[float, ...]:
    """The median accuracy before further training and after each epoch of it."""
    return tuple(frozen.read("swapped").parts[trained]["with"][other]["medians"])


@dataclass(frozen=True)
class Band:
    """What the middle and most of the seeds did."""

    low: float
    """The 5th percentile."""
    middle: float
    high: float
    """The 95th."""


def band(values: Sequence[float]) -> Band:
    """The 5th, 50th and 95th percentiles."""
    return Band(*(round(float(one), 5) for one in percentile_band(values)))


def percent(share: float) -> str:
    """A share in percent, with one decimal."""
    return f"{100 * share:.1f}\N{NO-BREAK SPACE}%"


def told(found: Band) -> str:
    """The median with its band."""
    return f"{percent(found.middle)} ({percent(found.low)} to {percent(found.high)})"


def exchanges() -> tuple[tuple[str, str], ...]:
    """Every exchange of one function for another: GELU counts once, in its exact form."""
    functions = [slug for slug in NAMES if slug != "gelu-tanh"]
    return tuple((one, other) for one in functions for other in functions if one != other)


def _accuracy(
    id: str,  # noqa: A002 (the name of the field of Claim)
    trained: str,
    other: str,
    says: Callable[[Band], bool],
) -> Claim[Band]:
    """The accuracy of networks trained with one activation and run with another."""
    run = f"and run with {NAMES[other]}" if trained != other else "and run as they are"
    return Claim(
        id=id,
        sentence=f"Networks trained with {NAMES[trained]} {run} are right for {{value}}.",
        value=lambda: band(swapped(trained, other)),
        holds=says,
        display=told,
        note=(
            "Frozen result: the median over 64 seeds, and the 5th to 95th percentile, of the share"
            " of 2000 points that no network has seen."
        ),
    )


# --- exchanged and left alone --------------------------------------------------------------------


def _losses() -> dict[str, int]:
    """Of all exchanges, in how many the median accuracy falls much, and in how many hardly."""
    falls = [
        statistics.median(swapped(one, one)) - statistics.median(swapped(one, other))
        for one, other in exchanges()
    ]
    return {
        "much": sum(fall > 0.1 for fall in falls),
        "hardly": sum(fall < 0.01 for fall in falls),
        "all": len(falls),
    }


def _hardly_changed() -> set[str]:
    """The activations of exchanges that hardly change the median."""
    return {
        slug
        for one, other in exchanges()
        if statistics.median(swapped(one, one)) - statistics.median(swapped(one, other)) < 0.01
        for slug in (one, other)
    }


def _forms() -> float:
    """By how much the accuracy of a network changes at most between the two forms of GELU."""
    return max(
        abs(a - b)
        for one, other in (("gelu", "gelu-tanh"), ("gelu-tanh", "gelu"))
        for a, b in zip(swapped(one, one), swapped(one, other), strict=True)
    )


# --- and trained on ------------------------------------------------------------------------------


def _after_tuning() -> dict[str, int]:
    """How many exchanges end below, above and with the network that kept its activation."""
    found = {"below": 0, "above": 0, "undecided": 0}
    for one, other in exchanges():
        median = paired(tuned(one, other), tuned(one, one)).median
        key = "below" if median.high < 0 else "above" if median.low > 0 else "undecided"
        found[key] += 1
    return found


def _gain(trained: str, other: str) -> tuple[float, float, float]:
    """The median over seeds of what an exchange changes in the end, with its interval."""
    median = paired(tuned(trained, other), tuned(trained, trained)).median
    low, middle, high = (round(one, 5) for one in median)
    return low, middle, high


def points(found: tuple[float, float, float]) -> str:
    """A difference of shares in points of a percent, with its interval."""
    low, middle, high = (f"{100 * one:+.1f}".replace("-", "−") for one in found)
    return f"{middle} points (95\N{NO-BREAK SPACE}% interval {low} to {high})"


def _difference(
    id: str,  # noqa: A002 (the name of the field of Claim)
    trained: str,
    other: str,
    says: Callable[[float, float], bool],
) -> Claim[tuple[float, float, float]]:
    return Claim(
        id=id,
        sentence=(
            f"Trained on with {NAMES[other]} in the place of {NAMES[trained]}, networks differ from"
            " those that kept it by {value} of accuracy."
        ),
        value=lambda: _gain(trained, other),
        holds=lambda found: says(found[0], found[2]),
        display=points,
        note=(
            "Frozen result, after 20 epochs: the median of the differences by seed, over 64 seeds,"
            " with its bootstrap interval of 95 %."
        ),
    )


# --- five seeds ----------------------------------------------------------------------------------


def _chance_of_agreement(seeds: int) -> tuple[int, int]:
    """Of all ways in which coins fall, one a seed, those in which all fall alike."""
    ways = [format(way, f"0{seeds}b") for way in range(2**seeds)]
    return sum(len(set(way)) == 1 for way in ways), len(ways)


CLAIMS: tuple[Claim[Any], ...] = (
    Claim(
        id="rates-that-were-tried",
        sentence="On the two rings learning rates from {value} were tried.",
        value=lambda: {name: rings.rates(name) for name in ("adam", "sgd")},
        # Three rates, ten times apart, fit between the ends.
        holds=lambda found: all(one[-1] / one[0] > 99 for one in found.values()),
        display=lambda found: (
            f"{rate(found['adam'][0])} to {rate(found['adam'][-1])} with Adam, and from"
            f" {rate(found['sgd'][0])} to {rate(found['sgd'][-1])} with momentum"
        ),
        note="The settings in the frozen result.",
    ),
    _accuracy("swap-relu-kept", "relu", "relu", lambda found: found.middle > 0.95),
    _accuracy("swap-relu-leaky", "relu", "leakyrelu", lambda found: found.middle > 0.95),
    _accuracy("swap-relu-gelu", "relu", "gelu", lambda found: 0.55 < found.middle < 0.8),
    _accuracy("swap-relu-tanh", "relu", "tanh", lambda found: found.middle < 0.55),
    _accuracy("swap-gelu-kept", "gelu", "gelu", lambda found: found.middle > 0.95),
    _accuracy("swap-gelu-relu", "gelu", "relu", lambda found: 0.55 < found.middle < 0.8),
    Claim(
        id="swap-much-worse",
        sentence="Exchanging the activation costs more than ten points of accuracy in {value}.",
        value=_losses,
        holds=lambda found: 2 * found["much"] > found["all"],
        display=lambda found: f"{found['much']} of {found['all']} exchanges",
        note="Frozen result: the medians over 64 seeds, of each activation for each other.",
    ),
    Claim(
        id="swap-hardly",
        sentence="Exchanging the activation costs less than one point of accuracy in {value}.",
        value=_losses,
        holds=lambda found: _hardly_changed() == {"relu", "leakyrelu"},
        display=lambda found: f"{found['hardly']} of {found['all']}",
        note="Frozen result, medians over 64 seeds: ReLU and LeakyReLU, each for the other.",
    ),
    Claim(
        id="swap-forms-of-gelu",
        sentence="Between the two forms of GELU no accuracy changes by more than {value}.",
        value=_forms,
        holds=lambda found: found < 0.01,
        display=lambda found: f"{100 * found:.2f} points",
        note="Frozen result: the largest change over 64 seeds, in either direction.",
    ),
    Claim(
        id="swap-tuned-worse",
        sentence="After further training {value} ended below the networks that kept theirs.",
        value=_after_tuning,
        holds=lambda found: 2 * found["below"] > len(exchanges()),
        display=lambda found: f"{found['below']} of {sum(found.values())} exchanges",
        note=(
            "Frozen result, after 20 epochs: the bootstrap interval (95 %) of the median difference"
            " by seed lies below 0."
        ),
    ),
    Claim(
        id="swap-tuned-better",
        sentence="After further training {value} exchanges ended above.",
        value=_after_tuning,
        holds=lambda found: found["above"] > 0,
        display=lambda found: str(found["above"]),
        note=(
            "Frozen result, after 20 epochs: the bootstrap interval (95 %) of the median difference"
            " by seed lies above 0."
        ),
    ),
    _difference("swap-tuned-relu-gelu", "relu", "gelu", lambda low, _: low > 0),
    _difference("swap-tuned-relu-tanh", "relu", "tanh", lambda _, high: high < -0.1),
    Claim(
        id="five-seeds-agree",
        sentence="Five coins fall alike with a probability of {value}.",
        value=lambda: _chance_of_agreement(5),
        holds=lambda found: found[0] * 2**5 == 2 * found[1] and found[0] / found[1] > 0.05,
        display=lambda found: f"{found[0]}/{found[1]} = {percent(found[0] / found[1])}",
        note="All 32 ways counted.",
    ),
)
"""In the order in which the article uses them."""
