"""What noise on the inputs does to trained networks, and to their units that are switched off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from gen.experiments.activations import built, named
from gen.experiments.experiment import Experiment, Settings, Values
from gen.experiments.images import FILES, Images, load
from gen.experiments.layers import linear_layers
from gen.experiments.optimizers import Adam
from gen.experiments.rings import rings
from gen.experiments.rounding import round_to
from gen.experiments.stacked import Stack, affine, initial, points_last, train

Activation = Callable[[Tensor], Tensor]

SLUGS = ("relu", "elu", "selu", "gelu", "tanh")
SLOPES = (0.01, 0.1)
"""Of the leaky ReLUs."""


def parts() -> dict[str, Settings]:
    """One part for each task and activation."""
    activations = {slug: named(slug) for slug in SLUGS}
    for slope in SLOPES:
        key = f"leakyrelu-{slope:g}".replace(".", "-")
        activations[key] = named("leakyrelu", negative_slope=slope)
    found: dict[str, Settings] = {}
    for key, activation in activations.items():
        found[f"rings-{key}"] = {
            "task": "rings",
            "activation": activation,
            "widths": [2, 16, 16, 1],
            "rate": 0.01,
            "epochs": 60,
            "batch_size": 50,
            "noise": [0.0, 0.1, 0.2, 0.3, 0.4],
            "seeds": list(range(32)),
        }
        found[f"images-{key}"] = {
            "task": "images",
            "activation": activation,
            "widths": [784, 128, 64, 10],
            "rate": 0.001,
            "epochs": 3,
            "batch_size": 256,
            "pictures": 30000,
            "noise": [0.0, 0.1, 0.2, 0.3, 0.4],
            "seeds": list(range(8)),
        }
    return found


def run(settings: Settings) -> Values:
    """Accuracy at each noise, of shape (noises, seeds), and numbers about each hidden layer.

    `passed` is of shape (noises other than 0, layers, seeds), those of `_levels` of shape
    (layers, seeds). `prefix` has losses at the start.
    """
    found = _on_rings(settings) if settings["task"] == "rings" else _on_images(settings)
    start: Tensor = found.pop("start")
    return {"prefix": round_to(start[:, :1]), **round_to(found)}


# --- rings -------------------------------------------------------------------------------------

_NEW = 1000
"""What the seeds of the points that test a network are greater by than those it learned."""


def _on_rings(settings: Settings) -> dict[str, Any]:
    """Many networks as one stack; new points of the same rings test them."""
    seeds, activation = settings["seeds"], built(settings["activation"])
    stack = initial(settings["widths"], seeds)
    log = train(
        stack,
        *_points(seeds, 0),
        activation,
        Adam(),
        settings["rate"],
        settings["epochs"],
        batch_size=settings["batch_size"],
        log_gradients=False,
    )
    x, y = _points(seeds, _NEW)
    draws = torch.Generator().manual_seed(0)
    noise = torch.randn(x.shape, generator=draws)
    clean = _sums(stack, x, activation)
    accuracy, units = [], []
    for size in settings["noise"]:
        noisy = _sums(stack, x + size * noise, activation)
        right = (noisy[-1][:, 0] > 0) == (y > 0.5)
        accuracy.append(right.float().mean(dim=0))
        if size:
            units.append([passed(z, w, activation) for z, w in _pairs(clean, noisy)])
    return {
        "start": log.loss[:1],
        "accuracy": torch.stack(accuracy),
        "passed": torch.stack([torch.stack(layers) for layers in units]),
        **_levels([activation(z) for z in clean[:-1]], clean[:-1]),
    }


def _points(seeds: list[int], offset: int) -> tuple[Tensor, Tensor]:
    """Points of shape (1000, 2, seeds) and labels, new ones for another offset."""
    points, labels = zip(*(rings(seed + offset) for seed in seeds), strict=True)
    return torch.stack(points, dim=-1), torch.stack(labels, dim=-1)


def _sums(stack: Stack, x: Tensor, activation: Activation) -> list[Tensor]:
    """The weighted sums of each layer, of shape (points, units, models)."""
    found: list[Tensor] = []
    h = points_last(x)
    for weight, bias in zip(stack.weights, stack.biases, strict=True):
        found.append(affine(h, weight, bias))
        h = activation(found[-1])
    return found


# --- images ------------------------------------------------------------------------------------


def _on_images(settings: Settings) -> dict[str, Any]:
    """One network after another; the test pictures test them."""
    training, test = load()
    x, labels = _pixels(training), torch.tensor(training.labels)
    known, right = _pixels(test), torch.tensor(test.labels)
    found: dict[str, list[Tensor]] = {}
    for seed in settings["seeds"]:
        draws = torch.Generator().manual_seed(seed)
        layers = linear_layers(settings["widths"], seed)
        activation = built(settings["activation"])
        start = _train(layers, activation, x, labels, settings, draws)
        with torch.no_grad():
            one = _tested(layers, activation, known, right, settings, draws)
        for key, value in {"start": start, **one}.items():
            found.setdefault(key, []).append(value)
    return {key: torch.stack(values, dim=-1) for key, values in found.items()}


def _pixels(images: Images) -> Tensor:
    """Gray values between 0 and 1, of shape (pictures, 784)."""
    return torch.tensor(images.pixels).float() / 255


def _train(
    layers: list[nn.Linear],
    activation: Activation,
    x: Tensor,
    labels: Tensor,
    settings: Settings,
    draws: torch.Generator,
) -> Tensor:
    """The losses of the first five steps; the layers are trained in place."""
    parameters = [parameter for layer in layers for parameter in layer.parameters()]
    optimizer = torch.optim.Adam(parameters, lr=settings["rate"])
    losses = []
    for _ in range(settings["epochs"]):
        order = torch.randperm(len(x), generator=draws)[: settings["pictures"]]
        for batch in torch.split(order, settings["batch_size"]):
            output = _through(layers, activation, x[batch])[-1]
            loss = nn.functional.cross_entropy(output, labels[batch])
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call] # torch has no type for it
            optimizer.step()
            losses.append(loss.detach())
    return torch.stack(losses[:5])


def _through(layers: list[nn.Linear], activation: Activation, x: Tensor) -> list[Tensor]:
    """The weighted sums of each layer, of shape (examples, units)."""
    found = [layers[0](x)]
    for layer in layers[1:]:
        found.append(layer(activation(found[-1])))
    return found


def _tested(
    layers: list[nn.Linear],
    activation: Activation,
    x: Tensor,
    labels: Tensor,
    settings: Settings,
    draws: torch.Generator,
) -> dict[str, Tensor]:
    noise = torch.randn(x.shape, generator=draws)
    clean = _through(layers, activation, x)
    accuracy, units = [], []
    for size in settings["noise"]:
        noisy = _through(layers, activation, x + size * noise)
        accuracy.append((noisy[-1].argmax(dim=1) == labels).float().mean())
        if size:
            units.append(torch.stack([passed(z, w, activation) for z, w in _pairs(clean, noisy)]))
    levels = _levels([activation(z) for z in clean[:-1]], clean[:-1])
    return {"accuracy": torch.stack(accuracy), "passed": torch.stack(units), **levels}


# --- units -------------------------------------------------------------------------------------


def _pairs(clean: list[Tensor], noisy: list[Tensor]) -> list[tuple[Tensor, Tensor]]:
    """The sums of each hidden layer without noise and with it."""
    return list(zip(clean[:-1], noisy[:-1], strict=True))


def passed(clean: Tensor, noisy: Tensor, activation: Activation) -> Tensor:
    """How much of the noise in their sums units pass on whose sum is negative without it.

    The root of the mean square of the change of the output, over that of the sum; of the shape of
    the axes after the first two.
    """
    off = clean < 0
    outputs = torch.where(off, activation(noisy) - activation(clean), 0).square().sum(dim=(0, 1))
    sums = torch.where(off, noisy - clean, 0).square().sum(dim=(0, 1))
    return (outputs / sums).sqrt()


def _levels(outputs: list[Tensor], sums: list[Tensor]) -> dict[str, Tensor]:
    """Of each hidden layer without noise, with layers along the first axis.

    `mean`: the mean output over the root mean square; `share`: the share of the mean square that is
    due to the units' own means; `off`: the share of sums below 0; `far`: of these, the share below
    the logarithm of 1/100, where the slope of ELU is below 1/100.
    """
    found: dict[str, list[Tensor]] = {"mean": [], "share": [], "off": [], "far": []}
    for y, z in zip(outputs, sums, strict=True):
        square = y.square().mean(dim=(0, 1))
        off = (z < 0).float().mean(dim=(0, 1))
        found["mean"].append(y.mean(dim=(0, 1)) / square.sqrt())
        found["share"].append(y.mean(dim=0).square().mean(dim=0) / square)
        found["off"].append(off)
        found["far"].append((z.exp() < 0.01).float().mean(dim=(0, 1)) / off)
    return {key: torch.stack(values) for key, values in found.items()}


def shorter(settings: Settings) -> Settings:
    """One seed, one epoch, and of the pictures as many as make five batches."""
    few = {"seeds": settings["seeds"][:1], "epochs": 1, "noise": settings["noise"][:2]}
    if settings["task"] == "images":
        few["pictures"] = 5 * settings["batch_size"]
    return {**settings, **few}


EXPERIMENT: Experiment = Experiment(
    title="Noise on the inputs",
    description=(
        "Trained networks are given inputs with normal noise that they never saw in training: how "
        "many stay right, and how much of the noise the units pass on whose sums are below zero. "
        "Two hidden layers of 16 units learn two rings with Adam; two of 128 and 64 learn three "
        "times 30,000 pictures of Fashion-MNIST. Networks of one seed share their data and their "
        "first weights."
    ),
    parts=parts,
    run=run,
    shorter=shorter,
    data=FILES,
)
