"""What doit remembers of each task: the files that it read and made, as its last success left them.

They stand in a database of SQLite, which a build that is killed may leave damaged.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

from gen.dependencies import ROOT
from gen.errors import Problem
from gen.files import writing
from gen.lookups import Digest, changed

NOTES = ROOT / "build" / "tasks.sqlite3"


def remove_unreadable(notes: Path) -> None:
    """Nothing; notes that doit could not read are gone, so that every task runs again.

    Raises Problem where another program holds them.
    """
    try:
        with closing(sqlite3.connect(notes)) as database:
            for (note,) in database.execute("select task_data from doit"):
                json.loads(note)
    except (sqlite3.Error, ValueError) as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
            raise Problem(f"{notes} is locked; close the program that reads it") from error
        with writing(notes):
            for path in notes.parent.glob(f"{notes.name}*"):
                path.unlink()


def as_it_was_left(
    task: Any, values: Mapping[str, Any], made: Callable[[], Iterable[Path]]
) -> bool:
    """Whether what a task of doit has made holds the bytes of its last success.

    It does not after a build that was killed before it wrote its notes, or where a file was cut
    off or edited.
    """

    def state() -> dict[str, str]:
        files = sorted(path for path in made() if path.is_file())
        return {name(it): hashlib.sha256(it.read_bytes()).hexdigest() for it in files}

    task.value_savers.append(lambda: {"made": state()})
    now = state()
    return bool(values.get("made", now) == now)


def looks_the_same(task: Any, values: Mapping[str, Any], now: Digest) -> bool:
    """Whether all at which a task of doit has looked is what it was at its last success.

    The task returns the digests of it as "looked_at".
    """
    return "looked_at" in values and not changed(values["looked_at"], now)


@cache
def name(path: Path) -> str:
    """What notes call a file: its path from the root.

    So a build that has been moved or copied is still up to date.
    """
    return path.relative_to(ROOT).as_posix()
