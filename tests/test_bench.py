"""What `make bench` measures: the clock, the copies that are built, the frozen result, its page.

Nothing here asserts how long anything takes.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from gen import catalog, performance
from gen.bench import clock, copies, run
from gen.errors import Problem
from gen.files import read_json, write_json

ROOT = Path(__file__).parents[1]
NUMBER = re.compile(r"\d+(?:\.\d+)?")


def test_stages_name_functions_that_exist() -> None:
    for module, name in clock.STAGES.values():
        assert callable(getattr(import_module(module), name))


def test_clock_takes_inner_stages_out_and_returns_results(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = iter([0.0, 1.0, 4.0, 10.0])
    monkeypatch.setattr("time.perf_counter", lambda: next(now))
    used = iter([0.0, 0.5, 2.5, 4.0])
    monkeypatch.setattr(clock, "processor", lambda: next(used))
    notes = tmp_path / "times"
    watch = clock.Clock(notes)
    inner = watch._timing("bounds", lambda value, *, more: value + more)
    assert clock.read(notes) == []
    assert watch.around("claims", lambda value: inner(value, more=2), (1,)) == 3
    assert clock.read(notes) == [
        clock.Time("claims", "bounds", 3.0, 2.0),
        clock.Time("claims", clock.REST, 7.0, 2.0),
    ]


# --- copies ------------------------------------------------------------------------------------


def catalog_of(project: Path) -> dict[str, catalog.Definition]:
    return {one.slug: one for one in catalog.definitions(project / "gen" / "catalog")}


@pytest.fixture(scope="module")
def emptied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy without articles, its whole catalog twice."""
    project = tmp_path_factory.mktemp("copies") / "project"
    copies.emptied(project)
    copies.multiply(project, 2)
    return project


def test_catalog_stands_twice_under_other_slugs_and_related_among_themselves(
    emptied: Path,
) -> None:
    here, there = catalog_of(ROOT), catalog_of(emptied)
    assert there.keys() == here.keys() | {f"{slug}{copies.COPY}2" for slug in here}
    related = [one for one in there.values() if "Relation(" in one.text and copies.COPY in one.slug]
    assert related
    for one in related:
        of = re.findall(r"Relation\(of='([^']+)'", one.text.partition("ENTRIES")[0])
        assert of
        assert all(slug in there and slug.endswith(f"{copies.COPY}2") for slug in of)


def test_no_claim_and_no_text_of_an_article_is_left(emptied: Path) -> None:
    assert not list((emptied / "gen" / "claims").rglob("why_non_linearity*"))
    for path in (emptied / "docs" / "articles").iterdir():
        assert "{{" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("slug", ["identity", "gelu", "softmax", "swiglu"])
def test_edits_change_the_text_of_one_entry_alone(tmp_path: Path, slug: str) -> None:
    project = tmp_path / "project"
    copies.emptied(project)
    before = catalog_of(project)
    copies.reword(before[slug])
    copies.rewrite(before[slug])
    after = catalog_of(project)
    assert [one for one in before if before[one].text != after[one].text] == [slug]
    entry, former = catalog.load(after[slug]), catalog.load(catalog_of(ROOT)[slug])
    assert entry.summary == f"Once more: {former.summary}"
    assert entry.expression == former.expression
    assert entry.aliases == (*former.aliases, "Rewritten")


def test_what_a_copy_should_have_replaced_has_to_be_there(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text("one")
    with pytest.raises(Problem, match="has no 'two'"):
        copies.replace(path, "two", "three")


# --- the result and its page -------------------------------------------------------------------


def test_most_looked_at_counts_each_claim_and_figure_once(tmp_path: Path) -> None:
    looks = [
        ["relu", "build/records/relu.json", "build/precision/relu.json"],
        ["tanh", "relu"],
        ["build/records/tanh.json"],
        ["tanh", "gen/bibliography.bib"],
    ]
    parts = {str(k): {"looked_at": dict.fromkeys(names, "")} for k, names in enumerate(looks)}
    write_json(tmp_path / "build" / "parts" / "claims" / "kinks.json", {"parts": parts})
    assert run._most_looked_at(tmp_path, ["relu", "tanh", "elu"]) == ["tanh"]
    assert run._most_looked_at(tmp_path, ["elu"]) == []


def step(name: str, copies_: int, processor: float) -> dict[str, Any]:
    return {"name": name, "copies": copies_, "processor": processor}


def test_growth_is_told_by_what_the_second_doubling_takes() -> None:
    linear = [step("", n, 10 + 3 * n) for n in run.COPIES]
    square = [step("", n, 10 + 3 * n**2) for n in run.COPIES]
    assert performance.last_doubling(linear) == 2
    assert performance.last_doubling(square) == 4


def test_parts_of_a_build_are_its_tasks_put_together() -> None:
    found = performance.build(
        {
            "seconds": 9.0,
            "processor": 12.0,
            "load": 0.5,
            "tasks": {
                "record:relu": {"rest": [1.0, 1.0], "bounds": [2.0, 1.0], "imports": [3.0, 2.0]},
                "record:gelu": {"bounds": [4.0, 4.0]},
                "figure:relu": {"rest": [0.5, 0.25]},
                "thumbnails": {"rest": [0.5, 0.25]},
                "claims:gates": {"rest": [1.0, 0.5]},
                "dataset": {"rest": [0.2, 0.1]},
            },
        }
    )
    assert [(part.name, part.seconds, part.processor) for part in found.parts] == [
        ("bounds", 6.0, 5.0),
        ("loading libraries", 3.0, 2.0),
        (performance.GROUPS["record"], 1.0, 1.0),
        ("figures", 1.0, 0.5),
        ("claims", 1.0, 0.5),
        (performance.JOINING, 0.2, 0.1),
    ]


@pytest.fixture(scope="module")
def frozen() -> dict[str, Any]:
    return performance.read()


def has_shape(found: Mapping[str, Any]) -> None:
    """Nothing; the result has everything that was to be measured."""
    assert found["processor"]
    assert {"python", "torch", "sympy", "mkdocs"} <= found["versions"].keys()
    slugs = list(performance.activations(found["cold"]))
    assert len(slugs) == found["entries"]
    sentence, *formulas = found["changed"]
    assert [one["what"] for one in found["changed"][:3]] == ["sentence", "formula", "formula"]
    for one in (found["cold"], *formulas):
        parts = {part.name for part in performance.build(one).parts}
        assert {"bounds", performance.GROUPS["site"]} <= parts
    for one in formulas:
        records = [task for task in one["tasks"] if task.startswith("record:")]
        assert records == [f"record:{one['slug']}"]
    # All else would have derived something, or checked a claim.
    assert set(sentence["tasks"]) == {"dataset", "pages", "site"}
    assert [one["copies"] for one in found["growth"]] == list(run.COPIES)
    assert len({one["entries"] / one["copies"] for one in found["growth"]}) == 1
    for times in (found["unchanged"]["build"], found["unchanged"]["make"], found["bare"]):
        assert times["seconds"]
    assert found["bare"]["pages"] > found["entries"]


def test_frozen_result_has_everything(frozen: dict[str, Any]) -> None:
    has_shape(frozen)
    assert len(frozen["changed"]) == 4
    assert frozen["training"]
    assert frozen["models"]
    assert any("Lighthouse" in one["name"] for one in frozen["pages"])
    assert any("first visit" in one["name"] for one in frozen["pages"])


def test_missing_result_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="git checkout"):
        performance.read(tmp_path / "bench.json")


def test_page_says_what_the_result_says(site: Path, frozen: dict[str, Any]) -> None:
    html = (site / "checks" / "performance" / "index.html").read_text(encoding="utf-8")
    text = re.sub(r"<[^>]+>", " ", html)
    rows = [NUMBER.findall(row) for row in re.findall(r"<tr>.*?</tr>", html, re.DOTALL)]
    assert frozen["processor"] in text
    assert frozen["versions"]["torch"] in text
    for one in performance.figures(frozen):
        assert one.name.replace("&", "&amp;") in text
    for one in frozen["growth"]:
        wanted = [str(one["copies"]), str(one["entries"]), f"{one['processor']:.0f}"]
        assert any(row[:2] == wanted[:2] for row in rows), wanted
    assert 'id="figure-build-parts"' in html
    assert 'id="figure-build-growth"' in html
    assert read_json(site / "data" / "bench.json") == frozen


# --- a run -------------------------------------------------------------------------------------


@pytest.mark.skipif(not os.environ.get("EVERY_PAGE"), reason="make check-all builds nine times")
def test_quick_run_measures_builds_and_leaves_the_checkout_as_it_is(tmp_path: Path) -> None:
    file, before = tmp_path / "bench.json", performance.FILE.read_bytes()
    done = subprocess.run(
        [sys.executable, "-m", "gen.bench.run", "--quick", str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(file.read_text(encoding="utf-8"))
    has_shape(found)
    assert set(performance.activations(found["cold"])) == set(run.QUICK)
    assert "nothing changed, make docs" in done.stdout
    assert performance.FILE.read_bytes() == before
