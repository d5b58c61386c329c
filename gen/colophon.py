"""What a page says of itself: to programs, to who cites it, and to who finds a mistake in it."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from gen import articles, citation, navigation, outline, sharing

CARDS = "cards"
"""The folder of the pictures that are shown with a link, below build/ and on the site."""


def told(page: Page, config: MkDocsConfig) -> dict[str, Any]:
    """What the templates ask for: data for programs, a citation, and where to report an error."""
    shared, title = _shared(page, config), str(page.title)
    found: dict[str, Any] = {
        "open_graph": sharing.open_graph(shared),
        "linked_data": sharing.linked_data(shared),
    }
    if not page.is_homepage:
        key = f"activation-functions-checked-{_slug(page)}"
        found["citation"] = citation.bibtex(key, title, shared.address)
        found["report"] = _report(title, shared.address or _url(page), config.repo_url or "")
    return found


def entry(page: Page, config: MkDocsConfig) -> outline.Entry:
    """The line of the page in `llms.txt`."""
    shared = _shared(page, config)
    section = [one.title for one in page.ancestors][-1:] or [config.site_name]
    address = shared.address or _url(page) or "./"
    return outline.Entry(str(section[0]), shared.title, address, page.meta.get("description", ""))


def _shared(page: Page, config: MkDocsConfig) -> sharing.Shared:
    home, url = config.site_url or "", _url(page)
    record = config.extra["facts"].records.get(_slug(page))
    return sharing.Shared(
        site=config.site_name,
        home=home,
        title=config.site_name if page.is_homepage else str(page.title),
        description=page.meta.get("description") or config.site_description or "",
        address=urljoin(home, url) if home else "",
        picture=urljoin(home, _card(page, config)) if home else "",
        kind=_kind(page),
        record=record if url.startswith("activations/") else None,
    )


def _url(page: Page) -> str:
    """The site-relative URL, empty for the home page."""
    return "" if page.url == "./" else page.url


def _slug(page: Page) -> str:
    return posixpath.basename(_url(page).rstrip("/"))


def _kind(page: Page) -> str:
    """The type that schema.org has for the page."""
    if page.is_homepage:
        return "WebSite"
    if page.file.src_uri == "data.md":
        return "Dataset"
    written = page.file.src_uri.startswith((f"{articles.FOLDER}/", navigation.ACTIVATIONS))
    return "TechArticle" if written else "WebPage"


def _card(page: Page, config: MkDocsConfig) -> str:
    """The site-relative URL of the page's picture: its own, or that of the site."""
    own = posixpath.splitext(page.file.src_uri)[0] + ".png"
    drawn = Path(config.config_file_path).parent / "build" / CARDS
    return f"{CARDS}/{own if (drawn / own).is_file() else 'site.png'}"


def _report(title: str, address: str, repository: str) -> str:
    """The address at which an issue on the page is written; empty without a repository."""
    if not repository:
        return ""
    subject, body = quote(f"Error on {title}"), quote(f"Page: {address}\n\n")
    repository = repository.rstrip("/")
    if "gitlab" in repository:
        return f"{repository}/-/issues/new?issue[title]={subject}&issue[description]={body}"
    return f"{repository}/issues/new?title={subject}&body={body}"
