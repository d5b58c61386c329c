"""Copies of the project to build: as it is, without articles, with its catalog several times.

Each edits files of a copy alone.
"""

from __future__ import annotations

import ast
import json
import re
import shutil
from collections.abc import Collection
from pathlib import Path

from gen import catalog
from gen.catalog import Definition
from gen.dependencies import ROOT
from gen.errors import Problem
from gen.slug import slugify

NOT_COPIED = (".git", ".venv", "build", "site", "site-offline", "node_modules", "__pycache__")
COPY = "-copy"
"""What follows the slug of an entry in that of its copy, before a number."""
KEPT_FIGURES = ("performance.py",)
"""The modules of gen/figures/ that draw figures of a page that is derived."""
GLOSSARY = (
    '[[term]]\nname = "Layer"\ntext = "Units."\n\n[[symbol]]\ntex = "f"\nmeaning = "a function"\n'
)
BARE = """\
site_name: Bare
theme:
  name: material
  font: false
plugins: [search]
exclude_docs: /glossary.toml
markdown_extensions:
  - admonition
  - attr_list
  - md_in_html
  - tables
  - toc: {permalink: true, toc_depth: 3}
  - pymdownx.arithmatex: {generic: true}
  - pymdownx.details
  - pymdownx.highlight
  - pymdownx.superfences
  - pymdownx.tabbed: {alternate_style: true}
"""
"""The settings of MkDocs that the same pages need to be read at all."""


def whole(folder: Path) -> None:
    """Nothing; the folder is a copy of the project afterwards, not built yet."""
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*NOT_COPIED, ".*_cache"))


def emptied(folder: Path, slugs: Collection[str] = ()) -> None:
    """Nothing; the folder is a copy without what is written or claimed about single functions.

    Its articles are titles, because pages link them; it has no notebooks. slugs: those of the
    entries that are kept, where not all are; they have no relations to others.
    """
    whole(folder)
    docs, claims, figures = folder / "docs", folder / "gen" / "claims", folder / "gen" / "figures"
    shutil.rmtree(docs / "practice")
    (docs / "glossary.toml").write_text(GLOSSARY, encoding="utf-8")
    for path in (*docs.glob("*.md"), *docs.glob("articles/*.md")):
        path.write_text(f"# {path.stem}\n", encoding="utf-8")
    (docs / "index.md").write_text("# Home\n\n{{ gallery() }}\n", encoding="utf-8")
    for path in docs.glob("articles/*.py"):
        path.unlink()
        replace(folder / "mkdocs.yml", f"      - articles/{path.stem}.ipynb\n", "")
    for path in (*claims.glob("[!_]*.py"), *claims.glob("*/__init__.py")):
        if re.search(r"^CLAIMS\b", path.read_text(encoding="utf-8"), re.MULTILINE):
            shutil.rmtree(path.parent) if path.name == "__init__.py" else path.unlink()
    (claims / "verdicts.py").write_text('"""No verdicts."""\n\nGROUPS = {}\n', encoding="utf-8")
    for path in figures.glob("[!_]*.py"):
        drawn = re.search(r"^(RECORD_)?FIGURES\b", path.read_text(encoding="utf-8"), re.MULTILINE)
        if drawn and path.name not in KEPT_FIGURES:
            path.unlink()
    if slugs:
        _cut(folder / "gen" / "catalog", slugs)
    _cut_bibliography(folder)


def _cut(families: Path, slugs: Collection[str]) -> None:
    """Nothing; afterwards the catalog has the entries with these slugs and no others."""
    for path in {definition.path for definition in catalog.definitions(families)}:
        module, entries = _parsed(path)
        entries.elts = [entry for entry in entries.elts if _slug(_call(entry)) in slugs]
        for entry in entries.elts:
            call = _call(entry)
            call.keywords = [word for word in call.keywords if word.arg != "relations"]
        if entries.elts:
            path.write_text(ast.unparse(module), encoding="utf-8")
        else:
            path.unlink()


def _cut_bibliography(folder: Path) -> None:
    """Nothing; afterwards the bibliography has what the catalog cites: the build asks for that."""
    path = folder / "gen" / "bibliography.bib"
    texts = [one.read_text(encoding="utf-8") for one in (folder / "gen" / "catalog").glob("*.py")]
    cited = set(re.findall(r"source=[\"']([^\"']+)[\"']", "".join(texts)))
    entries = re.split(r"^(?=@)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    kept = [one for one in entries if one[one.find("{") + 1 : one.find(",")] in cited]
    path.write_text("".join(kept), encoding="utf-8")


# --- several catalogs --------------------------------------------------------------------------


def multiply(folder: Path, copies: int) -> None:
    """Nothing; afterwards the catalog of a copy stands in it so many times.

    A family is copied whole, under other names and slugs; its relations are those of the copies.
    Checks know torch's deviations by slug: a copy has those of its original, and its points.
    """
    for path in sorted({one.path for one in catalog.definitions(folder / "gen" / "catalog")}):
        for number in range(2, copies + 1):
            module, entries = _parsed(path)
            for entry in entries.elts:
                _rename(_call(entry), number)
            copy = path.with_name(f"{path.stem}_{number}.py")
            copy.write_text(ast.unparse(module), encoding="utf-8")
    for name, text in (
        ("gen/verification/__init__.py", "deviations.of(entry.slug)"),
        ("gen/records.py", "deviations.of(entry.slug)"),
        ("gen/verification/samples.py", "entry.slug.encode()"),
    ):
        replace(folder / name, text, text.replace(".slug", f'.slug.partition("{COPY}")[0]'))


def _rename(entry: ast.Call, number: int) -> None:
    """Nothing; afterwards the entry has a name and a slug of its own, and no other names."""
    slug = f"{_slug(entry)}{COPY}{number}"
    for node in ast.walk(entry):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Relation":
            [of] = [word for word in node.keywords if word.arg == "of"]
            of.value = ast.Constant(f"{ast.literal_eval(of.value)}{COPY}{number}")
    words = {word.arg: word.value for word in entry.keywords}
    words["name"] = ast.Constant(f"{ast.literal_eval(words['name'])} {number}")
    words["slug"] = ast.Constant(slug)
    entry.keywords = [
        ast.keyword(name, value)
        for name, value in words.items()
        if name not in ("aliases", "former_slugs")
    ]


def _parsed(path: Path) -> tuple[ast.Module, ast.Tuple]:
    """A module of the catalog, and its tuple of entries."""
    module = ast.parse(path.read_text(encoding="utf-8"))
    for node in module.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "ENTRIES":
            assert isinstance(node.value, ast.Tuple)
            return module, node.value
    raise Problem(f"{path}: has no tuple ENTRIES")


def _call(entry: ast.expr) -> ast.Call:
    assert isinstance(entry, ast.Call)
    return entry


def _slug(entry: ast.Call) -> str:
    words = {word.arg: word.value for word in entry.keywords}
    return str(
        ast.literal_eval(words["slug"])
        if "slug" in words
        else slugify(ast.literal_eval(words["name"]))
    )


# --- edits -------------------------------------------------------------------------------------


def reword(definition: Definition) -> None:
    """Nothing; afterwards the sentence on an entry is another one."""
    _insert(definition, r"\bsummary=\(?\s*[\"']", "Once more: ")


def rewrite(definition: Definition) -> None:
    """Nothing; afterwards the formula of an entry is written in another way, with a plus sign.

    The function is the same. So the entry has one more name, or nothing that is published would
    change. Comments of its family are gone.
    """
    module, entries = _parsed(definition.path)
    call = _call(entries.elts[definition.index])
    words = {word.arg: word for word in call.keywords}
    words["expression"].value = ast.UnaryOp(ast.UAdd(), words["expression"].value)
    names = words.get("aliases")
    if names is None:
        names = ast.keyword("aliases", ast.Tuple([], ast.Load()))
        call.keywords.append(names)
    assert isinstance(names.value, ast.Tuple)
    names.value.elts.append(ast.Constant("Rewritten"))
    definition.path.write_text(ast.unparse(ast.fix_missing_locations(module)), encoding="utf-8")


def _insert(definition: Definition, before: str, text: str) -> None:
    lines = definition.path.read_text(encoding="utf-8").splitlines(keepends=True)
    start = "".join(lines[: definition.line - 1])
    rest = "".join(lines[definition.line - 1 :])
    found = re.search(before, rest)
    assert found is not None
    definition.path.write_text(
        start + rest[: found.end()] + text + rest[found.end() :], encoding="utf-8"
    )


def replace(path: Path, old: str, new: str) -> None:
    """Nothing; afterwards the file has `new` wherever it had `old`.

    Raises Problem when it has no such text.
    """
    text = path.read_text(encoding="utf-8")
    if old not in text:
        raise Problem(f"{path.name}: has no {old!r}; gen/bench/copies.py replaces it in copies")
    path.write_text(text.replace(old, new), encoding="utf-8")


# --- MkDocs alone ------------------------------------------------------------------------------


def bare(folder: Path, built: Path) -> None:
    """Nothing; the folder is a project of MkDocs with the pages of a built one, and no more.

    Hand-written pages keep their calls of facts unfilled, notebooks are their text and code.
    """
    docs = folder / "docs"
    unfilled = shutil.ignore_patterns("practice", "*.py")
    shutil.copytree(built / "docs", docs, ignore=unfilled)
    shutil.copytree(built / "build" / "docs", docs, dirs_exist_ok=True)
    for path in docs.glob("articles/*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        texts = ["".join(one["source"]) for one in cells]
        fenced = [
            text if cell["cell_type"] == "markdown" else f"```python\n{text}\n```"
            for cell, text in zip(cells, texts, strict=True)
        ]
        path.with_suffix(".md").write_text("\n\n".join(fenced), encoding="utf-8")
        path.unlink()
    (folder / "mkdocs.yml").write_text(BARE, encoding="utf-8")
