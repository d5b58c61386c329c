"""Misprinted definitions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import torch
from sympy import Expr, Max, Min, Rational, Symbol, exp, expand, pi, sqrt, tanh

from gen.activation import x
from gen.claims.errata.erratum import Erratum, decimal, misprint, row, truth
from gen.claims.functions import entry
from gen.derivation.differentiation import differentiate
from gen.derivation.zero import is_zero
from gen.primitives import Phi, phi, sigmoid


def _largest_slopes() -> tuple[Rational, Rational, bool]:
    """The largest slope of the sigmoid, however shifted, and the slope of tanh at 0.

    The last says whether tanh x = 2 sigmoid(2x) - 1 is proved.

    With s for the value of the sigmoid, its slope is s(1 - s) = 1/4 - (s - 1/2)^2.
    """
    s = Symbol("s", real=True)
    slope = sigmoid.textbook(x).subs(sigmoid(x), s)
    largest = expand(slope + (s - Rational(1, 2)) ** 2)
    proved = is_zero(tanh(x) - (2 * sigmoid(2 * x) - 1), expected=True)
    return largest, differentiate(tanh(x), x).subs(x, 0), proved


@dataclass(frozen=True)
class _Middle:
    """Hardswish between its kinks."""

    second: float
    """torch's second derivative of x clamp(x + 3, 0, 6)/6 at 0."""
    derived: float
    parabola: bool
    """Whether x(x + 3)/6 is a branch of the definition."""


def _middle_of_hardswish() -> _Middle:
    point = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    value = point * torch.clamp(point + 3, 0, 6) / 6
    (slope,) = torch.autograd.grad(value.sum(), point, create_graph=True)
    (second,) = torch.autograd.grad(slope.sum(), point)
    branches = [branch for branch, _ in entry("hardswish").expression.args]
    return _Middle(second.item(), truth("hardswish", 0, 2), x * (x + 3) / 6 in branches)


def _moved_outputs() -> int:
    """How many of three softmax outputs change when one input does."""
    before = torch.softmax(torch.tensor([0.0, 1.0, 2.0]), dim=0)
    after = torch.softmax(torch.tensor([0.5, 1.0, 2.0]), dim=0)
    return int((before != after).sum())


def _slopes_by_library() -> dict[str, float]:
    """The slope on the left that libraries and papers start from, by name."""
    leaky = entry("leakyrelu")
    assert leaky.keras is not None
    return {
        "torch.nn.LeakyReLU": torch.nn.LeakyReLU().negative_slope,
        leaky.keras.name: leaky.keras.defaults["s"],
        "torch.nn.PReLU": torch.nn.PReLU().weight.item(),
    }


def _tanh_half(z: Expr) -> Expr:
    return 1 + tanh(sqrt(2 / pi) * (z + Rational("0.044715") * z**3))


FORMULAS: tuple[Erratum[Any], ...] = (
    misprint(
        "tanh-denominator",
        slug="tanh",
        printed=lambda x: (exp(x) - exp(-x)) / (exp(x) - exp(-x)),
        right=lambda x: (exp(x) - exp(-x)) / (exp(x) + exp(-x)),
        at=(1, -2),
        words="the quotient with a minus above and below",
    ),
    misprint(
        "tanh-sign",
        slug="tanh",
        printed=lambda x: 2 / (1 + exp(2 * x)) - 1,
        right=lambda x: 2 / (1 + exp(-2 * x)) - 1,
        at=(1, -2),
        words="the formula 2/(1 + exp(2x)) − 1",
    ),
    Erratum(
        id="tanh-shifted-sigmoid",
        printed="The slope of a shifted sigmoid is nowhere above {value}.",
        right="The slope of tanh at 0 is {value}, so the input has to be scaled too.",
        observe=_largest_slopes,
        as_printed=lambda slopes: (slopes[1], *slopes[1:]),
        nearly_right=lambda slopes: (slopes[0], slopes[1] * Rational(9, 10), slopes[2]),
        fails=lambda slopes: slopes[0] < slopes[1],
        holds=lambda slopes: slopes[1] == 4 * slopes[0] and slopes[2],
        show_failure=lambda slopes: str(slopes[0]),
        show_right=lambda slopes: str(slopes[1]),
        note="SymPy: s(1 − s) + (s − 1/2)² expanded, and the derivative of tanh at 0. A shift moves"
        " a curve and leaves its slopes. SymPy proves tanh x = 2σ(2x) − 1.",
    ),
    misprint(
        "gelu-density",
        slug="gelu",
        printed=lambda x: x * phi(x),
        right=lambda x: x * Phi(x),
        at=(1, -2),
        words="x times the density",
    ),
    misprint(
        "gelu-half-x",
        slug="gelu-tanh",
        printed=lambda x: x * (x / 2 * _tanh_half(x)),
        right=lambda x: x * (_tanh_half(x) / 2),
        at=(2, -3),
        words="x times the printed Φ",
    ),
    misprint(
        "elu-grouping",
        slug="elu",
        printed=lambda x, alpha: alpha * exp(x) - 1,
        right=lambda x, alpha: alpha * (exp(x) - 1),
        at=(-1, -3),
        parameters={"alpha": "2"},
        words="the left branch without parentheses, for α = 2,",
    ),
    misprint(
        "prelu-maximum",
        slug="prelu",
        printed=lambda x, s: Max(s * x, x),
        right=lambda x, s: (x + abs(x)) / 2 + s * (x - abs(x)) / 2,
        at=(-1, 1),
        parameters={"s": "2"},
        words="the maximum of ax and x, for a = 2,",
    ),
    misprint(
        "hardsigmoid-slope",
        slug="hardsigmoid",
        printed=lambda x: Max(0, Min(1, Rational(1, 5) * x + Rational(1, 2))),
        at=(1, -2),
        words="the clipped line of slope one fifth",
    ),
    Erratum(
        id="hardswish-linear",
        printed="Between its kinks the second derivative of Hardswish is {value}, not 0.",
        right="Between its kinks Hardswish is a parabola: its second derivative at 0 is {value}.",
        observe=_middle_of_hardswish,
        as_printed=lambda seen: replace(seen, second=0.0),
        nearly_right=lambda seen: replace(seen, derived=1.01 * seen.derived),
        fails=lambda seen: seen.second != 0,
        holds=lambda seen: seen.parabola and abs(seen.second - seen.derived) < 1e-15,
        show_failure=lambda seen: str(Rational(seen.second).limit_denominator(100)),
        show_right=lambda seen: str(Rational(seen.derived).limit_denominator(100)),
        note="Derived from the definition, and by autograd twice through x·clamp(x + 3, 0, 6)/6.",
    ),
    Erratum(
        id="leakyrelu-slope",
        printed="The default slopes on the left are {value}.",
        right="The default slopes on the left are {value}.",
        observe=_slopes_by_library,
        as_printed=lambda slopes: dict.fromkeys(slopes, 0.01),
        nearly_right=lambda slopes: slopes | {"torch.nn.PReLU": 0.01},
        fails=lambda slopes: len(set(slopes.values())) > 1,
        holds=lambda slopes: len(set(slopes.values())) == len(slopes),
        show_failure=lambda slopes: row(list(slopes.values())),
        show_right=lambda slopes: ", ".join(
            f"{decimal(slope)} in `{name}`" for name, slope in slopes.items()
        ),
        note="torch's modules are asked; Keras 3's default stands in the entry of the catalog.",
    ),
    Erratum(
        id="softmax-elementwise",
        printed="When one of three inputs changes, softmax changes {value} outputs, not one.",
        right="When one of three inputs changes, softmax changes {value} outputs.",
        observe=_moved_outputs,
        as_printed=lambda _: 1,
        nearly_right=lambda moved: moved - 1,
        fails=lambda moved: moved > 1,
        holds=lambda moved: moved == 3,
        show_failure=str,
        show_right=lambda moved: f"all {moved}",
        note="torch.softmax before and after a change of the first input; outputs compared bit by"
        " bit.",
    ),
)
"""In the order of the page."""
