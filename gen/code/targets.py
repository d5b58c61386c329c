"""The languages and libraries that code is printed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gen.primitives import Phi, Primitive, expm1, phi, sigmoid, softplus, tanh_exp


@dataclass(frozen=True, kw_only=True)
class Target:
    """A library in which code is printed."""

    name: str
    """Its name in data."""
    title: str
    """Its name in prose."""
    prefix: str
    """What stands before its elementary functions, such as `np.`."""
    scalar_prefix: str
    """The same for functions of plain numbers."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Functions that are called otherwise there than prefix and SymPy's name say."""
    imports: Mapping[str, str] = field(default_factory=dict)
    """The import line for each name that the printed code may use."""
    primitives: Mapping[type[Primitive], str]
    """The call of each primitive, with `{z}` for its argument."""
    where: str
    """The choice between `{yes}` and `{no}` by `{test}`."""
    minimum: str
    maximum: str
    log_sum_exp: str
    constant: str
    """An array like `{x}` filled with `{c}`."""
    identity: str = ""
    """The identity matrix of the size of a vector x."""
    picks_first: bool = False
    """Whether a choice computes the branch that it picks and no other."""


NUMPY = Target(
    name="numpy",
    title="NumPy",
    prefix="np.",
    scalar_prefix="np.",
    names={
        "erf": "erf",
        "atan": "np.arctan",
        "asinh": "np.arcsinh",
        "Abs": "np.abs",
    },
    imports={
        "np": "import numpy as np",
        "erf": "from scipy.special import erf",
        "expit": "from scipy.special import expit",
        "logsumexp": "from scipy.special import logsumexp",
        "ndtr": "from scipy.special import ndtr",
    },
    primitives={
        sigmoid: "expit({z})",
        softplus: "np.logaddexp({z}, 0)",
        expm1: "np.expm1({z})",
        tanh_exp: "np.tanh(np.exp(np.minimum({z}, 88)))",
        Phi: "ndtr({z})",
        phi: "(np.exp(-({z})**2/2)/np.sqrt(2*np.pi))",
    },
    where="np.where({test}, {yes}, {no})",
    minimum="np.minimum({z}, {bound})",
    maximum="np.maximum({z}, {bound})",
    log_sum_exp="logsumexp({u}, axis=-1, keepdims=True)",
    constant="np.full_like({x}, {c}, dtype=float)",
    identity="np.eye(x.shape[-1])",
)

TORCH = Target(
    name="torch",
    title="PyTorch",
    prefix="torch.",
    scalar_prefix="math.",
    names={"Abs": "torch.abs"},
    imports={"math": "import math", "torch": "import torch"},
    primitives={
        sigmoid: "torch.sigmoid({z})",
        # Not softplus: torch's replaces the function by the identity beyond a threshold.
        softplus: "(-torch.nn.functional.logsigmoid(-({z})))",
        expm1: "torch.expm1({z})",
        tanh_exp: "torch.tanh(torch.exp(torch.clamp({z}, max=88)))",
        # Not ndtr: torch's cancels in the left tail.
        Phi: "(torch.special.erfc(-({z})/math.sqrt(2))/2)",
        phi: "(torch.exp(-({z})**2/2)/math.sqrt(2*math.pi))",
    },
    where="torch.where({test}, {yes}, {no})",
    minimum="torch.clamp({z}, max={bound})",
    maximum="torch.clamp({z}, min={bound})",
    log_sum_exp="torch.logsumexp({u}, dim=-1, keepdim=True)",
    constant="torch.full_like({x}, {c})",
    identity="torch.eye(x.shape[-1], dtype=x.dtype)",
)

JAVASCRIPT = Target(
    name="javascript",
    title="JavaScript",
    prefix="Math.",
    scalar_prefix="Math.",
    names={"erf": "erf", "Abs": "Math.abs"},
    primitives={
        sigmoid: "expit({z})",
        softplus: "log1pexp({z})",
        expm1: "Math.expm1({z})",
        tanh_exp: "Math.tanh(Math.exp({z}))",
        Phi: "ndtr({z})",
        phi: "density({z})",
    },
    where="where({test}, {yes}, {no})",
    minimum="Math.min({z}, {bound})",
    maximum="Math.max({z}, {bound})",
    log_sum_exp="logSumExp({u})",
    constant="{c}",
    picks_first=True,
)

TARGETS = (NUMPY, TORCH, JAVASCRIPT)
