"""Tests of the vendored files: none changed, none unlisted, each named with version and license."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from gen.typesetting import katex_version

ROOT = Path(__file__).parents[1]
SUMS = ROOT / "gen/vendor/SHA256SUMS"
NOTICES = ROOT / "docs/third-party.md"
FOLDERS = (
    *("docs/assets/fonts", "docs/assets/katex", "docs/assets/licenses"),
    *("gen/vendor", "tests/vendor"),
)


def _listed() -> dict[str, str]:
    """Path -> SHA-256, from lines as `sha256sum` writes them."""
    lines = SUMS.read_text(encoding="utf-8").splitlines()
    return {path: digest for digest, path in (line.split("  ", 1) for line in lines)}


def _vendored() -> dict[str, Path]:
    files = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix(): path for path in files if path != SUMS}


def test_checksums_are_of_the_vendored_files_and_of_no_others() -> None:
    found = {
        name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in _vendored().items()
    }
    assert found, "no vendored file was found"
    assert found == _listed(), (
        "vendored files and gen/vendor/SHA256SUMS differ; if the change is meant, write the new "
        "sums there and the new version into docs/third-party.md"
    )


def test_notices_name_the_versions_that_the_files_name() -> None:
    axe = re.match(r"/\*! axe v([\d.]+)", (ROOT / "tests/vendor/axe.min.js").read_text("utf-8"))
    assert axe
    for part, version in (("KaTeX", katex_version()), ("axe-core", axe[1])):
        row = next(line for line in NOTICES.read_text("utf-8").splitlines() if f"[{part}]" in line)
        assert f"| {version} |" in row


def test_each_notice_links_a_license_that_is_there() -> None:
    text = NOTICES.read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| [")]
    licenses = [re.search(r"\((assets/[^)]*LICENSE)\) \|$", row) for row in rows]
    assert len(licenses) >= 13
    for row, found in zip(rows, licenses, strict=True):
        assert found, f"no license in: {row}"
        assert (NOTICES.parent / found[1]).is_file(), found[1]


def test_each_license_is_linked() -> None:
    text = NOTICES.read_text(encoding="utf-8")
    licenses = [path for path in _vendored() if path.startswith("docs/") and "LICENSE" in path]
    assert licenses
    assert not [path for path in licenses if f"({path.removeprefix('docs/')})" not in text]


def test_programs_that_npm_installs_have_checksums() -> None:
    folder = ROOT / "tests" / "tools"
    wanted = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    packages = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert packages.pop("")["dependencies"] == wanted["dependencies"]
    assert packages
    assert not [name for name, one in packages.items() if "sha512-" not in one["integrity"]]
    assert all(re.fullmatch(r"[\d.]+", version) for version in wanted["dependencies"].values())


def test_style_sheets_name_files_that_are_here() -> None:
    sheets = [*(ROOT / "docs/assets").rglob("*.css")]
    assert sheets
    for sheet in sheets:
        for url in re.findall(r"url\(\"?([^)\"]+)\"?\)", sheet.read_text(encoding="utf-8")):
            if not url.startswith("data:"):
                assert (sheet.parent / url).is_file(), f"{sheet.name}: {url}"
