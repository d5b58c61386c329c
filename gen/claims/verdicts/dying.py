"""Verdicts on zeros and dead units."""

from __future__ import annotations

from typing import Any

from gen.claims.verdicts.verdict import Verdict

DYING: tuple[Verdict[Any], ...] = ()
