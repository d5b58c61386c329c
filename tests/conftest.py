"""What all tests share: the CPU path of the build, and the finished site."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gen import cpu

ROOT = Path(__file__).parents[1]

# Before any test imports torch: the numbers of the tests are those of the build.
cpu.fix_path()


@pytest.fixture(scope="session")
def site() -> Path:
    """The folder of the site, brought up to date as `make docs` does."""
    subprocess.run([sys.executable, "-m", "gen.build"], cwd=ROOT, check=True)
    return ROOT / "site"
