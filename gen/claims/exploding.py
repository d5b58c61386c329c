"""Measured claims of the article "Initialization and gain": gradients that explode."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from gen.claims import Claim
from gen.experiments import frozen
from gen.experiments.frozen import Result
from gen.typography import scientific


@cache
def explosions() -> Result:
    """The frozen result."""
    return frozen.read("exploding")


class Growth(NamedTuple):
    """The size of a gradient over that at the output, as a power of ten: percentiles over seeds."""

    low: float
    middle: float
    high: float


def growth(slug: str, start: str, layers: int) -> Growth:
    """After so many layers on the way back."""
    found = explosions().parts[f"start-{slug}-{start}"]["growth"]
    return Growth(*(percentile[layers - 1] for percentile in found))


class Runs(NamedTuple):
    """What became of stacks in training, over all rates and seeds."""

    finite: int
    """Those whose loss and gradient stayed finite."""
    all: int


def runs(slug: str, start: str, clip: bool = False) -> Runs:
    """Of stacks that learn an orthogonal map."""
    part = f"train-{slug}-{start}-{'clipped' if clip else 'free'}"
    finite = np.array(explosions().parts[part]["finite"])
    return Runs(int(finite.sum()), finite.size)


def final_loss(slug: str, start: str, clip: bool, rate: float) -> float:
    """The median over seeds of the last loss over the first."""
    part = f"train-{slug}-{start}-{'clipped' if clip else 'free'}"
    place = explosions().settings(part)["rates"].index(rate)
    return float(np.median(explosions().parts[part]["loss"][place]))


def _grown(
    id: str,  # noqa: A002 (the name of the field of Claim)
    slug: str,
    start: str,
    expected: float,
) -> Claim[Growth]:
    """expected: the factor of a layer in the limit of wide layers."""
    return Claim(
        id=id,
        sentence=f"Through 50 layers ({slug}, {start}) the size of the gradient is multiplied by"
        " {value}.",
        value=lambda: growth(slug, start, 50),
        holds=lambda found: abs(found.middle - 50 * math.log10(expected)) < 0.5,
        display=lambda found: scientific(10**found.middle),
        note="Median over 32 stacks of 64 units, in float64, of the root mean square at the input"
        " over that at the output; in wide layers it would be a layer's factor to the power of 50.",
    )


def _finite(
    id: str,  # noqa: A002 (the name of the field of Claim)
    slug: str,
    start: str,
    holds: Callable[[Runs], bool],
    clip: bool = False,
) -> Claim[Runs]:
    how = ", clipped" if clip else ""
    return Claim(
        id=id,
        sentence=f"In training ({slug}, {start}{how}), loss and gradient stay finite in {{value}}"
        " runs.",
        value=lambda: runs(slug, start, clip),
        holds=holds,
        display=lambda found: f"{found.finite} of {found.all}",
        note="Ten layers of 32 units that learn an orthogonal map by 200 steps of gradient descent,"
        " at six rates from 0.003 to 1, 32 seeds each.",
    )


CLAIMS: tuple[Claim[Any], ...] = (
    _grown("grown-gain-two", "identity", "gain-2", 2),
    _grown("grown-gain-four", "identity", "gain-4", 4),
    _grown("grown-default", "identity", "torch", 3**-0.5),
    _grown("grown-default-relu", "relu", "torch", 6**-0.5),
    _finite("finite-default", "identity", "torch", lambda found: found.finite == found.all),
    _finite("finite-default-relu", "relu", "torch", lambda found: found.finite == found.all),
    _finite("finite-root-two", "identity", "gain-1-41", lambda found: found.finite == 0),
    _finite(
        "finite-root-two-relu",
        "relu",
        "gain-1-41",
        lambda found: 0.8 * found.all < found.finite < found.all,
    ),
    _finite("finite-two-relu", "relu", "gain-2", lambda found: found.finite < 0.2 * found.all),
    Claim(
        id="finite-clipped",
        sentence="With clipping, {value} runs stay finite.",
        value=lambda: [
            runs(slug, start, clip=True)
            for slug in ("identity", "relu")
            for start in ("torch", "gain-1-41", "gain-2")
        ],
        holds=lambda found: all(one.finite == one.all for one in found),
        display=lambda found: f"all {sum(one.all for one in found)}",
        note="The same runs, each gradient scaled down to norm 1 where it is larger, as"
        " torch.nn.utils.clip_grad_norm_ does.",
    ),
    Claim(
        id="default-hardly-learns",
        sentence="With torch's default weights and ReLU the loss is {value} of the first one after"
        " 200 steps at the rate 1.",
        value=lambda: final_loss("relu", "torch", clip=False, rate=1.0),
        holds=lambda loss: loss > 0.9,
        display=lambda loss: f"{100 * loss:.0f}\N{NO-BREAK SPACE}%",
        note="Median over 32 seeds.",
    ),
    Claim(
        id="he-learns",
        sentence="With He's weights, ReLU and clipping the loss is {value} of the first one after"
        " 200 steps at the rate 1.",
        value=lambda: final_loss("relu", "gain-1-41", clip=True, rate=1.0),
        holds=lambda loss: loss < 0.3,
        display=lambda loss: f"{100 * loss:.0f}\N{NO-BREAK SPACE}%",
        note="Median over 32 seeds.",
    ),
)
"""In the order of the section."""
