"""PyTorch as the oracle: values and gradients in float64 on the CPU, in eager mode.

The only import of torch outside claims and experiments. torch computes one element with a scalar
kernel and many with a vector kernel, some through oneDNN; each is a path of its own, because they
differ in last bits, in nan and in -0.0.
"""

from __future__ import annotations

import importlib
import inspect
import os
import platform
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TypeVar, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch.autograd.functional import hessian, jacobian

from gen.activation import Activation, Kind
from gen.errors import Problem

Floats = NDArray[np.float64]
Key = tuple[str, ...]
Tensors = Callable[..., torch.Tensor]

K = TypeVar("K")

LEAST_FOR_VECTOR_KERNEL = 64
"""From this many elements on, torch's vector kernels do the work."""


class OracleError(Problem):
    """A torch module that does not exist or does not take a parameter; its text is one line."""


LONGEST_FOR_HESSIANS = 8
"""Second derivatives of a vector function of n inputs are n cubed; longer vectors do without."""


@dataclass(frozen=True)
class Path:
    """One way through torch's kernels."""

    name: str
    single: bool
    """Whether each point is a tensor of one element, or all points share one tensor."""
    onednn: bool


PATHS = (
    Path("vector kernel", single=False, onednn=True),
    Path("vector kernel, oneDNN off", single=False, onednn=False),
    Path("one element", single=True, onednn=True),
)


@dataclass(frozen=True)
class Outcome:
    """What torch gives at n points, as float64 arrays of shape (n,)."""

    derivatives: Mapping[Key, Floats]
    """f under the empty key, and its derivatives, keyed as in `Derivatives`; a second derivative
    that torch does not implement is absent."""
    by_parameter: Mapping[str, Floats]
    """The gradient by each parameter that the module learns, element by element."""


def version() -> str:
    """The version of torch, without the build that the package index adds."""
    return torch.__version__.partition("+")[0]


def cpu_path() -> dict[str, str]:
    """The machine, torch's vector instructions and whether oneDNN is there."""
    return {
        "machine": platform.machine(),
        "capability": str(torch.backends.cpu.get_cpu_capability()),
        "onednn": os.environ.get("ONEDNN_MAX_CPU_ISA", "not limited")
        if torch.backends.mkldnn.is_available()
        else "absent",
    }


def platform_key() -> str:
    """The platform that deviations are keyed by, such as `x86_64/AVX2`."""
    here = cpu_path()
    return f"{here['machine']}/{here['capability']}"


def function(entry: Activation, parameters: Mapping[str, float]) -> Tensors:
    """The torch module of an entry with the given parameters, in float64 and evaluation mode.

    A module for two inputs takes them as the halves of one tensor; the function takes both.
    Raises OracleError when torch has no such module or the module no such parameter.
    """
    built = _module(entry, parameters).eval()
    if entry.kind is Kind.TWO_INPUT:
        return lambda *halves: torch.squeeze(built(torch.stack(halves, dim=-1)), dim=-1)
    if entry.torch_shape:
        return lambda x: torch.reshape(built(x.reshape(entry.torch_shape)), x.shape)
    return built


def _module(entry: Activation, parameters: Mapping[str, float]) -> torch.nn.Module:
    assert entry.torch is not None
    home, _, name = entry.torch.rpartition(".")
    try:
        constructor = getattr(importlib.import_module(home), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise OracleError(f"field torch: torch {version()} has no {entry.torch!r}") from error
    keywords = {p.torch: parameters[p.symbol.name] for p in entry.parameters if p.torch}
    _compare_defaults(entry, constructor)
    # Not `.double()` afterwards: a learned parameter would have been rounded to float32 before.
    usual = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        built = constructor(**keywords, **entry.torch_options)
    except TypeError as error:
        raise OracleError(f"field parameters: {entry.torch}: {error}") from error
    finally:
        torch.set_default_dtype(usual)
    if not isinstance(built, torch.nn.Module):
        raise OracleError(f"field torch: {entry.torch} is not a module")
    return built


def _compare_defaults(entry: Activation, constructor: Callable[..., object]) -> None:
    """Nothing, if the defaults of an entry are torch's; raises OracleError otherwise."""
    known = inspect.signature(constructor).parameters
    for parameter in entry.parameters:
        given = known.get(parameter.torch or "")
        default = given.default if given else None
        if isinstance(default, int | float) and float(default) != float(parameter.exact):
            raise OracleError(
                f"field parameters: default of {parameter.symbol}: {parameter.default} is not "
                f"{default}, the default of {entry.torch}"
            )


def parameter_gradient(function: Callable[[torch.Tensor], torch.Tensor], value: float) -> Floats:
    """The gradient of each of n outputs by one parameter at a value, of shape (n,)."""
    gradient = jacobian(function, torch.tensor(value, dtype=torch.float64))
    return np.asarray(gradient.numpy(force=True))


def at_points(function: Tensors, names: tuple[str, ...], points: Floats, path: Path) -> Outcome:
    """f and its derivatives at points, by autograd and double backward.

    points: float64 array of shape (n, number of inputs).
    """
    with _onednn(path.onednn):
        if path.single:
            parts = [_differentiate(function, names, point[None, :]) for point in points]
        else:
            padding = max(0, LEAST_FOR_VECTOR_KERNEL - len(points))
            padded = np.concatenate([points, np.repeat(points[-1:], padding, axis=0)])
            parts = [_differentiate(function, names, padded)]
    return Outcome(
        _joined([part.derivatives for part in parts], len(points)),
        _joined([part.by_parameter for part in parts], len(points)),
    )


def values(function: Tensors, points: Floats) -> Floats:
    """f at points of shape (n, number of inputs), without gradients."""
    with torch.no_grad():
        return np.asarray(_called(function, *columns(points)).numpy())


def columns(points: Floats) -> tuple[torch.Tensor, ...]:
    """The inputs of a function at points of shape (n, number of inputs), each of shape (n,)."""
    return tuple(torch.from_numpy(points.T.copy()))


def in_format(entry: Activation, dtype: str, points: Floats, path: Path) -> tuple[Floats, Floats]:
    """f and f' of a scalar function at its defaults as torch computes them in a float format.

    dtype: a name such as "bfloat16"; points: numbers that the format holds, of shape (n,). The
    results, of shape (n,), are those numbers as float64. `path.single` takes torch's scalar
    kernel for all points at once, through a tensor that is not contiguous.
    """
    built = _module(entry, {p.symbol.name: float(p.exact) for p in entry.parameters}).eval()
    kind: torch.dtype = getattr(torch, dtype)
    built = built.to(kind)
    x = torch.from_numpy(points).to(kind)
    if path.single:
        x = torch.stack([x, x], dim=1)[:, 0]
    x = x.requires_grad_()
    with _onednn(path.onednn):
        f = built(x)
        seed = torch.ones_like(f)
        if path.single:
            seed = torch.stack([seed, seed], dim=1)[:, 0]
        (df,) = torch.autograd.grad(f, x, seed, allow_unused=True, materialize_grads=True)
    return f.detach().double().numpy(), df.double().numpy()


def gain(entry: Activation) -> dict[str, str | float | None] | None:
    """What torch.nn.init.calculate_gain says of an entry; None where torch lacks the function.

    "nonlinearity" is the name that it asks for, "value" its answer or None, "refusal" its error.
    """
    if entry.torch is None:
        return None
    names = [name for name in dir(torch.nn.functional) if not name.endswith("_")]
    spelled = {name.replace("_", ""): name for name in names}
    name = spelled.get(entry.torch.rpartition(".")[2].lower(), "linear")
    # Its type lists the names that it accepts; what it says to others is asked here too.
    ask = cast(Callable[[str], float], torch.nn.init.calculate_gain)
    try:
        return {"nonlinearity": name, "value": float(ask(name)), "refusal": None}
    except ValueError as error:
        return {"nonlinearity": name, "value": None, "refusal": str(error)}


def of_vector(function: Tensors, vector: Floats, onednn: bool) -> tuple[Floats, ...]:
    """f, Jacobian and, for short vectors, all second derivatives at a vector of shape (n,).

    Shapes (n,), (n, n) and (n, n, n), indexed by the output first.
    """
    x = torch.from_numpy(vector)
    with _onednn(onednn):
        f = _called(function, x)
        first = jacobian(function, x)
        results = [f.detach(), first]
        if len(vector) <= LONGEST_FOR_HESSIANS:
            rows = (partial(_component, function, place) for place in range(len(vector)))
            results.append(torch.stack([hessian(row, x) for row in rows]))
        return tuple(result.numpy() for result in results)


def of_array(function: Tensors, vector: Floats) -> Floats:
    """The array that a function of tensors gives for one array, without gradients."""
    with torch.no_grad():
        return np.asarray(function(torch.from_numpy(vector)).numpy())


def _component(function: Tensors, place: int, x: torch.Tensor) -> torch.Tensor:
    return function(x)[place]


def _differentiate(function: Tensors, names: tuple[str, ...], points: Floats) -> Outcome:
    inputs = [torch.from_numpy(column.copy()).requires_grad_() for column in points.T]
    f = _called(function, *inputs)
    derivatives: dict[Key, torch.Tensor] = {(): f}
    for name, first in zip(names, _gradients(f, inputs), strict=True):
        derivatives[name,] = first
        try:
            second = _gradients(first, inputs)
        except RuntimeError as error:
            if "is not implemented" not in str(error):
                raise
            continue
        keys = [(name, other) for other in names]
        derivatives |= {k: g for k, g in zip(keys, second, strict=True) if k == tuple(sorted(k))}
    arrays = {key: value.detach().numpy(force=True) for key, value in derivatives.items()}
    return Outcome(arrays, _by_learned(function, points))


def _called(function: Tensors, *inputs: torch.Tensor) -> torch.Tensor:
    try:
        return function(*inputs)
    except (RuntimeError, ValueError, IndexError) as error:
        message = str(error).replace("\n", " ")
        raise OracleError(f"field torch_options or torch_shape: torch stops: {message}") from error


def _gradients(output: torch.Tensor, inputs: list[torch.Tensor]) -> tuple[torch.Tensor, ...]:
    """The gradients of each element by its own inputs; 0 where torch records no dependence."""
    if not output.requires_grad:
        return tuple(torch.zeros_like(column) for column in inputs)
    return torch.autograd.grad(
        output.sum(), inputs, create_graph=True, allow_unused=True, materialize_grads=True
    )


def _by_learned(function: Tensors, points: Floats) -> dict[str, Floats]:
    """The gradient by each learned parameter, one value an element, through the Jacobian."""
    if not isinstance(function, torch.nn.Module):
        return {}
    inputs = columns(points)

    def output(name: str, value: torch.Tensor) -> torch.Tensor:
        result: torch.Tensor = torch.func.functional_call(function, {name: value}, inputs)
        return result

    return {
        name: jacobian(partial(output, name), parameter.detach()).reshape(-1).numpy()
        for name, parameter in function.named_parameters()
    }


def _joined(parts: list[Mapping[K, Floats]], count: int) -> dict[K, Floats]:
    """The arrays of all parts under each key, without the padding behind the first `count`."""
    return {key: np.concatenate([part[key] for part in parts])[:count] for key in parts[0]}


@contextmanager
def _onednn(enabled: bool) -> Iterator[None]:
    with warnings.catch_warnings():
        # Setting the flags warns about Intel GPUs, which the CPU oracle has no part in.
        warnings.filterwarnings("ignore", message="TF32 acceleration on top of oneDNN")
        with torch.backends.mkldnn.flags(enabled=enabled):
            yield
