"""The exchange of a finished site: MkDocs makes the new one apart, then it takes the old place.

Whenever a build ends, for whatever reason, one of the two is whole and the next build finds it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from gen import manifest
from gen.dependencies import ROOT
from gen.errors import Problem
from gen.files import writing
from gen.workers import how_it_ended

SECONDS = 900
"""More than any site of this size takes; better a build that fails than one that waits for ever."""
QUIET = {"NO_MKDOCS_2_WARNING": "1"}
"""Keeps Material's banner about its successor, which is news for us, from who builds the site."""


def make(site: Path, settings: Mapping[str, str], made_with: Mapping[str, Any]) -> None:
    """Nothing; the site is the one of today.

    settings: environment variables for MkDocs; made_with: for the manifest.
    """
    fresh, former = _fresh(site), _former(site)
    shutil.rmtree(fresh, ignore_errors=True)
    _run_mkdocs(fresh, settings)
    manifest.add(fresh, made_with)
    with writing(site):
        shutil.rmtree(former, ignore_errors=True)
        if site.exists():
            site.rename(former)
        fresh.rename(site)
    shutil.rmtree(former, ignore_errors=True)


def restore(sites: Iterable[Path]) -> None:
    """Nothing; where a build was killed between the two steps, the site before is in its place."""
    for site in sites:
        if not site.exists() and (former := _former(site)).exists():
            former.rename(site)


def _fresh(site: Path) -> Path:
    """Where the new site is made."""
    return ROOT / "build" / f"{site.name}-fresh"


def _former(site: Path) -> Path:
    """Where the site before stands while the new one takes its place, which is two steps."""
    return ROOT / "build" / f"{site.name}-former"


def _run_mkdocs(folder: Path, settings: Mapping[str, str]) -> None:
    # Not --quiet: with it, --strict lets broken links pass.
    command = [sys.executable, "-m", "gen.mkdocs", "build", "--strict", "--site-dir", str(folder)]
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, **QUIET, **settings},
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=SECONDS,
            close_fds=False,  # the lock of the build is inherited
        )
    except subprocess.TimeoutExpired as error:
        raise Problem(
            f"mkdocs build did not end in {SECONDS} s; run it alone to see why: "
            "python -m gen.mkdocs build --strict"
        ) from error
    if done.returncode < 0:
        raise Problem(f"mkdocs build {how_it_ended(done.returncode)}; run this again")
    if done.returncode or not (folder / "index.html").is_file():
        lines = (done.stdout + done.stderr).splitlines()
        if "Traceback (most recent call last):" in lines:
            raise Problem(
                f"mkdocs build failed with {lines[-1]}; run it alone to see where: "
                "python -m gen.mkdocs build --strict"
            )
        telling = [
            line.partition("-  ")[2] or line
            for line in lines
            if line.strip() and not line.startswith(("INFO", "Aborted", "ERROR   -  Error"))
        ]
        raise Problem("\n".join(telling) or "mkdocs build failed without a message")
