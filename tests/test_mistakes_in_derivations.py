"""Mistakes in the rules of primitives and in derivations stop the build, never in the checker.

Each is taken through the build's own step from definition to record, and must leave no record.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import injection
import pytest
from entries import derived
from injection import Press
from sympy import Eq, Expr, Piecewise, Rational, Symbol, exp, oo, sympify

from gen import derivation
from gen.activation import i, k, x
from gen.derivation import Derivation, End, differentiation, line, pieces, vector
from gen.derivation.pieces import Pieces
from gen.primitives import Phi, Primitive, expm1, phi, sigmoid

HARD = ("relu", "prelu", "elu", "gelu", "hardswish", "hardshrink")
"""Scalar functions that mistakes are injected into: kinks, jumps, parameters, and none of these."""

press = injection.press


# --- mistakes in a rule of a primitive ---------------------------------------------------------


@pytest.mark.parametrize(
    ("slug", "primitive", "rule", "check"),
    [
        ("gelu", Phi, lambda z: -phi(z), "f'"),
        ("gelu", Phi, lambda z: 2 * phi(z), "f'"),
        ("gelu", Phi, lambda z: Rational("1.00001") * phi(z), "f'"),
        ("gelu", phi, lambda z: z * phi(z), "f''"),
        ("gelu", phi, lambda z: -phi(z), "f''"),
        ("elu", expm1, lambda z: exp(z) - 1, "f'"),
        ("elu", expm1, lambda z: Rational("1.00001") * exp(z), "f'"),
    ],
)
def test_mistake_in_a_rule_stops(
    press: Press,
    slug: str,
    primitive: type[Primitive],
    rule: Callable[[Expr], Expr],
    check: str,
) -> None:
    press.patch.setattr(primitive, "textbook", classmethod(lambda cls, z: rule(z)))
    press.refuted(slug, check)


def test_mistake_in_both_rules_of_a_primitive_stops(press: Press) -> None:
    # The printed and the stable form then agree with each other, but not with autograd.
    for name in ("textbook", "stable"):
        press.patch.setattr(sigmoid, name, classmethod(lambda cls, z: sigmoid(z) ** 2))
    press.refuted("swiglu", "df/db")


@pytest.mark.parametrize("rule", ["textbook", "stable"])
def test_mistake_in_one_rule_of_a_primitive_stops(press: Press, rule: str) -> None:
    press.patch.setattr(sigmoid, rule, classmethod(lambda cls, z: sigmoid(z) ** 2))
    message = press.stopped("swiglu")
    assert message.startswith("the printed and the stable form of d/db f differ: ")


# --- mistakes in a derivation ------------------------------------------------------------------


Change = Callable[[Derivation], Derivation]


def inject(monkeypatch: pytest.MonkeyPatch, change: Change) -> None:
    """Nothing; afterwards each derivation comes out changed, past its own proofs."""
    honest = derivation.derive
    monkeypatch.setattr(derivation, "derive", lambda entry: change(honest(entry)))


def with_second(key: tuple[str, ...], change: Callable[[Expr], Expr]) -> Change:
    def changed(found: Derivation) -> Derivation:
        second = {**found.printed.second, key: change(found.printed.second[key])}
        return replace(found, printed=replace(found.printed, second=second))

    return changed


def with_first(key: tuple[str, ...], change: Callable[[Expr], Expr]) -> Change:
    def changed(found: Derivation) -> Derivation:
        first = {**found.printed.first, key: change(found.printed.first[key])}
        return replace(found, printed=replace(found.printed, first=first))

    return changed


def with_parameter(name: str, change: Callable[[Expr], Expr]) -> Change:
    def changed(found: Derivation) -> Derivation:
        form = change(found.by_parameter[name])
        return replace(found, by_parameter={**found.by_parameter, name: form})

    return changed


def fifth_digit(form: Expr) -> Expr:
    return Rational("1.00001") * form


def negative(form: Expr) -> Expr:
    return -form


@pytest.mark.parametrize("change", [negative, fifth_digit])
@pytest.mark.parametrize(
    ("slug", "key", "check"),
    [
        *((slug, ("x",), "f'") for slug in HARD),
        ("swiglu", ("a",), "df/da"),
        ("swiglu", ("b",), "df/db"),
        ("softmax", ("k",), "Jacobian"),
    ],
)
def test_mistake_in_a_first_derivative_stops(
    press: Press, slug: str, key: tuple[str, ...], check: str, change: Callable[[Expr], Expr]
) -> None:
    inject(press.patch, with_first(key, change))
    press.refuted(slug, check)


@pytest.mark.parametrize(
    ("slug", "key", "change", "check"),
    [
        ("gelu", ("x", "x"), negative, "f''"),
        ("gelu", ("x", "x"), fifth_digit, "f''"),
        ("elu", ("x", "x"), fifth_digit, "f''"),
        ("hardswish", ("x", "x"), fifth_digit, "f''"),
        ("relu", ("x", "x"), lambda form: Rational("0.00001"), "f''"),
        ("swiglu", ("a", "a"), lambda form: Rational("0.00001"), "d²f/da da"),
        ("swiglu", ("a", "b"), fifth_digit, "d²f/da db"),
        ("swiglu", ("b", "b"), fifth_digit, "d²f/db db"),
        ("softmax", ("k", "l"), fifth_digit, "second derivatives"),
    ],
)
def test_mistake_in_a_second_derivative_stops(
    press: Press,
    slug: str,
    key: tuple[str, ...],
    change: Callable[[Expr], Expr],
    check: str,
) -> None:
    inject(press.patch, with_second(key, change))
    press.refuted(slug, check)


@pytest.mark.parametrize(
    ("slug", "name", "change", "against"),
    [
        ("prelu", "s", negative, "torch.nn.PReLU, vector kernel"),
        ("prelu", "s", fifth_digit, "torch.nn.PReLU, vector kernel"),
        ("elu", "alpha", negative, "Richardson differences of torch.nn.ELU"),
        ("elu", "alpha", fifth_digit, "Richardson differences of torch.nn.ELU"),
        (
            "hardshrink",
            "lambda",
            lambda form: Rational("0.00001"),
            "Richardson differences of torch.nn.Hardshrink",
        ),
    ],
)
def test_mistake_in_a_parameter_derivative_stops(
    press: Press, slug: str, name: str, change: Callable[[Expr], Expr], against: str
) -> None:
    inject(press.patch, with_parameter(name, change))
    assert press.refuted(slug, f"df/d{name}")["against"] == against


def test_mistake_in_one_jacobian_entry_stops(press: Press) -> None:
    # Only the first output by the second input: no vector of one component has it.
    honest = derived("softmax").printed.first["k",]
    spoiled = Piecewise((honest + Rational("0.00001"), (i < 2) & (k > 1)), (honest, True))
    inject(press.patch, with_first(("k",), lambda form: spoiled))
    found = press.refuted("softmax", "Jacobian")
    assert found["point"].endswith("i = 1, k = 2")


def test_mistake_in_the_stable_form_is_seen_in_the_printed_code(press: Press) -> None:
    def changed(found: Derivation) -> Derivation:
        return replace(found, stable=replace(found.stable, f=fifth_digit(found.stable.f)))

    inject(press.patch, changed)
    assert press.refuted("gelu", "f")["against"] == "the printed NumPy code"


@pytest.mark.parametrize("slug", ["elu", "gelu", "hardswish", "swiglu", "softmax"])
def test_mistake_in_differentiation_stops(press: Press, slug: str) -> None:
    honest = differentiation.differentiate

    def doubled(expression: Expr, variable: Expr) -> Expr:
        return 2 * honest(expression, variable)

    press.patch.setattr(differentiation, "differentiate", doubled)
    press.patch.setattr(vector, "differentiate", doubled)
    message = press.stopped(slug)
    assert "differ" in message


@pytest.mark.parametrize("slug", ["gelu", "elu", "hardswish"])
def test_mistake_in_the_derivative_of_the_pieces_stops(press: Press, slug: str) -> None:
    honest = Pieces.derivative

    def doubled(self: Pieces, by: Symbol | None = None) -> Pieces:
        return honest(self, by).map(lambda piece: 2 * piece)

    press.patch.setattr(Pieces, "derivative", doubled)
    press.stopped(slug)


def test_mistake_in_the_cut_into_pieces_stops(press: Press) -> None:
    honest = pieces.cut
    press.patch.setattr(derivation, "cut", lambda *given: honest(*given).map(negative))
    press.stopped("gelu")


@pytest.mark.parametrize("slug", ["relu", "elu", "hardswish", "hardshrink"])
def test_swapped_sides_of_a_breakpoint_stop(press: Press, slug: str) -> None:
    honest = Pieces.sides
    press.patch.setattr(Pieces, "sides", lambda self, index: honest(self, index)[::-1])
    press.stopped(slug)


def test_wrong_limit_stops(press: Press) -> None:
    seven, zero, one, infinite = (End(sympify(value)) for value in (7, 0, 1, oo))
    wrong = {"f": (seven, infinite), "df": (zero, one)}
    press.patch.setattr(line, "limits", lambda *given: wrong)
    press.stopped("elu")


@pytest.mark.parametrize("parity", ["even", "odd"])
def test_wrong_parity_stops(press: Press, parity: str) -> None:
    press.patch.setattr(line, "parity", lambda pieces: parity)
    press.stopped("gelu")


def test_mistake_at_the_points_of_a_deviation_stops(press: Press) -> None:
    spoil = with_second(("x", "x"), lambda form: Piecewise((99, Eq(x, 0)), (form, True)))
    inject(press.patch, spoil)
    press.stopped("elu")
