"""MkDocs hooks: where the derived files, facts, figures and formulas enter the site.

Each hook hands its work to a plain function of `gen.articles`, `gen.navigation` or
`gen.typesetting`. MkDocs imports this module, so nothing below it may import SymPy, torch, SciPy
or matplotlib: a preview would wait for them.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from gen import articles, glossary, navigation, typesetting
from gen.errors import Problem

# MkDocs tells its command to `on_startup` alone, and loads this module once for all rebuilds.
_command = "build"


def on_startup(*, command: str, dirty: bool) -> None:
    """Remembers whether this is `mkdocs serve`; its presence alone keeps the module loaded."""
    global _command  # noqa: PLW0603 (MkDocs offers no place of its own that outlives a rebuild)
    _command = command


def on_pre_build(*, config: MkDocsConfig) -> None:
    """In a live preview, derived pages brought up to date before MkDocs reads them."""
    if _command != "serve":
        return
    finished = subprocess.run(
        [sys.executable, "-m", "gen.build", "pages"],
        cwd=_root(config),
        # The preview watches gen/; byte code written there would set off the next rebuild.
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
    )
    if finished.returncode:
        raise PluginError("python -m gen.build pages failed; its message stands above")


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """The files of docs/ with those of build/docs/ added, the facts read and `nav` spelt out."""
    derived = _root(config) / "build" / "docs"
    if not derived.is_dir():
        raise PluginError("build/docs is missing; make it with: python -m gen.build pages")
    for path in sorted(path for path in derived.rglob("*") if path.is_file()):
        name = path.relative_to(derived).as_posix()
        if files.get_file_from_path(name):
            raise PluginError(f"docs/{name} is in the way of the derived build/docs/{name}")
        files.append(File.generated(config, name, abs_src_path=str(path)))
    with _one_line():
        facts = articles.load(_root(config) / "build", Path(config.docs_dir))
        config.extra["glossary"] = glossary.read(Path(config.docs_dir) / "glossary.toml").terms
        config.nav = navigation.with_activations(config.nav or [], facts.records.values())
    # A rebuild starts from a fresh configuration, so facts kept in it cannot grow stale.
    config.extra["facts"] = facts
    return files


def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """A hand-written page with its claims, figures and links; a derived page as it is."""
    if page.file.generated_by:
        return markdown
    pages = {file.url: file.src_uri for file in files.documentation_pages()}
    with _one_line():
        return articles.render(markdown, page.file.src_uri, config.extra["facts"], pages)


def on_page_content(html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """The page's HTML with links to the glossary, its formulas kept out of the search index.

    The index is made next.
    """
    with _one_line():
        if page.file.src_uri.startswith(f"{articles.FOLDER}/"):
            url = files.src_uris[glossary.PAGE].url_relative_to(page.file)
            html = glossary.link_first_uses(html, config.extra["glossary"], url)
        return typesetting.mark(html, _source(page))


def on_post_page(output: str, *, page: Page, config: MkDocsConfig) -> str:
    """The finished page with formulas and figures, after the search index: it stays small."""
    facts: articles.Facts = config.extra["facts"]
    with _one_line():
        output = typesetting.set_formulas(output, _source(page))
        return articles.place_figures(output, _source(page), facts.figures)


@contextlib.contextmanager
def _one_line() -> Iterator[None]:
    """Errors of ours as errors of MkDocs, which prints them without a traceback."""
    try:
        yield
    except Problem as error:
        raise PluginError(str(error)) from error


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).parent


def _source(page: Page) -> str:
    """The path of a page's Markdown, as a reader of an error message would look for it."""
    folder = "build/docs" if page.file.generated_by else "docs"
    return f"{folder}/{page.file.src_uri}"
