"""The claims of the article "Ten activations learn two rings"."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from gen.claims import Claim
from gen.claims import rings as found
from gen.claims.rings import OWN, SHARED
from gen.experiments.statistics import LEVEL, Interval, Paired, bootstrap_median, wilson
from gen.typography import minus, scientific

_NBSP = "\N{NO-BREAK SPACE}"
_OVER_SEEDS = "Median over 64 seeds, 5th to 95th percentile in brackets; from the frozen result."
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


def spread(interval: Interval, show: Callable[[float], str] = lambda one: f"{one:.3g}") -> str:
    """A median with the band around it."""
    low, middle, high = (show(one) for one in interval)
    return f"{middle} ({low} to {high})"


def small(value: float) -> str:
    """A number with two digits, as a power of ten where it is tiny."""
    return f"{value:.2g}" if value >= 0.001 else scientific(value)


def difference(one: Paired) -> str:
    """A median difference with its interval, as an accuracy in points of a hundred."""
    low, middle, high = (minus(f"{100 * value:.1f}") for value in one.median)
    return f"{middle} points ({low} to {high})"


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


def own_and_shared_overlap() -> tuple[int, float]:
    """Activations whose two Wilson intervals overlap, and the largest difference of the shares."""
    pairs = [(found.share(slug, SHARED), found.share(slug, OWN)) for slug in found.COMPARED]
    overlapping = sum(one.low <= other.high and other.low <= one.high for one, other in pairs)
    return overlapping, max(abs(one.middle - other.middle) for one, other in pairs)


def generalization(slug: str) -> Interval:
    """Accuracy on the training points less that on fresh ones: the median over seeds."""
    trained, fresh = found.outcome(slug, "accuracy"), found.outcome(slug, "fresh_accuracy")
    return bootstrap_median(trained - fresh)


def generalization_at(slug: str, rate: float) -> Interval:
    """The same with Adam at another rate."""
    trained = found.at_rate("adam", slug, rate, "accuracy")
    return bootstrap_median(trained - found.at_rate("adam", slug, rate, "fresh_accuracy"))


def all_succeed(optimizer: str, rate: float) -> list[str]:
    """The activations with which every seed ends at nine tenths."""
    counts = {slug: found.good_at(optimizer, slug, rate) for slug in found.COMPARED}
    return [slug for slug, (count, seeds) in counts.items() if count == seeds]


def without_signal(slug: str, optimizer: str = "", rate: float = 0) -> int:
    """The seeds whose last layer gets no gradient at all in the last tenth of the epochs."""
    part = (
        found.result("circles_rates").parts[f"{optimizer}-{slug}"]["rates"][f"{rate:g}"]
        if optimizer
        else found.part(slug)[SHARED]
    )
    return sum(one == 0 for one in part["seeds"]["late"]["last_gradient"])


# --- makers of claims --------------------------------------------------------------------------


def _good(slug: str, holds: Callable[[float], bool], part: str = "") -> Claim[tuple[int, int]]:
    name = part or slug
    return Claim(
        id=f"rings-{name}-good",
        sentence=f"With {found_name(slug)}{' in the longer run' if part else ''}, {{value}} seeds"
        " end with nine tenths of the points right.",
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


def _ratio(slug: str, epoch: int, holds: Callable[[float], bool]) -> Claim[Interval]:
    return Claim(
        id=f"rings-{slug}-ratio-{epoch}",
        sentence=f"With {found_name(slug)} the gradient of the first layer after epoch {epoch} is"
        " {value} of that of the last.",
        value=lambda: found.band(slug, "ratio", epoch),
        holds=lambda seen: holds(seen.middle),
        display=lambda seen: spread(seen, small),
        note=_OVER_SEEDS,
    )


def _printed(epoch: int) -> Claim[tuple[float, Interval, int]]:
    return Claim(
        id=f"rings-printed-{epoch}",
        sentence=f"After epoch {epoch} the run in print has a loss of {{value}}.",
        value=lambda: printed_losses()[epoch],
        holds=lambda seen: seen[1].low <= seen[0] <= seen[1].high,
        display=lambda seen: f"{seen[0]:.4f}; {seen[2]} of 64 seeds are lower",
        note="The printed number, and the seeds of the frozen result with a smaller loss.",
    )


def _loss_after(epoch: int) -> Claim[Interval]:
    return Claim(
        id=f"rings-loss-{epoch}",
        sentence=f"After epoch {epoch} the loss with ReLU is {{value}}.",
        value=lambda: printed_losses()[epoch][1],
        holds=lambda seen: seen.low < seen.middle < seen.high,
        display=lambda seen: spread(seen, lambda one: f"{one:.4f}"),
        note=_OVER_SEEDS,
    )


def _at_rate(
    slug: str, rate: float, name: str, holds: Callable[[float], bool], optimizer: str = "adam"
) -> Claim[tuple[int, int]]:
    return Claim(
        id=f"rings-{optimizer}-{slug}-{name}",
        sentence=f"With {found_name(slug)} and a learning rate of {rate:g}"
        f"{' in gradient descent with momentum' if optimizer == 'sgd' else ''}, {{value}} seeds"
        " end with nine tenths of the points right.",
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
    *(_loss_after(epoch) for epoch in PRINTED),
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
        sentence="The accuracy with ReLU after 300 epochs is {value}.",
        value=lambda: found.band("relu", "accuracy", 300),
        holds=lambda seen: seen.low < 0.6 and seen.middle > 0.9,
        display=lambda seen: spread(seen, lambda one: f"{one:.3f}"),
        note=_OVER_SEEDS,
    ),
    Claim(
        id="rings-relu-half",
        sentence="With ReLU {value} seeds still get exactly half of the points right.",
        value=lambda: int((found.outcome("relu", "accuracy") == 0.5).sum()),
        holds=lambda seeds: seeds > 0,
        display=lambda seeds: f"{seeds} of 64",
        note="Counted in the frozen result, after 300 epochs.",
    ),
    Claim(
        id="rings-relu-silent",
        sentence="In {value} of them the last layer's weights get no gradient.",
        value=lambda: without_signal("relu"),
        holds=lambda seeds: seeds > 0,
        note="The mean absolute gradient is exactly 0 over the last 30 epochs.",
    ),
    # --- gradients ---
    _ratio("relu", 1, lambda middle: middle < 0.1),
    _ratio("relu", 100, lambda middle: 0.1 < middle < 1),
    _ratio("relu", 200, lambda middle: 0.5 < middle < 2),
    _ratio("relu", 300, lambda middle: middle > 1),
    _ratio("tanh", 1, lambda middle: middle < 0.1),
    _ratio("tanh", 50, lambda middle: 0.05 < middle < 0.2),
    _ratio("tanh", 300, lambda middle: middle > 1),
    _ratio("sigmoid", 1, lambda middle: middle < 0.001),
    _ratio("sigmoid", 300, lambda middle: middle < 0.001),
    Claim(
        id="rings-sigmoid-factors",
        sentence="From the last layer back to the first the median gradient of the sigmoid network"
        " is divided by {value}.",
        value=lambda: layer_factors("sigmoid", 300),
        holds=lambda factors: all(4 < factor < 40 for factor in factors),
        display=lambda factors: ", ".join(f"{factor:.0f}" for factor in factors),
        note="Quotients of the medians over 64 seeds of neighboring layers, after 300 epochs.",
    ),
    Claim(
        id="rings-sigmoid-last-gradient",
        sentence="The last layer of the sigmoid network has a gradient of {value} after 300"
        " epochs.",
        value=lambda: found.gradient("sigmoid", 4, 300),
        holds=lambda seen: seen.middle > found.gradient("relu", 4, 300).middle,
        display=lambda seen: spread(seen, lambda one: f"{one:.2g}"),
        note=f"{_OVER_SEEDS} It is larger than ReLU's.",
    ),
    Claim(
        id="rings-sigmoid-first-gradient",
        sentence="Its first layer has one of {value}.",
        value=lambda: found.gradient("sigmoid", 0, 300),
        holds=lambda seen: seen.low > 0 and seen.high < 1e-4,
        display=lambda seen: spread(seen, scientific),
        note=_OVER_SEEDS,
    ),
    Claim(
        id="rings-sigmoid-loss",
        sentence="The loss with the sigmoid after 300 epochs is {value}.",
        value=lambda: found.band("sigmoid", "loss", 300),
        holds=lambda seen: abs(seen.middle - math.log(2)) < 2e-4,
        display=lambda seen: spread(seen, lambda one: f"{one:.4f}"),
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
        sentence="The accuracy with ReLU6 differs from that with ReLU at {value} seeds.",
        value=lambda: int(
            (found.outcome("relu", "accuracy") != found.outcome("relu6", "accuracy")).sum()
        ),
        holds=lambda seeds: seeds < 8,
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
        id="rings-own-points",
        sentence="The intervals of both shares overlap for {value} activations.",
        value=own_and_shared_overlap,
        holds=lambda seen: seen[0] == len(found.COMPARED),
        display=lambda seen: f"{seen[0]} of {len(found.COMPARED)}",
        note="Wilson's 95 % intervals of the share of seeds at nine tenths, same points and own.",
    ),
    Claim(
        id="rings-fresh-gap",
        sentence="On fresh points the accuracy with GELU is lower by {value}.",
        value=lambda: generalization("gelu"),
        holds=lambda seen: seen.low > 0 and seen.high < 0.01,
        display=lambda seen: f"{spread(seen, lambda one: f'{100 * one:.2f}')} points",
        note="Accuracy on the training points less that on 10 000 fresh ones; median over 64"
        " seeds with its bootstrap 95 % interval.",
    ),
    Claim(
        id="rings-fresh-gap-fitted",
        sentence="With Adam at learning rate 1/100 the medians of ten activations are lower by"
        " {value} on fresh points.",
        value=lambda: [generalization_at(slug, 1e-2) for slug in found.COMPARED],
        holds=lambda seen: all(one.low > 0 and one.high < 0.01 for one in seen),
        display=lambda seen: (
            f"{100 * min(one.middle for one in seen):.1f} to"
            f" {100 * max(one.middle for one in seen):.1f} points"
        ),
        note="The same at another rate; each median has a bootstrap 95 % interval between 0 and"
        " one point.",
    ),
    # --- longer ---
    Claim(
        id="rings-sigmoid-longer-good",
        sentence="After 3000 epochs {value} seeds with the sigmoid have nine tenths of the points"
        " right.",
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
        holds=lambda names: "tanh" in names and not {"relu", "sigmoid"} & set(names),
        display=lambda names: ", ".join(found_name(slug) for slug in names),
        note="Counted in the frozen result: Adam, 300 epochs, nine tenths of the points right.",
    ),
    Claim(
        id="rings-all-seeds-interval",
        sentence="Where all 64 seeds succeed, Wilson's interval of their share begins at {value}.",
        value=lambda: wilson(64, 64).low,
        holds=lambda low: low > wilson(*found.good_at("adam", "relu", 1e-3)).high,
        display=lambda low: percent(low, 1),
        note="The interval of ReLU at 1/1000 ends below it.",
    ),
    Claim(
        id="rings-relu-silent-large",
        sentence="With ReLU at learning rate 1/100 the last layer's weights get no gradient at"
        " {value} seeds.",
        value=lambda: without_signal("relu", "adam", 1e-2),
        holds=lambda seeds: seeds > without_signal("relu", "adam", 1e-4),
        display=lambda seeds: f"{seeds} of 64",
        note="The mean absolute gradient is exactly 0 over the last 30 epochs; at 1/10000 there"
        " are fewer such seeds.",
    ),
    Claim(
        id="rings-sooner-middle",
        sentence="At learning rate 1/1000 ReLU reaches nine tenths before tanh at {value}.",
        value=lambda: found.sooner("relu", "tanh", "adam", 1e-3),
        holds=lambda seen: wilson(seen[0], sum(seen)).low > 0.5,
        display=lambda seen: f"{seen[0]} seeds, after it or never at {seen[1]}",
        note="Counted seed by seed; the seeds that reach it in the same epoch are left out.",
    ),
    Claim(
        id="rings-sooner-large",
        sentence="At learning rate 1/100 ReLU reaches nine tenths before tanh at {value}.",
        value=lambda: found.sooner("relu", "tanh", "adam", 1e-2),
        holds=lambda seen: wilson(seen[0], sum(seen)).low < 0.5 < seen[0] / sum(seen),
        display=lambda seen: f"{seen[0]} seeds, after it or never at {seen[1]}",
        note="Counted seed by seed; Wilson's 95 % interval of the share contains one half.",
    ),
    Claim(
        id="rings-sgd-sigmoid",
        sentence="With gradient descent and momentum {value} runs of the sigmoid get there at any"
        " of eight learning rates.",
        value=lambda: [found.good_at("sgd", "sigmoid", rate) for rate in found.rates("sgd")],
        holds=lambda seen: len(seen) == 8 and all(count == 0 for count, _ in seen),
        display=lambda seen: f"{sum(one for one, _ in seen)} of {sum(all_ for _, all_ in seen)}",
        note="Counted in the frozen result; 24 seeds at each rate, 300 epochs.",
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
