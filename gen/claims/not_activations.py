"""The claims of the article "In torch's list, and not activations"."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, TypeVar

import sympy
import torch
from torch import nn
from torch.nn.modules import activation

from gen.claims import Claim
from gen.typography import grouped

Module = TypeVar("Module", bound=nn.Module)

_REQUIRED: Mapping[str, tuple[float, ...]] = {"Threshold": (0.0, 0.0)}
"""The arguments of the modules that cannot be built without any."""

_WIDTH, _HEADS, _POSITIONS = 8, 2, 5
"""The attention of the claims: numbers a position, heads, and positions."""

_FEATURES, _CLASSES, _CUTOFFS, _INPUTS = 64, 1000, [50, 200], 32
"""The adaptive softmax of the claims and of the article's code, and how many inputs it gets."""

_FEW = 16
"""The most units in the last place by which two orders of the same float64 sums may differ."""


def _learned_in_list() -> dict[str, int]:
    """The number of learned parameters of each module of torch's list, by name."""
    return {
        name: _parameters(getattr(nn, name)(*_REQUIRED.get(name, ())))
        for name in activation.__all__
        if name != "MultiheadAttention"
    }


def _parameters(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


def _attention_law() -> tuple[int, ...]:
    """The coefficients, highest first, of the polynomial in d that counts the parameters.

    d is the width; one head and two must need the same number.
    """
    counts = []
    for width in (2, 4, 6, 8, 10):
        one, two = (_parameters(nn.MultiheadAttention(width, heads)) for heads in (1, 2))
        assert one == two
        counts.append((width, one))
    d = sympy.Symbol("d")
    return tuple(int(c) for c in sympy.Poly(sympy.interpolate(counts, d), d).all_coeffs())


def _attention() -> nn.MultiheadAttention:
    """Attention with random weights and, unlike a new one of torch's, random biases."""
    return _random(nn.MultiheadAttention(_WIDTH, _HEADS, batch_first=True, dtype=torch.float64))


def _attention_rebuilt() -> int:
    """The difference between torch's attention and its definition, in units in the last place."""
    attention = _attention()
    query, key, value = _normal(3, _POSITIONS, _WIDTH)
    with torch.no_grad():
        given, _ = attention(query[None], key[None], value[None])
        weights, biases = attention.in_proj_weight.chunk(3), attention.in_proj_bias.chunk(3)
        heads = [
            (inputs @ weight.T + bias).chunk(_HEADS, dim=-1)
            for inputs, weight, bias in zip((query, key, value), weights, biases, strict=True)
        ]
        mixed = [
            torch.exp(_log_softmax(q @ k.T / math.sqrt(_WIDTH // _HEADS))) @ v
            for q, k, v in zip(*heads, strict=True)
        ]
        rebuilt = torch.cat(mixed, dim=-1) @ attention.out_proj.weight.T + attention.out_proj.bias
    return _units(given[0], rebuilt)


def _moved_by_attention() -> int:
    """At how many positions the output changes when the key of the first position does."""
    attention = _attention()
    query, key, value = _normal(3, _POSITIONS, _WIDTH)
    other = key.clone()
    other[0] = -key[0]
    with torch.no_grad():
        before, _ = attention(query[None], key[None], value[None])
        after, _ = attention(query[None], other[None], value[None])
    return int((before != after).any(dim=-1).sum())


def _moved_by_softmax() -> int:
    """At how many positions a softmax over the features changes when the first position does."""
    before = _normal(_POSITIONS, _WIDTH)
    after = before.clone()
    after[0] = -before[0]
    softmax = nn.Softmax(dim=-1)
    return int((softmax(before) != softmax(after)).any(dim=-1).sum())


def _adaptive() -> nn.AdaptiveLogSoftmaxWithLoss:
    return _random(
        nn.AdaptiveLogSoftmaxWithLoss(_FEATURES, _CLASSES, _CUTOFFS, dtype=torch.float64)
    )


def _adaptive_by_hand() -> int:
    """Its parameters from the shapes: torch narrows the projection by 4 from cluster to cluster."""
    ends = [*_CUTOFFS, _CLASSES]
    count = _FEATURES * (ends[0] + len(ends) - 1)
    for cluster, (start, stop) in enumerate(pairwise(ends), start=1):
        width = _FEATURES // 4**cluster
        count += _FEATURES * width + width * (stop - start)
    return count


def _tail(adaptive: nn.AdaptiveLogSoftmaxWithLoss) -> list[tuple[torch.Tensor, ...]]:
    """For each cluster the matrix that projects the input and the one that scores the classes."""
    return [tuple(cluster.parameters()) for cluster in adaptive.tail]


def _adaptive_rebuilt() -> int:
    """The difference between torch's logarithms and ours, in units in the last place."""
    adaptive = _adaptive()
    inputs = _normal(_INPUTS, _FEATURES)
    with torch.no_grad():
        given = adaptive.log_prob(inputs)
        head = _log_softmax(inputs @ adaptive.head.weight.T)
        shortlist, clusters = head[:, : _CUTOFFS[0]], head[:, _CUTOFFS[0] :]
        tails = [
            clusters[:, [cluster]] + _log_softmax(inputs @ projection.T @ scores.T)
            for cluster, (projection, scores) in enumerate(_tail(adaptive))
        ]
        rebuilt = torch.cat([shortlist, *tails], dim=1)
    return _units(given, rebuilt)


def _log_softmax(scores: torch.Tensor) -> torch.Tensor:
    """The logarithm of softmax along the last axis, from its definition."""
    shifted = scores - scores.amax(dim=-1, keepdim=True)
    return shifted - shifted.exp().sum(dim=-1, keepdim=True).log()


def _normal(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


def _random(module: Module) -> Module:
    """The module with normal weights that keep the size of their inputs, the same every time."""
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.normal_(std=parameter.shape[-1] ** -0.5, generator=generator)
    return module


def _units(given: torch.Tensor, rebuilt: torch.Tensor) -> int:
    """The largest difference, in units in the last place of the largest number, rounded up."""
    difference = (given - rebuilt).abs().max().item()
    return math.ceil(difference / math.ulp(rebuilt.abs().max().item()))


CLAIMS: tuple[Claim[Any], ...] = (
    Claim(
        id="torch-list-length",
        sentence="torch.nn.modules.activation lists {value} names.",
        value=lambda: activation.__all__,
        holds=lambda names: "MultiheadAttention" in names,
        display=lambda names: str(len(names)),
        note="The length of its `__all__`.",
    ),
    Claim(
        id="torch-list-learners",
        sentence="Of the other names in torch's list, {value} has a learned parameter: PReLU.",
        value=_learned_in_list,
        holds=lambda learned: {name: n for name, n in learned.items() if n} == {"PReLU": 1},
        display=lambda learned: f"{sum(map(bool, learned.values()))} of {len(learned)}",
        note="Each module is built with its defaults and its parameters are counted.",
    ),
    Claim(
        id="attention-parameters",
        sentence="torch.nn.MultiheadAttention of width d has {value} parameters.",
        value=_attention_law,
        holds=lambda coefficients: coefficients == (4, 4, 0),
        display=lambda coefficients: f"{coefficients[0]}d² + {coefficients[1]}d",
        note="Counted for even widths from 2 to 10, with one head and with two; SymPy finds the"
        " polynomial through the counts.",
    ),
    Claim(
        id="attention-parameters-512",
        sentence="torch.nn.MultiheadAttention of width 512 with 8 heads has {value} parameters.",
        value=lambda: _parameters(nn.MultiheadAttention(512, 8)),
        holds=lambda count: count == 4 * 512**2 + 4 * 512,
        display=grouped,
        note="Counted.",
    ),
    Claim(
        id="attention-rebuilt",
        sentence="torch.nn.MultiheadAttention and the formula, evaluated with its weights, differ"
        " by at most {value}.",
        value=_attention_rebuilt,
        holds=lambda units: units <= _FEW,
        display=lambda _units: f"{_FEW} ULP",
        note="Width 8, two heads, five positions, random weights and biases, float64. The unit is"
        " that of the largest output. How much of the bound is used depends on the machine.",
    ),
    Claim(
        id="attention-mixes",
        sentence="When the key of one position changes, attention changes the output of {value}"
        " positions.",
        value=_moved_by_attention,
        holds=lambda moved: moved == _POSITIONS,
        display=lambda moved: f"{moved} of {_POSITIONS}",
        note="Width 8, two heads, random weights; outputs compared bit by bit.",
    ),
    Claim(
        id="softmax-does-not-mix",
        sentence="When one position changes, a softmax over the features changes the output of"
        " {value} positions.",
        value=_moved_by_softmax,
        holds=lambda moved: moved == 1,
        display=lambda moved: f"{moved} of {_POSITIONS}",
        note="torch.nn.Softmax over the last axis; outputs compared bit by bit.",
    ),
    Claim(
        id="adaptive-rebuilt",
        sentence="AdaptiveLogSoftmaxWithLoss.log_prob and the sum of the logarithms of two"
        " softmaxes differ by at most {value}.",
        value=_adaptive_rebuilt,
        holds=lambda units: units <= _FEW,
        display=lambda _units: f"{_FEW} ULP",
        note="64 features, 1000 classes, cutoffs 50 and 200, 32 inputs, random weights, float64;"
        " the logarithm of softmax is written out. The unit is that of the largest logarithm. How"
        " much of the bound is used depends on the machine.",
    ),
    Claim(
        id="adaptive-parameters",
        sentence="AdaptiveLogSoftmaxWithLoss for 64 features, 1000 classes and cutoffs 50 and 200"
        " has {value} parameters.",
        value=lambda: _parameters(_adaptive()),
        holds=lambda count: count == _adaptive_by_hand() < _FEATURES * _CLASSES / 6,
        display=grouped,
        note="Counted, and added up from the shapes: the head scores 50 classes and two clusters,"
        " whose projections have a quarter and a sixteenth of the features.",
    ),
    Claim(
        id="full-softmax-parameters",
        sentence="One matrix from 64 features to 1000 classes has {value} parameters.",
        value=lambda: _parameters(nn.Linear(_FEATURES, _CLASSES, bias=False)),
        holds=lambda count: count == _FEATURES * _CLASSES,
        display=grouped,
        note="Counted in a torch.nn.Linear layer without a bias.",
    ),
    Claim(
        id="adaptive-rare-features",
        sentence="The scores of the rarest classes depend on {value} numbers made of the input.",
        value=lambda: [len(projection) for projection, _ in _tail(_adaptive())],
        holds=lambda widths: widths[-1] < widths[0] < _FEATURES,
        display=lambda widths: str(widths[-1]),
        note="The width of the last cluster's projection, for 64 features and two clusters.",
    ),
)
"""All of them, in the order of the article."""
