"""The trial of one mutant: whether a check of its entry alone stops it, and which one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from unittest import mock

from sympy.core.cache import clear_cache

from gen import (
    bibliography,
    code,
    derivation,
    readback,
    records,
    validation,
    verification,
)
from gen.activation import Activation
from gen.catalog import Definition
from gen.derivation import Derivation
from gen.errors import Problem
from gen.limits import Timer, time_limit
from gen.v8 import EndlessScript

SECONDS = 120
"""Processor time after which a mutant counts as stopped: a build that does not end publishes
nothing."""


@dataclass(frozen=True)
class Outcome:
    """What became of a mutant."""

    by: str | None
    """What stopped it; None where it survived."""


SURVIVED = Outcome(None)


def of_entry(entry: Activation, definition: Definition) -> Outcome:
    """The outcome for an entry with a mistake."""

    def checks() -> None:
        validation.validate(entry, definition, bibliography.read())
        derived = derivation.derive(entry)
        checked = verification.verify(entry, derived, definition.place)
        # The bounds prove the derivative a second time; the formulas are read back.
        record = records.record(entry, definition.family, derived, checked)
        readback.verify_printed(record, entry, derived, definition.place)

    return _outcome(checks)


def of_code(
    entry: Activation, derived: Derivation, place: str, target: code.Target | None, text: str
) -> Outcome:
    """The outcome for printed code with a mistake.

    target: None for the text of the `autograd.Function`.
    """
    printed, autograd = code.print_code, code.print_autograd

    def checks() -> None:
        with (
            mock.patch.object(
                code, "print_code", lambda d, t: text if t is target else printed(d, t)
            ),
            mock.patch.object(
                code, "print_autograd", lambda d: text if target is None else autograd(d)
            ),
        ):
            verification.verify(entry, derived, place)

    return _outcome(checks)


def _outcome(checks: Callable[[], None]) -> Outcome:
    try:
        # By the processor, as derivations are limited; proofs go by the clock.
        with time_limit(SECONDS, Timer.PROCESSOR, _Endless):
            checks()
    except (_Endless, EndlessScript):
        return Outcome("the time limit")
    except Problem as error:
        return Outcome(_check(str(error)))
    except Exception as error:  # whatever it is, it stops the build
        return Outcome(f"an error: {type(error).__name__}")
    return SURVIVED


def _check(message: str) -> str:
    """Which check an error line names, without its numbers."""
    found = re.search(r"check (\S.*?) against (.+?) (?:fails|compared)", message)
    if found:
        return f"{found[1]} against {found[2].split(',')[0]}"
    found = re.search(r"(field \w+)", message)
    return found[1] if found else "a proof"


class _Endless(Problem):
    """What stops a mutant whose checks do not end."""


@contextmanager
def fresh_derivatives() -> Iterator[None]:
    """SymPy remembers derivatives: those of a changed rule must not outlive it."""
    clear_cache()
    try:
        yield
    finally:
        clear_cache()
