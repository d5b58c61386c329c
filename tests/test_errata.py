"""Each erratum on the page has two claims, and each claim could have turned out otherwise."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from sympy import Rational, exp

from gen.claims.errata import GROUPS
from gen.claims.errata.erratum import Erratum, misprint

PAGE = (Path(__file__).parents[1] / "docs" / "articles" / "errata.md").read_text(encoding="utf-8")
ERRATA = [erratum for errata in GROUPS.values() for erratum in errata]
MOST_DISPLAYS = 25
"""More displayed formulas would make the page heavy."""


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
def test_claims_hold_and_would_not_if_the_print_were_right(erratum: Erratum[Any]) -> None:
    fails, holds = erratum.claims
    assert (fails.id, holds.id) == (f"{erratum.id}-fails", f"{erratum.id}-holds")
    seen, as_printed = erratum.observe(), erratum.as_printed()
    assert fails.holds(seen)
    assert holds.holds(seen)
    assert not fails.holds(as_printed)
    assert not holds.holds(as_printed)


def test_ids_are_unique() -> None:
    assert len({erratum.id for erratum in ERRATA}) == len(ERRATA)


def test_page_is_light() -> None:
    assert PAGE.count("\n$$") <= 2 * MOST_DISPLAYS


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
