"""Derived pages: Markdown from templates, the records and the evidence for claims.

Nothing here computes: a number on a page stands in a record. Paths are relative to the folder that
MkDocs reads beside docs/.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import jinja2

from gen import columns, libraries, performance, schema, typography, wording
from gen.answers import answers
from gen.articles import EXPERIMENTS, Article
from gen.claims import EVIDENCE
from gen.errors import Problem
from gen.glossary import PAGE as GLOSSARY_PAGE
from gen.glossary import Glossary

ORDINALS = {0: "f", 1: "f′", 2: "f″"}
"""A function and its first derivatives, by order."""


FORMULAS = {"f": "f", "df": "f'"}
"""A function and its derivative in TeX, by their keys in a record."""
TITLES = {"numpy": "NumPy", "torch": "PyTorch", "javascript": "JavaScript"}
"""The names of the languages and libraries of printed code, by their keys in a record."""

PERFORMANCE = "checks/performance.md"
"""The page of what `make bench` has measured."""

_SOURCE = re.compile(r"""\bsource\(\s*["']([^"']*)["']""")


class PagesError(Problem):
    """One line that names what no page accounts for."""


@dataclass(frozen=True, kw_only=True)
class Material:
    """Everything that pages are made of."""

    dataset: Mapping[str, Any]
    """All records and their environment."""
    claims: Mapping[str, Mapping[str, Any]]
    """The evidence by the id of its claim."""
    relations: Sequence[Mapping[str, Any]]
    """Those that gen.relations has found to hold."""
    sources: Mapping[str, Mapping[str, Any]]
    """The bibliography by key."""
    practice: Mapping[str, str]
    """The hand-written part of an activation's page by its slug, with its facts filled in."""
    articles: Mapping[str, Article]
    """The articles by stem."""
    glossary: Glossary
    """Its texts with their facts filled in."""
    experiments: Mapping[str, Mapping[str, Any]]
    """Title, setting and provenance of each experiment by its name."""
    mutants: Mapping[str, Any]
    """What became of the mutants of the activations that have been tried."""
    checkers: Mapping[str, Any]
    """The same of the code that checks them."""
    bench: Mapping[str, Any]
    """What `make bench` has measured."""
    prose: Mapping[str, str]
    """Every hand-written text as it was written, by its path such as docs/articles/gates.md."""


def write_pages(
    material: Material, templates: Path, compiled: jinja2.BytecodeCache | None = None
) -> dict[str, str]:
    """The text of each derived page by its path.

    templates: their folder; compiled: where Jinja keeps what it has compiled.

    Raises PagesError for a source of the bibliography that nothing cites, and for a citation of
    one that is not there.
    """
    environment = _environment(templates, compiled)
    dataset, activations = material.dataset, material.dataset["activations"]

    def filled(template: str, **values: Any) -> str:
        return environment.get_template(template).render(dataset, **values)

    def titled(path: str) -> tuple[str, str]:
        return _title_and_page(path, material)

    pages = {
        "activations/index.md": filled("table.md"),
        "activations/names.md": filled("names.md"),
        "checks/index.md": filled(
            "checks.md", mutants=material.mutants, checkers=material.checkers
        ),
        PERFORMANCE: filled(
            "performance.md",
            bench=material.bench,
            performance=performance,
            figures=performance.figures(material.bench),
            doubling=performance.last_doubling(material.bench["growth"]),
        ),
        GLOSSARY_PAGE: filled("glossary.md", glossary=material.glossary),
        "data.md": filled("data.md", kinds=schema.documented(), columns=columns.COLUMNS),
        EXPERIMENTS: filled("experiments.md", experiments=material.experiments),
        "references.md": filled("references.md", sources=_cited(material)),
    }
    evidence = _by_page(material.claims)
    shown = {page: _title(page, material) for page in evidence}
    pages[f"{EVIDENCE}index.md"] = filled("claims.md", claims=evidence, shown=shown)
    for page, claims in evidence.items():
        pages[page] = filled("evidence.md", claims=claims, title=shown[page], titled=titled)
    for activation in activations:
        slug = activation["slug"]
        pages[f"activations/{slug}.md"] = filled(
            "activation.md",
            it=activation,
            answers=answers(activation),
            siblings=siblings(activation, activations),
            related=related(activation, activations, material.relations),
            articles=[one for one in material.articles.values() if slug in one.activations],
            practice=material.practice.get(slug, ""),
            kinks_article=material.articles.get("kinks"),
        )
        for former in activation["former_slugs"]:
            pages[f"activations/{former}/index.html"] = filled("redirect.html", it=activation)
    return pages


def evidence_pages(claims: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The pages of the evidence: URL -> path below the folder of pages."""
    urls = {claim["evidence"].partition("#")[0] for claim in claims.values()}
    return {url: f"{url.rstrip('/')}.md" for url in sorted(urls)}


def _by_page(claims: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Mapping[str, Any]]]:
    """The claims by id, by the path of the page that shows them."""
    paths = evidence_pages(claims)
    found: dict[str, dict[str, Mapping[str, Any]]] = {path: {} for path in paths.values()}
    for identity, claim in claims.items():
        found[paths[claim["evidence"].partition("#")[0]]][identity] = claim
    return found


def _title(page: str, material: Material) -> str:
    """What the claims on a page of evidence belong to: an article, by its title."""
    stem = Path(page).stem
    article = material.articles.get(stem)
    return article.title if article else stem.replace("-", " ").capitalize()


def _cited(material: Material) -> list[dict[str, Any]]:
    """The sources in the order of their labels, each with the titles and pages that cite it."""
    citing: dict[str, dict[str, str]] = {key: {} for key in material.sources}
    for activation in material.dataset["activations"]:
        if activation["source"]:
            page = f"activations/{activation['slug']}.md"
            citing[activation["source"]["key"]][activation["name"]] = page
    for path, text in material.prose.items():
        title, page = _title_and_page(path, material)
        for key in _SOURCE.findall(text):
            if key not in citing:
                raise PagesError(f"{path}: unknown source {key!r}; add it to gen/bibliography.bib")
            citing[key][title] = page
    if unused := [key for key, pages in citing.items() if not pages]:
        raise PagesError(
            f"gen/bibliography.bib: nothing cites {', '.join(unused)}; cite it or remove it"
        )
    return [
        {**source, "key": key, "cited": sorted(citing[key].items())}
        for key, source in sorted(material.sources.items(), key=lambda it: _by_label(it[1]))
    ]


def _by_label(source: Mapping[str, Any]) -> tuple[str, str]:
    return source["label"].casefold(), source["title"]


def _title_and_page(path: str, material: Material) -> tuple[str, str]:
    """What a page of hand-written text is called, and its path below the folder of pages."""
    folder, stem = Path(path).parent.name, Path(path).stem
    if folder == "practice":
        records = {one["slug"]: one for one in material.dataset["activations"]}
        return records[stem]["name"], f"activations/{stem}.md"
    if folder == "articles":
        return material.articles[stem].title, material.articles[stem].page
    if Path(path).suffix == ".toml":
        return "Notation and glossary", GLOSSARY_PAGE
    return stem.replace("-", " ").capitalize(), f"{stem}.md"


def related(
    record: Mapping[str, Any],
    records: Sequence[Mapping[str, Any]],
    relations: Sequence[Mapping[str, Any]],
) -> list[tuple[Mapping[str, Any], str]]:
    """Other records and what to say of each: how the two are related, then those of the family."""
    slug, by_slug = record["slug"], {one["slug"]: one for one in records}
    found = [
        *((by_slug[one["of"]], one["on_entry"]) for one in relations if one["entry"] == slug),
        *((by_slug[one["entry"]], one["on_of"]) for one in relations if one["of"] == slug),
    ]
    named = {slug, *(other["slug"] for other, _ in found)}
    family = [one for one in records if one["family"] == record["family"]]
    return [*found, *((one, one["summary"]) for one in family if one["slug"] not in named)]


def siblings(
    record: Mapping[str, Any], records: Iterable[Mapping[str, Any]]
) -> tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]:
    """The records before and after this one in its family, in the order of the navigation."""
    family = sorted(
        (one for one in records if one["family"] == record["family"]),
        key=lambda one: one["name"].casefold(),
    )
    place = [one["slug"] for one in family].index(record["slug"])
    before, after = family[:place], family[place + 1 :]
    return (before[-1] if before else None, after[0] if after else None)


def smoothness(record: Mapping[str, Any]) -> str:
    r"""The smoothness class in Markdown, such as \(C^1\); "jumps" where f itself does."""
    if record["kind"] == "scalar" and record["smoothness"]["k"] == -1:
        return "jumps"
    return rf"\({record['smoothness']['latex']}\)"


def smoothness_in_words(record: Mapping[str, Any]) -> str:
    """The smoothness class without TeX, for a list to choose from."""
    k = record["smoothness"]["k"]
    if k is None:
        return "C∞, infinitely often"
    return {-1: "jumps", 0: "C⁰, continuous", 1: "C¹, once", 2: "C², twice"}.get(k, f"C{k}")


def limit(end: Mapping[str, Any]) -> str:
    """The limit at one end in Markdown, with a word where it is that at the defaults."""
    if end["latex"] is None:
        return "none"
    return rf"\({end['latex']}\)" + (" at the default" if end["at_defaults"] else "")


def gain_agrees(record: Mapping[str, Any]) -> bool:
    """Whether torch recommends the forward or the backward gain, to six digits."""
    gain = record["gain"]
    value = gain["torch"]["value"]
    found = [float(gain[way]) for way in ("forward", "backward") if gain[way]]
    return any(abs(value - one) < 1e-6 * one for one in found)


def sides(finding: Mapping[str, Any]) -> str:
    """Where a finding begins on each side of 0, such as " up to −9.01 and from 9.01 on"."""
    left, right = finding["left"], finding["right"]
    parts = [
        *([f"up to {typography.short(left)}"] if left is not None else []),
        *([f"from {typography.short(right)} on"] if right is not None else []),
    ]
    return f" for some inputs {' and '.join(parts)} ({typography.grouped(finding['count'])} found)"


def nan_at_infinity(record: Mapping[str, Any]) -> list[str]:
    r"""Where printed code gives nan although there is a limit, such as "\(f\) at −∞"."""
    places: dict[str, list[str]] = {}
    for language, found in record["code"]["at_infinity"].items():
        for key, words in found.items():
            ends = zip(("−∞", "∞"), words, record["limits"][key].values(), strict=True)
            nan = [at for at, word, end in ends if word == "nan" and end["latex"] is not None]
            if nan:
                at = "±∞" if len(nan) == 2 else nan[0]
                places.setdefault(rf"\({FORMULAS[key]}\) at {at}", []).append(TITLES[language])
    return [
        place if len(languages) == len(TITLES) else f"{place} in {' and '.join(languages)}"
        for place, languages in places.items()
    ]


def nan_in_torch(record: Mapping[str, Any]) -> bool:
    """Whether torch's own float64 kernels give nan wherever printed code gives it for f."""
    if not record["float"]:
        return False
    special = record["float"]["float64"]["special"]
    ends = record["code"]["at_infinity"]["torch"]["f"]
    signs = [at for at, end in zip(("-inf", "inf"), ends, strict=True) if end == "nan"]
    return bool(signs) and all(special[at]["f"] == "nan" for at in signs)


def points_of(record: Mapping[str, Any], orders: tuple[int, ...]) -> list[Mapping[str, Any]]:
    """The breakpoints at which f (order 0) or f' (order 1) jumps at the defaults."""
    return [kink for kink in record["kinks"] if kink["order"] in orders]


def _environment(templates: Path, compiled: jinja2.BytecodeCache | None) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        bytecode_cache=compiled,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # the result is Markdown, not HTML
    )
    environment.filters.update(typography.FILTERS)
    environment.filters.update(wording.FILTERS)
    environment.filters.update(
        smoothness=smoothness,
        smoothness_in_words=smoothness_in_words,
        limit=limit,
        points_of=points_of,
        gain_agrees=gain_agrees,
        sides=sides,
        nan_at_infinity=nan_at_infinity,
        nan_in_torch=nan_in_torch,
        counterparts=libraries.counterparts,
        unlike=libraries.unlike,
        disagreements=libraries.disagreements,
        worst=columns.worst,
        median=median,
        # Of what was measured once, more would be noise.
        digits=lambda value: f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}",
        primes=lambda text: text.replace("''", "″").replace("'", "′"),
        # A bar ends a table's cell, in a formula too, and TeX reads the escaped one as a norm.
        cell=lambda text: text.replace("|", r"\|"),
    )
    environment.globals["ordinals"] = ORDINALS
    return environment
