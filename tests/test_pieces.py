"""The smooth pieces of a function, and what is read off them at their ends."""

from __future__ import annotations

import pytest
from sympy import (
    Abs,
    Expr,
    Function,
    Max,
    Min,
    Piecewise,
    Rational,
    S,
    Symbol,
    exp,
    log,
    oo,
    sin,
    sqrt,
)

from gen.activation import Activation, x
from gen.derivation import DerivationError, derive, line, proof
from gen.derivation.cancellation import _has_positive_part, _joined
from gen.derivation.pieces import Pieces, cut, one_sided
from gen.derivation.zero import ProofError, is_zero
from gen.primitives import sigmoid

s = Symbol("s", real=True)
t = Symbol("t", positive=True)


def entry(expression: Expr) -> Activation:
    return Activation(name="Custom", expression=expression, torch=None, source=None, summary="One.")


@pytest.mark.parametrize(
    ("piece", "point", "left", "right"),
    [
        (1 / x, S.Zero, -oo, oo),
        (1 / x**2, S.Zero, oo, oo),
        (sin(x) / x, S.Zero, S.One, S.One),
        (x * log(Abs(x)), S.Zero, S.Zero, S.Zero),
        (exp(1 / x), S.Zero, S.Zero, oo),
        (x**2, S(3), S(9), S(9)),
    ],
    ids=str,
)
def test_one_sided_limits(piece: Expr, point: Expr, left: Expr, right: Expr) -> None:
    assert one_sided(piece, x, point, "-") == left
    assert one_sided(piece, x, point, "+") == right


def test_pieces_of_other_lengths_are_not_compared() -> None:
    one = cut(Piecewise((x, x > 0), (S.Zero, True)), x, {})
    longer = Pieces(x, one.breakpoints, (*one.between, S.One), one.at, one.defined)
    with pytest.raises(ValueError, match="zip"):
        proof._equal_pieces(one, longer)
    with pytest.raises(ValueError, match="zip"):
        proof._equal_pieces(one, Pieces(x, one.breakpoints, one.between, (), ()))
    assert proof._equal_pieces(one, one)
    elsewhere = cut(Piecewise((x, x > 1), (S.Zero, True)), x, {})
    assert not proof._equal_pieces(one, elsewhere)


def test_clamps_that_change_nothing_are_taken_away() -> None:
    high, low = exp(Min(x, 2)), exp(Max(x, -1))
    assert proof._unguarded(high, -oo, S(2)) == exp(x)
    assert proof._unguarded(low, S(-1), oo) == exp(x)
    assert proof._unguarded(high, -oo, S(3)) == high
    assert proof._unguarded(low, S(-2), oo) == low
    assert proof._unguarded(high, S(2), oo) == high


def test_clamps_within_clamps_go_whatever_their_order() -> None:
    for low, high in ((S(-1), S(2)), (S(-3), S(5)), (S(0), S(1))):
        assert proof._unguarded(exp(Min(Max(x, low), high)), low, high) == exp(x)
        assert proof._unguarded(exp(Max(Min(x, high), low)), low, high) == exp(x)


def test_zero_is_told_at_each_sample() -> None:
    """Differences that vanish at one sample, or at all three, are no identities."""
    samples = (Rational(3, 7), Rational(11, 5), Rational(17, 13))
    for value in samples:
        assert not is_zero(x - value)
        assert not is_zero(exp(x) - exp(value))
        assert not is_zero((exp(x) - exp(value)) * (s + 1))
    assert not is_zero(Rational(1, 10**9) * sigmoid(x))
    assert is_zero((x + s) ** 2 - x**2 - 2 * x * s - s**2)
    with pytest.raises(ProofError, match="no proof"):
        is_zero(
            (sin(x) - sin(samples[0])) * (sin(x) - sin(samples[1])) * (sin(x) - sin(samples[2]))
        )


def test_limit_that_sympy_cannot_give_in_symbols_is_that_at_the_defaults(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    honest = line.limit_at_infinity

    def cautious(piece: Expr, variable: Symbol, end: Expr) -> Expr:
        if piece.has(t):
            raise NotImplementedError("the sign is not known")
        return honest(piece, variable, end)

    monkeypatch.setattr(line, "limit_at_infinity", cautious)
    left, right = line.limits(cut(t * x, x, {t: S(2)}), {t: S(2)})["f"]
    assert (left.limit, right.limit) == (-oo, oo)
    assert left.at_defaults
    assert right.at_defaults


def test_what_sympy_cannot_derive_is_one_line() -> None:
    with pytest.raises(DerivationError) as error:
        derive(entry(Function("unknown")(x)))
    message = str(error.value)
    assert "\n" not in message
    assert message.startswith("field expression: SymPy cannot derive it (")
    assert "None" not in message
    assert message.endswith("write it with primitives and Piecewise of x")


def test_positive_part_is_found_with_and_without_other_terms() -> None:
    assert _has_positive_part((x + Abs(x)) * s, x)
    assert _has_positive_part(sqrt(x + Abs(x) + 1), x)
    assert not _has_positive_part(x * Abs(x) + 1, x)
    assert not _has_positive_part(x + 1, x)


def test_halves_that_mirror_each_other_are_joined_in_the_absolute_value() -> None:
    right, left = x / (1 + x), x / (1 - x)
    joined = _joined(Piecewise((right, x >= 0), (left, True)), x)
    assert joined.has(Abs)
    for place in (-2, Rational(1, 3), 5):
        expected = right if place > 0 else left
        assert joined.subs(x, place) == expected.subs(x, place)
    for other in (
        Piecewise((right, x >= 0), (2 * left, True)),
        Piecewise((x**2, x >= 0), (-(x**2), True)),
        Piecewise((right, x >= 0), (exp(x) - 1, True)),
        Piecewise((right, x >= 1), (left, True)),
        Piecewise((exp(-x), x >= 0), (exp(x), True)),
    ):
        assert _joined(other, x) == other


def test_forms_of_two_numbers_are_compared_branch_by_branch() -> None:
    one = Piecewise((x * s, x > s), (x + s, True))
    assert proof._equal_branches(one, Piecewise((s * x, x > s), (s + x, True)))
    assert not proof._equal_branches(one, Piecewise((s * x, x > s), (s + 2 * x, True)))
    assert not proof._equal_branches(one, Piecewise((2 * s * x, x > s), (s + x, True)))
    assert not proof._equal_branches(one, Piecewise((x * s, x >= s), (x + s, True)))
    assert proof._equal_branches((x + s) ** 2, x**2 + 2 * x * s + s**2)
    assert not proof._equal_branches((x + s) ** 2, x**2 + s**2)
    # A form without branches is compared as a whole.
    whole = s * x
    split = Piecewise((whole, x > s), (whole, True), evaluate=False)
    assert proof._equal_branches(split, whole)
    assert proof._equal_branches(whole, split)
    assert not proof._equal_branches(one, whole)
    assert not proof._equal_branches(whole, one)
