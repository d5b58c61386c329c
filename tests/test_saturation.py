"""Saturation and depth before training: each measure against a second way, on made-up data."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch
from test_image_network import pictures

from gen.experiments import image_network, saturation
from gen.experiments.activations import named


@pytest.fixture(autouse=True)
def made_up(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    data = (pictures(400, 0), pictures(100, 1))
    monkeypatch.setattr(image_network, "load", lambda: data)
    image_network._samples.cache_clear()
    yield
    image_network._samples.cache_clear()


def small(part: str, **changes: Any) -> dict[str, Any]:
    return {**saturation.parts()[part], "seeds": [0, 1], "held_out": 100, "batch": 50, **changes}


def test_large_weights_saturate_sigmoids_and_only_ever_half_of_relus() -> None:
    sigmoid = np.array(saturation.run(small("weights-sigmoid"))["saturated"])
    assert sigmoid.shape == (2, 10, 4)
    assert (sigmoid[:, 0] == 0).all()
    assert (sigmoid[:, -1] > 0.8).all()
    assert (np.diff(sigmoid.mean(axis=(0, 2))) >= 0).all()
    relu = np.array(saturation.run(small("weights-relu"))["saturated"])
    assert (abs(relu - 0.5) < 0.2).all()


def test_slopes_are_those_of_the_formula() -> None:
    model = image_network.network(named("sigmoid"), 0)
    pixels = image_network.split(0, 100).training.pixels[:5]
    s = torch.sigmoid(image_network.linear_layers(model)[0](pixels))
    assert torch.allclose(saturation._slopes(model, pixels)[0], s * (1 - s))
    assert saturation._largest_slope(named("sigmoid")) == pytest.approx(1 / 4)


@pytest.mark.parametrize("weights", ["torch", "orthogonal"])
def test_error_signals_stay_below_their_bound(weights: str) -> None:
    found = saturation.run({**small(f"depth-{weights}"), "depth": 12, "width": 16})
    layers = np.arange(1, 13)
    norms = np.array(found["norms"])
    if weights == "orthogonal":
        assert (abs(norms) < 1e-9).all()
    for name, slope in (("sigmoid", 1 / 4), ("tanh", 1.0), ("relu", 1.0)):
        signal = np.array(found[name])
        assert signal.shape == (2, 12)
        assert (signal <= norms + layers * math.log10(slope) + 1e-5).all()


def test_an_error_signal_is_a_product_of_matrices() -> None:
    torch.manual_seed(0)
    layers = saturation._layers(6, 3, "torch")
    inputs, end = torch.randn(2, 1, 6, dtype=torch.float64)
    found = saturation._signal(layers, torch.nn.Tanh(), inputs, end)
    with torch.no_grad():
        outputs = [inputs]
        for layer in layers:
            outputs.append(torch.tanh(layer(outputs[-1])))
        signal, norms = end, []
        for layer, output in zip(reversed(layers), reversed(outputs[1:]), strict=True):
            signal = (signal * (1 - output**2)) @ layer.weight
            norms.append((signal.norm() / end.norm()).log10().item())
    assert found == pytest.approx(norms)


def test_kinds_of_weights_are_known() -> None:
    with pytest.raises(ValueError, match="there are no weights"):
        saturation._layers(4, 2, "he")


@pytest.mark.parametrize("part", ["weights-tanh", "sigmoid-times-4", "depth-torch"])
def test_a_short_run_begins_as_the_long_one_does(part: str) -> None:
    long = small(part)
    long |= {"depth": 10, "width": 16} if long["kind"] == "depth" else {"epochs": 2, "batches": 4}
    short = {**saturation.shorter(long), "batches": 4}
    assert saturation.run(long)["prefix"] == saturation.run(short)["prefix"]
