"""The same bytes from nothing: wherever, whenever, by whomever, and without a network."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from building import ROOT
from project import NOT_COPIED, Project, differing

from gen import manifest
from gen.build import SITE_SETTINGS
from gen.files import read_json

CUSTOM = """\
import sys

import loopback

sys.addaudithook(loopback.only)
"""
"""What each Python process of a build runs first, where the build may talk to no other machine."""
RAISED = (
    "import fcntl, socket, struct; "
    "fcntl.ioctl(socket.socket(), 0x8914, struct.pack('16sh14x', b'lo', 1))"
)
"""Raises the loopback interface, with which a network of one's own begins lowered."""
TURKISH = "tr_TR.UTF-8"
"""A language in which the small I and the capital i are other letters than in English."""


def without_network() -> tuple[str, ...]:
    """The beginning of a command that runs where there is no network; empty without that right."""
    room = ("unshare", "--map-root-user", "--net")
    if not shutil.which(room[0]) or subprocess.run([*room, "true"], check=False).returncode:
        return ()
    return (*room, "sh", "-c", f'"{sys.executable}" -c "{RAISED}" && exec "$@"', "sh")


def shuffled(project: Project, folder: Path) -> Project:
    """A copy of what people write, its files made in another order."""
    paths = [path for path in project.folder.rglob("*") if path.is_file()]
    random.Random(8).shuffle(paths)
    for path in paths:
        name = path.relative_to(project.folder)
        if name.parts[0] not in ("build", "site"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, folder / name)
    return Project(folder)


def assert_same(project: Project, before: Project, tmp_path: Path) -> None:
    """Nothing; both made the same bytes, in which nothing says where."""
    made = project.made()
    assert differing(made, before.made()) == []
    assert not any(str(tmp_path).encode() in data for data in made.values())


def test_folder_with_spaces_and_letters_where_nothing_but_ascii_is_spoken(
    before: Project, tmp_path: Path
) -> None:
    """Also: notes of tasks that are garbage, and no date set."""
    project = before.copy(tmp_path / "Ünï cödé 日本 with a long name")
    for made in ("build", "site"):
        shutil.rmtree(project.folder / made)
    (project.folder / "build").mkdir()
    (project.folder / "build/tasks.sqlite3").write_bytes(b"not a database" * 1000)
    outcome = project.build(
        settings={
            "LC_ALL": "C",
            "LANG": "C",
            "PYTHONCOERCECLOCALE": "0",
            "PYTHONUTF8": "0",
            "PYTHONIOENCODING": "ascii",
            "SOURCE_DATE_EPOCH": "",
        }
    )
    assert (outcome.status, outcome.errors) == (0, ())
    assert_same(project, before, tmp_path)


def test_other_language_time_zone_rights_and_order_of_files_without_network(
    before: Project, tmp_path: Path
) -> None:
    project = shuffled(before, tmp_path / "p")
    (tmp_path / "custom").mkdir()
    (tmp_path / "custom/sitecustomize.py").write_text(CUSTOM, encoding="utf-8")
    if shutil.which("localedef"):
        language, _, letters = TURKISH.partition(".")
        command = ["localedef", "-i", language, "-f", letters, str(tmp_path / TURKISH)]
        subprocess.run(command, check=True, capture_output=True)
    umask = os.umask(0o077)
    try:
        outcome = project.build(
            settings={
                "LOCPATH": str(tmp_path),
                "LC_ALL": TURKISH,
                "TZ": "Pacific/Kiritimati",
                "PYTHONHASHSEED": "8",
                "PYTHONPATH": f"{tmp_path / 'custom'}{os.pathsep}{Path(__file__).parent}",
            },
            prefix=without_network(),
        )
    finally:
        os.umask(umask)
    assert (outcome.status, outcome.errors) == (0, ())
    assert_same(project, before, tmp_path)


def test_date_that_is_set_stands_where_a_date_is_said_and_changes_nothing_else(
    project: Project,
) -> None:
    sites = []
    for date in ("0", "1700000000"):
        settings = {"SITE_URL": "https://example.org/af/", "SOURCE_DATE_EPOCH": date}
        assert project.build(settings=settings).status == 0
        sites.append(project.files("site"))
    first, second = sites
    names = (manifest.FILE, "sitemap.xml", "sitemap.xml.gz")
    assert differing(first, second) == [f"site/{name}" for name in names]
    days = [re.findall(rb"<lastmod>(.*)</lastmod>", one["site/sitemap.xml"]) for one in sites]
    assert [set(them) for them in days] == [{b"1970-01-01"}, {b"2023-11-14"}]
    assert len(days[0]) > 10


def test_date_that_is_none_stops_the_build_with_one_line(before: Project) -> None:
    outcome = before.build(settings={"SOURCE_DATE_EPOCH": "today"})
    assert outcome.status == 1
    assert outcome.errors == ("SOURCE_DATE_EPOCH is 'today'; give seconds since 1970, or unset it",)


def test_manifest_says_which_path_through_the_processor_torch_took(site: Path) -> None:
    found = read_json(site / manifest.FILE)["cpu"]
    assert found == read_json(site / "data/activations.json")["environment"]["cpu"]
    assert found.keys() == {"machine", "capability", "onednn"}


@pytest.mark.skipif(
    "EVERY_FAULT" not in os.environ, reason="two minutes; make faults builds all of it again"
)
def test_whole_project_built_from_nothing_elsewhere_is_the_site_of_the_checkout(
    site: Path, tmp_path: Path
) -> None:
    copied = Project(tmp_path / "the same in another place")
    shutil.copytree(ROOT, copied.folder, ignore=NOT_COPIED)
    settings = {name: os.environ[name] for name in SITE_SETTINGS if name in os.environ}
    assert copied.build(settings=settings).status == 0
    assert manifest.differences(manifest.files(site), copied.folder / "site") == []
