"""Modules take part by what they assign, with a type or without one."""

from __future__ import annotations

from pathlib import Path

import pytest

from gen import dependencies


def test_modules_and_packages_that_assign_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "gen" / "claims"
    (folder / "d").mkdir(parents=True)
    (folder / "__init__.py").write_text("CLAIMS = ()\n")
    (folder / "a.py").write_text("CLAIMS: tuple[int, ...] = ()\n")
    (folder / "b.py").write_text("CLAIMS = ()\n")
    (folder / "c.py").write_text("def f():\n    CLAIMS = ()\n\n\nOTHER = ()\n")
    (folder / "d" / "__init__.py").write_text("CLAIMS = ()\n")
    monkeypatch.setattr(dependencies, "ROOT", tmp_path)
    assert dependencies.modules_that_assign("CLAIMS", "gen.claims") == ("a", "b", "d")
