"""Properties that hold at any input and any parameters, looked for by Hypothesis.

The build compares at chosen points; here a search picks inputs and parameters and shrinks what
fails. It is the same search in every run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from math import isfinite
from typing import Any

import numpy as np
import pytest
from entries import DEFINITIONS, derived, entry_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sympy import FiniteSet, Interval, Reals, Set

from gen import code, oracle
from gen.activation import Activation, Kind
from gen.balls import ball, compile_expression, difference, midpoint
from gen.verification import deviations
from gen.verification.comparison import Point
from gen.verification.printed_code import functions
from gen.verification.samples import breakpoint_values
from gen.verification.tolerances import BY_ORDER, CODE

ENTRIES = {slug: entry_of(slug) for slug in DEFINITIONS if entry_of(slug).kind is Kind.SCALAR}
OURS = settings(
    max_examples=25,
    deadline=None,  # the first example derives
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
WIDE = 8.0
"""How far a drawn parameter lies from the end of its domain at most."""
LEAST = 0.01
"""How far from an end that does not belong to it, at least."""
KEYS: tuple[tuple[str, ...], ...] = ((), ("x",))
"""f and f', by what they are the derivative by."""

Parameters = dict[str, float]


def domain(found: Set, drawn: Mapping[str, float]) -> st.SearchStrategy[float]:
    """Numbers of a domain that may depend on parameters drawn before."""
    found = found.subs({symbol: drawn[symbol.name] for symbol in found.free_symbols})
    if found == Reals:
        return st.floats(-WIDE, WIDE)
    if isinstance(found, FiniteSet):
        return st.just(float(found.args[0]))
    assert isinstance(found, Interval)
    low, high = float(found.start), float(found.end)
    low = low + LEAST * bool(found.left_open) if isfinite(low) else high - WIDE
    high = high - LEAST * bool(found.right_open) if isfinite(high) else low + WIDE
    return st.floats(low, high)


@st.composite
def cases(draw: st.DrawFn, slug: str) -> tuple[float, Parameters]:
    """An input and parameters: anywhere, near 0, at a breakpoint and around it, far out."""
    entry = ENTRIES[slug]
    parameters: Parameters = {}
    for parameter in entry.parameters:
        value = draw(domain(parameter.domain, parameters))
        parameters[parameter.symbol.name] = value
    points = breakpoint_values(derived(slug).breakpoints, parameters)
    near = [st.floats(-1e-3, 1e-3).map(point.__add__) for point in points]
    anywhere = (st.floats(-10, 10), st.floats(-1e4, 1e4), st.sampled_from([0.0, *points]))
    x = draw(st.one_of(*anywhere, *near))
    return x, parameters


def truths(slug: str, x: float, parameters: Parameters) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The enclosures of f and f'."""
    entry = ENTRIES[slug]
    at = {p.symbol: ball(parameters[p.symbol.name]) for p in entry.parameters}
    at[entry.inputs[0]] = ball(x)
    for key in KEYS:
        yield key, compiled(slug, key)(at)


@cache
def compiled(slug: str, key: tuple[str, ...]) -> Any:
    printed = derived(slug).printed
    return compile_expression(printed.first[key] if key else printed.f)


def keywords(entry: Activation, parameters: Parameters) -> Parameters:
    return {code.python_name(p): parameters[p.symbol.name] for p in entry.parameters}


@pytest.mark.parametrize("target", code.TARGETS, ids=lambda target: target.name)
@pytest.mark.parametrize("slug", ENTRIES)
def test_printed_code_is_the_definition_everywhere(slug: str, target: code.Target) -> None:
    entry, printed = ENTRIES[slug], functions(derived(slug), target)

    @OURS
    @given(cases(slug))
    def holds(case: tuple[float, Parameters]) -> None:
        x, parameters = case
        point = Point(("x",), (x,), parameters)
        for key, truth in truths(slug, x, parameters):
            (found,) = printed[key](np.array([[x]]), keywords(entry, parameters))
            allowed = CODE[len(key)].allowed(midpoint(truth), point.size)
            assert difference(found, truth) <= allowed, (key, found, truth)

    holds()


@pytest.mark.parametrize("slug", [slug for slug, entry in ENTRIES.items() if entry.torch])
def test_torch_is_the_definition_but_for_named_exceptions(slug: str) -> None:
    entry = ENTRIES[slug]
    excused = deviations.of(slug)

    @OURS
    @given(cases(slug))
    def holds(case: tuple[float, Parameters]) -> None:
        x, parameters = case
        point = Point(("x",), (x,), parameters)
        module = oracle.function(entry, parameters)
        outcome = oracle.at_points(module, ("x",), np.array([[x]]), oracle.PATHS[0])
        for key, truth in truths(slug, x, parameters):
            if any(one.order == len(key) and one.where((x,), parameters) for one in excused):
                continue
            found = float(outcome.derivatives[key][0])
            allowed = BY_ORDER[len(key)].allowed(midpoint(truth), point.size)
            assert difference(found, truth) <= allowed, (key, found, truth)

    holds()


# --- bounds ------------------------------------------------------------------------------------


def on_the_line(bound: Mapping[str, Any] | None) -> float | None:
    """A bound that holds on the whole line."""
    return float(bound["value"]) if bound and bound["scope"] == "R" else None


@pytest.mark.parametrize("slug", ENTRIES)
def test_bounds_hold_at_any_two_inputs(slug: str, records: dict[str, Any]) -> None:
    record, entry = records[slug], ENTRIES[slug]
    f, df = (functions(derived(slug), code.NUMPY)[key] for key in KEYS)
    names = ("minimum", "maximum", "lipschitz", "inf_df", "sup_df")
    bounds = {name: on_the_line(record[name]) for name in names}
    assert any(value is not None for value in bounds.values()) or not record["enclosure"]
    low, high = bounds["minimum"], bounds["maximum"]
    at_defaults = keywords(entry, {p.symbol.name: float(p.exact) for p in entry.parameters})
    jumps = [float(kink["point"]["value"]) for kink in record["kinks"] if kink["order"] <= 1]

    @OURS
    @given(st.floats(-60, 60), st.floats(-60, 60))
    def holds(x: float, y: float) -> None:
        (at_x, at_y) = f(np.array([[x], [y]]), at_defaults)
        slack = 1e-12 * max(1.0, abs(x), abs(y), abs(at_x), abs(at_y))
        if low is not None:
            assert at_x >= low - slack
        if high is not None:
            assert at_x <= high + slack
        if bounds["lipschitz"] is not None and isfinite(bounds["lipschitz"]):
            assert abs(at_x - at_y) <= bounds["lipschitz"] * abs(x - y) + slack
        (slope,) = df(np.array([[x]]), at_defaults)
        # What code returns at a kink is a convention, of which bounds do not speak.
        if x not in jumps:
            if bounds["inf_df"] is not None:
                assert slope >= bounds["inf_df"] - slack
            if bounds["sup_df"] is not None:
                assert slope <= bounds["sup_df"] + slack

    holds()
