"""What the article on vanishing gradients reads from the runs, on made-up runs and real ones."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from gen.claims.vanishing_in_training import plateau, runs
from gen.claims.verdicts import saturation
from gen.experiments import fashion_mnist, frozen


def test_decades_are_those_of_the_experiment() -> None:
    assert runs.DECADES == fashion_mnist.DECADES


def test_activations_are_those_of_the_experiment() -> None:
    parts = fashion_mnist.parts()
    assert {f"gradients-{slug}" for slug in runs.SHOWN} == {
        part for part in parts if part.startswith("gradients-")
    }
    assert {f"{slug}-seed-0" for slug in runs.SHOWN} <= parts.keys()


def run_of(validation: list[float], stops: int, test: float) -> dict[str, Any]:
    best = int(np.argmax(validation)) + 1
    return {
        "validation": validation,
        "stopped": {"epoch": stops, "best": 1, "test": test},
        "chosen": {"best": best, "test": max(validation)},
    }


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three trainings of one kind, whose parts sort otherwise by name than by seed."""
    found = {
        "relu-seed-10": run_of([0.7, 0.9], 2, 0.88),
        "relu-seed-2": run_of([0.1, 0.1, 0.6, 0.82], 2, 0.1),
        "relu-seed-0": run_of([0.85, 0.8], 2, 0.84),
        "lecun-relu-seed-0": run_of([0.3], 1, 0.3),
    }
    result = frozen.Result(
        "fashion_mnist", {}, {part: part_of(values) for part, values in found.items()}
    )
    monkeypatch.setattr(runs, "images", lambda: result)


def part_of(values: dict[str, Any]) -> frozen.Part:
    return frozen.Part({}, "", {}, "", 0.0, 0.0, values)


@pytest.mark.usefixtures("made_up")
def test_runs_come_by_seed_and_of_one_kind() -> None:
    found = runs.runs("relu")
    assert [one["stopped"]["test"] for one in found] == [0.84, 0.1, 0.88]
    assert len(runs.runs("lecun-relu")) == 1
    assert runs.accuracies(found).tolist() == pytest.approx([84, 10, 88])
    assert runs.accuracies(found, "chosen").tolist() == pytest.approx([85, 82, 90])
    assert runs.first_epoch(found, 0.8) == [1, 4, 2]
    assert runs.first_epoch(found, 0.95) == [None] * 3


@pytest.mark.usefixtures("made_up")
def test_a_training_is_given_up_where_it_stops_at_chance() -> None:
    assert plateau.stopped_early(runs.runs("relu")) == (1, 3)
    assert [plateau.plateau_end(one) for one in runs.runs("relu")] == [1, 3, 1]
    blip = run_of([0.1, 0.2, 0.1, 0.4], 3, 0.2)
    assert plateau.plateau_end(blip) == 4
    assert plateau.given_up([blip]) == [blip]


def test_a_geometric_mean_is_typical() -> None:
    assert runs.typical(np.array([[1.0, 4.0], [100.0, 9.0]])).tolist() == pytest.approx([10, 6])


def test_accuracy_must_rise_to_the_best_factor_and_fall_at_the_largest_alone() -> None:
    seen = saturation._weights()
    assert saturation._harms_late(seen)
    fallen = {**seen.right, 4: (0.0, 0.05)}
    assert not saturation._harms_late(type(seen)(seen.saturated, fallen))
    harmed = {**seen.right, 16: (0.4, 0.5)}
    assert not saturation._harms_late(type(seen)(seen.saturated, harmed))
    unharmed = {**seen.right, 64: (0.8, 0.8)}
    assert not saturation._harms_late(type(seen)(seen.saturated, unharmed))
    unsaturated = dict.fromkeys(seen.saturated, 0.1)
    assert not saturation._harms_late(type(seen)(unsaturated, seen.right))


def test_error_signals_start_at_one_and_their_bound_is_no_norm_alone() -> None:
    first = runs.signals("orthogonal", "sigmoid")[:, 0]
    assert (first < math.log10(1 / 4) + 1e-3).all()
    assert (abs(runs.norms("orthogonal")) < 1e-6).all()


@pytest.mark.usefixtures("made_up")
def test_differences_are_paired_by_seed_and_one_seed_has_no_interval() -> None:
    lecun = runs.difference("relu", "lecun-relu")
    assert lecun.seeds == 1
    assert lecun.mean == pytest.approx(54)
    assert lecun.interval is None
    found = runs.accuracy("relu")
    assert found.seeds == 3
    assert found.interval is not None
    assert found.mean == pytest.approx(182 / 3)
    assert found.interval.low < found.mean < found.interval.high
