"""What MkDocs makes of each page, kept from one of its runs to the next.

To render Markdown and notebooks, to read all pages for the search and to compile templates is most
of what MkDocs does here, and between two builds most pages stay as they are. A page is rendered
again when its text changes, a file that it could link to, a setting, or a version. What made MkDocs
warn is not kept, or it would warn once.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, get_toc
from mkdocs.utils import CountHandler

from gen.dependencies import files_of
from gen.files import write, write_json
from gen.typesetting import KATEX

ENTRIES, FORMULAS = "search.json", "formulas.json"
"""The entries of the search index and the formulas, beside the pages."""
SNIPPET = "8<-"
"""Stands before the name of another file, whose text enters a page while it is rendered."""


def circumstances(settings: str, config: MkDocsConfig, files: Files) -> str:
    """A digest of everything but its own text that a rendered page follows from.

    settings: the text of mkdocs.yml that `config` was made of.
    """
    linked = sorted((file.src_uri, file.url, file.inclusion.name) for file in files)
    return _digest(json.dumps([programs(), settings, config.use_directory_urls, linked]))


@cache
def programs() -> str:
    """A digest of what renders, as it was when this was first called.

    A preview may outlive an upgrade, so it calls this as soon as all of it is loaded.
    """
    # Their folders tell names and versions; to read those inside takes as long as many pages.
    packages = sorted(path.name for folder in sys.path for path in Path(folder).glob("*.dist-info"))
    modules = ("gen.rendered", "gen.notebooks.pages", "gen.typesetting")
    ours = [*(path for module in modules for path in files_of(module)), KATEX]
    texts = [path.read_text(encoding="utf-8") for path in ours]
    return _digest(json.dumps([packages, sys.version, texts]))


def keep(
    page: Page,
    folder: Path,
    circumstances: str,
    rendered: dict[str, Any],
    drawn: dict[str, dict[str, str]],
) -> None:
    """Nothing; MkDocs will find the page as a run before has rendered it, if it is in the folder.

    What becomes of it is added to `rendered`, for `write_all`: None where it was found. Figures
    that rendering draws stand in `drawn`, by page.
    """
    render = page.render

    def found_or_rendered(config: MkDocsConfig, files: Files) -> None:
        key = _digest(f"{circumstances} {page.markdown}")
        kept = _read(folder / f"{page.file.src_uri}.json")
        if kept.get("key") == key:
            _restore(page, kept, files)
            drawn[page.file.src_uri] = kept["drawn"]
            rendered[page.file.src_uri] = None
            return
        warnings = CountHandler(level=logging.WARNING)
        logger = logging.getLogger("mkdocs")
        # With --quiet MkDocs would not say what is wrong, with --verbose not gather the anchors.
        says_all = logger.isEnabledFor(logging.WARNING) and not logger.isEnabledFor(logging.DEBUG)
        logger.addHandler(warnings)
        try:
            render(config, files)
        finally:
            logger.removeHandler(warnings)
        if says_all and not warnings.counts and SNIPPET not in (page.markdown or ""):
            figures = drawn.get(page.file.src_uri, {})
            rendered[page.file.src_uri] = {"key": key, **_state(page), "drawn": figures}

    # As mkdocs-jupyter does it: MkDocs has no event in the place of rendering.
    page.render = found_or_rendered  # type: ignore[method-assign]


def keep_entries(index: Any, folder: Path) -> dict[str, Any]:
    """The entries of each page in Material's search index, as far as it has been asked for them.

    It will find those of pages that are as they were in a run before.
    """
    kept, entries = _read(folder / ENTRIES), {}
    add = index.add_entry_from_context

    def add_found_or_made(page: Page) -> None:
        about = [page.url, str(page.title), page.meta, [_token(link) for link in page.toc]]
        key = _digest(json.dumps([programs(), about, page.content], default=str))
        found = kept.get(page.file.src_uri)
        if found and found["key"] == key:
            index.entries += found["entries"]
        else:
            before = len(index.entries)
            add(page)
            found = {"key": key, "entries": index.entries[before:]}
        entries[page.file.src_uri] = found

    # Material has no event in the place of this either.
    index.add_entry_from_context = add_found_or_made
    return entries


def read_formulas(folder: Path) -> dict[str, str]:
    """The formulas that a run before has typeset."""
    kept = _read(folder / FORMULAS)
    return kept["formulas"] if kept.get("key") == programs() else {}


def write_formulas(folder: Path, formulas: Mapping[str, str]) -> None:
    """Nothing; the next run finds these formulas, and no other."""
    write_json(folder / FORMULAS, {"key": programs(), "formulas": formulas})


def write_all(folder: Path, rendered: Mapping[str, Any], entries: Mapping[str, Any]) -> None:
    """Nothing; the folder has what was rendered or found now, and no other page."""
    write_json(folder / ENTRIES, entries)
    for name, state in rendered.items():
        if state is not None:
            write(folder / f"{name}.json", json.dumps(state, ensure_ascii=False))
    now = {folder / ENTRIES, folder / FORMULAS, *(folder / f"{name}.json" for name in rendered)}
    for path in set(folder.rglob("*.json")) - now:
        path.unlink(missing_ok=True)


def _read(path: Path) -> dict[str, Any]:
    """What is kept of a page; nothing where that is missing or cut off, and is rendered again."""
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found


def _state(page: Page) -> dict[str, Any]:
    """All that rendering sets on the page, by MkDocs and for notebooks by mkdocs-jupyter and us."""
    links = page.links_to_anchors or {}
    return {
        "content": page.content,
        "toc": [_token(link) for link in page.toc],
        "heading": page._title_from_render,
        "title": vars(page).get("title"),
        "ids": sorted(page.present_anchor_ids or ()),
        "links": {file.src_uri: anchors for file, anchors in links.items()},
    }


def _restore(page: Page, kept: Mapping[str, Any], files: Files) -> None:
    """Nothing; the page is as it was after it had been rendered."""
    page.content = kept["content"]
    page.toc = get_toc(kept["toc"])
    page._title_from_render = kept["heading"]
    if kept["title"] is not None:
        page.title = kept["title"]
    page.present_anchor_ids = set(kept["ids"])
    page.links_to_anchors = {files.src_uris[name]: it for name, it in kept["links"].items()}


def _token(link: AnchorLink) -> dict[str, Any]:
    children = [_token(child) for child in link.children]
    return {"name": link.title, "id": link.id, "level": link.level, "children": children}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
