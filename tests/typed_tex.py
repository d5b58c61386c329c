"""TeX that somebody typed, read as a formula of numbers.

Handwriting, not the printer's output: `gen/reading.py` reads that, and is strict about its form.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

FUNCTIONS: Mapping[str, Any] = {
    r"\sigma": lambda z: 1 / (1 + math.exp(-z)),
    r"\Phi": lambda z: math.erfc(-z / math.sqrt(2)) / 2,
    r"\varphi": lambda z: math.exp(-z * z / 2) / math.sqrt(2 * math.pi),
    r"\tanh": math.tanh,
    r"\cosh": math.cosh,
    r"\sigma'": lambda z: 1 / (2 + math.exp(z) + math.exp(-z)),
    r"\tanh'": lambda z: 1 / math.cosh(z) ** 2,
    r"\operatorname{relu}": lambda z: max(z, 0.0),
    r"\operatorname{silu}": lambda z: z / (1 + math.exp(-z)),
    r"\operatorname{gelu}": lambda z: z * math.erfc(-z / math.sqrt(2)) / 2,
    r"\operatorname{softplus}": lambda z: math.log1p(math.exp(z)),
    r"\operatorname{glu}": lambda a, b: a / (1 + math.exp(-b)),
    r"\operatorname{erf}": math.erf,
    r"\operatorname{erfc}": math.erfc,
    r"\sqrt": math.sqrt,
    r"\log": math.log,
    r"\max": max,
    r"\min": min,
    r"\lvert": abs,
}
"""The functions that the site writes with a name, each a function of floats."""

_SPACING = re.compile(r"\\[,!;:]|\\[Bb]igg?[lr]?(?![a-z])|\\left|\\right|\\qquad.*|\\quad.*")
_TOKEN = re.compile(
    r"\s*(\\operatorname\{\w+\}'?|\\[A-Za-z]+'?|[A-Za-z](?:_(?:\{\w+\}|\w))?'?|\d+|[-+*/^(){}|,\[\]])"
)
_FRACTION = re.compile(r"\\[td]?frac\s*(?:(\d)(\d)|(?=\{))")
_OPERATOR = {"^": "**", "{": "(", "}": ")", "[": "(", "]": ")"}


class Unread(ValueError):
    """A form of handwriting that this reader does not know."""


def value(tex: str, names: Mapping[str, Any]) -> float:
    r"""The number of a formula, where `names` gives that of each letter, such as "x" or "\alpha".

    A function in `names`, such as "f'" or r"\operatorname{relu}", is called with its argument.
    Raises Unread.
    """
    known = {**FUNCTIONS, **names}
    symbols = {f"v{index}": thing for index, thing in enumerate(known.values())}
    variable = dict(zip(known, symbols, strict=True))
    variable["e"] = "e"
    try:
        result = eval(_python(tex, known, variable), {"e": math.e, "abs": abs, **symbols})
    except (SyntaxError, TypeError) as error:
        raise Unread(tex) from error
    return float(result)


def _python(tex: str, known: Mapping[str, Any], variable: Mapping[str, str]) -> str:
    text = _SPACING.sub(" ", tex).replace(r"\cdot", "*").replace(r"\rvert", ")")
    text = re.sub(r"\\lvert(?![a-z])|(?<!\w)\|(?=\w)", r"\\lvert(", text)
    text = re.sub(r"(?<=\w)\|", ")", text)
    text = _fractions(text)
    # The power of a function stands before its argument.
    text = re.sub(r"(\\[a-z]+)\^(\d)\s*(\([^()]*\)|\w)", r"(\1 \3)^\2", text)
    # One character is an exponent or the argument of a function without braces.
    text = re.sub(r"\^(\w)", r"^{\1}", text)
    pieces: list[str] = []
    ended = False  # whether the last piece can be a factor
    place = 0
    while place < len(text.rstrip()):
        match = _TOKEN.match(text, place)
        if match is None:
            raise Unread(tex)
        token, place = match[1], match.end()
        begins = token not in "+-*/^)},]"
        if ended and begins:
            pieces.append("*")
        if token in _OPERATOR or not re.match(r"[\\A-Za-z]", token):
            pieces.append(_OPERATOR.get(token, token))
            ended = token.isdigit() or token in ")}]"
        elif token in variable:
            bare = (
                re.match(r"\s+(\w)(?![\w(])", text[place:]) if callable(known.get(token)) else None
            )
            if bare:
                place += bare.end()
                pieces.append(f"{variable[token]}({variable.get(bare[1], bare[1])})")
            else:
                pieces.append(variable[token])
            ended = bare is not None or not callable(known.get(token))
        else:
            raise Unread(f"{token} in {tex}")
    return "".join(pieces)


def _fractions(text: str) -> str:
    while match := _FRACTION.search(text):
        if match[1]:
            text = f"{text[: match.start()]}({match[1]}/{match[2]}){text[match.end() :]}"
            continue
        over = _closing(text, match.end())
        under = _closing(text, over)
        parts = text[match.end() : over], text[over:under]
        text = f"{text[: match.start()]}({'/'.join(parts)}){text[under:]}"
    return text


def _closing(text: str, start: int) -> int:
    """The place behind the brace that closes the one at a place."""
    depth = 0
    for place in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return place + 1
    raise Unread(text)
