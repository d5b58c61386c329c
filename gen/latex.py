r"""LaTeX of definitions and derivatives, as a textbook sets them.

A piecewise function is printed from its pieces, from left to right, each with its interval. A
derivative is left undefined at a breakpoint where it jumps: what a program returns there is a
convention, and stands in a section of its own on the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sympy import Abs, Expr, Indexed, Interval, Mul, Reals, S, Symbol, exp, fraction, oo
from sympy.printing.latex import LatexPrinter
from sympy.printing.precedence import PRECEDENCE

from gen.activation import Parameter
from gen.derivation import Derivation, defaults
from gen.derivation.differentiation import LARGEST_DENOMINATOR, textbook
from gen.derivation.pieces import Pieces, cut
from gen.derivation.plane import Curve
from gen.derivation.zero import is_zero
from gen.primitives import Primitive, expm1


def latex(expression: Expr) -> str:
    """The LaTeX of an expression."""
    if isinstance(expression, Primitive) and "%s" in expression.tex:
        return expression.tex % latex(expression.args[0])
    if isinstance(expression, Mul) and isinstance(-expression, expm1):
        return f"1 - {latex(exp((-expression).args[0]))}"
    return str(_Printer().doprint(expression))


def latex_f(derivation: Derivation) -> str:
    """The LaTeX of the definition, without its left-hand side."""
    if derivation.curve is not None:
        return _two_cases(derivation.curve, ())
    if derivation.pieces is None or derivation.printed.f.has(Abs):
        return latex(derivation.printed.f)
    return _cases(derivation.pieces)


def latex_first(derivation: Derivation) -> dict[str, str]:
    """The LaTeX of each first derivative, by the name of what one differentiates by."""
    return _by_key(derivation, derivation.printed.first, 1)


def latex_second(derivation: Derivation) -> dict[str, str]:
    """The LaTeX of each second derivative, by the names of what one differentiates by."""
    return _by_key(derivation, derivation.printed.second, 2)


def latex_parameter_derivative(derivation: Derivation, parameter: Parameter) -> str:
    """The LaTeX of the derivative by a parameter."""
    pieces = derivation.pieces
    if pieces is None:
        return latex(derivation.by_parameter[parameter.symbol.name])
    return _cases(pieces.derivative(parameter.symbol).map(textbook))


def latex_domain(parameter: Parameter) -> str:
    r"""The LaTeX of a parameter's domain, such as \(\alpha > 0\)."""
    symbol, domain = latex(parameter.symbol), parameter.domain
    if domain == Reals:
        return rf"{symbol} \in \mathbb{{R}}"
    if isinstance(domain, Interval):
        ends = _Region(S.Zero, domain.start, domain.end, domain.left_open, domain.right_open)
        return _interval(symbol, ends)
    return rf"{symbol} \in {latex(domain)}"


def latex_smoothness(k: int | None) -> str:
    r"""The LaTeX of a smoothness class, such as \(C^0\); the k of -1 has none and is empty."""
    if k is None:
        return r"C^\infty"
    return "" if k < 0 else f"C^{{{k}}}"


def _by_key(
    derivation: Derivation, forms: Mapping[tuple[str, ...], Expr], order: int
) -> dict[str, str]:
    if derivation.pieces is not None:
        (form,) = forms.values()
        pieces = derivation.pieces
        for _ in range(order):
            pieces = pieces.derivative()
        at_defaults = defaults(derivation.entry)
        shown = cut(form, pieces.variable, at_defaults, pieces.breakpoints)
        return {"x" * order: _cases(replace(shown, defined=pieces.defined))}
    if derivation.curve is not None:
        return {"".join(key): _two_cases(derivation.curve, key) for key in forms}
    return {"".join(key): latex(form) for key, form in forms.items()}


def latex_curve(curve: Curve) -> str:
    r"""The LaTeX of the curve on which two branches meet, such as \(b = 0\)."""
    return f"{latex(curve.condition.lhs)} = {latex(curve.condition.rhs)}"


def _two_cases(curve: Curve, key: tuple[str, ...]) -> str:
    one, other = curve.branches[key]
    if is_zero(one - other) and curve.defined[key]:
        return latex(one)
    lhs, rhs, condition = latex(curve.condition.lhs), latex(curve.condition.rhs), curve.condition
    above = condition.rel_op in (">", ">=")
    strict = not curve.defined[key]
    closed = not strict and condition.rel_op in (">=", "<=")
    if is_zero(one - other):
        return rf"{latex(one)} \quad ({lhs} \ne {rhs})"
    more, less = (">", "<") if above else ("<", ">")
    or_equal = {">": r"\ge", "<": r"\le"}
    first = or_equal[more] if closed else more
    second = less if strict or closed else or_equal[less]
    rows = (
        rf"{latex(one)} & \text{{if }} {lhs} {first} {rhs}",
        rf"{latex(other)} & \text{{if }} {lhs} {second} {rhs}",
    )
    return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"


@dataclass(frozen=True)
class _Region:
    """An interval or a point, and the expression that holds there."""

    value: Expr
    low: Expr
    high: Expr
    low_open: bool = True
    high_open: bool = True

    def joined(self, other: _Region) -> _Region | None:
        """Both regions as one, if they touch and have the same expression."""
        touch = self.high == other.low and not (self.high_open and other.low_open)
        if not touch or not is_zero(self.value - other.value):
            return None
        return replace(self, high=other.high, high_open=other.high_open)


def _cases(pieces: Pieces) -> str:
    """The LaTeX of a piecewise function from left to right, without the points of no value."""
    x = latex(pieces.variable)
    missing = [
        latex(point)
        for point, defined in zip(pieces.breakpoints, pieces.defined, strict=True)
        if not defined
    ]
    if all(is_zero(piece - pieces.between[0]) for piece in pieces.between) and len(missing) == len(
        pieces.breakpoints
    ):
        gap = rf" \quad \left({x} \ne {', '.join(missing)}\right)" if missing else ""
        return latex(pieces.between[0]) + gap
    if (folded := _folded(pieces)) is not None:
        return latex(folded)
    rows = [
        rf"{latex(region.value)} & \text{{if }} {_interval(x, region)}"
        for region in _regions(pieces)
    ]
    return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"


def _folded(pieces: Pieces) -> Expr | None:
    """An even function with its only breakpoint at 0 in terms of |x|, such as 1/(1 + |x|)^2."""
    x = pieces.variable
    if pieces.breakpoints != (S.Zero,) or pieces.defined != (True,):
        return None
    left, right = pieces.between
    return right.subs(x, Abs(x)) if is_zero(left.subs(x, -x) - right) else None


def _regions(pieces: Pieces) -> list[_Region]:
    edges = (-oo, *pieces.breakpoints, oo)
    regions = [_Region(pieces.between[0], *edges[:2])]
    for index, point in enumerate(pieces.breakpoints):
        parts = [_Region(pieces.between[index + 1], point, edges[index + 2])]
        if pieces.defined[index]:
            parts.insert(0, _Region(pieces.at[index], point, point, False, False))
        for part in parts:
            joined = regions[-1].joined(part)
            regions[-1:] = [joined] if joined else [regions[-1], part]
    return regions


def _interval(x: str, region: _Region) -> str:
    low, high = latex(region.low), latex(region.high)
    below, above = (r"<" if is_open else r"\le" for is_open in (region.low_open, region.high_open))
    if region.low == region.high:
        return f"{x} = {low}"
    if region.low == -oo:
        return f"{x} {above} {high}"
    if region.high == oo:
        return " ".join([x, ">" if region.low_open else r"\ge", low])
    return f"{low} {below} {x} {above} {high}"


class _Printer(LatexPrinter):
    def __init__(self) -> None:
        super().__init__({"fold_short_frac": False, "inv_trig_style": "full"})

    def _print_KroneckerDelta(self, delta: Any, exp: Any = None) -> str:
        return rf"\delta_{{{''.join(self._print(index) for index in delta.args)}}}"

    def _print_Indexed(self, indexed: Any) -> str:
        return f"{self._print(indexed.base.label)}_{{{self._print(indexed.indices[0])}}}"

    def _print_Add(self, total: Any, order: Any = None) -> str:
        # No minus in front where a term with plus can stand there, as in 2 + b - 2 b s(b).
        terms = self._as_ordered_terms(total, order=order)
        terms.sort(key=lambda term: term.could_extract_minus_sign())
        text = str(self._print(terms[0]))
        for term in terms[1:]:
            minus = term.could_extract_minus_sign()
            part = self._print(-term if minus else term)
            text += f"{' - ' if minus else ' + '}{part}"
        return text

    def _print_Abs(self, e: Any, exp: Any = None) -> str:
        # Not a bare bar, which would end the cell of a table.
        text = rf"\lvert {self._print(e.args[0])} \rvert"
        return text if exp is None else f"{text}^{{{exp}}}"

    def _print_Rational(self, number: Any) -> str:
        decimal, divisor = _decimal(abs(number))
        if not decimal:
            return str(super()._print_Rational(number))
        sign = "-" if number < 0 else ""
        return sign + (decimal if divisor == 1 else rf"\frac{{{decimal}}}{{{divisor}}}")

    def _print_Mul(self, product: Mul) -> str:
        number, rest = product.as_coeff_Mul()
        if number == -1 and isinstance(rest, expm1):
            return rf"\left(1 - {self._print(exp(rest.args[0]))}\right)"
        decimal, divisor = _decimal(abs(number)) if number.is_Rational else ("", 1)
        if decimal:
            text = f"{decimal} {self.parenthesize(rest, PRECEDENCE['Mul'], strict=True)}"
            sign = "- " if number < 0 else ""
            return sign + (text if divisor == 1 else rf"\frac{{{text}}}{{{divisor}}}")
        factors = product.as_ordered_factors()
        plain = fraction(product)[1] == 1 and not any(f.is_number for f in factors)
        if not (plain and any(f.is_Add for f in factors)):
            return str(super()._print_Mul(product))
        # Sums last, as in s_i (delta_ik - s_k).
        factors.sort(key=lambda f: 2 if f.is_Add else 0 if isinstance(f, Symbol | Indexed) else 1)
        return " ".join(self.parenthesize(f, PRECEDENCE["Mul"]) for f in factors)


def _decimal(number: Any) -> tuple[str, int]:
    """A decimal of the literature as such, and what divides it: ("3.4318", 3) for 17159/15000.

    Empty for a plain fraction.
    """
    divisor = number.q
    for prime in (2, 5):
        while divisor % prime == 0:
            divisor //= prime
    if number.q <= LARGEST_DENOMINATOR or divisor == number.q:
        return "", 1
    decimal = number * divisor
    places = next((k for k in range(60) if 10**k % decimal.q == 0), None)
    if places is None:
        return "", 1
    digits = str(decimal.p * 10**places // decimal.q).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits, divisor
