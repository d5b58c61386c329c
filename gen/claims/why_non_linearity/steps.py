"""Step units: what they do not squash, and what gradient they do not have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from gen.claims import Claim
from gen.claims.networks import CORNERS, XOR


def _heaviside_refusal() -> str:
    """What autograd says when it is asked for the gradient of `torch.heaviside`; empty if nothing.

    Any other error than its refusal would be a fault of the claim, and passes through.
    """
    z = torch.tensor([-1.0, 1.0], requires_grad=True)
    try:
        torch.autograd.grad(torch.heaviside(z, torch.tensor(1.0)).sum(), z)
    except RuntimeError as error:
        return str(error)
    return ""


def _learning_parameters(bend: Callable[[torch.Tensor], torch.Tensor]) -> tuple[int, int]:
    """How many parameters of a hidden layer get a gradient that is not zero, and of how many.

    The network has two inputs, eight hidden units with the bend and one output; the loss is the
    squared error on XOR.
    """
    generator = torch.Generator().manual_seed(0)

    def normal(*shape: int) -> torch.Tensor:
        return torch.randn(*shape, generator=generator, dtype=torch.float64)

    weight, bias = normal(8, 2).requires_grad_(), normal(8).requires_grad_()
    inputs = torch.tensor(CORNERS, dtype=torch.float64)
    output = bend(inputs @ weight.T + bias) @ normal(8)
    loss = (output - torch.tensor(XOR)).square().mean()
    gradients = torch.cat([each.flatten() for each in torch.autograd.grad(loss, (weight, bias))])
    return int(gradients.count_nonzero()), gradients.numel()


def _step_with_gradient(z: torch.Tensor) -> torch.Tensor:
    """The step, from `torch.sign`, which autograd differentiates."""
    return (torch.sign(z) + 1) / 2


STEPS: tuple[Claim[Any], ...] = (
    Claim(
        id="relu-does-not-squash",
        sentence="ReLU of 100 is {value}.",
        value=lambda: torch.relu(torch.tensor(100.0)).item(),
        holds=lambda value: value == 100,
        display=lambda value: f"{value:g}",
        note="torch.relu of the number.",
    ),
    Claim(
        id="heaviside-refused",
        sentence="Asked for the gradient of torch.heaviside, PyTorch answers: {value}.",
        value=_heaviside_refusal,
        holds=lambda message: "not implemented" in message,
        display=lambda message: f"“{message}”",
        note="torch.autograd.grad through torch.heaviside; the text of the error.",
    ),
    Claim(
        id="step-gradients",
        sentence="With step units, {value} parameters of the hidden layer get a gradient.",
        value=lambda: _learning_parameters(_step_with_gradient),
        holds=lambda found: found == (0, 24),
        display=lambda found: f"{found[0]} of {found[1]}",
        note="Autograd on XOR, random weights; the step is (sign(z) + 1)/2. Nonzero gradients.",
    ),
    Claim(
        id="sigmoid-gradients",
        sentence="With sigmoid units, {value} parameters of the hidden layer get a gradient.",
        value=lambda: _learning_parameters(torch.sigmoid),
        holds=lambda found: found == (24, 24),
        display=lambda found: f"{found[0]} of {found[1]}",
        note="Autograd on XOR, the same random weights as for the step. Nonzero gradients.",
    ),
)
