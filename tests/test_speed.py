"""The comparison of the plain loop with a stack: what it reports, not how fast it is."""

from __future__ import annotations

from gen import bench
from gen.experiments.activations import named
from gen.experiments.speed import SLUGS, Speed, plain_seconds, report, stacked_seconds


def test_seconds_are_for_one_model_and_one_epoch() -> None:
    tanh = named("tanh")
    # A stack of many takes longer than the plain loop with one, and each of its models less.
    plain, stacked = plain_seconds(tanh, 1, 1), stacked_seconds(tanh, 1, 1, models=64)
    assert 0 < stacked < 10 * plain


def test_report_gives_milliseconds_and_the_ratio() -> None:
    rows = report([Speed("Tanh", 0.02, 0.0001)])
    assert rows == [["Tanh", "20.00", "0.1000", "200"]]
    text = bench.speed_report(rows, 640)
    assert text.splitlines()[-1].split() == ["Tanh", "20.00", "0.1000", "200"]


def test_activations_of_the_comparison_are_in_the_catalog() -> None:
    assert [named(slug)["slug"] for slug in SLUGS] == list(SLUGS)
