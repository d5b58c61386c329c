"""Rendered pages that are kept: used where nothing changed, and never instead of a warning."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest
from project import ARTICLE, Project, differing, environment

from gen.files import read_json, write_json

KEPT = "build/rendered/folders"
ENTRIES, FORMULAS = f"{KEPT}/search.json", f"{KEPT}/formulas.json"
SENTENCE = "\nOne more sentence.\n"


def test_changed_page_alone_is_rendered_again(before: Project, project: Project) -> None:
    project.append(ARTICLE, SENTENCE)
    assert project.build().status == 0
    page = ARTICLE.removeprefix("docs/")
    changed = differing(project.files(KEPT), before.files(KEPT))
    assert changed == [f"{KEPT}/{page}.json", ENTRIES]
    old, new = (read_json(one.folder / ENTRIES) for one in (before, project))
    assert [name for name in new if new[name] != old[name]] == [page]


def test_site_is_the_same_where_nothing_was_kept(project: Project) -> None:
    project.edit("gen/catalog/rectified.py", "Keeps positive inputs", "Lets positive inputs pass")
    project.append(ARTICLE, SENTENCE)
    assert project.build().status == 0
    made = project.made()
    for folder in (KEPT, "site"):
        shutil.rmtree(project.folder / folder)
    assert project.build().status == 0
    assert differing(project.made(), made) == []


def test_new_page_has_all_rendered_again(before: Project, project: Project) -> None:
    """A link anywhere might lead to it. It stands where mkdocs.yml need not name it."""
    page = project.folder / "docs/checks/claims/another.md"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text("# Another\n", encoding="utf-8")
    assert project.build().status == 0
    old, new = before.files(KEPT), project.files(KEPT)
    assert old
    assert all(new[name] != data for name, data in old.items() if name != FORMULAS)


def test_page_that_is_kept_is_not_rendered(project: Project) -> None:
    """Else what somebody puts into the kept page would not reach the site."""
    project.edit(f"{KEPT}/index.md.json", '"content": "', '"content": "<p>Kept.</p>')
    shutil.rmtree(project.folder / "site")
    assert project.build().status == 0
    assert "<p>Kept." in project.text("site/index.html")


def test_formulas_that_are_kept_are_not_typeset(project: Project) -> None:
    """Else what somebody puts among the kept formulas would not reach the site."""
    kept = read_json(project.folder / FORMULAS)
    formula = next(iter(kept["formulas"]))
    kept["formulas"][formula] = "<b>Kept.</b>"
    write_json(project.folder / FORMULAS, kept)
    shutil.rmtree(project.folder / "site")
    assert project.build().status == 0
    pages = (project.folder / "site").rglob("*.html")
    assert any("<b>Kept.</b>" in page.read_text(encoding="utf-8") for page in pages)


def test_entries_that_are_kept_are_not_made(project: Project) -> None:
    """Else what somebody puts among the kept entries would not reach the search."""
    kept = read_json(project.folder / ENTRIES)
    kept["index.md"]["entries"][0]["text"] = "Kept."
    write_json(project.folder / ENTRIES, kept)
    shutil.rmtree(project.folder / "site")
    assert project.build().status == 0
    assert '"text":"Kept.' in project.text("site/search/search_index.json")


@pytest.mark.parametrize(("option", "link"), [("--quiet", "nowhere.md"), ("--verbose", "#nowhere")])
def test_run_that_says_too_little_or_gathers_too_little_keeps_nothing(
    project: Project, option: str, link: str
) -> None:
    project.append(ARTICLE, f"\n[Nowhere]({link})\n")
    command = [sys.executable, "-m", "mkdocs", "build", option, "--site-dir", "build/other"]
    subprocess.run(command, cwd=project.folder, env=environment(), capture_output=True, check=True)
    assert project.has("build/other/index.html")
    assert not project.has(f"{KEPT}/{ARTICLE.removeprefix('docs/')}.json")


def test_broken_link_stops_every_build(before: Project, project: Project) -> None:
    project.append(ARTICLE, "\n[Nowhere](nowhere.md)\n")
    first, second = project.build(), project.build()
    assert first.status == second.status == 1
    assert first.errors == second.errors
    assert "nowhere.md" in first.errors[0]
    assert differing(project.files("site"), before.files("site")) == []


def test_page_with_text_of_another_file_is_not_kept(before: Project) -> None:
    kept = before.files(KEPT)
    assert f"{KEPT}/index.md.json" in kept
    assert f"{KEPT}/third-party.md.json" not in kept


def test_page_that_is_cut_off_or_gone_is_rendered_again(before: Project, project: Project) -> None:
    templates = sorted((project.folder / "build" / "templates").rglob("*.cache"))
    assert templates
    for template in templates:
        os.truncate(template, 40)
    os.truncate(project.folder / KEPT / "index.md.json", 100)
    os.truncate(project.folder / ENTRIES, 100)
    os.truncate(project.folder / FORMULAS, 100)
    (project.folder / KEPT / "data.md.json").unlink()
    shutil.rmtree(project.folder / "site")
    assert project.build().status == 0
    assert differing(project.made(), before.made()) == []
