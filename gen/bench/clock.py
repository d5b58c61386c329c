"""What each stage of a build takes, timed where it runs.

    python -m gen.bench.clock NOTES    the build of this folder, its times in a file

Other work on the machine makes the clock's seconds many and leaves the processor's nearly as they
are.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from gen import build, performance

STAGES = {
    "derivation": ("gen.derivation", "derive"),
    "verification": ("gen.verification", "verify"),
    "moments": ("gen.records", "moments"),
    "bounds": ("gen.records", "bounds_record"),
    "precision": ("gen.precision", "precision"),
    "readback": ("gen.readback", "verify_printed"),
}
"""The stages of what is found out about an activation: the module that calls or has each function,
and its name there."""
IMPORTS, REST = "imports", "rest"
"""Further parts: loading what no earlier task of the process has loaded, and what else a task
takes."""


class Time(NamedTuple):
    """What a stage took in a task, without what stages inside it took."""

    task: str
    """The name of the task in gen/build.py, such as record:gelu."""
    stage: str
    seconds: float
    """By the clock."""
    processor: float
    """By the processor, the processes that the task has waited for included."""


def main(arguments: list[str]) -> int:
    """The status of the build."""
    return build.main([], Clock(Path(arguments[0])).around)


def read(notes: Path) -> list[Time]:
    """The times that were written down; none when the build had nothing to do."""
    lines = notes.read_text(encoding="utf-8").splitlines() if notes.is_file() else []
    return [Time(*json.loads(line)) for line in lines]


class Clock:
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
            if task.startswith(tuple(f"{kind}:" for kind in performance.RECORDED)):
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
        begin, begin_cpu = time.perf_counter(), processor()
        try:
            yield
        finally:
            whole, cpu = time.perf_counter() - begin, processor() - begin_cpu
            inner, inner_cpu = self._inner.pop()
            if self._inner:
                outer, outer_cpu = self._inner[-1]
                self._inner[-1] = (outer + whole, outer_cpu + cpu)
            found = Time(self._task, stage, whole - inner, cpu - inner_cpu)
            # One write a line: processes append to the file at the same time.
            with self._notes.open("ab", buffering=0) as file:
                file.write(f"{json.dumps(found)}\n".encode())


def processor() -> float:
    """The seconds of the processor that this process has used, and those it has waited for."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
