"""The claims of the article "Claims in print, tested": one for each verdict, and the counts."""

from __future__ import annotations

from typing import Any

from gen.claims import Claim
from gen.claims.verdicts.centering import CENTERING
from gen.claims.verdicts.cost import COST
from gen.claims.verdicts.dying import DYING
from gen.claims.verdicts.exploding import EXPLODING
from gen.claims.verdicts.images import IMAGES
from gen.claims.verdicts.rings import RINGS
from gen.claims.verdicts.saturation import SATURATION
from gen.claims.verdicts.verdict import Groups, Ruling

GROUPS: Groups = {
    "Two rings of points": RINGS,
    "Images of clothes": IMAGES,
    "Saturation and depth": (*SATURATION, *EXPLODING),
    "Zeros and dead units": DYING,
    "Centers, noise and variants": CENTERING,
    "Cost": COST,
}
"""The verdicts under each heading of the page, in its order."""

VERDICTS = tuple(verdict for verdicts in GROUPS.values() for verdict in verdicts)


def _count(ruling: Ruling) -> Claim[tuple[int, int]]:
    others = [verdict for verdict in VERDICTS if verdict.ruling is not ruling]
    return Claim(
        id=f"verdicts-{str(ruling).replace(' ', '-')}",
        sentence=f"Claims in print that got the ruling “{ruling}”: {{value}}.",
        value=lambda: (sum(one.ruling is ruling for one in VERDICTS), len(VERDICTS)),
        holds=lambda found: found == (len(VERDICTS) - len(others), len(VERDICTS)),
        display=lambda found: f"{found[0]} of {found[1]}",
        note="Counted; a test holds the rows of the page against the list.",
    )


CLAIMS: tuple[Claim[Any], ...] = (
    *(_count(ruling) for ruling in Ruling),
    *(verdict.claim for verdict in VERDICTS),
)
"""The counts, and the claim of each verdict."""
