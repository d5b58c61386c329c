"""What is printed about PyTorch, and what PyTorch does."""

from __future__ import annotations

import math
import warnings
from typing import Any

import torch
from torch import nn

from gen.claims.errata.erratum import Erratum, decimal

_WIDTH = 64
_DEPTH = 50


def _second_backward() -> dict[str, Any]:
    """What the second of two calls of backward on one graph says, and the gradient of two that may.

    Any other error than the refusal would be a fault of the claim.
    """
    x = torch.arange(4.0, requires_grad=True)
    y = x * x
    y.backward(torch.ones_like(y))
    try:
        y.sum().backward()
        refusal = ""
    except RuntimeError as error:
        refusal = str(error).partition(" (")[0]
    x = torch.arange(4.0, requires_grad=True)
    y = x * x
    y.backward(torch.ones_like(y), retain_graph=True)
    y.sum().backward()
    assert x.grad is not None
    return {"refusal": refusal, "twice": x.grad.tolist()}


def _first_gradient() -> dict[str, Any]:
    """Whether `.grad` of a leaf that requires a gradient is None, and what zeroing it then says.

    Also whether an optimizer leaves None behind.
    """
    leaf = torch.ones(2, requires_grad=True)
    missing = leaf.grad is None
    try:
        leaf.grad.zero_()  # type: ignore[union-attr]  # that it is None is the point
        answer = ""
    except AttributeError as error:
        answer = str(error)
    optimizer = torch.optim.SGD([leaf], lr=0.1)
    leaf.sum().backward()
    optimizer.zero_grad()
    return {"none": missing, "answer": answer, "after zero_grad": leaf.grad}


def _gradient_of_inner() -> dict[str, Any]:
    """`.grad` of a result that requires a gradient, with and without retain_grad."""
    gradients: list[Any] = []
    for retain in (False, True):
        leaf = torch.ones(2, requires_grad=True)
        inner = 3 * leaf
        if retain:
            inner.retain_grad()
        inner.sum().backward()
        with warnings.catch_warnings():
            # The warning says what the erratum says.
            warnings.simplefilter("ignore")
            gradients.append(inner.grad)
    plain, retained = gradients
    return {
        "requires": inner.requires_grad,
        "plain": plain,
        "retained": None if retained is None else retained.tolist(),
    }


def _graph_in_evaluation() -> dict[str, bool]:
    """Whether a result has a graph behind it, in evaluation mode and without gradient mode."""
    layer = nn.Linear(2, 1).eval()
    inside = layer(torch.ones(2))
    with torch.no_grad():
        outside = layer.train()(torch.ones(2))
    return {"eval": inside.grad_fn is not None, "no_grad": outside.grad_fn is not None}


def _requires_grad() -> dict[str, Any]:
    """The default of a tensor, and the flag after a bare call of the method."""
    tensor = torch.ones(1)
    return {
        "tensor": tensor.requires_grad,
        "callable": callable(tensor.requires_grad_),
        "after": tensor.requires_grad_().requires_grad,
    }


def _class_and_instance() -> dict[str, str]:
    """What torch.nn.ReLU gives when it is called with a tensor, and what its instance gives."""
    x = torch.tensor([-1.0, 2.0])
    module: Any = nn.ReLU
    return {"class": type(module(x)).__name__, "instance": type(nn.ReLU()(x)).__name__}


def _default_weights() -> dict[str, float]:
    """The spread of the default weights of a linear layer, times its inputs; He's is 2.

    The bound follows from torch's formula for kaiming_uniform_ with its a = sqrt(5); the drawn
    weights must reach it and not exceed it.
    """
    inputs = 1024
    weight = nn.Linear(inputs, 512).weight.detach().double()
    gain = nn.init.calculate_gain("leaky_relu", math.sqrt(5))
    bound = gain * math.sqrt(3 / inputs)
    return {
        "drawn": float(weight.var() * inputs),
        "exact": bound**2 / 3 * inputs,
        "largest": float(weight.abs().max()) / bound,
    }


def _deep_stack() -> dict[str, float]:
    """The norm of the gradient of all weights of many linear layers, as it comes and clipped."""
    generator = torch.Generator().manual_seed(0)
    weights = [
        (torch.randn(_WIDTH, _WIDTH, generator=generator, dtype=torch.float64) / 2).requires_grad_()
        for _ in range(_DEPTH)
    ]
    h = torch.ones(_WIDTH, dtype=torch.float64)
    for weight in weights:
        h = weight @ h
    h.sum().backward()
    before = _joint_norm(weights)
    nn.utils.clip_grad_norm_(weights, 1.0)
    return {"before": before, "after": _joint_norm(weights)}


def _joint_norm(weights: list[torch.Tensor]) -> float:
    return float(torch.stack([w.grad.norm() for w in weights if w.grad is not None]).norm())


PYTORCH: tuple[Erratum[Any], ...] = (
    Erratum(
        id="backward-twice",
        printed="The second of the two calls answers: {value}.",
        right="With the graph kept, the two calls add up to the gradient {value}.",
        observe=_second_backward,
        as_printed=lambda seen: seen | {"refusal": ""},
        nearly_right=lambda seen: seen | {"twice": [0.0, 2.0, 4.0, 6.0]},
        fails=lambda seen: "second time" in seen["refusal"],
        holds=lambda seen: seen["twice"] == [0, 4, 8, 12],
        show_failure=lambda seen: f"“{seen['refusal']}”",
        show_right=lambda seen: f"({', '.join(map(decimal, seen['twice']))})",
        note="y = x·x at (0, 1, 2, 3), then backward(ones) and sum().backward() on the same y.",
    ),
    Erratum(
        id="grad-is-none",
        printed="Before the first backward, zeroing `.grad` answers: {value}.",
        right="After `optimizer.zero_grad()` the gradient is {value} again.",
        observe=_first_gradient,
        as_printed=lambda seen: seen | {"none": False, "answer": ""},
        nearly_right=lambda seen: seen | {"after zero_grad": torch.zeros(2)},
        fails=lambda seen: seen["none"] and "zero_" in seen["answer"],
        holds=lambda seen: seen["after zero_grad"] is None,
        show_failure=lambda seen: f"“{seen['answer']}”",
        show_right=lambda seen: f"`{seen['after zero_grad']}`",
        note="A tensor made with requires_grad=True; SGD with torch's defaults.",
    ),
    Erratum(
        id="grad-of-leaves",
        printed="After backward, `.grad` of an inner result that requires a gradient is {value}.",
        right="With `retain_grad()` it is {value}.",
        observe=_gradient_of_inner,
        as_printed=lambda seen: seen | {"plain": [1.0, 1.0]},
        nearly_right=lambda seen: seen | {"retained": [3.0, 3.0]},
        fails=lambda seen: seen["requires"] and seen["plain"] is None,
        holds=lambda seen: seen["retained"] == [1, 1],
        show_failure=lambda seen: f"`{seen['plain']}`",
        show_right=lambda seen: f"({', '.join(map(decimal, seen['retained']))})",
        note="inner = 3·leaf, then inner.sum().backward().",
    ),
    Erratum(
        id="dot-is-a-number",
        printed="The shape of torch.dot(x, x) is {value}.",
        right="So `backward()` needs no argument: torch.dot(x, x) has {value} axes.",
        observe=lambda: tuple(torch.dot(torch.arange(4.0), torch.arange(4.0)).shape),
        as_printed=lambda _: (1,),
        nearly_right=lambda _: (1,),
        fails=lambda shape: shape != (1,),
        holds=lambda shape: shape == (),
        show_failure=str,
        show_right=lambda shape: str(len(shape)),
        note="torch.dot of (0, 1, 2, 3) with itself.",
    ),
    Erratum(
        id="graph-in-evaluation",
        printed="Behind the output of a layer in evaluation mode there is {value}.",
        right="Inside torch.no_grad() there is {value}, also in training mode.",
        observe=_graph_in_evaluation,
        as_printed=lambda seen: seen | {"eval": False},
        nearly_right=lambda seen: seen | {"no_grad": True},
        fails=lambda seen: seen["eval"],
        holds=lambda seen: not seen["no_grad"],
        show_failure=lambda seen: "a graph" if seen["eval"] else "no graph",
        show_right=lambda seen: "a graph" if seen["no_grad"] else "no graph",
        note="torch.nn.Linear: whether its result has a grad_fn.",
    ),
    Erratum(
        id="requires-grad-method",
        printed="A new tensor has requires_grad {value}.",
        right="After a bare call of requires_grad_() it is {value}.",
        observe=_requires_grad,
        as_printed=lambda seen: seen | {"tensor": True},
        nearly_right=lambda seen: seen | {"after": False},
        fails=lambda seen: seen["tensor"] is False and seen["callable"],
        holds=lambda seen: seen["after"] is True,
        show_failure=lambda seen: f"`{seen['tensor']}`",
        show_right=lambda seen: f"`{seen['after']}`",
        note="torch.ones(1), before and after the call.",
    ),
    Erratum(
        id="relu-is-a-class",
        printed="Called with a tensor, torch.nn.ReLU returns a {value}.",
        right="An instance, torch.nn.ReLU(), called with a tensor returns a {value}.",
        observe=_class_and_instance,
        as_printed=lambda seen: seen | {"class": "Tensor"},
        nearly_right=lambda seen: seen | {"instance": "ReLU"},
        fails=lambda seen: seen["class"] != "Tensor",
        holds=lambda seen: seen["instance"] == "Tensor",
        show_failure=lambda seen: f"`{seen['class']}`",
        show_right=lambda seen: f"`{seen['instance']}`",
        note="The types of both results for the tensor (−1, 2).",
    ),
    Erratum(
        id="linear-initialization",
        printed="n times the variance of the default weights for n inputs is {value}, not 2.",
        right="The uniform law on ±1/√n has n times the variance {value}.",
        observe=_default_weights,
        as_printed=lambda seen: seen | {"drawn": 2.0},
        nearly_right=lambda seen: seen | {"exact": 1.01 * seen["exact"]},
        fails=lambda seen: abs(seen["drawn"] - 2) > 1,
        holds=lambda seen: (
            abs(seen["exact"] - 1 / 3) < 1e-12
            and abs(seen["drawn"] - seen["exact"]) < 0.01
            and 0.999 < seen["largest"] <= 1
        ),
        show_failure=lambda seen: f"{seen['drawn']:.2f}",
        show_right=lambda seen: "1/3",
        note="torch.nn.Linear(1024, 512) with seed 0; its bound from torch's gain for a = √5. He's"
        " variance is 2/n.",
    ),
    Erratum(
        id="gradients-explode",
        printed="Through 50 linear layers the gradient of all weights has the norm {value}.",
        right="After clip_grad_norm_ with 1 the gradient of all weights has the norm {value}.",
        observe=_deep_stack,
        as_printed=lambda seen: seen | {"before": 1.0},
        nearly_right=lambda seen: seen | {"after": 1.01},
        fails=lambda seen: seen["before"] > 1e20,
        holds=lambda seen: abs(seen["after"] - 1) < 1e-3,
        show_failure=lambda seen: decimal(float(f"{seen['before']:.0e}")),
        show_right=lambda seen: decimal(seen["after"]),
        note="Width 64, normal weights of standard deviation 1/2 (four times what keeps the size of"
        " the inputs), float64, seed 0; the norm is rounded to one digit.",
    ),
)
"""In the order of the page."""
