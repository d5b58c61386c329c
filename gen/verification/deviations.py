"""Where torch departs from the mathematics: named exceptions, each a finding for the reader.

A deviation excuses the points that it describes and no others, on the platforms on which it was
found. There it must still exist: when torch mends it, the check fails and asks for its removal.
On other platforms it is reported if it shows, and not missed if it does not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import exp, nan

from numpy import float32

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


def _at_zero(inputs: Inputs, parameters: Parameters) -> bool:
    return inputs == (0.0,)


def _zero(inputs: Inputs, parameters: Parameters) -> float:
    return 0.0


def _not_a_number(inputs: Inputs, parameters: Parameters) -> float:
    return nan


def _beyond_threshold(inputs: Inputs, parameters: Parameters) -> bool:
    return inputs[0] * parameters["beta"] >= SOFTPLUS_THRESHOLD


def _celu_coefficient(parameters: Parameters) -> float:
    return 1 / float(float32(parameters["alpha"]))


SOFTPLUS_THRESHOLD = 20.0
"""torch's default threshold: beyond it in beta x, softplus is replaced by the identity."""

DEVIATIONS = (
    *(
        Deviation(
            id=f"{slug}-second-derivative-at-0",
            slug=slug,
            order=2,
            where=_at_zero,
            gives=_zero,
            statement=(
                "At 0 the second derivative jumps. torch's backward takes the branch on the left "
                "there, but its double backward returns 0, the limit from the right: the two "
                "belong to different branches."
            ),
            platforms=X86,
        )
        for slug in ("elu", "celu", "selu")
    ),
    *(
        Deviation(
            id=f"celu-{name}-in-float32",
            slug="celu",
            order=order,
            where=lambda inputs, parameters: inputs[0] <= 0,
            gives=gives,
            statement=(
                f"torch's {backward} rounds the parameter to float32 before it divides by it, also "
                "for float64: at a parameter that float32 cannot hold, half of the digits are "
                "right."
            ),
            platforms=X86,
        )
        for order, name, backward, gives in (
            (
                1,
                "derivative",
                "backward",
                lambda inputs, parameters: (
                    parameters["alpha"]
                    * _celu_coefficient(parameters)
                    * exp(inputs[0] * _celu_coefficient(parameters))
                ),
            ),
            (
                2,
                "second-derivative",
                "double backward",
                lambda inputs, parameters: (
                    parameters["alpha"]
                    * _celu_coefficient(parameters) ** 2
                    * exp(inputs[0] * _celu_coefficient(parameters))
                ),
            ),
        )
    ),
    Deviation(
        id="softsign-second-derivative-at-0",
        slug="softsign",
        order=2,
        where=_at_zero,
        gives=_zero,
        statement=(
            "At 0 the second derivative jumps from 2 to -2. torch's double backward returns 0, "
            "which neither side approaches: the derivative of the absolute value at 0, by "
            "convention."
        ),
        platforms=X86,
    ),
    *(
        Deviation(
            id=f"softplus-{name}-beyond-its-threshold",
            slug="softplus",
            order=order,
            where=_beyond_threshold,
            gives=gives,
            statement=statement,
            platforms=X86,
        )
        for order, name, gives, statement in (
            (
                0,
                "value",
                lambda inputs, parameters: inputs[0],
                "Beyond its threshold, 20 in beta x, torch returns the input itself. There the "
                "value jumps down a little.",
            ),
            (
                1,
                "derivative",
                lambda inputs, parameters: 1.0,
                "Beyond its threshold, 20 in beta x, torch returns slope 1 instead of a slope a "
                "little below.",
            ),
            (
                2,
                "second-derivative",
                _zero,
                "Beyond its threshold, 20 in beta x, torch returns 0 instead of a small positive "
                "number.",
            ),
        )
    ),
    Deviation(
        id="hardsigmoid-slope",
        slug="hardsigmoid",
        order=1,
        where=lambda inputs, parameters: abs(inputs[0]) < 3,
        gives=lambda inputs, parameters: float(float32(1 / 6)),
        statement=(
            "Between the kinks torch's slope is one sixth rounded to float32, also for float64: "
            "only half of its digits are right."
        ),
        platforms=X86,
    ),
    Deviation(
        id="hardsigmoid-second-derivative",
        slug="hardsigmoid",
        order=2,
        where=lambda inputs, parameters: True,
        gives=MISSING,
        statement="torch does not implement the double backward of this function.",
        platforms=X86,
    ),
    Deviation(
        id="mish-second-derivative-far-out",
        slug="mish",
        order=2,
        where=lambda inputs, parameters: abs(inputs[0]) >= 100,
        gives=_not_a_number,
        statement=(
            "Far out torch's double backward is not a number, where the second derivative is 0 to "
            "every digit of float64."
        ),
        platforms=X86,
    ),
)


def of(slug: str) -> tuple[Deviation, ...]:
    """The deviations of an activation."""
    return tuple(deviation for deviation in DEVIATIONS if deviation.slug == slug)
