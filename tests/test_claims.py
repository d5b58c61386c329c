"""A claim reaches an article only when it holds; what stops it is one line that says where."""

from __future__ import annotations

import ast
import math
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from functools import cache, partial
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import torch
import typed_tex
from sympy import Abs, Expr, Piecewise, sqrt, tanh

from gen.activation import x
from gen.balls import ball, compile_expression, midpoint
from gen.claims import Claim, ClaimError, functions
from gen.claims.evidence import Finding, cite
from gen.claims.identity import identity
from gen.claims.proof import prove, value_of
from gen.claims.verdicts import GROUPS, VERDICTS
from gen.dependencies import files_of, modules_that_assign
from gen.experiments import frozen
from gen.files import read_json
from gen.latex import latex
from gen.primitives import sigmoid

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
CLAIMS: list[Claim[Any]] = [
    claim
    for name in modules_that_assign("CLAIMS", "gen.claims")
    for claim in import_module(f"gen.claims.{name}").CLAIMS
]
READ = 30
"""How many typed sides of identities a test can read."""
LOOSE = set(Path(__file__).with_name("loose_claims.txt").read_text(encoding="utf-8").split())
"""Claims that would accept another number than the one they show. The list may only shrink."""
TRIED = 12
"""How many changes of a value are tried; some tests of a claim take a quarter of a second."""
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


def check(
    claims: list[Claim[Any]], articles: dict[str, str], groups: dict[str, list[str]] | None = None
) -> Any:
    return cite({"sums": prove(claims, "sums")}, articles, groups)


def failure(
    claims: list[Claim[Any]], articles: dict[str, str], groups: dict[str, list[str]] | None = None
) -> str:
    with pytest.raises(ClaimError) as error:
        check(claims, articles, groups)
    message = str(error.value)
    assert "\n" not in message
    return message


def test_true_claim_gives_evidence() -> None:
    assert check([claim_of_sum()], CITING) == {
        "sum": {
            "sentence": "Two and two make 4.",
            "value": "4",
            "note": "Counted.",
            "evidence": "checks/claims/sums/#sum",
            "articles": ["docs/articles/a.md"],
        }
    }


def test_false_claim_names_module_claim_and_value() -> None:
    message = failure([claim_of_sum(5)], CITING)
    assert message.startswith("gen/claims/sums: claim 'sum' is false, found 5: ")


def test_unknown_claim_names_article() -> None:
    message = failure([claim_of_sum()], CITING | {"docs/b.md": '{{ claim("product") }}'})
    assert "docs/b.md" in message
    assert "'product'" in message


def test_uncited_claim() -> None:
    assert "cited by no article" in failure([claim_of_sum()], {"docs/b.md": "No number."})


def test_duplicate_id() -> None:
    assert "gen/claims/sums: claim 'sum' is defined twice" in failure([claim_of_sum()] * 2, CITING)
    found = prove([claim_of_sum()], "sums")
    with pytest.raises(ClaimError, match="gen/claims/a and gen/claims/b: claim 'sum' is defined"):
        cite({"a": found, "b": found}, CITING)


def test_malformed_claims() -> None:
    assert "{value}" in failure([claim_of_sum(sentence="Two and two make four.")], CITING)
    odd = {"docs/articles/a.md": '{{ claim("Sum!") }}'}
    assert "lower-case" in failure([claim_of_sum(id="Sum!")], odd)


def test_group_cites_all_of_its_claims() -> None:
    articles = {"docs/a.md": '{{ verdicts("Sums") }}'}
    found = check([claim_of_sum()], articles, {"Sums": ["sum"]})
    assert found["sum"]["articles"] == ["docs/a.md"]
    assert "'product' is not defined" in failure([claim_of_sum()], articles, {"Sums": ["product"]})


def test_citation_that_no_reader_sees() -> None:
    for text in (
        '{## claim("sum") ##}',
        'Write claim("sum").',
        '```python\n{{ claim("sum") }}\n```\n',
    ):
        assert "cited by no article" in failure([claim_of_sum()], {"docs/a.md": text})


def test_citation_inside_a_caption() -> None:
    articles = {"docs/a.md": '{{ figure("name", "They make " ~ claim("sum") ~ ".") }}'}
    assert check([claim_of_sum()], articles)["sum"]["articles"] == ["docs/a.md"]


@cache
def found(claim: Claim[Any]) -> Any:
    """The value of a claim, computed once for all tests."""
    return value_of(claim)


@pytest.fixture(scope="module")
def built(site: Path) -> dict[str, Any]:
    """What the build has found about each claim, in a process of its own."""
    evidence: dict[str, Any] = read_json(ROOT / "build" / "claims.json")
    return evidence


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_claim_holds_and_repeats(claim: Claim[Any], built: dict[str, Any]) -> None:
    assert claim.holds(found(claim))
    assert claim.display(found(claim)) == built[claim.id]["value"]


def test_draws_of_one_claim_do_not_move_the_next() -> None:
    draws: Claim[Any] = replace(claim_of_sum(), value=lambda: int(torch.randint(10**9, (1,))))
    before = torch.get_rng_state()
    assert value_of(draws) == value_of(draws)
    assert torch.equal(torch.get_rng_state(), before)


def changed(value: Any) -> Iterator[Any]:
    """A value with one of its numbers changed visibly: by a tenth, or a count by one."""
    if isinstance(value, bool):
        return
    if isinstance(value, int):
        yield from (value + 1, value - 1)
    elif isinstance(value, (float, Fraction)) or (isinstance(value, Expr) and value.is_number):
        yield from (value * 11 / 10, value * 9 / 10)
    else:
        for part, rebuilt in parts(value):
            yield from map(rebuilt, changed(part))


def parts(value: Any) -> Iterator[tuple[Any, Callable[[Any], Any]]]:
    """The parts of a value, each with what puts another in its place."""
    if is_dataclass(value) and not isinstance(value, type):
        for name in (field.name for field in fields(value)):
            yield getattr(value, name), partial(_with_field, value, name)
    elif isinstance(value, dict):
        for key, part in value.items():
            yield part, partial(_with_item, value, key)
    elif isinstance(value, (list, tuple)):
        for place, part in enumerate(value):
            yield part, partial(_with_place, value, place)


def _with_field(value: Any, name: str, other: Any) -> Any:
    return replace(value, **{name: other})


def _with_item(value: dict[Any, Any], key: Any, other: Any) -> Any:
    return {**value, key: other}


def _with_place(value: Any, place: int, other: Any) -> Any:
    kind = type(value)
    make = getattr(kind, "_make", kind)  # a named tuple takes no sequence
    return make([*value[:place], other, *value[place + 1 :]])


def accepts_another_number(claim: Claim[Any]) -> bool:
    """Whether a claim would hold with a number that the reader sees to be different."""
    shown = claim.display(found(claim))
    for other in islice(changed(found(claim)), TRIED):
        with suppress(Exception):  # what cannot even be tested is not accepted
            if claim.display(other) != shown and claim.holds(other):
                return True
    return False


def test_no_claim_reads_the_sentence_on_an_entry() -> None:
    """A changed one does not check claims again: it is no part of a definition's text."""
    names = modules_that_assign("CLAIMS", "gen.claims")
    files = {path for name in names for path in files_of(f"gen.claims.{name}")}
    reading = [
        path
        for path in files
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "summary"
    ]
    assert files
    assert not reading


def measured(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The claims whose value reads the result of an experiment.

    There is no second way to what was measured once; tests/test_experiments.py begins the runs
    again instead.
    """
    names = modules_that_assign("CLAIMS", "gen.claims")
    modules = [module for name, module in sys.modules.items() if name.startswith("gen.claims")]
    kept = [one for module in modules for one in vars(module).values()]
    caches = [one for one in kept if hasattr(one, "cache_clear")]
    once, read = cache(frozen.read), []

    def recorded(name: str) -> frozen.Result:
        read.append(name)
        return once(name)

    monkeypatch.setattr(frozen, "read", recorded)
    found = set()
    for name in names:
        if ROOT / "gen" / "experiments" / "frozen.py" in files_of(f"gen.claims.{name}"):
            for claim in import_module(f"gen.claims.{name}").CLAIMS:
                for one in caches:
                    one.cache_clear()
                read.clear()
                value_of(claim)
                if read:
                    found.add(claim.id)
    assert found
    return found


def test_claims_hold_the_numbers_that_they_show(monkeypatch: pytest.MonkeyPatch) -> None:
    # A ruling is borne by many numbers; tests/test_verdicts.py holds it against one it rejects.
    left_out = measured(monkeypatch) | {verdict.id for verdict in VERDICTS}
    tried = [claim for claim in CLAIMS if claim.id not in left_out]
    loose = {claim.id for claim in tried if accepts_another_number(claim)}
    new, mended = sorted(loose - LOOSE), sorted(LOOSE - loose)
    assert not new, f"hold the number against something, such as another way to it: {new}"
    assert not mended, f"mended or gone, so take them out of tests/loose_claims.txt: {mended}"


def test_every_claim_is_cited_and_every_citation_is_a_claim() -> None:
    files = [path for suffix in ("md", "py", "toml") for path in DOCS.rglob(f"*.{suffix}")]
    texts = {str(path): path.read_text(encoding="utf-8") for path in files}
    groups = {heading: [one.id for one in verdicts] for heading, verdicts in GROUPS.items()}
    findings = {claim.id: Finding(sentence="", value="", note="") for claim in CLAIMS}
    assert set(cite({"all": findings}, texts, groups)) == {claim.id for claim in CLAIMS}


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


def test_typed_sides_of_identities_say_what_is_proved() -> None:
    """The sides that somebody typed, as far as they can be read, have the values of the proof."""
    read = 0
    for claim in CLAIMS:
        sides = found(claim)
        if not (isinstance(sides, tuple) and all(isinstance(side, Expr) for side in sides)):
            continue
        shown = claim.display(sides).strip("$").split(" = ")
        for side, tex in zip(sides, shown, strict=False):
            if len(sides) != 2 or len(shown) != 2 or tex == latex(side):
                continue
            try:
                typed = [typed_tex.value(tex, names) for names, _ in places(*sides)]
            except typed_tex.Unread:
                continue
            proved = [midpoint(compile_expression(side)(balls)) for _, balls in places(*sides)]
            assert typed == pytest.approx(proved, rel=1e-12), f"{claim.id}: {tex}"
            read += 1
    assert read >= READ, f"{read} typed sides are read, {READ} were"


def places(*sides: Expr) -> list[tuple[dict[str, float], dict[Any, Any]]]:
    """A few numbers for the symbols of an equation, by their TeX and as balls."""
    symbols = sorted(set().union(*(side.free_symbols for side in sides)), key=str)
    rows = [[0.3 + (7 * row + 3 * place) % 11 / 7 for place in range(9)] for row in range(3)]
    return [
        (
            {latex(symbol): number for symbol, number in zip(symbols, row, strict=False)},
            {symbol: ball(number) for symbol, number in zip(symbols, row, strict=False)},
        )
        for row in rows
    ]


def test_functions_of_the_catalog_are_rounded_correctly() -> None:
    assert functions.at("sigmoid", 0, 1) == 0.25
    assert functions.at("tanh", "0.1") == math.tanh(0.1)
    assert functions.at("identity", 0.1) == 0.1
    assert functions.at("relu", sqrt(2)) == math.sqrt(2)
    with pytest.raises(ClaimError):
        functions.entry("no-such-function")
