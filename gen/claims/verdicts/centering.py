"""Verdicts on centered outputs, and variants of ReLU."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from gen.claims.verdicts.verdict import Place, Ruling, Verdict
from gen.claims.zero_centered.means import Band
from gen.claims.zero_centered.noise import LEAKY, closer, drop, level, passed, points
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
class _Noise:
    """What noise does behind ELU and behind the leaky ReLU."""

    elu: Band
    """The share of noise that units pass on that are off."""
    leaky: Band
    drops: Mapping[str, Interval]
    """How much more accuracy ELU loses, in points of a hundred, for each task."""


def _noise() -> _Noise:
    return _Noise(
        passed("images", "elu", 1, 1),
        passed("images", LEAKY, 1, 1),
        {task: drop(task, "elu", LEAKY, -1).median for task in ("rings", "images")},
    )


@dataclass(frozen=True)
class _Means:
    """Means of outputs over their root mean square, in the first hidden layer."""

    elu: Mapping[str, Band]
    relu: Mapping[str, Band]
    closer: tuple[bool, ...]
    """Whether ELU is closer to zero, for each pair of networks."""


def _means() -> _Means:
    tasks = ("rings", "images")
    return _Means(
        {task: level(task, "elu", "mean", 1) for task in tasks},
        {task: level(task, "relu", "mean", 1) for task in tasks},
        tuple(closer()),
    )


CENTERING: tuple[Verdict[Any], ...] = (
    Verdict(
        id="centered-outputs-help",
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
        id="elu-closer-to-zero-mean",
        printed="ELU has outputs closer to zero mean than ReLU.",
        setting="No network is printed. Chosen: trained networks with two hidden layers, on two"
        " rings (32 seeds) and on Fashion-MNIST (8 seeds).",
        ruling=Ruling.HOLDS,
        observe=_means,
        supports=lambda seen: sum(seen.closer) >= 0.9 * len(seen.closer),
        against=lambda seen: replace(seen, closer=tuple(not one for one in seen.closer)),
        otherwise="Had fewer than nine in ten pairs of networks agreed, it would not hold.",
        show=lambda seen: (
            "Mean over root mean square in the first hidden layer, medians over seeds: "
            + "; ".join(
                f"{task}, ELU {seen.elu[task].middle:.2f} and ReLU {seen.relu[task].middle:.2f}"
                for task in seen.elu
            )
            + f". ELU is closer in both layers for {sum(seen.closer)} of {len(seen.closer)} pairs."
        ),
        note="The larger mean of ELU's two layers against the smaller one of ReLU's.",
        evidence=Place("zero-centered", "elu-the-mean-and-noise"),
    ),
    Verdict(
        id="elu-robust-to-noise",
        printed="Leveling off on the left makes ELU robust to noise, beside leaky ReLU.",
        setting="No noise and no network are printed. Chosen: normal noise on the inputs of trained"
        " networks that never saw it, on two rings (32 seeds) and on Fashion-MNIST (8 seeds);"
        " leaky ReLU with slope 1/100.",
        ruling=Ruling.DOES_NOT_HOLD,
        because="units that are off pass on more noise with ELU, since few of their sums are far"
        " below zero, and accuracy falls as much",
        observe=_noise,
        supports=lambda seen: (
            seen.elu.low > seen.leaky.high
            # ELU losing significantly less would be robustness.
            and not any(interval.high < 0 for interval in seen.drops.values())
        ),
        against=lambda seen: replace(seen, elu=seen.leaky, leaky=seen.elu),
        otherwise="Had ELU passed on less noise, or lost less accuracy beyond the interval, it"
        " would hold.",
        show=lambda seen: (
            f"Of small noise on images, units that are off pass on {seen.elu.middle:.2f} with ELU"
            f" and {seen.leaky.middle:.2f} with leaky ReLU (medians). To large noise ELU loses more"
            " accuracy by, in points of a hundred, median and 95\N{NO-BREAK SPACE}% bootstrap"
            " interval: "
            + "; ".join(f"{task} {points(seen.drops[task])}" for task in seen.drops)
            + "."
        ),
        note="First hidden layer, noise of standard deviation 0.1 and 0.4; differences by pairs of"
        " seeds.",
        evidence=Place("zero-centered", "elu-the-mean-and-noise"),
    ),
)
