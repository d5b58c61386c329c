"""The mutants of an entry: its definition, the rules of its primitives, and its printed code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from unittest import mock

from sympy import Expr, FiniteSet, Rational, Symbol

from gen import catalog, code
from gen.activation import Activation, Kind
from gen.catalog import Definition
from gen.derivation import derive
from gen.derivation.zero import is_zero
from gen.errors import Problem
from gen.mutation import equivalence, trial
from gen.mutation.expressions import LITTLE, mistakes
from gen.mutation.lines import slips
from gen.mutation.trial import Outcome
from gen.primitives import PRIMITIVES, Primitive

RULES = ("textbook", "stable", "elementary")


@dataclass(frozen=True)
class Mutant:
    """One mistake in one entry."""

    subject: str
    """What is changed: "definition", "rule", or the title of a language."""
    kind: str
    what: str
    outcome: Callable[[], Outcome]
    """What becomes of it in the checks."""
    reason: Callable[[], str | None]
    """Why it is the same function after all, where that is proved or known."""


def of(definition: Definition) -> Iterator[Mutant]:
    """All mutants of an entry."""
    yield from of_definition(definition)
    yield from of_rules(definition)
    yield from of_code(definition)


def of_definition(definition: Definition) -> Iterator[Mutant]:
    """The mutants of an entry's expression and of its defaults."""
    entry = catalog.load(definition)
    frozen = {p.symbol: p.exact for p in entry.parameters}
    for kind, what, expression in mistakes(entry.expression, frozen):
        yield _of_entry(kind, what, entry, replace(entry, expression=expression), definition)
    for place, parameter in enumerate(entry.parameters):
        for other in _defaults(parameter.exact):
            changed = replace(parameter, default=str(other))
            parameters = (*entry.parameters[:place], changed, *entry.parameters[place + 1 :])
            yield _of_entry(
                "default",
                f"default of {parameter.symbol}: {parameter.default} -> {float(other):.7g}",
                entry,
                replace(entry, parameters=parameters),
                definition,
            )


def of_rules(definition: Definition) -> Iterator[Mutant]:
    """The mutants of the rules that the primitives of an entry's expression follow."""
    entry = catalog.load(definition)
    z = Symbol("z", real=True)
    for primitive in PRIMITIVES:
        if not entry.expression.has(primitive):
            continue
        for rule in RULES:
            # A primitive without a stable rule of its own follows the textbook.
            if rule not in vars(primitive):
                continue
            right = getattr(primitive, rule)(z)
            for kind, what, wrong in mistakes(right, {}):
                yield Mutant(
                    "rule",
                    kind,
                    f"{primitive.__name__}, {rule}: {what}",
                    _under_rule(primitive, rule, z, wrong, entry, definition),
                    partial(_if_equal, is_zero, right - wrong),
                )


def of_code(definition: Definition) -> Iterator[Mutant]:
    """The mutants of the printed code of an entry, line by line."""
    entry = catalog.load(definition)
    derived = derive(entry)
    texts: list[tuple[str, code.Target | None, str | None]] = [
        (target.title, target, code.print_code(derived, target)) for target in code.TARGETS
    ]
    texts.append(("autograd.Function", None, code.print_autograd(derived)))
    for title, target, text in texts:
        if text is None:
            continue
        for slip in slips(text):
            yield Mutant(
                title,
                slip.kind,
                slip.what,
                partial(trial.of_code, entry, derived, definition.place, target, slip.text),
                partial(equivalence.reason, entry, text, slip.text, target),
            )


def _of_entry(
    kind: str, what: str, right: Activation, wrong: Activation, definition: Definition
) -> Mutant:
    def reason() -> str | None:
        if right.kind is Kind.VECTOR or right.parameters != wrong.parameters:
            return None
        # What is no parameter but a constant with a name has one value.
        constants = {p.symbol: p.exact for p in right.parameters if isinstance(p.domain, FiniteSet)}
        one, other = (entry.expression.subs(constants) for entry in (right, wrong))
        return _if_equal(equivalence.is_equal, right, one, other)

    return Mutant("definition", kind, what, lambda: trial.of_entry(wrong, definition), reason)


def _if_equal(proof: Callable[..., bool], *arguments: Any) -> str | None:
    """The reason, if the proof holds."""
    try:
        return equivalence.EQUAL if proof(*arguments) else None
    except Problem:
        return None


def _under_rule(
    primitive: type[Primitive],
    rule: str,
    z: Symbol,
    wrong: Expr,
    entry: Activation,
    definition: Definition,
) -> Callable[[], Outcome]:
    def outcome() -> Outcome:
        changed = classmethod(lambda _, at: wrong.subs(z, at))
        with trial.fresh_derivatives(), mock.patch.object(primitive, rule, changed):
            return trial.of_entry(entry, definition)

    return outcome


def _defaults(value: Rational) -> Iterator[Rational]:
    yield value + LITTLE if value in (0, 1) else value * (1 + LITTLE)
    yield value + 1
