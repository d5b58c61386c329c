"""Statements in words: what activations do to a network, and who was first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from gen import bibliography
from gen.bibliography import Source
from gen.claims.errata.autograd import gradient, value
from gen.claims.errata.erratum import Erratum, decimal, row, truth
from gen.claims.networks import CORNERS, XOR, square_from_relus
from gen.lookups import look_at


def _source(key: str) -> Source:
    look_at({"gen/bibliography.bib"})
    return bibliography.read()[key]


def _year(key: str) -> int:
    return int(_source(key).year)


def _year_of_eprint(key: str) -> int:
    """The year in an arXiv number, whose first two digits it is."""
    return 2000 + int(_source(key).url.rpartition("/")[2][:2])


def _lowest_slopes() -> dict[str, float]:
    """The lowest gradients on a fine grid and right of a kink."""
    functions = {
        "ReLU": torch.relu,
        "SiLU": functional.silu,
        "Mish": functional.mish,
        "GELU": functional.gelu,
        "Hardswish": functional.hardswish,
    }
    lowest = {}
    for name, function in functions.items():
        x = torch.linspace(-6, 6, 12001, dtype=torch.float64)
        # Hardswish falls most steeply just right of its kink at -3.
        kink = torch.tensor([-3.0], dtype=torch.float64)
        x = torch.cat([x, torch.nextafter(kink, 0 * kink)]).requires_grad_()
        (slopes,) = torch.autograd.grad(function(x).sum(), x)
        lowest[name] = float(slopes.min())
    return lowest


def _zeros() -> dict[str, int]:
    """How many of 1000 normal inputs are sent to exactly 0, and how many are not positive."""
    x = torch.randn(1000, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    functions = {
        "ReLU": torch.relu,
        "tanh": torch.tanh,
        "sigmoid": torch.sigmoid,
        "ELU": functional.elu,
    }
    zeros = {name: int((function(x) == 0).sum()) for name, function in functions.items()}
    return zeros | {"not positive": int((x <= 0).sum())}


@dataclass(frozen=True)
class _Dead:
    """What happens to a ReLU unit whose gradient is 0."""

    off: tuple[float, float]
    """Its gradient in two steps in which it is off for all data."""
    later: float
    """Its gradient in the step after them."""
    output: float
    """The output of another dead unit, after the layer below has moved."""


def _dead_unit() -> _Dead:
    weight = torch.tensor(1.5, requires_grad=True)
    optimizer = torch.optim.SGD([weight], lr=1.0, momentum=0.875)
    inputs = torch.tensor([1.0, -1.0])
    gradients: list[float] = []
    for _ in range(4):
        optimizer.zero_grad()
        (torch.relu(weight * inputs - 1) ** 2).sum().backward()
        assert weight.grad is not None
        gradients.append(weight.grad.item())
        optimizer.step()
    # A second net: h = v x feeds a unit that is dead, relu(h - 2), and one that is not, relu(h).
    below = torch.tensor(1.0, requires_grad=True)
    loss = (torch.relu(below - 2) + torch.relu(below) - 4) ** 2 / 2
    (slope,) = torch.autograd.grad(loss, below)
    after = float((below - slope).item())
    return _Dead((gradients[1], gradients[2]), gradients[3], max(0.0, after - 2))


def _signs() -> dict[str, list[float]]:
    """The gradients of two weights with positive inputs, for one sample and for a sum of two."""
    weights = torch.ones(2, requires_grad=True)
    samples, errors = torch.tensor([[1.0, 3.0], [2.0, 1.0]]), torch.tensor([1.0, -1.0])

    def summed(first: int, last: int) -> list[float]:
        loss = (errors[first:last] * (samples[first:last] @ weights)).sum()
        (found,) = torch.autograd.grad(loss, weights)
        values: list[float] = found.tolist()
        return values

    return {"first": summed(0, 1), "second": summed(1, 2), "both": summed(0, 2)}


def _gelu_and_dropout() -> dict[str, Any]:
    """Whether two calls in training agree, and the mean of x times a random gate at 1."""
    x = torch.linspace(-3, 3, 100)
    gelu, dropout = nn.GELU().train(), nn.Dropout().train()
    dropped = torch.equal(dropout(x), dropout(x))
    noise = torch.randn(1_000_000, generator=torch.Generator().manual_seed(0))
    return {
        "gelu": torch.equal(gelu(x), gelu(x)),
        "dropout": dropped,
        "mean": float((noise <= 1).double().mean()),
    }


def _lstm_rebuilt() -> dict[str, float]:
    """How far an LSTM cell is from its formula with the sigmoid, and with ReLU in its place."""
    generator = torch.Generator().manual_seed(0)
    cell = nn.LSTMCell(3, 4).double()
    with torch.no_grad():
        for parameter in cell.parameters():
            parameter.normal_(generator=generator)
        x = torch.randn(3, generator=generator, dtype=torch.float64)
        h = torch.randn(4, generator=generator, dtype=torch.float64)
        c = torch.randn(4, generator=generator, dtype=torch.float64)
        output, _ = cell(x, (h, c))
        sums = cell.weight_ih @ x + cell.bias_ih + cell.weight_hh @ h + cell.bias_hh
        found = {}
        for name, gate in (("sigmoid", torch.sigmoid), ("relu", torch.relu)):
            i, f, g, o = sums.chunk(4)
            state = gate(f) * c + gate(i) * torch.tanh(g)
            found[name] = float((gate(o) * torch.tanh(state) - output).abs().max())
    return found


def _xor_from_leaky() -> list[float]:
    """Two LeakyReLU units with torch's slope on the corners of XOR."""
    sums = torch.tensor([float(a + b) for a, b in CORNERS], dtype=torch.float64)
    values: list[float] = (
        functional.leaky_relu(sums) - 2 * functional.leaky_relu(sums - 1)
    ).tolist()
    return values


def _best_at_a_jump() -> dict[str, Fraction]:
    """The least error of a continuous function at a jump from 0 to 1, and that of 64 ReLU units.

    Whatever the function is at the jump, it must serve both sides.
    """
    candidates = [Fraction(k, 64) for k in range(65)]
    n = 64
    grid = [Fraction(k, 4 * n) for k in range(4 * n + 1)]
    return {
        "jump": min(max(abs(value - 0), abs(value - 1)) for value in candidates),
        "square": max(abs(square_from_relus(point, n) - point**2) for point in grid),
    }


WORDS: tuple[Erratum[Any], ...] = (
    Erratum(
        id="large-inputs",
        printed="At 15 the slope of the sigmoid is {value}.",
        right="At 15 the slope of ReLU is {value}.",
        observe=lambda: (gradient(torch.sigmoid, 15), gradient(torch.relu, 15)),
        as_printed=lambda seen: (1.0, seen[1]),
        nearly_right=lambda seen: (seen[0], 0.999),
        fails=lambda seen: seen[0] < 1e-6 and abs(seen[0] - truth("sigmoid", 15, 1)) < 1e-15,
        holds=lambda seen: seen[1] == 1,
        show_failure=lambda seen: decimal(seen[0]),
        show_right=lambda seen: decimal(seen[1]),
        note="torch autograd, float64; the sigmoid's slope also in ball arithmetic.",
    ),
    Erratum(
        id="relu-saturates",
        printed="At −1 and at −100 the value and the slope of ReLU are {value}.",
        right="At 100 the slope of ReLU is {value}.",
        observe=lambda: (
            [f(torch.relu, point) for f in (value, gradient) for point in (-1, -100)],
            gradient(torch.relu, 100),
        ),
        as_printed=lambda seen: ([*seen[0][:2], 1.0, 1.0], seen[1]),
        nearly_right=lambda seen: (seen[0], 0.999),
        fails=lambda seen: not any(seen[0]),
        holds=lambda seen: seen[1] == 1,
        show_failure=lambda seen: decimal(max(seen[0])),
        show_right=lambda seen: decimal(seen[1]),
        note="torch and its autograd, float64.",
    ),
    Erratum(
        id="all-increasing",
        printed="The lowest gradients are {value}.",
        right="The lowest gradient of ReLU is {value}.",
        observe=_lowest_slopes,
        as_printed=lambda seen: dict.fromkeys(seen, 0.0),
        nearly_right=lambda seen: seen | {"ReLU": 1e-9},
        fails=lambda seen: all(slope < -0.05 for name, slope in seen.items() if name != "ReLU"),
        holds=lambda seen: seen["ReLU"] == 0,
        show_failure=lambda seen: ", ".join(
            f"{decimal(slope)} ({name})" for name, slope in seen.items() if name != "ReLU"
        ),
        show_right=lambda seen: decimal(seen["ReLU"]),
        note="torch's gradients at 12 001 points of [−6, 6] and just right of −3, float64.",
    ),
    Erratum(
        id="exact-zeros",
        printed="Of 1000 normal inputs ELU and tanh set {value} to exactly 0.",
        right="ReLU sets {value} of the same 1000 to 0.",
        observe=_zeros,
        as_printed=lambda seen: seen | {"ELU": seen["ReLU"]},
        nearly_right=lambda seen: seen | {"ReLU": seen["ReLU"] + 1},
        fails=lambda seen: seen["ELU"] == seen["tanh"] == seen["sigmoid"] == 0,
        holds=lambda seen: seen["ReLU"] == seen["not positive"] > 400,
        show_failure=lambda seen: str(seen["ELU"] + seen["tanh"]),
        show_right=lambda seen: str(seen["ReLU"]),
        note="torch, float64, standard normal inputs, seed 0: ReLU sets those to 0 that are not"
        " positive.",
    ),
    Erratum(
        id="zero-centered",
        printed="The mean of tanh at 0, 1 and 2 is {value}.",
        right="The mean of tanh at −2, −1, 0, 1 and 2 is {value}.",
        observe=lambda: tuple(
            float(torch.tanh(torch.tensor(points, dtype=torch.float64)).mean())
            for points in ([0.0, 1.0, 2.0], [-2.0, -1.0, 0.0, 1.0, 2.0])
        ),
        as_printed=lambda means: (0.0, means[1]),
        nearly_right=lambda means: (means[0], 1e-3),
        fails=lambda means: means[0] > 0.1,
        holds=lambda means: abs(means[1]) < 1e-15,
        show_failure=lambda means: decimal(means[0]),
        show_right=lambda means: decimal(means[1]),
        note="torch, float64.",
    ),
    Erratum(
        id="same-signs",
        printed="Added up over two samples with positive inputs, two weights get {value}.",
        right="One sample alone gives the two weights {value}.",
        observe=_signs,
        as_printed=lambda seen: seen | {"both": [1.0, 2.0]},
        nearly_right=lambda seen: seen | {"second": [-2.0, 1.0]},
        fails=lambda seen: seen["both"][0] * seen["both"][1] < 0,
        holds=lambda seen: (
            seen["first"][0] * seen["first"][1] > 0 and seen["second"][0] * seen["second"][1] > 0
        ),
        show_failure=lambda seen: row(seen["both"]),
        show_right=lambda seen: f"{row(seen['first'])} or {row(seen['second'])}",
        note="Autograd: inputs (1, 3) and (2, 1), errors 1 and −1.",
    ),
    Erratum(
        id="dead-for-ever",
        printed="After two steps with the gradient 0, the gradient is {value}.",
        right="After one step of the layer below, the dead unit returns {value}.",
        observe=_dead_unit,
        as_printed=lambda seen: replace(seen, later=0.0),
        nearly_right=lambda seen: replace(seen, output=0.0),
        fails=lambda seen: seen.off == (0, 0) and seen.later != 0,
        holds=lambda seen: seen.output > 0,
        show_failure=lambda seen: str(Fraction(seen.later)).replace("-", "−"),
        show_right=lambda seen: decimal(seen.output),
        note="SGD with rate 1 and momentum 0.875 on relu(wx − 1) for x = ±1 with target 0, from"
        " w = 1.5: the gradients of steps 1, 2 and 3, counted from 0. And the net"
        " relu(v − 2) + relu(v) with target 4 from v = 1, one step of rate 1.",
    ),
    Erratum(
        id="gelu-is-random",
        printed="Two calls of nn.GELU in training mode give {value}.",
        right="The mean of a million random gates at 1 is {value}.",
        observe=_gelu_and_dropout,
        as_printed=lambda seen: seen | {"gelu": False},
        nearly_right=lambda seen: seen | {"mean": seen["mean"] + 0.01},
        fails=lambda seen: seen["gelu"] and not seen["dropout"],
        holds=lambda seen: abs(seen["mean"] - truth("gelu", 1)) < 2e-3,
        show_failure=lambda seen: (
            "the same values, bit by bit" if seen["gelu"] else "different values"
        ),
        show_right=lambda seen: f"{seen['mean']:.3f}",
        note="torch modules in training mode on 100 points; the gate is 1 where a standard normal"
        " number is at most 1. The mean is within two thousandths of GELU(1).",
    ),
    Erratum(
        id="sigmoid-is-over",
        printed="An LSTM cell differs from its formula with sigmoid gates by {value}.",
        right="With ReLU in place of the sigmoid it differs by {value}.",
        observe=_lstm_rebuilt,
        as_printed=lambda seen: seen | {"sigmoid": seen["relu"]},
        nearly_right=lambda seen: seen | {"relu": 0.05},
        fails=lambda seen: seen["sigmoid"] < 1e-14,
        holds=lambda seen: seen["relu"] > 0.1,
        show_failure=lambda seen: "rounding only",
        show_right=lambda seen: decimal(seen["relu"]),
        note="torch.nn.LSTMCell with random weights in float64, and its gates written out.",
    ),
    Erratum(
        id="leaky-is-linear",
        printed="Two LeakyReLU units give {value} on the corners of XOR.",
        right="Rounded, that is {value}.",
        observe=_xor_from_leaky,
        as_printed=lambda _: [0.5] * 4,
        nearly_right=lambda values: [*values[:3], 1.0],
        fails=lambda values: values[0] + values[3] - values[1] - values[2] < -1,
        holds=lambda values: tuple(int(value > 0.5) for value in values) == XOR,
        show_failure=row,
        show_right=lambda values: row([float(value > 0.5) for value in values]),
        note="leaky(s) − 2 leaky(s − 1) for the sum s of the inputs, torch's default slope.",
    ),
    Erratum(
        id="any-function",
        printed="At a jump of height 1 every continuous function is off by {value} or more.",
        right="64 ReLU units are within {value} of x² on [0, 1].",
        observe=_best_at_a_jump,
        as_printed=lambda seen: seen | {"jump": Fraction(0)},
        nearly_right=lambda seen: seen | {"square": seen["square"] * 2},
        fails=lambda seen: seen["jump"] == Fraction(1, 2),
        holds=lambda seen: seen["square"] == Fraction(1, 4 * 64**2),
        show_failure=lambda seen: str(seen["jump"]),
        show_right=lambda seen: str(seen["square"]),
        note="Exact fractions: the least of max(|g|, |g − 1|) over g; the construction of the first"
        " article at 257 points, among them the middles of its pieces.",
    ),
    Erratum(
        id="gelu-year",
        printed="The number of the paper on arXiv says {value}.",
        right="The GELU was published in {value}.",
        observe=lambda: (_year_of_eprint("hendrycks2016"), _year("hendrycks2016")),
        as_printed=lambda years: (2018, years[1]),
        nearly_right=lambda years: (years[0], 2018),
        fails=lambda years: years[0] < 2018,
        holds=lambda years: years[1] == years[0] < 2018,
        show_failure=lambda years: str(years[0]),
        show_right=lambda years: str(years[1]),
        note="An arXiv number begins with year and month; the year stands in the bibliography.",
    ),
    Erratum(
        id="first-activation",
        printed="Threshold units were published in {value}.",
        right="The paper that made sigmoid units trained by back-propagation known is of {value}.",
        observe=lambda: (_year("mcculloch1943"), _year("rumelhart1986")),
        as_printed=lambda years: (years[1] + 1, years[1]),
        nearly_right=lambda years: (years[0], years[0]),
        fails=lambda years: years[0] < years[1],
        holds=lambda years: years[1] > years[0],
        show_failure=lambda years: str(years[0]),
        show_right=lambda years: str(years[1]),
        note="The years of both papers, looked up in the bibliography and not computed.",
    ),
    Erratum(
        id="six-times-faster",
        printed="The LeakyReLU was published in {value}.",
        right="The comparison of plain ReLU with tanh was published in {value}.",
        observe=lambda: (_year("maas2013"), _year("krizhevsky2012")),
        as_printed=lambda years: (years[1], years[1]),
        nearly_right=lambda years: (years[0], years[0]),
        fails=lambda years: years[0] > years[1],
        holds=lambda years: years[1] < years[0],
        show_failure=lambda years: str(years[0]),
        show_right=lambda years: str(years[1]),
        note="The years of both papers, looked up in the bibliography and not computed.",
    ),
)
"""In the order of the page."""
