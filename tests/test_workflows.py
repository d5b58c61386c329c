"""The workflows call make targets that exist, with no more rights than they use.

They are read here as they will be run: what is not asserted, nobody looks at until it goes wrong.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from gen.build import SITE_SETTINGS

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
TARGETS = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
OF_PIP_AND_CI = re.compile(r"CI|PIP_\w+")
FULL_COMMIT = re.compile(r"uses: [\w-]+/[\w-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+")

each_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)


def read(path: Path) -> dict[Any, Any]:
    found: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    # YAML 1.1 takes the word for a truth value.
    return found | {"on": found[True]}


def own_jobs(path: Path) -> dict[str, dict[str, Any]]:
    """The jobs that have steps; the others call a workflow that is read here too."""
    return {name: job for name, job in read(path)["jobs"].items() if "steps" in job}


def commands(job: dict[str, Any]) -> list[str]:
    return [step["run"] for step in job["steps"] if "run" in step]


def test_there_is_one_that_checks_and_one_that_publishes() -> None:
    assert [path.stem for path in WORKFLOWS] == ["check", "publish"]


@each_workflow
def test_a_workflow_calls_targets_of_the_makefile(path: Path) -> None:
    jobs = own_jobs(path).values()
    called = re.findall(r"make ([a-z-]+)", "\n".join(run for job in jobs for run in commands(job)))
    assert called
    assert set(called) <= TARGETS
    settings = {name for job in jobs for step in job["steps"] for name in step.get("env", {})}
    assert {s for s in settings if not OF_PIP_AND_CI.fullmatch(s)} <= set(SITE_SETTINGS)


@each_workflow
def test_actions_are_named_by_commit(path: Path) -> None:
    lines = [line.strip(" -") for line in path.read_text(encoding="utf-8").splitlines()]
    used = [line for line in lines if line.startswith("uses: ")]
    assert used
    # A workflow of this repository is that of the same commit.
    foreign = [line for line in used if not line.startswith("uses: ./")]
    assert not [line for line in foreign if not FULL_COMMIT.fullmatch(line)]


@each_workflow
def test_a_job_reads_ends_and_leaves_no_credentials_behind(path: Path) -> None:
    """Nothing is written but the site, and that by a job that runs none of our code."""
    assert read(path)["permissions"] == {"contents": "read"}
    assert read(path)["concurrency"]["group"]
    for name, job in own_jobs(path).items():
        assert job["timeout-minutes"] <= 60, name
        rights = job.get("permissions", {})
        if "write" in rights.values():
            assert rights == {"pages": "write", "id-token": "write"}, name
            assert not commands(job), name
        for step in job["steps"]:
            if "checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False, name
            if "setup-python" in step.get("uses", ""):
                assert step["with"]["cache-dependency-path"] == "requirements.txt", name


def test_main_alone_is_published_after_it_was_checked_and_verified() -> None:
    check, publish = map(read, WORKFLOWS)
    assert set(check["on"]) == {"pull_request", "workflow_call"}
    assert set(publish["on"]) == {"push", "workflow_dispatch"}
    assert publish["on"]["push"] == {"branches": ["main"]}
    jobs = publish["jobs"]
    assert jobs["check"] == {"uses": "./.github/workflows/check.yml"}
    assert (jobs["build"]["needs"], jobs["deploy"]["needs"]) == ("check", "build")
    assert jobs["build"]["if"] == "github.ref == 'refs/heads/main'"
    steps = jobs["build"]["steps"]
    verified = next(i for i, step in enumerate(steps) if "make verify-site" in step.get("run", ""))
    uploaded = next(i for i, step in enumerate(steps) if "upload" in step.get("uses", ""))
    assert verified < uploaded
    assert f"DIR={steps[uploaded]['with']['path']}" in steps[verified]["run"]
