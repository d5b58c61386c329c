"""The build when the machine fails it: a correct site in the end, or one line and the old site.

All on a small copy of the project. EVERY_FAULT=1 has builds killed at 20 moments instead of 3.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from typing import NamedTuple

import pytest
from project import ARTICLE, PATIENCE, Outcome, Project, differing

MOMENTS = range(20)
SOME = (4, 11, 19)
"""Those that are tried each time: early, in the middle, and while the site is made."""
SENTENCE = "\nOne more sentence.\n"
ROOM = ("unshare", "--map-root-user", "--mount", "sh", "-c")
"""Begins a command that may mount: what it mounts, nobody else sees, and it ends with it."""


class Expected(NamedTuple):
    """What an undisturbed build makes of the edited project."""

    made: dict[str, bytes]
    seconds: float
    """Its time by the clock."""


def edit(project: Project) -> None:
    """Nothing; an entry, a drawing and the prose of the project are other ones afterwards."""
    project.edit("gen/catalog/rectified.py", "Keeps positive inputs", "Lets positive inputs pass")
    # A sentence alone derives nothing again.
    formula = "expression=Piecewise((x, x > 0), (0, True))"
    project.edit("gen/catalog/rectified.py", formula, formula.replace("=P", "=+P"))
    project.edit("gen/figures/why_non_linearity.py", "The Heaviside step and its", "A step and its")
    project.append(ARTICLE, SENTENCE)


@pytest.fixture(scope="module")
def edited(before: Project, tmp_path_factory: pytest.TempPathFactory) -> Expected:
    """What becomes of the edited project, and how long that takes."""
    project = before.copy(tmp_path_factory.mktemp("undisturbed") / "project")
    edit(project)
    finished(project)
    return Expected(project.made(), project.seconds())


def finished(project: Project) -> None:
    """Nothing; an undisturbed build has succeeded, and left none of its drafts."""
    outcome = project.build()
    assert (outcome.status, outcome.errors) == (0, ())
    assert not list((project.folder / "build").rglob(".*.new"))
    assert not list((project.folder / "build").glob("site-*"))


def refused(outcome: Outcome, *words: str) -> None:
    """Nothing; the build ended with one line, which holds the words."""
    assert outcome.status == 1
    (line,) = outcome.errors
    assert "Traceback" not in line
    for word in words:
        assert word in line


def children(process: int) -> list[int]:
    """The processes that a process has begun and that are still there, the oldest first."""
    listed = ["ps", "-o", "pid=", "--ppid", str(process), "--sort", "start_time"]
    # Of none, its status is 1.
    found = subprocess.run(listed, capture_output=True, encoding="utf-8", check=False)
    return [int(pid) for pid in found.stdout.split()]


def seen(running: subprocess.Popen[str], task: str) -> None:
    """Nothing; such a task has begun in the build."""
    assert running.stdout is not None
    assert any(task in line for line in running.stdout)


def outcome_of(running: subprocess.Popen[str]) -> Outcome:
    """The outcome of a build of which no task counts."""
    _, errors = running.communicate(timeout=PATIENCE)
    return Outcome(running.returncode, (), tuple(errors.splitlines()))


# --- builds that are killed --------------------------------------------------------------------


@pytest.mark.parametrize("moment", MOMENTS if os.environ.get("EVERY_FAULT") else SOME)
def test_killed_build_leaves_a_whole_site_and_the_next_one_finishes_it(
    before: Project, project: Project, edited: Expected, moment: int
) -> None:
    edit(project)
    seconds = edited.seconds
    if moment % 2 == 0:
        shutil.rmtree(project.folder / "build")
        seconds = before.seconds()
    share = (moment + random.Random(moment).random()) / len(MOMENTS)
    with project.building() as running:
        try:
            running.communicate(timeout=share * seconds)
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
    new = {name: data for name, data in edited.made.items() if name.startswith("site/")}
    found = project.files("site")
    assert differing(found, before.files("site")) == [] or differing(found, new) == []
    finished(project)
    assert differing(project.made(), edited.made) == []


def test_build_that_is_told_to_end_ends_with_all_its_processes(project: Project) -> None:
    project.append(ARTICLE, SENTENCE)
    with project.building() as running:
        assert running.stdout is not None
        running.stdout.readline()
        running.terminate()
        # Not before the last of its processes has closed its end.
        _, errors = running.communicate(timeout=PATIENCE)
    assert running.returncode == 130
    assert errors == "stopped; the next build goes on from here\n"
    with pytest.raises(ProcessLookupError):
        os.killpg(running.pid, 0)
    finished(project)


def test_build_of_which_the_system_kills_a_process_ends_with_one_line(
    before: Project, project: Project, edited: Expected
) -> None:
    edit(project)
    with project.building() as running:
        seen(running, "derive and check")
        os.kill(children(running.pid)[0], signal.SIGKILL)
        refused(outcome_of(running), "was killed", "memory", "make docs")
    with pytest.raises(ProcessLookupError):
        os.killpg(running.pid, 0)
    assert differing(project.files("site"), before.files("site")) == []
    finished(project)
    assert differing(project.made(), edited.made) == []


def test_mkdocs_that_outlives_its_build_keeps_the_next_one_out(
    before: Project, project: Project, edited: Expected
) -> None:
    edit(project)
    with project.building() as running:
        seen(running, "build the site")
        begun: list[tuple[int, int]] = []
        while running.poll() is None and not begun:
            begun = [(one, its) for one in children(running.pid) for its in children(one)]
            time.sleep(0.01)
        [(worker, mkdocs)] = begun
        os.kill(mkdocs, signal.SIGSTOP)
        try:
            os.kill(worker, signal.SIGKILL)
            refused(outcome_of(running), "was killed")
            refused(project.build(), "another build is at work")
            assert differing(project.files("site"), before.files("site")) == []
        finally:
            os.kill(mkdocs, signal.SIGKILL)
    finished(project)
    assert differing(project.made(), edited.made) == []


def test_mkdocs_that_the_system_kills_is_said_in_one_line(project: Project) -> None:
    project.append(ARTICLE, SENTENCE)
    with project.building() as running:
        seen(running, "build the site")
        begun: list[int] = []
        while running.poll() is None and not begun:
            begun = [its for one in children(running.pid) for its in children(one)]
            time.sleep(0.01)
        os.kill(begun[0], signal.SIGKILL)
        refused(outcome_of(running), "mkdocs build was killed", "memory", "run this again")
    finished(project)


def test_edit_that_is_taken_back_after_a_kill_leaves_nothing(
    before: Project, project: Project
) -> None:
    texts = {path: project.text(path) for path in ("gen/catalog/rectified.py", ARTICLE)}
    edit(project)
    project.kill_at("build the site")
    shutil.copytree(before.folder / "gen", project.folder / "gen", dirs_exist_ok=True)
    for path, text in texts.items():
        (project.folder / path).write_text(text, encoding="utf-8")
    finished(project)
    assert differing(project.made(), before.made()) == []


def test_kill_between_the_two_steps_of_the_exchange_costs_no_site(
    before: Project, project: Project
) -> None:
    (project.folder / "site").rename(project.folder / "build/site-former")
    project.append("gen/catalog/rectified.py", "\nENTRIES = (\n")
    assert project.build().status == 1
    assert differing(project.files("site"), before.files("site")) == []


# --- files that are damaged --------------------------------------------------------------------

MADE = (
    "build/records/relu.json",
    "build/figures/elu.svg",
    "build/figures/absolute-value.svg",
    "build/figures/why_non_linearity.json",
    "build/notebooks/a-notebook.ipynb",
    "build/docs/activations/relu.md",
    "build/docs/data/activations.csv",
    "build/activations.json",
    "build/activations.js",
    "build/claims.json",
    "build/rendered/folders/activations/relu.md.json",
    "site/data/manifest.json",
)


def test_made_files_that_are_cut_off_are_made_again(before: Project, project: Project) -> None:
    for number, name in enumerate(MADE):
        path = project.folder / name
        os.truncate(path, path.stat().st_size // 2 if number % 2 else 0)
    finished(project)
    assert differing(project.made(), before.made()) == []


@pytest.mark.parametrize(
    "name", ["gen/experiments/results/circles.json", "gen/mutation/results.json"]
)
def test_frozen_result_that_is_cut_off_stops_the_build_with_one_line(
    before: Project, project: Project, name: str
) -> None:
    os.truncate(project.folder / name, 1000)
    refused(project.build(), name, "truncated or altered", "git")
    assert differing(project.files("site"), before.files("site")) == []


# --- places that cannot be written -------------------------------------------------------------


@pytest.mark.parametrize("name", ["build", "build/docs"])
def test_file_in_the_place_of_a_folder_stops_the_build_with_one_line(
    before: Project, project: Project, name: str
) -> None:
    project.append(ARTICLE, SENTENCE)
    shutil.rmtree(project.folder / name)
    (project.folder / name).write_text("in the way", encoding="utf-8")
    refused(project.build(), str(project.folder / name), "allow to write there")
    assert differing(project.files("site"), before.files("site")) == []


@pytest.mark.parametrize(("blocks", "words"), [(0, "tasks.sqlite3"), (300, "mkdocs build failed")])
def test_files_that_must_not_grow_stop_the_build_with_one_line(
    before: Project, project: Project, blocks: int, words: str
) -> None:
    project.append(ARTICLE, SENTENCE)
    limit = ("sh", "-c", f'ulimit -f {blocks} && exec "$@"', "sh")
    refused(project.build(prefix=limit), words, "File too large")
    assert differing(project.files("site"), before.files("site")) == []


def mounting(command: str) -> tuple[str, ...]:
    """The beginning of a command before which another one mounts; without that right, a skip."""
    if not shutil.which("unshare") or subprocess.run([*ROOM, "true"], check=False).returncode:
        pytest.skip("no right to mount here (unshare --map-root-user --mount)")
    return (*ROOM, f'{command} && exec "$@"', "sh")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("mount -t tmpfs -o size=16k none build/docs", ["build/docs", "No space left on device"]),
        (
            "rm build/docs/data/activations.csv && mount --bind -o ro build/docs build/docs",
            ["build/docs/data/activations.csv", "Read-only file system"],
        ),
        ("mount --bind -o ro . . && cd ../project", ["build", "Read-only file system"]),
        ("mount --bind site site", ["site", "busy"]),
    ],
)
def test_full_disk_and_read_only_folder_stop_the_build_with_one_line(
    before: Project, project: Project, command: str, words: list[str]
) -> None:
    project.append(ARTICLE, SENTENCE)
    refused(project.build(prefix=mounting(command)), *words)
    assert differing(project.files("site"), before.files("site")) == []


def test_of_two_builds_at_once_one_is_refused_and_the_other_right(
    project: Project, edited: Expected
) -> None:
    edit(project)
    with project.building() as first:
        assert first.stdout is not None
        first.stdout.readline()
        refused(project.build(), "another build is at work")
        first.communicate()
    assert first.returncode == 0
    assert differing(project.made(), edited.made) == []
