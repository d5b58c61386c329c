"""The comparison of the plain loop with a stack: what it measures, not how fast it is."""

from __future__ import annotations

from gen.experiments.activations import named
from gen.experiments.speed import SLUGS, plain_seconds, stacked_seconds


def test_seconds_are_for_one_model_and_one_epoch() -> None:
    tanh = named("tanh")
    # A stack of many takes longer than the plain loop with one, and each of its models less.
    plain, stacked = plain_seconds(tanh, 1, 1), stacked_seconds(tanh, 1, 1, models=64)
    assert 0 < stacked < 10 * plain


def test_activations_of_the_comparison_are_in_the_catalog() -> None:
    assert [named(slug)["slug"] for slug in SLUGS] == list(SLUGS)
