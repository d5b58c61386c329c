"""The checks of functions of a vector: outputs, Jacobian, second derivatives, printed code."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
from flint import arb
from numpy.typing import NDArray
from sympy import Basic

from gen import code, oracle, v8
from gen.activation import Activation, X, i, k, l, n
from gen.balls import Ball, ball, compile_expression
from gen.derivation import Derivation
from gen.derivation.vector import OUTPUT
from gen.verification import samples
from gen.verification.comparison import Ledger, Point, Sample
from gen.verification.printed_code import finite
from gen.verification.tolerances import BY_ORDER, CODE

Floats = NDArray[np.float64]

INDICES = (i, k, l)
"""The index of the output, and of the inputs that one differentiates by."""
QUANTITIES = ("f", "Jacobian", "second derivatives")


def verify_vector(entry: Activation, derivation: Derivation, ledger: Ledger) -> None:
    """Nothing, after all checks have passed at every vector of the samples."""
    printed = derivation.printed
    forms = [
        compile_expression(form)
        for form in (printed.f, printed.first["k",], printed.second["k", "l"])
    ]
    torch_code = code.load(code.print_code(derivation, code.TORCH))
    function = oracle.function(entry, {}) if entry.torch else torch_code[entry.identifier]
    name = entry.torch or "autograd on the printed PyTorch code"
    for vector in samples.vectors(entry):
        truths = _truths(forms, vector)
        for onednn in (True, False):
            for order, values in enumerate(oracle.of_vector(function, vector, onednn)):
                ledger.compare(
                    QUANTITIES[order],
                    f"{name}, oneDNN {'on' if onednn else 'off'}",
                    _samples(truths[order], values, vector),
                    BY_ORDER[order],
                    order,
                )
        for target in code.TARGETS:
            for order, found in enumerate(_printed(derivation, target, vector)):
                what = f"{target.title} code of {tuple(code.names(entry, target).values())[order]}"
                ledger.compare(
                    QUANTITIES[order],
                    f"the printed {target.title} code",
                    finite(_samples(truths[order], found, vector), what, entry.expression, ledger),
                    CODE[order],
                )


def _printed(derivation: Derivation, target: code.Target, vector: Floats) -> list[Floats]:
    """What printed code gives for f and its Jacobian."""
    source, names = code.print_code(derivation, target), code.names(derivation.entry, target)
    if target is code.JAVASCRIPT:
        script = code.script(source, names)
        return [np.array(v8.apply(script, name, [[vector.tolist()]])) for name in names]
    loaded = code.load(source)
    call_with = oracle.of_array if target is code.TORCH else code.of_array
    return [call_with(loaded[name], vector) for name in names.values()]


Truths = dict[tuple[int, ...], arb]


def _truths(forms: list[Ball], vector: Floats) -> list[Truths]:
    """The enclosures of outputs, Jacobian and, for short vectors, second derivatives."""
    size = len(vector)
    environment: dict[Basic, Any] = {X: [ball(float(v)) for v in vector], n: size}
    result = []
    for order, form in enumerate(forms):
        if order == 2 and size > oracle.LONGEST_FOR_HESSIANS:
            break
        result.append(
            {
                place: form({**environment, **dict(zip(INDICES, place, strict=False))})
                for place in product(range(1, size + 1), repeat=order + 1)
            }
        )
        if order == 0:
            environment[OUTPUT] = list(result[0].values())
    return result


def _samples(truths: Truths, found: Floats, vector: Floats) -> Iterator[Sample]:
    """One sample an entry of `found`, an array indexed by the output first."""
    at = Point((), tuple(vector.tolist()))
    for (place, truth), number in zip(truths.items(), np.ravel(found).tolist(), strict=True):
        yield Sample(truth, number, at, indices=place)
