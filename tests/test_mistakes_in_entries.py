"""No wrong entry gets published: each injected mistake stops the build with a line that says where.

Each is taken through the build's own step from definition to record, and must leave no record.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import injection
import pytest
from entries import DEFINITIONS, derived, entry_of
from injection import Press
from sympy import Expr, Ge, Gt, Le, Lt, Or, Piecewise, Rational, Sum, Symbol, exp, log
from sympy.core.relational import Relational

from gen import derivation, steps
from gen.activation import Activation, Expect, Kind, X, a, b, i, j, n, x
from gen.primitives import Phi, expm1, sigmoid

SCALAR = [slug for slug in DEFINITIONS if entry_of(slug).kind is Kind.SCALAR]

alpha = Symbol("alpha", positive=True)
lamda = Symbol("lambda", positive=True)
s = Symbol("s", real=True)

press = injection.press


def test_the_press_publishes_what_is_right(press: Press) -> None:
    steps.make_record(DEFINITIONS["relu"])
    assert [path.name for path in press.folder.iterdir()] == ["relu.json"]


# --- a wrong expression or value ---------------------------------------------------------------


def hardswish(middle: Expr) -> Expr:
    """Hardswish with another expression between its kinks."""
    return Piecewise((0, x <= -3), (x, x >= 3), (middle, True))


@pytest.mark.parametrize(
    ("slug", "expression", "check"),
    [
        pytest.param("gelu", -x * Phi(x), "f", id="sign"),
        pytest.param("gelu", x * Phi(-x), "f", id="sign of the argument"),
        pytest.param("hardswish", hardswish(x * (x - 3) / 6), "f", id="sign inside a branch"),
        pytest.param("hardswish", hardswish(x * (x + 3)), "f", id="missing factor"),
        pytest.param("gelu", Phi(x), "f", id="missing input"),
        # At the default alpha of 1 the two functions agree.
        pytest.param(
            "elu",
            Piecewise((x, x > 0), (expm1(alpha * x), True)),
            "df/dalpha",
            id="place of a parameter",
        ),
        pytest.param("relu", Piecewise((0, x > 0), (x, True)), "f", id="swapped branch of ReLU"),
        pytest.param(
            "hardshrink",
            Piecewise((0, Or(x > lamda, x < -lamda)), (x, True)),
            "f",
            id="swapped branch of Hardshrink",
        ),
        pytest.param(
            "hardswish",
            hardswish(Rational("0.16667") * x * (x + 3)),
            "f",
            id="constant in the fifth digit",
        ),
        pytest.param("gelu", x * Phi(Rational("1.00001") * x), "f", id="scale in the fifth digit"),
        pytest.param(
            "elu",
            Piecewise((x, x > 0), (Rational("1.00001") * alpha * expm1(x), True)),
            "f",
            id="amplitude in the fifth digit",
        ),
        pytest.param(
            "softmax",
            Rational("1.00001") * exp(X[i]) / Sum(exp(X[j]), (j, 1, n)),
            "f",
            id="factor in the fifth digit",
        ),
        pytest.param("softmax", exp(-X[i]) / Sum(exp(-X[j]), (j, 1, n)), "Jacobian", id="Softmin"),
    ],
)
def test_mistake_in_an_expression_stops(
    press: Press, slug: str, expression: Expr, check: str
) -> None:
    found = press.refuted(slug, check, replace(entry_of(slug), expression=expression))
    assert str(entry_of(slug).torch) in found["against"]


def test_swapped_branches_that_overflow_stop(press: Press) -> None:
    swapped = Piecewise((alpha * expm1(x), x > 0), (x, True))
    message = press.stopped("elu", replace(entry_of("elu"), expression=swapped))
    assert "gives inf at x = 1000, alpha = 1" in message


@pytest.mark.parametrize(
    "expression",
    [
        a * b * sigmoid(b) * Rational("1.00001"),
        a * b * sigmoid(Rational("1.00001") * b),
        a * (b + Rational("0.00001")) * sigmoid(b),
        -a * b * sigmoid(b),
        a * b * sigmoid(a),
        a * b * sigmoid(b) / 2,
    ],
    ids=str,
)
def test_mistake_in_swiglu_is_seen_by_the_expected_values(press: Press, expression: Expr) -> None:
    found = press.refuted("swiglu", "f", replace(entry_of("swiglu"), expression=expression))
    assert found["against"] == "the expected values"
    assert found["point"] == "a = 2, b = 1"


def test_expected_derivative_is_held(press: Press) -> None:
    first, *others = entry_of("swiglu").expect
    wrong = replace(first, df=("0.731058578630004879", "1.85534102374297356"))
    found = press.refuted("swiglu", "df/db", replace(entry_of("swiglu"), expect=(wrong, *others)))
    assert found["found"] == "1.85534102374297356"


def test_expected_values_of_a_vector_function_are_held(press: Press) -> None:
    # Softmax of one number is 1, whatever the number.
    wrong = tuple(Expect(at=at, f="7.00") for at in ("0", "1", "2"))
    press.stopped("softmax", replace(entry_of("softmax"), torch=None, expect=wrong))


# --- the wrong side of a kink ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slug", "expression", "point"),
    [
        ("relu", Piecewise((x, x >= 0), (0, True)), "x = 0"),
        # At the default alpha of 1 both sides agree: the drawn parameters tell.
        ("elu", Piecewise((x, x >= 0), (alpha * expm1(x), True)), "x = 0, alpha = "),
        ("prelu", Piecewise((x, x >= 0), (s * x, True)), "x = 0, s = 0.25"),
        ("hardswish", Piecewise((0, x < -3), (x, x >= 3), (x * (x + 3) / 6, True)), "x = -3"),
        ("hardswish", Piecewise((0, x <= -3), (x, x > 3), (x * (x + 3) / 6, True)), "x = 3"),
        (
            "hardshrink",
            Piecewise((x, Or(x >= lamda, x < -lamda)), (0, True)),
            "x = 0.5, lambda = 0.5",
        ),
        (
            "hardshrink",
            Piecewise((x, Or(x > lamda, x <= -lamda)), (0, True)),
            "x = -0.5, lambda = 0.5",
        ),
    ],
)
def test_wrong_side_of_a_kink_stops(press: Press, slug: str, expression: Expr, point: str) -> None:
    check = "f" if slug == "hardshrink" else "f'"
    found = press.refuted(slug, check, replace(entry_of(slug), expression=expression))
    assert found["point"].startswith(point)


FLIPPED: Mapping[str, type[Relational]] = {">": Ge, ">=": Gt, "<": Le, "<=": Lt}


def on_the_other_side(entry: Activation, point: Expr) -> Expr:
    """The expression of an entry with a breakpoint handed to the branch on its other side."""
    x_, exact = entry.inputs[0], derivation.defaults(entry)
    there = [
        relation
        for relation in entry.expression.atoms(Relational)
        if (relation.lhs - relation.rhs).subs(x_, point).subs(exact) == 0
    ]
    return entry.expression.xreplace(
        {relation: FLIPPED[relation.rel_op](*relation.args) for relation in there}
    )


@cache
def kinks_of_torch() -> dict[str, list[Expr]]:
    """The places where f or f' jumps, of the functions that are defined by a condition in x."""
    return {
        slug: [
            kink.point
            for kink in derived(slug).breakpoints
            if kink.general_order <= 1
            and on_the_other_side(entry_of(slug), kink.point) != entry_of(slug).expression
        ]
        for slug in SCALAR
        if entry_of(slug).torch
    }


@pytest.mark.parametrize("slug", SCALAR)
def test_wrong_side_of_every_kink_stops(press: Press, slug: str) -> None:
    entry = entry_of(slug)
    for point in kinks_of_torch().get(slug, []):
        flipped = replace(entry, expression=on_the_other_side(entry, point))
        assert "fails at x = " in press.stopped(slug, flipped)


def test_kinks_to_try_are_found() -> None:
    found = {slug for slug, points in kinks_of_torch().items() if points}
    assert found >= {"relu", "prelu", "elu", "hardswish", "hardshrink"}
    assert len(kinks_of_torch()["hardshrink"]) == len(kinks_of_torch()["hardswish"]) == 2


# --- printed code that is not finite -----------------------------------------------------------


@pytest.mark.parametrize(
    ("slug", "fields", "cure"),
    [
        (
            "gelu",
            {"expression": x / (1 + exp(-x)), "torch": "torch.nn.SiLU"},
            "sigmoid(z) for 1/(1 + exp(-z))",
        ),
        (
            "gelu",
            {"expression": 1 / (1 + exp(-x)), "torch": "torch.nn.Sigmoid"},
            "sigmoid(z) for 1/(1 + exp(-z))",
        ),
        (
            "gelu",
            {"expression": -log(1 + exp(-x)), "torch": "torch.nn.LogSigmoid"},
            "softplus(z) for log(1 + exp(z))",
        ),
    ],
    ids=["SiLU", "sigmoid", "LogSigmoid"],
)
def test_overflowing_code_names_the_primitive_to_use(
    press: Press, slug: str, fields: dict[str, Any], cure: str
) -> None:
    message = press.stopped(slug, replace(entry_of(slug), **fields))
    assert message.startswith("field expression: the NumPy code of gelu")
    assert re.search(r"gives (nan|-?inf) at x = -?1000, where the definition gives -?\d", message)
    assert message.endswith(f"; write it with a primitive of gen/primitives.py: {cure}")


SOFTPLUS = (
    Expect(at="0", f="0.693147180559945309"),
    Expect(at="1", f="1.31326168751822283"),
    Expect(at="-1", f="0.313261687518222834"),
)
SILU = (
    Expect(at="1", f="0.731058578630004879"),
    Expect(at="-1", f="-0.268941421369995121"),
    Expect(at="2", f="1.76159415595576489"),
)


@pytest.mark.parametrize(
    ("expression", "expect", "cure"),
    [
        (log(1 + exp(x)), SOFTPLUS, "softplus(z) for log(1 + exp(z))"),
        (x / (1 + exp(-x)), SILU, "sigmoid(z) for 1/(1 + exp(-z))"),
        (a * b / (1 + exp(-b)), entry_of("swiglu").expect, "sigmoid(z) for 1/(1 + exp(-z))"),
    ],
    ids=["softplus", "SiLU", "SwiGLU"],
)
def test_overflowing_code_names_the_primitive_where_torch_has_no_counterpart(
    press: Press, expression: Expr, expect: tuple[Expect, ...], cure: str
) -> None:
    entry = replace(entry_of("swiglu"), expression=expression, expect=expect)
    message = press.stopped("swiglu", entry)
    assert message.startswith("field expression: the NumPy code of swiglu")
    assert message.endswith(cure)
