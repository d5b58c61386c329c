"""The frozen result of all mutants: what was made of each entry, and what was left of it."""

from __future__ import annotations

import ast
import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path

from gen.catalog import Definition
from gen.dependencies import files_of
from gen.files import read_json, write_json

FILE = Path(__file__).with_name("results.json")
MODULES = ("gen.mutation.mutants", "gen.readback", "gen.records", "gen.validation")
"""The modules that decide what becomes of a mutant, with all that they import."""
PROOFS = tuple(FILE.with_name(f"{name}.py") for name in ("equivalence", "reasons"))
"""What finds the reason why one has survived, and decides nothing else."""


@dataclass(frozen=True)
class Survivor:
    """A mutant that no check stopped."""

    number: int
    """Its place among the mutants of its entry."""
    subject: str
    kind: str
    what: str
    reason: str | None
    """Why it is the same function; None where nobody knows."""


@dataclass(frozen=True)
class Found:
    """The mutants of one entry."""

    fingerprint: str
    """Of the entry, and of all code that makes and checks it."""
    proofs: str
    """Of the code that gave the survivors their reasons."""
    made: Mapping[str, Mapping[str, int]]
    """How many, by subject and kind."""
    stopped_by: Mapping[str, int] = field(default_factory=dict)
    """How many each check has stopped."""
    survivors: tuple[Survivor, ...] = ()

    @property
    def total(self) -> int:
        """All mutants of the entry."""
        return sum(sum(kinds.values()) for kinds in self.made.values())


def fingerprint(definition: Definition) -> str:
    """The fingerprint of an entry and of the code that checks it: 16 hexadecimal digits."""
    return _digest(f"{definition.text}\n{_checking()}")


@cache
def fingerprint_of_proofs() -> str:
    """The fingerprint of the code that proves survivors to be the same function, likewise.

    What it imports is part of what checks every entry.
    """
    return _digest(_code(PROOFS))


@cache
def _checking() -> str:
    return _code(sorted({path for module in MODULES for path in files_of(module)} - {*PROOFS}))


def _code(paths: Iterable[Path]) -> str:
    """The code of some files, without comments."""
    return "\n".join(ast.unparse(ast.parse(path.read_text(encoding="utf-8"))) for path in paths)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def read() -> dict[str, Found]:
    """The results by slug; empty before the first run."""
    if not FILE.is_file():
        return {}
    return {
        slug: Found(
            fingerprint=one["fingerprint"],
            proofs=one["proofs"],
            made=one["made"],
            stopped_by=one["stopped_by"],
            survivors=tuple(Survivor(**survivor) for survivor in one["survivors"]),
        )
        for slug, one in read_json(FILE).items()
    }


def write(results: Mapping[str, Found]) -> None:
    """Nothing; the results stand in their file afterwards, sorted by slug."""
    write_json(FILE, {slug: asdict(one) for slug, one in sorted(results.items())})


@dataclass(frozen=True)
class Row:
    """The mutants of one subject, of all entries."""

    subject: str
    made: int
    stopped: int
    equal: int
    unexplained: int


@dataclass(frozen=True)
class Summary:
    """What a page says of all mutants."""

    entries: int
    """How many entries have been tried."""
    stale: int
    """How many of them by other checks than those of today, or before they were changed."""
    rows: tuple[Row, ...]
    stopped_by: Mapping[str, int]
    """The checks by how many mutants they were the first to stop, the most first."""
    survivors: Mapping[str, tuple[Survivor, ...]]
    """By slug, those of entries that have any."""


def summary(found: Mapping[str, Found], current: Collection[str]) -> Summary:
    """The results of all entries together.

    current: the slugs of those whose result is that of the code as it is.
    """
    made, stopped = Counter[str](), Counter[str]()
    left: Counter[tuple[str, bool]] = Counter()
    for one in found.values():
        for subject, kinds in one.made.items():
            made[subject] += sum(kinds.values())
        stopped.update(one.stopped_by)
        left.update((survivor.subject, survivor.reason is None) for survivor in one.survivors)
    rows = tuple(
        Row(
            subject=subject,
            made=count,
            stopped=count - left[subject, False] - left[subject, True],
            equal=left[subject, False],
            unexplained=left[subject, True],
        )
        for subject, count in made.items()
    )
    survivors = {slug: one.survivors for slug, one in found.items() if one.survivors}
    stale = len(found.keys() - set(current))
    return Summary(len(found), stale, rows, dict(stopped.most_common()), survivors)


def current(found: Mapping[str, Found], definitions: Iterable[Definition]) -> list[str]:
    """The slugs whose result is that of the entry and of the checks as they are."""
    return [
        one.slug
        for one in definitions
        if one.slug in found
        and found[one.slug].fingerprint == fingerprint(one)
        and found[one.slug].proofs == fingerprint_of_proofs()
    ]


def counted(pairs: Iterable[tuple[str, str]]) -> dict[str, dict[str, int]]:
    """How often each kind stands with each subject, sorted."""
    found: dict[str, dict[str, int]] = {}
    for (subject, kind), count in sorted(Counter(pairs).items()):
        found.setdefault(subject, {})[kind] = count
    return found
