"""What all tests share: the CPU path of the build, no network, the finished site, a browser."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import loopback
import pytest
from browser import Served, chromium, serving
from building import ROOT, bring_up_to_date
from filelock import FileLock
from kinds import one_of_each_kind
from playwright.sync_api import Browser
from project import Project, copy

from gen import cpu
from gen.files import read_json

# Before any test imports torch: the numbers of the tests are those of the build, and so is the
# number of its threads, which only get in each other's way on tensors as small as these.
cpu.fix_path()
os.environ.setdefault("OMP_NUM_THREADS", "1")

# In each process of the tests, and as early as it can be: also while tests are collected.
sys.addaudithook(loopback.only)

LONG = (
    *("faults", "plot", "build", "accessibility", "experiments", "site", "table", "network"),
    *("reproducible", "claims", "rendered", "notebooks", "compare", "verification", "instant"),
    *("offline", "figures", "mutation"),
)
"""The files of tests that take longest, without their common beginning."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Nothing; these files come first: else a core would wait for one of them at the end."""
    places = {f"test_{name}": place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: places.get(item.path.stem, len(LONG)))


@pytest.fixture(scope="session")
def site() -> Path:
    """The folder of the site, brought up to date as `make docs` does."""
    bring_up_to_date()
    return ROOT / "site"


@pytest.fixture(scope="session")
def activations(site: Path) -> list[dict[str, Any]]:
    """The records that the site publishes."""
    found: list[dict[str, Any]] = read_json(site / "data" / "activations.json")["activations"]
    return found


@pytest.fixture(scope="session")
def records(activations: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The same by slug."""
    return {record["slug"]: record for record in activations}


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[Served]:
    """The built site behind a web server."""
    with serving(site) as served:
        yield served


@pytest.fixture(scope="module")
def addresses(site: Path, served: Served) -> list[str]:
    """Pages that together show all that any page shows; with EVERY_PAGE set, every page."""
    if os.environ.get("EVERY_PAGE"):
        return served.urls
    home = min((url for url in served.urls if url.endswith("/")), key=len)
    return [urljoin(home, name) for name in one_of_each_kind(site)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; without one the tests are skipped, loudly, and in CI they fail."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def before(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Project:
    """A small copy of the project in which a build has ended; nothing else is built here.

    The processes of the tests share it.
    """
    own = tmp_path_factory.getbasetemp()
    finished = Project((own if worker_id == "master" else own.parent) / "finished")
    with FileLock(f"{finished.folder}.lock"):
        if not finished.has("site/index.html"):
            outcome = copy(finished.folder).build()
            assert (outcome.status, outcome.errors) == (0, ())
    return finished


@pytest.fixture
def project(before: Project, tmp_path: Path) -> Iterator[Project]:
    """The same in a folder of its own, for a test to change and to build."""
    copied = before.copy(tmp_path / "project")
    yield copied
    shutil.rmtree(copied.folder)
