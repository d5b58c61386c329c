r"""Exact rewrites after which nothing cancels where a function levels off.

\(1 + \tanh u\) is 0 to every digit of a float long before the number itself is; \(2\sigma(2u)\) is
not. The proofs hold each rewritten form to the printed one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import cast

from sympy import (
    Abs,
    Add,
    Expr,
    Piecewise,
    Symbol,
    asinh,
    exp,
    expand,
    factor,
    factor_terms,
    fraction,
    log,
    sqrt,
    tanh,
    together,
)
from sympy.core.function import AppliedUndef, Function

from gen.primitives import log1p, sigmoid


def rewritten(definition: Expr) -> Expr:
    """A definition in functions that do not cancel, and which differentiate to such functions."""
    return _in_sums(definition, _saturating)


def closed(form: Expr, variable: Symbol) -> Expr:
    """A form whose sums do not cancel far out; of a Piecewise, branch by branch."""
    if isinstance(form, Piecewise):
        branches = ((closed(value, variable), test) for value, test in form.args)
        return _joined(Piecewise(*branches), variable)
    for rule in (_saturating, _antisymmetric, _square):
        form = _in_sums(form, rule)
    if not _is_algebraic(form):
        return form
    whole = _on_one_line(form)
    found = _in_sums(whole, partial(_root_sum, variable=variable))
    if found != whole or _has_positive_part(whole, variable):
        return found
    return form


def shortest_algebraic(form: Expr) -> Expr:
    """The shorter of a form and its single fraction, if it is algebraic; branch by branch."""
    if isinstance(form, Piecewise):
        return Piecewise(*((shortest_algebraic(value), test) for value, test in form.args))
    if not _is_algebraic(form):
        return form
    return min((form, _on_one_line(form)), key=lambda one: (one.count_ops(), len(str(one))))


def _is_algebraic(form: Expr) -> bool:
    return not form.has(Piecewise) and all(
        isinstance(f, Abs) for f in form.atoms(Function, AppliedUndef)
    )


def _on_one_line(form: Expr) -> Expr:
    """The form as one fraction, factored."""
    numerator, denominator = fraction(factor(together(form)))
    return factor_terms(min(numerator, expand(numerator), key=_ops) / denominator)


def _ops(form: Expr) -> int:
    return int(form.count_ops())


def _in_sums(form: Expr, rule: Callable[[Expr], Expr]) -> Expr:
    form = cast(Expr, form.replace(lambda e: isinstance(e, Add), rule))
    # Only here, because a sum in the argument of a logarithm has had its turn.
    return cast(Expr, form.replace(log, _log))


def _log(argument: Expr) -> Expr:
    rest = argument - 1
    return (
        log(argument) if len(Add.make_args(rest)) >= len(Add.make_args(argument)) else log1p(rest)
    )


def _saturating(total: Expr) -> Expr:
    """c + c tanh(u) as 2 c sigmoid(2u), and c - c tanh(u) likewise."""
    terms = list(Add.make_args(total))
    for term in terms:
        for u in (e.args[0] for e in term.atoms(tanh)):
            factor_ = term / tanh(u)
            for sign in (1, -1):
                if sign * factor_ in terms and not factor_.has(tanh(u)):
                    rest = total - term - sign * factor_
                    return rest + 2 * sign * factor_ * sigmoid(2 * sign * u)
    return total


def _antisymmetric(total: Expr) -> Expr:
    """c sigmoid(u) - c sigmoid(-u) as c tanh(u/2)."""
    terms = list(Add.make_args(total))
    for term in terms:
        for s in term.atoms(sigmoid):
            (u,) = s.args
            other = -term.subs(s, sigmoid(-u))
            if other in terms and not (term / s).has(s, sigmoid(-u)) and not _leads(-u, u):
                return total - term - other + term / s * tanh(u / 2)
    return total


def _square(total: Expr) -> Expr:
    """c - 4 c sigmoid(2u) sigmoid(-2u) as c tanh(u)^2."""
    terms = list(Add.make_args(total))
    for term in terms:
        for s in term.atoms(sigmoid):
            (u,) = s.args
            c = -term / (4 * s * sigmoid(-u))
            if c in terms and not c.has(sigmoid):
                return total - term - c + c * tanh(u / 2) ** 2
    return total


def _leads(one: Expr, other: Expr) -> bool:
    """Whether the first of two opposite arguments carries no minus sign in front."""
    return bool(other.could_extract_minus_sign() and not one.could_extract_minus_sign())


def _root_sum(total: Expr, variable: Symbol) -> Expr:
    """x + sqrt(x^2 + b) as sqrt(b) exp(asinh(x/sqrt(b)))."""
    terms = set(Add.make_args(total))
    for root in terms:
        if variable in terms and root.is_Pow and root.exp == sqrt(variable).exp:
            b = expand(root.base - variable**2)
            if b.is_positive and not b.has(variable):
                return total - variable - root + sqrt(b) * exp(asinh(variable / sqrt(b)))
    return total


def _has_positive_part(form: Expr, variable: Symbol) -> bool:
    """Whether x + |x| is in a sum of the form: exactly 0 for negative x, and twice x for others."""
    return any({variable, Abs(variable)} <= set(total.args) for total in form.atoms(Add))


def _joined(form: Piecewise, variable: Symbol) -> Expr:
    """A form that is even or odd about its one breakpoint 0, written in the absolute value."""
    if len(form.args) != 2 or form.args[0][1] != (variable >= 0):
        return form
    (right, test), (left, _) = form.args
    if right.is_polynomial(variable) or not (_is_algebraic(right) and _is_algebraic(left)):
        return form
    mirrored = left.subs(variable, -variable)
    number, rest = right.as_coeff_Mul()
    whole = rest.subs(variable, Abs(variable))
    if expand(fraction(together(mirrored - right))[0]) == 0:
        return cast(Expr, number * whole)
    if expand(fraction(together(mirrored + right))[0]) == 0:
        return cast(Expr, Piecewise((number, test), (-number, True)) * whole)
    return form
