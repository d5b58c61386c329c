"""The claims of the article "Errata": two for each mistake in print, and their number."""

from __future__ import annotations

from collections.abc import Mapping
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

GROUPS: Mapping[str, tuple[Erratum[Any], ...]] = {
    "Formulas": FORMULAS,
    "Derivatives": DERIVATIVES,
    "At the kinks": KINKS,
    "In floating point": FLOATING_POINT,
    "In PyTorch": PYTORCH,
    "Words and history": WORDS,
    "Code that is passed around": PASSED_AROUND,
}
"""The errata under each heading of the page, in its order."""


def _count(heading: str, errata: tuple[Erratum[Any], ...]) -> Claim[int]:
    return Claim(
        id=f"errata-{heading.lower().replace(' ', '-')}",
        sentence=f"Under “{heading}” the page of errata lists {{value}}.",
        value=lambda: len(errata),
        holds=lambda count: count > 0,
        note="Counted; a test holds the sections of the page against the list.",
    )


CLAIMS: tuple[Claim[Any], ...] = (
    *(_count(heading, errata) for heading, errata in GROUPS.items()),
    *(claim for errata in GROUPS.values() for each in errata for claim in each.claims),
)
"""The counts, and both claims of each erratum."""
