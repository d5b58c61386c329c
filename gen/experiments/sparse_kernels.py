"""Whether a matrix product gets faster when many of its inputs are zero."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from gen.experiments.experiment import Experiment, Settings, Values
from gen.experiments.rounding import round_to
from gen.experiments.timing import interleaved, summary

REFERENCE = "dense-0"


def parts() -> dict[str, Settings]:
    """One part for each number of examples: within it, all kernels take turns."""
    return {
        f"examples-{rows}": {
            "rows": rows,
            "units": 1024,
            "zeros": [0.0, 0.5, 0.9, 0.99],
            "rounds": 60,
            "burst": 2e-3,
            "seed": 0,
        }
        for rows in (1, 256)
    }


def run(settings: Settings) -> Values:
    """Times of each kernel at each share of zeros, in microseconds."""
    torch.manual_seed(settings["seed"])
    rows, units = settings["rows"], settings["units"]
    weights = torch.randn(units, units) / units**0.5
    inputs = torch.rand(rows, units) + 0.5
    places, columns = torch.rand(rows, units), torch.rand(units)
    operations: dict[str, Callable[[], Any]] = {}
    with warnings.catch_warnings():
        # It says that torch's sparse tensors are a beta.
        warnings.filterwarnings("ignore", message="Sparse CSR", category=UserWarning)
        for share in settings["zeros"]:
            scattered = torch.where(places < share, 0.0, inputs)
            whole = torch.where(columns < share, 0.0, inputs)
            for kernel, operation in _kernels(scattered, whole, columns >= share, weights).items():
                operations[f"{kernel}-{share:g}"] = operation
        sums = {name: _sum(operation()) for name, operation in operations.items()}
        taken = interleaved(operations, settings["rounds"], settings["burst"]) * 1e6
    reference = taken[list(operations).index(REFERENCE)]
    times = {n: summary(one, reference) for n, one in zip(operations, taken, strict=True)}
    return {"prefix": round_to(sums), "times": round_to(times, 4)}


def _kernels(
    scattered: Tensor, whole: Tensor, kept: Tensor, weights: Tensor
) -> Mapping[str, Callable[[], Any]]:
    """Ways to multiply inputs with zeros by the weights.

    scattered: inputs with zeros anywhere, of shape (rows, units); whole: with zeros in the same
    columns for each row, those that are not kept. `csr` is given the zeros in torch's compressed
    form, `compressed` makes this form first. `narrow` leaves out the columns of zeros, and the
    rows of the weights that they would meet.
    """
    compressed = scattered.to_sparse_csr()
    few, few_weights = whole[:, kept].contiguous(), weights[kept].contiguous()
    return {
        "dense": lambda: scattered @ weights,
        "csr": lambda: compressed @ weights,
        "compressed": lambda: scattered.to_sparse_csr() @ weights,
        "narrow": lambda: few @ few_weights,
    }


def _sum(product: Tensor) -> float:
    return product.double().abs().sum().item()


def shorter(settings: Settings) -> Settings:
    """One short round."""
    return {**settings, "rounds": 1, "burst": 1e-6}


EXPERIMENT: Experiment = Experiment(
    title="Do zeros make a product faster?",
    description=(
        "The product of a layer's inputs with its matrix of weights, timed with more and more of "
        "the inputs set to zero: by torch's dense kernel, by its kernel for compressed sparse "
        "rows, with and without the compression, and with whole columns of zeros left out. "
        "One thread, float32; ratios are to the dense product without zeros. Times are those of "
        "one machine."
    ),
    parts=parts,
    run=run,
    shorter=shorter,
    alone=True,
)
