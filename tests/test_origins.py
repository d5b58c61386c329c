"""Where each file of the site comes from: made here, written here, or named in a notice."""

from __future__ import annotations

import fnmatch
import hashlib
import importlib.metadata
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from mkdocs.utils import get_theme_dir

from gen.packages import packages

ROOT = Path(__file__).parents[1]
NOTICES = (ROOT / "docs" / "third-party.md").read_text(encoding="utf-8")
LICENSES = ROOT / "docs" / "assets" / "licenses"
THEME = Path(get_theme_dir("material"))
ICONS = THEME / ".icons"
ICON_SETS = {"material", "octicons", "fontawesome"}
MADE = (
    *("*.html", "llms.txt", "sitemap.xml", "sitemap.xml.gz", "search/search_index.json"),
    *("notebooks/*.ipynb", "data/manifest.json"),
)
"""What MkDocs and its hooks write; all else that is made here stands in build/docs."""
CHANGED = ("assets/javascripts/workers/search.*.min.js", "assets/stylesheets/palette.*.min.css")
"""The files of the theme that our hooks change."""
MACHINE = re.compile(
    r"(?:(?<![\w./-])|(?<=file://))/(?:home|root|Users|work|builds?|tmp|var/folders)/[\w.-]"
    r"|\b[A-Z]:\\{1,2}(?:Users|Windows|Program)"
)
"""How the path of a file on one machine begins, on Linux, macOS and Windows."""


def published(site: Path) -> list[str]:
    found = sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    assert len(found) > 300, "no site was looked at"
    return found


def vendored() -> dict[str, str]:
    """Path in the site -> SHA-256 of what stands in docs/ and others made."""
    lines = (ROOT / "gen/vendor/SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = {path: digest for digest, path in (line.split("  ", 1) for line in lines)}
    return {
        path.removeprefix("docs/"): digest
        for path, digest in sums.items()
        if path.startswith("docs/")
    }


def test_every_file_was_made_here_or_written_here_or_has_a_notice(site: Path) -> None:
    noticed = re.findall(r"`(assets/[^`]*\*)`", NOTICES)
    unknown, seen = [], set()
    for name in published(site):
        digest = hashlib.sha256((site / name).read_bytes()).hexdigest()
        if name in vendored():
            assert digest == vendored()[name], f"{name} is not as it stands in docs/"
        elif (THEME / name).is_file() and name.startswith("assets/"):
            found = [pattern for pattern in noticed if fnmatch.fnmatch(name, pattern)]
            assert found, f"{name}: the theme's, and docs/third-party.md does not name it"
            seen.update(found)
            same = (THEME / name).read_bytes() == (site / name).read_bytes()
            assert same != any(fnmatch.fnmatch(name, pattern) for pattern in CHANGED), name
        elif not (
            (ROOT / "docs" / name).is_file()
            or (ROOT / "build" / "docs" / name).is_file()
            or (name.startswith("cards/") and (ROOT / "build" / name).is_file())
            or any(fnmatch.fnmatch(name, pattern) for pattern in MADE)
        ):
            unknown.append(name)
    assert not unknown
    assert seen == set(noticed), "a notice names files that the site does not have"
    assert vendored().keys() <= set(published(site))


def test_what_the_theme_bundles_has_a_notice(site: Path) -> None:
    """By the source maps, which name each file that went into a script or a style sheet."""
    maps = [site / name for name in published(site) if name.endswith(".map")]
    sources = [source for path in maps for source in json.loads(path.read_text("utf-8"))["sources"]]
    found = {match[1] for one in sources if (match := re.search(r"node_modules/([^/]+)/", one))}
    assert len(found) > 5
    assert {name for name in found if not (LICENSES / f"{name}-LICENSE").is_file()} == set()


def test_licenses_of_the_theme_are_those_it_was_installed_with() -> None:
    files = importlib.metadata.files("mkdocs-material") or []
    own = next(file for file in files if file.match("*.dist-info/licenses/LICENSE"))
    assert own.read_text() == (LICENSES / "mkdocs-material-LICENSE").read_text(encoding="utf-8")
    for icons in ICON_SETS:
        (installed,) = (ICONS / icons).glob("LICENSE*")
        assert installed.read_bytes() == (LICENSES / f"{icons}-icons-LICENSE").read_bytes()


def test_icons_are_of_the_sets_with_a_notice(site: Path) -> None:
    """The theme brings others too, each under a license of its own."""
    shapes = re.compile(r"\bd=[\"']?([^\"'>]+)")
    drawn = {
        shape
        for name in published(site)
        if name.endswith((".html", ".css"))
        for shape in shapes.findall((site / name).read_text(encoding="utf-8"))
    }
    of = {folder.name: set(shapes_in(folder)) for folder in ICONS.iterdir() if folder.is_dir()}
    used = {name for name, known in of.items() if known & drawn}
    assert used == ICON_SETS


def shapes_in(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*.svg"):
        yield from re.findall(r'\bd="([^"]+)"', path.read_text(encoding="utf-8"))


def test_every_package_states_its_version_and_its_license(site: Path) -> None:
    assert len(packages()) > 100
    assert not [name for name, one in packages().items() if not one.license]
    page = (site / "third-party" / "index.html").read_text(encoding="utf-8")
    for name, one in packages().items():
        assert f"<td>{name}</td>\n<td>{one.version}</td>\n<td>{one.license}</td>" in page


# --- no path of a machine ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('File "/home/ada/x.py"', True),
        ("file:///Users/ada/x", True),
        ("C:\\\\Users", True),
        ("DIR=/path/of/copy", False),
        ("https://example.org/home/x", False),
    ],
)
def test_a_path_of_a_machine_is_seen(text: str, found: bool) -> None:
    assert bool(MACHINE.search(text)) == found


def test_no_file_of_the_repository_holds_a_path_of_a_machine() -> None:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    names = [name for name in listed.stdout.decode("utf-8").split("\0") if name]
    assert len(names) > 500
    held = {name: found for name in names if (found := machine_path(ROOT / name))}
    assert held.pop("tests/test_origins.py"), "those of the test above were not seen"
    assert not held


def test_no_file_of_the_site_holds_a_path_of_a_machine(site: Path) -> None:
    held = {name: found for name in published(site) if (found := machine_path(site / name))}
    assert not held


def machine_path(file: Path) -> str:
    """The first path of a machine in a text, with what follows; empty when there is none."""
    content = file.read_bytes()
    found = None if b"\0" in content else MACHINE.search(content.decode("utf-8"))
    return found.string[found.start() : found.end() + 60] if found else ""
