r"""The sign of an expression near infinity, from its leading term.

Each part of an expression is written as a scale times a ball: \(q(x) = m(x) b(x)\), where
\(m = \exp(K e^x + c_4 x^4 + \dots + c_1 x)\,x^a\) and b(x) lies in the ball for every x from R on.
Of two summands the one with the larger scale leads; the other enters its ball through the ratio of
the scales, which falls from R on and so is largest there. The sign is that of the ball.

Source: the idea of G. H. Hardy's orders of infinity, with error bounds.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

from flint import arb
from sympy import Add, Expr, S, Symbol, exp, expand, log

from gen import balls
from gen.bounds.reals import sign
from gen.errors import Problem
from gen.primitives import elementary

DEGREE = 4
"""The highest power of x in an exponent."""
Scale = tuple[Expr, ...]
"""The exponents of a scale: K, the coefficients of x^4 to x, and the power of x itself."""
ONE: Scale = (S.Zero,) * (DEGREE + 2)


class LeadingError(Problem):
    """An expression whose leading term cannot be told; its text is one line."""


@dataclass(frozen=True)
class Leading:
    """What is known of a part of an expression for every x from R on: a scale times a ball."""

    scale: Scale
    ball: arb


def sign_from(expression: Expr, x: Symbol, start: int) -> int:
    """The sign of an expression at every x from `start` on.

    Raises LeadingError where the leading terms cancel or a part has no scale here.
    """
    found = sign(_Tail(x, start).of(expression).ball)
    if not found:
        raise LeadingError(f"the leading terms of {expression} do not tell its sign")
    return found


def grows(expression: Expr, x: Symbol) -> bool:
    """Whether an expression is known to tend to plus infinity."""
    try:
        leading = _Tail(x, DEGREE).of(elementary(expression))
    except LeadingError:
        return False
    return _order(leading.scale, ONE) > 0 and bool(leading.ball > 0)


@dataclass(frozen=True)
class _Tail:
    """The half-line from `start` on."""

    x: Symbol
    start: int

    def of(self, e: Expr) -> Leading:
        """The leading term of an expression."""
        if not e.has(self.x):
            return Leading(ONE, _number(e))
        if e == self.x:
            return Leading((*ONE[:-1], S.One), balls.ball(1.0))
        if e.is_Add:
            return reduce(self._sum, [self.of(part) for part in e.args])
        if e.is_Mul:
            return reduce(_product, [self.of(part) for part in e.args])
        if e.is_Pow:
            return self._power(e)
        if isinstance(e, exp):
            return self._exp(expand(e.args[0]))
        if isinstance(e, log):
            return self._log(expand(e.args[0]))
        raise LeadingError(f"{e.func.__name__} has no leading term here")

    def _sum(self, one: Leading, other: Leading) -> Leading:
        relation = _order(one.scale, other.scale)
        if relation == 0:
            return Leading(one.scale, one.ball + other.ball)
        if relation < 0:
            one, other = other, one
        return Leading(
            one.scale, one.ball + self._below(_quotient(other.scale, one.scale)) * other.ball
        )

    def _below(self, scale: Scale) -> arb:
        """The values of a falling scale from the start on: from 0 to the one at the start."""
        rates = [
            -_number(c) * power
            for c, power in zip(scale[1:], (*range(DEGREE, 0, -1), 1), strict=True)
        ]
        at = balls.ball(float(self.start))
        # The logarithmic derivative is a sum of terms; the leading one has to outweigh the others.
        terms = [-_number(scale[0]) * at.exp()]
        terms += [
            rate * at**power
            for rate, power in zip(rates, (*range(DEGREE - 1, -1, -1), -1), strict=True)
        ]
        leading = next(place for place, c in enumerate(scale) if c != 0)
        rest = sum((abs(term) for term in terms[leading + 1 :]), balls.ball(0.0))
        # x^3 e^-x and slower quotients of two terms fall from 3 on.
        if not terms[leading] > rest or (leading == 0 and self.start < DEGREE - 1):
            raise LeadingError(f"a scale does not yet fall at {self.start}")
        value = self._value(scale)
        return balls.ball(0.0).union(value)

    def _value(self, scale: Scale) -> arb:
        at = balls.ball(float(self.start))
        logarithm = _number(scale[0]) * at.exp() + _number(scale[-1]) * at.log()
        for place, power in enumerate(range(DEGREE, 0, -1), 1):
            logarithm += _number(scale[place]) * at**power
        return logarithm.exp()

    def _power(self, e: Expr) -> Leading:
        base, exponent = self.of(e.base), e.exp
        scale = tuple(expand(c * exponent) for c in base.scale)
        if exponent.is_Integer:
            whole = reduce(lambda p, q: p * q, [base.ball] * abs(int(exponent)))
            if exponent < 0 and not sign(whole):
                raise LeadingError(f"the leading terms of {e.base} cancel")
            return Leading(scale, whole if exponent > 0 else 1 / whole)
        if exponent.is_Rational and exponent.q == 2 and base.ball > 0:
            whole = reduce(lambda p, q: p * q, [base.ball] * abs(int(exponent.p)))
            return Leading(scale, whole.sqrt() if exponent > 0 else 1 / whole.sqrt())
        raise LeadingError(f"the power {e} has no leading term here")

    def _exp(self, exponent: Expr) -> Leading:
        scale, bounded = list(ONE), balls.ball(0.0)
        for term in Add.make_args(exponent):
            coefficient, part = term.as_independent(self.x, as_Add=False)
            base, power = part.as_base_exp()
            if part == exp(self.x):
                scale[0] += coefficient
            elif base == self.x and power.is_Integer and 1 <= power <= DEGREE:
                scale[DEGREE + 1 - int(power)] += coefficient
            else:
                bounded += self._bounded(self.of(term))
        return Leading(tuple(scale), bounded.exp())

    def _bounded(self, one: Leading) -> arb:
        relation = _order(one.scale, ONE)
        if relation > 0:
            raise LeadingError("an exponent grows in a way that has no scale here")
        return one.ball if relation == 0 else one.ball * self._below(one.scale)

    def _log(self, argument: Expr) -> Leading:
        """log(1 + u), for which a small u is told from 0, and a large one from 1."""
        one, rest = argument.as_coeff_Add()
        if one != 1:
            raise LeadingError(f"the logarithm of {argument} has no leading term here")
        u = self.of(rest)
        relation = _order(u.scale, ONE)
        if relation == 0:
            return Leading(ONE, (1 + u.ball).log())
        if relation < 0 and u.ball > 0:
            most = self._bounded(u).upper()
            return Leading(u.scale, u.ball * (most.log1p() / most).union(balls.ball(1.0)))
        if relation > 0 and u.ball > 0 and u.scale[0] == 0 == u.scale[-1]:
            shrinking = _quotient(ONE, u.scale)
            total = Leading(ONE, (u.ball + self._below(shrinking)).log())
            for place, c in enumerate(u.scale[1:-1], 1):
                if c != 0:
                    power = Leading((*ONE[:-1], S(DEGREE + 1 - place)), _number(c))
                    total = self._sum(total, power)
            return total
        raise LeadingError(f"the logarithm of {argument} has no leading term here")


def _number(e: Expr) -> arb:
    return balls.compile_expression(e)({})


def _product(one: Leading, other: Leading) -> Leading:
    scale = tuple(expand(p + q) for p, q in zip(one.scale, other.scale, strict=True))
    return Leading(scale, one.ball * other.ball)


def _quotient(one: Scale, other: Scale) -> Scale:
    return tuple(expand(p - q) for p, q in zip(one, other, strict=True))


def _order(one: Scale, other: Scale) -> int:
    """1 where the first scale is the larger one near infinity, -1 where the other, 0 for equal."""
    for difference in _quotient(one, other):
        if difference != 0:
            found = sign(_number(difference))
            if not found:
                raise LeadingError(f"the sign of the exponent {difference} is open")
            return found
    return 0
