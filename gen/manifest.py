"""The manifest of the built site: what made it, and the SHA-256 of each of its files.

    python -m gen.manifest DIR    a deployed copy held against the site that was built here

A copy that has its own manifest changed is found out too: it is the one here that counts.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gen.errors import Problem
from gen.files import read_json, write_json

FILE = Path("data/manifest.json")
"""Where the manifest stands in the site; it names every other file."""
SITE = Path(__file__).parent.parent / "site"


def main(arguments: list[str]) -> int:
    """0 when the copy has every file as it was built and no other, 1 when a line says what not."""
    if len(arguments) != 1:
        sys.stderr.write("usage: make verify-site DIR=/path/of/the/copy\n")
        return 2
    try:
        listed = files(SITE)
        found = differences(listed, Path(arguments[0]))
    except Problem as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stderr.writelines(f"{line}\n" for line in found)
    if not found:
        sys.stdout.write(f"{arguments[0]}: {len(listed)} files, all as they were built\n")
    return 1 if found else 0


def add(site: Path, made_with: Mapping[str, Any]) -> None:
    """Nothing; the site has its manifest afterwards.

    made_with: the versions, the path through the processor and the fingerprints behind the site.
    """
    write_json(site / FILE, {**made_with, "files": _sums(site)})


def files(site: Path) -> dict[str, str]:
    """The files of a built site with their SHA-256, by its manifest.

    Raises Problem when there is none.
    """
    if not (site / FILE).is_file():
        raise Problem(f"{site / FILE} is missing; build the site with: make docs")
    listed: dict[str, str] = read_json(site / FILE)["files"]
    return listed


def differences(listed: Mapping[str, str], copy: Path) -> list[str]:
    """A line for each file of a copy that is missing, altered or not of the site.

    Raises Problem when the copy is no folder.
    """
    if not copy.is_dir():
        raise Problem(f"{copy}: no such folder; name the folder of the deployed site")
    found = _sums(copy)
    lines = [f"{name}: missing" for name in listed.keys() - found.keys()]
    lines += [f"{name}: not of the site" for name in found.keys() - listed.keys()]
    lines += [
        f"{name}: altered, its SHA-256 begins with {found[name][:12]} and not with {digest[:12]}"
        for name, digest in listed.items()
        if found.get(name, digest) != digest
    ]
    return sorted(lines)


def _sums(folder: Path) -> dict[str, str]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    named = {path.relative_to(folder).as_posix(): path for path in paths}
    named.pop(FILE.as_posix(), None)
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in named.items()}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
