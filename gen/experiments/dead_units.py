"""Dead units on two rings of points: who dies, who comes back, and by which way.

Networks of two dozen units, hundreds of them side by side, with a census of every hidden unit after
each epoch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from gen.experiments import census
from gen.experiments.activations import built, named
from gen.experiments.experiment import PREFIX, Experiment, Settings, Values
from gen.experiments.optimizers import SGD, Adam, Optimizer, Stepper
from gen.experiments.rings import rings
from gen.experiments.rounding import round_to
from gen.experiments.stacked import (
    Stack,
    affine,
    initial,
    measured,
    points_last,
    predicted,
    train,
)

# --- settings ----------------------------------------------------------------------------------

WIDTHS = (2, 5, 5, 5, 5, 1)
SEEDS = 32
FEWER_SEEDS = 16
EPOCHS = 200
MARKS = [0, 50, 100, 150]
"""Epochs whose dead units are followed to the end."""
FEW, FEW_EPOCHS = 100, 1600
"""A tenth of the points, and the epochs that make the same number of steps with batches of 32."""
SHORT_SEEDS, SHORT_EPOCHS = 2, 2
_BLOCK = 64
"""Points of which a census takes note together."""

RATES: Mapping[str, tuple[float, ...]] = {
    "sgd": (0.03, 0.3, 1.0, 3.0),
    "momentum": (0.003, 0.03, 0.1, 0.3),
    "adam": (0.001, 0.01, 0.1, 0.3),
}
"""By optimizer, from one that trains to one that kills whole layers."""

INITIALIZATIONS: Mapping[str, Mapping[str, float]] = {
    # torch's default is uniform with the variance 1/(3 n): six times that is He's 2/n.
    "he": {"weight_scale": 6**0.5, "bias_scale": 0.0},
    "negative-bias": {"bias_shift": -0.5},
    "positive-bias": {"bias_shift": 0.1},
    "large-weights": {"weight_scale": 4.0},
}
"""What is changed of torch's default, in the hidden layers."""

THRESHOLD = 1e-3
"""The slope below which a unit of a smooth or leaky activation counts as flat."""
DECAY = 1e-3
CLIP = 1.0
"""The largest norm of a gradient that is clipped."""

CURES: Mapping[str, Mapping[str, Any]] = {
    "warm-up": {"warm_up": 20},
    "reset": {"reset": True},
    "lower": {"lower": [EPOCHS // 2, 0.1]},
}
"""What is done in training: the rate grows to its full size in so many epochs; each dead unit gets
fresh weights after each epoch; the rate is lowered after half of the epochs."""


def _parts() -> dict[str, Settings]:
    parts: dict[str, Settings] = {}
    relu = named("relu")
    for rule, rates in RATES.items():
        plain = [{"name": "default", "rate": rate} for rate in rates]
        starts = [
            {"name": name, "rate": rate, **changes}
            for name, changes in INITIALIZATIONS.items()
            for rate in rates
        ]
        cures = [
            {"name": name, "rate": rate, **how} for name, how in CURES.items() for rate in rates[2:]
        ]
        clipped = [{"name": "clipped", "rate": rate} for rate in rates[2:]]
        parts[f"relu-{rule}"] = _settings(relu, rule, plain)
        parts[f"relu-{rule}-decay"] = _settings(relu, rule, plain, decay=DECAY)
        parts[f"starts-{rule}"] = _settings(relu, rule, starts, seeds=FEWER_SEEDS)
        parts[f"cures-{rule}"] = _settings(relu, rule, cures)
        parts[f"clipped-{rule}"] = _settings(relu, rule, clipped, clip=CLIP)
        parts[f"tenth-{rule}"] = _settings(relu, rule, plain, points=FEW, epochs=FEW_EPOCHS)
        for slug in ("relu6", "leakyrelu", "elu", "gelu"):
            parts[f"{slug}-{rule}"] = _settings(named(slug), rule, plain, seeds=FEWER_SEEDS)
    return parts


def _settings(
    activation: Mapping[str, Any],
    rule: str,
    groups: list[dict[str, Any]],
    *,
    decay: float = 0.0,
    clip: float | None = None,
    points: int = 1000,
    epochs: int = EPOCHS,
    seeds: int = SEEDS,
) -> Settings:
    return {
        "activation": activation,
        "threshold": 0.0 if activation["slug"] in {"relu", "relu6"} else THRESHOLD,
        "optimizer": rule,
        "weight_decay": decay,
        "clip": clip,
        "groups": groups,
        "widths": list(WIDTHS),
        "points": points,
        "batch": 32,
        "epochs": epochs,
        "every": epochs // EPOCHS,
        "marks": [mark * (epochs // EPOCHS) for mark in MARKS],
        "short": {"seeds": SHORT_SEEDS, "epochs": SHORT_EPOCHS},
        "seeds": list(range(seeds)),
    }


def _shorter(settings: Settings) -> Settings:
    short = settings["short"]
    return {
        **settings,
        "groups": settings["groups"][:1],
        "seeds": settings["seeds"][: short["seeds"]],
        "epochs": short["epochs"],
    }


# --- a part ------------------------------------------------------------------------------------


def run(settings: Settings) -> Values:
    """The dead units of a stack of networks: groups that differ in rate, start or treatment."""
    x, y = (each[: settings["points"]] for each in rings(0))
    activation = built(settings["activation"])
    stack = _initial(settings)
    rate = _per_model(settings, "rate", 0.0)
    watch = _Watch(settings, x, y, activation, rate)
    log = train(
        stack,
        x,
        y,
        activation,
        _optimizer(settings),
        rate,
        settings["epochs"],
        batch_size=settings["batch"],
        log_gradients=False,
        log_every=settings["epochs"],
        observe=watch,
    )
    awake = _awake(settings, stack, watch, activation)
    seeds = len(settings["seeds"])
    groups = {}
    for index, group in enumerate(settings["groups"]):
        models = slice(index * seeds, (index + 1) * seeds)
        found = watch.course(models)
        found["accuracy"] = log.accuracy[-1, models].tolist()
        found["diverged"] = int((~stack.flat[:, models].isfinite().all(dim=0)).sum())
        found["awake"] = {
            name: woken[..., models].sum(dim=(1, 2)).tolist() for name, woken in awake.items()
        }
        groups[f"{group['name']} {group['rate']:g}"] = found
    return dict(round_to({"times": watch.times(), "groups": groups, PREFIX: watch.prefix}))


def _per_model(settings: Settings, name: str, default: float) -> Tensor:
    """What the groups say under a name, for each model: the seeds of one group stand together."""
    values = torch.tensor([float(group.get(name, default)) for group in settings["groups"]])
    return values.repeat_interleave(len(settings["seeds"]))


def _initial(settings: Settings) -> Stack:
    stack = initial(settings["widths"], settings["seeds"] * len(settings["groups"]))
    for weight, bias in zip(stack.weights[:-1], stack.biases[:-1], strict=True):
        weight.mul_(_per_model(settings, "weight_scale", 1.0))
        bias.mul_(_per_model(settings, "bias_scale", 1.0))
        bias.add_(_per_model(settings, "bias_shift", 0.0))
    return stack


def _optimizer(settings: Settings) -> Optimizer:
    decay = settings["weight_decay"]
    rules: Mapping[str, Optimizer] = {
        "sgd": SGD(weight_decay=decay),
        "momentum": SGD(momentum=0.9, weight_decay=decay),
        "adam": Adam(weight_decay=decay),
    }
    rule = rules[settings["optimizer"]]
    return rule if settings["clip"] is None else _Clipped(rule, settings["clip"])


@dataclass(frozen=True)
class _Clipped:
    """An optimizer that sees no gradient with a norm above a limit."""

    rule: Optimizer
    limit: float

    def of_torch(self, network: torch.nn.Module, rate: float) -> torch.optim.Optimizer:
        raise NotImplementedError("torch clips gradients outside of its optimizers")

    def stepper(self, parameters: Tensor, rate: Tensor | float) -> Stepper:
        """The rule's own, after the gradient of each model is scaled down."""
        step = self.rule.stepper(parameters, rate)

        def clipped(gradient: Tensor) -> None:
            norm = torch.linalg.vector_norm(gradient, dim=0)
            step(gradient.mul_((self.limit / (norm + 1e-6)).clamp(max=1)))

        return clipped


# --- watching ----------------------------------------------------------------------------------


@dataclass
class _State:
    """What a census keeps until the next one."""

    weights: list[Tensor]
    biases: list[Tensor]
    dead: Tensor
    """Of shape (layers, units, M)."""


@dataclass
class _Watch:
    """The census after each epoch, and what is done to rates and units meanwhile."""

    settings: Settings
    x: Tensor
    y: Tensor
    activation: Callable[[Tensor], Tensor]
    rate: Tensor
    """The optimizer's own, changed in place."""
    dead: list[Tensor] = field(default_factory=list)
    left: list[Tensor] = field(default_factory=list)
    zeros: list[Tensor] = field(default_factory=list)
    """At the first and the last census, the share of outputs that are 0; (layers, M)."""
    ways: dict[str, list[Tensor]] = field(default_factory=dict)
    resets: Tensor | None = None
    prefix: dict[str, Any] = field(default_factory=dict)
    state: _State | None = None

    def __post_init__(self) -> None:
        self.full_rate = self.rate.clone()
        self.warm_up = _per_model(self.settings, "warm_up", 0.0)
        self.reset = _per_model(self.settings, "reset", 0.0) > 0
        self.generator = torch.Generator().manual_seed(0)
        self._schedule(0)

    def __call__(self, epoch: int, stack: Stack) -> None:
        """The census after so many epochs."""
        if epoch % self.settings["every"] == 0:
            self._count(epoch, stack)
        short = self.settings["short"]
        if epoch == short["epochs"]:
            entropy, _ = measured(predicted(stack, self.x, self.activation), self.y)
            self.prefix["loss"] = entropy[: short["seeds"]]
        if epoch:
            self._schedule(epoch)

    def _count(self, epoch: int, stack: Stack) -> None:
        dead = self._dead(stack)
        if self.state is not None:
            self._follow(stack, self.state, dead)
        self.dead.append(dead)
        if epoch == 0:
            seeds = self.settings["short"]["seeds"]
            self.prefix["dead"] = dead[..., :seeds].sum(dim=1)
        if epoch in {0, self.settings["epochs"]}:
            inputs, sums = layers(stack.weights, stack.biases, self.x, self.activation)
            self.left.append(torch.stack([census.left(each) for each in sums]))
            shares = [(each == 0).float().mean(dim=(0, 1)) for each in inputs[1:]]
            self.zeros.append(torch.stack(shares))
        if self.reset.any():
            self._reset(stack, dead & self.reset)
        weights = [each.clone() for each in stack.weights]
        biases = [each.clone() for each in stack.biases]
        self.state = _State(weights, biases, dead)

    def _dead(self, stack: Stack) -> Tensor:
        """Whether each hidden unit is dead, of shape (layers, units, M)."""
        relu = self.settings["activation"]["slug"] == "relu"
        threshold = self.settings["threshold"]
        found: list[Tensor] = []
        # Few points at once stay in the processor's cache.
        for some in torch.split(self.x, _BLOCK):
            inputs, sums = layers(stack.weights, stack.biases, some, self.activation)
            if relu:
                here = [census.dead(each) for each in inputs[1:]]
            else:
                slopes = (census.slopes(self.activation, each) for each in sums)
                here = [census.flat(each, threshold) for each in slopes]
            found = [a & b for a, b in zip(found, here, strict=True)] if found else here
        return torch.stack(found)

    def _follow(self, stack: Stack, before: _State, dead: Tensor) -> None:
        """Counts by which way the units came back that were dead at the last census.

        Two questions: would the unit's new weights have woken it at its old inputs, and its old
        weights at its new inputs?
        """
        counts = {name: torch.zeros_like(dead) for name in ("itself", "below", "either", "both")}
        for layer, unit, model in (before.dead & ~dead).nonzero().tolist():
            old = [each[..., model : model + 1] for each in (*before.weights, *before.biases)]
            new = [each[..., model : model + 1] for each in (*stack.weights, *stack.biases)]
            own = self._on(inputs=old, unit_of=new, layer=layer, unit=unit)
            below = self._on(inputs=new, unit_of=old, layer=layer, unit=unit)
            way = ("both", "below", "itself", "either")[2 * own + below]
            counts[way][layer, unit, model] = True
        for name, which in counts.items():
            self.ways.setdefault(name, []).append(which.sum(dim=1))

    def _on(self, inputs: list[Tensor], unit_of: list[Tensor], layer: int, unit: int) -> bool:
        """Whether a unit is on at a point, with the layers below from one network's parameters.

        inputs, unit_of: weights, then biases, of one model each.
        """
        half = len(inputs) // 2
        weights, biases = inputs[: layer + 1], inputs[half : half + layer + 1]
        below, _ = layers(weights, biases, self.x, self.activation)
        sums = affine(below[layer], unit_of[layer], unit_of[half + layer])
        return bool((sums[:, unit] > 0).any())

    def _reset(self, stack: Stack, which: Tensor) -> None:
        """Fresh weights and biases, drawn as torch does, for the units that are marked."""
        if self.resets is None:
            self.resets = torch.zeros(which.shape[0], which.shape[2])
        self.resets += which.sum(dim=1)
        for layer, unit, model in which.nonzero().tolist():
            weight, bias = stack.weights[layer], stack.biases[layer]
            reach = weight.shape[0] ** -0.5
            drawn = torch.empty(weight.shape[0] + 1)
            drawn.uniform_(-reach, reach, generator=self.generator)
            weight[:, unit, model], bias[unit, model] = drawn[:-1], drawn[-1]

    def _schedule(self, epoch: int) -> None:
        factor = torch.where(
            self.warm_up > 0, ((epoch + 1) / self.warm_up.clamp(min=1)).clamp(max=1), 1.0
        )
        self.rate.copy_(self.full_rate * factor)
        for index, group in enumerate(self.settings["groups"]):
            if "lower" in group and epoch >= group["lower"][0]:
                seeds = len(self.settings["seeds"])
                self.rate[index * seeds : (index + 1) * seeds] *= group["lower"][1]

    # --- what is kept

    def times(self) -> list[int]:
        """The epochs of the censuses whose counts are kept."""
        return list(range(0, self.settings["epochs"] + 1, self.settings["every"]))[
            :: self._thinned()
        ]

    def _thinned(self) -> int:
        return max(1, len(self.dead) // 40)

    def course(self, models: slice) -> dict[str, Any]:
        """The census of some models, by hidden layer."""
        history = torch.stack(self.dead)[..., models]
        left = torch.stack(self.left)[..., models]
        every = self.settings["every"]
        marks = [mark for mark in self.settings["marks"] if mark < self.settings["epochs"]]
        layers = range(history.shape[1])
        found: dict[str, Any] = {
            "dead": history.sum(dim=(2, 3)).T[:, :: self._thinned()].tolist(),
            "dead_end": history[-1].sum(dim=1).T.tolist(),
            "dead_start": history[0].sum(dim=1).T.tolist(),
            "left_end": left[-1].sum(dim=1).T.tolist(),
            "turnover": [census.turnover(history[:, layer]) for layer in layers],
            "followed": {
                str(mark): [
                    [
                        int(history[mark // every, layer].sum()),
                        int((history[mark // every, layer] & ~history[-1, layer]).sum()),
                    ]
                    for layer in layers
                ]
                for mark in marks
            },
            "zeros": [share[:, models].mean(dim=1).tolist() for share in self.zeros],
            "ways": {
                name: torch.stack(counts)[..., models].sum(dim=(0, 2)).tolist()
                for name, counts in self.ways.items()
            },
        }
        if self.resets is not None:
            found["resets"] = self.resets[:, models].sum(dim=1).tolist()
        return found


def layers(
    weights: Sequence[Tensor],
    biases: Sequence[Tensor],
    x: Tensor,
    activation: Callable[[Tensor], Tensor],
) -> tuple[list[Tensor], list[Tensor]]:
    """The inputs of each hidden layer, then the outputs of the last; and the sums of each.

    weights, biases: of a whole network or of its first layers; the last of them is left out.
    """
    inputs, sums = [points_last(x)], []
    for weight, bias in zip(weights[:-1], biases[:-1], strict=True):
        sums.append(affine(inputs[-1], weight, bias))
        inputs.append(activation(sums[-1]))
    return inputs, sums


def _awake(
    settings: Settings, stack: Stack, watch: _Watch, activation: Callable[[Tensor], Tensor]
) -> dict[str, Tensor]:
    """Which units that are dead in the end have an output other than 0 on points not trained on."""
    if settings["activation"]["slug"] != "relu":
        return {}
    fresh = torch.cat([rings(seed)[0] for seed in range(1, 11)])
    square = torch.rand(len(fresh), 2, generator=torch.Generator().manual_seed(0)) * 6 - 3
    samples = {"fresh": fresh, "doubled": 2 * fresh, "square": square}
    found = {}
    for name, points in samples.items():
        awake = torch.zeros_like(watch.dead[-1])
        for some in torch.split(points, _BLOCK):
            inputs, _ = layers(stack.weights, stack.biases, some, activation)
            awake |= torch.stack([~census.dead(each) for each in inputs[1:]])
        found[name] = awake & watch.dead[-1]
    return found


EXPERIMENT: Experiment = Experiment(
    title="Dead units on two rings",
    description=(
        "A network of four hidden layers of five units learns to tell two rings of points apart;"
        " after each epoch a census counts the hidden units that are 0 at every point of the"
        " training set. Optimizers, learning rates, weight decay, initializations and activations"
        " are varied, and so is what is done against dying. Biases and weights of a group are"
        " changed in the hidden layers alone."
    ),
    parts=_parts,
    run=run,
    shorter=_shorter,
    tolerance=1e-3,
)
