"""The claims of the article "Zero-centered or not"."""

from __future__ import annotations

from typing import Any

from gen.claims import Claim
from gen.claims.zero_centered.means import MEANS
from gen.claims.zero_centered.noise import NOISE
from gen.claims.zero_centered.signs import SIGNS
from gen.claims.zero_centered.training import TRAINING

CLAIMS: tuple[Claim[Any], ...] = (*MEANS, *SIGNS, *TRAINING, *NOISE)
"""All of them, in the order of the article."""
