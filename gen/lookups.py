"""At what a task looks while it runs, where nobody can know that before: entries, and records.

The build remembers it, and does a task again when something has changed at which it has looked; of
its parts, such as the claims of a module, those alone to which that applies.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

from gen.dependencies import ROOT
from gen.files import write_json

P = ParamSpec("P")
T = TypeVar("T")

IN_TORCH = "*torch"
"""The name of what somebody has looked at who asks which entries torch has."""
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
            try:
                return function(*arguments, **named), names
            except BaseException:
                # Nothing is remembered; who asked has looked at them all the same.
                for outer in _looking[-2:-1]:
                    outer.update(names)
                raise

    @wraps(function)
    def recalled(*arguments: P.args, **named: P.kwargs) -> T:
        found, names = computed(*arguments, **named)  # type: ignore[arg-type]  # hashable, as ever
        look_at(names)
        return found

    recalled.cache_clear = computed.cache_clear  # type: ignore[attr-defined]  # as of any cache
    return recalled


Digest = Callable[[str], str]
"""Gives the digest of what has a name."""


class Parts:
    """The parts of a task, each kept in a file with what it has looked at.

    reads, versions: what all of them follow from besides; with others, none is kept.
    """

    def __init__(
        self, file: Path, reads: Iterable[Path], versions: Mapping[str, str], now: Digest
    ) -> None:
        texts = [path.read_bytes().decode() for path in reads]
        self._file, self._now = file, now
        self._key = key = _sha256(json.dumps([texts, versions]).encode())
        self._made: dict[str, Any] = {}
        try:
            found = json.loads(file.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            found = {}
        self._kept = found["parts"] if found.get("key") == key else {}

    def part(
        self, name: str, make: Callable[[], T], is_left: Callable[[T], bool] = lambda _: True
    ) -> T:
        """What `make` returns now, or returned when what it looked at was the same.

        It can be written as JSON. `is_left` tells whether what it has made besides is still there.
        """
        kept = self._kept.get(name)
        if kept is None or changed(kept["looked_at"], self._now) or not is_left(kept["found"]):
            with looked_at() as names:
                found: Any = make()
            kept = {"looked_at": digests(names, self._now), "found": found}
        look_at(kept["looked_at"])
        self._made[name] = kept
        return cast(T, kept["found"])

    def write(self) -> None:
        """Nothing; the next run finds the parts of this one, and no other."""
        write_json(self._file, {"key": self._key, "parts": self._made})


def digests(names: Iterable[str], now: Digest) -> dict[str, str]:
    """The digests of what was looked at, by name."""
    return {name: now(name) for name in sorted(names)}


def changed(before: Mapping[str, str], now: Digest) -> bool:
    """Whether anything has changed of which these were the digests."""
    return any(now(name) != former for name, former in before.items())


def digest(name: str, entries: Mapping[str, str]) -> str:
    """The digest of what has such a name; an empty one where it is gone.

    That of IN_TORCH is of which entries torch has, not of what they are.

    entries: the texts of definitions by slug.
    """
    if name == IN_TORCH:
        return _sha256(json.dumps(in_torch(entries)).encode())
    if name in entries:
        return _sha256(entries[name].encode())
    path = ROOT / name
    return _sha256(path.read_bytes()) if path.is_file() else ""


def catalog_digest(entries: Mapping[str, str]) -> str:
    """The digest of all definitions.

    entries: their texts by slug.
    """
    return _sha256(json.dumps(entries, sort_keys=True).encode())


def in_torch(entries: Mapping[str, str]) -> list[str]:
    """The slugs of the entries that name a module of torch, sorted.

    entries: the texts of definitions by slug, which are normalized code.
    """
    return sorted(slug for slug, text in entries.items() if "torch='torch." in text)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
