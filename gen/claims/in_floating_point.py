"""The claims of the article "In floating point"."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sympy import Rational, Symbol, erf, erfc, expand_log, log, sqrt, tanh
from torch.nn import functional

from gen.activation import x
from gen.claims import Claim
from gen.claims.functions import at, derived, expression
from gen.claims.identity import identity
from gen.lookups import remembered
from gen.precision import FORMATS
from gen.primitives import elementary, sigmoid
from gen.typography import scientific, short

Floats = NDArray[np.float64]
Tensors = Callable[[torch.Tensor], torch.Tensor]

_FORMATS = {one.dtype: one for one in FORMATS}
_MANY = 64
"""From so many numbers on, torch's vector kernel does the work."""
_POSITIVE = Symbol("x", positive=True)

gelu_tanh = partial(functional.gelu, approximate="tanh")


def _slopes(function: Tensors, dtype: str, points: Floats) -> Floats:
    """torch's derivative at numbers of a format, of shape (n,)."""
    tensor = torch.from_numpy(points).to(getattr(torch, dtype)).requires_grad_()
    (gradient,) = torch.autograd.grad(function(tensor).sum(), tensor)
    return np.asarray(gradient.double().numpy())


def _value(function: Tensors, dtype: str, point: float) -> float:
    """torch's value at a number of a format, by its vector kernel."""
    return float(function(torch.full((_MANY,), point, dtype=getattr(torch, dtype)))[0])


@remembered
def _first_zero(function: Tensors, dtype: str) -> float:
    """The number of a 16-bit format from which on every derivative is exactly 0."""
    positive = _FORMATS[dtype].points
    positive = positive[positive > 0]
    slopes = _slopes(function, dtype, positive)
    return float(positive[np.flatnonzero(slopes)[-1] + 1])


def _next_number(dtype: str, threshold: float) -> float:
    """The least number of a 16-bit format that is not below a threshold."""
    points = _FORMATS[dtype].points
    return float(points[np.searchsorted(points, threshold)])


def _half_unit_below_one(dtype: str) -> float:
    """The distance from 1 within which numbers below it are rounded to it."""
    return 2.0 ** -(_FORMATS[dtype].precision + 1)


def _tanh_zero(dtype: str) -> tuple[float, float]:
    """Where tanh' is 0 in torch, and where tanh is first rounded to 1."""
    edge = math.atanh(1 - _half_unit_below_one(dtype))
    return _first_zero(torch.tanh, dtype), _next_number(dtype, edge)


def _sigmoid_zero(dtype: str) -> tuple[float, float]:
    """The same for the sigmoid."""
    half = _half_unit_below_one(dtype)
    return _first_zero(torch.sigmoid, dtype), _next_number(dtype, math.log((1 - half) / half))


def _softsign_zero() -> tuple[float, float]:
    """Where softsign' is 0 for good in bfloat16, and what torch gives just before."""
    first = _first_zero(functional.softsign, "bfloat16")
    points = _FORMATS["bfloat16"].points
    before = points[np.searchsorted(points, first) - 1]
    return first, float(_slopes(functional.softsign, "bfloat16", np.array([before]))[0])


def _gelu_far_left() -> tuple[float, float, float]:
    """GELU at -6 in float32: by torch, by 1 + erf, and the true value."""
    spelled = _value(lambda z: z / 2 * (1 + torch.erf(z / math.sqrt(2))), "float32", -6.0)
    return _value(functional.gelu, "float32", -6.0), spelled, at("gelu", -6)


def _tanhshrink_near_zero() -> tuple[float, float]:
    """Tanhshrink in float16 at 1/64: by torch, and the true value."""
    return _value(functional.tanhshrink, "float16", 1 / 64), at("tanhshrink", Rational(1, 64))


def _series_error() -> float:
    """The relative error of two terms of the series of x - tanh x at 1/16."""
    series = expression("tanhshrink").series(x, 0, 6).removeO()
    truth = at("tanhshrink", Rational(1, 16))
    return abs(float(series.subs(x, Rational(1, 16))) - truth) / truth


def _nan_from() -> tuple[float, float, float]:
    """The square root of 2 to the 128, and the gradient of GELU-tanh just below it and at it."""
    edge = 2.0**64
    below = float(np.nextafter(np.float32(edge), np.float32(0)))
    slopes = _slopes(gelu_tanh, "float32", np.repeat([below, edge], _MANY))
    return edge, float(slopes[0]), float(slopes[-1])


def _last_finite_hardswish() -> tuple[float, float]:
    """The largest float32 whose hardswish torch can tell, and a sixth of the largest float32."""
    low, high = np.float32(1e37), np.float32(1e38)
    while (middle := np.float32(float(low) / 2 + float(high) / 2)) not in (low, high):
        if math.isfinite(_value(functional.hardswish, "float32", float(middle))):
            low = middle
        else:
            high = middle
    return float(low), _FORMATS["float32"].largest / 6


def _sigmoid_gone_left() -> tuple[float, float, float]:
    """Where torch's sigmoid becomes 0 on the left in float32, and its true value there.

    The third number is minus the logarithm of the largest float32.
    """
    low, high = np.float32(-90), np.float32(-80)
    while (middle := np.float32((float(low) + float(high)) / 2)) not in (low, high):
        if _value(torch.sigmoid, "float32", float(middle)) == 0:
            low = middle
        else:
            high = middle
    return float(low), at("sigmoid", float(low)), -math.log(_FORMATS["float32"].largest)


def _silu_crossing() -> tuple[float, float]:
    """The largest error of torch's SiLU' near its zero in float32: in ULPs, and absolute."""
    points = np.linspace(-1.2786, -1.2783, _MANY).astype(np.float32).astype(np.float64)
    truth = np.array([at("silu", one, order=1) for one in points.tolist()])
    error = np.abs(_slopes(functional.silu, "float32", points) - truth)
    return float((error / _FORMATS["float32"].ulp(truth)).max()), float(error.max())


def _without_cancellation() -> float:
    """The largest error in ULPs of 4 s(2x) s(-2x) in bfloat16, where tanh' is a normal number."""
    form = _FORMATS["bfloat16"]
    points = form.points[(form.points >= 0) & (form.points <= 40)]
    z = torch.from_numpy(points).to(torch.bfloat16)
    computed = (4 * torch.sigmoid(2 * z) * torch.sigmoid(-2 * z)).double().numpy()
    truth = 1 / np.cosh(points) ** 2
    return float((np.abs(computed - truth) / form.ulp(truth)).max())


def _tanh_saturates_float16() -> tuple[float, float, float]:
    """Where tanh' becomes 0 in float16: the inequality, the next number, and torch."""
    edge = float(log(2**13 - 1) / 2)
    return edge, *_tanh_zero("float16")


CLAIMS: tuple[Claim[Any], ...] = (
    Claim(
        id="tanh-slope-zero-bfloat16",
        sentence="In bfloat16 torch's gradient of tanh is exactly 0 from {value} on.",
        value=lambda: _tanh_zero("bfloat16"),
        holds=lambda found: found[0] == found[1],
        display=lambda found: short(found[0]),
        note="Autograd at every positive number of the format; it is the first one that is not"
        " below atanh(1 - 2⁻⁹), from which on tanh is rounded to 1.",
    ),
    Claim(
        id="tanh-slope-lost-bfloat16",
        sentence="Where torch's gradient of tanh becomes 0 in bfloat16, the slope is {value}.",
        value=lambda: at("tanh", _first_zero(torch.tanh, "bfloat16"), order=1),
        holds=lambda slope: slope > 1e30 * float(_FORMATS["bfloat16"].ulp(np.zeros(1))[0]),
        display=lambda slope: f"{slope:.2g}",
        note="Arb; more than 10³⁰ times the least positive number of bfloat16.",
    ),
    Claim(
        id="sigmoid-slope-zero-bfloat16",
        sentence="In bfloat16 torch's gradient of the sigmoid is exactly 0 from {value} on.",
        value=lambda: _sigmoid_zero("bfloat16"),
        holds=lambda found: found[0] == found[1],
        display=lambda found: short(found[0]),
        note="Autograd at every positive number of the format; it is the first one that is not"
        " below log(2⁹ - 1), from which on the sigmoid is rounded to 1.",
    ),
    Claim(
        id="sigmoid-slope-lost-bfloat16",
        sentence="Where torch's gradient of the sigmoid becomes 0 in bfloat16, the slope is"
        " {value}.",
        value=lambda: at("sigmoid", _first_zero(torch.sigmoid, "bfloat16"), order=1),
        holds=lambda slope: slope > 1e30 * float(_FORMATS["bfloat16"].ulp(np.zeros(1))[0]),
        display=lambda slope: f"{slope:.2g}",
        note="Arb; more than 10³⁰ times the least positive number of bfloat16.",
    ),
    identity(
        id="sigmoid-slope-without-difference",
        sentence="The slope of the sigmoid without a difference: {value}.",
        left=lambda: sigmoid(x) * (1 - sigmoid(x)),
        right=lambda: sigmoid(x) * sigmoid(-x),
    ),
    identity(
        id="tanh-slope-without-difference",
        sentence="The slope of tanh without a difference: {value}.",
        left=lambda: 1 - tanh(x) ** 2,
        right=lambda: 4 * sigmoid(2 * x) * sigmoid(-2 * x),
    ),
    Claim(
        id="tanh-slope-product-error",
        sentence="In bfloat16 the product is off by at most {value} ULP.",
        value=_without_cancellation,
        holds=lambda ulps: ulps < 3,
        display=lambda ulps: f"{ulps:.2g}",
        note="At every number of bfloat16 from 0 to 40, against 1/cosh² in float64; each of the"
        " five operations rounds.",
    ),
    identity(
        id="gelu-by-erfc",
        sentence="GELU with the complementary error function: {value}.",
        left=lambda: (x / 2 * erfc(-x / sqrt(2))).rewrite(erf),
        right=lambda: elementary(expression("gelu")),
        left_tex=r"\frac{x}{2} \operatorname{erfc}\Bigl(-\frac{x}{\sqrt{2}}\Bigr)",
        right_tex=r"\frac{x}{2} \Bigl(1 + \operatorname{erf} \frac{x}{\sqrt{2}}\Bigr)",
    ),
    identity(
        id="gelu-tanh-gate",
        sentence="The gate of GELU's tanh form without a sum that cancels: {value}.",
        left=lambda: (1 + tanh(x)) / 2,
        right=lambda: sigmoid(2 * x),
        left_tex=r"\frac{1 + \tanh x}{2}",
    ),
    Claim(
        id="gelu-far-left",
        sentence="In float32 torch's GELU of −6 is 0 in place of {value}.",
        value=_gelu_far_left,
        holds=lambda found: found[0] == found[1] == 0 > found[2],
        display=lambda found: scientific(found[2]).replace("-", "−"),
        note="torch.nn.functional.gelu and x/2 (1 + erf(x/√2)) in float32, and Arb.",
    ),
    identity(
        id="tanhshrink-slope-twice-subtracted",
        sentence="The slope of Tanhshrink is a square: {value}.",
        left=lambda: 1 - (1 - tanh(x) ** 2),
        right=lambda: derived("tanhshrink").printed.first[("x",)],
        left_tex=r"1 - (1 - \tanh^2 x)",
    ),
    Claim(
        id="tanhshrink-lost-float16",
        sentence="In float16 torch's Tanhshrink of 1/64 is 0 in place of {value}.",
        value=_tanhshrink_near_zero,
        holds=lambda found: (
            found[0] == 0 and found[1] > 10 * float(_FORMATS["float16"].ulp(np.zeros(1))[0])
        ),
        display=lambda found: scientific(found[1]),
        note="torch.nn.functional.tanhshrink in float16, and Arb.",
    ),
    Claim(
        id="tanhshrink-series-error",
        sentence="At 1/16 two terms of the series of Tanhshrink have a relative error of {value}.",
        value=_series_error,
        holds=lambda error: error < 2**-16,
        display=scientific,
        note="The series of SymPy, against Arb; the error falls with the fourth power of x.",
    ),
    Claim(
        id="gelu-tanh-slope-nan",
        sentence="From {value} on the gradient of the tanh form is nan in float32 and bfloat16.",
        value=_nan_from,
        holds=lambda found: found[1] == 1 and math.isnan(found[2]),
        display=lambda found: scientific(found[0]),
        note="2⁶⁴. torch's gradient there is nan, and 1 at the float32 before it.",
    ),
    Claim(
        id="hardswish-last-finite",
        sentence="The largest float32 of which torch's Hardswish is finite is {value}.",
        value=_last_finite_hardswish,
        holds=lambda found: math.isclose(*found, rel_tol=1e-6),
        display=lambda found: scientific(found[0]),
        note="By bisection; a sixth of the largest float32, to six digits.",
    ),
    identity(
        id="softsign-slope-of-product",
        sentence="Right of 0 the slope of Softsign by the product rule: {value}.",
        left=lambda: 1 / (1 + _POSITIVE) - _POSITIVE / (1 + _POSITIVE) ** 2,
        right=lambda: 1 / (1 + _POSITIVE) ** 2,
    ),
    Claim(
        id="softsign-slope-zero-bfloat16",
        sentence="In bfloat16 torch's gradient of Softsign is 0 for many inputs, and for all large"
        " ones from {value} on.",
        value=_softsign_zero,
        holds=lambda found: 172 < found[0] < 1e6 and found[1] != 0,
        display=lambda found: short(found[0]),
        note="Autograd at every positive number of the format.",
    ),
    Claim(
        id="sigmoid-gone-left",
        sentence="In float32 torch's sigmoid is 0 up to {value}.",
        value=_sigmoid_gone_left,
        holds=lambda found: math.isclose(found[0], found[2], rel_tol=1e-6) and found[1] > 0,
        display=lambda found: short(found[0]),
        note="By bisection; minus the logarithm of the largest float32.",
    ),
    Claim(
        id="sigmoid-gone-left-true",
        sentence="The true value there is {value}.",
        value=_sigmoid_gone_left,
        holds=lambda found: 2**-149 < found[1] < 2**-126,
        display=lambda found: scientific(found[1]),
        note="Arb: below the least normal float32, above the least float32 of all.",
    ),
    Claim(
        id="silu-crossing-ulps",
        sentence="Near the lowest point of SiLU torch's gradient in float32 is off by {value} ULPs"
        " and more.",
        value=_silu_crossing,
        holds=lambda found: found[0] > 1000,
        display=lambda found: scientific(found[0]),
        note="At 64 numbers around the zero of SiLU', against Arb.",
    ),
    Claim(
        id="silu-crossing-absolute",
        sentence="The same errors are at most {value}.",
        value=_silu_crossing,
        holds=lambda found: found[1] < 2**-24,
        display=lambda found: scientific(found[1]),
        note="At the same numbers; half a unit in the last place of 1 is 6.0 × 10⁻⁸.",
    ),
    Claim(
        id="tanh-slope-edge-float16",
        sentence="In float16 tanh is rounded to 1 from {value} on.",
        value=_tanh_saturates_float16,
        holds=lambda found: found[1] == found[2] >= found[0] > found[2] - 2**-8,
        display=lambda found: f"{found[0]:.5f}",
        note="Half the logarithm of 2¹³ - 1; torch's gradient is 0 from the next number on.",
    ),
    identity(
        id="atanh-of-edge",
        sentence="The equation tanh x = 1 - 2⁻¹² solved: {value}.",
        left=lambda: expand_log(log(Rational(2**13 - 1)) / 2),
        right=lambda: log((1 + (1 - Rational(1, 2**12))) / (1 - (1 - Rational(1, 2**12)))) / 2,
        left_tex=r"\tfrac{1}{2} \log(2^{13} - 1)",
        right_tex=r"\operatorname{artanh}(1 - 2^{-12})",
    ),
)
"""All of them, in the order of the article."""
