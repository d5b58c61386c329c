"""Tests of `gen.claims.values`: the catalog's functions at floats."""

from __future__ import annotations

import math

import pytest

from gen.claims.values import value, values


@pytest.mark.parametrize(
    ("slug", "point", "order", "expected"),
    [
        ("relu", 2.5, 0, 2.5),
        ("relu", -1.0, 1, 0.0),
        ("silu", 0.0, 1, 0.5),
        ("softplus", 0.0, 0, math.log(2)),
        ("softplus", 0.0, 2, 0.25),
        ("gelu", 0.0, 2, math.sqrt(2 / math.pi)),
        ("hardswish", -1.5, 0, -0.375),
    ],
)
def test_value_is_the_one_known(slug: str, point: float, order: int, expected: float) -> None:
    assert value(slug, point, order) == pytest.approx(expected, rel=1e-15)


def test_parameter_replaces_its_default() -> None:
    assert value("leakyrelu", -1.0) == -0.01
    assert value("leakyrelu", -1.0, s=0.5) == -0.5
    assert value("leakyrelu", -1.0, 1, s=0.5) == 0.5


def test_float_is_taken_as_it_is() -> None:
    assert value("identity", 0.1) == 0.1


def test_values_are_those_of_each_point() -> None:
    assert values("relu", [-1, 0.5]) == [value("relu", -1.0), value("relu", 0.5)]
