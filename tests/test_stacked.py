"""A stack of networks against the plain loop, one network at a time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import nn

from gen.experiments.optimizers import SGD, Adam, Optimizer
from gen.experiments.plain import Network, train_plainly
from gen.experiments.rings import rings
from gen.experiments.stacked import Stack, gradient, hidden, initial, points_last, predicted, train

WIDTHS = (2, 5, 5, 5, 5, 1)


@pytest.mark.parametrize(
    ("activation", "optimizer", "rate", "epochs"),
    [
        (nn.ReLU, Adam(), 1e-4, 40),
        (nn.ReLU, SGD(momentum=0.9, weight_decay=1e-3), 1e-2, 20),
        (nn.Tanh, Adam(weight_decay=1e-2), 1e-3, 20),
        (nn.GELU, SGD(), 1e-1, 10),
        (nn.SELU, Adam(), 1e-2, 10),
        (nn.Identity, SGD(momentum=0.9), 1e-3, 10),
    ],
)
def test_model_of_a_stack_learns_as_the_plain_loop_does(
    activation: Callable[[], nn.Module], optimizer: Optimizer, rate: float, epochs: int
) -> None:
    x, y = rings(0)
    plain = train_plainly(Network(WIDTHS, 4, activation), x, y, optimizer, rate, epochs)
    stacked = train(initial(WIDTHS, [1, 4, 7]), x, y, activation(), optimizer, rate, epochs)
    torch.testing.assert_close(stacked.loss[:, 1], plain.loss[:, 0], atol=1e-5, rtol=0)
    # One point in a thousand may stand on the border.
    torch.testing.assert_close(stacked.accuracy[:, 1], plain.accuracy[:, 0], atol=2e-3, rtol=0)
    torch.testing.assert_close(
        stacked.gradients[:, :, 1], plain.gradients[:, :, 0], atol=1e-6, rtol=1e-3
    )
    assert (plain.loss[-1] - plain.loss[0]).abs() > 1e-4, "nothing was learnt, so nothing compared"


def test_model_does_not_depend_on_the_others_of_its_stack() -> None:
    x, y = rings(1)
    alone = initial(WIDTHS, [5])
    among = initial(WIDTHS, [9, 5, 2])
    train(alone, x, y, nn.Tanh(), Adam(), 1e-2, 3)
    train(among, x, y, nn.Tanh(), Adam(), torch.tensor([1.0, 1e-2, 1e-3]), 3)
    torch.testing.assert_close(among.flat[:, 1], alone.flat[:, 0], atol=1e-6, rtol=1e-5)


def test_each_model_may_have_its_own_points_and_rate() -> None:
    points, labels = zip(rings(1), rings(2), strict=True)
    both = initial(WIDTHS, [3, 3])
    x, y = torch.stack(points, dim=-1), torch.stack(labels, dim=-1)
    log = train(both, x, y, nn.ReLU(), SGD(momentum=0.9), torch.tensor([1e-2, 1e-1]), 3)
    for index, rate in enumerate((1e-2, 1e-1)):
        one = initial(WIDTHS, [3])
        alone = train(one, points[index], labels[index], nn.ReLU(), SGD(momentum=0.9), rate, 3)
        torch.testing.assert_close(log.loss[:, index], alone.loss[:, 0], atol=1e-6, rtol=1e-5)


def test_gradient_is_that_of_autograd() -> None:
    x, y = rings(3)
    stack = initial((2, 4, 3, 1), [0, 1], weight_scale=torch.tensor([1.0, 3.0]), bias_shift=0.5)
    found = torch.empty_like(stack.flat)
    # 11 points are no multiple of any row count inside.
    gradient(stack, points_last(x[:11]), y[:11, None], nn.GELU(), found)
    whole = stack.flat.clone().requires_grad_()
    again = Stack((2, 4, 3, 1), 2)
    again.weights, again.biases = again.views(whole)
    h = points_last(x[:11])
    for weight, bias in zip(again.weights[:-1], again.biases[:-1], strict=True):
        h = nn.functional.gelu(torch.einsum("nim,iom->nom", h.expand(-1, -1, 2), weight) + bias)
    z = torch.einsum("nim,iom->nom", h, again.weights[-1]) + again.biases[-1]
    p = torch.sigmoid(z[:, 0])
    entropy = nn.functional.binary_cross_entropy(p, y[:11, None].expand(-1, 2), reduction="none")
    (expected,) = torch.autograd.grad(entropy.mean(0).sum(), whole)
    torch.testing.assert_close(found, expected, atol=1e-6, rtol=1e-4)


def test_initial_weights_are_those_of_a_plain_network() -> None:
    plain = Network(WIDTHS, 6, nn.ReLU)
    stack = initial(WIDTHS, [0, 6])
    parameters = [parameter for pair in stack.model(1) for parameter in pair]
    for one, other in zip(plain.parameters(), parameters, strict=True):
        assert torch.equal(one, other)


def test_outputs_and_hidden_layers_are_those_of_a_plain_network() -> None:
    x, _ = rings(0)
    plain = Network(WIDTHS, 6, nn.Tanh)
    stack = initial(WIDTHS, [0, 6])
    torch.testing.assert_close(predicted(stack, x, nn.Tanh())[:, 1], plain.forward(x)[:, 0])
    layers = hidden(stack, x, nn.Tanh())
    first, bias = stack.model(1)[0]
    assert [tuple(layer.shape) for layer in layers] == [(1000, 5, 2)] * 4
    torch.testing.assert_close(layers[0][..., 1], torch.tanh(x @ first.T + bias))


def test_saturated_outputs_give_the_loss_and_the_gradient_of_torch() -> None:
    x, y = rings(0)
    plain = Network((2, 3, 1), 0, nn.ReLU)
    with torch.no_grad():
        for name, parameter in plain.named_parameters():
            parameter.mul_(1000 if name.endswith("weight") else 1)
    stack = initial((2, 3, 1), [0], weight_scale=1000)
    log = train(stack, x, y, nn.ReLU(), SGD(), 1e-3, 2)
    torch.testing.assert_close(
        log.loss[:, 0], train_plainly(plain, x, y, SGD(), 1e-3, 2).loss[:, 0], atol=1e-3, rtol=1e-5
    )
    assert log.loss[0] > 2


def test_observer_sees_every_epoch_from_the_start() -> None:
    x, y = rings(0)
    seen: list[tuple[int, float]] = []
    stack = initial(WIDTHS, [0])
    first = stack.flat.clone()
    train(
        stack,
        x,
        y,
        nn.ReLU(),
        Adam(),
        1e-3,
        4,
        log_every=2,
        observe=lambda epoch, found: seen.append((epoch, (found.flat - first).abs().max().item())),
    )
    assert [epoch for epoch, _ in seen] == [0, 1, 2, 3, 4]
    assert seen[0][1] == 0
    assert all(moved > 0 for _, moved in seen[1:])


def test_log_may_be_thinned_and_gradients_left_out() -> None:
    x, y = rings(0)
    full = train(initial(WIDTHS, [0]), x, y, nn.ReLU(), Adam(), 1e-3, 4)
    thin = train(
        initial(WIDTHS, [0]), x, y, nn.ReLU(), Adam(), 1e-3, 4, log_every=2, log_gradients=False
    )
    assert torch.equal(thin.loss, full.loss[1::2])
    assert thin.gradients.numel() == 0
    assert full.gradients.shape == (4, 5, 1)


def test_rings_are_two_and_their_noise_follows_the_seed() -> None:
    x, y = rings(0)
    assert y.sum() == 500
    radius = x.norm(dim=1)
    assert abs(radius[y == 0].mean() - 1) < 0.03
    assert abs(radius[y == 1].mean() - 0.5) < 0.03
    assert torch.equal(rings(0)[0], x)
    assert not torch.equal(rings(1)[0], x)
