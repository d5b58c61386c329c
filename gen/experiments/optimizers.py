"""Optimizers that step many models at once, and name what torch.optim calls the same rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor, nn


class Stepper(Protocol):
    """One optimizer at work on one tensor."""

    def __call__(self, gradient: Tensor) -> None:
        """Moves the parameters; may overwrite the gradient."""


class Optimizer(Protocol):
    """A rule of torch.optim, for a plain network and for a stack of them."""

    def of_torch(self, network: nn.Module, rate: float) -> torch.optim.Optimizer:
        """torch's own optimizer of a network."""

    def stepper(self, parameters: Tensor, rate: Tensor | float) -> Stepper:
        """The same rule on a tensor; the rate is a number or one for each of its last axis."""


@dataclass(frozen=True)
class Adam:
    """Adam with the defaults of torch: running means of the gradient and of its square."""

    weight_decay: float = 0.0
    first: float = 0.9
    second: float = 0.999
    epsilon: float = 1e-8

    def of_torch(self, network: nn.Module, rate: float) -> torch.optim.Optimizer:
        """torch's own Adam."""
        return torch.optim.Adam(
            network.parameters(),
            lr=rate,
            betas=(self.first, self.second),
            eps=self.epsilon,
            weight_decay=self.weight_decay,
        )

    def stepper(self, parameters: Tensor, rate: Tensor | float) -> Stepper:
        """Adam is element-wise, so one tensor may hold the parameters of many models."""
        mean, square = torch.zeros_like(parameters), torch.zeros_like(parameters)
        root, change = torch.empty_like(parameters), torch.empty_like(parameters)
        rates = torch.as_tensor(rate, dtype=parameters.dtype)
        steps = 0

        def step(gradient: Tensor) -> None:
            nonlocal steps
            steps += 1
            if self.weight_decay:
                gradient = gradient.add_(parameters, alpha=self.weight_decay)
            mean.lerp_(gradient, 1 - self.first)
            square.mul_(self.second).addcmul_(gradient, gradient, value=1 - self.second)
            torch.sqrt(square, out=root)
            root.div_((1 - self.second**steps) ** 0.5).add_(self.epsilon)
            torch.mul(mean, rates / (1 - self.first**steps), out=change)
            parameters.addcdiv_(change, root, value=-1)

        return step


@dataclass(frozen=True)
class SGD:
    """Gradient descent on batches, with momentum as torch has it."""

    momentum: float = 0.0
    weight_decay: float = 0.0

    def of_torch(self, network: nn.Module, rate: float) -> torch.optim.Optimizer:
        """torch's own SGD."""
        return torch.optim.SGD(
            network.parameters(), lr=rate, momentum=self.momentum, weight_decay=self.weight_decay
        )

    def stepper(self, parameters: Tensor, rate: Tensor | float) -> Stepper:
        """The momentum starts as the first gradient, so from zeros it is the same sum."""
        velocity, change = torch.zeros_like(parameters), torch.empty_like(parameters)
        rates = torch.as_tensor(rate, dtype=parameters.dtype)

        def step(gradient: Tensor) -> None:
            if self.weight_decay:
                gradient = gradient.add_(parameters, alpha=self.weight_decay)
            velocity.mul_(self.momentum).add_(gradient)
            torch.mul(velocity, rates, out=change)
            parameters.sub_(change)

        return step
