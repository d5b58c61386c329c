"""Verdicts on centered outputs, and variants of ReLU."""

from __future__ import annotations

from typing import Any

from gen.claims.verdicts.verdict import Verdict

CENTERING: tuple[Verdict[Any], ...] = ()
