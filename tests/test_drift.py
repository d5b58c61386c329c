"""Drift: this torch is found unchanged, another one's changes are named, failures are one line."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from gen import catalog, drift
from gen.drift import changes
from gen.errors import Problem

KNOWN: dict[str, dict[str, Any]] = {
    "relu": {"kinks": [0.0], "deviations": [], "ulps": {"float32 f core": 0.0}},
    "gelu": {"kinks": [], "deviations": ["gelu-tail"], "ulps": {"float32 f core": 0.6}},
}


def test_nothing_changes_by_itself() -> None:
    assert list(changes(KNOWN, copy.deepcopy(KNOWN))) == []


def test_each_change_is_a_line() -> None:
    found = copy.deepcopy(KNOWN)
    found["relu"]["kinks"] = [1.0]
    found["gelu"] = {"kinks": [], "deviations": ["new"], "ulps": {"float32 f core": 0.7}}
    assert list(changes(KNOWN, found)) == [
        "gelu: exception gelu-tail is gone",
        "gelu: exception new is new",
        "gelu: largest error of float32 f core was 0.6 ULP, is 0.7",
        "relu: slopes at kinks were [0.0], are [1.0]",
    ]


def test_a_check_that_fails_is_told_and_what_is_missing_too() -> None:
    assert list(changes(KNOWN, {"relu": {"refused": "check f fails at x = 0"}})) == [
        "gelu: not measured",
        "relu: check f fails at x = 0",
    ]


def test_this_torch_does_what_the_records_say(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert site.is_dir()
    some = [one for one in catalog.definitions() if one.slug in {"relu", "hardsigmoid", "elu"}]
    monkeypatch.setattr(catalog, "definitions", lambda: some)
    found = drift.measured()
    assert set(found) == {"relu", "hardsigmoid", "elu"}
    known = {slug: facts for slug, facts in drift.recorded().items() if slug in found}
    assert list(changes(known, found)) == []


def test_what_cannot_be_compared_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert drift.main([]) == 1
    assert capsys.readouterr().err == "name a version of torch: make drift TORCH=2.14.1\n"
    monkeypatch.setattr(drift, "DATASET", tmp_path / "none.json")
    assert drift.main(["2.14.1"]) == 1
    assert capsys.readouterr().err.endswith("make it with: make docs\n")
    with pytest.raises(Problem, match=r"cannot be run: .*SyntaxError"):
        drift._run(["python3", "-c", "(("], "torch 0 cannot be run")
