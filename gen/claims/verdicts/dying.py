"""Verdicts on zeros and dead units."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gen.claims.dying_units import counts, images, rings, zeros
from gen.claims.dying_units.counts import RULES, in_percent, listed, of, percent
from gen.claims.verdicts.verdict import Place, Ruling, Verdict
from gen.experiments.statistics import Interval, Paired

ARTICLE = "dying-units"


# --- zeros -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Zeros:
    """Shares of outputs that are 0."""

    before: list[float]
    """By hidden layer, over random weights."""
    one_sided: float
    """The share of units of the last hidden layer that are hardly ever on, or hardly ever off."""
    after: tuple[float, float]
    """Over all hidden layers after an epoch of Adam, at a low and at a high rate."""


def _zeros() -> _Zeros:
    low, high = (
        float(np.mean([one["zeros"] for one in counts.images(part)]))
        for part in ("relu-adam-0.001", "relu-adam-0.01")
    )
    one_sided = zeros.one_sided("default", "images")[-1]
    return _Zeros(zeros.zeros("default", "images"), one_sided, (low, high))


# --- dying -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Rates:
    """Dead units and success on the rings."""

    start: Interval
    """The share of dead units before training."""
    good: dict[str, Interval]
    """After training at a rate at which most networks learn, by optimizer."""
    too_high: dict[str, Interval]
    leaky_flat: float
    """The largest share of flat units with LeakyReLU, at any rate."""
    learned: tuple[int, int]
    """Networks with LeakyReLU that learn at the rates that are too high, and how many there are."""


def _rates() -> _Rates:
    leaky = [
        (f"leakyrelu-{rule}", f"default {rate:g}") for rule in RULES for rate in counts.rates(rule)
    ]
    learned = [
        counts.learned(f"leakyrelu-{rule}", rings.at(rings.TOO_HIGH, rule)) for rule in RULES
    ]
    return _Rates(
        start=counts.mean(counts.shares("relu-sgd", rings.at(rings.GOOD, "sgd"), "dead_start")),
        good={
            rule: counts.mean(counts.shares(f"relu-{rule}", rings.at(rings.GOOD, rule)))
            for rule in RULES
        },
        too_high={
            rule: counts.mean(counts.shares(f"relu-{rule}", rings.at(rings.TOO_HIGH, rule)))
            for rule in RULES
        },
        leaky_flat=max(max(counts.shares(*one)) for one in leaky),
        learned=(sum(learned), 16 * len(learned)),
    )


def _by_rule(found: dict[str, Interval]) -> str:
    return listed([f"{in_percent(one)} with {RULES[rule]}" for rule, one in found.items()])


# --- questions ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Questions:
    """What helps a dead unit, and when."""

    awake: tuple[int, int]
    """Units of the first layer dead on all training images; those on for a test image."""
    lowered: tuple[int, int]
    """Units dead half way at a high rate; those alive at the end of a tenth of the rate."""
    same: tuple[int, int]
    """The same for the rate unchanged."""
    points: dict[str, Paired]
    """The share of dead units with a tenth of the points, less that with all, by optimizer."""


def _questions() -> _Questions:
    runs = [f"relu-{rule}-{rate:g}" for rule in RULES for rate in counts.image_rates(rule)]
    lowered = [
        rings.followed(f"cures-{rule}", rings.at(rings.HIGH, rule, "lower"), 100) for rule in RULES
    ]
    same = [rings.followed(f"relu-{rule}", rings.at(rings.HIGH, rule), 100) for rule in RULES]
    return _Questions(
        images.awake(runs, "test", slice(0, 1)),
        (sum(then for then, _ in lowered), sum(back for _, back in lowered)),
        (sum(then for then, _ in same), sum(back for _, back in same)),
        {rule: rings.fewer_points(rings.GOOD, rule) for rule in RULES},
    )


@dataclass(frozen=True)
class _Back:
    """Units that came back."""

    start: dict[str, tuple[int, int]]
    """By optimizer: units dead before training, and those alive after it."""
    first: dict[str, tuple[int, int]]
    """By optimizer, in the first layer: revivals, and units that were ever dead."""


def _back() -> _Back:
    return _Back(
        {rule: rings.followed(f"relu-{rule}", rings.at(rings.GOOD, rule), 0) for rule in RULES},
        {rule: rings.first_layer(rule) for rule in RULES},
    )


DYING: tuple[Verdict[Any], ...] = (
    Verdict(
        id="half-of-relu-outputs-are-zero",
        printed="About half of the outputs of ReLU layers are 0.",
        setting=(
            "Print says “at random initialization”, and no more. We took four hidden layers with "
            "torch's default weights, eight seeds, and 10,000 images; and the same network after "
            "one epoch, three seeds."
        ),
        ruling=Ruling.HOLDS_ONLY_IF,
        because="one averages over units whose weights are random, before training",
        observe=_zeros,
        supports=lambda seen: (
            all(abs(share - 1 / 2) < 0.08 for share in seen.before)
            and seen.one_sided > 1 / 2
            and seen.after[1] - seen.after[0] > 0.2
        ),
        against=lambda seen: replace(seen, before=[*seen.before[:-1], 0.75]),
        otherwise="A layer with a share beyond 42 to 58 % before training would make it fail.",
        show=lambda seen: (
            f"By layer {listed([percent(share) for share in seen.before])} before training; but "
            f"{percent(seen.one_sided)} of the units of the last hidden layer are on for under a "
            f"twentieth of the images, or off for under a twentieth. After one epoch of Adam, "
            f"{percent(seen.after[0])} at a rate of 0.001 and {percent(seen.after[1])} at 0.01."
        ),
        note="Means over seeds.",
        evidence=Place(ARTICLE, "half-of-the-outputs-are-zeros-on-average"),
    ),
    Verdict(
        id="high-rates-kill-units-and-leaks-cure",
        printed=(
            "ReLU units die when the learning rate is too high. Leaky ReLU, or a proper rate, "
            "cures it."
        ),
        setting=(
            "No setting is printed. We took the networks on two rings: three optimizers with four "
            "rates each, 200 epochs, 32 seeds for ReLU and 16 for LeakyReLU."
        ),
        ruling=Ruling.HOLDS_ONLY_IF,
        because="one counts the units that die in training, and asks nothing of the network",
        observe=_rates,
        supports=lambda seen: (
            all(
                seen.too_high[rule].low > max(seen.good[rule].high, seen.start.high)
                for rule in RULES
            )
            and seen.start.low > 0.1
            and seen.leaky_flat == 0
            and seen.learned[0] < seen.learned[1] / 4
        ),
        against=lambda seen: replace(seen, learned=(seen.learned[1], seen.learned[1])),
        otherwise=(
            "It would hold as it stands if hardly a unit were dead before training, and if "
            "networks with a leak learned at the highest rates."
        ),
        show=lambda seen: (
            f"Dead units, means with Student's 95 % intervals: {in_percent(seen.start)} before "
            f"training, {_by_rule(seen.good)} at moderate rates, {_by_rule(seen.too_high)} at the "
            f"highest. LeakyReLU has none by its slope, and {of(*seen.learned)} of its networks "
            "learn at the highest rates."
        ),
        note="A network learns when it puts nine in ten points on their ring.",
        evidence=Place(ARTICLE, "the-learning-rate"),
    ),
    Verdict(
        id="dead-units-never-revive",
        printed="Over time, units come to give 0 for all data, and never come back.",
        setting=(
            "No setting is printed. We took the networks on two rings, with a census on all "
            "training points after each of 200 epochs; three optimizers, 32 seeds."
        ),
        ruling=Ruling.DOES_NOT_HOLD,
        because="behind the first layer they do come back",
        observe=_back,
        supports=lambda seen: (
            all(back > then / 4 for then, back in seen.start.values())
            and all(back < ever / 50 for back, ever in seen.first.values())
        ),
        against=lambda seen: replace(
            seen, start={rule: (then, 0) for rule, (then, _) in seen.start.items()}
        ),
        otherwise="It would hold if no unit that is dead before training were alive after it.",
        show=lambda seen: (
            "Of the units dead before training, "
            + listed(
                [
                    f"{of(back, then)} with {RULES[rule]}"
                    for rule, (then, back) in seen.start.items()
                ]
            )
            + " are alive after it, at rates at which most networks learn. In the first hidden"
            " layer, of the units ever dead, "
            + listed([f"{of(*pair)} with {RULES[rule]}" for rule, pair in seen.first.items()])
            + " came back."
        ),
        note="Counts over all seeds; those of the first layer over all rates and initializations.",
        evidence=Place(ARTICLE, "who-comes-back"),
    ),
    Verdict(
        id="dead-in-training-may-wake-later",
        printed=(
            "A unit that is dead in training may wake in use. A lower learning rate and more data "
            "help against dying."
        ),
        setting=(
            "Print asks this and gives no setting. In use: 10,000 test images, for units dead on "
            "60,000 training images. Rate and data: the networks on two rings, 32 seeds."
        ),
        ruling=Ruling.HOLDS_ONLY_IF,
        because="the rate is lower before the unit dies",
        observe=_questions,
        supports=lambda seen: (
            seen.awake[1] > 0.1 * seen.awake[0]
            and seen.lowered[1] / seen.lowered[0] <= seen.same[1] / seen.same[0] < 0.1
            and all(one.greater > one.less for one in seen.points.values())
            and sum(one.p < 0.05 for one in seen.points.values()) > 1
        ),
        against=lambda seen: replace(seen, lowered=(seen.lowered[0], seen.lowered[0] // 2)),
        otherwise=(
            "If a rate lowered half way woke more units than the rate unchanged, no condition "
            "would be needed."
        ),
        show=lambda seen: (
            f"Of the units of the first hidden layer dead in training, {of(*reversed(seen.awake))} "
            f"are on for a test image. Of units dead half way, {of(*reversed(seen.lowered))} are "
            f"alive at the end with a tenth of the rate, {of(*reversed(seen.same))} with the same. "
            "A tenth of the points makes the share of dead units greater in "
            + listed(
                [
                    f"{one.greater} of 32 networks and smaller in {one.less} with {RULES[rule]}"
                    f" (p = {one.p:.2g})"
                    for rule, one in seen.points.items()
                ]
            )
            + "."
        ),
        note="Pairs share a seed; Wilcoxon's signed-rank test.",
        evidence=Place(ARTICLE, "five-questions"),
    ),
)
