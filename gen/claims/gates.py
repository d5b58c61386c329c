"""The claims of the article "Gates, from GLU to SwiGLU"."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import floor
from typing import Any

import sympy
import torch
from sympy import Expr, Rational, Symbol, symbols, tanh
from torch import nn

from gen.activation import a, b, x
from gen.claims import Claim
from gen.claims.functions import at, derived, entry, expression
from gen.claims.identity import identity
from gen.claims.networks import CORNERS, XOR
from gen.derivation.differentiation import differentiate
from gen.primitives import elementary, sigmoid
from gen.typography import grouped

_T = Symbol("t", real=True)
_C, _F, _G, _I = symbols("c f g i", real=True)
"""The memory of a cell, and the inputs of forget gate, new value and input gate."""

_GTU = tanh(a) * sigmoid(b)
"""The gated tanh unit, which is not in the catalog."""

_GATES = 10
"""The gates in a row of the exercise."""

_BASE, _BASE_HIDDEN = 768, 3072
"""The width and the plain hidden width of the models of Shazeer (2020)."""


def _two(slug: str) -> Expr:
    """A function of the two inputs a and b, as the catalog defines it."""
    return entry(slug).expression


def _by(slug: str, letter: str) -> Expr:
    """Its derivative by one of the inputs, as its page prints it."""
    return derived(slug).printed.first[(letter,)]


def _glu_twice() -> Expr:
    """GLU with both inputs equal to x."""
    return _two("glu").subs({a: x, b: x})


def _slope(unit: Callable[[torch.Tensor, torch.Tensor], torch.Tensor], value: float) -> float:
    """torch's derivative of a unit by its value, behind a gate of input 2."""
    inputs = torch.tensor([value, 2.0], dtype=torch.float64, requires_grad=True)
    (gradient,) = torch.autograd.grad(unit(inputs[0], inputs[1]), inputs)
    return float(gradient[0])


def _gtu_share() -> tuple[float, float]:
    """At the value 3, the slope of GTU as a share of that of GLU: by torch, and tanh' by balls."""
    gtu = _slope(lambda value, gate: value.tanh() * gate.sigmoid(), 3.0)
    glu = _slope(lambda value, gate: value * gate.sigmoid(), 3.0)
    return gtu / glu, at("tanh", 3, order=1)


def _lowest_gate() -> tuple[float, float]:
    """Where SiLU is lowest, by bisection of its derivative, and its value there."""
    low, high = Fraction(-2), Fraction(-1)
    for _ in range(40):
        middle = (low + high) / 2
        if at("silu", Rational(middle.numerator, middle.denominator), order=1) < 0:
            low = middle
        else:
            high = middle
    return float(low), at("silu", Rational(low.numerator, low.denominator))


def _lowest_on_grid() -> float:
    """The least value of torch's SiLU on a fine grid."""
    grid = torch.linspace(-40, 40, 800_001, dtype=torch.float64)
    return float(nn.functional.silu(grid).min())


def _weights(*shapes: tuple[int, int]) -> int:
    """The number of parameters of bias-free layers, counted in torch."""
    # On "meta" a layer has shapes and no numbers, so that large ones cost nothing.
    layers = [nn.Linear(n, m, bias=False, device="meta") for n, m in shapes]
    return sum(parameter.numel() for layer in layers for parameter in layer.parameters())


def _plain(width: int, hidden: int) -> int:
    return _weights((width, hidden), (hidden, width))


def _gated(width: int, hidden: int) -> int:
    return _weights((width, hidden), (width, hidden), (hidden, width))


def _law(count: Callable[[int], int]) -> Expr:
    """The polynomial in d through the counts at five widths that are multiples of 3."""
    points = [(width, count(width)) for width in range(3, 18, 3)]
    return sympy.interpolate(points, Symbol("d"))


def _squared(law: Expr) -> str:
    return str(law).replace("**2", "²").replace("*", "")


def _bilinear_degrees() -> list[int]:
    """The degrees in x of one, two and three bilinear layers, two units wide, one input."""
    choice = sympy.primerange(2, 10_000)
    degrees, numbers = [], [x]
    for _ in range(3):
        numbers = [
            _two("bilinear").subs({a: value, b: gate}, simultaneous=True)
            for value, gate in (
                tuple(sum((next(choice) * z for z in numbers), next(choice)) for _ in range(2))
                for _ in range(2)
            )
        ]
        numbers = [sympy.expand(number) for number in numbers]
        degrees.append(max(int(sympy.degree(number, x)) for number in numbers))
    return degrees


def _maxout_minus_relu() -> set[Expr]:
    """max(a, b) - b - relu(a - b), where a is above b, below b and equal to it."""
    p = Symbol("p", positive=True)
    relu = expression("relu")
    found = set()
    for above in (p, -p, sympy.Integer(0)):
        rest = _two("maxout").subs({a: b + above}) - b - relu.subs(x, above)
        found.add(sympy.simplify(rest))
    return found


def _xor_products() -> tuple[int, ...]:
    """The product of two equal differences of the inputs, at the corners of XOR."""
    product = _two("bilinear")
    return tuple(int(product.subs({a: x1 - x2, b: x1 - x2})) for x1, x2 in CORNERS)


def _half_open() -> tuple[Expr, float]:
    """What ten gates of input 0 leave of a derivative by the value, exactly and by torch."""
    exact = elementary(_by("glu", "a").subs(b, 0)) ** _GATES
    value = torch.tensor([1.0], dtype=torch.float64, requires_grad=True)
    passed = value
    for _ in range(_GATES):
        passed = nn.functional.glu(torch.cat([passed, torch.zeros_like(passed)]))
    (gradient,) = torch.autograd.grad(passed, value)
    return exact, float(gradient)


def _widest(width: int, budget: int) -> int:
    """The widest hidden layer with a gate that has no more parameters than the budget."""
    low, high = 1, budget
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _gated(width, middle) <= budget else (low, middle)
    return low


CLAIMS: tuple[Claim[Any], ...] = (
    identity(
        id="glu-linear-in-value",
        sentence="For a fixed gate, GLU is linear in its value: {value}.",
        left=lambda: _two("glu").subs(a, _T * a),
        right=lambda: _T * _two("glu"),
        left_tex=r"\operatorname{glu}(t a, b)",
        right_tex=r"t \operatorname{glu}(a, b)",
    ),
    identity(
        id="memory-slope",
        sentence="The old memory of a cell reaches the new one through the forget gate: {value}.",
        left=lambda: differentiate(sigmoid(_F) * _C + sigmoid(_I) * tanh(_G), _C),
        right=lambda: sigmoid(_F),
        left_tex=r"\frac{\partial c'}{\partial c}",
    ),
    identity(
        id="gate-slope-bound",
        sentence="The slope of the sigmoid is at most 1/4, because {value}.",
        left=lambda: Rational(1, 4) - derived("sigmoid").printed.first[("x",)].subs(x, b),
        right=lambda: (Rational(1, 2) - sigmoid(b)) ** 2,
    ),
    identity(
        id="gtu-slope",
        sentence="The derivative of the gated tanh unit by its value: {value}.",
        left=lambda: differentiate(_GTU, a),
        right=lambda: (1 - tanh(a) ** 2) * sigmoid(b),
        left_tex=r"\frac{\partial}{\partial a} \tanh(a)\, \sigma(b)",
    ),
    Claim(
        id="gtu-share",
        sentence="At the value 3, the slope of GTU by its value is {value} times that of GLU.",
        value=_gtu_share,
        holds=lambda found: abs(found[0] - found[1]) < 1e-15 and found[0] < 0.01,
        display=lambda found: f"{found[0]:.4f}",
        note="The quotient of torch's two gradients, behind a gate of input 2, agrees with tanh′(3)"
        " in ball arithmetic.",
    ),
    identity(
        id="silu-gates-itself",
        sentence="GLU with both inputs equal is SiLU: {value}.",
        left=_glu_twice,
        right=lambda: expression("silu"),
        left_tex=r"\operatorname{glu}(x, x)",
        right_tex=r"\operatorname{silu}(x)",
    ),
    identity(
        id="silu-slope-in-two-parts",
        sentence="The derivative of SiLU is the sum of both derivatives of GLU: {value}.",
        left=lambda: expression("silu", order=1),
        right=lambda: (_by("glu", "a") + _by("glu", "b")).subs({a: x, b: x}),
        left_tex=r"\operatorname{silu}'(x)",
    ),
    identity(
        id="swiglu-from-glu",
        sentence="SwiGLU is GLU times its own gate input: {value}.",
        left=lambda: _two("swiglu"),
        right=lambda: b * _two("glu"),
        left_tex=r"\operatorname{swiglu}(a, b)",
        right_tex=r"b \operatorname{glu}(a, b)",
    ),
    Claim(
        id="swiglu-lowest-gate",
        sentence="The gate of SwiGLU, where it is lowest, is about {value}.",
        value=_lowest_gate,
        holds=lambda found: abs(found[1] - _lowest_on_grid()) < 1e-8,
        display=lambda found: f"{found[1]:.3f}".replace("-", "−"),
        note="SiLU at the zero of its derivative between −2 and −1, found by bisection in ball"
        " arithmetic, agrees with the least value of torch's SiLU on a fine grid from −40 to 40.",
    ),
    Claim(
        id="bilinear-degrees",
        sentence="One, two and three bilinear layers are polynomials of degree {value}.",
        value=_bilinear_degrees,
        holds=lambda degrees: degrees == [2 ** (k + 1) for k in range(len(degrees))],
        display=lambda degrees: f"{', '.join(map(str, degrees[:-1]))} and {degrees[-1]}",
        note="SymPy expands layers of two units with one input and prime numbers for weights.",
    ),
    identity(
        id="relu-is-maxout",
        sentence="Maxout with one input fixed at 0 is ReLU: {value}.",
        left=lambda: _two("maxout").subs({a: x, b: 0}),
        right=lambda: expression("relu"),
        left_tex=r"\operatorname{maxout}(x, 0)",
        right_tex=r"\operatorname{relu}(x)",
    ),
    Claim(
        id="plain-layer-parameters",
        sentence="A plain feed-forward layer, width d and hidden width 4d, has {value} parameters.",
        value=lambda: _law(lambda d: _plain(d, 4 * d)),
        holds=lambda law: law == _law(lambda d: _gated(d, 8 * d // 3)),
        display=_squared,
        note="Counted in torch.nn.Linear layers without biases for five multiples of 3 as widths;"
        " SymPy finds the polynomial. A gated layer of hidden width 8d/3 has as many.",
    ),
    Claim(
        id="gated-layer-parameters",
        sentence="A gated feed-forward layer, width d and hidden width 4d, has {value} parameters.",
        value=lambda: _law(lambda d: _gated(d, 4 * d)),
        holds=lambda law: 2 * law == 3 * _law(lambda d: _plain(d, 4 * d)),
        display=_squared,
        note="Counted in torch.nn.Linear layers without biases; half as many again as plain.",
    ),
    Claim(
        id="gated-hidden-width",
        sentence="A gated layer has as many parameters as a plain one of hidden width 3072 if its"
        " hidden width is {value}.",
        value=lambda: _widest(_BASE, _plain(_BASE, _BASE_HIDDEN)),
        holds=lambda hidden: _gated(_BASE, hidden) == _plain(_BASE, _BASE_HIDDEN),
        note="Counted in torch.nn.Linear layers without biases, for inputs of width 768.",
    ),
    Claim(
        id="gated-base-parameters",
        sentence="Both layers, gated and plain, then have {value} parameters.",
        value=lambda: _plain(_BASE, _BASE_HIDDEN),
        holds=lambda count: count == _gated(_BASE, 2 * _BASE_HIDDEN // 3),
        display=grouped,
        note="Counted in torch.nn.Linear layers without biases, for inputs of width 768.",
    ),
    Claim(
        id="gated-hidden-width-512",
        sentence="For inputs of width 512, a gated layer with no more parameters than a plain one"
        " of hidden width 2048 has at most the hidden width {value}.",
        value=lambda: _widest(512, _plain(512, 2048)),
        holds=lambda hidden: hidden == floor(Fraction(2, 3) * 2048),
        note="Counted in torch.nn.Linear layers without biases.",
    ),
    Claim(
        id="xor-one-product",
        sentence="At the corners (0,0), (0,1), (1,0), (1,1) the product is {value}.",
        value=_xor_products,
        holds=lambda outputs: outputs == XOR,
        display=lambda outputs: ", ".join(map(str, outputs)),
        note="The bilinear gate, evaluated exactly with both inputs x₁ − x₂.",
    ),
    Claim(
        id="maxout-from-relu",
        sentence="max(a, b) − b − relu(a − b) is {value} for all a and b.",
        value=_maxout_minus_relu,
        holds=lambda found: found == {0},
        display=lambda found: ", ".join(sorted(map(str, found))),
        note="SymPy, for a above b, below b and equal to b.",
    ),
    Claim(
        id="ten-half-open-gates",
        sentence="Ten gates of input 0 in a row leave {value} of the derivative by the value.",
        value=_half_open,
        holds=lambda found: float(found[0]) == found[1],
        display=lambda found: str(found[0]),
        note="The tenth power of the derivative of GLU at a gate of 0, and torch's gradient through"
        " ten GLUs.",
    ),
    identity(
        id="swiglu-of-equal-inputs",
        sentence="SwiGLU with both inputs equal: {value}.",
        left=lambda: _two("swiglu").subs({a: x, b: x}),
        right=lambda: x * expression("silu"),
        left_tex=r"\operatorname{swiglu}(x, x)",
    ),
)
"""All of them, in the order of the article."""
