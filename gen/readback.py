"""The checks of what pages print: each formula of a record, read back and held to the derivation.

A record's LaTeX is read by `gen/reading.py` and evaluated in mpmath; the derivation's own forms are
evaluated in ball arithmetic. The printer stands between the two, so its mistakes show: an index, a
sign of comparison, a parenthesis, the name of a function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, product
from math import inf, nextafter
from typing import Any, TypeVar

import mpmath
from flint import arb
from sympy import Basic, Expr, FiniteSet, Interval, oo, solve

from gen.activation import Activation, Kind, Parameter, X, i, k, l, n
from gen.balls import Ball, BallError, ball, compile_expression, difference, midpoint
from gen.derivation import Derivation, defaults
from gen.derivation.pieces import cut
from gen.derivation.vector import OUTPUT
from gen.reading import (
    DIGITS,
    NAMED,
    Formula,
    Letters,
    ReadingError,
    evaluate,
    read_definition,
    read_formula,
    read_statement,
)
from gen.verification import samples
from gen.verification.comparison import Check, Ledger, Point, Sample, quantity
from gen.verification.vectors import QUANTITIES

AGREEMENT = 1e-12
"""The allowed difference relative to the number: the mathematics is the same, so is the number."""
FLOOR = 1e-25
"""The allowed difference at 0, where printed terms cancel to the last of their digits."""
NEAR = 2.0**-20
"""The distance from a breakpoint at which a wrong branch shows."""
BEYOND = 2.0**-20
"""The distance from the end of a domain, relative to ends above 1."""
FAR = 1e6
"""A parameter that an unbounded domain contains."""

LINE = (-5.25, -2.375, -1.125, -0.375, 0.3125, 0.875, 2.25, 4.75)
"""The inputs of a function without breakpoints, exact in binary."""
PLANE = (
    (1.375, -0.625),
    (-2.25, 0.875),
    (0.5, 2.125),
    (-0.75, -1.875),
    (3.25, 1.125),
    (0.25, -3.0),
)
"""The inputs of a function of two numbers."""
VECTORS = ((0.5, -1.25, 2.0), (-0.75, 1.5))
"""The inputs of a function of a vector; three components show each case of equal indices."""

Key = tuple[str, ...]
Environment = Mapping[Basic, Any]
Given = TypeVar("Given")
Read = TypeVar("Read")

DERIVATION = "the derivation"
"""What printed formulas are compared with, in the rows of checks."""
INFINITE = {r"\infty": inf, r"-\infty": -inf}
"""The limits that are no numbers, as they are printed."""
_PARTS = (0.28125, 0.71875)
"""The places between two breakpoints, as parts of their distance."""
_CONTINUOUS = 1e-9
"""The relative difference between neighboring floats that is no jump."""


def verify_printed(
    record: Mapping[str, Any], entry: Activation, derivation: Derivation, place: str
) -> tuple[Check, ...]:
    """The checks of every formula that the record of an entry prints, all passed.

    place: file and line of the definition. Raises VerificationError naming place, entry and field
    for a formula that cannot be read, or that gives another number than the derivation.
    """
    with mpmath.workdps(DIGITS):
        return _Readback(record, entry, derivation, Ledger(place, entry.name)).run()


@dataclass(frozen=True)
class _Spot:
    """A place at which formulas are evaluated, by both sides."""

    at: Point
    letters: Letters
    """What the printed letters stand for."""
    environment: Environment
    """What the symbols of the derivation stand for."""
    beside: tuple[Environment, ...] = ()
    """At a breakpoint: the closest places on the left and on the right."""
    breakpoint: Expr = oo
    """The breakpoint, or the gap that vanishes on a curve of kinks."""
    generic: bool = True
    """Whether the parameters are no special ones, at which a jump may vanish."""
    indices: tuple[int, ...] = ()


class _Readback:
    """The checks of one record."""

    def __init__(
        self, record: Mapping[str, Any], entry: Activation, derivation: Derivation, ledger: Ledger
    ) -> None:
        self.record, self.entry, self.derivation = record, entry, derivation
        self.ledger = ledger
        self.used: set[str] = set()
        self._balls: dict[Expr, Ball] = {}
        free = any(not parameter.fixed for parameter in entry.parameters)
        # The defaults, which may be special, and one set that was drawn.
        sets = samples.parameter_sets(entry)[: 1 + free]
        self.settings = [(given, not free or given is not sets[0]) for given in sets]

    def run(self) -> tuple[Check, ...]:
        """The checks, all passed."""
        self._verify_names()
        if self.entry.kind is Kind.VECTOR:
            self._verify_vector()
        else:
            self._verify_numbers()
        self._verify_notation()
        if self.entry.kind is Kind.SCALAR:
            self._verify_kinks()
            self._verify_limits()
        elif self.derivation.curve is not None:
            self._verify_curve()
        for parameter, printed in zip(
            self.entry.parameters, self.record["parameters"], strict=True
        ):
            self._verify_domain(parameter, printed)
        return tuple(self.ledger.checks.values())

    # --- what the letters stand for -----------------------------------------------------------

    def letters(self, given: Mapping[str, float]) -> dict[str, Any]:
        """The numbers of the printed names of the parameters."""
        printed = {row["name"]: row["latex"] for row in self.record["parameters"]}
        return {printed[name]: mpmath.mpf(value) for name, value in given.items()}

    def environment(self, given: Mapping[str, float]) -> dict[Basic, Any]:
        """The balls of the parameters."""
        return {p.symbol: ball(given[p.symbol.name]) for p in self.entry.parameters}

    def _verify_names(self) -> None:
        rows = self.record["parameters"]
        if [row["name"] for row in rows] != [p.symbol.name for p in self.entry.parameters]:
            raise self.ledger.fail("field parameters: the record lists others than the entry")
        names = [*(symbol.name for symbol in self.entry.inputs), *(row["latex"] for row in rows)]
        for row in rows:
            name = row["latex"]
            if names.count(name) > 1 or self._is_taken(name):
                raise self.ledger.fail(
                    f"field parameters.{row['name']}.latex: {name} already has another meaning"
                )

    def _is_taken(self, name: str) -> bool:
        """Whether a name means a number or a function by itself, or cannot be read as a name."""
        try:
            value = read_formula(name).value({name: mpmath.mpf(FAR)})
        except ReadingError:
            return True
        return bool(value != FAR)

    # --- functions of one and of two numbers --------------------------------------------------

    def _verify_numbers(self) -> None:
        for field, key, form, text in self._formulas():
            self._verify_formula(f"latex.{field}", quantity(key), text, form, self._chain(key))
        f = self.derivation.printed.f
        for parameter, row in zip(self.entry.parameters, self.record["parameters"], strict=True):
            name, symbol = parameter.symbol.name, parameter.symbol
            field = f"parameters.{name}.df"
            if parameter.fixed != (row["df"] is None):
                raise self.ledger.fail(
                    f"field {field}: a derivative stands by what is no constant, and there alone"
                )
            if not parameter.fixed:
                form = self.derivation.by_parameter[name]
                self._verify_formula(field, f"df/d{name}", row["df"], form, [form], (f, symbol))

    def _formulas(self) -> Iterator[tuple[str, Key, Expr, str]]:
        """Field, key, form and text of f and its derivatives."""
        printed = self.derivation.printed
        for name, forms in (("f", {(): printed.f}), ("df", printed.first), ("d2f", printed.second)):
            texts = self.record["latex"][name]
            if len(forms) == 1:
                texts = {"".join(key): texts for key in forms}
            if not isinstance(texts, Mapping) or set(texts) != {"".join(key) for key in forms}:
                raise self.ledger.fail(f"field latex.{name}: needs {len(forms)} formulas, by key")
            for key, form in forms.items():
                dotted = name if len(forms) == 1 else f"{name}.{''.join(key)}"
                yield dotted, key, form, texts["".join(key)]

    def _chain(self, key: Key) -> list[Expr]:
        """The forms that must join at a breakpoint if the derivative is to have a value there."""
        printed = self.derivation.printed
        forms: dict[Key, Expr] = {(): printed.f, **printed.first, **printed.second}
        return [forms[key[:order]] for order in range(len(key) + 1)] if key else []

    def _verify_formula(
        self,
        field: str,
        name: str,
        text: str,
        form: Expr,
        chain: list[Expr],
        moving: tuple[Expr, Basic] | None = None,
    ) -> None:
        """Nothing, after the values and the points without one were found as derived.

        chain: what must join at a breakpoint if there is to be a value; moving: what must join too
        if the breakpoint moves with a parameter, which then passes the jump on to the derivative.
        """
        formula = self._read(field, text)
        pairs = []
        for spot in self._spots:
            found = self._evaluated(field, formula, spot)
            needed = [*chain, moving[0]] if moving and spot.breakpoint.has(moving[1]) else chain
            due = not spot.beside or all(self._joins(one, spot) for one in needed)
            if found is None and due and (spot.generic or not spot.beside):
                raise self.ledger.fail(f"field {field}: no value is printed at {spot.at}")
            if found is not None and not due:
                raise self.ledger.fail(
                    f"field {field}: at {spot.at} the printed formula gives {float(found)!r}, "
                    f"where {DERIVATION} has no value"
                )
            if found is not None:
                pairs.append((spot, found, self._truth(form, spot)))
        self._compare(f"printed LaTeX of {name}", field, pairs)

    @cached_property
    def _spots(self) -> list[_Spot]:
        """The places, at the defaults and at drawn parameters."""
        return [
            spot
            for given, generic in self.settings
            for spot in (
                self._line_spots(given, generic)
                if self.entry.kind is Kind.SCALAR
                else self._plane_spots(given, generic)
            )
        ]

    def _line_spots(self, given: Mapping[str, float], generic: bool) -> Iterator[_Spot]:
        centers = list(self._centers(given, generic))
        edges = [spot.at.inputs[0] for spot in centers]
        places = set(LINE)
        if edges:
            places |= {edges[0] - 2.375, edges[0] - 0.375, edges[-1] + 0.375, edges[-1] + 2.375}
            places |= {edge + sign * NEAR for edge in edges for sign in (-1, 1)}
            places |= {
                low + part * (high - low) for low, high in pairwise(edges) for part in _PARTS
            }
        for place in sorted(places - set(edges)):
            yield self._spot(given, (place,), generic)
        yield from centers

    def _centers(self, given: Mapping[str, float], generic: bool) -> Iterator[_Spot]:
        """The breakpoints, as they are printed and as they are derived."""
        if len(self.record["kinks"]) != len(self.derivation.breakpoints):
            raise self.ledger.fail("field kinks: the record lists others than the derivation")
        (x,) = self.entry.inputs
        for index, point in enumerate(self.derivation.breakpoints):
            field = f"kinks[{index}].point.latex"
            where = compile_expression(point.point)(self.environment(given))
            plain = self._spot(given, (midpoint(where),), generic)
            formula = self._read(field, self.record["kinks"][index]["point"]["latex"])
            found = self._evaluated(field, formula, plain)
            self._compare("printed kinks", field, [(plain, found, where)])
            beside = tuple(
                self._spot(given, (place,), generic).environment
                for place in _neighbors(midpoint(where))
            )
            letters = {**plain.letters, x.name: found}
            environment = {**plain.environment, x: where}
            yield _Spot(plain.at, letters, environment, beside, point.point, generic)

    def _plane_spots(self, given: Mapping[str, float], generic: bool) -> Iterator[_Spot]:
        for pair in PLANE:
            yield self._spot(given, pair, generic)
        if self.derivation.curve is None:
            return
        condition, inputs = self.derivation.curve.condition, self.entry.inputs
        gap = condition.lhs - condition.rhs
        moved = [symbol for symbol in inputs if gap.has(symbol)][-1]
        at = {p.symbol: given[p.symbol.name] for p in self.entry.parameters}
        for pair in PLANE:
            fixed = {s: value for s, value in zip(inputs, pair, strict=True) if s != moved}
            for root in map(float, solve(gap.subs({**at, **fixed}), moved)):
                plain, *around = (
                    self._spot(given, tuple({**fixed, moved: at}[s] for s in inputs), generic)
                    for at in (root, root - NEAR, root + NEAR, *_neighbors(root))
                )
                yield from around[:2]
                beside = tuple(spot.environment for spot in around[2:])
                yield _Spot(plain.at, plain.letters, plain.environment, beside, gap, generic)

    def _spot(self, given: Mapping[str, float], inputs: tuple[float, ...], generic: bool) -> _Spot:
        names = tuple(symbol.name for symbol in self.entry.inputs)
        numbers = zip(names, map(mpmath.mpf, inputs), strict=True)
        balls = zip(self.entry.inputs, map(ball, inputs), strict=True)
        return _Spot(
            Point(names, inputs, given),
            {**self.letters(given), **dict(numbers)},
            {**self.environment(given), **dict(balls)},
            generic=generic,
        )

    def _truth(self, form: Expr, spot: _Spot) -> arb:
        """The ball of a form."""
        try:
            return self._ball(form)(spot.environment)
        except BallError:
            if not spot.beside or self.derivation.pieces is None:
                raise
        # A breakpoint such as 1/3 is no exact ball, so that the branch is not chosen by numbers.
        points, (x,) = self.derivation.pieces.breakpoints, self.entry.inputs
        pieces = cut(form, x, defaults(self.entry), points)
        return self._ball(pieces.at[points.index(spot.breakpoint)])(spot.environment)

    def _ball(self, form: Expr) -> Ball:
        if form not in self._balls:
            self._balls[form] = compile_expression(form)
        return self._balls[form]

    def _joins(self, form: Expr, spot: _Spot) -> bool:
        """Whether a form is continuous at a breakpoint."""
        center = midpoint(self._truth(form, spot))
        sides = (midpoint(self._ball(form)(environment)) for environment in spot.beside)
        return all(abs(side - center) <= _CONTINUOUS * (1 + abs(center)) for side in sides)

    # --- functions of a vector ----------------------------------------------------------------

    def _verify_vector(self) -> None:
        texts = [self.record["latex"][name] for name in ("f", "df", "d2f")]
        printed = self.derivation.printed
        forms = (printed.f, *printed.first.values(), *printed.second.values())
        for order, (text, form) in enumerate(zip(texts, forms, strict=True)):
            field = f"latex.{('f', 'df', 'd2f')[order]}"
            formula = self._read(field, text)
            pairs = [
                (spot, self._evaluated(field, formula, spot), self._truth(form, spot))
                for vector in VECTORS
                for spot in self._vector_spots(vector, order)
            ]
            self._compare(f"printed LaTeX of {QUANTITIES[order]}", field, pairs)

    def _vector_spots(self, vector: tuple[float, ...], order: int) -> Iterator[_Spot]:
        """The vector with each combination of indices; s is what f gives, on both sides."""
        size, at = len(vector), Point((), vector)
        letters: dict[str, Any] = {"x": [mpmath.mpf(value) for value in vector], "n": size}
        environment: dict[Basic, Any] = {X: [ball(value) for value in vector], n: size}
        if order:
            outputs = list(self._vector_spots(vector, 0))
            f = self._read("latex.f", self.record["latex"]["f"])
            letters["s"] = [self._evaluated("latex.f", f, spot) for spot in outputs]
            environment[OUTPUT] = [self._truth(self.derivation.printed.f, s) for s in outputs]
        for indices in product(range(1, size + 1), repeat=order + 1):
            yield _Spot(
                at,
                {**letters, **dict(zip("ikl", indices, strict=False))},
                {**environment, **dict(zip((i, k, l), indices, strict=False))},
                indices=indices,
            )

    # --- names, kinks, limits, domains --------------------------------------------------------

    def _verify_notation(self) -> None:
        introduced = set()
        for index, row in enumerate(self.record["notation"]):
            field, text = f"notation[{index}].latex", row["latex"]
            introduced |= {name for name in NAMED if text.startswith(name)}
            if "=" not in text and text not in NAMED:
                raise self.ledger.fail(f"field {field}: {text} is no known name of a function")
            if "=" in text:
                left, right = self._reading(field, read_definition, text)
                pairs = []
                for z in LINE:
                    spot = _Spot(Point(("z",), (z,)), {"z": mpmath.mpf(z)}, {})
                    meant, found = (
                        self._evaluated(field, side.value, spot) for side in (left, right)
                    )
                    pairs.append((spot, found, ball(float(meant))))
                self._compare("printed notation", field, pairs, "the meaning of the name")
        if introduced != self.used:
            named = ", ".join(sorted(introduced ^ self.used))
            raise self.ledger.fail(
                f"field notation: {named} is introduced and not used, or used and not introduced"
            )

    def _verify_kinks(self) -> None:
        printed = self.derivation.printed
        forms = {"f": printed.f, "df": printed.first["x",], "d2f": printed.second["x", "x"]}
        at_defaults = self.settings[0][0]
        for given, generic in self.settings:
            for index, spot in enumerate(self._centers(given, generic)):
                kink = self.record["kinks"][index]
                for name, form in forms.items():
                    left, right = (self._ball(form)(environment) for environment in spot.beside)
                    truths = {"left": left, "at": self._truth(form, spot), "right": right}
                    for side, truth in truths.items():
                        field = f"kinks[{index}].latex.{name}.{side}"
                        formula = self._read(field, kink["latex"][name][side])
                        found = self._evaluated(field, formula, spot)
                        slack = AGREEMENT * (1 + abs(midpoint(truth)))
                        pairs = [(spot, found, truth)]
                        self._compare("printed kinks", field, pairs, slack=slack)
                        if given is at_defaults:
                            field, number = f"kinks[{index}].{name}.{side}", kink[name][side]
                            self._compare(
                                "printed kinks", field, [(spot, number, truth)], slack=slack
                            )

    def _verify_limits(self) -> None:
        assert self.derivation.limits is not None
        for name, limits in self.derivation.limits.items():
            for side, end in zip(("left", "right"), limits, strict=True):
                field, limit = f"limits.{name}.{side}", end.limit
                text = self.record["limits"][name][side]["latex"]
                if limit is None or limit in (oo, -oo):
                    expected = None if limit is None else float(limit)
                    if (text if text is None else INFINITE.get(text, 0.0)) != expected:
                        raise self.ledger.fail(
                            f"field {field}.latex: prints {text}, {DERIVATION} has {limit}"
                        )
                    continue
                formula = self._read(field, text or "")
                for given, _ in self.settings:
                    spot = _Spot(
                        Point(("x",), (-inf if side == "left" else inf,), given),
                        self.letters(given),
                        self.environment(given),
                    )
                    found = self._evaluated(field, formula, spot)
                    self._compare(
                        "printed limits", field, [(spot, found, self._truth(limit, spot))]
                    )

    def _verify_curve(self) -> None:
        field = "curve.latex"
        curve = self._reading(field, read_statement, self.record["curve"]["latex"])
        for spot in self._spots:
            if self._reading(field, curve.holds, spot.letters) != bool(spot.beside):
                raise self.ledger.fail(f"field {field}: at {spot.at} the printed equation is wrong")
        self._note("printed curve of kinks", DERIVATION, len(self._spots))

    def _verify_domain(self, parameter: Parameter, printed: Mapping[str, Any]) -> None:
        field, name = f"parameters.{parameter.symbol.name}.domain", printed["latex"]
        domain = self._reading(field, read_statement, printed["domain"])
        if name not in domain.letters:
            raise self.ledger.fail(f"field {field}: {printed['domain']} says nothing of {name}")
        for given, _ in self.settings:
            verdicts = _verdicts(parameter, given[parameter.symbol.name], self.environment(given))
            for value, inside in verdicts:
                letters = {**self.letters(given), name: mpmath.mpf(value)}
                if self._reading(field, domain.holds, letters) != inside:
                    raise self.ledger.fail(
                        f"field {field}: {printed['domain']} is {not inside} at "
                        f"{name} = {value}, the domain is {parameter.domain}"
                    )
            self._note("printed domains", "the entry", len(verdicts))

    # --- reading, evaluating, comparing -------------------------------------------------------

    def _read(self, field: str, text: str) -> Formula:
        printed = self._reading(field, read_formula, text)
        self.used |= printed.names
        return printed.value

    def _evaluated(self, field: str, formula: Formula, spot: _Spot) -> Any:
        try:
            return evaluate(formula, spot.letters)
        except ReadingError as error:
            raise self.ledger.fail(f"field {field}: at {spot.at}: {error}") from error

    def _reading(self, field: str, read: Callable[[Given], Read], given: Given) -> Read:
        """What `read` makes of what it is given; a ReadingError becomes one of this entry."""
        try:
            return read(given)
        except ReadingError as error:
            raise self.ledger.fail(f"field {field}: {error}") from error

    def _compare(
        self,
        name: str,
        field: str,
        pairs: Iterable[tuple[_Spot, Any, arb]],
        against: str = DERIVATION,
        slack: float = 0.0,
    ) -> None:
        """Nothing; afterwards the numbers are in the ledger. One may be off by the slack."""
        for spot, found, truth in pairs:
            sample = Sample(truth, float(found), spot.at, slack, spot.indices)
            error = difference(sample.found, truth)
            allowed = slack + AGREEMENT * abs(midpoint(truth)) + FLOOR
            if not error <= allowed:
                raise self.ledger.fail(
                    f"field {field}: at {sample.place} the printed formula gives "
                    f"{sample.found:.17g}, {against} {midpoint(truth):.17g}"
                )
            self.ledger.note(Check(name, against, 1, error, allowed, sample.short_place))

    def _note(self, name: str, against: str, count: int) -> None:
        self.ledger.note(Check(name, against, count, 0.0, 1.0, ""))


def _neighbors(place: float) -> tuple[float, float]:
    return nextafter(place, -inf), nextafter(place, inf)


def _verdicts(
    parameter: Parameter, value: float, environment: Environment
) -> list[tuple[Any, bool]]:
    """Values of a parameter, each with whether its domain contains it."""
    domain = parameter.domain
    verdicts: list[tuple[Any, bool]] = [(value, True)]
    if isinstance(domain, FiniteSet):
        # A constant may have more digits than a float, and all of them are printed.
        exact = mpmath.mpf(int(parameter.exact.p)) / int(parameter.exact.q)
        return [(exact, True), (exact - BEYOND, False), (exact + BEYOND, False)]
    if not isinstance(domain, Interval):  # the real line
        return [*verdicts, (-FAR, True), (FAR, True)]
    ends = ((domain.start, -1, domain.left_open), (domain.end, 1, domain.right_open))
    for end, outward, is_open in ends:
        if end in (oo, -oo):
            verdicts.append((outward * FAR, True))
            continue
        edge = midpoint(compile_expression(end)(environment))
        step = outward * BEYOND * max(1.0, abs(edge))
        verdicts += [(edge - step, True), (edge, not is_open), (edge + step, False)]
    return verdicts
