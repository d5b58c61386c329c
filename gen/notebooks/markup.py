r"""The HTML that mkdocs-jupyter makes of a notebook, in the markup of the site's other pages.

mkdocs-jupyter brings its own style sheets and scripts; none of them stays. Code stands in the
block that `pymdownx.highlight` writes, a formula in the element that `pymdownx.arithmatex` writes,
and headings have the ids and links that Python-Markdown gives them, so the theme, the style sheet
and `gen.typesetting` treat a notebook like any page.
"""

from __future__ import annotations

import base64
import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from gen.notebooks import ANSWER, NotebookError

_DISPLAYED = re.compile(r"\s*\$\$(.+)\$\$\s*", re.DOTALL)
_INLINE = re.compile(r"(?<![\\$])\$(?!\s)([^$]+?)(?<!\s)\$(?!\$)")
_ATTRIBUTES = re.compile(r"\{:?\s*((?:[.#\w-][^\s=}]*(?:=\"[^\"]*\")?\s*)+)\}")
_ATTRIBUTE = re.compile(r'\.(?P<class>[\w-]+)|(?P<name>[\w-]+)="(?P<value>[^"]*)"')
_LAST_LINE = re.compile(r"\n\{ \.([\w-]+) \}\s*$")
"""The class of a paragraph, as Python-Markdown reads it from its last line."""
_SVG = "data:image/svg+xml;base64,"
_LABELS = re.compile(r'aria-labelledby="(\S+)-title ')
_COLORLESS = {"n", "w"}
"""Pygments' classes of names and of white space, to which the theme gives no color."""
_POINTS = set(".,:;()[]{}")
_EXTERNAL = re.compile(r"[a-z]+:|//|#")
_HEADINGS = ("h1", "h2", "h3", "h4")
_LISTED = 3
"""Headings down to this level stand in the table of contents."""


@dataclass(frozen=True)
class Markup:
    """A notebook's page."""

    html: str
    headings: list[Any]
    """The table of contents: trees of "level", "id", "name" and "children"."""
    ids: frozenset[str]
    """The ids that a link may lead to."""
    figures: dict[str, str]
    """SVG of the figures that its cells draw, by name; in the HTML each has a placeholder."""


def convert(html: str, link: Callable[[str], str], download: str, place: str) -> Markup:
    """The page of a notebook.

    Args:
        html: what mkdocs-jupyter made.
        link: the address, relative to the page, of a link as it is written in the notebook.
        download: the address of the notebook itself, relative to the page.
        place: the path of the notebook, for messages.

    Raises:
        NotebookError: the notebook has no title or no paragraph below it.
    """
    soup = BeautifulSoup(html, "html.parser")
    figures: dict[str, str] = {}
    page = BeautifulSoup("", "html.parser")
    cells = [cell for cell in soup.select(".jp-Notebook > .jp-Cell") if isinstance(cell, Tag)]
    if not cells:
        raise NotebookError(f"{place}: mkdocs-jupyter made no cell of it; see its release notes")
    for folded, group in itertools.groupby(cells, _is_answer):
        parts = [part for cell in group for part in _cell(cell, figures, soup)]
        if folded:
            parts = [_folded(parts, soup)]
        for part in parts:
            page.append(part)
    for element in page.select("a[href]"):
        _follow(element, link)
    for paragraph in page.select("p"):
        _take_class(paragraph)
    _mark_formulas(page, soup)
    headings, ids = _mark_headings(page, soup)
    _offer(page, download, soup, place)
    return Markup(str(page), headings, frozenset(ids), figures)


# --- cells -----------------------------------------------------------------------------------


def _is_answer(cell: Tag) -> bool:
    name = f"celltag_{ANSWER}"
    return name in cell.get_attribute_list("class") or cell.select_one(f".{name}") is not None


def _cell(cell: Tag, figures: dict[str, str], soup: BeautifulSoup) -> Iterator[Any]:
    """The elements of a cell: of its prose, or of its code and then of its outputs."""
    if prose := cell.select_one(".jp-RenderedMarkdown"):
        yield from _prose(prose, soup)
        return
    if code := cell.select_one(".highlight-ipynb > pre"):
        yield _block(code, soup, "highlight")
    for output in cell.select(".jp-OutputArea-output"):
        if image := output.select_one(f'img[src^="{_SVG}"]'):
            svg = base64.b64decode(str(image["src"]).removeprefix(_SVG)).decode("utf-8")
            yield _placeholder(svg, figures, soup)
        elif text := output.find("pre"):
            assert isinstance(text, Tag)
            yield _block(text, soup, "highlight output no-copy")


def _prose(prose: Tag, soup: BeautifulSoup) -> Iterator[Any]:
    for code in prose.select(".highlight > pre"):
        parent = code.parent
        assert parent is not None
        parent.replace_with(_block(code, soup, "highlight"))
    for figure in prose.select("div[data-figure]"):
        for paragraph in figure.find_all("p"):
            paragraph.unwrap()
    for element in prose.select("[markdown]"):
        # Python-Markdown's word for "Markdown inside"; here it has been read.
        del element["markdown"]
    # A list first: an element that moves away is no longer followed by its sibling.
    yield from list(prose.children)


def _block(pre: Tag, soup: BeautifulSoup, kind: str) -> Tag:
    """A block of code or output, as Markdown pages have it."""
    block = soup.new_tag("div", attrs={"class": kind})
    code = soup.new_tag("code")
    code.extend(list(pre.children))
    for token in code.find_all("span"):
        if _is_plain(token):
            token.unwrap()
    code.smooth()
    frame = soup.new_tag("pre")
    frame.append(soup.new_tag("span"))
    frame.append(code)
    block.append(frame)
    return block


def _is_plain(token: Tag) -> bool:
    """Whether a token looks like text without a span: a fourth of a page would be such spans."""
    (kind,) = token.get_attribute_list("class") or [""]
    return kind in _COLORLESS or set(token.get_text()) <= _POINTS


def _placeholder(svg: str, figures: dict[str, str], soup: BeautifulSoup) -> Tag:
    """The mark of a figure; the figure itself comes after the search index is made."""
    labels = _LABELS.search(svg)
    assert labels is not None, "gen.figures.svg names each figure"
    name = labels[1]
    figures[name] = svg
    return soup.new_tag("div", attrs={"class": "figure", "data-figure": name})


def _folded(parts: list[Any], soup: BeautifulSoup) -> Tag:
    details = soup.new_tag("details", attrs={"class": "success"})
    summary = soup.new_tag("summary")
    summary.string = "Answer"
    details.append(summary)
    details.extend(parts)
    return details


# --- prose -----------------------------------------------------------------------------------


def _follow(element: Tag, link: Callable[[str], str]) -> None:
    """Nothing; afterwards the link leads to a page and has the attributes written behind it."""
    target = str(element["href"])
    if not _EXTERNAL.match(target):
        element["href"] = link(target)
    after = element.next_sibling
    if isinstance(after, NavigableString) and (written := _ATTRIBUTES.match(after)):
        for attribute in _ATTRIBUTE.finditer(written[1]):
            if attribute["class"]:
                element["class"] = " ".join(
                    (*element.get_attribute_list("class"), attribute["class"])
                )
            else:
                element[attribute["name"]] = attribute["value"]
        after.replace_with(NavigableString(after[written.end() :]))


def _take_class(paragraph: Tag) -> None:
    """Nothing; afterwards the paragraph has the class that its last line gives it."""
    last = paragraph.contents[-1] if paragraph.contents else None
    if isinstance(last, NavigableString) and (written := _LAST_LINE.search(last)):
        paragraph["class"] = written[1]
        last.replace_with(NavigableString(last[: written.start()]))


def _mark_formulas(page: BeautifulSoup, soup: BeautifulSoup) -> None:
    """Nothing; afterwards each formula stands in an element of its own."""
    for text in list(page.find_all(string=True)):
        if not isinstance(text, NavigableString) or "$" not in text:
            continue
        if text.find_parent(["code", "pre", "script", "style"]):
            continue
        parent = text.parent
        assert parent is not None
        if displayed := _DISPLAYED.fullmatch(text):
            formula = soup.new_tag("div", attrs={"class": "arithmatex"})
            formula.string = f"\\[{displayed[1]}\\]"
            (parent if parent.name == "p" and len(parent.contents) == 1 else text).replace_with(
                formula
            )
            continue
        pieces = _INLINE.split(text)
        if len(pieces) == 1:
            continue
        for index, piece in enumerate(pieces):
            if index % 2:
                formula = soup.new_tag("span", attrs={"class": "arithmatex"})
                formula.string = f"\\({piece}\\)"
                text.insert_before(formula)
            else:
                text.insert_before(NavigableString(piece))
        text.extract()


def _mark_headings(
    page: BeautifulSoup, soup: BeautifulSoup
) -> tuple[list[dict[str, Any]], set[str]]:
    """The table of contents and all ids; afterwards headings have the ids and links of Markdown."""
    roots: list[dict[str, Any]] = []
    open_ones: list[dict[str, Any]] = []
    ids = {str(element["id"]) for element in page.select("[id]") if element.name not in _HEADINGS}
    for heading in page.find_all(_HEADINGS):
        for old in heading.select("a.anchor-link"):
            old.decompose()
        name, level = heading.get_text().strip(), int(heading.name[1])
        identity = _unused(_slug(name), ids)
        ids.add(identity)
        heading["id"] = identity
        attributes = {
            "class": "headerlink",
            "href": f"#{identity}",
            "title": "Link to this section",
        }
        permalink = soup.new_tag("a", attrs=attributes)
        permalink.string = "¶"
        heading.append(permalink)
        if level > _LISTED:
            continue
        entry: dict[str, Any] = {"level": level, "id": identity, "name": name, "children": []}
        while open_ones and open_ones[-1]["level"] >= level:
            open_ones.pop()
        (open_ones[-1]["children"] if open_ones else roots).append(entry)
        open_ones.append(entry)
    return roots, ids


def _slug(text: str) -> str:
    """The id that Python-Markdown gives a heading, so links to headings are alike everywhere."""
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", text).strip().lower())


def _unused(identity: str, ids: set[str]) -> str:
    numbered = (f"{identity}_{number}" for number in itertools.count(1))
    return next(one for one in itertools.chain([identity], numbered) if one not in ids)


def _offer(page: BeautifulSoup, download: str, soup: BeautifulSoup, place: str) -> None:
    """Nothing; afterwards the link to the notebook itself stands below the introduction."""
    title = page.find("h1")
    lead = title.find_next_sibling("p") if isinstance(title, Tag) else None
    if not isinstance(lead, Tag):
        raise NotebookError(f"{place}: begin with a title (# ...) and a paragraph below it")
    paragraph = soup.new_tag("p", attrs={"class": "download", "data-search-exclude": ""})
    link = soup.new_tag("a", attrs={"href": download, "download": ""})
    link.string = "Download this notebook (.ipynb)"
    paragraph.append(link)
    lead.insert_after(paragraph)
