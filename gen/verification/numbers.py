"""The checks of functions of one or two numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

import numpy as np
from flint import arb
from numpy.typing import NDArray
from sympy import Expr

from gen import code, oracle
from gen.activation import Activation, Kind
from gen.balls import ball, compile_expression
from gen.derivation import Derivation
from gen.verification import samples
from gen.verification.comparison import Ledger, Point, Sample, quantity
from gen.verification.line_facts import verify_line
from gen.verification.printed_code import far_out, finite, functions
from gen.verification.tolerances import BY_ORDER, CODE, COMPOSED, DIFFERENCE, EPSILON, FIRST

Floats = NDArray[np.float64]
Key = tuple[str, ...]

STEP = 1e-3
"""The step of the Richardson differences, relative to the parameter where that is above 1."""
THINNING = 10
"""One element at a time, every tenth point of the grid is enough, and all special points."""


def verify_numbers(
    entry: Activation, derivation: Derivation, ledger: Ledger
) -> tuple[tuple[float, ...], dict[str, dict[str, list[str]]]]:
    """torch's own f' at each breakpoint at the defaults, and what printed code gives at infinity.

    After all checks have passed.
    """
    slopes = [
        _Verifier(entry, derivation, ledger, parameters).run()
        for parameters in samples.parameter_sets(entry)
    ]
    if entry.kind is Kind.SCALAR:
        verify_line(entry, derivation, ledger)
    infinities = {t.name: far_out(derivation, t, ledger) for t in code.TARGETS}
    return slopes[0], infinities


class _Verifier:
    """The checks of one entry for one set of parameters."""

    def __init__(
        self,
        entry: Activation,
        derivation: Derivation,
        ledger: Ledger,
        parameters: Mapping[str, float],
    ) -> None:
        self.entry, self.derivation, self.ledger = entry, derivation, ledger
        self.parameters = parameters
        self.at_defaults = parameters == samples.parameter_sets(entry)[0]
        self.names = tuple(symbol.name for symbol in entry.inputs)
        self.breakpoints = samples.breakpoint_values(derivation.breakpoints, parameters)
        if entry.kind is Kind.SCALAR:
            special = samples.special_points(self.breakpoints)
            self.points = samples.line_points(self.breakpoints)
        else:
            special = self.points = samples.plane_points(entry)
        self.few = np.unique(np.concatenate([special, self.points[::THINNING]]), axis=0)
        printed = derivation.printed
        self.forms: dict[Key, Expr] = {(): printed.f, **printed.first, **printed.second}
        self.truths = {key: _remembered(self.truth(form)) for key, form in self.forms.items()}
        self.torch_code = code.print_code(derivation, code.TORCH)
        self.tolerances = BY_ORDER if entry.torch else COMPOSED
        self.oracle = entry.torch or "autograd on the printed PyTorch code"

    def run(self) -> tuple[float, ...]:
        """torch's f' at each breakpoint, after all checks have passed."""
        # Before torch, so that code that overflows is named as such where it is the oracle too.
        for target in code.TARGETS:
            self._compare_code(target)
        slopes: tuple[float, ...] = ()
        differences = set(self.derivation.by_parameter)
        for path in oracle.PATHS:
            points = self.few if path.single else self.points
            outcome = oracle.at_points(self.function(self.parameters), self.names, points, path)
            self._compare_with_oracle(outcome, points, path)
            if outcome.by_parameter:
                differences -= self._compare_learned(outcome, points, path)
            if self.breakpoints and path is oracle.PATHS[0]:
                self._compare_sides(outcome)
            if self.entry.kind is Kind.SCALAR:
                rows = [np.flatnonzero(points[:, 0] == point)[0] for point in self.breakpoints]
                slopes = tuple(float(outcome.derivatives["x",][row]) for row in rows)
        for name in sorted(differences):
            if self.entry.torch:
                self._compare_differences(name)
            else:
                self._compare_printed_parameter(name)
        # After torch's own: its backward is printed from the derivative that those checks prove.
        self._compare_autograd()
        return slopes

    def truth(self, form: Expr) -> Callable[[Floats], arb]:
        """The enclosure of a form, as a function of a row of inputs."""
        compiled = compile_expression(form)
        fixed = {p.symbol: ball(self.parameters[p.symbol.name]) for p in self.entry.parameters}
        inputs = self.entry.inputs
        return lambda row: compiled(
            fixed | {symbol: ball(float(v)) for symbol, v in zip(inputs, row, strict=True)}
        )

    def samples(
        self, truth: Callable[[Floats], arb], found: Floats, points: Floats
    ) -> Iterator[Sample]:
        """One sample a row of points; found: shape (n,), points: shape (n, number of inputs)."""
        for number, row in zip(found.tolist(), points, strict=True):
            yield Sample(
                truth(row), number, Point(self.names, tuple(row.tolist()), self.parameters)
            )

    def function(self, parameters: Mapping[str, float]) -> oracle.Tensors:
        """The torch module, or the printed torch code where torch has none."""
        if self.entry.torch:
            return oracle.function(self.entry, parameters)
        return partial(
            code.load(self.torch_code)[self.entry.identifier], **self.keywords(parameters)
        )

    def keywords(self, parameters: Mapping[str, float]) -> dict[str, float]:
        """The parameters by the names of printed code."""
        return {code.python_name(p): parameters[p.symbol.name] for p in self.entry.parameters}

    def _compare_with_oracle(
        self, outcome: oracle.Outcome, points: Floats, path: oracle.Path
    ) -> None:
        for key, truth in self.truths.items():
            if key not in outcome.derivatives:
                self.ledger.missing(quantity(key), f"{self.oracle}, {path.name}", len(key))
                continue
            kept = self._has_convention(key, points)
            self.ledger.compare(
                quantity(key),
                f"{self.oracle}, {path.name}",
                self.samples(truth, outcome.derivatives[key][kept], points[kept]),
                self.tolerances[len(key)],
                len(key),
            )

    def _has_convention(self, key: Key, points: Floats) -> NDArray[np.bool_]:
        """The points at which the oracle is to be held to a derivative.

        At a breakpoint without a derivative a torch module has a convention of its own; autograd
        on printed code has that of whichever function the code is written with.
        """
        if self.entry.torch:
            return np.ones(len(points), dtype=bool)
        return self._has_value(key, points)

    def _has_value(self, key: Key, points: Floats) -> NDArray[np.bool_]:
        """The points at which a derivative has a value, which no convention has to give."""
        kept = np.ones(len(points), dtype=bool)
        if self.derivation.pieces is None:
            return kept
        pieces = self.derivation.pieces
        for _ in key:
            pieces = pieces.derivative()
        for point, defined in zip(self.breakpoints, pieces.defined, strict=True):
            kept &= defined | (points[:, 0] != point)
        return kept

    def _compare_sides(self, outcome: oracle.Outcome) -> None:
        """The one-sided limits at the breakpoints, held against torch at the float neighbors."""
        derived = self.derivation.breakpoints
        for key, values in outcome.derivatives.items():
            order, samples_ = len(key), []
            for point, known in zip(self.breakpoints, derived, strict=True):
                left, _, right = known.sides[order]
                for limit, end in ((left, -np.inf), (right, np.inf)):
                    neighbor = np.nextafter(point, end)
                    row = int(np.flatnonzero(self.points[:, 0] == neighbor)[0])
                    at = Point(self.names, (float(neighbor),), self.parameters)
                    samples_.append(
                        Sample(self.truth(limit)(self.points[row]), float(values[row]), at)
                    )
            self.ledger.compare(
                f"{quantity(key)} from each side",
                f"{self.oracle} beside the breakpoints",
                samples_,
                BY_ORDER[order],
                order,
            )

    def _compare_learned(
        self, outcome: oracle.Outcome, points: Floats, path: oracle.Path
    ) -> set[str]:
        """The names of the parameters whose gradient autograd gave."""
        learned = [p.symbol.name for p in self.entry.parameters]
        for name, gradient in zip(learned, outcome.by_parameter.values(), strict=True):
            self.ledger.compare(
                f"df/d{name}",
                f"{self.oracle}, {path.name}",
                self.samples(self.truth(self.derivation.by_parameter[name]), gradient, points),
                FIRST,
            )
        return set(learned)

    def _compare_differences(self, name: str) -> None:
        """The derivative by a parameter that torch takes as a plain number.

        The step shrinks with the input, because a wave far out turns fast with its frequency.
        Points that a moving breakpoint crosses within the step are left out: there the difference
        quotient has no limit to converge to. So are those at which torch's forward deviates.
        """
        sizes = 10.0 ** np.ceil(np.log10(np.maximum(1.0, np.abs(self.points)).max(axis=1)))
        found = [
            sample
            for size in np.unique(sizes)
            for sample in self._difference_samples(name, self.points[sizes == size], float(size))
        ]
        self.ledger.compare(
            f"df/d{name}", f"Richardson differences of {self.oracle}", found, DIFFERENCE
        )

    def _difference_samples(self, name: str, points: Floats, size: float) -> Iterator[Sample]:
        step = STEP * max(1.0, abs(self.parameters[name])) / size

        def shifted(by: float) -> dict[str, float]:
            return {**self.parameters, name: self.parameters[name] + by}

        def slope(h: float) -> Floats:
            high, low = (oracle.values(self.function(shifted(by)), points) for by in (h, -h))
            return (high - low) / (2 * h)

        forward = oracle.values(self.function(self.parameters), points)
        richardson = (4 * slope(step / 2) - slope(step)) / 3
        kept = np.ones(len(points), dtype=bool)
        breakpoints = self.derivation.breakpoints
        ends = (samples.breakpoint_values(breakpoints, shifted(by)) for by in (-step, step))
        for one, other in zip(*ends, strict=True):
            if one != other:
                kept &= (points[:, 0] < min(one, other)) | (points[:, 0] > max(one, other))
        for deviation in self.ledger.deviations:
            for by in (-step, 0.0, step):
                shows = (deviation.where(tuple(row), shifted(by)) for row in points.tolist())
                kept &= deviation.order != 0 or ~np.fromiter(shows, dtype=bool)
        truth = self.truth(self.derivation.by_parameter[name])
        # Roundings of f, divided by the step.
        slack = 8 * EPSILON * np.abs(forward) / step
        plain = self.samples(truth, richardson[kept], points[kept])
        for sample, rounding in zip(plain, slack[kept].tolist(), strict=True):
            yield replace(sample, slack=rounding)

    def _compare_printed_parameter(self, name: str) -> None:
        """The derivative by a parameter of a function that torch lacks: autograd on its code."""
        call = code.load(self.torch_code)[self.entry.identifier]
        inputs = oracle.columns(self.points)
        keywords = self.keywords(self.parameters)
        (keyword,) = [code.python_name(p) for p in self.entry.parameters if p.symbol.name == name]
        found = oracle.parameter_gradient(
            lambda value: call(*inputs, **{**keywords, keyword: value}), self.parameters[name]
        )
        self.ledger.compare(
            f"df/d{name}",
            self.oracle,
            self.samples(self.truth(self.derivation.by_parameter[name]), found, self.points),
            self.tolerances[1],
        )

    def _compare_code(self, target: code.Target) -> None:
        # The defaults are called as a reader would, so that the printed ones are run too.
        given = {} if self.at_defaults else self.keywords(self.parameters)
        for key, function in functions(self.derivation, target).items():
            samples_ = self.samples(self.truths[key], function(self.points, given), self.points)
            what = f"{target.title} code of {self.entry.identifier}{code.SUFFIXES[key]}"
            self.ledger.compare(
                quantity(key),
                f"the printed {target.title} code",
                finite(samples_, what, self.entry.expression, self.ledger),
                CODE[len(key)],
            )

    def _compare_autograd(self) -> None:
        """The printed `autograd.Function`: its values, its gradients and its double backward."""
        text = code.print_autograd(self.derivation)
        assert text is not None
        printed = code.load(text)[code.class_name(self.entry)]
        given = () if self.at_defaults else tuple(self.keywords(self.parameters).values())
        outcome = oracle.at_points(
            lambda *inputs: printed.apply(*inputs, *given),
            self.names,
            self.points,
            oracle.PATHS[0],
        )
        for key, found in outcome.derivatives.items():
            kept = self._has_value(key, self.points) | (len(key) < 2)
            self.ledger.compare(
                quantity(key),
                "the printed autograd.Function",
                self.samples(self.truths[key], found[kept], self.points[kept]),
                CODE[len(key)] if len(key) < 2 else COMPOSED[2],
            )


def _remembered(truth: Callable[[Floats], arb]) -> Callable[[Floats], arb]:
    """The function, which computes each point once: many checks compare with it."""
    known: dict[bytes, arb] = {}

    def value(row: Floats) -> arb:
        found = known.get(row.tobytes())
        if found is None:
            found = known[row.tobytes()] = truth(row)
        return found

    return value
