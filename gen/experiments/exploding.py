"""Gradients that grow from layer to layer: at the start of deep stacks, and in training them."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from gen.experiments.activations import built, named
from gen.experiments.experiment import Experiment, Settings, Values
from gen.experiments.rounding import round_to

Activation = Callable[[Tensor], Tensor]

GAINS = (None, 1.0, 2**0.5, 2.0, 4.0)
"""Scales of the weights: torch's default, then gains of normal weights."""
TRAINED = (None, 2**0.5, 2.0)
"""Those whose stacks are trained."""


def parts() -> dict[str, Settings]:
    """Two questions: how a gradient grows on its way back, and what becomes of training."""
    found: dict[str, Settings] = {}
    for slug in ("identity", "relu"):
        for gain in GAINS:
            one = {"activation": named(slug), "gain": gain, "width": 64}
            start = "torch" if gain is None else f"gain-{gain:.3g}".replace(".", "-")
            found[f"start-{slug}-{start}"] = {
                **one,
                "question": "start",
                "depth": 50,
                "examples": 32,
                "seeds": list(range(32)),
            }
            for clip in (None, 1.0) if gain in TRAINED else ():
                how = "free" if clip is None else "clipped"
                found[f"train-{slug}-{start}-{how}"] = {
                    **one,
                    "question": "train",
                    "width": 32,
                    "depth": 10,
                    "examples": 64,
                    "rates": [0.003, 0.01, 0.03, 0.1, 0.3, 1.0],
                    "steps": 200,
                    "clip": clip,
                    "seeds": list(range(32)),
                }
    return found


def run(settings: Settings) -> Values:
    """What the part's question asks for."""
    if settings["question"] == "start":
        return _start(settings)
    return _training(settings)


# --- at the start ------------------------------------------------------------------------------


def _start(settings: Settings) -> Values:
    """Sizes, as powers of ten, of the gradient by the input of each layer, from the last back.

    It is the root mean square over examples and units, over that at the output; of shape
    (seeds, depth).
    """
    activation = built(settings["activation"])
    found = torch.stack([_growth(settings, activation, seed) for seed in settings["seeds"]])
    bands = torch.quantile(found, torch.tensor([0.05, 0.5, 0.95]).double(), dim=0)
    return {"prefix": round_to(found[:2]), "growth": round_to(bands)}


def _growth(settings: Settings, activation: Activation, seed: int) -> Tensor:
    """Of one stack, in float64, which overflows far later than float32; of shape (depth,)."""
    draws = torch.Generator().manual_seed(seed)
    width = settings["width"]
    h = torch.randn(settings["examples"], width, generator=draws).double().requires_grad_()
    inputs = [h]
    for _ in range(settings["depth"]):
        weights, biases = _drawn(settings["gain"], width, draws)
        inputs.append(activation(inputs[-1] @ weights.double().T + biases.double()))
    back = torch.randn(inputs[-1].shape, generator=draws).double()
    found = torch.autograd.grad(inputs[-1], inputs[:-1], back)
    return torch.stack([_size(one) - _size(back) for one in reversed(found)])


def _size(gradient: Tensor) -> Tensor:
    """The root mean square, as a power of ten; of nothing, one that no stack here comes to."""
    return gradient.square().mean().sqrt().clamp(min=1e-300).log10()


def _drawn(gain: float | None, width: int, draws: torch.Generator) -> tuple[Tensor, Tensor]:
    """Weights and biases as `nn.Linear` draws them, or normal weights with a gain and no biases."""
    if gain is None:
        reach = width**-0.5
        weights = (2 * torch.rand(width, width, generator=draws) - 1) * reach
        return weights, (2 * torch.rand(width, generator=draws) - 1) * reach
    return torch.randn(width, width, generator=draws) * gain * width**-0.5, torch.zeros(width)


# --- in training -------------------------------------------------------------------------------


def _training(settings: Settings) -> Values:
    """What a stack that learns a linear map comes to, for each rate and seed.

    `first`: the norm of the gradient of all weights before the first step. `largest`: the largest
    such norm while it is finite, as a power of ten. `finite`: whether loss and gradient were finite
    at every step. `loss`: the last mean squared error over the first, None if it is not finite.
    """
    rates = torch.tensor(settings["rates"])
    count = len(settings["seeds"])
    weights, biases, x, y = _problem(settings)
    models = [tensor.repeat(len(rates), *[1] * (tensor.dim() - 1)) for tensor in (x, y)]
    x, y = models
    weights = [one.repeat(len(rates), 1, 1).requires_grad_() for one in weights]
    biases = [one.repeat(len(rates), 1, 1).requires_grad_() for one in biases]
    rate = rates.repeat_interleave(count)[:, None, None]
    activation = built(settings["activation"])
    finite = torch.ones(len(rates) * count, dtype=torch.bool)
    norms, losses = [], []
    for _ in range(settings["steps"]):
        loss = _loss(weights, biases, x, y, activation)
        gradients = torch.autograd.grad(loss.sum(), [*weights, *biases])
        squares = [one.double().square().sum(dim=(1, 2)) for one in gradients]
        norm = torch.stack(squares).sum(dim=0).sqrt()
        finite &= torch.isfinite(norm) & torch.isfinite(loss)
        losses.append(loss.detach())
        norms.append(norm)
        factor = scale(norm, settings["clip"])[:, None, None]
        with torch.no_grad():
            for parameter, gradient in zip([*weights, *biases], gradients, strict=True):
                parameter.sub_(rate * factor * gradient)
    shape = (len(rates), count)
    sizes = torch.where(torch.isfinite(torch.stack(norms)), torch.stack(norms), 0).amax(dim=0)
    ends = torch.where(finite, losses[-1] / losses[0], torch.nan)
    prefix = {"first": norms[0].view(shape)[:, :2], "loss": losses[0].view(shape)[:, :2]}
    return {
        "prefix": round_to(prefix),
        "first": round_to(norms[0].view(shape)[0]),
        "largest": round_to(sizes.clamp(min=1e-30).log10().view(shape), 4),
        "finite": finite.view(shape).tolist(),
        "loss": round_to(ends.view(shape), 4),
    }


def _problem(settings: Settings) -> tuple[list[Tensor], list[Tensor], Tensor, Tensor]:
    """Weights and biases of each layer, inputs and targets, with seeds along the first axis.

    The targets are a random orthogonal map of the inputs.
    """
    width, layers, xs, ys = settings["width"], [], [], []
    for seed in settings["seeds"]:
        draws = torch.Generator().manual_seed(seed)
        layers.append([_drawn(settings["gain"], width, draws) for _ in range(settings["depth"])])
        x = torch.randn(settings["examples"], width, generator=draws)
        turn, _ = torch.linalg.qr(torch.randn(width, width, generator=draws))
        xs.append(x)
        ys.append(x @ turn)
    weights = [torch.stack([w.T for w, _ in level]) for level in zip(*layers, strict=True)]
    biases = [torch.stack([b[None] for _, b in level]) for level in zip(*layers, strict=True)]
    return weights, biases, torch.stack(xs), torch.stack(ys)


def _loss(
    weights: list[Tensor], biases: list[Tensor], x: Tensor, y: Tensor, activation: Activation
) -> Tensor:
    """Mean squared errors, of shape (models,); the last layer has no activation."""
    h = x
    for weight, bias in zip(weights[:-1], biases[:-1], strict=True):
        h = activation(torch.baddbmm(bias, h, weight))
    return (torch.baddbmm(biases[-1], h, weights[-1]) - y).square().mean(dim=(1, 2))


def scale(norm: Tensor, clip: float | None) -> Tensor:
    """By what the gradients are multiplied: as `torch.nn.utils.clip_grad_norm_` does, or by 1."""
    if clip is None:
        return torch.ones_like(norm, dtype=torch.float32)
    return (clip / (norm + 1e-6)).clamp(max=1.0).float()


def shorter(settings: Settings) -> Settings:
    """Two seeds, one step."""
    few = {**settings, "seeds": settings["seeds"][:2]}
    return {**few, "steps": 1} if settings["question"] == "train" else few


EXPERIMENT: Experiment = Experiment(
    title="Gradients that explode",
    description=(
        "Stacks of layers of equal width, without an activation or with ReLU, with weights as "
        "`nn.Linear` draws them or normal ones with a gain. How a gradient grows on its way "
        "back through 50 layers of 64 units; and what becomes of stacks of 10 layers of 32 units "
        "that learn an orthogonal map by gradient descent, with and without clipping."
    ),
    parts=parts,
    run=run,
    shorter=shorter,
)
