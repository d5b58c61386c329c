"""Files of the build: written whole or not at all, and only when their bytes change."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gen.errors import Problem


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Nothing; a Problem where the system refuses to write: a full disk, a missing right."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise Problem(
            f"{path}: {reason}; make room or allow to write there, and run this again"
        ) from error


def write(path: Path, content: str | bytes) -> None:
    """Nothing; the file holds the content afterwards, or if interrupted what it held before."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    with writing(path):
        if path.is_file() and path.read_bytes() == data:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            draft.write_bytes(data)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)


def write_json(path: Path, value: Any) -> None:
    """Nothing; the file holds the value as readable JSON, without nan or infinity."""
    write(path, json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n")


def read_json(path: Path) -> Any:
    """The value in a JSON file.

    Raises Problem when it is cut off or was never JSON.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise Problem(
            f"{path}: truncated or altered ({error}); restore it with git, "
            "or delete it if git does not know it, and run this again"
        ) from error
