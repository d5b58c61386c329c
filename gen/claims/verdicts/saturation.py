"""Verdicts on saturation: what far inputs, large weights and depth do to a gradient."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import torch

from gen.claims.errata.autograd import gradient
from gen.claims.errata.erratum import decimal
from gen.claims.functions import at
from gen.claims.vanishing_in_training import runs
from gen.claims.vanishing_in_training.before import DEPTH, error_growth
from gen.claims.verdicts.verdict import Place, Ruling, Verdict
from gen.typography import scientific

FAR = 15
"""The input in print, and its negative."""
NEARLY_NOTHING = 1e-6
"""A factor below which we call a gradient killed: float32 keeps seven digits of a weight."""


@dataclass(frozen=True)
class _Far:
    """The slope of the sigmoid at far inputs."""

    slopes: tuple[float, float]
    """In real numbers, at 15 and at -15."""
    half: tuple[float, float]
    """What torch's autograd gives there in bfloat16."""


def _far() -> _Far:
    return _Far(
        slopes=(at("sigmoid", FAR, 1), at("sigmoid", -FAR, 1)),
        half=(
            gradient(torch.sigmoid, FAR, torch.bfloat16),
            gradient(torch.sigmoid, -FAR, torch.bfloat16),
        ),
    )


@dataclass(frozen=True)
class _Weights:
    """The sigmoid network on images by what its initial weights are multiplied by."""

    saturated: dict[int, float]
    """Shares of the first layer's units, medians over seeds."""
    right: dict[int, tuple[float, float]]
    """The lowest and the highest share of held-out images right after three epochs."""


def _weights() -> _Weights:
    shares = np.median(runs.by_factor("sigmoid", "saturated")[:, :, 0], axis=0)
    after = {factor: runs.after_factor(factor)[:, -1] for factor in runs.trained_factors()}
    return _Weights(
        saturated={
            int(factor): float(shares[place])
            for place, factor in enumerate(runs.factors())
            if factor in after
        },
        right={factor: (float(one.min()), float(one.max())) for factor, one in after.items()},
    )


BEST, MANY, DOZENS = 8, 16, 64
"""The factor up to which larger weights help, one that does no harm yet, and one that does."""


def _harms_late(seen: _Weights) -> bool:
    """Whether more units saturate at each step, and both halves hold at the largest factor alone.

    Even there more is right than from torch's own weights.
    """
    rising = [seen.right[factor] for factor in sorted(seen.right) if factor <= BEST]
    return (
        sorted(seen.saturated.values()) == [seen.saturated[one] for one in sorted(seen.saturated)]
        and seen.saturated[MANY] < 1 / 2 < seen.saturated[DOZENS]
        and all(one[1] < other[0] for one, other in pairwise(rising))
        and seen.right[MANY][0] > 0.9 * seen.right[BEST][1]
        and seen.right[DOZENS][1] < 0.75 * seen.right[BEST][0]
        and seen.right[DOZENS][0] > 2 * seen.right[1][1]
    )


@dataclass(frozen=True)
class _Shrinking:
    """Error signals on their way back through layers of sigmoids."""

    largest_step: float
    """The largest factor a layer, over kinds of weights, layers and seeds."""
    left: float
    """What fifty layers with torch's weights leave, median over seeds."""
    growth: float
    """The smallest factor a layer with weights 128 times torch's, over layers and seeds."""


def _shrinking() -> _Shrinking:
    steps = [
        np.diff(runs.signals(weights, "sigmoid"), axis=1, prepend=0.0)
        for weights in ("torch", "orthogonal")
    ]
    return _Shrinking(
        largest_step=float(10 ** max(one.max() for one in steps)),
        left=float(10 ** np.median(runs.signals("torch", "sigmoid")[:, DEPTH - 1])),
        growth=float(error_growth(128).min()),
    )


SATURATION: tuple[Verdict[Any], ...] = (
    Verdict(
        id="sigmoid-at-fifteen-kills-the-gradient",
        printed="An input of 15 or −15 saturates a sigmoid, and kills the gradient.",
        setting=(
            "The inputs are printed; what counts as killed is not. We ask for a slope below a "
            "millionth, about the last digit of float32."
        ),
        ruling=Ruling.HOLDS,
        observe=_far,
        supports=lambda seen: (
            all(0 < slope < NEARLY_NOTHING for slope in seen.slopes)
            and seen.half[0] == 0
            and seen.half[1] > 0
        ),
        against=lambda seen: replace(seen, slopes=(2 * NEARLY_NOTHING, seen.slopes[1])),
        otherwise="A slope of a millionth or more at either input would make it fail.",
        show=lambda seen: (
            f"The slope is {decimal(seen.slopes[0])} at either input, and not 0. torch in bfloat16 "
            f"gives {decimal(seen.half[0])} at 15 and {decimal(seen.half[1])} at −15. Exact; no "
            "interval."
        ),
        note="The slope by ball arithmetic, and torch's autograd in bfloat16.",
        evidence=Place("sigmoid-and-tanh", "far-from-zero-no-gradient-gets-through"),
    ),
    Verdict(
        id="large-weights-saturate-sigmoid",
        printed="Initial weights that are too large saturate most sigmoids, and the network barely"
        " learns.",
        setting="No size is printed. The network 784-512-256-256-128-10 on Fashion-MNIST; torch's"
        " initial weights and biases times powers of 2; then three epochs of SGD with learning rate"
        " 1/100 and momentum 9/10, three seeds.",
        ruling=Ruling.HOLDS_ONLY_IF,
        because=f"the weights are dozens of times those of torch ({DOZENS} times here), and even"
        " then the network learns more in three epochs than from torch's own",
        observe=_weights,
        supports=_harms_late,
        against=lambda seen: replace(seen, right={**seen.right, MANY: (0.1, 0.1)}),
        otherwise=f"Had weights {MANY} times as large, or smaller ones, already done harm, the"
        " condition would have been weaker or have fallen away.",
        show=lambda seen: (
            "Saturated in the first layer, and right after three epochs: "
            + "; ".join(
                f"times {factor}, {100 * seen.saturated[factor]:.0f} % and"
                f" {100 * low:.1f} % to {100 * high:.1f} %"
                for factor, (low, high) in sorted(seen.right.items())
            )
            + ". Medians over eight seeds; lowest and highest of three seeds."
        ),
        note="A unit is saturated where its slope is below 1/100 of 1/4;"
        " gen/experiments/results/saturation.json.",
        evidence=Place("vanishing-in-training", "larger-weights-saturate-and-help"),
    ),
    Verdict(
        id="error-shrinks-through-sigmoid-layers",
        printed="Through layers of sigmoids the error signal gets smaller and smaller.",
        setting="No setting is printed. Fifty layers of 128 units, normal inputs, torch's weights"
        " or random rotations, 16 seeds; and ten such layers with larger weights, eight seeds.",
        ruling=Ruling.HOLDS_ONLY_IF,
        because="the weights are not very large",
        observe=_shrinking,
        supports=lambda seen: seen.largest_step < 1 / 2 and seen.left < 1e-30 and seen.growth > 1,
        against=lambda seen: replace(seen, largest_step=1.1),
        otherwise="One layer with usual weights that lets the signal grow, in any seed, would have"
        " made it fail; without growth at large weights it would hold as printed.",
        show=lambda seen: (
            f"No layer of any seed keeps more than {seen.largest_step:.2f} of it; fifty with"
            f" torch's weights leave {scientific(seen.left)}, median over 16 seeds. With weights"
            f" 128 times torch's each layer of each seed multiplies it by {seen.growth:.1f} or"
            " more."
        ),
        note="Norms of the gradient by the inputs of each layer;"
        " gen/experiments/results/saturation.json, parts depth-*; large weights computed here.",
        evidence=Place("vanishing-in-training", "fifty-layers"),
    ),
)
"""In the order of the page."""
