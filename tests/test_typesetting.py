"""Tests of `gen.typesetting`: TeX becomes HTML with MathML, or an error that names it."""

from __future__ import annotations

import pytest

from gen.typesetting import Formula, TypesettingError, mark, set_formulas, typeset

PAGE = "docs/page.md"
INLINE = r'<p>Here <span class="arithmatex">\(a &lt; b\)</span>.</p>'
DISPLAYED = '<div class="arithmatex">\\[\n\\frac{1}{1 + e^{-x}}\n\\]</div>'


def test_formula_becomes_html_and_mathml() -> None:
    [result] = typeset([Formula(r"\frac{1}{2}", display=False)], PAGE)
    assert '<math xmlns="http://www.w3.org/1998/Math/MathML">' in result
    assert '<span class="katex-html" aria-hidden="true">' in result


def test_batch_keeps_the_order() -> None:
    formulas = [Formula(f"x_{{{n}}}", display=bool(n % 2)) for n in range(12)]
    results = typeset(formulas, PAGE)
    assert results == [typeset([formula], PAGE)[0] for formula in formulas]
    assert len(set(results)) == len(formulas)


def test_no_formulas_give_nothing() -> None:
    assert typeset([], PAGE) == []


@pytest.mark.parametrize(
    ("tex", "reason"),
    [
        (r"\frac{1}{", "end of input"),
        (r"\sigmod(x)", "Undefined control sequence"),
        ("5 \N{EURO SIGN}", "Unrecognized Unicode character"),
    ],
)
def test_bad_tex_is_one_line_with_page_and_formula(tex: str, reason: str) -> None:
    formulas = [Formula("x", display=False), Formula(tex, display=True)]
    with pytest.raises(TypesettingError) as error:
        typeset(formulas, PAGE)
    message = str(error.value)
    assert message.startswith(f"{PAGE}: formula {tex}: ")
    assert reason in message
    assert "\n" not in message


def test_each_formula_of_a_page_is_set_in_its_place() -> None:
    result = set_formulas(INLINE + DISPLAYED, PAGE)
    assert r"\(" not in result
    assert r"\[" not in result
    inline, displayed = result.split("<div")
    assert "katex-display" not in inline
    assert "katex-display" in displayed


def test_markdown_escapes_reach_katex_as_characters() -> None:
    assert "<mo>&lt;</mo>" in set_formulas(INLINE, PAGE)


def test_marked_formulas_are_out_of_the_index_and_still_set() -> None:
    marked = mark(INLINE + DISPLAYED, PAGE)
    assert marked.count("data-search-exclude") == 2
    assert set_formulas(marked, PAGE) == set_formulas(INLINE + DISPLAYED, PAGE)


def test_formula_in_a_heading_is_refused() -> None:
    heading = r'<h2 id="f">At <span class="arithmatex">\(x = 0\)</span></h2>'
    with pytest.raises(TypesettingError, match=r"docs/page\.md: heading with formula x = 0"):
        mark(heading, PAGE)


@pytest.mark.parametrize("left", [r"<p>so $$ x^2 $$ is</p>", r"<p>where \(x</p>", r"<p>\[ x</p>"])
def test_tex_that_markdown_missed_is_refused(left: str) -> None:
    with pytest.raises(TypesettingError, match=r"docs/page\.md: TeX left as text at"):
        mark(INLINE + left, PAGE)


def test_tex_in_code_is_left_alone() -> None:
    code = r"<p>Write <code>$$...$$</code>.</p><pre><code>\(x\)</code></pre>"
    assert mark(code, PAGE) == code
