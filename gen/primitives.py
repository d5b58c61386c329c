r"""Named functions that entries are written in, each with two rules of differentiation.

`textbook` is the rule as it is printed: \(\sigma' = \sigma(1 - \sigma)\). `stable` is the same
derivative in a form that neither overflows nor cancels: \(\sigma' = \sigma(z)\,\sigma(-z)\). The
derivation proves the two equal by rewriting both in exp and erf, through `elementary`.

Source of the rules: elementary calculus; the stable forms follow from
\(1 - \sigma(z) = \sigma(-z)\).
"""

from __future__ import annotations

from typing import Any, ClassVar, cast

from sympy import Expr, Function, Rational, asinh, erf, exp, log, pi, sqrt, tanh
from sympy.core.function import ArgumentIndexError


class Primitive(Function):
    """A function of one real argument with a name, a textbook rule and a stable rule."""

    nargs = 1
    is_real = True
    tex: ClassVar[str]
    """The LaTeX of the name; `%s` stands for the argument where the name is no prefix."""
    title: ClassVar[str]
    """What it is called in prose."""
    is_sum: ClassVar[bool] = False
    """Whether the LaTeX is a sum, which a product has to put in parentheses."""
    formula_helps: ClassVar[bool] = True
    """Whether a reader is helped by the formula beside the title."""
    cure: ClassVar[str]
    """What this primitive should be used for, in the words of an error message."""

    @classmethod
    def textbook(cls, z: Expr) -> Expr:
        """The derivative at z, as a textbook prints it."""
        raise NotImplementedError

    @classmethod
    def stable(cls, z: Expr) -> Expr:
        """The derivative at z, free of overflow and cancellation."""
        return cls.textbook(z)

    @classmethod
    def elementary(cls, z: Expr) -> Expr:
        """The definition in exp, log and erf."""
        raise NotImplementedError

    def fdiff(self, argindex: int = 1) -> Expr:
        if argindex != 1:
            raise ArgumentIndexError(self, argindex)
        return self.textbook(self.args[0])

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        argument = printer._print(self.args[0])
        power = "" if exp is None else f"^{{{exp}}}"
        if "%s" in self.tex:
            text = self.tex % argument
            return rf"\left({text}\right){power}" if self.is_sum or power else text
        if r"\frac" in argument:
            return rf"{self.tex}{power}\left({argument}\right)"
        return f"{self.tex}{power}({argument})"


class sigmoid(Primitive):
    """The logistic sigmoid 1/(1 + exp(-z))."""

    tex = r"\sigma"
    title = "the logistic sigmoid"
    cure = "sigmoid(z) for 1/(1 + exp(-z))"

    @classmethod
    def textbook(cls, z: Expr) -> Expr:
        return sigmoid(z) * (1 - sigmoid(z))

    @classmethod
    def stable(cls, z: Expr) -> Expr:
        return sigmoid(z) * sigmoid(-z)

    @classmethod
    def elementary(cls, z: Expr) -> Expr:
        return 1 / (1 + exp(-z))


class softplus(Primitive):
    """The logarithm of 1 + exp(z)."""

    tex = r"\operatorname{softplus}"
    title = "the softplus"
    cure = "softplus(z) for log(1 + exp(z))"

    @classmethod
    def textbook(cls, z: Expr) -> Expr:
        return sigmoid(z)

    @classmethod
    def elementary(cls, z: Expr) -> Expr:
        return log(1 + exp(z))


class expm1(Primitive):
    """exp(z) - 1, exact near z = 0."""

    tex = "e^{%s} - 1"
    is_sum = True
    title = "the exponential less one"
    cure = "expm1(z) for exp(z) - 1"

    @classmethod
    def textbook(cls, z: Expr) -> Expr:
        return exp(z)

    @classmethod
    def elementary(cls, z: Expr) -> Expr:
        return exp(z) - 1


class tanh_exp(Primitive):
    """tanh(exp(z)), whose derivative is a product of an overflow and an underflow."""

    tex = r"\tanh\left(e^{%s}\right)"
    title = "the tanh of the exponential"
    cure = "tanh_exp(z) for tanh(exp(z))"

    @classmethod
    def textbook(cls, z: Expr) -> Expr:
        return exp(z) * (1 - tanh_exp(z) ** 2)

    @classmethod
    def stable(cls, z: Expr) -> Expr:
        # 1 - tanh(u)^2 = 4 e^(-2u)/(1 + e^(-2u))^2, with the exponentials joined.
        return 4 * exp(z - 2 * exp(z)) * sigmoid(2 * exp(z)) ** 2

    @classmethod
    def elementary(cls, z: Expr) -> Expr:
        return (1 - exp(-2 * exp(z))) / (1 + exp(-2 * exp(z)))


class Phi(Primitive):
    """The distribution function of the standard normal law."""

    tex = r"\Phi"
    title = "the distribution function of the standard normal law"
    formula_helps = False
    cure = "Phi(z) for (1 + erf(z/sqrt(2)))/2"

    @classmethod
    def textbook(cls, z: Expr) -> Expr:
        return phi(z)

    @classmethod
    def elementary(cls, z: Expr) -> Expr:
        return (1 + erf(z / sqrt(2))) / 2


class phi(Primitive):
    """The density of the standard normal law."""

    tex = r"\varphi"
    title = "the density of the standard normal law"
    formula_helps = False
    cure = "phi(z) for exp(-z**2/2)/sqrt(2*pi)"

    @classmethod
    def textbook(cls, z: Expr) -> Expr:
        return -z * phi(z)

    @classmethod
    def elementary(cls, z: Expr) -> Expr:
        return exp(-(z**2) * Rational(1, 2)) / sqrt(2 * pi)


class log1p(Function):
    """log(1 + z), exact near z = 0; the derivation introduces it, entries need not name it."""

    nargs = 1
    is_real = True

    def fdiff(self, argindex: int = 1) -> Expr:
        if argindex != 1:
            raise ArgumentIndexError(self, argindex)
        return 1 / (1 + self.args[0])


class LogSumExp(Function):
    """log sum_j exp(u_j): `LogSumExp(u, j)` for an expression u in X[j].

    The derivation introduces it where a definition sums exponentials; entries need not name it.
    """

    nargs = 2
    is_real = True


PRIMITIVES: tuple[type[Primitive], ...] = (sigmoid, softplus, expm1, tanh_exp, Phi, phi)


def elementary(expression: Expr) -> Expr:
    """The expression with every primitive rewritten in exp, log and erf."""
    for primitive in PRIMITIVES:
        expression = cast(Expr, expression.replace(primitive, primitive.elementary))
    expression = cast(Expr, expression.replace(log1p, lambda z: log(1 + z)))
    return cast(Expr, expression.replace(asinh, lambda z: log(z + sqrt(z**2 + 1))))


def with_stable_rules(expression: Expr) -> Expr:
    """The expression with every primitive exchanged for its twin that follows the stable rule."""
    for primitive, twin in _TWINS.items():
        expression = cast(Expr, expression.replace(primitive, twin))
    return expression


def with_textbook_rules(expression: Expr) -> Expr:
    """The expression with every twin exchanged for the primitive itself."""
    for primitive, twin in _TWINS.items():
        expression = cast(Expr, expression.replace(twin, primitive))
    return expression


class stable_tanh(Function):
    """The twin of SymPy's tanh, by the rule 1 - tanh(z)^2 = 4 sigmoid(2z) sigmoid(-2z)."""

    nargs = 1
    is_real = True

    def fdiff(self, argindex: int = 1) -> Expr:
        if argindex != 1:
            raise ArgumentIndexError(self, argindex)
        (z,) = self.args
        return 4 * sigmoid(2 * z) * sigmoid(-2 * z)


def _twin(primitive: type[Primitive]) -> type[Primitive]:
    namespace = {"fdiff": lambda self, argindex=1: primitive.stable(self.args[0])}
    return cast(type[Primitive], type(f"stable_{primitive.__name__}", (primitive,), namespace))


# Classes of their own, not a flag: SymPy caches derivatives by class and arguments.
_TWINS: dict[type[Function], type[Function]] = {p: _twin(p) for p in PRIMITIVES}
_TWINS |= {tanh: stable_tanh}
