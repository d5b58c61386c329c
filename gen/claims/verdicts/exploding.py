"""Verdicts on gradients that grow with depth."""

from __future__ import annotations

from typing import Any

from gen.claims.verdicts.verdict import Verdict

EXPLODING: tuple[Verdict[Any], ...] = ()
