"""What pages cost: the table of `gen.budgets`, and with EVERY_PAGE set the budgets themselves."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from gen import budgets
from gen.performance import Figure

ALL = pytest.mark.skipif(not os.environ.get("EVERY_PAGE"), reason="make check-all measures")


def test_report_says_by_how_much_a_budget_is_exceeded() -> None:
    kept = Figure("layout shift", 0, 0, "")
    heavy = Figure("first visit", 215.4, 200, "kB")
    slow = Figure("performance", 88, 95, "", at_least=True)
    assert kept.kept
    assert not heavy.kept
    assert not slow.kept
    lines = budgets.report([kept, heavy, slow]).splitlines()
    assert lines[1:] == [
        "layout shift          0         ≤ 0",
        "first visit    215.4 kB       ≤ 200  15.4 kB beyond it",
        "performance          88        ≥ 95  7 beyond it",
    ]


@pytest.fixture(scope="module")
def home(site: Path) -> Iterator[str]:
    """The site as a host would send it."""
    with budgets.serving(site) as home:
        yield home


@ALL
def test_pages_stay_within_their_weight(home: str) -> None:
    with budgets.chromium() as browser:
        beyond = [one for one in budgets.visits(browser, home) if not one.kept]
    assert not beyond, budgets.report(beyond)


@ALL
def test_little_moves_while_a_page_loads(home: str) -> None:
    """Fonts of formulas that come late move what stands beside them by less than a pixel or two."""
    with budgets.chromium() as browser:
        found = list(budgets.shifts(browser, home))
    assert all(one.found < 0.002 for one in found), budgets.report(found)


@ALL
def test_lighthouse_finds_no_fault(home: str) -> None:
    """Its scores that do not depend on how busy the machine is; `make bench` prints the others."""
    found = [one for one in budgets.scores(home) if "performance" not in one.name]
    assert found
    assert all(one.kept for one in found), budgets.report(found)
