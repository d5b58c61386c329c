"""The claims of the article "Automatic differentiation", and the graph that its figure shows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import sympy
import torch
from torch import nn
from torch.autograd.functional import jacobian as jacobian_by_torch

from gen.claims import Claim
from gen.derivation.differentiation import differentiate

_POINT = (0, 1, 2, 3)
"""The input of the article's examples."""

_WIDTH = 512
"""Inputs and outputs of the layer whose weights are measured."""


@dataclass(frozen=True)
class Step:
    """A step of a backward pass, as torch recorded it."""

    name: str
    """torch's name of it."""
    tensor: str
    """The name of the tensor that it is the history of, or whose gradient it adds up."""
    inputs: tuple[int, ...]
    """The places, in the list of all steps, of those that it hands gradients to."""


def recorded_graph() -> list[Step]:
    """The steps behind the squared error of one sigmoid unit, each before those it leads to."""
    inputs = torch.tensor([1.0, 2.0])
    w = torch.tensor([0.5, -1.0], requires_grad=True)
    b = torch.tensor(0.25, requires_grad=True)
    z = torch.dot(w, inputs) + b
    a = torch.sigmoid(z)
    loss = (a - 1) ** 2
    named = {"w": w, "b": b, "z": z, "a": a, "loss": loss}

    nodes: list[Any] = [loss.grad_fn]
    links: list[tuple[int, ...]] = []
    for node in nodes:
        below = [one for one, _ in node.next_functions if one is not None]
        nodes += [one for one in below if one not in nodes]
        links.append(tuple(nodes.index(one) for one in below))
    owners = [
        next((name for name, one in named.items() if node in (one.grad_fn, _leaf(node, one))), "")
        for node in nodes
    ]
    return [
        Step(node.name().rpartition("::")[2], owner, inputs)
        for node, owner, inputs in zip(nodes, owners, links, strict=True)
    ]


def _leaf(node: Any, tensor: torch.Tensor) -> Any:
    """The step itself if it adds up the gradient of this tensor, else an object that is no step."""
    return node if getattr(node, "variable", None) is tensor else object()


def _squares_jacobian() -> sympy.Matrix:
    """The Jacobian matrix of x ⊙ x at the article's point, by the rules of the derivation."""
    x = sympy.symbols("x1:5", real=True)
    rows = [[differentiate(output, one) for one in x] for output in (one**2 for one in x)]
    return sympy.Matrix(rows).subs(dict(zip(x, _POINT, strict=True)))


def _torch_agrees(jacobian: sympy.Matrix) -> bool:
    point = torch.tensor(_POINT, dtype=torch.float64)
    found = jacobian_by_torch(lambda x: x * x, point)
    return bool(found.tolist() == [list(map(float, row)) for row in jacobian.tolist()])


def _weighted_component() -> sympy.Expr:
    """A component of the vector-Jacobian product of y = x ⊙ x, with symbols for v and x."""
    v, x = (sympy.symbols(f"{name}1:5", real=True) for name in "vx")
    total = sum(weight * one**2 for weight, one in zip(v, x, strict=True))
    components = [differentiate(total, one) for one in x]
    index = [sympy.Symbol(f"{name}_i", real=True) for name in "vx"]
    forms = {
        component.subs({v[k]: index[0], x[k]: index[1]}) for k, component in enumerate(components)
    }
    (form,) = forms
    return form


def _torch_weighs(component: sympy.Expr) -> bool:
    x = torch.tensor(_POINT, dtype=torch.float64, requires_grad=True)
    v = torch.tensor([1.0, 10.0, 100.0, 1000.0], dtype=torch.float64)
    (product,) = torch.autograd.grad(x * x, x, v)
    symbols = sympy.Symbol("v_i", real=True), sympy.Symbol("x_i", real=True)
    expected = [
        float(component.subs(dict(zip(symbols, pair, strict=True))))
        for pair in zip(v.tolist(), x.tolist(), strict=True)
    ]
    return bool(product.tolist() == expected)


def _uniform_gain() -> sympy.Expr:
    """The standard deviation of a uniform weight in (-1/√n, 1/√n), times √n."""
    n, w = sympy.symbols("n w", positive=True)
    bound = 1 / sympy.sqrt(n)
    variance = sympy.integrate(w**2, (w, -bound, bound)) / (2 * bound)
    return sympy.sqrt(sympy.simplify(n * variance))


def _torch_draws(gain: sympy.Expr) -> bool:
    """Whether weights that torch draws keep the bound, reach near it, and multiply so."""
    torch.manual_seed(0)
    weight = nn.Linear(_WIDTH, _WIDTH).weight.detach()
    bound = 1 / math.sqrt(_WIDTH)
    gradient = torch.randn(_WIDTH)
    passed = (gradient @ weight).norm() / gradient.norm()
    return bool(
        0.999 * bound < weight.abs().max() <= bound
        and abs(weight.std() * math.sqrt(_WIDTH) / float(gain) - 1) < 0.01
        and abs(passed / float(gain) - 1) < 0.1
    )


CLAIMS: tuple[Claim[Any], ...] = (
    Claim(
        id="squares-jacobian",
        sentence="At x = (0, 1, 2, 3) the Jacobian matrix of x ⊙ x is {value}.",
        value=_squares_jacobian,
        holds=_torch_agrees,
        display=lambda jacobian: rf"$\operatorname{{diag}}({_diagonal(jacobian)})$",
        note="The rules of the derivation, component by component, held to torch's own Jacobian.",
    ),
    Claim(
        id="squares-weighted",
        sentence="The vector-Jacobian product of y = x ⊙ x with v has the components {value}.",
        value=_weighted_component,
        holds=_torch_weighs,
        display=lambda component: f"${sympy.latex(component)}$",
        note="The derivative of v · y with symbols, held to torch.autograd.grad on numbers.",
    ),
    Claim(
        id="default-linear-gain",
        sentence="torch.nn.Linear draws its weights so that a layer without activation multiplies"
        " the size of a gradient by about {value}.",
        value=_uniform_gain,
        holds=_torch_draws,
        display=lambda gain: f"$1/{sympy.latex(1 / gain)}$",
        note=f"√n times the standard deviation of a uniform weight in (−1/√n, 1/√n); a layer of"
        f" torch with n = {_WIDTH} is measured against it.",
    ),
)
"""The article's claims."""


def _diagonal(matrix: sympy.Matrix) -> str:
    """The entries of a diagonal matrix.

    Raises ValueError for another one.
    """
    if not matrix.is_diagonal():
        raise ValueError(f"not diagonal: {matrix}")
    return ", ".join(map(str, matrix.diagonal()))
