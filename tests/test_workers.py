"""The processes of a build: none is waited for in vain, none is left."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from building import ROOT

BUILD = """
import multiprocessing, os, signal, sys, time
from pathlib import Path
from gen import workers

workers.prepare()
# As doit has one, whose thread takes signals too.
jobs = multiprocessing.Queue()
jobs.put("the first")
{before}
with workers.alone(Path(sys.argv[1])):
    worker = workers.Worker(target={does})
    worker.start()
    print(worker.pid, flush=True)
    {then}
"""
TELL = "lambda: (os.kill(os.getpid(), signal.SIGTERM), time.sleep(0.1))"


def build(folder: Path, does: str, then: str, told: str = "") -> subprocess.CompletedProcess[str]:
    """What comes of a build with one worker.

    does: a function in it; then: what the build does; told: the moment of the fork at which one of
    the two is told to end.
    """
    before = f"os.register_at_fork({told}={TELL})" if told else ""
    code = BUILD.format(before=before, does=does, then=then)
    command = [sys.executable, "-c", code, str(folder / "build")]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )


def test_build_that_fails_leaves_no_worker(tmp_path: Path) -> None:
    """Python would wait for it at its own end: this one for as long as the test may take."""
    done = build(
        tmp_path, "lambda: time.sleep(1000)", "time.sleep(0.2); raise ValueError('too early')"
    )
    assert done.returncode == 1
    assert "too early" in done.stderr
    assert not Path(f"/proc/{done.stdout.strip()}").exists()


@pytest.mark.parametrize(
    ("does", "words"),
    [
        ("lambda: os._exit(3)", "Lost: ended with status 3"),
        ("lambda: os.kill(os.getpid(), 9)", "Lost: was killed, perhaps for want of memory"),
        ("os.abort", "Lost: was ended by SIGABRT"),
    ],
)
def test_worker_that_ends_before_its_time_ends_the_build(
    tmp_path: Path, does: str, words: str
) -> None:
    done = build(tmp_path, does, "time.sleep(1000)")
    assert done.returncode
    assert words in done.stderr


def test_worker_that_has_done_its_work_ends_nothing(tmp_path: Path) -> None:
    done = build(tmp_path, "lambda: None", "worker.join(); time.sleep(0.2); print('the end')")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("the end\n")


def test_worker_ends_when_its_build_is_gone(tmp_path: Path) -> None:
    # The worker holds the other end of what the build said: as long as it lives, `run` waits.
    done = build(tmp_path, "lambda: time.sleep(1000)", "time.sleep(0.2); os.kill(os.getpid(), 9)")
    assert done.returncode == -9


@pytest.mark.parametrize("moment", ["before", "after_in_parent"])
def test_build_that_is_told_to_end_amid_a_fork_ends(tmp_path: Path, moment: str) -> None:
    """Python prints what is raised there, and goes on."""
    done = build(tmp_path, "lambda: time.sleep(1000)", "time.sleep(1000)", told=moment)
    assert done.stdout == ""
    assert done.stderr.endswith("KeyboardInterrupt\n")
    assert "ignored" not in done.stderr


def test_worker_that_is_told_to_end_amid_its_fork_ends_without_a_word(tmp_path: Path) -> None:
    then = "workers._let_go(); worker.join(); print(worker.exitcode)"
    done = build(tmp_path, "lambda: time.sleep(1000)", then, told="after_in_child")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("\n130\n")
