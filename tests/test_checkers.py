"""Mutants of the checking code: made everywhere, stopped by tests, and excused only by a reason.

`make mutants CHECKS=all` tries all of them; here is a handful, and one change that does no harm,
so that the harness can fail both ways.
"""

from __future__ import annotations

import ast
import multiprocessing
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from gen.mutation import checkers, rewriting
from gen.mutation.checkers import Found, Tried
from gen.mutation.rewriting import Rewrite, rewrites

ROOT = Path(__file__).parents[1]
COMPARISON = "gen.verification.comparison"
LEDGER = ROOT / "tests" / "test_comparison.py"

TEXT = '''
"""A module."""

from dataclasses import dataclass

Floats = dict[str, float]
LIMIT = 2.5


@dataclass(frozen=True)
class Box:
    """A box."""

    size: int = 3


def f(box: Box, names: tuple[int, ...] = (1,)) -> bool:
    """Whether it fits."""
    if not box.size < LIMIT and True:
        raise ValueError("the box is larger than" + str(LIMIT + 1))
    found = g(box, "a name", key=LIMIT)
    return found if names else None
'''


# --- making mutants ----------------------------------------------------------------------------


def test_each_place_is_changed_and_texts_types_and_errors_are_not() -> None:
    found = rewrites("a.module", TEXT)
    assert {one.kind for one in found} == {
        *("number", "assignment", "operator", "negation", "truth value", "argument", "choice"),
    }
    whats = {one.what for one in found}
    assert "LIMIT = 2.5 -> LIMIT = 3.5" in whats
    assert "size: int = 3 -> size: int = 4" in whats
    assert {one for one in whats if one.startswith("if not")} == {
        "if not box.size < LIMIT and True: -> if " + other
        for other in (
            "not box.size <= LIMIT and True:",
            "box.size < LIMIT and True:",
            "not box.size < LIMIT or True:",
            "not box.size < LIMIT and False:",
        )
    }
    assert 'found = g(box, "a name", key=LIMIT) -> found = g(box, "a name", )' in whats
    assert not [one for one in whats if "raise" in one or ("a name" not in one and "g(" in one)]
    assert not [one for one in whats if one.startswith(("Floats", "@dataclass"))]
    assert len({one.id for one in found}) == len({one.text for one in found}) == len(found)
    for one in found:
        compile(one.text, "<mutant>", "exec")
        assert one.text != TEXT


def test_lines_are_those_of_the_statement_or_of_the_head_of_a_block() -> None:
    places = {one.what.split(" -> ")[0]: one.lines for one in rewrites("a.module", TEXT)}
    lines = TEXT.splitlines()
    for text in ("if not box.size < LIMIT and True:", "return found if names else None"):
        begin, end = places[text]
        assert begin == end
        assert lines[begin - 1].strip() == text
    # What runs when the module is imported may concern any test of it.
    assert places["LIMIT = 2.5"] == places["size: int = 3"] == (0, 0)


def test_every_module_of_the_checks_has_mutants() -> None:
    assert len(checkers.modules()) > 30
    for module in ("gen.bounds", "gen.derivation.zero", "gen.verification.tolerances"):
        assert module in checkers.modules()
        assert rewrites(module, checkers.path_of(module).read_text(encoding="utf-8"))


def test_sample_takes_from_each_module_in_proportion_and_grows() -> None:
    found = [
        Rewrite(module, "number", (1, 1), f"{n} -> {n + 1}", "")
        for module, count in (("a", 100), ("b", 300))
        for n in range(count)
    ]
    few, more = rewriting.sample(found, 40), rewriting.sample(found, 80)
    assert len([one for one in few if one.module == "a"]) == 10
    assert len(few) == 40
    assert set(few) < set(more)
    assert rewriting.sample(list(reversed(found)), 40) == few
    assert len(rewriting.sample(found, 10**6)) == len(found)


# --- the tests against them --------------------------------------------------------------------


def fates(texts: Mapping[str, str], tests: tuple[str, ...], patience: float) -> dict[str, str]:
    """What becomes of changed texts of a module, by what was changed. Runs in a fresh process."""
    from gen import cpu  # noqa: PLC0415 (torch reads the environment when it is imported)

    cpu.fix_path()
    from gen.mutation import testing  # noqa: PLC0415

    testing.PATIENCE = patience
    testing.warm([LEDGER])
    reaches = tuple(testing.Reach(f"tests/{LEDGER.name}::{name}", 0.1, {}) for name in tests)
    trials = [
        testing.Trial(Rewrite(COMPARISON, "", (1, 1), what, text), reaches)
        for what, text in texts.items()
    ]
    return {trial.rewrite.what: str(by) for trial, by in testing.outcomes(trials)}


def test_mutants_are_stopped_and_what_does_no_harm_survives() -> None:
    text = checkers.path_of(COMPARISON).read_text(encoding="utf-8")

    def changed(old: str, new: str) -> str:
        assert text.count(old) == 1
        return text.replace(old, new)

    tests = (
        "test_check_that_compares_nothing_fails",
        "test_check_whose_points_are_all_excused_fails",
        "test_deviation_excuses_only_the_value_that_torch_is_known_for",
        "test_deviation_excuses_its_own_order_only",
    )
    texts = {
        "nothing": text,
        "a comment": text + "\n# more words\n",
        "nothing compared": changed(
            "if worst is None:\n            raise", "if 0:\n            raise"
        ),
        "any value excused": changed("abs(sample.found - given) <= allowed", "True"),
        "any order excused": changed("deviation.order != order or not", "not"),
        "no import": "import nothing_of_this_name\n" + text.replace("from __future__", "# "),
        "no end": changed("compared, worst = 0, None", "while True: pass"),
    }
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as pool:
        found = pool.submit(fates, texts, tests, 2.0).result()
    names = {what: by.rpartition("::")[2] for what, by in found.items()}
    assert names == {
        "nothing": "None",
        "a comment": "None",
        "nothing compared": tests[0],
        "any value excused": tests[2],
        "any order excused": tests[3],
        "no import": f"the import of tests/{LEDGER.name}",
        "no end": "the time limit",
    }


# --- the frozen result -------------------------------------------------------------------------


def test_fingerprint_is_also_that_of_what_the_tests_import_from_beside_them() -> None:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in checkers.tests()]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    froms = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    plain = {one.name for node in nodes if isinstance(node, ast.Import) for one in node.names}
    beside = {name for name in froms | plain if (ROOT / "tests" / f"{name}.py").is_file()}
    assert beside == set(checkers.HELPERS)


def test_summary_counts_what_was_stopped_what_is_harmless_and_what_is_left() -> None:
    found = {
        "gen.bounds.a": Found(
            "0", 10, {"1": Tried("number", "t.py::one"), "2": Tried("number", None, "1 -> 2")}
        ),
        "gen.derivation.b": Found("0", 5, {"3": Tried("operator", None, "+ -> -")}),
    }
    summary = checkers.summary(found, {("gen.bounds.a", "1 -> 2"): "It is only a hint."})
    rows = {row.package: row for row in summary.rows}
    bounds, derivation = rows["bounds"], rows["derivation"]
    assert (bounds.made, bounds.tried, bounds.stopped, bounds.harmless, bounds.left) == (
        *(10, 2, 1, 1, 0),
    )
    assert (derivation.tried, derivation.stopped, derivation.left) == (1, 0, 1)
    assert summary.total("tried") == 3
    assert summary.kinds == {"number": (1, 2), "operator": (0, 1)}
    assert summary.stopped_by == {"t.py": 1}
    assert summary.stale == 2


@pytest.fixture(scope="module")
def frozen() -> checkers.Summary:
    found = checkers.read()
    assert found
    return checkers.summary(found, checkers.reasons())


def test_nine_of_ten_mutants_that_do_harm_are_stopped(frozen: checkers.Summary) -> None:
    harmful = frozen.total("tried") - frozen.total("harmless")
    assert harmful >= 300
    assert frozen.total("stopped") >= 0.9 * harmful


def test_every_module_was_tried(frozen: checkers.Summary) -> None:
    found = checkers.read()
    assert sorted(found) == checkers.modules()
    assert all(one.made >= len(one.tried) > 0 for one in found.values())
    assert frozen.total("tried") == sum(
        row.stopped + row.harmless + row.left for row in frozen.rows
    )


def test_every_reason_is_that_of_a_mutant_that_survives(frozen: checkers.Summary) -> None:
    alive = {(one.module, one.what) for one in frozen.survivors}
    reasons = checkers.reasons()
    assert not reasons.keys() - alive
    assert all(reason.endswith(".") for reason in reasons.values())
