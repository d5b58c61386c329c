"""The claims of the article "In PyTorch"."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any

import sympy
import torch
from torch import nn
from torch.nn import functional
from torch.nn.modules import activation

from gen import catalog
from gen.activation import Activation
from gen.claims import Claim
from gen.claims.functions import at
from gen.claims.identity import identity
from gen.claims.networks import CORNERS
from gen.typography import grouped, plain, scientific

_REQUIRED: Mapping[str, tuple[float, ...]] = {"Threshold": (0.1, 20.0)}
"""The arguments of the modules that cannot be built without any."""

# The network ---------------------------------------------------------------------------------


class Net(nn.Module):
    """The network of the article, with the line that may mix images up."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.pool = nn.MaxPool2d(2, 2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Ten scores for each image."""
        x = self.pool(functional.relu(self.conv1(x)))
        x = self.pool(functional.relu(self.conv2(x)))
        x = x.view(-1, 16 * 5 * 5)
        x = functional.relu(self.fc1(x))
        x = functional.relu(self.fc2(x))
        scores: torch.Tensor = self.fc3(x)
        return scores


def _parameters(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


def _by_hand() -> int:
    """The parameters of `Net` from its shapes: a weight for each input of each unit, and a bias."""
    kernels = ((3 * 5 * 5, 6), (6 * 5 * 5, 16))
    widths = (16 * 5 * 5, 120, 84, 10)
    return sum((inputs + 1) * units for inputs, units in (*kernels, *pairwise(widths)))


def _first_linear_share() -> tuple[int, int]:
    """How many parameters the first linear layer has, and how many the two convolutions have."""
    net = Net()
    return _parameters(net.fc1), _parameters(net.conv1) + _parameters(net.conv2)


def _silent_batches() -> list[int]:
    """The batch sizes up to 100 for which `Net` takes images of 28 by 28 pixels without an error.

    On the device "meta" tensors have shapes and no numbers, and that is all it takes.
    """
    net = Net().to("meta")
    passed = []
    for batch in range(1, 101):
        try:
            rows = len(net(torch.empty(batch, 3, 28, 28, device="meta")))
        except RuntimeError:
            continue
        assert rows != batch
        passed.append(batch)
    return passed


# Torch's list --------------------------------------------------------------------------------


@cache
def _entries() -> tuple[Activation, ...]:
    return tuple(catalog.load(definition) for definition in catalog.definitions())


def _covered() -> tuple[int, list[str]]:
    """The length of torch's list, and the names in it that have no page here."""
    here = {entry.torch.rpartition(".")[2] for entry in _entries() if entry.torch}
    return len(activation.__all__), [name for name in activation.__all__ if name not in here]


def _in_place() -> list[str]:
    """The names in torch's list that take the argument `inplace`."""
    return [
        name
        for name in activation.__all__
        if "inplace" in inspect.signature(getattr(nn, name)).parameters
    ]


def _copied() -> dict[str, bool]:
    """For each activation with `inplace`, whether autograd keeps a copy of what is overwritten.

    A tensor that the graph has saved and that does not lie where the output lies is one more
    tensor of that size, apart from RReLU's noise, which is not made from the input.
    """
    copied = {}
    for name in _in_place():
        module = getattr(nn, name)(*_REQUIRED.get(name, ()), inplace=True)
        z = torch.linspace(-3, 3, 64, requires_grad=True) * 1
        output = module(z)
        saved = output.grad_fn._saved_self if hasattr(output.grad_fn, "_saved_self") else output
        copied[name] = saved.data_ptr() != output.data_ptr()
    return copied


def _names(copied: Mapping[str, bool], want: bool) -> str:
    *first, last = [f"`{name}`" for name, copies in copied.items() if copies == want]
    return f"{', '.join(first)} and {last}"


# Defaults ------------------------------------------------------------------------------------


def _gelu_gap() -> tuple[float, float]:
    """The largest difference of GELU's two forms on a grid, and that of torch's there.

    Both forms are x/2 plus an even function, so positive points suffice; both tend to x.
    """
    grid = [sympy.Rational(k, 16) for k in range(1, 6 * 16)]
    exact = max(abs(at("gelu", x) - at("gelu-tanh", x)) for x in grid)
    x = torch.tensor([float(x) for x in grid], dtype=torch.float64)
    ours = functional.gelu(x) - functional.gelu(x, approximate="tanh")
    return exact, ours.abs().max().item()


def _softplus_jump() -> tuple[float, float]:
    """How far torch's Softplus falls just above 20, and ln(1 + exp(20)) - 20, which it leaves out.

    The first is the value at 20 less the number that follows 20, which torch returns unchanged.
    """
    points = torch.tensor([20.0, math.nextafter(20.0, 21.0)], dtype=torch.float64)
    value, above = functional.softplus(points).tolist()
    assert above == points[1].item()
    return value - 20, at("softplus", 20) - 20


def _rrelu_slope() -> tuple[Fraction, float]:
    """The mean of RReLU's two bounds, and the slope of the module in evaluation."""
    module = nn.RReLU().double().eval()
    mean = (Fraction(1, 8) + Fraction(1, 3)) / 2
    return mean, -module(torch.tensor(-1.0, dtype=torch.float64)).item()


def _foreign_defaults() -> dict[str, tuple[float, float]]:
    """The functions whose slope has another default in Keras: torch's and Keras's, by name."""
    differing = {}
    for entry in _entries():
        if entry.torch and entry.keras:
            ours = {str(one.symbol): float(one.default) for one in entry.parameters}
            for name, default in entry.keras.defaults.items():
                if float(default) != ours[name]:
                    differing[entry.name] = (ours[name], float(default))
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


def _swapped() -> float:
    """How far the outputs of a network move when GELU replaces ReLU, relative to their spread.

    The root of the mean squared change over that of the outputs about their mean.
    """
    network = _stack(nn.init.kaiming_normal_, width=64, layers=3)
    inputs, out = _normal(1000, 64, seed=1), _normal(1, 64, seed=2)

    def through(f: Callable[[torch.Tensor], torch.Tensor]) -> torch.Tensor:
        hidden = inputs
        for weight in network:
            hidden = f(hidden @ weight.T)
        return hidden @ out.T

    relu, gelu = through(torch.relu), through(functional.gelu)
    return ((gelu - relu).square().mean().sqrt() / relu.std()).item()


# Where the weights start -----------------------------------------------------------------------


def _normal(*shape: int, seed: int) -> torch.Tensor:
    """Normal numbers; another seed than that of the weights, or they would be the same numbers."""
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(*shape, generator=generator, dtype=torch.float64)


def _stack(fill: Callable[..., Any], width: int, layers: int) -> list[torch.Tensor]:
    """Square weight matrices filled in turn by an initializer of torch's, for ReLU."""
    generator = torch.Generator().manual_seed(0)
    matrices = [torch.empty(width, width, dtype=torch.float64) for _ in range(layers)]
    for matrix in matrices:
        fill(matrix, nonlinearity="relu", generator=generator)
    return matrices


def _default_weights(width: int, layers: int) -> list[torch.Tensor]:
    """The weights of new linear layers of torch's."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return [nn.Linear(width, width).weight.detach().double() for _ in range(layers)]


def _default_spread() -> tuple[float, float]:
    """Of a new linear layer: its largest weight times √n, and the weights' variance times n."""
    [weight] = _default_weights(1024, 1)
    return weight.abs().max().item() * math.sqrt(1024), weight.var().item() * 1024


def _shrinkage(weights: Sequence[torch.Tensor]) -> float:
    """By what factor ReLU layers with these weights and no bias shrink the mean square."""
    hidden = _normal(500, weights[0].shape[1], seed=1)
    before = hidden.square().mean()
    for weight in weights:
        hidden = torch.relu(hidden @ weight.T)
    return (before / hidden.square().mean()).item()


def _sameness() -> float:
    """How much the outputs of ten new layers of torch's differ between inputs, by their size.

    The standard deviation over the inputs, against the root mean square; biases included.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        layers = [nn.Linear(512, 512).double().requires_grad_(False) for _ in range(10)]
    hidden = _normal(500, 512, seed=1)
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
        value=lambda: _parameters(Net()),
        holds=lambda count: count == _by_hand(),
        display=grouped,
        note="Counted in the module, and from the shapes by hand.",
    ),
    Claim(
        id="net-first-linear",
        sentence="The first linear layer of the network has {value} of its parameters.",
        value=_first_linear_share,
        holds=lambda found: found[0] > 10 * found[1] and 2 * found[0] > _by_hand(),
        display=lambda found: grouped(found[0]),
        note="Counted; the two convolutions together have fewer than a tenth of that.",
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
        holds=lambda names: "ReLU" in names and "GELU" not in names,
        display=lambda names: f"{len(names)} of {len(activation.__all__)}",
        note="From the signatures of the modules.",
    ),
    Claim(
        id="torch-in-place-saves",
        sentence="Called in place on a tensor that needs a gradient, {value} keep no copy of their"
        " input.",
        value=_copied,
        holds=lambda copied: not copied["ReLU"] and copied["SiLU"],
        display=lambda copied: _names(copied, want=False),
        note="The tensor that the graph has saved lies where the output lies.",
    ),
    Claim(
        id="torch-in-place-copies",
        sentence="Called in place on a tensor that needs a gradient, {value} keep a copy of their"
        " input all the same.",
        value=_copied,
        holds=lambda copied: copied["SiLU"] and sum(copied.values()) > 1,
        display=lambda copied: _names(copied, want=True),
        note="The tensor that the graph has saved does not lie where the output lies.",
    ),
    Claim(
        id="torch-gelu-gap",
        sentence="The two forms of GELU differ by at most {value}.",
        value=_gelu_gap,
        holds=lambda gap: 1e-4 < gap[0] < 1e-3 and math.isclose(*gap, rel_tol=1e-6),
        display=lambda gap: scientific(gap[0]),
        note="The largest difference at the multiples of 1/16 up to 6, by Arb; torch's float64"
        " kernels agree with it to six digits. The difference is an even function.",
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
        id="torch-rrelu-evaluation",
        sentence="In evaluation the slope of torch's RReLU on the left is {value}.",
        value=_rrelu_slope,
        holds=lambda found: math.isclose(found[0], found[1], rel_tol=1e-15),
        display=lambda found: str(found[0]),
        note="The mean of 1/8 and 1/3, against the module's value at -1 in evaluation.",
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
        sentence="In a random network of three layers of 64 units, GELU in place of ReLU moves"
        " the outputs by {value} of their standard deviation.",
        value=_swapped,
        holds=lambda share: 0.05 < share < 1,
        display=lambda share: f"{share:.0%}",
        note="He initialization, no biases, 1000 normal inputs, seeds fixed, float64; the root of"
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
        id="default-shrinks",
        sentence="Ten ReLU layers with torch's default weights divide the mean square by {value}.",
        value=lambda: _shrinkage(_default_weights(512, 10)),
        holds=lambda factor: 6**10 / 3 < factor < 6**10 * 3,
        display=scientific,
        note="Width 512, biases left out, 500 normal inputs, seeds fixed; 6¹⁰ is 6.0 × 10⁷.",
    ),
    Claim(
        id="he-keeps",
        sentence="Ten ReLU layers with He's weights divide the mean square by {value}.",
        value=lambda: _shrinkage(_stack(nn.init.kaiming_normal_, 512, 10)),
        holds=lambda factor: 1 / 3 < factor < 3,
        display=lambda factor: f"{factor:.2f}",
        note="torch.nn.init.kaiming_normal_ for ReLU; otherwise as in default-shrinks.",
    ),
    Claim(
        id="default-biases",
        sentence="Behind ten new ReLU layers of torch's, with their biases, the standard deviation"
        " of the outputs over different inputs is {value} of their root mean square.",
        value=_sameness,
        holds=lambda share: share < 0.05,
        display=lambda share: f"{share:.1%}",
        note="Width 512, 500 normal inputs, seeds fixed, float64.",
    ),
)
"""All of them, in the order of the article."""
