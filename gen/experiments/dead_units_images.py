"""Dead units on images: a census of 1152 units, and what wakes them, starves them or cures them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn

from gen.experiments import census, images
from gen.experiments.activations import built, named
from gen.experiments.experiment import PREFIX, Experiment, Settings, Values
from gen.experiments.rounding import round_to

# --- settings ----------------------------------------------------------------------------------

WIDTHS = (784, 512, 256, 256, 128)
CLASSES = 10
SEEDS = [0, 1, 2]
STEPS = 234
"""One epoch of 60,000 images in batches of 256, but for the last, smaller one."""
EVERY = 26
"""Steps between two censuses."""
SUBSET = 10000
"""Training images that a census in between looks at; the last one looks at all."""
SAMPLES = [10, 30, 100, 300, 1000, 3000, 10000, 30000]
"""Sizes of the samples whose false alarms are reckoned."""
SHORT = 5
"""Steps of a short run."""

RATES: Mapping[str, tuple[float, ...]] = {
    "sgd": (0.03, 0.1, 0.3, 1.0),
    "momentum": (0.003, 0.01, 0.03, 0.1),
    "adam": (0.001, 0.003, 0.01, 0.03),
}
HIGH = 0.01
"""A rate of Adam at which many units die and the network still learns."""
SAFE = 0.001
"""A rate of Adam at which few die."""
THRESHOLD = 1e-3
"""The slope below which a unit of a smooth or leaky activation counts as flat."""

CHANGES: Mapping[str, Mapping[str, Any]] = {
    "reset": {"reset": True},
    # torch's default is uniform with the variance 1/(3 n): six times that is He's 2/n.
    "he": {"weight_scale": 6**0.5, "bias_scale": 0.0},
    "lower": {"lower": [STEPS // 2, 0.1]},
    "clipped": {"clip": 1.0},
    "warm-up": {"warm_up": STEPS // 2},
    "decay": {"weight_decay": 1e-3},
}
"""What is done against dying: fresh weights for units that a census finds dead, another
initialization of the hidden layers, a rate that is lowered after so many steps, gradients clipped
to a norm, a rate that grows in so many steps; and weight decay."""
KILLED = (0.5, 0.9, 0.97)
"""Shares of each hidden layer that are switched off before training and stay off."""


def _parts() -> dict[str, Settings]:
    relu = named("relu")
    parts: dict[str, Settings] = {
        f"relu-{rule}-{rate:g}": _settings(relu, rule, rate)
        for rule, rates in RATES.items()
        for rate in rates
    }
    for share in KILLED:
        parts[f"killed-{100 * share:g}"] = _settings(relu, "adam", SAFE, killed=share)
    parts["tenth-adam"] = _settings(relu, "adam", HIGH, examples=6000)
    for slug in ("leakyrelu", "elu", "gelu"):
        parts[f"{slug}-adam"] = _settings(named(slug), "adam", HIGH)
    for name, changes in CHANGES.items():
        parts[f"{name}-adam"] = _settings(relu, "adam", HIGH, **changes)
    return parts


def _settings(
    activation: Mapping[str, Any], rule: str, rate: float, examples: int = 60000, **changes: Any
) -> Settings:
    return {
        "activation": activation,
        "threshold": 0.0 if activation["slug"] == "relu" else THRESHOLD,
        "optimizer": rule,
        "rate": rate,
        "changes": changes,
        "widths": list(WIDTHS),
        "classes": CLASSES,
        "examples": examples,
        "batch": 256,
        "steps": STEPS,
        "every": EVERY,
        "subset": SUBSET,
        "samples": SAMPLES,
        "short": SHORT,
        "seeds": SEEDS,
    }


def _shorter(settings: Settings) -> Settings:
    return {**settings, "steps": settings["short"], "seeds": settings["seeds"][:1], "brief": True}


# --- a part ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Data:
    """Images from -1 to 1, of shape (n, 784), and their classes."""

    x: Tensor
    y: Tensor


def run(settings: Settings) -> Values:
    """The dead units of one network for each seed."""
    training, test = (
        _Data(torch.tensor(one.pixels).float() / 127.5 - 1, torch.tensor(one.labels))
        for one in images.load()
    )
    found = [_run(settings, seed, training, test) for seed in settings["seeds"]]
    prefix = found[0].pop(PREFIX)
    return dict(round_to({"seeds": found, PREFIX: prefix}))


def _run(settings: Settings, seed: int, training: _Data, test: _Data) -> dict[str, Any]:
    some = _Data(training.x[: settings["examples"]], training.y[: settings["examples"]])
    run = _Run(settings, seed, some)
    run.train()
    short = settings["short"]
    prefix = {"losses": run.losses[:short], "dead": sum(int(each.sum()) for each in run.dead[0])}
    if settings.get("brief"):
        return {PREFIX: prefix}
    return {**run.course(), **_at_the_end(run, training, test), PREFIX: prefix}


class _Run:
    """One network, its training and the census of its units."""

    def __init__(self, settings: Settings, seed: int, data: _Data) -> None:
        self.settings = settings
        self.changes = settings["changes"]
        self.data = data
        self.activation: Callable[[Tensor], Tensor] = built(settings["activation"])
        torch.manual_seed(seed)
        sizes = [*settings["widths"], settings["classes"]]
        self.layers = [nn.Linear(a, b) for a, b in pairwise(sizes)]
        self.parameters = [each for layer in self.layers for each in layer.parameters()]
        self._start()
        self.order = torch.Generator().manual_seed(seed)
        self.drawn = torch.Generator().manual_seed(seed)
        self.optimizer = self._optimizer()
        self.losses: list[float] = []
        self.dead: list[list[Tensor]] = []
        """Per census and hidden layer, which units are dead on the subset."""
        self.before: list[nn.Linear] | None = None
        """The layers at the last census."""
        self.ways = {name: [0] * len(self.hidden) for name in ("itself", "below", "either", "both")}
        self.resets = [0] * len(self.hidden)

    @property
    def hidden(self) -> list[nn.Linear]:
        """The hidden layers."""
        return self.layers[:-1]

    @torch.no_grad()
    def _start(self) -> None:
        for layer in self.hidden:
            layer.weight.mul_(self.changes.get("weight_scale", 1.0))
            layer.bias.mul_(self.changes.get("bias_scale", 1.0))
            layer.bias.add_(self.changes.get("bias_shift", 0.0))
            killed = round(self.changes.get("killed", 0.0) * len(layer.bias))
            # No sum of the others comes near it: such a unit is off, and never gets a gradient.
            layer.bias[:killed] = -1e6

    def _optimizer(self) -> torch.optim.Optimizer:
        rate, decay = self.settings["rate"], self.changes.get("weight_decay", 0.0)
        if self.settings["optimizer"] == "adam":
            return torch.optim.Adam(self.parameters, lr=rate, weight_decay=decay)
        momentum = {"sgd": 0.0, "momentum": 0.9}[self.settings["optimizer"]]
        return torch.optim.SGD(self.parameters, lr=rate, momentum=momentum, weight_decay=decay)

    # --- training

    def train(self) -> None:
        """Nothing; the layers are trained, and every so many steps a census is taken."""
        self._count()
        for step, batch in enumerate(self._batches(), start=1):
            self._schedule(step)
            x, y = self.data.x[batch], self.data.y[batch]
            loss = nn.functional.cross_entropy(self.outputs(x), y)
            self.optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call] # torch has no type for it
            if "clip" in self.changes:
                nn.utils.clip_grad_norm_(self.parameters, self.changes["clip"])
            self.optimizer.step()
            self.losses.append(loss.item())
            if step % self.settings["every"] == 0:
                self._count()

    def _batches(self) -> Iterator[Tensor]:
        size, left = self.settings["batch"], self.settings["steps"]
        while True:
            shuffled = torch.randperm(len(self.data.x), generator=self.order)
            for batch in torch.split(shuffled, size):
                if left == 0:
                    return
                left -= 1
                yield batch

    def _schedule(self, step: int) -> None:
        rate = self.settings["rate"]
        if "warm_up" in self.changes:
            rate *= min(1.0, step / self.changes["warm_up"])
        if "lower" in self.changes and step > self.changes["lower"][0]:
            rate *= self.changes["lower"][1]
        self.optimizer.param_groups[0]["lr"] = rate

    def outputs(self, x: Tensor) -> Tensor:
        """The scores of the classes."""
        for layer in self.hidden:
            x = self.activation(layer(x))
        scores: Tensor = self.layers[-1](x)
        return scores

    # --- the census

    @torch.no_grad()
    def _count(self) -> None:
        x = self.data.x[: self.settings["subset"]]
        inputs, sums = forward(self.hidden, x, self.activation)
        dead = self.flat(inputs[1:], sums)
        if self.before is not None and self.settings["activation"]["slug"] == "relu":
            self._follow(self.before, x, inputs, dead)
        self.dead.append(dead)
        if "reset" in self.changes:
            self._reset(dead)
        self.before = [_copy(layer) for layer in self.hidden]

    def flat(self, outputs: list[Tensor], sums: list[Tensor]) -> list[Tensor]:
        """Per hidden layer, which units are dead or, for a smooth activation, flat."""
        if self.settings["activation"]["slug"] == "relu":
            return [census.dead(each) for each in outputs]
        threshold = self.settings["threshold"]
        return [census.flat(census.slopes(self.activation, each), threshold) for each in sums]

    def _follow(
        self, before: list[nn.Linear], x: Tensor, inputs: list[Tensor], dead: list[Tensor]
    ) -> None:
        """Counts by which way the units came back that were dead at the last census.

        Two questions: would the unit's new weights have woken it at its old inputs, and its old
        weights at its new inputs?
        """
        old_inputs, _ = forward(before, x, self.activation)
        for index, (old, new) in enumerate(zip(before, self.hidden, strict=True)):
            back = self.dead[-1][index] & ~dead[index]
            own = (_sums(new, old_inputs[index], back) > 0).any(dim=0)
            below = (_sums(old, inputs[index], back) > 0).any(dim=0)
            for name, which in {
                "itself": own & ~below,
                "below": below & ~own,
                "either": own & below,
                "both": ~own & ~below,
            }.items():
                self.ways[name][index] += int(which.sum())

    def _reset(self, dead: list[Tensor]) -> None:
        """Fresh weights and biases, drawn as torch does, for dead units; Adam's memory stays."""
        for index, (layer, which) in enumerate(zip(self.hidden, dead, strict=True)):
            count, reach = int(which.sum()), layer.in_features**-0.5
            drawn = torch.empty(count, layer.in_features + 1)
            drawn.uniform_(-reach, reach, generator=self.drawn)
            layer.weight[which], layer.bias[which] = drawn[:, :-1], drawn[:, -1]
            self.resets[index] += count

    def course(self) -> dict[str, Any]:
        """The census over time, by hidden layer."""
        histories = [torch.stack(each) for each in zip(*self.dead, strict=True)]
        middle = len(self.dead) // 2
        return {
            "dead": [history.sum(dim=1).tolist() for history in histories],
            "turnover": [census.turnover(history) for history in histories],
            "followed": {
                name: [
                    [int(history[at].sum()), int((history[at] & ~history[-1]).sum())]
                    for history in histories
                ]
                for name, at in {"start": 0, "first": 1, "middle": middle}.items()
            },
            "ways": self.ways,
            "resets": self.resets,
            "loss": sum(self.losses[-self.settings["every"] :]) / self.settings["every"],
        }


def forward(
    hidden: list[nn.Linear], x: Tensor, activation: Callable[[Tensor], Tensor]
) -> tuple[list[Tensor], list[Tensor]]:
    """The inputs of each hidden layer, then the outputs of the last; and the sums of each."""
    inputs, sums = [x], []
    for layer in hidden:
        sums.append(layer(inputs[-1]))
        inputs.append(activation(sums[-1]))
    return inputs, sums


def _sums(layer: nn.Linear, inputs: Tensor, units: Tensor) -> Tensor:
    """The sums of some units of a layer."""
    return nn.functional.linear(inputs, layer.weight[units], layer.bias[units])


def _copy(layer: nn.Linear) -> nn.Linear:
    copy = nn.Linear(layer.in_features, layer.out_features)
    copy.load_state_dict(layer.state_dict())
    return copy


# --- the end -----------------------------------------------------------------------------------


@dataclass
class _Count:
    """A census in pieces."""

    active: list[Tensor] = field(default_factory=list)
    """Per hidden layer, at how many points each unit's output is not 0."""
    flat: list[Tensor] = field(default_factory=list)
    left: list[Tensor] = field(default_factory=list)
    right: int = 0
    """How many images are put into their class."""


@torch.no_grad()
def _census(run: _Run, data: _Data) -> _Count:
    """The census of all points of a set."""
    count = _Count()
    for x, y in zip(torch.split(data.x, 5000), torch.split(data.y, 5000), strict=True):
        inputs, sums = forward(run.hidden, x, run.activation)
        active = [census.active(each) for each in inputs[1:]]
        flat = run.flat(inputs[1:], sums)
        left = [census.left(each) for each in sums]
        if count.active:
            active = [a + b for a, b in zip(count.active, active, strict=True)]
            flat = [a & b for a, b in zip(count.flat, flat, strict=True)]
            left = [a & b for a, b in zip(count.left, left, strict=True)]
        count.active, count.flat, count.left = active, flat, left
        count.right += int((run.layers[-1](inputs[-1]).argmax(dim=1) == y).sum())
    return count


def _at_the_end(run: _Run, training: _Data, test: _Data) -> dict[str, Any]:
    """The census of all training images, and of others."""
    relu = run.settings["activation"]["slug"] == "relu"
    own, other = _census(run, run.data), _census(run, test)
    whole = own if len(run.data.x) == len(training.x) else _census(run, training)
    points = len(run.data.x)
    found = {
        "accuracy": other.right / len(test.x),
        "accuracy_training": own.right / points,
        "finite": all(bool(each.isfinite().all()) for each in run.parameters),
        "dead_end": [int(each.sum()) for each in own.flat],
        "dead_whole": [int(each.sum()) for each in whole.flat],
        "left_end": [int(each.sum()) for each in own.left],
        "zeros": [1 - each.double().mean().item() / points for each in own.active],
    }
    if relu:
        counts = torch.cat(own.active)
        alive = counts[counts > 0]
        found["missed"] = [
            census.missed(alive, points, sample).sum().item() for sample in run.settings["samples"]
        ]
        found["rare"] = [int((alive <= few).sum()) for few in (1, 10, 100, 1000)]
        found["awake"] = {
            name: [
                int((dead & (active > 0)).sum())
                for dead, active in zip(own.flat, _census(run, data).active, strict=True)
            ]
            for name, data in _strange(test).items()
        }
    return found


def _strange(test: _Data) -> dict[str, _Data]:
    """Images that were not trained on: the test set, and what can be made of it."""
    squares = test.x.view(-1, 28, 28)
    moved = torch.full_like(squares, -1.0)
    moved[:, 4:, 4:] = squares[:, :-4, :-4]
    noise = torch.rand(test.x.shape, generator=torch.Generator().manual_seed(0)) * 2 - 1
    return {
        "test": test,
        "moved": _Data(moved.reshape(test.x.shape), test.y),
        "negative": _Data(-test.x, test.y),
        "noise": _Data(noise, test.y),
    }


EXPERIMENT: Experiment = Experiment(
    title="Dead units on images",
    description=(
        "A network of four hidden layers learns Fashion-MNIST for one epoch; a census of its 1152"
        " hidden units is taken on 10,000 training images every 26 steps, and on the whole training"
        " set at the end. Optimizers, learning rates, initializations and activations are varied,"
        " and so is what is done against dying."
    ),
    parts=_parts,
    run=run,
    shorter=_shorter,
    tolerance=1e-3,
    data=images.FILES,
)
