"""The processes of a build: alone in their folder, and ended together."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gen.errors import Problem
from gen.files import writing


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nothing; meanwhile no other build is at work in the folder, which is made if need be."""
    with writing(folder):
        folder.mkdir(exist_ok=True)
        lock = (folder / "lock").open("w")
    with lock:
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
