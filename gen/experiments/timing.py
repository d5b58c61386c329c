"""Times of short operations, taken so that a busy machine disturbs them as little as it can.

All operations take turns, many times, in short bursts: a disturbance meets all of them, and the
least time of an operation is that of its least disturbed burst.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Operation = Callable[[], Any]


def interleaved(operations: Mapping[str, Operation], rounds: int, burst: float) -> NDArray[Any]:
    """Seconds of one call, of shape (operations, rounds); each round has a burst of each.

    burst: how long a burst should last, in seconds; it has one call at least.
    """
    calls = {}
    for name, operation in operations.items():
        operation()  # The first call also pays for what is set up once.
        once = min(_seconds(operation, 1) for _ in range(3))
        calls[name] = max(1, round(burst / once))
    taken = [
        [_seconds(operation, calls[name]) for name, operation in operations.items()]
        for _ in range(rounds)
    ]
    return np.array(taken).T


def _seconds(operation: Operation, calls: int) -> float:
    begin = time.perf_counter()
    for _ in range(calls):
        operation()
    return (time.perf_counter() - begin) / calls


def summary(times: NDArray[Any], reference: NDArray[Any]) -> dict[str, Any]:
    """The least and the median time, and the ratio to a reference round by round.

    times, reference: of shape (rounds,). The ratio has three numbers, its percentiles 5, 50 and 95
    over the rounds, beside the ratio of the two least times.
    """
    return {
        "least": float(times.min()),
        "median": float(np.median(times)),
        "ratio": [float(one) for one in np.percentile(times / reference, [5, 50, 95])],
        "ratio_of_least": float(times.min() / reference.min()),
    }
