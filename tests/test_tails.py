"""Beyond a bound each course has the sign that the function has there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sympy import Expr, S, exp, log, oo, sin, sqrt, tanh

from gen import balls
from gen.activation import x
from gen.bounds.reals import BoundsError, Real, exactly
from gen.bounds.tails import Ends, TailError, _approach, tail
from gen.bounds.taylor import LENGTH, Smooth
from gen.primitives import Phi, sigmoid, softplus


@pytest.fixture(autouse=True)
def _bits() -> Iterator[None]:
    with balls.series_arithmetic(LENGTH):
        yield


LINES: list[tuple[Expr, Ends, Ends]] = [
    (sigmoid(x), (S.Zero, S.Zero), (S.One, S.Zero)),
    (x * sigmoid(x), (S.Zero, S.Zero), (oo, S.One)),
    (softplus(x), (S.Zero, S.Zero), (oo, S.One)),
    (tanh(x), (-S.One, S.Zero), (S.One, S.Zero)),
    (x * tanh(x), (oo, -S.One), (oo, S.One)),
    (2 * x + tanh(x), (-oo, S(2)), (oo, S(2))),
    (x / 2 - exp(-x) / 9 + softplus(x), (-oo, oo), (oo, S(3) / 2)),
    (x * Phi(x), (S.Zero, S.Zero), (oo, S.One)),
    (exp(-(x**2)), (S.Zero, S.Zero), (S.Zero, S.Zero)),
    (x / sqrt(1 + x**2), (-S.One, S.Zero), (S.One, S.Zero)),
    (x * tanh(log(1 + exp(x))), (S.Zero, S.Zero), (oo, S.One)),
    (3 - softplus(x), (S(3), S.Zero), (-oo, -S.One)),
]
"""A function, and the limits of it and of its slope at both ends."""


@pytest.mark.parametrize(("f", "left", "right"), LINES, ids=str)
def test_signs_are_those_of_the_function(f: Expr, left: Ends, right: Ends) -> None:
    function, shifted = Smooth(f, x), Smooth(f - x, x)
    for side, limits in ((-1, left), (1, right)):
        if limits[1] == oo:
            with pytest.raises(TailError, match="no finite limit"):
                tail(function, shifted, side, limits, 0)
            continue
        found = tail(function, shifted, side, limits, 0)
        assert list(found.signs) == ["f", "f - x", "f'", "f''", "f'''"]
        for place in (found.start, found.start + 1, 3 * found.start):
            at = balls.ball(float(side * place))
            values = [function.at(at), shifted.at(at), *(function.at(at, n) for n in (1, 2, 3))]
            told = [int(value > 0) - int(value < 0) for value in values]
            assert told == list(found.signs.values()), (side, place)


def test_tail_starts_where_it_is_asked_to() -> None:
    function, shifted = Smooth(sigmoid(x), x), Smooth(sigmoid(x) - x, x)
    limits = S.One, S.Zero
    assert tail(function, shifted, 1, limits, 5).start == 6
    assert tail(function, shifted, 1, limits, 6).start == 6
    with pytest.raises((TailError, IndexError)):
        tail(function, shifted, 1, limits, 65)


@pytest.mark.parametrize(
    ("f", "limits", "reason"),
    [
        (sin(x), (None, None), "oscillates"),
        (x + sin(x), (oo, None), "oscillates"),
        (exp(x), (oo, oo), "no finite limit"),
        (x * exp(-x) - exp(-x) * 70, (S.Zero, S.Zero), "do not tell its sign"),
    ],
    ids=str,
)
def test_tail_that_is_not_proved_says_why(f: Expr, limits: Ends, reason: str) -> None:
    with pytest.raises(TailError, match=reason):
        tail(Smooth(f, x), Smooth(f - x, x), 1, limits, 0)


@pytest.mark.parametrize("wrong", [(-S.One, S.Zero), (S.One / 4, S.Zero)])
def test_limit_that_the_signs_contradict_is_refused(wrong: Ends) -> None:
    with pytest.raises(BoundsError, match="cannot tend to"):
        tail(Smooth(sigmoid(x), x), Smooth(sigmoid(x) - x, x), 1, wrong, 4)


def test_monotone_function_keeps_its_sign_if_its_limit_has_it() -> None:
    def answer(value: int, limit: Expr, rising: int) -> int | None:
        return _approach(exactly(S(value)), exactly(limit), rising)

    assert answer(2, S(3), 1) == 1
    assert answer(2, oo, 1) == 1
    assert answer(2, S.Zero, -1) == 1
    assert answer(-2, S.Zero, 1) == -1
    assert answer(-2, -S(3), -1) == -1
    assert answer(2, -S.One, -1) is None
    assert answer(-2, S.One, 1) is None
    assert answer(0, S.One, 1) is None
    assert _approach(Real(balls.symmetric(balls.ball(1.0))), exactly(S(3)), 1) is None
    for value, limit, rising, way in ((2, S.One, 1, "rises"), (2, S(3), -1, "falls")):
        with pytest.raises(BoundsError, match=f"what {way} from 2"):
            answer(value, limit, rising)
    with pytest.raises(BoundsError, match="rises"):
        answer(2, S(2), 1)
