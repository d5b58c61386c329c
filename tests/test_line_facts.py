"""Limits and parity are held to the definition: what is a little off is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from math import inf, nan

import numpy as np
import pytest
from flint import arb
from numpy.typing import NDArray
from sympy import Expr, S, exp, oo

from gen import catalog
from gen.activation import Activation, Expect, x
from gen.balls import ball
from gen.derivation import derive
from gen.verification import deviations
from gen.verification.comparison import Check, Ledger, VerificationError
from gen.verification.expected import EXACT, _allowed, verify_expected
from gen.verification.line_facts import _function, _verify_limit, _verify_parity
from gen.verification.printed_code import _at_infinities

Function = Callable[[float], arb]
Floats = NDArray[np.float64]
FARTHER = 2.0**40


def entry_of(slug: str) -> Activation:
    return next(catalog.load(one) for one in catalog.definitions() if one.slug == slug)


def ledger() -> Ledger:
    return Ledger("here:1", "Made up")


def limit_check(function: Function, limit: Expr | None, sign: float) -> Check | None:
    """The check of a limit; None where it is refused."""
    into = ledger()
    try:
        _verify_limit("f", function, limit, sign, into)
    except VerificationError as error:
        at = f"x = {'-' if sign < 0 else ''}2^40"
        said = f"check limit of f against the definition far out fails at {at}: derived is {limit}"
        if not str(error).startswith(f"here:1: Made up: {said}"):
            raise
        return None
    (check,) = into.checks.values()
    return check


@pytest.mark.parametrize("sign", [-1.0, 1.0])
@pytest.mark.parametrize(("limit", "allowed"), [(0, 1e-9), (S.Half, 1e-9), (8, 8e-9), (-8, 8e-9)])
def test_finite_limit_is_near_far_out(limit: object, allowed: float, sign: float) -> None:
    value = S(limit)
    for off in (-1, 1):
        near, beyond = (float(value) + off * f * allowed for f in (0.999, 1.001))
        check = limit_check(lambda at, near=near: ball(near), value, sign)  # type: ignore[misc]
        assert check is not None
        assert check.points == 1
        assert check.error == pytest.approx(0.999 * allowed, rel=1e-5)
        assert check.allowed == pytest.approx(allowed)
        assert limit_check(lambda at, beyond=beyond: ball(beyond), value, sign) is None  # type: ignore[misc]


def test_limit_is_looked_at_on_its_own_side() -> None:
    step = lambda at: ball(1.0 if at > 0 else 0.0)  # noqa: E731
    assert limit_check(step, S.One, 1.0)
    assert limit_check(step, S.Zero, -1.0)
    assert not limit_check(step, S.One, -1.0)
    assert not limit_check(step, S.Zero, 1.0)
    # Where it comes near only later than 2^20.
    assert limit_check(lambda at: ball(1.0 / at), S.Zero, 1.0)
    assert not limit_check(lambda at: ball(1e4 / at), S.Zero, 1.0)


@pytest.mark.parametrize("sign", [-1.0, 1.0])
def test_infinite_limit_grows_and_has_its_sign(sign: float) -> None:
    for direction, limit in ((1.0, oo), (-1.0, -oo)):
        rising = lambda at, d=direction: ball(d * abs(at))  # noqa: E731
        check = limit_check(rising, limit, sign)
        assert check is not None
        assert (check.error, check.allowed) == (0.0, 1.0)
        assert limit_check(rising, -limit, sign) is None
        assert limit_check(rising, S.Zero, sign) is None
    flat = lambda at: ball(1e9)  # noqa: E731
    assert limit_check(flat, oo, sign) is None
    # It has to more than double between 2^20 and 2^40.
    for factor, holds in ((1.9, False), (2.1, True)):
        slow = lambda at, f=factor: ball(f if abs(at) == FARTHER else 1.0)  # noqa: E731
        assert bool(limit_check(slow, oo, sign)) is holds


def test_function_without_a_limit_spreads_far_out() -> None:
    def wave(size: float) -> Function:
        return lambda at: ball(size * (int(abs(at)) % 10 == 5))

    assert limit_check(wave(0.002), None, 1.0)
    assert limit_check(wave(0.002), None, -1.0)
    assert limit_check(wave(0.0005), None, 1.0) is None
    assert limit_check(lambda at: ball(1.0), None, 1.0) is None


# --- parity ------------------------------------------------------------------------------------


def symmetry(*functions: Function, parity: str | None) -> list[Check]:
    into = ledger()
    try:
        _verify_parity(functions, parity, into)
    except VerificationError as error:
        if "symmetry against the definition at x and -x fails at x = " not in str(error):
            raise
        return []
    return list(into.checks.values())


def test_symmetry_holds_for_all_functions_and_is_refused_where_it_does_not() -> None:
    even, odd, neither = (
        lambda at: ball(at * at),
        ball,
        lambda at: ball(at * at + at),
    )
    for function, name in ((even, "even"), (odd, "odd"), (neither, None)):
        for said in ("even", "odd", None):
            assert bool(symmetry(function, parity=said)) is (said == name)
    assert not symmetry(even, neither, parity="even")
    assert not symmetry(neither, even, parity="even")
    # Without a symmetry it is enough that one function has none.
    assert symmetry(even, neither, parity=None)
    zero = lambda at: ball(0.0)  # noqa: E731
    for said in ("even", "odd", None):
        assert not symmetry(zero, parity=said)


def test_symmetry_is_held_to_a_billionth_everywhere() -> None:
    for place in (20.0, 1000.0, 0.05):
        for off, holds in ((0.9e-9, True), (1.1e-9, False)):
            bent = lambda at, o=off, p=place: ball(5.0) + (o if at == p else 0)  # noqa: E731
            assert bool(symmetry(bent, parity="even")) is holds


def test_symmetry_is_checked_at_every_point_above_0() -> None:
    (check,) = symmetry(ball, lambda at: ball(2 * at), parity="odd")
    assert (check.quantity, check.error, check.allowed) == ("odd symmetry", 0.0, 1e-9)
    (none,) = symmetry(lambda at: ball(at + 1), parity=None)
    assert none.quantity == "no symmetry"
    assert check.points == none.points > 400


def test_function_takes_the_defaults_exactly_and_given_parameters_as_they_are() -> None:
    entry = entry_of("leakyrelu")
    (parameter,) = entry.parameters
    form = parameter.symbol * entry.inputs[0]
    exact = _function(form, entry)(1.0)
    assert exact.overlaps(arb(parameter.exact.p) / parameter.exact.q)
    assert _function(form, entry, {parameter.symbol.name: ball(0.25)})(-2.0) == ball(-0.5)


# --- expected values ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("0.12345678901", EXACT),
        ("0.123456789012", 0.5e-12),
        ("-1.23456789012", 0.5e-11),
        ("123456789012", 0.5),
        ("1.23456789012e-5", 0.5e-16),
        ("0.5", EXACT),
    ],
)
def test_long_values_are_rounded_and_short_ones_exact(text: str, allowed: float) -> None:
    assert EXACT == 1e-30
    assert _allowed(text) == pytest.approx(allowed, rel=1e-12)


def refused(f: str, df: str | None = None) -> bool:
    entry = Activation(
        name="Custom",
        expression=x * exp(x),
        torch=None,
        source=None,
        summary="One.",
        expect=(Expect(at="1", f=f, df=df) if df else Expect(at="1", f=f),),
    )
    into = ledger()
    try:
        verify_expected(entry, derive(entry), into)
    except VerificationError as error:
        if "against the expected values fails at x = 1: the definition gives" not in str(error):
            raise
        return True
    assert {check.against for check in into.checks.values()} == {"the expected values"}
    assert len(into.checks) == 1 + bool(df)
    return False


def test_half_a_unit_of_the_last_digit_is_allowed_and_no_more() -> None:
    """e = 2.718281828459045 2..., so the thirteenth digit rounds to 0 and the twelfth to 9."""
    assert not refused("2.718281828459")
    assert not refused("2.71828182846", "5.43656365692")
    unit = Decimal("1e-12")
    assert refused(str(Decimal("2.718281828459") + unit))
    assert refused(str(Decimal("2.718281828459") - unit))
    assert refused("2.71828182846", "5.43656365693")
    assert refused("2.7182818284")


# --- deviations --------------------------------------------------------------------------------


def test_each_deviation_stands_at_its_order_and_place() -> None:
    known = {one.id: one for one in deviations.DEVIATIONS}
    assert len(known) == len(deviations.DEVIATIONS)
    orders = {name: one.order for name, one in known.items()}
    assert orders == {
        **{f"{slug}-second-derivative-at-0": 2 for slug in ("elu", "celu", "selu", "softsign")},
        "celu-derivative-in-float32": 1,
        "celu-second-derivative-in-float32": 2,
        "softplus-value-beyond-its-threshold": 0,
        "softplus-derivative-beyond-its-threshold": 1,
        "softplus-second-derivative-beyond-its-threshold": 2,
        "hardsigmoid-slope": 1,
        "hardsigmoid-second-derivative": 2,
        "mish-second-derivative-far-out": 2,
    }
    beyond = known["softplus-value-beyond-its-threshold"]
    assert beyond.where((20.0,), {"beta": 1.0})
    assert not beyond.where((19.999,), {"beta": 1.0})
    assert beyond.where((10.0,), {"beta": 2.0})
    assert beyond.gives((25.0,), {"beta": 1.0}) == 25.0
    slope = known["softplus-derivative-beyond-its-threshold"]
    assert slope.gives((25.0,), {"beta": 3.0}) == 1.0
    flat = known["hardsigmoid-slope"]
    assert [flat.where((at,), {}) for at in (-3.0, -2.999, 0.0, 2.999, 3.0)] == [
        *(False, True, True, True, False),
    ]
    far = known["mish-second-derivative-far-out"]
    assert [far.where((at,), {}) for at in (-100.0, -99.0, 99.0, 100.0)] == [
        *(True, False, False, True),
    ]
    zero = known["elu-second-derivative-at-0"]
    assert [zero.where((at,), {}) for at in (0.0, 1e-300)] == [True, False]
    assert zero.gives((0.0,), {}) == 0.0
    celu = known["celu-derivative-in-float32"]
    assert celu.where((0.0,), {"alpha": 0.1})
    assert not celu.where((0.1,), {"alpha": 0.1})
    assert celu.gives((0.0,), {"alpha": 0.1}) != 1.0
    assert celu.gives((0.0,), {"alpha": 0.1}) == pytest.approx(1.0, rel=1e-7)
    assert {one.slug for one in deviations.of("celu")} == {"celu"}
    assert len(deviations.of("celu")) == 3


# --- printed code at infinity ------------------------------------------------------------------


def words(slug: str, left: float, right: float) -> list[str] | None:
    """What is said of code that gives two numbers at the infinities; None where it is refused."""
    derived = derive(entry_of(slug))

    def printed(points: Floats, parameters: Mapping[str, float]) -> Floats:
        return np.array([left if at < 0 else right for at in points[:, 0]])

    try:
        return _at_infinities(derived, "f", printed, "the code", ledger())
    except VerificationError as error:
        if "check f against the code fails at " not in str(error):
            raise
        return None


def test_code_gives_the_limit_at_infinity_or_nan() -> None:
    assert words("sigmoid", 0.0, 1.0) == ["limit", "limit"]
    assert words("sigmoid", nan, 1.0) == ["nan", "limit"]
    assert words("sigmoid", 0.0, nan) == ["limit", "nan"]
    assert words("sigmoid", 1e-15, 1 - 1e-15) == ["limit", "limit"]
    assert words("sigmoid", 1.1e-15, 1.0) is None
    assert words("sigmoid", 0.0, 1 - 1.3e-15) is None
    assert words("sigmoid", 1.0, 0.0) is None
    assert words("relu", 0.0, inf) == ["limit", "limit"]
    assert words("relu", 0.0, 1e308) is None
    assert words("relu", 0.0, -inf) is None


def test_code_gives_no_number_where_there_is_no_limit() -> None:
    assert words("sine", nan, nan) == ["nan", "nan"]
    assert words("sine", 0.0, nan) is None
    assert words("sine", nan, 0.0) is None
