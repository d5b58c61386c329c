"""Fingerprints: what a result depends on, and nothing else.

A fingerprint covers the settings of a part and the source of every function, class and constant
that its `run` reaches by name within gen/experiments/. Comments, docstrings and the words of errors
do not count, nor do other parts, other experiments and the catalog: what the catalog says of an
activation stands in the settings. Versions of libraries are recorded beside it, not covered.
"""

from __future__ import annotations

import ast
import hashlib
import json
import symtable
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, cast

from gen.experiments.experiment import Settings, Values

ROOT = Path(__file__).parents[2]
PACKAGE = "gen.experiments"

_Place = tuple[str, str]
"""A module and a name at its top."""


def fingerprint(run: Callable[[Settings], Values], settings: Settings) -> str:
    """The fingerprint of a part: 16 hexadecimal digits."""
    text = source(run) + json.dumps(settings, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@cache
def source(run: Callable[[Settings], Values]) -> str:
    """The code that a function at the top of a module reaches, normalized, in a fixed order."""
    start = (run.__module__, run.__qualname__)
    found: dict[_Place, str] = {}
    waiting = [start]
    while waiting:
        place = waiting.pop()
        if place in found:
            continue
        node = _definitions(place[0]).get(place[1])
        if node is None:
            continue
        kept = _without_words(node)
        found[place] = ast.unparse(kept)
        waiting += _reached(place[0], kept)
    if start not in found:
        raise ValueError(f"{'.'.join(start)} is not defined at the top of a module")
    return "\n".join(f"{'.'.join(place)}\n{found[place]}" for place in sorted(found))


def _reached(module: str, node: ast.AST) -> Iterator[_Place]:
    """The names of gen/experiments/ that a definition uses, in its module or another.

    Raises ValueError for a name that another module has only by importing it: what it depends on
    would be missed.
    """
    own, imported = _definitions(module), _imports(module)
    for name in _outer_names(node):
        if name in own:
            yield module, name
        elif name in imported:
            home, original = imported[name]
            if _path(f"{home}.{original}"):
                # `from gen.experiments import stacked`, then `stacked.train`.
                yield from ((f"{home}.{original}", one) for one in _attributes(node, name))
            elif original in _definitions(home):
                yield home, original
            else:
                raise ValueError(f"{module}: import {original} from where it is defined")


def _outer_names(node: ast.AST) -> set[str]:
    """The names that a definition takes from its module: not those that it assigns within."""
    found: set[str] = set()
    waiting = [symtable.symtable(ast.unparse(node), "definition", "exec")]
    while waiting:
        scope = waiting.pop()
        at_top = scope.get_type() == "module"
        found |= {
            symbol.get_name()
            for symbol in scope.get_symbols()
            if (symbol.is_referenced() if at_top else symbol.is_global())
        }
        waiting += scope.get_children()
    return found


def _attributes(node: ast.AST, name: str) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute) and ast.unparse(part.value) == name:
            yield part.attr


@cache
def _tree(module: str) -> ast.Module:
    path = _path(module)
    return ast.parse(path.read_text(encoding="utf-8") if path else "")


@cache
def _definitions(module: str) -> dict[str, ast.AST]:
    """The functions, classes and assignments at the top of a module, by name."""
    found: dict[str, ast.AST] = {}
    for node in _tree(module).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name] = node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = (name for target in targets for name in ast.walk(target))
            found |= {name.id: node for name in names if isinstance(name, ast.Name)}
    return found


@cache
def _imports(module: str) -> dict[str, _Place]:
    """The names that a module takes from gen/experiments/: where each comes from."""
    return {
        alias.asname or alias.name: (str(node.module), alias.name)
        for node in ast.walk(_tree(module))
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith(PACKAGE)
        for alias in node.names
    }


def _path(module: str) -> Path | None:
    path = ROOT.joinpath(*module.split(".")).with_suffix(".py")
    return path if module.startswith(PACKAGE) and path.is_file() else None


def _without_words(node: ast.AST) -> ast.AST:
    """The definition without docstrings and without what its errors say."""
    copy: Any = ast.parse(ast.unparse(node))
    for part in ast.walk(copy):
        if isinstance(part, ast.Raise) and isinstance(part.exc, ast.Call):
            part.exc = part.exc.func
        body = getattr(part, "body", None)
        if isinstance(body, list):
            kept = [one for one in body if not _is_text(one)]
            part.body = kept or [ast.Pass()]  # type: ignore[attr-defined] # it has one
    ast.fix_missing_locations(copy)
    return cast(ast.AST, copy)


def _is_text(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
