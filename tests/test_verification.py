"""Nothing wrong gets published: each injected mistake stops the build with a line that says where.

Mistakes go into entries, rules of primitives and derivations, never into the checker. Each is taken
through the build's own step from definition to record, and must leave no record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from sympy import (
    Eq,
    Expr,
    Ge,
    Gt,
    Le,
    Lt,
    Or,
    Piecewise,
    Rational,
    S,
    Sum,
    Symbol,
    exp,
    log,
    oo,
    sympify,
)
from sympy.core.cache import clear_cache
from sympy.core.relational import Relational

from gen import build, catalog, derivation, oracle, verification
from gen.activation import Activation, Expect, Kind, X, a, b, i, j, k, n, x
from gen.balls import ball
from gen.derivation import Derivation, End, derive, differentiation, line, pieces, vector
from gen.derivation.pieces import Pieces
from gen.errors import Problem
from gen.primitives import Phi, Primitive, expm1, phi, sigmoid
from gen.verification import VerificationError, deviations, samples, verify
from gen.verification.comparison import Ledger, Point, Sample, quantity
from gen.verification.deviations import Deviation
from gen.verification.tolerances import VALUE, Tolerance

DEFINITIONS = {definition.slug: definition for definition in catalog.definitions()}
KINDS = {slug: catalog.load(definition).kind for slug, definition in DEFINITIONS.items()}
SCALAR = [slug for slug, kind in KINDS.items() if kind is Kind.SCALAR]
NUMBERS = [slug for slug, kind in KINDS.items() if kind is not Kind.VECTOR]
VECTOR = [slug for slug, kind in KINDS.items() if kind is Kind.VECTOR]
HARD = ("relu", "prelu", "elu", "gelu", "hardswish", "hardshrink")
"""Scalar functions that mistakes are injected into: kinks, jumps, parameters, and none of these."""

alpha = Symbol("alpha", positive=True)
lamda = Symbol("lambda", positive=True)
s = Symbol("s", real=True)

NUMBER = r"-?(?:\d[\d.e+-]*|inf|nan)"
BOTH_VALUES = re.compile(
    rf"check (?P<check>\S.*?) against (?P<against>\S.*) fails at (?P<point>[^:]*\d[^:]*): "
    rf"the definition gives (?P<truth>{NUMBER}), (?:.*) (?P<found>{NUMBER})(?: \(allowed.*\))?$"
)
"""The part of the message that follows place and entry."""


# --- how a mistake is injected -----------------------------------------------------------------


@pytest.fixture(autouse=True)
def _fresh_sympy() -> Iterator[None]:
    """SymPy remembers derivatives: those of patched rules must not outlive the test."""
    clear_cache()
    yield
    clear_cache()


@dataclass(frozen=True)
class Press:
    """The build's step from definition to record, with its records in a folder of the test."""

    folder: Path
    patch: pytest.MonkeyPatch

    def stopped(self, slug: str, entry: Activation | None = None) -> str:
        """The line that stops an entry of the catalog, which `entry` may stand in for."""
        definition = DEFINITIONS[slug]
        if entry is not None:
            self.patch.setattr(catalog, "load", lambda definition: entry)
        with pytest.raises(Problem) as error:
            build._make_record(definition)
        message = str(error.value)
        assert message.startswith(f"{definition.place}: {definition.name}: ")
        assert re.match(r"gen/catalog/\w+\.py:\d+: ", message)
        assert "\n" not in message
        assert list(self.folder.iterdir()) == []
        return message.removeprefix(f"{definition.place}: {definition.name}: ")

    def refuted(self, slug: str, check: str, entry: Activation | None = None) -> re.Match[str]:
        """The parts of the line, where a check found two values that differ."""
        message = self.stopped(slug, entry)
        found = BOTH_VALUES.match(message)
        assert found, message
        assert found["check"] == check
        assert found["truth"] != found["found"]
        return found


@pytest.fixture
def press(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Press:
    monkeypatch.setattr(build, "RECORDS", tmp_path)
    return Press(tmp_path, monkeypatch)


@cache
def entry_of(slug: str) -> Activation:
    return catalog.load(DEFINITIONS[slug])


@cache
def derived(slug: str) -> Derivation:
    return derive(entry_of(slug))


Change = Callable[[Derivation], Derivation]


def inject(monkeypatch: pytest.MonkeyPatch, change: Change) -> None:
    """Nothing; afterwards each derivation comes out changed, past its own proofs."""
    honest = derivation.derive
    monkeypatch.setattr(derivation, "derive", lambda entry: change(honest(entry)))


def with_second(key: tuple[str, ...], change: Callable[[Expr], Expr]) -> Change:
    def changed(found: Derivation) -> Derivation:
        second = {**found.printed.second, key: change(found.printed.second[key])}
        return replace(found, printed=replace(found.printed, second=second))

    return changed


def with_first(key: tuple[str, ...], change: Callable[[Expr], Expr]) -> Change:
    def changed(found: Derivation) -> Derivation:
        first = {**found.printed.first, key: change(found.printed.first[key])}
        return replace(found, printed=replace(found.printed, first=first))

    return changed


def with_parameter(name: str, change: Callable[[Expr], Expr]) -> Change:
    def changed(found: Derivation) -> Derivation:
        form = change(found.by_parameter[name])
        return replace(found, by_parameter={**found.by_parameter, name: form})

    return changed


def test_the_press_publishes_what_is_right(press: Press) -> None:
    build._make_record(DEFINITIONS["relu"])
    assert [path.name for path in press.folder.iterdir()] == ["relu.json"]


# --- mistakes in an entry ----------------------------------------------------------------------


def hardswish(middle: Expr) -> Expr:
    """Hardswish with another expression between its kinks."""
    return Piecewise((0, x <= -3), (x, x >= 3), (middle, True))


@pytest.mark.parametrize(
    ("slug", "expression", "check"),
    [
        pytest.param("gelu", -x * Phi(x), "f", id="sign"),
        pytest.param("gelu", x * Phi(-x), "f", id="sign of the argument"),
        pytest.param("hardswish", hardswish(x * (x - 3) / 6), "f", id="sign inside a branch"),
        pytest.param("hardswish", hardswish(x * (x + 3)), "f", id="missing factor"),
        pytest.param("gelu", Phi(x), "f", id="missing input"),
        # At the default alpha of 1 the two functions agree.
        pytest.param(
            "elu",
            Piecewise((x, x > 0), (expm1(alpha * x), True)),
            "df/dalpha",
            id="place of a parameter",
        ),
        pytest.param("relu", Piecewise((0, x > 0), (x, True)), "f", id="swapped branch of ReLU"),
        pytest.param(
            "hardshrink",
            Piecewise((0, Or(x > lamda, x < -lamda)), (x, True)),
            "f",
            id="swapped branch of Hardshrink",
        ),
        pytest.param(
            "hardswish",
            hardswish(Rational("0.16667") * x * (x + 3)),
            "f",
            id="constant in the fifth digit",
        ),
        pytest.param("gelu", x * Phi(Rational("1.00001") * x), "f", id="scale in the fifth digit"),
        pytest.param(
            "elu",
            Piecewise((x, x > 0), (Rational("1.00001") * alpha * expm1(x), True)),
            "f",
            id="amplitude in the fifth digit",
        ),
        pytest.param(
            "softmax",
            Rational("1.00001") * exp(X[i]) / Sum(exp(X[j]), (j, 1, n)),
            "f",
            id="factor in the fifth digit",
        ),
        pytest.param("softmax", exp(-X[i]) / Sum(exp(-X[j]), (j, 1, n)), "Jacobian", id="Softmin"),
    ],
)
def test_mistake_in_an_expression_stops(
    press: Press, slug: str, expression: Expr, check: str
) -> None:
    found = press.refuted(slug, check, replace(entry_of(slug), expression=expression))
    assert str(entry_of(slug).torch) in found["against"]


def test_swapped_branches_that_overflow_stop(press: Press) -> None:
    swapped = Piecewise((alpha * expm1(x), x > 0), (x, True))
    message = press.stopped("elu", replace(entry_of("elu"), expression=swapped))
    assert "gives inf at x = 1000, alpha = 1" in message


@pytest.mark.parametrize(
    "expression",
    [
        a * b * sigmoid(b) * Rational("1.00001"),
        a * b * sigmoid(Rational("1.00001") * b),
        a * (b + Rational("0.00001")) * sigmoid(b),
        -a * b * sigmoid(b),
        a * b * sigmoid(a),
        a * b * sigmoid(b) / 2,
    ],
    ids=str,
)
def test_mistake_in_swiglu_is_seen_by_the_expected_values(press: Press, expression: Expr) -> None:
    found = press.refuted("swiglu", "f", replace(entry_of("swiglu"), expression=expression))
    assert found["against"] == "the expected values"
    assert found["point"] == "a = 2, b = 1"


def test_expected_derivative_is_held(press: Press) -> None:
    first, *others = entry_of("swiglu").expect
    wrong = replace(first, df=("0.731058578630004879", "1.85534102374297356"))
    found = press.refuted("swiglu", "df/db", replace(entry_of("swiglu"), expect=(wrong, *others)))
    assert found["found"] == "1.85534102374297356"


@pytest.mark.parametrize(
    ("slug", "expression", "point"),
    [
        ("relu", Piecewise((x, x >= 0), (0, True)), "x = 0"),
        # At the default alpha of 1 both sides agree: the drawn parameters tell.
        ("elu", Piecewise((x, x >= 0), (alpha * expm1(x), True)), "x = 0, alpha = "),
        ("prelu", Piecewise((x, x >= 0), (s * x, True)), "x = 0, s = 0.25"),
        ("hardswish", Piecewise((0, x < -3), (x, x >= 3), (x * (x + 3) / 6, True)), "x = -3"),
        ("hardswish", Piecewise((0, x <= -3), (x, x > 3), (x * (x + 3) / 6, True)), "x = 3"),
        (
            "hardshrink",
            Piecewise((x, Or(x >= lamda, x < -lamda)), (0, True)),
            "x = 0.5, lambda = 0.5",
        ),
        (
            "hardshrink",
            Piecewise((x, Or(x > lamda, x <= -lamda)), (0, True)),
            "x = -0.5, lambda = 0.5",
        ),
    ],
)
def test_wrong_side_of_a_kink_stops(press: Press, slug: str, expression: Expr, point: str) -> None:
    check = "f" if slug == "hardshrink" else "f'"
    found = press.refuted(slug, check, replace(entry_of(slug), expression=expression))
    assert found["point"].startswith(point)


FLIPPED: Mapping[str, type[Relational]] = {">": Ge, ">=": Gt, "<": Le, "<=": Lt}


def on_the_other_side(entry: Activation, point: Expr) -> Expr:
    """The expression of an entry with a breakpoint handed to the branch on its other side."""
    x_, exact = entry.inputs[0], derivation.defaults(entry)
    there = [
        relation
        for relation in entry.expression.atoms(Relational)
        if (relation.lhs - relation.rhs).subs(x_, point).subs(exact) == 0
    ]
    return entry.expression.xreplace(
        {relation: FLIPPED[relation.rel_op](*relation.args) for relation in there}
    )


@cache
def kinks_of_torch() -> dict[str, list[Expr]]:
    """The places where f or f' jumps, of the functions that are defined by a condition in x."""
    return {
        slug: [
            kink.point
            for kink in derived(slug).breakpoints
            if kink.general_order <= 1
            and on_the_other_side(entry_of(slug), kink.point) != entry_of(slug).expression
        ]
        for slug in SCALAR
        if entry_of(slug).torch
    }


@pytest.mark.parametrize("slug", SCALAR)
def test_wrong_side_of_every_kink_stops(press: Press, slug: str) -> None:
    entry = entry_of(slug)
    for point in kinks_of_torch().get(slug, []):
        flipped = replace(entry, expression=on_the_other_side(entry, point))
        assert "fails at x = " in press.stopped(slug, flipped)


def test_kinks_to_try_are_found() -> None:
    found = {slug for slug, points in kinks_of_torch().items() if points}
    assert found >= {"relu", "prelu", "elu", "hardswish", "hardshrink"}
    assert len(kinks_of_torch()["hardshrink"]) == len(kinks_of_torch()["hardswish"]) == 2


# --- mistakes in a rule of a primitive ---------------------------------------------------------


@pytest.mark.parametrize(
    ("slug", "primitive", "rule", "check"),
    [
        ("gelu", Phi, lambda z: -phi(z), "f'"),
        ("gelu", Phi, lambda z: 2 * phi(z), "f'"),
        ("gelu", Phi, lambda z: Rational("1.00001") * phi(z), "f'"),
        ("gelu", phi, lambda z: z * phi(z), "f''"),
        ("gelu", phi, lambda z: -phi(z), "f''"),
        ("elu", expm1, lambda z: exp(z) - 1, "f'"),
        ("elu", expm1, lambda z: Rational("1.00001") * exp(z), "f'"),
    ],
)
def test_mistake_in_a_rule_stops(
    press: Press,
    slug: str,
    primitive: type[Primitive],
    rule: Callable[[Expr], Expr],
    check: str,
) -> None:
    press.patch.setattr(primitive, "textbook", classmethod(lambda cls, z: rule(z)))
    press.refuted(slug, check)


def test_mistake_in_both_rules_of_a_primitive_stops(press: Press) -> None:
    # The printed and the stable form then agree with each other, but not with autograd.
    for name in ("textbook", "stable"):
        press.patch.setattr(sigmoid, name, classmethod(lambda cls, z: sigmoid(z) ** 2))
    press.refuted("swiglu", "df/db")


@pytest.mark.parametrize("rule", ["textbook", "stable"])
def test_mistake_in_one_rule_of_a_primitive_stops(press: Press, rule: str) -> None:
    press.patch.setattr(sigmoid, rule, classmethod(lambda cls, z: sigmoid(z) ** 2))
    message = press.stopped("swiglu")
    assert message.startswith("the printed and the stable form of d/db f differ: ")


# --- mistakes in a derivation ------------------------------------------------------------------


def fifth_digit(form: Expr) -> Expr:
    return Rational("1.00001") * form


def negative(form: Expr) -> Expr:
    return -form


@pytest.mark.parametrize("change", [negative, fifth_digit])
@pytest.mark.parametrize(
    ("slug", "key", "check"),
    [
        *((slug, ("x",), "f'") for slug in HARD),
        ("swiglu", ("a",), "df/da"),
        ("swiglu", ("b",), "df/db"),
        ("softmax", ("k",), "Jacobian"),
    ],
)
def test_mistake_in_a_first_derivative_stops(
    press: Press, slug: str, key: tuple[str, ...], check: str, change: Callable[[Expr], Expr]
) -> None:
    inject(press.patch, with_first(key, change))
    press.refuted(slug, check)


@pytest.mark.parametrize(
    ("slug", "key", "change", "check"),
    [
        ("gelu", ("x", "x"), negative, "f''"),
        ("gelu", ("x", "x"), fifth_digit, "f''"),
        ("elu", ("x", "x"), fifth_digit, "f''"),
        ("hardswish", ("x", "x"), fifth_digit, "f''"),
        ("relu", ("x", "x"), lambda form: Rational("0.00001"), "f''"),
        ("swiglu", ("a", "a"), lambda form: Rational("0.00001"), "d²f/da da"),
        ("swiglu", ("a", "b"), fifth_digit, "d²f/da db"),
        ("swiglu", ("b", "b"), fifth_digit, "d²f/db db"),
        ("softmax", ("k", "l"), fifth_digit, "second derivatives"),
    ],
)
def test_mistake_in_a_second_derivative_stops(
    press: Press,
    slug: str,
    key: tuple[str, ...],
    change: Callable[[Expr], Expr],
    check: str,
) -> None:
    inject(press.patch, with_second(key, change))
    press.refuted(slug, check)


@pytest.mark.parametrize(
    ("slug", "name", "change", "against"),
    [
        ("prelu", "s", negative, "torch.nn.PReLU, vector kernel"),
        ("prelu", "s", fifth_digit, "torch.nn.PReLU, vector kernel"),
        ("elu", "alpha", negative, "Richardson differences of torch.nn.ELU"),
        ("elu", "alpha", fifth_digit, "Richardson differences of torch.nn.ELU"),
        (
            "hardshrink",
            "lambda",
            lambda form: Rational("0.00001"),
            "Richardson differences of torch.nn.Hardshrink",
        ),
    ],
)
def test_mistake_in_a_parameter_derivative_stops(
    press: Press, slug: str, name: str, change: Callable[[Expr], Expr], against: str
) -> None:
    inject(press.patch, with_parameter(name, change))
    assert press.refuted(slug, f"df/d{name}")["against"] == against


def test_mistake_in_one_jacobian_entry_stops(press: Press) -> None:
    # Only the first output by the second input: no vector of one component has it.
    honest = derived("softmax").printed.first["k",]
    spoiled = Piecewise((honest + Rational("0.00001"), (i < 2) & (k > 1)), (honest, True))
    inject(press.patch, with_first(("k",), lambda form: spoiled))
    found = press.refuted("softmax", "Jacobian")
    assert found["point"].endswith("i = 1, k = 2")


def test_mistake_in_the_stable_form_is_seen_in_the_printed_code(press: Press) -> None:
    def changed(found: Derivation) -> Derivation:
        return replace(found, stable=replace(found.stable, f=fifth_digit(found.stable.f)))

    inject(press.patch, changed)
    assert press.refuted("gelu", "f")["against"] == "the printed NumPy code"


@pytest.mark.parametrize("slug", ["elu", "gelu", "hardswish", "swiglu", "softmax"])
def test_mistake_in_differentiation_stops(press: Press, slug: str) -> None:
    honest = differentiation.differentiate

    def doubled(expression: Expr, variable: Expr) -> Expr:
        return 2 * honest(expression, variable)

    press.patch.setattr(differentiation, "differentiate", doubled)
    press.patch.setattr(vector, "differentiate", doubled)
    message = press.stopped(slug)
    assert "differ" in message


@pytest.mark.parametrize("slug", ["gelu", "elu", "hardswish"])
def test_mistake_in_the_derivative_of_the_pieces_stops(press: Press, slug: str) -> None:
    honest = Pieces.derivative

    def doubled(self: Pieces, by: Symbol | None = None) -> Pieces:
        return honest(self, by).map(lambda piece: 2 * piece)

    press.patch.setattr(Pieces, "derivative", doubled)
    press.stopped(slug)


def test_mistake_in_the_cut_into_pieces_stops(press: Press) -> None:
    honest = pieces.cut
    press.patch.setattr(derivation, "cut", lambda *given: honest(*given).map(negative))
    press.stopped("gelu")


@pytest.mark.parametrize("slug", ["relu", "elu", "hardswish", "hardshrink"])
def test_swapped_sides_of_a_breakpoint_stop(press: Press, slug: str) -> None:
    honest = Pieces.sides
    press.patch.setattr(Pieces, "sides", lambda self, index: honest(self, index)[::-1])
    press.stopped(slug)


def test_wrong_limit_stops(press: Press) -> None:
    seven, zero, one, infinite = (End(sympify(value)) for value in (7, 0, 1, oo))
    wrong = {"f": (seven, infinite), "df": (zero, one)}
    press.patch.setattr(line, "limits", lambda *given: wrong)
    press.stopped("elu")


@pytest.mark.parametrize("parity", ["even", "odd"])
def test_wrong_parity_stops(press: Press, parity: str) -> None:
    press.patch.setattr(line, "parity", lambda pieces: parity)
    press.stopped("gelu")


def test_mistake_at_the_points_of_a_deviation_stops(press: Press) -> None:
    spoil = with_second(("x", "x"), lambda form: Piecewise((99, Eq(x, 0)), (form, True)))
    inject(press.patch, spoil)
    press.stopped("elu")


def test_expected_values_of_a_vector_function_are_held(press: Press) -> None:
    # Softmax of one number is 1, whatever the number.
    wrong = tuple(Expect(at=at, f="7.00") for at in ("0", "1", "2"))
    press.stopped("softmax", replace(entry_of("softmax"), torch=None, expect=wrong))


# --- every entry of the catalog ----------------------------------------------------------------


@dataclass(frozen=True)
class Observed:
    """A verification, and the points of each of its comparisons."""

    result: verification.Verification
    points: Mapping[tuple[str, str], tuple[Point, ...]]
    """By quantity and what it was compared with, over all sets of parameters."""
    sizes: frozenset[tuple[int, bool]]
    """The numbers of elements that torch got at once, each with whether oneDNN was on."""


@cache
def observed(slug: str) -> Observed:
    points: dict[tuple[str, str], list[Point]] = {}
    sizes: set[tuple[int, bool]] = set()
    compare, differentiate = Ledger.compare, oracle._differentiate

    def watched_compare(
        self: Ledger, quantity: str, against: str, found: Iterable[Sample], *given: Any
    ) -> None:
        seen = points.setdefault((quantity, against), [])

        def passing() -> Iterator[Sample]:
            for sample in found:
                seen.append(sample.at)
                yield sample

        compare(self, quantity, against, passing(), *given)

    def watched_differentiate(
        function: oracle.Tensors, names: tuple[str, ...], rows: oracle.Floats
    ) -> oracle.Outcome:
        sizes.add((len(rows), bool(torch.backends.mkldnn.enabled)))
        return differentiate(function, names, rows)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Ledger, "compare", watched_compare)
        patch.setattr(oracle, "_differentiate", watched_differentiate)
        result = verify(entry_of(slug), derived(slug), DEFINITIONS[slug].place)
    return Observed(result, {key: tuple(seen) for key, seen in points.items()}, frozenset(sizes))


PRINTED = tuple(f"the printed {title} code" for title in ("NumPy", "PyTorch", "JavaScript"))


def ungiven(slug: str) -> set[str]:
    """The derivatives that torch is known not to give, everywhere or somewhere."""
    return {
        quantity(("x",) * known.order)
        for known in deviations.of(slug)
        if known.gives is deviations.MISSING
    }


def oracle_name(slug: str) -> str:
    return entry_of(slug).torch or "autograd on the printed PyTorch code"


@pytest.mark.parametrize("slug", DEFINITIONS)
def test_entry_passes_and_every_check_compared_something(slug: str) -> None:
    checks = observed(slug).result.checks
    assert checks
    for check in checks:
        assert check.points > 0, check
        assert 0 <= check.error <= check.allowed, check


@pytest.mark.parametrize("slug", NUMBERS)
def test_f_and_all_derivatives_are_compared_on_every_path(slug: str) -> None:
    printed = derived(slug).printed
    forms = {quantity(key) for key in [(), *printed.first, *printed.second]}
    assert len(forms) == (3 if slug in SCALAR else 6)
    done = {(check.quantity, check.against) for check in observed(slug).result.checks}
    assert len(oracle.PATHS) >= 3
    for path in oracle.PATHS:
        for form in forms - ungiven(slug):
            assert (form, f"{oracle_name(slug)}, {path.name}") in done
    for against in PRINTED:
        assert ("f", against) in done
        for key in ((), *printed.first):
            assert (quantity(key), f"{against}, far out") in done
    for form in forms:
        assert (form, "the printed autograd.Function") in done


@pytest.mark.parametrize("slug", VECTOR)
def test_vector_quantities_are_compared_with_onednn_on_and_off(slug: str) -> None:
    done = {(check.quantity, check.against) for check in observed(slug).result.checks}
    for state in ("on", "off"):
        for form in ("f", "Jacobian", "second derivatives"):
            assert (form, f"{oracle_name(slug)}, oneDNN {state}") in done
    for against in PRINTED:
        for form in ("f", "Jacobian"):
            assert (form, against) in done


@pytest.mark.parametrize("slug", NUMBERS)
def test_parameters_and_expected_values_are_compared(slug: str) -> None:
    done = {check.quantity: check.against for check in observed(slug).result.checks}
    for parameter in entry_of(slug).parameters:
        assert (f"df/d{parameter.symbol.name}" in done) is not parameter.fixed
    expected = [c for c in observed(slug).result.checks if c.against == "the expected values"]
    if entry_of(slug).torch is None:
        (f,) = [check for check in expected if check.quantity == "f"]
        assert f.points >= 3


@pytest.mark.parametrize("slug", NUMBERS)
def test_torch_gets_single_elements_and_at_least_64_with_onednn_on_and_off(slug: str) -> None:
    sizes = observed(slug).sizes
    assert (1, True) in sizes
    assert {state for size, state in sizes if size >= 64} == {True, False}
    assert all(size == 1 or size >= 64 for size, state in sizes)


@pytest.mark.parametrize("slug", VECTOR)
def test_vectors_have_one_to_at_least_64_components_ties_and_far_entries(slug: str) -> None:
    vectors = samples.vectors(entry_of(slug))
    lengths = {len(vector) for vector in vectors}
    assert 1 in lengths
    assert max(lengths) >= 64
    assert any(len(vector) > 1 and len(set(vector)) == 1 for vector in vectors)
    assert {-1000.0, 1000.0} <= {value for vector in vectors for value in vector}
    for length in lengths:
        assert any(
            len(point.inputs) == length
            for point in observed(slug).points["Jacobian", f"{oracle_name(slug)}, oneDNN on"]
        )


def required_points(breakpoints: list[float]) -> set[float]:
    far = {sign * value for value in (20.0, 100.0, 1000.0) for sign in (-1.0, 1.0)}
    near = {
        neighbor
        for center in (0.0, *breakpoints)
        for neighbor in (
            center,
            float(np.nextafter(center, -np.inf)),
            float(np.nextafter(center, np.inf)),
        )
    }
    return far | near


@pytest.mark.parametrize("slug", SCALAR)
def test_each_comparison_meets_the_kinks_their_neighbors_and_places_far_out(slug: str) -> None:
    entry, points = entry_of(slug), observed(slug).points
    sets = samples.parameter_sets(entry)
    free = any(not parameter.fixed for parameter in entry.parameters)
    assert len(sets) >= (1 + samples.DRAWS if free else 1)
    # Differences by a parameter leave out what a moving breakpoint crosses; one-sided limits meet
    # the neighbors alone.
    paths = [f"{oracle_name(slug)}, {path.name}" for path in oracle.PATHS]
    watched = [key for key in points if key[1] in (*paths, *PRINTED)]
    assert len(watched) >= len(PRINTED) * 3 + len(paths) * (3 - len(ungiven(slug)))
    for parameters in sets:
        breakpoints = samples.breakpoint_values(derived(slug).breakpoints, parameters)
        required = required_points(breakpoints)
        for key in watched:
            met = {at.inputs[0] for at in points[key] if at.parameters == parameters}
            if not entry.torch and key[1] in paths:
                # Where there is no derivative, autograd on our own code is no witness.
                met |= set(breakpoints)
            assert required <= met, (key, parameters, sorted(required - met))


def test_breakpoints_move_with_the_drawn_parameters() -> None:
    sets = samples.parameter_sets(entry_of("hardshrink"))
    moved = [
        samples.breakpoint_values(derived("hardshrink").breakpoints, parameters)
        for parameters in sets
    ]
    assert moved == [[-parameters["lambda"], parameters["lambda"]] for parameters in sets]
    assert len({tuple(pair) for pair in moved}) == len(sets)


@pytest.mark.parametrize("slug", SCALAR)
def test_drawn_parameters_lie_in_their_domains_and_are_the_same_every_time(slug: str) -> None:
    entry = entry_of(slug)
    sets = samples.parameter_sets(entry)
    assert sets == samples.parameter_sets(entry)
    for parameter in entry.parameters:
        drawn = [values[parameter.symbol.name] for values in sets]
        assert drawn[0] == float(parameter.exact)
        if parameter.fixed:
            assert len(set(drawn)) == 1
            continue
        assert len(set(drawn[: 1 + samples.DRAWS])) == 1 + samples.DRAWS
        for values in sets:
            exact = {p.symbol: Rational(values[p.symbol.name]) for p in entry.parameters}
            domain = parameter.domain.subs(exact)
            assert domain.contains(exact[parameter.symbol]) == S.true


def test_pairs_of_a_two_input_function_meet_the_special_points() -> None:
    pairs = {tuple(row) for row in samples.plane_points(entry_of("swiglu")).tolist()}
    far = (0.0, 20.0, -20.0, 100.0, -100.0, 1000.0, -1000.0)
    assert {(p, q) for p in far for q in far} <= pairs


WITH_TORCH = [slug for slug in SCALAR if entry_of(slug).torch]


def departs(slug: str, order: int, at: float, parameters: Mapping[str, float]) -> bool:
    """Whether torch is known to depart from the definition there."""
    return any(
        known.order == order and known.where((at,), parameters) for known in deviations.of(slug)
    )


@pytest.mark.parametrize("path", oracle.PATHS, ids=lambda path: path.name)
@pytest.mark.parametrize("slug", WITH_TORCH)
def test_branch_at_a_kink_has_the_slope_that_torch_returns(slug: str, path: oracle.Path) -> None:
    entry, derivation_ = entry_of(slug), derived(slug)
    for parameters in samples.parameter_sets(entry):
        exact = {p.symbol: Rational(parameters[p.symbol.name]) for p in entry.parameters}
        for kink in derivation_.breakpoints:
            point = float(kink.point.subs(exact))
            function = oracle.function(entry, parameters)
            found = oracle.at_points(function, ("x",), np.array([[point]]), path).derivatives
            for order, key in enumerate([(), ("x",)]):
                if not departs(slug, order, point, parameters):
                    branch = float(kink.sides[order][1].subs(exact))
                    assert found[key][0] == pytest.approx(branch, rel=1e-15, abs=0), (order, point)


@pytest.mark.parametrize("slug", WITH_TORCH)
def test_slopes_of_torch_at_the_kinks_are_those_of_the_branches(slug: str) -> None:
    defaults = samples.parameter_sets(entry_of(slug))[0]
    slopes = observed(slug).result.slopes_at_breakpoints
    for kink, slope in zip(derived(slug).breakpoints, slopes, strict=True):
        exact = derivation.defaults(entry_of(slug))
        if not departs(slug, 1, float(kink.point.subs(exact)), defaults):
            assert slope == pytest.approx(float(kink.sides[1][1].subs(exact)), rel=1e-15, abs=0)


# --- comparisons -------------------------------------------------------------------------------


def sample(truth: float, found: float) -> Sample:
    return Sample(ball(truth), found, Point(("x",), (1.0,)))


def test_check_that_compares_nothing_fails() -> None:
    with pytest.raises(VerificationError, match=r"here:1: Made up: check f against .* no points"):
        Ledger("here:1", "Made up").compare("f", "torch", [], VALUE)


def test_check_whose_points_are_all_excused_fails() -> None:
    ledger = Ledger("here:1", "Made up", [deviation_of("made-up", frozenset())])
    with pytest.raises(VerificationError, match="compared no points"):
        ledger.compare("f'", "torch", [sample(1.0, 2.0)], VALUE, order=1)
    assert ledger.shown == {"made-up": 1}


def test_deviation_excuses_only_the_value_that_torch_is_known_for() -> None:
    ledger = Ledger("here:1", "Made up", [deviation_of("made-up", frozenset())])
    with pytest.raises(VerificationError, match="fails at x = 1"):
        ledger.compare("f'", "torch", [sample(1.0, 2.5)], VALUE, order=1)


def test_deviation_excuses_its_own_order_only() -> None:
    ledger = Ledger("here:1", "Made up", [deviation_of("made-up", frozenset())])
    with pytest.raises(VerificationError, match="fails at x = 1"):
        ledger.compare("f", "torch", [sample(1.0, 2.0)], VALUE, order=0)
    with pytest.raises(VerificationError, match="fails at x = 1"):
        ledger.compare("f'", "the printed NumPy code", [sample(1.0, 2.0)], VALUE)


@pytest.mark.parametrize("found", [float("nan"), float("inf"), 1.0 + 1e-9, -1.0])
def test_number_off_by_more_than_the_tolerance_fails(found: float) -> None:
    with pytest.raises(VerificationError, match="the definition gives 1, torch "):
        Ledger("here:1", "Made up").compare("f", "torch", [sample(1.0, found)], VALUE)


def test_tolerance_is_a_few_units_in_the_last_place() -> None:
    ledger = Ledger("here:1", "Made up")
    ledger.compare("f", "torch", [sample(1.0, 1.0), sample(1.0, 1.0 + 2**-52)], VALUE)
    (check,) = ledger.checks.values()
    assert (check.points, check.error, check.at) == (2, 2.0**-52, "x = 1")


def test_tolerances_are_far_below_the_fifth_digit_and_give_their_reasons() -> None:
    for tolerance in verification.tolerances.BY_NAME.values():
        assert isinstance(tolerance, Tolerance)
        assert 0 < tolerance.unit <= 1e-9
        assert tolerance.reason


# --- printed code that is not finite -----------------------------------------------------------


@pytest.mark.parametrize(
    ("slug", "fields", "cure"),
    [
        (
            "gelu",
            {"expression": x / (1 + exp(-x)), "torch": "torch.nn.SiLU"},
            "sigmoid(z) for 1/(1 + exp(-z))",
        ),
        (
            "gelu",
            {"expression": 1 / (1 + exp(-x)), "torch": "torch.nn.Sigmoid"},
            "sigmoid(z) for 1/(1 + exp(-z))",
        ),
        (
            "gelu",
            {"expression": -log(1 + exp(-x)), "torch": "torch.nn.LogSigmoid"},
            "softplus(z) for log(1 + exp(z))",
        ),
    ],
    ids=["SiLU", "sigmoid", "LogSigmoid"],
)
def test_overflowing_code_names_the_primitive_to_use(
    press: Press, slug: str, fields: dict[str, Any], cure: str
) -> None:
    message = press.stopped(slug, replace(entry_of(slug), **fields))
    assert message.startswith("field expression: the NumPy code of gelu")
    assert re.search(r"gives (nan|-?inf) at x = -?1000, where the definition gives -?\d", message)
    assert message.endswith(f"; write it with a primitive of gen/primitives.py: {cure}")


SOFTPLUS = (
    Expect(at="0", f="0.693147180559945309"),
    Expect(at="1", f="1.31326168751822283"),
    Expect(at="-1", f="0.313261687518222834"),
)
SILU = (
    Expect(at="1", f="0.731058578630004879"),
    Expect(at="-1", f="-0.268941421369995121"),
    Expect(at="2", f="1.76159415595576489"),
)


@pytest.mark.parametrize(
    ("expression", "expect", "cure"),
    [
        (log(1 + exp(x)), SOFTPLUS, "softplus(z) for log(1 + exp(z))"),
        (x / (1 + exp(-x)), SILU, "sigmoid(z) for 1/(1 + exp(-z))"),
        (a * b / (1 + exp(-b)), entry_of("swiglu").expect, "sigmoid(z) for 1/(1 + exp(-z))"),
    ],
    ids=["softplus", "SiLU", "SwiGLU"],
)
def test_overflowing_code_names_the_primitive_where_torch_has_no_counterpart(
    press: Press, expression: Expr, expect: tuple[Expect, ...], cure: str
) -> None:
    entry = replace(entry_of("swiglu"), expression=expression, expect=expect)
    message = press.stopped("swiglu", entry)
    assert message.startswith("field expression: the NumPy code of swiglu")
    assert message.endswith(cure)


# --- deviations of torch -----------------------------------------------------------------------


def deviation_of(slug: str, platforms: frozenset[str]) -> Deviation:
    """A deviation that nobody has seen."""
    return Deviation(
        id=slug,
        slug=slug,
        order=1,
        where=lambda inputs, parameters: inputs == (1.0,),
        gives=lambda inputs, parameters: 2.0,
        statement="Made up.",
        platforms=platforms,
    )


KNOWN = {deviation.slug for deviation in deviations.DEVIATIONS}


@pytest.mark.parametrize("known", deviations.DEVIATIONS, ids=lambda known: known.id)
def test_deviation_still_exists(known: Deviation, press: Press) -> None:
    assert known.slug in DEFINITIONS
    if oracle.platform_key() not in known.platforms:
        pytest.skip(f"not known on {oracle.platform_key()}")
    assert observed(known.slug).result.deviations[known.id] > 0
    others = tuple(other for other in deviations.DEVIATIONS if other is not known)
    press.patch.setattr(deviations, "DEVIATIONS", others)
    message = press.stopped(known.slug)
    assert BOTH_VALUES.match(message) or message.endswith("compared no points: it gives none")


def test_deviation_that_no_longer_shows_stops(press: Press) -> None:
    gone = replace(deviation_of("relu", frozenset({oracle.platform_key()})), id="relu-at-1")
    press.patch.setattr(deviations, "DEVIATIONS", (gone,))
    message = press.stopped("relu")
    assert message.startswith("the deviation 'relu-at-1' of torch no longer shows on ")
    assert message.endswith("remove it from gen/verification/deviations.py")


@pytest.mark.parametrize("slug", sorted({"relu"} | KNOWN))
def test_deviation_neither_fails_nor_is_missed_on_an_unknown_platform(
    slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    unseen = replace(deviation_of("relu", frozenset({oracle.platform_key()})), id="relu-at-1")
    monkeypatch.setattr(deviations, "DEVIATIONS", (*deviations.DEVIATIONS, unseen))
    monkeypatch.setattr(oracle, "platform_key", lambda: "riscv64/DEFAULT")
    assert verify(entry_of(slug), derived(slug), "here:1").checks
