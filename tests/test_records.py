"""What is derived, checked and enclosed today is what the site publishes."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from gen import catalog, code
from gen.bounds.facts import bounds_record
from gen.derivation import Derivation, derive
from gen.latex import latex_f, latex_first, latex_second
from gen.records import _limits
from gen.verification import verify

DEFINITIONS = {definition.slug: definition for definition in catalog.definitions()}
FEW = ("relu", "elu", "hardshrink", "softsign", "silu", "sine", "glu", "softmax")
"""Entries of all kinds, of which each takes a second or two."""

Published = dict[str, dict[str, Any]]


@cache
def derived(slug: str) -> Derivation:
    return derive(catalog.load(DEFINITIONS[slug]))


@pytest.mark.parametrize("slug", FEW)
def test_forms_are_the_published_ones(slug: str, records: Published) -> None:
    found, known = derived(slug), records[slug]
    for target in code.TARGETS:
        assert code.print_code(found, target) == known["code"][target.name]
    assert latex_f(found) == known["latex"]["f"]
    for forms, key in ((latex_first(found), "df"), (latex_second(found), "d2f")):
        assert known["latex"][key] in (forms, next(iter(forms.values())))


@pytest.mark.parametrize("slug", FEW)
def test_facts_of_the_line_are_the_published_ones(slug: str, records: Published) -> None:
    found, known = derived(slug), records[slug]
    assert found.parity == known["parity"]
    assert found.smoothness == known["smoothness"]["k"]
    assert found.general_smoothness == known["smoothness"]["general_k"]
    assert _limits(found) == known["limits"]
    assert [point.order for point in found.breakpoints] == [one["order"] for one in known["kinks"]]


@pytest.mark.parametrize("slug", FEW)
def test_bounds_are_the_published_ones(slug: str, records: Published) -> None:
    found = json.loads(json.dumps(bounds_record(derived(slug))))
    assert found == {name: records[slug][name] for name in found}


@pytest.mark.parametrize("slug", FEW)
def test_checks_are_the_published_ones(slug: str, records: Published) -> None:
    found, known = derived(slug), records[slug]
    checked = verify(found.entry, found, "here")
    # Printed formulas are checked after these.
    assert [vars(one) for one in checked.checks] == known["checks"][: len(checked.checks)]
    assert checked.infinities == known["code"]["at_infinity"]
    torch = [kink["df"]["torch"] for kink in known["kinks"]]
    assert list(checked.slopes_at_breakpoints) == torch
    shown = {one["id"]: one["points"] for one in known["deviations"]}
    assert {**dict.fromkeys(shown, 0), **checked.deviations} == shown
