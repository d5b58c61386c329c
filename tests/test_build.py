"""The build as its users meet it: in a copy of the project, run by its command.

One copy is built once; each test starts from its files.
"""

from __future__ import annotations

import fcntl
import json
import re
import shutil
from pathlib import Path

from project import ARTICLE, CITED_NOWHERE, KEPT, Project

from gen import catalog

# --- what is stale -----------------------------------------------------------------------------


def test_cold_build_makes_everything(before: Project) -> None:
    slugs = {path.stem for path in (before.folder / "build/records").glob("*.json")}
    assert slugs == KEPT
    for slug in slugs:
        assert before.has(f"build/figures/{slug}.svg")
        assert before.has(f"site/activations/{slug}/index.html")
    assert before.has("site/index.html")
    for name in ("activations.json", "activations.schema.json", "activations.csv"):
        assert before.has(f"site/data/{name}")


def test_unchanged_project_runs_no_task_and_imports_no_heavy_library(project: Project) -> None:
    outcome = project.build("-X", "importtime")
    assert (outcome.status, outcome.tasks) == (0, ())
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in outcome.errors}
    assert "doit" in imported
    assert not imported & {"sympy", "torch", "matplotlib", "numpy", "scipy", "flint", "mkdocs"}


def test_changed_sentence_derives_nothing_again(project: Project) -> None:
    project.edit("gen/catalog/rectified.py", "Keeps positive inputs", "Lets positive inputs pass")
    outcome = project.build()
    assert outcome.status == 0
    assert "Lets positive inputs pass" in project.text("site/activations/relu/index.html")
    assert outcome.tasks == ("collect the records", "write the pages", "build the site")


LOOKING = """
from gen.claims import Claim
from gen.claims.functions import entry

CLAIMS += (
    Claim(
        id="made-up-names",
        sentence="ReLU has {value} other names.",
        value=lambda: len(entry("relu").aliases),
        holds=lambda found: found < 9,
        note="Counted.",
    ),
)
"""
DRAWING = """
from gen.claims.functions import entry


def _named() -> str:
    names = len(entry("relu").aliases)
    return absolute_value().replace("|x| from two", f"|x| by {names} names from two")


FIGURES = {**FIGURES, "absolute-value": _named}
"""
OF_AN_ARTICLE = ["draw the figures of why_non_linearity", "check the claims of why_non_linearity"]
NAMES = 'name="ReLU",\n        aliases=('


def test_changed_entry_does_again_what_has_looked_at_it_and_nothing_else(project: Project) -> None:
    project.append("gen/claims/why_non_linearity/__init__.py", LOOKING)
    project.append("gen/figures/why_non_linearity.py", DRAWING)
    project.append(ARTICLE, '\nIt has {{ claim("made-up-names") }} other names.\n')
    assert project.build().status == 0
    names = told(project)
    assert len(set(names)) == 1
    project.edit("gen/catalog/exponential.py", "alpha * expm1(x), True", "expm1(x) * alpha, True")
    other = project.build()
    assert other.derived() == ["ELU"]
    assert not {*OF_AN_ARTICLE} & {*other.tasks}
    project.edit("gen/catalog/rectified.py", NAMES, f'{NAMES}"Made-up name", ')
    own = project.build()
    assert own.derived() == ["ReLU"]
    assert {*OF_AN_ARTICLE, "draw the figures of comparison"} <= {*own.tasks}
    assert other.status == own.status == 0
    assert told(project) == [name + 1 for name in names]


def told(project: Project) -> list[int]:
    """How many other names of ReLU the article says and its figure shows."""
    page = project.text("site/articles/why-non-linearity/index.html")
    found = re.findall(r"It has (\d+)\b|by (\d+) names from", page)
    assert len(found) >= 2
    return [int(said or shown) for said, shown in found]


def test_changed_drawing_of_an_article_reaches_the_site(project: Project) -> None:
    title = "The Heaviside step and its derivative"
    project.edit("gen/figures/why_non_linearity.py", title, "A step and its slope")
    outcome = project.build()
    assert outcome.status == 0
    page = project.text("site/articles/why-non-linearity/index.html")
    assert "A step and its slope" in page
    assert title not in page


def test_comment_in_the_catalog_derives_nothing_and_changes_nothing(
    project: Project, before: Project
) -> None:
    project.edit("gen/catalog/rectified.py", "ENTRIES = (", "# A remark.\n\nENTRIES = (")
    outcome = project.build()
    assert outcome.status == 0
    assert outcome.derived() == []
    assert not any(task.startswith("draw") for task in outcome.tasks)
    assert project.made() == before.made()


# --- a contributor -----------------------------------------------------------------------------


def example(page: str) -> tuple[str, str, str]:
    """The example of the contributor's page: path of the module, its text, the BibTeX entry."""
    (path,) = set(re.findall(r"`(gen/catalog/\w+\.py)`", page))
    module, source = (
        re.search(rf"^( *)```{language}\n(.*?)^\1```$", page, re.MULTILINE | re.DOTALL)
        for language in ("python", "bibtex")
    )
    assert module is not None
    assert source is not None
    texts = (
        re.sub(rf"^{found[1]}", "", found[2], flags=re.MULTILINE) for found in (module, source)
    )
    return path, *texts


def test_example_of_the_contributing_page_makes_page_figure_row_record_and_checks(
    project: Project, before: Project
) -> None:
    path, module, source = example(project.text("docs/contributing.md"))
    assert not project.has(path)
    name = re.search(r'name="(\w+)"', module)
    assert name is not None
    slug = name[1].lower()
    bibliography = project.text("gen/bibliography.bib")

    (project.folder / path).write_text(module, encoding="utf-8")
    project.append("gen/bibliography.bib", f"\n{source}")
    outcome = project.build()
    assert outcome.status == 0, outcome.errors
    assert outcome.derived() == [name[1]]

    page = project.text(f"site/activations/{slug}/index.html")
    assert f'id="figure-{slug}"' in page
    assert "<svg" in page
    assert project.has(f"build/figures/{slug}.svg")
    assert f'<a href="{slug}/">{name[1]}</a>' in project.text("site/activations/index.html")
    assert f"activations/{slug}/" in project.text("site/index.html")
    assert name[1] in project.text("site/checks/index.html")
    records = json.loads(project.text("site/data/activations.json"))["activations"]
    (record,) = [one for one in records if one["slug"] == slug]
    assert record["family"] == Path(path).stem
    against = {check["against"] for check in record["checks"]}
    assert "the expected values" in against
    assert any(text.startswith("autograd on the printed PyTorch code") for text in against)
    assert all(check["points"] > 0 for check in record["checks"])
    assert len(records) == 1 + len(
        json.loads(before.text("site/data/activations.json"))["activations"]
    )

    (project.folder / path).unlink()
    (project.folder / "gen/bibliography.bib").write_text(bibliography, encoding="utf-8")
    outcome = project.build()
    assert outcome.status == 0
    assert outcome.derived() == []
    assert project.made() == before.made()


def test_renamed_slug_leaves_a_redirect_to_the_new_page(project: Project) -> None:
    old, new = CITED_NOWHERE, "product-gate"
    assert project.has(f"site/activations/{old}/index.html")
    (entry,) = [
        definition
        for definition in catalog.definitions(project.folder / "gen" / "catalog")
        if definition.slug == old
    ]
    name = f'name="{entry.name}",'
    project.edit(
        entry.path.relative_to(project.folder).as_posix(),
        name,
        f'{name} slug="{new}", former_slugs=("{old}",),',
    )
    outcome = project.build()
    assert outcome.status == 0, outcome.errors
    assert outcome.derived() == [entry.name]
    redirect = project.text(f"site/activations/{old}/index.html")
    target = re.search(r'http-equiv="refresh" content="0; url=([^"]*)"', redirect)
    assert target is not None
    there = (project.folder / f"site/activations/{old}" / target[1]).resolve()
    assert there == (project.folder / f"site/activations/{new}").resolve()
    assert f'id="figure-{new}"' in (there / "index.html").read_text(encoding="utf-8")
    assert not project.has(f"build/records/{old}.json")
    assert not project.has(f"build/figures/{old}.svg")


# --- what must not be published ----------------------------------------------------------------


def stopped(project: Project, before: Project) -> tuple[str, ...]:
    """The lines that stop a build, which leaves the previous site as it was."""
    outcome = project.build()
    assert outcome.status == 1
    assert outcome.errors
    assert not any("Traceback" in line for line in outcome.errors)
    assert project.files("site") == before.files("site")
    return outcome.errors


def test_wrong_formula_stops_with_one_line_and_leaves_the_site(
    project: Project, before: Project
) -> None:
    project.edit("gen/catalog/exponential.py", "(alpha * expm1(x)", "(2 * alpha * expm1(x)")
    module = project.text("gen/catalog/exponential.py")
    name = module.index('name="ELU"')
    line = module.count("\n", 0, module.rindex("Activation(", 0, name)) + 1
    (message,) = stopped(project, before)
    assert message.startswith(f"gen/catalog/exponential.py:{line}: ELU: check f against torch.nn.")
    assert re.search(
        r"fails at x = -?[\d.e-]+, alpha = 1: the definition gives -?\d\S*, .* -?\d", message
    )
    assert project.files("build/docs") == before.files("build/docs")
    assert project.files("build/records") == before.files("build/records")


def test_wrong_formula_is_never_published_first(project: Project) -> None:
    for made in ("site", "build/docs"):
        shutil.rmtree(project.folder / made)
    (project.folder / "build/records/elu.json").unlink()
    project.edit("gen/catalog/exponential.py", "(alpha * expm1(x)", "(2 * alpha * expm1(x)")
    outcome = project.build()
    assert outcome.status == 1
    assert len(outcome.errors) == 1
    assert not project.has("build/records/elu.json")
    assert project.files("build/docs", "site") == {}


def test_mended_formula_is_published_again(project: Project, before: Project) -> None:
    project.edit("gen/catalog/rectified.py", "x > 0), (0, True)", "x >= 0), (0, True)")
    (message,) = stopped(project, before)
    assert "check f' against" in message
    project.edit("gen/catalog/rectified.py", "x >= 0), (0, True)", "x > 0), (0, True)")
    assert project.build().status == 0
    assert project.made() == before.made()


FALSE_CLAIM = """
CLAIMS = (
    *CLAIMS,
    Claim(
        id="made-up-sum",
        sentence="Two and two make {value}.",
        value=lambda: 5,
        holds=lambda found: found == 4,
        note="Counted.",
    ),
)
"""


def test_false_claim_stops_naming_module_claim_and_value(project: Project, before: Project) -> None:
    project.append("gen/claims/why_non_linearity/__init__.py", FALSE_CLAIM)
    project.append(ARTICLE, '\nTwo and two make {{ claim("made-up-sum") }}.\n')
    (message,) = stopped(project, before)
    for part in (
        "gen/claims/why_non_linearity",
        "'made-up-sum' is false",
        "found 5",
        "Two and two make 5.",
    ):
        assert part in message


def test_dataset_that_leaves_its_schema_stops_with_one_line(
    project: Project, before: Project
) -> None:
    project.edit("gen/schema.py", '"even", "odd", None', '"even", None')
    (message,) = stopped(project, before)
    assert re.match(r"data/activations.json: [\w-]+: field parity: 'odd' is not one of", message)


def test_unknown_claim_stops_naming_article_and_claim(project: Project, before: Project) -> None:
    project.append(ARTICLE, '\nTwo and two make {{ claim("nobody-made-it") }}.\n')
    (message,) = stopped(project, before)
    assert ARTICLE in message
    assert "'nobody-made-it' is not defined" in message


def test_source_that_is_not_there_stops_naming_page_and_key(
    project: Project, before: Project
) -> None:
    project.append(ARTICLE, '\n{{ source("nobody1900") }} wrote it.\n')
    (message,) = stopped(project, before)
    assert message == f"{ARTICLE}: unknown source 'nobody1900'; add it to gen/bibliography.bib"


def test_source_that_nothing_cites_stops_naming_it(project: Project, before: Project) -> None:
    project.append(
        "gen/bibliography.bib",
        "\n@misc{idle1900,\n  author = {Idle, I.},\n  title = {It},\n  year = {1900},\n"
        "  eprint = {0000.00000},\n}\n",
    )
    (message,) = stopped(project, before)
    assert "nothing cites idle1900" in message


def test_tex_error_stops_naming_page_and_formula(project: Project, before: Project) -> None:
    project.append(ARTICLE, "\nSo $x + \\nosuch{y}$ it is.\n")
    *_, message = stopped(project, before)
    assert f"{ARTICLE}: formula x + \\nosuch{{y}}: " in message


def test_broken_link_and_broken_anchor_stop_naming_page_and_link(
    project: Project, before: Project
) -> None:
    project.append(ARTICLE, "\nSee [there](nowhere.md) and [here](#no-such-anchor).\n")
    errors = stopped(project, before)
    for target in ("'nowhere.md'", "'#no-such-anchor'"):
        (line,) = [line for line in errors if f"link {target}" in line]
        assert ARTICLE.removeprefix("docs/") in line


def test_second_build_in_the_same_folder_is_refused(project: Project, before: Project) -> None:
    with (project.folder / "build/lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        (message,) = stopped(project, before)
    assert "another build is at work" in message


# --- interruptions -----------------------------------------------------------------------------


def test_build_killed_while_it_makes_the_site_leaves_the_previous_one(
    project: Project, before: Project
) -> None:
    project.append(ARTICLE, "\nOne more sentence.\n")
    project.kill_at("build the site")
    assert project.files("site") == before.files("site")
    outcome = project.build()
    assert (outcome.status, outcome.derived()) == (0, [])
    assert "One more sentence." in project.text("site/articles/why-non-linearity/index.html")


def test_notebook_with_a_link_to_nowhere_stops_the_build_with_one_line(project: Project) -> None:
    notebook = next(iter((project.folder / "docs/articles").glob("*.py")))
    place = notebook.relative_to(project.folder).as_posix()
    project.append(place, "\n# %% [markdown]\n# [Here](../activations/nowhere.md).\n")
    outcome = project.build()
    assert outcome.status == 1
    assert outcome.errors == (
        f"{place}: link to '../activations/nowhere.md': there is no such page",
    )


def test_notebook_that_is_gone_leaves_nothing(project: Project) -> None:
    (project.folder / "build/notebooks/former.ipynb").write_text("{}", encoding="utf-8")
    assert project.build().status == 0
    assert not project.has("build/notebooks/former.ipynb")


# --- settings ----------------------------------------------------------------------------------


def test_without_settings_no_page_has_a_canonical_or_a_repository_link(before: Project) -> None:
    pages = list((before.folder / "site").rglob("*.html"))
    assert len(pages) > 10
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert 'rel="canonical"' not in text, page
        assert 'class="md-source"' not in text, page
    for path in (before.folder / "site/notebooks").glob("*.ipynb"):
        assert not re.search(r"\]\((?!https://|attachment:)", path.read_text(encoding="utf-8")), (
            path
        )


def test_settings_put_canonical_and_repository_links_on_every_page(project: Project) -> None:
    settings = {"SITE_URL": "https://example.org/af/", "REPO_URL": "https://example.org/code"}
    outcome = project.build(settings=settings)
    assert outcome.status == 0
    # With an address there are pictures for links to the pages; nothing else is made anew.
    *pictures, last = outcome.tasks
    assert last == "build the site"
    assert pictures
    assert all(task.startswith("draw the picture") for task in pictures), pictures
    site = project.folder / "site"
    for page in site.rglob("index.html"):
        text = page.read_text(encoding="utf-8")
        where = page.parent.relative_to(site).as_posix()
        address = settings["SITE_URL"] + ("" if where == "." else f"{where}/")
        assert f'<link rel="canonical" href="{address}">' in text, page
        assert f'<a href="{settings["REPO_URL"]}"' in text, page
    for path in (site / "notebooks").glob("*.ipynb"):
        text = path.read_text(encoding="utf-8")
        assert f"]({settings['SITE_URL']}" in text
