"""The claims of the article "Ten activations learn two rings"."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from statistics import NormalDist
from typing import Any

import numpy as np

from gen import typography
from gen.claims import Claim
from gen.claims import rings as found
from gen.claims.rings import OWN, SHARED
from gen.experiments.statistics import (
    LEVEL,
    Interval,
    Paired,
    bootstrap_median,
    paired,
    sign_test,
    wilson,
)
from gen.typography import minus, scientific

_NBSP = "\N{NO-BREAK SPACE}"
_OVER_SEEDS = "Median over 64 seeds, from the frozen result."
_WILSON = (
    "Counted over the seeds of the frozen result, by their last accuracy and by the log of their"
    " epochs; Wilson's 95 % interval."
)
_BOOTSTRAP = "Differences seed by seed; bootstrap 95 % interval of their median, Wilcoxon's test."

PRINTED = {
    10: (0.7025, 0.5),
    20: (0.6990, None),
    30: (0.6959, None),
    280: (0.3051, 0.9630),
    290: (0.2785, 0.9690),
    300: (0.2543, 0.9700),
}
"""What one run of this program prints in a tutorial, with ReLU: epoch, loss, accuracy."""


# --- how numbers are shown ---------------------------------------------------------------------


def percent(share: float, decimals: int = 0) -> str:
    """A share in percent."""
    return f"{100 * share:.{decimals}f}{_NBSP}%"


def counted(number: int, of: int) -> str:
    """A count with its Wilson interval."""
    low, _, high = wilson(number, of)
    return f"{number} of {of} ({percent(low)} to {percent(high)})"


def small(value: float) -> str:
    """A number with two digits, as a power of ten where it is tiny."""
    return f"{value:.2g}" if value >= 0.001 else scientific(value)


def points(interval: Interval, decimals: int = 1) -> str:
    """A difference of accuracies in percentage points, with its interval."""
    low, middle, high = (minus(f"{100 * value:.{decimals}f}") for value in interval)
    return f"{middle} percentage points ({low} to {high})"


def difference(one: Paired) -> str:
    """The median of paired differences of accuracy, with its interval."""
    return points(one.median)


# --- what is counted ---------------------------------------------------------------------------


def printed_losses(half: str = SHARED) -> dict[int, tuple[float, Interval, int]]:
    """For each printed epoch: the printed loss, the percentiles of ours, and the seeds below it."""
    seen = {}
    for epoch, (printed, _) in PRINTED.items():
        ours = np.array(found.part("relu")[half]["marks"][str(epoch)]["loss"])
        band = Interval(*(float(one) for one in np.percentile(ours, [5, 50, 95])))
        seen[epoch] = (printed, band, int((ours < printed).sum()))
    return seen


def at_least_as_good(epoch: int = 300) -> int:
    """The seeds at least as accurate at an epoch as print says."""
    ours = np.array(found.part("relu")[SHARED]["marks"][str(epoch)]["accuracy"])
    _, printed = PRINTED[epoch]
    return int((ours >= (printed or 0) - 1e-6).sum())


def best_accuracy() -> float:
    """The share that the best border gets right: the circle on which both rings are equally dense.

    The distance from the center of a point of a ring of radius a is distributed as Rice found.
    """
    noise = 0.1
    r = np.linspace(1e-6, 2.0, 40_001)

    def density(radius: float) -> found.Floats:
        bell = np.exp(-((r - radius) ** 2) / (2 * noise**2))
        near = np.exp(-r * radius / noise**2) * np.i0(r * radius / noise**2)
        value: found.Floats = r / noise**2 * bell * near
        return value

    both = np.maximum(density(1.0), density(0.5)) / 2
    return float(np.trapezoid(both, r))


def layer_factors(slug: str, epoch: int) -> tuple[float, ...]:
    """By how much the median gradient shrinks from each layer to the one before it, last first."""
    medians = [found.gradient(slug, layer, epoch).middle for layer in range(5)]
    return tuple(later / earlier for earlier, later in pairwise(medians))[::-1]


def with_one_kind_of_points(slug: str) -> tuple[int, int]:
    """The seeds that succeed with points of their own only, and with the shared points only."""
    return found.alone(found.outcome(slug, "accuracy", OWN), found.outcome(slug, "accuracy"))


def by_points() -> dict[str, tuple[int, int]]:
    """The same for each activation."""
    return {slug: with_one_kind_of_points(slug) for slug in found.COMPARED}


def generalization(slug: str, half: str = SHARED) -> Interval:
    """Accuracy on the training points less that on fresh ones: the median over seeds."""
    trained = found.outcome(slug, "accuracy", half)
    return bootstrap_median(trained - found.outcome(slug, "fresh_accuracy", half))


def generalization_at(slug: str, rate: float) -> Interval:
    """The same with Adam at another rate."""
    trained = found.at_rate("adam", slug, rate, "accuracy")
    return bootstrap_median(trained - found.at_rate("adam", slug, rate, "fresh_accuracy"))


def all_succeed(optimizer: str, rate: float) -> list[str]:
    """The activations with which every seed ends at nine tenths."""
    counts = {slug: found.good_at(optimizer, slug, rate) for slug in found.COMPARED}
    return [slug for slug, (count, seeds) in counts.items() if count == seeds]


def at_one_half(slug: str) -> set[int]:
    """The seeds that get exactly half of the points right."""
    return {seed for seed, one in enumerate(found.outcome(slug, "accuracy")) if one == 0.5}


def without_signal(slug: str, optimizer: str = "", rate: float = 0) -> set[int]:
    """The seeds whose last layer gets no gradient at all in the last tenth of the epochs."""
    part = (
        found.result("circles_rates").parts[f"{optimizer}-{slug}"]["rates"][f"{rate:g}"]
        if optimizer
        else found.part(slug)[SHARED]
    )
    return {seed for seed, one in enumerate(part["seeds"]["late"]["last_gradient"]) if one == 0}


# --- makers of claims --------------------------------------------------------------------------


def _good(slug: str, holds: Callable[[float], bool], part: str = "") -> Claim[tuple[int, int]]:
    name = part or slug
    return Claim(
        id=f"rings-{name}-good",
        sentence=f"With {found_name(slug)}{' in the longer run' if part else ''}, {{value}} seeds"
        " succeed.",
        value=lambda: _count(name),
        holds=lambda seen: (
            holds(seen[0] / seen[1]) and seen == ever(found.outcome(name, "reached"))
        ),
        display=lambda seen: counted(*seen),
        note=_WILSON,
    )


def ever(reached: found.Floats) -> tuple[int, int]:
    """The seeds that were there after some epoch, and all: at small rates none falls back."""
    return int(np.isfinite(reached).sum()), len(reached)


def _count(name: str) -> tuple[int, int]:
    accuracy = found.outcome(name, "accuracy")
    return found.good(accuracy), len(accuracy)


def found_name(slug: str) -> str:
    """The name of an activation, without reading a result."""
    return {
        "relu": "ReLU",
        "relu6": "ReLU6",
        "leakyrelu": "LeakyReLU",
        "tanh": "tanh",
        "sigmoid": "the sigmoid",
        "gelu": "GELU",
        "silu": "SiLU",
        "elu": "ELU",
        "selu": "SELU",
        "mish": "Mish",
    }[slug]


def _ratio(slug: str, epoch: int, holds: Callable[[float], bool]) -> Claim[float]:
    return Claim(
        id=f"rings-{slug}-ratio-{epoch}",
        sentence=f"With {found_name(slug)} the gradient of the first layer after epoch {epoch} is"
        " {value} of that of the last.",
        value=lambda: found.ratios(slug)[epoch],
        holds=holds,
        display=small,
        note=_OVER_SEEDS,
    )


def _printed(epoch: int) -> Claim[tuple[float, Interval]]:
    return Claim(
        id=f"rings-printed-{epoch}",
        sentence=f"After epoch {epoch} the run in print has a loss of {{value}}.",
        value=lambda: printed_losses()[epoch][:2],
        holds=lambda seen: seen[1].low <= seen[0] <= seen[1].high,
        display=lambda seen: f"{seen[0]:.4f}",
        note="The printed number; it lies between the 5th and the 95th percentile of 64 seeds.",
    )


def _lower(epoch: int) -> Claim[int]:
    return Claim(
        id=f"rings-lower-{epoch}",
        sentence=f"After epoch {epoch} {{value}} seeds have a lower loss than the run in print.",
        value=lambda: printed_losses()[epoch][2],
        # Between the 5th and the 95th percentile of 64.
        holds=lambda seeds: 3 <= seeds <= 61,
        display=lambda seeds: f"{seeds} of 64",
        note="Counted in the frozen result.",
    )


def _loss_after(epoch: int) -> Claim[Interval]:
    return Claim(
        id=f"rings-loss-{epoch}",
        sentence=f"After epoch {epoch} the median loss with ReLU is {{value}}.",
        value=lambda: printed_losses()[epoch][1],
        holds=lambda seen: seen.low < seen.middle < seen.high,
        display=lambda seen: f"{seen.middle:.4f}",
        note=_OVER_SEEDS,
    )


def _losses_after(epoch: int) -> Claim[Interval]:
    return Claim(
        id=f"rings-losses-{epoch}",
        sentence=f"After epoch {epoch} nine tenths of the losses with ReLU lie in {{value}}.",
        value=lambda: printed_losses()[epoch][1],
        holds=lambda seen: seen.low < seen.middle < seen.high,
        display=lambda seen: f"{seen.low:.4f} to {seen.high:.4f}",
        note="The 5th and the 95th percentile over 64 seeds, from the frozen result.",
    )


def _at_rate(
    slug: str, rate: float, name: str, holds: Callable[[float], bool], optimizer: str = "adam"
) -> Claim[tuple[int, int]]:
    return Claim(
        id=f"rings-{optimizer}-{slug}-{name}",
        sentence=f"With {found_name(slug)} and a learning rate of {typography.rate(rate)}"
        f"{' in gradient descent with momentum' if optimizer == 'sgd' else ''}, {{value}} seeds"
        " succeed.",
        value=lambda: found.good_at(optimizer, slug, rate),
        holds=lambda seen: (
            holds(seen[0] / seen[1])
            and seen == ever(found.at_rate(optimizer, slug, rate, "reached"))
        ),
        display=lambda seen: counted(*seen),
        note=_WILSON,
    )


CLAIMS: tuple[Claim[Any], ...] = (
    Claim(
        id="rings-level",
        sentence="The intervals of shares and of medians have the level {value}.",
        value=lambda: LEVEL,
        holds=lambda level: 0.9 <= level < 1,
        display=percent,
        note="The constant with which they are computed.",
    ),
    Claim(
        id="rings-best-accuracy",
        sentence="The best border between the rings gets {value} of such points right.",
        value=best_accuracy,
        holds=lambda share: 0.99 < share < 1,
        display=lambda share: percent(share, 1),
        note="The larger of the two densities of the distance from the center, integrated.",
    ),
    *(_printed(epoch) for epoch in PRINTED),
    *(_lower(epoch) for epoch in PRINTED),
    *(_loss_after(epoch) for epoch in PRINTED),
    *(_losses_after(epoch) for epoch in PRINTED),
    Claim(
        id="rings-printed-accuracy",
        sentence="At least as accurate as the run in print after epoch 300 are {value} seeds.",
        value=at_least_as_good,
        holds=lambda seeds: 16 < seeds < 48,
        display=lambda seeds: f"{seeds} of 64",
        note="Counted in the frozen result; in print 970 of 1000 points are right.",
    ),
    # --- ReLU ---
    _good("relu", lambda share: 0.5 < share < 0.8),
    Claim(
        id="rings-relu-accuracy",
        sentence="The median accuracy with ReLU after 300 epochs is {value}.",
        value=lambda: found.band("relu", "accuracy", 300).middle,
        holds=lambda seen: seen > found.NINETY,
        display=lambda seen: f"{seen:.3f}",
        note=_OVER_SEEDS,
    ),
    Claim(
        id="rings-relu-accuracies",
        sentence="The accuracy of nine tenths of the seeds with ReLU lies between {value}.",
        value=lambda: found.band("relu", "accuracy", 300),
        holds=lambda seen: seen.low < 0.6 and seen.high > 0.98,
        display=lambda seen: f"{seen.low:.3f} and {seen.high:.3f}",
        note="The 5th and the 95th percentile over 64 seeds, from the frozen result.",
    ),
    Claim(
        id="rings-relu-half",
        sentence="With ReLU {value} seeds still get exactly half of the points right.",
        value=lambda: len(at_one_half("relu")),
        holds=lambda seeds: seeds > 0,
        display=lambda seeds: f"{seeds} of 64",
        note="Counted in the frozen result, after 300 epochs.",
    ),
    Claim(
        id="rings-relu-silent",
        sentence="In {value} of them the last layer's weights get no gradient.",
        value=lambda: len(without_signal("relu") & at_one_half("relu")),
        holds=lambda seeds: seeds == len(without_signal("relu")) > 0,
        note="The mean absolute gradient is exactly 0 over the last 30 epochs; of the other seeds"
        " this is true of none.",
    ),
    # --- gradients ---
    *(
        _ratio("sigmoid", epoch, lambda middle: 5e-5 < middle < 5e-4)
        for epoch in (1, 50, 100, 200, 300)
    ),
    *(
        _ratio(slug, epoch, holds)
        for slug in ("tanh", "relu")
        for epoch, holds in (
            (1, lambda middle: middle < 0.1),
            (50, lambda middle: 0.05 < middle < 0.5),
            (100, lambda middle: 0.1 < middle < 0.5),
            (200, lambda middle: 0.5 < middle < 2),
            (300, lambda middle: middle > 1),
        )
    ),
    Claim(
        id="rings-relu-apart",
        sentence="The layers of the ReLU network come no closer than a factor of {value}.",
        value=lambda: found.layers_apart("relu"),
        holds=lambda seen: min(seen.values()) > 3 and seen[300] > min(seen.values()),
        display=lambda seen: f"{min(seen.values()):.1f}",
        note="The largest over the smallest median gradient of a layer, at its least over epochs.",
    ),
    Claim(
        id="rings-relu-apart-end",
        sentence="After 300 epochs the layers of the ReLU network are a factor of {value} apart.",
        value=lambda: found.layers_apart("relu")[300],
        holds=lambda seen: seen > min(found.layers_apart("relu").values()),
        display=small,
        note="The largest over the smallest median gradient of a layer.",
    ),
    Claim(
        id="rings-relu-longer-ratio",
        sentence="After 1000 epochs the first layer of the ReLU network has {value} times the last"
        " layer's gradient.",
        value=lambda: found.ratios("relu-longer")[1000],
        holds=lambda seen: seen > 2 * found.ratios("relu-longer")[300],
        display=small,
        note=_OVER_SEEDS,
    ),
    Claim(
        id="rings-sigmoid-last-gradient",
        sentence="The last layer of the sigmoid network has a gradient of {value} after 300"
        " epochs.",
        value=lambda: found.gradient("sigmoid", 4, 300),
        holds=lambda seen: seen.middle > found.gradient("relu", 4, 300).middle,
        display=lambda seen: small(seen.middle),
        note=f"{_OVER_SEEDS} It is larger than ReLU's.",
    ),
    Claim(
        id="rings-sigmoid-first-gradient",
        sentence="Its first layer has one of {value}.",
        value=lambda: found.gradient("sigmoid", 0, 300),
        holds=lambda seen: seen.low > 0 and seen.high < 1e-4,
        display=lambda seen: scientific(seen.middle),
        note=_OVER_SEEDS,
    ),
    Claim(
        id="rings-sigmoid-loss",
        sentence="The loss with the sigmoid after 300 epochs is {value}.",
        value=lambda: found.band("sigmoid", "loss", 300),
        holds=lambda seen: abs(seen.middle - math.log(2)) < 2e-4,
        display=lambda seen: f"{seen.middle:.4f}",
        note=_OVER_SEEDS,
    ),
    Claim(
        id="rings-log-two",
        sentence="The loss of a network that always answers 1/2 is {value}.",
        value=lambda: -math.log(0.5),
        holds=lambda loss: math.isclose(loss, math.log(2)),
        display=lambda loss: f"{loss:.4f}",
        note="The logarithm of 2.",
    ),
    # --- who is better, who is sooner ---
    _good("sigmoid", lambda share: share == 0),
    _good("tanh", lambda share: 0.1 < share < 0.5),
    _good("leakyrelu", lambda share: share > 0.7),
    _good("gelu", lambda share: share > 0.65),
    Claim(
        id="rings-tanh-above-sigmoid",
        sentence="After 300 epochs tanh is above the sigmoid by {value}.",
        value=lambda: found.compared("tanh", "sigmoid", "accuracy"),
        holds=lambda seen: seen.median.low > 0 and seen.p < 0.001,
        display=difference,
        note=_BOOTSTRAP,
    ),
    Claim(
        id="rings-relu-above-tanh",
        sentence="After 300 epochs ReLU is above tanh by {value}.",
        value=lambda: found.compared("relu", "tanh", "accuracy"),
        holds=lambda seen: seen.median.low > 0 and seen.p < 0.05,
        display=difference,
        note=_BOOTSTRAP,
    ),
    Claim(
        id="rings-relu-sooner-than-tanh",
        sentence="ReLU reaches nine tenths before tanh does, or alone, at {value}.",
        value=lambda: found.sooner("relu", "tanh"),
        holds=lambda seen: seen[0] > 2 * seen[1],
        display=lambda seen: f"{seen[0]} seeds, tanh before ReLU at {seen[1]}",
        note="Counted seed by seed over 300 epochs; the other seeds reach it with neither.",
    ),
    Claim(
        id="rings-relu6-is-relu",
        sentence="The accuracy with ReLU6 is that with ReLU at {value} seeds.",
        value=lambda: int(
            (found.outcome("relu", "accuracy") == found.outcome("relu6", "accuracy")).sum()
        ),
        holds=lambda seeds: seeds == 64 and found.sooner("relu", "relu6") == (0, 0),
        display=lambda seeds: f"{seeds} of 64",
        note="Counted in the frozen result, after 300 epochs.",
    ),
    Claim(
        id="rings-leaky-above-relu",
        sentence="After 300 epochs LeakyReLU is above ReLU by {value}.",
        value=lambda: found.compared("leakyrelu", "relu", "accuracy"),
        holds=lambda seen: seen.median.low > 0 and seen.p < 0.05,
        display=difference,
        note=_BOOTSTRAP,
    ),
    Claim(
        id="rings-leaky-seeds",
        sentence="LeakyReLU is the more accurate of the two at {value} seeds.",
        value=lambda: found.compared("leakyrelu", "relu", "accuracy"),
        holds=lambda seen: seen.greater > 2 * seen.less,
        display=lambda seen: f"{seen.greater}, ReLU at {seen.less}",
        note="Counted seed by seed, after 300 epochs.",
    ),
    # --- longer ---
    _good("relu", lambda share: 0.5 < share < 0.95, "relu-longer"),
    _good("tanh", lambda share: share > 0.9, "tanh-longer"),
    # --- the points ---
    Claim(
        id="rings-linear-best",
        sentence="Without activation no seed gets more than {value} of the points right.",
        value=lambda: float(found.outcome("identity", "accuracy").max()),
        holds=lambda share: share < 0.7,
        display=lambda share: percent(math.ceil(share * 100) / 100),
        note="The largest accuracy over 64 seeds after 300 epochs, rounded up.",
    ),
    Claim(
        id="rings-sigmoid-outputs",
        sentence="The outputs of the sigmoid network lie between {value} everywhere.",
        value=lambda: np.array(found.part("sigmoid")["typical"]["grid"]),
        holds=lambda seen: bool(seen.min() > 0.5) and bool(seen.max() < 0.51),
        display=lambda seen: f"{seen.min():.4f} and {seen.max():.4f}",
        note="Of the middle one of 64 seeds, on a grid over the square of the figure.",
    ),
    Claim(
        id="rings-own-points",
        sentence="With SELU {value}.",
        value=lambda: with_one_kind_of_points("selu"),
        holds=lambda seen: (
            sum(seen) == max(sum(one) for one in by_points().values())
            and sign_test(*seen) < 0.05
            and all(sign_test(*one) > 0.05 for slug, one in by_points().items() if slug != "selu")
        ),
        display=lambda seen: (
            f"{seen[0]} seeds succeed only with points of their own, and {seen[1]} only with the"
            " shared ones"
        ),
        note="Counted in the frozen result. An exact sign test finds a p-value below 1/20 here, and"
        " for no other activation.",
    ),
    Claim(
        id="rings-own-points-p",
        sentence="A sign test of these counts has the p-value {value}.",
        value=lambda: sign_test(*with_one_kind_of_points("selu")),
        # Ten tests were made: ten times this is above 1/20.
        holds=lambda p: p < 0.05 < len(found.COMPARED) * p,
        display=lambda p: f"{p:.2f}",
        note="Exact and two-sided; ten activations were tested, which is not corrected for.",
    ),
    Claim(
        id="rings-own-points-accuracy",
        sentence="With tanh the accuracy is higher by {value} on points of each seed's own.",
        value=lambda: paired(
            found.outcome("tanh", "accuracy", OWN), found.outcome("tanh", "accuracy")
        ),
        holds=lambda seen: seen.median.low > 0 and len(found.COMPARED) * seen.p < 0.01,
        display=difference,
        note=f"{_BOOTSTRAP} The p-value is below 1/1000, as one of ten tests.",
    ),
    Claim(
        id="rings-fresh-gap",
        sentence="On fresh points the accuracy with GELU is lower by {value}.",
        value=lambda: generalization("gelu"),
        holds=lambda seen: seen.low > 0 and seen.high < 0.01,
        display=lambda seen: points(seen, 2),
        note="Accuracy on the training points less that on 10 000 fresh ones; median over 64"
        " seeds with its bootstrap 95 % interval.",
    ),
    Claim(
        id="rings-fresh-gap-fitted",
        sentence="With Adam at learning rate 1/100 the medians of ten activations are lower by"
        " {value} on fresh points.",
        value=lambda: [
            (generalization(slug), generalization_at(slug, 1e-2)) for slug in found.COMPARED
        ],
        holds=lambda seen: (
            all(fitted.low > 0 and fitted.high < 0.01 for _, fitted in seen)
            and all(fitted.middle > slow.middle for slow, fitted in seen)
            and all(
                np.median(found.at_rate("adam", slug, 1e-2, "accuracy"))
                > np.median(found.outcome(slug, "accuracy"))
                for slug in found.COMPARED
            )
        ),
        display=lambda seen: (
            f"{100 * min(fitted.middle for _, fitted in seen):.1f} to"
            f" {100 * max(fitted.middle for _, fitted in seen):.1f} percentage points"
        ),
        note="The same at another rate; each median has a bootstrap 95 % interval between 0 and"
        " one percentage point, and is above that at 1/10000, as the median accuracy is.",
    ),
    # --- longer ---
    Claim(
        id="rings-sigmoid-longer-good",
        sentence="After 3000 epochs {value} seeds with the sigmoid succeed.",
        value=lambda: _count("sigmoid-longer"),
        holds=lambda seen: (
            0 < seen[0] < seen[1] / 2 and seen == ever(found.outcome("sigmoid-longer", "reached"))
        ),
        display=lambda seen: counted(*seen),
        note=_WILSON,
    ),
    Claim(
        id="rings-sigmoid-longer-loss",
        sentence="After 1000 epochs its median loss is {value}.",
        value=lambda: found.band("sigmoid-longer", "loss", 1000).middle,
        holds=lambda loss: abs(loss - math.log(2)) < 2e-4,
        display=lambda loss: f"{loss:.4f}",
        note="Median over 64 seeds; the logarithm of 2 is the loss of a constant answer.",
    ),
    Claim(
        id="rings-sigmoid-longer-ratio",
        sentence="In these epochs the first layer's gradient grows from {value} of the last"
        " layer's.",
        value=lambda: [
            found.band("sigmoid-longer", "ratio", epoch).middle for epoch in (1000, 2000, 3000)
        ],
        holds=lambda seen: seen[0] < 0.001 and seen[2] > 0.1,
        display=lambda seen: (
            f"{scientific(seen[0])} after 1000 epochs to {seen[1]:.2g} after 2000 and {seen[2]:.2g}"
            " after 3000"
        ),
        note="Medians over 64 seeds.",
    ),
    # --- learning rates ---
    _at_rate("sigmoid", 1e-3, "middle", lambda share: 0.3 < share < 0.8),
    _at_rate("sigmoid", 1e-2, "large", lambda share: 0.7 < share < 1),
    _at_rate("relu", 1e-3, "middle", lambda share: 0.7 < share < 1),
    _at_rate("relu", 1e-2, "large", lambda share: 0.7 < share < 1),
    Claim(
        id="rings-all-seeds",
        sentence="At learning rates 1/1000, 3/1000 and 1/100 all 64 seeds succeed with {value}.",
        value=lambda: [
            slug
            for slug in found.COMPARED
            if all(slug in all_succeed("adam", rate) for rate in (1e-3, 3e-3, 1e-2))
        ],
        holds=lambda names: (
            len(names) > len(found.COMPARED) / 2
            and "tanh" in names
            and not {"relu", "sigmoid"} & set(names)
        ),
        display=lambda names: ", ".join(found_name(slug) for slug in names),
        note="Counted in the frozen result: Adam, 300 epochs, nine tenths of the points right.",
    ),
    Claim(
        id="rings-all-seeds-interval",
        sentence="Where all 64 seeds succeed, Wilson's interval of their share begins at {value}.",
        value=lambda: wilson(64, 64).low,
        # Where all succeed, the bound has a closed form.
        holds=lambda low: (
            low > wilson(*found.good_at("adam", "relu", 1e-3)).high
            and math.isclose(low, 64 / (64 + NormalDist().inv_cdf((1 + LEVEL) / 2) ** 2))
        ),
        display=lambda low: percent(low, 1),
        note="The interval of ReLU at 1/1000 ends below it.",
    ),
    Claim(
        id="rings-relu-silent-large",
        sentence="With ReLU at learning rate 1/100 the last layer's weights get no gradient at"
        " {value} seeds that fail.",
        value=lambda: (
            len(without_signal("relu", "adam", 1e-2)),
            64 - found.good_at("adam", "relu", 1e-2)[0],
        ),
        holds=lambda seen: (
            seen[0] > seen[1] / 2
            and seen[0] > len(without_signal("relu", "adam", 1e-4))
            and all(
                found.at_rate("adam", "relu", 1e-2, "accuracy")[seed] == 0.5
                for seed in without_signal("relu", "adam", 1e-2)
            )
        ),
        display=lambda seen: f"{seen[0]} of the {seen[1]}",
        note="The mean absolute gradient is exactly 0 over the last 30 epochs; at 1/10000 there"
        " are fewer such seeds.",
    ),
    Claim(
        id="rings-sigmoid-as-relu",
        sentence="At learning rate 1/100 {value}.",
        value=lambda: found.alone(
            *(found.at_rate("adam", slug, 1e-2, "accuracy") for slug in ("sigmoid", "relu"))
        ),
        holds=lambda seen: sign_test(*seen) > 0.05,
        display=lambda seen: (
            f"{seen[0]} seeds succeed with the sigmoid only, and {seen[1]} with ReLU only"
        ),
        note="Counted in the frozen result; an exact sign test finds no difference.",
    ),
    Claim(
        id="rings-sigmoid-ratio-middle",
        sentence="At learning rate 1/1000 the sigmoid's ratio rises to {value}.",
        value=lambda: list(found.ratios_at("adam", "sigmoid", 1e-3).values()),
        holds=lambda seen: seen[0] < 0.001 and seen[-1] == max(seen) > 1,
        display=lambda seen: small(seen[-1]),
        note=f"{_OVER_SEEDS} After epoch 295.",
    ),
    Claim(
        id="rings-sigmoid-ratio-small",
        sentence="At learning rate 3/10000 it stays below {value}.",
        value=lambda: max(found.ratios_at("adam", "sigmoid", 3e-4).values()),
        holds=lambda seen: seen < 0.001 and found.good_at("adam", "sigmoid", 3e-4)[0] == 0,
        display=lambda seen: scientific(math.ceil(seen * 1e5) / 1e5),
        note="The largest median over epochs, rounded up; no seed succeeds.",
    ),
    Claim(
        id="rings-sooner-both",
        sentence="At learning rates 1/1000 and 1/100 ReLU is the sooner one at {value}.",
        value=lambda: {
            rate: found.sooner_of_both("relu", "tanh", "adam", rate) for rate in found.rates("adam")
        },
        holds=lambda seen: all(wilson(one, one + other).low > 0.5 for one, other in seen.values()),
        display=lambda seen: (
            f"{seen[1e-3][0]} seeds and tanh at {seen[1e-3][1]}, at 1/100 at {seen[1e-2][0]} and"
            f" {seen[1e-2][1]}"
        ),
        note="Counted over the seeds that both bring to nine tenths; at each of five rates Wilson's"
        " 95 % interval of ReLU's share lies above one half.",
    ),
    Claim(
        id="rings-sooner-large",
        sentence="At learning rate 1/100 ReLU is the sooner one at {value}.",
        value=lambda: found.sooner("relu", "tanh", "adam", 1e-2),
        holds=lambda seen: wilson(seen[0], sum(seen)).low < 0.5 < seen[0] / sum(seen),
        display=lambda seen: f"{seen[0]} seeds, and tanh at {seen[1]}",
        note="Counted over all seeds: one that only one of two brings there counts for that one."
        " Wilson's 95 % interval of the share contains one half.",
    ),
    Claim(
        id="rings-rates-best",
        sentence="With Adam at 3/1000 or 1/100 each of ten activations succeeds at {value} seeds or"
        " more.",
        value=lambda: min(
            found.good_at("adam", slug, rate) for slug in found.COMPARED for rate in (3e-3, 1e-2)
        ),
        holds=lambda seen: all(
            seen[0] > min(found.good_at("adam", slug, rate)[0] for slug in found.COMPARED)
            for rate in (1e-4, 3e-4, 1e-3)
        ),
        display=lambda seen: f"{seen[0]} of {seen[1]}",
        note="Counted in the frozen result; at each smaller rate one of them has fewer.",
    ),
    Claim(
        id="rings-sgd-sigmoid",
        sentence="With gradient descent and momentum {value} runs of the sigmoid succeed at any of"
        " eight learning rates.",
        value=lambda: [found.good_at("sgd", "sigmoid", rate) for rate in found.rates("sgd")],
        holds=lambda seen: len(seen) == 8 and all(count == 0 for count, _ in seen),
        display=lambda seen: f"{sum(one for one, _ in seen)} of {sum(all_ for _, all_ in seen)}",
        note="Counted in the frozen result; 24 seeds at each rate, 300 epochs.",
    ),
    Claim(
        id="rings-sgd-sigmoid-ratio",
        sentence="In none of these is the sigmoid's median ratio above {value}.",
        value=lambda: max(
            max(found.ratios_at("sgd", "sigmoid", rate).values()) for rate in found.rates("sgd")
        ),
        holds=lambda seen: seen < 0.001,
        display=lambda seen: scientific(math.ceil(seen * 1e5) / 1e5),
        note="The largest median over epochs and rates, rounded up.",
    ),
    Claim(
        id="rings-sgd-best",
        sentence="With gradient descent and momentum all 24 seeds succeed at learning rate 3/100"
        " with {value}.",
        value=lambda: all_succeed("sgd", 3e-2),
        holds=lambda names: "tanh" in names and not {"relu", "sigmoid"} & set(names),
        display=lambda names: ", ".join(found_name(slug) for slug in names),
        note="Counted in the frozen result, after 300 epochs.",
    ),
    _at_rate("selu", 1e-3, "small", lambda share: share > 0.8, "sgd"),
    _at_rate("gelu", 1e-3, "small", lambda share: share < 0.2, "sgd"),
    _good("selu", lambda share: share < 0.5),
    Claim(
        id="rings-sgd-too-large",
        sentence="At 3/10 the best activation succeeds at {value} seeds.",
        value=lambda: max(
            (found.good_at("sgd", slug, 0.3) for slug in found.COMPARED), key=lambda one: one[0]
        ),
        holds=lambda seen: seen[0] < seen[1] / 2,
        display=lambda seen: f"{seen[0]} of {seen[1]}",
        note="Counted in the frozen result, after 300 epochs.",
    ),
    # --- exercises ---
    Claim(
        id="rings-two-of-two",
        sentence="After two successes in two tries Wilson's 95 % interval is {value}.",
        value=lambda: wilson(2, 2),
        holds=lambda seen: (
            seen.low < 0.5
            and seen.high == 1
            # With no failure the lower bound is n / (n + z²), z = 1.96.
            and math.isclose(seen.low, 2 / (2 + 1.959964**2), rel_tol=1e-6)
        ),
        display=lambda seen: f"{percent(seen.low)} to {percent(seen.high)}",
        note="The score interval of a share; with no failure it has a closed form.",
    ),
)
