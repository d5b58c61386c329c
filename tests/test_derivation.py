"""Facts that textbooks print, held against what the derivation finds.

The expected values stand here as they are known, not as the program prints them.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from math import prod
from typing import Any

import numpy as np
import pytest
from sympy import (
    Abs,
    Expr,
    Integer,
    KroneckerDelta,
    Or,
    Piecewise,
    Rational,
    Symbol,
    atan,
    cos,
    erf,
    exp,
    log,
    oo,
    pi,
    sin,
    tanh,
)
from sympy.core.cache import clear_cache

from gen import catalog, code
from gen.activation import Activation, Expect, a, b, i, k, l, x
from gen.derivation import Derivation, DerivationError, derive, forms, zero
from gen.derivation.vector import OUTPUT
from gen.derivation.zero import ProofError, is_zero
from gen.primitives import Phi, expm1, phi, sigmoid, softplus

DEFINITIONS = {definition.slug: definition for definition in catalog.definitions()}
alpha = Symbol("alpha", positive=True)
lamda = Symbol("lambda", positive=True)
s = Symbol("s", real=True)


@cache
def derived(slug: str) -> Derivation:
    """The derivation of an entry of the catalog."""
    return derive(catalog.load(DEFINITIONS[slug]))


def entry_of(expression: Expr, **fields: Any) -> Activation:
    """An entry that this file makes up."""
    given: dict[str, Any] = {"name": "Made up", "torch": None, "source": "none", "summary": "None."}
    return Activation(expression=expression, **(given | fields))


def first(expression: Expr) -> Expr:
    """The printed derivative of an expression in x."""
    return derive(entry_of(expression)).printed.first["x",]


@pytest.fixture
def patched_rules() -> Iterator[None]:
    """Room for a patched rule: SymPy remembers the derivatives that it has taken."""
    clear_cache()
    yield
    clear_cache()


# --- derivatives in the form of a textbook -----------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "derivative"),
    [
        (sigmoid(x), sigmoid(x) * (1 - sigmoid(x))),
        (softplus(x), sigmoid(x)),
        (tanh(x), 1 - tanh(x) ** 2),
        (expm1(x), exp(x)),
        (Phi(x), phi(x)),
        (phi(x), -x * phi(x)),
        (atan(x), 1 / (1 + x**2)),
        (exp(-(x**2)), -2 * x * exp(-(x**2))),
    ],
    ids=str,
)
def test_derivative_has_the_form_of_a_textbook(expression: Expr, derivative: Expr) -> None:
    assert first(expression) == derivative


@pytest.mark.parametrize("gate", [sigmoid, Phi, tanh])
def test_product_rule_keeps_the_named_functions(gate: Callable[[Expr], Expr]) -> None:
    derivative = first(x * gate(x))
    assert derivative.has(gate(x))
    assert not derivative.has(exp, erf)
    assert (derivative - gate(x) - x * first(gate(x))).expand() == 0


def test_derivative_of_gelu_is_phi_and_phi_without_erf_or_exp() -> None:
    printed = derived("gelu").printed
    assert printed.first["x",] == Phi(x) + x * phi(x)
    assert printed.second["x", "x"] == (2 - x**2) * phi(x)
    for form in (printed.f, *printed.first.values(), *printed.second.values()):
        assert not form.has(erf, exp)


@pytest.mark.parametrize(
    ("slug", "one", "two"),
    [
        ("relu", Piecewise((1, x > 0), (0, True)), Integer(0)),
        ("prelu", Piecewise((1, x > 0), (s, True)), Integer(0)),
        (
            "elu",
            Piecewise((1, x > 0), (alpha * exp(x), True)),
            Piecewise((0, x > 0), (alpha * exp(x), True)),
        ),
        (
            "hardswish",
            Piecewise((0, x <= -3), (1, x >= 3), (x / 3 + Rational(1, 2), True)),
            Piecewise((0, Or(x <= -3, x >= 3)), (Rational(1, 3), True)),
        ),
        ("hardshrink", Piecewise((1, Or(x > lamda, x < -lamda)), (0, True)), Integer(0)),
    ],
)
def test_piecewise_derivatives_are_those_of_the_branches(slug: str, one: Expr, two: Expr) -> None:
    assert derived(slug).printed.first["x",] == one
    assert derived(slug).printed.second["x", "x"] == two


def test_partial_derivatives_of_swiglu() -> None:
    gate, rest = sigmoid(b), 1 - sigmoid(b)
    first_, second = derived("swiglu").printed.first, derived("swiglu").printed.second
    assert set(first_) == {("a",), ("b",)}
    assert set(second) == {("a", "a"), ("a", "b"), ("b", "b")}
    assert first_["a",] == b * gate
    assert is_zero(first_["b",] - a * (gate + b * gate * rest))
    assert second["a", "a"] == 0
    assert is_zero(second["a", "b"] - (gate + b * gate * rest))
    assert is_zero(second["b", "b"] - a * gate * rest * (2 + b * (1 - 2 * gate)))


def test_jacobian_of_softmax_is_written_in_its_outputs() -> None:
    printed = derived("softmax").printed
    s_i, s_k, s_l = (OUTPUT[index] for index in (i, k, l))
    delta = KroneckerDelta
    assert printed.first["k",] == s_i * (delta(i, k) - s_k)
    expected = s_i * ((delta(i, k) - s_k) * (delta(i, l) - s_l) - s_k * (delta(k, l) - s_l))
    assert (printed.second["k", "l"] - expected).expand() == 0


@pytest.mark.parametrize(
    ("slug", "parameter", "derivative"),
    [
        ("elu", "alpha", Piecewise((0, x > 0), (expm1(x), True))),
        ("prelu", "s", Piecewise((0, x > 0), (x, True))),
        # The threshold moves the jumps, not the values between them.
        ("hardshrink", "lambda", Integer(0)),
    ],
)
def test_derivative_by_a_parameter(slug: str, parameter: str, derivative: Expr) -> None:
    assert derived(slug).by_parameter == {parameter: derivative}


# --- breakpoints, smoothness, limits, parity ---------------------------------------------------


@pytest.mark.parametrize(
    ("slug", "point", "sides"),
    [
        ("relu", 0, ((0, 0, 0), (0, 0, 1), (0, 0, 0))),
        ("prelu", 0, ((0, 0, 0), (s, s, 1), (0, 0, 0))),
        ("elu", 0, ((0, 0, 0), (alpha, alpha, 1), (alpha, alpha, 0))),
        ("hardswish", -3, ((0, 0, 0), (0, 0, -Rational(1, 2)), (0, 0, Rational(1, 3)))),
        ("hardswish", 3, ((3, 3, 3), (Rational(3, 2), 1, 1), (Rational(1, 3), 0, 0))),
        ("hardshrink", -lamda, ((-lamda, 0, 0), (1, 0, 0), (0, 0, 0))),
        ("hardshrink", lamda, ((0, 0, lamda), (0, 0, 1), (0, 0, 0))),
    ],
)
def test_one_sided_values_at_a_breakpoint(
    slug: str, point: Expr, sides: tuple[tuple[Expr, Expr, Expr], ...]
) -> None:
    found = {place.point: place.sides for place in derived(slug).breakpoints}
    assert found[point] == sides


@pytest.mark.parametrize(
    ("slug", "points"),
    [
        ("relu", [0]),
        ("prelu", [0]),
        ("elu", [0]),
        ("gelu", []),
        ("hardswish", [-3, 3]),
        ("hardshrink", [-lamda, lamda]),
    ],
)
def test_breakpoints_from_left_to_right(slug: str, points: list[Expr]) -> None:
    derivation = derived(slug)
    assert [place.point for place in derivation.breakpoints] == points
    assert derivation.pieces is not None
    assert len(derivation.pieces.between) == len(points) + 1


@pytest.mark.parametrize(
    ("slug", "at_defaults", "in_general"),
    [
        ("relu", 0, 0),
        ("prelu", 0, 0),
        ("elu", 1, 0),
        ("gelu", None, None),
        ("hardswish", 0, 0),
        ("hardshrink", -1, -1),
    ],
)
def test_smoothness_class(slug: str, at_defaults: int | None, in_general: int | None) -> None:
    assert derived(slug).smoothness == at_defaults
    assert derived(slug).general_smoothness == in_general


def test_elu_bends_only_when_alpha_is_not_one() -> None:
    (bend,) = derived("elu").breakpoints
    assert (bend.order, bend.general_order) == (2, 1)


@pytest.mark.parametrize(
    ("slug", "f", "df"),
    [
        ("relu", (0, oo), (0, 1)),
        ("gelu", (0, oo), (0, 1)),
        ("elu", (-alpha, oo), (0, 1)),
        ("prelu", (-oo, oo), (s, 1)),
        ("hardswish", (0, oo), (0, 1)),
        ("hardshrink", (-oo, oo), (1, 1)),
    ],
)
def test_limits_at_both_ends(slug: str, f: tuple[Expr, Expr], df: tuple[Expr, Expr]) -> None:
    assert limits_of(derived(slug)) == {"f": f, "df": df}


def limits_of(derivation: Derivation) -> dict[str, tuple[Expr | None, ...]]:
    assert derivation.limits is not None
    return {name: tuple(end.limit for end in ends) for name, ends in derivation.limits.items()}


def test_slope_limit_that_sympy_gives_wrong() -> None:
    # SymPy 1.14: limit(sigmoid + x sigmoid (1 - sigmoid), x, oo) is 0.
    assert limits_of(derive(entry_of(x * sigmoid(x))))["df"] == (0, 1)


def test_function_without_a_limit() -> None:
    assert limits_of(derive(entry_of(sin(x)))) == {"f": (None, None), "df": (None, None)}


def test_limit_that_depends_on_a_sign_is_that_of_the_default() -> None:
    limits = derived("prelu").limits
    assert limits is not None
    assert [end.at_defaults for end in limits["f"]] == [True, False]


def test_limits_of_bounded_functions() -> None:
    assert limits_of(derive(entry_of(sigmoid(x)))) == {"f": (0, 1), "df": (0, 0)}
    assert limits_of(derive(entry_of(atan(x)))) == {"f": (-pi / 2, pi / 2), "df": (0, 0)}


@pytest.mark.parametrize(
    ("expression", "parity"),
    [
        (tanh(x), "odd"),
        (x * exp(-(x**2)), "odd"),
        (exp(-(x**2)), "even"),
        (x**2 * sigmoid(x), None),
        # Alike on the two sides, unlike at the jumps: a program returns 1 at -1 and 0 at 1.
        (Piecewise((1, (x > 1) | (x <= -1)), (0, True)), None),
        (Piecewise((x, (x > 2) | (x < -1)), (0, True)), None),
    ],
    ids=str,
)
def test_parity(expression: Expr, parity: str | None) -> None:
    assert derive(entry_of(expression)).parity == parity


@pytest.mark.parametrize(
    ("expression", "parity"),
    [
        (Piecewise((x, x >= 0), (-x, True)), "even"),
        (Piecewise((x / (1 + x), x >= 0), (x / (1 - x), True)), "odd"),
    ],
    ids=["absolute value", "softsign"],
)
def test_parity_across_a_kink(expression: Expr, parity: str) -> None:
    assert derive(entry_of(expression)).parity == parity


@pytest.mark.parametrize("slug", ["elu", "glu", "softmax", "gelu"])
def test_forms_are_those_that_are_proved(slug: str) -> None:
    found = forms(catalog.load(DEFINITIONS[slug]))
    assert replace(derived(slug), limits=None, parity=None) == found


def test_parity_of_the_catalog() -> None:
    assert derived("hardshrink").parity == "odd"
    asymmetric = ("relu", "gelu", "elu", "prelu", "hardswish")
    assert {derived(slug).parity for slug in asymmetric} == {None}


def test_step_has_no_derivative_at_its_jump() -> None:
    derivation = derive(entry_of(Piecewise((1, x >= 0), (0, True))))
    (jump,) = derivation.breakpoints
    assert jump.order == 0
    assert jump.sides[0] == (0, 1, 1)
    assert derivation.smoothness == -1
    assert derivation.pieces is not None
    assert derivation.pieces.defined == (True,)
    # diff gives 0 everywhere, without a warning.
    assert derivation.printed.first["x",] == 0
    assert derivation.pieces.derivative().defined == (False,)
    assert derivation.pieces.derivative().derivative().defined == (False,)


def test_kink_leaves_the_derivative_undefined_and_a_smooth_joint_does_not() -> None:
    def defined(slug: str) -> tuple[bool, ...]:
        pieces = derived(slug).pieces
        assert pieces is not None
        return pieces.derivative().defined

    assert defined("relu") == (False,)
    assert defined("hardswish") == (False, False)
    smooth = derive(entry_of(Piecewise((x**2, x > 0), (0, True)))).pieces
    assert smooth is not None
    assert smooth.derivative().defined == (True,)
    assert smooth.derivative().derivative().defined == (False,)


def test_two_branches_that_could_be_one_are_refused() -> None:
    with pytest.raises(DerivationError, match="write the two branches as one"):
        derive(entry_of(Piecewise((x**2, x > 0), (x * (x + 1) - x, True))))


def test_condition_without_an_isolated_boundary_is_refused() -> None:
    with pytest.raises(DerivationError, match="no isolated boundary in x"):
        derive(entry_of(Piecewise((x, sin(x) > 0), (0, True))))


# --- proofs ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "expression",
    [
        sin(x) ** 2 + cos(x) ** 2 - 1,
        sigmoid(x) + sigmoid(-x) - 1,
        softplus(x) - softplus(-x) - x,
        Phi(x) + Phi(-x) - 1,
        sigmoid(2 * x) - exp(x) / (exp(x) + exp(-x)),
    ],
    ids=str,
)
def test_identity_is_proved(expression: Expr) -> None:
    assert is_zero(expression)


@pytest.mark.parametrize(
    "expression",
    [sigmoid(x) - tanh(x), Rational(1, 10**9) * x, Integer(1), x * Phi(x) - x * sigmoid(x)],
    ids=str,
)
def test_inequality_is_told(expression: Expr) -> None:
    assert not is_zero(expression)


DECEPTIVE = x * prod(x - sample for sample in zero._SAMPLES)
"""Zero wherever is_zero looks first, and nowhere else."""


def test_proof_that_fails_is_an_error_and_no_guess() -> None:
    with pytest.raises(ProofError, match="no proof that it is zero was found"):
        is_zero(DECEPTIVE)
    with pytest.raises(ProofError, match="no proof that it is zero was found"):
        is_zero(Abs(x) - x)


def test_proof_that_takes_too_long_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zero, "SECONDS", 0.05)
    monkeypatch.setattr(zero, "simplify", lambda expression: time.sleep(30))
    with pytest.raises(ProofError, match=r"no proof within 0\.05 s"):
        is_zero(DECEPTIVE)


def test_stable_form_that_differs_is_refused(
    monkeypatch: pytest.MonkeyPatch, patched_rules: None
) -> None:
    wrong = classmethod(lambda cls, z: sigmoid(z) * sigmoid(z))
    monkeypatch.setattr(sigmoid, "stable", wrong)
    with pytest.raises(DerivationError, match="the printed and the stable form of d/dx f differ"):
        derive(entry_of(x * sigmoid(x)))
    with pytest.raises(DerivationError, match="the printed and the stable form of d/db f differ"):
        derive(entry_of(a * b * sigmoid(b)))


def test_wrong_elementary_form_is_refused(
    monkeypatch: pytest.MonkeyPatch, patched_rules: None
) -> None:
    wrong = classmethod(lambda cls, z: 1 / (1 + exp(-2 * z)) ** 2)
    monkeypatch.setattr(sigmoid, "elementary", wrong)
    with pytest.raises(DerivationError, match="differ"):
        derive(entry_of(sigmoid(x)))


# --- stable forms in floating point ------------------------------------------------------------

EXTRA = {
    "sigmoid": sigmoid(x),
    "silu": x * sigmoid(x),
    "softplus": softplus(x),
    "logsigmoid": -softplus(-x),
    "scaled-exponential": Piecewise((2 * x, x > 0), (3 * expm1(x), True)),
    "mirrored-exponential": Piecewise((expm1(-x), x >= 0), (-x, True)),
}


EIGHT = ("relu", "gelu", "elu", "hardswish", "prelu", "hardshrink", "softmax", "swiglu")


@pytest.mark.parametrize("name", [*EIGHT, *EXTRA])
def test_stable_code_is_finite_far_out_without_any_overflow(name: str) -> None:
    derivation = derive(entry_of(EXTRA[name])) if name in EXTRA else derived(name)
    far = np.array([-1000.0, -745.2, -710.0, -100.0, 0.0, 100.0, 710.0, 745.2, 1000.0])
    inputs = [far]
    if len(derivation.entry.inputs) == 2:
        inputs = [axis.ravel() for axis in np.meshgrid(far, far)]
    functions = code.load(code.print_code(derivation, code.NUMPY))
    assert len(functions) >= 2
    for function in functions.values():
        with np.errstate(over="raise", invalid="raise", divide="raise", under="ignore"):
            assert np.isfinite(function(*inputs)).all()


def test_naive_form_would_overflow() -> None:
    derivation = derive(entry_of(log(1 + exp(x)), expect=(Expect(at="0", f="0.693147"),)))
    function = code.load(code.print_code(derivation, code.NUMPY))["made_up"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert np.isinf(function(np.array([1000.0])))
