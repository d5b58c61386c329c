"""Where torch departs from the mathematics: named exceptions, each a finding for the reader.

A deviation excuses the points that it describes and no others, on the platforms on which it was
found. There it must still exist: when torch mends it, the check fails and asks for its removal.
On other platforms it is reported if it shows, and not missed if it does not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import nan

Inputs = tuple[float, ...]
Parameters = Mapping[str, float]


def MISSING(inputs: Inputs, parameters: Parameters) -> float:  # noqa: N802 (it names a constant)
    """No value: torch does not give the derivative at all."""
    return nan


@dataclass(frozen=True)
class Deviation:
    """One departure of torch from the definition."""

    id: str
    """A permanent id, made of the slug and what departs."""
    slug: str
    """The activation."""
    order: int
    """0 for f, 1 for f', 2 for f''."""
    where: Callable[[Inputs, Parameters], bool]
    """Whether it may show at given inputs and parameters."""
    gives: Callable[[Inputs, Parameters], float]
    """What torch gives there; `MISSING` where it does not give the derivative at all."""
    statement: str
    """What torch does instead and why, in a sentence or two for the reader."""
    platforms: frozenset[str]
    """The platforms, as machine/capability, on which it was found."""


X86 = frozenset(f"x86_64/{name}" for name in ("DEFAULT", "AVX2", "AVX512"))

DEVIATIONS = (
    Deviation(
        id="elu-second-derivative-at-0",
        slug="elu",
        order=2,
        where=lambda inputs, parameters: inputs == (0.0,),
        gives=lambda inputs, parameters: 0.0,
        statement=(
            "At 0 the second derivative jumps. torch's backward takes the branch on the left "
            "there, but its double backward returns 0, the limit from the right: the two belong "
            "to different branches."
        ),
        platforms=X86,
    ),
)


def of(slug: str) -> tuple[Deviation, ...]:
    """The deviations of an activation."""
    return tuple(deviation for deviation in DEVIATIONS if deviation.slug == slug)
