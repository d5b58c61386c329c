"""The properties of the gallery: each is held against the printed code, not against records."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from gen import code
from gen.answers import answers
from gen.properties import PROPERTIES

Record = dict[str, Any]

HOLDS = {one.key: one.holds for one in PROPERTIES}
EXPONENTIALS = {"exp", "expm1", "expit", "erf", "erfc", "ndtr", "tanh", "cosh", "logaddexp"}
EXPONENTIALS |= {"logsumexp", "log_expit"}
"""What NumPy and SciPy compute with an exponential."""


@pytest.fixture(scope="module")
def scalars(activations: list[Record]) -> list[Record]:
    return [record for record in activations if record["kind"] == "scalar"]


def having(activations: list[Record], key: str) -> set[str]:
    return {record["slug"] for record in activations if HOLDS[key](record)}


def function(record: Record) -> Any:
    return code.load(record["code"]["numpy"])[record["slug"].replace("-", "_")]


def points(record: Record) -> NDArray[np.float64]:
    """A dense grid, symmetric about 0, with each kink and its neighbors, and points far out."""
    at = np.array([kink["point"]["value"] for kink in record["kinks"]])
    far = np.geomspace(8, 1e6, 400)
    near = [at, np.nextafter(at, -np.inf), np.nextafter(at, np.inf)]
    return np.unique(np.concatenate([np.linspace(-8, 8, 16001), far, -far, *near]))


def values(record: Record, x: NDArray[np.float64], *parameters: float) -> NDArray[np.float64]:
    with np.errstate(all="ignore"):
        return np.asarray(function(record)(x, *parameters), dtype=float)


def test_opposites_part_the_functions_that_are_asked(
    activations: list[Record], scalars: list[Record]
) -> None:
    slugs = {record["slug"] for record in activations}
    asked = {record["slug"] for record in scalars}
    for one, other, among in (
        ("exp", "cheap", slugs),
        ("bounded", "unbounded", asked),
        ("monotone", "turns", asked),
    ):
        assert having(activations, one) | having(activations, other) == among
        assert not having(activations, one) & having(activations, other)
    assert not having(activations, "smooth") & having(activations, "kinks")
    # Some have neither: a jump of the second derivative is no kink.
    assert {"elu", "softsign"} <= slugs - having(activations, "smooth") - having(
        activations, "kinks"
    )
    assert {"maxout", "reglu"} <= having(activations, "kinks")


def test_slopes_jump_at_kinks_and_nowhere_else(scalars: list[Record]) -> None:
    """Of a function of class C¹ neighboring difference quotients are close; at a kink they part."""
    for record in scalars:
        x = np.linspace(-8, 8, 160001) + np.pi * 1e-6
        with np.errstate(all="ignore"):
            rough = np.abs(np.diff(values(record, x), 2)) / np.diff(x)[0]
        # Once rises of the slope by curvature alone are taken out, 1e-2 parts the two.
        kinked = np.max(rough[np.abs(x[1:-1]) < 6.5]) > 5e-3
        assert kinked == HOLDS["kinks"](record), record["slug"]


def test_monotone_functions_do_not_turn_and_others_do(scalars: list[Record]) -> None:
    for record in scalars:
        y = values(record, points(record))
        steps = np.diff(y[np.isfinite(y)])
        least = 1e-12 * np.maximum(1, np.abs(y[np.isfinite(y)][1:]))
        turns = bool((steps > least).any() and (steps < -least).any())
        assert turns == HOLDS["turns"](record), record["slug"]
    assert {"silu", "threshold", "growing-cosine-unit"} <= having(scalars, "turns")


def test_bounded_functions_stay_small_far_out(scalars: list[Record]) -> None:
    for record in scalars:
        small = bool(np.nanmax(np.abs(values(record, points(record)))) < 100)
        assert small == HOLDS["bounded"](record), record["slug"]


def test_zero_centered_functions_have_mean_zero(scalars: list[Record]) -> None:
    z = np.linspace(-12, 12, 240001)
    weights = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi) * np.diff(z)[0]
    for record in scalars:
        mean = float(np.sum(values(record, z) * weights))
        assert (abs(mean) < 1e-6) == HOLDS["centered"](record), record["slug"]
        assert abs(mean) < 1e-6 or abs(mean) > 1e-3, record["slug"]


def called(tree: ast.Module, name: str) -> Iterator[str]:
    """The names that a function of a printed module calls, and those that its own functions do."""
    bodies = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    for node in ast.walk(bodies[name]):
        if isinstance(node, ast.Call):
            callee = node.func
            found = callee.attr if isinstance(callee, ast.Attribute) else getattr(callee, "id", "")
            yield found
            if found in bodies and found != name:
                yield from called(tree, found)


def test_code_takes_an_exponential_where_the_formula_has_one(activations: list[Record]) -> None:
    for record in activations:
        tree = ast.parse(record["code"]["numpy"])
        takes = bool(EXPONENTIALS & set(called(tree, record["slug"].replace("-", "_"))))
        # The code of Squareplus takes one for accuracy; its formula is a square root.
        needs = takes and record["slug"] != "squareplus"
        assert needs == HOLDS["exp"](record), record["slug"]
    # These do without it: their derivatives or neighbors do not.
    assert {"arctan", "isrlu", "hardswish", "bilinear"} <= having(activations, "cheap")


def test_answers_and_properties_say_the_same(scalars: list[Record]) -> None:
    for record in scalars:
        told = {one.anchor: one.text.split(":")[0] for one in answers(record)}
        for anchor, key in (("monotone", "monotone"), ("zero-centered", "centered")):
            assert told[anchor] == ("Yes" if HOLDS[key](record) else "No"), record["slug"]


def test_answer_tells_a_falling_function_from_a_rising_one(scalars: list[Record]) -> None:
    relu = next(record for record in scalars if record["slug"] == "relu")
    zero, one = relu["inf_df"], relu["sup_df"]
    minus_one = {**one, "value": "-1"}
    for (low, high), told in {
        ("0", "1"): "Yes: it never decreases.",
        ("-1", "0"): "Yes: it never increases.",
        ("0", "0"): "Yes: it never increases or decreases.",
    }.items():
        slopes = {"0": zero, "1": one, "-1": minus_one}
        made = {**relu, "inf_df": slopes[low], "sup_df": slopes[high]}
        assert next(it.text for it in answers(made) if it.anchor == "monotone") == told


def test_learnable_functions_answer_to_a_parameter(scalars: list[Record]) -> None:
    """Away from the kinks a central difference by some parameter is not 0, or all of them are."""
    for record in scalars:
        kinks = np.array([kink["point"]["value"] for kink in record["kinks"]])
        x = np.linspace(-3.3, 3.3, 200)
        x = x[np.all(np.abs(x[:, None] - kinks) > 0.01, axis=1)]
        moved = 0.0
        at = np.array([one["default"] for one in record["parameters"]])
        for index, one in enumerate(record["parameters"]):
            if one["fixed"]:
                continue
            step = 1e-4 * (np.arange(len(at)) == index)
            ends = [values(record, x, *(at - step)), values(record, x, *(at + step))]
            moved = max(moved, float(np.max(np.abs(ends[1] - ends[0]))))
        assert (moved > 1e-7) == HOLDS["learnable"](record), record["slug"]


def test_each_property_chooses_some_and_not_all(activations: list[Record]) -> None:
    for one in PROPERTIES:
        assert 0 < len(having(activations, one.key)) < len(activations), one.key
    assert len(HOLDS) == len(PROPERTIES)
    assert having(activations, "torch") >= {"relu", "softmax"}
