"""Training with centered outputs and without, seed by seed."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from gen.claims import Claim
from gen.claims.zero_centered.frozen_results import result
from gen.experiments.statistics import Interval, paired
from gen.lookups import remembered

OPTIMIZERS = ("sgd", "adam")


class Ratio(NamedTuple):
    """A final loss with centered outputs over that without, over the same seeds."""

    median: Interval
    """Of the ratios, with its bootstrap interval."""
    less: int
    """The number of seeds whose loss is lower with centered outputs."""
    seeds: int
    p: float
    """Of Wilcoxon's signed-rank test on the logarithms, two-sided."""


def rates(optimizer: str) -> list[float]:
    """The learning rates that were tried."""
    found: list[float] = result("centering").settings(f"relu-plain-{optimizer}")["rates"]
    return found


@remembered
def ratio(slug: str, optimizer: str, rate: float, variant: str = "compensated") -> Ratio:
    """The final losses of a variant of a function over those of the function as it is.

    variant: `compensated` for networks that compute the same at first, `centered` for those with
    the same first weights.
    """
    place = rates(optimizer).index(rate)
    centered, plain = (
        np.log(result("centering").parts[f"{slug}-{one}-{optimizer}"]["loss"][place])
        for one in (variant, "plain")
    )
    return _ratio(centered, plain)


def _ratio(centered: Any, plain: Any) -> Ratio:
    """The same from logarithms of losses."""
    found = paired(centered, plain)
    middle = Interval(*(float(np.exp(one)) for one in found.median))
    return Ratio(middle, found.less, len(plain), found.p)


MARGIN = 0.05
"""What a loss has to be lower or higher by, interval included, to be counted."""


class Count(NamedTuple):
    """At how many learning rates of both optimizers centered networks end differently."""

    lower: int
    higher: int
    tried: int


def count(slug: str, variant: str = "compensated") -> Count:
    """How often centered outputs end with a loss lower by the margin, and how often higher."""
    found = [ratio(slug, name, rate, variant) for name in OPTIMIZERS for rate in rates(name)]
    lower = sum(one.median.high < 1 - MARGIN for one in found)
    return Count(lower, sum(one.median.low > 1 + MARGIN for one in found), len(found))


def medians(slug: str) -> list[float]:
    """The median ratio at each rate of each optimizer."""
    return [ratio(slug, name, rate).median.middle for name in OPTIMIZERS for rate in rates(name)]


def doubled(optimizer: str, rate: float) -> Ratio:
    """Twice the sigmoid less 1, which is tanh of half the input, against twice the sigmoid."""
    place = rates(optimizer).index(rate)
    centered, plain = (
        np.log(result("centering").parts[f"sigmoid-doubled{one}-{optimizer}"]["loss"][place])
        for one in ("-centered", "")
    )
    return _ratio(centered, plain)


SUCCESS = 0.9
"""The share of right answers at the end from which on a network has succeeded."""


def succeeded(part: str, rate: float) -> int:
    """In how many seeds a network ends with nine right answers in ten."""
    settings = result("centering").settings(part)
    found = result("centering").parts[part]["accuracy"][settings["rates"].index(rate)]
    # Accuracies come from float32.
    return sum(accuracy >= SUCCESS - 1e-6 for accuracy in found)


def lowest(slug: str, variant: str) -> float:
    """The lowest median of the final losses, over all rates of both optimizers."""
    return min(
        float(np.median(losses))
        for name in OPTIMIZERS
        for losses in result("centering").parts[f"{slug}-{variant}-{name}"]["loss"]
    )


def interval(found: Interval, decimals: int = 2) -> str:
    """A median with its interval."""
    low, middle, high = (f"{one:.{decimals}f}" for one in found)
    return f"{middle} ({low} to {high})"


def _counted(
    id: str,  # noqa: A002 (the name of the field of Claim)
    slug: str,
    side: str,
    holds: Callable[[int], bool],
) -> Claim[Count]:
    return Claim(
        id=id,
        sentence=f"With centered {slug} the final loss is {side}, by a twentieth or more, at"
        " {value} learning rates.",
        value=lambda: count(slug),
        holds=lambda found: found.tried == 10 and holds(getattr(found, side)),
        display=lambda found: f"{getattr(found, side)} of {found.tried}",
        note="The whole bootstrap interval (95 %) of the median ratio over 32 pairs of seeds lies"
        " beyond; five rates with SGD and momentum, five with Adam.",
    )


def _one(
    id: str,  # noqa: A002 (the name of the field of Claim)
    slug: str,
    optimizer: str,
    rate: float,
    holds: Callable[[Ratio], bool],
) -> Claim[Ratio]:
    return Claim(
        id=id,
        sentence=f"With {optimizer} at the rate {Fraction(str(rate))}, centered networks ({slug})"
        " end with a loss of {value} times that of plain ones.",
        value=lambda: ratio(slug, optimizer, rate),
        holds=holds,
        display=lambda found: interval(found.median),
        note="The median over 32 pairs of seeds, with its bootstrap interval of 95 %.",
    )


TRAINING: tuple[Claim[Any], ...] = (
    _counted("centered-softplus-lower", "softplus", "lower", lambda found: found >= 6),
    _counted("centered-softplus-higher", "softplus", "higher", lambda found: found == 0),
    _one(
        "centered-sigmoid-sgd",
        "sigmoid",
        "sgd",
        0.1,
        lambda found: found.median.high < 0.5 and found.p < 0.001,
    ),
    Claim(
        id="centered-sigmoid-reached",
        sentence="With SGD at the rate 1/10, {value} networks with centered and plain sigmoid"
        " succeed.",
        value=lambda: (
            succeeded("sigmoid-compensated-sgd", 0.1),
            succeeded("sigmoid-plain-sgd", 0.1),
        ),
        holds=lambda found: found[0] > 2 * found[1],
        display=lambda found: f"{found[0]} of the 32 centered and {found[1]} of the 32 plain",
        note="Nine tenths of the points that they learn are right at the end.",
    ),
    _one(
        "centered-sigmoid-adam",
        "sigmoid",
        "adam",
        0.001,
        lambda found: found.median.high < 0.8 and found.p < 0.001,
    ),
    _one(
        "centered-sigmoid-harm",
        "sigmoid",
        "adam",
        0.03,
        lambda found: found.median.low > 1.05 and found.p < 0.001,
    ),
    Claim(
        id="centered-sigmoid-never",
        sentence="At the {value} smallest rates with SGD and the smallest one with Adam no network"
        " with sigmoid succeeds, centered or not.",
        value=lambda: [
            [
                succeeded(f"sigmoid-plain-{name}", rate)
                + succeeded(f"sigmoid-compensated-{name}", rate)
                for rate in rates(name)
            ]
            for name in OPTIMIZERS
        ],
        holds=lambda found: (
            found[0][:3] == [0, 0, 0]
            and found[1][:1] == [0]
            and min(found[0][3:]) > 0
            and min(found[1][1:]) > 0
        ),
        display=lambda found: {3: "three"}[sum(one == 0 for one in found[0])],
        note="Nine tenths of the points right at the end; 32 networks of each kind at each rate.",
    ),
    Claim(
        id="centered-relu-reached",
        sentence="With ReLU {value} networks succeed, centered and not.",
        value=lambda: [
            succeeded(f"relu-{variant}-{name}", rate)
            for variant in ("plain", "compensated")
            for name in OPTIMIZERS
            for rate in rates(name)
        ],
        holds=lambda found: len(found) == 20 and all(one == 32 for one in found),
        display=lambda found: f"all {sum(found)}",
        note="Nine tenths of the points right at the end; 32 networks of both kinds at ten rates.",
    ),
    _counted("centered-sigmoid-lower", "sigmoid", "lower", lambda found: 2 <= found <= 4),
    _counted("centered-sigmoid-higher", "sigmoid", "higher", lambda found: found == 1),
    Claim(
        id="centered-sigmoid-best",
        sentence="The lowest median loss of sigmoid networks over all rates is {value}.",
        value=lambda: (lowest("sigmoid", "plain"), lowest("sigmoid", "compensated")),
        holds=lambda found: (
            found[0] < 0.95 * found[1]
            # The plain one does best where centering harms.
            and found[0]
            == float(np.median(result("centering").parts["sigmoid-plain-adam"]["loss"][-1]))
        ),
        display=lambda found: f"{found[0]:.3f} without centering and {found[1]:.3f} with it",
        note="Medians over 32 seeds at each of ten rates; of these the lowest.",
    ),
    Claim(
        id="centered-relu-range",
        sentence="For ReLU all ten median ratios of the losses lie between {value}.",
        value=lambda: medians("relu"),
        holds=lambda found: 0.8 < min(found) < 1 < max(found) < 1.3,
        display=lambda found: f"{min(found):.2f} and {max(found):.2f}",
        note="Medians over 32 pairs of seeds; five rates with SGD and momentum, five with Adam.",
    ),
    _counted("centered-relu-lower", "relu", "lower", lambda found: 0 < found <= 4),
    _counted("centered-relu-higher", "relu", "higher", lambda found: 0 < found <= 4),
    Claim(
        id="centered-doubled",
        sentence="With Adam at the rate 1/1000, tanh of half the input ends with a loss of {value}"
        " times that of twice the sigmoid, which is as steep.",
        value=lambda: doubled("adam", 0.001),
        holds=lambda found: found.median.high < 0.8 and found.p < 0.001,
        display=lambda found: interval(found.median),
        note="The median over 32 pairs of seeds with the same first weights, with its bootstrap"
        " interval of 95 %.",
    ),
    Claim(
        id="centered-same-weights",
        sentence="With the same first weights and biases instead, centering lowers the loss, by a"
        " twentieth or more, at {value} rates for softplus, sigmoid and ReLU.",
        value=lambda: [count(slug, "centered") for slug in ("softplus", "sigmoid", "relu")],
        holds=lambda found: all(
            abs(one.lower - count(slug).lower) <= 2
            for one, slug in zip(found, ("softplus", "sigmoid", "relu"), strict=True)
        ),
        display=lambda found: (
            ", ".join(str(one.lower) for one in found[:2])
            + f" and {found[2].lower} of {found[2].tried}"
        ),
        note="The whole bootstrap interval (95 %) of the median ratio over 32 pairs of seeds lies"
        " beyond.",
    ),
)
"""In the order of the article."""
