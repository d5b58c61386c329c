"""The curve on which a function of two numbers bends, and which derivatives have no value there."""

from __future__ import annotations

import pytest
from sympy import And, Expr, Piecewise, S

from gen import catalog
from gen.activation import a, b
from gen.derivation import derive
from gen.derivation.differentiation import Derivatives
from gen.derivation.pieces import PiecesError
from gen.derivation.plane import _branches, _join, curve

DEFINITIONS = {definition.slug: definition for definition in catalog.definitions()}


def derivatives(f: Expr) -> Derivatives:
    first: dict[tuple[str, ...], Expr] = {("a",): f.diff(a), ("b",): f.diff(b)}
    second: dict[tuple[str, ...], Expr] = {
        ("a", "a"): f.diff(a, 2),
        ("a", "b"): f.diff(a, b),
        ("b", "b"): f.diff(b, 2),
    }
    return Derivatives(f, first, second)


def test_maxout_has_no_slope_where_its_inputs_are_equal() -> None:
    found = derive(catalog.load(DEFINITIONS["maxout"])).curve
    assert found is not None
    assert set(found.condition.args) == {a, b}
    first_is_a = found.condition in (a > b, a >= b, b < a, b <= a)
    assert found.branches[()] == ((a, b) if first_is_a else (b, a))
    assert found.branches["a",] == ((1, 0) if first_is_a else (0, 1))
    assert found.branches["b",] == ((0, 1) if first_is_a else (1, 0))
    assert found.branches["a", "b"] == (0, 0)
    assert found.order == 1
    assert [key for key, defined in found.defined.items() if defined] == [()]
    assert len(found.defined) == 6


def test_derivative_across_a_joint_has_a_value_and_the_next_one_has_none() -> None:
    found = curve(derivatives(Piecewise((a**2 * b, a > 0), (S.Zero, True))))
    assert found is not None
    assert found.order == 2
    assert found.defined == {
        (): True,
        ("a",): True,
        ("b",): True,
        ("a", "a"): False,
        ("a", "b"): True,
        ("b", "b"): True,
    }
    assert found.branches["a",] == (2 * a * b, 0)
    assert found.branches["b", "b"] == (0, 0)


def test_no_derivative_has_a_value_where_the_one_below_has_none() -> None:
    found = curve(derivatives(Piecewise((a, a > b), (b + 1, True))))
    assert found is not None
    assert not any(found.defined[key] for key in found.defined if key)


def test_smooth_function_has_no_curve() -> None:
    assert curve(derivatives(a * b)) is None
    assert derive(catalog.load(DEFINITIONS["bilinear"])).curve is None


@pytest.mark.parametrize(
    ("f", "reason"),
    [
        (Piecewise((a, a > b), (b, a > 0), (S.Zero, True)), "one Piecewise of two branches"),
        (1 + Piecewise((a, a > b), (b, True)), "one Piecewise of two branches"),
        (Piecewise((a, And(a > b, a > 0)), (b, True)), "is not one comparison"),
        (Piecewise((a * b, a > 0), (b * a, True), evaluate=False), "write them as one"),
    ],
    ids=str,
)
def test_other_forms_are_refused(f: Expr, reason: str) -> None:
    with pytest.raises(PiecesError, match=reason):
        curve(derivatives(f))


def test_branches_follow_the_condition_whichever_comes_first() -> None:
    right = Piecewise((a, a > b), (b, True))
    assert _branches(right, a > b) == (a, b)
    assert _branches(right, a <= b) == (b, a)
    assert _branches(a * b, a > b) == (a * b, a * b)


def test_branches_join_if_they_agree_at_every_point_of_the_curve() -> None:
    assert _join((a * b, a**2), a > b)
    assert not _join((a * b, a**2 + 1), a > b)
    assert _join((b**2, S.One), b**2 > 1)
    assert not _join((b, S.One), b**2 > 1)
