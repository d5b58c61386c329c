"""The sign of a derivative between exact points, every root, and where a bisection stops."""

from __future__ import annotations

import pytest
from sympy import Expr, Integer, Rational, S, cos, sin, tanh

from gen import balls
from gen.activation import x
from gen.bounds.reals import exactly
from gen.bounds.signs import Effort, signs
from gen.bounds.taylor import LENGTH, Smooth
from gen.primitives import Phi, sigmoid, softplus


@pytest.mark.parametrize(
    ("expression", "order", "roots"),
    [
        (x**3 - 2 * x, 0, [-(2**0.5), 0.0, 2**0.5]),
        (x - tanh(x), 1, [0.0]),
        (x * sigmoid(x), 1, [-1.2784645427610738]),
        (x * Phi(x), 2, [-(2**0.5), 2**0.5]),
        (softplus(x), 0, []),
    ],
    ids=str,
)
def test_signs_and_roots_between_exact_points(
    expression: Expr, order: int, roots: list[float]
) -> None:
    points = [exactly(Integer(place)) for place in (-4, 0, 4)]
    with balls.series_arithmetic(LENGTH):
        segments = signs(Smooth(expression, x), order, points, Effort(), "f")
    inner = [float(segment.high.ball.mid()) for segment in segments[:-1]]
    assert inner == pytest.approx(roots, abs=1e-12)
    assert all(segment.sign in (-1, 1) for segment in segments)


def test_double_root_does_not_change_the_sign() -> None:
    points = [exactly(Integer(place)) for place in (-4, 0, 4)]
    with balls.series_arithmetic(LENGTH):
        segments = signs(Smooth(x - tanh(x), x), 1, points, Effort(), "f'")
    assert [segment.sign for segment in segments] == [1, 1]


@pytest.mark.parametrize("radius", [0.5, 0.1, 0.01])
@pytest.mark.parametrize("expression", [x * Phi(x), tanh(x), x * tanh(softplus(x))], ids=str)
def test_cell_encloses_each_derivative_at_its_points(expression: Expr, radius: float) -> None:
    low, high = balls.ball(0.7 - radius), balls.ball(0.7 + radius)
    with balls.series_arithmetic(LENGTH):
        function = Smooth(expression, x)
        cell = function.on(low.union(high))
        for order in range(4):
            for at in (low, (low + high) / 2, high):
                assert cell.derivative(order).contains(function.at(at, order))


def test_bisection_that_is_stopped_says_where() -> None:
    points = [exactly(Integer(place)) for place in (-4, 4)]
    wave = Smooth(sin(5 * x) + cos(3 * x) / 2, x)
    effort = Effort(3)
    with balls.series_arithmetic(LENGTH):
        (segment,) = signs(wave, 0, points, effort, "f")
    assert segment.sign is None
    assert effort.cells >= 3
    (message,) = effort.open
    assert message.startswith("the sign of f is open between ")
    assert message.endswith("the bisection stopped at 3 cells")


def test_roots_where_cells_are_cut_first_are_found_all_the_same() -> None:
    """Cells are not cut at a root: the first share of the length is tried, then the others.

    The roots are those floats themselves, and one that lies beyond the end.
    """
    ends = [exactly(Integer(place)) for place in (0, 1)]
    product = S.One
    for root in (0.47, 0.55, 0.41, 1.2):
        product *= tanh(x - Rational(root))
    with balls.series_arithmetic(LENGTH):
        segments = signs(Smooth(product, x), 0, ends, Effort(), "f")
    inner = [float(segment.high.ball.mid()) for segment in segments[:-1]]
    assert [round(one, 12) for one in inner] == [0.41, 0.47, 0.55]
    assert [segment.sign for segment in segments] == [1, -1, 1, -1]
