"""The pinned packages: all that the project needs, each at one version, and that one installed."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PIN = re.compile(r"(?P<name>[\w.-]+)==(?P<version>[\w.!+]+)")


def lines() -> list[str]:
    """What requirements.txt lists, without its comments."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def pinned() -> dict[str, str]:
    """Package -> version."""
    pins = [line.split("==") for line in lines()]
    return {canonicalize_name(name): version for name, version in pins}


def declared() -> list[Requirement]:
    """What pyproject.toml names: to build the site, and to work on it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    return [Requirement(one) for one in named]


def closure() -> set[str]:
    """The packages that those named need here, directly or not, by what is installed.

    What a package itself names with one exact version is as good as pinned, and left out unless
    another asks for it: so torch does with the parts of CUDA, which not every build of it has.
    """
    found: set[tuple[str, frozenset[str]]] = set()
    waiting = declared()
    while waiting:
        requirement = waiting.pop()
        name, extras = canonicalize_name(requirement.name), frozenset(requirement.extras)
        if (name, extras) in found:
            continue
        found.add((name, extras))
        for text in importlib.metadata.requires(name) or []:
            needed = Requirement(text)
            wanted = needed.marker is None or any(
                needed.marker.evaluate({"extra": extra}) for extra in extras or {""}
            )
            exact = any(one.operator == "==" for one in needed.specifier)
            if wanted and (not exact or canonicalize_name(needed.name) in pinned()):
                waiting.append(needed)
    return {name for name, _ in found}


def test_each_line_pins_one_version_and_each_package_has_one_line() -> None:
    assert lines()
    assert [line for line in lines() if not PIN.fullmatch(line)] == []
    assert len(pinned()) == len(lines())
    assert sorted(lines(), key=lambda line: line.partition("==")[0].lower()) == lines()


def test_all_that_the_project_needs_is_pinned_and_nothing_else() -> None:
    needed = closure()
    assert len(needed) > len(declared()) > 30
    missing, dead = needed - pinned().keys(), pinned().keys() - needed
    assert not missing, f"not in requirements.txt: {', '.join(sorted(missing))}"
    assert not dead, f"needed by nothing in pyproject.toml: {', '.join(sorted(dead))}"


def test_what_is_pinned_is_installed() -> None:
    """A build's own label, as in 2.13.0+cpu, says for which machine it was made."""
    installed = {name: importlib.metadata.version(name).partition("+")[0] for name in pinned()}
    assert installed == pinned(), "renew the environment with: rm .venv/.installed && make docs"


def test_what_pyproject_pins_is_pinned_alike() -> None:
    exact = [one for one in declared() if one.specifier]
    assert exact
    for one in exact:
        assert one.specifier.contains(pinned()[canonicalize_name(one.name)]), str(one)


def imported() -> Iterator[str]:
    """The libraries that our modules, tests and notebooks import, by the name in the import."""
    ours = {path.stem for path in (ROOT / "tests").glob("*.py")} | {"gen"}
    for folder in ("gen", "tests", "docs"):
        for path in (ROOT / folder).rglob("*.py"):
            if "node_modules" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names: list[str] = []
                if isinstance(node, ast.Import):
                    names = [alias.name for alias in node.names]
                elif isinstance(node, ast.ImportFrom):
                    names = [str(node.module)]
                tops = {name.partition(".")[0] for name in names}
                yield from tops - ours - sys.stdlib_module_names


def test_what_we_import_is_named_in_pyproject() -> None:
    """Not left to come along with another package, which may do without it one day."""
    providers = importlib.metadata.packages_distributions()
    named = {canonicalize_name(one.name) for one in declared()}
    libraries = set(imported())
    assert len(libraries) > 20
    undeclared = {
        library
        for library in libraries
        if not named & {canonicalize_name(one) for one in providers.get(library, [library])}
    }
    assert not undeclared, f"imported, and not in pyproject.toml: {', '.join(sorted(undeclared))}"
