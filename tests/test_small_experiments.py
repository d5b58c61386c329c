"""What the small experiments measure, on cases whose answer is known."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from gen.experiments import centering, cost, exploding, gradient_signs, sparse_kernels
from gen.experiments.noise import passed
from gen.experiments.output_means import measured
from gen.experiments.rings import rings
from gen.experiments.stacked import initial, predicted
from gen.experiments.timing import interleaved, summary


def test_operations_take_turns() -> None:
    called: list[str] = []
    names = {name: (lambda name=name: called.append(name)) for name in "ab"}
    times = interleaved(names, rounds=3, burst=0.0)
    assert times.shape == (2, 3)
    assert called[-6:] == ["a", "b"] * 3


def test_ratio_is_taken_round_by_round() -> None:
    times, reference = torch.tensor([2.0, 20.0, 3.0]), torch.tensor([1.0, 10.0, 1.0])
    found = summary(times.numpy(), reference.numpy())
    assert found["ratio"][1] == 2
    assert (found["least"], found["median"]) == (2, 3)


def test_what_is_timed_is_the_function_of_its_name() -> None:
    settings = cost.EXPERIMENT.shorter(cost.parts()["times"])
    means = cost.run(settings)["prefix"]
    for slug in cost.WRITTEN:
        assert means[f"{slug}-written"] == pytest.approx(means[slug], rel=1e-4)
    assert means["relu-in-place"] == means["relu"]
    assert means["relu"] != means["relu6"] or means["hardtanh"] != means["relu"]


def test_kernels_multiply_the_same_matrices() -> None:
    settings = sparse_kernels.parts()["examples-1"]
    sums = sparse_kernels.run(sparse_kernels.shorter(settings))["prefix"]
    for share in ("0", "0.5", "0.9", "0.99"):
        for kernel in ("csr", "compressed"):
            assert sums[f"{kernel}-{share}"] == pytest.approx(sums[f"dense-{share}"], rel=1e-4)
    assert sums["dense-0.9"] < sums["dense-0.5"] < sums["dense-0"]


def test_share_of_the_units_own_means() -> None:
    constant = torch.tensor([[1.0, -2.0], [1.0, -2.0]])
    assert measured(constant)["share"] == 1
    assert measured(constant)["mean"] == pytest.approx(-0.5 / 2.5**0.5)
    balanced = torch.tensor([[1.0, 0.0], [-1.0, 0.0]])
    assert measured(balanced) == {"mean": 0, "share": 0, "zeros": 0.5}


def test_gradient_of_a_linear_stack_grows_by_its_gain() -> None:
    parts = exploding.parts()
    for gain in ("1", "2", "4"):
        settings = {**parts[f"start-identity-gain-{gain}"], "seeds": list(range(8))}
        _, median, _ = exploding.run(settings)["growth"]
        expected = torch.tensor(float(gain)).log10().item() * 50
        assert median[-1] == pytest.approx(expected, abs=0.6)


def test_clipping_is_that_of_torch() -> None:
    for size in (0.1, 30.0):
        parameter = nn.Parameter(torch.zeros(4))
        parameter.grad = torch.full((4,), size)
        norm = nn.utils.clip_grad_norm_([parameter], 1.0).double()
        assert torch.allclose(parameter.grad, size * exploding.scale(norm, 1.0))


def test_compensated_networks_begin_alike() -> None:
    x, _ = rings(0)
    plain = initial((2, 16, 16, 1), [0, 1])
    shifted = initial((2, 16, 16, 1), [0, 1])
    function = nn.Sigmoid()
    centering.compensate(shifted, 0.5)
    there = predicted(shifted, x, centering.Shifted(function, 1.0, 0.5))
    assert torch.allclose(there, predicted(plain, x, function), atol=1e-6)
    assert not torch.allclose(predicted(plain, x, nn.Tanh()), there, atol=1e-3)


@pytest.mark.parametrize("slug", ["sigmoid", "relu", "tanh"])
def test_one_example_gives_one_sign_to_units_with_positive_inputs(slug: str) -> None:
    settings = {**gradient_signs.parts()[slug], "seeds": [0, 1], "epochs": [0], "batches": [1, 16]}
    found = gradient_signs.run(settings)
    for seed in range(2):
        one, many = (row[seed] for row in found["same"][0])
        assert (one == 1) == (slug != "tanh")
        assert many < 1
        # With one example the mean of the inputs is the inputs.
        assert found["common"][0][0][seed] == 1


def test_noise_that_leaks_through_units_which_are_off() -> None:
    clean = torch.full((100, 3), -5.0)
    noisy = clean + torch.randn(100, 3)
    assert passed(clean, noisy, nn.LeakyReLU(0.1)).item() == pytest.approx(0.1, rel=1e-4)
    assert passed(clean, noisy, nn.ReLU()).item() == 0
    assert passed(clean, clean + 1e-3, nn.ELU()).item() == pytest.approx(
        torch.tensor(-5.0).exp().item(), rel=1e-2
    )
