"""The checkout's own site, which several processes of the tests want at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from filelock import FileLock

ROOT = Path(__file__).parents[1]


def bring_up_to_date(*target: str) -> None:
    """Nothing; the target of `python -m gen.build` is made afterwards.

    A build does not wait for another one in its folder, so the processes wait for each other here.
    """
    (ROOT / "build").mkdir(exist_ok=True)
    with FileLock(ROOT / "build" / "tests.lock"):
        subprocess.run([sys.executable, "-m", "gen.build", *target], cwd=ROOT, check=True)
