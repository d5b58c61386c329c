"""The build: which tasks there are, what each reads and makes, and doit to run them.

    python -m gen.build          everything up to site/
    python -m gen.build pages    everything up to the pages that MkDocs reads
    python -m gen.build offline  everything up to site-offline/, for the file system

doit decides by content what is stale and runs it on all cores.
"""

from __future__ import annotations

import os
import platform
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from doit import runner
from doit.cmd_base import TaskLoader2
from doit.cmd_run import Run
from doit.exceptions import TaskFailed
from doit.task import Task, dict_to_task
from doit.tools import config_changed

from gen import (
    catalog,
    cpu,
    drawings,
    exchange,
    lookups,
    manifest,
    notes,
    performance,
    steps,
    workers,
)
from gen.catalog import Definition
from gen.dependencies import ROOT, files_of, modules_that_assign
from gen.errors import Problem
from gen.files import write, writing
from gen.lookups import Digest, Parts, digest, digests, looked_at
from gen.mutation import checkers
from gen.mutation import results as mutation_results
from gen.places import (
    BIBLIOGRAPHY,
    BUILD,
    CARDS,
    CHECKERS,
    CITATION,
    CLAIMS,
    DATASET,
    DOCS,
    EXPERIMENTS,
    FINDINGS,
    LAST_CATALOG,
    MUTANTS,
    NOTEBOOKS,
    OFFLINE,
    PAGES,
    RELATIONS,
    REQUIREMENTS,
    RESULTS,
    SCRIPT,
    SITE,
    SOURCES,
    TEMPLATES,
    THUMBNAILS,
    VERDICTS,
    notebook_files,
    precision_file,
    prose_files,
    record_file,
)
from gen.progress import Progress

RECORD_MODULES = ("gen.records", "gen.validation", "gen.verification", "gen.readback")
"""The modules that make a record, with all that they import."""
COMMANDS = {
    "pages": "python -m gen.build pages",
    "site": "make docs",
    "offline": "make docs-offline",
}
"""What makes each target."""
SITE_SETTINGS = ("SITE_URL", "REPO_URL", "SOURCE_DATE_EPOCH")
"""The environment variables that enter the site."""


Around = Callable[[str, Callable[..., Any], tuple[Any, ...]], Any]
"""What runs a task: called with its name, a function and arguments, it returns what that does."""


def main(arguments: list[str], around: Around | None = None) -> int:
    """0 when the target ("site" if none is named) is made, else a line says why it is not."""
    target = arguments[0] if arguments else "site"
    if target not in COMMANDS or len(arguments) > 1:
        sys.stderr.write("usage: python -m gen.build [pages|site|offline]\n")
        return 2
    # The day of the build would otherwise enter the site map, and change the site overnight.
    date = os.environ["SOURCE_DATE_EPOCH"] = os.environ.get("SOURCE_DATE_EPOCH") or "0"
    if not date.isdecimal():
        sys.stderr.write(f"SOURCE_DATE_EPOCH is {date!r}; give seconds since 1970, or unset it\n")
        return 1
    cpu.fix_path()
    os.chdir(ROOT)
    workers.prepare()
    try:
        with workers.alone(BUILD):
            exchange.restore((SITE, OFFLINE))
            _remove_drafts()
            definitions = catalog.definitions()
            _remove_orphans(definitions)
            known = lookups.catalog_digest(_texts(definitions)).encode()
            if not LAST_CATALOG.is_file() or LAST_CATALOG.read_bytes() != known:
                # All at once, before there are workers, each of which would load it for itself.
                for module in (*RECORD_MODULES, "gen.precision"):
                    import_module(module)
            if _run(target, _Graph(definitions, around)):
                return 1
            write(LAST_CATALOG, known)
    except Problem as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except workers.Lost as error:
        sys.stderr.write(f"a process of the build {error}; go on with: {COMMANDS[target]}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("stopped; the next build goes on from here\n")
        return 130
    if target != "pages":
        made = SITE if target == "site" else OFFLINE
        sys.stdout.write(f"The site is ready: {made / 'index.html'}\n")
    return 0


def _run(target: str, graph: _Graph) -> int:
    """0 when the target is made, another number when a line has said why it is not.

    doit's own command line would print a traceback where its notes cannot be written.
    """
    notes.remove_unreadable(notes.NOTES)
    # It asks in places whether its workers are processes, by what it calls so.
    runner.Process = runner.MRunner.Child = workers.Worker
    try:
        with writing(notes.NOTES):
            status: int = Run(task_loader=graph, config=defaultdict(dict)).parse_execute([target])
    except (Problem, workers.Lost):
        if graph.progress.failed:
            return 1
        raise
    return status


class _Graph(TaskLoader2):
    """The tasks and the settings, in the form that doit asks for."""

    def __init__(self, definitions: list[Definition], around: Around | None) -> None:
        super().__init__()
        self._definitions = definitions
        self._around = around
        self.progress = Progress(sys.stdout)

    def load_doit_config(self) -> dict[str, Any]:
        return {
            "backend": "sqlite3",
            "dep_file": str(notes.NOTES),
            "reporter": self.progress,
            "num_process": os.cpu_count() or 1,
            "verbosity": 0,
        }

    def load_tasks(self, cmd: object, pos_args: object) -> list[Task]:
        tasks = list(_tasks(self._definitions))
        for place, task in enumerate(tasks):
            if task["name"] in COMMANDS:
                # doit begins what a task waits for in this order. The files that a task reads are
                # a set to it: it would begin with any, and a record, for which most wait, last.
                before = (one["name"] for one in tasks[:place])
                task["task_dep"] = [name for name in before if name != "site"]
            if self._around:
                [(function, arguments)] = task["actions"]
                task["actions"] = [(self._around, (task["name"], function, arguments))]
        return [dict_to_task(task) for task in tasks]


# --- the graph -------------------------------------------------------------------------------


def _tasks(definitions: list[Definition]) -> Iterator[dict[str, Any]]:
    records = [record_file(definition) for definition in definitions]
    figures = [drawings.FOLDER / f"{definition.slug}.svg" for definition in definitions]
    manifests = {module: drawings.manifest(module) for module in drawings.modules()}
    from_records = drawings.from_records()
    versions = {"python": platform.python_version(), **steps.versions(steps.LIBRARIES)}
    notebooks = notebook_files()
    notebook_versions = {**versions, **steps.versions(steps.NOTEBOOK_LIBRARIES)}
    executed = [NOTEBOOKS / f"{path.stem}.ipynb" for path in notebooks]
    filled = [PAGES / "articles" / path.name for path in executed]
    prose = prose_files()
    results = sorted(RESULTS.glob("*.json"))
    findings = {module: FINDINGS / f"{module}.json" for module in _claims()}
    texts = _texts(definitions)
    in_torch = [one for one in definitions if one.slug in lookups.in_torch(texts)]
    measured = [precision_file(definition) for definition in in_torch]
    found_out = [f"record:{one.slug}" for one in definitions]
    found_out += [f"precision:{one.slug}" for one in in_torch]
    now = partial(digest, entries=texts)
    task = partial(_task, now)

    def parts(target: Path, reads: Iterable[Path]) -> Callable[[], Parts]:
        """What reads the parts of a task that makes the target from these files."""
        return partial(Parts, BUILD / "parts" / target.relative_to(BUILD), reads, versions, now)

    for definition, target in zip(definitions, records, strict=True):
        yield task(
            f"record:{definition.slug}",
            f"derive and check {definition.name}",
            (steps.make_record, definition),
            [path for module in RECORD_MODULES for path in files_of(module)],
            [target],
            {
                "definition": definition.text,
                "family": definition.family,
                "versions": versions,
                "cpu": cpu.chosen_path(),
            },
        )
    for definition, target in zip(in_torch, measured, strict=True):
        yield task(
            f"precision:{definition.slug}",
            f"measure how exactly torch computes {definition.name}",
            (steps.measure_precision, definition),
            [*files_of("gen.precision"), *files_of("gen.validation")],
            [target],
            {"definition": definition.text, "versions": versions, "cpu": cpu.chosen_path()},
        )
    for definition, source, target in zip(definitions, records, figures, strict=True):
        yield task(
            f"figure:{definition.slug}",
            f"draw {definition.name}",
            (steps.draw_activation, source, target),
            [source, *files_of("gen.figures.activation"), *_style()],
            [target],
            versions,
        )
    yield task(
        "thumbnails",
        "draw the thumbnails",
        (steps.draw_thumbnails, records),
        [*records, *files_of("gen.figures.thumbnail")],
        [THUMBNAILS],
        versions,
    )
    for module, target in manifests.items():
        reads = [
            *(*files_of(f"gen.figures.{module}"), *files_of("gen.drawings")),
            *_style(),
            *_results_for(f"gen.figures.{module}", results),
        ]
        yield task(
            f"figures:{module}",
            f"draw the figures of {module}",
            (steps.draw_figures, module, parts(target, reads)),
            reads,
            [target],
            versions,
            partial(drawings.files, module),
        ) | {"task_dep": found_out if module in from_records else []}
    for path, target in zip(notebooks, executed, strict=True):
        yield task(
            f"notebook:{path.stem}",
            f"run the notebook {path.stem}",
            (steps.run_notebook, path, target),
            [path, *files_of("gen.notebooks.execution"), *_style()],
            [target],
            {"versions": notebook_versions, "cpu": cpu.chosen_path()},
        )
    yield task(
        "dataset",
        "collect the records",
        (steps.collect, definitions, measured),
        [
            *(*records, *measured, BIBLIOGRAPHY),
            *(*files_of("gen.records"), *files_of("gen.schema")),
        ],
        [DATASET, SOURCES],
        {"said": [(definition.place, definition.summary) for definition in definitions]},
    )
    yield task(
        "script",
        "join the functions for the browser",
        (steps.write_script, definitions),
        [*records, *files_of("gen.code.catalog_script")],
        [SCRIPT],
        {"definitions": texts, "versions": versions},
    )
    yield task(
        "relations",
        "check how functions are related",
        (steps.check_relations, definitions),
        # After the records: what is wrong with an entry by itself is said first, and alone.
        [*records, *files_of("gen.relations")],
        [RELATIONS],
        {"definitions": texts, "versions": versions},
    )
    yield task(
        "mutants",
        "sum up what became of mutants",
        (steps.sum_up_mutants, definitions),
        [
            *([mutation_results.FILE] if mutation_results.FILE.is_file() else []),
            # A page says whether they were tried by the checks of today.
            *(path for module in mutation_results.MODULES for path in files_of(module)),
            *(*mutation_results.PROOFS, *files_of("gen.mutation.results")),
        ],
        [MUTANTS],
        {"definitions": texts},
    )
    yield task(
        "checkers",
        "sum up what became of mutants of the checks",
        (steps.sum_up_checkers,),
        [*checkers.files(), *files_of("gen.mutation.shares")],
        [CHECKERS],
        {},
    )
    yield task(
        "experiments",
        "collect the results of experiments",
        (steps.collect_experiments,),
        [
            *results,
            *(path for name in steps.experiments() for path in files_of(f"gen.experiments.{name}")),
            *files_of("gen.experiments.provenance"),
        ],
        [EXPERIMENTS],
        {},
    )
    for module, target in findings.items():
        reads = [
            *files_of(f"gen.claims.{module}"),
            *files_of("gen.claims.proof"),
            *_results_for(f"gen.claims.{module}", results),
        ]
        yield task(
            f"claims:{module}",
            f"check the claims of {module}",
            (steps.check_claims, module, target, parts(target, reads)),
            reads,
            [target],
            versions,
        )
    reads = [*files_of("gen.claims.verdicts"), *results]
    yield task(
        "verdicts",
        "rule on claims in print",
        (steps.rule_on_print, parts(VERDICTS, reads)),
        reads,
        [VERDICTS],
        {"versions": versions},
    )
    yield task(
        "claims",
        "find where claims are cited",
        (steps.cite_claims, findings, prose),
        [*prose, *findings.values(), VERDICTS, *files_of("gen.claims.evidence")],
        [CLAIMS],
        {},
    )
    yield task(
        "pages",
        "write the pages",
        (steps.write_pages,),
        [
            *(DATASET, CLAIMS, VERDICTS, SOURCES, RELATIONS, EXPERIMENTS, *results),
            *(SCRIPT, THUMBNAILS, MUTANTS, CHECKERS),
            *(*figures, *manifests.values(), *executed),
            performance.FILE,
            *files_of("gen.pages"),
            *files_of("gen.articles"),
            *files_of("gen.notebooks.prose"),
            *files_of("gen.figures.sheet"),
            *files_of("gen.glossary"),
            *TEMPLATES.iterdir(),
            *prose,
        ],
        [PAGES / "data" / "activations.json", *filled],
        {},
        lambda: (path for path in PAGES.rglob("*") if path.is_file()),
    )
    cards: list[Path] = []
    # A program that shows a link fetches its picture by an absolute address.
    if os.environ.get("SITE_URL"):
        for definition, source in zip(definitions, records, strict=True):
            cards.append(CARDS / "activations" / f"{definition.slug}.png")
            yield task(
                f"card:{definition.slug}",
                f"draw the picture for links to {definition.name}",
                (steps.draw_card, definition, cards[-1]),
                [source, *files_of("gen.figures.cards"), *_style(), CITATION],
                [cards[-1]],
                {"summary": definition.summary, "versions": versions},
            )
        written = [path for path in prose if path.parent == DOCS / "articles"]
        others = [CARDS / "site.png"]
        others += [CARDS / "articles" / f"{path.stem}.png" for path in written]
        cards += others
        yield task(
            "cards",
            "draw the pictures for links to other pages",
            (steps.draw_cards, records),
            [
                *(*records, *written, *_style(), CITATION),
                *files_of("gen.figures.cards"),
                *files_of("gen.articles"),
            ],
            others,
            versions,
        )
    for name, title, folder in (
        ("site", "build the site", SITE),
        ("offline", "build the site for the file system", OFFLINE),
    ):
        yield task(
            name,
            title,
            (steps.build_site, folder),
            [
                *(DATASET, CLAIMS, VERDICTS, SOURCES, EXPERIMENTS, *figures, *manifests.values()),
                *(THUMBNAILS, *sorted((ROOT / "gen" / "catalog").glob("*.py"))),
                *(PAGES / "data" / "activations.json", *filled),
                *(path for path in DOCS.rglob("*") if path.is_file()),
                *(path for path in (ROOT / "gen" / "theme").rglob("*") if path.is_file()),
                *(path for path in (ROOT / "gen" / "vendor").rglob("*") if path.is_file()),
                *(ROOT / "mkdocs.yml", *files_of("gen.hooks"), *files_of("gen.pages")),
                *(*files_of("gen.mkdocs"), *files_of("gen.exchange")),
                *(*(ROOT / "gen").glob("*.js"), *cards, CITATION, REQUIREMENTS),
                *(
                    *files_of("gen.manifest"),
                    *results,
                    performance.FILE,
                    *([mutation_results.FILE] if mutation_results.FILE.is_file() else []),
                ),
                *TEMPLATES.iterdir(),
            ],
            [folder / "index.html", folder / manifest.FILE],
            {
                "settings": {name: os.environ.get(name) for name in SITE_SETTINGS},
                "versions": notebook_versions,
            },
        )


def _task(
    now: Digest,
    name: str,
    title: str,
    action: tuple[Any, ...],
    reads: Iterable[Path],
    makes: Iterable[Path],
    depends_on: dict[str, Any],
    others: Callable[[], Iterable[Path]] = tuple,
) -> dict[str, Any]:
    """A task in the form that doit asks for.

    now: the digest of what has a name for `gen.lookups`; others: the files that it makes beside the
    targets, as far as they are there.
    """
    made = list(makes)
    return {
        "name": name,
        "title": lambda task: title,
        "actions": [(_run_task, (now, *action))],
        "file_dep": sorted({notes.name(path) for path in reads}),
        "targets": [notes.name(path) for path in made],
        "uptodate": [
            config_changed({"depends on": depends_on}),
            (notes.as_it_was_left, [lambda: {*made, *others()}]),
            (notes.looks_the_same, [now]),
        ],
    }


def _run_task(
    now: Digest, function: Callable[..., None], *arguments: object
) -> TaskFailed | dict[str, Any]:
    """What is to be remembered of a task: at what it has looked.

    A failed task for an error that is meant for people; others keep their traceback.
    """
    try:
        with looked_at() as names:
            function(*arguments)
    except Problem as error:
        return TaskFailed(str(error))
    return {"looked_at": digests(names, now)}


# --- what is gone ----------------------------------------------------------------------------


def _remove_drafts() -> None:
    """Nothing; no draft is left of a file that a build was killed over."""
    for path in BUILD.rglob(".*.new"):
        path.unlink()


def _remove_orphans(definitions: list[Definition]) -> None:
    """Nothing; afterwards nothing is left of an entry or a notebook that is gone."""
    kept = {path.stem for path in notebook_files()}
    for path in NOTEBOOKS.glob("*.ipynb"):
        if path.stem not in kept:
            path.unlink()
    slugs = {definition.slug for definition in definitions}
    in_torch = set(lookups.in_torch(_texts(definitions)))
    for pattern, named in (
        ("records/*.json", slugs),
        ("precision/*.json", in_torch),
        ("cards/activations/*.png", slugs),
    ):
        for path in BUILD.glob(pattern):
            if path.stem not in named:
                path.unlink()
    written = {path.stem for path in (DOCS / "articles").iterdir()}
    for path in CARDS.glob("articles/*.png"):
        if path.stem not in written:
            path.unlink()
    drawings.remove_others(slugs)


# --- what tasks read -------------------------------------------------------------------------


def _texts(definitions: Iterable[Definition]) -> dict[str, str]:
    """The text of each definition by slug."""
    return {definition.slug: definition.text for definition in definitions}


def _claims() -> tuple[str, ...]:
    """The modules of gen/claims/ that state claims."""
    return modules_that_assign("CLAIMS", "gen.claims")


def _results_for(module: str, results: list[Path]) -> list[Path]:
    """All frozen results of a kind for a module that reads any, and none for others."""
    read = {
        ROOT / "gen" / "experiments" / "frozen.py": results,
        ROOT / "gen" / "performance.py": [performance.FILE],
    }
    return [path for reader in read.keys() & set(files_of(module)) for path in read[reader]]


def _style() -> list[Path]:
    return sorted((ROOT / "gen" / "figures").glob("*.mplstyle"))


def _in_utf8() -> None:
    """Nothing; where Python speaks another encoding, the program has begun again in UTF-8.

    Libraries trip over the name of a folder that has letters which the language has not.
    """
    if {sys.getfilesystemencoding(), sys.stdout.encoding} != {"utf-8"}:
        os.environ |= {"PYTHONUTF8": "1", "PYTHONIOENCODING": "utf-8"}
        os.execv(sys.executable, sys.orig_argv)


if __name__ == "__main__":
    _in_utf8()
    sys.exit(main(sys.argv[1:]))
