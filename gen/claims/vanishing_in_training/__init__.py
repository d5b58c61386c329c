"""The claims of the article "Vanishing gradients in training"."""

from __future__ import annotations

from typing import Any

from gen.claims import Claim
from gen.claims.vanishing_in_training.before import BEFORE
from gen.claims.vanishing_in_training.plateau import PLATEAU
from gen.claims.vanishing_in_training.rates import RATES
from gen.claims.vanishing_in_training.trained import TRAINED_CLAIMS

CLAIMS: tuple[Claim[Any], ...] = (*BEFORE, *TRAINED_CLAIMS, *PLATEAU, *RATES)
"""All of them, in the order of the article."""
