"""Dead units on images: rates, samples, cures, and what dead units cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from gen import typography
from gen.claims import Claim
from gen.claims.dying_units import counts
from gen.claims.dying_units.counts import (
    RULES,
    accuracies,
    extremes,
    image_followed,
    image_shares,
    image_start,
    image_widths,
    images,
    in_percent,
    listed,
    of,
    percent,
    result,
)
from gen.experiments.statistics import Interval

CENSUS_RUNS = {
    "relu-sgd-1": "SGD, rate 1",
    "relu-momentum-0.1": "momentum, rate 1/10",
    "relu-adam-0.01": "Adam, rate 1/100",
}
"""Networks whose census is tried on samples, with their labels."""
COST_LINE = ("relu-adam-0.001", "killed-50", "killed-90", "killed-97")
"""Networks of which no unit, half of the units, and more are switched off before training."""
COST_RUNS = (
    *(f"relu-adam-{rate:g}" for rate in (0.001, 0.003, 0.01, 0.03)),
    *(f"relu-momentum-{rate:g}" for rate in (0.03, 0.1)),
    "killed-50",
    "killed-90",
    "killed-97",
)
ALL = slice(None)
SEEDS = "The mean of three networks, and the lowest and the highest."


def false_alarms(part: str) -> list[tuple[int, float, float]]:
    """For each size of a sample: units expected to look dead that are not, and dead ones."""
    samples = result(counts.IMAGES).settings(part)["samples"]
    dead = float(np.mean([sum(one["dead_end"]) for one in images(part)]))
    wrong = np.mean([one["missed"] for one in images(part)], axis=0)
    return [(sample, float(each), dead) for sample, each in zip(samples, wrong, strict=True)]


def _alarms(part: str, sample: int) -> tuple[float, float]:
    """Units that look dead in a sample and are not, and those that are dead."""
    return next((wrong, dead) for size, wrong, dead in false_alarms(part) if size == sample)


def start_by_layer(part: str) -> list[float]:
    """The share of units dead before training, by hidden layer, over seeds."""
    rows = [[layer[0] for layer in one["dead"]] for one in images(part)]
    return [float(share) for share in np.mean(rows, axis=0) / image_widths()]


def awake(parts: Sequence[str], sample: str, layers: slice = ALL) -> tuple[int, int]:
    """Units that are dead on all training images, and those on for an image of another set."""
    found = [one for part in parts for one in images(part)]
    return sum(sum(one["dead_end"][layers]) for one in found), sum(
        sum(one["awake"][sample][layers]) for one in found
    )


def _each_rate(rule: str, value: Callable[[str], Any]) -> dict[float, Any]:
    """A value for each learning rate of an optimizer."""
    return {rate: value(f"relu-{rule}-{rate:g}") for rate in counts.image_rates(rule)}


def _base_runs() -> list[str]:
    """The networks of ReLU units that are left alone."""
    return [f"relu-{rule}-{rate:g}" for rule in RULES for rate in counts.image_rates(rule)]


def _awake_claim(
    sample: str, where: str, layers: slice, what: str, holds: Callable[[float], bool]
) -> Claim[tuple[int, int]]:
    """How many dead units of some layers are on for a set of images."""
    return Claim(
        id=f"images-awake-{sample}-{where}",
        sentence=f"Of the units {_WHERE[where]} that are dead on all training images, {{value}} are"
        f" on for {what}.",
        value=lambda: awake(_base_runs(), sample, layers),
        holds=lambda found: holds(found[1] / found[0]),
        display=lambda found: f"{of(found[1], found[0])} ({percent(found[1] / found[0])})",
        note="Units of all 36 networks of three optimizers and four rates each, pooled.",
    )


_WHERE = {"first": "of the first hidden layer", "behind": "behind the first hidden layer"}
_SAMPLES: Mapping[str, tuple[str, tuple[float, float], tuple[float, float]]] = {
    "test": ("one or more of the test images", (0.1, 0.5), (0.0, 0.02)),
    "moved": ("one or more of them, moved by four pixels", (0.1, 0.5), (0.0, 0.05)),
    "negative": ("one or more of their negatives", (0.9, 1.0), (0.0, 0.3)),
    "noise": ("one or more images of noise", (0.9, 1.0), (0.1, 0.6)),
}
"""Images that were not trained on, and the bounds of the shares that the article speaks of."""


def _awake_claims() -> Iterator[Claim[Any]]:
    for sample, (what, first, behind) in _SAMPLES.items():
        for where, layers, (low, high) in (
            ("first", slice(0, 1), first),
            ("behind", slice(1, None), behind),
        ):
            yield _awake_claim(sample, where, layers, what, partial(_between, low=low, high=high))


def _between(share: float, low: float, high: float) -> bool:
    return low <= share <= high


def _adam_rates() -> list[str]:
    return [f"relu-adam-{rate:g}" for rate in counts.image_rates("adam")]


def _adam_share() -> float:
    """Of the units of the first layer that are dead at the end, the share from two runs of Adam."""
    high, every = (
        awake(runs, "test", slice(0, 1))[0] for runs in (_adam_rates()[2:], _base_runs())
    )
    return high / every


def _adam_awake() -> tuple[float, float]:
    """Of Adam's dead units of the first layer, the share on for a test image: least, and most."""
    found = [awake([run], "test", slice(0, 1)) for run in _adam_rates()]
    shares = [on / dead for dead, on in found]
    return min(shares), max(shares)


def dead_over_time(part: str) -> list[float]:
    """Dead units at each census, the mean over networks."""
    found = [[sum(layer) for layer in zip(*one["dead"], strict=True)] for one in images(part)]
    return [float(each) for each in np.mean(found, axis=0)]


def _turnover(part: str) -> tuple[int, int]:
    """Deaths and revivals between censuses, of all units of all networks."""
    found = [layer for one in images(part) for layer in one["turnover"]]
    return sum(one["deaths"] for one in found), sum(one["revivals"] for one in found)


def _tenth(kind: str) -> list[float]:
    """Shares of dead units with a tenth of the images: on these, on all; and with all of them."""
    return {
        "own": image_shares("tenth-adam"),
        "whole": image_shares("tenth-adam", "dead_whole"),
        "all": image_shares("relu-adam-0.01"),
    }[kind]


def _tenth_claims() -> Iterator[Claim[Any]]:
    """The cells of the table of a tenth of the images."""
    for kind, said in {
        "own": "trained on a tenth of the images, {value} are dead on this tenth, more than"
        " of those trained on all are dead on all",
        "whole": "trained on a tenth of the images, {value} are dead on all images, no more than"
        " of those trained on all",
        "all": "trained on all images, {value} are dead on all",
    }.items():
        yield Claim(
            id=f"images-tenth-{kind}",
            sentence=f"Of the units of networks {said}.",
            value=partial(_range_of, _tenth, kind),
            holds=partial(_tenth_holds, kind),
            display=in_percent,
            note=f"As many steps of Adam at a rate of 1/100. {SEEDS}",
        )


def _tenth_holds(kind: str, found: Interval) -> bool:
    every = extremes(_tenth("all"))
    if kind == "own":
        return found.low > every.high
    return found.middle <= every.middle if kind == "whole" else found.low > max(_tenth("whole")) / 2


_CURES = {
    "relu-adam-0.01": "nothing",
    "clipped-adam": "clipping",
    "warm-up-adam": "warm-up",
    "he-adam": "He’s weights",
    "lower-adam": "a lower rate later",
    "decay-adam": "weight decay",
    "reset-adam": "fresh weights",
    "leakyrelu-adam": "LeakyReLU",
    "elu-adam": "ELU",
    "gelu-adam": "GELU",
}


_KNOWN = {"relu-adam-0.01": "nothing"}


_DEAD_BELOW = {"he", "warm-up", "reset", "leakyrelu", "elu", "gelu"}
"""Cures with which each network has fewer dead units than any with nothing done."""
_ACCURACY = {"he": 1, "lower": 1, "elu": -1}
"""Cures with which each network has a greater accuracy than any with nothing done, or a smaller."""


def _side(values: Callable[[str], list[float]], part: str) -> int:
    """1 where all networks lie above all with nothing done, -1 where all lie below, else 0."""
    found, plain = values(part), values("relu-adam-0.01")
    return int(min(found) > max(plain)) - int(max(found) < min(plain))


def _cure_claims() -> Iterator[Claim[Any]]:
    """What each cure does to units and to the accuracy."""
    for part, label in _CURES.items():
        name = _KNOWN.get(part, part.removesuffix("-adam"))
        what = f"With “{label}” against dying and Adam at a rate of 1/100 on images,"
        flat = "flat" if name in {"leakyrelu", "elu", "gelu"} else "dead"
        for key, values, sign, said in (
            ("dead", image_shares, -int(name in _DEAD_BELOW), f"{{value}} of the units are {flat}"),
            (
                "accuracy",
                accuracies,
                _ACCURACY.get(name, 0),
                "the accuracy on test images is {value}",
            ),
        ):
            how = {
                -1: "less than for any network",
                0: "not apart from those",
                1: "more than for any",
            }
            yield Claim(
                id=f"images-cure-{name}-{key}",
                sentence=f"{what} {said}, {how[sign]} with nothing done."
                if name != "nothing"
                else f"{what} {said}.",
                value=partial(_range_of, values, part),
                holds=partial(_has_side, values, part, sign),
                display=partial(_marked, sign=sign),
                note=f"After one epoch{', on all training images' if key == 'dead' else ''}."
                f" {SEEDS} An arrow: all three networks lie on one side of all three with nothing"
                " done.",
            )


def _range_of(values: Callable[[str], list[float]], part: str) -> Interval:
    return extremes(values(part))


def _has_side(values: Callable[[str], list[float]], part: str, sign: int, _: Interval) -> bool:
    return _side(values, part) == sign


def _marked(found: Interval, *, sign: int) -> str:
    arrow = {-1: " ↓", 0: "", 1: " ↑"}[sign]
    return f"{in_percent(found)}{arrow}"


# --- Adam, by rate -----------------------------------------------------------------------------


def _adam_claims() -> Iterator[Claim[Any]]:
    """The cells of the table of Adam's rates."""
    runs = _adam_rates()
    for part, below in zip(runs, [None, *runs], strict=False):
        rate = float(part.rpartition("-")[2])
        yield Claim(
            id=f"images-dead-adam-{1000 * rate:g}",
            sentence=f"With Adam at a rate of {typography.rate(rate)}, {{value}} of the hidden"
            " units are dead after one epoch: more than before it, and more than at the next lower"
            " rate.",
            value=partial(_range_of, image_shares, part),
            holds=partial(_above, below),
            display=in_percent,
            note=f"On all training images. {SEEDS}",
        )
        yield Claim(
            id=f"images-accuracy-adam-{1000 * rate:g}",
            sentence=f"With Adam at a rate of {typography.rate(rate)}, the accuracy on test"
            " images after one epoch is {value}.",
            value=partial(_range_of, accuracies, part),
            holds=partial(_accurate, highest=part == runs[-1]),
            display=in_percent,
            note=f"Above 82 % but at the highest rate. {SEEDS}",
        )


def _above(below: str | None, found: Interval) -> bool:
    return found.low > max(image_shares(below) if below else image_start("relu-adam-0.001"))


def _accurate(found: Interval, *, highest: bool) -> bool:
    return found.high < 0.82 if highest else found.low > 0.82


# --- cost --------------------------------------------------------------------------------------


def lost(part: str) -> Interval:
    """The accuracy with all units less that of the same seeds with some switched off."""
    pairs = zip(accuracies(COST_LINE[0]), accuracies(part), strict=True)
    return extremes([one - other for one, other in pairs])


def points(found: Interval) -> str:
    """A difference of accuracies."""
    low, middle, high = (f"{100 * each:.1f}" for each in found)
    return f"{middle} percentage points ({low} to {high})"


def _killed_claims() -> Iterator[Claim[Any]]:
    """The accuracy without some of the units."""
    for part, name, off in zip(
        COST_LINE,
        ("none", "half", "ninety", "most"),
        ("none", "half", "nine tenths", "97 in 100"),
        strict=True,
    ):
        yield Claim(
            id=f"images-killed-{name}",
            sentence=f"With {off} of the hidden units off, the accuracy on test images is"
            " {value}.",
            value=partial(_range_of, accuracies, part),
            holds=partial(_killed, name),
            display=in_percent,
            note=f"Adam at a rate of 1/1000, one epoch. {SEEDS}",
        )


def _killed(name: str, found: Interval) -> bool:
    """Little lost with half of the units, much with nine tenths, and more beyond."""
    whole = float(np.mean(accuracies(COST_LINE[0])))
    bounds = {"none": (-0.01, 0.01), "half": (0.01, 0.04), "ninety": (0.1, 0.25), "most": (0.25, 1)}
    low, high = bounds[name]
    return low < whole - found.middle < high


IMAGES_CLAIMS: tuple[Claim[Any], ...] = (
    Claim(
        id="images-zeros-after",
        sentence="After one epoch, {value} of the outputs are zeros.",
        value=lambda: {
            rule: float(np.mean([one["zeros"] for one in images(part)]))
            for rule, part in {
                "Adam at a rate of 1/1000": "relu-adam-0.001",
                "SGD at 3/10": "relu-sgd-0.3",
                "Adam at 1/100": "relu-adam-0.01",
            }.items()
        },
        holds=lambda found: list(found.values()) == sorted(found.values()),
        display=lambda found: listed([f"{percent(s)} with {name}" for name, s in found.items()]),
        note="The mean over the four hidden layers, three networks and 60,000 training images.",
    ),
    Claim(
        id="images-dead-before-training",
        sentence="Before training, by hidden layer, {value} of the units are dead on the images.",
        value=lambda: start_by_layer("relu-adam-0.01"),
        holds=lambda found: found == sorted(found) and found[0] == 0,
        display=lambda found: listed([percent(share) for share in found]),
        note="Three networks with torch's default initialization; 10,000 training images.",
    ),
    Claim(
        id="images-dead-before-all",
        sentence="Before training, {value} of all hidden units are dead on the images.",
        value=lambda: extremes(image_start("relu-sgd-0.3")),
        holds=lambda found: (
            found.high < min(counts.shares("relu-sgd", "default 0.3", "dead_start"))
        ),
        display=in_percent,
        note=f"{SEEDS} 10,000 training images.",
    ),
    Claim(
        id="images-dead-sgd",
        sentence="With gradient descent at a rate of 3/10, {value} of the hidden units are dead"
        " after one epoch.",
        value=lambda: extremes(image_shares("relu-sgd-0.3")),
        holds=lambda found: found.high < 0.2 * min(image_start("relu-sgd-0.3")),
        display=in_percent,
        note=f"{SEEDS} All training images.",
    ),
    *_adam_claims(),
    Claim(
        id="images-adam-early",
        sentence="With Adam at a rate of 1/100, the number of dead units is {value}.",
        value=lambda: tuple(dead_over_time("relu-adam-0.01")[place] for place in (0, 1, -1)),
        holds=lambda found: found[1] - found[0] > 0.7 * (found[2] - found[0]),
        display=lambda found: (
            f"{found[0]:.0f} before training, {found[1]:.0f} after 26 steps and {found[2]:.0f}"
            " after 234"
        ),
        note="Of 1152 hidden units, on 10,000 training images; means of three networks.",
    ),
    Claim(
        id="images-back-sgd",
        sentence="With gradient descent at a rate of 3/10, units came back {value}.",
        value=lambda: _turnover("relu-sgd-0.3"),
        holds=lambda found: found[1] > found[0] > 0,
        display=lambda found: f"{found[1]} times, and died {found[0]} times",
        note="Three networks; ten censuses of 10,000 training images, 26 steps apart.",
    ),
    Claim(
        id="images-awake-adam",
        sentence="Of the units of the first layer that are dead at the end, {value} are from Adam"
        " at rates of 1/100 and 3/100.",
        value=_adam_share,
        holds=lambda share: share > 0.75,
        display=percent,
        note="Units of all 36 networks, pooled.",
    ),
    Claim(
        id="images-awake-adam-rates",
        sentence="With each rate of Adam, of the units of the first layer that are dead on all"
        " training images, {value} are on for a test image.",
        value=_adam_awake,
        holds=lambda found: found[0] > 0.2 and found[1] < 0.4,
        display=lambda found: f"{percent(found[0])} to {percent(found[1])}",
        note="The least and the most of four rates; three networks each.",
    ),
    *_awake_claims(),
    Claim(
        id="images-alarms-hundred",
        sentence="After training with Adam at a rate of 1/100, {value} units look dead in 100"
        " images.",
        value=lambda: _alarms("relu-adam-0.01", 100),
        holds=lambda found: found[0] > 0.2 * found[1],
        display=lambda found: f"{found[0] + found[1]:.0f} instead of {found[1]:.0f}",
        note="The expected number over random samples without replacement; the mean of three"
        " networks.",
    ),
    Claim(
        id="images-alarms-ten-thousand",
        sentence="After training with Adam at a rate of 1/100, {value} units look dead in 10 000"
        " images.",
        value=lambda: _alarms("relu-adam-0.01", 10000),
        holds=lambda found: found[0] > 1,
        display=lambda found: f"{found[0] + found[1]:.0f}",
        note="The expected number over random samples without replacement; the mean of three"
        " networks.",
    ),
    Claim(
        id="images-rare",
        sentence="After training with Adam at a rate of 1/100, {value} units are on for 1 to 100 of"
        " the 60 000 training images.",
        value=lambda: float(np.mean([one["rare"][2] for one in images("relu-adam-0.01")])),
        holds=lambda found: found > 10,
        display=lambda found: f"{found:.0f}",
        note="The mean of three networks of 1152 hidden units.",
    ),
    Claim(
        id="images-lowered",
        sentence="With Adam on images, units dead half way that are alive at the end: {value}.",
        value=lambda: (
            image_followed("lower-adam", "middle"),
            image_followed("relu-adam-0.01", "middle"),
        ),
        holds=lambda found: found[0][1] / found[0][0] < found[1][1] / found[1][0],
        display=lambda found: (
            f"{of(*reversed(found[0]))} with a tenth of the rate, and {of(*reversed(found[1]))}"
            " with the same rate"
        ),
        note="Censuses of 10,000 training images; three networks each, rates 1/100 and 1/1000.",
    ),
    *_tenth_claims(),
    *_cure_claims(),
    Claim(
        id="images-warm-up-early",
        sentence="With warm-up to a rate of 1/100, each network has fewer dead units than with Adam"
        " at a constant {value}.",
        value=lambda: 0.003,
        holds=lambda rate: (
            max(image_shares("warm-up-adam")) < min(image_shares(f"relu-adam-{rate:g}"))
        ),
        display=typography.rate,
        note="Three networks each, one epoch.",
    ),
    *_killed_claims(),
    Claim(
        id="images-half-cost",
        sentence="Half of the hidden units, switched off before training, cost {value} of"
        " accuracy.",
        value=lambda: lost("killed-50"),
        holds=lambda found: found.low > 0 and found.high < 0.04,
        display=points,
        note="Adam at a rate of 1/1000, one epoch. Differences by seed. " + SEEDS,
    ),
    Claim(
        id="images-cost-adam",
        sentence="With Adam at a rate of 1/100 instead of 1/1000, {value}.",
        value=lambda: [
            (extremes(image_shares(part)), extremes(accuracies(part)))
            for part in ("relu-adam-0.001", "relu-adam-0.01")
        ],
        holds=lambda found: (
            found[1][0].low > found[0][0].high
            and abs(found[1][1].middle - found[0][1].middle) < 0.02
        ),
        display=lambda found: (
            f"{percent(found[1][0].middle)} of the units are dead instead of"
            f" {percent(found[0][0].middle)}, and the accuracy is"
            f" {100 * found[1][1].middle:.1f} % instead of {100 * found[0][1].middle:.1f} %"
        ),
        note="After one epoch; means of three networks.",
    ),
    Claim(
        id="images-cost-sgd",
        sentence="With SGD at a rate of 1, {value}.",
        value=lambda: (extremes(image_shares("relu-sgd-1")), extremes(accuracies("relu-sgd-1"))),
        holds=lambda found: (
            found[0].high < min(image_shares("relu-adam-0.01"))
            and found[1].high < min(accuracies("relu-adam-0.01"))
        ),
        display=lambda found: (
            f"{in_percent(found[0])} of the units are dead, and the accuracy is"
            f" {in_percent(found[1])}"
        ),
        note=f"After one epoch. {SEEDS}",
    ),
)
"""The claims about images."""
