"""What the tasks of the build follow from, where forgetting it would leave something stale."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gen import build, catalog
from gen.claims.errata import words
from gen.files import write_json
from gen.lookups import looked_at

DEFINITIONS = catalog.definitions()


@pytest.fixture(scope="module")
def tasks() -> dict[str, dict[str, Any]]:
    """The tasks of the whole build by name."""
    return {task["name"]: task for task in build._tasks(DEFINITIONS)}


def test_record_follows_from_the_family_of_its_entry() -> None:
    """It names it, and an entry may move to another module as it is."""
    one = DEFINITIONS[0]
    here, there = (next(build._tasks([it])) for it in (one, replace(one, family="another")))
    assert here["name"] == there["name"] == f"record:{one.slug}"
    assert here["uptodate"][0].config != there["uptodate"][0].config


@pytest.mark.parametrize(
    ("kind", "file"), [("figures:", "gen/drawings.py"), ("claims:", "gen/claims/proof.py")]
)
def test_what_is_made_follows_from_the_code_that_makes_it(
    tasks: dict[str, dict[str, Any]], kind: str, file: str
) -> None:
    made = [task for name, task in tasks.items() if name.startswith(kind)]
    assert len(made) > 10
    assert [task["name"] for task in made if file not in task["file_dep"]] == []


@pytest.mark.parametrize("target", list(build.COMMANDS))
def test_tasks_begin_in_the_order_of_the_graph(target: str) -> None:
    """Records first, for which most others wait; and a site for the file system needs no other."""
    graph = build._Graph(DEFINITIONS, None)
    loaded = {task.name: task for task in graph.load_tasks(None, None)}
    begun = loaded[target].task_dep
    records = [f"record:{one.slug}" for one in DEFINITIONS]
    assert begun[: len(records)] == records
    assert begun == [name for name in loaded if name in begun]
    assert {"site", "offline"}.isdisjoint(begun)
    assert set(loaded) - set(begun) <= {"pages", "site", "offline"}


def test_site_follows_from_what_starts_mkdocs(tasks: dict[str, dict[str, Any]]) -> None:
    for name in ("site", "offline"):
        assert {"gen/mkdocs.py", "gen/exchange.py"} <= set(tasks[name]["file_dep"])


def test_nothing_is_left_of_a_function_that_torch_has_no_more(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(build, "BUILD", tmp_path)
    for name in ("records/snake", "records/nobody", "precision/relu", "precision/snake"):
        write_json(tmp_path / f"{name}.json", None)
    build._remove_orphans(DEFINITIONS)
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.json")}
    assert left == {"records/snake.json", "precision/relu.json"}


@pytest.mark.parametrize("ask", [words._year, words._year_of_eprint])
def test_years_of_errata_follow_from_the_bibliography(ask: Any) -> None:
    with looked_at() as names:
        assert 1900 < ask("hendrycks2016") < 2100
    assert names == {"gen/bibliography.bib"}
