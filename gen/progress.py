"""What the build says while it works: a line for each task that runs, one line for each error."""

from __future__ import annotations

import sys
from typing import Any, TextIO

from doit.exceptions import BaseFail, UnmetDependency


class Progress:
    """A reporter for doit: a count of the tasks that are done, and errors for people."""

    desc = "a line for each task that runs"

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._done = 0
        self._total = 0
        self.failed = False
        """Whether a line has said what went wrong."""

    def initialize(self, tasks: dict[str, Any], selected_tasks: list[str]) -> None:
        """Called once: all tasks by name, and the names of those that were asked for."""
        wanted, waiting = set(), list(selected_tasks)
        while waiting:
            name = waiting.pop()
            if name not in wanted:
                wanted.add(name)
                waiting += tasks[name].task_dep
        self._total = sum(1 for name in wanted if tasks[name].actions)

    def execute_task(self, task: Any) -> None:
        """Called when a task starts."""
        if task.actions:
            self._out.write(f"[{self._done + 1:3}/{self._total}] {task.title()}\n")
            self._out.flush()

    def add_success(self, task: Any) -> None:
        """Called when a task has succeeded."""
        self._done += bool(task.actions)

    def skip_uptodate(self, task: Any) -> None:
        """Called instead of running a task that is up to date."""
        self._done += bool(task.actions)

    def add_failure(self, task: Any, fail: BaseFail) -> None:
        """Called when a task has failed."""
        # What else was at work often fails for the same reason; if not, it is said the next time.
        if not self.failed and not isinstance(fail, UnmetDependency):
            sys.stderr.write(f"{fail.get_msg().rstrip()}\n")
            self.failed = True

    def get_status(self, task: Any) -> None:
        """Called before a task's state is looked up."""

    def skip_ignore(self, task: Any) -> None:
        """Called for a task that is ignored; ours never are."""

    def teardown_task(self, task: Any) -> None:
        """Called before a task's teardown; ours have none."""

    def cleanup_error(self, exception: BaseFail) -> None:
        """Called when doit fails to clean up."""
        sys.stderr.write(exception.get_msg())

    def runtime_error(self, msg: str) -> None:
        """Called for an error of doit itself."""
        sys.stderr.write(f"{msg}\n")

    def complete_run(self) -> None:
        """Called once, at the end."""
