"""The censuses of dead units: on stacks and networks whose units have a known fate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from gen.experiments import dead_units as small
from gen.experiments import dead_units_images as large
from gen.experiments.activations import named
from gen.experiments.optimizers import SGD, Adam
from gen.experiments.rings import rings
from gen.experiments.stacked import hidden, initial, train

X, Y = rings(0)


def settings(groups: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    """The settings of a part with one model for each group."""
    parts = small.EXPERIMENT.parts()
    return {**parts["relu-sgd"], "groups": groups, "seeds": [0], **changes}


def watched(
    groups: list[dict[str, Any]], epochs: int, **changes: Any
) -> tuple[small._Watch, Tensor]:
    """What a census saw in so many epochs, and the rates."""
    of = settings(groups, epochs=epochs, **changes)
    stack = small._initial(of)
    rate = small._per_model(of, "rate", 0.0)
    watch = small._Watch(of, X, Y, torch.relu, rate)
    train(stack, X, Y, torch.relu, small._optimizer(of), rate, epochs, observe=watch)
    return watch, rate


# --- small networks ----------------------------------------------------------------------------


def test_every_part_changes_what_it_names() -> None:
    parts = small.EXPERIMENT.parts()
    assert {part["optimizer"] for part in parts.values()} == set(small.RATES)
    for part in parts.values():
        names = [f"{group['name']} {group['rate']:g}" for group in part["groups"]]
        assert len(names) == len(set(names))


def test_census_sees_the_units_that_stacked_networks_have() -> None:
    stack = initial(small.WIDTHS, [0, 1, 2])
    inputs, sums = small.layers(stack.weights, stack.biases, X, torch.relu)
    for mine, theirs in zip(inputs[1:], hidden(stack, X, torch.relu), strict=True):
        assert torch.equal(mine, theirs)
    assert all(torch.equal(torch.relu(z), h) for z, h in zip(sums, inputs[1:], strict=True))


def test_units_below_every_point_are_dead_and_stay_so_without_memory() -> None:
    watch, _ = watched([{"name": "low", "rate": 0.3, "bias_shift": -9.0}], 2)
    assert all(bool(dead.all()) for dead in watch.dead)
    course = watch.course(slice(0, 1))
    assert [one["revivals"] for one in course["turnover"]] == [0, 0, 0, 0]
    assert course["followed"]["0"] == [[5, 0]] * 4


def test_first_layer_never_revives_under_plain_gradient_descent() -> None:
    groups = [{"name": str(seed), "rate": 1.0, "bias_shift": -0.3} for seed in range(6)]
    watch, _ = watched(groups, 6)
    first = torch.stack(watch.dead)[:, 0]
    assert first.any()
    assert not (first[:-1] & ~first[1:]).any()


def test_weights_and_biases_start_as_the_group_says() -> None:
    changes = {"weight_scale": 2.0, "bias_scale": 0.0, "bias_shift": 0.25}
    of = settings([{"name": "plain", "rate": 1.0}, {"name": "changed", "rate": 1.0, **changes}])
    stack = small._initial(of)
    for weight, bias in zip(stack.weights[:-1], stack.biases[:-1], strict=True):
        assert torch.equal(weight[..., 1], 2 * weight[..., 0])
        assert (bias[..., 1] == 0.25).all()
    assert torch.equal(stack.weights[-1][..., 1], stack.weights[-1][..., 0])


def test_rates_grow_and_are_lowered_in_the_optimizer_itself() -> None:
    groups = [
        {"name": "steady", "rate": 0.5},
        {"name": "warm", "rate": 0.5, "warm_up": 4},
        {"name": "lower", "rate": 0.5, "lower": [1, 0.1]},
        {"name": "frozen", "rate": 0.5, "lower": [1, 0.0]},
    ]
    seen = []
    of = settings(groups, epochs=2)
    stack = small._initial(of)
    rate = small._per_model(of, "rate", 0.0)
    watch = small._Watch(of, X, Y, torch.relu, rate)
    assert rate.tolist() == pytest.approx([0.5, 0.125, 0.5, 0.5])

    def observe(epoch: int, now: Any) -> None:
        watch(epoch, now)
        seen.append(now.flat.clone())

    train(stack, X, Y, torch.relu, SGD(), rate, 2, observe=observe)
    assert rate.tolist() == pytest.approx([0.5, 0.375, 0.05, 0.0])
    assert torch.equal(seen[2][:, 3], seen[1][:, 3])
    assert not torch.equal(seen[2][:, 2], seen[1][:, 2])


def test_dead_units_are_reset_to_other_weights() -> None:
    watch, _ = watched([{"name": "reset", "rate": 0.0, "bias_shift": -9.0, "reset": True}], 1)
    assert watch.dead[0].all()
    assert not watch.dead[1].all()
    assert watch.course(slice(0, 1))["resets"][0] >= 5


def test_clipping_is_that_of_torch() -> None:
    gradients = torch.randn(6, 3, generator=torch.Generator().manual_seed(0))
    gradients[:, 2] *= 0.01
    parameters = torch.zeros(6, 3)
    small._Clipped(SGD(), 1.0).stepper(parameters, 1.0)(gradients.clone())
    for index in range(3):
        alone = nn.Parameter(torch.zeros(6))
        alone.grad = gradients[:, index].clone()
        nn.utils.clip_grad_norm_([alone], 1.0)
        assert torch.allclose(parameters[:, index], -alone.grad)


@pytest.mark.parametrize(
    ("moved", "way"),
    [("unit", "itself"), ("below", "below"), ("half of each", "both"), ("each", "either")],
)
def test_the_way_back_is_the_part_that_moved(moved: str, way: str) -> None:
    of = settings([{"name": "one", "rate": 1.0}], widths=[1, 1, 1, 1])
    x = torch.ones(4, 1)
    watch = small._Watch(of, x, torch.ones(4), torch.relu, torch.ones(1))
    stack = initial((1, 1, 1, 1), [0])
    stack.flat.zero_()
    stack.weights[0][...] = 1.0
    stack.weights[1][...] = 1.0
    stack.biases[1][...] = -2.0  # on only where its input exceeds 2
    watch(0, stack)
    below, own = {"unit": (0, 2), "below": (2, 0), "half of each": (0.8, 0.8), "each": (2, 2)}[
        moved
    ]
    stack.biases[0][...] += below
    stack.biases[1][...] += own
    watch(1, stack)
    assert watch.dead[0][:, 0, 0].tolist() == [False, True]
    assert not watch.dead[1].any()
    counts = {name: torch.stack(found).sum().item() for name, found in watch.ways.items()}
    assert counts == {name: int(name == way) for name in counts}


def test_units_asleep_on_the_rings_wake_elsewhere() -> None:
    """A unit that is on right of 1.6 is dead on the rings, and awake on rings of twice the size."""
    of = settings([{"name": "one", "rate": 0.0}], widths=[2, 1, 1], epochs=1)
    stack = initial((2, 1, 1), [0])
    stack.weights[0][:, 0, 0] = torch.tensor([1.0, 0.0])
    stack.biases[0][...] = -1.6
    watch = small._Watch(of, X, Y, torch.relu, torch.zeros(1))
    watch(0, stack)
    assert watch.dead[0].all()
    awake = small._awake(of, stack, watch, torch.relu)
    assert {name: bool(one.any()) for name, one in awake.items()} == {
        "fresh": False,
        "doubled": True,
        "square": True,
    }


def test_a_short_run_is_the_beginning() -> None:
    part = small.EXPERIMENT.parts()["relu-adam"]
    short = small.EXPERIMENT.shorter(part)
    longer = {**short, "seeds": [0, 1, 2], "epochs": 4, "marks": []}
    assert small.run(short)["prefix"] == small.run(longer)["prefix"]


# --- the network on images ---------------------------------------------------------------------


def of_images(**changes: Any) -> dict[str, Any]:
    """Settings of a small network on few made-up images."""
    part: Mapping[str, Any] = large.EXPERIMENT.parts()["relu-sgd-0.1"]
    small_ones = {"widths": [20, 16, 8], "steps": 6, "every": 3, "batch": 32, "subset": 100}
    return {**part, **small_ones, "seeds": [0], "changes": changes}


def trained(**changes: Any) -> large._Run:
    """A small network after training on made-up images."""
    generator = torch.Generator().manual_seed(0)
    x = torch.rand(200, 20, generator=generator) * 2 - 1
    run = large._Run(of_images(**changes), 0, large._Data(x, (x.sum(dim=1) > 0).long()))
    run.train()
    return run


def test_killed_units_never_move() -> None:
    run = trained(killed=0.5)
    for layer, dead in zip(run.hidden, run.dead[-1], strict=True):
        half = len(layer.bias) // 2
        assert dead[:half].all()
        assert (layer.bias[:half] == -1e6).all()
    assert torch.equal(run.hidden[0].weight[:8], trained(killed=0.5, clip=0.1).hidden[0].weight[:8])


def test_a_census_is_taken_before_the_first_step_and_every_so_many() -> None:
    run = trained()
    assert len(run.dead) == 3
    assert len(run.losses) == 6
    assert run.losses[-1] < run.losses[0]


def test_reset_units_have_other_weights() -> None:
    run = trained(bias_shift=-9.0, reset=True)
    assert run.dead[0][0].all()
    assert not run.dead[1][0].all()
    assert run.resets[0] >= 16


def test_rates_follow_their_schedule() -> None:
    run = trained(warm_up=4)
    seen = []
    for step in (1, 2, 4, 6):
        run._schedule(step)
        seen.append(run.optimizer.param_groups[0]["lr"] / run.settings["rate"])
    assert seen == pytest.approx([0.25, 0.5, 1, 1])
    run = trained(lower=[3, 0.1])
    assert run.optimizer.param_groups[0]["lr"] == pytest.approx(0.1 * run.settings["rate"])


def test_census_of_all_images_counts_each_once() -> None:
    run = trained()
    count = large._census(run, run.data)
    inputs, _ = large.forward(run.hidden, run.data.x, torch.relu)
    for active, outputs in zip(count.active, inputs[1:], strict=True):
        assert torch.equal(active, (outputs > 0).sum(dim=0))


@pytest.mark.parametrize("slug", ["leakyrelu", "elu", "gelu"])
def test_units_of_other_activations_are_judged_by_their_slopes(slug: str) -> None:
    of = {**of_images(bias_shift=-50.0), "activation": named(slug), "threshold": 1e-3}
    x = torch.rand(50, 20) * 2 - 1
    run = large._Run(of, 0, large._Data(x, torch.zeros(50).long()))
    run._count()
    assert run.dead[0][0].all() == (slug != "leakyrelu")


def test_optimizers_are_those_of_torch() -> None:
    kinds = {
        rule: type(large._Run({**of_images(), "optimizer": rule}, 0, trained().data).optimizer)
        for rule in large.RATES
    }
    assert kinds == {
        "sgd": torch.optim.SGD,
        "momentum": torch.optim.SGD,
        "adam": torch.optim.Adam,
    }
    stacked = {
        rule: small._optimizer(settings([], optimizer=rule, clip=None)) for rule in small.RATES
    }
    assert stacked == {"sgd": SGD(), "momentum": SGD(momentum=0.9), "adam": Adam()}
