"""Code that a reader can copy: NumPy and PyTorch, printed from the overflow-safe forms."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import And, Expr, Max, Min, Or, Piecewise, Pow, Rational, Symbol, exp
from sympy.printing.str import StrPrinter

from gen.activation import Activation, Kind, Parameter, X, i, k
from gen.derivation import Derivation
from gen.derivation.differentiation import LARGEST_DENOMINATOR
from gen.derivation.vector import OUTPUT
from gen.primitives import LogSumExp, Phi, Primitive, expm1, phi, sigmoid, softplus, tanh_exp

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Target:
    """A library in which code is printed."""

    name: str
    """Its name in data."""
    title: str
    """Its name in prose."""
    prefix: str
    """What stands before its elementary functions, such as `np.`."""
    imports: Mapping[str, str]
    """The import line for each name that the printed code may use."""
    primitives: Mapping[type[Primitive], str]
    """The call of each primitive, with `{z}` for its argument."""
    minimum: str
    maximum: str
    log_sum_exp: str
    constant: str
    """An array like `{x}` filled with `{c}`."""


NUMPY = Target(
    name="numpy",
    title="NumPy",
    prefix="np.",
    imports={
        "np": "import numpy as np",
        "expit": "from scipy.special import expit",
        "logsumexp": "from scipy.special import logsumexp",
        "erf": "from scipy.special import erf",
        "ndtr": "from scipy.special import ndtr",
    },
    primitives={
        sigmoid: "expit({z})",
        softplus: "np.logaddexp({z}, 0)",
        expm1: "np.expm1({z})",
        tanh_exp: "np.tanh(np.exp({z}))",
        Phi: "ndtr({z})",
        phi: "(np.exp(-({z})**2/2)/np.sqrt(2*np.pi))",
    },
    minimum="np.minimum({z}, {bound})",
    maximum="np.maximum({z}, {bound})",
    log_sum_exp="logsumexp({u}, axis=-1, keepdims=True)",
    constant="np.full_like({x}, {c}, dtype=float)",
)

TORCH = Target(
    name="torch",
    title="PyTorch",
    prefix="torch.",
    imports={"math": "import math", "torch": "import torch"},
    primitives={
        sigmoid: "torch.sigmoid({z})",
        # Not softplus: torch's replaces the function by the identity beyond a threshold.
        softplus: "(-torch.nn.functional.logsigmoid(-({z})))",
        expm1: "torch.expm1({z})",
        tanh_exp: "torch.tanh(torch.exp(torch.clamp({z}, max=300)))",
        Phi: "torch.special.ndtr({z})",
        phi: "(torch.exp(-({z})**2/2)/math.sqrt(2*math.pi))",
    },
    minimum="torch.clamp({z}, max={bound})",
    maximum="torch.clamp({z}, min={bound})",
    log_sum_exp="torch.logsumexp({u}, dim=-1, keepdim=True)",
    constant="torch.full_like({x}, {c})",
)


SUFFIXES: Mapping[tuple[str, ...], str] = {
    (): "",
    ("x",): "_derivative",
    ("x", "x"): "_second_derivative",
    ("a",): "_derivative_a",
    ("b",): "_derivative_b",
}
"""What the name of a printed function adds to that of f, by what one differentiates by."""


def print_code(derivation: Derivation, target: Target) -> str:
    """The text of a module that defines an activation and its derivatives.

    A scalar function `f` comes with `f_derivative` and `f_second_derivative`, one of two inputs
    with `f_derivative_a` and `f_derivative_b`, one of a vector with `f_jacobian`.
    """
    entry = derivation.entry
    name, stable = entry.identifier, derivation.stable
    if entry.kind is Kind.VECTOR:
        functions = [_function(entry, name, stable.f, target), _jacobian(derivation, target)]
    else:
        forms = {"": stable.f} | {
            SUFFIXES[key]: form
            for key, form in {**stable.first, **stable.second}.items()
            if key in SUFFIXES
        }
        functions = [_function(entry, name + end, form, target) for end, form in forms.items()]
    body = "\n\n\n".join(ast.unparse(ast.parse(text)) for text in functions)
    used = {node.id for node in ast.walk(ast.parse(body)) if isinstance(node, ast.Name)}
    imports = [line for word, line in target.imports.items() if word in used]
    return "\n".join([*imports, *([""] * 2 if imports else []), body, ""])


def load(source: str) -> dict[str, Callable[..., Any]]:
    """The functions that a printed module defines, by name."""
    namespace: dict[str, Any] = {}
    exec(compile(source, _FILE, "exec"), namespace)
    return {name: value for name, value in namespace.items() if _is_from(value, _FILE)}


def values(function: Callable[..., Any], points: Floats) -> Floats:
    """Printed NumPy code at points of shape (n, number of inputs), as shape (n,).

    Overflow warnings of branches that are not picked are no error; a result that is not finite is
    for the caller to judge.
    """
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        return np.asarray(function(*points.T), dtype=np.float64)


def of_array(function: Callable[..., Any], vector: Floats) -> Floats:
    """Printed NumPy code at one vector of shape (n,)."""
    return np.asarray(function(vector), dtype=np.float64)


_FILE = "<generated code>"


def _is_from(value: object, file: str) -> bool:
    code = getattr(value, "__code__", None)
    return code is not None and code.co_filename == file


def _function(entry: Activation, name: str, form: Expr, target: Target) -> str:
    arguments = [symbol.name for symbol in entry.inputs]
    arguments += [f"{python_name(p)}={float(p.exact)!r}" for p in entry.parameters]
    printer = _Printer(target, entry)
    return f"def {name}({', '.join(arguments)}):\n    return {printer.whole(form)}"


def _jacobian(derivation: Derivation, target: Target) -> str:
    name = derivation.entry.identifier
    printer = _Printer(target, derivation.entry)
    identity = "np.eye(x.shape[-1])" if target is NUMPY else "torch.eye(x.shape[-1], dtype=x.dtype)"
    body = printer.doprint(derivation.stable.first["k",])
    return (
        f"def {name}_jacobian(x):\n    s = {name}(x)\n    identity = {identity}\n    return {body}"
    )


def python_name(parameter: Parameter) -> str:
    """The parameter's name in printed code."""
    name = str(parameter.symbol.name)
    return "lambd" if name == "lambda" else name


_NAMES = {("numpy", "erf"): "erf", ("numpy", "atan"): "np.arctan", ("numpy", "Abs"): "np.abs"} | {
    ("torch", "Abs"): "torch.abs"
}
"""Functions of a target that have another name there than in SymPy."""


class _Printer(StrPrinter):
    """Prints an expression as Python for one target."""

    # SymPy's own classes bring methods of the default name, which would come before ours.
    printmethod = "_activation_code"

    def __init__(self, target: Target, entry: Activation) -> None:
        super().__init__()
        self._target = target
        self._inputs = entry.inputs
        self._in_exponent = False
        self._names = {p.symbol: python_name(p) for p in entry.parameters}

    def whole(self, form: Expr) -> str:
        """The printed form, as an array even where it does not depend on the input."""
        return self.doprint(form) if form.has(*self._inputs, X) else self._constant(form)

    def _constant(self, form: Expr) -> str:
        return self._target.constant.format(x=self._inputs[0].name, c=self._branch(form))

    def _branch(self, value: Expr) -> str:
        return f"{value}.0" if value.is_Integer else str(self._print(value))

    def _print_Symbol(self, symbol: Symbol) -> str:
        return self._names.get(symbol, str(symbol.name))

    def _print_Indexed(self, indexed: Any) -> str:
        # Rows run over the outputs, columns over the inputs of the Jacobian.
        base, index = indexed.base.label.name, indexed.indices[0]
        if indexed.base == OUTPUT:
            return f"{base}[..., :, None]" if index == i else f"{base}[..., None, :]"
        return str(base)

    def _print_KroneckerDelta(self, delta: Any) -> str:
        if set(delta.args) != {i, k}:
            raise NotImplementedError(str(delta))
        return "identity"

    def _print_LogSumExp(self, e: LogSumExp) -> str:
        return self._target.log_sum_exp.format(u=self._print(e.args[0]))

    def _print_exp(self, e: Any) -> str:
        if self._target is TORCH and self._in_exponent:
            # Without the bound, autograd multiplies the infinity of exp by the 0 around it.
            bounded = self._target.minimum.format(z=self._print(e.args[0]), bound=300)
            return f"torch.exp({bounded})"
        return self._print_Function(e)

    def _print_Function(self, e: Any) -> str:
        before, self._in_exponent = self._in_exponent, isinstance(e, exp | expm1)
        try:
            return self._call(e)
        finally:
            self._in_exponent = before

    def _call(self, e: Any) -> str:
        call = self._target.primitives.get(e.func)
        if call is not None:
            return call.format(z=self._print(e.args[0]))
        arguments = ", ".join(self._print(argument) for argument in e.args)
        name = _NAMES.get((self._target.name, e.func.__name__))
        return f"{name or self._target.prefix + e.func.__name__}({arguments})"

    _print_log = _print_Function

    def _print_Pow(self, e: Pow, rational: bool = False) -> str:
        if e.exp == Rational(1, 2):
            home = self._target.prefix if e.base.has(*self._inputs) else self._scalar_home()
            return f"{home}sqrt({self._print(e.base)})"
        return str(super()._print_Pow(e, rational=rational))

    def _scalar_home(self) -> str:
        return "np." if self._target is NUMPY else "math."

    def _print_Rational(self, number: Rational) -> str:
        # Short fractions as such; decimals of the literature, and long numbers, as decimals.
        if number.q <= LARGEST_DENOMINATOR and abs(number.p) < 10**6:
            return str(super()._print_Rational(number))
        return repr(float(number))

    def _print_Pi(self, e: Expr) -> str:
        return f"{self._scalar_home()}pi"

    def _print_Min(self, e: Min) -> str:
        return self._clamp(self._target.minimum, e)

    def _print_Max(self, e: Max) -> str:
        return self._clamp(self._target.maximum, e)

    def _clamp(self, call: str, e: Expr) -> str:
        moving = [part for part in e.args if part.has(*self._inputs)]
        fixed = [part for part in e.args if part not in moving]
        if len(moving) != 1 or len(fixed) != 1:
            raise NotImplementedError(str(e))
        return call.format(z=self._print(moving[0]), bound=self._print(fixed[0]))

    def _print_Piecewise(self, e: Piecewise) -> str:
        *rest, (last, _) = e.args
        # torch's `where` of two Python numbers is float32, whatever the condition came from.
        constant = not any(value.has(*self._inputs) for value, _ in e.args)
        text = self._constant(last) if constant and self._target is TORCH else self._branch(last)
        for value, condition in reversed(rest):
            test = self._print(condition)
            text = f"{self._target.prefix}where({test}, {self._branch(value)}, {text})"
        return text

    def _print_Or(self, e: Or) -> str:
        return " | ".join(f"({self._print(part)})" for part in e.args)

    def _print_And(self, e: And) -> str:
        return " & ".join(f"({self._print(part)})" for part in e.args)

    def _print_Relational(self, e: Any) -> str:
        if not e.lhs.has(*self._inputs):
            e = e.reversed
        if e.lhs.could_extract_minus_sign():
            e = e.reversedsign
        return f"{self._print(e.lhs)} {e.rel_op} {self._print(e.rhs)}"
