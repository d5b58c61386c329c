"""Which files of gen/ a module is made of: itself and all that it imports, directly or not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent

# Statements begin lines, as ruff sees to. To parse these and nothing else lets a build with nothing
# to do end at once.
_IMPORT = re.compile(
    r"^[ \t]*((?:from[ \t]+gen\b[\w.]*[ \t]+import|import[ \t]+gen\b)[^(\n]*(?:\([^)]*\))?)",
    re.MULTILINE,
)


@cache
def files_of(module: str) -> tuple[Path, ...]:
    """The files of a module of gen and of everything in gen that it imports, sorted.

    Read from the import statements, without importing.
    """
    found: dict[str, Path] = {}
    waiting = [module]
    while waiting:
        name = waiting.pop()
        path = _file(name)
        if name in found or path is None:
            continue
        found[name] = path
        # A module runs the __init__ of each package above it.
        waiting += [*_imports(path), name.rpartition(".")[0]]
    return tuple(sorted(found.values()))


def modules_that_assign(name: str, package: str) -> tuple[str, ...]:
    """The modules and packages right below a package that assign a name at their top, sorted.

    So a new module takes part without a list to extend.
    """
    folder = ROOT.joinpath(*package.split("."))
    paths = [*folder.glob("[!_]*.py"), *folder.glob("*/__init__.py")]
    stems = {
        path.parent.name if path.name == "__init__.py" else path.stem
        for path in paths
        if _assigns(path, name)
    }
    return tuple(sorted(stems))


def _assigns(path: Path, name: str) -> bool:
    return bool(re.search(rf"^{name}\b[^=\n]*=", path.read_text(encoding="utf-8"), re.MULTILINE))


@cache
def _imports(path: Path) -> frozenset[str]:
    text = path.read_text(encoding="utf-8")
    try:
        trees = [ast.parse(statement) for statement in _IMPORT.findall(text)]
    except SyntaxError:  # a bracket in a comment among the names, or a sentence that begins alike
        trees = [ast.parse(text)]
    return frozenset(name for tree in trees for name in _names(tree))


def _names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("gen."))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "gen":
            yield str(node.module)
            # `from gen import code` names a module, `from gen.code import load` a function.
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def _file(module: str) -> Path | None:
    if not module:
        return None
    stem = ROOT.joinpath(*module.split("."))
    candidates = (stem.with_suffix(".py"), stem / "__init__.py")
    return next((path for path in candidates if path.is_file()), None)
