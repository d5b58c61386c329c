"""torch at one point: the value of a function of a tensor, and its gradient."""

from __future__ import annotations

from collections.abc import Callable

import torch

Tensors = Callable[[torch.Tensor], torch.Tensor]


def value(function: Tensors, point: float, dtype: torch.dtype = torch.float64) -> float:
    """The value at a point, computed in a dtype."""
    with torch.no_grad():
        return float(function(torch.tensor([point], dtype=dtype)).item())


def gradient(function: Tensors, point: float, dtype: torch.dtype = torch.float64) -> float:
    """Autograd's gradient at a point, computed in a dtype."""
    x = torch.tensor([point], dtype=dtype, requires_grad=True)
    (found,) = torch.autograd.grad(function(x).sum(), x)
    return float(found.item())


def value_in_single(function: Tensors, point: float) -> float:
    """The value at a point in float32."""
    return value(function, point, torch.float32)


def gradient_in_single(function: Tensors, point: float) -> float:
    """Autograd's gradient at a point in float32."""
    return gradient(function, point, torch.float32)
