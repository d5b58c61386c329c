"""The frozen result of `make bench`, and what a page and its figures say of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from gen.errors import Problem
from gen.files import read_json

FILE = Path(__file__).with_name("bench.json")

UNCHANGED_SECONDS, BEYOND_BARE_SECONDS = 1, 5
"""The budgets of a build with nothing to do, and of one with a changed entry beyond bare MkDocs."""

GROUPS = {
    "record": "rest of records",
    "precision": "rest of records",
    "figure": "figures",
    "thumbnails": "figures",
    "figures": "articles' figures",
    "claims": "claims",
    "verdicts": "claims",
    "notebook": "notebooks",
    "site": "MkDocs",
}
"""What tasks are called together, by their names up to ":"; all others are what joins them."""
JOINING = "joining and pages"
RECORDED = ("record", "precision")
"""The tasks that find out about one activation."""
RECORD = ("derivation", "verification", "bounds", "precision", "readback", "moments")
"""Their stages that are timed by themselves."""


ELSEWHERE = {
    "Sphinx-Gallery, 60 scripts that plot f and autograd's f′, no checks, from nothing": 14.7,
    "the same, unchanged": 2.2,
    "the same, with one changed": 5.0,
    "MkDocs alone, 60 pages": 1.1,
    "a notebook with torch, for each function": 4.6,
}
"""Seconds that other tools take, measured once, on two cores."""


@dataclass(frozen=True)
class Part:
    """A part of a build."""

    name: str
    seconds: float
    """By the clock, added up over tasks that ran side by side."""
    processor: float


@dataclass(frozen=True)
class Build:
    """A build and its parts, the longest first."""

    seconds: float
    """By the clock."""
    processor: float
    load: float
    """How many processes wanted a core before it began, in the mean of a minute."""
    parts: tuple[Part, ...]


class Figure(NamedTuple):
    """A figure beside its budget."""

    name: str
    found: float
    budget: float
    unit: str
    at_least: bool = False
    """Whether the budget is a floor, as a score is, and not a ceiling."""

    @property
    def kept(self) -> bool:
        """Whether the figure is within its budget."""
        return self.found >= self.budget if self.at_least else self.found <= self.budget


def read(file: Path = FILE) -> dict[str, Any]:
    """The frozen result.

    Raises Problem where there is none.
    """
    if not file.is_file():
        raise Problem(f"gen/{file.name} is missing; get it back with: git checkout gen/{file.name}")
    found: dict[str, Any] = read_json(file)
    return found


def build(found: Mapping[str, Any]) -> Build:
    """A build of the result, its stages put together."""
    parts: dict[str, Part] = {}
    for task, stages in found["tasks"].items():
        kind = task.partition(":")[0]
        for stage, (seconds, processor) in stages.items():
            name = GROUPS.get(kind, JOINING)
            if kind in RECORDED and stage != "rest":
                name = "loading libraries" if stage == "imports" else stage
            former = parts.get(name, Part(name, 0, 0))
            parts[name] = Part(name, former.seconds + seconds, former.processor + processor)
    longest = sorted(parts.values(), key=lambda part: -part.processor)
    return Build(found["seconds"], found["processor"], found["load"], tuple(longest))


def activations(found: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    """Seconds of the processor for each activation by stage, the longest first.

    What loading the libraries takes counts for none: another would have loaded them.
    """
    rows: dict[str, dict[str, float]] = {}
    for task, stages in found["tasks"].items():
        group, _, slug = task.partition(":")
        if group not in (*RECORDED, "figure"):
            continue
        row = rows.setdefault(slug, dict.fromkeys((*RECORD, "rest", "figure"), 0.0))
        for stage, (_, processor) in stages.items():
            if stage != "imports":
                row["figure" if group == "figure" else stage] += processor
    return dict(sorted(rows.items(), key=lambda row: -sum(row[1].values())))


def last_doubling(growth: Sequence[Mapping[str, Any]]) -> float:
    """How many times the step from two catalogs to four takes that from one to two.

    2 where time grows in proportion, 4 where it grows as the square.
    """
    one, two, four = (step["processor"] for step in growth)
    return float((four - two) / (two - one))


def figures(found: Mapping[str, Any]) -> list[Figure]:
    """The figures that have budgets: of builds, then of pages."""
    within = median(found["bare"]["seconds"]) + BEYOND_BARE_SECONDS
    unchanged = {
        "python -m gen.build": found["unchanged"]["build"],
        "make docs": found["unchanged"]["make"],
    }
    return [
        *(
            Figure(f"nothing changed, {name}", median(one["seconds"]), UNCHANGED_SECONDS, "s")
            for name, one in unchanged.items()
        ),
        *(
            Figure(f"another {one['what']} of {one['name']}", one["seconds"], within, "s")
            for one in found["changed"]
        ),
        *(Figure(**one) for one in found["pages"]),
    ]
