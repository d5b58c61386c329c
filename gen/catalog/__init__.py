"""The catalog: one module a family, one tuple `ENTRIES` a module, one definition an entry.

The entries are found twice: as text, without importing SymPy, to tell which have changed and where
each is defined; and as objects. Both go through the same tuple, so neither can miss an entry.
"""

from __future__ import annotations

import ast
import importlib.util
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gen.errors import Problem
from gen.slug import slugify

if TYPE_CHECKING:
    from gen.activation import Activation

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent.parent


class CatalogError(Problem):
    """A malformed entry or catalog module; its text is one line with file and field."""


@dataclass(frozen=True)
class Definition:
    """Where an entry is defined, and its text."""

    family: str
    """The name of the family: that of its module."""
    path: Path
    """The module's file."""
    index: int
    """The place of the entry in the module's ENTRIES."""
    line: int
    """The line on which the entry begins."""
    name: str
    """The literal `name` of the entry."""
    slug: str
    """The literal `slug` of the entry, or the one made from its name."""
    summary: str
    """The literal `summary` of the entry."""
    text: str
    """The code that the entry depends on, normalized: its own and the module's outside ENTRIES.

    Without the summary, from which nothing is derived.
    """

    @property
    def place(self) -> str:
        """File and line, relative to the project's root where that is possible."""
        path = self.path.relative_to(ROOT) if self.path.is_relative_to(ROOT) else self.path
        return f"{path}:{self.line}"


def definitions(folder: Path = FOLDER) -> list[Definition]:
    """The definitions of all entries, read as text, sorted by slug.

    Raises CatalogError for a module that is not Python, has no tuple ENTRIES of calls of
    Activation with literal names, or repeats a slug.
    """
    found: dict[str, Definition] = {}
    for path in sorted(folder.glob("[!_]*.py")):
        for definition in _definitions_in(path):
            other = found.setdefault(definition.slug, definition)
            if other is not definition:
                raise CatalogError(
                    f"{definition.place}: field name: {definition.name!r} has the slug "
                    f"{definition.slug!r} of {other.name!r} ({other.place}); rename one"
                )
    return [found[slug] for slug in sorted(found)]


def load(definition: Definition) -> Activation:
    """The entry of a definition.

    Raises CatalogError when its module cannot be executed.
    """
    spec = importlib.util.spec_from_file_location(
        f"gen.catalog.{definition.family}", definition.path
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # whatever a contributor's module raises is theirs to read
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno for frame in frames if frame.filename == str(definition.path)]
        line = lines[-1] if lines else definition.line
        place = definition.place.rpartition(":")[0]
        text = str(error).replace("\n", " ")
        raise CatalogError(f"{place}:{line}: {type(error).__name__}: {text}") from error
    entry: Activation = module.ENTRIES[definition.index]
    return entry


def _definitions_in(path: Path) -> list[Definition]:
    shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except SyntaxError as error:
        raise CatalogError(f"{shown}:{error.lineno}: not Python: {error.msg}") from error
    assignments = [node for node in tree.body if isinstance(node, ast.Assign)]
    tuples = [node for node in assignments if _assigns_entries(node)]
    if len(tuples) != 1:
        raise CatalogError(f"{shown}: needs one top-level tuple ENTRIES of Activation(...)")
    value = tuples[0].value
    if not isinstance(value, ast.Tuple):
        raise CatalogError(f"{shown}:{value.lineno}: ENTRIES is not a tuple of Activation(...)")
    shared = "\n".join(ast.unparse(node) for node in tree.body if node is not tuples[0])
    result = []
    for index, node in enumerate(value.elts):
        place = f"{shown}:{node.lineno}"
        if not isinstance(node, ast.Call) or ast.unparse(node.func) != "Activation":
            raise CatalogError(f"{place}: each element of ENTRIES is a call of Activation")
        literals = {
            word.arg: word.value.value
            for word in node.keywords
            if word.arg
            and isinstance(word.value, ast.Constant)
            and isinstance(word.value.value, str)
        }
        name = _words(literals, "name", place)
        summary = _words(literals, "summary", f"{place}: {name}")
        if not summary.rstrip().endswith("."):
            raise CatalogError(
                f"{place}: {name}: field summary: needs one sentence that ends with a full stop"
            )
        slug = literals.get("slug") or slugify(name)
        node.keywords = [word for word in node.keywords if word.arg != "summary"]
        text = f"{shared}\n{ast.unparse(node)}"
        result.append(Definition(path.stem, path, index, node.lineno, name, slug, summary, text))
    return result


def _words(literals: Mapping[str, str], field: str, place: str) -> str:
    """The literal string of a field that stands in Markdown and in TeX as it is."""
    if not literals.get(field):
        raise CatalogError(f"{place}: field {field}: a literal string is needed")
    if set(literals[field]) & set("|$\\<>`{}"):
        raise CatalogError(
            f"{place}: field {field}: holds a character that Markdown or TeX would read as markup"
        )
    return literals[field]


def _assigns_entries(node: ast.Assign) -> bool:
    return [ast.unparse(target) for target in node.targets] == ["ENTRIES"]
