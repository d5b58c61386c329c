"""What the tasks of the build do, in its order: each reads files, asks stages and writes files.

The stages are imported inside, so that a build with nothing to do imports neither SymPy nor torch.
"""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Callable, Iterable
from functools import partial
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from gen import catalog, drawings, exchange, notes, performance
from gen.catalog import Definition
from gen.dependencies import ROOT, files_of, modules_that_assign
from gen.errors import Problem
from gen.figures import TABLE
from gen.files import read_json, write, write_json
from gen.lookups import Parts, look_at
from gen.mutation import checkers
from gen.mutation import results as mutation_results
from gen.places import (
    BUILD,
    CARDS,
    CHECKERS,
    CLAIMS,
    DATASET,
    DOCS,
    EXPERIMENTS,
    GLOSSARY,
    MUTANTS,
    NOTEBOOKS,
    OFFLINE,
    PAGES,
    PRECISION,
    RECORDS,
    RELATIONS,
    RESULTS,
    SCRIPT,
    SOURCES,
    TEMPLATES,
    THUMBNAILS,
    VERDICTS,
    notebook_files,
    precision_file,
    prose_files,
    record_file,
)

LIBRARIES = ("torch", "sympy", "numpy", "scipy", "python-flint", "matplotlib", "mkdocs-material")
"""The libraries whose versions decide what is stale."""
NOTEBOOK_LIBRARIES = ("ipykernel", "jupytext", "mkdocs-jupyter", "nbclient")
"""Those that decide it for notebooks, beside the others."""


def make_record(definition: Definition) -> None:
    """Nothing; the record of an entry that is right is written.

    Raises Problem for one that is not.
    """
    from dataclasses import asdict

    from gen import bibliography, derivation, readback, records, validation, verification

    entry = catalog.load(definition)
    validation.validate(entry, definition, bibliography.read())
    try:
        derived = derivation.derive(entry)
        checked = verification.verify(entry, derived, definition.place)
        record = records.record(entry, definition.family, derived, checked)
        printed = readback.verify_printed(record, entry, derived, definition.place)
    except verification.VerificationError:
        raise
    except Problem as error:
        raise Problem(f"{definition.place}: {definition.name}: {error}") from error
    record["checks"] += [asdict(check) for check in printed]
    write_json(record_file(definition), record)


def measure_precision(definition: Definition) -> None:
    """Nothing; how exactly torch computes an entry is written."""
    from gen import bibliography, derivation, precision, validation

    entry = catalog.load(definition)
    # As its record says it, which is made beside this: one of the two is the first to say it.
    validation.validate(entry, definition, bibliography.read())
    try:
        found = precision.precision(entry, derivation.forms(entry))
    except Problem as error:
        raise Problem(f"{definition.place}: {definition.name}: {error}") from error
    write_json(precision_file(definition), found)


def draw_activation(record: Path, target: Path) -> None:
    """Nothing; the figure of an activation is drawn."""
    from gen.figures.activation import activation_figure

    write(target, activation_figure(read_json(record)))


def draw_thumbnails(records: list[Path]) -> None:
    """Nothing; the small pictures of all activations are drawn."""
    from gen.figures.thumbnail import thumbnail

    write_json(THUMBNAILS, {path.stem: thumbnail(read_json(path)) for path in records})


def draw_card(definition: Definition, target: Path) -> None:
    """Nothing; the picture for links to an activation is drawn."""
    from gen import citation
    from gen.figures.cards import activation_card

    record, site = read_json(record_file(definition)), citation.about()["title"]
    write(target, activation_card(record, definition.summary, site))


def draw_cards(records: list[Path]) -> None:
    """Nothing; the pictures for links to other pages are drawn."""
    from gen import articles, citation
    from gen.figures.cards import MOTIF, page_card

    by_slug, about = {path.stem: read_json(path) for path in records}, citation.about()
    motif, site = [by_slug[slug] for slug in MOTIF if slug in by_slug], about["title"]
    write(CARDS / "site.png", page_card(site, about["abstract"], motif, site))
    for stem, one in articles.read_articles(DOCS).items():
        named = [by_slug[slug] for slug in sorted(one.activations) if slug in by_slug]
        picture = page_card(one.title, one.description, named or motif, site)
        write(CARDS / "articles" / f"{stem}.png", picture)


def run_notebook(path: Path, target: Path) -> None:
    """Nothing; the notebook with its outputs is written."""
    from gen.notebooks import execution

    place = path.relative_to(ROOT).as_posix()
    write_json(target, execution.execute(path.read_text(encoding="utf-8"), place))


def collect(definitions: list[Definition], measured: list[Path]) -> None:
    """Nothing; the data of all activations, and the sources, are written.

    measured: the files of `measure_precision`.
    """
    from dataclasses import asdict

    from gen import bibliography, records, schema

    sources = bibliography.read()
    found = (read_json(record_file(definition)) for definition in definitions)
    floats = {path.stem: read_json(path) for path in measured}
    dataset = records.dataset(found, floats, definitions, sources)
    write_json(DATASET, schema.published(dataset))
    write_json(SOURCES, {key: {**asdict(one), "label": one.label} for key, one in sources.items()})


def write_script(definitions: list[Definition]) -> None:
    """Nothing; the functions of one number, for the browser, are written."""
    from gen.activation import Kind
    from gen.code.catalog_script import catalog_script

    entries = ((catalog.load(one), read_json(record_file(one))) for one in definitions)
    write(SCRIPT, catalog_script(pair for pair in entries if pair[0].kind is Kind.SCALAR))


def collect_experiments() -> None:
    """Nothing; what is to be known of each experiment is written."""
    from gen.experiments import frozen, provenance
    from gen.experiments.execution import experiment

    found = {
        name: provenance.summary(experiment(name), frozen.read(name)) for name in experiments()
    }
    write_json(EXPERIMENTS, found)


def sum_up_mutants(definitions: list[Definition]) -> None:
    """Nothing; what became of the mutants of entries, and of how many today, is written."""
    from dataclasses import asdict

    found = mutation_results.read()
    current = mutation_results.current(found, definitions)
    write_json(MUTANTS, asdict(mutation_results.summary(found, current)))


def sum_up_checkers() -> None:
    """Nothing; what became of the mutants of the checking code is written."""
    from gen.mutation.shares import told

    write_json(CHECKERS, told(checkers.summary(checkers.read(), checkers.reasons())))


def check_relations(definitions: list[Definition]) -> None:
    """Nothing; the relations between functions, all of which hold, are written."""
    from gen import relations

    entries = {one.slug: (one, catalog.load(one)) for one in definitions}
    write_json(RELATIONS, relations.check(entries))


def check_claims(module: str, target: Path, parts: Callable[[], Parts]) -> None:
    """Nothing; what was found about the claims of a module, all of which hold, is written.

    parts: reads what was found before.
    """
    from gen.claims.proof import prove

    known = parts()
    write_json(target, prove(import_module(f"gen.claims.{module}").CLAIMS, module, known))
    known.write()


def draw_figures(module: str, parts: Callable[[], Parts]) -> None:
    """Nothing; the figures of a module are drawn.

    parts: reads which were drawn before.
    """
    drawings.draw(module, _record, parts())


def rule_on_print(parts: Callable[[], Parts]) -> None:
    """Nothing; the rulings on claims in print are written.

    parts: reads those of before.
    """
    from gen.claims.verdicts import GROUPS

    known = parts()
    rows = {
        heading: [known.part(one.id, one.row) for one in verdicts]
        for heading, verdicts in GROUPS.items()
    }
    write_json(VERDICTS, rows)
    known.write()


def cite_claims(findings: dict[str, Path], prose: list[Path]) -> None:
    """Nothing; the claims with the pages that cite them are written."""
    from gen.claims.evidence import cite

    found = {module: read_json(path) for module, path in findings.items()}
    groups = {heading: [row["id"] for row in rows] for heading, rows in read_json(VERDICTS).items()}
    write_json(CLAIMS, cite(found, _texts(prose), groups))


def write_pages() -> None:
    """Nothing; all that MkDocs reads beside docs/ is written, and nothing else is left there."""
    from gen import articles, columns, compiled, glossary, pages, schema
    from gen.figures.sheet import style_sheet
    from gen.notebooks import prose

    dataset, facts = read_json(DATASET), articles.load(BUILD, DOCS)
    evidence = pages.evidence_pages(facts.claims)
    slugs = {activation["slug"] for activation in dataset["activations"]}
    practice = {}
    for path in sorted((DOCS / "practice").glob("*.md")):
        if path.stem not in slugs:
            raise Problem(f"docs/practice/{path.name}: no activation has this slug; rename it")
        page, text = f"activations/{path.stem}.md", path.read_text("utf-8").strip()
        practice[path.stem] = articles.render(text, page, facts, evidence)
    material = pages.Material(
        dataset=dataset,
        claims=facts.claims,
        relations=read_json(RELATIONS),
        sources=facts.sources,
        practice=practice,
        articles=facts.articles,
        glossary=glossary.read(GLOSSARY).map(
            lambda text: articles.render(text, glossary.PAGE, facts, evidence)
        ),
        prose=_texts(prose_files()),
        experiments=facts.experiments,
        mutants=read_json(MUTANTS),
        checkers=read_json(CHECKERS),
        bench=performance.read(),
    )
    code = (path.read_text(encoding="utf-8") for path in files_of("gen.pages"))
    kept = compiled.templates(
        BUILD / "templates" / "pages", [sys.version, version("jinja2"), *code]
    )
    files = pages.write_pages(material, TEMPLATES, kept)
    for path in notebook_files():
        page = path.relative_to(DOCS).as_posix()
        executed = read_json(NOTEBOOKS / f"{path.stem}.ipynb")
        render = partial(articles.render, page=page, facts=facts, pages=evidence)
        filled = prose.fill(executed, render)
        files[f"articles/{path.stem}.ipynb"] = json.dumps(filled, indent=1, ensure_ascii=False)
    files["assets/palette.css"] = style_sheet()
    files["assets/javascripts/activations.js"] = SCRIPT.read_text(encoding="utf-8")
    files[f"data/{schema.FILE}"] = json.dumps(schema.SCHEMA, indent=1, ensure_ascii=False) + "\n"
    files[f"data/{columns.FILE}"] = columns.table(dataset["activations"])
    for name in sorted(facts.tables):
        table = f"{name}{TABLE}"
        # As bytes: reading text would take the returns from the ends of its lines.
        files[f"{articles.TABLES}/{table}"] = (drawings.FOLDER / table).read_bytes().decode()
    for path in sorted(RESULTS.glob("*.json")):
        files[f"data/experiments/{path.name}"] = path.read_text(encoding="utf-8")
    files[f"data/{performance.FILE.name}"] = performance.FILE.read_text(encoding="utf-8")
    # Last, because its presence tells that the others are there.
    files["data/activations.json"] = DATASET.read_text(encoding="utf-8")
    for activation in dataset["activations"]:
        name = f"{activation['slug']}.svg"
        files[f"figures/{name}"] = (drawings.FOLDER / name).read_text(encoding="utf-8")
    for path in [path for path in PAGES.rglob("*") if path.is_file()]:
        if path.relative_to(PAGES).as_posix() not in files:
            path.unlink()
    for name, text in files.items():
        write(PAGES / name, text)


def _made_with() -> dict[str, Any]:
    """What the site follows from, beside the code: versions, and fingerprints of frozen results."""
    experiments = {
        path.stem: {part: one["fingerprint"] for part, one in read_json(path)["parts"].items()}
        for path in sorted(RESULTS.glob("*.json"))
    }
    return {
        "versions": {"python": platform.python_version(), **versions()},
        # What torch took, which decides last bits; the processor's model does not.
        "cpu": read_json(DATASET)["environment"]["cpu"],
        "experiments": experiments,
        "mutants": {slug: one.fingerprint for slug, one in mutation_results.read().items()},
    }


def build_site(site: Path) -> None:
    """Nothing; the site is the one of today."""
    offline = {"OFFLINE": "true", "SITE_URL": ""}
    exchange.make(site, offline if site == OFFLINE else {}, _made_with())


# --- what they share -------------------------------------------------------------------------


def _texts(paths: Iterable[Path]) -> dict[str, str]:
    """The text of each file by its path from the root."""
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in paths}


def _record(slug: str) -> Any:
    """The record of a slug with what is known of its precision: a figure looks at both."""
    path, measured = RECORDS / f"{slug}.json", PRECISION / f"{slug}.json"
    look_at({notes.name(path), notes.name(measured)})
    if not path.is_file():
        raise Problem(f"gen/figures/: no entry has the slug {slug!r}; mend what draws it")
    return {**read_json(path), "float": read_json(measured) if measured.is_file() else None}


def experiments() -> tuple[str, ...]:
    """The modules of gen/experiments/ that are experiments."""
    return modules_that_assign("EXPERIMENT", "gen.experiments")


def versions(libraries: Iterable[str] = (*LIBRARIES, *NOTEBOOK_LIBRARIES)) -> dict[str, str]:
    """The versions of libraries, by name."""
    return {name: version(name) for name in libraries}
