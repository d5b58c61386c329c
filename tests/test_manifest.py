"""The manifest names every file of the site, and a copy that differs is found out."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from gen import manifest

FILES = {"index.html": b"<p>home</p>", "data/activations.csv": b"name\n", "figures/relu.svg": b"x"}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    for name, content in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    manifest.add(folder, {"versions": {"torch": "2"}})
    return folder


def test_the_site_has_a_manifest_of_all_its_files(site: Path) -> None:
    found = json.loads((site / manifest.FILE).read_text(encoding="utf-8"))
    assert {"versions", "cpu", "experiments", "mutants", "files"} <= found.keys()
    present = {p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file()}
    assert found["files"].keys() == present - {manifest.FILE.as_posix()}
    assert any(name.startswith("data/figures/") for name in found["files"])
    for name in ("index.html", "data/activations.json", "figures/relu.svg"):
        assert found["files"][name] == hashlib.sha256((site / name).read_bytes()).hexdigest()


def test_an_honest_copy_passes(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(small, copy)
    monkeypatch.setattr(manifest, "SITE", small)
    assert manifest.main([str(copy)]) == 0
    assert capsys.readouterr().out.endswith(": 3 files, all as they were built\n")


def test_each_difference_of_a_copy_is_a_line(small: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(small, copy)
    (copy / "index.html").write_bytes(b"<p>other</p>")
    (copy / "figures/relu.svg").unlink()
    (copy / "extra.js").write_bytes(b"")
    lines = manifest.differences(manifest.files(small), copy)
    assert [line.partition(":")[0] for line in lines] == [
        "extra.js",
        "figures/relu.svg",
        "index.html",
    ]
    assert "altered" in lines[2]


def test_what_cannot_be_compared_is_said_in_one_line(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(manifest, "SITE", small)
    assert manifest.main([str(tmp_path / "nowhere")]) == 1
    assert "no such folder" in capsys.readouterr().err
    monkeypatch.setattr(manifest, "SITE", tmp_path / "unbuilt")
    assert manifest.main([str(small)]) == 1
    assert "build the site with: make docs" in capsys.readouterr().err
