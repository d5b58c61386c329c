"""The script of all scalar functions: the printed code, its values, the kinks and the sliders."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from sympy import Expr, Interval, Rational, Symbol, oo

from gen import catalog, v8
from gen.activation import Activation, Kind, Parameter, x
from gen.code import javascript
from gen.compact import compact_script
from gen.sliders import sliders

ENTRIES = {one.slug: catalog.load(one) for one in catalog.definitions()}
SCALAR = {slug: entry for slug, entry in ENTRIES.items() if entry.kind is Kind.SCALAR}
MOVED = {slug: entry for slug, entry in SCALAR.items() if entry.parameters}
CLOSE = 1e-14


@pytest.fixture(scope="module")
def script(site: Path) -> str:
    """The script as pages load it."""
    return (site / "assets/javascripts/activations.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def records(activations: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The records of the functions of one number, by slug."""
    return {one["slug"]: one for one in activations if one["kind"] == "scalar"}


@pytest.fixture(scope="module")
def engine(script: str) -> v8.MiniRacer:
    """V8 with the script run in it."""
    context = v8.context()
    context.eval(script)
    return context


def ask(engine: v8.MiniRacer, expression: str) -> Any:
    """What an expression gives, as JSON has it."""
    return json.loads(str(engine.eval(f"JSON.stringify({expression})")))


def test_script_holds_the_printed_code_to_the_letter(
    script: str, records: dict[str, dict[str, Any]]
) -> None:
    """But for comments and indentation, which the build takes out of all scripts."""
    assert set(records) == set(SCALAR)
    shared = [text.strip() for text in javascript.PRELUDE.values()]
    for slug, record in records.items():
        own = record["code"]["javascript"]
        for text in shared:
            own = own.replace(text, "")
        assert own.strip()
        assert script.count(compact_script(own, slug).strip()) == 1, slug
    for name, text in javascript.PRELUDE.items():
        used = any(text.strip() in record["code"]["javascript"] for record in records.values())
        assert script.count(compact_script(text, name).strip()) == used, name


def test_script_defines_each_function_once(script: str) -> None:
    names = [line.split("(")[0] for line in script.splitlines() if line.startswith("function ")]
    assert len(names) == len(set(names)) > 3 * len(SCALAR)


def test_values_at_the_kinks_are_those_of_the_record(
    engine: v8.MiniRacer, records: dict[str, dict[str, Any]]
) -> None:
    compared = 0
    for slug, record in records.items():
        known = [kink for kink in record["kinks"] if kink["general_order"] <= 2]
        it = f"ACTIVATIONS[{slug!r}]"
        given = f"...{it}.parameters.map((one) => one.value)"
        places = ask(engine, f"{it}.kinks({given})")
        assert places == pytest.approx([kink["point"]["value"] for kink in known], rel=CLOSE)
        sides = ask(engine, f"{it}.sides({given})")
        for place, found, kink in zip(places, sides, known, strict=True):
            for order in ("f", "df", "d2f"):
                at = ask(engine, f"{it}.{order}({place!r}, {given})")
                expected = [kink[order][side] for side in ("left", "right")]
                assert found[order] == pytest.approx(expected, rel=CLOSE), (slug, order)
                # Exactly equal limits make no jump, and others do.
                assert (found[order][0] == found[order][1]) == (expected[0] == expected[1])
                if order != "d2f" or kink["order"] is None or kink["order"] > 2:
                    assert at == pytest.approx(kink[order]["at"], rel=CLOSE), (slug, order)
                    compared += 1
    assert compared > 40


@pytest.mark.parametrize("slug", sorted(MOVED))
def test_limits_beside_a_kink_follow_the_parameters(engine: v8.MiniRacer, slug: str) -> None:
    """At the ends of all sliders f and f' tend to the limits that the script names."""
    it, near = f"ACTIVATIONS[{slug!r}]", 1e-9
    ends = [(float(one.low), float(one.high)) for one in sliders(SCALAR[slug])]
    for values in itertools.product(*ends):
        given = ", ".join(map(repr, values))
        places, sides = (ask(engine, f"{it}.{what}({given})") for what in ("kinks", "sides"))
        assert places == sorted(places)
        for place, found in zip(places, sides, strict=True):
            for order in ("f", "df", "d2f"):
                beside = [
                    ask(engine, f"{it}.{order}({place + shift!r}, {given})")
                    for shift in (-near, near)
                ]
                assert found[order] == pytest.approx(beside, rel=1e-6, abs=1e-6), (slug, values)


def test_parameters_are_those_of_the_entries(engine: v8.MiniRacer) -> None:
    for slug, entry in SCALAR.items():
        found = ask(engine, f"ACTIVATIONS[{slug!r}]")
        assert found["name"] == entry.name
        names = [one["name"] for one in found["parameters"]]
        assert names == [p.symbol.name for p in entry.parameters]
        for one, parameter in zip(found["parameters"], entry.parameters, strict=True):
            assert one["value"] == float(parameter.exact)
            assert one["low"] <= one["value"] <= one["high"]
            assert one["fixed"] == parameter.fixed == (one["low"] == one["high"])
    symbols = {
        one["symbol"] for slug in MOVED for one in ask(engine, f"ACTIVATIONS[{slug!r}].parameters")
    }
    assert {"α", "β", "λ", "θ", "s"} <= symbols


# --- sliders -----------------------------------------------------------------------------------


def with_parameters(*parameters: Parameter) -> Activation:
    """An entry with these parameters and nothing else of note."""
    expression: Expr = x
    for parameter in parameters:
        expression += parameter.symbol
    return Activation(
        name="Shifted",
        expression=expression,
        parameters=parameters,
        torch=None,
        source=None,
        summary="The identity, shifted.",
    )


@pytest.mark.parametrize("slug", sorted(MOVED))
def test_every_choice_of_values_lies_in_the_domain(slug: str) -> None:
    entry = MOVED[slug]
    found = sliders(entry)
    for values in itertools.product(*({one.low, one.high} for one in found)):
        chosen = {p.symbol: value for p, value in zip(entry.parameters, values, strict=True)}
        for parameter, value in zip(entry.parameters, values, strict=True):
            assert value in parameter.domain.subs(chosen), (slug, values)
    for parameter, one in zip(entry.parameters, found, strict=True):
        if not parameter.fixed:
            assert (parameter.exact - one.low) % one.step == 0
            assert (one.high - parameter.exact) % one.step == 0
            assert 20 < (one.high - one.low) / one.step < 300


@pytest.mark.parametrize(
    ("default", "domain", "low", "high"),
    [
        (1, Interval(-oo, oo), -4, 4),
        (1, Interval.open(0, oo), Rational(1, 10), 4),
        (1, Interval(0, oo), 0, 4),
        (20, Interval(-oo, oo), -24, 24),
        ("0.25", Interval(0, 1), 0, 1),
        ("0.25", Interval.open(-1, 1), "-0.99", "0.99"),
    ],
)
def test_range_follows_domain_and_default(
    default: int | str, domain: Any, low: Any, high: Any
) -> None:
    parameter = Parameter(symbol=Symbol("p", real=True), default=default, domain=domain, meaning="")
    (found,) = sliders(with_parameters(parameter))
    assert (found.low, found.high) == (Rational(str(low)), Rational(str(high)))


def test_two_parameters_share_the_space_between_them() -> None:
    p, q = Symbol("p", real=True), Symbol("q", real=True)
    first = Parameter(symbol=p, default=0, meaning="")
    second = Parameter(symbol=q, default=2, domain=Interval.open(p, oo), meaning="")
    one, other = sliders(with_parameters(first, second))
    assert one.high < 1 < other.low
