"""Verdicts on two rings of points: how loss, accuracy and gradients run in a small network."""

from __future__ import annotations

from typing import Any

from gen.claims.verdicts.verdict import Verdict

RINGS: tuple[Verdict[Any], ...] = ()
