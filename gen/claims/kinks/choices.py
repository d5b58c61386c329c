"""What torch returns at every kink and jump of its functions, against its written rule."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import numpy as np
from sympy import Abs, Piecewise, Rational

from gen import oracle
from gen.activation import Kind
from gen.claims import Claim
from gen.claims.functions import derived, entry, pieces, slugs_in_torch
from gen.kinks import LEFT, RIGHT, Kink, kinks, least_norm, shape_around
from gen.lookups import remembered

_BY_HAND = tuple(
    (Fraction(left), Fraction(right))
    for left, right in (("1/4", "1"), ("-1", "1/2"), ("-2", "-1/2"))
)
"""The slopes on both sides of the kinks of an exercise."""

_ALPHAS = (Fraction(-1), Fraction(1, 4), Fraction(1, 2), Fraction(2), Fraction(3))
"""Parameters of ELU, none of them 1, which leaves no kink."""


@remembered
def in_torch() -> Mapping[str, tuple[Kink, ...]]:
    """The kinks and jumps of each function of torch that has any, by its slug, at the defaults."""
    found = {}
    for slug in slugs_in_torch():
        function = entry(slug)
        # No other function has a breakpoint, and to derive them all would take long.
        if function.kind is not Kind.SCALAR:
            continue
        if function.expression.has(Piecewise, Abs):
            at = [kink for kink in kinks(derived(slug), _slopes(slug)) if kink]
            if at:
                found[slug] = tuple(at)
    return MappingProxyType(found)


def _slopes(slug: str) -> tuple[float, ...]:
    """What torch's backward pass returns at each breakpoint at the defaults."""
    exact = {p.symbol: p.exact for p in entry(slug).parameters}
    points = [float(point.point.subs(exact)) for point in derived(slug).breakpoints]
    return tuple(slope for _, slope in _in_torch_at(slug, points))


def _in_torch_at(slug: str, points: Sequence[float]) -> list[tuple[float, float]]:
    """torch's value and slope at each of the points, in float64, at the defaults."""
    found = oracle.in_format(entry(slug), "float64", np.array(points), oracle.PATHS[-1])
    return list(zip(*(values.tolist() for values in found), strict=True))


def _seen_beside() -> bool:
    """Whether torch's values at the float neighbors show each jump, and its slopes each kink."""
    for slug, at in in_torch().items():
        for kink in at:
            ends = [math.nextafter(kink.point, end) for end in (-math.inf, math.inf)]
            before, after = _in_torch_at(slug, ends)
            parted = [abs(b - a) > 0.05 for a, b in zip(before, after, strict=True)]
            if parted[0] != kink.jumps or not (parted[1] or kink.jumps):
                return False
    return True


def _named() -> list[tuple[str, Kink]]:
    return [(entry(slug).name, kink) for slug, at in in_torch().items() for kink in at]


def _counts() -> dict[str, int]:
    """How many functions, kinks and jumps there are, and how many of all keep the rule."""
    found = [kink for _, kink in _named()]
    return {
        "functions": len(in_torch()),
        "kinks": sum(not kink.jumps for kink in found),
        "jumps": sum(kink.jumps for kink in found),
        "kept": sum(kink.keeps_rule for kink in found),
        "settled": sum(kink.shape is not None for kink in found),
    }


def _all(counts: Mapping[str, int]) -> int:
    return counts["kinks"] + counts["jumps"]


def _not_nearest() -> list[str]:
    """The functions that return, at a kink or jump, not the slope that is nearer to 0."""
    return [
        name
        for name, kink in _named()
        if abs(kink.returned) > min(abs(kink.left), abs(kink.right)) + 1e-12
    ]


def _elu(alpha: Fraction) -> Kink:
    """The kink of ELU for a parameter, as torch has it."""
    [point] = derived("elu").breakpoints
    exact = {entry("elu").parameters[0].symbol: Rational(alpha)}
    left, _, right = (float(side.subs(exact)) for side in point.sides[1])
    called = oracle.function(entry("elu"), {"alpha": float(alpha)})
    outcome = oracle.at_points(called, ("x",), np.zeros((1, 1)), oracle.PATHS[-1])
    returned = float(outcome.derivatives["x",][0])
    return Kink(0.0, False, left, right, returned, shape_around(pieces("elu"), 0, exact))


def _elu_as_said(kinks: Mapping[Fraction, Kink]) -> bool:
    """Whether torch returns the left slope, as the rule has it, and has no choice up to 1 alone."""
    return all(
        kink.keeps_rule
        and kink.returned == kink.left
        and kink.shape == ("convex" if 0 <= alpha < 1 else None)
        for alpha, kink in kinks.items()
    )


CHOICES: tuple[Claim[Any], ...] = (
    Claim(
        id="kinks-in-torch",
        sentence="At their defaults torch's activation functions have {value}.",
        value=_counts,
        holds=lambda counts: counts["jumps"] > 0 and _seen_beside(),
        display=lambda counts: (
            f"{counts['kinks']} kinks and {counts['jumps']} jumps, in {counts['functions']}"
            " functions"
        ),
        note="From the derivation of every entry that names a module of torch; each shows in"
        " torch's values or slopes at the two float neighbors.",
    ),
    Claim(
        id="kinks-keep-the-rule",
        sentence="At the defaults torch's value keeps torch's written rule at {value}.",
        value=_counts,
        holds=lambda counts: counts["kept"] == _all(counts),
        display=lambda counts: f"all {_all(counts)} points",
        note="torch's gradient in float64 at each kink and jump against the slopes that the rule"
        " allows there; whether a function is convex around the point follows from its definition.",
    ),
    Claim(
        id="kinks-with-one-answer",
        sentence="At {value} the function is convex or concave around the point, so that the rule"
        " leaves one answer.",
        value=_counts,
        holds=lambda counts: 0 < counts["settled"] < counts["kinks"],
        display=lambda counts: f"{counts['settled']} of the {_all(counts)} points",
        note="From the signs of the jump of f' and of f'' on both sides.",
    ),
    Claim(
        id="kinks-not-nearest",
        sentence="At each kink and jump torch returns the slope of one side, and the one nearer"
        " to 0 except for {value}.",
        value=_not_nearest,
        holds=lambda names: (
            len(names) == 1 and all({LEFT, RIGHT} & set(kink.conventions) for _, kink in _named())
        ),
        display=", ".join,
        note="torch's gradient in float64 at each kink and jump, at the defaults, against the"
        " derived slopes on both sides.",
    ),
    Claim(
        id="elu-keeps-the-rule",
        sentence="At 0 torch returns the left slope of ELU and keeps its rule for α = {value}.",
        value=lambda: {alpha: _elu(alpha) for alpha in _ALPHAS},
        holds=_elu_as_said,
        display=lambda kinks: ", ".join(str(alpha).replace("-", "−") for alpha in kinks),
        note="torch's gradient in float64 against the slopes that the rule allows; the function is"
        " convex around 0 for those from 0 to 1, and neither for the others.",
    ),
    Claim(
        id="least-norms-by-hand",
        sentence="Of the numbers between 1/4 and 1, between −1 and 1/2, and between −2 and −1/2,"
        " {value} are the nearest to 0.",
        value=lambda: [Fraction(least_norm(*map(float, slopes))) for slopes in _BY_HAND],
        holds=lambda norms: all(
            min(slopes) <= norm <= max(slopes)
            and all(
                abs(norm) <= abs(slopes[0] + k * (slopes[1] - slopes[0]) / 64) for k in range(65)
            )
            for norm, slopes in zip(norms, _BY_HAND, strict=True)
        ),
        display=lambda norms: ", ".join(str(norm).replace("-", "−") for norm in norms),
        note="No number of a grid between the two slopes is nearer to 0.",
    ),
)
"""The claims about torch's choices, in the order of the article."""
