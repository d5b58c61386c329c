"""Many small networks trained as one: each tensor has a last axis along the models.

A network of two dozen units keeps a processor waiting for the interpreter. Side by side, hundreds
of them share each call. Nothing is mixed along the last axis, so each model is trained as if it
were alone: same initial weights, same batches, same rule of torch.optim.

The last axis is the models', since the innermost loop of torch's kernels runs along it. A layer has
2 to 5 inputs: as many calls of `addcmul` over long rows beat a product of matrices this small.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor

from gen.experiments.layers import linear_layers
from gen.experiments.optimizers import Optimizer

Activation = Callable[[Tensor], Tensor]
"""Element-wise, with torch's autograd for its derivative."""
Observer = Callable[[int, "Stack"], None]
"""Called with the number of epochs done, from 0 on, and the stack as it then is."""

_ROWS = 8
"""Points whose gradients are summed last: few enough that they stay in the processor's cache, many
enough that calls are long."""
_BLOCK = 32
"""Points evaluated together, for the same reason."""


class Stack:
    """The parameters of M networks of the same widths, with sigmoid output."""

    def __init__(self, widths: Sequence[int], models: int) -> None:
        """All zero."""
        self.widths = tuple(widths)
        self.models = models
        pairs = list(pairwise(self.widths))
        self.flat = torch.zeros(sum((a + 1) * b for a, b in pairs), models)
        """Every parameter, of shape (parameters, M); the others are views of it."""
        self.weights, self.biases = self.views(self.flat)
        """Per layer, of shape (inputs, outputs, M) and (outputs, M)."""

    def views(self, flat: Tensor) -> tuple[list[Tensor], list[Tensor]]:
        """The parts of a tensor of the shape of `flat` that belong to weights and to biases."""
        weights, biases, start = [], [], 0
        for inputs, outputs in pairwise(self.widths):
            end = start + inputs * outputs
            weights.append(flat[start:end].view(inputs, outputs, self.models))
            biases.append(flat[end : end + outputs])
            start = end + outputs
        return weights, biases

    def model(self, index: int) -> list[tuple[Tensor, Tensor]]:
        """Weight, of shape (outputs, inputs) as torch has it, and bias of each layer of a model."""
        return [
            (weight[..., index].T.clone(), bias[..., index].clone())
            for weight, bias in zip(self.weights, self.biases, strict=True)
        ]


def initial(
    widths: Sequence[int],
    seeds: Sequence[int],
    weight_scale: Tensor | float = 1.0,
    bias_shift: Tensor | float = 0.0,
) -> Stack:
    """Networks as torch initializes them after each seed, with weights scaled and biases shifted.

    Scale and shift are a number or one for each model.
    """
    stack = Stack(widths, len(seeds))
    for index, seed in enumerate(seeds):
        layers = linear_layers(widths, seed)
        for layer, weight, bias in zip(layers, stack.weights, stack.biases, strict=True):
            weight[..., index] = layer.weight.detach().T
            bias[..., index] = layer.bias.detach()
    for weight, bias in zip(stack.weights, stack.biases, strict=True):
        weight.mul_(weight_scale)
        bias.add_(bias_shift)
    return stack


# --- forward -----------------------------------------------------------------------------------


def points_last(x: Tensor) -> Tensor:
    """Points of shape (n, d), shared by all models, as (n, d, 1); those of each model unchanged."""
    return x if x.dim() == 3 else x.unsqueeze(-1)


def affine(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """One layer before its activation, of shape (n, outputs, M)."""
    z = torch.addcmul(bias, x[:, 0:1], weight[0])
    for k in range(1, weight.shape[0]):
        z.addcmul_(x[:, k : k + 1], weight[k])
    return z


def hidden(stack: Stack, x: Tensor, activation: Activation) -> list[Tensor]:
    """What each hidden layer gives for each point, of shape (n, width, M)."""
    outputs = []
    h = points_last(x)
    for weight, bias in zip(stack.weights[:-1], stack.biases[:-1], strict=True):
        h = activation(affine(h, weight, bias))
        outputs.append(h)
    return outputs


def predicted(stack: Stack, x: Tensor, activation: Activation) -> Tensor:
    """The output for each point, a probability, of shape (n, M)."""
    found = []
    for block in torch.split(points_last(x), _BLOCK):
        last = hidden(stack, block, activation)[-1] if len(stack.weights) > 1 else block
        found.append(affine(last, stack.weights[-1], stack.biases[-1])[:, 0].sigmoid_())
    return torch.cat(found)


def measured(p: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """Binary cross-entropy as nn.BCELoss has it, and the share of right outputs; of shape (M,)."""
    target = y.unsqueeze(-1) if y.dim() == 1 else y
    right = (p.round() == target).float().mean(0)
    # A label is 0 or 1, so one logarithm of the probability of the right one is the whole sum.
    chance = torch.where(target > 0.5, p, 1 - p)
    return chance.log_().clamp_(min=-100).mean(0).neg_(), right


# --- backward ----------------------------------------------------------------------------------


def _sum_of_products(a: Tensor, b: Tensor, out: Tensor) -> None:
    """The sum over points of the products of each of (n, i, M) with each of (n, j, M)."""
    a, b = a.unsqueeze(2), b.unsqueeze(1)
    products = a[:_ROWS] * b[:_ROWS]
    for start in range(_ROWS, len(b), _ROWS):
        rows = min(_ROWS, len(b) - start)
        products[:rows].addcmul_(a[start : start + rows], b[start : start + rows])
    torch.sum(products, 0, out=out)


def gradient(stack: Stack, x: Tensor, y: Tensor, activation: Activation, out: Tensor) -> None:
    """The gradient of each model's mean cross-entropy over the points, into a tensor like `flat`.

    `x` is of shape (n, d, 1 or M), `y` of shape (n, 1 or M).
    """
    weights, biases = stack.views(out)
    sums: list[Tensor] = []
    inputs = [x]
    for weight, bias in zip(stack.weights[:-1], stack.biases[:-1], strict=True):
        z = affine(inputs[-1].detach(), weight, bias).requires_grad_()
        sums.append(z)
        with torch.enable_grad():
            inputs.append(activation(z))
    last = affine(inputs[-1].detach(), stack.weights[-1], stack.biases[-1])
    p = last.sigmoid_()
    slope = p * (1 - p)
    # torch's derivative of the loss, times that of the sigmoid: where the slope rounds to zero the
    # product is zero, and not the difference.
    back = (p - y.unsqueeze(1)).div_(slope.clamp(min=1e-12)).mul_(slope).div_(len(x))
    for layer in reversed(range(len(stack.weights))):
        _sum_of_products(inputs[layer].detach(), back, weights[layer])
        torch.sum(back, 0, out=biases[layer])
        if layer:
            by_input = affine_back(back, stack.weights[layer])
            (back,) = torch.autograd.grad(inputs[layer], sums[layer - 1], by_input)


def affine_back(back: Tensor, weight: Tensor) -> Tensor:
    """The derivative by the inputs of a layer, from that by its outputs; (n, inputs, M)."""
    found = back[:, 0:1] * weight[:, 0]
    for k in range(1, weight.shape[1]):
        found.addcmul_(back[:, k : k + 1], weight[:, k])
    return found


# --- training ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Log:
    """What training looked like, after each epoch."""

    loss: Tensor
    """Mean binary cross-entropy over all points after each epoch, of shape (epochs, M)."""
    accuracy: Tensor
    """Share of right outputs over all points after each epoch, of shape (epochs, M)."""
    gradients: Tensor
    """Mean |gradient| by each layer's weights, averaged over the batches of each epoch; of shape
    (epochs, layers, M), or with no epochs where it was not asked for."""


def batches(x: Tensor, y: Tensor, size: int) -> Iterator[tuple[Tensor, Tensor]]:
    """The points in their order, in pieces; the last may be smaller."""
    yield from zip(torch.split(x, size), torch.split(y, size), strict=True)


def train(
    stack: Stack,
    x: Tensor,
    y: Tensor,
    activation: Activation,
    optimizer: Optimizer,
    rate: Tensor | float,
    epochs: int,
    *,
    batch_size: int = 32,
    log_gradients: bool = True,
    log_every: int = 1,
    observe: Observer | None = None,
) -> Log:
    """Trains every model of the stack, in place.

    Points are of shape (n, d), or (n, d, M) if each model has its own; labels of shape (n,) or
    (n, M). The rate is one number, or one for each model. Loss and accuracy are taken every
    `log_every` epochs, and gradients likewise.
    """
    x = points_last(x)
    y = y.unsqueeze(-1) if y.dim() == 1 else y
    pieces = list(batches(x, y, batch_size))
    step = optimizer.stepper(stack.flat, rate)
    found = torch.empty_like(stack.flat)
    sizes, total = torch.empty_like(found), torch.empty_like(found)
    loss, accuracy, gradients = [], [], []
    if observe is not None:
        observe(0, stack)
    for epoch in range(1, epochs + 1):
        logged = epoch % log_every == 0
        total.zero_()
        for some_x, some_y in pieces:
            gradient(stack, some_x, some_y, activation, found)
            if log_gradients and logged:
                total.add_(torch.abs(found, out=sizes))
            step(found)
        if logged:
            entropy, right = measured(predicted(stack, x, activation), y)
            loss.append(entropy)
            accuracy.append(right)
            if log_gradients:
                weights, _ = stack.views(total)
                means = torch.stack([one.mean(dim=(0, 1)) for one in weights])
                gradients.append(means / len(pieces))
        if observe is not None:
            observe(epoch, stack)
    layers = len(stack.weights)
    return Log(
        torch.stack(loss) if loss else torch.empty(0, stack.models),
        torch.stack(accuracy) if accuracy else torch.empty(0, stack.models),
        torch.stack(gradients) if gradients else torch.empty(0, layers, stack.models),
    )
