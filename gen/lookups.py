"""At what a task looks while it runs, where nobody can know that before: entries, and records.

The build remembers it, and does a task again when something has changed at which it has looked.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, wraps
from typing import ParamSpec, TypeVar

from gen.dependencies import ROOT

P = ParamSpec("P")
T = TypeVar("T")

ALL = "*"
"""The name of what somebody has looked at who asks which entries there are."""
_looking: list[set[str]] = []


@contextmanager
def looked_at() -> Iterator[set[str]]:
    """The names of what is looked at meanwhile."""
    _looking.append(set())
    try:
        yield _looking[-1]
    finally:
        _looking.pop()


def look_at(names: Iterable[str]) -> None:
    """Nothing; somebody looks at entries, named by their slugs, or at files of the project."""
    if _looking:
        _looking[-1].update(names)


def remembered(function: Callable[P, T]) -> Callable[P, T]:
    """The function, computed once for the same arguments.

    Unlike with functools.cache alone, who calls it again looks again at what it has looked at.
    """

    @cache
    def computed(*arguments: P.args, **named: P.kwargs) -> tuple[T, set[str]]:
        with looked_at() as names:
            return function(*arguments, **named), names

    @wraps(function)
    def recalled(*arguments: P.args, **named: P.kwargs) -> T:
        found, names = computed(*arguments, **named)  # type: ignore[arg-type]  # hashable, as ever
        look_at(names)
        return found

    recalled.cache_clear = computed.cache_clear  # type: ignore[attr-defined]  # as of any cache
    return recalled


def digest(name: str, entries: Mapping[str, str]) -> str:
    """The digest of what has such a name; an empty one where it is gone.

    That of ALL is of which entries there are, not of what they are.

    entries: the texts of definitions by slug.
    """
    if name == ALL:
        return _sha256(json.dumps(sorted(entries)).encode())
    if name in entries:
        return _sha256(entries[name].encode())
    path = ROOT / name
    return _sha256(path.read_bytes()) if path.is_file() else ""


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
