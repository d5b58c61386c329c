"""The glossary: terms with their definitions, and links from the first use of each on a page.

The words stand in docs/glossary.toml. A page links the first time it uses a term, in any of its
forms, outside headings, links, code, formulas and figures; nobody has to set the link.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from gen.errors import Problem
from gen.slug import slugify

PAGE = "glossary.md"
"""The path of the glossary below the folder of pages."""

_TAG = re.compile(r"(<!--.*?-->|<[^>]*>)", re.DOTALL)
_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")
_HEADINGS = [f"h{level}" for level in range(1, 7)]
_SILENT = {"a", "button", "code", "pre", "script", "style", "summary", "svg", "table", *_HEADINGS}
"""Elements in which nothing is linked."""
_VOID = {"br", "hr", "img", "input", "link", "meta", "wbr"}


class GlossaryError(Problem):
    """One line: the file, the term and what is wrong with it."""


@dataclass(frozen=True)
class Term:
    """A term of the field."""

    name: str
    """Its heading, in the singular."""
    forms: tuple[str, ...]
    """Other words for it that a page may use: plurals, verbs, synonyms."""
    text: str
    """Its definition, in the Markdown of articles."""

    @property
    def anchor(self) -> str:
        """Its place on the page of the glossary."""
        return slugify(self.name)


@dataclass(frozen=True)
class Symbol:
    """A sign of the notation."""

    tex: str
    meaning: str
    """In the Markdown of articles."""


@dataclass(frozen=True)
class Glossary:
    """All terms in alphabetical order, and the notation in the order of its file."""

    terms: tuple[Term, ...]
    symbols: tuple[Symbol, ...]

    def map(self, change: Callable[[str], str]) -> Glossary:
        """The glossary with `change` applied to each text."""
        return Glossary(
            tuple(replace(term, text=change(term.text)) for term in self.terms),
            tuple(replace(symbol, meaning=change(symbol.meaning)) for symbol in self.symbols),
        )


def read(file: Path) -> Glossary:
    """The glossary of a TOML file with tables [[term]] and [[symbol]].

    Raises GlossaryError for a malformed file and for a form that two terms claim.
    """
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
        terms = [
            Term(table["name"], tuple(table.get("forms", ())), table["text"].strip())
            for table in tables["term"]
        ]
        symbols = tuple(Symbol(table["tex"], table["meaning"]) for table in tables["symbol"])
    except tomllib.TOMLDecodeError as error:
        raise GlossaryError(f"docs/{file.name}: not TOML: {error}") from error
    except KeyError as error:
        raise GlossaryError(
            f"docs/{file.name}: a table lacks {error}; each [[term]] has name and text, "
            "each [[symbol]] tex and meaning"
        ) from error
    owners: dict[str, str] = {}
    for term in terms:
        for form in (term.name, *term.forms):
            owner = owners.setdefault(form.casefold(), term.name)
            if owner != term.name or not form.strip():
                raise GlossaryError(
                    f"docs/{file.name}: {form!r} stands for {owner!r} and for {term.name!r}; "
                    "leave it to one of them"
                )
    return Glossary(tuple(sorted(terms, key=lambda term: term.name.casefold())), symbols)


def link_entries(html: str, terms: Sequence[Term]) -> str:
    """The glossary's HTML, each entry with a link at its first use of each other term."""
    head, *entries = re.split(r'(?=<h3 id=")', html)
    for index, entry in enumerate(entries):
        own = entry.removeprefix('<h3 id="').partition('"')[0]
        entries[index] = link_first_uses(entry, terms, "", own)
    return head + "".join(entries)


def link_first_uses(html: str, terms: Sequence[Term], page: str, own: str = "") -> str:
    """HTML with a link to the glossary at the first use of each term.

    page: the URL of the glossary as seen from where the HTML stands.
    own: the anchor of the term that the HTML explains, to which it has no link.
    """
    if not terms:
        return html
    pattern, owners = _forms(tuple(terms))
    linked = {own}

    def link(match: re.Match[str]) -> str:
        term = owners[" ".join(match[0].casefold().split())]
        if term.anchor in linked:
            return match[0]
        linked.add(term.anchor)
        return f'<a class="term" href="{page}#{term.anchor}">{match[0]}</a>'

    silent: list[str] = []
    parts = _TAG.split(html)
    for index, part in enumerate(parts):
        if index % 2 == 0:
            if not silent:
                parts[index] = pattern.sub(link, part)
        elif name := _NAME.match(part):
            _enter_or_leave(part, name[1].lower(), silent)
    return "".join(parts)


def _enter_or_leave(tag: str, name: str, silent: list[str]) -> None:
    """Nothing; afterwards `silent` holds the open elements from the outermost silent one on."""
    if name in _VOID or tag.endswith("/>"):
        return
    if tag.startswith("</"):
        if name in silent:
            # What was left open inside closes with it.
            del silent[len(silent) - 1 - silent[::-1].index(name) :]
    elif silent or name in _SILENT or "arithmatex" in tag or 'class="figure"' in tag:
        silent.append(name)


@lru_cache(maxsize=1)
def _forms(terms: tuple[Term, ...]) -> tuple[re.Pattern[str], Mapping[str, Term]]:
    owners = {form.casefold(): term for term in terms for form in (term.name, *term.forms)}
    # The longest first, so that "hidden layer" is not taken for "layer".
    alternatives = sorted(owners, key=lambda form: (-len(form), form))
    # A line may end between the words of a form.
    words = "|".join(r"\s+".join(map(re.escape, form.split())) for form in alternatives)
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE), owners
