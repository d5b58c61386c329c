"""Verdicts on gradients that grow with depth."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from gen.claims.exploding import Growth, Runs, growth, runs
from gen.claims.verdicts.verdict import Place, Ruling, Verdict
from gen.typography import scientific


@dataclass(frozen=True)
class _Explosions:
    """How a gradient grows through 50 layers without an activation, and how training ends."""

    default: Growth
    doubled: Growth
    trained_default: Runs
    """With and without ReLU."""
    trained_larger: Runs
    """Without an activation, with the gain that is right for ReLU."""


def _explosions() -> _Explosions:
    linear, relu = runs("identity", "torch"), runs("relu", "torch")
    return _Explosions(
        growth("identity", "torch", 50),
        growth("identity", "gain-2", 50),
        Runs(linear.finite + relu.finite, linear.all + relu.all),
        runs("identity", "gain-1-41"),
    )


EXPLODING: tuple[Verdict[Any], ...] = (
    Verdict(
        id="exploding-is-rare-in-pytorch",
        printed="Since PyTorch has functions for gradients built in, exploding gradients are"
        " unlikely.",
        setting="No network is printed. Chosen: stacks of 50 layers of 64 units before training,"
        " and stacks of 10 layers of 32 units in training, at six learning rates with plain"
        " gradient descent, 32 seeds.",
        ruling=Ruling.HOLDS_ONLY_IF,
        because="the weights are as small as torch's default ones; nothing in PyTorch prevents it",
        observe=_explosions,
        supports=lambda seen: (
            seen.default.high < 0
            and seen.trained_default.finite == seen.trained_default.all
            and seen.doubled.low > 10
            and seen.trained_larger.finite < 0.1 * seen.trained_larger.all
        ),
        against=lambda seen: replace(
            seen, doubled=seen.default, trained_larger=seen.trained_default
        ),
        otherwise="Had larger weights stayed finite too, it would hold; had default ones exploded,"
        " it would not.",
        show=lambda seen: (
            "Through 50 layers without an activation the gradient is multiplied by"
            f" {scientific(10**seen.default.middle)} with default weights and by"
            f" {scientific(10**seen.doubled.middle)} with gain 2 (medians). In training"
            f" {seen.trained_default.finite} of {seen.trained_default.all} runs stay finite with"
            f" default weights, with gain √2 and no activation {seen.trained_larger.finite} of"
            f" {seen.trained_larger.all}."
        ),
        note="Sizes are root mean squares in float64; a run is finite if loss and gradient are at"
        " each of 200 steps.",
        evidence=Place("initialization", "too-large-gradients-explode"),
    ),
)
