"""A claim reaches an article only when it holds; what stops it is one line that says where."""

from __future__ import annotations

import math
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from sympy import Abs, Expr, Piecewise, sqrt, tanh

from gen.activation import x
from gen.claims import Claim, ClaimError, check, functions
from gen.claims.identity import identity
from gen.dependencies import modules_that_assign
from gen.primitives import sigmoid

DOCS = Path(__file__).resolve().parents[1] / "docs"
CLAIMS: list[Claim[Any]] = [
    claim
    for name in modules_that_assign("CLAIMS", "gen.claims")
    for claim in import_module(f"gen.claims.{name}").CLAIMS
]
CITING = {"docs/articles/a.md": 'Two and two make {{ claim("sum") }}.'}


def claim_of_sum(value: int = 4, **changes: Any) -> Claim[int]:
    fields: dict[str, Any] = {
        "id": "sum",
        "sentence": "Two and two make {value}.",
        "value": lambda: value,
        "holds": lambda found: found == 4,
        "note": "Counted.",
    }
    return Claim(**(fields | changes))


def failure(claims: list[Claim[Any]], articles: dict[str, str]) -> str:
    with pytest.raises(ClaimError) as error:
        check(claims, articles)
    message = str(error.value)
    assert "\n" not in message
    return message


def test_true_claim_gives_evidence() -> None:
    assert check([claim_of_sum()], CITING) == {
        "sum": {
            "sentence": "Two and two make 4.",
            "value": "4",
            "note": "Counted.",
            "evidence": "checks/claims/#sum",
            "articles": ["docs/articles/a.md"],
        }
    }


def test_false_claim_names_article_claim_and_value() -> None:
    message = failure([claim_of_sum(5)], CITING | {"docs/articles/b.md": "{{ claim('sum') }}"})
    for part in ("docs/articles/a.md", "docs/articles/b.md", "'sum'", "found 5"):
        assert part in message


def test_unknown_claim_names_article() -> None:
    message = failure([claim_of_sum()], CITING | {"docs/b.md": '{{ claim("product") }}'})
    assert "docs/b.md" in message
    assert "'product'" in message


def test_uncited_claim() -> None:
    assert "cited by no article" in failure([claim_of_sum()], {"docs/b.md": "No number."})


def test_duplicate_id() -> None:
    assert "defined twice" in failure([claim_of_sum(), claim_of_sum()], CITING)


def test_malformed_claims() -> None:
    assert "{value}" in failure([claim_of_sum(sentence="Two and two make four.")], CITING)
    odd = {"docs/articles/a.md": '{{ claim("Sum!") }}'}
    assert "lower-case" in failure([claim_of_sum(id="Sum!")], odd)


def test_citation_inside_a_caption() -> None:
    articles = {"docs/a.md": '{{ figure("name", "They make " ~ claim("sum") ~ ".") }}'}
    assert check([claim_of_sum()], articles)["sum"]["articles"] == ["docs/a.md"]


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_claim_holds_and_repeats(claim: Claim[Any]) -> None:
    found = claim.value()
    assert claim.holds(found)
    assert claim.display(found) == claim.display(claim.value())


def test_every_claim_is_cited_and_every_citation_is_a_claim() -> None:
    files = [path for suffix in ("md", "py", "toml") for path in DOCS.rglob(f"*.{suffix}")]
    texts = {str(path): path.read_text(encoding="utf-8") for path in files}
    assert set(check(CLAIMS, texts)) == {claim.id for claim in CLAIMS}


def _same(expression: Expr) -> Expr:
    return expression


def test_identity_is_printed_and_proved() -> None:
    fields: dict[str, Any] = {"id": "sum", "sentence": "It is {value}."}
    true = identity(left=lambda: tanh(x), right=lambda: 2 * sigmoid(2 * x) - 1, **fields)
    assert true.holds(true.value())
    assert true.display(true.value()) == r"$\tanh{\left(x \right)} = 2 \sigma(2 x) - 1$"
    false = identity(left=lambda: tanh(x), right=lambda: 2 * sigmoid(2 * x), **fields)
    assert not false.holds(false.value())
    corner = Piecewise((x, x > 0), (0, True))
    for right, equal in ((corner, True), (corner + Piecewise((1, x > 0), (0, True)), False)):
        cases = identity(left=lambda: (x + Abs(x)) / 2, right=partial(_same, right), **fields)
        assert cases.holds(cases.value()) is equal


def test_functions_of_the_catalog_are_rounded_correctly() -> None:
    assert functions.at("sigmoid", 0, 1) == 0.25
    assert functions.at("tanh", "0.1") == math.tanh(0.1)
    assert functions.at("identity", 0.1) == 0.1
    assert functions.at("relu", sqrt(2)) == math.sqrt(2)
    with pytest.raises(KeyError):
        functions.entry("no-such-function")
