"""Verdicts on images of clothes: accuracy, speed and gradients on Fashion-MNIST."""

from __future__ import annotations

from typing import Any

from gen.claims.verdicts.verdict import Verdict

IMAGES: tuple[Verdict[Any], ...] = ()
