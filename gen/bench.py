"""What a build from nothing costs: the seconds of each stage and each activation, as tables.

    python -m gen.bench

A copy of the project in a temporary folder is built by its own build, and tasks and stages are
timed where they run; build/ and site/ of the checkout stay as they are. Seconds are those of this
machine under its load; ratios say more. Nothing is asserted.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from gen import build
from gen.dependencies import ROOT

STAGES = {
    "derivation": ("gen.derivation", "derive"),
    "verification": ("gen.verification", "verify"),
    "moments": ("gen.records", "moments"),
    "bounds": ("gen.records", "bounds_record"),
    "precision": ("gen.records", "precision"),
    "readback": ("gen.readback", "verify_printed"),
}
"""The stages of a record: the module that calls or has each function, and its name there."""
IMPORTS, REST, FIGURE = "imports", "rest", "figure"
"""Further parts: loading the libraries once a process, what else a record takes, its figure."""
NOT_COPIED = (".git", ".venv", "build", "site", "__pycache__", ".*_cache")


class Time(NamedTuple):
    """The seconds that a stage took in a task, without those of stages inside it."""

    task: str
    """The name of the task in gen/build.py, such as record:gelu."""
    stage: str
    seconds: float


def main(arguments: list[str]) -> int:
    """0 when a build from nothing has ended and its times are printed, 1 when it failed."""
    if arguments:  # here, in the copy
        return build.main([], _Clock(Path(arguments[0])).around)
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        copy, notes = Path(name) / "project", Path(name) / "times"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*NOT_COPIED))
        begin = time.perf_counter()
        # The progress of the build is for the one who waits, the tables may go into a file.
        command = [sys.executable, "-m", "gen.bench", str(notes)]
        done = subprocess.run(command, cwd=copy, stdout=sys.stderr, check=False)
        seconds = time.perf_counter() - begin
        if done.returncode:
            return 1
        lines = notes.read_text(encoding="utf-8").splitlines()
    sys.stdout.write(report([Time(*json.loads(line)) for line in lines], seconds))
    return 0


# --- the clock ---------------------------------------------------------------------------------


class _Clock:
    """Writes down the time of each stage, in whatever process of the build it runs."""

    def __init__(self, notes: Path) -> None:
        self._notes = notes
        self._inner: list[float] = []
        """For each open stage, the seconds of the stages inside it."""
        self._task = ""
        self._set = False

    def around(self, task: str, function: Callable[..., Any], arguments: Sequence[Any]) -> Any:
        """The result of a task's function, timed."""
        self._task = task
        with self._timed(REST):
            if task.startswith("record:"):
                self._set_once()
            return function(*arguments)

    def _set_once(self) -> None:
        """Nothing; in this process each stage of a record is timed afterwards."""
        if self._set:
            return
        self._set = True
        with self._timed(IMPORTS):
            modules = {name: import_module(name) for name, _ in STAGES.values()}
        for stage, (module, name) in STAGES.items():
            setattr(modules[module], name, self._timing(stage, getattr(modules[module], name)))

    def _timing(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def timed(*arguments: Any, **named: Any) -> Any:
            with self._timed(stage):
                return function(*arguments, **named)

        return timed

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        self._inner.append(0.0)
        begin = time.perf_counter()
        try:
            yield
        finally:
            whole = time.perf_counter() - begin
            own = whole - self._inner.pop()
            if self._inner:
                self._inner[-1] += whole
            # One write a line: processes append to the file at the same time.
            with self._notes.open("ab", buffering=0) as file:
                file.write(f"{json.dumps([self._task, stage, own])}\n".encode())


# --- the tables --------------------------------------------------------------------------------


def report(times: Iterable[Time], seconds: float) -> str:
    """The tables of a build that took so many seconds from start to end."""
    stages: dict[str, float] = defaultdict(float)
    functions: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for one in times:
        group, _, slug = one.task.partition(":")
        if group == "record":
            stages[one.stage] += one.seconds
            functions[slug][one.stage] += one.seconds
        elif group == FIGURE:
            stages[FIGURE] += one.seconds
            functions[slug][FIGURE] += one.seconds
        else:
            stages[f"{group} (all)" if slug else group] += one.seconds
    work = sum(stages.values())
    by_stage = [
        [stage, f"{spent:.1f}", f"{spent / work:.1%}"]
        for stage, spent in sorted(stages.items(), key=lambda it: -it[1])
    ]
    columns = [*STAGES, REST, FIGURE]
    totals = {slug: sum(found[one] for one in columns) for slug, found in functions.items()}
    middle = median(totals.values())
    by_function = [
        [
            slug,
            *(f"{functions[slug][one]:.2f}" for one in columns),
            f"{total:.2f}",
            f"{total / middle:.1f}",
        ]
        for slug, total in sorted(totals.items(), key=lambda it: -it[1])
    ]
    return "\n".join(
        [
            f"A build from nothing: {seconds:.1f} s for {len(totals)} activations on "
            f"{os.cpu_count()} cores, {work:.1f} s of work.",
            "",
            *_aligned(["stage", "seconds", "share"], by_stage),
            "",
            *_aligned(["activation", *columns, "seconds", "to median"], by_function),
            "",
        ]
    )


def _aligned(heads: list[str], rows: list[list[str]]) -> Iterator[str]:
    """The lines of a plain table: names to the left, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    for row in [heads, *rows]:
        first, *others = zip(row, widths, strict=True)
        cells = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
        yield "  ".join(cells)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
