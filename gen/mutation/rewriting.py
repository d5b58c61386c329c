"""Mutants of the checking code: its modules with one place changed, as mutmut changes it.

Texts, annotations, names for types, decorators and what errors say stay as they are: no check
reads them.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider, WhitespaceInclusivePositionProvider
from mutmut.mutation import mutators

KINDS = {
    mutators.operator_number: "number",
    mutators.operator_name: "truth value",
    mutators.operator_assignment: "assignment",
    mutators.operator_augmented_assignment: "assignment",
    mutators.operator_remove_unary_ops: "negation",
    mutators.operator_arg_removal: "argument",
    mutators.operator_symmetric_string_methods_swap: "method",
    mutators.operator_unsymmetrical_string_methods_swap: "method",
    mutators.operator_lambda: "function",
    mutators.operator_keywords: "keyword",
    mutators.operator_swap_op: "operator",
    mutators.operator_if_exp: "choice",
}
"""mutmut's operators by what they change; all that apply here, but that of texts."""

_SAME = (cst.Annotation, cst.Decorator, cst.Raise, cst.Import, cst.ImportFrom)
_OPERATORS = [(node, made) for node, made in mutators.mutation_operators if made in KINDS]


@dataclass(frozen=True)
class Rewrite:
    """A module with one place changed."""

    module: str
    """The full name of the module."""
    kind: str
    lines: tuple[int, int]
    """The first and the last line of the statement that is changed; 0 outside of functions."""
    what: str
    """The changed place before and after."""
    text: str
    """The text of the module with the change."""
    copy: int = 0
    """The number of places before it in the module that are changed alike."""

    @cached_property
    def id(self) -> str:
        """The same as long as the module has this place: 12 hexadecimal digits."""
        said = f"{self.module}\n{self.what}\n{self.copy}"
        return hashlib.sha256(said.encode()).hexdigest()[:12]


def rewrites(module: str, text: str) -> list[Rewrite]:
    """All mutants of a module with a text, each once."""
    visitor = _Visitor(text)
    MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True).visit(visitor)
    seen, copies, found = {text}, Counter[str](), []
    for kind, lines, what, changed in visitor.found:
        if changed not in seen and _compiles(changed):
            seen.add(changed)
            found.append(Rewrite(module, kind, lines, what, changed, copies[what]))
            copies[what] += 1
    return found


class _Visitor(cst.CSTVisitor):
    """What collects the changes: kind, lines of the statement, place before and after, text."""

    METADATA_DEPENDENCIES = (PositionProvider, WhitespaceInclusivePositionProvider)

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[int, int], str, str]] = []
        self._text = text
        self._begins = [0]
        for line in text.splitlines(keepends=True):
            self._begins.append(self._begins[-1] + len(line))
        self._statements: list[cst.CSTNode] = []
        self._depth = 0

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, _SAME) or _names_a_type(node):
            return False
        if isinstance(node, cst.SimpleStatementLine | cst.BaseCompoundStatement):
            self._statements.append(node)
        for node_type, changes in _OPERATORS:
            if isinstance(node, node_type):
                self._change(node, KINDS[changes], changes(node))
        return True

    def visit_FunctionDef_body(self, node: cst.FunctionDef) -> None:
        self._depth += 1

    def leave_FunctionDef_body(self, node: cst.FunctionDef) -> None:
        self._depth -= 1

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if self._statements and self._statements[-1] is original_node:
            self._statements.pop()

    def _change(self, node: cst.CSTNode, kind: str, others: Iterable[cst.CSTNode]) -> None:
        where = self.get_metadata(WhitespaceInclusivePositionProvider, node)
        begin = self._begins[where.start.line - 1] + where.start.column
        end = self._begins[where.end.line - 1] + where.end.column
        for other in others:
            if _takes_a_text(node, other):
                continue
            changed = self._text[:begin] + _code(other) + self._text[end:]
            what = _difference(self._text, changed)
            self.found.append((kind, self._lines(node), what, changed))

    def _lines(self, node: cst.CSTNode) -> tuple[int, int]:
        """Those of a simple statement; of a compound one, those of the node in its head."""
        if not self._depth:
            return 0, 0
        inner = self._statements[-1]
        if isinstance(inner, cst.BaseCompoundStatement):
            inner = node
        where = self.get_metadata(PositionProvider, inner)
        return where.start.line, where.end.line


def _names_a_type(node: cst.CSTNode) -> bool:
    """Whether a statement at the top gives a type a short name, or lists what is exported."""
    if not isinstance(node, cst.Assign):
        return False
    target = node.targets[0].target
    name = target.value if isinstance(target, cst.Name) else ""
    return name == "__all__" or (name[:1].isupper() and isinstance(node.value, cst.Subscript))


def _takes_a_text(node: cst.CSTNode, other: cst.CSTNode) -> bool:
    """Whether it is a text that a changed call is not given any more."""
    if not isinstance(node, cst.Call) or not isinstance(other, cst.Call):
        return False
    return any(isinstance(one.value, cst.BaseString) for one in node.args if one not in other.args)


def _code(node: cst.CSTNode) -> str:
    return cst.Module([]).code_for_node(node)


def _difference(before: str, after: str) -> str:
    """The lines that differ, as one line each."""
    one, other = (
        [re.sub(r"\s+", " ", line).strip() for line in text.splitlines()]
        for text in (before, after)
    )
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    return " -> ".join(" ".join(lines) for lines in (one, other))


def _compiles(text: str) -> bool:
    try:
        compile(text, "<mutant>", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True


def sample(found: Sequence[Rewrite], count: int) -> list[Rewrite]:
    """About as many as wanted, from each module in proportion; the same ones every time.

    A larger sample contains a smaller one.
    """
    share = min(1.0, count / max(1, len(found)))
    by_module: dict[str, list[Rewrite]] = {}
    for one in sorted(found, key=lambda one: one.id):
        by_module.setdefault(one.module, []).append(one)
    return [one for here in by_module.values() for one in here[: round(share * len(here))]]
