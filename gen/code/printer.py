"""SymPy expressions in the syntax of Python, for a target."""

from __future__ import annotations

from collections import Counter
from typing import Any, cast

from sympy import (
    Add,
    And,
    Expr,
    Max,
    Min,
    Mul,
    Not,
    Or,
    Piecewise,
    Pow,
    Rational,
    S,
    Symbol,
    erf,
    exp,
    preorder_traversal,
    tanh,
)
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean
from sympy.printing.str import StrPrinter

from gen.activation import Activation, Parameter, X, i, k
from gen.code.targets import Target
from gen.derivation.differentiation import LARGEST_DENOMINATOR
from gen.derivation.vector import OUTPUT
from gen.primitives import LogSumExp, expm1, sigmoid

Branches = list[tuple[Expr, Boolean]]

BOUND = 88
"""Beyond it exp(-exp(x)) is 0; up to it exp(x) is finite in float32 too."""
LONG = 90
"""The length of a line from which on repeated parts get a name."""
NAMES = ("z", "w", "y")
"""Names for repeated parts."""


def python_name(parameter: Parameter) -> str:
    """The parameter's name in printed code."""
    name = str(parameter.symbol.name)
    return "lambd" if name == "lambda" else name


class Printer(StrPrinter):
    """Prints an expression as Python for one target."""

    # SymPy's own classes bring methods of the default name, which would come before ours.
    printmethod = "_activation_code"

    def __init__(self, target: Target, entry: Activation) -> None:
        super().__init__()
        self._target = target
        self._inputs = entry.inputs
        self._names = {p.symbol: python_name(p) for p in entry.parameters}

    def body(self, form: Expr) -> list[str]:
        """The lines of a function: names for what a long form repeats, and last its value."""
        form = self._with_decimals(form)
        form = _bounded(form, self._inputs[0], self._target.picks_first)
        if not form.has(*self._inputs, X):
            return [self._target.constant.format(x=self._inputs[0].name, c=self._branch(form))]
        branches = self._keeping_nan(form) if isinstance(form, Piecewise) else [(form, S.true)]
        if self._target.picks_first and len(branches) > 1:
            branches = [(self._bare(value), test) for value, test in branches]
        lines: list[str] = []
        for name in NAMES:
            whole = self._choice(branches)
            part = _repeated(branches) if len(whole) > LONG else None
            if part is None:
                break
            symbol = Symbol(name, real=True)
            lines.append(f"{name} = {self.doprint(part)}")
            # A part that reads the input still does, under its name.
            self._inputs = (*self._inputs, symbol)
            renamed = {part: symbol, -part: -symbol}
            branches = [(v.xreplace(renamed), test.xreplace(renamed)) for v, test in branches]
        return [*lines, self._choice(branches)]

    def _with_decimals(self, form: Expr) -> Expr:
        """The form with decimals of the literature, and long numbers, as they are read."""
        return form.xreplace(
            {
                number: (1 if number > 0 else -1) * Symbol(repr(abs(float(number))), positive=True)
                for number in form.atoms(Rational)
                if number.q > LARGEST_DENOMINATOR or abs(number.p) >= 10**6
            }
        )

    def _branch(self, value: Expr) -> str:
        return f"{value}.0" if value.is_Integer else str(self._print(value))

    def _as_ordered_terms(self, expr: Expr, order: Any = None) -> list[Expr]:
        terms = list(super()._as_ordered_terms(expr, order=order))
        # 1 - x rather than -x + 1.
        first = next((t for t in terms if not t.could_extract_minus_sign()), terms[0])
        return [first, *(term for term in terms if term is not first)]

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

    def _print_Function(self, e: Any) -> str:
        call = self._target.primitives.get(e.func)
        if call is not None:
            return call.format(z=self._argument(e))
        name = self._target.names.get(e.func.__name__, self._target.prefix + e.func.__name__)
        return f"{name}({self._argument(e)})"

    def _argument(self, e: Any) -> str:
        return ", ".join(self._print(argument) for argument in e.args)

    _print_log = _print_Function

    def _print_Pow(self, e: Pow, rational: bool = False) -> str:
        if e.exp == Rational(1, 2):
            if e.base.has(*self._inputs):
                return f"{self._target.prefix}sqrt({self._print(e.base)})"
            # A parameter may be a tensor with a gradient, or a number.
            if e.base.free_symbols & set(self._names):
                return f"{self.parenthesize(e.base, 100)}**0.5"
            return f"{self._target.scalar_prefix}sqrt({self._print(e.base)})"
        if e.exp.is_Rational and e.exp < 0:
            # An array of integers has no negative powers in NumPy.
            return f"1/{self.parenthesize(Pow(e.base, -e.exp), 60)}"
        return str(super()._print_Pow(e, rational=rational))

    def _print_Pi(self, e: Expr) -> str:
        return f"{self._target.scalar_prefix}pi"

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
        return self._choice([tuple(branch) for branch in e.args])

    def _choice(self, branches: Branches) -> str:
        *rest, (last, _) = branches
        if not rest:
            return str(self.doprint(last))
        text = self._branch(last)
        for value, condition in reversed(rest):
            test = self._print(condition)
            text = self._target.where.format(test=test, yes=self._branch(value), no=text)
        return text

    def _bare(self, value: Expr) -> Expr:
        """The value of a branch without the clamps that it needs where all are computed."""
        clamps = [clamp for clamp in value.atoms(Min, Max) if set(clamp.args) & set(self._inputs)]
        return value.xreplace({c: next(p for p in c.args if p in self._inputs) for c in clamps})

    def _keeping_nan(self, e: Piecewise) -> Branches:
        """The branches in an order in which nan, of which no comparison holds, stays nan.

        The last branch takes it; so that has to read whatever the conditions read.
        """
        branches: Branches = [tuple(branch) for branch in e.args]
        *rest, (last, _) = branches
        read = [s for s in self._inputs if any(test.has(s) for _, test in rest)]
        if last.has(*read) and all(last.has(s) for s in read):
            return branches
        value, condition = rest[-1]
        opposite = _opposite(condition)
        if all(value.has(s) for s in read):
            return [*rest[:-1], (last, opposite), (value, S.true)]
        return [*rest, (last, opposite), (Add(*read), S.true)]

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


def _opposite(condition: Boolean) -> Boolean:
    """The opposite of a condition, in comparisons, of which none holds for nan either."""
    if isinstance(condition, And | Or):
        other = Or if isinstance(condition, And) else And
        return cast(Boolean, other(*map(_opposite, condition.args)))
    return cast(Boolean, Not(condition))


def _bounded(form: Expr, x: Symbol, only_exponents: bool) -> Expr:
    """The form with the input of each exponential in a saturating function bounded.

    exp(exp(x)) overflows where the function around it is long constant, and autograd multiplies
    the infinity by 0. In an exponent all of x is bounded: past the bound x - exp(x) would turn from
    minus to plus infinity.
    """
    inner = exp(x)

    def of_call(call: Expr) -> Expr:
        whole = isinstance(call, exp | expm1)
        return call.xreplace({x: Min(x, BOUND)} if whole else {inner: exp(Min(x, BOUND))})

    def is_call(e: Expr) -> bool:
        kinds = (exp, expm1) if only_exponents else (exp, expm1, tanh, sigmoid, erf)
        return isinstance(e, kinds) and e != inner and e.has(inner)

    return cast(Expr, form.replace(is_call, of_call))


def _repeated(branches: Branches) -> Expr | None:
    """The part that is worth a name most: the longest that a form holds twice, up to its sign."""
    found: Counter[Expr] = Counter()
    for part in (part for value, _ in branches for part in preorder_traversal(value)):
        if not isinstance(part, Expr) or isinstance(part, Piecewise | Relational):
            continue
        if not part.is_Atom and part.free_symbols:
            found[-part if part.could_extract_minus_sign() else part] += 1
    # A call is long in the printed line, a sum or product is what it looks like here.
    least = {part: 20 if isinstance(part, Mul | Pow | Add) else 5 for part in found}
    saved = {
        part: (count - 1) * len(str(part))
        for part, count in found.items()
        if count > 1 and len(str(part)) > least[part]
    }
    return max(saved, key=lambda part: (saved[part], str(part))) if saved else None
