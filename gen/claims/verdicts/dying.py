"""Verdicts on zeros and dead units."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from gen.claims.dying_units import counts, images, rings, zeros
from gen.claims.dying_units.counts import RULES, in_percent, listed, of, percent
from gen.claims.verdicts.verdict import Place, Ruling, Verdict
from gen.experiments.statistics import Interval, Paired, wilson

ARTICLE = "dying-units"


# --- zeros -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Zeros:
    """Shares of outputs that are 0 before training."""

    networks: list[list[float]]
    """By network and hidden layer, for torch's default weights and for He's."""
    means: list[float]
    """By hidden layer, of torch's default weights."""
    one_sided: float
    """The share of units of the last hidden layer that are hardly ever on, or hardly ever off."""


def _zeros() -> _Zeros:
    parts = counts.result(counts.ZEROS).parts
    return _Zeros(
        [one for start in ("default", "he") for one in parts[f"{start}-images"]["zeros"]],
        zeros.zeros("default", "images"),
        zeros.one_sided("default", "images")[-1],
    )


# --- dying -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Rates:
    """Dead units and success on the rings, at moderate rates, at high ones, and above."""

    dead: dict[str, dict[str, Interval]]
    """The share of dead units after training with ReLU, by level and optimizer."""
    higher: dict[str, Paired]
    """That share at the high rate less that at the moderate one, by optimizer."""
    proper: dict[str, tuple[int, int]]
    """By optimizer, seeds at which only the moderate rate succeeds, and only the high one."""
    leak: tuple[Paired, tuple[int, int]]
    """Success with LeakyReLU against ReLU at the high rates."""
    too_high: tuple[int, int]
    """Networks with LeakyReLU that succeed at rates that are too high, and how many there are."""


def _rates() -> _Rates:
    higher = {rule: rings.higher_rate(rule) for rule in RULES}
    leaky = [
        counts.succeeded(f"leakyrelu-{rule}", rings.at(rings.TOO_HIGH, rule)) for rule in RULES
    ]
    return _Rates(
        {
            level: {
                rule: counts.mean(counts.shares(f"relu-{rule}", rings.at(which, rule)))
                for rule in RULES
            }
            for level, which in (("moderate", rings.GOOD), ("high", rings.HIGH))
        },
        {rule: dead for rule, (dead, _) in higher.items()},
        {rule: success for rule, (_, success) in higher.items()},
        rings.leak_against_nothing(),
        (sum(map(sum, leaky)), sum(map(len, leaky))),
    )


def _curable(seen: _Rates) -> bool:
    """Units die at high rates, where a proper rate and a leak help; above, the leak does not."""
    leak, (only_leaky, only_plain) = seen.leak
    return (
        all(one.greater > one.less and one.p < 0.05 / 3 for one in seen.higher.values())
        and all(only_proper > only_high for only_proper, only_high in seen.proper.values())
        and only_leaky > only_plain
        and leak.p < 0.05
        and wilson(*seen.too_high).high < 1 / 3
    )


def _by_rule(found: dict[str, Interval]) -> str:
    return listed([f"{in_percent(one)} with {RULES[rule]}" for rule, one in found.items()])


# --- questions ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Questions:
    """What helps a dead unit, and when."""

    first: tuple[int, int]
    """Units of the first layer dead on all training images; those on for a test image."""
    behind: tuple[int, int]
    """The same behind the first layer."""
    lower: dict[str, Paired]
    """The share of dead units at the high rate less that at the moderate one, by optimizer."""
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
        images.awake(runs, "test", slice(1, None)),
        {rule: rings.higher_rate(rule)[0] for rule in RULES},
        (sum(then for then, _ in lowered), sum(back for _, back in lowered)),
        (sum(then for then, _ in same), sum(back for _, back in same)),
        {rule: rings.fewer_points(rings.GOOD, rule) for rule in RULES},
    )


def _decided(one: Paired) -> bool:
    """More dead units, by a test of three."""
    return one.greater > one.less and one.p < 0.05 / 3


def _conditions(seen: _Questions) -> bool:
    """Each of the three parts is true under its condition, and not without."""
    return (
        # In the first layer, and hardly behind it.
        seen.first[1] > 0.1 * seen.first[0]
        and seen.behind[1] < 0.02 * seen.behind[0]
        # From the start, and not from half way on.
        and all(_decided(one) for one in seen.lower.values())
        and seen.lowered[1] / seen.lowered[0] <= seen.same[1] / seen.same[0] < 0.1
        # With SGD, plain or with momentum; undecided with Adam.
        and [rule for rule, one in seen.points.items() if _decided(one)] == ["sgd", "momentum"]
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
        printed="At random initialization, about half of the outputs of ReLU layers are 0.",
        setting=(
            "Printed: no network. Chosen here: four hidden layers, torch's default weights and "
            "He's, eight seeds each, and 10,000 images of clothes."
        ),
        ruling=Ruling.HOLDS,
        because="as a mean over units",
        observe=_zeros,
        supports=lambda seen: (
            all(abs(share - 1 / 2) < 0.08 for one in seen.networks for share in one)
            and seen.one_sided > 1 / 2
        ),
        against=lambda seen: replace(seen, networks=[[0.5, 0.5, 0.5, 0.75], *seen.networks[1:]]),
        otherwise=(
            "If a layer of one of the networks had fewer than 42 % or more than 58 % of zeros, it "
            "would not hold."
        ),
        show=lambda seen: (
            f"By layer {listed([percent(share) for share in seen.means])}, with torch's default "
            f"weights; in every layer of every network between "
            f"{percent(min(map(min, seen.networks)))} and {percent(max(map(max, seen.networks)))}. "
            f"Of the single units of the last hidden layer, {percent(seen.one_sided)} are on for "
            "under a twentieth of the images, or off for under a twentieth."
        ),
        note="Means over seeds; the bounds are the lowest and the highest share.",
        evidence=Place(ARTICLE, "half-of-the-outputs-are-zeros-on-average"),
    ),
    Verdict(
        id="high-rates-kill-units-and-leaks-cure",
        printed=(
            "ReLU units die when the learning rate is too high. Leaky ReLU, or a proper rate, "
            "cures it."
        ),
        setting=(
            "Printed: no setting. Chosen here: the networks on two rings, three optimizers, each at"
            " a moderate rate, a high one and one that is too high; 200 epochs, 32 seeds for ReLU "
            "and 16 for LeakyReLU."
        ),
        ruling=Ruling.HOLDS_ONLY_IF,
        because=(
            "the rate is only a little too high; three times higher, networks with a leak fail too"
        ),
        observe=_rates,
        supports=_curable,
        against=lambda seen: replace(seen, too_high=(seen.too_high[1], seen.too_high[1])),
        otherwise=(
            "If networks with a leak succeeded at the highest rates, it would hold as it stands; if"
            " they did not succeed more often than ReLU at the high ones, it would not hold."
        ),
        show=lambda seen: (
            f"Dead units with ReLU, means with Student's 95 % intervals: "
            f"{_by_rule(seen.dead['moderate'])} at moderate rates (3/10, 3/100 and 1/100), "
            f"{_by_rule(seen.dead['high'])} at high ones (1, 1/10 and 1/10). Networks that succeed "
            "only at the moderate rate, and only at the high one: "
            + listed([f"{a} and {b} with {RULES[rule]}" for rule, (a, b) in seen.proper.items()])
            + f". At the high rates, {seen.leak[1][0]} networks succeed only with the leak and "
            f"{seen.leak[1][1]} only without (p = {seen.leak[0].p:.1g}); at rates three times as "
            f"high, {of(*seen.too_high)} succeed with it."
        ),
        note=(
            "Pairs share a seed. Dead units: Wilcoxon's signed-rank test with p below 0.05/3. The "
            "leak: the same test over seeds, each with the number of optimizers that succeed."
        ),
        evidence=Place(ARTICLE, "the-learning-rate"),
    ),
    Verdict(
        id="dead-units-never-revive",
        printed="Over time, units come to give 0 for all data, and never come back.",
        setting=(
            "Printed: no setting. Chosen here: the networks on two rings, with a census on all "
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
        otherwise="If no unit that is dead before training were alive after it, it would hold.",
        show=lambda seen: (
            "Of the units dead before training, "
            + listed(
                [
                    f"{of(back, then)} with {RULES[rule]}"
                    for rule, (then, back) in seen.start.items()
                ]
            )
            + " are alive after it, at rates at which most networks succeed. In the first hidden"
            " layer, of the units ever dead, "
            + listed([f"{of(*pair)} with {RULES[rule]}" for rule, pair in seen.first.items()])
            + " came back."
        ),
        note=(
            "Counts over all seeds with torch's default initialization; those of the first layer "
            "over four rates."
        ),
        evidence=Place(ARTICLE, "who-comes-back"),
    ),
    Verdict(
        id="dead-in-training-may-wake-later",
        printed=(
            "A unit that is dead in training may wake in use. A lower learning rate and more data "
            "help against dying."
        ),
        setting=(
            "Printed: three questions without a setting. Chosen here, for use: 10,000 test images, "
            "for units dead on 60,000 training images. For rate and data: the networks on two "
            "rings, 32 seeds."
        ),
        ruling=Ruling.HOLDS_ONLY_IF,
        because=(
            "the unit is in the first layer (for use), the rate is lower before it dies, and the "
            "optimizer is SGD, with or without momentum (for data)"
        ),
        observe=_questions,
        supports=_conditions,
        against=lambda seen: replace(seen, lowered=(seen.lowered[0], seen.lowered[0] // 2)),
        otherwise=(
            "If units behind the first layer woke as often, if a rate lowered half way brought more"
            " units back than the rate unchanged, and if more data helped with Adam, no condition "
            "would be needed."
        ),
        show=lambda seen: (
            f"Of the units dead in training, {of(*reversed(seen.first))} in the first hidden layer "
            f"and {of(*reversed(seen.behind))} behind it are on for a test image. The share of dead"
            " units is lower at the moderate rate than at the high one in "
            + listed(
                [f"{one.greater} of 32 networks with {RULES[r]}" for r, one in seen.lower.items()]
            )
            + f". Of units dead half way, {of(*reversed(seen.lowered))} are "
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
        note=(
            "Pairs share a seed; Wilcoxon's signed-rank test, decided below 0.05/3. Units in use "
            "are pooled over 36 networks."
        ),
        evidence=Place(ARTICLE, "five-questions"),
    ),
)
