"""Before any training: gradients by layer, by depth and by the size of the weights."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import torch

from gen.claims import Claim
from gen.claims.functions import at
from gen.claims.vanishing_in_training import runs
from gen.claims.vanishing_in_training.runs import Floats
from gen.lookups import remembered
from gen.typography import grouped, scientific

DEPTH = 50
"""The layers of the deep stack."""

_OTHERS = tuple(slug for slug in runs.SHOWN if slug != "sigmoid")
_FROM = "gen/experiments/results/fashion_mnist.json, parts gradients-*"
_DEEP = "gen/experiments/results/saturation.json, part depth-{}"
_LARGE = "gen/experiments/results/saturation.json, part weights-sigmoid; median over 8 seeds."


def _ratios(slug: str) -> Floats:
    """The scale of the output layer's gradient over that of the first, of shape (seeds,)."""
    scales = runs.gradient_scales(slug)
    return np.asarray(scales[:, -1] / scales[:, 0])


def _range(values: Floats) -> str:
    return f"{grouped(round(values.min()))} to {grouped(round(values.max()))}"


def _neighbors() -> Floats:
    """Scales of the sigmoid's layers over those one layer nearer to the input, over seeds."""
    scales = runs.gradient_scales("sigmoid")
    return np.asarray(scales[:, 1:] / scales[:, :-1])


def _zeros(slug: str) -> list[float]:
    return [layer["zeros"] for layer in runs.images().parts[f"gradients-{slug}"]["layers"]]


def _left(weights: str, slug: str) -> float:
    """The median over seeds of the error signal after fifty layers."""
    return float(10 ** np.median(runs.signals(weights, slug)[:, -1]))


def _bound(weights: str) -> tuple[float, bool]:
    """The sigmoid's bound after fifty layers, and whether no seed exceeds it at any depth."""
    bounds = runs.norms(weights) - np.arange(1, DEPTH + 1) * math.log10(4)
    # The results keep five digits.
    below = bool((runs.signals(weights, "sigmoid") <= bounds + 1e-3).all())
    return float(10 ** np.median(bounds[:, -1])), below


def _a_layer(slug: str) -> float:
    """The factor a layer of the median over seeds, with rotations."""
    return float(_left("orthogonal", slug) ** (1 / DEPTH))


def _share(factor: int) -> Floats:
    """The saturated shares of the sigmoid's layers, medians over seeds."""
    place = runs.factors().index(factor)
    return np.asarray(np.median(runs.by_factor("sigmoid", "saturated")[:, place], axis=0))


def _growth(factor: int) -> float:
    """The first layer's gradient with weights times a factor, over that without."""
    scales, all_factors = runs.by_factor("sigmoid", "scales"), runs.factors()
    some, one = (scales[:, all_factors.index(place), 0] for place in (factor, 1))
    return float(np.median(some / one))


@remembered
def error_growth(factor: int) -> Floats:
    """By what a layer of sigmoids multiplies the error signal, of shape (seeds, layers).

    Ten layers of 128 units, with the weights and biases of torch times a factor.
    """
    found = []
    for seed in range(8):
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            layers = [torch.nn.Linear(128, 128, dtype=torch.float64) for _ in range(10)]
            start, end = torch.randn(2, 64, 128, dtype=torch.float64)
        stations = [start.requires_grad_()]
        for layer in layers:
            sums = torch.nn.functional.linear(
                stations[-1], factor * layer.weight, factor * layer.bias
            )
            stations.append(torch.sigmoid(sums))
        signals = torch.autograd.grad((stations[-1] * end).sum(), stations[:-1])
        norms = [float(one.norm()) for one in (end, *reversed(signals))]
        found.append([after / before for before, after in pairwise(norms)])
    return np.array(found)


def _stretch() -> float:
    """The norm of torch's weights over the root mean square of what they do to a direction.

    A matrix of 128 by 128 weights of variance 1/(3 * 128) stretches by the root of a third.
    """
    norm = 10 ** (np.median(runs.norms("torch")[:, -1]) / DEPTH)
    return float(norm * math.sqrt(3))


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _after(factor: int) -> tuple[float, float, float]:
    """The accuracies after three epochs: lowest, median and highest over seeds."""
    last = runs.after_factor(factor)[:, -1]
    return float(last.min()), float(np.median(last)), float(last.max())


def _from_to(found: tuple[float, float, float]) -> str:
    return f"{100 * found[0]:.1f} % to {100 * found[2]:.1f} %"


def _trained_from(factor: int) -> Claim[tuple[float, float, float]]:
    return Claim(
        id=f"sigmoid-trained-from-times-{factor}",
        sentence=f"After three epochs from weights times {factor} the sigmoid network is right"
        " on {value} of the held-out images.",
        value=lambda: _after(factor),
        # Next to nothing is learned from torch's own weights, and more from all of the larger ones.
        holds=lambda found: found[2] < 0.12 if factor == 1 else found[0] > 2 * _after(1)[2],
        display=_from_to,
        note="Lowest and highest of three seeds; gen/experiments/results/saturation.json, part"
        f" sigmoid-times-{factor}.",
    )


BEFORE: tuple[Claim[Any], ...] = (
    Claim(
        id="sigmoid-output-over-first-layer",
        sentence="On images, before training, the sigmoid's gradients in the output layer are"
        " {value} times as large as those in the first layer, over eight seeds.",
        value=lambda: _ratios("sigmoid"),
        holds=lambda ratios: ratios.min() > 1000,
        display=_range,
        note=f"Root mean squares of the weights' gradients on one batch of 256; {_FROM}.",
    ),
    Claim(
        id="sigmoid-one-layer-nearer",
        sentence="From one layer to the next one nearer to the input the sigmoid's gradients shrink"
        " by a factor between {value}.",
        value=_neighbors,
        holds=lambda ratios: ratios.min() > 2,
        display=lambda ratios: f"{ratios.min():.1f} and {ratios.max():.0f}",
        note="Quotients of root mean squares, smallest and largest over layers and seeds;"
        f" {_FROM}.",
    ),
    Claim(
        id="others-hidden-layers-alike",
        sentence="For each of the other eight activations the gradients of the four hidden layers"
        " differ by a factor of at most {value}.",
        value=lambda: max(runs.hidden_spread(slug) for slug in _OTHERS),
        holds=lambda factor: factor < 2.5 and runs.hidden_spread("sigmoid") > 50 * factor,
        display=lambda factor: f"{math.ceil(factor * 10) / 10:.1f}",
        note=f"Geometric means over eight seeds of root mean squares; rounded up; {_FROM}.",
    ),
    Claim(
        id="others-output-over-first-layer",
        sentence="For these eight the output layer's gradients are {value} times as large as the"
        " first layer's.",
        value=lambda: np.array([runs.typical(_ratios(slug)[:, None])[0] for slug in _OTHERS]),
        holds=lambda ratios: ratios.min() > 3 and ratios.max() < 15,
        display=_range,
        note=f"Geometric means over eight seeds, smallest and largest activation; {_FROM}.",
    ),
    Claim(
        id="selu-over-silu",
        sentence="SELU's first layer has {value} times the gradient of SiLU's.",
        value=lambda: float(
            (
                runs.typical(runs.gradient_scales("selu"))
                / runs.typical(runs.gradient_scales("silu"))
            )[0]
        ),
        holds=lambda factor: factor > 20,
        display=lambda factor: f"{factor:.0f}",
        note=f"Geometric means over eight seeds; {_FROM}.",
    ),
    Claim(
        id="relu-gradients-that-are-zero",
        sentence="Of ReLU's gradients in the fourth layer {value} are exactly 0, and of SELU's"
        " none.",
        value=lambda: (_zeros("relu")[3], max(_zeros("selu"))),
        holds=lambda found: found[0] > 0.2 and found[1] == 0,
        display=lambda found: _percent(found[0]),
        note=f"Of the gradients of the weights of eight networks; {_FROM}.",
    ),
    Claim(
        id="sigmoid-fifty-layers",
        sentence="Fifty layers of sigmoids with torch's weights leave {value} of the error signal.",
        value=lambda: _left("torch", "sigmoid"),
        holds=lambda left: left < 1e-40,
        display=scientific,
        note=f"Median over 16 seeds; {_DEEP.format('torch')}.",
    ),
    Claim(
        id="sigmoid-fifty-layers-bound",
        sentence="The bound for it, 1/4 for each layer times the norms of the weights, is {value},"
        " and no seed exceeds it at any depth.",
        value=lambda: _bound("torch"),
        holds=lambda found: found[1] and found[0] > _left("torch", "sigmoid"),
        display=lambda found: scientific(found[0]),
        note=f"Median over 16 seeds of 4⁻⁵⁰ times the product of the largest singular values;"
        f" {_DEEP.format('torch')}.",
    ),
    Claim(
        id="norm-over-typical-stretch",
        sentence="The norm of such a matrix is about {value} times what it does to a typical"
        " vector, which explains how far the bound lies above the signal.",
        value=_stretch,
        # What is left of the distance is the slopes, which are a little below 1/4.
        holds=lambda factor: (
            0.9
            < DEPTH
            * math.log10(factor)
            / math.log10(_bound("torch")[0] / _left("torch", "sigmoid"))
            < 1.1
        ),
        display=lambda factor: f"{factor:.1f}",
        note="A typical vector is stretched by the root of 1/3, the root mean square over"
        f" directions; {_DEEP.format('torch')}.",
    ),
    Claim(
        id="sigmoid-fifty-rotations",
        sentence="With rotations as weights a layer of sigmoids keeps {value} of the signal.",
        value=lambda: (_a_layer("sigmoid"), _bound("orthogonal")[1]),
        holds=lambda found: 0.2 < found[0] < 0.25 and found[1],
        display=lambda found: f"{found[0]:.3f}",
        note=f"The 50th root of the median over 16 seeds; {_DEEP.format('orthogonal')}.",
    ),
    Claim(
        id="relu-fifty-layers",
        sentence="Fifty layers of ReLU with torch's weights leave {value}.",
        value=lambda: _left("torch", "relu"),
        holds=lambda left: left < 1e-15,
        display=scientific,
        note=f"Median over 16 seeds; {_DEEP.format('torch')}.",
    ),
    Claim(
        id="tanh-fifty-layers",
        sentence="Fifty layers of tanh with torch's weights leave {value}.",
        value=lambda: _left("torch", "tanh"),
        holds=lambda left: _left("torch", "relu") < left < 1e-9,
        display=scientific,
        note=f"Median over 16 seeds; {_DEEP.format('torch')}.",
    ),
    Claim(
        id="tanh-fifty-rotations",
        sentence="Fifty layers of tanh with rotations leave {value} of the signal.",
        value=lambda: _left("orthogonal", "tanh"),
        holds=lambda left: 0.02 < left < 1,
        display=lambda left: f"{left:.2f}",
        note=f"Median over 16 seeds; {_DEEP.format('orthogonal')}.",
    ),
    Claim(
        id="gelu-a-rotation",
        sentence="With rotations a layer of GELU keeps {value} of the signal, its slope at 0 being"
        " 1/2.",
        value=lambda: (_a_layer("gelu"), at("gelu", 0, 1)),
        holds=lambda found: math.isclose(*found, rel_tol=0.03) and found[1] == 0.5,
        display=lambda found: f"{found[0]:.2f}",
        note=f"The 50th root of the median over 16 seeds; {_DEEP.format('orthogonal')}.",
    ),
    Claim(
        id="relu-a-rotation",
        sentence="With rotations a layer of ReLU keeps {value} of the signal, about the root of"
        " 1/2.",
        value=lambda: _a_layer("relu"),
        holds=lambda factor: math.isclose(factor, math.sqrt(0.5), rel_tol=0.03),
        display=lambda factor: f"{factor:.2f}",
        note=f"The 50th root of the median over 16 seeds; {_DEEP.format('orthogonal')}.",
    ),
    Claim(
        id="no-sigmoid-saturated-at-first",
        sentence="With torch's initial weights {value} of the sigmoids are saturated, in any hidden"
        " layer.",
        value=lambda: float(_share(1).max()),
        holds=lambda share: share == 0,
        display=_percent,
        note=f"Slope below 1/100 of the largest one; {_LARGE}",
    ),
    Claim(
        id="sigmoids-saturated-times-sixteen",
        sentence="With weights 16 times as large {value} of the sigmoids in the first layer are"
        " saturated.",
        value=lambda: float(_share(16)[0]),
        holds=lambda share: 0.3 < share < 0.6,
        display=_percent,
        note=_LARGE,
    ),
    Claim(
        id="sigmoids-saturated-times-sixty-four",
        sentence="With weights 64 times as large {value} of the sigmoids in the first layer are"
        " saturated.",
        value=lambda: float(_share(64)[0]),
        holds=lambda share: share > 0.75,
        display=_percent,
        note=_LARGE,
    ),
    Claim(
        id="first-gradient-times-sixteen",
        sentence="With weights 16 times as large the first layer's gradient is {value} times as"
        " large as with torch's own, not smaller.",
        value=lambda: _growth(16),
        holds=lambda factor: factor > 100,
        display=lambda factor: grouped(int(round(factor, -2))),
        note=_LARGE,
    ),
    Claim(
        id="error-signal-grows-times-128",
        sentence="With weights 128 times torch's a layer of 128 sigmoids multiplies the error"
        " signal by {value}; with torch's own it shrinks.",
        value=lambda: error_growth(128),
        holds=lambda factors: factors.min() > 1 > error_growth(1).max(),
        display=lambda factors: f"{np.median(factors):.1f}",
        note="Median over ten layers and eight seeds; computed here.",
    ),
    *(_trained_from(factor) for factor in (1, 2, 4, 8, 16, 64)),
)
"""Those of the sections before training."""
