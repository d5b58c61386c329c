"""Ranges: open on the real line, closed in floats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from sympy import Rational, exp, tanh

from gen import typography
from gen.activation import x
from gen.claims import Claim
from gen.claims.functions import at, entry, pieces
from gen.claims.identity import identity
from gen.derivation import defaults
from gen.derivation.line import limits
from gen.primitives import sigmoid

Function = Callable[[torch.Tensor], torch.Tensor]

_INTEGERS = {torch.float32: torch.int32, torch.float64: torch.int64}
"""Integers with the bits of positive floats are in the order of those floats."""

_NEIGHBORS = 2**17
"""So many floats on each side of a crossing are looked at one by one."""

_SPREAD = 2**17
"""So many floats between both ends of a search are looked at."""


@dataclass(frozen=True)
class Crossing:
    """Where a function that creeps up to a bound reaches it in floats."""

    at: float
    """The first float at which it does."""
    clean: bool
    """Whether no float looked at below takes the bound, and every one from there on does."""


def _reaches(
    function: Function, bound: float, dtype: torch.dtype, low: float, high: float
) -> Crossing:
    """The first float between two positive floats, below the bound and at it, that takes it."""
    first, last = _bits([low, high], dtype).tolist()
    while last - first > 1:
        middle = (first + last) // 2
        if _takes(function, bound, torch.full((64,), middle), dtype).all():
            last = middle
        else:
            first = middle
    near = torch.arange(last - _NEIGHBORS, last + _NEIGHBORS)
    start, stop = _bits([low, high], dtype).tolist()
    places = torch.cat([near, torch.linspace(start, stop, _SPREAD, dtype=torch.float64).long()])
    clean = torch.equal(_takes(function, bound, places, dtype), places >= last)
    return Crossing(_floats(torch.tensor([last]), dtype).item(), clean)


def _bits(floats: list[float], dtype: torch.dtype) -> torch.Tensor:
    return torch.tensor(floats, dtype=dtype).view(_INTEGERS[dtype]).long()


def _floats(bits: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    return bits.to(_INTEGERS[dtype]).view(dtype)


def _takes(function: Function, bound: float, bits: torch.Tensor, dtype: torch.dtype) -> Any:
    return function(_floats(bits, dtype)) == bound


def _crossing(name: str, function: Function, bound: float, high: float, sentence: str) -> Any:
    """The claims of one crossing, in float32 and in float64."""
    return tuple(
        Claim(
            id=f"{name}-{kind}",
            sentence=sentence.replace("{type}", kind),
            value=partial(_reaches, function, bound, dtype, 1.0, high * widen),
            holds=lambda crossing: crossing.clean,
            display=lambda crossing: typography.upwards(crossing.at, 2),
            note="Bisection over the floats with PyTorch; then 131 072 floats on each side of the"
            " place, and as many spread from 1 to far beyond it, are looked at one by one."
            " Rounded up to two decimals.",
        )
        for kind, dtype, widen in (("float32", torch.float32, 1), ("float64", torch.float64, 8))
    )


RANGES: tuple[Claim[Any], ...] = (
    identity(
        id="sigmoid-by-exp",
        sentence="The sigmoid is {value}.",
        left=lambda: sigmoid(x),
        right=lambda: 1 / (1 + exp(-x)),
    ),
    identity(
        id="tanh-by-exp",
        sentence="The hyperbolic tangent is {value}.",
        left=lambda: tanh(x),
        right=lambda: (exp(x) - exp(-x)) / (exp(x) + exp(-x)),
    ),
    identity(
        id="tanh-of-sigmoid",
        sentence="Tanh is a sigmoid, scaled on both axes and shifted: {value}.",
        left=lambda: tanh(x),
        right=lambda: 2 * sigmoid(2 * x) - 1,
    ),
    identity(
        id="sigmoid-of-tanh",
        sentence="The sigmoid is a tanh, scaled on both axes and shifted: {value}.",
        left=lambda: sigmoid(x),
        right=lambda: Rational(1, 2) + tanh(x / 2) / 2,
    ),
    identity(
        id="sigmoid-mirrored",
        sentence="What a sigmoid lacks of 1 is the sigmoid of −x: {value}.",
        left=lambda: 1 - sigmoid(x),
        right=lambda: sigmoid(-x),
    ),
    Claim(
        id="squashing-limits",
        sentence="The limits of sigmoid and tanh at −∞ and ∞ are {value}.",
        value=lambda: [
            end.limit
            for slug in ("sigmoid", "tanh")
            for end in limits(pieces(slug), defaults(entry(slug)))["f"]
        ],
        holds=lambda ends: ends == [0, 1, -1, 1],
        display=lambda ends: "{} and {}, {} and {}".format(*ends).replace("-", "−"),
        note="SymPy's limits of the definitions, which the pages of both functions show.",
    ),
    *_crossing(
        "sigmoid-is-one",
        torch.sigmoid,
        1.0,
        100.0,
        "From {value} on, torch.sigmoid returns exactly 1 in {type}.",
    ),
    *_crossing(
        "tanh-is-one",
        torch.tanh,
        1.0,
        100.0,
        "From {value} on, torch.tanh returns exactly 1 in {type}.",
    ),
    *_crossing(
        "sigmoid-is-zero",
        lambda x: torch.sigmoid(-x),
        0.0,
        125.0,
        "From −{value} down, torch.sigmoid returns exactly 0 in {type}.",
    ),
    Claim(
        id="sigmoid-left-tail",
        sentence="The sigmoid of −40 is {value}.",
        value=lambda: at("sigmoid", -40),
        holds=lambda value: (
            value > 0 and abs(torch.sigmoid(torch.tensor(-40.0)).item() / value - 1) < 1e-6
        ),
        display=typography.scientific,
        note="Ball arithmetic; torch.sigmoid in float32 agrees to six digits.",
    ),
)
