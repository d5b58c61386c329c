"""Verdicts on the cost of computing."""

from __future__ import annotations

from typing import Any

from gen.claims.verdicts.verdict import Verdict

COST: tuple[Verdict[Any], ...] = ()
