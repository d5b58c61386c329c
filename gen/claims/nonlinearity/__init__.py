"""The claims of the article "Why non-linearity"."""

from __future__ import annotations

from typing import Any

from gen.claims import Claim
from gen.claims.nonlinearity.bends import BENDS
from gen.claims.nonlinearity.collapse import COLLAPSE
from gen.claims.nonlinearity.steps import STEPS
from gen.claims.nonlinearity.xor import XOR_CLAIMS

CLAIMS: tuple[Claim[Any], ...] = (*STEPS, *COLLAPSE, *XOR_CLAIMS, *BENDS)
"""All of them, in the order of the article."""
