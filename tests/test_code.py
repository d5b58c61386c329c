"""Printed code does what a reader who copies it expects: imports, names, shapes and types."""

from __future__ import annotations

import ast
import builtins
import math
from functools import cache

import numpy as np
import pytest
import torch
from sympy import Expr, Piecewise, Symbol, exp

from gen import catalog, code
from gen.activation import Activation, Kind, a, b, x
from gen.derivation import Derivation, derive
from gen.primitives import Phi, phi, sigmoid, softplus

DEFINITIONS = {definition.slug: definition for definition in catalog.definitions()}
EIGHT = ("relu", "gelu", "elu", "hardswish", "prelu", "hardshrink", "softmax", "swiglu")
MADE_UP: dict[str, Expr] = {
    "step": Piecewise((1, x >= 0), (0, True)),
    "line": 2 * x,
    "product": a * b,
    "gate": Piecewise((a, b > 0), (0, True)),
    "smooth-ramp": softplus(x),
    "bell": exp(-(x**2)),
    "density": phi(x) + Phi(x) * sigmoid(x),
}
TARGETS = (code.NUMPY, code.TORCH)


@cache
def derived(slug: str) -> Derivation:
    if slug in DEFINITIONS:
        return derive(catalog.load(DEFINITIONS[slug]))
    return derive(
        Activation(
            name=slug, expression=MADE_UP[slug], torch=None, source="none", summary="Made up."
        )
    )


def printed(slug: str, target: code.Target) -> str:
    return code.print_code(derived(slug), target)


every_function = pytest.mark.parametrize("slug", [*EIGHT, *MADE_UP])
both_targets = pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)


# --- the text ----------------------------------------------------------------------------------


@both_targets
@every_function
def test_code_imports_what_it_uses_and_nothing_else(slug: str, target: code.Target) -> None:
    tree = ast.parse(printed(slug, target))
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    arguments = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    stored = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    used = {node.id for node in names if isinstance(node.ctx, ast.Load)}
    assert used - defined - arguments - stored - set(dir(builtins)) == imported


@both_targets
def test_code_that_needs_no_import_has_none(target: code.Target) -> None:
    text = printed("swiglu", code.NUMPY)
    assert text.startswith("from scipy.special import expit\n\n\ndef swiglu(a, b):\n")
    assert "import" not in printed("product", target).partition("def product(a, b):")[0]


@both_targets
@pytest.mark.parametrize(
    ("slug", "names"),
    [
        ("elu", {"elu", "elu_derivative", "elu_second_derivative"}),
        ("smooth-ramp", {f"smooth_ramp{end}" for end in ("", "_derivative", "_second_derivative")}),
        ("swiglu", {"swiglu", "swiglu_derivative_a", "swiglu_derivative_b"}),
        ("softmax", {"softmax", "softmax_jacobian"}),
    ],
)
def test_loaded_code_gives_its_own_functions_alone(
    slug: str, names: set[str], target: code.Target
) -> None:
    functions = code.load(printed(slug, target))
    assert set(functions) == names
    assert {function.__name__ for function in functions.values()} == names


@both_targets
def test_parameters_follow_the_input_with_their_defaults(target: code.Target) -> None:
    assert "def elu_derivative(x, alpha=1.0):" in printed("elu", target)
    assert "def prelu(x, s=0.25):" in printed("prelu", target)
    # `lambda` is a keyword of Python.
    assert "def hardshrink(x, lambd=0.5):" in printed("hardshrink", target)


@both_targets
def test_two_functions_do_not_share_a_namespace(target: code.Target) -> None:
    one, other = (code.load(printed("relu", target)) for _ in range(2))
    assert one["relu"] is not other["relu"]
    assert one["relu"].__globals__ is not other["relu"].__globals__


# --- types and shapes --------------------------------------------------------------------------


def torch_inputs(slug: str, dtype: torch.dtype) -> list[torch.Tensor]:
    row = torch.tensor([-1000.0, -2.5, -0.1, 0.0, 0.1, 2.5, 1000.0], dtype=dtype)
    return [row, row.flip(0)] if derived(slug).entry.kind is Kind.TWO_INPUT else [row]


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32], ids=str)
@every_function
def test_torch_code_keeps_type_and_shape(slug: str, dtype: torch.dtype) -> None:
    inputs = torch_inputs(slug, dtype)
    for name, function in code.load(printed(slug, code.TORCH)).items():
        value = function(*inputs)
        size = len(inputs[0])
        assert value.dtype == dtype, name
        assert value.shape == ((size, size) if name.endswith("_jacobian") else (size,)), name
        assert torch.isfinite(value).all(), name


@every_function
def test_gradient_through_torch_code_is_finite_far_out(slug: str) -> None:
    # The branch that `where` does not pick must not bring in 0 * inf.
    function = code.load(printed(slug, code.TORCH))[derived(slug).entry.identifier]
    inputs = [column.requires_grad_() for column in torch_inputs(slug, torch.float64)]
    value = function(*inputs)
    gradients = torch.autograd.grad(value.sum(), inputs, allow_unused=True)
    assert all(gradient is None or torch.isfinite(gradient).all() for gradient in gradients)


@every_function
def test_numpy_code_takes_integers(slug: str) -> None:
    row = np.arange(-4, 5)
    whole = [row, row[::-1]] if derived(slug).entry.kind is Kind.TWO_INPUT else [row]
    for name, function in code.load(printed(slug, code.NUMPY)).items():
        value = function(*whole)
        expected = function(*(column.astype(np.float64) for column in whole))
        np.testing.assert_array_equal(value, expected, err_msg=name)
        if "derivative" in name and "_a" not in name and "_b" not in name:
            assert value.dtype == np.float64, name


@every_function
def test_numpy_code_takes_numbers_and_grids(slug: str) -> None:
    count = 2 if derived(slug).entry.kind is Kind.TWO_INPUT else 1
    functions = code.load(printed(slug, code.NUMPY))
    for name, function in functions.items():
        if derived(slug).entry.kind is not Kind.VECTOR:
            assert np.shape(function(*[0.75] * count)) == (), name
            grid = function(*[np.full((2, 3), 0.75)] * count)
            assert np.shape(grid) == (2, 3), name
            assert (grid == function(*[0.75] * count)).all(), name


def test_two_input_code_broadcasts() -> None:
    functions = code.load(printed("swiglu", code.NUMPY))
    column, row = np.array([[1.0], [2.0], [3.0]]), np.array([-1.0, 0.0, 1.0, 2.0])
    for name in ("swiglu", "swiglu_derivative_b"):
        assert functions[name](column, row).shape == (3, 4)
    assert functions["swiglu"](column, row)[1, 2] == functions["swiglu"](2.0, 1.0)


@both_targets
def test_vector_code_works_along_the_last_axis(target: code.Target) -> None:
    functions = code.load(printed("softmax", target))
    rows = np.random.default_rng(0).normal(0, 3, size=(3, 5))
    wrap = np.asarray if target is code.NUMPY else torch.from_numpy
    outputs = np.asarray(functions["softmax"](wrap(rows)))
    jacobians = np.asarray(functions["softmax_jacobian"](wrap(rows)))
    assert outputs.shape == (3, 5)
    assert jacobians.shape == (3, 5, 5)
    np.testing.assert_allclose(outputs.sum(axis=-1), 1, rtol=1e-15)
    np.testing.assert_allclose(jacobians.sum(axis=-1), 0, atol=1e-15)
    for row, output, jacobian in zip(rows, outputs, jacobians, strict=True):
        np.testing.assert_allclose(np.asarray(functions["softmax"](wrap(row))), output, rtol=1e-15)
        expected = np.diag(output) - np.outer(output, output)
        np.testing.assert_allclose(jacobian, expected, atol=1e-15)


# --- values ------------------------------------------------------------------------------------


@both_targets
@pytest.mark.parametrize(
    ("slug", "name", "at", "value"),
    [
        ("relu", "relu", -2.0, 0.0),
        ("relu", "relu_derivative", 0.0, 0.0),
        ("relu", "relu_second_derivative", 3.0, 0.0),
        ("gelu", "gelu", 1.0, 0.841344746068542949),
        ("gelu", "gelu_derivative", 0.0, 0.5),
        ("gelu", "gelu_second_derivative", 0.0, math.sqrt(2 / math.pi)),
        ("elu", "elu", -1.0, math.exp(-1) - 1),
        ("elu", "elu_derivative", -1.0, math.exp(-1)),
        ("hardswish", "hardswish", 1.0, 2 / 3),
        ("hardswish", "hardswish_second_derivative", 0.0, 1 / 3),
        ("prelu", "prelu", -4.0, -1.0),
        ("hardshrink", "hardshrink", 0.5, 0.0),
        ("hardshrink", "hardshrink", -0.75, -0.75),
        ("smooth-ramp", "smooth_ramp", 0.0, math.log(2)),
        ("smooth-ramp", "smooth_ramp_derivative", 0.0, 0.5),
        ("step", "step", 0.0, 1.0),
        ("step", "step_derivative", 0.0, 0.0),
        ("line", "line_derivative", 7.0, 2.0),
    ],
)
def test_values(slug: str, name: str, at: float, value: float, target: code.Target) -> None:
    function = code.load(printed(slug, target))[name]
    wrap = np.array if target is code.NUMPY else lambda row: torch.tensor(row, dtype=torch.float64)
    (found,) = np.asarray(function(wrap([at])))
    assert found == pytest.approx(value, rel=1e-15, abs=1e-16)


def test_given_parameters_replace_the_defaults() -> None:
    functions = code.load(printed("elu", code.NUMPY))
    assert functions["elu"](np.array([-1.0]), alpha=2.0) == 2 * functions["elu"](np.array([-1.0]))
    hardshrink = code.load(printed("hardshrink", code.NUMPY))["hardshrink"]
    assert hardshrink(np.array([0.75]), 1.0) == 0.0


def test_parameter_named_by_a_keyword_keeps_its_symbol() -> None:
    assert derived("hardshrink").entry.parameters[0].symbol == Symbol("lambda", positive=True)
