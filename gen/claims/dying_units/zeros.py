"""Zeros before training: how many there are, and whether the images have a say in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gen.claims import Claim
from gen.claims.dying_units.counts import ZEROS, listed, percent, result

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


def _by_layer(shares: Sequence[float]) -> str:
    return listed([percent(share) for share in shares])


ZEROS_CLAIMS: tuple[Claim[Any], ...] = (
    Claim(
        id="zeros-before-training",
        sentence="Before training, in the four hidden layers of the ReLU network on images,"
        " {value} of the outputs are exactly 0.",
        value=lambda: zeros("default", "images"),
        holds=lambda shares: all(abs(share - 1 / 2) < 0.08 for share in shares),
        display=_by_layer,
        note="Means over 8 networks with torch's default initialization; 10,000 images each.",
    ),
    Claim(
        id="zeros-before-training-he",
        sentence="With weights of variance 2/n and no biases, {value} of the outputs are 0.",
        value=lambda: zeros("he", "images"),
        holds=lambda shares: all(abs(share - 1 / 2) < 0.08 for share in shares),
        display=_by_layer,
        note="Means over 8 networks; the same 10,000 images.",
    ),
    Claim(
        id="units-of-one-mind",
        sentence="Before training, by hidden layer, {value} of the units are on for fewer than one"
        " image in twenty, or off for fewer than one in twenty.",
        value=lambda: one_sided("default", "images"),
        holds=lambda shares: shares == sorted(shares) and shares[-1] > 1 / 2 > 5 * shares[0] / 2,
        display=_by_layer,
        note="8 networks with torch's default initialization, 10,000 images.",
    ),
    Claim(
        id="units-of-one-mind-centered",
        sentence="For images less their mean, {value} of the units are on for fewer than one in"
        " twenty, or off for fewer than one in twenty.",
        value=lambda: one_sided("default", "centered"),
        holds=lambda shares: shares[0] == 0 and shares[-1] > 1 / 2,
        display=_by_layer,
        note="8 networks with torch's default initialization, 10,000 images.",
    ),
    Claim(
        id="units-on-for-all-or-none",
        sentence="In the last hidden layer, {value} of the units are on for no image, or for every"
        " one.",
        value=lambda: constant("default", "images")[-1],
        holds=lambda share: share > max(constant("he", "images")),
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
