"""What the censuses of the experiments found, read from their frozen results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gen.experiments import frozen
from gen.experiments.frozen import Result
from gen.experiments.statistics import Interval, mean_interval

Floats = NDArray[np.float64]

RULES = {"sgd": "SGD", "momentum": "momentum", "adam": "Adam"}
"""The optimizers by their names in the results."""
RINGS, IMAGES, ZEROS = "dead_units", "dead_units_images", "sparsity"
WAYS = ("below", "itself", "either", "both")
"""By which way a unit came back: the layers below it moved, its own weights, each of the two would
have done, or only both together."""


@cache
def result(experiment: str) -> Result:
    """The frozen result of an experiment."""
    return frozen.read(experiment)


# --- rings -------------------------------------------------------------------------------------


def group(part: str, name: str) -> Mapping[str, Any]:
    """What a part found of a group of networks on the rings, such as `default 0.3`."""
    found: Mapping[str, Any] = result(RINGS).parts[part]["groups"][name]
    return found


def rates(rule: str) -> list[float]:
    """The learning rates of an optimizer on the rings."""
    return [one["rate"] for one in result(RINGS).settings(f"relu-{rule}")["groups"]]


def width() -> int:
    """The units of a hidden layer on the rings."""
    return int(result(RINGS).settings("relu-sgd")["widths"][1])


def shares(part: str, name: str, when: str = "dead_end") -> list[float]:
    """The share of dead hidden units of each network on the rings, at the end or at the start."""
    return [sum(one) / (len(one) * width()) for one in group(part, name)[when]]


def by_layer(part: str, name: str, at: int = -1) -> list[float]:
    """The share of dead units in each hidden layer, over all networks, at a census."""
    units = width() * len(group(part, name)["accuracy"])
    return [layer[at] / units for layer in group(part, name)["dead"]]


def succeeded(part: str, name: str) -> list[bool]:
    """Whether each network has nine tenths of the points right at the end."""
    return [one >= 0.9 for one in group(part, name)["accuracy"]]


def learned(part: str, name: str) -> int:
    """How many networks succeed."""
    return sum(succeeded(part, name))


def exchanged(one: Sequence[bool], other: Sequence[bool]) -> tuple[int, int]:
    """At how many seeds only the one succeeds, and at how many only the other.

    Seeds that only one of the two has are left out.
    """
    pairs = list(zip(one, other, strict=False))
    return sum(a and not b for a, b in pairs), sum(b and not a for a, b in pairs)


def without_a_layer(part: str, name: str) -> int:
    """How many networks have a hidden layer without a unit that is alive, at the end."""
    return sum(any(count == width() for count in one) for one in group(part, name)["dead_end"])


def groups(parts: Iterable[str]) -> list[Mapping[str, Any]]:
    """All groups of some parts of the rings."""
    return [one for part in parts for one in result(RINGS).parts[part]["groups"].values()]


def plain_parts(*rules: str) -> list[str]:
    """The parts in which the ReLU units of some optimizers are left alone.

    No unit is reset, no gradient clipped, no rate changed. Adam with weight decay is not among
    them: its units come and go for a reason of their own.
    """
    names = [name for rule in rules for name in (f"relu-{rule}", f"starts-{rule}")]
    return names + [f"relu-{rule}-decay" for rule in rules if rule != "adam"]


ADAM_DECAY = "relu-adam-decay"


def added(found: Iterable[Mapping[str, Any]], key: str, name: str) -> list[int]:
    """The sum over groups of `turnover` or `ways`, by hidden layer."""
    if key == "turnover":
        counts = [[layer[name] for layer in one[key]] for one in found]
    else:
        counts = [one[key][name] for one in found]
    return [int(total) for total in np.sum(counts, axis=0)]


# --- images ------------------------------------------------------------------------------------


def images(part: str) -> Sequence[Mapping[str, Any]]:
    """What a part found on images, for each seed."""
    found: Sequence[Mapping[str, Any]] = result(IMAGES).parts[part]["seeds"]
    return found


def image_rates(rule: str) -> list[float]:
    """The learning rates of an optimizer on images."""
    names = [name for name in result(IMAGES).parts if name.startswith(f"relu-{rule}-")]
    return sorted(float(name.rpartition("-")[2]) for name in names)


def image_widths() -> list[int]:
    """The units of each hidden layer of the network on images."""
    widths: list[int] = result(IMAGES).settings("relu-sgd-0.1")["widths"][1:]
    return widths


def image_shares(part: str, when: str = "dead_end") -> list[float]:
    """The share of dead hidden units of each network on images, at the end."""
    return [sum(one[when]) / sum(image_widths()) for one in images(part)]


def image_start(part: str) -> list[float]:
    """The share of hidden units of each network that the first census finds dead."""
    return [sum(layer[0] for layer in one["dead"]) / sum(image_widths()) for one in images(part)]


def accuracies(part: str) -> list[float]:
    """The share of test images in their class, for each network."""
    return [one["accuracy"] for one in images(part)]


def image_followed(part: str, when: str) -> tuple[int, int]:
    """How many units were dead at a census, and how many of them are alive at the last one."""
    pairs = [layer for one in images(part) for layer in one["followed"][when]]
    return sum(then for then, _ in pairs), sum(back for _, back in pairs)


# --- numbers in words --------------------------------------------------------------------------


def percent(share: float) -> str:
    """A share as the reader sees it."""
    digits = 0 if share in {0.0, 1.0} or 0.1 <= share < 0.995 else 1
    return f"{100 * share:.{digits}f} %"


def mean(values: Sequence[float]) -> Interval:
    """The mean over seeds with its interval; a share stays between 0 and 1."""
    low, middle, high = mean_interval(list(values))
    return Interval(max(0.0, low), middle, min(1.0, high))


def extremes(values: Sequence[float]) -> Interval:
    """The mean between the lowest and the highest: all that three seeds have to say."""
    return Interval(min(values), float(np.mean(values)), max(values))


def in_percent(interval: Interval) -> str:
    """A share and its interval, such as `31 % (28 to 34)`."""
    if interval.low == interval.high:
        return percent(interval.middle)
    digits = 1 if interval.high - interval.low < 0.02 else 0
    low, middle, high = (f"{100 * each:.{digits}f}" for each in interval)
    return f"{middle} % ({low} to {high})"


def of(count: int, total: int) -> str:
    """A count among others, such as `12 of 160`."""
    return f"{thousands(count)} of {thousands(total)}"


def thousands(count: int) -> str:
    """A whole number, with thin gaps from five digits on."""
    return f"{count:,}".replace(",", "\N{NARROW NO-BREAK SPACE}") if count > 9999 else str(count)


def listed(words: Sequence[str]) -> str:
    """Words with commas, and an "and" before the last."""
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]
