"""The processes of a build: alone in their folder, and ended together."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from gen.errors import Problem
from gen.files import writing

SECONDS = 10
"""More than a worker takes to end when it is told to, and MkDocs with it."""
SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGCHLD}
"""What a process of the build hears of."""
_waiting: list[list[int]] = []
"""The signals that are to be heard of when a worker has begun; empty while none begins."""


class Lost(KeyboardInterrupt):
    """Raised when a worker has ended before its time, for whose result doit would wait for ever.

    No Exception, which a library might catch on its way; doit ends its workers and lets it pass.
    """


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nothing; meanwhile no other build is at work in the folder, which is made if need be.

    When it ends with an error, no process of this build is left.
    """
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
        try:
            yield
        except BaseException:
            # doit ends its workers by itself, but for a moment while it begins them.
            _let_go()
            left = multiprocessing.active_children()
            for worker in left:
                worker.terminate()
            for worker in left:
                worker.join(SECONDS)
                worker.kill()
            raise


def prepare() -> None:
    """Nothing; the processes that begin from here on work side by side, and end with this one."""
    # More threads than cores would only slow all of them down.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    # They inherit the graph; it cannot be pickled, as the newer ways of starting them ask.
    multiprocessing.set_start_method("fork", force=True)
    # `kill` and `timeout` tell this process alone, and its workers would wait for it for ever.
    for told in (signal.SIGINT, signal.SIGTERM):
        signal.signal(told, _interrupt)
    signal.signal(signal.SIGCHLD, _look_after_workers)


class Worker(multiprocessing.Process):
    """A process of the build, which ends without a word when it is told to, or when that is gone.

    What it and the build are told while it begins, they hear afterwards: Python would print, and
    forget, what is raised amid its fork.
    """

    def start(self) -> None:
        """Nothing; the process is there, and who was told to end meanwhile does so now."""
        with _heard_afterwards():
            super().start()

    def run(self) -> None:
        """Nothing; what the process is for is done, or it has been told to end."""
        try:
            # What a worker begins is its own to wait for.
            _let_go()
            _waiting.clear()
            build = multiprocessing.parent_process()
            assert build is not None
            threading.Thread(target=_follow, args=(build.pid,), daemon=True).start()
            signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
            super().run()
        except KeyboardInterrupt:
            # Not 0: the build would wait for ever for its result.
            sys.exit(130)


def _follow(build: int) -> None:
    while os.getppid() == build:
        time.sleep(1)
    # To this thread it would not wake the one that waits for the next task.
    main = threading.main_thread().ident
    assert main is not None
    signal.pthread_kill(main, signal.SIGTERM)
    time.sleep(SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def _heard_afterwards() -> Iterator[None]:
    """Nothing; signals that come meanwhile are heard of at the end."""
    heard: list[int] = []
    _waiting.append(heard)
    # For the child. In this process another thread, such as a queue's, may take a signal all the
    # same, and Python would run what handles it here.
    others = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        _waiting.clear()
        signal.pthread_sigmask(signal.SIG_SETMASK, others)
        for signum in heard:
            signal.raise_signal(signum)


def _interrupt(signum: int, frame: FrameType | None) -> None:
    """Raises KeyboardInterrupt; how the workers end from here on is nobody's concern."""
    if _waiting:
        _waiting[-1].append(signum)
        return
    _let_go()
    # Once is enough: who is told again while it ends would say so at length, or not end.
    for told in (signal.SIGINT, signal.SIGTERM):
        signal.signal(told, signal.SIG_IGN)
    raise KeyboardInterrupt


def _let_go() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)


def _look_after_workers(signum: int, frame: FrameType | None) -> None:
    """Nothing; the workers that have ended are taken leave of.

    Raises Lost when one had more to do.
    """
    if _waiting:
        _waiting[-1].append(signum)
        return
    # One signal may stand for several of them.
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            _tell_multiprocessing(*ended)
            if ended[1]:
                # Once is enough, also while the others are told to end.
                _let_go()
                raise Lost(how_it_ended(os.waitstatus_to_exitcode(ended[1])))


def _tell_multiprocessing(pid: int, status: int) -> None:
    """Nothing; no signal will go to a worker that is gone, whose number may be another's by then.

    It has no public place for what another wait has found.
    """
    for worker in multiprocessing.process._children:  # type: ignore[attr-defined]
        if worker.pid == pid:
            worker._popen.returncode = os.waitstatus_to_exitcode(status)


def how_it_ended(status: int) -> str:
    """The words for the exit status of a process; of a signal it is the number below zero."""
    if status >= 0:
        return f"ended with status {status}"
    if status == -signal.SIGKILL:
        return "was killed, perhaps for want of memory"
    return f"was ended by {signal.Signals(-status).name}"
