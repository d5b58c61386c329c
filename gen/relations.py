r"""Relations between functions, each held by its numbers: special cases, limits and formulas.

Both sides are evaluated in balls at the same inputs. A special case or a formula is refused where
the proved distance of the sides exceeds EQUAL; a limit where the largest distance does not shrink
along the parameters that approach it, or stays above CLOSE.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import inf, isnan
from typing import Any

from sympy import Expr, Function, Indexed, Integer, Rational, S, Symbol, sympify

from gen.activation import Activation, F, Kind, Parameter, Relation, X, a, b, i, n, x
from gen.balls import Ball, BallError, ball, compile_expression, midpoint, upper
from gen.catalog import CatalogError, Definition
from gen.latex import latex

EQUAL = 1e-25
"""What two equal sides may differ by: far more than the width of an enclosure."""
CLOSE = 1e-6
"""What a function may differ by from its limit, at the last parameter of the approach."""
SHRINKS = 10
"""The factor by which the largest distance falls from one parameter to the next, at least."""
APPROACH = tuple(Integer(10) ** power for power in (3, 6, 9, 12))
"""The values of a parameter that grows; the distances of one that nears an end are one over it."""

HALVES = range(-20, 21)
"""The inputs, in halves: from -10 to 10, with the kinks that catalogs have."""
FACTORS = (Integer(1), Rational(1, 2), Integer(3))
"""The multiples of the defaults at which parameters without a value are tried."""

Entries = Mapping[str, tuple[Definition, Activation]]
"""All entries with their definitions, by slug."""
Values = Mapping[Symbol, Expr]
Input = tuple[str, Mapping[Any, Any]]
"""An input in the words of a message, and as an environment of balls."""


def check(entries: Entries) -> list[dict[str, Any]]:
    """The relations of all entries, for the pages, after each of them was found to hold.

    Raises CatalogError in one line for a relation that is malformed, false or undecided.
    """
    found = []
    for definition, entry in entries.values():
        for relation in entry.relations:
            try:
                found.append(_checked(relation, entry, entries))
            except (_Refused, BallError) as error:
                raise CatalogError(
                    f"{definition.place}: {entry.name}: field relations: {relation.of}: {error}"
                ) from error
    return found


class _Refused(ValueError):
    """A relation that does not hold, or says too little or too much."""


def _checked(relation: Relation, entry: Activation, entries: Entries) -> dict[str, Any]:
    if relation.of not in entries:
        raise _Refused("is the slug of no entry; write that of the other function")
    other = entries[relation.of][1]
    right = _right_side(relation, entry, other)
    exact, approached = _parameters(relation, entry)
    sides = _Sides(entry, other, entry.expression, right)
    if approached:
        _check_limit(sides, list(_approach(entry, exact, approached)))
    else:
        for values in _settings(entry, exact):
            _check_equal(sides, values)
    return {
        "entry": entry.slug,
        "of": other.slug,
        "limit": approached is not None,
        **_words(relation, entry, other, approached is not None),
    }


# --- the two sides -------------------------------------------------------------------------------


def _right_side(relation: Relation, entry: Activation, other: Activation) -> Expr:
    """The other function at its parameters, put in the place of F."""
    names = {p.symbol.name for p in other.parameters}
    for name in sorted(set(relation.there) - names):
        raise _Refused(f"there: {name!r} is no parameter of {other.name}")
    theirs = {
        p.symbol: sympify(relation.there.get(p.symbol.name, p.exact)) for p in other.parameters
    }
    definition = other.expression.xreplace(theirs)

    def applied(*arguments: Expr) -> Expr:
        if len(arguments) != len(other.inputs):
            raise _Refused(f"formula: F takes {len(other.inputs)} here, as {other.name} does")
        if other.kind is Kind.VECTOR:
            # Component by component: whatever the definition says of x_j, it says of argument j.
            return definition.replace(
                lambda part: isinstance(part, Indexed),
                lambda part: arguments[0].xreplace({i: part.indices[0]}),
            )
        return definition.xreplace(dict(zip(other.inputs, arguments, strict=True)))

    formula = _formula(relation, entry)
    if not formula.has(F):
        raise _Refused(f"formula: {formula} lacks F, which stands for {other.name}")
    right = formula.replace(F, applied)
    unknown = right.free_symbols - entry.expression.free_symbols
    for symbol in sorted(unknown, key=str):
        raise _Refused(f"formula: {symbol} is neither input nor parameter of {entry.name}")
    return right


def _formula(relation: Relation, entry: Activation) -> Expr:
    if relation.formula is not None:
        return sympify(relation.formula)
    return F(X[i]) if entry.kind is Kind.VECTOR else F(*entry.inputs)


@dataclass(frozen=True)
class _Sides:
    """A function and the other side of its relation."""

    entry: Activation
    other: Activation
    left: Expr
    right: Expr

    def at(self, values: Values) -> tuple[Ball, Ball, Ball]:
        """For parameters: the left side, the right side and their difference, as balls."""
        left, right = self.left.xreplace(values), self.right.xreplace(values)
        difference = compile_expression(left - right)
        return compile_expression(left), compile_expression(right), difference

    def told(self, words: str, values: Values, left: Any, right: Any) -> str:
        """Both values at a point, for a message."""
        at = ", ".join([*(f"{symbol} = {value}" for symbol, value in values.items()), words])
        return (
            f"at {at}: {self.entry.name} is {midpoint(left):.17g}, "
            f"but by {self.other.name} it should be {midpoint(right):.17g}"
        )


# --- parameters ----------------------------------------------------------------------------------


def _parameters(
    relation: Relation, entry: Activation
) -> tuple[dict[Symbol, Expr], Parameter | None]:
    """The values that `at` names, and the parameter that approaches its value, if one does."""
    symbols = {p.symbol.name: p.symbol for p in entry.parameters}
    exact: dict[Symbol, Expr] = {}
    for name, text in relation.at.items():
        if name not in symbols:
            raise _Refused(f"at: {name!r} is no parameter of {entry.name}")
        try:
            exact[symbols[name]] = S.Infinity if text == "oo" else Rational(text)
        except (TypeError, ValueError):
            raise _Refused(f'at: {text!r} is no decimal in a string, nor "oo"') from None
    values = {**{p.symbol: p.exact for p in entry.parameters}, **exact}
    outside = [p for p in entry.parameters if p.symbol in exact and not _inside(p, values)]
    if len(outside) > 1:
        raise _Refused("at: more than one parameter lies outside its domain")
    return exact, outside[0] if outside else None


def _inside(parameter: Parameter, values: Values) -> bool:
    domain = parameter.domain.xreplace(dict(values))
    return bool(domain.contains(values[parameter.symbol]) == S.true)


def _settings(entry: Activation, exact: Values) -> Iterator[Values]:
    """The exact values, with the others at their defaults and at multiples inside the domains."""
    free = [p for p in entry.parameters if p.symbol not in exact and not p.fixed]
    fixed = {p.symbol: p.exact for p in entry.parameters if p.fixed}
    for shift in range(len(FACTORS) if free else 1):
        # The defaults first; then another factor for each, or a mistaken ratio would not show.
        drawn = {
            p.symbol: p.exact * FACTORS[shift and (shift + place) % len(FACTORS)]
            for place, p in enumerate(free)
        }
        values = {**exact, **fixed, **drawn}
        if all(_inside(p, values) for p in entry.parameters):
            yield values
        elif not shift:
            raise _Refused("at: the other parameters' defaults lie outside their domains")


def _approach(entry: Activation, exact: Values, parameter: Parameter) -> Iterator[Values]:
    """Values with a parameter ever nearer to the end that `at` names; the others do not move."""
    symbol, end = parameter.symbol, exact[parameter.symbol]
    others = {**{p.symbol: p.exact for p in entry.parameters}, **exact}
    for far in APPROACH:
        steps = (far,) if end == S.Infinity else (end + 1 / far, end - 1 / far)
        inside = ({**others, symbol: step} for step in steps)
        near = next((values for values in inside if _inside(parameter, values)), None)
        if near is None:
            raise _Refused(f"at: {symbol} = {end} lies outside its domain and not at its end")
        yield near


# --- the checks ----------------------------------------------------------------------------------


def _check_equal(sides: _Sides, values: Values) -> None:
    left, right, difference = sides.at(values)
    for words, environment in _inputs(sides.entry):
        if not _size(difference(environment)) <= EQUAL:
            raise _Refused(sides.told(words, values, left(environment), right(environment)))


def _check_limit(sides: _Sides, approach: list[Values]) -> None:
    distances = []
    for values in approach:
        left, right, difference = sides.at(values)
        found = [(_size(difference(env)), words, env) for words, env in _inputs(sides.entry)]
        largest, words, environment = max(found, key=lambda one: one[0])
        distances.append(largest)
        told = sides.told(words, values, left(environment), right(environment))
    shrinking = all(near <= max(far / SHRINKS, EQUAL) for far, near in pairwise(distances))
    if not (shrinking and distances[-1] <= CLOSE):
        shown = ", ".join(f"{distance:.1e}" for distance in distances)
        raise _Refused(f"no limit, the distances are {shown}; {told}")


def _size(difference: Any) -> float:
    """An upper bound of a distance; infinite, not nan, where the ball has none."""
    bound = upper(abs(difference))
    return inf if isnan(bound) else bound


def _inputs(entry: Activation) -> Iterator[Input]:
    """Points, pairs or vectors of three; a vector once for each component of the output."""
    points = [half / 2 for half in HALVES]
    for place, point in enumerate(points):
        second, third = (points[(step * place + 3) % len(points)] for step in (7, 16))
        if entry.kind is Kind.SCALAR:
            yield f"x = {point:g}", {x: ball(point)}
        elif entry.kind is Kind.TWO_INPUT:
            yield f"a = {point:g}, b = {second:g}", {a: ball(point), b: ball(second)}
        else:
            vector = (point, second, third)
            for index in range(1, len(vector) + 1):
                words = f"x = ({', '.join(f'{one:g}' for one in vector)}), output {index}"
                yield words, {X: [ball(one) for one in vector], n: len(vector), i: index}


# --- the words -----------------------------------------------------------------------------------


def _words(relation: Relation, entry: Activation, other: Activation, limit: bool) -> dict[str, str]:
    """The relation in Markdown, as the page of either function says it beside the other's name."""
    parameters = {p.symbol.name: latex(p.symbol) for p in entry.parameters}
    arrow = r"\to" if limit else "="
    at = " and ".join(
        rf"\({parameters[name]} {arrow} {_number(text)}\)" for name, text in relation.at.items()
    )
    theirs = {p.symbol.name: latex(p.symbol) for p in other.parameters}
    there = " and ".join(
        rf"the same \({theirs[name]}\)"
        if theirs[name] == latex(value)
        else rf"\({theirs[name]} = {latex(value)}\)"
        for name, value in relation.there.items()
    )
    if relation.formula is not None:
        equation = _equation(relation.formula, entry, other)
        here = back = (
            equation
            + (f" {'as' if limit else 'at'} {at}" if at else "")
            + (f", with {there}" if there else "")
        )
    elif limit:
        here, back = f"the limit of {entry.name} as {at}", f"tends to {other.name} as {at}"
    elif at:
        here, back = f"{entry.name} at {at}", f"at {at} it is {other.name}"
    elif there:
        here, back = f"with {there} it is {entry.name}", f"{other.name} with {there}"
    else:
        here = back = "the same formula"
    return {"on_entry": here, "on_of": back}


def _number(text: str) -> str:
    if text == "oo":
        return r"\infty"
    return latex(Rational(text)) if "/" in text else text


def _equation(formula: Expr, entry: Activation, other: Activation) -> str:
    whole = {X[i]: x}  # a vector as a whole: softmax(-x), not its component
    named = formula.xreplace(whole).replace(F, _named(other))
    return rf"\({latex(_named(entry)(*entry.inputs))} = {latex(named)}\)"


def _named(entry: Activation) -> Any:
    """An undefined function that prints as the name of an entry."""
    name = entry.name.replace(" ", r"\ ")
    return Function(rf"\operatorname{{{name}}}", real=True)
