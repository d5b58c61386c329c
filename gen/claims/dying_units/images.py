"""Dead units on images: rates, samples, cures, and what dead units cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from gen.claims import Claim
from gen.claims.dying_units import counts
from gen.claims.dying_units.counts import (
    RULES,
    accuracies,
    image_followed,
    image_shares,
    image_start,
    image_widths,
    images,
    in_percent,
    listed,
    mean,
    of,
    percent,
    result,
)
from gen.experiments.statistics import Interval

CENSUS_RUNS = {
    "relu-sgd-1": "SGD, rate 1",
    "relu-momentum-0.1": "momentum, rate 0.1",
    "relu-adam-0.01": "Adam, rate 0.01",
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
SEEDS = "The mean over three seeds, with Student's 95 % interval."


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


def _tenth(kind: str) -> list[float]:
    """Shares of dead units with a tenth of the images: on these, on all; and with all of them."""
    return {
        "own": image_shares("tenth-adam"),
        "whole": image_shares("tenth-adam", "dead_whole"),
        "all": image_shares("relu-adam-0.01"),
    }[kind]


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


def _cure_claims() -> Iterator[Claim[Any]]:
    """What each cure does to units and to the accuracy."""
    for part, label in _CURES.items():
        name = _KNOWN.get(part, part.removesuffix("-adam"))
        what = f"With “{label}” against dying and Adam at a rate of 0.01 on images,"
        flat = "flat" if name in {"leakyrelu", "elu", "gelu"} else "dead"
        yield Claim(
            id=f"images-cure-{name}-dead",
            sentence=f"{what} {{value}} of the units are {flat} after one epoch.",
            value=partial(_mean_of, image_shares, part),
            holds=_is_share,
            display=in_percent,
            note=f"On all training images. {SEEDS}",
        )
        yield Claim(
            id=f"images-cure-{name}-accuracy",
            sentence=f"{what} the accuracy on test images is {{value}}.",
            value=partial(_mean_of, accuracies, part),
            holds=_is_share,
            display=in_percent,
            note=f"After one epoch. {SEEDS}",
        )


def _mean_of(values: Callable[[str], list[float]], part: str) -> Interval:
    return mean(values(part))


def _is_share(found: Interval) -> bool:
    return 0 <= found.low <= found.middle <= found.high <= 1


IMAGES_CLAIMS: tuple[Claim[Any], ...] = (
    Claim(
        id="images-zeros-after",
        sentence="After one epoch, {value} of the outputs are zeros.",
        value=lambda: {
            rule: float(np.mean([one["zeros"] for one in images(part)]))
            for rule, part in {
                "Adam at a rate of 0.001": "relu-adam-0.001",
                "SGD at 0.3": "relu-sgd-0.3",
                "Adam at 0.01": "relu-adam-0.01",
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
        id="images-dead-sgd",
        sentence="With gradient descent at a rate of 0.3, {value} of the hidden units are dead.",
        value=lambda: (mean(image_start("relu-sgd-0.3")), mean(image_shares("relu-sgd-0.3"))),
        holds=lambda found: found[1].middle < 0.2 * found[0].middle,
        display=lambda found: (
            f"{in_percent(found[0])} before training, {in_percent(found[1])} after"
        ),
        note=f"{SEEDS} 10,000 training images before, all 60,000 after.",
    ),
    Claim(
        id="images-dead-adam",
        sentence="With Adam, after one epoch, {value} of the hidden units are dead.",
        value=lambda: _each_rate("adam", lambda part: mean(image_shares(part))),
        holds=lambda found: (
            [one.middle for one in found.values()] == sorted(one.middle for one in found.values())
            and min(one.middle for one in found.values())
            > mean(image_start("relu-adam-0.01")).middle
        ),
        display=lambda found: listed(
            [f"{in_percent(one)} at a rate of {rate:g}" for rate, one in found.items()]
        ),
        note=f"On all training images. {SEEDS}",
    ),
    *_awake_claims(),
    Claim(
        id="images-alarms-hundred",
        sentence="After training with Adam at a rate of 0.01, {value} units look dead in 100"
        " images.",
        value=lambda: _alarms("relu-adam-0.01", 100),
        holds=lambda found: found[0] > 0.2 * found[1],
        display=lambda found: f"{found[0] + found[1]:.0f} instead of {found[1]:.0f}",
        note="The expected number over random samples without replacement; the mean of three"
        " networks.",
    ),
    Claim(
        id="images-alarms-ten-thousand",
        sentence="After training with Adam at a rate of 0.01, {value} units look dead in 10 000"
        " images.",
        value=lambda: _alarms("relu-adam-0.01", 10000),
        holds=lambda found: found[0] > 1,
        display=lambda found: f"{found[0] + found[1]:.0f}",
        note="The expected number over random samples without replacement; the mean of three"
        " networks.",
    ),
    Claim(
        id="images-rare",
        sentence="After training with Adam at a rate of 0.01, {value} units are on for 1 to 100 of"
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
        note="Censuses of 10,000 training images; three networks each, rates 0.01 and 0.001.",
    ),
    Claim(
        id="images-tenth",
        sentence="With a tenth of the images and as many steps of Adam, the share of dead units is"
        " {value}.",
        value=lambda: {kind: mean(_tenth(kind)) for kind in ("own", "whole", "all")},
        holds=lambda found: found["own"].low > found["all"].high > found["whole"].middle,
        display=lambda found: (
            f"{in_percent(found['own'])} dead on this tenth, and {in_percent(found['whole'])} on"
            f" all images; trained on all, {in_percent(found['all'])}"
        ),
        note=SEEDS,
    ),
    *_cure_claims(),
    Claim(
        id="images-killed",
        sentence="With none, half, nine tenths and 97 in 100 of the hidden units off, the accuracy"
        " on test images is {value}.",
        value=lambda: [mean(accuracies(part)) for part in COST_LINE],
        holds=lambda found: (
            found[0].middle - found[1].middle < 0.04 < found[1].middle - found[2].middle
        ),
        display=lambda found: listed([in_percent(one) for one in found]),
        note=f"Adam at a rate of 0.001, one epoch. {SEEDS}",
    ),
    Claim(
        id="images-cost-adam",
        sentence="With Adam, the shares of dead units and accuracies on test images are {value}.",
        value=lambda: {
            rate: (mean(image_shares(part)), mean(accuracies(part)))
            for rate, part in ((0.001, "relu-adam-0.001"), (0.01, "relu-adam-0.01"))
        },
        holds=lambda found: (
            found[0.01][0].low > found[0.001][0].high
            and abs(found[0.01][1].middle - found[0.001][1].middle) < 0.02
        ),
        display=lambda found: listed(
            [
                f"{in_percent(dead)} and {in_percent(accuracy)} at a rate of {rate:g}"
                for rate, (dead, accuracy) in found.items()
            ]
        ),
        note=f"After one epoch. {SEEDS}",
    ),
    Claim(
        id="images-cost-sgd",
        sentence="With SGD at a rate of 1, {value}.",
        value=lambda: (mean(image_shares("relu-sgd-1")), mean(accuracies("relu-sgd-1"))),
        holds=lambda found: (
            found[0].middle < mean(image_shares("relu-adam-0.01")).middle
            and found[1].high < mean(accuracies("relu-adam-0.01")).low
        ),
        display=lambda found: (
            f"{in_percent(found[0])} of the units are dead, and the accuracy is"
            f" {in_percent(found[1])}"
        ),
        note=f"After one epoch. {SEEDS}",
    ),
)
"""The claims about images."""
