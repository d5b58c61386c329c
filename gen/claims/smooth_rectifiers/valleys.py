"""Where smooth rectifiers are lowest, where they fall fastest, and how sharply they bend."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from sympy import Expr, Integer, Rational, expand, pi, real_roots, sqrt

from gen.activation import x
from gen.claims import Claim
from gen.claims.functions import derived, expression
from gen.claims.values import value
from gen.derivation.differentiation import differentiate
from gen.primitives import phi
from gen.typography import upwards

_GRID = [k / 16 for k in range(-128, 129)]
"""Points from -8 to 8; beyond them every function here is within a hundredth of ReLU."""


_HALF_UNIT = 0.0005
"""Half a unit of the last digit of a place, as it is shown."""


class Point(NamedTuple):
    """A point of a graph."""

    x: float
    y: float


def valley(slug: str, order: int, low: float, high: float) -> Point:
    """The lowest point of f or f' between two points, where the next derivative changes sign.

    `value` rounds correctly, so a sign that it returns is right.
    """
    if not value(slug, low, order + 1) < 0 < value(slug, high, order + 1):
        raise ValueError(f"{slug}: no valley between {low} and {high}")
    while True:
        middle = (low + high) / 2
        if middle in (low, high):
            return Point(middle, value(slug, middle, order))
        low, high = (middle, high) if value(slug, middle, order + 1) < 0 else (low, middle)


def _is_lowest(slug: str, order: int) -> Callable[[Point], bool]:
    """Whether a point is on the graph, at a place right to the digits shown, and none is lower.

    The next derivative changes its sign within half a unit of the last digit of the place.
    """
    return lambda point: (
        point.y == value(slug, point.x, order) < 0
        and value(slug, point.x - _HALF_UNIT, order + 1) < 0
        and value(slug, point.x + _HALF_UNIT, order + 1) > 0
        and all(value(slug, place, order) >= point.y for place in _GRID)
    )


def _shown(point: Point) -> str:
    return f"{point.y:.3f} at {point.x:.3f}".replace("-", "−")


def _lowest(slug: str, name: str) -> Claim[Point]:
    return Claim(
        id=f"{slug}-lowest",
        sentence=f"The lowest value of {name} is {{value}}.",
        value=lambda: valley(slug, 0, -2.5, 0.0),
        holds=_is_lowest(slug, 0),
        display=_shown,
        note="Bisection on the sign of the derivative, in ball arithmetic: it changes within"
        " half a unit of the last digit of the place. No point of 257 from −8 to 8 is lower.",
    )


def _steepest_fall(slug: str, name: str) -> Claim[Point]:
    return Claim(
        id=f"{slug}-steepest-fall",
        sentence=f"The lowest value of the derivative of {name} is {{value}}.",
        value=lambda: valley(slug, 1, -4.0, -1.0),
        holds=_is_lowest(slug, 1),
        display=_shown,
        note="Bisection on the sign of the second derivative, in ball arithmetic: it"
        " changes within half a unit of the last digit of the place. No point of 257 from −8 to 8"
        " is lower.",
    )


def _hardswish_slopes() -> tuple[Expr, Expr]:
    """The slopes of Hardswish just inside its two kinks."""
    left, right = derived("hardswish").breakpoints
    return left.sides[1][2], right.sides[1][0]


def _bend_places() -> dict[Expr, Expr]:
    """The size of GELU'' where its derivative is zero, by place; it tends to 0 at both ends."""
    second = expression("gelu", 2)
    # The density is a factor of every term, and has no zeros.
    places = real_roots(expand(differentiate(second, x).replace(phi, lambda z: Integer(1))))
    return {place: abs(second.subs(x, place).replace(phi, phi.elementary)) for place in places}


def _sharpest_bend(slug: str) -> float:
    """The largest size of the second derivative on the grid."""
    return max(abs(value(slug, point, 2)) for point in _GRID)


_SMOOTH = {"gelu": "GELU", "silu": "SiLU", "mish": "Mish"}

VALLEYS: tuple[Claim[Any], ...] = (
    *(_lowest(slug, name) for slug, name in (*_SMOOTH.items(), ("hardswish", "Hardswish"))),
    *(_steepest_fall(slug, name) for slug, name in _SMOOTH.items()),
    Claim(
        id="hardswish-slopes",
        sentence="The slope of Hardswish just right of −3 and just left of 3 is {value}.",
        value=_hardswish_slopes,
        holds=lambda slopes: slopes[0] < 0 and slopes[1] > 1,
        display=lambda slopes: " and ".join(map(str, slopes)).replace("-", "−"),
        note="SymPy: limits of the derivative of the middle piece.",
    ),
    Claim(
        id="gelu-sharpest-bend",
        sentence="The second derivative of GELU is largest in size at 0, where it is {value}.",
        value=_bend_places,
        holds=lambda sizes: (
            max(sizes, key=sizes.__getitem__) == 0
            and sizes[0] ** 2 == 2 / pi
            and abs(float(sizes[0]) - _sharpest_bend("gelu")) < 1e-12
        ),
        display=lambda sizes: f"$\\sqrt{{2/\\pi}} \\approx {float(sizes[0]):.3f}$",
        note="SymPy: the zeros of the third derivative are −2, 0 and 2, and the second one tends to"
        " 0 at both ends; no point of a grid has a larger size.",
    ),
    Claim(
        id="tanh-sharpest-bend",
        sentence="The second derivative of tanh is at most {value} in size.",
        value=lambda: Rational(4, 9) * sqrt(3),
        holds=lambda size: 0 <= float(size) - _sharpest_bend("tanh") < 0.002,
        display=lambda size: upwards(float(size), 3),
        note="−2t(1 − t²), where t is the value of tanh, is largest in size at t² = 1/3; compared"
        " with a grid.",
    ),
    Claim(
        id="sharpest-bends",
        sentence="The second derivatives of Softplus, SiLU and Mish are at most {value} in size.",
        value=lambda: [_sharpest_bend(slug) for slug in ("softplus", "silu", "mish")],
        holds=lambda sizes: max(sizes) < 1 and sizes[:2] == [1 / 4, 1 / 2],
        display=lambda sizes: "{}, {} and {}".format(*(upwards(size, 2) for size in sizes)),
        note="The largest of 257 values from −8 to 8, in ball arithmetic, rounded up; the first two"
        " are those at 0.",
    ),
)
"""The claims about shapes, in the order of the article."""
