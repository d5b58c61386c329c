"""The claims of the article "Why non-linearity"."""

from __future__ import annotations

from typing import Any

from gen.claims import Claim
from gen.claims.why_non_linearity.bends import BENDS
from gen.claims.why_non_linearity.collapse import COLLAPSE
from gen.claims.why_non_linearity.steps import STEPS
from gen.claims.why_non_linearity.xor import XOR_CLAIMS

CLAIMS: tuple[Claim[Any], ...] = (*STEPS, *COLLAPSE, *XOR_CLAIMS, *BENDS)
"""All of them, in the order of the article."""
