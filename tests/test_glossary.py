"""The glossary: its file is read or refused, and the first use of each term becomes a link."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gen.glossary import GlossaryError, Term, link_entries, link_first_uses, read

TERMS = (
    Term("Layer", ("layers",), "Units side by side."),
    Term("Hidden layer", ("hidden layers",), "A layer inside."),
    Term("Saturation", ("saturates",), "A slope near 0."),
)
SYMBOL = '[[symbol]]\ntex = "f"\nmeaning = "it"\n'


def linked(html: str) -> list[tuple[str, str]]:
    found = link_first_uses(html, TERMS, "../glossary/")
    assert re.sub(r'<a class="term"[^>]*>(.*?)</a>', r"\1", found, flags=re.DOTALL) == html
    return re.findall(r'<a class="term" href="../glossary/#([^"]*)">([^<]*)</a>', found)


def test_first_use_in_any_form_is_linked_once() -> None:
    assert linked("<p>Layers, a layer. It saturates.</p>") == [
        ("layer", "Layers"),
        ("saturation", "saturates"),
    ]


def test_entry_links_each_other_term_and_not_itself() -> None:
    html = (
        '<p>A layer.</p><h3 id="layer">Layer</h3><p>A layer saturates.</p>'
        '<h3 id="saturation">Saturation</h3><p>A layer saturates; layers do.</p>'
    )
    found = link_entries(html, TERMS)
    assert re.sub(r'<a class="term"[^>]*>(.*?)</a>', r"\1", found) == html
    assert re.findall(r'href="#([^"]*)">([^<]*)', found) == [
        ("saturation", "saturates"),
        ("layer", "layer"),
    ]


def test_longest_form_wins_also_across_lines() -> None:
    html = "<p>A hidden\nlayer and a layer</p>"
    assert linked(html) == [("hidden-layer", "hidden\nlayer"), ("layer", "layer")]


@pytest.mark.parametrize(
    "html",
    [
        "<h2>Layers</h2>",
        '<a href="x">layers</a>',
        "<p><code>layers</code></p>",
        "<pre>layers</pre>",
        '<div class="figure" data-figure="x">layers <em>layers</em> layers</div>',
        '<span class="arithmatex">layer</span>',
        "<p>multilayer layer-norm sublayers</p>",
        "<!-- layers -->",
    ],
)
def test_words_outside_prose_are_left_alone(html: str) -> None:
    assert linked(html) == []
    assert linked(f"{html}<p>a<br>layer</p>") == [("layer", "layer")]


def test_file_is_read_in_alphabetical_order(tmp_path: Path) -> None:
    file = tmp_path / "glossary.toml"
    entries = [f'[[term]]\nname = "{name}"\ntext = "T"\n' for name in ("b", "A")]
    file.write_text("".join(entries) + SYMBOL)
    assert [term.name for term in read(file).terms] == ["A", "b"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[term", "not TOML"),
        ('[[term]]\nname = "A"\n', "lacks 'text'"),
        (
            '[[term]]\nname = "A"\ntext = "T"\n[[term]]\nname = "B"\nforms = ["a"]\ntext = "T"\n',
            "'a' stands for 'A' and for 'B'",
        ),
    ],
)
def test_mistake_is_one_line(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "glossary.toml"
    file.write_text(text + SYMBOL)
    with pytest.raises(GlossaryError) as error:
        read(file)
    assert message in str(error.value)
    assert "\n" not in str(error.value)
