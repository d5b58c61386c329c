"""Expected values pin each constant: where torch has no counterpart, nothing else does.

Each constant of an expression is changed a little, one at a time; some expected value must break.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest
from sympy import Basic, Expr, Integer, Piecewise, Pow, Rational, exp, sin

from gen import catalog
from gen.activation import Activation, Expect, Kind, x
from gen.derivation import Derivation, Derivatives
from gen.derivation.differentiation import differentiate
from gen.verification import VerificationError
from gen.verification.comparison import Ledger
from gen.verification.expected import verify_expected

LITTLE = Rational(1, 10**5)
"""What a constant is changed by: relative to it, except for 0 and 1."""


@cache
def entries() -> dict[str, Activation]:
    """The entries without a counterpart in torch, by slug."""
    loaded = [catalog.load(definition) for definition in catalog.definitions()]
    return {entry.slug: entry for entry in loaded if entry.torch is None}


def changed(expression: Basic) -> Iterator[tuple[str, Basic]]:
    """The expression with each constant changed, and what was changed where."""
    for place, part in enumerate(expression.args):
        is_exponent = isinstance(expression, Pow) and place == 1
        for name, other in (
            [(f"{part} in {expression}", _changed(part, is_exponent))]
            if isinstance(part, Rational)
            else changed(part)
        ):
            arguments = list(expression.args)
            arguments[place] = other
            yield name, expression.func(*arguments)


def _changed(constant: Rational, is_exponent: bool) -> Rational:
    # SymPy and the balls need exponents that are integers, or one half.
    if is_exponent:
        return constant + 1
    return constant + LITTLE if constant in (0, 1) else constant * (1 + LITTLE)


def others(entry: Activation) -> Iterator[tuple[str, Activation]]:
    """The entry with each constant and each default changed, and what was changed."""
    for name, expression in changed(entry.expression):
        yield name, replace(entry, expression=expression)
    for index, parameter in enumerate(entry.parameters):
        default = str(_changed(parameter.exact, is_exponent=False))
        parameters = list(entry.parameters)
        parameters[index] = replace(parameter, default=default)
        yield f"default of {parameter.symbol}", replace(entry, parameters=tuple(parameters))


def holds(entry: Activation) -> bool:
    """Whether all expected values agree with the expression and its first derivatives."""
    assert entry.kind is not Kind.VECTOR
    first: dict[tuple[str, ...], Expr] = {
        (s.name,): differentiate(entry.expression, s) for s in entry.inputs
    }
    forms = Derivatives(entry.expression, first, {})
    try:
        verify_expected(entry, Derivation(entry, forms, forms, {}), Ledger("", entry.name))
    except VerificationError:
        return False
    return True


def unpinned(entry: Activation) -> list[str]:
    """The constants that can change a little without a word from the expected values."""
    return [name for name, other in others(entry) if holds(other)]


def branches_without_a_point(entry: Activation) -> list[Expr]:
    """The branches of each Piecewise in which no expected value lies."""
    missing = []
    for piecewise in entry.expression.atoms(Piecewise):
        taken = {branch_at(piecewise, entry, expect) for expect in entry.expect}
        missing += [value for index, (value, _) in enumerate(piecewise.args) if index not in taken]
    return missing


def branch_at(piecewise: Piecewise, entry: Activation, expect: Expect) -> int:
    """The branch that an expected value tests."""
    at = dict(zip(entry.inputs, map(Rational, expect.decimals("at")), strict=True))
    for parameter in entry.parameters:
        given = expect.parameters.get(parameter.symbol.name)
        at[parameter.symbol] = parameter.exact if given is None else Rational(given)
    return next(index for index, (_, test) in enumerate(piecewise.args) if test.subs(at) == True)  # noqa: E712 (SymPy's true is no bool)


@pytest.mark.parametrize("slug", entries())
def test_each_constant_is_pinned(slug: str) -> None:
    entry = entries()[slug]
    assert holds(entry)
    assert unpinned(entry) == []


@pytest.mark.parametrize("slug", entries())
def test_each_branch_has_an_expected_point(slug: str) -> None:
    assert branches_without_a_point(entries()[slug]) == []


def test_a_constant_that_nothing_pins_is_named() -> None:
    expression = 3 * sin(x) ** 2 + exp(-x) * Rational("0.5")
    entry = Activation(
        name="Made up",
        expression=expression,
        torch=None,
        source=None,
        summary=".",
        expect=(Expect(at="0", f="0.5", df="-0.5"),),
    )
    assert holds(entry)
    # At 0 the sine and its slope vanish: neither its factor nor its power shows.
    assert unpinned(entry) == ["3 in 3*sin(x)**2", "2 in sin(x)**2"]
    pinned = replace(entry, expect=(*entry.expect, Expect(at="1", f="2.308159975406435")))
    assert holds(pinned)
    assert unpinned(pinned) == []


def test_each_constant_is_changed_once() -> None:
    expression = Piecewise((2 * x**2, x > 0), (Integer(1), True))
    names = [name for name, _ in changed(expression)]
    assert sorted(names) == sorted(
        ["2 in 2*x**2", "2 in x**2", "0 in x > 0", f"1 in {expression.args[1]}"]
    )
