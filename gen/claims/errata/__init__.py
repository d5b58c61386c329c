"""The claims of the article "Errata": two for each mistake in print."""

from __future__ import annotations

from typing import Any

from gen.claims import Claim
from gen.claims.errata.derivatives import DERIVATIVES
from gen.claims.errata.erratum import Erratum
from gen.claims.errata.floating_point import FLOATING_POINT
from gen.claims.errata.formulas import FORMULAS
from gen.claims.errata.kinks import KINKS
from gen.claims.errata.passed_around import PASSED_AROUND
from gen.claims.errata.pytorch import PYTORCH
from gen.claims.errata.words import WORDS

ERRATA: tuple[Erratum[Any], ...] = (
    *FORMULAS,
    *DERIVATIVES,
    *KINKS,
    *FLOATING_POINT,
    *PYTORCH,
    *WORDS,
    *PASSED_AROUND,
)
"""All errata, in the order of the page."""

CLAIMS: tuple[Claim[Any], ...] = tuple(claim for each in ERRATA for claim in each.claims)
"""Both claims of each."""
