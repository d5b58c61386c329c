"""The record of an activation: everything known about it, as JSON.

Pages, tables and figures are made from records and from nothing else; all of them together are
published as `data/activations.json`.
"""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from sympy import Expr, Symbol, oo

from gen import code, kinks, oracle
from gen.activation import Activation, Counterpart, Parameter
from gen.bibliography import Source
from gen.bounds.facts import bounds_record
from gen.catalog import CatalogError, Definition
from gen.derivation import Breakpoint, Derivation, End, defaults
from gen.latex import (
    latex,
    latex_curve,
    latex_domain,
    latex_f,
    latex_first,
    latex_parameter_derivative,
    latex_second,
    latex_smoothness,
)
from gen.moments import gain_record, moments, moments_record
from gen.primitives import PRIMITIVES
from gen.verification import Verification, deviations, tolerances

Record = dict[str, Any]

VERSIONS = ("torch", "sympy", "numpy", "scipy", "python-flint")
"""The libraries whose versions a record depends on."""


def record(
    entry: Activation, family: str, derivation: Derivation, verification: Verification
) -> Record:
    """The record of an activation whose checks have passed, but for its summary and "float"."""
    found = moments(entry, derivation)
    slopes = verification.slopes_at_breakpoints
    return {
        "name": entry.name,
        "slug": entry.slug,
        "former_slugs": list(entry.former_slugs),
        "aliases": list(entry.aliases),
        "family": family,
        "kind": entry.kind.value,
        "inputs": [symbol.name for symbol in entry.inputs],
        "torch": entry.torch,
        "torch_options": dict(entry.torch_options),
        "jax": _counterpart(entry.jax),
        "keras": _counterpart(entry.keras),
        "parameters": [_parameter(p, derivation) for p in entry.parameters],
        "latex": {
            "f": latex_f(derivation),
            "df": _single(latex_first(derivation)),
            "d2f": _single(latex_second(derivation)),
        },
        "notation": _notation(derivation),
        "kinks": [
            _kink(point, slope, kink, defaults(entry))
            for point, slope, kink in zip(
                derivation.breakpoints, slopes, kinks.kinks(derivation, slopes), strict=True
            )
        ],
        "curve": derivation.curve
        and {"latex": latex_curve(derivation.curve), "order": derivation.curve.order},
        "smoothness": {
            "k": derivation.smoothness,
            "latex": latex_smoothness(derivation.smoothness),
            "general_k": derivation.general_smoothness,
            "general_latex": latex_smoothness(derivation.general_smoothness),
        },
        "limits": _limits(derivation),
        "parity": derivation.parity,
        **bounds_record(derivation),
        "moments": moments_record(found),
        "gain": gain_record(entry, found),
        "code": {
            **{target.name: code.print_code(derivation, target) for target in code.TARGETS},
            "autograd": code.print_autograd(derivation),
            "javascript_names": code.names(entry, code.JAVASCRIPT),
            "at_infinity": verification.infinities,
        },
        "checks": [asdict(check) for check in verification.checks],
        "deviations": [
            {
                "id": deviation.id,
                "order": deviation.order,
                "statement": deviation.statement,
                "points": verification.deviations.get(deviation.id, 0),
            }
            for deviation in deviations.of(entry.slug)
        ],
        "source": entry.source,
        "environment": environment(),
    }


def environment() -> dict[str, Any]:
    """The versions and the CPU path that checks ran with."""
    return {
        "python": platform.python_version(),
        "versions": {name: version(name).partition("+")[0] for name in VERSIONS},
        "cpu": oracle.cpu_path(),
    }


def dataset(
    records: Iterable[Record],
    floats: Mapping[str, Any],
    definitions: Iterable[Definition],
    sources: Mapping[str, Source],
) -> dict[str, Any]:
    """All records, with summaries and sources written out, and the one environment of their checks.

    floats: what `gen.precision` has found, by slug, of those that torch has.

    Raises CatalogError for a source that the bibliography lacks, or a slug that once was
    another's.
    """
    entries = {definition.slug: definition for definition in definitions}
    activations, environments = [], []
    for one in records:
        place = entries[one["slug"]].place
        if one["source"] is not None and one["source"] not in sources:
            raise CatalogError(
                f"{place}: {one['name']}: field source: {one['source']!r} is no key of "
                "gen/bibliography.bib; add the entry there"
            )
        for former in one["former_slugs"]:
            if former in entries:
                raise CatalogError(
                    f"{place}: {one['name']}: field former_slugs: {former!r} is the slug of "
                    f"another entry ({entries[former].place})"
                )
        source = sources.get(one["source"])
        environments.append(one["environment"])
        activations.append(
            {
                **{key: one[key] for key in ("name", "slug")},
                "summary": entries[one["slug"]].summary,
                **{key: value for key, value in one.items() if key != "environment"},
            }
            | {"source": source and {**asdict(source), "label": source.label}}
            | {"float": floats.get(one["slug"])}
        )
    checks = [check for one in activations for check in one["checks"]]
    return {
        "environment": environments[0],
        "tolerances": [
            {"name": name, **asdict(tolerance)} for name, tolerance in tolerances.BY_NAME.items()
        ],
        "totals": {
            "activations": len(activations),
            "checks": len(checks),
            "points": sum(check["points"] for check in checks),
        },
        "activations": activations,
    }


def _counterpart(counterpart: Counterpart | None) -> dict[str, Any] | None:
    if counterpart is None:
        return None
    return {"name": counterpart.name, "defaults": dict(counterpart.defaults)}


def _parameter(parameter: Parameter, derivation: Derivation) -> dict[str, Any]:
    return {
        "name": parameter.symbol.name,
        "latex": latex(parameter.symbol),
        "default": float(parameter.exact),
        "domain": latex_domain(parameter),
        "fixed": parameter.fixed,
        "torch": parameter.torch,
        "meaning": parameter.meaning,
        "df": None if parameter.fixed else latex_parameter_derivative(derivation, parameter),
    }


def _single(forms: dict[str, str]) -> str | dict[str, str]:
    """The only form of a scalar or vector function; all forms of one of two inputs, by key."""
    return next(iter(forms.values())) if len(forms) == 1 else forms


def _notation(derivation: Derivation) -> list[dict[str, str]]:
    """The primitives whose names stand in the printed formulas, each with its definition."""
    printed = derivation.printed
    forms = [printed.f, *printed.first.values(), *printed.second.values()]
    z = Symbol("z", real=True)
    named = [p for p in PRIMITIVES if any(form.has(p) for form in forms) and "%s" not in p.tex]
    return [
        {
            "latex": f"{latex(primitive(z))} = {latex(primitive.elementary(z))}"
            if primitive.formula_helps
            else primitive.tex,
            "title": primitive.title,
        }
        for primitive in named
    ]


def _kink(
    point: Breakpoint, slope: float, kink: kinks.Kink | None, at_defaults: Mapping[Any, Expr]
) -> dict[str, Any]:
    def numbers(sides: tuple[Expr, Expr, Expr]) -> dict[str, float]:
        values = (float(side.subs(at_defaults)) for side in sides)
        return dict(zip(("left", "at", "right"), values, strict=True))

    def symbols(sides: tuple[Expr, Expr, Expr]) -> dict[str, str]:
        return dict(zip(("left", "at", "right"), map(latex, sides), strict=True))

    f, df, d2f = point.sides
    return {
        "point": {"latex": latex(point.point), "value": float(point.point.subs(at_defaults))},
        "order": point.order,
        "general_order": point.general_order,
        "f": numbers(f),
        "df": {**numbers(df), "torch": slope},
        "convention": kink and kink.record(),
        "d2f": numbers(d2f),
        "latex": {"f": symbols(f), "df": symbols(df), "d2f": symbols(d2f)},
    }


def _limits(derivation: Derivation) -> dict[str, Any] | None:
    if derivation.limits is None:
        return None
    at_defaults = defaults(derivation.entry)

    def end(one: End) -> dict[str, Any]:
        if one.limit is None:
            return {"latex": None, "value": None, "at_defaults": False}
        number = one.limit.subs(at_defaults)
        finite = number not in (oo, -oo)
        return {
            "latex": latex(one.limit),
            "value": float(number) if finite else None,
            "at_defaults": one.at_defaults,
        }

    return {
        name: {"left": end(left), "right": end(right)}
        for name, (left, right) in derivation.limits.items()
    }
