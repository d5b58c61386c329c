"""Verdicts on saturation: what far inputs, large weights and depth do to a gradient."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import torch

from gen.claims.errata.autograd import gradient
from gen.claims.errata.erratum import decimal
from gen.claims.functions import at
from gen.claims.verdicts.verdict import Place, Ruling, Verdict

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
)
