"""What autograd keeps of a forward pass for the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from gen.claims import Claim


def kept(function: Callable[[Tensor], Tensor], size: int = 1000) -> float:
    """Bytes that autograd keeps for each element, each storage counted once."""
    storages: dict[int, int] = {}

    def pack(tensor: Tensor) -> Tensor:
        storages[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
        return tensor

    x = torch.randn(size, requires_grad=True)
    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        y = function(x)
    # What stays counted must stay alive, or its place may be given away again.
    del y
    return sum(storages.values()) / size


MEMORY: tuple[Claim[Any], ...] = (
    Claim(
        id="kept-by-kernels",
        sentence="Of ReLU, tanh, SiLU and GELU torch keeps {value} bytes for each number.",
        value=lambda: {
            kept(function)
            for function in (torch.relu, torch.tanh, functional.silu, functional.gelu)
        },
        holds=lambda found: found == {4.0},
        display=lambda found: f"{min(found):.0f}",
        note="Storages that autograd saves, each counted once; float32.",
    ),
    Claim(
        id="kept-by-written-silu",
        sentence="Of x times its sigmoid torch keeps {value} bytes for each number.",
        value=lambda: kept(lambda x: x * torch.sigmoid(x)),
        holds=lambda found: found == 2 * kept(functional.silu),
        display=lambda found: f"{found:.0f}",
        note="The input and the sigmoid; storages that autograd saves, each counted once.",
    ),
)
"""In the order of the article."""
