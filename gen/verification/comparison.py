"""The comparison of computed numbers with proved enclosures, and the ledger of its results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import isfinite, isnan, prod

from flint import arb

from gen.balls import difference, midpoint
from gen.errors import Problem
from gen.verification.deviations import MISSING, Deviation
from gen.verification.tolerances import Tolerance


class VerificationError(Problem):
    """A check that failed or compared nothing; its text is one line."""


@dataclass(frozen=True)
class Point:
    """The inputs and parameters of one evaluation."""

    names: tuple[str, ...]
    """The names of the inputs; empty for a vector."""
    inputs: tuple[float, ...]
    parameters: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def size(self) -> float:
        """The product of all magnitudes, each at least 1; of a vector the largest."""
        inputs = [max(1.0, abs(value)) for value in self.inputs]
        if not self.names:
            return max(inputs)
        return prod(inputs) * prod(max(1.0, abs(value)) for value in self.parameters.values())

    def __str__(self) -> str:
        if not self.names:
            shown = ", ".join(map(_short, self.inputs[:5]))
            more = f", ... ({len(self.inputs)} inputs)" if len(self.inputs) > 5 else ""
            return f"x = ({shown}{more})"
        pairs = [*zip(self.names, self.inputs, strict=True), *self.parameters.items()]
        return ", ".join(f"{name} = {_short(value)}" for name, value in pairs)


@dataclass(frozen=True)
class Sample:
    """A number to be compared: the enclosure of the truth, what was found, and where."""

    truth: arb
    found: float
    at: Point
    slack: float = 0.0
    """What the difference may be larger by, where the number itself was computed by rounding."""
    indices: tuple[int, ...] = ()
    """For a vector: the output, and the inputs that it was differentiated by."""
    allowed: float | None = None
    """The allowed difference, where it does not follow from the size of the inputs."""

    @property
    def place(self) -> str:
        """The point, and the indices by their letters."""
        return ", ".join([str(self.at), *self._indices()])

    @property
    def short_place(self) -> str:
        """The same with the length of a vector instead of its components."""
        point = str(self.at) if self.at.names else f"{len(self.at.inputs)} inputs"
        return ", ".join([point, *self._indices()])

    def _indices(self) -> list[str]:
        return [f"{letter} = {i}" for letter, i in zip("ikl", self.indices, strict=False)]


@dataclass(frozen=True)
class Check:
    """The result of one check."""

    quantity: str
    """What was compared, such as f'."""
    against: str
    """What it was compared with."""
    points: int
    """How many numbers were compared."""
    error: float
    """The difference that is largest relative to what is allowed."""
    allowed: float
    """The difference allowed at that point."""
    at: str
    """The inputs and parameters there."""

    def joined(self, other: Check) -> Check:
        """The check over the points of both."""
        worst = max(self, other, key=lambda check: check.error / check.allowed)
        return replace(worst, points=self.points + other.points)


@dataclass
class Ledger:
    """The checks of one entry, and the deviations of torch that showed."""

    place: str
    """File and line of the definition."""
    entry: str
    """The name of the entry."""
    deviations: Sequence[Deviation] = ()
    checks: dict[tuple[str, str], Check] = field(default_factory=dict)
    """The checks by quantity and what it was compared with; other parameters join the row."""
    shown: dict[str, int] = field(default_factory=dict)
    """The number of points at which each deviation showed, by its id."""

    def fail(self, text: str) -> VerificationError:
        """The error for this entry with a text."""
        return VerificationError(f"{self.place}: {self.entry}: {text}")

    def compare(
        self,
        quantity: str,
        against: str,
        samples: Iterable[Sample],
        tolerance: Tolerance,
        order: int | None = None,
    ) -> None:
        """A comparison, noted as a check.

        order: that of the derivative, where torch computed the numbers: its deviations excuse
        points. Raises VerificationError when a number is further off than the tolerance allows,
        or nothing was compared.
        """
        compared, worst = 0, None
        for sample in samples:
            allowed = sample.allowed
            if allowed is None:
                allowed = sample.slack + tolerance.allowed(midpoint(sample.truth), sample.at.size)
            error = difference(sample.found, sample.truth)
            within = error <= allowed
            if not within and order is not None and self._excused(sample, order, allowed):
                continue
            if not within:
                raise self.fail(
                    f"check {quantity} against {against} fails at {sample.place}: "
                    "the definition gives "
                    f"{midpoint(sample.truth):.17g}, {against} {sample.found:.17g} "
                    f"(allowed difference {allowed:.1e})"
                )
            compared += 1
            if worst is None or error / allowed > worst[0] / worst[1]:
                worst = error, allowed, sample
        if worst is None:
            raise self.fail(f"check {quantity} against {against} compared no points")
        self.note(Check(quantity, against, compared, worst[0], worst[1], worst[2].short_place))

    def missing(self, quantity: str, against: str, order: int) -> None:
        """Nothing, if a named exception says that the oracle does not give a derivative.

        Raises VerificationError if none does.
        """
        for deviation in self.deviations:
            if deviation.order == order and deviation.gives is MISSING:
                self.shown[deviation.id] = self.shown.get(deviation.id, 0) + 1
                return
        raise self.fail(f"check {quantity} against {against} compared no points: it gives none")

    def note(self, check: Check) -> None:
        """Nothing; the check is in the ledger, joined with the same one at other parameters."""
        key = check.quantity, check.against
        self.checks[key] = self.checks[key].joined(check) if key in self.checks else check

    def _excused(self, sample: Sample, order: int, allowed: float) -> bool:
        """Whether a deviation of torch says that the number found is what torch gives there."""
        inputs, parameters = sample.at.inputs, sample.at.parameters
        for deviation in self.deviations:
            if deviation.order != order or not deviation.where(inputs, parameters):
                continue
            given = deviation.gives(inputs, parameters)
            if abs(sample.found - given) <= allowed or (isnan(sample.found) and isnan(given)):
                self.shown[deviation.id] = self.shown.get(deviation.id, 0) + 1
                return True
        return False


def _short(value: float) -> str:
    return str(int(value)) if isfinite(value) and value == int(value) else repr(value)


def quantity(key: tuple[str, ...]) -> str:
    """The name of a derivative: f, f', f'' of one input, df/da and the like of two."""
    if set(key) <= {"x"}:
        return "f" + "'" * len(key)
    return f"d{'²' if len(key) == 2 else ''}f/{'d' + ' d'.join(key)}"
