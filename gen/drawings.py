"""The figures of articles: drawn by a module of gen/figures/, with what stands beside them.

Beside the drawing of a figure stand the data that an interactive one looks up, and the numbers
behind it as a table. A module's manifest lists its figures.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from gen.dependencies import ROOT, modules_that_assign
from gen.errors import Problem
from gen.figures import DATA, TABLE
from gen.files import read_json, write, write_json
from gen.lookups import Parts

FOLDER = ROOT / "build" / "figures"


def modules() -> tuple[str, ...]:
    """The modules of gen/figures/ that draw the figures of an article."""
    drawn = modules_that_assign("FIGURES", "gen.figures")
    return tuple(sorted({*drawn, *from_records()}))


def from_records() -> tuple[str, ...]:
    """Those of them that draw figures from the records."""
    return modules_that_assign("RECORD_FIGURES", "gen.figures")


def draw(module: str, records: Callable[[str], Any], parts: Parts) -> None:
    """Nothing; the figures of a module and its manifest are drawn.

    records: gives the record of a slug, from which some figures are drawn; parts: those that
    were drawn before and have looked at nothing that has changed.
    """
    drawn = import_module(f"gen.figures.{module}")
    figures = dict(getattr(drawn, "FIGURES", {}))
    for name, from_records in getattr(drawn, "RECORD_FIGURES", {}).items():
        figures[name] = partial(from_records, records)
    interactive, tables = getattr(drawn, "DATA", {}), getattr(drawn, "TABLES", {})
    if unknown := sorted(set(tables) - set(figures)):
        raise Problem(
            f"gen/figures/{module}.py: TABLES has {', '.join(unknown)}, which is no figure of it"
        )

    def drawing(name: str) -> str:
        write(FOLDER / f"{name}.svg", figures[name]())
        if name in interactive:
            write_json(FOLDER / f"{name}{DATA}", interactive[name]())
        else:
            (FOLDER / f"{name}{DATA}").unlink(missing_ok=True)
        if name in tables:
            write(FOLDER / f"{name}{TABLE}", tables[name]().csv())
        else:
            (FOLDER / f"{name}{TABLE}").unlink(missing_ok=True)
        return _digest(name)

    def is_left(name: str, digest: str) -> bool:
        return digest == _digest(name)

    # With what stands in each file, so that a new drawing under an old name is not overlooked.
    digests = {
        name: parts.part(name, partial(drawing, name), partial(is_left, name))
        for name in sorted(figures)
    }
    write_json(manifest(module), digests)
    parts.write()


def manifest(module: str) -> Path:
    """The figures that a module has drawn, by name, each with a digest."""
    return FOLDER / f"{module}.json"


def names(module: str) -> list[str]:
    """The names of these figures; none where the file is missing or cut off, and will be redone."""
    try:
        return list(read_json(manifest(module)))
    except (FileNotFoundError, Problem):
        return []


def files(module: str) -> list[Path]:
    """The files of these figures, as far as they exist, and of figures that were drawn before."""
    return [path for name in names(module) for path in _files(name)]


def remove_others(kept: Iterable[str]) -> None:
    """Nothing; no figure is left but those of these names and of the modules that there are."""
    owned = {*kept, *(name for module in modules() for name in names(module))}
    for path in FOLDER.glob("*.svg"):
        if path.stem not in owned:
            for file in _files(path.stem):
                file.unlink(missing_ok=True)


def _files(figure: str) -> list[Path]:
    return [FOLDER / f"{figure}{ending}" for ending in (".svg", DATA, TABLE)]


def _digest(figure: str) -> str:
    found = (path.read_bytes() for path in _files(figure) if path.is_file())
    return hashlib.sha256(b"".join(found)).hexdigest()
