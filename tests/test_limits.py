"""Limits of time: what takes longer is ended, whatever it catches, and an outer limit goes on."""

from __future__ import annotations

import signal
import time
from contextlib import suppress

import pytest

from gen.errors import Problem
from gen.limits import Timer, time_limit


class Inner(Problem):
    """What ends the block inside."""


class Outer(Problem):
    """What ends the block around it."""


def work(seconds: float) -> None:
    """Takes so long, by the clock and by the processor, and lets no error of its own out."""
    until = time.process_time() + seconds
    with suppress(Exception):
        while time.process_time() < until:
            pass


@pytest.mark.parametrize("timer", Timer)
def test_what_takes_longer_is_ended_with_the_error(timer: Timer) -> None:
    with pytest.raises(Inner), time_limit(0.05, timer, Inner):
        work(20)


@pytest.mark.parametrize("timer", Timer)
def test_what_ends_in_time_leaves_no_timer_and_no_handler(timer: Timer) -> None:
    which, signum = timer.value
    before = signal.getsignal(signum)
    with time_limit(20, timer, Inner):
        work(0.01)
    assert signal.getitimer(which) == (0.0, 0.0)
    assert signal.getsignal(signum) == before


@pytest.mark.parametrize("timer", Timer)
def test_an_outer_limit_goes_on_after_an_inner_one(timer: Timer) -> None:
    def nested() -> None:
        with time_limit(20, timer, Inner):
            work(0.01)
        work(20)

    with pytest.raises(Outer), time_limit(0.2, timer, Outer):
        nested()


@pytest.mark.parametrize("timer", Timer)
def test_an_outer_limit_that_passes_within_an_inner_one_ends_the_work_after_it(
    timer: Timer,
) -> None:
    def nested() -> None:
        with time_limit(20, timer, Inner):
            work(0.2)
        work(20)

    with pytest.raises(Outer), time_limit(0.05, timer, Outer):
        nested()


def test_limits_by_different_timers_do_not_take_each_other_for_their_own() -> None:
    outer, inner = (Timer.PROCESSOR, Outer), (Timer.CLOCK, Inner)
    with pytest.raises(Outer), time_limit(0.05, *outer), time_limit(20, *inner):
        work(20)
