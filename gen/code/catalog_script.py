"""All scalar functions as one script for the pages in which readers move things.

It holds the printed code of the records, to the letter, and beside it what a plot has to know: the
parameters with their sliders, and the places at which f, f' or f'' jumps.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sympy import Expr, Rational

from gen import typography
from gen.activation import Activation
from gen.code import JAVASCRIPT, javascript
from gen.code.printer import Printer, python_name
from gen.derivation import Breakpoint, defaults
from gen.derivation.line import breakpoints
from gen.derivation.pieces import cut
from gen.derivation.zero import is_zero
from gen.sliders import Slider, sliders

Record = Mapping[str, Any]

ORDERS = ("f", "df", "d2f")
"""A function and its derivatives, in their order, by their names in records."""

_HEAD = """\
// All scalar activations of this site: derived, do not edit. The functions are the JavaScript that
// their pages print and the build has checked; f, df and d2f take x and the parameters in their
// order. kinks gives the places at which one of them jumps, sides its limits there from the left
// and from the right.

"use strict";

globalThis.ACTIVATIONS = (() => {
"""


def catalog_script(entries: Iterable[tuple[Activation, Record]]) -> str:
    """The script of scalar functions, each an entry with its record."""
    scripts, members, needed = [], [], set()
    for entry, record in entries:
        own, prelude = _without_prelude(record["code"]["javascript"])
        needed |= prelude
        scripts.append(own)
        members.append(f"{json.dumps(entry.slug)}: {_member(entry, record)}")
    shared = [text.strip() for name, text in javascript.PRELUDE.items() if name in needed]
    return "\n\n".join(
        [
            _HEAD.rstrip("\n"),
            *shared,
            *scripts,
            "return {\n" + ",\n".join(members) + ",\n};\n})();\n",
        ]
    )


def _without_prelude(script: str) -> tuple[str, set[str]]:
    """Printed code without the functions that it shares with others, and their names."""
    used = {name for name, text in javascript.PRELUDE.items() if text.strip() in script}
    for name in used:
        script = script.replace(javascript.PRELUDE[name].strip(), "")
    return script.strip(), used


def _member(entry: Activation, record: Record) -> str:
    pieces = cut(entry.expression, entry.inputs[0], defaults(entry))
    kinks = [
        point for point in breakpoints(pieces, defaults(entry)) if point.general_order < len(ORDERS)
    ]
    names = ", ".join(python_name(p) for p in entry.parameters)
    parameters = [_parameter(entry, index, slider) for index, slider in enumerate(sliders(entry))]
    functions = [f"{key}: {name}" for key, name in record["code"]["javascript_names"].items()]
    places = ", ".join(_printed(entry, point.point) for point in kinks)
    sides = ", ".join(_sides(entry, point) for point in kinks)
    return "\n".join(
        [
            f"{{ name: {_text(entry.name)}, family: {_text(record['family'])},"
            f" label: {_text(entry.name)},",
            f"  parameters: [{', '.join(parameters)}],",
            f"  {', '.join(functions)},",
            f"  kinks: ({names}) => [{places}],",
            f"  sides: ({names}) => [{sides}] }}",
        ]
    )


def _parameter(entry: Activation, index: int, slider: Slider) -> str:
    parameter = entry.parameters[index]
    number = {
        "value": parameter.exact,
        "low": slider.low,
        "high": slider.high,
        "step": slider.step,
    }
    words = {
        "name": parameter.symbol.name,
        "symbol": typography.symbol(parameter.symbol.name),
        "meaning": parameter.meaning,
    }
    return _braced(
        [
            *(f"{key}: {_text(word)}" for key, word in words.items()),
            *(f"{key}: {javascript.number(float(value))}" for key, value in number.items()),
            f"fixed: {'true' if parameter.fixed else 'false'}",
        ]
    )


def _sides(entry: Activation, point: Breakpoint) -> str:
    members = []
    for order, (left, _, right) in zip(ORDERS, point.sides, strict=True):
        # Equal limits are printed alike, so that rounding makes no jump of them.
        other = left if is_zero(right - left) else right
        members.append(f"{order}: [{_printed(entry, left)}, {_printed(entry, other)}]")
    return _braced(members)


def _printed(entry: Activation, form: Expr) -> str:
    if isinstance(form, Rational) and form.is_Integer:
        return str(form)
    return javascript.expression(Printer(JAVASCRIPT, entry).doprint(form))


def _text(word: str) -> str:
    return json.dumps(word, ensure_ascii=False)


def _braced(members: Iterable[str]) -> str:
    return f"{{ {', '.join(members)} }}"
