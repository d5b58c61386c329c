"""The claims of the article "Sigmoid and tanh"."""

from __future__ import annotations

from typing import Any

from gen.claims import Claim
from gen.claims.sigmoid_and_tanh.centers import CENTERS
from gen.claims.sigmoid_and_tanh.depth import DEPTH
from gen.claims.sigmoid_and_tanh.probabilities import PROBABILITIES
from gen.claims.sigmoid_and_tanh.ranges import RANGES
from gen.claims.sigmoid_and_tanh.slopes import SLOPES
from gen.claims.sigmoid_and_tanh.weights import WEIGHTS

CLAIMS: tuple[Claim[Any], ...] = (*RANGES, *SLOPES, *DEPTH, *WEIGHTS, *CENTERS, *PROBABILITIES)
"""All of them, in the order of the article."""
