"""Builds, training and pages measured in one run, and frozen in gen/bench.json.

    python -m gen.bench.run               everything, about 10 minutes on two cores
    python -m gen.bench.run --quick FILE  a few entries and no pages, into another file

Copies of the project in a temporary folder are built by their own builds; build/ and site/ of the
checkout stay as they are. Other work on the machine makes the clock's seconds many; what it was is
kept with each build. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from gen import build, catalog, cpu, exchange, performance, steps
from gen.bench import clock, copies
from gen.errors import Problem
from gen.files import read_json, write_json

QUICK = ("hardshrink", "relu", "softsign")
"""The slugs of the entries that a quick run has: each is derived in a second or two."""
LIBRARIES = (*steps.LIBRARIES, "mkdocs", "doit")
"""Those whose versions a result names, beside Python's."""
COPIES = (1, 2, 4)
"""How many catalogs are built together."""
REPEATS = 5
"""How often short builds are timed, after a first time that does not count."""


def main(arguments: list[str]) -> int:
    """0 when everything was measured and is written, 1 when a line says what failed."""
    parser = argparse.ArgumentParser(prog="python -m gen.bench.run")
    parser.add_argument("--quick", metavar="FILE", type=Path)
    quick: Path | None = parser.parse_args(arguments).quick
    begin = time.monotonic()

    def say(what: str) -> None:
        sys.stderr.write(f"--- {(time.monotonic() - begin) / 60:.1f} min: {what}\n")

    try:
        with tempfile.TemporaryDirectory(prefix="bench-") as name:
            found = measured(Path(name), QUICK if quick else (), say)
    except Problem as error:
        sys.stderr.write(f"{error}\n")
        return 1
    target = quick or performance.FILE
    write_json(target, found)
    say("done")
    sys.stdout.write(report(found))
    sys.stdout.write(f"{target} has all of it; make docs puts it on a page.\n")
    return 0


def measured(folder: Path, slugs: Collection[str], say: Callable[[str], None]) -> dict[str, Any]:
    """All that is measured. slugs: those of the entries, where not everything is."""
    project, times = folder / "project", 1 if slugs else REPEATS
    if slugs:
        copies.emptied(project, slugs)
    else:
        copies.whole(project)
    say("a build from nothing")
    cold = built(project)
    entries = len(_definitions(project))
    say("builds with nothing to do")
    unchanged = {
        "build": repeated([sys.executable, "-m", "gen.build"], project, times),
        "make": repeated(_make(), project, times),
    }
    say("MkDocs alone")
    alone = folder / "bare"
    copies.bare(alone, project)
    bare = repeated([sys.executable, "-m", "mkdocs", "build", "--quiet"], alone, times)
    changed = []
    by_cost = list(performance.activations(cold))
    typical = by_cost[len(by_cost) // 2]
    for what, slug in (
        ("sentence", typical),
        *(("formula", one) for one in (typical, by_cost[0], *_most_looked_at(project, by_cost))),
    ):
        say(f"a build with another {what} of {slug}")
        [one] = [one for one in _definitions(project) if one.slug == slug]
        (copies.reword if what == "sentence" else copies.rewrite)(one)
        changed.append({"what": what, "name": one.name, "slug": slug, **built(project)})
    result: dict[str, Any] = {
        "processor": cpu.model(),
        "cores": os.cpu_count() or 1,
        "versions": {
            "python": platform.python_version(),
            **{name: version(name).partition("+")[0] for name in LIBRARIES},
        },
        "entries": entries,
        "site_pages": _pages(project / "site"),
        "cold": cold,
        "unchanged": unchanged,
        "changed": changed,
        "bare": {**bare, "pages": _pages(alone / "site")},
        "growth": [],
        "training": [],
        "pages": [],
    }
    for count in COPIES:
        say(f"a build from nothing with {count} catalogs")
        grown = folder / f"grown-{count}"
        copies.emptied(grown, slugs)
        copies.multiply(grown, count)
        step = performance.build(built(grown))
        result["growth"].append(
            {
                "copies": count,
                "entries": count * entries,
                "seconds": step.seconds,
                "processor": step.processor,
                "load": step.load,
                "parts": {part.name: round(part.processor, 2) for part in step.parts},
            }
        )
    if not slugs:
        # Not before: they import torch and Playwright, and builds are timed without.
        from gen import budgets  # noqa: PLC0415 (as said above)
        from gen.experiments import speed  # noqa: PLC0415 (likewise)

        say("training")
        result["training"] = [one._asdict() for one in speed.speeds()]
        result["models"] = speed.MODELS
        say("pages")
        result["pages"] = [one._asdict() for one in budgets.measured()]
    return result


# --- one build ---------------------------------------------------------------------------------


class Cost(NamedTuple):
    """What a command took."""

    seconds: float
    processor: float


def run(command: Sequence[str], folder: Path) -> Cost:
    """What a command takes, its own processes included.

    Raises Problem when it fails.
    """
    environment = {
        k: v for k, v in os.environ.items() if k not in (*build.SITE_SETTINGS, "PYTHONPATH")
    } | exchange.QUIET
    begin, used = time.perf_counter(), clock.processor()
    # What a build says is for the one who waits; the figures may go into a file.
    done = subprocess.run(command, cwd=folder, env=environment, stdout=sys.stderr, check=False)
    cost = Cost(time.perf_counter() - begin, clock.processor() - used)
    if done.returncode:
        raise Problem(f"{' '.join(command[1:])} failed in a copy of the project; see above")
    return cost


def _most_looked_at(project: Path, slugs: Collection[str]) -> list[str]:
    """The entry at which most claims and figures of articles have looked; none without any."""
    files = (project / "build" / "parts").rglob("*.json")
    parts = [part for path in files for part in read_json(path)["parts"].values()]
    # Entries go by their slugs, records by their files; who looks at both looks once.
    looks = [{Path(name).stem for name in part["looked_at"]} for part in parts]
    found = Counter(slug for slug in slugs for names in looks if slug in names)
    return [slug for slug, _ in found.most_common(1)]


def built(project: Path) -> dict[str, Any]:
    """A build of a copy: its seconds, and those of each stage of each task."""
    load = os.getloadavg()[0]
    notes = project / "times"
    notes.unlink(missing_ok=True)
    cost = run([sys.executable, "-m", "gen.bench.clock", str(notes)], project)
    tasks: dict[str, dict[str, list[float]]] = {}
    for one in clock.read(notes):
        stages = tasks.setdefault(one.task, {})
        seconds, processor = stages.get(one.stage, (0.0, 0.0))
        stages[one.stage] = [round(seconds + one.seconds, 3), round(processor + one.processor, 3)]
    return {
        "seconds": round(cost.seconds, 3),
        "processor": round(cost.processor, 3),
        "load": round(load, 2),
        "tasks": dict(sorted(tasks.items())),
    }


def repeated(command: Sequence[str], folder: Path, times: int) -> dict[str, list[float]]:
    """What a command takes each time, after a first time that does not count."""
    run(command, folder)
    costs = [run(command, folder) for _ in range(times)]
    return {
        "seconds": [round(one.seconds, 3) for one in costs],
        "processor": [round(one.processor, 3) for one in costs],
    }


def _make() -> list[str]:
    """The command of `make docs` in a copy, with the environment that runs this."""
    return ["make", f"RUN={sys.executable}", "--old-file=.venv/.installed", "docs"]


def _definitions(project: Path) -> list[catalog.Definition]:
    return catalog.definitions(project / "gen" / "catalog")


def _pages(site: Path) -> int:
    return len(list(site.rglob("*.html")))


# --- the report --------------------------------------------------------------------------------


def report(found: Mapping[str, Any]) -> str:
    """The figures beside their budgets, and how the build grows."""
    from gen.budgets import report as table  # noqa: PLC0415 (it imports Playwright)

    growth = found["growth"]
    return "\n".join(
        [
            table(performance.figures(found)),
            *(
                f"{one['copies']} x {growth[0]['entries']} entries: {one['processor']:.0f} s of the"
                f" processor, {one['processor'] / one['entries']:.2f} s each"
                for one in growth
            ),
            f"The second doubling took {performance.last_doubling(growth):.2f} times the first.\n",
        ]
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
