"""Zeros before training: how many there are, and whether the images have a say in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from gen.claims import Claim
from gen.claims.dying_units.counts import ZEROS, percent, result

INPUTS = {"images": "the images", "centered": "the images less their mean", "normal": "noise"}
"""What is put into the network before training, by its name in the results."""


def zeros(start: str, inputs: str) -> list[float]:
    """The mean share of outputs that are 0 in each hidden layer."""
    found = result(ZEROS).parts[f"{start}-{inputs}"]["zeros"]
    return [float(share) for share in np.mean(found, axis=0)]


def one_sided(start: str, inputs: str) -> list[float]:
    """By hidden layer, the share of units that are on for less than 1/20 or more than 19/20."""
    found = result(ZEROS).parts[f"{start}-{inputs}"]["histogram"]
    return [(layer[0] + layer[-1]) / sum(layer) for layer in found]


def constant(start: str, inputs: str) -> list[float]:
    """By hidden layer, the share of units that are on for no image, or for all of them."""
    found = result(ZEROS).parts[f"{start}-{inputs}"]
    units = [sum(layer) for layer in found["histogram"]]
    pairs = zip(found["never"], found["always"], units, strict=True)
    return [(never + always) / count for never, always, count in pairs]


LAYERS = ("first", "second", "third", "fourth")


def cells(
    name: str,
    what: str,
    values: Callable[[], Sequence[float]],
    holds: Callable[[int, float], bool],
    note: str,
) -> Iterator[Claim[Any]]:
    """A claim about each hidden layer, for a column of a table."""
    for layer, label in enumerate(LAYERS, 1):
        yield Claim(
            id=f"{name}-{layer}",
            sentence=f"In the {label} hidden layer, {{value}} {what}.",
            value=partial(_of_layer, values, layer),
            holds=partial(holds, layer),
            display=percent,
            note=note,
        )


def _of_layer(values: Callable[[], Sequence[float]], layer: int) -> float:
    return values()[layer - 1]


def _each_about_half(start: str) -> bool:
    """Whether about half of the outputs of each layer of each network are 0."""
    found = result(ZEROS).parts[f"{start}-images"]["zeros"]
    return all(abs(share - 1 / 2) < 0.08 for one in found for share in one)


def _grows(layer: int, share: float) -> bool:
    """More with each layer, and more than half of the units in the last."""
    found = one_sided("default", "images")
    return all(share > below for below in found[: layer - 1]) and (layer < 4 or share > 1 / 2)


def _centered(layer: int, share: float) -> bool:
    """None in the first layer; in the last, no fewer than with the mean image."""
    if layer == 1:
        return share == 0
    return layer < 4 or share > 0.95 * one_sided("default", "images")[-1]


ZEROS_CLAIMS: tuple[Claim[Any], ...] = (
    *cells(
        "zeros-before-training",
        "of the outputs are exactly 0 before training on images",
        partial(zeros, "default", "images"),
        lambda _, share: abs(share - 1 / 2) < 0.08 and _each_about_half("default"),
        "Means over 8 networks with torch's default initialization; 10,000 images each. No layer of"
        " any network is further from one half than 0.08.",
    ),
    Claim(
        id="zeros-before-training-he",
        sentence="With weights of variance 2/n and no biases, {value} of the outputs are 0, by"
        " hidden layer.",
        value=lambda: (min(zeros("he", "images")), max(zeros("he", "images"))),
        holds=lambda found: (
            all(abs(share - 1 / 2) < 0.08 for share in found) and _each_about_half("he")
        ),
        display=lambda found: f"{percent(found[0])} to {percent(found[1])}",
        note="Means over 8 networks; the same 10,000 images.",
    ),
    *cells(
        "units-of-one-mind",
        "of the units are on for fewer than one image in twenty, or off for fewer than one",
        partial(one_sided, "default", "images"),
        _grows,
        "8 networks with torch's default initialization, before training; 10,000 images.",
    ),
    *cells(
        "units-of-one-mind-centered",
        "of the units are on for fewer than one in twenty images less their mean, or off for fewer"
        " than one",
        partial(one_sided, "default", "centered"),
        _centered,
        "8 networks with torch's default initialization, before training; 10,000 images.",
    ),
    Claim(
        id="units-on-for-all-or-none",
        sentence="In the last hidden layer, {value} of the units are on for no image, or for every"
        " one.",
        value=lambda: constant("default", "images")[-1],
        holds=lambda share: share > max(constant("default", "images")[:-1]),
        display=percent,
        note="8 networks with torch's default initialization, 10,000 images.",
    ),
    Claim(
        id="units-on-for-all-or-none-he",
        sentence="With weights of variance 2/n and no biases, it is {value}.",
        value=lambda: constant("he", "images")[-1],
        holds=lambda share: share < constant("default", "images")[-1] / 2,
        display=percent,
        note="8 networks, 10,000 images.",
    ),
)
"""The claims about zeros before training."""
