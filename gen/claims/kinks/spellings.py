"""One function written in several ways: the same values, and other slopes at the kinks."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import torch
from torch.nn import functional

from gen.claims import Claim
from gen.lookups import remembered

_POINTS = (-8.0, -1.5, -0.25, 0.0, 0.25, 1.5, 6.0, 8.0)
"""Where each spelling has to give the values of its function."""


@dataclass(frozen=True)
class _Function:
    """A function with kinks, and code that computes it for a tensor x."""

    f: Callable[[float], float]
    kinks: tuple[float, ...]
    spellings: tuple[str, ...]


_FUNCTIONS: Mapping[str, _Function] = {
    "relu": _Function(
        lambda x: max(x, 0.0),
        (0.0,),
        (
            "torch.relu(x)",
            "F.relu(x)",
            "F.threshold(x, 0, 0)",
            "torch.where(x > 0, x, 0)",
            "torch.where(x >= 0, x, 0)",
            "x * (x > 0)",
            "x * (x >= 0)",
            "x.clamp(min=0)",
            "x.clamp_min(0)",
            "torch.maximum(x, zero)",
            "torch.fmax(x, zero)",
            "torch.stack([x, zero]).amax(dim=0)",
            "torch.stack([x, zero]).max(dim=0).values",
            "torch.stack([zero, x]).max(dim=0).values",
            "(x + x.abs()) / 2",
        ),
    ),
    "abs": _Function(
        abs,
        (0.0,),
        (
            "x.abs()",
            "x * x.sign()",
            "torch.maximum(x, -x)",
            "torch.relu(x) + torch.relu(-x)",
            "torch.where(x > 0, x, -x)",
            "torch.where(x >= 0, x, -x)",
            "(x * x).sqrt()",
            "torch.hypot(x, zero)",
        ),
    ),
    "relu6": _Function(
        lambda x: min(max(x, 0.0), 6.0),
        (0.0, 6.0),
        (
            "F.relu6(x)",
            "F.hardtanh(x, 0, 6)",
            "x.clamp(0, 6)",
            "torch.minimum(torch.maximum(x, zero), zero + 6)",
            "torch.relu(x) - torch.relu(x - 6)",
        ),
    ),
    "leaky": _Function(
        lambda x: max(x, x / 4),
        (0.0,),
        (
            "F.leaky_relu(x, 1 / 4)",
            "torch.where(x > 0, x, x / 4)",
            "torch.where(x >= 0, x, x / 4)",
            "torch.maximum(x, x / 4)",
            "torch.relu(x) - torch.relu(-x) / 4",
            "x.clamp(min=0) + x.clamp(max=0) / 4",
        ),
    ),
}


def _run(code: str, point: float) -> tuple[float, float]:
    """The value of the code at a point, and autograd's slope."""
    x = torch.tensor(point, dtype=torch.float64, requires_grad=True)
    names = {"torch": torch, "F": functional, "x": x, "zero": torch.zeros_like(x)}
    # What the page shows is what runs.
    y = eval(code, names)
    (slope,) = torch.autograd.grad(y, x)
    return y.item(), slope.item()


@remembered
def _slopes(name: str) -> Mapping[str, tuple[float, ...]]:
    """For each spelling of a function, its slopes at the kinks."""
    function = _FUNCTIONS[name]
    return {
        code: tuple(_run(code, point)[1] for point in function.kinks) for code in function.spellings
    }


def _with(name: str, slopes: tuple[float, ...]) -> list[str]:
    """The spellings of a function that have these slopes at its kinks."""
    return [
        code
        for code, found in _slopes(name).items()
        if all(
            a == b or (math.isnan(a) and math.isnan(b)) for a, b in zip(found, slopes, strict=True)
        )
    ]


def _computes(code: str, name: str) -> bool:
    """Whether code gives the function's values, exactly."""
    return all(_run(code, point)[0] == _FUNCTIONS[name].f(point) for point in _POINTS)


def _between(name: str, slopes: tuple[float, ...]) -> bool:
    """Whether each slope lies between those on both sides of its kink."""
    function, step = _FUNCTIONS[name], 0.25
    for kink, slope in zip(function.kinks, slopes, strict=True):
        left = (function.f(kink) - function.f(kink - step)) / step
        right = (function.f(kink + step) - function.f(kink)) / step
        if not min(left, right) <= slope <= max(left, right):
            return False
    return True


def _written(
    id: str,  # noqa: A002 (the name of the field of Claim)
    name: str,
    *slopes: float,
    such_as: str,
    between: bool = True,
) -> Claim[list[str]]:
    """The claim that some spellings of a function have certain slopes at its kinks.

    such_as: one of them, which the article names; between: whether such slopes lie between those
    on both sides.
    """
    title = {"relu": "ReLU", "abs": "|x|", "relu6": "ReLU6", "leaky": "LeakyReLU with slope 1/4"}
    shown = " and ".join(
        "nan" if math.isnan(slope) else str(Fraction(slope)).replace("-", "−") for slope in slopes
    )
    where = " and ".join(f"{kink:g}" for kink in _FUNCTIONS[name].kinks)
    return Claim(
        id=id,
        sentence=f"{title[name]} written as {{value}} has the slope {shown} at {where}.",
        value=lambda: _with(name, slopes),
        holds=lambda codes: (
            such_as in codes
            and all(_computes(code, name) for code in codes)
            and _between(name, slopes) == between
        ),
        display=lambda codes: ", ".join(f"`{code}`" for code in codes),
        note="Each is run by torch in float64, with zero = torch.zeros_like(x): it gives the values"
        " of the function exactly, and autograd's slope is read at the kink.",
    )


def _all_named(name: str) -> bool:
    """Whether the claims below name each spelling of a function."""
    claims = [claim for claim in WRITTEN if claim.id.startswith(f"{name}-written-")]
    named = [code for claim in claims for code in claim.value()]
    return sorted(named) == sorted(_FUNCTIONS[name].spellings)


WRITTEN: tuple[Claim[list[str]], ...] = (
    _written("relu-written-0", "relu", 0.0, such_as="torch.relu(x)"),
    _written("relu-written-half", "relu", 0.5, such_as="torch.maximum(x, zero)"),
    _written("relu-written-1", "relu", 1.0, such_as="x.clamp(min=0)"),
    _written("abs-written-0", "abs", 0.0, such_as="x.abs()"),
    _written("abs-written-minus-1", "abs", -1.0, such_as="torch.where(x > 0, x, -x)"),
    _written("abs-written-1", "abs", 1.0, such_as="torch.where(x >= 0, x, -x)"),
    _written("abs-written-nan", "abs", math.nan, such_as="(x * x).sqrt()", between=False),
    _written("relu6-written-0", "relu6", 0.0, 0.0, such_as="F.relu6(x)"),
    _written("relu6-written-half", "relu6", 0.5, 0.5, such_as=_FUNCTIONS["relu6"].spellings[3]),
    _written("relu6-written-1", "relu6", 1.0, 1.0, such_as="x.clamp(0, 6)"),
    _written("relu6-written-apart", "relu6", 0.0, 1.0, such_as="torch.relu(x) - torch.relu(x - 6)"),
    _written("leaky-written-left", "leaky", 0.25, such_as="F.leaky_relu(x, 1 / 4)"),
    _written("leaky-written-mean", "leaky", 0.625, such_as="torch.maximum(x, x / 4)"),
    _written("leaky-written-right", "leaky", 1.0, such_as="torch.where(x >= 0, x, x / 4)"),
    _written(
        "leaky-written-0",
        "leaky",
        0.0,
        such_as="torch.relu(x) - torch.relu(-x) / 4",
        between=False,
    ),
    _written(
        "leaky-written-sum",
        "leaky",
        1.25,
        such_as="x.clamp(min=0) + x.clamp(max=0) / 4",
        between=False,
    ),
)
"""What was written how, by the slopes."""

SPELLINGS: tuple[Claim[Any], ...] = (
    *WRITTEN,
    Claim(
        id="spellings-tried",
        sentence="{value} pieces of code that compute ReLU, the absolute value, ReLU6 and LeakyReLU"
        " were tried.",
        value=lambda: sum(len(function.spellings) for function in _FUNCTIONS.values()),
        holds=lambda count: all(map(_all_named, _FUNCTIONS)),
        note="Each stands in the tables, in one row.",
    ),
)
"""The claims about code, in the order of the article."""
