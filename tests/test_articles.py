"""Tests of `gen.articles`: facts and figures reach the page, an unknown id stops the build."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from gen.articles import Article, ArticleError, Facts, join_marks, load, place_figures, render

SVG = '<svg role="img"><title>ReLU</title></svg>'
FACTS = Facts(
    claims={
        "zero": {
            "sentence": "The derivative is {value}.",
            "value": "0",
            "evidence": "checks/claims/#zero",
        },
        "half": {
            "sentence": "{value}",
            "value": "$x + x = 2 x$",
            "evidence": "checks/claims/#half",
        },
        "lost": {"sentence": "{value}", "value": "1", "evidence": "nowhere/#lost"},
    },
    figures={"relu": SVG},
    records={
        "relu": {
            "name": "ReLU",
            "slug": "relu",
            "family": "rectified",
            "kind": "scalar",
            "latex": {"f": "f", "df": {"a": "1", "b": "0"}, "d2f": "0"},
            "parameters": [{"name": "alpha", "df": "x", "fixed": False}],
        }
    },
    totals={"activations": 1, "checks": 2, "points": 3},
    sources={"he2015": {"label": "He et al. 2015", "url": "https://arxiv.org/abs/1502.01852"}},
    articles={
        "bend": Article("A bend", "articles/bend.md", frozenset(["relu"])),
        "graph": Article("A graph", "articles/graph.ipynb", frozenset()),
    },
    verdicts={
        "Lines": [
            {
                "id": "zero",
                "printed": "A line has $|a|$.",
                "setting": "None is printed.",
                "ruling": "holds",
                "reason": ": it is one",
                "numbers": "It is 0.",
                "article": "graph",
                "anchor": "here",
            },
            {"id": "half", "ruling": "holds only if", "reason": " it is short"},
        ]
    },
)
PAGES = {"./": "index.md", "checks/claims/": "checks/claims.md"}
PAGE = "articles/bend.md"


def test_claim_is_its_value_with_a_mark_that_leads_to_the_evidence() -> None:
    text = render('It is {{ claim("zero") }}.', PAGE, FACTS, PAGES)
    assert text.startswith("It is 0\N{WORD JOINER}[checked](../checks/claims.md#zero){ .claim ")
    assert text.endswith("}.")


def test_links_of_the_home_page_start_at_the_root() -> None:
    text = render('{{ claim("zero") }} {{ activation("relu") }}', "index.md", FACTS, PAGES)
    assert "(checks/claims.md#zero)" in text
    assert "[ReLU](activations/relu.md)" in text


def test_activation_and_source_are_links() -> None:
    text = render('{{ activation("relu") }}, {{ source("he2015") }}', PAGE, FACTS, PAGES)
    assert text == (
        "[ReLU](../activations/relu.md), "
        "[He et al. 2015](https://arxiv.org/abs/1502.01852){ .source }"
    )


def test_verdicts_are_rows_and_a_verdict_is_a_link_to_its_own() -> None:
    assert render('{{ verdict("zero") }}', PAGE, FACTS, PAGES) == "[holds](verdicts.md#zero)"
    condition = render('{{ verdict("half") }}', PAGE, FACTS, PAGES)
    assert condition == "[holds only if](verdicts.md#half) it is short"
    lines = replace(FACTS, verdicts={"Lines": FACTS.verdicts["Lines"][:1]})
    table = render('{{ verdicts("Lines") }}', PAGE, lines, PAGES)
    [row] = [line for line in table.splitlines() if 'id="zero"' in line]
    assert r"A line has $\|a\|$. <small>None is printed.</small> | **Holds**: it is one. |" in row
    assert "It is 0.\N{WORD JOINER}[checked](../checks/claims.md#zero)" in row
    assert row.endswith(" See [A graph](graph.ipynb#here). |")


def test_formulas_are_those_of_the_record() -> None:
    text = '{{ formula("relu", "f") }} {{ formula("relu", "alpha") }}'
    text += ' {{ formula("relu", "df", "a") }}'
    assert render(text, PAGE, FACTS, PAGES) == "f x 1"


def test_record_is_read_by_slug() -> None:
    assert render('{{ record("relu").latex.df.a }}', PAGE, FACTS, PAGES) == "1"
    with pytest.raises(ArticleError, match="unknown activation 'rule'"):
        render('{{ record("rule").name }}', PAGE, FACTS, PAGES)
    with pytest.raises(ArticleError, match="zero"):
        render('{{ record("relu").latex.zero.left }}', PAGE, FACTS, PAGES)


def test_equation_stands_alone_with_its_mark() -> None:
    text = render('{{ equation("half") }}', PAGE, FACTS, PAGES)
    assert text.startswith("\n$$\nx + x = 2 x\n$$\n\n[checked](../checks/claims.md#half){ .claim ")
    assert text.endswith("}\n{ .equation-mark }\n")


MARK = '<p class="equation-mark"><a>checked</a></p>'


def test_equation_and_its_mark_are_one_element() -> None:
    formula = '<div class="arithmatex">\\[x\\]</div>'
    html = f"<p>a</p>\n{formula}\n{MARK}\n{formula}"
    joined = f'<p>a</p>\n<div class="equation">{formula}{MARK}</div>\n{formula}'
    assert join_marks(html, PAGE) == joined


def test_equation_that_markdown_has_missed_is_told() -> None:
    with pytest.raises(ArticleError, match="an equation stands indented"):
        join_marks(f"<li>$$ x $$ {MARK}</li>", PAGE)


def test_article_is_a_link_with_its_title() -> None:
    text = render('{{ article("graph") }}, {{ article("bend") }}', PAGE, FACTS, PAGES)
    assert text == "[A graph](graph.ipynb), [A bend](bend.md)"


def test_tex_attributes_and_final_newline_survive() -> None:
    text = "# Title { #id }\n\n$\\frac{a}{b}$ {% x %} {# no comment #}\n"
    assert render(text, PAGE, FACTS, PAGES) == text


def test_blocks_and_comments_have_delimiters_of_their_own() -> None:
    text = "{## a remark ##}{%% for n in [1, 2] %%}{{ n }}{%% endfor %%}"
    assert render(text, PAGE, FACTS, PAGES) == "12"


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ('{{ verdict("third") }}', "unknown verdict 'third'"),
        ('{{ verdicts("Curves") }}', "unknown group of verdicts 'Curves'"),
        ('{{ claim("zerro") }}', "unknown claim 'zerro'; did you mean 'zero'? If not, define it"),
        ('{{ claim("lost") }}', "unknown evidence page 'nowhere/'; mend the evidence of 'lost'"),
        ('{{ figure("mish") }}', "unknown figure 'mish'; draw it"),
        ('{{ plot("mish") }}', "unknown activation 'mish'; add it"),
        ('{{ plot("relu", at="0") }}', "plot of 'relu': unknown word 'at'; there are x, show"),
        ('{{ activation("mish") }}', "unknown activation 'mish'; add it"),
        ('{{ article("brend") }}', "unknown article 'brend'; did you mean 'bend'?"),
        ('{{ equation("zero") }}', "claim 'zero' is no equation"),
        ('{{ formula("relu", "d3f") }}', "unknown formula of relu 'd3f'"),
        ('{{ formula("relu", "df") }}', "unknown input ''; relu has a, b"),
        ('{{ source("me2024") }}', "unknown source 'me2024'; add it"),
        ("{{ value }}", "'value' is undefined"),
        ("one\n\n$\\frac{{\\pi}}{2}$", "line 3 of the text: unexpected char"),
        ("$x^{{a}}$", "'a' is undefined; two braces of TeX that touch need a space"),
        ("{{ claim() }}", "missing 1 required positional argument"),
        ('{{ figure("relu", "{{ claim(1) }}") }}', "caption of figure 'relu' holds braces"),
    ],
)
def test_mistake_is_one_line_with_page_and_id(template: str, message: str) -> None:
    with pytest.raises(ArticleError) as error:
        render(template, PAGE, FACTS, PAGES)
    assert str(error.value).startswith("docs/articles/bend.md: ")
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_figure_is_placed_with_its_caption() -> None:
    markdown = render('{{ figure("relu", "A *bend*.") }}', PAGE, FACTS, PAGES)
    # What Markdown makes of it: the attribute is gone, the caption set.
    html = markdown.replace(' markdown="span"', "").replace("*bend*", "<em>bend</em>")
    assert place_figures(html, PAGE, FACTS.figures) == (
        f'<figure class="figure" id="figure-relu">{SVG}'
        "<figcaption>A <em>bend</em>.</figcaption></figure>"
    )


def test_interactive_figure_has_its_data_and_a_place_for_controls() -> None:
    html = '<div class="figure" data-figure="relu"></div>'
    placed = place_figures(html, PAGE, FACTS.figures, {"relu": {"text": "</template>&"}})
    assert placed == (
        f'<figure class="figure" id="figure-relu">{SVG}<div class="figure-controls"></div>'
        r'<template>{"text":"\u003c/template>\u0026"}</template></figure>'
    )
    assert "template" not in place_figures(html, PAGE, FACTS.figures, {"other": 1})


def test_plot_is_the_figure_with_what_its_script_is_told() -> None:
    markdown = render('{{ plot("relu", "A bend.", x="0", show="f-df") }}', PAGE, FACTS, PAGES)
    placed = place_figures(markdown.replace(' markdown="span"', ""), PAGE, FACTS.figures)
    assert placed == (
        '<figure class="figure" id="figure-relu" data-plot="relu" data-sliders="1" data-x="0" '
        f'data-show="f-df">{SVG}<div class="figure-controls"></div>'
        "<figcaption>A bend.</figcaption></figure>"
    )


def test_figure_without_caption_has_none() -> None:
    html = '<div class="figure" data-figure="relu"></div>'
    assert "figcaption" not in place_figures(html, PAGE, FACTS.figures)


@pytest.mark.parametrize(
    ("html", "message"),
    [
        ('<div class="figure" data-figure="mish"></div>', "page.md: unknown figure 'mish'"),
        (
            '<div class="figure" data-figure="relu"></div>' * 2,
            "page.md: figure 'relu' stands twice",
        ),
        ('<div data-figure="relu"></div>', 'page.md: <div data-figure="relu"> was not recognized'),
    ],
)
def test_bad_figure_names_page_and_figure(html: str, message: str) -> None:
    with pytest.raises(ArticleError) as error:
        place_figures(html, "page.md", FACTS.figures)
    assert str(error.value).startswith(message)


def test_facts_are_read_from_the_build(tmp_path: Path) -> None:
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures/relu.svg").write_text(SVG)
    (tmp_path / "figures/relu.data.json").write_text('{"x": [1]}')
    dataset = {"activations": list(FACTS.records.values()), "totals": FACTS.totals}
    (tmp_path / "activations.json").write_text(json.dumps(dataset))
    (tmp_path / "claims.json").write_text(json.dumps(FACTS.claims))
    (tmp_path / "experiments.json").write_text('{"rings": {"title": "Rings"}}')
    (tmp_path / "figures/relu.csv").write_text("x\r\n1\r\n")
    (tmp_path / "verdicts.json").write_text(json.dumps(FACTS.verdicts))
    (tmp_path / "thumbnails.json").write_text('{"relu": "<svg/>"}')
    docs = tmp_path / "docs"
    (docs / "articles").mkdir(parents=True)
    (docs / "articles/bend.md").write_text('---\nx: y\n---\n# A bend\n{{ activation("relu") }}')
    (docs / "articles/graph.py").write_text("# %% [markdown]\n# # A graph\n")
    with pytest.raises(ArticleError, match=r"build/sources\.json is missing; make it with: "):
        load(tmp_path, docs)
    (tmp_path / "sources.json").write_text(json.dumps(FACTS.sources))
    assert load(tmp_path, docs) == replace(
        FACTS,
        data={"relu": {"x": [1]}},
        experiments={"rings": {"title": "Rings"}},
        tables=frozenset({"relu"}),
        thumbnails={"relu": "<svg/>"},
    )
    (docs / "articles/graph.py").write_text("x = 1\n")
    with pytest.raises(ArticleError, match=r"docs/articles/graph\.py: has no title"):
        load(tmp_path, docs)


def test_figure_with_a_table_links_to_it_and_experiments_to_their_settings() -> None:
    facts = replace(
        FACTS, experiments={"rings": {"title": "Two rings"}}, tables=frozenset({"relu"})
    )
    text = render(
        '{{ figure("relu", "ReLU.") }} {{ experiment("rings") }}', "articles/a.md", facts, {}
    )
    assert "ReLU. [CSV](../data/figures/relu.csv){ .table-link" in text
    assert "[Two rings](../experiments.md#rings)" in text
    with pytest.raises(ArticleError, match="unknown experiment 'ring'; did you mean 'rings'"):
        render('{{ experiment("ring") }}', "articles/a.md", facts, {})
    assert "CSV" not in render('{{ figure("relu", "ReLU.") }}', "articles/a.md", FACTS, {})
