"""The plain way to train one small network: nn.Module, torch.optim, one batch after another.

A stack of networks is held against this loop, for its numbers and for its time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

import torch
from torch import Tensor, nn

from gen.experiments.layers import linear_layers
from gen.experiments.optimizers import Optimizer
from gen.experiments.stacked import Log


class Network(nn.Module):
    """Affine layers with the activation between them, and a sigmoid at the end."""

    def __init__(self, widths: Sequence[int], seed: int, activation: Callable[[], nn.Module]):
        """torch's default initialization after the seed."""
        super().__init__()
        self.layers = nn.ModuleList(linear_layers(widths, seed))
        self.activations = nn.ModuleList([activation() for _ in widths[2:]])
        self.output = nn.Sigmoid()

    def forward(self, x: Tensor) -> Tensor:
        """Probabilities, of shape (n, 1)."""
        for layer, activation in zip(self.layers, self.activations, strict=False):
            x = activation(layer(x))
        return cast("Tensor", self.output(self.layers[-1](x)))


def train_plainly(
    network: Network,
    x: Tensor,
    y: Tensor,
    optimizer: Optimizer,
    rate: float,
    epochs: int,
    *,
    batch_size: int = 32,
) -> Log:
    """Trains one network in place; points of shape (n, d), labels of shape (n,)."""
    y = y.unsqueeze(-1)
    entropy = nn.BCELoss()
    rule = optimizer.of_torch(network, rate)
    weights = [cast("nn.Linear", layer).weight for layer in network.layers]
    loss, accuracy, gradients = [], [], []
    for _ in range(epochs):
        network.train()
        sizes = []
        for start in range(0, len(x), batch_size):
            p = network(x[start : start + batch_size])
            rule.zero_grad()
            entropy(p, y[start : start + batch_size]).backward()
            sizes.append(
                torch.stack([cast("Tensor", weight.grad).abs().mean() for weight in weights])
            )
            rule.step()
        network.eval()
        with torch.no_grad():
            p = network(x)
            loss.append(entropy(p, y))
            accuracy.append((p.round() == y).float().mean())
        gradients.append(torch.stack(sizes).mean(0))
    return Log(
        torch.stack(loss)[:, None],
        torch.stack(accuracy)[:, None],
        torch.stack(gradients)[..., None],
    )
