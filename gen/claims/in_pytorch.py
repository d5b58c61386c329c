"""The claims of the article "In PyTorch"."""

from __future__ import annotations

import contextlib
import inspect
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import sympy
import torch
from torch import nn
from torch.nn import functional
from torch.nn.modules import activation

from gen.activation import Activation
from gen.claims import Claim
from gen.claims.functions import at, entry, slugs_in_torch
from gen.claims.identity import identity
from gen.claims.networks import CORNERS
from gen.lookups import remembered
from gen.typography import grouped, plain, scientific

Function = Callable[[torch.Tensor], torch.Tensor]

_REQUIRED: Mapping[str, tuple[float, ...]] = {"Threshold": (0.1, 20.0)}
"""The arguments of the modules that cannot be built without any."""

# The network ---------------------------------------------------------------------------------


def _network() -> nn.Sequential:
    """The network of the article, with shapes only: on "meta" a tensor has no numbers."""
    with torch.device("meta"):
        return nn.Sequential(
            *(nn.Conv2d(3, 6, 5), nn.ReLU(), nn.MaxPool2d(2, 2)),
            *(nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2, 2)),
            nn.Flatten(),
            *(nn.Linear(16 * 5 * 5, 120), nn.ReLU()),
            *(nn.Linear(120, 84), nn.ReLU()),
            nn.Linear(84, 10),
        )


def _parameters(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


def _by_hand() -> int:
    """The parameters of the network, from its shapes: each unit has its weights and a bias."""
    kernels = ((3 * 5 * 5, 6), (6 * 5 * 5, 16))
    widths = (16 * 5 * 5, 120, 84, 10)
    return sum((inputs + 1) * units for inputs, units in (*kernels, *pairwise(widths)))


def _first_linear_share() -> tuple[int, int]:
    """How many parameters the first linear layer has, and how many the two convolutions have."""
    network = _network()
    return _parameters(network[7]), _parameters(network[:6])


def _silent_batches() -> list[int]:
    """The batch sizes up to 100 that pass without an error when `view` stands for `nn.Flatten`.

    The images have 28 by 28 pixels, in place of 32 by 32.
    """
    network = _network()
    passed = []
    for batch in range(1, 101):
        maps = network[:6](torch.empty(batch, 3, 28, 28, device="meta"))
        try:
            rows = len(network[7:](maps.view(-1, 16 * 5 * 5)))
        except RuntimeError:
            continue
        assert rows != batch
        passed.append(batch)
    return passed


# Torch's list --------------------------------------------------------------------------------


def _entries() -> Iterator[Activation]:
    """The entries that torch has."""
    return map(entry, slugs_in_torch())


def _covered() -> tuple[int, list[str]]:
    """The length of torch's list, and the names in it that have no page here."""
    here = {one.torch.rpartition(".")[2] for one in _entries() if one.torch}
    return len(activation.__all__), [name for name in activation.__all__ if name not in here]


def _in_place() -> list[str]:
    """The names in torch's list that take the argument `inplace`."""
    return [
        name
        for name in activation.__all__
        if "inplace" in inspect.signature(getattr(nn, name)).parameters
    ]


def _overwriting() -> list[str]:
    """The names in torch's list whose modules, told to, return the tensor that they were given."""
    found = []
    for name in activation.__all__:
        z = torch.ones(4)
        with contextlib.suppress(TypeError):
            module = getattr(nn, name)(*_REQUIRED.get(name, ()), inplace=True)
            found += [name] if module(z) is z else []
    return found


def _copied() -> dict[str, bool]:
    """For each activation with `inplace`, whether autograd keeps a copy of what is overwritten."""
    copied = {}
    for name in _in_place():
        module = getattr(nn, name)(*_REQUIRED.get(name, ()), inplace=True)
        z = torch.linspace(-3, 3, 64, requires_grad=True) * 1
        before = z.detach().clone()
        kept: list[torch.Tensor] = []

        def keep(tensor: torch.Tensor, kept: list[torch.Tensor] = kept) -> torch.Tensor:
            kept.append(tensor.detach())
            return tensor

        with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
            module(z)
        if not kept:
            raise ValueError(f"{name} keeps nothing for the way back: look how torch does it now")
        copied[name] = any(torch.equal(tensor, before) for tensor in kept)
    return copied


def _names(copied: Mapping[str, bool], want: bool) -> str:
    *first, last = [f"`{name}`" for name, copies in copied.items() if copies == want]
    return f"{', '.join(first)} and {last}"


# Defaults ------------------------------------------------------------------------------------


def _softplus_jump() -> tuple[float, float]:
    """How far torch's Softplus falls just above 20, and ln(1 + exp(20)) - 20, which it leaves out.

    The first is the value at 20 less the number that follows 20, which torch returns unchanged.
    """
    points = torch.tensor([20.0, math.nextafter(20.0, 21.0)], dtype=torch.float64)
    value, above = functional.softplus(points).tolist()
    assert above == points[1].item()
    return value - 20, at("softplus", 20) - 20


def _foreign_defaults() -> dict[str, tuple[float, float]]:
    """The functions whose slope has another default in Keras: torch's and Keras's, by name."""
    differing = {}
    for function in _entries():
        if function.torch and function.keras:
            ours = {str(one.symbol): float(one.default) for one in function.parameters}
            for name, default in function.keras.defaults.items():
                if float(default) != ours[name]:
                    differing[function.name] = (ours[name], float(default))
    return differing


# Borrowed weights ----------------------------------------------------------------------------


def borrowed(slug: str, steps: int, parts: int = 1) -> float:
    """The XOR network made for ReLU, f(s) - 2 f(s - 1) where its inputs add up to s, with any f.

    s is an exact number: so many steps, each the given part of 1.
    """
    s = sympy.Rational(steps, parts)
    return at(slug, s) - 2 * at(slug, s - 1)


def _on_corners(slug: str) -> tuple[float, ...]:
    return tuple(borrowed(slug, x1 + x2) for x1, x2 in CORNERS)


def _right(outputs: Sequence[float]) -> list[bool]:
    """Whether each output of the XOR network lies on the right side of 1/2."""
    return [(output > 0.5) == (x1 != x2) for (x1, x2), output in zip(CORNERS, outputs, strict=True)]


def _rounded(outputs: Sequence[float]) -> str:
    return ", ".join(plain(round(output, 2) + 0.0) for output in outputs)


def _swapped() -> list[float]:
    """How far the outputs of networks move when GELU replaces ReLU, relative to their spread.

    The root of the mean squared change over that of the outputs about their mean, in twenty random
    networks, in order of size.
    """
    inputs, out = _normal(200, 64, seed=100), _normal(1, 64, seed=101)

    def through(network: Sequence[torch.Tensor], f: Function) -> torch.Tensor:
        hidden = inputs
        for weight in network:
            hidden = f(hidden @ weight.T)
        return hidden @ out.T

    moved = []
    for seed in range(_DRAWS):
        network = _stack(width=64, layers=3, seed=seed)
        relu, gelu = through(network, torch.relu), through(network, functional.gelu)
        moved.append(((gelu - relu).square().mean().sqrt() / relu.std()).item())
    return sorted(moved)


# Where the weights start -----------------------------------------------------------------------

_WIDTH, _LAYERS = 128, 10
"""The networks whose signals are followed: units a layer, and layers."""

_DRAWS = 20
"""How many random networks a range is taken from."""


def _normal(*shape: int, seed: int) -> torch.Tensor:
    """Normal numbers; another seed than that of the weights, or they would be the same numbers."""
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(*shape, generator=generator, dtype=torch.float64)


def _stack(width: int, layers: int, seed: int) -> list[torch.Tensor]:
    """Square weight matrices with He's weights, filled by torch's initializer for ReLU."""
    generator = torch.Generator().manual_seed(seed)
    matrices = [torch.empty(width, width, dtype=torch.float64) for _ in range(layers)]
    for matrix in matrices:
        nn.init.kaiming_normal_(matrix, nonlinearity="relu", generator=generator)
    return matrices


def _default_weights(width: int, layers: int, seed: int = 0) -> list[torch.Tensor]:
    """The weights of new linear layers of torch's."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return [nn.Linear(width, width).weight.detach().double() for _ in range(layers)]


def _default_spread() -> tuple[float, float]:
    """Of a new linear layer: its largest weight times √n, and the weights' variance times n."""
    [weight] = _default_weights(1024, 1)
    return weight.abs().max().item() * math.sqrt(1024), weight.var().item() * 1024


@remembered
def _shrinkages(draw: Callable[..., list[torch.Tensor]]) -> tuple[float, ...]:
    """By what factor ten layers shrink the mean square, in twenty draws, in order of size."""
    return tuple(sorted(_shrinkage(draw(_WIDTH, _LAYERS, seed=seed)) for seed in range(_DRAWS)))


def _shrinkage(weights: Sequence[torch.Tensor]) -> float:
    """By what factor ReLU layers with these weights and no bias shrink the mean square."""
    hidden = _normal(200, weights[0].shape[1], seed=100)
    before = hidden.square().mean()
    for weight in weights:
        hidden = torch.relu(hidden @ weight.T)
    return (before / hidden.square().mean()).item()


def _between(values: Sequence[float], shown: Callable[[float], str]) -> str:
    """The ends of a sorted list, as words."""
    return f"between {shown(values[0])} and {shown(values[-1])}"


def _sameness() -> float:
    """How much the outputs of ten new layers of torch's differ between inputs, by their size.

    The standard deviation over the inputs, against the root mean square; biases included.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        layers = [nn.Linear(_WIDTH, _WIDTH).double() for _ in range(_LAYERS)]
    hidden = _normal(200, _WIDTH, seed=100)
    with torch.no_grad():
        for layer in layers:
            hidden = torch.relu(layer(hidden))
    return (hidden.var(dim=0).mean() / hidden.square().mean()).sqrt().item()


_N = sympy.Symbol("n", positive=True)

CLAIMS: tuple[Claim[Any], ...] = (
    Claim(
        id="torch-names-with-pages",
        sentence="Of the names in torch.nn.modules.activation, {value} have a page on this site.",
        value=_covered,
        holds=lambda found: found[1] == ["MultiheadAttention"],
        display=lambda found: f"{found[0] - len(found[1])} of {found[0]}",
        note="Its `__all__` against the entries of the catalog; MultiheadAttention is missing.",
    ),
    Claim(
        id="net-parameters",
        sentence="The convolutional network of the article has {value} parameters.",
        value=lambda: _parameters(_network()),
        holds=lambda count: count == _by_hand(),
        display=grouped,
        note="Counted in the module, and from the shapes by hand.",
    ),
    Claim(
        id="net-first-linear",
        sentence="The first linear layer of the network has {value} of its parameters.",
        value=_first_linear_share,
        holds=lambda found: found[0] > 10 * found[1] and 4 * found[0] > 3 * _by_hand(),
        display=lambda found: grouped(found[0]),
        note="Counted: more than three quarters of all, and the two convolutions together have"
        " fewer than a tenth of that.",
    ),
    Claim(
        id="net-silent-batches",
        sentence="With images of 28 by 28 pixels the network with view(-1, 400) fails, unless the"
        " batch has a size of {value} (up to 100); then it returns a wrong number of rows.",
        value=_silent_batches,
        holds=lambda sizes: sizes == [b for b in range(1, 101) if 16 * 4 * 4 * b % 400 == 0],
        display=lambda sizes: ", ".join(map(str, sizes[:-1])) + f" or {sizes[-1]}",
        note="Each batch size is tried, on tensors that have shapes only.",
    ),
    Claim(
        id="torch-in-place",
        sentence="Of the names in torch.nn.modules.activation, {value} take the argument inplace.",
        value=_in_place,
        holds=lambda names: names == _overwriting(),
        display=lambda names: f"{len(names)} of {len(activation.__all__)}",
        note="From the signatures of the modules; told to work in place, these return the tensor"
        " that they were given, and the others refuse.",
    ),
    Claim(
        id="torch-in-place-saves",
        sentence="Called in place on a tensor that needs a gradient, {value} keep no copy of their"
        " input.",
        value=_copied,
        # The last three take a value twice, with two slopes: their output does not give the slope.
        holds=lambda copied: (
            not copied["ReLU"] and all(copied[name] for name in ("SiLU", "Mish", "Hardswish"))
        ),
        display=lambda copied: _names(copied, want=False),
        note="None of the tensors that autograd keeps is equal to the input.",
    ),
    Claim(
        id="torch-in-place-copies",
        sentence="Called in place on a tensor that needs a gradient, {value} keep a copy of their"
        " input all the same.",
        value=_copied,
        holds=lambda copied: (
            not copied["ReLU"] and all(copied[name] for name in ("SiLU", "Mish", "Hardswish"))
        ),
        display=lambda copied: _names(copied, want=True),
        note="One of the tensors that autograd keeps is equal to the input.",
    ),
    Claim(
        id="torch-softplus-jump",
        sentence="At its threshold torch's Softplus drops by {value}.",
        value=_softplus_jump,
        holds=lambda found: 0 < found[0] < 1e-8 and math.isclose(*found, rel_tol=1e-5),
        display=lambda found: scientific(found[0]),
        note="torch.nn.functional.softplus in float64 at 20 and at the next number, which it"
        " returns as it is; Arb gives the same for the function that is left out.",
    ),
    Claim(
        id="torch-and-keras-defaults",
        sentence="Keras has other default slopes for {value}.",
        value=_foreign_defaults,
        holds=lambda found: set(found) == {"LeakyReLU", "PReLU"},
        display=lambda found: " and ".join(
            f"{name} ({plain(theirs)} instead of {plain(ours)})"
            for name, (ours, theirs) in found.items()
        ),
        note="From the catalog, which names the counterparts and their defaults.",
    ),
    Claim(
        id="borrowed-relu",
        sentence="The XOR network gives {value} at the corners with ReLU.",
        value=lambda: _on_corners("relu"),
        holds=lambda outputs: outputs == (0, 1, 1, 0),
        display=_rounded,
        note="f(s) - 2 f(s - 1) with s = x₁ + x₂, by Arb.",
    ),
    Claim(
        id="borrowed-gelu",
        sentence="The same weights with GELU give {value}.",
        value=lambda: _on_corners("gelu"),
        holds=lambda outputs: all(_right(outputs)) and outputs != (0, 1, 1, 0),
        display=_rounded,
        note="f(s) - 2 f(s - 1) with s = x₁ + x₂, by Arb, rounded; each lies on the right side"
        " of 1/2.",
    ),
    Claim(
        id="borrowed-tanh",
        sentence="The same weights with tanh give {value}.",
        value=lambda: _on_corners("tanh"),
        holds=lambda outputs: _right(outputs) == [False, True, True, True],
        display=_rounded,
        note="f(s) - 2 f(s - 1) with s = x₁ + x₂, by Arb, rounded; the first lies on the wrong"
        " side of 1/2, the others do not.",
    ),
    Claim(
        id="borrowed-layers",
        sentence="In twenty random networks of three layers of 64 units, GELU in place of ReLU"
        " moves the outputs by {value} of their standard deviation.",
        value=_swapped,
        holds=lambda shares: 0.1 < shares[0] < shares[-1] < 0.6,
        display=lambda shares: _between(shares, lambda share: f"{share:.0%}"),
        note="He initialization, no biases, 200 normal inputs, seeds 0 to 19, float64; the root of"
        " the mean squared change.",
    ),
    identity(
        id="linear-default-bound",
        sentence="With negative slope √5, Kaiming's uniform bound is {value}.",
        left=lambda: sympy.sqrt(2 / (1 + sympy.sqrt(5) ** 2)) * sympy.sqrt(3 / _N),
        right=lambda: 1 / sympy.sqrt(_N),
        left_tex=r"\sqrt{\frac{2}{1 + (\sqrt{5})^2}} \cdot \sqrt{\frac{3}{n}}",
        right_tex=r"\frac{1}{\sqrt{n}}",
    ),
    identity(
        id="linear-default-variance",
        sentence="The variance of a uniform weight between -1/√n and 1/√n is {value}.",
        left=lambda: sympy.integrate(
            sympy.Symbol("w") ** 2 * sympy.sqrt(_N) / 2,
            (sympy.Symbol("w"), -1 / sympy.sqrt(_N), 1 / sympy.sqrt(_N)),
        ),
        right=lambda: sympy.Rational(1, 6) * 2 / _N,
        left_tex=r"\frac{1}{3 n}",
        right_tex=r"\frac{1}{6} \cdot \frac{2}{n}",
    ),
    Claim(
        id="linear-default-measured",
        sentence="In a new layer of 1024 by 1024 weights, n times their variance is {value}.",
        value=_default_spread,
        holds=lambda found: 0.99 < found[0] <= 1 and abs(found[1] - 1 / 3) < 0.002,
        display=lambda found: f"{found[1]:.3f}",
        note="torch.nn.Linear, seed 0. No weight exceeds 1/√n.",
    ),
    Claim(
        id="default-shrinks-by-six",
        sentence="On average over the weights, ten ReLU layers with torch's default weights divide"
        " the mean square by {value}.",
        value=lambda: (Fraction(1, 2) * Fraction(1, 3)) ** -_LAYERS,
        holds=lambda factor: (
            factor == 6**_LAYERS
            and (found := _shrinkages(_default_weights))[0] < factor < found[-1]
        ),
        display=lambda factor: f"6¹⁰ ≈ {scientific(float(factor))}",
        note="One over half of n times the variance 1/(3n), to the power 10; twenty draws lie on"
        " both sides of it.",
    ),
    Claim(
        id="default-shrinks",
        sentence="In twenty draws of ten ReLU layers with torch's default weights, the mean square"
        " is divided by {value}.",
        value=lambda: _shrinkages(_default_weights),
        holds=lambda factors: (
            6**_LAYERS / 3 < factors[0] < 6**_LAYERS < factors[-1] < 4 * 6**_LAYERS
        ),
        display=lambda factors: _between(factors, scientific),
        note="Width 128, biases left out, 200 normal inputs, seeds 0 to 19.",
    ),
    Claim(
        id="he-keeps",
        sentence="In twenty draws of ten ReLU layers with He's weights, the mean square is divided"
        " by {value}.",
        value=lambda: _shrinkages(_stack),
        holds=lambda factors: 1 / 3 < factors[0] < 1 < factors[-1] < 4,
        display=lambda factors: _between(factors, lambda factor: f"{factor:.2f}"),
        note="torch.nn.init.kaiming_normal_ for ReLU; otherwise as in default-shrinks.",
    ),
    Claim(
        id="default-biases",
        sentence="Behind ten new ReLU layers of torch's, with their biases, the standard deviation"
        " of the outputs over different inputs is {value} of their root mean square.",
        value=_sameness,
        holds=lambda share: share < 0.05,
        display=lambda share: f"{share:.1%}",
        note="Width 128, 200 normal inputs, seeds fixed, float64.",
    ),
)
"""All of them, in the order of the article."""
