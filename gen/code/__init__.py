"""Code that a reader can copy, printed from the forms that neither overflow nor cancel.

NumPy, PyTorch and JavaScript get functions; PyTorch also gets an `autograd.Function` whose backward
is the derived derivative.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Expr, KroneckerDelta, Symbol

from gen.activation import Activation, Kind, X, i, k
from gen.code import javascript
from gen.code.printer import Printer, python_name
from gen.code.targets import JAVASCRIPT, NUMPY, TARGETS, TORCH, Target
from gen.derivation import Derivation
from gen.derivation.vector import OUTPUT
from gen.primitives import LogSumExp

__all__ = [
    "JAVASCRIPT",
    "NUMPY",
    "SUFFIXES",
    "TARGETS",
    "TORCH",
    "Target",
    "class_name",
    "load",
    "names",
    "of_array",
    "print_autograd",
    "print_code",
    "python_name",
    "script",
    "values",
]

Floats = NDArray[np.float64]

SUFFIXES: Mapping[tuple[str, ...], str] = {
    (): "",
    ("x",): "_derivative",
    ("x", "x"): "_second_derivative",
    ("a",): "_derivative_a",
    ("b",): "_derivative_b",
}
"""What the name of a printed function adds to that of f, by what one differentiates by."""
JACOBIAN = "_jacobian"


def print_code(derivation: Derivation, target: Target) -> str:
    """The text of a module or script that defines an activation and its derivatives.

    A scalar function `f` comes with `f_derivative` and `f_second_derivative`, one of two inputs
    with `f_derivative_a` and `f_derivative_b`, one of a vector with `f_jacobian`; in JavaScript
    with the same names in its spelling.
    """
    entry = derivation.entry
    if target is JAVASCRIPT:
        return _script(derivation)
    if entry.kind is Kind.VECTOR:
        functions = [
            _function(entry, entry.identifier, derivation.stable.f, target),
            _jacobian(derivation, target),
        ]
    else:
        functions = [
            _function(entry, entry.identifier + SUFFIXES[key], form, target)
            for key, form in _forms(derivation).items()
        ]
    return _module(functions, target)


def print_autograd(derivation: Derivation) -> str | None:
    """The text of a module that defines an `autograd.Function`; None for a function of a vector."""
    entry = derivation.entry
    if entry.kind is Kind.VECTOR:
        return None
    inputs = [symbol.name for symbol in entry.inputs]
    parameters = [python_name(p) for p in entry.parameters]
    lines = [
        f"class {class_name(entry)}(torch.autograd.Function):",
        "    @staticmethod",
        f"    def forward(ctx, {_arguments(entry)}):",
        f"        ctx.save_for_backward({', '.join(inputs)})",
        *(f"        ctx.{name} = {name}" for name in parameters),
        *_returned(Printer(TORCH, entry).body(derivation.stable.f), 8),
        "",
        "    @staticmethod",
        "    def backward(ctx, gradient):",
        f"        {'(x,)' if inputs == ['x'] else ', '.join(inputs)} = ctx.saved_tensors",
        *(f"        {name} = ctx.{name}" for name in parameters),
    ]
    found = []
    for form in derivation.stable.first.values():
        *named, slope = Printer(TORCH, entry).body(form)
        lines += [f"        {_tidy(line)}" for line in named]
        found.append(_tidy(f"gradient*({slope})"))
    nothing = ["None"] * len(parameters)
    lines.append(f"        return {', '.join([*found, *nothing])}")
    return _module(["\n".join(lines)], TORCH)


def class_name(entry: Activation) -> str:
    """The name of the printed `autograd.Function`."""
    return "".join(part.capitalize() for part in entry.identifier.split("_"))


def names(entry: Activation, target: Target) -> dict[str, str]:
    """The names of the printed functions by "f", "df", "d2f", "da", "db" or "jacobian"."""
    if entry.kind is Kind.VECTOR:
        ends = {"f": "", "jacobian": JACOBIAN}
    elif entry.kind is Kind.TWO_INPUT:
        ends = {"f": "", "da": SUFFIXES["a",], "db": SUFFIXES["b",]}
    else:
        ends = {"f": "", "df": SUFFIXES["x",], "d2f": SUFFIXES["x", "x"]}
    spell = javascript.camel_case if target is JAVASCRIPT else str
    return {key: spell(entry.identifier + end) for key, end in ends.items()}


def script(source: str, functions: Mapping[str, str]) -> str:
    """A JavaScript expression: an object of the functions that a printed script defines.

    functions: their names there by those in the object, as `names` gives them.
    """
    members = ", ".join(f"{key}: {name}" for key, name in functions.items())
    return f"(() => {{\n{source}return {{{members}}};\n}})()"


def load(source: str) -> dict[str, Any]:
    """The functions and classes that a printed Python module defines, by name."""
    namespace: dict[str, Any] = {"__name__": _FILE}
    exec(compile(source, _FILE, "exec"), namespace)
    return {name: value for name, value in namespace.items() if _is_ours(value)}


def values(function: Callable[..., Any], points: Floats) -> Floats:
    """Printed NumPy code at points of shape (n, number of inputs), as shape (n,).

    A product of infinity and 0 far out is no error here; a result that is not finite is for the
    caller to judge.
    """
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        return np.asarray(function(*points.T), dtype=np.float64)


def of_array(function: Callable[..., Any], vector: Floats) -> Floats:
    """Printed NumPy code at one vector of shape (n,)."""
    return np.asarray(function(vector), dtype=np.float64)


_FILE = "<generated code>"


def _is_ours(value: object) -> bool:
    return getattr(value, "__module__", None) == _FILE


def _forms(derivation: Derivation) -> dict[tuple[str, ...], Expr]:
    stable = derivation.stable
    forms = {(): stable.f, **stable.first, **stable.second}
    return {key: form for key, form in forms.items() if key in SUFFIXES}


def _module(parts: list[str], target: Target) -> str:
    body = "\n\n\n".join(parts)
    used = {node.id for node in ast.walk(ast.parse(body)) if isinstance(node, ast.Name)}
    imports = [line for word, line in target.imports.items() if word in used]
    return "\n".join([*imports, *([""] * 2 if imports else []), body, ""])


def _tidy(line: str) -> str:
    """A line without parentheses that change nothing."""
    return ast.unparse(ast.parse(line)).replace(" ** ", "**")


def _arguments(entry: Activation) -> str:
    arguments = [symbol.name for symbol in entry.inputs]
    arguments += [f"{python_name(p)}={float(p.exact)!r}" for p in entry.parameters]
    return ", ".join(arguments)


def _function(entry: Activation, name: str, form: Expr, target: Target) -> str:
    lines = _returned(Printer(target, entry).body(form), 4)
    return "\n".join([f"def {name}({_arguments(entry)}):", *lines])


def _returned(lines: list[str], indent: int) -> list[str]:
    *named, value = lines
    return [" " * indent + _tidy(line) for line in (*named, f"return {value}")]


def _jacobian(derivation: Derivation, target: Target) -> str:
    name = derivation.entry.identifier
    body = Printer(target, derivation.entry).doprint(derivation.stable.first["k",])
    return (
        f"def {name}{JACOBIAN}(x):\n    s = {name}(x)\n    identity = {target.identity}\n"
        f"    return {_tidy(body)}"
    )


# --- JavaScript ----------------------------------------------------------------------------------


def _script(derivation: Derivation) -> str:
    entry = derivation.entry
    if entry.kind is Kind.VECTOR:
        return javascript.with_prelude(_vector_script(derivation))
    functions = []
    for key, form in _forms(derivation).items():
        *named, value = Printer(JAVASCRIPT, entry).body(form)
        pairs = [line.partition(" = ") for line in named]
        lines = [
            *(f"const {name} = {javascript.expression(part)};" for name, _, part in pairs),
            f"return {javascript.expression(value)};",
        ]
        name = javascript.camel_case(entry.identifier + SUFFIXES[key])
        functions.append(_braced(f"function {name}({_script_arguments(entry)})", lines))
    return javascript.with_prelude(functions)


def _script_arguments(entry: Activation) -> str:
    given = [f"{python_name(p)} = {javascript.number(float(p.exact))}" for p in entry.parameters]
    return ", ".join([*(symbol.name for symbol in entry.inputs), *given])


def _braced(head: str, lines: list[str]) -> str:
    return "\n".join([f"{head} {{", *(f"  {line}" for line in lines), "}"])


def _vector_script(derivation: Derivation) -> list[str]:
    """f as a map over an array, with what all outputs share computed once, and its Jacobian."""
    entry, form = derivation.entry, derivation.stable.f
    name = javascript.camel_case(entry.identifier)
    u, shared = Symbol("u"), Symbol("total")

    def printed(one: Expr) -> str:
        return javascript.expression(Printer(JAVASCRIPT, entry).doprint(one))

    (total,) = form.atoms(LogSumExp)
    inner = total.args[0].subs(X[total.args[1]], u)
    array = "x" if inner == u else f"x.map((u) => {printed(inner)})"
    each = printed(form.xreplace({total: shared}).subs(X[i], u))
    lines = [f"const total = logSumExp({array});", f"return x.map((u) => {each});"]
    delta = {KroneckerDelta(i, k): Symbol("identity")}
    outputs = {OUTPUT[i]: Symbol("si"), OUTPUT[k]: Symbol("sk")}
    entries = printed(derivation.stable.first["k",].xreplace(delta | outputs))
    rows = f"s.map((si, i) => s.map((sk, k) => {entries.replace('identity', 'Number(i === k)')}))"
    jacobian = [f"const s = {name}(x);", f"return {rows};"]
    return [
        _braced(f"function {name}(x)", lines),
        _braced(f"function {javascript.camel_case(entry.identifier + JACOBIAN)}(x)", jacobian),
    ]
