"""Tests of `gen.hooks`: MkDocs stays quick because it imports none of the heavy libraries."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
HEAVY = {"flint", "matplotlib", "numpy", "scipy", "sympy", "torch"}


def test_hooks_import_no_heavy_library() -> None:
    listing = subprocess.run(
        [sys.executable, "-c", "import gen.hooks, sys; print(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    modules = set(listing.stdout.split())
    assert "gen.hooks" in modules
    assert not modules & HEAVY
