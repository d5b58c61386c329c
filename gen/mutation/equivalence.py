"""Proofs that printed code which no check stops is the same function as the right one.

Both texts are read back into SymPy, where choices become Piecewise, and cut at the boundaries of
both: they are equal if their pieces are, at the boundaries and between them. That is said of real
numbers; what code makes of nan is for the checks. Where a function has long been constant, code may
bound its input at one number or at another: there balls prove that no float64 would show it. Loops
of printed JavaScript, which sum series, are run instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import sympy
from sympy import Expr, Integer, Piecewise, Rational, Symbol, oo

from gen import balls, code, oracle, v8
from gen.activation import Activation, Kind
from gen.code.printer import BOUND
from gen.derivation import defaults
from gen.derivation.pieces import Pieces, PiecesError, cut
from gen.derivation.zero import ProofError, is_zero
from gen.oracle import Floats
from gen.primitives import Phi, expm1, phi, sigmoid, softplus

_NUMBER = re.compile(r"(?<![\w.])\d+\.?\d*(?:e[+-]?\d+)?")
_FUNCTION = re.compile(r"function (\w+)\(([^)]*)\) \{\n(.*?)\n\}", re.DOTALL)


EQUAL = "the same function, proved piece by piece"
IN_FLOATS = "the same function, but for less than a float64 shows, proved in balls"
RUN = "another way to the same numbers; apart by so many units in the last place at most"
NEAR = 4096
"""In units in the last place: less than a part in ten to the 12. The checks allow more far out,
where a rounding of the input alone is multiplied by its square."""
UNSEEN = 2.0**-60
"""Relative to a value, what a float64 does not show of it."""
SMALLEST = 2.0**-1074
"""The smallest positive float64: of what rounds to less, a float64 shows nothing at all."""

NO_PROOF = (
    *(balls.BallError, ProofError, PiecesError),
    *(NotImplementedError, TypeError, ValueError, AttributeError, OverflowError),
)
"""What is raised where a text cannot be read or a proof is not found."""
ANY = Rational(7, 3)
"""What stands for the first of two inputs, where a boundary is to be found."""
LARGEST = Integer(2) ** 1023
"""About the largest float64."""

Alike = Callable[[Expr, Expr, Expr, Expr], bool]
"""Whether two forms agree from one number to another."""


def reason(entry: Activation, one: str, other: str, target: code.Target | None) -> str | None:
    """Why two printed texts define the same functions of a real number; None without a proof.

    target: None for the text of an `autograd.Function`.
    """
    if target is code.JAVASCRIPT and _called(one) != _called(other):
        with suppress(v8.EndlessScript):
            return _seen(entry, one, other, target)
        return None
    for why, alike in ((EQUAL, _identical), (IN_FLOATS, _indistinguishable)):
        with suppress(*NO_PROOF):
            first, second = _read(entry, one, target), _read(entry, other, target)
            if all(is_equal(entry, first[name], second[name], alike) for name in first):
                return why
    return _seen(entry, one, other, target) if target and _bound_moved(one, other) else None


def _identical(one: Expr, other: Expr, low: Expr, high: Expr) -> bool:
    return is_zero(one - other, expected=True)


def is_equal(entry: Activation, one: Expr, other: Expr, alike: Alike = _identical) -> bool:
    """Whether two forms of a function of one or two numbers agree.

    They do if they do at each boundary and between them, along the last input; the first of two
    inputs is any number.
    """
    *others, variable = entry.inputs
    at_defaults = {**defaults(entry), **dict.fromkeys(others, ANY)}
    points = {
        point
        for form in (one, other)
        for point in _cut(form, variable, at_defaults, None).breakpoints
    }
    # Any other input may change the order of boundaries that depend on it.
    if others and len(points) > 1 and any(point.free_symbols for point in points):
        return False
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
    # A ball is that of the input: nothing is said of forms with parameters.
    if len(one.free_symbols | other.free_symbols) > 1:
        return False
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


def _called(text: str) -> list[tuple[str, str, str]]:
    """What formulas in JavaScript call and what stands for a primitive here, as it is printed."""
    return [found for found in _FUNCTION.findall(text) if found[0] in _NAMES]


def _bound_moved(one: str, other: str) -> bool:
    """Whether nothing differs but where an exponent is bounded, beyond which functions are flat."""
    before, after = rf"\b{BOUND}\b", rf"\b{BOUND + 1}\b"
    return re.sub(after, str(BOUND), other) == one and len(re.findall(before, one)) > 0


def _seen(entry: Activation, one: str, other: str, target: code.Target) -> str | None:
    """How near two texts are when they are run; None if they are not.

    What differs is how numbers are made: where a series ends that the formulas call, say.
    """
    if entry.kind is Kind.VECTOR:
        return None
    rest = [0.75] * (len(entry.inputs) - 1)
    points = np.array([[*rest, n / 4] for n in range(-360, 361)])
    worst = 0.0
    for name, function in code.names(entry, target).items():
        first, second = (_run(entry, text, target, name, function, points) for text in (one, other))
        if not np.array_equal(np.isfinite(first), np.isfinite(second)):
            return None
        with np.errstate(invalid="ignore"):
            steps = np.abs(first - second) / np.spacing(np.fmax(np.abs(first), np.abs(second)))
        worst = max(worst, float(np.nanmax(steps, initial=0)))
    return f"{RUN}: {worst:.0f} at {len(points)} points" if worst < NEAR else None


def _run(
    entry: Activation, text: str, target: code.Target, name: str, function: str, points: Floats
) -> Floats:
    if target is code.JAVASCRIPT:
        given = [float(value) for value in defaults(entry).values()]
        script = code.script(text, code.names(entry, target))
        return np.array(v8.apply(script, name, [[*row, *given] for row in points.tolist()]))
    run = oracle.values if target is code.TORCH else code.values
    return run(code.load(text)[function], points)


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
        context = _Context()
        function = namespace[code.class_name(entry)]
        forward, backward = function.forward(context, *symbols), function.backward(context, 1)
        slopes = backward if isinstance(backward, tuple) else (backward,)
        kept = {f"backward {number}": one for number, one in enumerate(slopes) if one is not None}
        found = {"forward": forward, **kept}
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
