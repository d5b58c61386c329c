"""Claims: quantitative statements that prose may cite, each with the check that proves it.

An article cites a claim by its id; the build computes the value, holds it against the statement
and writes it into the article. So a number in prose is never typed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from gen.errors import Problem

T = TypeVar("T")

EVIDENCE = "checks/claims/"
"""Where every claim has an anchor, its id, on the page of its module; relative to the site."""


class ClaimError(Problem):
    """One line: the articles that are concerned, the claim, what is wrong, and the cure."""


@dataclass(frozen=True, kw_only=True)
class Claim(Generic[T]):
    """A statement with a value in it, the computation of the value, and the test of the statement.

    Value and test are apart on purpose: the value is what the reader sees, and the test is what
    the sentence around it says. So a value that moves a little need not stop the build, and a value
    that makes the sentence false does.
    """

    id: str
    """Permanent name: lower-case words joined by hyphens. It is an anchor on the evidence page."""
    sentence: str
    """The statement in one sentence that can stand alone, with `{value}` where the value goes."""
    value: Callable[[], T]
    """Computes the value, without arguments; it must give the same value every time.

    What torch draws at random starts from the same seed for every claim.
    """
    holds: Callable[[T], bool]
    """Whether the sentence is true of the value."""
    display: Callable[[T], str] = str
    """The value as the reader sees it, in Markdown."""
    note: str
    """How the value is computed, for the reader who wants to do it again."""
