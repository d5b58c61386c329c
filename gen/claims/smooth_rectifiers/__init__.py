"""The claims of the article "Smooth rectifiers"."""

from __future__ import annotations

from typing import Any

from gen.claims import Claim
from gen.claims.smooth_rectifiers.floors import FLOORS
from gen.claims.smooth_rectifiers.gates import GATES
from gen.claims.smooth_rectifiers.normalizing import NORMALIZING
from gen.claims.smooth_rectifiers.valleys import VALLEYS

CLAIMS: tuple[Claim[Any], ...] = (*FLOORS, *NORMALIZING, *GATES, *VALLEYS)
"""All of them."""
