"""Fashion-MNIST: gradients before training, and what training makes of them, by activation."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from itertools import islice
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from gen.experiments import images
from gen.experiments.activations import named
from gen.experiments.experiment import PREFIX, Experiment, Settings, Values
from gen.experiments.image_network import (
    batches,
    correct,
    gradient_scales,
    linear_layers,
    network,
    outputs,
    split,
    train_epoch,
)
from gen.experiments.rounding import round_to

FIRST_LOSSES = 20
"""The batches whose losses a short run finds again, and the gradients of the last of them."""
DECADES = (-12.0, 0.0)
"""The powers of ten between which sizes of gradients are counted."""
SHOWN = 1024
"""The pictures whose activations are counted, the first of the validation set."""


def run(settings: Settings) -> Values:
    """Gradients at the start over several seeds, or the training of one network."""
    if settings["kind"] == "gradients":
        return _gradients(settings)
    return _training(settings)


# --- before training ---------------------------------------------------------------------------


def _gradients(settings: Settings) -> Values:
    """The gradients of the weights on one batch, by layer: scales, and counts of all seeds."""
    scales = []
    pooled: list[list[NDArray[np.float64]]] = []
    for seed in settings["seeds"]:
        model = network(settings["activation"], seed, settings["initialization"])
        data = split(seed, settings["held_out"])
        batch = next(batches(data.training, settings["batch"], seed, epoch=0))
        # torch has no types for it.
        nn.functional.cross_entropy(model(batch.pixels), batch.labels).backward()  # type: ignore[no-untyped-call]
        scales.append(gradient_scales(model))
        pooled.append([_flat(layer.weight.grad) for layer in linear_layers(model)])
    layers = [np.concatenate(of_seeds) for of_seeds in zip(*pooled, strict=True)]
    found = {
        "scales": scales,
        "layers": [_spread(layer, settings["bins"]) for layer in layers],
    }
    return {**round_to(found, 4), PREFIX: round_to({"scales": scales[0]}, 6)}


def _flat(tensor: Tensor | None) -> NDArray[np.float64]:
    assert tensor is not None
    return tensor.detach().double().flatten().numpy()


def _spread(values: NDArray[np.float64], bins: int) -> dict[str, Any]:
    """How numbers are spread: their deviation, densities as they are and by powers of ten."""
    deviation = float(values.std())
    reach = 4 * deviation
    counted, _ = np.histogram(values, bins, (-reach, reach))
    sizes = np.abs(values[values != 0])
    by_decade, _ = np.histogram(np.log10(sizes), bins, DECADES)
    width = (DECADES[1] - DECADES[0]) / bins
    return {
        "deviation": deviation,
        "zeros": float((values == 0).mean()),
        "density": counted / len(values) / (2 * reach / bins),
        "decades": by_decade / len(values) / width,
    }


# --- training ----------------------------------------------------------------------------------


def _training(settings: Settings) -> Values:
    """The training of one network, with early stopping marked and gone beyond where it is asked.

    An epoch is better only if more of the validation set is right than ever before. Training would
    stop after `patience` epochs without a better one; with `beyond` it goes on to the last, and
    what the stopped one had is kept as well.
    """
    seed = settings["seed"]
    data = split(seed, settings["held_out"])
    model = network(settings["activation"], seed, settings["initialization"])
    optimizer = _optimizer(model, settings)
    history: dict[str, list[Any]] = {"loss": [], "validation": [], "gradients": []}
    prefix: Values = {}
    best, best_at, best_state = -1, 0, deepcopy(model.state_dict())
    stopped: dict[str, Any] | None = None
    for epoch in range(1, settings["epochs"] + 1):
        some = islice(batches(data.training, settings["batch"], seed, epoch), settings["batches"])
        losses = train_epoch(model, optimizer, islice(some, FIRST_LOSSES))
        prefix = prefix or {"losses": losses, "gradients": gradient_scales(model)}
        losses += train_epoch(model, optimizer, some)
        right = correct(model, data.validation)
        history["loss"].append(float(np.mean(losses)))
        history["validation"].append(right / settings["held_out"])
        history["gradients"].append(gradient_scales(model))
        if right > best:
            best, best_at, best_state = right, epoch, deepcopy(model.state_dict())
        elif epoch - best_at >= settings["patience"] and stopped is None:
            stopped = {"epoch": epoch, "best": best_at, "test": _test(model, best_state, data.test)}
            if not settings["beyond"]:
                break
    chosen = {"best": best_at, "test": _test(model, best_state, data.test)}
    model.load_state_dict(best_state)
    found = {
        **history,
        "chosen": chosen,
        "stopped": stopped or {"epoch": len(history["loss"]), **chosen},
        # Those that are learned: PReLU has one in each hidden layer.
        "slopes": [one.item() for one in model.parameters() if one.numel() == 1],
        "activations": _outputs(model, data.validation.pixels[:SHOWN], settings["bins"]),
    }
    return {**round_to(found, 4), PREFIX: round_to(prefix, 6)}


def _optimizer(model: nn.Sequential, settings: Settings) -> torch.optim.Optimizer:
    if settings["optimizer"] == "adam":
        return torch.optim.Adam(model.parameters(), lr=settings["rate"])
    return torch.optim.SGD(model.parameters(), lr=settings["rate"], momentum=settings["momentum"])


def _test(model: nn.Sequential, state: Mapping[str, Tensor], test: Any) -> float:
    """The share of the test set that the network with these weights names rightly."""
    other = deepcopy(model)
    other.load_state_dict(state)
    return correct(other, test) / len(test.labels)


def _outputs(model: nn.Sequential, pixels: Tensor, bins: int) -> list[dict[str, Any]]:
    """What the hidden layers give: range, mean, deviation, share of zeros, density."""
    with torch.no_grad():
        layers = [layer.double().flatten().numpy() for layer in outputs(model, pixels)]
    found = []
    for layer in layers:
        low, high = np.quantile(layer, [0.001, 0.999])
        counted, _ = np.histogram(layer, bins, (low, high))
        found.append(
            {
                "low": float(low),
                "high": float(high),
                "mean": float(layer.mean()),
                "deviation": float(layer.std()),
                "zeros": float((layer == 0).mean()),
                "density": counted / len(layer) / ((high - low) / bins),
            }
        )
    return found


# --- the parts ---------------------------------------------------------------------------------

SEEDS = range(5)
GRADIENT_SEEDS = range(8)
FEW_SEEDS = range(2)
TRAINED = ("relu", "tanh", "leakyrelu", "prelu", "elu", "selu", "silu", "gelu")
"""Activations that are trained beside the sigmoid."""
RATES = (0.1, 0.3)
"""Other learning rates of SGD, in short runs."""
SHORT = 10
"""The epochs of a short run."""


def parts() -> dict[str, Settings]:
    """Gradients and training of each activation; some of them with other rates and weights."""
    shown = {
        "sigmoid": named("sigmoid"),
        "tanh": named("tanh"),
        "relu": named("relu"),
        "leakyrelu": named("leakyrelu", negative_slope=0.1),
        "elu": named("elu"),
        "silu": named("silu"),
        "gelu": named("gelu"),
        "selu": named("selu"),
        "prelu": named("prelu"),
    }
    data = {"batch": 256, "held_out": 10_000, "initialization": "torch"}
    gradients = {"kind": "gradients", **data, "seeds": list(GRADIENT_SEEDS), "bins": 80}
    training = {
        "kind": "training",
        **data,
        "epochs": 50,
        "patience": 7,
        "beyond": False,
        "batches": None,
        "optimizer": "sgd",
        "rate": 0.01,
        "momentum": 0.9,
        "bins": 60,
    }
    sigmoid = {**training, "activation": shown["sigmoid"]}
    found: dict[str, Settings] = {}
    for name, activation in shown.items():
        found[f"gradients-{name}"] = {**gradients, "activation": activation}
    for seed in SEEDS:
        found[f"sigmoid-seed-{seed}"] = {**sigmoid, "seed": seed, "beyond": True}
    for seed in FEW_SEEDS:
        found |= _variations(sigmoid, seed)
    for name in TRAINED:
        for seed in SEEDS:
            settings = {**training, "activation": shown[name], "seed": seed}
            found[f"{name}-seed-{seed}"] = settings
    return found


def _variations(sigmoid: Settings, seed: int) -> dict[str, Settings]:
    """The sigmoid with other weights, and for a few epochs with other rates and with Adam."""
    brief = {**sigmoid, "epochs": SHORT, "patience": SHORT, "seed": seed}
    found: dict[str, Settings] = {
        f"sigmoid-rate-{str(rate).replace('.', '-')}-seed-{seed}": {**brief, "rate": rate}
        for rate in RATES
    }
    found[f"sigmoid-adam-seed-{seed}"] = {**brief, "optimizer": "adam", "rate": 0.001}
    found[f"lecun-sigmoid-seed-{seed}"] = {**sigmoid, "seed": seed, "initialization": "lecun"}
    return found


def shorter(settings: Settings) -> Settings:
    """One seed's gradients, or the first batches of a training."""
    if settings["kind"] == "gradients":
        return {**settings, "seeds": settings["seeds"][:1]}
    return {**settings, "epochs": 1, "batches": FIRST_LOSSES}


EXPERIMENT: Experiment = Experiment(
    title="Fashion-MNIST",
    description="A network of four hidden layers, 784-512-256-256-128-10, on the 60,000 images of"
    " Fashion-MNIST, scaled to [-1, 1]: first the gradients of its weights on one batch of 256"
    " before any training, then its training by SGD (learning rate 0.01, momentum 0.9, batches of"
    " 256) for at most 50 epochs, stopped after 7 epochs without a better result on 10,000 images"
    " held out. Weights, held-out images and the order of batches depend on the seed and not on the"
    " activation.",
    parts=parts,
    run=run,
    shorter=shorter,
    tolerance=1e-3,
    data=images.FILES,
)
