"""Verdicts on images of clothes: accuracy, speed and gradients on Fashion-MNIST."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

from gen.claims import rings
from gen.claims.vanishing_in_training import runs
from gen.claims.vanishing_in_training.plateau import stopped_early
from gen.claims.vanishing_in_training.runs import Estimate, estimate
from gen.claims.vanishing_in_training.trained import after_first_epoch, points, until
from gen.claims.verdicts.verdict import Place, Ruling, Verdict
from gen.experiments.statistics import wilson
from gen.typography import grouped

_ARTICLE = "vanishing-in-training"
_FILE = "gen/experiments/results/fashion_mnist.json"
_NETWORK = (
    "We take a network 784-512-256-256-128-10 with torch's initial weights, on images scaled to"
    " [−1, 1]"
)


# --- gradients ---------------------------------------------------------------------------------

VANISHING = 100
"""A factor between the hidden layers beyond which we call a gradient vanishing."""


@dataclass(frozen=True)
class _Spreads:
    """How the gradients of the weights differ over the four hidden layers, before training."""

    sigmoid: float
    """The largest root mean square over the smallest."""
    others: dict[str, float]
    """The same for each of the other activations."""


def _spreads() -> _Spreads:
    return _Spreads(
        sigmoid=runs.hidden_spread("sigmoid"),
        others={slug: runs.hidden_spread(slug) for slug in runs.SHOWN if slug != "sigmoid"},
    )


# --- accuracy ----------------------------------------------------------------------------------

_RANKED = ("leakyrelu", "silu", "relu", "tanh", "elu")
"""The order in print, from the best."""


@dataclass(frozen=True)
class _Ranking:
    """Accuracies on the test images, with early stopping."""

    differences: tuple[Estimate, ...]
    """Each activation in the order of print minus the next one, paired by seed, in points."""
    given_up: tuple[int, int]
    """Sigmoid networks that early stopping leaves at one in ten, and all."""


def _ranking() -> _Ranking:
    return _Ranking(
        differences=tuple(runs.difference(one, other) for one, other in pairwise(_RANKED)),
        given_up=stopped_early(runs.runs("sigmoid")),
    )


def _decided(differences: tuple[Estimate, ...]) -> int:
    """How many neighbors in print differ as they do there, beyond the interval."""
    return sum(one.interval is not None and one.interval.low > 0 for one in differences)


def _reversed(differences: tuple[Estimate, ...]) -> int:
    """How many differ the other way, beyond the interval."""
    return sum(one.interval is not None and one.interval.high < 0 for one in differences)


# --- speed -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Speed:
    """How fast networks learn."""

    relu: tuple[float, ...]
    """Shares of held-out images right after one epoch, by seed."""
    tanh: tuple[float, ...]
    slowest: int
    """The last epoch in which a network of either has four fifths right for the first time."""
    sigmoid: tuple[int, ...]
    """The same epoch of each sigmoid network that gets there."""
    sigmoids: int
    rings: dict[float, tuple[int, int]]
    """On two rings, by rate of SGD: seeds at which ReLU is sooner than tanh, and later."""
    rings_sigmoid: int
    """Sigmoid networks that get nine tenths of the rings' points right, at any rate."""


def _undecided(counts: tuple[int, int]) -> bool:
    """Whether Wilson's interval of ReLU's share of these seeds holds one half."""
    interval = wilson(counts[0], sum(counts))
    return interval.low <= 1 / 2 <= interval.high


def _speed() -> _Speed:
    return _Speed(
        relu=tuple(after_first_epoch("relu")),
        tanh=tuple(after_first_epoch("tanh")),
        slowest=max(*until("relu"), *until("tanh")),
        sigmoid=tuple(until("sigmoid")),
        sigmoids=len(runs.runs("sigmoid")),
        rings={
            rate: counts
            for rate in rings.rates("sgd")
            if sum(counts := rings.sooner("relu", "tanh", "sgd", rate))
        },
        rings_sigmoid=sum(rings.good_at("sgd", "sigmoid", rate)[0] for rate in rings.rates("sgd")),
    )


def _shares(found: tuple[float, ...]) -> str:
    return f"{100 * min(found):.1f} % to {100 * max(found):.1f} %"


IMAGES: tuple[Verdict[Any], ...] = (
    Verdict(
        id="gradient-histograms-differ",
        printed="On Fashion-MNIST the histograms of the gradients differ by activation, and show"
        " where they vanish.",
        setting=f"No setting is printed. {_NETWORK}, one batch of 256, eight seeds.",
        ruling=Ruling.HOLDS,
        because="they vanish for the sigmoid alone; the others differ in size, and hardly from one"
        " hidden layer to another",
        observe=_spreads,
        supports=lambda seen: seen.sigmoid > VANISHING and max(seen.others.values()) < 3,
        against=lambda seen: replace(seen, others={**seen.others, "tanh": 2.0 * VANISHING}),
        otherwise="Had another activation lost a factor of three or more over the hidden layers,"
        " the remark would be wrong; had the sigmoid lost less than a hundred, the claim.",
        show=lambda seen: (
            f"Over the four hidden layers the sigmoid's gradients differ by a factor of"
            f" {grouped(round(seen.sigmoid))}, those of the other {len(seen.others)} activations by"
            f" at most {max(seen.others.values()):.1f}. Geometric means over eight seeds."
        ),
        note=f"Root mean squares of the gradients of the weights; {_FILE}, parts gradients-*.",
        evidence=Place(_ARTICLE, "one-batch-five-layers"),
    ),
    Verdict(
        id="image-accuracy-by-activation",
        printed="Trained on Fashion-MNIST, a network is most accurate with LeakyReLU, then with"
        " Swish, ReLU, tanh and ELU, in this order; with sigmoid it stays at one in ten, or comes"
        " near four fifths in another edition.",
        setting="One run each is printed, to two decimals of a percent, with SGD, learning rate"
        f" 1/100, momentum 9/10, batches of 256 and early stopping. {_NETWORK}, five seeds.",
        ruling=Ruling.DOES_NOT_HOLD,
        because=lambda seen: (
            f"of its {len(seen.differences)} steps we find {_decided(seen.differences)} again and"
            f" {_reversed(seen.differences)} the other way round, the others are undecided, and the"
            " sigmoid's number depends on when training is stopped"
        ),
        observe=_ranking,
        supports=lambda seen: (
            _decided(seen.differences) < len(seen.differences) / 2 and seen.given_up[0] > 0
        ),
        against=lambda seen: replace(
            seen, differences=tuple(estimate(np.array([0.2, 0.21, 0.22])) for _ in seen.differences)
        ),
        otherwise="Intervals above 0 for most neighbors in the printed order would have made it"
        " hold.",
        show=lambda seen: (
            "Each minus the next, paired by seed, in percentage points: "
            + "; ".join(points(one) for one in seen.differences)
            + f". Of the sigmoid networks {seen.given_up[0]} of {seen.given_up[1]} are stopped on"
            " their plateau. Means over seeds, with Student's intervals of 95 %."
        ),
        note=f"Accuracies on the test images at the best epoch; {_FILE}.",
        evidence=Place(_ARTICLE, "training-on-images"),
    ),
    Verdict(
        id="relu-greatly-accelerates-sgd",
        printed="ReLU greatly accelerates stochastic gradient descent, compared with sigmoid and"
        " tanh.",
        setting=f"No setting is printed. {_NETWORK}, SGD with learning rate 1/100 and momentum"
        " 9/10, batches of 256; fast is who has more of the held-out images right after an"
        " epoch, and who first has four fifths.",
        ruling=Ruling.HOLDS_ONLY_IF,
        because="it is compared with the sigmoid; whether tanh is slower depends on the task and on"
        " the learning rate",
        observe=_speed,
        supports=lambda seen: (
            all(one <= other for one, other in zip(seen.relu, seen.tanh, strict=True))
            and all(epoch > 5 * seen.slowest for epoch in seen.sigmoid)
            and seen.rings_sigmoid == 0
            and any(
                ours > theirs and not _undecided((ours, theirs))
                for ours, theirs in seen.rings.values()
            )
            and any(_undecided(counts) for counts in seen.rings.values())
        ),
        against=lambda seen: replace(seen, tanh=tuple(one / 2 for one in seen.relu)),
        otherwise="Had tanh been behind after one epoch, the condition would have fallen away; had"
        " the sigmoid kept up, the claim.",
        show=lambda seen: (
            f"After one epoch ReLU has {_shares(seen.relu)} of the held-out images right, tanh"
            f" {_shares(seen.tanh)}; both have four fifths by epoch {seen.slowest}. Of the sigmoid"
            f" networks {len(seen.sigmoid)} of {seen.sigmoids} get there within fifty epochs, in"
            f" epoch {min(seen.sigmoid, default=0)} at the earliest. Lowest and highest seed. On"
            " two rings, with SGD, ReLU is sooner than tanh, and tanh than ReLU, at "
            + ", ".join(
                f"{ours} and {theirs} seeds (rate {Fraction(str(rate))})"
                for rate, (ours, theirs) in seen.rings.items()
            )
            + "; the sigmoid gets there at none. ReLU leads beyond Wilson's 95 % interval at "
            + str(sum(not _undecided(one) and one[0] > one[1] for one in seen.rings.values()))
            + f" of these {len(seen.rings)} rates."
        ),
        note=f"First epochs with 80 % of 10,000 held-out images right; {_FILE}; for the rings"
        " gen/experiments/results/circles_rates.json, parts sgd-*.",
        evidence=Place(_ARTICLE, "training-on-images"),
    ),
)
"""In the order of the page."""
