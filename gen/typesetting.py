r"""HTML with MathML for the TeX on a page, set by KaTeX while the site is built.

A reader needs no script for a formula. KaTeX runs in V8. The markup around a formula is that of
`pymdownx.arithmatex` in its generic form: `<span class="arithmatex">\\(...\\)</span>` inline,
`<div class="arithmatex">\\[...\\]</div>` displayed.
"""

from __future__ import annotations

import functools
import html
import re
from collections.abc import MutableMapping, Sequence
from pathlib import Path
from typing import NamedTuple

from gen import v8
from gen.errors import Problem

KATEX = Path(__file__).parent / "vendor" / "katex.min.js"

_DRIVER = """
const typeset = (formulas) => formulas.map(([tex, display]) => {
  try {
    const options = {displayMode: display, output: "htmlAndMathml", strict: "error", trust: false};
    return {html: katex.renderToString(tex, options), error: ""};
  } catch (error) {
    return {html: "", error: error.message};
  }
});
"""

_FORMULA = re.compile(
    r'<(?P<tag>span|div) class="arithmatex"(?: data-search-exclude)?>'
    r"(?P<open>\\\(|\\\[)(?P<tex>.*?)(?:\\\)|\\\])</(?P=tag)>(?P<after>[,.;:!?)]*)",
    re.DOTALL,
)
_HEADING = re.compile(r"<h([1-6])\b.*?</h\1>", re.DOTALL)
# Code shows TeX as it is typed; it is not a formula that was missed.
_NOT_PROSE = re.compile(r"<(pre|code|script|style|svg)\b.*?</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_DELIMITER = re.compile(r"\$\$|\\[(\[]")


class TypesettingError(Problem):
    """One line that names the page, the formula and what is wrong with it."""


class Formula(NamedTuple):
    """A piece of TeX and the style in which it stands."""

    tex: str
    display: bool


@functools.cache
def _engine() -> v8.MiniRacer:
    """A V8 context with KaTeX loaded; one for the whole build, because loading costs the most."""
    engine = v8.context()
    engine.eval(KATEX.read_text(encoding="utf-8"))
    engine.eval(_DRIVER)
    return engine


def katex_version() -> str:
    """The version that the vendored KaTeX reports of itself."""
    return str(_engine().eval("katex.version"))


def typeset(
    formulas: Sequence[Formula], page: str, known: MutableMapping[str, str] | None = None
) -> list[str]:
    """HTML with MathML of each formula, in the order given, from one call into the engine.

    known: what became of formulas before; those of now are set in it.

    Raises `TypesettingError` naming `page` and the first formula that KaTeX refuses. What KaTeX
    would forgive and LaTeX would not, such as a character without a glyph, is refused too.
    """
    known = {} if known is None else known
    new = [formula for formula in formulas if _key(formula) not in known]
    results = _engine().call("typeset", new) if new else []
    for formula, result in zip(new, results, strict=True):
        if result["error"]:
            # KaTeX underlines the faulty part with combining characters: noise in a terminal.
            reason = _one_line(result["error"].replace("\N{COMBINING LOW LINE}", ""))
            raise TypesettingError(f"{page}: formula {_one_line(formula.tex)}: {reason}")
        known[_key(formula)] = result["html"]
    for formula in formulas:
        # In the first of two mappings, if that is what they are: it is of use today.
        known[_key(formula)] = known[_key(formula)]
    return [known[_key(formula)] for formula in formulas]


def _key(formula: Formula) -> str:
    return f"{'display' if formula.display else 'inline'} {formula.tex}"


def mark(content: str, page: str) -> str:
    """The page's HTML with each formula marked to stay out of the search index.

    Raises `TypesettingError` for a formula in a heading and for TeX that Markdown did not
    recognize; both would reach the reader as raw TeX without any warning.
    """
    for heading in _HEADING.finditer(content):
        if formula := _FORMULA.search(heading[0]):
            raise TypesettingError(
                f"{page}: heading with formula {_tex(formula)}: the table of contents and the "
                "search show plain text, so write the heading in words"
            )
    prose = html.unescape(_TAG.sub("", _FORMULA.sub("", _NOT_PROSE.sub("", content))))
    if delimiter := _DELIMITER.search(prose):
        around = _one_line(prose[delimiter.start() : delimiter.start() + 40])
        raise TypesettingError(
            f"{page}: TeX left as text at {around}: put a blank line before and after $$...$$, "
            "and close each formula in the paragraph that opens it"
        )
    return _FORMULA.sub(
        lambda match: match[0].replace('"arithmatex">', '"arithmatex" data-search-exclude>', 1),
        content,
    )


def set_formulas(content: str, page: str, known: MutableMapping[str, str] | None = None) -> str:
    """The page's HTML with each formula replaced by what a browser shows without scripts.

    known: what became of formulas before; those of now are set in it.
    """
    formulas = [
        Formula(_tex(match), match["open"] == r"\[") for match in _FORMULA.finditer(content)
    ]
    typeset_formulas = iter(typeset(formulas, page, known))

    def placed(match: re.Match[str]) -> str:
        # A wide displayed formula scrolls in its box; the tab stop lets a keyboard scroll it.
        attributes = 'class="arithmatex"' + (' tabindex="0"' if match["tag"] == "div" else "")
        formula = f"<{match['tag']} {attributes}>{next(typeset_formulas)}</{match['tag']}>"
        # A comma must not begin a line because a formula ended the one before.
        if match["tag"] == "span" and match["after"]:
            return f'<span class="unbroken">{formula}{match["after"]}</span>'
        return formula + match["after"]

    return _FORMULA.sub(placed, content)


def _tex(match: re.Match[str]) -> str:
    return html.unescape(match["tex"]).strip()


def _one_line(text: str) -> str:
    return " ".join(text.split())
