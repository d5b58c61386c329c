"""Mutants: mistakes are made, stopped, and excused only by a proof.

`make mutants` tries all of them; here is a sample, and the frozen result is held to be complete.
"""

from __future__ import annotations

import random
from itertools import islice

import pytest
from sympy import Ge, Gt, Integer, Piecewise, Rational, Symbol, exp

from gen import catalog, code
from gen.activation import Activation, x
from gen.catalog import Definition
from gen.derivation import derive
from gen.mutation import equivalence, mutants, reasons, results, trial
from gen.mutation.expressions import mistakes
from gen.mutation.lines import slips
from gen.mutation.mutants import Mutant
from gen.primitives import PRIMITIVES, sigmoid

DEFINITIONS = {definition.slug: definition for definition in catalog.definitions()}
SAMPLED = ("relu", "elu", "gelu", "hardshrink", "squareplus", "swiglu", "softmax")
"""Entries of all kinds: a kink, a parameter, an integral, jumps, none in torch, two inputs."""
EACH = 6
"""The mutants that are tried of each of them."""


# --- making mistakes ---------------------------------------------------------------------------


def test_each_part_of_an_expression_is_changed() -> None:
    slope = Symbol("s", positive=True)
    expression = Piecewise((slope * x**2, x > 1), (exp(-x), True))
    found = list(mistakes(expression, {slope: Rational(1, 4)}))
    assert {one.kind for one in found} == {
        *("constant", "sign", "operator", "exponent", "function"),
        *("branch", "condition", "kink", "input", "parameter"),
    }
    assert len({one.expression for one in found}) == len(found)
    assert expression not in {one.expression for one in found}
    kinks = [one.expression.args[0].cond for one in found if one.kind == "kink"]
    assert kinks == [Ge(x, Integer(1))]
    turned = [one.what for one in found if one.kind == "condition"]
    assert turned == ["x > 1 -> x < 1"]
    frozen = {one.what for one in found if one.kind == "parameter"}
    # With 1/s for s the expression is the one that is divided by s instead, which was made before.
    assert frozen == {"s -> 1/4"}


def test_each_token_of_a_line_is_changed_and_no_header() -> None:
    text = "def f(x, a=2.0):\n    return np.where(x > 0, a * np.exp(x), -1)\n"
    found = list(slips(text))
    assert len({one.text for one in found}) == len(found)
    changed = [one.what.rpartition(": ")[2] for one in found]
    assert {"> -> >=", "> -> <", "* -> /", "np.exp -> np.expm1", "x -> -x", "- -> +"} <= set(
        changed
    )
    assert [one.kind for one in found if "def f" in one.what] == ["number"]
    for one in found:
        compile(one.text, "<mutant>", "exec")


# --- proofs ------------------------------------------------------------------------------------


def entry_of(slug: str) -> Activation:
    return catalog.load(DEFINITIONS[slug])


@pytest.mark.parametrize("target", code.TARGETS, ids=lambda target: target.name)
def test_a_side_that_changes_nothing_is_proved_and_one_that_does_is_not(
    target: code.Target,
) -> None:
    relu = entry_of("relu")
    text = code.print_code(derive(relu), target)
    same, other = text.replace("x <= 0", "x < 0", 1), text.replace("x > 0", "x >= 0", 1)
    assert text not in {same, other}
    assert equivalence.reason(relu, text, same, target) == equivalence.EQUAL
    assert equivalence.reason(relu, text, other, target) is None


def test_a_changed_default_is_no_proof() -> None:
    elu = entry_of("elu")
    text = code.print_code(derive(elu), code.NUMPY)
    other = text.replace("alpha=1.0", "alpha=1.5", 1)
    assert other != text
    assert equivalence.reason(elu, text, other, code.NUMPY) is None


def test_all_printed_code_of_scalar_functions_can_be_read_for_a_proof() -> None:
    for slug in ("softsign", "elish", "tanhexp", "hardsigmoid", "snake", "gelu"):
        entry = entry_of(slug)
        derived = derive(entry)
        for target in code.TARGETS:
            text = code.print_code(derived, target)
            assert equivalence.reason(entry, text, text, target), (slug, target.name)


def test_a_bound_may_move_where_no_float_shows_it_and_nowhere_else() -> None:
    entry = entry_of("complementary-log-log")
    text = code.print_code(derive(entry), code.NUMPY)
    later, early = text.replace("88", "89", 1), text.replace("88", "3", 1)
    assert text not in {later, early}
    assert equivalence.reason(entry, text, later, code.NUMPY) == equivalence.IN_FLOATS
    assert equivalence.reason(entry, text, early, code.NUMPY) is None


def test_nothing_is_said_in_balls_of_forms_with_parameters() -> None:
    """A ball of the input would stand for the parameter too."""
    slope, near = Symbol("s"), Rational(1, 2**70)
    alike = equivalence._indistinguishable
    assert alike(x, x + x * near, Integer(1), Integer(2))
    assert not alike(x, x + x / 2, Integer(1), Integer(2))
    assert not alike(slope * x, slope * x + near, Integer(1), Integer(2))


def test_a_function_that_formulas_call_is_run_and_not_taken_for_what_it_should_be() -> None:
    entry = entry_of("gelu")
    text = code.print_code(derive(entry), code.JAVASCRIPT)
    longer, wrong = text.replace("k < 40", "k < 42", 1), text.replace("x * x / k", "x * x * k", 1)
    assert text not in {longer, wrong}
    found = equivalence.reason(entry, text, longer, code.JAVASCRIPT)
    assert found
    assert found.startswith(equivalence.RUN)
    assert equivalence.reason(entry, text, wrong, code.JAVASCRIPT) is None


# --- the trial ---------------------------------------------------------------------------------


def sample(definition: Definition) -> list[Mutant]:
    """Some mutants of an entry, the same in every run."""
    found = [*mutants.of_definition(definition), *mutants.of_rules(definition)]
    # Printed code has many: its first hundred will do.
    found += islice(mutants.of_code(definition), 100)
    return random.Random(definition.slug).sample(found, EACH)


@pytest.mark.parametrize("slug", SAMPLED)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_sample_of_mutants_is_stopped_or_proved_equal(slug: str) -> None:
    for mutant in sample(DEFINITIONS[slug]):
        outcome = mutant.outcome()
        assert outcome.by or mutant.reason(), (mutant.subject, mutant.kind, mutant.what)


@pytest.mark.parametrize("slug", ["relu", "glu", "softmax"])
def test_what_is_right_survives(slug: str) -> None:
    """Or else a mistake in the trial itself would count as a mutant that was stopped."""
    definition, entry = DEFINITIONS[slug], entry_of(slug)
    assert trial.of_entry(entry, definition) == trial.SURVIVED
    derived = derive(entry)
    for target in code.TARGETS:
        text = code.print_code(derived, target)
        assert trial.of_code(entry, derived, definition.place, target, text) == trial.SURVIVED
    if own := code.print_autograd(derived):
        assert trial.of_code(entry, derived, definition.place, None, own) == trial.SURVIVED


def test_checks_that_do_not_end_are_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "SECONDS", 0.01)
    outcome = trial.of_entry(entry_of("elu"), DEFINITIONS["elu"])
    assert outcome.by == "the time limit"


def test_a_changed_rule_does_not_outlive_its_trial() -> None:
    before = sigmoid(x).diff(x)
    wrong = next(mutants.of_rules(DEFINITIONS["silu"]))
    assert wrong.outcome().by
    assert sigmoid(x).diff(x) == before


# --- the frozen result -------------------------------------------------------------------------


def test_every_survivor_of_the_frozen_result_is_explained() -> None:
    found = results.read()
    assert found
    left = [
        (slug, one.kind, one.what)
        for slug, entry in found.items()
        for one in entry.survivors
        if one.reason is None
    ]
    assert not left


def test_a_rule_without_effect_on_one_entry_is_stopped_by_another() -> None:
    """Nothing of it would be published there, and it has to be stopped where something would."""
    found = results.read()
    survived = {(slug, one.what) for slug, entry in found.items() for one in entry.survivors}
    idle = {
        one.what
        for entry in found.values()
        for one in entry.survivors
        if one.reason == reasons.UNUSED
    }
    named = {one.__name__: one for one in PRIMITIVES}
    for what in idle:
        primitive = named[what.partition(",")[0]]
        users = [slug for slug in found if entry_of(slug).expression.has(primitive)]
        assert any((slug, what) not in survived for slug in users), what


def test_counts_of_the_frozen_result_add_up() -> None:
    for slug, one in results.read().items():
        assert one.total == sum(one.stopped_by.values()) + len(one.survivors), slug
        assert one.total > 0, slug
        assert slug in DEFINITIONS


def test_a_condition_is_needed() -> None:
    """The comparison itself, not its printed form, is what a kink's side changes."""
    (found,) = [m for m in mistakes(Piecewise((x, x > 0), (0, True)), {}) if m.kind == "kink"]
    assert found.expression != Piecewise((x, Gt(x, 0)), (0, True))
