"""The points and parameters at which functions are checked, one by one."""

from __future__ import annotations

from itertools import pairwise
from math import inf, nextafter

import numpy as np
import pytest
from sympy import FiniteSet, Interval, Rational, Reals, Set, oo

from gen import catalog
from gen.activation import Activation
from gen.derivation import derive
from gen.verification import samples

DEFINITIONS = {definition.slug: definition for definition in catalog.definitions()}


def entry_of(slug: str) -> Activation:
    return catalog.load(DEFINITIONS[slug])


def around(center: float) -> set[float]:
    return {
        *(center, nextafter(center, -inf), nextafter(center, inf)),
        *(center * (1 - 1e-9), center * (1 + 1e-9), center - 1e-9, center + 1e-9),
    }


FAR = {sign * far for far in (20.0, 100.0, 1000.0) for sign in (-1.0, 1.0)}


@pytest.mark.parametrize("breakpoints", [[], [3.0], [-1.0, 2.0]])
def test_special_points(breakpoints: list[float]) -> None:
    found = samples.special_points(breakpoints)
    expected = FAR.union(*(around(center) for center in (0.0, *breakpoints)))
    assert found.shape == (len(expected), 1)
    assert found[:, 0].tolist() == sorted(expected)


@pytest.mark.parametrize(("breakpoints", "reach"), [([], 10.0), ([3.0], 10.0), ([-8.0, 6.0], 16.0)])
def test_points_of_the_line(breakpoints: list[float], reach: float) -> None:
    found = samples.line_points(breakpoints)[:, 0].tolist()
    grid = {place * reach / 200 for place in range(-200, 201)}
    special = set(samples.special_points(breakpoints)[:, 0].tolist())
    assert found == sorted(grid | special)
    inner = [one for one in found if -reach <= one <= reach]
    assert max(high - low for low, high in pairwise(inner)) <= reach / 200 * (1 + 1e-12)


def test_points_of_the_plane() -> None:
    found = samples.plane_points(entry_of("swiglu"))
    special = samples.special_points([])[:, 0].tolist()
    count = len(special) ** 2
    assert found.shape == (count + 401, 2)
    assert found[:count].tolist() == [[p, q] for p in special for q in special]
    drawn = found[count:]
    assert 3.5 < drawn.std() < 4.5
    assert abs(drawn.mean()) < 0.5
    assert np.array_equal(found, samples.plane_points(entry_of("swiglu")))
    assert not np.array_equal(drawn, samples.plane_points(entry_of("glu"))[count:])


def test_vectors() -> None:
    found = samples.vectors(entry_of("softmax"))
    assert [len(one) for one in found] == [n for n in (1, 2, 5, 64) for _ in range(4)]
    for zeros, near, wide, far in zip(*(found[place::4] for place in range(4)), strict=True):
        assert not zeros.any()
        assert far.tolist() == np.resize([1000.0, -1000.0, 1000.0, 20.0, -100.0], len(far)).tolist()
        assert near.any()
        assert wide.any()
    assert 1.5 < found[-3].std() < 2.5
    assert 15 < found[-2].std() < 25


def test_breakpoints_are_put_in_order_of_the_entry() -> None:
    derived = derive(entry_of("hardshrink"))
    assert samples.breakpoint_values(derived.breakpoints, {"lambda": 0.75}) == [-0.75, 0.75]


# --- parameters --------------------------------------------------------------------------------


def test_function_without_parameters_has_one_set() -> None:
    assert samples.parameter_sets(entry_of("relu")) == [{}]


def test_fixed_parameters_are_not_drawn() -> None:
    entry = entry_of("selu")
    assert entry.parameters
    assert all(parameter.fixed for parameter in entry.parameters)
    defaults = {p.symbol.name: float(p.exact) for p in entry.parameters}
    assert samples.parameter_sets(entry) == [defaults]


def test_defaults_come_first_then_draws_then_closed_ends() -> None:
    entry = entry_of("hardshrink")
    (parameter,) = entry.parameters
    sets = samples.parameter_sets(entry)
    ends = [
        float(end)
        for end, is_open in (
            (parameter.domain.start, parameter.domain.left_open),
            (parameter.domain.end, parameter.domain.right_open),
        )
        if not is_open
    ]
    assert sets[0] == {"lambda": 0.5}
    assert len(sets) == 1 + 3 + len(ends)
    for drawn in sets[1:4]:
        assert round(drawn["lambda"], 3) == drawn["lambda"]
    assert [one["lambda"] for one in sets[4:]] == ends


DOMAINS: dict[str, tuple[Set, float, float]] = {
    "bounded": (Interval(Rational(1, 4), Rational(3, 4)), 0.25, 0.75),
    "from below": (Interval(2, oo), 2.1, 12.0),
    "from above": (Interval(-oo, 2), -8.0, 1.9),
    "a number": (FiniteSet(3), 3.0, 3.0),
}


@pytest.mark.parametrize("name", DOMAINS)
def test_draws_fill_their_domain(name: str) -> None:
    domain, low, high = DOMAINS[name]
    generator = np.random.default_rng(0)
    drawn = [samples._draw(domain, generator) for _ in range(200)]
    assert low <= min(drawn)
    assert max(drawn) <= high
    # To both of its ends, within a tenth of its width.
    assert min(drawn) - low <= 0.1 * (high - low)
    assert high - max(drawn) <= 0.1 * (high - low)


def test_draws_from_all_numbers_are_normal() -> None:
    generator = np.random.default_rng(0)
    drawn = np.array([samples._draw(Reals, generator) for _ in range(400)])
    assert 1.7 < drawn.std() < 2.3
    assert abs(drawn.mean()) < 0.4


def test_domain_of_another_kind_is_refused() -> None:
    with pytest.raises(NotImplementedError, match="cannot draw from"):
        samples._draw(Interval(0, 1).union(Interval(2, 3)), np.random.default_rng(0))
