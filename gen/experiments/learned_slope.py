"""A learned slope on the left against fixed ones: PReLU and leaky ReLUs on images."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from gen.experiments.activations import built, named
from gen.experiments.experiment import Experiment, Settings, Values
from gen.experiments.images import FILES, load
from gen.experiments.layers import linear_layers
from gen.experiments.rounding import round_to


def parts() -> dict[str, Settings]:
    """One part for each activation: PReLU, its first slope kept, and the usual leaky ReLU."""
    start = named("prelu")["keywords"]["init"]
    activations = {
        "prelu": named("prelu"),
        "leakyrelu-first-slope": named("leakyrelu", negative_slope=start),
        "leakyrelu": named("leakyrelu"),
    }
    return {
        name: {
            "activation": activation,
            "widths": [784, 128, 64, 10],
            "rate": 0.001,
            "epochs": 4,
            "pictures": 30000,
            "batch_size": 256,
            "seeds": list(range(16)),
        }
        for name, activation in activations.items()
    }


def run(settings: Settings) -> Values:
    """Accuracy on test pictures after each epoch, of shape (seeds, epochs), and learned slopes.

    `slopes` are those of the hidden layers at the end, of shape (seeds, layers), empty where none
    is learned. `prefix` has the losses of the first seed's first five steps.
    """
    training, test = load()
    x, labels = _pixels(training.pixels), torch.tensor(training.labels)
    known, right = _pixels(test.pixels), torch.tensor(test.labels)
    accuracies, slopes, losses = [], [], []
    for seed in settings["seeds"]:
        network = _network(settings, seed)
        draws = torch.Generator().manual_seed(seed)
        optimizer = torch.optim.Adam(network.parameters(), lr=settings["rate"])
        found = []
        for _ in range(settings["epochs"]):
            order = torch.randperm(len(x), generator=draws)[: settings["pictures"]]
            for batch in torch.split(order, settings["batch_size"]):
                losses.append(_step(network, optimizer, x[batch], labels[batch]))
            with torch.no_grad():
                answers = network(known).argmax(dim=1)
            found.append((answers == right).float().mean().item())
        accuracies.append(found)
        slopes.append([one.weight.item() for one in network if isinstance(one, nn.PReLU)])
    return {"prefix": round_to(losses[:5]), **round_to({"accuracy": accuracies, "slopes": slopes})}


def _pixels(pixels: Any) -> Tensor:
    """Gray values between 0 and 1, of shape (pictures, 784)."""
    return torch.tensor(pixels).float() / 255


def _network(settings: Settings, seed: int) -> nn.Sequential:
    """Layers as the seed makes them, with an activation of its own between two of them."""
    first, *others = linear_layers(settings["widths"], seed)
    between = (part for layer in others for part in (built(settings["activation"]), layer))
    return nn.Sequential(first, *between)


def _step(
    network: nn.Sequential, optimizer: torch.optim.Optimizer, x: Tensor, labels: Tensor
) -> float:
    """The loss of a batch; the network is one step further afterwards."""
    loss = nn.functional.cross_entropy(network(x), labels)
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call] # torch has no type for it
    optimizer.step()
    return loss.item()


def shorter(settings: Settings) -> Settings:
    """One seed, five batches."""
    few = {"seeds": settings["seeds"][:1], "epochs": 1}
    return {**settings, **few, "pictures": 5 * settings["batch_size"]}


EXPERIMENT: Experiment = Experiment(
    title="A learned slope",
    description=(
        "PReLU, whose slope on the left is learned, one for each hidden layer, against leaky ReLU "
        "with PReLU's first slope kept and with the usual one. Two hidden layers of 128 and 64 "
        "units learn four times 30,000 pictures of Fashion-MNIST with Adam. Networks of one seed "
        "share their data and their first weights."
    ),
    parts=parts,
    run=run,
    shorter=shorter,
    data=FILES,
)
