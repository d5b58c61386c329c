"""Training on images: accuracies, differences by pairs, speed, and what the units give after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from gen.claims import Claim
from gen.claims.vanishing_in_training import runs
from gen.claims.vanishing_in_training.runs import Estimate
from gen.experiments.statistics import LEVEL, Interval, mean_interval

RISING = tuple(slug for slug in runs.SHOWN if slug != "sigmoid")
"""The activations that early stopping does not end on a plateau."""
ENOUGH = 0.8
"""The share of held-out images by which speed is told."""

_FILE = "gen/experiments/results/fashion_mnist.json"
_STUDENT = f"Mean over seeds and Student's 95 % interval for it, of seeds alone; {_FILE}"


def signed(value: float) -> str:
    """A difference with its sign, the minus a true one."""
    return f"{value:+.2f}".replace("-", "−")


def percent(found: Estimate) -> str:
    """A mean in percent with its interval."""
    if found.interval is None:
        return f"{found.mean:.1f} % (one seed)"
    low, high = found.interval.low, found.interval.high
    return f"{found.mean:.1f} % ({low:.1f} to {high:.1f})"


def points(found: Estimate) -> str:
    """A difference in percentage points with its interval."""
    if found.interval is None:
        return f"{signed(found.mean)} (one seed)"
    return f"{signed(found.mean)} ({signed(found.interval.low)} to {signed(found.interval.high)})"


def until(slug: str, level: float = ENOUGH) -> list[int]:
    """The first epochs with so much right, of the trainings that get there."""
    first = runs.first_epoch(runs.runs(slug), level)
    return [epoch for epoch in first if epoch is not None]


def after_first_epoch(slug: str) -> list[float]:
    """The shares of held-out images that are right after one epoch, by seed."""
    return [run["validation"][0] for run in runs.shared_runs(slug)]


def _shares(found: list[float]) -> str:
    low, high = 100 * min(found), 100 * max(found)
    return f"{low:.1f} %" if low == high else f"{low:.1f} % to {high:.1f} %"


def _span(epochs: list[int]) -> str:
    low, high = min(epochs), max(epochs)
    return str(low) if low == high else f"{low} to {high}"


def _zeros(slug: str) -> tuple[float, float]:
    """The smallest and the largest share of zeros in a hidden layer, over layers and seeds."""
    shares = [layer["zeros"] for run in runs.shared_runs(slug) for layer in run["activations"]]
    return min(shares), max(shares)


def _accuracy(slug: str) -> Claim[Estimate]:
    return Claim(
        id=f"images-accuracy-{slug}",
        sentence=f"With early stopping {runs.name(slug)} is right on {{value}} of the test images.",
        value=lambda: runs.accuracy(slug),
        # The means of a table that says little of their order must at least lie close together.
        holds=lambda found: (
            abs(found.mean - runs.accuracy("relu").mean) < 1.5
            and found.mean > 85
            and found.seeds == 5
        ),
        display=percent,
        note=f"{_STUDENT}, parts {slug}-seed-*.",
    )


def _difference(slug: str) -> Claim[Estimate]:
    return Claim(
        id=f"images-against-relu-{slug}",
        sentence=f"{runs.name(slug)} minus ReLU, paired by seed: {{value}} percentage points.",
        value=lambda: runs.difference(slug, "relu"),
        holds=lambda found: abs(found.mean) < 1.5,
        display=points,
        note=f"Mean of paired differences and Student's 95 % interval for it; {_FILE}.",
    )


def _between(key: Callable[[list[float]], float]) -> float:
    return key([runs.accuracy(slug).mean for slug in RISING])


def _behind(found: Mapping[str, Interval | None]) -> list[str]:
    return [runs.name(slug) for slug, one in found.items() if one is not None and one.high < 0]


def _coverage() -> float:
    """How often Student's interval of five normal numbers holds their mean, in 400 draws."""
    draws = np.random.default_rng(0).normal(size=(400, 5))
    return float(np.mean([not mean_interval(one).excludes(0.0) for one in draws]))


TRAINED_CLAIMS: tuple[Claim[Any], ...] = (
    Claim(
        id="intervals-in-training",
        sentence="The intervals of this page hold what they estimate in {value} of cases.",
        value=lambda: (LEVEL, _coverage()),
        holds=lambda found: abs(found[0] - found[1]) < 0.03,
        display=lambda found: f"{100 * found[0]:.0f} %",
        note="Student's interval of five normal numbers was tried 400 times. Seeds are not normal"
        " numbers, so for them it is an approximation.",
    ),
    *(_accuracy(slug) for slug in RISING),
    *(_difference(slug) for slug in RISING if slug != "relu"),
    Claim(
        id="images-behind-relu",
        sentence="Behind ReLU, by more than their interval, are {value}.",
        value=lambda: {
            slug: runs.difference(slug, "relu").interval for slug in RISING if slug != "relu"
        },
        # The sentence is about those behind; that no other is ahead belongs to it.
        holds=lambda found: (
            0 < len(_behind(found)) < len(found)
            and all(one is not None and one.low <= 0 for one in found.values())
        ),
        display=lambda found: " and ".join(
            ", ".join(part) for part in (_behind(found)[:-1], _behind(found)[-1:])
        ),
        note="Student's 95 % interval of the mean of five differences, paired by seed;"
        f" {len(RISING) - 1} comparisons, each for itself; {_FILE}.",
    ),
    Claim(
        id="images-means-apart",
        sentence="The means of the activations other than the sigmoid lie within {value} percentage"
        " points.",
        value=lambda: _between(max) - _between(min),
        holds=lambda gap: gap < 2,
        display=lambda gap: f"{gap:.2f}",
        note=f"Largest minus smallest mean over seeds; {_FILE}.",
    ),
    Claim(
        id="relu-after-first-epoch",
        sentence="After one epoch ReLU has {value} of the held-out images right.",
        value=lambda: after_first_epoch("relu"),
        holds=lambda shares: min(shares) > 0.5 and max(shares) < 0.9,
        display=_shares,
        note=f"Lowest and highest seed; {_FILE}.",
    ),
    Claim(
        id="tanh-after-first-epoch",
        sentence="After one epoch tanh has {value} of them right, more than ReLU at every seed.",
        value=lambda: after_first_epoch("tanh"),
        holds=lambda shares: all(
            one > other for one, other in zip(shares, after_first_epoch("relu"), strict=True)
        ),
        display=_shares,
        note=f"Lowest and highest seed; {_FILE}.",
    ),
    Claim(
        id="relu-and-tanh-reach-eighty",
        sentence="Both have 80 % of them right for the first time after epoch {value}.",
        value=lambda: [*until("relu"), *until("tanh")],
        holds=lambda epochs: (
            len(epochs) == len(runs.runs("relu")) + len(runs.runs("tanh")) and max(epochs) < 6
        ),
        display=_span,
        note=f"Lowest and highest over both and their seeds; {_FILE}.",
    ),
    Claim(
        id="sigmoid-reaches-eighty",
        sentence="Of five sigmoid networks {value} have 80 % of them right within fifty epochs.",
        value=lambda: (len(until("sigmoid")), len(runs.runs("sigmoid"))),
        holds=lambda found: found[0] < found[1],
        display=lambda found: str(found[0]),
        note=f"Trained on without early stopping; {_FILE}.",
    ),
    Claim(
        id="relu-zeros-after-training",
        sentence="After training {value} of ReLU's outputs in a hidden layer are 0.",
        value=lambda: _zeros("relu"),
        holds=lambda found: 0.25 < found[0] < found[1] < 0.75,
        display=lambda found: f"{100 * found[0]:.0f} % to {100 * found[1]:.0f} %",
        note="Of 1,024 held-out images, smallest and largest over layers and seeds; exact zeros;"
        f" {_FILE}.",
    ),
    Claim(
        id="silu-zeros-after-training",
        sentence="Of SiLU's outputs {value} are.",
        value=lambda: _zeros("silu")[1],
        holds=lambda share: share < 0.01,
        display=lambda share: "none" if share == 0 else f"at most {100 * share:.2f} %",
        note="Of 1,024 held-out images, largest over layers and seeds; exact zeros; " + _FILE + ".",
    ),
    Claim(
        id="images-prelu-slopes",
        sentence="PReLU's slopes, which start at 1/4, end between {value}.",
        value=lambda: np.array([run["slopes"] for run in runs.runs("prelu")]),
        holds=lambda slopes: slopes.shape[1] == 4 and not np.allclose(slopes, 0.25, atol=0.01),
        display=lambda slopes: f"{slopes.min():.2f} and {slopes.max():.2f}".replace("-", "−"),
        note=f"Smallest and largest over four layers and the seeds; {_FILE}, parts prelu-seed-*.",
    ),
)
"""Those of the sections on training."""
