"""The packages that build the site: each with its version and its license, as it states them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import metadata
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).parents[1] / "requirements.txt"


class Package(NamedTuple):
    """What the page of notices says of a package."""

    version: str
    license: str


@cache
def packages() -> Mapping[str, Package]:
    """The pinned packages by name; a version is the pinned one, without the label of a build."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    pins = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {name: Package(version, _license(name)) for name, version in pins}


def _license(name: str) -> str:
    """An SPDX expression, or the words that were usual before; empty when there are none."""
    about = metadata(name)
    for words in (*about.get_all("License-Expression", []), *about.get_all("License", [])):
        # Some give the whole text of their license here.
        if words != "UNKNOWN" and "\n" not in words:
            return str(words)
    found = [one for one in about.get_all("Classifier", []) if one.startswith("License")]
    return ", ".join(one.rpartition(" :: ")[2] for one in found)
