"""Verdicts on the cost of computing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gen.claims.verdicts.verdict import Place, Ruling, Verdict
from gen.claims.what_it_costs.times import decimals, in_layer, time
from gen.claims.what_it_costs.zeros import ratio

_SETTING = (
    "No machine and no size are printed. Chosen: torch's modules on 65,536 float32 numbers, one"
    " thread of a processor without a graphics card."
)
ROWS = (256, 1)
"""The numbers of examples in a product."""

_NOTE = "Ratios of the least times of many short bursts, in which all operations take turns."


def _derivatives() -> Mapping[str, float]:
    slugs = ("sigmoid", "tanh", "gelu", "mish")
    return {slug: time(slug, "backward").ratio for slug in slugs}


def _exponentials() -> Mapping[str, float]:
    slugs = ("torch-exp", "sigmoid", "elu")
    found = {slug: time(slug, "forward").ratio for slug in slugs}
    return found | {"layer": in_layer("elu").least / in_layer("linear").least}


def _zeros() -> Mapping[str, Mapping[int, float]]:
    """By kernel and number of examples; those with nine tenths of zeros as `ninety`."""
    kernels = ("dense", "csr", "compressed")
    found = {kernel: {rows: ratio(kernel, 0.5, rows)[1] for rows in ROWS} for kernel in kernels}
    return found | {"ninety": {rows: ratio("csr", 0.9, rows)[1] for rows in ROWS}}


def _no_gain_at_one_half(seen: Mapping[str, Mapping[int, float]]) -> bool:
    return (
        all(abs(seen["dense"][rows] - 1) < 0.1 for rows in ROWS)
        and all(seen[kernel][rows] > 0.9 for kernel in ("csr", "compressed") for rows in ROWS)
        and max(seen["ninety"].values()) < 0.9
    )


def _both(times: Mapping[int, float]) -> str:
    return " and ".join(decimals(times[rows]) for rows in ROWS)


COST: tuple[Verdict[Any], ...] = (
    Verdict(
        id="relu-slope-much-cheaper",
        printed="ReLU has a derivative that is much faster to compute than those of sigmoid and"
        " tanh.",
        setting=_SETTING,
        ruling=Ruling.DOES_NOT_HOLD,
        because="torch takes the slopes of both from their outputs, without an exponential; against"
        " GELU and Mish it would hold",
        observe=_derivatives,
        supports=lambda seen: (
            max(seen["sigmoid"], seen["tanh"]) < 1.5 and min(seen["gelu"], seen["mish"]) > 1.5
        ),
        against=lambda seen: {**seen, "tanh": seen["mish"]},
        otherwise="Had one of the two taken one and a half times as long or more, it would hold"
        " against that one.",
        show=lambda seen: (
            f"Backward, sigmoid takes {decimals(seen['sigmoid'])} times as long as ReLU and tanh"
            f" {decimals(seen['tanh'])} times; but GELU {decimals(seen['gelu'])} and Mish"
            f" {decimals(seen['mish'])} times."
        ),
        note=_NOTE,
        evidence=Place("what-it-costs", "the-derivative"),
    ),
    Verdict(
        id="exponential-slightly-expensive",
        printed="An exponential, as in sigmoid and ELU, is slightly expensive to compute.",
        setting=_SETTING,
        ruling=Ruling.HOLDS,
        because="it takes several times as long as ReLU, and little beside a wide layer",
        observe=_exponentials,
        supports=lambda seen: (
            min(seen["torch-exp"], seen["sigmoid"], seen["elu"]) > 2 and seen["layer"] < 0.5
        ),
        against=lambda seen: {**seen, "sigmoid": 1.0},
        otherwise="Had the exponential cost no more than twice a ReLU, or more than half of a"
        " layer, it would not hold as printed.",
        show=lambda seen: (
            f"Forward, an exponential takes {decimals(seen['torch-exp'])} times as long as ReLU,"
            f" sigmoid {decimals(seen['sigmoid'])} times and ELU {decimals(seen['elu'])} times. ELU"
            f" takes {100 * seen['layer']:.0f}\N{NO-BREAK SPACE}% of the time of a linear layer"
            " with 1024 inputs in front of it."
        ),
        note=_NOTE,
        evidence=Place("what-it-costs", "a-call-a-byte-an-exponential"),
    ),
    Verdict(
        id="zeros-make-inference-faster",
        printed="With half of its outputs zero, ReLU makes a network lighter and faster.",
        setting="No machine and no size are printed. Chosen: products of 256 examples, and of a"
        " single one, with a matrix of 1024 by 1024 weights, float32, one thread; half of the"
        " inputs zero, at random places.",
        ruling=Ruling.DOES_NOT_HOLD,
        because="dense kernels multiply zeros as they do other numbers, and torch's sparse one"
        " gains nothing at one half, only when many more are zero",
        observe=_zeros,
        supports=_no_gain_at_one_half,
        against=lambda seen: {**seen, "csr": seen["ninety"]},
        otherwise="Had one of the kernels taken a tenth less time at one half than the dense"
        " product without zeros, it would hold for that kernel.",
        show=lambda seen: (
            "Beside the dense product without zeros, for 256 examples and for a single one, the"
            f" dense one takes {_both(seen['dense'])} times as long, the one with compressed rows"
            f" {_both(seen['csr'])} times, and {_both(seen['compressed'])} times if the rows have"
            f" to be compressed first. With nine tenths zero, compressed rows take"
            f" {_both(seen['ninety'])} times as long."
        ),
        note=_NOTE,
        evidence=Place("what-it-costs", "do-zeros-make-a-network-faster"),
    ),
)
