"""Each primitive means one thing: to SymPy, in balls, in printed code, and to its reader."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest
import torch
from sympy import Expr, Symbol

from gen import code, v8
from gen.balls import ball, compile_expression, difference, midpoint, upper
from gen.code import javascript
from gen.derivation.zero import is_zero
from gen.latex import latex
from gen.primitives import PRIMITIVES, Primitive
from gen.reading import DIGITS, evaluate, read_formula

z = Symbol("z", real=True)
POINTS = (-8.0, -3.5, -1.25, -0.5, -0.0625, 0.0, 0.3125, 1.0, 2.75, 4.5, 9.0)
each_primitive = pytest.mark.parametrize("primitive", PRIMITIVES, ids=lambda p: p.__name__)


def values(expression: Expr) -> list[Any]:
    """The balls of an expression in z at the points."""
    compiled = compile_expression(expression)
    return [compiled({z: ball(point)}) for point in POINTS]


def printed(primitive: type[Primitive], target: code.Target) -> Callable[..., Any]:
    """The call that a target prints, as a function of z."""
    call = target.primitives[primitive].format(z="z")
    # Only what a page would import stands above it.
    used = [line for name, line in target.imports.items() if name in call]
    f: Callable[..., Any] = code.load("\n".join([*used, "def f(z):", f"    return {call}"]))["f"]
    return f


@each_primitive
def test_its_own_ball_is_that_of_its_definition(primitive: type[Primitive]) -> None:
    for own, defined in zip(values(primitive(z)), values(primitive.elementary(z)), strict=True):
        assert own.overlaps(defined)
        assert upper(abs(own - defined)) <= 1e-16 * abs(midpoint(defined))


@each_primitive
def test_both_rules_are_the_derivative_of_its_definition(primitive: type[Primitive]) -> None:
    derivative = primitive.elementary(z).diff(z)
    assert is_zero(primitive.textbook(z) - derivative)
    assert is_zero(primitive.stable(z) - derivative)


@each_primitive
def test_the_printed_calls_compute_it(primitive: type[Primitive]) -> None:
    truths = values(primitive.elementary(z))
    by_numpy = printed(primitive, code.NUMPY)(np.array(POINTS)).tolist()
    by_torch = printed(primitive, code.TORCH)(torch.tensor(POINTS, dtype=torch.float64)).tolist()
    call = javascript.expression(code.JAVASCRIPT.primitives[primitive].format(z="z"))
    script = javascript.with_prelude([f"function f(z) {{ return {call}; }}"])
    by_javascript = v8.apply(code.script(script, {"f": "f"}), "f", [[point] for point in POINTS])
    for numbers in (by_numpy, by_torch, by_javascript):
        for number, truth in zip(numbers, truths, strict=True):
            assert difference(number, truth) <= 1e-14 * abs(midpoint(truth))


@each_primitive
def test_its_printed_name_is_read_as_what_it_is(primitive: type[Primitive]) -> None:
    names = {latex(primitive(z)), latex(1 + primitive(z)), latex(primitive(z) ** 2)}
    assert len(names) == 3
    for expression in (primitive(z), 1 + primitive(z), primitive(z) ** 2, 3 / primitive(z + 20)):
        formula = read_formula(latex(expression)).value
        for point, truth in zip(POINTS, values(expression), strict=True):
            with mpmath.workdps(DIGITS):
                found = float(evaluate(formula, {"z": mpmath.mpf(point)}))
            assert difference(found, truth) <= 1e-14 * abs(midpoint(truth))
