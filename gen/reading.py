r"""Printed LaTeX read as a reader reads it: each formula as a function of its letters.

The names \(\sigma\), \(\Phi\), \(\varphi\) and softplus have here the meaning that the literature
gives them, in mpmath; neither the primitives nor the printer are asked. What the grammar does not
know is an error, so a new form of print is read by nobody before it is read here.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

import mpmath

from gen.errors import Problem

DIGITS = 40
"""The decimal digits with which formulas are evaluated: half of them may cancel."""

Letters = Mapping[str, Any]
"""The number of each printed name; for `x` and `s` of a vector the list of components; for an index
and for `n` an integer."""
Formula = Callable[[Letters], Any]
"""The value of a formula, a real number of mpmath; None where it says that it has none."""
Test = Callable[[Letters], bool]
Function = Callable[[Any], Any]
Part = TypeVar("Part")

NAMED: Mapping[str, Function] = {
    r"\sigma": lambda z: 1 / (1 + mpmath.exp(-z)),
    r"\operatorname{softplus}": lambda z: mpmath.log1p(mpmath.exp(z)),
    r"\Phi": lambda z: mpmath.erfc(-z / mpmath.sqrt(2)) / 2,
    r"\varphi": lambda z: mpmath.exp(-z * z / 2) / mpmath.sqrt(2 * mpmath.pi),
}
"""The functions that a page introduces before it uses them."""

_FUNCTIONS: Mapping[str, Function] = {
    **NAMED,
    r"\log": mpmath.log,
    r"\sin": mpmath.sin,
    r"\cos": mpmath.cos,
    r"\tanh": mpmath.tanh,
    r"\arctan": mpmath.atan,
    r"\operatorname{atan}": mpmath.atan,
    r"\operatorname{erf}": mpmath.erf,
}
_CONSTANTS: Mapping[str, Callable[[], Any]] = {
    "e": lambda: mpmath.exp(1),
    r"\pi": lambda: +mpmath.pi,
}
_RELATIONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    ">": operator.gt,
    r"\le": operator.le,
    r"\ge": operator.ge,
    "=": operator.eq,
}
_GREEK = frozenset(
    [
        r"\alpha",
        r"\beta",
        r"\gamma",
        r"\delta",
        r"\epsilon",
        r"\zeta",
        r"\eta",
        r"\theta",
        r"\iota",
        r"\kappa",
        r"\lambda",
        r"\mu",
        r"\nu",
        r"\xi",
        r"\rho",
        r"\tau",
        r"\upsilon",
        r"\phi",
        r"\chi",
        r"\psi",
        r"\omega",
    ]
)
_CLOSING = {r"\left(": r"\right)", "(": ")"}
_TOKEN = re.compile(
    r"\s*(\\begin\{cases\}|\\end\{cases\}|\\text\{if \}|\\operatorname\{\w+\}|\\mathbb\{R\}"
    r"|\\left(?:[(|]|\\\{)|\\right(?:[)|]|\\\})|\\[A-Za-z]+|\\\\|\d+(?:\.\d+)?|\S|$)"
)
_END = ""
_SAME = 1e-35
"""The relative difference at which a number counts as the member of a printed set: rounding."""


class ReadingError(Problem):
    """A formula that cannot be read, or has no meaning; its text is one line."""


@dataclass(frozen=True)
class Printed:
    """A formula that was read."""

    value: Formula
    names: frozenset[str]
    """The functions of NAMED that it uses."""


@dataclass(frozen=True)
class Statement:
    """A statement about letters that was read."""

    holds: Test
    letters: frozenset[str]
    """The letters that it is about."""


def read_formula(text: str) -> Printed:
    """The formula of a text: a sum, with or without points left out, or cases.

    Raises ReadingError naming the token that it cannot read.
    """
    reader = _Reader(text)
    return Printed(reader.whole(reader.formula), frozenset(reader.names))


def read_definition(text: str) -> tuple[Printed, Printed]:
    r"""Both sides of an equation such as \(\sigma(z) = 1/(1 + e^{-z})\).

    Raises ReadingError naming the token that it cannot read.
    """
    reader = _Reader(text)
    left = reader.sum()
    reader.expect("=")
    right = reader.whole(reader.sum)
    names = frozenset(reader.names)
    return Printed(left, names), Printed(right, names)


def read_statement(text: str) -> Statement:
    r"""A statement about a letter: a chain of comparisons, or membership by \(\in\).

    Raises ReadingError naming the token that it cannot read.
    """
    reader = _Reader(text)
    holds = reader.whole(reader.statement)
    return Statement(holds, frozenset(reader.letters))


def evaluate(formula: Formula, letters: Letters) -> Any:
    """The real number that a formula gives, or None where it says that it has none.

    Raises ReadingError where it is no real number.
    """
    try:
        value = formula(letters)
    except ZeroDivisionError as error:
        raise ReadingError("the printed formula divides by 0") from error
    if value is not None and not isinstance(value, mpmath.mpf):
        raise ReadingError(f"the printed formula gives {value}, no real number")
    return value


class _Reader:
    """A recursive descent through the tokens of one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = [(match[1], match.start(1)) for match in _TOKEN.finditer(text)]
        self._place = 0
        self.names: set[str] = set()
        self.letters: set[str] = set()

    @property
    def next(self) -> str:
        """The token that comes next; empty at the end."""
        return self._tokens[self._place][0]

    def take(self) -> str:
        """The next token, taken."""
        token = self.next
        self._place += token != _END
        return token

    def expect(self, *tokens: str) -> None:
        """Nothing, after these tokens were taken; raises ReadingError at any other."""
        for token in tokens:
            if self.next != token:
                raise self.error(f"where {token or 'the end'} should stand")
            self.take()

    def error(self, why: str) -> ReadingError:
        """The error at the next token."""
        token, place = self._tokens[self._place]
        return ReadingError(
            f"cannot read {token or 'the end'} {why}, character {place + 1} of "
            f"{self._text or 'nothing'}; mend the printer or teach gen/reading.py the form"
        )

    def whole(self, part: Callable[[], Part]) -> Part:
        """What `part` reads, which must be all there is."""
        result = part()
        self.expect(_END)
        return result

    # --- whole formulas -----------------------------------------------------------------------

    def formula(self) -> Formula:
        """Cases, or a sum that may leave out points."""
        if self.next == r"\begin{cases}":
            return self._cases()
        value = self.sum()
        if self.next != r"\quad":
            return value
        self.take()
        closing = self._open()
        letter = self.sum()
        self.expect(r"\ne")
        missing = self._list()
        self.expect(closing)
        return lambda env: (
            None if any(letter(env) == point(env) for point in missing) else value(env)
        )

    def statement(self) -> Test:
        """A chain of comparisons, or membership in a set of numbers or in the real line."""
        first = self.sum()
        if self.next != r"\in":
            return self._chain(first)
        self.take()
        if self.next == r"\mathbb{R}":
            self.take()
            return lambda env: first(env) == first(env)
        self.expect(r"\left\{")
        members = self._list()
        self.expect(r"\right\}")
        return lambda env: any(
            abs(first(env) - member(env)) <= _SAME * abs(member(env)) for member in members
        )

    def _list(self) -> list[Formula]:
        members = [self.sum()]
        while self.next == ",":
            self.take()
            members.append(self.sum())
        return members

    def _chain(self, first: Formula) -> Test:
        parts, relations = [first], []
        while self.next in _RELATIONS:
            relations.append(_RELATIONS[self.take()])
            parts.append(self.sum())
        if not relations:
            raise self.error("where a comparison should stand")
        return lambda env: all(
            relation(low(env), high(env))
            for relation, (low, high) in zip(relations, pairwise(parts), strict=True)
        )

    def _cases(self) -> Formula:
        self.take()
        rows: list[tuple[Formula, Test]] = []
        while True:
            value = self.sum()
            self.expect("&", r"\text{if }")
            rows.append((value, self._chain(self.sum())))
            if self.next != r"\\":
                break
            self.take()
        self.expect(r"\end{cases}")

        def pick(env: Letters) -> Any:
            holding = [value for value, test in rows if test(env)]
            if len(holding) > 1:
                raise ReadingError("two cases of the printed formula hold at once")
            return holding[0](env) if holding else None

        return pick

    # --- sums, products, powers ---------------------------------------------------------------

    def sum(self) -> Formula:
        """Terms with plus and minus between them; the first may have a minus."""
        terms = [self._signed()]
        while self.next in ("+", "-"):
            sign, term = self.take(), self._product()
            terms.append(term if sign == "+" else _negative(term))
        return terms[0] if len(terms) == 1 else lambda env: _total(terms, env)

    def _signed(self) -> Formula:
        if self.next != "-":
            return self._product()
        self.take()
        return _negative(self._product())

    def _product(self) -> Formula:
        """Factors side by side; a number only in front, or it would be read with its neighbor."""
        factors = [self._power()]
        while self._begins_factor():
            factors.append(self._power())
        if len(factors) == 1:
            return factors[0]

        def product(env: Letters) -> Any:
            result = factors[0](env)
            for factor in factors[1:]:
                result = result * factor(env)
            return result

        return product

    def _begins_factor(self) -> bool:
        token = self.next
        return (
            token in (r"\frac", r"\sqrt", r"\sum", r"\left(", r"\lvert")
            or token in _FUNCTIONS
            or token in _CONSTANTS
            or token in _GREEK
            or bool(re.fullmatch("[A-Za-z]", token))
        )

    def _power(self) -> Formula:
        if self.next in _FUNCTIONS:
            return self._call()
        base = self._atom()
        if self.next != "^":
            return base
        self.take()
        exponent = self._braced()
        if self.next == "^":
            raise self.error("after an exponent")
        return lambda env: mpmath.power(base(env), exponent(env))

    def _atom(self) -> Formula:
        token = self.next
        if token == r"\left(":
            return self._parenthesized()
        if not (self._begins_factor() or token[:1].isdigit()):
            raise self.error("where a term should stand")
        self.take()
        if token[:1].isdigit():
            return lambda env: mpmath.mpf(token)
        if token == r"\frac":
            over, under = self._braced(), self._braced()
            return lambda env: over(env) / under(env)
        if token == r"\sqrt":
            radicand = self._braced()
            return lambda env: mpmath.sqrt(radicand(env))
        if token == r"\lvert":
            inside = self._braced() if self.next == "{" else self.sum()
            self.expect(r"\rvert")
            return lambda env: abs(inside(env))
        if token == r"\sum":
            return self._sum_over_index()
        if token in _CONSTANTS:
            constant = _CONSTANTS[token]
            return lambda env: constant()
        return self._letter(token)

    def _letter(self, token: str) -> Formula:
        """A letter; with a subscript a component, a Kronecker delta, or a name as a whole."""
        if self.next != "_":
            self.letters.add(token)
            return lambda env: _of(env, token)
        self.take()
        self.expect("{")
        subscript = ""
        while re.fullmatch(r"[A-Za-z]|\d+", self.next):
            subscript += self.take()
        self.expect("}")
        name = f"{token}_{{{subscript}}}"
        self.letters.add(name)

        def value(env: Letters) -> Any:
            if name in env:
                return env[name]
            if token == r"\delta" and len(subscript) == 2:
                return mpmath.mpf(_of(env, subscript[0]) == _of(env, subscript[1]))
            components = _of(env, token)
            if not isinstance(components, list):
                raise ReadingError(f"the printed formula takes a component of {token}, a number")
            return components[_of(env, subscript) - 1]

        return value

    def _sum_over_index(self) -> Formula:
        """A sum over an index; all that is multiplied behind it belongs to it."""
        self.expect("_", "{")
        index = self.take()
        self.expect("=")
        if not self.next.isdigit():
            raise self.error("where a sum should begin")
        first = int(self.take())
        self.expect("}", "^", "{")
        last = self.take()
        self.expect("}")
        term = self._product()
        return lambda env: sum(
            (term({**env, index: place}) for place in range(first, _of(env, last) + 1)),
            mpmath.mpf(0),
        )

    def _call(self) -> Formula:
        r"""A function, with or without an exponent, such as \tanh^{2}{\left(x \right)}."""
        name = self.take()
        function, power = _FUNCTIONS[name], 1
        if name in NAMED:
            self.names.add(name)
        if self.next == "^":
            self.expect("^", "{")
            if not self.next.isdigit():
                raise self.error(f"as an exponent of {name}")
            power = int(self.take())
            self.expect("}")
        if self.next == "{":
            self.take()
            argument = self._parenthesized()
            self.expect("}")
        else:
            argument = self._parenthesized()
        if self.next == "^":
            raise self.error("after the argument of a function")
        return lambda env: function(argument(env)) ** power

    def _parenthesized(self) -> Formula:
        closing = self._open()
        inside = self.sum()
        self.expect(closing)
        return inside

    def _open(self) -> str:
        """The parenthesis that closes the one that is opened here."""
        if self.next not in _CLOSING:
            raise self.error("where a parenthesis should open")
        return _CLOSING[self.take()]

    def _braced(self) -> Formula:
        self.expect("{")
        inside = self.sum()
        self.expect("}")
        return inside


def _negative(term: Formula) -> Formula:
    return lambda env: -term(env)


def _total(terms: list[Formula], env: Letters) -> Any:
    result = terms[0](env)
    for term in terms[1:]:
        result = result + term(env)
    return result


def _of(env: Letters, name: str) -> Any:
    if name not in env:
        raise ReadingError(f"the printed formula uses {name}, which is no input and no parameter")
    return env[name]
