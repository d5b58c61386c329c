"""The share of mutants of the checking code that tests stopped, with its interval."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from gen.experiments.statistics import wilson
from gen.mutation.checkers import COLUMNS, ENOUGH, Summary


def told(found: Summary) -> dict[str, Any]:
    """What a page says of these mutants, as JSON: the summary, its totals, and two shares.

    "raw" is the share stopped of those tried, "share" of those of them that do harm; without any
    tried, neither is there.
    """
    total = {column: found.total(column) for column in COLUMNS}
    shares = {}
    if tried := total["tried"]:
        harmful = tried - total["harmless"]
        shares = {
            "raw": wilson(total["stopped"], tried)._asdict(),
            "share": wilson(total["stopped"], harmful)._asdict(),
        }
    return {**asdict(found), "total": total, "enough": round(ENOUGH), **shares}
