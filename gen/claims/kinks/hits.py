"""How often an input falls exactly on a kink."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import torch

from gen.claims import Claim

_COINS = 64
"""How many inputs of 1 or −1 are added up."""

_WIDTH = 4
"""The units of a narrow layer."""

_NETWORKS = 50_000
"""How many narrow networks are drawn."""


def _balanced() -> Fraction:
    """The probability that so many signs, each + or − alike, add up to 0."""
    return Fraction(math.comb(_COINS, _COINS // 2), 2**_COINS)


def _balanced_by_walking() -> Fraction:
    """The same, step by step: the ways to reach each sum."""
    ways = {0: 1}
    for _ in range(_COINS):
        after: dict[int, int] = {}
        for total, count in ways.items():
            for step in (-1, 1):
                after[total + step] = after.get(total + step, 0) + count
        ways = after
    return Fraction(ways[0], sum(ways.values()))


def _random_zeros() -> tuple[int, int]:
    """How many of many random sums are exactly 0, and how many there are."""
    generator = torch.Generator().manual_seed(0)
    inputs = torch.randn(2000, 256, generator=generator, dtype=torch.float64)
    weight = torch.randn(256, 256, generator=generator, dtype=torch.float64)
    sums = inputs @ weight.T
    return int((sums == 0).sum()), sums.numel()


def _silent_share() -> float:
    """The share of random networks in which each sum of the second layer is exactly 0.

    One normal input of 8 numbers, a layer of ReLU units, a second layer; no biases.
    """
    generator = torch.Generator().manual_seed(0)

    def normal(*shape: int) -> torch.Tensor:
        return torch.randn(_NETWORKS, *shape, generator=generator, dtype=torch.float64)

    hidden = torch.relu(normal(_WIDTH, 8) @ normal(8, 1))
    return (normal(_WIDTH, _WIDTH) @ hidden == 0).all(dim=1).double().mean().item()


HITS: tuple[Claim[Any], ...] = (
    Claim(
        id="random-sums-at-0",
        sentence="Of 512 000 sums of 256 normal inputs with normal weights, the number that is"
        " exactly 0 is {value}.",
        value=_random_zeros,
        holds=lambda found: found == (0, 512_000),
        display=lambda found: str(found[0]),
        note="torch, float64, seed 0.",
    ),
    Claim(
        id="sign-sums-at-0",
        sentence="Of the sums of 64 signs, {value} are exactly 0.",
        value=_balanced,
        holds=lambda share: share == _balanced_by_walking() and share > Fraction(1, 12),
        display=lambda share: f"{100 * float(share):.1f} %",
        note="The binomial coefficient of 64 over 32 by 2⁶⁴, exactly; counted step by step too.",
    ),
    Claim(
        id="narrow-layers-silent",
        sentence="In {value} of networks without biases whose first layer has four ReLU units, all"
        " sums of the second layer are exactly 0 for a random input.",
        value=lambda: Fraction(1, 2**_WIDTH),
        holds=lambda share: abs(_silent_share() - share) < 0.004,
        note="Each of the four sums is below 0 half of the time; among 50 000 random networks the"
        " share agrees within four thousandths.",
    ),
)
"""The claims about hits, in the order of the article."""
