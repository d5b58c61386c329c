"""A check of finished bounds: the printed forms, in balls, at many points and at the places named.

It shares nothing with the derivation of the bounds but the ball arithmetic: no series, no cells.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from flint import arb
from sympy import Rational

from gen import balls
from gen.bounds import Bounds
from gen.bounds.courses import LINE
from gen.bounds.extremes import Extreme
from gen.bounds.piecewise import between
from gen.bounds.reals import BoundsError, Real, compare, exactly
from gen.bounds.sets import Interval, RealSet
from gen.derivation import Derivation, defaults

GRID = tuple(Fraction(place, 8) for place in range(-80, 81))
"""The points near 0."""
FAR = tuple(Fraction(sign * place) for place in (12, 15, 20, 50, 100) for sign in (-1, 1))
"""The points far out."""
NEAR = Fraction(1, 2**40)
"""How near to a breakpoint an extreme that is only approached is looked for."""
DISTANT = Fraction(2**40)
"""How far out one that is approached at infinity is looked for."""
TOLERANCE = 1e-9
"""How near to the extreme the value must be there, relative to values above 1."""

LARGE = 10
"""What a function that tends to infinity, be it a logarithm, has passed there."""

Form = Callable[[arb], arb]


def verify_bounds(bounds: Bounds, derivation: Derivation) -> int:
    """The number of values compared, if none contradicts the bounds.

    Raises BoundsError that names the bound, the point and the value otherwise.
    """
    checked = _Resampling(bounds, _forms(derivation), _breakpoints(derivation))
    for place in sorted((*GRID, *FAR)):
        checked.at_point(Real(balls.rational(place), Rational(place.numerator, place.denominator)))
    checked.at_places()
    return checked.count


def _forms(derivation: Derivation) -> tuple[Form, Form, Form]:
    """The printed f, f' and f'' at the defaults."""
    x = derivation.entry.inputs[0]
    printed = derivation.printed
    forms = (printed.f, *printed.first.values(), *printed.second.values())
    compiled = [balls.compile_expression(form.subs(defaults(derivation.entry))) for form in forms]
    f, df, d2f = (lambda at, g=one: g({x: at}) for one in compiled)
    return f, df, d2f


def _breakpoints(derivation: Derivation) -> list[Real]:
    assert derivation.pieces is not None
    at_defaults = defaults(derivation.entry)
    return [exactly(point.subs(at_defaults)) for point in derivation.pieces.breakpoints]


@dataclass
class _Resampling:
    bounds: Bounds
    forms: tuple[Form, Form, Form]
    breakpoints: Sequence[Real]
    count: int = 0

    def at_point(self, at: Real) -> None:
        """Nothing, if the values at a point agree with every bound."""
        bounds = self.bounds
        f = Real(self.forms[0](at.ball))
        self._within(at, f, "minimum", bounds.minimum, 1)
        self._within(at, f, "maximum", bounds.maximum, -1)
        if bounds.range is not None and _holds(bounds.range.scope, at):
            self._demand(_contains(bounds.range, f) is not False, "range", at, f.ball)
        self._in_set(at, f.sign == 0, f.sign in (-1, 1), "zeros", bounds.zeros)
        gap = Real(f.ball - at.ball)
        self._in_set(at, gap.sign == 0, gap.sign in (-1, 1), "fixed_points", bounds.fixed_points)
        if any(compare(at, point) == 0 for point in self.breakpoints):
            return  # derivatives have conventions there, not values
        df, d2f = (Real(form(at.ball)) for form in self.forms[1:])
        self._within(at, df, "inf_df", bounds.inf_df, 1)
        self._within(at, df, "sup_df", bounds.sup_df, -1)
        self._within(at, Real(abs(df.ball)), "lipschitz", bounds.lipschitz, -1)
        self._within(at, Real(abs(d2f.ball)), "sup_d2f", bounds.sup_d2f, -1)
        for name, value in (("decreasing_on", df), ("concave_on", d2f)):
            self._in_set(at, value.sign == -1, value.sign in (0, 1), name, getattr(bounds, name))

    def at_places(self) -> None:
        """Nothing, if each extreme is the value where it is said to be, and each root is one."""
        f, df, d2f = self.forms
        bounds = self.bounds
        self._at(f, "minimum", bounds.minimum)
        self._at(f, "maximum", bounds.maximum)
        self._at(df, "inf_df", bounds.inf_df)
        self._at(df, "sup_df", bounds.sup_df)
        self._at(lambda x: abs(d2f(x)), "sup_d2f", bounds.sup_d2f)
        if not self._jumps():
            self._at(lambda x: abs(df(x)), "lipschitz", bounds.lipschitz)
        self._at_roots(f, "zeros", bounds.zeros)
        self._at_roots(lambda x: f(x) - x, "fixed_points", bounds.fixed_points)

    def _jumps(self) -> bool:
        """Whether the Lipschitz constant is infinite because f jumps."""
        found = self.bounds.lipschitz
        if found is None or found.value.finite or not found.at:
            return False
        return found.at[0].where.low.finite

    def _within(self, at: Real, value: Real, name: str, extreme: Extreme | None, side: int) -> None:
        if extreme is not None and _holds(extreme.scope, at):
            # Wrong only where the two are told apart: equality is allowed.
            wrong = compare(value, extreme.value) == -side
            self._demand(not wrong, name, at, value.ball)

    def _in_set(
        self, at: Real, inside: bool, outside: bool, name: str, found: RealSet | None
    ) -> None:
        if found is None or not _holds(found.scope, at):
            return
        verdict = _contains(found, at)
        wrong = (inside and verdict is False) or (outside and verdict is True)
        self._demand(not wrong, name, at, at.ball)

    def _at(self, form: Form, name: str, extreme: Extreme | None) -> None:
        if extreme is None:
            return
        for place in extreme.at:
            where, value = place.where, extreme.value
            if extreme.attained:
                at = where.low.ball if where.is_point else _inner(where)
                self._demand(form(at).overlaps(value.ball), name, Real(at), form(at))
            elif value.finite:
                side = {"left": -1, "right": 1}.get(place.side, 0)
                at = _inner(where) if not where.low.finite else where.low.ball
                at = at + balls.rational(side * NEAR)
                gap = abs(form(at) - value.ball)
                near = gap < TOLERANCE * (1 + abs(value.ball))
                self._demand(bool(near), name, Real(at), form(at))
            elif where.is_point and not where.low.finite:
                at = _inner(where)
                grown = form(at) * balls.ball(float(value.sign or 0))
                nearer = form(at / int(DISTANT**0.5)) * balls.ball(float(value.sign or 0))
                self._demand(bool(grown > LARGE) and bool(grown > nearer), name, Real(at), form(at))

    def _at_roots(self, form: Form, name: str, found: RealSet | None) -> None:
        for interval in found.intervals if found is not None else ():
            at = interval.low.ball if interval.is_point else _inner(interval)
            self._demand(form(at).overlaps(balls.ball(0.0)), name, Real(at), form(at))

    def _demand(self, holds: bool, name: str, at: Real, value: arb) -> None:
        self.count += 1
        if not holds:
            raise BoundsError(
                f"bound {name}: contradicted at x = {at.ball.str(15, radius=False)}, where the "
                f"value is {value.str(20, radius=False)}"
            )


def _holds(scope: str, at: Real) -> bool:
    """Whether a point lies in a scope, which is the line or [-R, R]."""
    if scope == LINE:
        return True
    low, high = (balls.enclosure(end) for end in scope.strip("[]").split(","))
    return bool(low <= at.ball) and bool(at.ball <= high)


def _contains(found: RealSet, at: Real) -> bool | None:
    """Whether a point lies in a set; None where that is not told."""
    points = [at]
    if found.period is not None:
        period = exactly(found.period).ball
        inside = at.ball - period * floor(float((at.ball / period).mid()))
        # Intervals of a period may reach into the next.
        points = [Real(inside), Real(inside + period), Real(inside - period)]
        points[:0] = [at] if compare(at, exactly(found.period * 0)) == 0 else []
    verdicts = [_inside(interval, point) for point in points for interval in found.intervals]
    if True in verdicts:
        return True
    return None if None in verdicts else False


def _inside(interval: Interval, at: Real) -> bool | None:
    low, high = compare(interval.low, at), compare(at, interval.high)
    if low == 1 or high == 1 or (low == 0 and not interval.low_closed):
        return False
    if high == 0 and not interval.high_closed:
        return False
    return None if low is None or high is None else True


def _inner(interval: Interval) -> arb:
    """A point of an interval; far out where both of its ends are one infinity."""
    if interval.is_point:
        return balls.rational(DISTANT if interval.low.ball > 0 else -DISTANT)
    return between(interval.low, interval.high)
