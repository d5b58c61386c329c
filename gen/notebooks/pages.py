"""Notebooks as files and pages of MkDocs: what readers download, and what they read."""

from __future__ import annotations

import json
import posixpath

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc

from gen import articles
from gen.notebooks import NotebookError, markup, prose


def is_notebook(file: File) -> bool:
    """Whether mkdocs-jupyter makes a page of the file; `plugins` in mkdocs.yml says the same."""
    return posixpath.dirname(file.src_uri) == articles.FOLDER and file.src_uri.endswith(".ipynb")


def _download(file: File) -> str:
    """The site-relative URL of the notebook itself."""
    return f"notebooks/{posixpath.basename(file.src_uri)}"


def add_download(file: File, files: Files, config: MkDocsConfig) -> None:
    """Nothing; afterwards the site has the notebook as a file for its readers."""
    facts: articles.Facts = config.extra["facts"]

    def resolve(link: str) -> str:
        target, _, anchor = link.partition("#")
        found = _target(target, file, files)
        # mkdocs-jupyter has not yet said that notebooks are pages.
        url = found.url
        if is_notebook(found):
            stem = found.src_uri.removesuffix(".ipynb")
            url = f"{stem}/" if config.use_directory_urls else f"{stem}.html"
        return f"{url}#{anchor}" if anchor else url

    notebook = prose.download(
        json.loads(file.content_string), resolve, config.site_url or "", facts.figures
    )
    text = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
    files.append(File.generated(config, _download(file), content=text))


def render_in_markup(page: Page, drawn: dict[str, dict[str, str]]) -> None:
    """Nothing; when MkDocs renders the notebook, its HTML is in the site's markup.

    MkDocs then knows its contents and its anchors, and `drawn` the figures of its cells.
    """
    render = page.render

    def rendered(config: MkDocsConfig, files: Files) -> None:
        render(config, files)
        try:
            drawn[page.file.src_uri] = _convert(page, files)
        except NotebookError as error:
            raise PluginError(str(error)) from error

    # As mkdocs-jupyter does it, whose HTML this takes.
    page.render = rendered  # type: ignore[method-assign]


def refuse_names_in_use(page: Page, config: MkDocsConfig) -> None:
    """Nothing.

    Raises NotebookError where a cell draws a figure under the name of one that stands elsewhere.
    """
    facts: articles.Facts = config.extra["facts"]
    for name in config.extra["drawn"][page.file.src_uri].keys() & facts.figures.keys():
        raise NotebookError(
            f"{source(page.file)}: figure {name!r} exists elsewhere; rename the cell that draws it"
        )


def _convert(page: Page, files: Files) -> dict[str, str]:
    """The figures of a notebook's page, which is in the site's markup afterwards."""
    anchors: dict[File, dict[str, str]] = {}

    def follow(link: str) -> str:
        target, _, anchor = link.partition("#")
        found = _target(target, page.file, files)
        if anchor:
            anchors.setdefault(found, {})[anchor] = link
        return found.url_relative_to(page.file) + (f"#{anchor}" if anchor else "")

    download = files.get_file_from_path(_download(page.file))
    assert download is not None
    url, html = download.url_relative_to(page.file), page.content or ""
    made = markup.convert(html, follow, url, source(page.file))
    page.content = made.html
    page.toc = get_toc(made.headings)
    page.present_anchor_ids = set(made.ids)
    page.links_to_anchors = anchors
    return made.figures


def _target(link: str, file: File, files: Files) -> File:
    """The file that a link in a notebook leads to."""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(file.src_uri), link))
    found = files.get_file_from_path(path)
    if found is None:
        raise NotebookError(f"{source(file)}: link to {link!r}: there is no such page")
    return found


def source(file: File) -> str:
    """The path of a notebook's text, as a reader of an error message would look for it."""
    return f"docs/{file.src_uri.removesuffix('.ipynb')}.py"
