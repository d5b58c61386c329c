"""Verdicts on centered outputs, and variants of ReLU."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from gen.claims.learned_slope import FIRST, USUAL, beside
from gen.claims.learned_slope import points as slope_points
from gen.claims.verdicts.verdict import Place, Ruling, Verdict
from gen.claims.what_it_costs.steps import RATES, shown, slower
from gen.claims.zero_centered.means import Band
from gen.claims.zero_centered.noise import LEAKY, closer, drop, passed, points
from gen.claims.zero_centered.training import Count, count, medians
from gen.experiments.statistics import Interval


@dataclass(frozen=True)
class _Centered:
    """What taking off the mean does to the final loss."""

    counts: Mapping[str, Count]
    """For each function, at how many learning rates the loss is lower or higher."""
    relu: tuple[float, float]
    """The smallest and the largest median ratio for ReLU."""


def _centered() -> _Centered:
    ratios = medians("relu")
    counts = {slug: count(slug) for slug in ("softplus", "sigmoid", "relu")}
    return _Centered(counts, (min(ratios), max(ratios)))


def _helps_where_the_mean_is_large(seen: _Centered) -> bool:
    softplus, sigmoid, relu = (seen.counts[slug] for slug in ("softplus", "sigmoid", "relu"))
    return (
        softplus.lower > softplus.tried / 2
        and softplus.higher == 0
        and sigmoid.lower > max(sigmoid.higher, 1)
        # Of either sign and rare: no help that one could count on.
        and relu.lower <= 2
        and relu.higher >= 1
    )


def _show_centered(seen: _Centered) -> str:
    counted = "; ".join(
        f"{name}: lower at {seen.counts[slug].lower} of {seen.counts[slug].tried} learning rates,"
        f" higher at {seen.counts[slug].higher}"
        for slug, name in (("softplus", "softplus"), ("sigmoid", "sigmoid"), ("relu", "ReLU"))
    )
    return (
        f"The final loss without the mean, by a twentieth or more: {counted}. For ReLU the median"
        f" ratios lie between {seen.relu[0]:.2f} and {seen.relu[1]:.2f}."
    )


@dataclass(frozen=True)
class _Elu:
    """Means of ELU's outputs, and what noise does behind it and behind the leaky ReLU."""

    closer: tuple[bool, ...]
    """Whether its means are closer to zero than ReLU's, for each pair of networks."""
    elu: Band
    """The share of noise that units pass on that are off."""
    leaky: Band
    drops: Mapping[str, Interval]
    """How much more accuracy ELU loses, in points of a hundred, for each task."""


def _elu() -> _Elu:
    return _Elu(
        tuple(closer()),
        passed("images", "elu", 1, 1),
        passed("images", LEAKY, 1, 1),
        {task: drop(task, "elu", LEAKY, -1).median for task in ("rings", "images")},
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
        because="the mean is large beside the spread, as with sigmoid and softplus; for ReLU it"
        " makes a small difference of either sign",
        observe=_centered,
        supports=_helps_where_the_mean_is_large,
        against=lambda seen: replace(seen, counts={**seen.counts, "softplus": seen.counts["relu"]}),
        otherwise="Had softplus and sigmoid been as indifferent as ReLU, it would not hold; had"
        " ReLU gained at most rates, it would hold.",
        show=_show_centered,
        note="Bootstrap intervals (95 %) of the median ratio of final losses over pairs of seeds; a"
        " rate counts where the whole interval lies beyond a twentieth.",
        evidence=Place("zero-centered", "what-training-shows"),
    ),
    Verdict(
        id="prelu-beats-leaky",
        printed="PReLU, which learns its slope, performs better than leaky ReLU.",
        setting="No task is printed. Chosen: networks with two hidden layers of 128 and 64 units on"
        " Fashion-MNIST, Adam, four times 30,000 pictures, 16 seeds; leaky ReLU with the slope 1/4"
        " from which PReLU starts, and with the usual 1/100.",
        ruling=Ruling.DOES_NOT_HOLD,
        because="beside its own first slope it is no better, beside the usual one it is worse",
        observe=lambda: {name: beside(name).median for name in (FIRST, USUAL)},
        supports=lambda seen: not seen[FIRST].excludes(0) and seen[USUAL].high < 0,
        against=lambda seen: {name: Interval(0.2, 0.4, 0.6) for name in seen},
        otherwise="Had PReLU been right more often, beyond the interval, it would hold in this"
        " setting.",
        show=lambda seen: (
            "PReLU is right on test pictures more often by, in points of a hundred, median and"
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
            and seen["sigmoid"][0].middle > 1.5 * seen["sigmoid"][-1].middle
        ),
        against=lambda seen: {**seen, "tanh": seen["sigmoid"]},
        otherwise="Had tanh needed three times as many epochs or more, and the sigmoid about the"
        " same at every rate, one could speak of a factor.",
        show=lambda seen: (
            "Epochs until nine points in ten are right, over those of leaky ReLU, medians"
            f" and 95\N{NO-BREAK SPACE}% bootstrap intervals at three rates: tanh"
            f" {shown(seen['tanh'])}; sigmoid {shown(seen['sigmoid'])}."
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
        because="the means are closer to zero, but units that are off pass on more noise, and"
        " accuracy falls as much",
        observe=_elu,
        supports=lambda seen: (
            sum(seen.closer) >= 0.9 * len(seen.closer)
            and seen.elu.low > seen.leaky.high
            # Losing less, beyond the interval, would be robustness.
            and not any(interval.high < 0 for interval in seen.drops.values())
        ),
        against=lambda seen: replace(seen, elu=seen.leaky, leaky=seen.elu),
        otherwise="Had units that are off passed on less noise, or had ELU lost less accuracy"
        " beyond the interval, it would hold.",
        show=lambda seen: (
            f"ELU's means are closer to zero in both hidden layers for {sum(seen.closer)} of"
            f" {len(seen.closer)} pairs of networks. Of small noise on images, units that are off"
            f" pass on {seen.elu.middle:.2f} with ELU and {seen.leaky.middle:.2f} with leaky ReLU"
            " (medians). To large noise ELU loses more accuracy by, in points of a hundred, median"
            " and 95\N{NO-BREAK SPACE}% bootstrap interval: "
            + "; ".join(f"{task} {points(seen.drops[task])}" for task in seen.drops)
            + "."
        ),
        note="Means over root mean squares, without noise; first hidden layer, noise of standard"
        " deviation 0.1 and 0.4; differences by pairs of seeds.",
        evidence=Place("zero-centered", "elu-the-mean-and-noise"),
    ),
)
