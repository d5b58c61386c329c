"""What a build from nothing costs, and a small network in a stack and alone: tables of seconds.

    python -m gen.bench

A copy of the project in a temporary folder is built by its own build, and tasks and stages are
timed where they run; build/ and site/ of the checkout stay as they are. Other work on the machine
makes the clock's seconds many and leaves the processor's nearly as they are; shares and ratios are
those of the processor's. Nothing is asserted.
"""

from __future__ import annotations

import json
import os
import resource
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
"""Further parts: loading what no earlier task of the process has loaded, what else a record takes,
and its figure."""
GROUPS = {"figures": "articles' figures", "notebook": "notebooks"}
"""What tasks of a kind are called in the table, where not by the part of their name up to ":"."""
NOT_COPIED = (".git", ".venv", "build", "site", "__pycache__", ".*_cache")


class Time(NamedTuple):
    """What a stage took in a task, without what stages inside it took."""

    task: str
    """The name of the task in gen/build.py, such as record:gelu."""
    stage: str
    seconds: float
    """By the clock."""
    cpu: float
    """By the processor, the processes that the task has waited for included."""


def main(arguments: list[str]) -> int:
    """0 when a build from nothing has ended and its times are printed, 1 when it failed."""
    if arguments:  # here, in the copy
        return build.main([], _Clock(Path(arguments[0])).around)
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        load = os.getloadavg()[0]
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
    sys.stdout.write(report([Time(*json.loads(line)) for line in lines], seconds, load))
    # Not before: the build in the copy is to be timed with the loading of torch.
    from gen.experiments import speed  # noqa: PLC0415

    sys.stdout.write(speed_report(speed.report(speed.speeds()), speed.MODELS))
    return 0


# --- the clock ---------------------------------------------------------------------------------


class _Clock:
    """Writes down the time of each stage, in whatever process of the build it runs."""

    def __init__(self, notes: Path) -> None:
        self._notes = notes
        self._inner: list[tuple[float, float]] = []
        """For each open stage, what the stages inside it took, by clock and processor."""
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
        self._inner.append((0.0, 0.0))
        begin, begin_cpu = time.perf_counter(), _processor()
        try:
            yield
        finally:
            whole, cpu = time.perf_counter() - begin, _processor() - begin_cpu
            inner, inner_cpu = self._inner.pop()
            if self._inner:
                outer, outer_cpu = self._inner[-1]
                self._inner[-1] = (outer + whole, outer_cpu + cpu)
            found = Time(self._task, stage, whole - inner, cpu - inner_cpu)
            # One write a line: processes append to the file at the same time.
            with self._notes.open("ab", buffering=0) as file:
                file.write(f"{json.dumps(found)}\n".encode())


def _processor() -> float:
    """The seconds of the processor that this process has used, and those it has waited for."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


# --- the tables --------------------------------------------------------------------------------


def report(times: Iterable[Time], seconds: float, load: float) -> str:
    """The tables of a build that took so many seconds, on a machine with so much other load."""
    stages: dict[str, list[Time]] = defaultdict(list)
    functions: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for one in times:
        group, _, slug = one.task.partition(":")
        stage = one.stage if group == "record" else GROUPS.get(group, group)
        stages[stage].append(one)
        if group in ("record", FIGURE):
            functions[slug][stage] += one.cpu
    clock = {stage: sum(one.seconds for one in found) for stage, found in stages.items()}
    cpu = {stage: sum(one.cpu for one in found) for stage, found in stages.items()}
    work = sum(cpu.values())
    by_stage = [
        [stage, f"{clock[stage]:.1f}", f"{spent:.1f}", f"{spent / work:.1%}"]
        for stage, spent in sorted(cpu.items(), key=lambda it: -it[1])
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
            f"{os.cpu_count()} cores, {work:.1f} s of the processor; load before it: {load:.1f}.",
            "",
            *_aligned(["stage", "clock s", "cpu s", "share"], by_stage),
            "",
            *_aligned(["activation, cpu s", *columns, "all", "to median"], by_function),
            "",
        ]
    )


def speed_report(rows: list[list[str]], models: int) -> str:
    """The table of training small networks one by one and in a stack."""
    heads = ["one model, one epoch", "plain ms", "stacked ms", "ratio"]
    told = (
        f"Training {models} small networks as a stack, and one with the plain loop, on each "
        f"of {os.cpu_count()} cores:"
    )
    return "\n".join(["", told, "", *_aligned(heads, rows), ""])


def _aligned(heads: list[str], rows: list[list[str]]) -> Iterator[str]:
    """The lines of a plain table: names to the left, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    for row in [heads, *rows]:
        first, *others = zip(row, widths, strict=True)
        cells = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
        yield "  ".join(cells)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
