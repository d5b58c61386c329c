"""Each erratum on the page has two claims, and each claim could have turned out otherwise.

The formulas on the page are those that the claims compute.
"""

from __future__ import annotations

import math
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typed_tex
from sympy import Rational, exp

from gen.claims import functions
from gen.claims.errata import GROUPS
from gen.claims.errata.erratum import Comparison, Erratum, misprint
from gen.claims.proof import value_of
from gen.files import read_json

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "articles" / "errata.md").read_text(encoding="utf-8")
ERRATA = [erratum for errata in GROUPS.values() for erratum in errata]
MOST_DISPLAYS = 25
"""More displayed formulas would make the page heavy."""


@cache
def observed(erratum: Erratum[Any]) -> Any:
    """What one sees, looked at once for all tests."""
    return value_of(erratum.claims[0])


def sections(text: str, level: int) -> dict[str, str]:
    """The text below each heading of a level."""
    parts = re.split(rf"^{'#' * level} (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def entries(text: str) -> dict[str, str]:
    """The text of each entry by its anchor; an entry without an anchor is by its heading."""
    found = sections(text, 3)
    anchors = {heading: re.search(r"\{ #([a-z0-9-]+) \}$", heading) for heading in found}
    return {(anchors[h] or [h, h])[1]: body for h, body in found.items()}


def test_page_has_the_groups_and_their_errata_in_order() -> None:
    on_page = {heading: list(entries(body)) for heading, body in sections(PAGE, 2).items()}
    listed = {heading: [erratum.id for erratum in errata] for heading, errata in GROUPS.items()}
    assert {heading: ids for heading, ids in on_page.items() if ids} == listed
    assert [heading for heading in on_page if heading in listed] == list(listed)


@pytest.mark.parametrize("id_", [erratum.id for erratum in ERRATA])
def test_entry_cites_both_claims_and_says_what_is_right(id_: str) -> None:
    [body] = [body for anchor, body in entries(PAGE).items() if anchor == id_]
    wrong, _, right = body.partition("\nRight: ")
    assert f'claim("{id_}-fails")' in wrong
    assert f'claim("{id_}-holds")' in right
    # No entry lives on the claims of another.
    assert set(re.findall(r'claim\("([^"]+)"\)', body)) == {f"{id_}-fails", f"{id_}-holds"}


@pytest.mark.parametrize("erratum", ERRATA, ids=lambda erratum: erratum.id)
def test_claims_hold_and_could_fail(erratum: Erratum[Any]) -> None:
    fails, holds = erratum.claims
    assert (fails.id, holds.id) == (f"{erratum.id}-fails", f"{erratum.id}-holds")
    seen = observed(erratum)
    assert fails.holds(seen)
    assert holds.holds(seen)
    assert not fails.holds(erratum.as_printed(seen))
    assert not holds.holds(erratum.nearly_right(seen))


@pytest.fixture(scope="module")
def built(site: Path) -> dict[str, Any]:
    """What the build has found about each claim, in a process of its own."""
    evidence: dict[str, Any] = read_json(ROOT / "build" / "claims.json")
    return evidence


@pytest.mark.parametrize("erratum", ERRATA, ids=lambda erratum: erratum.id)
def test_observation_repeats(erratum: Erratum[Any], built: dict[str, Any]) -> None:
    # The two claims share one observation, so asking them twice would not show it.
    for claim in erratum.claims:
        assert claim.display(observed(erratum)) == built[claim.id]["value"]


def test_ids_are_unique() -> None:
    assert len({erratum.id for erratum in ERRATA}) == len(ERRATA)


def test_page_is_light() -> None:
    assert PAGE.count("\n$$") <= 2 * MOST_DISPLAYS


# --- the formulas of the page -----------------------------------------------------------------

MISPRINTS = 10
"""How many errata compare a formula in print with the right one, at least."""
NOT_READ = {("gelu-half-x", "wrong"), ("gelu-half-x", "right"), ("hardsigmoid-slope", "right")}
"""Where the page describes a formula in words or leaves a part of it out."""
LETTERS = {"s": "a"}
"""The letters of the page for those of the catalog, where they differ."""


def typed_values(body: str, seen: Comparison) -> list[tuple[float, ...]]:
    """What each formula of a text gives at the points of a comparison, if it can be read."""
    found = []
    for tex in re.findall(r"(?<!\$)\$([^$]+)\$(?!\$)", _typed(body)):
        try:
            found.append(tuple(typed_value(tex, x, seen) for x in seen.points))
        except typed_tex.Unread:
            continue
    return found


def _typed(body: str) -> str:
    return re.sub(r"\{\{.*?\}\}", "", body)


def typed_value(tex: str, x: float, seen: Comparison) -> float:
    names: dict[str, Any] = {"x": x, r"\phi": typed_tex.FUNCTIONS[r"\varphi"]}
    for name, number in seen.parameters.items():
        names[LETTERS.get(name, name if len(name) == 1 else f"\\{name}")] = number
    names["f"] = functions.at(seen.slug, Rational(x))
    return typed_tex.value(tex.rpartition("=")[2], names)


def near(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return all(math.isclose(a, b, rel_tol=1e-9) for a, b in zip(one, other, strict=True))


def test_some_errata_are_misprints() -> None:
    """Without them the next test would compare nothing."""
    assert sum(isinstance(observed(erratum), Comparison) for erratum in ERRATA) >= MISPRINTS


@pytest.mark.parametrize("side", ["wrong", "right"])
@pytest.mark.parametrize("erratum", ERRATA, ids=lambda erratum: erratum.id)
def test_formula_on_the_page_is_the_one_that_is_computed(erratum: Any, side: str) -> None:
    seen = observed(erratum)
    if not isinstance(seen, Comparison) or (erratum.id, side) in NOT_READ:
        return
    wrong, _, right = entries(PAGE)[erratum.id].partition("\nRight: ")
    if side == "right" and 'formula("' in right and "=" not in _typed(right):
        return  # printed by the build
    wanted = seen.printed if side == "wrong" else (seen.right,)
    typed = typed_values(wrong if side == "wrong" else right, seen)
    assert any(near(one, numbers) for one in typed for numbers in wanted), typed


def of_elu(printed: Any, right: Any, **fields: Any) -> Erratum[Any]:
    fields = {"at": (-1, -3), "parameters": {"alpha": "2"}} | fields
    return misprint("x", slug="elu", printed=printed, right=right, words="", **fields)


def test_right_formula_is_no_misprint() -> None:
    erratum = of_elu(lambda x, alpha: alpha * (exp(x) - 1), lambda x, alpha: alpha * (exp(x) - 1))
    assert not erratum.fails(erratum.observe())


def test_wrong_formula_is_not_right() -> None:
    nearly = Rational(1, 10**9)
    for right in (
        lambda x, alpha: alpha * exp(x) - 1,
        # So near that torch cannot tell; the proof can.
        lambda x, alpha: alpha * (exp(x) - 1) + nearly * x,
    ):
        erratum = of_elu(lambda x, alpha: x, right)
        assert not erratum.holds(erratum.observe())


def test_each_reading_and_each_point_must_fail() -> None:
    def right(x: Any, alpha: Any) -> Any:
        return alpha * (exp(x) - 1)

    one_reading_right = of_elu((lambda x, alpha: x, right), right)
    assert not one_reading_right.fails(one_reading_right.observe())
    one_point_right = of_elu(lambda x, alpha: alpha * exp(x) - 2 * x - 4, right, at=(-1, -3))
    assert not one_point_right.fails(one_point_right.observe())
