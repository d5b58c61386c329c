"""Centers: outputs around zero or not, and what that does to the weights behind them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from gen.claims import Claim
from gen.claims.functions import pieces
from gen.derivation.line import parity

Array = NDArray[np.float64]

_SAMPLES = np.array([[0.2, 0.9], [0.9, 0.3], [0.4, 1.0], [1.0, 0.1], [0.1, 0.6], [0.7, 0.2]])
"""The inputs of the example, of shape (6, 2): all positive."""

GOAL = np.array([0.9, -0.9])
"""The weights that make every error zero; one has to grow, the other to shrink."""

_RATE = 0.7
"""How far a step goes, in gradients."""

_ROUNDS = 2
"""How often the samples are taken in turn."""


def path(centered: bool) -> Array:
    """The weights of one unit after each step of gradient descent, of shape (13, 2), from zero.

    A step follows the squared error of one sample, and the samples take turns. If centered, their
    mean is taken off the inputs first; the targets are those of the same goal.
    """
    inputs = _SAMPLES - _SAMPLES.mean(axis=0) if centered else _SAMPLES
    weights = np.zeros(2)
    visited = [weights]
    for sample in np.tile(inputs, (_ROUNDS, 1)):
        error = sample @ (weights - GOAL)
        weights = weights - _RATE * error * sample
        visited.append(weights)
    return np.array(visited)


def together(steps: Array) -> int:
    """How many of the steps, of shape (n, 2), move both weights the same way."""
    return int((np.sign(steps[:, 0]) == np.sign(steps[:, 1])).sum())


def detour(visited: Array) -> float:
    """The length of a way, of shape (n, 2), over the straight distance of its ends."""
    length = np.hypot(*np.diff(visited, axis=0).T).sum()
    return float(length / np.hypot(*(visited[-1] - visited[0])))


def _mean(function: Callable[[Array], Array], center: float) -> float:
    """The mean of a function over a normal input with standard deviation 1, as in `weights`."""
    z = np.linspace(-10, 10, 2001)
    normal = np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    return float(np.sum(function(z + center) * normal) * (z[1] - z[0]))


def _sigmoid(x: Array) -> Array:
    y: Array = torch.sigmoid(torch.from_numpy(x)).numpy()
    return y


CENTERS: tuple[Claim[Any], ...] = (
    Claim(
        id="tanh-is-odd",
        sentence="Tanh is {value}.",
        value=lambda: parity(pieces("tanh")),
        holds=lambda parity: parity == "odd",
        note="Derived from its definition, as its page shows.",
    ),
    Claim(
        id="sigmoid-mean",
        sentence="Over standard normal inputs the mean of the sigmoid is {value}.",
        value=lambda: _mean(_sigmoid, 0),
        holds=lambda mean: abs(mean - 0.5) < 1e-12,
        display=lambda mean: f"{mean:.1f}",
        note="The trapezoidal rule; it is exactly 1/2, since σ − 1/2 is odd.",
    ),
    Claim(
        id="tanh-mean-shifted",
        sentence="Over normal inputs with mean 1 and variance 1 the mean of tanh is {value}.",
        value=lambda: _mean(np.tanh, 1),
        holds=lambda mean: mean > 0.5 and abs(_mean(np.tanh, 0)) < 1e-12,
        display=lambda mean: f"{mean:.2f}",
        note="The trapezoidal rule, which gives 0 for inputs with mean 0.",
    ),
    Claim(
        id="zigzag-positive",
        sentence="With positive inputs, {value} steps move both weights the same way.",
        value=lambda: np.diff(path(centered=False), axis=0),
        holds=lambda steps: together(steps) == len(steps),
        display=lambda steps: f"{together(steps)} of {len(steps)}",
        note="Twelve steps of gradient descent on one sample each, from weights 0, in float64.",
    ),
    Claim(
        id="zigzag-centered",
        sentence="With centered inputs, {value} steps move both weights the same way.",
        value=lambda: np.diff(path(centered=True), axis=0),
        holds=lambda steps: together(steps) < len(steps) / 2,
        display=lambda steps: f"{together(steps)} of {len(steps)}",
        note="The same steps after the mean of the samples is taken off.",
    ),
    Claim(
        id="zigzag-detour",
        sentence="The zigzag is {value} times as long as the straight way between its ends.",
        value=lambda: detour(path(centered=False)),
        holds=lambda ratio: ratio > 1.5 * detour(path(centered=True)),
        display=lambda ratio: f"{ratio:.1f}",
        note="The lengths of the twelve steps together over the distance; with centered inputs the"
        " way is nearly straight.",
    ),
)
