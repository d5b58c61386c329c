"""What became of each page's text, kept from one run of MkDocs to the next.

To render Markdown and notebooks is half of what MkDocs does here, and between two builds most pages
stay as they are. A page is rendered again when its text changes, a file that it could link to, a
setting, or a version. What made MkDocs warn is not kept, or it would warn once.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sys
from collections.abc import Mapping
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, get_toc
from mkdocs.utils import CountHandler

from gen.files import write

SNIPPET = "8<-"
"""Stands before the name of another file, whose text enters a page while it is rendered."""


def circumstances(settings: str, config: MkDocsConfig, files: Files) -> str:
    """A digest of everything but its own text that a rendered page follows from.

    settings: the text of mkdocs.yml that `config` was made of.
    """
    linked = sorted((file.src_uri, file.url, file.inclusion.name) for file in files)
    return _digest(json.dumps([_programs(), settings, config.use_directory_urls, linked]))


@cache
def _programs() -> list[str]:
    """What renders, as it was when it was loaded: a preview may outlive an upgrade."""
    packages = sorted(f"{one.name} {one.version}" for one in distributions())
    return [*packages, sys.version, Path(__file__).read_text(encoding="utf-8")]


def keep(page: Page, folder: Path, circumstances: str, rendered: dict[str, Any]) -> None:
    """Nothing; MkDocs will find the page as a run before has rendered it, if it is in the folder.

    What becomes of it is added to `rendered`, for `write_all`: None where it was found.
    """
    render = page.render

    def found_or_rendered(config: MkDocsConfig, files: Files) -> None:
        key = _digest(f"{circumstances} {page.markdown}")
        kept = _read(folder / f"{page.file.src_uri}.json")
        if kept.get("key") == key:
            _restore(page, kept, files)
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
            rendered[page.file.src_uri] = {"key": key, **_state(page)}

    # As mkdocs-jupyter does it: MkDocs has no event in the place of rendering.
    page.render = found_or_rendered  # type: ignore[method-assign]


def write_all(folder: Path, rendered: Mapping[str, Any]) -> None:
    """Nothing; the folder has what was rendered or found now, and no other page."""
    for name, state in rendered.items():
        if state is not None:
            write(folder / f"{name}.json", json.dumps(state, ensure_ascii=False))
    for path in set(folder.rglob("*.json")) - {folder / f"{name}.json" for name in rendered}:
        path.unlink(missing_ok=True)


def _read(path: Path) -> dict[str, Any]:
    """What is kept of a page; nothing where that is missing or cut off, and is rendered again."""
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found


def _state(page: Page) -> dict[str, Any]:
    """All that rendering sets, by MkDocs and by mkdocs-jupyter."""
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
