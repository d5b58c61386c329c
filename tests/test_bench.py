"""The times of a build from nothing: the clock, the tables, and a run on a small catalog."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from project import Project, copy, environment

from gen import bench


def test_stages_name_functions_that_exist() -> None:
    for module, name in bench.STAGES.values():
        assert callable(getattr(import_module(module), name))


def test_clock_takes_inner_stages_out_and_returns_results(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = iter([0.0, 1.0, 4.0, 10.0])
    monkeypatch.setattr("time.perf_counter", lambda: next(now))
    used = iter([0.0, 0.5, 2.5, 4.0])
    monkeypatch.setattr(bench, "_processor", lambda: next(used))
    clock = bench._Clock(tmp_path / "times")
    inner = clock._timing("bounds", lambda value, *, more: value + more)
    assert clock.around("claims", lambda value: inner(value, more=2), (1,)) == 3
    lines = (tmp_path / "times").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [
        ["claims", "bounds", 3.0, 2.0],
        ["claims", bench.REST, 7.0, 2.0],
    ]


def test_report_has_a_row_for_each_stage_and_each_activation() -> None:
    times = [
        bench.Time("record:relu", "bounds", 2.0, 1.0),
        bench.Time("record:relu", bench.IMPORTS, 5.0, 4.0),
        bench.Time("record:gelu", "bounds", 2.0, 2.0),
        bench.Time("record:gelu", bench.REST, 1.0, 1.0),
        bench.Time("figure:gelu", bench.REST, 1.0, 1.0),
        bench.Time("figures:gates", bench.REST, 0.5, 0.5),
        bench.Time("notebook:one", bench.REST, 1.0, 0.5),
        bench.Time("site", bench.REST, 10.0, 10.0),
    ]
    text = bench.report(times, 12.0, 0.5)
    assert text.startswith("A build from nothing: 12.0 s for 2 activations on ")
    assert "20.0 s of the processor; load before it: 0.5." in text
    rows = {line.split()[0]: line.split() for line in text.splitlines() if line}
    assert rows["site"] == ["site", "10.0", "10.0", "50.0%"]
    assert rows["bounds"] == ["bounds", "4.0", "3.0", "15.0%"]
    assert rows["imports"] == ["imports", "5.0", "4.0", "20.0%"]
    assert rows["notebooks"][:2] == ["notebooks", "1.0"]
    assert "articles' figures" in text
    # The load of the libraries counts for no single activation.
    assert rows["gelu"][-2:] == ["4.00", "1.6"]
    assert rows["relu"][-2:] == ["1.00", "0.4"]


def test_small_project_is_timed_and_stays_as_it_is(tmp_path: Path) -> None:
    project: Project = copy(tmp_path / "project")
    done = subprocess.run(
        [sys.executable, "-m", "gen.bench"],
        cwd=project.folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert not (project.folder / "build").exists()
    assert not (project.folder / "site").exists()
    assert "The site is ready" in done.stderr
    for name in (*bench.STAGES, bench.IMPORTS, bench.REST, bench.FIGURE, "site", "pages"):
        assert re.search(rf"^{name} +[\d.]+ +[\d.]+ +[\d.]+%$", done.stdout, re.MULTILINE), name
    assert re.search(r"^relu( +[\d.]+){10}$", done.stdout, re.MULTILINE)
