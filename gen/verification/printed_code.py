"""Printed code, run in each language: its values, and the checks that it needs beside them.

It must be finite where f is, right in each digit far out, and nan where the input is; at plus and
minus infinity it gives the limit or nan, and the record says which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from math import inf, isfinite, isnan, nan

import numpy as np
from flint import arb
from numpy.typing import NDArray
from sympy import Expr, Wild, preorder_traversal

from gen import code, oracle, v8
from gen.balls import ball, compile_expression, midpoint, upper
from gen.derivation import Derivation, defaults
from gen.primitives import PRIMITIVES
from gen.verification.comparison import Check, Ledger, Point, Sample, quantity
from gen.verification.tolerances import TAIL

Floats = NDArray[np.float64]
Key = tuple[str, ...]
Printed = Callable[[Floats, Mapping[str, float]], Floats]
"""A printed function at points of shape (n, number of inputs), with parameters by their names in
printed code; no parameters mean the printed defaults."""

FAR = (20.0, 36.0, 89.0, 710.0, 1e4)
"""Distances at which saturated terms cancel (20), the normal density is near the smallest numbers
(36), exp overflows in float32 (89) and in float64 (710), and squares of exponents are large."""
OTHER = 1.5
"""The first of two inputs, where the second goes far out."""
LEAST = 1e-300
"""What may be lost to underflow."""
NEAR = 1e-15
"""The distance from a limit, relative to limits above 1, at which a value is the limit."""
WORDS = {-inf: "-inf", inf: "inf"}


def functions(derivation: Derivation, target: code.Target) -> dict[Key, Printed]:
    """The printed functions of one or two numbers by what they are the derivative by."""
    source = code.print_code(derivation, target)
    entry = derivation.entry
    names = code.names(entry, target)
    letters = {(): "f", ("x",): "df", ("x", "x"): "d2f", ("a",): "da", ("b",): "db"}
    keys = {key: letter for key, letter in letters.items() if letter in names}
    if target is code.JAVASCRIPT:
        script = code.script(source, names)
        return {key: partial(_in_javascript, script, letter) for key, letter in keys.items()}
    loaded = code.load(source)
    run = oracle.values if target is code.TORCH else code.values
    return {key: partial(_in_python, run, loaded[names[one]]) for key, one in keys.items()}


def _in_javascript(
    script: str, name: str, points: Floats, parameters: Mapping[str, float]
) -> Floats:
    rows = [[*row, *parameters.values()] for row in points.tolist()]
    return np.array(v8.apply(script, name, rows))


def _in_python(
    run: Callable[..., Floats],
    function: Callable[..., object],
    points: Floats,
    parameters: Mapping[str, float],
) -> Floats:
    return run(partial(function, **parameters), points)


def far_out(derivation: Derivation, target: code.Target, ledger: Ledger) -> dict[str, list[str]]:
    """What code of a function of one or two numbers gives for infinities, after its checks.

    Empty for two numbers. Raises VerificationError where the code is off in the tails, makes a
    number of nan, or gives neither limit nor nan at an infinity.
    """
    printed = functions(derivation, target)
    against = f"the printed {target.title} code"
    found: dict[str, list[str]] = {}
    for key, samples in _tails(derivation).items():
        points = np.array([sample.at.inputs for sample in samples])
        values = printed[key](points, {}).tolist()
        tails = [
            Sample(sample.truth, value, sample.at, allowed=sample.allowed)
            for sample, value in zip(samples, values, strict=True)
        ]
        what = f"{target.title} code of {derivation.entry.identifier}{code.SUFFIXES[key]}"
        ledger.compare(
            quantity(key),
            f"{against}, far out",
            finite(tails, what, derivation.entry.expression, ledger),
            TAIL,
        )
        _keeps_nan(derivation, key, printed[key], against, ledger)
        if derivation.limits is not None:
            name = "f" if key == () else "df"
            found[name] = _at_infinities(derivation, name, printed[key], against, ledger)
    return found


def _tails(derivation: Derivation) -> dict[Key, list[Sample]]:
    """The truths of f and its first derivatives at both zeros and far out, with what is allowed."""
    entry, printed, stable = derivation.entry, derivation.printed, derivation.stable
    at_defaults, names = defaults(entry), tuple(symbol.name for symbol in entry.inputs)
    reach = [0.0, -0.0, *(sign * far for far in FAR for sign in (-1.0, 1.0))]
    rows = [(OTHER, one) if len(names) == 2 else (one,) for one in reach]
    forms = {(): (printed.f, stable.f)} | {
        key: (form, forms[key])
        for one, forms in ((printed.first, stable.first), (printed.second, stable.second))
        for key, form in one.items()
    }
    tiny = float(np.finfo(np.float64).tiny)
    truths: dict[Key, list[arb]] = {}
    for key, pair in forms.items():
        one, other = (compile_expression(form.subs(at_defaults), tiny) for form in pair)
        environments = [
            {symbol: ball(v) for symbol, v in zip(entry.inputs, row, strict=True)} for row in rows
        ]
        # The form that is proved equal, where the printed one cancels in balls too.
        truths[key] = [
            value if float(value.rad()) <= LEAST + NEAR**2 * abs(midpoint(value)) else other(env)
            for value, env in ((one(env), env) for env in environments)
        ]
    result: dict[Key, list[Sample]] = {}
    for key in ((), *printed.first):
        result[key] = []
        for place, row in enumerate(rows):
            size = upper(abs(truths[key][place]))
            for name, value in zip(names, row, strict=True):
                size += abs(value) * upper(abs(truths[tuple(sorted((*key, name)))][place]))
            result[key].append(
                Sample(truths[key][place], nan, Point(names, row), allowed=TAIL.unit * size + LEAST)
            )
    return result


def _keeps_nan(
    derivation: Derivation, key: Key, function: Printed, against: str, ledger: Ledger
) -> None:
    """Nothing, if nan in an input that a form reads gives nan."""
    printed, entry = derivation.printed, derivation.entry
    form = printed.first[key] if key else printed.f
    for place, symbol in enumerate(entry.inputs):
        row = np.full((1, len(entry.inputs)), OTHER)
        row[0, place] = nan
        if form.has(symbol) and not isnan(function(row, {})[0]):
            raise ledger.fail(
                f"check {quantity(key)} against {against} fails at {symbol} = nan: it gives "
                f"{function(row, {})[0]}"
            )


def _at_infinities(
    derivation: Derivation, name: str, function: Printed, against: str, ledger: Ledger
) -> list[str]:
    """What code gives at minus and plus infinity: "limit" or "nan" each."""
    assert derivation.limits is not None
    entry, words = derivation.entry, []
    for at, end in zip((-inf, inf), derivation.limits[name], strict=True):
        (value,) = function(np.array([[at]]), {}).tolist()
        limit = None if end.limit is None else end.limit.subs(defaults(entry))
        if isnan(value):
            words.append("nan")
            continue
        if limit is None:
            right = False
        elif limit.is_infinite:
            right = value == float(limit)
        else:
            right = abs(value - float(limit)) <= NEAR * max(1.0, abs(float(limit)))
        if not right:
            raise ledger.fail(
                f"check {name} against {against} fails at {WORDS[at]}: it gives {value}, and the "
                f"limit is {limit}"
            )
        words.append("limit")
    ledger.note(Check(f"{name} at infinity".replace("df", "f'"), against, 2, 0.0, 1.0, "±inf"))
    return words


def finite(
    samples: Iterable[Sample], what: str, expression: Expr, ledger: Ledger
) -> Iterator[Sample]:
    """The samples, passed on.

    Raises VerificationError with the primitive that helps at the first that is not finite.
    """
    for sample in samples:
        if not isfinite(sample.found):
            raise ledger.fail(
                f"field expression: the {what} gives {sample.found} at {sample.place}, where the "
                f"definition gives {midpoint(sample.truth):.17g}; {cure(expression)}"
            )
        yield sample


def cure(expression: Expr) -> str:
    """The advice with which primitive to write an overflowing expression."""
    z = Wild("z")
    parts = [part for part in preorder_traversal(expression) if isinstance(part, Expr)]
    matching = [
        primitive.cure
        for primitive in PRIMITIVES
        if any(_matches(part, primitive.elementary(z), z) for part in parts if not part.is_Atom)
    ]
    names = matching or [primitive.cure for primitive in PRIMITIVES]
    return "write it with a primitive of gen/primitives.py: " + ", or ".join(names)


def _matches(part: Expr, pattern: Expr, z: Wild) -> bool:
    match = part.match(pattern)
    return bool(match and match[z].free_symbols)
