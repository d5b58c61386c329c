"""The claims of the article "Sparsity and dying units"."""

from __future__ import annotations

from typing import Any

from gen.claims import Claim
from gen.claims.dying_units.images import IMAGES_CLAIMS
from gen.claims.dying_units.rings import CURE_CLAIMS, RINGS_CLAIMS
from gen.claims.dying_units.zeros import ZEROS_CLAIMS

CLAIMS: tuple[Claim[Any], ...] = (*ZEROS_CLAIMS, *RINGS_CLAIMS, *CURE_CLAIMS, *IMAGES_CLAIMS)
"""All of them."""
