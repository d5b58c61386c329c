"""Proofs that printed code which no check stops is the same function as the right one.

Both texts are read back into SymPy, where choices become Piecewise, and cut at the boundaries of
both: they are equal if their pieces are, at the boundaries and between them. That is said of real
numbers; what code makes of nan is for the checks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, cast

import sympy
from sympy import Expr, Piecewise, Rational, Symbol

from gen import code
from gen.activation import Activation
from gen.derivation import defaults
from gen.derivation.pieces import Pieces, PiecesError, cut
from gen.derivation.zero import ProofError, is_zero
from gen.primitives import Phi, expm1, phi, sigmoid, softplus

_NUMBER = re.compile(r"(?<![\w.])\d+\.?\d*(?:e[+-]?\d+)?")
_FUNCTION = re.compile(r"function (\w+)\(([^)]*)\) \{\n(.*?)\n\}", re.DOTALL)


def is_same_function(entry: Activation, one: str, other: str, target: code.Target | None) -> bool:
    """Whether two printed texts are proved to define the same functions of a real number.

    target: None for the text of an `autograd.Function`. False where no proof is found.
    """
    try:
        first, second = _read(entry, one, target), _read(entry, other, target)
        return all(is_equal(entry, first[name], second[name]) for name in first)
    except (ProofError, PiecesError, NotImplementedError, TypeError, ValueError, AttributeError):
        return False


def is_equal(entry: Activation, one: Expr, other: Expr) -> bool:
    """Whether two forms of a scalar function are equal at each boundary and between them."""
    (variable,) = entry.inputs
    at_defaults = defaults(entry)
    points = {
        point
        for form in (one, other)
        for point in _cut(form, variable, at_defaults, None).breakpoints
    }
    both = tuple(sorted(points, key=lambda point: point.subs(at_defaults)))
    first, second = (_cut(form, variable, at_defaults, both) for form in (one, other))
    return all(
        is_zero(a - b, expected=True) for a, b in zip(first.between, second.between, strict=True)
    ) and all(
        is_zero((a - b).subs(variable, point), expected=True)
        for a, b, point in zip(first.at, second.at, both, strict=True)
    )


def _cut(
    form: Expr,
    variable: Symbol,
    at_defaults: Mapping[Symbol, Expr],
    points: tuple[Expr, ...] | None,
) -> Pieces:
    return cut(form, variable, at_defaults, points or None)


# --- reading -----------------------------------------------------------------------------------


def _read(entry: Activation, text: str, target: code.Target | None) -> dict[str, Expr]:
    """The forms that a text computes, by its functions and by its defaults, or by its methods."""
    python = _from_javascript(text) if target is code.JAVASCRIPT else text
    lines = [line for line in python.splitlines() if not line.startswith(("import", "from"))]
    exact = _NUMBER.sub(lambda number: f"Rational('{number[0]}')", "\n".join(lines))
    namespace: dict[str, Any] = {"Rational": Rational, **_NAMES}
    exec(compile(exact, "<printed code>", "exec"), namespace)
    symbols = (*entry.inputs, *(p.symbol for p in entry.parameters))
    if target is None:
        kept = _Context()
        function = namespace[code.class_name(entry)]
        forward, backward = function.forward(kept, *symbols), function.backward(kept, 1)
        first = backward[0] if isinstance(backward, tuple) else backward
        found = {"forward": forward, "backward": first}
    else:
        names = code.names(entry, target).values()
        found = {name: namespace[name](*symbols) for name in names}
        found |= {f"{name} at its defaults": namespace[name](*entry.inputs) for name in names}
    return {name: cast(Expr, sympy.sympify(form)) for name, form in found.items()}


class _Context(SimpleNamespace):
    """What an `autograd.Function` keeps from forward to backward."""

    def save_for_backward(self, *inputs: Any) -> None:
        self.saved_tensors = inputs


def _from_javascript(text: str) -> str:
    """The functions of printed JavaScript that are formulas, in the syntax of Python."""
    functions = []
    for name, arguments, body in _FUNCTION.findall(text):
        if name in _NAMES:
            continue
        lines = [_statement(line.strip().rstrip(";")) for line in body.splitlines()]
        functions.append("\n    ".join([f"def {name}({arguments}):", *lines]))
    return "\n".join(functions)


def _statement(line: str) -> str:
    head, _, formula = line.partition("return " if line.startswith("return ") else " = ")
    plain = _choice(formula.replace("||", "|").replace("&&", "&"))
    return f"return {plain}" if line.startswith("return ") else f"{head.split()[1]} = {plain}"


def _choice(formula: str) -> str:
    """`a ? b : c` as a call, at the top of a formula and in its parentheses."""
    formula = re.sub(r"\(([^()?]*\?[^()]*)\)", lambda inner: f"({_choice(inner[1])})", formula)
    test, mark, rest = _split(formula, "?")
    if not mark:
        return formula
    yes, _, no = _split(rest, ":")
    joined = re.sub(r"([^|&]+)", r"(\1)", test) if "|" in test or "&" in test else test
    return f"where({joined}, {_choice(yes.strip())}, {_choice(no.strip())})"


def _split(formula: str, mark: str) -> tuple[str, str, str]:
    """The formula before and after the first mark outside of parentheses and inner choices."""
    depth = 0
    for place, letter in enumerate(formula):
        if letter == mark and depth == 0:
            return formula[:place], mark, formula[place + 1 :]
        # Each inner choice closes with a colon of its own.
        depth += (letter in "(?") - (letter in "):")
    return formula, "", ""


def _where(test: Any, yes: Any, no: Any) -> Expr:
    return cast(Expr, Piecewise((yes, test), (no, True)))


def _smaller(one: Any, other: Any) -> Expr:
    return _where(sympy.sympify(one) <= other, one, other)


def _larger(one: Any, other: Any) -> Expr:
    return _where(sympy.sympify(one) >= other, one, other)


def _clamp(z: Any, min: Any = None, max: Any = None) -> Expr:  # noqa: A002 (torch's names)
    return _larger(z, min) if min is not None else _smaller(z, max)


_ELEMENTARY = {
    name: getattr(sympy, name)
    for name in ("exp", "log", "sin", "cos", "tanh", "sqrt", "pi", "atan")
} | {"expm1": expm1, "log1p": lambda z: sympy.log(1 + z), "asinh": sympy.asinh, "abs": sympy.Abs}
_NAMES: dict[str, Any] = {
    "where": _where,
    "expit": sigmoid,
    "ndtr": Phi,
    "erf": sympy.erf,
    "log1pexp": softplus,
    "density": phi,
    "center": None,
    "np": SimpleNamespace(
        **_ELEMENTARY,
        where=_where,
        minimum=_smaller,
        maximum=_larger,
        arctan=sympy.atan,
        arcsinh=sympy.asinh,
        logaddexp=lambda z, _: softplus(z),
        full_like=lambda x, c, dtype=None: c,
    ),
    "math": SimpleNamespace(**_ELEMENTARY),
    "torch": SimpleNamespace(
        **_ELEMENTARY,
        where=_where,
        clamp=_clamp,
        sigmoid=sigmoid,
        erf=sympy.erf,
        full_like=lambda x, c: c,
        special=SimpleNamespace(erfc=lambda z: 2 * Phi(-z * sympy.sqrt(2))),
        autograd=SimpleNamespace(Function=object),
        nn=SimpleNamespace(functional=SimpleNamespace(logsigmoid=lambda z: -softplus(-z))),
    ),
    "Math": SimpleNamespace(
        **_ELEMENTARY, min=_smaller, max=_larger, PI=sympy.pi, SQRT2=sympy.sqrt(2)
    ),
}
"""What printed code calls, in SymPy."""
