"""Derivatives by the rules of the primitives, in the form of a textbook or in a stable one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sympy import (
    Abs,
    Dummy,
    Expr,
    Mul,
    Piecewise,
    Rational,
    Symbol,
    exp,
    expand,
    factor,
    factor_terms,
    piecewise_fold,
    powsimp,
)

from gen.activation import Activation, Kind
from gen.derivation.cancellation import closed, rewritten, shortest_algebraic
from gen.primitives import with_stable_rules, with_textbook_rules

LARGEST_DENOMINATOR = 50
"""The largest denominator of a plain fraction; what has a larger one is a decimal."""


@dataclass(frozen=True)
class Derivatives:
    """A function with its first and second derivatives.

    A derivative is keyed by what one differentiates by: ("x",) for a scalar function, ("a",) and
    ("b",) for one of two inputs, ("k",) for component i of a vector function by input k; second
    derivatives by pairs of these.
    """

    f: Expr
    first: Mapping[tuple[str, ...], Expr]
    second: Mapping[tuple[str, ...], Expr]


def derivatives(entry: Activation) -> Derivatives:
    """The definition of a function of one or two numbers, with its derivatives, as printed."""
    return _derivatives(entry, differentiate, textbook, entry.expression)


def stable_derivatives(entry: Activation) -> Derivatives:
    """The same by the stable rule of every primitive, in sums that do not cancel."""
    plain = _derivatives(entry, differentiate_stably, _computed, rewritten(entry.expression))
    if entry.kind is not Kind.SCALAR:
        return plain
    (variable,) = entry.inputs
    return Derivatives(
        closed(plain.f, variable),
        {key: closed(form, variable) for key, form in plain.first.items()},
        {key: closed(form, variable) for key, form in plain.second.items()},
    )


def parameter_derivatives(entry: Activation) -> dict[str, Expr]:
    """The derivative of the definition by each parameter that is no constant."""
    return {
        p.symbol.name: textbook(differentiate(entry.expression, p.symbol))
        for p in entry.parameters
        if not p.fixed
    }


def differentiate(expression: Expr, variable: Expr) -> Expr:
    """The derivative by the textbook rules; of a Piecewise, branch by branch."""
    return without_abs(expression).diff(variable)


def differentiate_stably(expression: Expr, variable: Expr) -> Expr:
    """The derivative by the stable rules; of a Piecewise, branch by branch."""
    return with_textbook_rules(with_stable_rules(without_abs(expression)).diff(variable))


def without_abs(expression: Expr) -> Expr:
    """The expression with each absolute value as a Piecewise.

    SymPy differentiates Abs to sign, and sign to twice a Dirac delta.
    """
    if not expression.has(Abs):
        return expression
    return piecewise_fold(expression.replace(Abs, lambda u: Piecewise((u, u >= 0), (-u, True))))


def textbook(expression: Expr) -> Expr:
    """The shortest of a few forms that leave the named functions alone, branch by branch."""
    if isinstance(expression, Piecewise):
        return Piecewise(*((textbook(value), condition) for value, condition in expression.args))
    forms = [factor_terms(expression), expression, factor(expression)]
    if expression.is_polynomial():
        forms.append(expand(expression))
    return _upright(min(forms, key=lambda form: (form.count_ops(), len(str(form)))))


def _joined_exponentials(expression: Expr) -> Expr:
    """The expression with common factors taken out, but products of exponentials joined.

    exp(x - exp(x)) underflows where exp(x) times exp(-exp(x)) is infinity times 0.
    """
    if isinstance(expression, Piecewise):
        return Piecewise(*((_joined_exponentials(v), test) for v, test in expression.args))
    if any(power.args[0].has(exp) for power in expression.atoms(exp)):
        return powsimp(expand(expression), combine="exp")
    return factor_terms(expression)


def _computed(expression: Expr) -> Expr:
    return shortest_algebraic(_joined_exponentials(expression))


def _upright(product: Expr) -> Expr:
    """The product with each factor such as s - 1 turned to 1 - s, and the signs in front."""
    factors = Mul.make_args(product)
    turned = [bool(factor.is_Add and factor.as_coeff_Add()[0] < 0) for factor in factors]
    signs = (-1) ** sum(turned)
    return Mul(signs, *(-f if turn else f for f, turn in zip(factors, turned, strict=True)))


def _derivatives(
    entry: Activation,
    rule: Callable[[Expr, Symbol], Expr],
    form: Callable[[Expr], Expr],
    definition: Expr,
) -> Derivatives:
    # Decimals as symbols: factoring would bring their numerators and denominators to light.
    decimals = {
        number: Dummy(str(number), positive=True)
        for number in definition.atoms(Rational)
        if number.q > LARGEST_DENOMINATOR and number > 0
    }
    numbers = {symbol: number for number, symbol in decimals.items()}
    inputs = {symbol.name: symbol for symbol in entry.inputs}
    first: dict[tuple[str, ...], Expr] = {
        (name,): form(rule(definition.subs(decimals), inputs[name])) for name in inputs
    }
    second: dict[tuple[str, ...], Expr] = {
        (one, other): form(rule(first[one,], inputs[other]))
        for one in inputs
        for other in inputs
        if one <= other
    }
    return Derivatives(
        definition,
        {key: value.subs(numbers) for key, value in first.items()},
        {key: value.subs(numbers) for key, value in second.items()},
    )
