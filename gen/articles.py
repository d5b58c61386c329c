"""Pages as they are read: hand-written Markdown filled with checked facts, and figures in place.

A hand-written page below docs/ is a Jinja template with values in `{{ }}`, blocks in `{%% %%}` and
comments in `{## ##}`. It may call:

- `claim("id")`: the value that the build found, and a mark that leads to its evidence;
- `figure("name")`, `figure("name", "caption")`: a figure of build/figures/;
- `plot("relu")`, `plot("relu", "caption")`: the figure of a scalar activation, which readers can
  move; `plot("relu", "caption", x="0", show="f-df")` starts with the point there and these curves;
- `verdicts("heading")`: a table of the verdicts of a group; `verdict("id")`: the ruling of one, as
  a link to its row, with its condition;
- `equation("id")`: a displayed equation that a claim proves, with the same mark;
- `activation("slug")`: a link to the page of an activation;
- `formula("slug", "df")`: the TeX of f, df or d2f of an activation or, by its name, of the
  derivative by a parameter; for more than one input, `formula("glu", "df", "a")`;
- `default("elu", "alpha")`: the default of a parameter; `default("elu", "alpha", "keras")` that of
  another library;
- `record("slug")`: the record of an activation, such as `record("tanh").gain.forward`;
- `article("stem")`: a link to an article, with its title; `article("stem", "anchor")` to a section;
- `experiment("circles")`: a link to the settings of an experiment, with its title;
- `source("key")`: a link to a source, such as "He et al. 2015";
- `packages()`: the packages that build the site, by name, with `version` and `license`.

`totals` and `activations` hold the counts of the build and the records.

An id that nobody defined stops the build.
"""

from __future__ import annotations

import difflib
import json
import posixpath
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import jinja2

from gen import typography
from gen.errors import Problem
from gen.figures import DATA, TABLE
from gen.files import read_json
from gen.gallery import gallery
from gen.packages import packages

T = TypeVar("T")

FOLDER = "articles"
"""The folder of the articles below docs/."""
VERDICTS = f"{FOLDER}/verdicts.md"
"""The page of the verdicts."""
SUFFIXES: Mapping[str, str] = {".md": ".md", ".py": ".ipynb"}
"""The ending of an article's page, by that of its source; a notebook is a Python file."""

TABLES = "data/figures"
"""The folder of these tables on the site."""
EXPERIMENTS = "experiments.md"
"""The page of the settings of all experiments, each under its name."""
BAR = r"\|"
"""A bar in a cell of a table."""

STARTS = ("x", "show", "view")
"""What a plot in an article may be told: where its point starts, which curves it shows as in
"f-df", and its view as "left,right" or "left,right,bottom,top"."""

_FIGURE = re.compile(
    r'<div class="figure" data-figure="(?P<name>[^"]*)"(?P<plot>(?: data-[a-z]+="[^"]*")*)>'
    r"(?P<caption>.*?)</div>",
    re.DOTALL,
)
_TITLE = {
    ".md": re.compile(r"^# (.+)$", re.MULTILINE),
    ".py": re.compile(r"^# # (.+)$", re.MULTILINE),
}
# On one line, or folded over lines that are indented.
_DESCRIPTION = re.compile(r"^(?:# )?description: (?:>-)?(.*(?:\n(?:# )? {2}.*)*)", re.MULTILINE)
_ACTIVATION = re.compile(r"""\b(?:activation|formula)\(\s*["']([^"']*)["']""")
_BRACES = "two braces of TeX that touch need a space between them: { {"
_MARK = '<p class="equation-mark">'
_MARKED = re.compile(rf'(<div class="arithmatex">[^<]*</div>)\s*({_MARK}.*?</p>)', re.DOTALL)
_STRAY_FIGURE = re.compile(r"<[^>]*\bdata-figure=[^>]*>")


class ArticleError(Problem):
    """One line that names the page, the id and the cure."""


@dataclass(frozen=True)
class Article:
    """What other pages say of an article."""

    title: str

    page: str
    """Its path below the folder of pages."""

    activations: frozenset[str]
    """The slugs of the activations that it names."""

    description: str = ""
    """What search engines show of it."""


@dataclass(frozen=True)
class Facts:
    """What a page may cite, read once a build."""

    claims: Mapping[str, Mapping[str, str]]
    """Claim id -> "sentence", "value" and "evidence", a site-relative URL with an anchor."""

    figures: Mapping[str, str]
    """Figure name -> SVG that can stand inline."""

    records: Mapping[str, Mapping[str, Any]]
    """Slug -> record of one activation."""

    totals: Mapping[str, int]
    """The number of activations, of their checks and of the numbers compared."""

    sources: Mapping[str, Mapping[str, str]]
    """Source key -> "label" and "url"."""

    articles: Mapping[str, Article]
    """Stem -> article."""

    experiments: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Name -> "title" of an experiment, and what else its page says."""

    tables: frozenset[str] = frozenset()
    """The names of the figures whose numbers are published as a table."""

    verdicts: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    """Heading -> what the page says of each verdict below it."""

    data: Mapping[str, Any] = field(default_factory=dict)
    """Name of an interactive figure -> what its script looks up, as JSON has it."""

    thumbnails: Mapping[str, str] = field(default_factory=dict)
    """Slug -> small SVG of one activation."""


def load(build: Path, docs: Path) -> Facts:
    """The facts of the folder build/, and the titles of the articles in the folder docs/.

    Raises `ArticleError` when the build has not written them.
    """
    dataset = _read(build / "activations.json")
    return Facts(
        claims=_read(build / "claims.json"),
        figures={
            path.stem: path.read_text(encoding="utf-8")
            for path in sorted((build / "figures").glob("*.svg"))
        },
        records={record["slug"]: record for record in dataset["activations"]},
        totals=dataset["totals"],
        sources=_read(build / "sources.json"),
        articles=read_articles(docs),
        experiments=_read(build / "experiments.json"),
        tables=frozenset(path.stem for path in (build / "figures").glob(f"*{TABLE}")),
        verdicts=_read(build / "verdicts.json"),
        data={
            path.name.removesuffix(DATA): read_json(path)
            for path in sorted((build / "figures").glob(f"*{DATA}"))
        },
        thumbnails=_read(build / "thumbnails.json"),
    )


def read_articles(docs: Path) -> dict[str, Article]:
    """The articles of the folder docs/ by stem."""
    return {
        path.stem: _article(path)
        for path in sorted((docs / FOLDER).iterdir())
        if path.suffix in SUFFIXES
    }


def _article(path: Path) -> Article:
    text = path.read_text(encoding="utf-8")
    title = _TITLE[path.suffix].search(text)
    if title is None:
        raise ArticleError(f"docs/{FOLDER}/{path.name}: has no title; begin with a line '# Title'")
    slugs = _ACTIVATION.findall(text)
    described = _DESCRIPTION.search(text)
    return Article(
        title[1].strip(),
        f"{FOLDER}/{path.stem}{SUFFIXES[path.suffix]}",
        frozenset(slugs),
        " ".join(described[1].replace("\n#", " ").split()) if described else "",
    )


def render(
    markdown: str,
    page: str,
    facts: Facts,
    pages: Mapping[str, str],
    compiled: jinja2.BytecodeCache | None = None,
) -> str:
    """The Markdown of a hand-written page with its facts filled in.

    `page` is the page's path below docs/; `pages` maps the site-relative URL of each page to its
    Markdown path. Links are written to Markdown paths, so MkDocs checks them and their anchors.
    `compiled` is where Jinja keeps what it has compiled.

    Raises `ArticleError` for an unknown id and for a template that Jinja cannot read.
    """
    source_path = f"docs/{page}"

    def mark(key: str) -> str:
        found = _find("claim", key, facts.claims, source_path, "define it in gen/claims/")
        url, _, anchor = found["evidence"].partition("#")
        target = _find("evidence page", url, pages, source_path, f"mend the evidence of {key!r}")
        link = f"{_relative(target, page)}#{anchor}"
        return f'[checked]({link}){{ .claim data-search-exclude="" title="How this was checked" }}'

    def claim(key: str) -> str:
        tick = mark(key)
        # The word joiner keeps the mark on the line of its value.
        return f"{facts.claims[key]['value']}\N{WORD JOINER}{tick}"

    def equation(key: str) -> str:
        tick, value = mark(key), facts.claims[key]["value"]
        if not (value.startswith("$") and value.endswith("$")):
            raise ArticleError(f"{source_path}: claim {key!r} is no equation; cite it with claim()")
        return f"\n$$\n{value[1:-1]}\n$$\n\n{tick}\n{{ .equation-mark }}\n"

    def verdict(key: str) -> str:
        by_id = {row["id"]: row for rows in facts.verdicts.values() for row in rows}
        row = _find("verdict", key, by_id, source_path, "add it to gen/claims/verdicts/")
        # "Holds only if" is no end of a sentence; what follows the other rulings is a remark.
        condition = row["reason"] if row["ruling"].endswith(" if") else ""
        return f"[{row['ruling']}]({_relative(VERDICTS, page)}#{key}){condition}"

    def verdicts(heading: str) -> str:
        cure = "see gen/claims/verdicts/"
        rows = _find("group of verdicts", heading, facts.verdicts, source_path, cure)
        return _verdicts(rows, mark, article)

    def figure(name: str, caption: str = "") -> str:
        _find("figure", name, facts.figures, source_path, "draw it in gen/figures/")
        if "{{" in caption:
            raise ArticleError(
                f"{source_path}: caption of figure {name!r} holds braces; "
                'join its parts with ~, as in "text " ~ claim("id")'
            )
        caption += _table_link(name, page) if name in facts.tables else ""
        return f'<div class="figure" data-figure="{name}" markdown="span">{caption}</div>'

    def activation(slug: str) -> str:
        return f"[{record(slug)['name']}]({_relative(f'activations/{slug}.md', page)})"

    def record(slug: str) -> Mapping[str, Any]:
        return _find("activation", slug, facts.records, source_path, "add it to gen/catalog/")

    def formula(slug: str, key: str, by: str = "") -> str:
        return _formula(record(slug), key, by, source_path)

    def default(slug: str, parameter: str, library: str = "torch") -> str:
        found = record(slug)
        if library == "torch":
            values = {one["name"]: one["default"] for one in found["parameters"]}
        else:
            values = found[library]["defaults"]
        cure = f"see the record of {slug}"
        return typography.plain(_find("default", parameter, values, source_path, cure))

    def article(stem: str, anchor: str = "") -> str:
        found = _find("article", stem, facts.articles, source_path, f"write docs/{FOLDER}/")
        return f"[{found.title}]({_relative(found.page, page)}{anchor and f'#{anchor}'})"

    def experiment(name: str) -> str:
        found = _find("experiment", name, facts.experiments, source_path, "see gen/experiments/")
        return f"[{found['title']}]({_relative(EXPERIMENTS, page)}#{name})"

    def source(key: str) -> str:
        found = _find("source", key, facts.sources, source_path, "add it to gen/bibliography.bib")
        return f"[{found['label']}]({found['url']}){{ .source }}"

    try:
        return (
            _environment(page, markdown, compiled)
            .get_template(page)
            .render(
                claim=claim,
                verdict=verdict,
                verdicts=verdicts,
                equation=equation,
                figure=figure,
                plot=lambda slug, caption="", **start: _plot(
                    record(slug), figure(slug, caption), start, source_path
                ),
                activation=activation,
                formula=formula,
                record=record,
                default=default,
                article=article,
                experiment=experiment,
                source=source,
                totals=facts.totals,
                activations=list(facts.records.values()),
                gallery=lambda: gallery(list(facts.records.values())),
                packages=packages,
            )
        )
    except jinja2.TemplateSyntaxError as error:
        where = f"{source_path}: line {error.lineno} of the text"
        raise ArticleError(f"{where}: {error.message}; {_BRACES}") from error
    except jinja2.UndefinedError as error:
        raise ArticleError(f"{source_path}: {error.message}; {_BRACES}") from error
    except TypeError as error:
        raise ArticleError(f"{source_path}: {error}") from error


def join_marks(content: str, page: str) -> str:
    """The page's HTML with each equation and the mark behind it as one element.

    Raises `ArticleError` for a mark without its equation: such an equation is indented, or stands
    in the middle of a line.
    """
    joined = _MARKED.sub(r'<div class="equation">\1\2</div>', content)
    if joined.count(_MARK) != joined.count('<div class="equation">'):
        raise ArticleError(
            f"{page}: an equation stands indented, or in the middle of a line; put it on a line "
            "of its own, and where that is indented write {{ equation(...) | indent(4) }}"
        )
    return joined


def place_figures(
    content: str, page: str, figures: Mapping[str, str], data: Mapping[str, Any] | None = None
) -> str:
    """The page's HTML with each figure's SVG in its place.

    An interactive figure also gets its data, and an empty place for the controls that its script
    makes: without the script it is a figure like any other.

    Raises `ArticleError` for an unknown figure, for one that stands twice (its ids would be
    ambiguous) and for a placeholder that is not written as `render` writes it.
    """
    placed: set[str] = set()

    def place(match: re.Match[str]) -> str:
        name = match["name"]
        svg = _find("figure", name, figures, page, "draw it in gen/figures/")
        if name in placed:
            raise ArticleError(
                f"{page}: figure {name!r} stands twice; show it once and refer to it"
            )
        placed.add(name)
        parts = [svg.strip()]
        if match["plot"]:
            parts.append('<div class="figure-controls"></div>')
        if data and name in data:
            parts.append('<div class="figure-controls"></div>')
            # Not a script element, which instant navigation would run.
            parts.append(f"<template>{_embedded(data[name])}</template>")
        if caption := match["caption"].strip():
            parts.append(f"<figcaption>{caption}</figcaption>")
        told = f'class="figure" id="figure-{name}"{match["plot"]}'
        return f"<figure {told}>{''.join(parts)}</figure>"

    # The expressions look at each tag, and most pages are long and have no figure.
    if "data-figure=" not in content:
        return content
    with_figures = _FIGURE.sub(place, content)
    if stray := _STRAY_FIGURE.search(with_figures):
        raise ArticleError(
            f"{page}: {stray[0]} was not recognized; "
            'write <div class="figure" data-figure="name"></div>'
        )
    return with_figures


def _formula(record: Mapping[str, Any], key: str, by: str, page: str) -> str:
    parameters = {one["name"]: one["df"] for one in record["parameters"]}
    slug, forms = record["slug"], {**record["latex"], **parameters}
    form: Any = _find(f"formula of {slug}", key, forms, page, "see its record")
    if isinstance(form, Mapping):
        return str(_find("input", by, form, page, f"{slug} has {', '.join(form)}"))
    return str(form)


def _plot(record: Mapping[str, Any], figure: str, start: Mapping[str, str], page: str) -> str:
    """The place of a figure as that of a plot, which starts as it is told."""
    slug = record["slug"]
    if record["kind"] != "scalar":
        raise ArticleError(f"{page}: {slug!r} is no function of one number; use figure({slug!r})")
    if unknown := sorted(set(start) - set(STARTS)):
        raise ArticleError(
            f"{page}: plot of {slug!r}: unknown word {unknown[0]!r}; there are {', '.join(STARTS)}"
        )
    movable = [one for one in record["parameters"] if not one["fixed"]]
    told = {"plot": slug, "sliders": len(movable), **start}
    attributes = "".join(f' data-{key}="{value}"' for key, value in told.items())
    place = f'data-figure="{slug}"'
    return figure.replace(place, f"{place}{attributes}")


def _verdicts(
    rows: Iterable[Mapping[str, str]],
    mark: Callable[[str], str],
    linked: Callable[[str, str], str],
) -> str:
    """The table of a group of verdicts; a row's anchor is the id of its verdict."""
    lines = ["| In print | Ruling | What we see |", "|---|---|---|"]
    for row in rows:
        cells = (
            f'<a id="{row["id"]}"></a>{row["printed"]} <small>{row["setting"]}</small>',
            f"**{row['ruling'].capitalize()}**{row['reason']}.",
            f"{row['numbers']}\N{WORD JOINER}{mark(row['id'])} "
            f"See {linked(row['article'], row['anchor'])}.",
        )
        # A bar within a cell would end it.
        lines.append(f"| {' | '.join(' '.join(it.split()).replace('|', BAR) for it in cells)} |")
    return '<div class="verdicts" markdown>\n\n' + "\n".join(lines) + "\n\n</div>"


def _embedded(data: Any) -> str:
    """JSON whose characters mean nothing to HTML."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", r"\u003c").replace("&", r"\u0026")


def _environment(
    page: str, markdown: str, compiled: jinja2.BytecodeCache | None
) -> jinja2.Environment:
    """Jinja whose blocks and comments cannot be mistaken for TeX or for an attribute list."""
    environment = jinja2.Environment(
        loader=jinja2.DictLoader({page: markdown}),
        bytecode_cache=compiled,
        block_start_string="{%%",
        block_end_string="%%}",
        comment_start_string="{##",
        comment_end_string="##}",
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # The result is Markdown, not HTML.
    )
    environment.filters.update(typography.FILTERS)
    return environment


def _find(kind: str, key: str, entries: Mapping[str, T], page: str, cure: str) -> T:
    if key not in entries:
        raise ArticleError(f"{page}: unknown {kind} {key!r}; {_suggestion(key, entries)}{cure}")
    return entries[key]


def _table_link(name: str, page: str) -> str:
    target = _relative(f"{TABLES}/{name}{TABLE}", page)
    return f' [CSV]({target}){{ .table-link title="The numbers of this figure" }}'


def _suggestion(key: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(key, known, n=1)
    return f"did you mean {close[0]!r}? If not, " if close else ""


def _relative(target: str, page: str) -> str:
    return posixpath.relpath(target, posixpath.dirname(page) or ".")


def _read(path: Path) -> Any:
    if not path.is_file():
        raise ArticleError(f"build/{path.name} is missing; make it with: python -m gen.build pages")
    return read_json(path)
