"""Formulas that are right, and code that is not: what floating point makes of them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from sympy import erf, erfc, exp
from torch.nn import functional

from gen import activation
from gen.balls import ball, compile_expression, lower
from gen.claims.errata.autograd import Tensors, gradient_in_single, value_in_single
from gen.claims.errata.erratum import Erratum, decimal, plain, row, truth
from gen.derivation.zero import is_zero
from gen.primitives import sigmoid

_SMALLEST_NORMAL = float(np.finfo(np.float32).smallest_normal)


@dataclass(frozen=True)
class Results:
    """What two spellings of one function give, and what is right."""

    printed: float
    right: float
    truth: float

    @property
    def error(self) -> float:
        """The relative error of the right spelling."""
        return abs(self.right - self.truth) / abs(self.truth)


def _printed_is_true(seen: Results) -> Results:
    return replace(seen, printed=seen.truth)


def _right_is_off(seen: Results) -> Results:
    return replace(seen, right=seen.right * (1 + 1e-4))


def _tanh_by_exponentials(x: Any) -> Any:
    return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))


def _first_without_tanh() -> dict[str, int]:
    """The first whole numbers at which tanh by exponentials is nan, in float32 and float64."""
    whole = np.arange(1000)
    with np.errstate(over="ignore", invalid="ignore"):
        return {
            name: int(np.isnan(_tanh_by_exponentials(whole.astype(name))).argmax())
            for name in ("float32", "float64")
        }


def _sigmoid_by_exponentials(x: torch.Tensor) -> torch.Tensor:
    return 1 / (1 + torch.exp(-x))


def _slope_by_quotient() -> Results:
    """exp(-z)/(1 + exp(-z))^2 at -800 in float64, and the product of two sigmoids at -700."""
    with np.errstate(over="ignore", invalid="ignore"):
        e = np.exp(np.float64(800))
        quotient = float(e / (1 + e) ** 2)
    z = torch.tensor(-800.0, dtype=torch.float64)
    product = float(torch.sigmoid(z) * torch.sigmoid(-z))
    # The mathematics is right: only the spelling differs.
    equal = is_zero(
        exp(-activation.x) / (1 + exp(-activation.x)) ** 2
        - sigmoid(activation.x) * sigmoid(-activation.x),
        expected=True,
    )
    return Results(quotient, product, 0.0 if equal else math.nan)


@dataclass(frozen=True)
class _Ends:
    """How far the sigmoid stays below 1, and where float32 can no longer tell."""

    gap: float
    """A lower bound of 1 minus the sigmoid at 40."""
    open: bool
    first_one: float


def _sigmoid_ends() -> _Ends:
    """The sigmoid at 40 in ball arithmetic, and the first float32 where torch returns 1."""
    gap = lower(compile_expression(1 - sigmoid(activation.x))({activation.x: ball(40.0)}))
    low, high = np.float32(1), np.float32(40)
    while np.nextafter(low, high) < high:
        middle = np.float32((low + high) / 2)
        reached = torch.sigmoid(torch.tensor(middle)).item() == 1
        low, high = (low, middle) if reached else (middle, high)
    return _Ends(gap, gap > 0, float(high))


def _slope_by_difference() -> Results:
    """The slope of the sigmoid at 17 in float32 by s(1 - s), and by s(x) s(-x)."""
    return Results(
        value_in_single(lambda x: torch.sigmoid(x) * (1 - torch.sigmoid(x)), 17),
        value_in_single(lambda x: torch.sigmoid(x) * torch.sigmoid(-x), 17),
        truth("sigmoid", 17.0, 1),
    )


def _near_zero() -> Results:
    """exp(x) - 1 and expm1(x) at -0.00001 in float32."""
    point = float(np.float32(-1e-5))
    return Results(
        value_in_single(lambda x: torch.exp(x) - 1, point),
        value_in_single(torch.expm1, point),
        truth("elu", point),
    )


def _softmax_of_large() -> dict[str, list[float]]:
    """The softmax of (1000, 1001) by its formula, by torch, and of (0, 1) by its formula."""
    large, small = torch.tensor([1000.0, 1001.0]), torch.tensor([0.0, 1.0])

    def quotient(x: torch.Tensor) -> list[float]:
        shares: list[float] = (torch.exp(x) / torch.exp(x).sum()).tolist()
        return shares

    return {
        "formula": quotient(large),
        "torch": torch.softmax(large, dim=0).tolist(),
        "shifted": quotient(small),
    }


def _softplus_far_out() -> tuple[Results, Results]:
    """log(1 + exp(x)) and torch's softplus in float32, at 89 and at -17."""
    by_logarithm: Tensors = lambda x: torch.log(1 + torch.exp(x))  # noqa: E731 (a form, beside the other)
    high, low = (
        Results(
            value_in_single(by_logarithm, point),
            value_in_single(functional.softplus, point),
            truth("softplus", point),
        )
        for point in (89.0, -17.0)
    )
    return high, low


def _loss_of_confident_mistake() -> dict[str, tuple[float, float]]:
    """Cross-entropy and its gradient at logit 20 for the target 0, in two spellings."""
    target = torch.zeros(1)

    def both(loss: Tensors) -> tuple[float, float]:
        return value_in_single(loss, 20), gradient_in_single(loss, 20)

    return {
        "sigmoid": both(lambda x: functional.binary_cross_entropy(torch.sigmoid(x), target)),
        "logits": both(lambda x: functional.binary_cross_entropy_with_logits(x, target)),
    }


def _gelu_tail() -> Results:
    """GELU at -6 in float32 by 1 + erf, and by erfc."""
    root = math.sqrt(2)
    same = (erfc(-activation.x) - 1 - erf(activation.x)).rewrite(erf).expand() == 0
    return Results(
        value_in_single(lambda x: x / 2 * (1 + torch.erf(x / root)), -6),
        value_in_single(lambda x: x / 2 * torch.erfc(-x / root), -6),
        truth("gelu", -6.0) if same else math.nan,
    )


FLOATING_POINT: tuple[Erratum[Any], ...] = (
    Erratum(
        id="tanh-by-exponentials",
        printed="The quotient is nan from {value} on.",
        right="torch.tanh(100) in float32 is {value}.",
        observe=lambda: (_first_without_tanh(), value_in_single(torch.tanh, 100)),
        as_printed=lambda seen: (dict.fromkeys(seen[0], 0), seen[1]),
        nearly_right=lambda seen: (seen[0], 1 - 2.0**-24),
        fails=lambda seen: 0 < seen[0]["float32"] < seen[0]["float64"],
        holds=lambda seen: seen[1] == 1,
        show_failure=lambda seen: " and ".join(f"{n} in {name}" for name, n in seen[0].items()),
        show_right=lambda seen: decimal(seen[1]),
        note="NumPy at the whole numbers up to 999; torch's tanh at 100. The true value is within"
        " half a unit in the last place of 1.",
    ),
    Erratum(
        id="sigmoid-gradient-by-exp",
        printed="The gradient of 1/(1 + exp(−x)) at −89 in float32 is {value}.",
        right="torch.sigmoid has the gradient {value} there.",
        observe=lambda: (
            gradient_in_single(_sigmoid_by_exponentials, -89),
            gradient_in_single(torch.sigmoid, -89),
        ),
        as_printed=lambda seen: (seen[1], seen[1]),
        nearly_right=lambda seen: (seen[0], 1e-37),
        fails=lambda seen: math.isnan(seen[0]),
        holds=lambda seen: seen[1] == 0 < truth("sigmoid", -89.0, 1) < _SMALLEST_NORMAL,
        show_failure=lambda seen: decimal(seen[0]),
        show_right=lambda seen: decimal(seen[1]),
        note="torch autograd, float32: exp(89) is infinite, and its gradient is infinity times 0."
        " The true slope, by ball arithmetic, is above 0 and below the smallest normal float32.",
    ),
    Erratum(
        id="sigmoid-slope-by-quotient",
        printed="At −800 the quotient in float64 is {value}.",
        right="At −800 the product σ(z)σ(−z) is {value}.",
        observe=_slope_by_quotient,
        as_printed=lambda seen: replace(seen, printed=seen.truth),
        nearly_right=lambda seen: replace(seen, right=math.ulp(0.0)),
        fails=lambda seen: math.isnan(seen.printed),
        holds=lambda seen: seen.right == seen.truth and truth("sigmoid", -800.0, 1) < 1e-300,
        show_failure=lambda seen: decimal(seen.printed),
        show_right=lambda seen: decimal(seen.right),
        note="NumPy and torch, float64. The true slope is smaller than every float64 but 0.",
    ),
    Erratum(
        id="sigmoid-closed-range",
        printed="At 40 the sigmoid is below 1, by {value}.",
        right="In float32 torch's sigmoid is 1 from {value} on.",
        observe=_sigmoid_ends,
        as_printed=lambda seen: replace(seen, gap=0.0, open=False),
        nearly_right=lambda seen: replace(seen, first_one=17.0),
        fails=lambda seen: seen.open and seen.gap > 0,
        holds=lambda seen: abs(seen.first_one - 24 * math.log(2)) < 1e-4,
        show_failure=lambda seen: decimal(seen.gap),
        show_right=lambda seen: decimal(seen.first_one),
        note="A lower bound from ball arithmetic; bisection over the float32 numbers, which ends at"
        " 24 ln 2: there 1 + exp(−x) is rounded to 1.",
    ),
    Erratum(
        id="one-minus-sigmoid",
        printed="At 17 in float32, s(1 − s) is {value}.",
        right="At 17 in float32, σ(x)σ(−x) is {value}.",
        observe=_slope_by_difference,
        as_printed=_printed_is_true,
        nearly_right=_right_is_off,
        fails=lambda seen: seen.printed == 0 < seen.truth,
        holds=lambda seen: seen.error < 1e-6,
        show_failure=lambda seen: decimal(seen.printed),
        show_right=lambda seen: decimal(seen.right),
        note="torch in float32 against the derivative in ball arithmetic.",
    ),
    Erratum(
        id="elu-expm1",
        printed="At −10⁻⁵ in float32, exp(x) − 1 is {value}.",
        right="At −10⁻⁵ in float32, expm1(x) is {value}.",
        observe=_near_zero,
        as_printed=_printed_is_true,
        nearly_right=_right_is_off,
        fails=lambda seen: abs(seen.printed - seen.truth) > 1e-3 * abs(seen.truth),
        holds=lambda seen: seen.error < 1e-6,
        show_failure=lambda seen: f"{seen.printed:.10f}".replace("-", "−"),
        show_right=lambda seen: f"{seen.right:.10f}".replace("-", "−"),
        note="torch in float32 against ball arithmetic at the same float.",
    ),
    Erratum(
        id="softmax-overflow",
        printed="For (1000, 1001) the quotient of exponentials gives {value}.",
        right="torch.softmax of (1000, 1001) is {value}.",
        observe=_softmax_of_large,
        as_printed=lambda seen: seen | {"formula": seen["shifted"]},
        nearly_right=lambda seen: seen | {"torch": [0.269, 0.731]},
        fails=lambda seen: all(map(math.isnan, seen["formula"])),
        holds=lambda seen: np.allclose(seen["torch"], seen["shifted"], rtol=1e-6, atol=0),
        show_failure=lambda seen: row(seen["formula"]),
        show_right=lambda seen: row(seen["torch"]),
        note="torch, float32. The softmax does not change when the same number is taken from all"
        " inputs: torch's result is the formula's at (0, 1).",
    ),
    Erratum(
        id="softplus-by-logarithm",
        printed="In float32, log(1 + exp(x)) at 89 and at −17 is {value}.",
        right="torch.nn.functional.softplus gives {value}.",
        observe=_softplus_far_out,
        as_printed=lambda seen: (_printed_is_true(seen[0]), _printed_is_true(seen[1])),
        nearly_right=lambda seen: (seen[0], _right_is_off(seen[1])),
        fails=lambda seen: math.isinf(seen[0].printed) and seen[1].printed == 0,
        holds=lambda seen: all(each.error < 1e-6 for each in seen),
        show_failure=lambda seen: " and ".join(decimal(each.printed) for each in seen),
        show_right=lambda seen: " and ".join(decimal(each.right) for each in seen),
        note="torch in float32 against ball arithmetic.",
    ),
    Erratum(
        id="loss-after-sigmoid",
        printed="At logit 20 for target 0, loss and gradient behind a sigmoid are {value}.",
        right="The loss on the logit and its gradient are {value}.",
        observe=_loss_of_confident_mistake,
        as_printed=lambda seen: seen | {"sigmoid": seen["logits"]},
        nearly_right=lambda seen: seen | {"logits": (seen["logits"][0], 0.999)},
        fails=lambda seen: seen["sigmoid"][0] > 50 and seen["sigmoid"][1] == 0,
        holds=lambda seen: all(
            abs(a - b) < 1e-6
            for a, b in zip(
                seen["logits"], (truth("softplus", 20.0), truth("sigmoid", 20.0)), strict=True
            )
        ),
        show_failure=lambda seen: " and ".join(map(decimal, seen["sigmoid"])),
        show_right=lambda seen: " and ".join(map(decimal, seen["logits"])),
        note="binary_cross_entropy and binary_cross_entropy_with_logits, float32. The true loss is"
        " softplus(20), its derivative σ(20). torch cuts the logarithm off at −100.",
    ),
    Erratum(
        id="gelu-tail",
        printed="At −6 in float32, the form with 1 + erf gives {value}.",
        right="At −6 in float32, the form with erfc gives {value}.",
        observe=_gelu_tail,
        as_printed=_printed_is_true,
        nearly_right=_right_is_off,
        fails=lambda seen: seen.printed == 0 > seen.truth,
        holds=lambda seen: seen.error < 1e-5,
        show_failure=lambda seen: plain(abs(seen.printed)),
        show_right=lambda seen: decimal(seen.right),
        note="torch's erf and erfc in float32 against ball arithmetic.",
    ),
)
"""In the order of the page."""
