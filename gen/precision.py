"""How exactly torch computes in each float format: errors in ULPs, zeros too early, nan and inf.

One ULP is the distance of neighboring numbers of the format at the true value. The candidates for
the largest error are found with the printed NumPy code in float64, far more exact than the shorter
formats; the largest are then settled in ball arithmetic. In float64 every point is. Every number of
the 16-bit formats is tried; of the longer formats a grid, so a larger error may exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Expr

from gen import code, oracle
from gen.activation import Activation, Kind
from gen.balls import Ball, ball, compile_expression, midpoint
from gen.derivation import Derivation, defaults

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

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
    return {one.dtype: _Measured(entry, derivation, one).record() for one in FORMATS}


class _Measured:
    """An activation in one format."""

    def __init__(self, entry: Activation, derivation: Derivation, form: Format) -> None:
        self.entry, self.form = entry, form
        self.least = max(float(form.ulp(np.zeros(1))[0]), np.finfo(np.float64).tiny)
        at_defaults = defaults(entry)
        functions = code.load(code.print_code(derivation, code.NUMPY))
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
    def truths(self) -> dict[str, Floats]:
        """f and f' at all points, rounded to float64."""
        return {key: self.truth(key) for key in self.balls}

    def truth(self, key: str) -> Floats:
        """f or f' at all points: from the printed code where that is exact enough, else from balls.

        Between two points at which the code agrees with the balls it is trusted.
        """
        x = self.form.points
        if self.form.dtype == "float64":
            return self.exactly(key, x)
        values = code.values(self.codes[key], x[:, None])
        sampled = np.unique([*range(0, len(x), SAMPLED), len(x) - 1])
        settled = self.exactly(key, x[sampled])
        agree = np.abs(values[sampled] - settled) <= TRUSTED * self.form.ulp(settled)
        values[sampled] = settled
        for ok, (low, high) in zip(agree[:-1] & agree[1:], pairwise(sampled), strict=True):
            if not ok:
                values[low:high] = self.exactly(key, x[low:high])
        return values

    def exactly(self, key: str, points: Floats) -> Floats:
        """f or f' at points of shape (n,) from balls."""
        return np.array([self.exact(key, point) for point in points.tolist()])

    def exact(self, key: str, point: float) -> float:
        """f or f' at a point, rounded to float64."""
        return midpoint(self.balls[key]({self.variable: ball(point)}))

    def errors(self, key: str, computed: Floats) -> Floats:
        """The error in ULPs at each point; nan where there is nothing to compare.

        That is at a kink for f', where the value is a convention, and where a number is not finite.
        """
        truth = self.truths[key]
        with np.errstate(all="ignore"):
            error = np.abs(computed - truth) / self.form.ulp(truth)
        error[~np.isfinite(computed) | ~np.isfinite(truth) | self.form.overflows(truth)] = np.nan
        if key == "df":
            error[np.isin(self.form.points, self.kinks)] = np.nan
        return error

    def worst(self, key: str, computed: Floats, core: bool | None) -> dict[str, Any]:
        """The largest error of a range, settled in balls: in ULPs, at which input."""
        error = self.errors(key, computed)
        inside = np.abs(self.form.points) <= CORE
        error[np.isnan(error) | (False if core is None else inside != core)] = -1.0
        ranked = np.argsort(-error, kind="stable")[:CONFIRMED]
        settled = [(self.settled(key, computed, int(place)), int(place)) for place in ranked]
        ulps, place = max(settled, key=lambda pair: pair[0])
        return {
            "ulps": float(f"{ulps:.3g}"),
            "at": float(self.form.points[place]),
            "computed": float(computed[place]),
            "true": self.exact(key, float(self.form.points[place])),
        }

    def settled(self, key: str, computed: Floats, place: int) -> float:
        """The error at one point against the value in balls."""
        truth = np.array([self.exact(key, float(self.form.points[place]))])
        return float((np.abs(computed[place] - truth) / self.form.ulp(truth))[0])

    def not_finite(self, key: str, computed: Floats) -> dict[str, Any] | None:
        """Where torch gives nan or an infinity and the truth is neither: how often, and first."""
        truth = self.truths[key]
        wrong = ~np.isfinite(computed) & np.isfinite(truth) & ~self.form.overflows(truth)
        return self._first(wrong, computed)

    def early_zeros(self, key: str, computed: Floats) -> dict[str, Any] | None:
        """Where torch gives exactly 0 and the truth rounds to another number of the format."""
        truth = self.truths[key]
        least = float(self.form.ulp(np.zeros(1))[0])
        wrong = (computed == 0) & (np.abs(truth) > least / 2)
        if key == "df":
            wrong &= ~np.isin(self.form.points, self.kinks)
        return self._first(wrong, computed)

    def profile(self, key: str, computed: Floats) -> list[float]:
        """The largest error in each bin of the core range, from left to right."""
        error = np.nan_to_num(self.errors(key, computed), nan=0.0)
        x = self.form.points
        edges = np.linspace(-CORE, CORE, BINS + 1)
        bins = [error[(low <= x) & (x <= high)] for low, high in pairwise(edges)]
        return [float(f"{one.max(initial=0.0):.3g}") for one in bins]

    def _first(self, wrong: Mask, computed: Floats) -> dict[str, Any] | None:
        """How many points are wrong, and those nearest to 0 on each side."""
        points = self.form.points[wrong]
        if not len(points):
            return None
        left, right = points[points < 0], points[points >= 0]
        nearest = {"left": left.max() if len(left) else None} | {
            "right": right.min() if len(right) else None
        }
        return {
            "count": len(points),
            **{side: None if at is None else float(at) for side, at in nearest.items()},
            "computed": _word(float(computed[wrong][0])),
        }

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
