"""Expressions with one mistake: each constant, sign, operator, exponent, branch and condition."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from sympy import (
    Add,
    Basic,
    Expr,
    Function,
    Ge,
    Gt,
    Indexed,
    Le,
    Lt,
    Max,
    Min,
    Mul,
    Piecewise,
    Pow,
    Rational,
    Sum,
    Symbol,
    asinh,
    atan,
    cos,
    exp,
    log,
    sin,
    tanh,
)
from sympy.core.relational import Relational

from gen.primitives import Phi, expm1, phi, sigmoid, softplus, tanh_exp

LITTLE = Rational(1, 10**5)
"""What a constant is changed by: relative to it, except for 0 and 1."""

_STRICTNESS = {Lt: Le, Le: Lt, Gt: Ge, Ge: Gt}
_DIRECTION = {Lt: Gt, Le: Ge, Gt: Lt, Ge: Le}
_MISTAKEN = {
    sigmoid: tanh,
    tanh: sigmoid,
    softplus: expm1,
    expm1: exp,
    exp: expm1,
    tanh_exp: tanh,
    Phi: sigmoid,
    phi: Phi,
    sin: cos,
    cos: sin,
    atan: asinh,
    asinh: atan,
    log: exp,
    Max: Min,
    Min: Max,
}
"""Functions that could be typed for one another."""


class Mistake(NamedTuple):
    """An expression that differs from another in one place."""

    kind: str
    """Constant, sign, operator, exponent, function, input, parameter, branch, condition, kink."""
    what: str
    """What has become what, and in which part."""
    expression: Expr


def mistakes(expression: Basic, frozen: Mapping[Symbol, Rational]) -> Iterator[Mistake]:
    """The expression with each mistake, one at a time; none of them equal to it as it stands.

    frozen: the parameters with their defaults, which may stand in the place of the symbol.
    """
    seen = {expression}
    for kind, what, other in _changed(expression, frozen):
        if other not in seen:
            seen.add(other)
            yield Mistake(kind, what, other)


_Changes = Iterator[tuple[str, str, Basic]]


def _changed(node: Basic, frozen: Mapping[Symbol, Rational]) -> _Changes:
    yield from _here(node, frozen)
    if isinstance(node, Indexed):
        return
    if isinstance(node, Sum):
        term, *limits = node.args
        for kind, what, other in _changed(term, frozen):
            yield kind, what, Sum(other, *limits)
        ((index, low, high),) = node.limits
        yield "constant", f"{low} -> {low + 1} in {node}", Sum(term, (index, low + 1, high))
        return
    for place, part in enumerate(node.args):
        if isinstance(part, Rational):
            found = _constants(part, is_exponent=isinstance(node, Pow) and place == 1, node=node)
        else:
            found = _changed(part, frozen)
        for kind, what, other in found:
            arguments = [*node.args[:place], other, *node.args[place + 1 :]]
            yield kind, what, node.func(*arguments)


def _constants(value: Rational, *, is_exponent: bool, node: Basic) -> _Changes:
    if is_exponent:
        for other in (value + 1, value - 1):
            yield "exponent", f"{value} -> {other} in {node}", other
        return
    little = value + LITTLE if value in (0, 1) else value * (1 + LITTLE)
    yield "constant", f"{value} -> {float(little):.7g} in {node}", little
    yield "constant", f"{value} -> {value + 1} in {node}", value + 1
    if value:
        yield "sign", f"{value} -> {-value} in {node}", -value


def _here(node: Basic, frozen: Mapping[Symbol, Rational]) -> _Changes:
    """The mistakes at the top of an expression."""
    for kinds, others in _AT_TOP.items():
        if isinstance(node, kinds):
            yield from others(node)
            return
    if isinstance(node, Symbol | Indexed):
        if node in frozen:
            yield "parameter", f"{node} -> {frozen[node]}", frozen[node]
            yield "parameter", f"{node} -> 1/{node}", 1 / node
        else:
            yield "input", f"{node} -> -{node}", -node


def _in_sum(node: Add) -> _Changes:
    for place, part in enumerate(node.args):
        rest = [*node.args[:place], *node.args[place + 1 :]]
        yield "sign", f"{part} -> {-part} in {node}", Add(*rest, -part)
        yield "operator", f"{node} without {part}", Add(*rest)
    yield "operator", f"{node} with * for +", Mul(*node.args)


def _in_product(node: Mul) -> _Changes:
    for place, part in enumerate(node.args):
        rest = [*node.args[:place], *node.args[place + 1 :]]
        yield "operator", f"{node} without {part}", Mul(*rest)
        if not isinstance(part, Rational):
            yield "operator", f"{node} divided by {part}", Mul(*rest, 1 / part)
    yield "operator", f"{node} with + for *", Add(*node.args)
    yield "sign", f"{node} -> -({node})", -node


def _in_condition(node: Relational) -> _Changes:
    for names, kind in ((_STRICTNESS, "kink"), (_DIRECTION, "condition")):
        if type(node) in names:
            other = names[type(node)](*node.args, evaluate=False)
            yield kind, f"{node} -> {other}", other


def _in_call(node: Expr) -> _Changes:
    if type(node) in _MISTAKEN:
        other = _MISTAKEN[type(node)](*node.args)
        yield "function", f"{node} -> {other}", other
    if len(node.args) == 1:
        yield "sign", f"{node} -> {node.func(-node.args[0])}", node.func(-node.args[0])


def _branches(node: Piecewise) -> _Changes:
    branches = list(node.args)
    for place in range(len(branches) - 1):
        (one, when), (other, then) = branches[place], branches[place + 1]
        swapped = [*branches[:place], (other, when), (one, then), *branches[place + 2 :]]
        yield "branch", f"{one} and {other} exchanged", Piecewise(*swapped)
        fewer = [*branches[:place], *branches[place + 1 :]]
        yield "branch", f"without the branch {one} if {when}", Piecewise(*fewer)


# A Piecewise is a Function too, so it comes before.
_AT_TOP: Mapping[Any, Callable[[Any], _Changes]] = {
    Add: _in_sum,
    Mul: _in_product,
    Piecewise: _branches,
    Relational: _in_condition,
    (Function, Max, Min): _in_call,
}
