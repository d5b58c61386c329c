"""The processes of a build: alone in their folder, and ended together."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from gen.errors import Problem
from gen.files import writing


class Killed(KeyboardInterrupt):
    """Raised when the system has killed a worker, for whose result doit would wait for ever.

    No Exception, which a library might catch on its way; doit ends its workers and lets it pass.
    """


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nothing; meanwhile no other build is at work in the folder, which is made if need be."""
    with writing(folder):
        folder.mkdir(exist_ok=True)
        lock = (folder / "lock").open("w")
    with lock:
        # MkDocs inherits it, and so holds it if it outlives a worker that is killed.
        os.set_inheritable(lock.fileno(), True)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Problem(
                "another build is at work in this folder; wait until it has ended"
            ) from None
        yield


def prepare() -> None:
    """Nothing; the processes that begin from here on work side by side, and end with this one."""
    # More threads than cores would only slow all of them down.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    # They inherit the graph; it cannot be pickled, as the newer ways of starting them ask.
    multiprocessing.set_start_method("fork", force=True)
    # `kill` and `timeout` tell this process alone, and its workers would wait for it for ever.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGCHLD, _look_after_workers)
    # What a worker begins is its own to wait for.
    os.register_at_fork(after_in_child=lambda: signal.signal(signal.SIGCHLD, signal.SIG_DFL))


def _look_after_workers(signum: int, frame: FrameType | None) -> None:
    """Nothing; the workers that have ended are taken leave of.

    Raises Killed when it was not of their own accord.
    """
    # One signal may stand for several of them.
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            if os.WIFSIGNALED(ended[1]):
                # Once is enough, also while the others are told to end.
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                raise Killed(signal.Signals(os.WTERMSIG(ended[1])).name)
