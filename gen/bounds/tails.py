"""What a smooth function does beyond a bound: from the sign of f''' and the limits at infinity.

Where f''' has one sign from R on, f'' is monotone. If f' has a finite limit, f'' tends to 0, so its
sign is known; then f' is monotone with a known limit, and so on down to f. A monotone function
whose value at R has the sign of its limit, or whose limit is 0, has no root beyond R.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sympy import Expr, S, exp, factor, oo, tanh, together

from gen import balls
from gen.bounds.leading import LeadingError, grows, sign_from
from gen.bounds.reals import BoundsError, Real, compare, exactly
from gen.bounds.taylor import Smooth
from gen.derivation.differentiation import differentiate_stably
from gen.derivation.line import limit_at_infinity
from gen.primitives import elementary, sigmoid, softplus

STARTS = (2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)
"""The bounds that are tried, from small to large: near 0 the cells decide, at small cost."""


Ends = tuple[Expr | None, Expr | None]
"""The limits of f and f' at one end; None where there is none."""


class TailError(LeadingError):
    """A tail of which nothing could be proved; its text is one line."""


@dataclass(frozen=True)
class Tail:
    """A half-line beyond which nothing changes its sign."""

    start: int
    """R: the half-line is x >= R or x <= -R."""
    signs: Mapping[str, int]
    """The signs of f, f - x, f', f'' and f''' there, by the names of COURSES."""


def tail(function: Smooth, shifted: Smooth, side: int, limits: Ends, least: int) -> Tail:
    """The tail of a smooth function on the side of +1 or -1, from `least` or more on.

    shifted: the function less x; limits: those of f and f' there. Raises TailError where no tail
    can be proved, BoundsError where the limits contradict the signs.
    """
    level, slope = limits
    if level is None or slope is None:
        raise TailError("the function oscillates")
    if slope in (oo, -oo):
        raise TailError("the derivative has no finite limit")
    third = _third_derivative(function, side)
    reasons = []
    for form in _forms(third):
        for start in STARTS:
            if start < least:
                continue
            try:
                found = sign_from(form, function.variable, start)
            except LeadingError as error:
                reasons.append(str(error))
                continue
            signs = _descend(function, shifted, side, (level, slope), start, found)
            if signs is not None:
                return Tail(start, signs)
            reasons.append(f"f or a derivative has a root beyond {start}")
    raise TailError(reasons[-1])


def _forms(third: Expr) -> Iterator[Expr]:
    """Forms of an expression, in the hope that in one of them nothing cancels."""
    yield third
    if not third.has(exp):
        # Factors of sums of exponentials take minutes to find, and have not been needed.
        yield factor(together(third))


def _third_derivative(function: Smooth, side: int) -> Expr:
    """The third derivative of f(side x), in exp and log and free of cancellation."""
    x = function.variable
    g = function.expression.subs(x, side * x)
    g = g.replace(softplus, lambda z: z + softplus(-z) if grows(z, x) else softplus(z))
    g = g.replace(tanh, lambda z: 2 * sigmoid(2 * z) - 1)
    for _ in range(3):
        g = differentiate_stably(g, x)
    return elementary(g)


def _descend(
    function: Smooth,
    shifted: Smooth,
    side: int,
    limits: tuple[Expr, Expr],
    start: int,
    third: int,
) -> dict[str, int] | None:
    """The signs of all courses; None where a root lies beyond the start."""
    # All of h(x) = f(side x), of which the third derivative has the given sign for x >= start.
    level, slope = exactly(limits[0]), exactly(side * limits[1])
    point = balls.ball(float(side * start))
    second = _approach(Real(function.at(point, 2)), exactly(S.Zero), third)
    first = second and _approach(Real(function.at(point, 1) * side), slope, second)
    value = first and _approach(Real(function.at(point)), level, first)
    toward = exactly(side * limits[1] - side)
    relative = second and _approach(Real(function.at(point, 1) * side - side), toward, second)
    gap = relative and _approach(Real(shifted.at(point)), _gap(shifted, side, toward), relative)
    if not (second and first and value and gap):
        return None
    return {"f": value, "f - x": gap, "f'": side * first, "f''": second, "f'''": side * third}


def _approach(value: Real, limit: Real, rising: int) -> int | None:
    """The sign of a monotone function from its first value on; None where it has a root.

    Raises BoundsError where it moves away from its limit.
    """
    if value.sign in (0, None):
        return None
    if compare(limit, value) not in (rising, None):
        way = "rises" if rising > 0 else "falls"
        raise BoundsError(
            f"what {way} from {value.ball.str(10)} on cannot tend to {limit.exact}; check the "
            "limits of gen/derivation/line.py"
        )
    return value.sign if limit.sign in (0, value.sign) else None


def _gap(shifted: Smooth, side: int, toward: Real) -> Real:
    """The limit of f - x."""
    if toward.sign:
        return exactly(toward.sign * oo)
    return exactly(limit_at_infinity(shifted.expression, shifted.variable, side * oo))
