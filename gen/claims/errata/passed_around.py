"""Code that is copied from page to page."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from gen.claims.errata.autograd import gradient_in_single
from gen.claims.errata.erratum import Erratum, decimal, truth

_SAMPLES, _BATCH, _EPOCHS = 96, 16, 4


def _elu_gradients() -> tuple[float, float, float]:
    """The gradients at 89 in float32 of ELU by where, of torch's, and by where with a bound."""
    return (
        gradient_in_single(lambda x: torch.where(x > 0, x, torch.exp(x) - 1), 89),
        gradient_in_single(functional.elu, 89),
        gradient_in_single(lambda x: torch.where(x > 0, x, torch.expm1(x.clamp(max=0))), 89),
    )


def _masked() -> dict[str, float]:
    """z·(z > 0) at minus infinity and at -1, and the maximum with 0."""
    z = np.array([-np.inf, -1.0])
    with np.errstate(invalid="ignore"):
        product = z * (z > 0)
    largest = np.maximum(z, 0)
    return {
        "infinite": float(product[0]),
        "sign": math.copysign(1, product[1]),
        "maximum": float(largest[0]),
        "maximum sign": math.copysign(1, largest[1]),
    }


def _warned() -> dict[str, Any]:
    """What NumPy says to 1/(1 + exp(-z)) at -710, and to a form that asks for the sign first."""
    z = np.array([-710.0, 710.0])
    messages = []
    for spelling in (lambda z: 1 / (1 + np.exp(-z)), _sigmoid_by_sign):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            values = spelling(z)
        messages.append([str(each.message) for each in caught])
    return {"plain": messages[0], "by sign": messages[1], "values": values.tolist()}


def _sigmoid_by_sign(z: Any) -> Any:
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def _kept_gradients() -> dict[str, Any]:
    """What the training loop returns, what it throws away, and a gradient seen from outside."""
    generator = torch.Generator().manual_seed(0)
    inputs = torch.randn(_SAMPLES, 1, generator=generator)
    targets = 3 * inputs - 1
    layer = torch.nn.Linear(1, 1)
    torch.nn.init.zeros_(layer.weight)
    torch.nn.init.zeros_(layer.bias)
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
    grad_hist: list[float] = []
    layer_grad: list[float] = []
    for _ in range(_EPOCHS):
        layer_grad = []
        for batch, wanted in zip(inputs.split(_BATCH), targets.split(_BATCH), strict=True):
            optimizer.zero_grad()
            functional.mse_loss(layer(batch), wanted).backward()
            assert layer.weight.grad is not None
            layer_grad.append(layer.weight.grad.norm().item())
            optimizer.step()
        grad_hist.append(sum(layer_grad) / len(layer_grad))
    return {
        "returned": len(layer_grad),
        "means": len(grad_hist),
        "fell": grad_hist[-1] < grad_hist[0] / 2,
    }


def _flattened() -> dict[str, Any]:
    """The rows of view(-1, 400) for 25 images of 28 by 28, and what flatten says of their size."""
    maps = torch.zeros(25, 16, 4, 4)
    return {"rows": len(maps.view(-1, 16 * 5 * 5)), "kept": tuple(maps.flatten(1).shape)}


PASSED_AROUND: tuple[Erratum[Any], ...] = (
    Erratum(
        id="elu-by-where",
        printed="The gradient at 89 in float32 is {value}.",
        right="torch.nn.functional.elu has the gradient {value} there.",
        observe=_elu_gradients,
        as_printed=lambda seen: (1.0, *seen[1:]),
        nearly_right=lambda seen: (seen[0], 0.999, seen[2]),
        fails=lambda seen: math.isnan(seen[0]),
        holds=lambda seen: seen[1] == seen[2] == truth("elu", 89, 1),
        show_failure=lambda seen: decimal(seen[0]),
        show_right=lambda seen: decimal(seen[1]),
        note="torch autograd, float32. where passes the gradient 0 to the branch not taken, and"
        " there 0 meets the infinite exp(89). With expm1(x.clamp(max=0)) it does not.",
    ),
    Erratum(
        id="relu-by-mask",
        printed="At minus infinity the product is {value}.",
        right="At minus infinity the maximum is {value}.",
        observe=_masked,
        as_printed=lambda seen: seen | {"infinite": 0.0, "sign": 1.0},
        nearly_right=lambda seen: seen | {"maximum sign": -1.0},
        fails=lambda seen: math.isnan(seen["infinite"]) and seen["sign"] < 0,
        holds=lambda seen: seen["maximum"] == 0 and seen["maximum sign"] > 0,
        show_failure=lambda seen: decimal(seen["infinite"]),
        show_right=lambda seen: decimal(seen["maximum"]),
        note="NumPy, float64: the product with the mask, and np.maximum(z, 0). At −1 the product is"
        " a zero with a minus sign.",
    ),
    Erratum(
        id="sigmoid-overflow",
        printed="At −710 in float64 NumPy warns: {value}.",
        right="With the sign asked for first there are {value} warnings.",
        observe=_warned,
        as_printed=lambda seen: seen | {"plain": []},
        nearly_right=lambda seen: seen | {"by sign": seen["plain"]},
        fails=lambda seen: bool(seen["plain"]),
        holds=lambda seen: (
            not seen["by sign"]
            and np.allclose(
                seen["values"], [truth("sigmoid", -710), truth("sigmoid", 710)], rtol=1e-15, atol=0
            )
        ),
        show_failure=lambda seen: f"“{seen['plain'][0]}”",
        show_right=lambda seen: str(len(seen["by sign"])),
        note="NumPy at −710 and 710, float64; the values of the second form against ball"
        " arithmetic.",
    ),
    Erratum(
        id="gradient-history",
        printed="The list that is returned has {value} entries.",
        right="The list of all epochs has {value} entries.",
        observe=_kept_gradients,
        as_printed=lambda seen: seen | {"returned": _EPOCHS},
        nearly_right=lambda seen: seen | {"means": seen["returned"]},
        fails=lambda seen: seen["returned"] == _SAMPLES // _BATCH != _EPOCHS,
        holds=lambda seen: seen["means"] == _EPOCHS and seen["fell"],
        show_failure=lambda seen: str(seen["returned"]),
        show_right=lambda seen: str(seen["means"]),
        note="torch.nn.Linear(1, 1) trained from zero by SGD with rate 0.1 on 96 points of a line:"
        " the norms of the weight's gradient. Their mean falls by more than half.",
    ),
    Erratum(
        id="view-of-other-images",
        printed="Of 25 images it makes {value} rows.",
        right="flatten(1) keeps 25 rows: its result has the shape {value}.",
        observe=_flattened,
        as_printed=lambda seen: seen | {"rows": 25},
        nearly_right=lambda seen: seen | {"kept": (16, 400)},
        fails=lambda seen: seen["rows"] != 25,
        holds=lambda seen: seen["kept"] == (25, 16 * 4 * 4),
        show_failure=lambda seen: str(seen["rows"]),
        show_right=lambda seen: str(seen["kept"]),
        note="A tensor of 25 images with 16 maps of 4 by 4, which is what the two convolutions and"
        " poolings leave of 28 by 28.",
    ),
)
"""In the order of the page."""
