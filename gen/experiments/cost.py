"""What activations and their derivatives cost, for each element of a tensor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from gen import catalog, code
from gen.derivation import derive
from gen.experiments.activations import built, named
from gen.experiments.experiment import Experiment, Settings, Values
from gen.experiments.rounding import round_to
from gen.experiments.timing import interleaved, summary

Function = Callable[[Tensor], Tensor]

MODULES = (
    "relu",
    "relu6",
    "leakyrelu",
    "prelu",
    "rrelu",
    "threshold",
    "hardtanh",
    "hardsigmoid",
    "hardswish",
    "hardshrink",
    "softshrink",
    "softsign",
    "sigmoid",
    "tanh",
    "tanhshrink",
    "logsigmoid",
    "softplus",
    "elu",
    "celu",
    "selu",
    "silu",
    "gelu",
    "gelu-tanh",
    "mish",
)
"""What torch has a module for, of the functions of one number."""
WRITTEN = ("silu", "gelu", "mish", "elu", "softplus")
"""Functions that are also timed as the code on their pages, step by step."""
CALLS = {"clone": "a copy", "exp": "exp"}
"""Operations to compare with: a copy, and an exponential."""
REFERENCE = "relu"
IN_PLACE = "relu-in-place"


def parts() -> dict[str, Settings]:
    """One part, since what is compared has to take turns."""
    operations: list[dict[str, Any]] = [{"kind": "module", **named(slug)} for slug in MODULES]
    operations += [
        {"kind": "call", "slug": f"torch-{call}", "name": name, "keywords": {}, "call": call}
        for call, name in CALLS.items()
    ]
    operations += [
        {
            "kind": "code",
            "slug": f"{slug}-written",
            "name": f"{named(slug)['name']} as on its page",
            "keywords": {},
            "code": _code(slug),
            "function": slug,
        }
        for slug in WRITTEN
    ]
    in_place = {"slug": IN_PLACE, "name": "ReLU in place", "keywords": {"inplace": True}}
    operations.append({"kind": "module", **named(REFERENCE), **in_place})
    return {
        "times": {
            "operations": operations,
            "sizes": [[2**10, 60], [2**16, 60], [2**22, 12]],
            "threads": [1, 2],
            "burst": 3e-4,
            "layer": [64, 1024, 60],
            "seed": 0,
        }
    }


def _code(slug: str) -> str:
    found = next(one for one in catalog.definitions() if one.slug == slug)
    return code.print_code(derive(catalog.load(found)), code.TORCH)


def run(settings: Settings) -> Values:
    """Seconds per element of each operation, by size, threads and direction."""
    functions = {one["slug"]: _function(one) for one in settings["operations"]}
    torch.manual_seed(settings["seed"])
    inputs = torch.randn(max(size for size, _ in settings["sizes"]))
    threads = torch.get_num_threads()
    times: dict[str, Any] = {}
    try:
        for count in settings["threads"]:
            torch.set_num_threads(count)
            for size, rounds in settings["sizes"]:
                x = inputs[:size].clone()
                how = rounds, settings["burst"]
                times[f"{size}x{count}"] = {
                    "forward": _times(_forward(functions, x), size, *how),
                    "backward": _times(_backward(functions, x), size, *how),
                    "step": _times(_step(functions, x), size, *how),
                }
            times[f"layer-x{count}"] = _layer(settings)
    finally:
        torch.set_num_threads(threads)
    return {"prefix": round_to(_found(functions, inputs[:1000])), "times": round_to(times, 4)}


def _function(operation: Settings) -> Function:
    if operation["kind"] == "call":
        call: Function = getattr(torch, operation["call"])
        return call
    if operation["kind"] == "code":
        namespace: dict[str, Any] = {}
        exec(operation["code"], namespace)  # Our own printed code, from the settings.
        function: Function = namespace[operation["function"]]
        return function
    return built(operation)


def _forward(functions: dict[str, Function], x: Tensor) -> dict[str, Callable[[], Any]]:
    def call(function: Function, given: Tensor) -> Callable[[], Any]:
        def operation() -> None:
            with torch.no_grad():
                function(given)

        return operation

    # What works in place must not change the input of the others.
    own = {IN_PLACE: x.clone()}
    return {slug: call(function, own.get(slug, x)) for slug, function in functions.items()}


def _backward(functions: dict[str, Function], x: Tensor) -> dict[str, Callable[[], Any]]:
    ones = torch.ones_like(x)

    given = x.clone().requires_grad_()

    def call(function: Function) -> Callable[[], Any]:
        y = function(given)
        return lambda: torch.autograd.grad(y, given, ones, retain_graph=True)

    return {slug: call(one) for slug, one in functions.items() if slug != IN_PLACE}


def _step(functions: dict[str, Function], x: Tensor) -> dict[str, Callable[[], Any]]:
    ones = torch.ones_like(x)

    given = x.clone().requires_grad_()

    def call(function: Function) -> Callable[[], Any]:
        return lambda: torch.autograd.grad(function(given), given, ones)

    return {slug: call(one) for slug, one in functions.items() if slug != IN_PLACE}


def _times(operations: dict[str, Any], size: int, rounds: int, burst: float) -> dict[str, Any]:
    """Nanoseconds per element, and ratios to ReLU."""
    taken = interleaved(operations, rounds, burst) / size * 1e9
    reference = taken[list(operations).index(REFERENCE)]
    return {slug: summary(one, reference) for slug, one in zip(operations, taken, strict=True)}


def _layer(settings: Settings) -> dict[str, Any]:
    """The product of a linear layer, for scale: nanoseconds per output, forward."""
    rows, units, rounds = settings["layer"]
    torch.manual_seed(settings["seed"])
    layer = torch.nn.Linear(units, units)
    x = torch.randn(rows, units)
    functions = {one["slug"]: _function(one) for one in settings["operations"]}
    operations = _forward({"linear": layer, **functions}, x)
    return _times(operations, rows * units, rounds, settings["burst"])


def _found(functions: dict[str, Function], x: Tensor) -> dict[str, list[float]]:
    """The mean of f and of f' over the inputs: what was timed is what it is called."""
    found = {}
    for slug, timed in functions.items():
        # In training its slopes are random.
        function = torch.nn.RReLU().eval() if isinstance(timed, torch.nn.RReLU) else timed
        own = x.clone().requires_grad_()
        y = function(own.clone())
        (slope,) = torch.autograd.grad(y.sum(), own)
        found[slug] = [y.mean().item(), slope.mean().item()]
    return found


def shorter(settings: Settings) -> Settings:
    """Two short rounds of the smallest tensors."""
    smallest, _ = settings["sizes"][0]
    rows, units, _ = settings["layer"]
    few = {"sizes": [[smallest, 2]], "threads": [1], "layer": [rows, units, 1], "burst": 1e-5}
    return {**settings, **few}


EXPERIMENT: Experiment = Experiment(
    title="Times of functions and their slopes",
    description=(
        "The time of torch's modules for each element of a float32 tensor: forward without a "
        "graph, backward alone, and both together, on small, middle and large tensors with one "
        "thread and with two. All functions take turns in short bursts, and ratios are to "
        "ReLU. Times are those of one machine."
    ),
    parts=parts,
    run=run,
    shorter=shorter,
    alone=True,
)
