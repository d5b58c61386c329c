"""Times of activations, on the machine of the frozen result."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

from gen.claims import Claim
from gen.experiments import frozen
from gen.experiments.frozen import Result

SMALL, MIDDLE, LARGE = 2**10, 2**16, 2**22
"""The sizes of the tensors."""


class Time(NamedTuple):
    """What an operation takes for each element, beside ReLU in the same rounds."""

    least: float
    """The least time, in nanoseconds."""
    median: float
    low: float
    """Percentile 5 over the rounds of its time over that of ReLU."""
    ratio: float
    """The ratio of the least times."""
    high: float
    """Percentile 95 over the rounds."""


@cache
def costs() -> Result:
    """The frozen result."""
    return frozen.read("cost")


def time(slug: str, direction: str, size: int = MIDDLE, threads: int = 1) -> Time:
    """The time of an operation, forward, backward or both (`step`)."""
    return _time(costs().parts["times"]["times"][f"{size}x{threads}"][direction][slug])


def in_layer(slug: str, threads: int = 1) -> Time:
    """The time of an operation on what a linear layer gives, or of `linear` itself, forward."""
    return _time(costs().parts["times"]["times"][f"layer-x{threads}"][slug])


def _time(found: dict[str, Any]) -> Time:
    low, _, high = found["ratio"]
    return Time(found["least"], found["median"], low, found["ratio_of_least"], high)


def slugs(direction: str) -> list[str]:
    """The operations, those of torch's modules first."""
    return list(costs().parts["times"]["times"][f"{MIDDLE}x1"][direction])


def decimals(value: float) -> str:
    """A ratio in two digits, or as a whole number from ten on."""
    if value < 0.95:
        return f"{value:.2f}"
    return f"{value:.1f}" if value < 9.95 else f"{value:.0f}"


_NOTE = (
    "The least of many short bursts, each operation in turn; torch's module, float32, one thread"
    " unless said. One machine's, which the page of experiments names."
)


def _ratio(
    id: str,  # noqa: A002 (the name of the field of Claim)
    slug: str,
    direction: str,
    holds: Callable[[float], bool],
    size: int = MIDDLE,
) -> Claim[Time]:
    how = {"forward": "forward", "backward": "backward", "step": "forward and backward"}[direction]
    return Claim(
        id=id,
        sentence=f"On {size} numbers, {slug} takes {{value}} times as long as ReLU, {how}.",
        value=lambda: time(slug, direction, size),
        holds=lambda found: holds(found.ratio),
        display=lambda found: decimals(found.ratio),
        note=_NOTE,
    )


def _over(
    id: str,  # noqa: A002 (the name of the field of Claim)
    one: str,
    other: str,
    sentence: str,
    holds: Callable[[float], bool],
    direction: str = "step",
    size: int = MIDDLE,
) -> Claim[float]:
    return Claim(
        id=id,
        sentence=sentence,
        value=lambda: time(one, direction, size).least / time(other, direction, size).least,
        holds=holds,
        display=decimals,
        note=_NOTE,
    )


def _share(slug: str) -> float:
    """The time of an activation over that of the layer in front of it."""
    return in_layer(slug).least / in_layer("linear").least


def _percent(share: float) -> str:
    return f"{100 * share:.2g}\N{NO-BREAK SPACE}%"


def _tenth() -> int:
    """The number of inputs from which 100 units of time are below a tenth of the whole."""
    return next(n for n in range(1, 10_000) if Fraction(100, n + 100) < Fraction(1, 10))


TIMES: tuple[Claim[Any], ...] = (
    Claim(
        id="cost-of-a-call",
        sentence=f"On {SMALL} numbers ReLU takes {{value}} microseconds.",
        value=lambda: time("relu", "forward", SMALL).least * SMALL / 1000,
        holds=lambda found: found > 5 * time("relu", "forward").least * SMALL / 1000,
        display=lambda found: f"{found:.1f}",
        note=_NOTE + " That is many times what so many numbers take within a larger tensor.",
    ),
    _ratio("cost-tanh-small", "tanh", "forward", lambda ratio: ratio < 4, SMALL),
    _ratio("cost-exp", "torch-exp", "forward", lambda ratio: ratio > 2),
    _ratio("cost-sigmoid-forward", "sigmoid", "forward", lambda ratio: ratio > 2),
    _ratio("cost-tanh-forward", "tanh", "forward", lambda ratio: ratio > 4),
    _ratio("cost-elu-forward", "elu", "forward", lambda ratio: ratio > 4),
    _ratio("cost-gelu-forward", "gelu", "forward", lambda ratio: ratio > 4),
    _ratio("cost-mish-forward", "mish", "forward", lambda ratio: ratio > 10),
    Claim(
        id="cost-of-memory",
        sentence="For each number, ReLU takes {value} times as long in a tensor of four million as"
        " in one of 65536.",
        value=lambda: time("relu", "forward", LARGE).least / time("relu", "forward").least,
        holds=lambda found: found > 1.5,
        display=decimals,
        note=_NOTE,
    ),
    _ratio("cost-sigmoid-backward", "sigmoid", "backward", lambda ratio: 0.5 < ratio < 1.5),
    _ratio("cost-tanh-backward", "tanh", "backward", lambda ratio: 0.5 < ratio < 1.5),
    _ratio("cost-gelu-backward", "gelu", "backward", lambda ratio: ratio > 1.5),
    _ratio("cost-mish-backward", "mish", "backward", lambda ratio: ratio > 4),
    _ratio("cost-elu-backward", "elu", "backward", lambda ratio: ratio > 1.5),
    _ratio("cost-leaky-backward", "leakyrelu", "backward", lambda ratio: 0.6 < ratio < 1.4),
    _ratio("cost-leaky-forward", "leakyrelu", "forward", lambda ratio: 0.6 < ratio < 1.4),
    _ratio("cost-leaky-step", "leakyrelu", "step", lambda ratio: 0.6 < ratio < 1.4),
    _ratio("cost-sigmoid-step", "sigmoid", "step", lambda ratio: 1.3 < ratio < 4),
    _ratio("cost-elu-step", "elu", "step", lambda ratio: ratio > 2),
    _ratio("cost-gelu-step", "gelu", "step", lambda ratio: ratio > 2),
    _ratio("cost-mish-step", "mish", "step", lambda ratio: ratio > 8),
    _ratio("cost-tanh-step", "tanh", "step", lambda ratio: 1.5 < ratio < 8),
    Claim(
        id="cost-linear",
        sentence="A linear layer with 1024 inputs takes {value} nanoseconds for each output.",
        value=lambda: in_layer("linear").least,
        holds=lambda found: found > 4 * in_layer("mish").least / 2,
        display=lambda found: f"{found:.0f}",
        note=_NOTE + " 64 rows, 1024 outputs.",
    ),
    Claim(
        id="cost-relu-of-layer",
        sentence="ReLU takes {value} of the time of the linear layer in front of it.",
        value=lambda: _share("relu"),
        holds=lambda share: share < 0.05,
        display=_percent,
        note=_NOTE,
    ),
    Claim(
        id="cost-tanh-of-layer",
        sentence="Tanh takes {value} of the time of the linear layer in front of it.",
        value=lambda: _share("tanh"),
        holds=lambda share: share < 0.4,
        display=_percent,
        note=_NOTE,
    ),
    Claim(
        id="cost-layer-ratio",
        sentence="A linear layer with tanh takes {value} times as long as one with a leaky ReLU.",
        value=lambda: (1 + _share("tanh")) / (1 + _share("leakyrelu")),
        holds=lambda found: found < 1.5,
        display=lambda found: f"{found:.2f}",
        note=_NOTE + " Forward, with 1024 inputs for each output.",
    ),
    *(
        _over(
            f"cost-{slug}-written",
            f"{slug}-written",
            slug,
            f"On 65536 numbers {slug} written out takes {{value}} times as long as torch's kernel,"
            " forward and backward.",
            holds,
        )
        for slug, holds in (
            ("elu", lambda ratio: ratio > 2),
            ("gelu", lambda ratio: ratio > 1.3),
            ("silu", lambda ratio: 0.8 < ratio < 1.25),
            ("mish", lambda ratio: ratio < 0.8),
        )
    ),
    _over(
        "cost-in-place",
        "relu-in-place",
        "relu",
        "On four million numbers ReLU in place takes {value} times as long as into a new tensor.",
        lambda ratio: ratio < 0.8,
        direction="forward",
        size=LARGE,
    ),
    Claim(
        id="tenth-of-the-whole",
        sentence="A hundred units of time are less than a tenth of the whole from {value} further"
        " ones on.",
        value=_tenth,
        holds=lambda n: n + 100 > 10 * 100 >= n - 1 + 100 and 50 < 1024 * _share("tanh") < 200,
        display=str,
        note="Counted up in fractions; it is the least n with 100/(n + 100) below 1/10. A hundred"
        " is about the measured time of tanh, in products.",
    ),
)
"""In the order of the article."""
