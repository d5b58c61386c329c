"""MkDocs hooks: where the derived files, facts, figures and formulas enter the site.

Each hook hands its work to functions, such as those of `gen.articles`, `gen.colophon`,
`gen.notebooks`, `gen.policy` and `gen.typesetting`. MkDocs imports this module, so nothing below
it may import SymPy, torch, SciPy or matplotlib: a preview would wait for them.
"""

from __future__ import annotations

import contextlib
import json
import os
import posixpath
import subprocess
import sys
from collections import ChainMap
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from gen import (
    articles,
    colophon,
    compact,
    compiled,
    gallery,
    glossary,
    headings,
    instant,
    navigation,
    outline,
    policy,
    rendered,
    search,
    typesetting,
)
from gen.dependencies import files_of
from gen.errors import Problem
from gen.files import read_json
from gen.notebooks import pages

UNUSED = ("assets/javascripts/lunr/", "assets/images/favicon.png")
"""What Material brings and no page asks for: searching in other languages, and its own icon."""

# MkDocs tells its command to `on_startup` alone, and loads this module once for all rebuilds.
_command = "build"


def on_startup(*, command: str, dirty: bool) -> None:
    """Remembers what runs, and whether as `mkdocs serve`; its presence keeps the module loaded."""
    rendered.programs()
    _code()
    global _command  # noqa: PLW0603 (MkDocs offers no place of its own that outlives a rebuild)
    _command = command


@event_priority(100)  # Before the offline plugin, which looks for such a script.
def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """With a worker in a frame for the search where pages are files: browsers allow no other."""
    # Now: a preview may find another text there when it comes to render.
    config.extra["settings"] = Path(config.config_file_path).read_text(encoding="utf-8")
    plugin = config.plugins.get("material/offline")
    if plugin and plugin.config.enabled:
        config.extra["polyfills"] = ["assets/javascripts/iframe-worker.js"]
    return config


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


@event_priority(50)  # Before mkdocs-jupyter, which picks the notebooks from the files it sees.
def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """The files of docs/ with those of build/docs/ added, the facts read and `nav` spelt out."""
    derived = _root(config) / "build" / "docs"
    if not derived.is_dir():
        raise PluginError("build/docs is missing; make it with: python -m gen.build pages")
    for path in sorted(path for path in derived.rglob("*") if path.is_file()):
        name = path.relative_to(derived).as_posix()
        if files.get_file_from_path(name):
            raise PluginError(f"docs/{name} is in the way of the derived build/docs/{name}")
        if name.endswith(".ipynb"):
            # mkdocs-jupyter's wrapper knows the source of a file by its folder alone.
            folder, urls = str(derived), config.use_directory_urls
            files.append(File(name, folder, config.site_dir, urls))
        else:
            files.append(File.generated(config, name, abs_src_path=str(path)))
    with _one_line():
        facts = articles.load(_root(config) / "build", Path(config.docs_dir))
        config.extra["glossary"] = glossary.read(Path(config.docs_dir) / "glossary.toml").terms
        config.nav = navigation.with_activations(config.nav or [], facts.records.values())
    # A rebuild starts from a fresh configuration, so facts kept in it cannot grow stale.
    config.extra["facts"] = facts
    config.extra["drawn"] = {}
    config.extra["heads"] = {}
    kept = _root(config) / "build" / "templates" / "site"
    config.extra["compiled"] = compiled.templates(kept, [rendered.programs(), _code()])
    config.extra["outline"] = {}
    if config.site_url:
        cards = _root(config) / "build" / colophon.CARDS
        for path in sorted(cards.rglob("*.png")):
            name = f"{colophon.CARDS}/{path.relative_to(cards).as_posix()}"
            files.append(File.generated(config, name, abs_src_path=str(path)))
    for file in list(files):
        if file.src_uri.startswith(UNUSED):
            files.remove(file)
        elif pages.is_notebook(file):
            pages.add_download(file, files, config)
    return files


def on_nav(nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
    """The navigation as it is; from here on the files are those that pages can link to."""
    config.extra["rendered"] = {}
    searching: Any = config.plugins["material/search"]
    config.extra["entries"] = rendered.keep_entries(searching.search_index, _rendered(config))
    # The first map gets those of today, and is kept.
    config.extra["formulas"] = ChainMap({}, rendered.read_formulas(_rendered(config)))
    config.extra["circumstances"] = rendered.circumstances(config.extra["settings"], config, files)
    return nav


def on_env(env: Any, *, config: MkDocsConfig, files: Files) -> Any:
    """The environment of the templates, which compiles those alone that have changed."""
    env.bytecode_cache = config.extra["compiled"]
    return env


@event_priority(-50)  # After mkdocs-jupyter, which gives notebooks a way to be rendered.
def on_pre_page(page: Page, *, config: MkDocsConfig, files: Files) -> Page:
    """The page, which is not rendered again if a run before has."""
    extra = config.extra
    if pages.is_notebook(page.file):
        pages.render_in_markup(page, extra["drawn"])
    rendered.keep(
        page, _rendered(config), extra["circumstances"], extra["rendered"], extra["drawn"]
    )
    return page


def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """A hand-written page with its claims, figures and links; a derived page as it is."""
    if pages.is_notebook(page.file):
        # Its text is JSON, in which MkDocs finds no front matter.
        metadata = json.loads(markdown)["metadata"]
        for key in ("description", "questions"):
            if key in metadata:
                page.meta[key] = metadata[key]
    config.extra["heads"][page.url] = page.meta
    if pages.is_notebook(page.file) or page.file.generated_by:
        return markdown
    known = {_folder(file): file.src_uri for file in files.documentation_pages()}
    name, facts, kept = page.file.src_uri, config.extra["facts"], config.extra["compiled"]
    with _one_line():
        return articles.render(markdown, name, facts, known, kept)


def on_page_content(html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """The page's HTML with links to the glossary, its formulas kept out of the search index.

    The index is made next.
    """
    with _one_line():
        if pages.is_notebook(page.file):
            pages.refuse_names_in_use(page, config)
        if page.file.src_uri.startswith(f"{articles.FOLDER}/"):
            url = files.src_uris[glossary.PAGE].url_relative_to(page.file)
            html = articles.join_marks(html, _source(page))
            html = glossary.link_first_uses(html, config.extra["glossary"], url)
        elif page.file.src_uri == glossary.PAGE:
            html = glossary.link_entries(html, config.extra["glossary"])
        html = headings.without_empty_headings(html)
        return typesetting.mark(html, _source(page))


def on_page_context(
    context: dict[str, Any], *, page: Page, config: MkDocsConfig, nav: Navigation
) -> dict[str, Any]:
    """The context with what the page tells programs, how to cite it, and how to report an error."""
    if page in nav.pages:
        config.extra["outline"][nav.pages.index(page)] = colophon.entry(page, config)
    return context | colophon.told(page, config)


def on_post_page(output: str, *, page: Page, config: MkDocsConfig) -> str:
    """The finished page with formulas and figures, after the search index: it stays small."""
    facts: articles.Facts = config.extra["facts"]
    with _one_line():
        output = compact.compact(output)
        output = typesetting.set_formulas(output, _source(page), config.extra["formulas"])
        figures = {**facts.figures, **config.extra["drawn"].get(page.file.src_uri, {})}
        output = articles.place_figures(output, _source(page), figures, facts.data)
        output = gallery.place_thumbnails(output, _source(page), facts.thumbnails)
        return instant.adapt(output, _source(page))


@event_priority(-50)  # After the search plugin, which writes the index.
def on_post_build(*, config: MkDocsConfig) -> None:
    """Nothing; afterwards the search knows other names and questions, and reads what is typed.

    Our scripts lose what their authors alone read, the theme's palette a rule, and every page says
    what it may load, also one that is not made of Markdown.
    """
    site, facts = Path(config.site_dir), config.extra["facts"]
    index = site / "search" / "search_index.json"
    ending = "/" if config.use_directory_urls else ".html"
    heads, records = config.extra["heads"], facts.records.values()
    found = search.improved(read_json(index), records, heads, ending)
    index.write_text(json.dumps(found, separators=(",", ":")), encoding="utf-8")
    [worker] = site.glob("assets/javascripts/workers/search.*.js")
    worker.write_text(search.worker(worker.read_text(encoding="utf-8")), encoding="utf-8")
    with _one_line():
        for script in site.glob("assets/javascripts/*.js"):
            if not script.name.endswith(".min.js"):  # as Material's are
                text = compact.compact_script(script.read_text(encoding="utf-8"), script.name)
                script.write_text(text, encoding="utf-8")
        [palette] = site.glob("assets/stylesheets/palette.*.min.css")
        sheet = compact.compact_palette(palette.read_text(encoding="utf-8"), palette.name)
        palette.write_text(sheet, encoding="utf-8")
    entries = [entry for _, entry in sorted(config.extra["outline"].items())]
    notes = [
        f"{about}: [{name}]({urljoin(config.site_url or '', f'data/{name}')})"
        for about, name in (
            ("All records of all functions", "activations.json"),
            ("What each field means", "activations.schema.json"),
            ("A flat table of them", "activations.csv"),
        )
    ]
    text = outline.llms(config.site_name, config.site_description or "", notes, entries)
    (site / "llms.txt").write_text(text, encoding="utf-8")
    with _one_line():
        policy.enforce(site, map(Path, config.theme.dirs))
        folder, extra = _rendered(config), config.extra
        rendered.write_all(folder, extra["rendered"], extra["entries"])
        rendered.write_formulas(folder, extra["formulas"].maps[0])


@cache
def _code() -> str:
    """The code by which prose is filled in, as it was when this was first called."""
    return "\n".join(path.read_text(encoding="utf-8") for path in files_of("gen.articles"))


# --- messages --------------------------------------------------------------------------------


@contextlib.contextmanager
def _one_line() -> Iterator[None]:
    """Errors of ours as errors of MkDocs, which prints them without a traceback."""
    try:
        yield
    except Problem as error:
        raise PluginError(str(error)) from error


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).parent


def _rendered(config: MkDocsConfig) -> Path:
    """The folder of rendered pages: the two ways in which pages link each other have one each."""
    return (
        _root(config) / "build" / "rendered" / ("folders" if config.use_directory_urls else "files")
    )


def _source(page: Page) -> str:
    """The path of a page's text, as a reader of an error message would look for it."""
    if pages.is_notebook(page.file):
        return pages.source(page.file)
    folder = "build/docs" if page.file.generated_by else "docs"
    return f"{folder}/{page.file.src_uri}"


def _folder(file: File) -> str:
    """The URL of a page as facts name it, a folder, also where pages are files."""
    folder, name = posixpath.split(posixpath.splitext(file.src_uri)[0])
    parts = [folder, "" if name == "index" else name]
    return "".join(f"{part}/" for part in parts if part)
