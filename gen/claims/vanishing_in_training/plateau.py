"""The sigmoid's plateau: where early stopping ends it, and what shortens it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from gen.claims import Claim
from gen.claims.vanishing_in_training import runs
from gen.claims.vanishing_in_training.trained import percent
from gen.experiments.experiment import Values
from gen.experiments.statistics import wilson

CHANCE = 0.15
"""A network with fewer of its held-out images right has learned next to nothing: one in ten is
right by chance, and classes are not quite equally frequent."""

IN_PRINT = (0.1000, 0.7846)
"""The sigmoid's accuracies in two editions of one tutorial."""

_FILE = "gen/experiments/results/fashion_mnist.json"


def plateau_end(run: Values) -> int:
    """The first epoch from which on more than chance is right, to the end."""
    below = [epoch for epoch, one in enumerate(run["validation"], 1) if one < CHANCE]
    return max(below, default=0) + 1


def given_up(found: list[Values]) -> list[Values]:
    """The trainings that early stopping ends on the plateau."""
    return [one for one in found if one["stopped"]["epoch"] < plateau_end(one)]


def stopped_early(found: list[Values]) -> tuple[int, int]:
    """Their number, and that of all."""
    return len(given_up(found)), len(found)


def full() -> list[Values]:
    """The sigmoid's trainings of fifty epochs, whatever early stopping would do."""
    return [one for one in runs.runs("sigmoid") if len(one["validation"]) == 50]


def _ends(stem: str) -> list[int]:
    return [plateau_end(one) for one in (full() if stem == "sigmoid" else runs.runs(stem))]


def _times(found: Counter[float]) -> str:
    return " and ".join(
        f"{100 * share:.2f} % in {count} network{'s' if count > 1 else ''}"
        for share, count in found.most_common()
    )


def _span(epochs: list[int]) -> str:
    return f"{min(epochs)} to {max(epochs)}" if min(epochs) < max(epochs) else str(min(epochs))


def _growth() -> float:
    """How much the first layer's gradient grows from the first epoch to the end of the plateau."""
    factors = [one["gradients"][plateau_end(one) - 1][0] / one["gradients"][0][0] for one in full()]
    return float(np.median(factors))


def _spread(stem: str) -> tuple[float, float]:
    """The lowest and the highest share right after the tenth epoch, in percent."""
    last = [100 * one["validation"][9] for one in runs.runs(stem)]
    return min(last), max(last)


def _both(found: tuple[float, float]) -> str:
    return f"{found[0]:.1f} % and {found[1]:.1f} %"


PLATEAU: tuple[Claim[Any], ...] = (
    Claim(
        id="plateau-in-print",
        sentence="In print the sigmoid has {value} of the test images right.",
        value=lambda: IN_PRINT,
        # One is what early stopping leaves most networks, the other is in reach without it.
        holds=lambda printed: (
            Counter(one["stopped"]["test"] for one in full()).most_common(1)[0][0] == printed[0]
            and min(one["chosen"]["test"] for one in full()) - 0.005
            < printed[1]
            < max(one["chosen"]["test"] for one in full()) + 0.005
        ),
        display=lambda printed: f"{100 * printed[0]:.2f} % and {100 * printed[1]:.2f} %",
        note="Printed numbers. Of five networks here most end at the first with early stopping, and"
        f" all around the second without it; {_FILE}.",
    ),
    Claim(
        id="sigmoid-stopped-on-the-plateau",
        sentence="With early stopping {value} sigmoid networks are given up on the plateau.",
        value=lambda: stopped_early(runs.runs("sigmoid")),
        holds=lambda found: found[0] / found[1] > 0.5,
        display=lambda found: f"{found[0]} of {found[1]}",
        note="Stopped before the epoch from which on more than 15 % of the held-out images are"
        f" right; {_FILE}, parts sigmoid-seed-*.",
    ),
    Claim(
        id="sigmoid-stopped-interval",
        sentence="As a share, that is between {value}.",
        value=lambda: wilson(*stopped_early(runs.runs("sigmoid"))),
        holds=lambda found: found.low > 0.3,
        display=lambda found: f"{100 * found.low:.0f} % and {100 * found.high:.0f} %",
        note="Wilson's 95 % interval.",
    ),
    Claim(
        id="sigmoid-stopped-at-ten-percent",
        sentence="Their accuracy on the test images is {value}.",
        value=lambda: Counter(one["stopped"]["test"] for one in given_up(runs.runs("sigmoid"))),
        # A network that names one class has a tenth right; two classes would make it a fifth.
        holds=lambda found: (
            found.most_common(1)[0][0] == IN_PRINT[0]
            and found[IN_PRINT[0]] > found.total() / 2
            and max(found) < 0.2
        ),
        display=_times,
        note=f"At the best epoch until early stopping; {_FILE}.",
    ),
    Claim(
        id="sigmoid-stopping-epochs",
        sentence="Early stopping ends them after epoch {value}.",
        value=lambda: [one["stopped"]["epoch"] for one in given_up(runs.runs("sigmoid"))],
        holds=lambda epochs: max(epochs) < min(_ends("sigmoid")),
        display=_span,
        note=f"Lowest and highest; {_FILE}.",
    ),
    Claim(
        id="sigmoid-plateau-ends",
        sentence="Left alone, the sigmoid networks leave the plateau in epoch {value}.",
        value=lambda: _ends("sigmoid"),
        holds=lambda epochs: len(epochs) == len(full()) and min(epochs) > 7,
        display=_span,
        note="The first epoch from which on more than 15 % of the held-out images are right; lowest"
        f" and highest of five seeds; {_FILE}.",
    ),
    Claim(
        id="sigmoid-without-stopping",
        sentence="Trained for all fifty epochs, the sigmoid is right on {value} of the test"
        " images.",
        value=lambda: runs.estimate(runs.accuracies(full(), "chosen")),
        holds=lambda found: found.interval is not None and found.interval.low > 70,
        display=percent,
        note="The epoch with the most held-out images right; mean over five seeds and Student's"
        f" 95 % interval for it; {_FILE}.",
    ),
    Claim(
        id="sigmoid-range-without-stopping",
        sentence="Over the seeds that is {value}.",
        value=lambda: runs.accuracies(full(), "chosen"),
        holds=lambda found: found.min() - 1 < 100 * IN_PRINT[1] < found.max() + 1,
        display=lambda found: f"{found.min():.2f} % to {found.max():.2f} %",
        note=f"Lowest and highest of five seeds; {_FILE}.",
    ),
    Claim(
        id="sigmoid-first-gradient-grows",
        sentence="From the first epoch to the end of the plateau the gradient of the sigmoid's"
        " first layer grows by a factor of {value}.",
        value=_growth,
        holds=lambda factor: factor > 5,
        display=lambda factor: f"{factor:.0f}",
        note="Root mean squares on the last batch of each epoch; median over five seeds; "
        + _FILE
        + ".",
    ),
    Claim(
        id="lecun-plateau-ends",
        sentence="With weights of three times the variance and no biases the plateau ends in epoch"
        " {value}.",
        value=lambda: _ends("lecun-sigmoid"),
        holds=lambda epochs: (
            len(epochs) == len(runs.runs("lecun-sigmoid")) and max(epochs) < min(_ends("sigmoid"))
        ),
        display=_span,
        note=f"Lowest and highest of two seeds; {_FILE}, parts lecun-sigmoid-seed-*.",
    ),
    Claim(
        id="lecun-accuracy",
        sentence="Early stopping leaves them, and they are right on {value} of the test images.",
        value=lambda: [100 * one["stopped"]["test"] for one in runs.runs("lecun-sigmoid")],
        holds=lambda found: min(found) > max(runs.accuracies(full(), "chosen")),
        display=lambda found: _both((min(found), max(found))),
        note=f"Two seeds; {_FILE}, parts lecun-sigmoid-seed-*.",
    ),
    Claim(
        id="sigmoid-rate-tenfold",
        sentence="With SGD and a learning rate of 0.1 two sigmoid networks have {value} of the"
        " held-out images right after ten epochs.",
        value=lambda: _spread("sigmoid-rate-0-1"),
        holds=lambda found: found[0] > 50,
        display=_both,
        note=f"Two seeds; {_FILE}, parts sigmoid-rate-0-1-seed-*.",
    ),
    Claim(
        id="sigmoid-rate-thirtyfold",
        sentence="With a learning rate of 0.3 it is {value}.",
        value=lambda: _spread("sigmoid-rate-0-3"),
        holds=lambda found: found[0] > 70,
        display=_both,
        note=f"Two seeds; {_FILE}, parts sigmoid-rate-0-3-seed-*.",
    ),
    Claim(
        id="sigmoid-with-adam",
        sentence="With Adam and its usual learning rate of 0.001 it is {value}.",
        value=lambda: _spread("sigmoid-adam"),
        holds=lambda found: found[0] > 80,
        display=_both,
        note=f"Two seeds; {_FILE}, parts sigmoid-adam-seed-*.",
    ),
)
"""Those of the section on the puzzle, and of rates on images."""
