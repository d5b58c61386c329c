"""What experiments take from the definition of a function: means and gains for normal inputs."""

from __future__ import annotations

from functools import cache

from gen import catalog
from gen.derivation import derive
from gen.errors import Problem
from gen.moments import Moments, moments


@cache
def moments_of(slug: str) -> Moments:
    """The Gaussian moments of an activation of one number.

    Raises Problem for a slug that the catalog lacks, or whose function takes more than one number.
    """
    for definition in catalog.definitions():
        if definition.slug == slug:
            entry = catalog.load(definition)
            if found := moments(entry, derive(entry)):
                return found
    raise Problem(f"gen/experiments/: no activation of one number has the slug {slug!r}")
