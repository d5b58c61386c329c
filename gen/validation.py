"""Whether an entry is well formed: one clear line for each way in which it may not be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation

from sympy import (
    DiracDelta,
    Expr,
    Float,
    Heaviside,
    Interval,
    Max,
    Min,
    Mod,
    Piecewise,
    S,
    Set,
    Symbol,
    ceiling,
    floor,
    frac,
    oo,
    sign,
)

from gen.activation import (
    Activation,
    Counterpart,
    Expect,
    Kind,
    Parameter,
    Relation,
    X,
    a,
    b,
    i,
    j,
    k,
    l,
    n,
    x,
)
from gen.catalog import CatalogError, Definition

FEWEST_EXPECTED = 3
"""The expected values that an entry without a torch counterpart needs at least."""

UNSUITABLE = (Max, Min, Heaviside, sign, DiracDelta, floor, ceiling, frac, Mod)
"""SymPy functions whose derivative at their own breakpoints is wrong or missing."""


def validate(entry: Activation, definition: Definition, sources: Mapping[str, object]) -> None:
    """Nothing, if an entry is well formed.

    sources: the bibliography by key. Raises CatalogError with file, line, field and cure.
    """
    for field, problem in _problems(entry, sources):
        raise CatalogError(f"{definition.place}: {definition.name}: field {field}: {problem}")


def _problems(entry: Activation, sources: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    yield from _type_problems(entry)
    expression = entry.expression
    if not isinstance(expression, Expr):
        kind = type(expression).__name__
        yield "expression", f"{expression!r} is a {kind}, not a SymPy expression in x"
        return
    unsuitable = sorted({node.func.__name__ for node in expression.atoms(*UNSUITABLE)})
    if unsuitable:
        yield (
            "expression",
            f"{', '.join(unsuitable)} has no reliable derivative at its kink; write Piecewise with "
            "the strictness that torch's gradient has",
        )
    if expression.has(Float):
        number = min(expression.atoms(Float))
        yield "expression", f'{number} is a binary float; write Rational("{float(number)!r}")'
    for piecewise in expression.atoms(Piecewise):
        if piecewise.args[-1][1] != S.true:
            yield "expression", "the last branch of a Piecewise needs the condition True"
    for symbol in sorted({p.symbol for p in entry.parameters} & {x, a, b, i, j, k, l, n}, key=str):
        yield (
            "parameters",
            f"{symbol} is an input or an index; choose another name, or declare it positive",
        )
    if entry.kind is Kind.VECTOR and entry.parameters:
        yield "parameters", "a function of a vector takes no parameters here"
    yield from _symbol_problems(entry)
    yield from _parameter_problems(entry)
    if entry.source is not None and entry.source not in sources:
        yield "source", f"{entry.source!r} is no key of gen/bibliography.bib; add the entry there"
    yield from _expect_problems(entry)


def _type_problems(entry: Activation) -> Iterator[tuple[str, str]]:
    elements = {
        "aliases": str,
        "former_slugs": str,
        "parameters": Parameter,
        "expect": Expect,
        "relations": Relation,
    }
    for field, kind in elements.items():
        value = getattr(entry, field)
        if not isinstance(value, tuple) or not all(isinstance(part, kind) for part in value):
            yield field, f"{value!r} is not a tuple of {kind.__name__}; is a comma missing?"
    yield from _counterpart_problems(entry)
    if entry.torch is not None and not re.fullmatch(r"torch\.nn\.\w+", entry.torch):
        yield "torch", f"{entry.torch!r} is not None and not a module such as 'torch.nn.ReLU'"
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", entry.slug):
        yield "slug", f"{entry.slug!r} is not lower-case words joined by hyphens; give a slug"


def _counterpart_problems(entry: Activation) -> Iterator[tuple[str, str]]:
    for field in ("jax", "keras"):
        value = getattr(entry, field)
        if value is None:
            continue
        if not isinstance(value, Counterpart):
            yield field, f"{value!r} is not a Counterpart"
            continue
        for name in sorted(set(value.defaults) - {p.symbol.name for p in entry.parameters}):
            yield field, f"defaults: {name!r} is no parameter of the entry"


def _symbol_problems(entry: Activation) -> Iterator[tuple[str, str]]:
    free = entry.expression.free_symbols
    parameters = {p.symbol for p in entry.parameters}
    inputs = {Kind.SCALAR: {x}, Kind.TWO_INPUT: {a, b}, Kind.VECTOR: {i, n}}[entry.kind]
    if entry.kind is Kind.VECTOR:
        inputs |= {j, X.label, *(symbol for symbol in free if symbol.has(X))}
    for symbol in sorted(free - inputs - parameters, key=str):
        if symbol.name in {known.name for known in inputs | parameters}:
            yield (
                "expression",
                f"the symbol {symbol} has other assumptions than the one of gen.activation or of "
                "its Parameter; use the same object",
            )
        else:
            yield "expression", f"the symbol {symbol} is neither an input nor a parameter"
    for symbol in sorted(parameters - free, key=str):
        yield "parameters", f"{symbol} does not occur in the expression"
    if not free & inputs:
        yield "expression", "does not depend on its input"


def _parameter_problems(entry: Activation) -> Iterator[tuple[str, str]]:
    defaults: dict[Symbol, Expr] = {}
    for parameter in entry.parameters:
        name = parameter.symbol.name
        if entry.torch and not parameter.torch and not parameter.fixed:
            yield "parameters", f"{name}: which keyword of {entry.torch} is it? Give torch=..."
        if not isinstance(parameter.default, int | str):
            yield "parameters", f"default of {name}: write {str(parameter.default)!r}, not a float"
            continue
        try:
            default = parameter.exact
        except (TypeError, ValueError):
            yield "parameters", f"default of {name}: {parameter.default!r} is no number"
            continue
        if not isinstance(parameter.domain, Set):
            yield "parameters", f"domain of {name}: {parameter.domain!r} is not a SymPy set"
            continue
        domain = parameter.domain.subs(defaults)
        if domain.contains(default) != S.true:
            yield "parameters", f"default of {name}: {default} lies outside its domain {domain}"
        if parameter.symbol.is_positive and not domain.is_subset(Interval.open(0, oo)):
            yield (
                "parameters",
                f"{name} is assumed positive, but its domain {domain} is not; declare it real",
            )
        defaults[parameter.symbol] = default


def _expect_problems(entry: Activation) -> Iterator[tuple[str, str]]:
    for expect in entry.expect:
        for field in ("at", "f", "df"):
            value = getattr(expect, field)
            parts = value if isinstance(value, tuple) else (value,)
            if not all(isinstance(part, str) for part in parts):
                yield "expect", f'{field}: {value!r} is not a decimal in a string, such as "0.25"'
                return
    if entry.torch is None and len(entry.expect) < FEWEST_EXPECTED:
        yield (
            "expect",
            f"has {len(entry.expect)} values; a function that torch lacks needs {FEWEST_EXPECTED} "
            "or more, worked out without this project, at points that pin every constant",
        )
    known = {p.symbol.name for p in entry.parameters}
    for expect in entry.expect:
        texts = [*expect.decimals("at"), *expect.decimals("f"), *expect.decimals("df")]
        for text in [*texts, *expect.parameters.values()]:
            if not _is_decimal(text):
                yield "expect", f'{text!r} is not a decimal in a string, such as "0.25"'
        vector = entry.kind is Kind.VECTOR
        inputs = len(expect.decimals("f")) if vector else len(entry.inputs)
        if len(expect.decimals("at")) != inputs:
            yield "expect", f"at: {expect.at!r} does not give one value an input"
        if not vector and len(expect.decimals("f")) != 1:
            yield "expect", f"f: {expect.f!r} is not one value"
        if len(expect.decimals("df")) not in (0, 0 if vector else inputs):
            yield "expect", f"df: {expect.df!r} does not give one value an input"
        for name in sorted(set(expect.parameters) - known):
            yield "expect", f"parameters: {name!r} is no parameter of the entry"


def _is_decimal(text: object) -> bool:
    try:
        return isinstance(text, str) and Decimal(text).is_finite()
    except InvalidOperation:
        return False
