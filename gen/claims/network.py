"""The claims of the page on which a reader trains the network: single runs of the experiment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gen.claims import Claim
from gen.claims import rings as found

SEED = 54
"""The seed of the run that the page begins with."""
STUCK = 12
"""A seed at which ReLU learns nothing."""
_NOTE = "Read off the frozen result of one seed; a test trains the page's network and compares."


def accuracy(slug: str, seed: int) -> float:
    """What a run of 300 epochs at learning rate 1/10000 ends with."""
    return float(found.outcome(slug, "accuracy")[seed])


def accuracy_at(slug: str, rate: float, seed: int) -> float:
    """The same with Adam at another rate."""
    return float(found.at_rate("adam", slug, rate, "accuracy")[seed])


def _reached(identity: str, name: str, value: Callable[[], float]) -> Claim[Any]:
    return Claim(
        id=identity,
        sentence=f"{name} ends with {{value}} of the points right.",
        value=value,
        holds=lambda share: share > found.NINETY,
        display=lambda share: f"{100 * share:.1f}\N{NO-BREAK SPACE}%",
        note=_NOTE,
    )


def _half(identity: str, name: str, value: Callable[[], float]) -> Claim[Any]:
    return Claim(
        id=identity,
        sentence=f"{name} ends with {{value}} of the points right.",
        value=value,
        holds=lambda share: share == 0.5,
        display=lambda share: "one half" if share == 0.5 else f"{share:.3f}",
        note=_NOTE,
    )


CLAIMS: tuple[Claim[Any], ...] = (
    _reached("network-relu", f"ReLU at seed {SEED}", lambda: accuracy("relu", SEED)),
    _reached("network-gelu", f"GELU at seed {SEED}", lambda: accuracy("gelu", SEED)),
    Claim(
        id="network-relu-reached",
        sentence=f"ReLU at seed {SEED} has nine tenths of the points right by epoch {{value}}.",
        value=lambda: int(found.outcome("relu", "reached")[SEED]),
        holds=lambda epoch: 100 < epoch < 300,
        note=_NOTE,
    ),
    _half("network-stuck", f"ReLU at seed {STUCK}", lambda: accuracy("relu", STUCK)),
    Claim(
        id="network-stuck-rates",
        sentence=f"ReLU at seed {STUCK} gets half of the points right at {{value}} rates.",
        value=lambda: [accuracy_at("relu", rate, STUCK) for rate in found.rates("adam")],
        holds=lambda shares: set(shares) == {0.5} and len(shares) > 1,
        display=lambda shares: f"{shares.count(0.5)} of {len(shares)}",
        note=_NOTE,
    ),
    _reached("network-leaky", f"LeakyReLU at seed {STUCK}", lambda: accuracy("leakyrelu", STUCK)),
    _half("network-sigmoid", f"The sigmoid at seed {SEED}", lambda: accuracy("sigmoid", SEED)),
    _reached(
        "network-sigmoid-large",
        f"The sigmoid at seed {SEED} and learning rate 1/100",
        lambda: accuracy_at("sigmoid", 1e-2, SEED),
    ),
    _reached(
        "network-tanh-middle",
        f"Tanh at seed {STUCK} and learning rate 1/1000",
        lambda: accuracy_at("tanh", 1e-3, STUCK),
    ),
)
