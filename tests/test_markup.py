"""The HTML of every page by the Nu validator; tests/markup_exceptions.toml names what may stand."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

TOOLS = Path(__file__).parent / "tools" / "node_modules"
VALIDATOR = TOOLS / "vnu-jar" / "build" / "dist" / "vnu.jar"
EXCEPTIONS = Path(__file__).with_name("markup_exceptions.toml")


def exceptions() -> dict[str, str]:
    """Pattern of a message -> why it stands."""
    found = tomllib.loads(EXCEPTIONS.read_text(encoding="utf-8"))["exception"]
    return {one["message"]: one["reason"] for one in found}


def messages(pages: Iterable[Path]) -> list[dict[str, Any]]:
    """What the validator says of pages; it reads all of them at once, because it starts slowly."""
    if not VALIDATOR.is_file() or shutil.which("java") is None:
        reason = "NO VALIDATOR, THE HTML WAS NOT LOOKED AT: it needs Java, and make check-all"
        if os.environ.get("EVERY_PAGE"):
            pytest.fail(reason)
        pytest.skip(reason)
    command = ["java", "-Xss8m", "-jar", str(VALIDATOR), "--format", "json", "--errors-only"]
    done = subprocess.run([*command, *map(str, pages)], capture_output=True, check=False)
    found: list[dict[str, Any]] = json.loads(done.stderr)["messages"]
    return found


def test_pages_are_valid_but_for_the_named_errors(site: Path) -> None:
    named = exceptions()
    patterns = {message: re.compile(message) for message in named}
    used = set()
    wrong: dict[str, set[str]] = defaultdict(set)
    for one in messages(sorted(site.rglob("*.html"))):
        known = [it for it, pattern in patterns.items() if pattern.fullmatch(one["message"])]
        used.update(known)
        if not known:
            page = one["url"].partition(f"{site}/")[2]
            wrong[one["message"]].add(f"{page}:{one.get('lastLine')}: {one.get('extract', '')!r}")
    assert not wrong, "\n".join(
        f"{message} ({len(places)} times, first {min(places)})" for message, places in wrong.items()
    )
    assert used == set(named), f"no longer needed: {sorted(set(named) - used)}"


def test_validator_would_find_something(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<!doctype html><html lang=en><title>t</title><p id=a><p id=a>", "utf-8")
    assert [one["message"] for one in messages([page])] == ["Duplicate ID “a”."]
