"""What follows from a definition: derivatives, kinks, limits, parity, and overflow-safe forms.

Printed derivatives keep the form that the rules give (named primitives, factored where that is
shorter). Nothing here prints what `simplify` returns: it replaces textbook forms by its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from sympy import Expr

from gen.activation import Activation, Kind
from gen.derivation import line, plane, vector
from gen.derivation.differentiation import (
    Derivatives,
    derivatives,
    parameter_derivatives,
)
from gen.derivation.line import Breakpoint, End, Limits
from gen.derivation.pieces import Pieces, PiecesError, cut, defaults
from gen.derivation.plane import Curve
from gen.derivation.proof import prove_forms, prove_pieces
from gen.derivation.stable import stable_forms
from gen.derivation.zero import ProofError
from gen.errors import Problem
from gen.limits import Timer, time_limit

__all__ = [
    "Breakpoint",
    "Derivation",
    "DerivationError",
    "Derivatives",
    "End",
    "defaults",
    "derive",
    "forms",
]


class DerivationError(Problem):
    """A fact that could not be derived or proved; its text is one line."""


@dataclass(frozen=True)
class Derivation:
    """Everything that the expression of an entry implies."""

    entry: Activation
    printed: Derivatives
    """f, its first and second derivatives in the form of a textbook."""
    stable: Derivatives
    """The same in a form that neither overflows nor cancels, proved equal to the printed one."""
    by_parameter: Mapping[str, Expr]
    """The derivative by each parameter, by its name."""
    pieces: Pieces | None = None
    """A scalar function cut at its breakpoints."""
    breakpoints: tuple[Breakpoint, ...] = ()
    """The breakpoints of a scalar function, from left to right."""
    curve: Curve | None = None
    """The curve on which a function of two numbers has its kinks."""
    limits: Mapping[str, Limits] | None = None
    """For "f" and "df" of a scalar function: the limits at minus and plus infinity."""
    parity: str | None = None
    """"even" or "odd" for a scalar function that is; None otherwise."""

    @property
    def smoothness(self) -> int | None:
        """The k of the class C^k at the defaults: -1 where f jumps, None if infinitely often."""
        if self.curve:
            return self.curve.order - 1
        orders = [point.order for point in self.breakpoints if point.order is not None]
        return min(orders) - 1 if orders else None

    @property
    def general_smoothness(self) -> int | None:
        """The k of the class C^k that holds for all parameters in their domains."""
        if self.curve:
            return self.curve.order - 1
        orders = [point.general_order for point in self.breakpoints]
        return min(orders) - 1 if orders else None


SECONDS = 60
"""The CPU time that the derivation of one entry may take: SymPy can expand for ever."""


def derive(entry: Activation) -> Derivation:
    """The derivation of an entry.

    Raises DerivationError where a fact cannot be derived, two forms cannot be proved equal, or
    SymPy does not come to an end.
    """
    with _in_one_line():
        found = _forms(entry)
        _prove(found)
        if found.pieces is None:
            return found
        limits = line.limits(found.pieces, defaults(entry))
        return replace(found, limits=limits, parity=line.parity(found.pieces))


def forms(entry: Activation) -> Derivation:
    """The derivation of an entry but for limits and parity, and without the proofs.

    Five times as quick, for who needs neither: the record of the entry, without which nothing is
    published, has proved the same forms.

    Raises DerivationError as `derive` does.
    """
    with _in_one_line():
        return _forms(entry)


@contextmanager
def _in_one_line() -> Iterator[None]:
    try:
        with time_limit(SECONDS, Timer.PROCESSOR, _too_long):
            yield
    except (PiecesError, ProofError) as error:
        raise DerivationError(str(error)) from error
    except (NotImplementedError, TypeError, ValueError) as error:
        message = str(error).replace("\n", " ")
        raise DerivationError(
            f"field expression: SymPy cannot derive it ({type(error).__name__}: {message}); "
            "write it with primitives and Piecewise of x"
        ) from error


def _too_long() -> DerivationError:
    return DerivationError(
        f"field expression: SymPy derives nothing from it in {SECONDS} s; write it with "
        "primitives of gen/primitives.py"
    )


def _forms(entry: Activation) -> Derivation:
    if entry.kind is Kind.VECTOR:
        printed = vector.derivatives(entry)
        return Derivation(entry, printed, vector.stable_forms(entry, printed), {})
    printed = derivatives(entry)
    derivation = Derivation(entry, printed, stable_forms(entry), parameter_derivatives(entry))
    if entry.kind is Kind.TWO_INPUT:
        return replace(derivation, curve=plane.curve(printed))
    pieces = cut(entry.expression, entry.inputs[0], defaults(entry))
    breakpoints = line.breakpoints(pieces, defaults(entry))
    return replace(derivation, pieces=pieces, breakpoints=breakpoints)


def _prove(derivation: Derivation) -> None:
    """Nothing, if all forms of a function are forms of one function; raises ProofError."""
    entry, printed, stable = derivation.entry, derivation.printed, derivation.stable
    if entry.kind is Kind.VECTOR:
        vector.prove_forms(entry, printed, stable)
        return
    prove_forms(entry, printed, stable)
    if derivation.pieces is not None:
        prove_pieces(derivation.pieces, printed, defaults(entry))
