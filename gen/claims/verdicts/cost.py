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
_NOTE = "Ratios of the least times of many short bursts, in which all operations take turns."


def _derivatives() -> Mapping[str, float]:
    slugs = ("sigmoid", "tanh", "gelu", "mish")
    return {slug: time(slug, "backward").ratio for slug in slugs}


def _exponentials() -> Mapping[str, float]:
    slugs = ("torch-exp", "sigmoid", "elu")
    found = {slug: time(slug, "forward").ratio for slug in slugs}
    return found | {"layer": in_layer("elu").least / in_layer("linear").least}


def _zeros() -> Mapping[str, float]:
    found = {kernel: ratio(kernel, 0.5)[1] for kernel in ("dense", "csr", "compressed")}
    return found | {"single": ratio("compressed", 0.5, 1)[1]}


COST: tuple[Verdict[Any], ...] = (
    Verdict(
        id="relu-slope-much-cheaper",
        printed="ReLU has a derivative that is much faster to compute than those of sigmoid and"
        " tanh.",
        setting=_SETTING,
        ruling=Ruling.DOES_NOT_HOLD,
        because="torch takes the slopes of both from their outputs, without an exponential",
        observe=_derivatives,
        supports=lambda seen: seen["sigmoid"] < 1.5 and seen["tanh"] < 1.5,
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
        because="many times a comparison, and little beside a wide layer",
        observe=_exponentials,
        supports=lambda seen: min(seen["torch-exp"], seen["elu"]) > 2 and seen["layer"] < 0.5,
        against=lambda seen: {**seen, "torch-exp": 1.0},
        otherwise="Had the exponential cost no more than twice a ReLU, or more than half of a"
        " layer, it would not hold as printed.",
        show=lambda seen: (
            f"Forward, an exponential takes {decimals(seen['torch-exp'])} times as long as ReLU,"
            f" sigmoid {decimals(seen['sigmoid'])} times and ELU {decimals(seen['elu'])} times. ELU"
            f" takes {100 * seen['layer']:.2g}\N{NO-BREAK SPACE}% of the time of a linear layer"
            " with 1024 inputs in front of it."
        ),
        note=_NOTE,
        evidence=Place("what-it-costs", "a-call-a-byte-an-exponential"),
    ),
    Verdict(
        id="zeros-make-inference-faster",
        printed="With half of its outputs zero, ReLU makes a network lighter and faster.",
        setting="No machine and no size are printed. Chosen: products of 256 rows with a matrix of"
        " 1024 by 1024 weights, float32, one thread; half of the inputs zero, at random places.",
        ruling=Ruling.DOES_NOT_HOLD,
        because="dense kernels multiply zeros as they do other numbers, and torch's sparse one is"
        " slower at one half",
        observe=_zeros,
        supports=lambda seen: min(seen.values()) > 0.9,
        against=lambda seen: {**seen, "csr": 1 / seen["csr"]},
        otherwise="Had one of the kernels taken a tenth less time than the dense product without"
        " zeros, it would hold for that kernel.",
        show=lambda seen: (
            f"Beside the dense product without zeros, the dense one takes {seen['dense']:.2f} times"
            f" as long, the one with compressed rows {decimals(seen['csr'])} times, and"
            f" {decimals(seen['compressed'])} times if the rows have to be compressed first; for a"
            f" single example that is {seen['single']:.2f} times."
        ),
        note=_NOTE,
        evidence=Place("what-it-costs", "do-zeros-make-a-network-faster"),
    ),
)
