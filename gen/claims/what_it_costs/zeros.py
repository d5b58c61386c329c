"""Whether products with many zeros are faster, on the machine of the frozen result."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from gen.claims import Claim
from gen.claims.what_it_costs.times import decimals
from gen.experiments import frozen
from gen.experiments.frozen import Result

KERNELS = ("dense", "csr", "compressed", "narrow")
"""Ways to multiply; see the experiment."""


@cache
def products() -> Result:
    """The frozen result."""
    return frozen.read("sparse_kernels")


def shares() -> list[float]:
    """The shares of zeros that were tried."""
    found: list[float] = products().settings("examples-256")["zeros"]
    return found


def ratio(kernel: str, share: float, rows: int = 256) -> tuple[float, float, float]:
    """The time over that of the dense product without zeros, in the same rounds.

    Percentile 5 over the rounds, the ratio of the least times, percentile 95.
    """
    found = products().parts[f"examples-{rows}"]["times"][f"{kernel}-{share:g}"]
    low, _, high = found["ratio"]
    return low, found["ratio_of_least"], high


def _claim(
    id: str,  # noqa: A002 (the name of the field of Claim)
    kernel: str,
    share: float,
    holds: Callable[[float], bool],
    rows: int = 256,
) -> Claim[tuple[float, float, float]]:
    names = {
        "dense": "the dense product",
        "csr": "the product with compressed rows",
        "compressed": "compressing and multiplying",
        "narrow": "the product without the columns of zeros",
    }
    examples = "one example" if rows == 1 else f"{rows} examples"
    percent = f"{100 * share:.0f}\N{NO-BREAK SPACE}%"
    return Claim(
        id=id,
        sentence=f"With {percent} zeros and {examples}, {names[kernel]} takes {{value}} times as"
        " long as the dense product without zeros.",
        value=lambda: ratio(kernel, share, rows),
        holds=lambda found: holds(found[1]),
        display=lambda found: decimals(found[1]),
        note="The least of many rounds in which all kernels take turns; 1024 inputs and outputs,"
        " float32, one thread of one machine.",
    )


ZEROS: tuple[Claim[Any], ...] = (
    _claim("dense-half", "dense", 0.5, lambda ratio: 0.85 < ratio < 1.15),
    _claim("dense-most", "dense", 0.99, lambda ratio: 0.85 < ratio < 1.15),
    _claim("csr-half", "csr", 0.5, lambda ratio: ratio > 1.5),
    _claim("csr-ninety", "csr", 0.9, lambda ratio: ratio < 1),
    _claim("csr-half-one", "csr", 0.5, lambda ratio: 0.9 < ratio < 1.15, rows=1),
    _claim("csr-ninety-one", "csr", 0.9, lambda ratio: ratio < 0.5, rows=1),
    _claim("dense-half-one", "dense", 0.5, lambda ratio: 0.85 < ratio < 1.15, rows=1),
    _claim("dense-ninety", "dense", 0.9, lambda ratio: 0.85 < ratio < 1.15),
    _claim("dense-ninety-one", "dense", 0.9, lambda ratio: 0.85 < ratio < 1.15, rows=1),
    _claim("compressed-half", "compressed", 0.5, lambda ratio: ratio > 1.5),
    _claim("compressed-ninety", "compressed", 0.9, lambda ratio: ratio < 0.95),
    _claim("compressed-half-one", "compressed", 0.5, lambda ratio: 1.1 < ratio < 2, rows=1),
    _claim("compressed-ninety-one", "compressed", 0.9, lambda ratio: ratio < 0.8, rows=1),
    *(
        _claim(f"narrow-{name}{'-one' if rows == 1 else ''}", "narrow", share, holds, rows)
        for rows in (256, 1)
        for name, share, holds in (
            ("half", 0.5, lambda ratio: ratio < 0.75),
            ("ninety", 0.9, lambda ratio: ratio < 0.3),
        )
    ),
)
"""In the order of the article."""
