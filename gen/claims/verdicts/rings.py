"""Verdicts on two rings of points: how loss, accuracy and gradients run in a small network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from gen.claims import rings as found
from gen.claims.two_rings import (
    at_least_as_good,
    counted,
    difference,
    generalization,
    generalization_at,
    layer_factors,
    percent,
    printed_losses,
    small,
    spread,
)
from gen.claims.verdicts.verdict import Place, Ruling, Verdict
from gen.experiments.statistics import Interval, Paired, wilson

ARTICLE = "two-rings"
_SETTING = (
    "The network, the points, Adam at learning rate 1/10000 and 300 epochs are printed, for one"
    " run without a seed. We take 64 seeds."
)
_RATES = f"{_SETTING} Beyond print: Adam at larger learning rates."
_NOTE = "From the frozen results of the two rings."
_ALIKE = 3.0
"""A factor within which we call two gradients alike: print gives none."""


def _short(interval: Interval) -> str:
    return spread(interval, small)


def _far_apart(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether the first share is the larger one, and their Wilson intervals do not meet."""
    return wilson(*one).low > wilson(*other).high


@dataclass(frozen=True)
class _Run:
    """The printed run among ours."""

    losses: Mapping[int, tuple[float, Interval, int]]
    """By epoch: in print, percentiles of ours, and how many of ours are lower."""
    as_accurate: int
    """Of 64 seeds, after 300 epochs."""


@dataclass(frozen=True)
class _Count:
    """Seeds that end with nine tenths of the points right, and all."""

    seeds: tuple[int, int]


@dataclass(frozen=True)
class _Ratios:
    """The first layer's gradient over the last layer's, by epoch; percentiles over seeds."""

    by_epoch: Mapping[int, Interval]


@dataclass(frozen=True)
class _Sigmoid:
    """The sigmoid network as in print, longer, and at a larger rate."""

    factors: tuple[float, ...]
    """From the last layer back: by how much each layer's gradient is smaller than the next."""
    printed: tuple[int, int]
    longer: tuple[int, int]
    faster: tuple[int, int]


@dataclass(frozen=True)
class _Order:
    """Sigmoid, tanh and ReLU as in print, and the last two at a larger rate."""

    tanh_above_sigmoid: Paired
    relu_above_tanh: Paired
    tanh_faster: tuple[int, int]
    relu_faster: tuple[int, int]


@dataclass(frozen=True)
class _Sooner:
    """By learning rate: the seeds at which ReLU is sooner, and at which the other is."""

    tanh: Mapping[float, tuple[int, int]]
    sigmoid: Mapping[float, tuple[int, int]]


@dataclass(frozen=True)
class _Rectifiers:
    """ReLU6 and LeakyReLU beside ReLU."""

    relu6_sooner: tuple[int, int]
    leaky_sooner: tuple[int, int]
    relu6_differs: int
    leaky: Paired


@dataclass(frozen=True)
class _Gaps:
    """Accuracy on the training points less that on fresh ones: medians with intervals."""

    printed: Interval
    fitted: Mapping[str, Interval]


def _run() -> _Run:
    return _Run(printed_losses(), at_least_as_good())


def _ends(slug: str) -> _Count:
    accuracy = found.outcome(slug, "accuracy")
    return _Count((found.good(accuracy), len(accuracy)))


def _ratios(slug: str, *epochs: int) -> _Ratios:
    return _Ratios({epoch: found.band(slug, "ratio", epoch) for epoch in epochs})


def _sigmoid() -> _Sigmoid:
    return _Sigmoid(
        factors=layer_factors("sigmoid", 300),
        printed=_ends("sigmoid").seeds,
        longer=_ends("sigmoid-longer").seeds,
        faster=found.good_at("adam", "sigmoid", 1e-2),
    )


def _order() -> _Order:
    return _Order(
        tanh_above_sigmoid=found.compared("tanh", "sigmoid", "accuracy"),
        relu_above_tanh=found.compared("relu", "tanh", "accuracy"),
        tanh_faster=found.good_at("adam", "tanh", 1e-3),
        relu_faster=found.good_at("adam", "relu", 1e-3),
    )


def _sooner() -> _Sooner:
    rates = found.rates("adam")
    return _Sooner(
        tanh={rate: found.sooner("relu", "tanh", "adam", rate) for rate in rates},
        sigmoid={rate: found.sooner("relu", "sigmoid", "adam", rate) for rate in rates},
    )


def _rectifiers() -> _Rectifiers:
    leaky = found.compared("leakyrelu", "relu", "accuracy")
    relu6 = found.compared("relu6", "relu", "accuracy")
    return _Rectifiers(
        relu6_sooner=found.sooner("relu6", "relu"),
        leaky_sooner=found.sooner("leakyrelu", "relu"),
        relu6_differs=relu6.greater + relu6.less,
        leaky=leaky,
    )


def _gaps() -> _Gaps:
    return _Gaps(
        printed=generalization("relu"),
        fitted={slug: generalization_at(slug, 1e-2) for slug in found.COMPARED},
    )


def _ahead(counts: tuple[int, int]) -> bool:
    """Whether ReLU is the sooner one at more than half of the seeds that differ, beyond doubt."""
    return wilson(counts[0], sum(counts)).low > 0.5


def _within(interval: Interval, factor: float) -> bool:
    return 1 / factor <= interval.middle <= factor


def _shown_ratios(seen: _Ratios) -> str:
    told = [f"{_short(one)} after epoch {epoch}" for epoch, one in seen.by_epoch.items()]
    return (
        f"The ratio of the first to the last layer's gradient is {', '.join(told)}; medians over"
        " 64 seeds with the 5th and 95th percentile."
    )


RINGS: tuple[Verdict[Any], ...] = (
    Verdict(
        id="relu-run-as-printed",
        printed=(
            "With ReLU the loss is still about seven tenths after 30 epochs, and falls to a quarter"
            " after 300, with all but three of a hundred points right."
        ),
        setting=_SETTING,
        ruling=Ruling.HOLDS,
        because="it is an ordinary draw from a wide distribution",
        observe=_run,
        supports=lambda seen: (
            all(ours.low <= printed <= ours.high for printed, ours, _ in seen.losses.values())
            and 3 < seen.as_accurate < 61
        ),
        against=lambda seen: replace(
            seen, losses={**seen.losses, 300: (0.01, *seen.losses[300][1:])}
        ),
        otherwise="A printed loss outside the band of our seeds would make it fail.",
        show=lambda seen: (
            f"After 300 epochs the printed loss is {seen.losses[300][0]:.4f}, ours"
            f" {spread(seen.losses[300][1], lambda one: f'{one:.3f}')}: median over 64 seeds, 5th"
            f" and 95th percentile. {seen.losses[300][2]} seeds have a lower loss, and"
            f" {seen.as_accurate} are at least as accurate."
        ),
        note=_NOTE,
        evidence=Place(ARTICLE, "one-run-is-one-draw"),
    ),
    Verdict(
        id="relu-reaches-ninety-percent",
        printed="After 300 epochs the network with ReLU gets nine tenths of the points right.",
        setting=_SETTING,
        ruling=Ruling.HOLDS_ONLY_IF,
        because="the initial weights are lucky, as about two in three are",
        observe=lambda: _ends("relu"),
        supports=lambda seen: (
            wilson(*seen.seeds).low > 0.5
            and wilson(*seen.seeds).high < 0.9
            and wilson(*seen.seeds).low < 2 / 3 < wilson(*seen.seeds).high
        ),
        against=lambda seen: _Count((seen.seeds[1], seen.seeds[1])),
        otherwise="If nearly all seeds reached it, it would hold; if few did, it would not.",
        show=lambda seen: f"It does at {counted(*seen.seeds)} seeds, with Wilson's 95 % interval.",
        note=_NOTE,
        evidence=Place(ARTICLE, "one-run-is-one-draw"),
    ),
    Verdict(
        id="relu-layer-gradients-alike",
        printed="With ReLU the gradients of all layers, of the first and the last above all, stay"
        " in a similar range.",
        setting=f"{_SETTING} What is similar is not printed; we ask for a factor of three or less.",
        ruling=Ruling.HOLDS_ONLY_IF,
        because="one looks after the first hundred epochs",
        observe=lambda: _ratios("relu", 1, 50, 100, 200, 300),
        supports=lambda seen: all(
            _within(one, _ALIKE) == (epoch >= 100) for epoch, one in seen.by_epoch.items()
        ),
        against=lambda seen: _Ratios({**seen.by_epoch, 1: seen.by_epoch[200]}),
        otherwise="A median ratio between a third and three from the start would let it hold.",
        show=_shown_ratios,
        note=_NOTE,
        evidence=Place(ARTICLE, "first-layer-last-layer"),
    ),
    Verdict(
        id="sigmoid-gradient-only-in-last-layer",
        printed="With the sigmoid only the output layer gets a gradient worth the name. The network"
        " does much worse, and needs many more epochs.",
        setting=f"{_RATES} And 3000 epochs at 1/10000.",
        ruling=Ruling.HOLDS_ONLY_IF,
        because="the learning rate is as small as in print",
        observe=_sigmoid,
        supports=lambda seen: (
            all(factor > 4 for factor in seen.factors)
            and seen.printed[0] == 0
            and 0 < seen.longer[0] < seen.longer[1] / 2
            and wilson(*seen.faster).low > 0.5
        ),
        against=lambda seen: replace(seen, faster=(0, seen.faster[1])),
        otherwise="If no learning rate had trained it within 300 epochs, it would hold.",
        show=lambda seen: (
            "After 300 epochs the median gradient shrinks from the last layer back by factors of"
            f" {', '.join(f'{factor:.0f}' for factor in seen.factors)}. Nine tenths are right at"
            f" {counted(*seen.printed)} seeds, after 3000 epochs at {counted(*seen.longer)}, and at"
            f" learning rate 1/100 after 300 epochs at {counted(*seen.faster)}; Wilson's 95 %"
            " intervals."
        ),
        note=_NOTE,
        evidence=Place(ARTICLE, "the-ranking-belongs-to-the-learning-rate"),
    ),
    Verdict(
        id="tanh-between-sigmoid-and-relu",
        printed="Tanh does better than the sigmoid and worse than ReLU.",
        setting=_RATES,
        ruling=Ruling.HOLDS_ONLY_IF,
        because="the learning rate is as small as in print",
        observe=_order,
        supports=lambda seen: (
            seen.tanh_above_sigmoid.median.low > 0
            and seen.relu_above_tanh.median.low > 0
            and _far_apart(seen.tanh_faster, seen.relu_faster)
        ),
        against=lambda seen: replace(seen, relu_faster=seen.tanh_faster),
        otherwise="If ReLU had not fallen behind tanh at a larger rate, it would hold.",
        show=lambda seen: (
            f"As printed, tanh is above the sigmoid by {difference(seen.tanh_above_sigmoid)} and"
            f" below ReLU by {difference(seen.relu_above_tanh)}: medians over 64 paired seeds with"
            " bootstrap 95 % intervals. At learning rate 1/1000 nine tenths are right at"
            f" {counted(*seen.tanh_faster)} seeds with tanh and {counted(*seen.relu_faster)} with"
            " ReLU; Wilson's 95 % intervals."
        ),
        note=_NOTE,
        evidence=Place(ARTICLE, "the-ranking-belongs-to-the-learning-rate"),
    ),
    Verdict(
        id="tanh-first-layer-a-tenth",
        printed="With tanh the gradient of the first layer is an order of magnitude below that of"
        " the output layer.",
        setting=f"{_SETTING} The epoch is not printed.",
        ruling=Ruling.HOLDS_ONLY_IF,
        because="one looks early, such as at epoch 50",
        observe=lambda: _ratios("tanh", 1, 50, 300),
        supports=lambda seen: (
            seen.by_epoch[1].middle < 0.15
            and 0.07 < seen.by_epoch[50].middle < 0.15
            and seen.by_epoch[300].middle > 1
        ),
        against=lambda seen: _Ratios({**seen.by_epoch, 300: seen.by_epoch[50]}),
        otherwise="A ratio that stayed near a tenth to the end would let it hold.",
        show=_shown_ratios,
        note=_NOTE,
        evidence=Place(ARTICLE, "first-layer-last-layer"),
    ),
    Verdict(
        id="relu-converges-fastest",
        printed="ReLU converges faster than tanh and the sigmoid.",
        setting=f"{_RATES} We ask which one is the first to get nine tenths of the points right;"
        " a seed that only one of two brings there counts for that one.",
        ruling=Ruling.HOLDS_ONLY_IF,
        because="the learning rate is 1/1000 or less",
        observe=_sooner,
        supports=lambda seen: (
            all(_ahead(counts) == (rate <= 1e-3) for rate, counts in seen.tanh.items())
            and all(_ahead(counts) for counts in seen.sigmoid.values())
        ),
        against=lambda seen: replace(seen, tanh={**seen.tanh, 1e-2: seen.sigmoid[1e-2]}),
        otherwise="If ReLU led at every rate beyond doubt, it would hold.",
        show=lambda seen: (
            "ReLU is sooner than tanh, and tanh than ReLU, at "
            + ", ".join(
                f"{ours} and {theirs} seeds (rate {rate:g})"
                for rate, (ours, theirs) in seen.tanh.items()
            )
            + ". At the two largest rates Wilson's 95 % interval of ReLU's share contains one half."
            " The sigmoid is never in the lead."
        ),
        note=_NOTE,
        evidence=Place(ARTICLE, "the-ranking-belongs-to-the-learning-rate"),
    ),
    Verdict(
        id="rectifiers-end-alike-at-different-speeds",
        printed="ReLU, ReLU6 and LeakyReLU end with similar accuracy, and get there at different"
        " speeds.",
        setting=_SETTING,
        ruling=Ruling.DOES_NOT_HOLD,
        because="ReLU6 does not differ in speed, and LeakyReLU ends higher",
        observe=_rectifiers,
        supports=lambda seen: (
            seen.relu6_sooner == (0, 0)
            and seen.relu6_differs < 4
            and seen.leaky.median.low > 0
            and _ahead(seen.leaky_sooner)
        ),
        against=lambda seen: replace(seen, relu6_sooner=(40, 5)),
        otherwise="If ReLU6 had been sooner or later than ReLU, half of it would hold.",
        show=lambda seen: (
            f"With ReLU6 the accuracy differs from ReLU's at {seen.relu6_differs} of 64 seeds, and"
            f" the epoch of nine tenths at {sum(seen.relu6_sooner)}. LeakyReLU is above ReLU by"
            f" {difference(seen.leaky)}, median over paired seeds with its bootstrap 95 %"
            f" interval, and sooner at {seen.leaky_sooner[0]} seeds, later at"
            f" {seen.leaky_sooner[1]}."
        ),
        note=_NOTE,
        evidence=Place(ARTICLE, "five-histories-from-tutorials"),
    ),
    Verdict(
        id="overfitting-expected-and-harmless",
        printed="Since the network is measured on its training points, it is expected to overfit,"
        " and that does no harm here.",
        setting=f"{_RATES} We measure on 10000 fresh points as well.",
        ruling=Ruling.HOLDS,
        because="there is some, and it is small",
        observe=_gaps,
        supports=lambda seen: (
            all(one.low > 0 and one.high < 0.01 for one in seen.fitted.values())
            and abs(seen.printed.middle) < 0.01
        ),
        against=lambda seen: replace(
            seen, fitted={slug: Interval(0.04, 0.05, 0.06) for slug in seen.fitted}
        ),
        otherwise="A loss of more than one point in a hundred on fresh points would make it fail.",
        show=lambda seen: (
            "On fresh points the accuracy with ReLU is lower by"
            f" {spread(seen.printed, lambda one: percent(one, 2))}, median over 64 seeds with its"
            " bootstrap 95 % interval. At learning rate 1/100, where all fit better, the medians"
            " of ten activations are lower by"
            f" {percent(min(one.middle for one in seen.fitted.values()), 2)} to"
            f" {percent(max(one.middle for one in seen.fitted.values()), 2)}."
        ),
        note=_NOTE,
        evidence=Place(ARTICLE, "new-points"),
    ),
)
