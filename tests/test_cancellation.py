"""The rewrites of forms that cancel: each gives the form that does not, and the same function."""

from __future__ import annotations

import pytest
from sympy import Abs, Expr, Mul, Piecewise, Rational, Symbol, asinh, exp, log, sin, sqrt, tanh

from gen.activation import x
from gen.derivation.cancellation import closed, rewritten, shortest_algebraic
from gen.derivation.zero import is_zero
from gen.primitives import log1p, sigmoid

b = Symbol("b", positive=True)
s = Symbol("s", real=True)

REWRITTEN = {
    "one plus tanh": (1 + tanh(x), 2 * sigmoid(2 * x)),
    "one minus tanh": (3 - 3 * tanh(s * x), 6 * sigmoid(-2 * s * x)),
    "half of both": (x * (tanh(x) / 2 + Rational(1, 2)), x * sigmoid(2 * x)),
    "a logarithm near 1": (log(1 + sigmoid(x)), log1p(sigmoid(x))),
}
CLOSED = {
    "opposite sigmoids": (
        (sigmoid(-s * x) - sigmoid(s * x)) * x,
        -x * tanh(s * x / 2),
    ),
    "a complement": (1 - 4 * sigmoid(2 * x) * sigmoid(-2 * x), tanh(x) ** 2),
    "a root": (x / 2 + sqrt(x**2 + b) / 2, sqrt(b) * exp(asinh(x / sqrt(b))) / 2),
    "an absolute value": (
        Rational(1, 2) + x / (2 * (1 + Abs(x))),
        Mul(x + Abs(x) + 1, 1 / (1 + Abs(x))) / 2,
    ),
    "even branches": (
        Piecewise((1 / (1 + x) ** 2, x >= 0), (1 / (1 - x) ** 2, True)),
        1 / (1 + Abs(x)) ** 2,
    ),
    "odd branches": (
        Piecewise((-2 / (1 + x) ** 3, x >= 0), (2 / (1 - x) ** 3, True)),
        Piecewise((-2, x >= 0), (2, True)) / (1 + Abs(x)) ** 3,
    ),
}
LEFT_ALONE = (
    1 + 2 * tanh(x),
    x - tanh(x),
    sigmoid(x) - sigmoid(-2 * x),
    2 * x + sqrt(x**2 + b),
    x + sqrt(x**2 - 1),
    Piecewise((x, x >= 0), (2 * x, True)),
    Piecewise((1 / (1 + x), x >= 0), (2 / (1 - x), True)),
    sin(x) + 1,
)


def same(one: Expr, other: Expr) -> bool:
    """Whether two forms agree on both sides of 0; proved where SymPy needs no cases."""
    if not one.has(Abs, Piecewise):
        return is_zero(one - other)
    gaps = ((one - other).subs({x: at, s: 2, b: 3}).doit() for at in (-7, Rational(-1, 3), 0, 5))
    return all(abs(gap.evalf(30)) < 1e-25 for gap in gaps)


@pytest.mark.parametrize("name", REWRITTEN)
def test_definition_is_rewritten(name: str) -> None:
    before, after = REWRITTEN[name]
    assert rewritten(before) == after
    assert same(before, after)


@pytest.mark.parametrize("name", CLOSED)
def test_form_is_closed(name: str) -> None:
    before, after = CLOSED[name]
    assert closed(before, x) == after
    assert same(before, after)


@pytest.mark.parametrize("form", LEFT_ALONE, ids=str)
def test_other_forms_are_left_alone(form: Expr) -> None:
    assert rewritten(form) == form
    assert closed(form, x) == form


def test_difference_that_vanishes_becomes_one_fraction() -> None:
    assert shortest_algebraic(1 - x**2 / (1 + x**2)) == 1 / (1 + x**2)
    slope = (1 - b * x**2 / (b * x**2 + 1)) / sqrt(b * x**2 + 1)
    assert shortest_algebraic(slope) == (b * x**2 + 1) ** Rational(-3, 2)


def test_form_that_is_short_or_not_algebraic_keeps_its_shape() -> None:
    for form in (x + 1 / x, 1 - tanh(x) ** 2, (x + 1) ** 2):
        assert shortest_algebraic(form) == form
