"""The claims of the article "ReLU and its family"."""

from __future__ import annotations

from typing import Any

from gen.claims import Claim
from gen.claims.relu_family.corner import CORNER
from gen.claims.relu_family.moments import MOMENTS
from gen.claims.relu_family.units import UNITS

CLAIMS: tuple[Claim[Any], ...] = (*CORNER, *UNITS, *MOMENTS)
"""All of them."""
