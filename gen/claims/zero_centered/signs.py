"""Signs of the gradients of one unit's weights, and the steep direction that a mean makes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from sympy import Matrix, Rational, eye, ones, pi, simplify, symbols

from gen.claims import Claim
from gen.claims.identity import identity
from gen.claims.signals import from_catalog
from gen.claims.zero_centered.frozen_results import result
from gen.claims.zero_centered.means import Band, relu_mean, relu_square
from gen.experiments.statistics import percentile_band
from gen.lookups import remembered

_DELTAS = symbols("delta1:4", real=True)
_INPUTS = symbols("y1:4", real=True)
_N = symbols("n", positive=True)
_M, _V = symbols("m v", positive=True)
_WEIGHTS = symbols("w1:4", real=True)
_B, _C = symbols("b c", real=True)

WIDTH = 128
"""The units of the layer in the example of the steep direction."""


def same(slug: str, epochs: int, batch: int) -> list[float]:
    """The share of pairs of gradients of one sign, of each seed."""
    settings = result("gradient_signs").settings(slug)
    found = result("gradient_signs").parts[slug]["same"]
    row = found[settings["epochs"].index(epochs)][settings["batches"].index(batch)]
    return [float(share) for share in row]


def band(slug: str, epochs: int, batch: int) -> Band:
    """Its percentiles over seeds."""
    return Band(*(float(one) for one in percentile_band(same(slug, epochs, batch))))


def _mean(values: Sequence[Any]) -> Any:
    return sum(values) * Rational(1, len(values))


def _gradient() -> Any:
    """The gradient of a weight over a batch of three."""
    return sum(d * y for d, y in zip(_DELTAS, _INPUTS, strict=True))


def _split() -> Any:
    """The same as the gradient of the bias times a mean, and three times a covariance."""
    delta, y = _mean(_DELTAS), _mean(_INPUTS)
    rest = sum((d - delta) * (x - y) for d, x in zip(_DELTAS, _INPUTS, strict=True))
    return sum(_DELTAS) * y + rest


@remembered
def stretch(slug: str) -> float:
    """The largest eigenvalue of the second moments of a layer's outputs, over the smallest.

    The outputs are independent, those of a function for standard normal inputs.
    """
    unit = from_catalog(slug)
    mean = unit.mean(1.0, unit.f)
    moments = np.full((WIDTH, WIDTH), mean**2) + np.eye(WIDTH) * (unit.second() - mean**2)
    values = np.linalg.eigvalsh(moments)
    return float(values[-1] / values[0])


def _by_moments(slug: str) -> float:
    """The same by the formula."""
    unit = from_catalog(slug)
    mean = unit.mean(1.0, unit.f)
    return 1 + WIDTH * mean**2 / (unit.second() - mean**2)


def _share(
    id: str,  # noqa: A002 (the name of the field of Claim)
    slug: str,
    epochs: int,
    batch: int,
    holds: Callable[[Band], bool],
) -> Claim[Band]:
    when = f"After {epochs} epochs" if epochs else "At the start"
    return Claim(
        id=id,
        sentence=f"{when}, in batches of {batch}, two weights of a unit have gradients of one sign"
        f" in {{value}} of all cases ({slug}).",
        value=lambda: band(slug, epochs, batch),
        holds=holds,
        display=lambda found: f"{100 * found.middle:.0f}\N{NO-BREAK SPACE}%",
        note="The median over 32 networks on two rings, second layer; nine in ten lie between the"
        " percentiles 5 and 95 of the figure.",
    )


SIGNS: tuple[Claim[Any], ...] = (
    Claim(
        id="one-example-one-sign",
        sentence="For single examples, all gradients of a unit that are not 0 have one sign in"
        " {value} networks with sigmoid or ReLU, at four times in training.",
        value=lambda: [
            share
            for slug in ("sigmoid", "relu")
            for epochs in result("gradient_signs").settings(slug)["epochs"]
            for share in same(slug, epochs, 1)
        ],
        holds=lambda shares: len(shares) >= 256 and all(share == 1 for share in shares),
        display=lambda shares: f"all {len(shares) // 4}",
        note="64 examples for each network and time; the units of the second hidden layer.",
    ),
    _share("one-example-tanh", "tanh", 0, 1, lambda found: found.low < 0.5 < found.high),
    identity(
        id="gradient-splits",
        sentence="Over three examples: {value}.",
        left=_gradient,
        right=_split,
        left_tex=r"\sum_k \delta_k\, y_k",
        right_tex=r"\bar y\, \sum_k \delta_k"
        r" + \sum_k (\delta_k - \bar\delta)(y_k - \bar y)",
    ),
    _share("batch-relu-start", "relu", 0, 64, lambda found: 0.6 < found.middle < 0.8),
    _share("batch-sigmoid-start", "sigmoid", 0, 64, lambda found: found.middle > 0.9),
    _share("batch-sigmoid-all", "sigmoid", 0, 1000, lambda found: found.middle > 0.95),
    _share("batch-sigmoid-later", "sigmoid", 10, 64, lambda found: 0.7 < found.middle < 0.9),
    _share("batch-elu-start", "elu", 0, 64, lambda found: 0.45 < found.middle < 0.57),
    identity(
        id="shift-into-bias",
        sentence="For three inputs: {value}.",
        left=lambda: sum(w * (y - _C) for w, y in zip(_WEIGHTS, _INPUTS, strict=True)) + _B,
        right=lambda: (
            sum(w * y for w, y in zip(_WEIGHTS, _INPUTS, strict=True)) + (_B - _C * sum(_WEIGHTS))
        ),
        left_tex=r"\textstyle\sum w_i (y_i - c) + b",
        right_tex=r"\sum w_i y_i + \bigl( b - c \sum w_i \bigr)",
    ),
    Claim(
        id="steep-direction",
        sentence="The matrix of second moments of four independent inputs with mean m and variance"
        " v has the eigenvalues {value}.",
        value=lambda: {
            simplify(one): times
            for one, times in (_V * eye(4) + _M**2 * ones(4, 4)).eigenvals().items()
        },
        holds=lambda found: found == {_V: 3, _V + 4 * _M**2: 1},
        display=lambda found: "$v$ (three times) and $v + 4 m^2$",
        note="SymPy finds them; with n inputs the last one is v + n m², by the same argument: the"
        " vector of ones.",
    ),
    identity(
        id="relu-stretch",
        sentence="For ReLU the largest eigenvalue over the others is {value}.",
        left=lambda: 1 + _N * relu_mean() ** 2 / (relu_square() - relu_mean() ** 2),
        right=lambda: 1 + _N / (pi - 1),
        left_tex=r"\frac{v + n m^2}{v}",
    ),
    Claim(
        id="relu-stretch-layer",
        sentence=f"For {WIDTH} outputs of ReLU the largest eigenvalue is {{value}} times the"
        " others.",
        value=lambda: stretch("relu"),
        holds=lambda found: abs(found - (1 + WIDTH / (np.pi - 1))) < 1e-6 * found,
        display=lambda found: f"{found:.0f}",
        note="NumPy's eigenvalues of the matrix; the formula gives the same.",
    ),
    Claim(
        id="sigmoid-stretch-layer",
        sentence=f"For {WIDTH} outputs of the sigmoid the largest eigenvalue is {{value}} times the"
        " others.",
        value=lambda: stretch("sigmoid"),
        holds=lambda found: (
            found > 10 * stretch("relu") and math.isclose(found, _by_moments("sigmoid"))
        ),
        display=lambda found: f"{found:.0f}",
        note="NumPy's eigenvalues of the matrix, whose entries are integrated numerically; the"
        " formula gives the same.",
    ),
    Claim(
        id="tanh-stretch-layer",
        sentence=f"For {WIDTH} outputs of tanh the largest eigenvalue is {{value}} times the"
        " others.",
        value=lambda: stretch("tanh"),
        holds=lambda found: abs(found - 1) < 1e-9,
        display=lambda found: f"{found:.0f}",
        note="NumPy's eigenvalues of the matrix: all are equal, since the mean is 0.",
    ),
    Claim(
        id="fan-exercise-eigenvalue",
        sentence="Ten outputs of the leaky ReLU with slope s = −1, the absolute value, have the"
        " ratio of eigenvalues {value}.",
        value=lambda: 1 + 10 * (2 / pi) / (1 - 2 / pi),
        holds=lambda found: (
            simplify(
                found
                - (Matrix(10, 10, lambda i, j: 1 if i == j else 2 / pi) * ones(10, 1))[0]
                / (1 - 2 / pi)
            )
            == 0
        ),
        display=lambda found: f"{float(found):.1f}",
        note="E |Z| is √(2/π) and E Z² is 1; the vector of ones is an eigenvector of the matrix.",
    ),
)
"""In the order of the article."""
