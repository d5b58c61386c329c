"""Layers without a bend: however many, they are one affine map."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import sympy
import torch

from gen.claims import Claim
from gen.claims.networks import CORNERS

_WIDTHS = (2, *[8] * 9, 1)
"""Ten affine layers: two inputs, nine times eight units, one output."""


def _two_units_left_over() -> sympy.Expr:
    """Two hidden units without a bend, minus the one affine map that the article writes down."""
    x1, x2, b1, b2, c, v1, v2 = sympy.symbols("x1 x2 b1 b2 c v1 v2")
    w11, w12, w21, w22 = sympy.symbols("w11 w12 w21 w22")
    h1 = w11 * x1 + w12 * x2 + b1
    h2 = w21 * x1 + w22 * x2 + b2
    one_layer = (v1 * w11 + v2 * w21) * x1 + (v1 * w12 + v2 * w22) * x2 + (v1 * b1 + v2 * b2 + c)
    return sympy.expand(v1 * h1 + v2 * h2 + c - one_layer)


def _ten_layers_difference() -> int:
    """The largest difference between ten affine layers and their product, at integer inputs."""
    choice = random.Random(0)

    def integers(rows: int, columns: int) -> sympy.Matrix:
        return sympy.Matrix(rows, columns, lambda _i, _j: choice.randint(-3, 3))

    layers = [(integers(m, n), integers(m, 1)) for n, m in pairwise(_WIDTHS)]
    product_, shift = sympy.eye(_WIDTHS[0]), sympy.zeros(_WIDTHS[0], 1)
    for weight, bias in layers:
        product_, shift = weight * product_, weight * shift + bias
    differences = []
    for _ in range(100):
        x = sympy.Matrix([choice.randint(-99, 99) for _ in range(_WIDTHS[0])])
        deep = x
        for weight, bias in layers:
            deep = weight * deep + bias
        differences.append(abs((deep - product_ * x - shift)[0]))
    return int(max(differences))


def _parameters(widths: Sequence[int]) -> int:
    """The number of parameters of affine layers in torch."""
    layers = torch.nn.Sequential(*(torch.nn.Linear(n, m) for n, m in pairwise(widths)))
    return sum(parameter.numel() for parameter in layers.parameters())


def _collapse_by_hand() -> tuple[int, ...]:
    """Both weights and the bias of the exercise's two layers as one."""
    inner, inner_bias = sympy.Matrix([[1, 2], [0, 1]]), sympy.Matrix([1, -1])
    outer, outer_bias = sympy.Matrix([[3, -2]]), sympy.Matrix([4])
    weight = outer * inner
    bias = outer * inner_bias + outer_bias
    return int(weight[0]), int(weight[1]), int(bias[0])


COLLAPSE: tuple[Claim[Any], ...] = (
    Claim(
        id="collapse-two-units",
        sentence="Two hidden units without a bend, minus one affine map, leave {value}.",
        value=_two_units_left_over,
        holds=lambda rest: rest == 0,
        note="SymPy expands the difference with a symbol for every weight, bias and input.",
    ),
    Claim(
        id="collapse-ten-layers",
        sentence="Ten affine layers and the one that replaces them differ by {value}.",
        value=_ten_layers_difference,
        holds=lambda difference: difference == 0,
        note="Exact integers: widths 2, nine times 8, 1, entries from -3 to 3, 100 inputs.",
    ),
    Claim(
        id="ten-layers-parameters",
        sentence="Ten affine layers of widths 2, nine times 8, 1 have {value} parameters.",
        value=lambda: _parameters(_WIDTHS),
        holds=lambda count: count == 2 * 8 + 8 + 8 * (8 * 8 + 8) + 8 + 1,
        note="Counted in torch.nn.Linear layers, and added up from the widths.",
    ),
    Claim(
        id="one-layer-parameters",
        sentence="One affine layer from two inputs to one output has {value} parameters.",
        value=lambda: _parameters((_WIDTHS[0], _WIDTHS[-1])),
        holds=lambda count: count == 3,
        note="Counted in a torch.nn.Linear layer.",
    ),
    Claim(
        id="collapse-by-hand",
        sentence="The two layers of the exercise are together y = {value}.",
        value=_collapse_by_hand,
        holds=lambda layer: all(
            layer[0] * x1 + layer[1] * x2 + layer[2] == 3 * (x1 + 2 * x2 + 1) - 2 * (x2 - 1) + 4
            for x1, x2 in CORNERS
        ),
        display=lambda layer: f"{layer[0]}x₁ + {layer[1]}x₂ + {layer[2]}",
        note="SymPy multiplies the matrices; both agree at four points that no line holds.",
    ),
)
