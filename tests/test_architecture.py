"""The walls between the stages, read from the import statements.

What a module imports shows its place: nothing reads what stands to its right, and each heavy
library has one home.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from conftest import LONG

from gen.dependencies import files_of, modules_that_assign

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "gen").rglob("*.py"))

FLOW = (
    {"errors", "slug", "files", "typography", "cpu", "dependencies", "limits", "v8", "compiled"},
    {"lookups"},
    {"primitives"},
    {"activation"},
    {"catalog", "bibliography"},
    {"validation"},
    {"derivation"},
    {"balls", "oracle", "code", "reading", "sliders"},
    {"latex"},
    {"relations", "moments", "precision", "bounds", "kinks"},
    {"verification"},
    {"readback"},
    {"schema"},
    {"records"},
    {"performance"},
    {"columns"},
    {"experiments"},
    {"mutation"},
    {"claims"},
    {"sharing"},
    {"figures"},
    {"answers", "articles", "citation", "colophon", "compact", "gallery", "glossary", "headings"}
    | {"instant", "libraries", "navigation", "notebooks", "outline", "packages", "policy"}
    | {"properties", "rendered", "search", "typesetting", "wording"},
    {"pages"},
    {"hooks", "mkdocs"},
    {"progress", "manifest", "notes", "drawings", "exchange", "workers", "places"},
    {"steps"},
    {"build"},
    {"bench", "budgets", "drift"},
)
"""The parts of gen/ from left to right; those in one set may import each other."""

HOMES: Mapping[str, tuple[str, ...]] = {
    "torch": ("gen/oracle.py", "gen/experiments/", "gen/claims/"),
    "joblib": ("gen/experiments/run.py", "gen/mutation/run.py"),
    "distributed": ("gen/experiments/run.py",),
    "sklearn": ("gen/experiments/rings.py",),
    "pooch": ("gen/experiments/images.py",),
    "matplotlib": ("gen/figures/",),
    "bibtexparser": ("gen/bibliography.py",),
    "doit": ("gen/build.py", "gen/progress.py"),
    "py_mini_racer": ("gen/v8.py",),
    "mkdocs": (
        *("gen/hooks.py", "gen/colophon.py", "gen/mkdocs.py"),
        *("gen/notebooks/pages.py", "gen/rendered.py"),
    ),
    "bs4": ("gen/notebooks/markup.py",),
    "jsonschema": ("gen/schema.py",),
    "jupyter_client": ("gen/notebooks/execution.py",),
    "jupytext": ("gen/notebooks/execution.py",),
    "nbclient": ("gen/notebooks/execution.py",),
    "nbformat": ("gen/notebooks/execution.py",),
    "yaml": ("gen/notebooks/execution.py", "gen/citation.py"),
    "jinja2": ("gen/pages.py", "gen/articles.py", "gen/compiled.py"),
    "libcst": ("gen/mutation/rewriting.py",),
    "mutmut": ("gen/mutation/rewriting.py",),
    "coverage": ("gen/mutation/testing.py",),
    "pytest": ("gen/mutation/testing.py",),
    "playwright": ("gen/budgets.py",),
    "scipy": ("gen/experiments/statistics.py",),
    "mpmath": ("gen/reading.py", "gen/readback.py"),
}
"""Where a library may be imported, as files and folders."""

FORBIDDEN_NAMES = {"utils", "util", "helpers", "core", "manager", "process", "data", "common"}


def path_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def part_of(file: Path) -> str:
    """The part of gen/ that a file belongs to: its module, or the package below gen/."""
    return file.relative_to(ROOT / "gen").parts[0].removesuffix(".py")


@cache
def imports(file: Path) -> tuple[str, ...]:
    """The full names of what a file imports, wherever the statement stands."""
    return tuple(_imports(file))


def _imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path_of(file)}:{node.lineno}: a relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.fixture(scope="module")
def modules() -> list[Path]:
    """The files of gen/; an empty list would let each wall stand unseen."""
    assert len(FILES) > 40
    return FILES


# --- the flow ----------------------------------------------------------------------------------


def test_every_part_has_its_place_in_the_flow(modules: list[Path]) -> None:
    placed = [part for stage in FLOW for part in stage]
    assert len(placed) == len(set(placed))
    assert {part_of(file) for file in modules} - {"__init__"} == set(placed)


def test_nothing_imports_what_stands_to_its_right(modules: list[Path]) -> None:
    place = {part: index for index, stage in enumerate(FLOW) for part in stage}
    wrong = [
        f"{path_of(file)} imports {name}"
        for file in modules
        if file != ROOT / "gen" / "__init__.py"
        for name in imports(file)
        if name.startswith("gen.") and place[name.split(".")[1]] > place[part_of(file)]
    ]
    assert not wrong


def test_catalog_imports_nothing_but_what_definitions_are_made_of(modules: list[Path]) -> None:
    families = [file for file in modules if file.parent.name == "catalog" and file.stem[0] != "_"]
    assert families
    # A name from anywhere else could change without its entries being derived again.
    allowed = ("sympy.", "gen.activation.", "gen.primitives.")
    wrong = [
        f"{path_of(file)} imports {name}"
        for file in families
        for name in imports(file)
        if not name.startswith(allowed)
    ]
    assert not wrong


LOOKING = (("claims", "CLAIMS"), ("figures", "FIGURES"), ("figures", "RECORD_FIGURES"))
"""The packages whose modules look at entries, each with what such a module assigns."""


def test_nobody_looks_at_an_entry_while_modules_are_loaded() -> None:
    """What is looked at then belongs to no claim and no figure, and is seen once a process."""
    names = sorted(
        f"gen.{package}.{module}"
        for package, name in LOOKING
        for module in modules_that_assign(name, f"gen.{package}")
    )
    script = (
        "import importlib, sys; from gen.lookups import looked_at\n"
        "with looked_at() as found: [importlib.import_module(name) for name in sys.argv[1:]]\n"
        "print(sorted(found))"
    )
    command = [sys.executable, "-c", script, *names]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert len(names) > 30
    assert done.stdout == "[]\n"


def test_what_looks_at_entries_is_seen(modules: list[Path]) -> None:
    """Else the build would not check a claim again, or draw a figure, when a definition changes."""
    door = ROOT / "gen" / "claims" / "functions.py"
    made_of = {
        file
        for package, name in LOOKING
        for module in modules_that_assign(name, f"gen.{package}")
        for file in files_of(f"gen.{package}.{module}")
    }
    loading = [
        path_of(file)
        for file in made_of - {door}
        if part_of(file) != "catalog"
        for name in imports(file)
        if name.startswith("gen.catalog")
    ]
    assert door in made_of
    assert not loading, "ask gen.claims.functions for entries"
    forgetting = [
        path_of(file)
        for file in made_of & {*modules} - {door}
        if door in files_of(path_of(file).removesuffix(".py").replace("/", "."))
        and any(re.fullmatch(r"functools(\..*cache.*)?", name) for name in imports(file))
    ]
    assert not forgetting, "use gen.lookups.remembered"


def test_only_the_steps_of_the_build_know_all_stages(modules: list[Path]) -> None:
    stages = {"catalog", "derivation", "verification", "records", "figures", "pages"}
    knowing = [
        path_of(file)
        for file in modules
        if stages <= {name.split(".")[1] for name in imports(file) if name.startswith("gen.")}
    ]
    assert knowing == ["gen/steps.py"]


def test_files_of_tests_that_take_longest_are_there() -> None:
    """A renamed one would begin among the last, without a word."""
    assert [name for name in LONG if not (ROOT / "tests" / f"test_{name}.py").is_file()] == []


# --- the homes of libraries --------------------------------------------------------------------


@pytest.mark.parametrize("library", HOMES)
def test_library_is_imported_in_its_home_alone(library: str, modules: list[Path]) -> None:
    importing = {
        path_of(file)
        for file in modules
        if any(name.partition(".")[0] == library for name in imports(file))
    }
    assert not {path for path in importing if not path.startswith(HOMES[library] or ("none",))}
    for home in HOMES[library]:
        assert any(path.startswith(home) for path in importing), f"{home} does without {library}"


def test_sympy_stays_left_of_the_figures(modules: list[Path]) -> None:
    names = [
        stage
        for stage in FLOW
        if stage & {"figures", "pages", "hooks", "progress", "steps", "build", "bench"}
    ]
    right = set().union(*names)
    for file in modules:
        if part_of(file) in right:
            assert not any(name.startswith("sympy") for name in imports(file)), path_of(file)


def test_balls_alone_compute_with_arb(modules: list[Path]) -> None:
    """Elsewhere `arb` is the name of a type; nothing calls it or looks into it."""
    for file in modules:
        if path_of(file) == "gen/balls.py":
            continue
        assert {name for name in imports(file) if name.startswith("flint")} <= {"flint.arb"}
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            touched = node.func if isinstance(node, ast.Call) else None
            touched = node.value if isinstance(node, ast.Attribute) else touched
            if isinstance(touched, ast.Name):
                assert touched.id != "arb", f"{path_of(file)}:{touched.lineno} computes with arb"


def test_only_the_derivation_differentiates(modules: list[Path]) -> None:
    differentiating = set()
    for file in modules:
        path = path_of(file)
        assert not {"sympy.diff", "sympy.Derivative"} & set(imports(file)), path
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr == "diff":
                owner = node.value.id if isinstance(node.value, ast.Name) else ""
                assert owner != "sympy", f"{path}:{node.lineno}"
                # Differences of an array are another matter.
                if owner != "np":
                    differentiating.add(path)
    assert "gen/derivation/differentiation.py" in differentiating
    assert not {path for path in differentiating if not path.startswith("gen/derivation/")}


# --- names -------------------------------------------------------------------------------------


def test_no_module_has_a_name_that_says_nothing(modules: list[Path]) -> None:
    assert not [path_of(file) for file in modules if file.stem in FORBIDDEN_NAMES]


def serves_an_article(file: Path) -> bool:
    """Whether a module, or its package, has the name of an article whose claims or figures it has.

    True also of gen itself, which is named at the top.
    """
    articles = {path.stem.replace("-", "_") for path in (ROOT / "docs" / "articles").glob("*.*")}
    parts = file.relative_to(ROOT / "gen").with_suffix("").parts
    return parts == ("__init__",) or (len(parts) > 1 and parts[1] in articles)


def name_in_readme(file: Path) -> str:
    """What the README calls a module: a path for those in gen/, a bare name for those below."""
    place = file.parent if file.name == "__init__.py" else file
    name = place.relative_to(ROOT / "gen").as_posix() + ("/" if place.is_dir() else "")
    return (
        f"gen/{name}" if place.parent == ROOT / "gen" else name.split("/", 1)[1].removesuffix(".py")
    )


def test_readme_names_every_module(modules: list[Path]) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = {file: name_in_readme(file) for file in modules if not serves_an_article(file)}
    # The modules of a package in a package are named by themselves.
    missing = [
        path_of(file)
        for file, name in named.items()
        if not {f"`{name}`", f"`{name.rpartition('/')[2]}`"} & set(re.findall(r"`[^`\n]+`", readme))
    ]
    assert not missing, f"README.md does not name {', '.join(missing)}"


def test_readme_names_no_file_that_is_not_there() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:gen|docs|tests)/[\w./-]*)`", readme))
    assert named
    assert not {path for path in named if not (ROOT / path).exists()}


def test_readme_says_what_each_target_of_the_makefile_does() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"(?m)^([a-z-]+):.*##", makefile)) - {"help"}
    assert len(targets) > 10
    assert set(re.findall(r"(?m)^\| `make ([a-z-]+)[^`]*` \| \S", readme)) == targets
