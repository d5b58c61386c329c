"""Printed code with one mistake: each number, operator, comparison, name and call."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    r"//[^\n]*|(?P<number>\b\d+\.?\d*(?:e[+-]?\d+)?)|(?P<operator>\*\*|=>|<=|>=|[-+*/<>])"
    r"|(?P<name>[A-Za-z_][\w.]*)"
)
_HEADER = re.compile(r"\s*(?:def|function|class|import|from|@|ctx|\(?\w+,\)? =|const)\b")
_OPERATORS = {"+": ("-",), "-": ("+",), "*": ("/",), "/": ("*",), "**": ("*",)}
_COMPARISONS = {"<": ("<=", ">"), "<=": ("<", ">="), ">": (">=", "<"), ">=": (">", "<=")}
_CALLS = {
    "exp": "expm1",
    "expm1": "exp",
    "log1p": "log",
    "log": "log1p",
    "tanh": "sin",
    "sin": "cos",
    "cos": "sin",
    "max": "min",
    "min": "max",
    "maximum": "minimum",
    "minimum": "maximum",
    "abs": "sin",
    "arctan": "tanh",
    "atan": "tanh",
    "expit": "tanh",
    "sigmoid": "tanh",
    "ndtr": "expit",
    "erf": "tanh",
    "sqrt": "exp",
}
"""The last part of a call's name -> what could be typed for it."""


class Slip(NamedTuple):
    """A text of code that differs from another in one token."""

    kind: str
    """Number, operator, comparison, strictness, call or name."""
    what: str
    """The line, and what has become what in it."""
    text: str


def slips(text: str) -> Iterator[Slip]:
    """The text with each mistake, one at a time."""
    begin = 0
    for line in text.splitlines(keepends=True):
        body = _body_from(line)
        for token in _TOKEN.finditer(line):
            for kind, other in _others(token, in_body=token.start() >= body):
                place = begin + token.start()
                changed = text[:place] + other + text[place + len(token[0]) :]
                yield Slip(kind, f"{line.strip()}: {token[0]} -> {other.strip('()')}", changed)
        begin += len(line)


def _body_from(line: str) -> int:
    """Where a line's formula begins: in a header only the numbers of defaults are one."""
    if line.lstrip().startswith("const "):
        return line.index("=") + 1
    header = re.match(r"\s*(?:def|function|class|import|from|@)\b", line)
    if header:
        return len(line)
    named = re.match(r"\s*(?:ctx\.\w+|\(?[\w, ]+\)?) = ", line)
    return named.end() if named else 0


def _others(token: re.Match[str], *, in_body: bool) -> Iterator[tuple[str, str]]:
    text = token[0]
    if token["number"]:
        value = float(text)
        if "." in text or "e" in text:
            yield "number", repr(value * (1 + 1e-5) if value else 1e-5)
        else:
            yield "number", str(int(value) + 1)
    elif not in_body:
        return
    elif text in _OPERATORS:
        yield from (("operator", other) for other in _OPERATORS[text])
    elif text in _COMPARISONS:
        strict, turned = _COMPARISONS[text]
        yield "strictness", strict
        yield "comparison", turned
    elif token["name"]:
        head, dot, last = text.rpartition(".")
        if last in _CALLS and token.string[token.end() :].startswith("("):
            yield "call", f"{head}{dot}{_CALLS[last]}"
        elif text == "x" or text in {"a", "b"}:
            yield "name", f"(-{text})"
