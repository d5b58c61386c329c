"""The proofs of the claims: each value computed and held against its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from typing import Any, TypeVar

import torch

from gen.claims import Claim, ClaimError
from gen.claims.evidence import Finding, twice
from gen.lookups import Parts

T = TypeVar("T")


def prove(
    claims: Iterable[Claim[Any]], module: str, parts: Parts | None = None
) -> dict[str, Finding]:
    """What is found about each claim of a module of gen/claims/, by id.

    parts: what was found before of those that have looked at nothing that has changed.

    Raises ClaimError when a claim is false, malformed or defined twice.
    """
    found: dict[str, Finding] = {}
    for claim in claims:
        if claim.id in found:
            raise ClaimError(twice(claim.id, module, module))
        proof = partial(_prove, claim, f"gen/claims/{module}")
        found[claim.id] = proof() if parts is None else parts.part(claim.id, proof)
    return found


def value_of(claim: Claim[T]) -> T:
    """The value of a claim, the same whatever was drawn before it."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return claim.value()


def _prove(claim: Claim[Any], place: str) -> Finding:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", claim.id):
        raise ClaimError(
            f"{place}: claim {claim.id!r}: an id is lower-case words joined by hyphens"
        )
    if "{value}" not in claim.sentence:
        raise ClaimError(
            f"{place}: claim {claim.id!r}: its sentence has no {{value}}: say where it goes"
        )
    found = value_of(claim)
    shown = claim.display(found)
    sentence = claim.sentence.replace("{value}", shown)
    if not claim.holds(found):
        raise ClaimError(
            f'{place}: claim {claim.id!r} is false, found {found!r}: "{sentence}" '
            "Mend the claim, and the article that cites it"
        )
    return Finding(sentence=sentence, value=shown, note=claim.note)
