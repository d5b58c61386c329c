"""The claims of the article "Kinks"."""

from __future__ import annotations

from typing import Any

from gen.claims import Claim
from gen.claims.kinks.choices import CHOICES
from gen.claims.kinks.hits import HITS
from gen.claims.kinks.spellings import SPELLINGS

CLAIMS: tuple[Claim[Any], ...] = (*CHOICES, *SPELLINGS, *HITS)
"""All of them."""
