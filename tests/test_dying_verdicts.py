"""Every part of a ruling on dead units can fail, not only the one that its verdict changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from gen.claims.verdicts.dying import DYING
from gen.experiments.statistics import Paired

BY_ID = {verdict.id: verdict for verdict in DYING}


def _undecided(found: Mapping[str, Paired], rule: str) -> dict[str, Paired]:
    return {**found, rule: found[rule]._replace(p=0.3)}


CHANGES: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "units alike": (
        "half-of-relu-outputs-are-zero",
        lambda seen: replace(seen, one_sided=0.1),
    ),
    "no more dead at the high rate": (
        "high-rates-kill-units-and-leaks-cure",
        lambda seen: replace(seen, higher=_undecided(seen.higher, "momentum")),
    ),
    "a proper rate is no cure": (
        "high-rates-kill-units-and-leaks-cure",
        lambda seen: replace(seen, proper={**seen.proper, "adam": (3, 3)}),
    ),
    "a leak is no cure": (
        "high-rates-kill-units-and-leaks-cure",
        lambda seen: replace(seen, leak=(seen.leak[0]._replace(p=0.3), seen.leak[1])),
    ),
    "a leak harms": (
        "high-rates-kill-units-and-leaks-cure",
        lambda seen: replace(seen, leak=(seen.leak[0], (3, 15))),
    ),
    "the first layer comes back": (
        "dead-units-never-revive",
        lambda seen: replace(seen, first=dict.fromkeys(seen.first, (30, 100))),
    ),
    "none is on in use": (
        "dead-in-training-may-wake-later",
        lambda seen: replace(seen, first=(seen.first[0], 0)),
    ),
    "deep units are on in use": (
        "dead-in-training-may-wake-later",
        lambda seen: replace(seen, behind=(seen.behind[0], seen.behind[0] // 3)),
    ),
    "a lower rate kills as many": (
        "dead-in-training-may-wake-later",
        lambda seen: replace(seen, lower=_undecided(seen.lower, "sgd")),
    ),
    "data help with Adam": (
        "dead-in-training-may-wake-later",
        lambda seen: replace(
            seen, points={**seen.points, "adam": seen.points["adam"]._replace(greater=30, p=1e-4)}
        ),
    ),
    "data help nowhere": (
        "dead-in-training-may-wake-later",
        lambda seen: replace(seen, points=_undecided(seen.points, "sgd")),
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_each_part_of_a_ruling_can_fail(name: str) -> None:
    verdict, change = BY_ID[CHANGES[name][0]], CHANGES[name][1]
    seen = verdict.observe()
    assert verdict.supports(seen)
    assert not verdict.supports(change(seen))
