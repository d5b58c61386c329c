"""The network on images and its training, on a few made-up pictures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch

from gen.experiments import fashion_mnist, image_network
from gen.experiments.activations import named
from gen.experiments.images import Images

COUNT = 600


def pictures(count: int, seed: int) -> Images:
    """Pictures whose class is where they are bright."""
    draw = np.random.default_rng(seed)
    labels = draw.integers(0, 10, count)
    pixels = draw.integers(0, 60, (count, 784))
    for picture, label in zip(pixels, labels, strict=True):
        picture[78 * label : 78 * label + 78] += 190
    return Images(pixels.astype(np.uint8), labels)


@pytest.fixture(autouse=True)
def made_up(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    data = (pictures(COUNT, 0), pictures(200, 1))
    monkeypatch.setattr(image_network, "load", lambda: data)
    image_network._samples.cache_clear()
    yield
    image_network._samples.cache_clear()


def settings(**changes: Any) -> dict[str, Any]:
    """Those of a part, with little data."""
    part = fashion_mnist.parts()["relu-seed-0"]
    return {**part, "held_out": 100, "batch": 50, "epochs": 3, **changes}


def test_weights_are_the_seeds_whatever_the_activation() -> None:
    relu, prelu = (image_network.network(named(slug), 3) for slug in ("relu", "prelu"))
    other = image_network.network(named("relu"), 4)
    for one, two, third in zip(
        *map(image_network.linear_layers, (relu, prelu, other)), strict=True
    ):
        assert torch.equal(one.weight, two.weight)
        assert not torch.equal(one.weight, third.weight)


def test_widths_and_number_of_activations() -> None:
    model = image_network.network(named("gelu"), 0)
    assert [layer.in_features for layer in image_network.linear_layers(model)] == [
        784, 512, 256, 256, 128,
    ]  # fmt: skip
    assert sum(isinstance(module, torch.nn.GELU) for module in model) == 4
    assert [layer.shape[1] for layer in image_network.outputs(model, torch.zeros(2, 784))] == [
        512, 256, 256, 128,
    ]  # fmt: skip


def test_initializations_have_their_variances() -> None:
    for name, times_inputs in (("torch", 1 / 3), ("lecun", 1)):
        model = image_network.network(named("relu"), 0, name)
        for layer in image_network.linear_layers(model):
            found = layer.weight.var().item() * layer.in_features
            assert found == pytest.approx(times_inputs, rel=0.15)
    assert all(not layer.bias.any() for layer in image_network.linear_layers(model))
    with pytest.raises(ValueError, match="no initialization"):
        image_network.network(named("relu"), 0, "he")


def test_pictures_are_scaled_and_none_stands_in_two_parts() -> None:
    data = image_network.split(0, 100)
    assert [len(part.labels) for part in data] == [500, 100, 200]
    assert data.training.pixels.min() >= -1
    assert data.training.pixels.max() <= 1
    both = torch.cat([data.training.pixels, data.validation.pixels])
    assert len(torch.unique(both, dim=0)) == COUNT
    assert torch.equal(data.validation.pixels, image_network.split(0, 100).validation.pixels)
    assert not torch.equal(data.validation.pixels, image_network.split(1, 100).validation.pixels)


def test_an_epoch_takes_each_picture_once_in_its_own_order() -> None:
    training = image_network.split(0, 100).training
    first, again, second = (
        torch.cat([batch.pixels for batch in image_network.batches(training, 64, 0, epoch)])
        for epoch in (1, 1, 2)
    )
    assert len(first) == 500 // 64 * 64
    assert len(torch.unique(first, dim=0)) == len(first)
    assert torch.equal(first, again)
    assert not torch.equal(first, second)


def test_a_step_is_that_of_sgd_by_hand() -> None:
    model = image_network.network(named("tanh"), 0)
    training = image_network.split(0, 100).training
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    layer = image_network.linear_layers(model)[0]
    before = layer.weight.detach().clone()
    loss = torch.nn.functional.cross_entropy(model(training.pixels), training.labels)
    losses = image_network.train_epoch(model, optimizer, iter([training]))
    assert losses == [pytest.approx(loss.item())]
    assert layer.weight.grad is not None
    assert torch.allclose(layer.weight, before - 0.5 * layer.weight.grad)
    assert image_network.gradient_scales(model)[0] == pytest.approx(
        float(layer.weight.grad.square().mean().sqrt())
    )


def test_a_short_run_begins_as_the_long_one_does() -> None:
    long = settings(batches=None)
    assert (
        fashion_mnist.run(long)["prefix"]["losses"][:8]
        == fashion_mnist.run({**fashion_mnist.shorter(long), "batches": 8})["prefix"]["losses"]
    )


def test_early_stopping_is_marked_and_gone_beyond(monkeypatch: pytest.MonkeyPatch) -> None:
    right = iter([10, 12, 12, 11, 12, 30, 20])
    asked: list[int] = []

    def correct(_: object, sample: image_network.Sample) -> int:
        asked.append(len(sample.labels))
        return next(right) if len(sample.labels) == 100 else len(asked)

    monkeypatch.setattr(fashion_mnist, "correct", correct)
    found = fashion_mnist.run(settings(epochs=7, patience=3, beyond=True, batches=1))
    # 12 is met again, but not exceeded: three epochs after the second, training would end.
    assert found["stopped"]["epoch"] == 5
    assert found["stopped"]["best"] == 2
    assert found["chosen"]["best"] == 6
    assert len(found["validation"]) == 7
    right = iter([10, 12, 12, 11, 12, 30, 20])
    found = fashion_mnist.run(settings(epochs=7, patience=3, beyond=False, batches=1))
    assert len(found["validation"]) == 5
    assert found["stopped"]["best"] == found["chosen"]["best"] == 2


def test_training_learns_the_bright_places() -> None:
    found = fashion_mnist.run(settings(epochs=12, patience=12, rate=0.1))
    assert found["loss"][-1] < found["loss"][0] / 2
    assert found["chosen"]["test"] > 0.9
    assert [len(layer["density"]) for layer in found["activations"]] == [60] * 4
    assert all(0.2 < layer["zeros"] < 0.9 for layer in found["activations"])


def test_gradients_of_a_layer_are_spread_as_counted() -> None:
    part = {**fashion_mnist.parts()["gradients-relu"], "held_out": 100, "batch": 50}
    found = fashion_mnist.run({**part, "seeds": [0, 1]})
    assert np.shape(found["scales"]) == (2, 5)
    for layer in found["layers"]:
        width = 8 * layer["deviation"] / part["bins"]
        assert sum(layer["density"]) * width == pytest.approx(1, abs=0.05)
        decades = (fashion_mnist.DECADES[1] - fashion_mnist.DECADES[0]) / part["bins"]
        assert sum(layer["decades"]) * decades + layer["zeros"] == pytest.approx(1, abs=0.01)
    scales = np.sqrt(np.mean(np.square(found["scales"]), axis=0))
    deviations = [layer["deviation"] for layer in found["layers"]]
    # The means of the gradients are not quite 0.
    assert deviations == pytest.approx(scales, rel=0.2)


def test_only_prelu_learns_slopes() -> None:
    one = fashion_mnist.run(settings(activation=named("prelu"), epochs=1))
    assert len(one["slopes"]) == 4
    assert one["slopes"] != [0.25] * 4
    assert fashion_mnist.run(settings(epochs=1))["slopes"] == []
