"""Jinja's templates as it has compiled them, kept from one run to the next.

To compile them takes longer than to fill them in, and from build to build most are the same.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

from gen.files import writing


def templates(folder: Path, made_with: Iterable[str]) -> FileSystemBytecodeCache:
    """Where Jinja finds a template compiled, if a run before has and its text is the same.

    made_with: what becomes of templates follows from besides their names and texts, of which alone
    Jinja takes notice. What was compiled with others is gone from the folder.
    """
    kept = folder / hashlib.sha256("\n".join(made_with).encode()).hexdigest()[:16]
    for other in set(folder.glob("*")) - {kept}:
        shutil.rmtree(other, ignore_errors=True)
    with writing(kept):
        kept.mkdir(parents=True, exist_ok=True)
    return _Compiled(str(kept))


class _Compiled(FileSystemBytecodeCache):
    """Compiled templates in a folder; Jinja compiles again what is cut off there, or gone."""

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            super().load_bytecode(bucket)
        except Exception:  # whatever pickle makes of half a file
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        # Another run, of other packages, has taken the folder away.
        with suppress(FileNotFoundError):
            super().dump_bytecode(bucket)
