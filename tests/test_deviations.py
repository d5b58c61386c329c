"""Deviations of torch: each still exists, and each excuses its own points alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

import injection
import numpy as np
import pytest
from entries import DEFINITIONS, derived, entry_of
from injection import BOTH_VALUES, Press

from gen import oracle
from gen.verification import deviations, verify
from gen.verification.comparison import Ledger
from gen.verification.deviations import Deviation, Inputs, Parameters
from gen.verification.numbers import _Verifier

press = injection.press
KNOWN = {deviation.slug for deviation in deviations.DEVIATIONS}


@cache
def shown(slug: str) -> Mapping[str, int]:
    """At how many points each deviation of an entry shows."""
    return verify(entry_of(slug), derived(slug), DEFINITIONS[slug].place).deviations


def unseen() -> Deviation:
    """A deviation of this platform that nobody has seen."""
    return Deviation(
        id="relu-at-1",
        slug="relu",
        order=1,
        where=lambda inputs, parameters: inputs == (1.0,),
        gives=lambda inputs, parameters: 2.0,
        statement="Made up.",
        platforms=frozenset({oracle.platform_key()}),
    )


@pytest.mark.parametrize("known", deviations.DEVIATIONS, ids=lambda known: known.id)
def test_deviation_still_exists(known: Deviation, press: Press) -> None:
    assert known.slug in DEFINITIONS
    if oracle.platform_key() not in known.platforms:
        pytest.skip(f"not known on {oracle.platform_key()}")
    assert shown(known.slug)[known.id] > 0
    others = tuple(other for other in deviations.DEVIATIONS if other is not known)
    press.patch.setattr(deviations, "DEVIATIONS", others)
    message = press.stopped(known.slug)
    assert BOTH_VALUES.match(message) or message.endswith("compared no points: it gives none")


def test_deviation_that_no_longer_shows_stops(press: Press) -> None:
    press.patch.setattr(deviations, "DEVIATIONS", (unseen(),))
    message = press.stopped("relu")
    assert message.startswith("the deviation 'relu-at-1' of torch no longer shows on ")
    assert message.endswith("remove it from gen/verification/deviations.py")


@pytest.mark.parametrize("slug", sorted({"relu"} | KNOWN))
def test_deviation_neither_fails_nor_is_missed_on_an_unknown_platform(
    slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deviations, "DEVIATIONS", (*deviations.DEVIATIONS, unseen()))
    monkeypatch.setattr(oracle, "platform_key", lambda: "riscv64/DEFAULT")
    assert verify(entry_of(slug), derived(slug), "here:1").checks


def test_differences_leave_out_where_values_deviate_at_either_end_of_the_step() -> None:
    places: tuple[tuple[int, Callable[[Inputs, Parameters], bool]], ...] = (
        (0, lambda inputs, parameters: inputs == (-1.0,)),
        (1, lambda inputs, parameters: inputs == (-2.0,)),
        (0, lambda inputs, parameters: inputs == (-5.0,) and parameters["alpha"] < 1.0),
        (0, lambda inputs, parameters: inputs == (5.0,) and parameters["alpha"] > 1.0),
    )
    known = [replace(unseen(), order=order, where=where) for order, where in places]
    ledger = Ledger("here:1", "Made up", known)
    verifier = _Verifier(entry_of("elu"), derived("elu"), ledger, {"alpha": 1.0})
    points = np.array([[-5.0], [-2.0], [-1.0], [1.0], [5.0]])
    kept = [sample.at.inputs for sample in verifier._difference_samples("alpha", points, 1.0)]
    assert kept == [(-2.0,), (1.0,)]
