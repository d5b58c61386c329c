"""The frozen result of the mutants of the checking code: which test stopped each, and which none.

Not all of them are tried where that takes hours: then it is a sample, and a share has an interval.
"""

from __future__ import annotations

import ast
import hashlib
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path

from gen.dependencies import ROOT
from gen.files import read_json, write_json

FILE = Path(__file__).with_name("checkers.json")
REASONS = Path(__file__).with_name("harmless.toml")
PACKAGES = ("derivation", "verification", "bounds")
"""The packages of gen/ that check."""
TESTS = (
    *("derivation", "cancellation", "pieces", "plane"),
    *("mistakes_in_entries", "mistakes_in_derivations", "verification", "comparison", "deviations"),
    *("samples", "line_facts", "printed_code", "records"),
    *("bounds", "closed_forms", "extremes", "leading", "oscillation", "resampling", "tails"),
    *("sets", "signs", "unproved_bounds"),
)
"""The files of tests/ that count, without their common beginning."""
HELPERS = ("entries", "injection")
"""What these import from beside them."""
ENOUGH = 20.0
"""Processor time of all tests that a mutant is tried by, the quickest first."""


@dataclass(frozen=True)
class Tried:
    """One mutant that was tried."""

    kind: str
    by: str | None
    """The test that stopped it; None where it survived."""
    what: str = ""
    """Of one that survived, the changed place before and after."""


@dataclass(frozen=True)
class Found:
    """The mutants of one module."""

    fingerprint: str
    """Of the module, and of the tests."""
    made: int
    """How many there are, tried or not."""
    tried: Mapping[str, Tried] = field(default_factory=dict)
    """Those that were tried, by id."""


def modules() -> list[str]:
    """The full names of the modules that are changed, sorted."""
    paths = (path for name in PACKAGES for path in (ROOT / "gen" / name).glob("*.py"))
    names = (".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths)
    return sorted(name.removesuffix(".__init__") for name in names)


def path_of(module: str) -> Path:
    """The file of a module."""
    stem = ROOT.joinpath(*module.split("."))
    return stem / "__init__.py" if stem.is_dir() else stem.with_suffix(".py")


def tests() -> list[Path]:
    """The files of tests that count."""
    return [ROOT / "tests" / f"test_{name}.py" for name in TESTS]


def _with_helpers() -> list[Path]:
    return [*tests(), *(ROOT / "tests" / f"{name}.py" for name in HELPERS)]


def fingerprint(module: str) -> str:
    """The fingerprint of a module and of the tests: 16 hexadecimal digits."""
    text = "\n".join(_code(path) for path in (path_of(module), *_with_helpers()))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@cache
def _code(path: Path) -> str:
    """A file without its comments; nothing where there is none."""
    return ast.unparse(ast.parse(path.read_text(encoding="utf-8"))) if path.is_file() else ""


def files() -> list[Path]:
    """All files that the summary depends on."""
    kept = [path for path in (FILE, REASONS) if path.is_file()]
    return [*kept, *map(path_of, modules()), *filter(Path.is_file, _with_helpers())]


def read() -> dict[str, Found]:
    """The results by module; empty before the first run."""
    if not FILE.is_file():
        return {}
    return {
        module: Found(
            fingerprint=one["fingerprint"],
            made=one["made"],
            tried={name: Tried(**mutant) for name, mutant in one["tried"].items()},
        )
        for module, one in read_json(FILE).items()
    }


def write(results: Mapping[str, Found]) -> None:
    """Nothing; the results stand in their file afterwards, sorted."""
    plain = {module: asdict(one) for module, one in sorted(results.items())}
    for one in plain.values():
        one["tried"] = dict(sorted(one["tried"].items()))
    write_json(FILE, plain)


def reasons() -> dict[tuple[str, str], str]:
    """Why a mutant that survives does no harm, by its module and what is changed."""
    listed = tomllib.loads(REASONS.read_text(encoding="utf-8")).get("mutant", [])
    return {(one["module"], one["what"]): one["reason"] for one in listed}


COLUMNS = ("made", "tried", "stopped", "harmless", "left")
"""The numbers of a row."""


@dataclass(frozen=True)
class Row:
    """The mutants of one package."""

    package: str
    made: int
    tried: int
    stopped: int
    harmless: int
    left: int


@dataclass(frozen=True)
class Survivor:
    """A mutant that no test stopped."""

    module: str
    kind: str
    what: str
    reason: str | None
    """Why it does no harm; None where it would, or nobody knows."""


@dataclass(frozen=True)
class Summary:
    """What a page says of the mutants of the checking code."""

    rows: tuple[Row, ...]
    stale: int
    """How many modules were changed since, or tried by other tests."""
    survivors: tuple[Survivor, ...]
    kinds: Mapping[str, tuple[int, int]]
    """By kind, how many were stopped and how many tried; the most first."""
    stopped_by: Mapping[str, int]
    """The files of tests by how many mutants they were the first to stop, the most first."""

    def total(self, column: str) -> int:
        """The sum of a column."""
        return sum(getattr(row, column) for row in self.rows)


def summary(found: Mapping[str, Found], why: Mapping[tuple[str, str], str]) -> Summary:
    """The results of all modules together.

    why: the reasons of those that do no harm.
    """
    survivors = tuple(
        Survivor(module, one.kind, one.what, why.get((module, one.what)))
        for module, result in found.items()
        for one in result.tried.values()
        if one.by is None
    )
    all_tried = [one for result in found.values() for one in result.tried.values()]
    stopped = [one for one in all_tried if one.by is not None]
    kinds, killed = Counter(one.kind for one in all_tried), Counter(one.kind for one in stopped)
    files = Counter(
        str(one.by).removeprefix("the import of ").partition("::")[0] for one in stopped
    )
    return Summary(
        rows=tuple(_row(package, found, survivors) for package in PACKAGES),
        stale=sum(one.fingerprint != fingerprint(module) for module, one in found.items()),
        survivors=survivors,
        kinds={kind: (killed[kind], count) for kind, count in kinds.most_common()},
        stopped_by=dict(files.most_common()),
    )


def _row(package: str, found: Mapping[str, Found], survivors: tuple[Survivor, ...]) -> Row:
    here = [one for module, one in found.items() if module.split(".")[1] == package]
    tried = [one for result in here for one in result.tried.values()]
    alive = [one for one in survivors if one.module.split(".")[1] == package]
    harmless = sum(one.reason is not None for one in alive)
    return Row(
        package=package,
        made=sum(one.made for one in here),
        tried=len(tried),
        stopped=len(tried) - len(alive),
        harmless=harmless,
        left=len(alive) - harmless,
    )
