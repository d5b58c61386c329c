"""The Markdown of a notebook: filled for the page, and made to stand alone for the download.

The prose of a notebook uses the Markdown of other articles as far as Jupyter knows it. Links lead
to the source files of pages, as everywhere in docs/; `gen.notebooks.markup` follows them on the
page, and the download follows them to the published site.
"""

from __future__ import annotations

import base64
import copy
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urljoin

_FIGURE = re.compile(
    r'<div class="figure" data-figure="(?P<name>[^"]*)"[^>]*>\s*(?P<caption>.*?)\s*</div>',
    re.DOTALL,
)
_LINK = re.compile(
    r"(?P<code>`+).*?(?P=code)"  # an index and a call look like a link
    r"|\[(?P<label>[^\]]*)\]\((?P<target>[^)\s]*)\)(?P<attributes>\{[^}\n]*\})?",
    re.DOTALL,
)
_ABSOLUTE = re.compile(r"[a-z]+:")
_LAST_LINE = re.compile(r"\n\{ \.[\w-]+ \}$", re.MULTILINE)
"""The class of a paragraph, which only a page of the site reads."""
_CLAIM = re.compile(r"\{[^}]*\.claim\b")


def fill(notebook: Mapping[str, Any], render: Callable[[str], str]) -> dict[str, Any]:
    """The notebook with its prose filled with facts.

    Args:
        notebook: the content of a `.ipynb` file.
        render: a cell's Markdown, filled.
    """

    def filled(text: str) -> str:
        # Between blank lines Jupyter reads the caption as Markdown; within the element it does not.
        return _FIGURE.sub(
            r'<div class="figure" data-figure="\g<name>">\n\n\g<caption>\n\n</div>', render(text)
        )

    return _with_prose(notebook, filled)


def download(
    notebook: Mapping[str, Any],
    resolve: Callable[[str], str],
    site_url: str,
    figures: Mapping[str, str],
) -> dict[str, Any]:
    """The notebook as a reader gets it: figures go with it, links lead to the published site.

    Args:
        notebook: filled.
        resolve: the site-relative URL that a link of the notebook leads to.
        site_url: the address of the site; where it is empty, links within the site become text.
        figures: SVG of the site's figures, by name.
    """

    def linked(match: re.Match[str]) -> str:
        if match["code"]:
            return match[0]
        label, target = match["label"], match["target"]
        if _ABSOLUTE.match(target):
            return f"[{label}]({target})"
        claim = _CLAIM.match(match["attributes"] or "")
        if not site_url:
            return "" if claim else label
        link = f"[{label}]({urljoin(site_url, resolve(target))})"
        # On the page a tick stands there; a word needs the space.
        return f" ({link})" if claim else link

    def standing_alone(text: str) -> str:
        text = _LINK.sub(linked, _LAST_LINE.sub("", text)).replace("\N{WORD JOINER}", "")
        return _FIGURE.sub(r"![\g<name>](attachment:\g<name>.svg)\n\n\g<caption>", text)

    made = _with_prose(notebook, standing_alone)
    for cell, original in zip(made["cells"], notebook["cells"], strict=True):
        if cell["cell_type"] == "markdown":
            shown = [match["name"] for match in _FIGURE.finditer("".join(original["source"]))]
            if shown:
                cell["attachments"] = {f"{name}.svg": _attachment(figures[name]) for name in shown}
    return made


def _with_prose(notebook: Mapping[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    changed = copy.deepcopy(dict(notebook))
    for cell in changed["cells"]:
        if _is_prose(cell):
            cell["source"] = change("".join(cell["source"])).splitlines(keepends=True)
    return changed


def _is_prose(cell: Mapping[str, Any]) -> bool:
    return bool(cell["cell_type"] == "markdown")


def _attachment(svg: str) -> dict[str, str]:
    """The SVG as a notebook keeps it, on white paper: alone, it has its light colors."""
    alone = svg.replace('style="', 'style="background: #ffffff; ', 1)
    return {"image/svg+xml": base64.b64encode(alone.encode("utf-8")).decode("ascii")}
