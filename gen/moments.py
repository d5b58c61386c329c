"""Gaussian moments of an activation and the gains that follow from them.

For Z normal with mean 0 and variance 1: E f(Z), E f(Z)^2 and E f'(Z)^2. They are integrated with
Gauss-Legendre rules over panels that end at the breakpoints, twice with different numbers of nodes.

Sources: He et al. 2015 (the gain of ReLU), Glorot & Bengio 2010 (one factor for both directions).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from math import pi, sqrt

import numpy as np
from numpy.polynomial.legendre import leggauss
from numpy.typing import NDArray
from sympy import Expr

from gen import code, oracle
from gen.activation import Activation, Kind
from gen.balls import ball, compile_expression, midpoint
from gen.derivation import Derivation, defaults
from gen.errors import Problem

Floats = NDArray[np.float64]

REACH = 20
"""The integral runs from -REACH to REACH. What lies outside has the weight exp(-200): nothing, for
functions that grow more slowly than an exponential."""
NODES = (24, 36)
"""The nodes of the two rules on each panel, which is at most 1 wide."""
AGREE = 1e-12
"""What the two rules may differ by, relative to values above 1; ten digits are printed."""


class MomentsError(Problem):
    """A moment whose two computations differ; its text is one line."""


@dataclass(frozen=True)
class Moments:
    """E f(Z), E f(Z)^2 and E f'(Z)^2 for Z ~ N(0, 1), at the defaults."""

    mean: float
    second: float
    d_second: float

    @property
    def forward_gain(self) -> float | None:
        """The factor that gives f(Z) the second moment 1; None where that of f(Z) is 0."""
        return 1 / sqrt(self.second) if self.second else None

    @property
    def backward_gain(self) -> float | None:
        """The factor that gives f'(Z) the second moment 1; None where that of f'(Z) is 0."""
        return 1 / sqrt(self.d_second) if self.d_second else None


def moments(entry: Activation, derivation: Derivation) -> Moments | None:
    """The moments of a scalar function; None for functions of more than one number.

    f and f' are those of the printed NumPy code. Raises MomentsError where the two rules differ, or
    where `verify` does.
    """
    if entry.kind is not Kind.SCALAR:
        return None
    functions = code.load(code.print_code(derivation, code.NUMPY))
    f, df = functions[entry.identifier], functions[f"{entry.identifier}_derivative"]
    edges = _edges(derivation)
    found = Moments(
        gaussian_mean(f, edges),
        gaussian_mean(lambda z: np.square(f(z)), edges),
        gaussian_mean(lambda z: np.square(df(z)), edges),
    )
    verify(derivation, found)
    return found


def verify(derivation: Derivation, found: Moments) -> None:
    """Nothing, if the definition and its derivative, evaluated in balls, have these moments.

    Raises MomentsError that names the moment and both values.
    """
    edges, at_defaults = _edges(derivation), defaults(derivation.entry)
    printed = derivation.printed

    def in_balls(expression: Expr) -> Callable[[Floats], Floats]:
        value = compile_expression(expression.subs(at_defaults))
        (x,) = derivation.entry.inputs
        return np.vectorize(lambda z: midpoint(value({x: ball(float(z))})), otypes=[np.float64])

    f, df = in_balls(printed.f), in_balls(next(iter(printed.first.values())))
    place, _ = _nodes(edges, NODES[0])
    values, slopes = f(place), df(place)
    truths = {"mean": values, "second": np.square(values), "d_second": np.square(slopes)}
    for name, truth in truths.items():
        exact, given = _weighed(truth, edges, NODES[0]), getattr(found, name)
        if not abs(exact - given) <= AGREE * (1 + abs(exact)):
            raise MomentsError(
                f"the Gaussian moment {name!r} is {given!r}, and {exact!r} in balls; mend the code "
                "that is printed, or gen/moments.py"
            )


def _edges(derivation: Derivation) -> list[float]:
    """The ends of the panels: whole numbers, and the breakpoints at the defaults."""
    at_defaults = defaults(derivation.entry)
    points = [float(point.point.subs(at_defaults)) for point in derivation.breakpoints]
    return sorted({*range(-REACH, REACH + 1), *(p for p in points if abs(p) < REACH)})


def gaussian_mean(function: Callable[[Floats], Floats], edges: list[float]) -> float:
    """E function(Z), integrated between edges."""
    one, other = (_integral(function, edges, nodes) for nodes in NODES)
    if not abs(one - other) <= AGREE * (1 + abs(other)):
        raise MomentsError(
            f"a Gaussian moment is {one!r} with {NODES[0]} nodes a panel and {other!r} with "
            f"{NODES[1]}; add the missing breakpoint, or more nodes in gen/moments.py"
        )
    return other


def _integral(function: Callable[[Floats], Floats], edges: list[float], nodes: int) -> float:
    return _weighed(function(_nodes(edges, nodes)[0]), edges, nodes)


def _nodes(edges: list[float], nodes: int) -> tuple[Floats, Floats]:
    """The nodes of the rule on all panels and their weights, each of shape (panels, nodes)."""
    place, weight = leggauss(nodes)
    low, high = np.array(list(pairwise(edges))).T[:, :, None]
    return (low + high) / 2 + (high - low) / 2 * place, (high - low) / 2 * weight


def _weighed(values: Floats, edges: list[float], nodes: int) -> float:
    """The mean of a function of Z from its values at the nodes."""
    z, weight = _nodes(edges, nodes)
    return float(np.sum(weight * np.exp(-z * z / 2) / sqrt(2 * pi) * values))


def gain_record(entry: Activation, found: Moments | None) -> dict[str, object] | None:
    """The gains as JSON beside what torch's own function recommends; None as for `moments`."""
    if found is None:
        return None
    return {
        "forward": digits(found.forward_gain),
        "backward": digits(found.backward_gain),
        "torch": oracle.gain(entry),
    }


def moments_record(found: Moments | None) -> dict[str, str | None] | None:
    """The moments as JSON: decimal strings of ten digits; None as for `moments`."""
    if found is None:
        return None
    return {name: digits(getattr(found, name)) for name in ("mean", "second", "d_second")}


def digits(value: float | None) -> str | None:
    """A number to ten digits; what is smaller than the rounding of the integral is 0."""
    if value is None:
        return None
    return "0" if abs(value) < AGREE else f"{value:.10g}"
