"""The checks against values that an entry expects, known independently of its expression."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sympy import Expr

from gen.activation import Activation, Expect, Kind, X, i, n
from gen.balls import compile_expression, enclosure, midpoint, upper
from gen.derivation import Derivation
from gen.verification.comparison import Check, Ledger, Point, quantity

ROUNDED_FROM = 12
"""From this many digits on, an expected value is a rounded one."""
EXACT = 1e-30
"""What an exact value may be off: the width of an enclosure."""


def verify_expected(entry: Activation, derivation: Derivation, ledger: Ledger) -> None:
    """Nothing, after each expected value was found equal to half a unit of its last digit."""
    for expect in entry.expect:
        at, environment = expect.decimals("at"), _environment(entry, expect)
        given = {name: float(value) for name, value in expect.parameters.items()}
        names = () if entry.kind is Kind.VECTOR else tuple(s.name for s in entry.inputs)
        point = Point(names, tuple(map(float, at)), given)
        for name, form, place, text in _expectations(entry, derivation, expect):
            truth = compile_expression(form)({**environment, **place})
            allowed, error = _allowed(text), upper(abs(enclosure(text) - truth))
            if not error <= allowed:
                raise ledger.fail(
                    f"check {name} against the expected values fails at {point}: "
                    f"the definition gives {midpoint(truth):.17g}, the entry expects {text}"
                )
            ledger.note(Check(name, "the expected values", 1, error, allowed, str(point)))


def _allowed(text: str) -> float:
    """Half a unit of the last digit; a short decimal is exact."""
    digits, exponent = Decimal(text).as_tuple().digits, Decimal(text).as_tuple().exponent
    assert isinstance(exponent, int)
    return 10.0**exponent / 2 if len(digits) >= ROUNDED_FROM else EXACT


def _environment(entry: Activation, expect: Expect) -> dict[Any, Any]:
    at = [enclosure(text) for text in expect.decimals("at")]
    parameters = {
        p.symbol: enclosure(expect.parameters[p.symbol.name])
        if p.symbol.name in expect.parameters
        else compile_expression(p.exact)({})
        for p in entry.parameters
    }
    if entry.kind is Kind.VECTOR:
        return {X: at, n: len(at)}
    return {**parameters, **dict(zip(entry.inputs, at, strict=True))}


def _expectations(
    entry: Activation, derivation: Derivation, expect: Expect
) -> Iterator[tuple[str, Expr, dict[Any, Any], str]]:
    """Name, form, index of the output and expected value of each number."""
    printed = derivation.printed
    if entry.kind is Kind.VECTOR:
        for place, text in enumerate(expect.decimals("f"), start=1):
            yield "f", printed.f, {i: place}, text
        return
    yield "f", printed.f, {}, *expect.decimals("f")
    for (key, form), text in zip(printed.first.items(), expect.decimals("df"), strict=False):
        yield quantity(key), form, {}, text
