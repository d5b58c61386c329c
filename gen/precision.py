"""How exactly torch computes in each float format: errors in ULPs, zeros too early, nan and inf.

One ULP is the distance of neighboring numbers of the format at the true value. The candidates for
the largest error are found with the printed NumPy code in float64, far more exact than the shorter
formats; the largest are then settled in ball arithmetic. In float64 every point is. Every number of
the 16-bit formats is tried; of the longer formats a grid, so a larger error may exist. Between two
points of a grid, the number where a finding begins is searched for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Expr

from gen import code, oracle
from gen.activation import Activation, Kind
from gen.balls import Ball, ball, compile_expression, parts
from gen.derivation import Derivation, defaults

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Test = Callable[[str, Floats, Floats, Floats], Mask]
"""Of "f" or "df": whether a number, what torch computes there, and the truth, are a finding."""

CORE = 10.0
"""The core range is [-CORE, CORE]; what lies outside are the tails."""
BINS = 80
"""The bins of the core range for which the largest error is kept, for a figure."""
SAMPLED = 64
"""Of the numbers of a shorter format, one in so many tests the printed code against balls."""
TRUSTED = 0.01
"""The error of the printed code that does not matter, in ULPs of the shorter format."""
CONFIRMED = 4
"""The number of candidates for the largest error that are settled in balls."""
STEPS = 64
"""The numbers tried at once between two points of a grid."""
GRIDS = {"float32": (2**17, 128), "float64": (4000, 1)}
"""For the longer formats: evenly spaced points of the core range, and numbers in each binade."""


@dataclass(frozen=True)
class Format:
    """A binary float format."""

    dtype: str
    precision: int
    """The bits of a normal number's significand, with the hidden one."""
    least: int
    """The exponent of the least normal number."""
    greatest: int
    """The exponent of the greatest number."""

    @property
    def largest(self) -> float:
        """The largest finite number."""
        return float((2 - 2.0 ** (1 - self.precision)) * 2.0**self.greatest)

    def ulp(self, values: Floats) -> Floats:
        """The distance of neighboring numbers of the format at values of shape (n,)."""
        _, exponents = np.frexp(values)
        binade = np.where(values == 0, self.least, exponents.astype(np.int64) - 1)
        binade = np.clip(binade, self.least, self.greatest)
        return np.asarray(np.ldexp(1.0, binade - (self.precision - 1)), dtype=np.float64)

    def overflows(self, values: Floats) -> Mask:
        """Where a value rounds to an infinity of the format."""
        with np.errstate(over="ignore"):
            over: Mask = np.abs(values) >= self.largest + self.ulp(np.array([self.largest])) / 2
        return over

    @cached_property
    def points(self) -> Floats:
        """The finite numbers at which the format is tried, sorted, without -0."""
        if self.dtype in GRIDS:
            even, binade = GRIDS[self.dtype]
            lattice = np.linspace(-CORE, CORE, 2 * even + 1)
            steps = 1 + np.arange(binade) / binade
            powers = np.arange(self.least - self.precision + 1, self.greatest + 1)
            far = np.outer(np.ldexp(1.0, powers), steps).ravel()
            found = np.concatenate([lattice, -far, far])
            return np.unique(self.rounded(found[np.abs(found) <= self.largest]))
        powers = np.arange(self.least, self.greatest + 1)
        fractions = 1 + np.arange(2 ** (self.precision - 1)) / 2.0 ** (self.precision - 1)
        normal = np.outer(np.ldexp(1.0, powers), fractions).ravel()
        small = np.arange(2 ** (self.precision - 1)) * float(self.ulp(np.zeros(1))[0])
        positive = np.concatenate([small, normal])
        return np.unique(np.concatenate([-positive, positive]))

    def rounded(self, values: Floats) -> Floats:
        """The nearest numbers of the format, below its overflow."""
        unit = self.ulp(values)
        return np.asarray(np.rint(values / unit) * unit)


FORMATS = (
    Format("float64", 53, -1022, 1023),
    Format("float32", 24, -126, 127),
    Format("bfloat16", 8, -126, 127),
    Format("float16", 11, -14, 15),
)

SPECIAL = {"-0": -0.0, "0": 0.0, "-inf": -np.inf, "inf": np.inf, "nan": np.nan}
"""The inputs with which a program has to live, by name."""


def precision(entry: Activation, derivation: Derivation) -> dict[str, Any] | None:
    """What torch does in each format, as JSON by the format's name.

    None for a function that torch lacks and for more than one number.
    """
    if entry.kind is not Kind.SCALAR or not entry.torch:
        return None
    functions = code.load(code.print_code(derivation, code.NUMPY))
    return {one.dtype: _Measured(entry, derivation, functions, one).record() for one in FORMATS}


class _Measured:
    """An activation in one format."""

    def __init__(
        self,
        entry: Activation,
        derivation: Derivation,
        functions: Mapping[str, Callable[..., Any]],
        form: Format,
    ) -> None:
        self.entry, self.form = entry, form
        self.least = max(float(form.ulp(np.zeros(1))[0]), np.finfo(np.float64).tiny)
        at_defaults = defaults(entry)
        names = {"f": entry.identifier, "df": f"{entry.identifier}_derivative"}
        self.codes = {key: functions[name] for key, name in names.items()}
        printed = derivation.printed
        forms: dict[str, Expr] = {"f": printed.f, "df": next(iter(printed.first.values()))}
        self.balls: dict[str, Ball] = {
            key: compile_expression(one.subs(at_defaults), self.least) for key, one in forms.items()
        }
        self.variable = entry.inputs[0]
        kinks = [one for one in derivation.breakpoints if (one.order or 0) < 2]
        self.kinks = [float(one.point.subs(at_defaults)) for one in kinks]

    def record(self) -> dict[str, Any]:
        """The findings of both kernels as JSON."""
        vector, off, scalar = oracle.PATHS
        found = {path: self.computed(path) for path in (vector, off, scalar)}
        result: dict[str, Any] = {
            key: {
                "core": self.worst(key, found[vector][key], core=True),
                "tails": self.worst(key, found[vector][key], core=False),
                "scalar_kernel": self.worst(key, found[scalar][key], core=None),
                "onednn_differs": int(_unlike(found[vector][key], found[off][key]).sum()),
                "scalar_differs": int(_unlike(found[vector][key], found[scalar][key]).sum()),
                "not_finite": self.not_finite(key, found[vector][key]),
                "zero": self.early_zeros(key, found[vector][key]),
            }
            for key in ("f", "df")
        }
        if self.form.dtype == "float32":
            result["profile"] = {
                key: self.profile(key, found[vector][key]) for key in found[vector]
            }
        result["special"] = self.special(vector)
        result["points"] = len(self.form.points)
        result["every"] = self.form.dtype not in GRIDS
        return result

    def computed(self, path: oracle.Path) -> dict[str, Floats]:
        """torch's f and f' at all points."""
        f, df = oracle.in_format(self.entry, self.form.dtype, self.form.points, path)
        return {"f": f, "df": df}

    @cached_property
    def truths(self) -> dict[str, tuple[Floats, Floats]]:
        """f and f' at all points, rounded to float64, and what they lose by that."""
        return {key: self.truth(key) for key in self.balls}

    def truth(self, key: str) -> tuple[Floats, Floats]:
        """f or f' at all points: from the printed code where that is exact enough, else from balls.

        Between two points at which the code agrees with the balls it is trusted. What is lost by
        rounding to float64 is nothing to the shorter formats.
        """
        x = self.form.points
        if self.form.dtype == "float64":
            return self.exactly(key, x)
        values = code.values(self.codes[key], x[:, None])
        sampled = np.unique([*range(0, len(x), SAMPLED), len(x) - 1])
        settled, _ = self.exactly(key, x[sampled])
        agree = np.abs(values[sampled] - settled) <= TRUSTED * self.form.ulp(settled)
        values[sampled] = settled
        for ok, (low, high) in zip(agree[:-1] & agree[1:], pairwise(sampled), strict=True):
            if not ok:
                values[low:high], _ = self.exactly(key, x[low:high])
        return values, np.zeros_like(values)

    def exactly(self, key: str, points: Floats) -> tuple[Floats, Floats]:
        """f or f' at points of shape (n,) from balls: rounded to float64, and what that loses."""
        found = [parts(self.balls[key]({self.variable: ball(one)})) for one in points.tolist()]
        near, rest = np.array(found).reshape(-1, 2).T
        return near, rest

    def errors(self, key: str, computed: Floats) -> Floats:
        """The error in ULPs at each point; nan where there is nothing to compare.

        That is at a kink for f', where the value is a convention, and where a number is not finite.
        """
        truth, rest = self.truths[key]
        error = self.distance(computed, truth, rest)
        error[~np.isfinite(computed) | ~np.isfinite(truth) | self.form.overflows(truth)] = np.nan
        if key == "df":
            error[np.isin(self.form.points, self.kinks)] = np.nan
        return error

    def distance(self, computed: Floats, truth: Floats, rest: Floats) -> Floats:
        """How far computed values lie from the sums truth + rest, in ULPs."""
        with np.errstate(all="ignore"):
            error: Floats = np.abs((computed - truth) - rest) / self.form.ulp(truth)
        return error

    def worst(self, key: str, computed: Floats, core: bool | None) -> dict[str, Any]:
        """The largest error of a range, settled in balls: in ULPs, at which input."""
        error = self.errors(key, computed)
        inside = np.abs(self.form.points) <= CORE
        error[np.isnan(error) | (False if core is None else inside != core)] = -1.0
        ranked = np.argsort(-error, kind="stable")[:CONFIRMED]
        settled = [(self.settled(key, computed, int(place)), int(place)) for place in ranked]
        ulps, place = max(settled, key=lambda pair: pair[0])
        truth, _ = self.exactly(key, self.form.points[[place]])
        return {
            "ulps": float(f"{ulps:.3g}"),
            "at": float(self.form.points[place]),
            "computed": float(computed[place]),
            "true": float(truth[0]),
        }

    def settled(self, key: str, computed: Floats, place: int) -> float:
        """The error at one point against the value in balls."""
        truth, rest = self.exactly(key, self.form.points[[place]])
        return float(self.distance(computed[[place]], truth, rest)[0])

    def not_finite(self, key: str, computed: Floats) -> dict[str, Any] | None:
        """Where torch gives nan or an infinity and the truth is neither: how often, and first."""
        return self._first(key, self._wrongly_infinite, computed)

    def early_zeros(self, key: str, computed: Floats) -> dict[str, Any] | None:
        """Where torch gives exactly 0 and the truth rounds to another number of the format."""
        return self._first(key, self._wrongly_zero, computed)

    def _wrongly_infinite(self, key: str, x: Floats, computed: Floats, truth: Floats) -> Mask:
        wrong: Mask = ~np.isfinite(computed) & np.isfinite(truth) & ~self.form.overflows(truth)
        return wrong

    def _wrongly_zero(self, key: str, x: Floats, computed: Floats, truth: Floats) -> Mask:
        least = float(self.form.ulp(np.zeros(1))[0])
        wrong: Mask = (computed == 0) & (np.abs(truth) > least / 2)
        return wrong & ~np.isin(x, self.kinks) if key == "df" else wrong

    def profile(self, key: str, computed: Floats) -> list[float]:
        """The largest error in each bin of the core range, from left to right."""
        error = np.nan_to_num(self.errors(key, computed), nan=0.0)
        x = self.form.points
        edges = np.linspace(-CORE, CORE, BINS + 1)
        bins = [error[(low <= x) & (x <= high)] for low, high in pairwise(edges)]
        return [float(f"{one.max(initial=0.0):.3g}") for one in bins]

    def _first(self, key: str, test: Test, computed: Floats) -> dict[str, Any] | None:
        """How many points are wrong, and where it begins on each side, as seen from 0."""
        truth, _ = self.truths[key]
        x = self.form.points
        wrong = test(key, x, computed, truth)
        if not wrong.any():
            return None
        left, right = np.flatnonzero(wrong & (x < 0)), np.flatnonzero(wrong & (x >= 0))
        return {
            "count": int(wrong.sum()),
            "left": self._edge(key, test, left[-1], +1) if len(left) else None,
            "right": self._edge(key, test, right[0], -1) if len(right) else None,
            "computed": _word(float(computed[wrong][0])),
        }

    def _edge(self, key: str, test: Test, place: int, inward: int) -> float:
        """The number next to the wrong point with which a finding begins, toward its neighbor.

        The neighbor in the direction `inward` is right. Between both the search narrows down to
        two neighboring numbers of the format of which one is right and the other wrong.
        """
        bad = float(self.form.points[place])
        if self.form.dtype not in GRIDS or bad == 0:
            return bad
        good = float(self.form.points[place + inward])
        while True:
            shares = np.arange(1, STEPS + 1) / (STEPS + 1)
            x = self.form.rounded(good + (bad - good) * shares)
            x = x[(x != good) & (x != bad)]
            if not len(x):
                return bad
            padded = np.concatenate([x, np.full(oracle.LEAST_FOR_VECTOR_KERNEL, bad)])
            f, df = oracle.in_format(self.entry, self.form.dtype, padded, oracle.PATHS[0])
            truth, _ = self.exactly(key, x)
            wrong = test(key, x, (f if key == "f" else df)[: len(x)], truth)
            first = int(np.argmax(wrong)) if wrong.any() else len(x)
            good, bad = (
                float(x[first - 1]) if first else good,
                float(x[first]) if first < len(x) else bad,
            )

    def special(self, path: oracle.Path) -> dict[str, dict[str, str]]:
        """torch's f and f' at signed zeros, infinities and nan, as words."""
        points = np.array(list(SPECIAL.values()))
        f, df = oracle.in_format(self.entry, self.form.dtype, np.repeat(points, 16), path)
        return {
            name: {"f": _word(float(f[16 * k])), "df": _word(float(df[16 * k]))}
            for k, name in enumerate(SPECIAL)
        }


def _unlike(one: Floats, other: Floats) -> Mask:
    """Where two results differ, a nan being like another."""
    differ: Mask = (one != other) & ~(np.isnan(one) & np.isnan(other))
    return differ


def _word(value: float) -> str:
    """A float as JSON cannot write it: "-0", "inf", "nan"; others as short as they can be told."""
    if value == 0:
        return "-0" if np.signbit(value) else "0"
    return repr(value) if np.isfinite(value) else str(value)
