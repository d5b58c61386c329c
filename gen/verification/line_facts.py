"""The checks of what is derived along the whole line: limits at both ends, and parity.

torch computes neither; the definition itself, evaluated far out and at mirrored points in ball
arithmetic, bears witness.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flint import arb
from sympy import Expr

from gen.activation import Activation
from gen.balls import ball, compile_expression, lower, midpoint, upper
from gen.derivation import Derivation, defaults
from gen.verification import samples
from gen.verification.comparison import Check, Ledger

FAR, FARTHER = 2.0**20, 2.0**40
"""Where limits are looked at: functions that approach theirs like 1/x are within 1e-12 of it."""
NEAR_LIMIT = 1e-9
"""The distance from a finite limit that is allowed at FARTHER, relative to limits above 1."""
SPREAD = 1e-3
"""The least spread of values far out that shows a function without a limit."""

Function = Callable[[float], arb]


def verify_line(entry: Activation, derivation: Derivation, ledger: Ledger) -> None:
    """Nothing, after limits and parity of a scalar function have been checked at the defaults."""
    assert derivation.limits is not None
    f = _function(derivation.printed.f, entry)
    slope = _function(derivation.printed.first["x",], entry)
    for name, function, limits in (
        ("f", f, derivation.limits["f"]),
        ("f'", slope, derivation.limits["df"]),
    ):
        for end, sign in zip(limits, (-1.0, 1.0), strict=True):
            value = None if end.limit is None else end.limit.subs(defaults(entry))
            _verify_limit(name, function, value, sign, ledger)
    functions = [
        _function(derivation.printed.f, entry, {name: ball(value) for name, value in given.items()})
        for given in samples.parameter_sets(entry)
    ]
    _verify_parity(functions, derivation.parity, ledger)


def _function(form: Expr, entry: Activation, given: Mapping[str, arb] | None = None) -> Function:
    compiled = compile_expression(form)
    exact = {p.symbol.name: compile_expression(p.exact)({}) for p in entry.parameters}
    values = exact | dict(given or {})
    fixed = {p.symbol: values[p.symbol.name] for p in entry.parameters}
    return lambda x: compiled({**fixed, entry.inputs[0]: ball(x)})


def _verify_limit(
    name: str, function: Function, limit: Expr | None, sign: float, ledger: Ledger
) -> None:
    quantity, against = f"limit of {name}", "the definition far out"
    far, farther = function(sign * FAR), function(sign * FARTHER)
    at = f"x = {'-' if sign < 0 else ''}2^40"
    error, allowed = 0.0, 0.0
    if limit is None:
        values = [function(sign * (FAR + step)) for step in range(10)]
        holds = any(lower(abs(value - far)) > SPREAD for value in values)
    elif limit.is_infinite:
        growing = lower(abs(farther)) > 2 * upper(abs(far))
        holds = growing and (midpoint(farther) > 0) == bool(limit > 0)
    else:
        value = compile_expression(limit)({})
        error, allowed = upper(abs(farther - value)), NEAR_LIMIT * max(1.0, abs(midpoint(value)))
        holds = error <= allowed
    if not holds:
        raise ledger.fail(
            f"check {quantity} against {against} fails at {at}: derived is {limit}, "
            f"the definition gives {midpoint(farther):.17g}"
        )
    ledger.note(Check(quantity, against, 1, error, allowed or 1.0, at))


def _verify_parity(functions: Sequence[Function], parity: str | None, ledger: Ledger) -> None:
    """A symmetry must hold for all parameters; without one, each must be broken somewhere."""
    points = [float(x) for x in samples.line_points([])[:, 0] if x > 0]
    pairs = [(x, f(x), f(-x)) for f in functions for x in points]
    against = "the definition at x and -x"
    for name, sign in (("even", 1), ("odd", -1)):
        x, value, mirrored = max(pairs, key=lambda pair: upper(abs(pair[2] - sign * pair[1])))
        gap = upper(abs(mirrored - sign * value))
        if (gap < NEAR_LIMIT) != (parity == name):
            raise ledger.fail(
                f"check {name} symmetry against {against} fails at x = {x}: derived is {parity}, "
                f"f(x) is {midpoint(value):.17g} and f(-x) is {midpoint(mirrored):.17g}"
            )
        if parity == name:
            ledger.note(Check(f"{name} symmetry", against, len(pairs), gap, NEAR_LIMIT, f"x = {x}"))
    if parity is None:
        ledger.note(Check("no symmetry", against, 2 * len(pairs), 0.0, 1.0, ""))
