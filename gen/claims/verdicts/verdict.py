"""A verdict: a claim in print, what one sees when one looks, and the ruling that this bears.

A ruling is one of four words, so it could be chosen to please. Two things stand against that. The
test of a verdict asks what one sees whether it bears the ruling. And of what one sees a change is
kept that would have forced another ruling; the test must reject it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from gen.claims import Claim
from gen.claims.proof import value_of
from gen.lookups import remembered

T = TypeVar("T")


class Ruling(StrEnum):
    """What one can say of a claim in print."""

    HOLDS = "holds"
    HOLDS_ONLY_IF = "holds only if"
    DOES_NOT_HOLD = "does not hold"
    CANNOT_BE_TESTED = "cannot be tested"


NEEDS_WORDS = {Ruling.HOLDS_ONLY_IF, Ruling.CANNOT_BE_TESTED}
"""Rulings that say nothing without the condition, or the reason."""


@dataclass(frozen=True)
class Place:
    """Where the evidence is shown."""

    article: str
    """The stem of an article."""
    anchor: str
    """A section of it, or `figure-NAME`."""


@dataclass(frozen=True, kw_only=True)
class Verdict(Generic[T]):
    """A claim in print with its ruling, and with what one sees."""

    id: str
    """Permanent name: lower-case words joined by hyphens. It is the anchor of the row."""
    printed: str
    """The claim in our words: one sentence or two, in Markdown."""
    setting: str
    """What print says of the setting, and what we chose where it says nothing; sentences."""
    ruling: Ruling
    because: str | Callable[[T], str] = ""
    """What follows the ruling, without a period: of HOLDS_ONLY_IF the condition ("the first weights
    are small"), of CANNOT_BE_TESTED the reason ("no setting is printed"), of the others a remark or
    nothing. A number with a decimal point or a percent sign is read off what is seen, not typed."""
    observe: Callable[[], T]
    """What one sees in the frozen results, or by computing."""
    supports: Callable[[T], bool]
    """Whether what one sees bears the ruling, with its condition."""
    against: Callable[[T], T]
    """What one sees, changed so that another ruling would follow: `supports` must reject it."""
    otherwise: str
    """What would have changed the ruling; a sentence for the reader."""
    show: Callable[[T], str]
    """The numbers, each with its interval by name; sentences, in Markdown."""
    note: str
    """How it is computed."""
    evidence: Place
    """Where the figure or the table is."""

    def reason(self, seen: T) -> str:
        """What follows the ruling, with what joins the two, such as " the rate is 0.1 or less"."""
        words = self.because if isinstance(self.because, str) else self.because(seen)
        if not words or self.ruling is Ruling.HOLDS_ONLY_IF:
            return f" {words}" if words else ""
        return f"{', because' if self.ruling is Ruling.CANNOT_BE_TESTED else ':'} {words}"

    @property
    def claim(self) -> Claim[T]:
        """The claim that the ruling is right; its value is what one sees."""
        observe = remembered(self.observe)
        return Claim(
            id=self.id,
            sentence=f"In print: “{self.printed}” The claim {{value}}",
            value=observe,
            holds=self.supports,
            display=lambda seen: f"{self.ruling}{self.reason(seen)}. {self.show(seen)}",
            note=f"{self.setting} {self.note} {self.otherwise}",
        )

    def row(self) -> dict[str, Any]:
        """What the page of verdicts says of it."""
        seen = value_of(self.claim)
        return {
            "id": self.id,
            "printed": self.printed,
            "setting": self.setting,
            "ruling": str(self.ruling),
            "reason": self.reason(seen),
            "numbers": self.show(seen),
            "otherwise": self.otherwise,
            "article": self.evidence.article,
            "anchor": self.evidence.anchor,
        }


Groups = Mapping[str, tuple[Verdict[Any], ...]]
"""Verdicts by the heading under which they stand."""
