"""What modules import and assign, read without running them."""

from __future__ import annotations

import ast
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


def test_imports_are_those_that_the_parser_finds() -> None:
    files = sorted((dependencies.ROOT / "gen").rglob("*.py"))
    found = {path: dependencies._imports(path) for path in files}
    parsed = {path: dependencies._names(ast.parse(path.read_text("utf-8"))) for path in files}
    assert sum(map(len, found.values())) > len(files)
    assert found == {path: frozenset(names) for path, names in parsed.items()}


def test_imports_are_found_wherever_they_stand(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(
        '"""A line of prose.\n\nfrom gen import and on\n"""\n'
        "from gen.a import (\n    b,  # a remark (of two words)\n    c,\n)\n\n\n"
        "def f():\n    import gen.d\n"
    )
    assert dependencies._imports(module) == {"gen.a", "gen.a.b", "gen.a.c", "gen.d"}
