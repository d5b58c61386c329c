"""The checks of a derivation: against torch, against expected values, and of the printed code.

The definition and the printed derivatives are evaluated in ball arithmetic, so that one side of
each comparison carries no rounding error of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gen import oracle
from gen.activation import Activation, Kind
from gen.derivation import Derivation
from gen.verification import deviations
from gen.verification.comparison import Check, Ledger, VerificationError
from gen.verification.expected import verify_expected
from gen.verification.numbers import verify_numbers
from gen.verification.vectors import verify_vector

__all__ = ["Check", "Verification", "VerificationError", "verify"]


@dataclass(frozen=True)
class Verification:
    """The checks of one activation, all passed."""

    checks: tuple[Check, ...]
    slopes_at_breakpoints: tuple[float, ...]
    """torch's own f' at each breakpoint of a scalar function, at the defaults."""
    deviations: Mapping[str, int]
    """The number of points at which each named exception of torch showed, by its id."""
    infinities: Mapping[str, Mapping[str, list[str]]]
    """By target, for "f" and "df" of a scalar function: what printed code gives at minus and plus
    infinity, "limit" or "nan"."""


def verify(entry: Activation, derivation: Derivation, place: str) -> Verification:
    """The verification of an entry defined at a place (file and line).

    Raises VerificationError naming place, entry, check, point and both values when a check fails
    or compares nothing, or when a known deviation of torch has gone; OracleError for a torch name
    or parameter that does not exist.
    """
    ledger = Ledger(place, entry.name, deviations.of(entry.slug))
    slopes: tuple[float, ...] = ()
    infinities: dict[str, dict[str, list[str]]] = {}
    if entry.kind is Kind.VECTOR:
        verify_vector(entry, derivation, ledger)
    else:
        slopes, infinities = verify_numbers(entry, derivation, ledger)
    verify_expected(entry, derivation, ledger)
    here = oracle.platform_key()
    for deviation in ledger.deviations:
        if here in deviation.platforms and not ledger.shown.get(deviation.id):
            raise ledger.fail(
                f"the deviation {deviation.id!r} of torch no longer shows on {here}; remove it "
                "from gen/verification/deviations.py"
            )
    return Verification(tuple(ledger.checks.values()), slopes, dict(ledger.shown), infinities)
