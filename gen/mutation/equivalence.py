"""Proofs that printed code which no check stops is the same function as the right one.

Both texts are read back into SymPy, where choices become Piecewise, and cut at the boundaries of
both: they are equal if their pieces are, at the boundaries and between them. That is said of real
numbers; what code makes of nan is for the checks. Where a function has long been constant, code may
bound its input at one number or at another: there balls prove that no float64 would show it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import SimpleNamespace
from typing import Any, cast

import sympy
from sympy import Expr, Integer, Piecewise, Rational, Symbol, oo

from gen import balls, code
from gen.activation import Activation
from gen.derivation import defaults
from gen.derivation.pieces import Pieces, PiecesError, cut
from gen.derivation.zero import ProofError, is_zero
from gen.primitives import Phi, expm1, phi, sigmoid, softplus

_NUMBER = re.compile(r"(?<![\w.])\d+\.?\d*(?:e[+-]?\d+)?")
_FUNCTION = re.compile(r"function (\w+)\(([^)]*)\) \{\n(.*?)\n\}", re.DOTALL)


EQUAL = "the same function, proved piece by piece"
IN_FLOATS = "the same function, but for less than a float64 shows, proved in balls"
UNSEEN = 2.0**-60
"""Relative to a value, what a float64 does not show of it."""
SMALLEST = 2.0**-1074
"""The smallest positive float64: of what rounds to less, a float64 shows nothing at all."""

NO_PROOF = (
    *(balls.BallError, ProofError, PiecesError),
    *(NotImplementedError, TypeError, ValueError, AttributeError, OverflowError),
)
"""What is raised where a text cannot be read or a proof is not found."""
LARGEST = Integer(2) ** 1023
"""About the largest float64."""

Alike = Callable[[Expr, Expr, Expr, Expr], bool]
"""Whether two forms agree from one number to another."""


def reason(entry: Activation, one: str, other: str, target: code.Target | None) -> str | None:
    """Why two printed texts define the same functions of a real number; None without a proof.

    target: None for the text of an `autograd.Function`.
    """
    for why, alike in ((EQUAL, _identical), (IN_FLOATS, _indistinguishable)):
        with suppress(*NO_PROOF):
            first, second = _read(entry, one, target), _read(entry, other, target)
            if all(is_equal(entry, first[name], second[name], alike) for name in first):
                return why
    return None


def _identical(one: Expr, other: Expr, low: Expr, high: Expr) -> bool:
    return is_zero(one - other, expected=True)


def is_equal(entry: Activation, one: Expr, other: Expr, alike: Alike = _identical) -> bool:
    """Whether two forms of a scalar function agree at each boundary and between them."""
    (variable,) = entry.inputs
    at_defaults = defaults(entry)
    points = {
        point
        for form in (one, other)
        for point in _cut(form, variable, at_defaults, None).breakpoints
    }
    both = tuple(sorted(points, key=lambda point: point.subs(at_defaults)))
    first, second = (_cut(form, variable, at_defaults, both) for form in (one, other))
    ends = (-oo, *both, oo)
    return all(
        alike(a, b, low, high)
        for a, b, low, high in zip(first.between, second.between, ends, ends[1:], strict=False)
    ) and all(
        alike(a.subs(variable, point), b.subs(variable, point), point, point)
        for a, b, point in zip(first.at, second.at, both, strict=True)
    )


def _indistinguishable(one: Expr, other: Expr, low: Expr, high: Expr) -> bool:
    """Whether two forms are the same, or differ by less than a float64 shows."""
    if one == other:
        return True
    low, high = (max(min(end, LARGEST), -LARGEST) for end in (low, high))
    cell = balls.ball(float(low)).union(balls.ball(float(high)))

    def at_most(form: Expr) -> float:
        return balls.upper(
            abs(balls.compile_expression(form)(dict.fromkeys(form.free_symbols, cell)))
        )

    # A bound that is nan is none.
    return at_most(one) < SMALLEST > at_most(other) or at_most(other / one - 1) < UNSEEN


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
