"""Bends: what one buys, and what n buy."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any

import sympy

from gen.claims import Claim
from gen.claims.networks import relu, square_from_relus, tent

Function = Callable[[Fraction], Fraction]

_TENTS = 10
"""How often the tent is composed with itself."""

_WHOLE = [Fraction(k) for k in (-1, 0, 1)]
"""Where |x| - 1/2 has its extremes on [-1, 1]."""

_HALVES = [Fraction(k, 2) for k in (-2, -1, 0, 1, 2)]
"""Where |x| - x² - 1/8 has its extremes on [-1, 1]: it is a parabola on each side of 0."""


def _left_over(difference: Callable[[Any], Any]) -> set[sympy.Expr]:
    """What an expression in relu(x), relu(-x), |x| and x can be, over all real x.

    On each side of 0 it is a linear form, so a positive symbol, its negative and 0 decide.
    """
    x = sympy.Symbol("x", positive=True)
    return {sympy.expand(difference(at)) for at in (x, -x, sympy.Integer(0))}


def _list(found: set[sympy.Expr]) -> str:
    return ", ".join(sorted(map(str, found)))


def _errors_of_abs(stand_in: Function, points: Sequence[Fraction]) -> list[Fraction]:
    """|x| minus a function that stands for it, at the points."""
    return [abs(x) - stand_in(x) for x in points]


def _alternate(errors: Sequence[Fraction], count: int) -> bool:
    """Whether at least so many errors are equal in size and alternate in sign.

    By Chebyshev's theorem, a polynomial of degree d whose largest errors do this at d + 2 points
    is the best one of its degree.
    """
    return len(errors) >= count and all(left == -right for left, right in pairwise(errors))


def _pieces(function: Function, bends: Sequence[Fraction]) -> int:
    """The number of pieces of a continuous function that is straight between the given bends."""
    ends = sorted(set(bends))
    probes = [(ends[0] - 2, ends[0] - 1), *pairwise(ends), (ends[-1] + 1, ends[-1] + 2)]
    slopes = [(function(stop) - function(start)) / (stop - start) for start, stop in probes]
    return 1 + sum(left != right for left, right in pairwise(slopes))


def _most_pieces() -> dict[int, int]:
    """For n = 1 to 10 units, the most pieces among 50 random layers."""
    choice = random.Random(0)

    def weight() -> Fraction:
        return Fraction(choice.choice([-1, 1]) * choice.randint(1, 999), 100)

    def pieces(n: int) -> int:
        units = [(weight(), weight(), weight()) for _ in range(n)]
        return _pieces(
            lambda x: sum((v * relu(w * x + b) for w, b, v in units), Fraction(0)),
            [-b / w for w, b, _ in units],
        )

    return {n: max(pieces(n) for _ in range(50)) for n in range(1, 11)}


def _square_error(n: int, shift: Fraction = Fraction(0)) -> Fraction:
    """The largest error of the network, moved down by a shift, on [0, 1].

    On each piece the error is a parabola minus the shift: its extremes are at ends and middle.
    """
    points = [Fraction(k, 2 * n) for k in range(2 * n + 1)]
    largest: Fraction = max(abs(square_from_relus(x, n) - shift - x * x) for x in points)
    return largest


def _law(values: Mapping[int, Fraction | int]) -> str:
    """The polynomial in n of least degree that takes all of the values, as plain text."""
    points = [(n, sympy.Rational(value)) for n, value in values.items()]
    law = sympy.interpolate(points, sympy.Symbol("n"))
    return str(law).replace("**2", "²").replace("*", "")


def _reciprocal(values: Mapping[int, Fraction]) -> str:
    """One over the polynomial in n through the reciprocals of the values."""
    return f"1/({_law({n: 1 / value for n, value in values.items()})})"


@cache
def _tent_pieces() -> int:
    """The number of pieces on [0, 1] of the tent, composed with itself."""
    cells = 4 * 2**_TENTS
    values = []
    for k in range(cells + 1):
        y = Fraction(k, cells)
        for _ in range(_TENTS):
            y = tent(y)
        values.append(y)
    slopes = [right - left for left, right in pairwise(values)]
    return 1 + sum(left != right for left, right in pairwise(slopes))


def _square_activation_degree() -> int:
    """The degree in x of a layer of units that square, with symbols for all weights."""
    x = sympy.Symbol("x")
    w, b, v = (sympy.symbols(f"{letter}1:6") for letter in "wbv")
    layer = sum(v[k] * (w[k] * x + b[k]) ** 2 for k in range(5))
    return int(sympy.degree(sympy.expand(layer), x))


BENDS: tuple[Claim[Any], ...] = (
    Claim(
        id="abs-two-relus",
        sentence="relu(x) + relu(−x) − |x| is {value} for every real x.",
        value=lambda: _left_over(lambda x: relu(x) + relu(-x) - abs(x)),
        holds=lambda found: found == {0},
        display=_list,
        note="SymPy, for a positive symbol, its negative, and 0.",
    ),
    Claim(
        id="identity-two-relus",
        sentence="relu(x) − relu(−x) − x is {value} for every real x.",
        value=lambda: _left_over(lambda x: relu(x) - relu(-x) - x),
        holds=lambda found: found == {0},
        display=_list,
        note="SymPy, for a positive symbol, its negative, and 0.",
    ),
    Claim(
        id="abs-best-affine",
        sentence="On [−1, 1] no affine map comes closer to |x| than {value}.",
        value=lambda: _errors_of_abs(lambda _x: Fraction(1, 2), _WHOLE),
        holds=lambda errors: _alternate(errors, 3),
        display=lambda errors: str(abs(errors[0])),
        note="Exact: the error of the constant 1/2 alternates at −1, 0 and 1 (Chebyshev).",
    ),
    Claim(
        id="most-pieces",
        sentence="A layer of n ReLU units with one input has at most {value} pieces.",
        value=_most_pieces,
        holds=lambda most: all(pieces == n + 1 for n, pieces in most.items()),
        display=_law,
        note="Slopes between all bends, in exact fractions: the most pieces among 50 random"
        " layers for each n from 1 to 10.",
    ),
    Claim(
        id="square-error",
        sentence="The interpolating layer of n ReLU units misses x² on [0, 1] by at most {value}.",
        value=lambda: {n: _square_error(n) for n in range(1, 17)},
        holds=lambda errors: all(e == Fraction(1, 4 * n * n) for n, e in errors.items()),
        display=_reciprocal,
        note="Exact fractions at the ends and the middle of each piece, for n from 1 to 16.",
    ),
    Claim(
        id="square-error-eight",
        sentence="The interpolating layer of 8 ReLU units misses x² on [0, 1] by at most {value}.",
        value=lambda: _square_error(8),
        holds=lambda error: error == Fraction(1, 4 * 8**2),
        note="Exact fractions at the ends and the middle of each piece.",
    ),
    Claim(
        id="square-error-halved",
        sentence="Moved down by half its error, the layer misses x² by at most {value}.",
        value=lambda: {n: _square_error(n, Fraction(1, 8 * n * n)) for n in range(1, 17)},
        holds=lambda errors: all(e == Fraction(1, 8 * n * n) for n, e in errors.items()),
        display=_reciprocal,
        note="Exact fractions at the ends and the middle of each piece, for n from 1 to 16.",
    ),
    Claim(
        id="square-activation-degree",
        sentence="A layer of squaring units of any width is a polynomial of degree {value}.",
        value=_square_activation_degree,
        holds=lambda degree: degree == 2,
        note="SymPy, five units with a symbol for every weight; more units add more of the same.",
    ),
    Claim(
        id="abs-best-quadratic",
        sentence="On [−1, 1] no quadratic comes closer to |x| than {value}.",
        value=lambda: _errors_of_abs(lambda x: x * x + Fraction(1, 8), _HALVES),
        holds=lambda errors: _alternate(errors, 4),
        display=lambda errors: str(abs(errors[0])),
        note="Exact: the error of x² + 1/8 alternates at five points (Chebyshev).",
    ),
    Claim(
        id="tent-pieces",
        sentence="Ten tents in a row have {value} pieces on [0, 1].",
        value=_tent_pieces,
        holds=lambda pieces: pieces == 2**_TENTS,
        note="Exact fractions: slopes on a grid four times finer than the pieces.",
    ),
    Claim(
        id="tent-units",
        sentence="One layer needs at least {value} ReLU units for as many pieces as ten tents.",
        value=lambda: _tent_pieces() - 1,
        holds=lambda units: units + 1 == 2**_TENTS,
        note="A layer of n units has at most n + 1 pieces.",
    ),
)
