"""The checks of what is derived along the whole line: limits at both ends, and parity.

torch computes neither; the definition itself, evaluated far out and at mirrored points in ball
arithmetic, bears witness.
"""

from __future__ import annotations

from collections.abc import Callable

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
        for limit, sign in zip(limits, (-1.0, 1.0), strict=True):
            value = None if limit is None else limit.subs(defaults(entry))
            _verify_limit(name, function, value, sign, ledger)
    _verify_parity(f, derivation.parity, ledger)


def _function(form: Expr, entry: Activation) -> Function:
    compiled = compile_expression(form)
    fixed = {p.symbol: compile_expression(p.exact)({}) for p in entry.parameters}
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


def _verify_parity(f: Function, parity: str | None, ledger: Ledger) -> None:
    points = [float(x) for x in samples.line_points([])[:, 0] if x > 0]
    pairs = [(x, f(x), f(-x)) for x in points]
    gaps = {
        "even": {x: upper(abs(mirrored - value)) for x, value, mirrored in pairs},
        "odd": {x: upper(abs(mirrored + value)) for x, value, mirrored in pairs},
    }
    found = [name for name, by_point in gaps.items() if max(by_point.values()) < NEAR_LIMIT]
    if parity is None and not found:
        ledger.note(Check("no symmetry", "the definition at x and -x", len(points), 0.0, 1.0, ""))
        return
    if parity not in found:
        worst = gaps[parity or found[0]]
        x = max(worst, key=lambda point: worst[point])
        raise ledger.fail(
            f"check symmetry against the definition at x and -x fails at x = {x}: derived is "
            f"{parity}, f(x) is {midpoint(f(x)):.17g} and f(-x) is {midpoint(f(-x)):.17g}"
        )
    name, largest = f"{parity} symmetry", max(gaps[parity].values())
    ledger.note(Check(name, "the definition at x and -x", len(points), largest, NEAR_LIMIT, ""))
