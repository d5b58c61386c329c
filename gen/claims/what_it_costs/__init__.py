"""The claims of the article "What an activation costs"."""

from __future__ import annotations

from typing import Any

from gen.claims import Claim
from gen.claims.what_it_costs.memory import MEMORY
from gen.claims.what_it_costs.steps import STEPS
from gen.claims.what_it_costs.times import TIMES
from gen.claims.what_it_costs.zeros import ZEROS

CLAIMS: tuple[Claim[Any], ...] = (*TIMES, *STEPS, *MEMORY, *ZEROS)
"""All of them, in the order of the article."""
