"""Limits of time for work that may never end, such as SymPy's simplifications."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from types import FrameType


class Timer(Enum):
    """What a limit goes by: a timer of the system with its signal."""

    CLOCK = (signal.ITIMER_REAL, signal.SIGALRM)
    PROCESSOR = (signal.ITIMER_VIRTUAL, signal.SIGVTALRM)


class _TooLong(BaseException):
    """Not an Exception, which a library might catch on its way."""


@contextmanager
def time_limit(seconds: float, timer: Timer, error: Callable[[], Exception]) -> Iterator[None]:
    """A block of work that ends with the error if it takes longer.

    A limit by the same timer that was there before goes on afterwards, less what the block took.
    """
    which, signum = timer.value
    ours = _TooLong()

    def stop(number: int, frame: FrameType | None) -> None:
        raise ours

    previous = signal.signal(signum, stop)
    before, _ = signal.setitimer(which, seconds)
    try:
        yield
    except _TooLong as raised:
        if raised is not ours:
            raise
        raise error() from None
    finally:
        left, _ = signal.setitimer(which, 0)
        signal.signal(signum, previous)
        if before:
            # Never 0, which would be no limit at all.
            signal.setitimer(which, max(before - (seconds - left), 1e-6))
