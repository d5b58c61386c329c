"""Verdicts on two rings of points: how loss, accuracy and gradients run in a small network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from gen import typography
from gen.claims import rings as found
from gen.claims.two_rings import (
    at_least_as_good,
    counted,
    difference,
    generalization,
    generalization_at,
    layer_factors,
    points,
    printed_losses,
    small,
)
from gen.claims.verdicts.verdict import Place, Ruling, Verdict
from gen.experiments.statistics import Interval, Paired, paired, wilson

ARTICLE = "two-rings"
_SETTING = (
    "The network, the points, Adam at learning rate 1/10000 and 300 epochs are printed, for one"
    " run without a seed. We take 64 seeds."
)
_RATES = f"{_SETTING} Beyond print: Adam at larger learning rates."
_SUCCESS = "A run succeeds if it has nine tenths of the points right at the end."
_NOTE = "From the frozen results of the two rings."
_RATE = 1e-4
"""The printed learning rate."""
_ALIKE = 3.0
"""A factor within which we call gradients alike: print gives none."""
_LOOSELY = 10.0
"""Another, by which the ruling would have been another one."""
_MAGNITUDE = (1 / 30, 1 / 3)
"""What we call a ratio of one order of magnitude."""
_TWO = ("relu", "tanh")
_TINY = 1e-3
"""A ratio below which we say that only the last layer gets a gradient."""


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
class _Layers:
    """Gradients of the layers by epoch, of the printed run and of a longer one."""

    apart: Mapping[int, float]
    """The largest median of a layer over the smallest."""
    ratio: Mapping[int, float]
    """The median of the first layer's gradient over the last layer's."""


@dataclass(frozen=True)
class _Ratios:
    """The first layer's gradient over the last layer's, by epoch: medians over seeds."""

    by_epoch: Mapping[int, float]


@dataclass(frozen=True)
class _AtRate:
    """The sigmoid network at one learning rate of an optimizer, beside ReLU's."""

    largest_ratio: float
    """The largest, over epochs, of the median of the first layer's gradient over the last's."""
    sigmoid: tuple[int, int]
    relu: tuple[int, int]

    def only_the_last(self) -> bool:
        """Whether only the last layer gets a gradient, and no seed succeeds."""
        return self.largest_ratio < _TINY and self.sigmoid[0] == 0

    def much_worse(self) -> bool:
        """Whether ReLU is ahead beyond doubt; where it does not learn either, none is."""
        return self.relu[0] == 0 or _far_apart(self.relu, self.sigmoid)


@dataclass(frozen=True)
class _Sigmoid:
    """The sigmoid network as in print, at other rates, and longer."""

    factors: tuple[float, ...]
    """From the last layer back: by how much each layer's gradient is smaller than the next."""
    adam: Mapping[float, _AtRate]
    descent: Mapping[float, _AtRate]
    """With gradient descent and momentum."""
    longer_ratio: float
    """After 3000 epochs at the printed rate."""


@dataclass(frozen=True)
class _Order:
    """Sigmoid, tanh and ReLU as in print, by learning rate, and longer."""

    tanh_above_sigmoid: Paired
    relu_above_tanh: Mapping[float, Paired]
    longer: Paired
    """ReLU above tanh after 1000 epochs at the printed rate."""


@dataclass(frozen=True)
class _Sooner:
    """By learning rate: the seeds at which ReLU is sooner, and at which the other is."""

    tanh: Mapping[float, tuple[int, int]]
    """Of the seeds that both bring there."""
    sigmoid: Mapping[float, tuple[int, int]]
    """Of the seeds that both bring there."""
    tanh_of_all: Mapping[float, tuple[int, int]]
    """A seed that one of two brings there counts for that one."""
    descent: Mapping[float, tuple[int, int]]
    """ReLU and tanh with gradient descent and momentum: of the seeds that both bring there."""


@dataclass(frozen=True)
class _Rectifiers:
    """ReLU6 and LeakyReLU beside ReLU."""

    relu6_sooner: tuple[int, int]
    leaky_sooner: tuple[int, int]
    relu6_differs: int
    leaky: Paired


@dataclass(frozen=True)
class _Gaps:
    """Accuracy on the training points less that on fresh ones."""

    printed: Interval
    """With ReLU, as printed: the median with its interval."""
    own: Interval
    """The same with points of its own for each seed."""
    by_activation: Mapping[str, Interval]
    """As printed: medians with intervals."""
    fitted: Mapping[str, Interval]
    """At a larger learning rate: medians with intervals."""


def _run() -> _Run:
    return _Run(printed_losses(), at_least_as_good())


def _ends(slug: str) -> _Count:
    accuracy = found.outcome(slug, "accuracy")
    return _Count((found.good(accuracy), len(accuracy)))


def _layers() -> _Layers:
    runs = ("relu-longer", "relu")
    return _Layers(
        apart={epoch: one for run in runs for epoch, one in found.layers_apart(run).items()},
        ratio={epoch: one for run in runs for epoch, one in found.ratios(run).items()},
    )


def _inside(by_epoch: Mapping[int, float], low: float, high: float) -> list[int]:
    """The epochs at which a number lies between two bounds, in order."""
    return sorted(epoch for epoch, one in by_epoch.items() if low <= one <= high)


def _one_stretch(by_epoch: Mapping[int, float], low: float, high: float) -> bool:
    """Whether these epochs follow each other without a gap."""
    inside = _inside(by_epoch, low, high)
    between = [epoch for epoch in sorted(by_epoch) if inside[0] <= epoch <= inside[-1]]
    return inside == between


def _at_rates(optimizer: str) -> Mapping[float, _AtRate]:
    return {
        rate: _AtRate(
            max(found.ratios_at(optimizer, "sigmoid", rate).values()),
            found.good_at(optimizer, "sigmoid", rate),
            found.good_at(optimizer, "relu", rate),
        )
        for rate in found.rates(optimizer)
    }


def _sigmoid() -> _Sigmoid:
    return _Sigmoid(
        factors=layer_factors("sigmoid", 300),
        adam=_at_rates("adam"),
        descent=_at_rates("sgd"),
        longer_ratio=found.ratios("sigmoid-longer")[3000],
    )


def _order() -> _Order:
    return _Order(
        tanh_above_sigmoid=found.compared("tanh", "sigmoid", "accuracy"),
        relu_above_tanh={
            rate: paired(*(found.at_rate("adam", slug, rate, "accuracy") for slug in _TWO))
            for rate in found.rates("adam")
        },
        longer=found.compared("relu-longer", "tanh-longer", "accuracy"),
    )


def _sooner() -> _Sooner:
    rates = found.rates("adam")
    return _Sooner(
        tanh={rate: found.sooner_of_both("relu", "tanh", "adam", rate) for rate in rates},
        sigmoid={rate: found.sooner_of_both("relu", "sigmoid", "adam", rate) for rate in rates},
        tanh_of_all={rate: found.sooner("relu", "tanh", "adam", rate) for rate in rates},
        descent={
            rate: found.sooner_of_both("relu", "tanh", "sgd", rate) for rate in found.rates("sgd")
        },
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
        own=generalization("relu", found.OWN),
        by_activation={slug: generalization(slug) for slug in found.COMPARED},
        fitted={slug: generalization_at(slug, 1e-2) for slug in found.COMPARED},
    )


def _ahead(counts: tuple[int, int]) -> bool:
    """Whether ReLU is the sooner one at more than half of the seeds that differ, beyond doubt."""
    return wilson(counts[0], sum(counts)).low > 0.5


def _each(counts: Mapping[float, tuple[int, int]]) -> str:
    return ", ".join(
        f"{one} and {other} at {typography.rate(rate)}" for rate, (one, other) in counts.items()
    )


def _lowest_and_highest(medians: Mapping[str, Interval]) -> str:
    """The range of some medians, in percentage points."""
    low, high = (100 * pick(one.middle for one in medians.values()) for pick in (min, max))
    return f"{low:.2f} to {high:.2f}"


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
            f"After 300 epochs the printed loss is {seen.losses[300][0]:.4f}. Our median is"
            f" {seen.losses[300][1].middle:.3f}, the 5th percentile {seen.losses[300][1].low:.3f},"
            f" the 95th {seen.losses[300][1].high:.3f}. Of 64 seeds {seen.losses[300][2]} have a"
            f" lower loss, and {seen.as_accurate} are at least as accurate."
        ),
        note=_NOTE,
        evidence=Place(ARTICLE, "one-run-is-one-draw"),
    ),
    Verdict(
        id="relu-reaches-ninety-percent",
        printed="After 300 epochs the network with ReLU gets nine tenths of the points right.",
        setting=_SETTING,
        ruling=Ruling.HOLDS_ONLY_IF,
        because="one adds “at about two seeds in three”",
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
        setting=f"{_SETTING} What is similar is not printed; we ask for a factor of three or less."
        " Beyond print: 1000 epochs.",
        ruling=Ruling.DOES_NOT_HOLD,
        because=lambda seen: (
            "the layers are further apart at every epoch, and the first and the last are so before"
            f" epoch {_inside(seen.ratio, 1 / _ALIKE, _ALIKE)[0]} and after"
            f" {_inside(seen.ratio, 1 / _ALIKE, _ALIKE)[-1]}"
        ),
        observe=_layers,
        supports=lambda seen: (
            min(seen.apart.values()) > _ALIKE
            and seen.ratio[1] < 1 / _ALIKE
            and seen.ratio[1000] > _ALIKE
            and _one_stretch(seen.ratio, 1 / _ALIKE, _ALIKE)
            and _one_stretch(seen.apart, 1, _LOOSELY)
        ),
        against=lambda seen: replace(seen, apart={**seen.apart, 300: 2.0}),
        otherwise=(
            "If the layers had come within a factor of three for a while, it would hold for that"
            " while. Whoever calls a factor of ten similar finds it in the middle of the training."
        ),
        show=lambda seen: (
            "The largest median gradient of a layer over the smallest is"
            f" {seen.apart[1]:.0f} after epoch 1, {min(seen.apart.values()):.1f} where it is least,"
            f" {seen.apart[300]:.1f} after epoch 300 and {seen.apart[1000]:.0f} after 1000. It is"
            f" below ten from epoch {_inside(seen.apart, 1, _LOOSELY)[0]} to"
            f" {_inside(seen.apart, 1, _LOOSELY)[-1]}. The first layer's over the last layer's is"
            f" {small(seen.ratio[1])}, {small(seen.ratio[300])} and {small(seen.ratio[1000])} after"
            " epochs 1, 300 and 1000. Medians over 64 seeds."
        ),
        note=_NOTE,
        evidence=Place(ARTICLE, "first-layer-last-layer"),
    ),
    Verdict(
        id="sigmoid-gradient-only-in-last-layer",
        printed="With the sigmoid only the output layer gets a gradient worth the name. The network"
        " does much worse, and needs many more epochs.",
        setting=f"{_RATES} Gradient descent with momentum at eight rates, 24 seeds each. And 3000"
        " epochs as printed. What is worth the name is not printed; we ask of the first layer for a"
        " thousandth of the last layer's gradient.",
        ruling=Ruling.HOLDS_ONLY_IF,
        because="one stops at 300 epochs, and trains by Adam at a rate below 1/1000 or by gradient"
        " descent",
        observe=_sigmoid,
        supports=lambda seen: (
            all(factor > 4 for factor in seen.factors)
            # As printed, at 3/10000, and with gradient descent at any rate, all of it holds.
            and [rate for rate, one in seen.adam.items() if one.only_the_last()] == [_RATE, 3e-4]
            and all(one.only_the_last() for one in seen.descent.values())
            and all(seen.adam[rate].much_worse() for rate in (_RATE, 3e-4))
            and all(one.much_worse() for one in seen.descent.values())
            and any(one.relu[0] for one in seen.descent.values())
            # Elsewhere the first layer gets more than a tenth of the last layer's gradient.
            and all(one.largest_ratio > 0.1 for rate, one in seen.adam.items() if rate >= 1e-3)
            and all(one.sigmoid[0] > 0 for rate, one in seen.adam.items() if rate >= 1e-3)
            and seen.longer_ratio > 0.1
        ),
        against=lambda seen: replace(
            seen, adam={**seen.adam, 3e-4: replace(seen.adam[3e-4], largest_ratio=0.5)}
        ),
        otherwise="If the first layer's gradient had stayed as small at larger rates and over more"
        " epochs, the first sentence would hold.",
        show=lambda seen: (
            "After 300 epochs the median gradient shrinks from the last layer back by factors of"
            f" {', '.join(f'{factor:.0f}' for factor in seen.factors)}. Largest median of the first"
            " layer's over the last layer's in these epochs, and seeds that succeed, with the"
            " sigmoid and with ReLU: "
            + "; ".join(
                f"{small(one.largest_ratio)}, {one.sigmoid[0]} and {one.relu[0]} of"
                f" {one.sigmoid[1]} at {typography.rate(rate)}"
                for rate, one in seen.adam.items()
            )
            + ". With gradient descent at most"
            f" {small(max(one.largest_ratio for one in seen.descent.values()))}, and"
            f" {sum(one.sigmoid[0] for one in seen.descent.values())} of"
            f" {sum(one.sigmoid[1] for one in seen.descent.values())} runs succeed. After 3000"
            f" epochs as printed the median is {small(seen.longer_ratio)}."
        ),
        note=f"{_NOTE} {_SUCCESS} Much worse: Wilson's 95 % intervals of both shares do not meet.",
        evidence=Place(ARTICLE, "the-ranking-belongs-to-the-learning-rate"),
    ),
    Verdict(
        id="tanh-between-sigmoid-and-relu",
        printed="Tanh does better than the sigmoid and worse than ReLU.",
        setting=f"{_RATES} And 1000 epochs as printed.",
        ruling=Ruling.HOLDS_ONLY_IF,
        because="the learning rate is as small as in print, and the training as short",
        observe=_order,
        supports=lambda seen: (
            seen.tanh_above_sigmoid.median.low > 0
            and all(
                one.median.low > 0 if rate == _RATE else one.less > one.greater and one.p < 0.05
                for rate, one in seen.relu_above_tanh.items()
            )
            and seen.longer.less > seen.longer.greater
            and seen.longer.p < 0.05
        ),
        against=lambda seen: replace(
            seen, relu_above_tanh=dict.fromkeys(seen.relu_above_tanh, seen.relu_above_tanh[_RATE])
        ),
        otherwise="If ReLU had not fallen behind tanh at a larger rate, it would hold.",
        show=lambda seen: (
            f"As printed, tanh is above the sigmoid by {difference(seen.tanh_above_sigmoid)} and"
            f" below ReLU by {difference(seen.relu_above_tanh[_RATE])}: medians over 64 paired"
            " seeds with bootstrap 95 % intervals. Seeds at which ReLU is the more accurate, and at"
            " which tanh is: "
            + _each({rate: (one.greater, one.less) for rate, one in seen.relu_above_tanh.items()})
            + f"; {seen.longer.greater} and {seen.longer.less} after 1000 epochs as printed."
            " Wilcoxon's p-value is below 1/20 each time."
        ),
        note=_NOTE,
        evidence=Place(ARTICLE, "the-ranking-belongs-to-the-learning-rate"),
    ),
    Verdict(
        id="tanh-first-layer-a-tenth",
        printed="With tanh the gradient of the first layer is an order of magnitude below that of"
        " the output layer.",
        setting=f"{_SETTING} The epoch is not printed. Of one order of magnitude we call a ratio"
        " between 1/30 and 1/3.",
        ruling=Ruling.HOLDS_ONLY_IF,
        because=lambda seen: (
            f"one looks within the first {_inside(seen.by_epoch, *_MAGNITUDE)[-1]} epochs, and not"
            " at the last"
        ),
        observe=lambda: _Ratios(found.ratios("tanh")),
        supports=lambda seen: (
            _inside(seen.by_epoch, *_MAGNITUDE)[0] == 1
            and _inside(seen.by_epoch, *_MAGNITUDE)[-1] < 150
            and _one_stretch(seen.by_epoch, *_MAGNITUDE)
            and seen.by_epoch[300] > 1
        ),
        against=lambda seen: _Ratios({**seen.by_epoch, 300: seen.by_epoch[50]}),
        otherwise="A ratio that stayed near a tenth to the end would let it hold. Listings of this"
        " kind often show the batches of the last epoch: if the printed figure does, it fails.",
        show=lambda seen: (
            "The ratio of the first to the last layer's gradient is "
            + ", ".join(
                f"{small(seen.by_epoch[epoch])} after epoch {epoch}" for epoch in (1, 50, 100, 300)
            )
            + "; medians over 64 seeds."
        ),
        note=_NOTE,
        evidence=Place(ARTICLE, "first-layer-last-layer"),
    ),
    Verdict(
        id="relu-converges-fastest",
        printed="ReLU converges faster than tanh and the sigmoid.",
        setting=f"{_RATES} And gradient descent with momentum, 24 seeds at each rate. We ask which"
        " one is the first to get nine tenths of the points right.",
        ruling=Ruling.HOLDS_ONLY_IF,
        because="the optimizer is Adam, and one asks only of the seeds that both bring there",
        observe=_sooner,
        supports=lambda seen: (
            all(_ahead(counts) for counts in seen.tanh.values())
            # At the smallest rates the sigmoid brings no seed there.
            and all(_ahead(counts) for counts in seen.sigmoid.values() if sum(counts))
            and any(sum(counts) for counts in seen.sigmoid.values())
            # With all seeds the answer is open at the larger rates.
            and [rate for rate, one in seen.tanh_of_all.items() if not _ahead(one)] == [3e-3, 1e-2]
            # With gradient descent it is open at most rates even so.
            and sum(_ahead(one) for one in seen.descent.values() if sum(one)) <= 2
            and all(one > other for one, other in seen.descent.values() if one + other)
        ),
        against=lambda seen: replace(seen, tanh={**seen.tanh, 1e-2: seen.tanh_of_all[1e-2]}),
        otherwise="If ReLU led beyond doubt with all seeds counted, it would hold at every rate.",
        show=lambda seen: (
            "Where both get there, ReLU is sooner than tanh, and tanh than ReLU, at so many seeds: "
            + _each(seen.tanh)
            + "; and with the sigmoid for tanh: "
            + _each({rate: one for rate, one in seen.sigmoid.items() if sum(one)})
            + ". If a seed that only one of them brings there counts for that one, ReLU and tanh"
            f" have {_each(seen.tanh_of_all)}: at the two largest rates Wilson's 95 % interval of"
            " ReLU's share contains one half; elsewhere with Adam it lies above. With gradient"
            " descent and momentum, where both get there: "
            + _each({rate: one for rate, one in seen.descent.items() if sum(one)})
            + "; at most of these rates the interval contains one half."
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
        because="ReLU and ReLU6 get there in the same epoch at every seed; only LeakyReLU differs",
        observe=_rectifiers,
        supports=lambda seen: (
            seen.relu6_sooner == (0, 0)
            and seen.relu6_differs == 0
            and seen.leaky.median.low > 0
            and _ahead(seen.leaky_sooner)
        ),
        against=lambda seen: replace(seen, relu6_sooner=(40, 5)),
        otherwise="If ReLU6 had been sooner or later than ReLU, the second half would hold.",
        show=lambda seen: (
            f"With ReLU6 the accuracy differs from ReLU's at {seen.relu6_differs} of 64 seeds, and"
            f" the epoch of nine tenths at {sum(seen.relu6_sooner)}. LeakyReLU is sooner than ReLU"
            f" at {seen.leaky_sooner[0]} seeds and later at {seen.leaky_sooner[1]}; it ends higher"
            f" by {difference(seen.leaky)}, the median over paired seeds with its bootstrap 95 %"
            " interval."
        ),
        note=_NOTE,
        evidence=Place(ARTICLE, "the-other-four-of-the-tutorials"),
    ),
    Verdict(
        id="overfitting-expected-and-harmless",
        printed="Since the network is measured on its training points, it is expected to overfit,"
        " and that does no harm here.",
        setting=f"{_RATES} We measure on 10000 fresh points as well, and call a loss of less than"
        " one percentage point harmless.",
        ruling=Ruling.HOLDS,
        because="as printed there is hardly any, and where the network fits better, a little",
        observe=_gaps,
        supports=lambda seen: (
            all(one.low >= 0 and one.high < 0.005 for one in (seen.printed, seen.own))
            and all(one.high < 0.01 for one in seen.by_activation.values())
            and all(one.low > 0 and one.high < 0.01 for one in seen.fitted.values())
        ),
        against=lambda seen: replace(
            seen, fitted={slug: Interval(0.04, 0.05, 0.06) for slug in seen.fitted}
        ),
        otherwise="A loss of more than one percentage point on fresh points would make it fail.",
        show=lambda seen: (
            "On fresh points the accuracy with ReLU is lower by"
            f" {points(seen.printed, 2)}, and by {points(seen.own, 2)} where each seed has training"
            " points of its own: medians over 64 seeds with bootstrap 95 % intervals. At learning"
            " rate 1/100, where all fit better, the medians of ten activations are lower by"
            f" {_lowest_and_highest(seen.fitted)} percentage points."
        ),
        note=_NOTE,
        evidence=Place(ARTICLE, "new-points"),
    ),
)
