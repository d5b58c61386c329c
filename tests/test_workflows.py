"""The workflows call make targets that exist, with settings that the build reads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from gen.build import SITE_SETTINGS

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
TARGETS = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
OF_PIP_AND_CI = re.compile(r"CI|PIP_\w+")


def test_there_is_one_that_checks_and_one_that_publishes() -> None:
    assert [path.stem for path in WORKFLOWS] == ["check", "publish"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_calls_targets_of_the_makefile(path: Path) -> None:
    (job,) = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].values()
    runs = [step["run"] for step in job["steps"] if "run" in step]
    called = re.findall(r"make ([a-z-]+)", "\n".join(runs))
    assert called
    assert set(called) <= TARGETS
    settings = {name for step in job["steps"] for name in step.get("env", {})}
    assert {s for s in settings if not OF_PIP_AND_CI.fullmatch(s)} <= set(SITE_SETTINGS)
    # A version of an action is named, never whatever is newest.
    assert all("@v" in step["uses"] for step in job["steps"] if "uses" in step)
