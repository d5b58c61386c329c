"""What the page of experiments says of settings and of where results come from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gen.experiments.experiment import Experiment
from gen.experiments.frozen import Part, Result
from gen.experiments.provenance import summary

LEAKY = {"slug": "leakyrelu", "name": "LeakyReLU", "torch": "x", "keywords": {"slope": 0.1}}
RELU = {"slug": "relu", "name": "ReLU", "torch": "x", "keywords": {}}


def summarized(*settings: Mapping[str, Any]) -> dict[str, Any]:
    parts = {
        f"part-{index}": Part(
            settings=one,
            fingerprint="f",
            versions={"python": "3", "torch": "2"},
            cpu="a chip",
            seconds=1.5,
            processor=1.0,
            values={},
        )
        for index, one in enumerate(settings)
    }
    one = Experiment(
        title="T", description="D.", parts=dict, run=lambda _: {}, shorter=dict, data={"a": "b"}
    )
    return summary(one, Result("t", {"a": "b"}, parts))


def test_settings_are_told_apart_by_what_varies() -> None:
    found = summarized(
        {"seeds": [0, 1, 2], "rate": 1e-4, "activation": LEAKY, "marks": []},
        {"seeds": [0, 1, 2], "rate": 1e-3, "activation": RELU, "marks": [10]},
    )
    assert found["common"] == {"seeds": "0 to 2"}
    assert found["varying"] == ["rate", "activation", "marks"]
    assert [part["settings"] for part in found["parts"]] == [
        ["0.0001", "LeakyReLU (slope 0.1)", ""],
        ["0.001", "ReLU", "10"],
    ]
    assert (found["seconds"], found["processor"]) == (3.0, 2.0)
    assert found["versions"] == ["python 3, torch 2"]


def test_values_of_every_kind_are_shown() -> None:
    found = summarized(
        {
            "several": [RELU, LEAKY],
            "few": [1, 2],
            "spread": [1, 2, 4],
            "steps": {"low": -1.5, "on": True},
            "none": None,
            "numbers": [{"rate": 0.1}],
        }
    )
    assert found["common"] == {
        "several": "ReLU, LeakyReLU (slope 0.1)",
        "few": "1, 2",
        "spread": "1, 2, 4",
        "steps low": "−1.5",
        "steps on": "yes",
        "none": "none",
        "numbers": "rate 0.1",
    }
