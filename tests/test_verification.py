"""What is compared of every entry of the catalog: each form, on each path, at all the points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from math import log
from typing import Any

import numpy as np
import pytest
import torch
from entries import DEFINITIONS, derived, entry_of
from sympy import Rational, S

from gen import derivation, oracle, verification
from gen.activation import Kind
from gen.balls import ball
from gen.verification import deviations, samples, verify
from gen.verification.comparison import Ledger, Point, Sample, quantity
from gen.verification.vectors import Truths, _samples

KINDS = {slug: entry_of(slug).kind for slug in DEFINITIONS}
SCALAR = [slug for slug, kind in KINDS.items() if kind is Kind.SCALAR]
NUMBERS = [slug for slug, kind in KINDS.items() if kind is not Kind.VECTOR]
VECTOR = [slug for slug, kind in KINDS.items() if kind is Kind.VECTOR]


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


@pytest.mark.parametrize("found", [[0.25], [0.25, 0.75, 0.0]])
def test_outputs_of_another_number_are_not_compared(found: list[float]) -> None:
    truths: Truths = {(1,): ball(0.25), (2,): ball(0.75)}
    with pytest.raises(ValueError, match="zip"):
        list(_samples(truths, np.array(found), np.array([0.0, log(3)])))


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
