"""Verdicts on centered outputs, and variants of ReLU."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gen.claims.learned_slope import FIRST, USUAL, beside
from gen.claims.learned_slope import points as slope_points
from gen.claims.verdicts.verdict import Place, Ruling, Verdict
from gen.claims.what_it_costs.steps import RATES, shown, slower
from gen.claims.zero_centered.means import Band
from gen.claims.zero_centered.noise import LEAKY, closer, drops, passed, points
from gen.claims.zero_centered.training import (
    MARGIN,
    OPTIMIZERS,
    Count,
    count,
    interval,
    medians,
    rates,
    ratio,
)
from gen.experiments.statistics import Interval


@dataclass(frozen=True)
class _Centered:
    """What taking off the mean does to the final loss."""

    counts: Mapping[str, Count]
    """For each function, at how many learning rates the loss is lower or higher."""
    sigmoid: Mapping[str, tuple[Interval, ...]]
    """The ratio of the losses for the sigmoid, for each optimizer from the smallest rate up."""
    relu: tuple[float, float]
    """The smallest and the largest median ratio for ReLU."""


def _centered() -> _Centered:
    ratios = medians("relu")
    counts = {slug: count(slug) for slug in ("softplus", "sigmoid", "relu")}
    sigmoid = {
        name: tuple(ratio("sigmoid", name, rate).median for rate in rates(name))
        for name in OPTIMIZERS
    }
    return _Centered(counts, sigmoid, (min(ratios), max(ratios)))


def _helps_where_the_mean_is_large(seen: _Centered) -> bool:
    softplus, relu = seen.counts["softplus"], seen.counts["relu"]
    return (
        softplus.lower > softplus.tried / 2
        and softplus.higher == 0
        and all(_only_between(intervals) for intervals in seen.sigmoid.values())
        and seen.sigmoid["adam"][-1].low > 1 + MARGIN
        # Of either sign and rare: no help that one could count on.
        and relu.lower <= 2
        and relu.higher >= 1
    )


def _only_between(intervals: Sequence[Interval]) -> bool:
    """Whether the loss is lower at some rate, but neither at the smallest nor at the largest."""
    lower = [one.high < 1 - MARGIN for one in intervals]
    return any(lower) and not lower[0] and not lower[-1]


def _show_centered(seen: _Centered) -> str:
    counted = "; ".join(
        f"{name}: lower at {seen.counts[slug].lower} of {seen.counts[slug].tried} learning rates,"
        f" higher at {seen.counts[slug].higher}"
        for slug, name in (("softplus", "softplus"), ("sigmoid", "sigmoid"), ("relu", "ReLU"))
    )
    return (
        f"The final loss without the mean, by a twentieth or more: {counted}. For ReLU the median"
        f" ratios lie between {seen.relu[0]:.2f} and {seen.relu[1]:.2f}. For the sigmoid the ratio"
        f" is {interval(seen.sigmoid['adam'][1])} with Adam at the second smallest rate and"
        f" {interval(seen.sigmoid['adam'][-1])} at the largest."
    )


@dataclass(frozen=True)
class _Elu:
    """Means of ELU's outputs, and what noise does behind it and behind the leaky ReLU."""

    closer: tuple[bool, ...]
    """Whether its means are closer to zero than ReLU's, for each pair of networks."""
    elu: Mapping[tuple[str, int], Band]
    """The share of noise that units pass on that are off, by task and layer; largest noise."""
    leaky: Mapping[tuple[str, int], Band]
    drops: Mapping[tuple[str, float], Interval]
    """How much more accuracy ELU loses, in percentage points, for each task and noise."""


GAIN = 0.5
"""Percentage points of accuracy: a smaller gain in robustness would be of no use here."""


def _elu() -> _Elu:
    places = [(task, layer) for task in ("rings", "images") for layer in (1, 2)]
    elu, leaky = (
        {(task, layer): passed(task, name, layer, 4) for task, layer in places}
        for name in ("elu", LEAKY)
    )
    return _Elu(tuple(closer()), elu, leaky, drops())


def _no_robustness(seen: _Elu) -> bool:
    more = {place for place in seen.elu if seen.elu[place].low > seen.leaky[place].high}
    return (
        sum(seen.closer) >= 0.9 * len(seen.closer)
        and more == seen.elu.keys() - {("rings", 2)}
        and seen.elu["rings", 2].high < seen.leaky["rings", 2].low
        # Losing less, beyond the interval, would be robustness; a wide interval, no evidence.
        and not any(one.high < -1e-9 for one in seen.drops.values())
        and all(one.low > -GAIN for one in seen.drops.values())
    )


def _show_elu(seen: _Elu) -> str:
    passing = "; ".join(
        f"{task}, layer {layer}: {seen.elu[task, layer].middle:.2f} and"
        f" {seen.leaky[task, layer].middle:.2f}"
        for task, layer in seen.elu
    )
    losses = "; ".join(
        f"{task} {points(one)}" for (task, noise), one in seen.drops.items() if noise == 0.4
    )
    least = min(one.low for one in seen.drops.values())
    return (
        f"ELU's means are closer to zero in both hidden layers for {sum(seen.closer)} of"
        f" {len(seen.closer)} pairs of networks. Of the largest noise, units that are off pass on,"
        f" with ELU and with leaky ReLU (medians), {passing}. To it ELU loses more accuracy by, in"
        f" percentage points, median and 95\N{NO-BREAK SPACE}% bootstrap interval: {losses}. Over"
        f" all {len(seen.drops)} pairs of task and noise no interval reaches below"
        f" {least:.1f}.".replace("-", "\N{MINUS SIGN}")
    )


def _slower() -> Mapping[str, list[Interval]]:
    return {slug: [slower(slug, rate) for rate in RATES] for slug in ("tanh", "sigmoid")}


CENTERING: tuple[Verdict[Any], ...] = (
    Verdict(
        id="zero-centered-outputs-help",
        printed="Activations with outputs around zero make optimization easier.",
        setting="No task is printed. Chosen: the same function with its mean and without, on two"
        " rings of points, two hidden layers of 16 units, five learning rates with SGD and five"
        " with Adam, 32 seeds. Both compute the same at first.",
        ruling=Ruling.HOLDS_ONLY_IF,
        because="the mean is large beside the spread, as with softplus and sigmoid, and with the"
        " sigmoid only at learning rates between the smallest and the largest; ReLU gains nothing"
        " that one could count on",
        observe=_centered,
        supports=_helps_where_the_mean_is_large,
        against=lambda seen: replace(seen, counts={**seen.counts, "softplus": seen.counts["relu"]}),
        otherwise="Had softplus and sigmoid been as indifferent as ReLU, it would not hold; had"
        " ReLU and the sigmoid gained at most rates, it would hold.",
        show=_show_centered,
        note="Bootstrap intervals (95 %) of the median ratio of final losses over pairs of seeds; a"
        " rate counts where the whole interval lies beyond a twentieth.",
        evidence=Place("zero-centered", "what-training-shows"),
    ),
    Verdict(
        id="prelu-beats-leaky",
        printed="PReLU, which learns its slope, performs better than leaky ReLU.",
        setting="No task is printed. Chosen: networks with two hidden layers of 128 and 64 units on"
        " Fashion-MNIST, Adam at one rate, four times 30,000 pictures, 16 seeds; leaky ReLU with"
        " the slope 1/4 from which PReLU starts, and with the usual 1/100.",
        ruling=Ruling.DOES_NOT_HOLD,
        because="in this setting, beside its own first slope no gain is seen, and beside the usual"
        " one it is worse",
        observe=lambda: {name: beside(name).median for name in (FIRST, USUAL)},
        supports=lambda seen: not seen[FIRST].excludes(0) and seen[USUAL].high < 0,
        against=lambda seen: {name: Interval(0.2, 0.4, 0.6) for name in seen},
        otherwise="Had PReLU been right more often, beyond the interval, it would hold in this"
        " setting.",
        show=lambda seen: (
            "PReLU is right on test pictures more often by, in percentage points, median and"
            f" 95\N{NO-BREAK SPACE}% bootstrap interval: {slope_points(seen[FIRST])} than with its"
            f" first slope kept, {slope_points(seen[USUAL])} than with the slope 1/100."
        ),
        note="Differences by pairs of seeds after the last epoch.",
        evidence=Place("relu-family", "a-leak-on-the-left"),
    ),
    Verdict(
        id="leaky-six-times-faster",
        printed="Leaky ReLU converges much faster than sigmoid and tanh, for example six times.",
        setting="No task is printed. Chosen: two rings of points, four hidden layers of five units,"
        " Adam at three rates at which all networks with leaky ReLU learn; 64 seeds.",
        ruling=Ruling.DOES_NOT_HOLD,
        because="it is faster than both, but there is no one factor: it is small against tanh, and"
        " against the sigmoid it changes with the rate",
        observe=_slower,
        supports=lambda seen: (
            all(one.low > 1 and one.high < 3 for one in seen["tanh"])
            and all(one.low > 1 for one in seen["sigmoid"])
            and seen["sigmoid"][0].low > seen["sigmoid"][-1].high
        ),
        against=lambda seen: {**seen, "tanh": seen["sigmoid"]},
        otherwise="Had tanh needed three times as many epochs or more, and the sigmoid about the"
        " same at every rate, one could speak of a factor.",
        show=lambda seen: (
            "Epochs until nine points in ten are right, over those of leaky ReLU, medians"
            f" and 95\N{NO-BREAK SPACE}% bootstrap intervals at three rates: tanh"
            f" {shown(seen['tanh'])}; sigmoid at least {shown(seen['sigmoid'])}."
        ),
        note="Ratios seed by seed; a network that never gets there counts as if it did after the"
        " last epoch.",
        evidence=Place("what-it-costs", "six-times-faster"),
    ),
    Verdict(
        id="elu-centered-and-robust-to-noise",
        printed="ELU has outputs closer to zero mean than ReLU, and leveling off on the left makes"
        " it robust to noise, beside leaky ReLU.",
        setting="No noise and no network are printed. Chosen: trained networks with two hidden"
        " layers, on two rings (32 seeds) and on Fashion-MNIST (8 seeds), given inputs with normal"
        " noise that they never saw; leaky ReLU with slope 1/100.",
        ruling=Ruling.DOES_NOT_HOLD,
        because="the means are closer to zero, but no robustness is seen beside leaky ReLU: the"
        " accuracy falls as much, within half a percentage point",
        observe=_elu,
        supports=_no_robustness,
        against=lambda seen: replace(
            seen, drops={place: Interval(-3, -2, -1) for place in seen.drops}
        ),
        otherwise="Had ELU lost less accuracy beyond the interval, it would hold; had an interval"
        " reached beyond half a percentage point, it would be undecided.",
        show=_show_elu,
        note="Means over root mean squares, without noise; noise of standard deviation 0.1 to 0.4;"
        " differences by pairs of seeds, each interval for itself.",
        evidence=Place("zero-centered", "elu-the-mean-and-noise"),
    ),
)
