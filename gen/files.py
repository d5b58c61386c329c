"""Files of the build: written whole or not at all, and only when their bytes change."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any


def write(path: Path, text: str) -> None:
    """Nothing; the file holds the text afterwards, or if interrupted what it held before."""
    data = text.encode("utf-8")
    if path.is_file() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    draft.write_bytes(data)
    draft.replace(path)


def write_json(path: Path, value: Any) -> None:
    """Nothing; the file holds the value as readable JSON, without nan or infinity."""
    write(path, json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n")


def read_json(path: Path) -> Any:
    """The value in a JSON file."""
    return json.loads(path.read_text(encoding="utf-8"))
