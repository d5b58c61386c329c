"""A copy of the project with a small catalog and few articles, and builds in it.

Its catalog is cut down to a few entries, so that a build from nothing takes seconds.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gen import catalog
from gen.dependencies import files_of, modules_that_assign

ROOT = Path(__file__).parents[1]
NOT_COPIED = shutil.ignore_patterns(
    *(".git", ".venv", "build", "site", "site-offline", "node_modules", "__pycache__", ".*_cache")
)
ARTICLE = "docs/articles/why-non-linearity.md"
NOTEBOOK = "docs/articles/a-notebook.py"
CELLS = """\
# ---
# description: A notebook, short and quick.
# ---

# %% [markdown]
# # A notebook
#
# After {{ article("why-non-linearity") }} it computes and draws.

# %%
print(2 + 2)
#> 4

# %% name="a-line" alt="A line. It rises."
import matplotlib.pyplot as plt

plt.plot([0, 1], [0, 1])
plt.show()
"""
"""What stands in the notebook of the copy."""
ARTICLES = {Path(ARTICLE).name, Path(NOTEBOOK).name}
"""The articles in the copy: one of each kind."""
STUBS = {"kinks.md": "Kinks"}
"""The title of an article in the copy that templates link; its claims are of the whole catalog."""
GLOSSARY = """
[[term]]
name = "Layer"
text = "Units side by side."

[[symbol]]
tex = "f"
meaning = "an activation function"
"""
EXPERIMENT = "circles"
"""The experiment in the copy; the results of all others weigh as much as the rest of it."""
CITED_NOWHERE = "bilinear"
"""The slug of an entry that no hand-written page names."""
KEPT = {"relu", "elu", "sigmoid", "identity", CITED_NOWHERE, "softmax"}
"""The slugs in the copy. None is related to an entry that is not there."""
PATIENCE = 300
"""The seconds after which a build counts as hanging; the slowest here takes half a minute."""


def environment(settings: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a build: that of the tests, with the site's settings as given here."""
    ours = ("SITE_URL", "REPO_URL", "PYTHONPATH")
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    # MkDocs puts the day into sitemap.xml.gz, and the tests may run past midnight.
    return kept | {"SOURCE_DATE_EPOCH": "0"} | dict(settings or {})


@dataclass(frozen=True)
class Outcome:
    """What a build said and returned."""

    status: int
    tasks: tuple[str, ...]
    """The titles of the tasks that ran, in order."""
    errors: tuple[str, ...]
    """The lines of standard error."""

    def derived(self) -> list[str]:
        """The names of the entries that were derived and checked."""
        prefix = "derive and check "
        return [task.removeprefix(prefix) for task in self.tasks if task.startswith(prefix)]


@dataclass(frozen=True)
class Project:
    """A copy of the project."""

    folder: Path

    def building(
        self,
        *options: str,
        settings: Mapping[str, str] | None = None,
        prefix: Sequence[str] = (),
    ) -> subprocess.Popen[str]:
        """A build that has begun here, and is the first of its processes' group.

        prefix: what stands before its command.
        """
        return subprocess.Popen(
            [*prefix, sys.executable, *options, "-m", "gen.build"],
            cwd=self.folder,
            env=environment(settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )

    def build(
        self,
        *options: str,
        settings: Mapping[str, str] | None = None,
        prefix: Sequence[str] = (),
    ) -> Outcome:
        """The outcome of a build here."""
        with self.building(*options, settings=settings, prefix=prefix) as running:
            try:
                said, errors = running.communicate(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                # With its workers and MkDocs, which would go on waiting.
                os.killpg(running.pid, signal.SIGKILL)
                raise
        tasks = re.findall(r"^\[ *\d+/\d+\] (.*)$", said, re.MULTILINE)
        return Outcome(running.returncode, tuple(tasks), tuple(errors.splitlines()))

    def kill_at(self, task: str) -> None:
        """Nothing; a build here has been killed, with all its processes, when such a task began."""
        with self.building() as running:
            assert running.stdout is not None
            for line in running.stdout:
                if task in line:
                    os.killpg(running.pid, signal.SIGKILL)
                    break
        assert running.returncode == -signal.SIGKILL

    def seconds(self) -> float:
        """The time that the last build here took by the clock."""
        begin, end = (self.folder / name for name in ("build/lock", "site/data/manifest.json"))
        return end.stat().st_mtime - begin.stat().st_mtime

    def copy(self, folder: Path) -> Project:
        """The same in another folder."""
        return Project(shutil.copytree(self.folder, folder))

    def edit(self, path: str, old: str, new: str) -> None:
        """Nothing; afterwards the file has `new` where it had `old`, once."""
        file = self.folder / path
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{path} holds {old!r} {text.count(old)} times"
        file.write_text(text.replace(old, new), encoding="utf-8")

    def append(self, path: str, text: str) -> None:
        """Nothing; afterwards the file ends with the text."""
        with (self.folder / path).open("a", encoding="utf-8") as file:
            file.write(text)

    def text(self, path: str) -> str:
        """The text of a file."""
        return (self.folder / path).read_text(encoding="utf-8")

    def has(self, path: str) -> bool:
        """Whether there is such a file."""
        return (self.folder / path).is_file()

    def files(self, *folders: str) -> dict[str, bytes]:
        """The bytes of all files in folders, by path."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for folder in folders
            for path in sorted((self.folder / folder).rglob("*"))
            if path.is_file()
        }

    def made(self) -> dict[str, bytes]:
        """The bytes of everything that a build makes, but for the task runner's notes."""
        folders = ("records", "figures", "notebooks", "docs", "rendered")
        return self.files(*(f"build/{name}" for name in folders), "site")


def differing(made: Mapping[str, bytes], wanted: Mapping[str, bytes]) -> list[str]:
    """The names of the files that only one has, or of which the bytes differ."""
    return sorted(n for n in made.keys() | wanted.keys() if made.get(n) != wanted.get(n))


def copy(folder: Path) -> Project:
    """A copy of the project with a small catalog and few articles, not built yet."""
    shutil.copytree(ROOT, folder, ignore=NOT_COPIED)
    shutil.rmtree(folder / "docs" / "practice")
    (folder / "docs" / "glossary.toml").write_text(GLOSSARY, encoding="utf-8")
    cut_articles(folder)
    cut_results(folder)
    entries = cut_catalog(folder)
    texts = [path.read_text(encoding="utf-8") for path in prose(folder)]
    cut_bibliography(folder, "".join([*texts, *entries]))
    return Project(folder)


def prose(folder: Path) -> list[Path]:
    """The hand-written pages."""
    docs = folder / "docs"
    return [*docs.glob("*.md"), *docs.glob("articles/*.md"), *docs.glob("articles/*.py")]


def cut_articles(folder: Path) -> None:
    """Nothing; afterwards only ARTICLES are left, with their claims and figures."""
    (folder / NOTEBOOK).write_text(CELLS, encoding="utf-8")
    navigation = (folder / "mkdocs.yml").read_text(encoding="utf-8")
    listed = "      - articles/why-non-linearity.md\n"
    navigation = navigation.replace(listed, f"{listed}      - articles/a-notebook.ipynb\n")
    # The page with the network draws and cites what belongs to an article that goes.
    navigation = navigation.replace("      - network.md\n", "")
    for name in ("docs/network.md", "gen/figures/network.py"):
        (folder / name).unlink()
    for path in (folder / "docs" / "articles").iterdir():
        if path.name in ARTICLES:
            continue
        path.unlink()
        if path.name in STUBS:
            path.write_text(f"# {STUBS[path.name]}\n", encoding="utf-8")
        else:
            navigation = re.sub(rf" *- articles/{path.stem}\.\w+\n", "", navigation)
        stem = path.stem.replace("-", "_")
        shutil.rmtree(folder / "gen" / "claims" / stem, ignore_errors=True)
        for part in ("claims", "figures"):
            (folder / "gen" / part / f"{stem}.py").unlink(missing_ok=True)
    for path in (folder / "gen" / "claims").glob("*.py"):
        # Some claims of an article stand in a module of their own.
        own = f"{path.stem.replace('_', '-')}"
        if re.search(r"^CLAIMS\b", path.read_text(encoding="utf-8"), re.MULTILINE) and not any(
            name.startswith(f"{own}.") for name in ARTICLES
        ):
            path.unlink()
    # The build asks for verdicts whether or not there are any.
    verdicts = folder / "gen" / "claims" / "verdicts.py"
    verdicts.write_text('"""No verdicts."""\n\nGROUPS = {}\n', encoding="utf-8")
    (folder / "mkdocs.yml").write_text(navigation, encoding="utf-8")
    kept = {name.partition(".")[0] for name in ARTICLES}
    for path in prose(folder):
        text = path.read_text(encoding="utf-8")
        # What led to an article that is gone leads to one that is there.
        text = re.sub(
            r"article\([\"']([\w-]+)[\"']\)",
            lambda m: m[0] if m[1] in kept else f'article("{Path(ARTICLE).stem}")',
            text,
        )
        # And what spoke of another function speaks of one that is there.
        text = re.sub(
            r"activation\([\"']([\w-]+)[\"']\)",
            lambda m: m[0] if m[1] in KEPT else 'activation("relu")',
            text,
        )
        text = re.sub(
            r"\]\((articles/)?([\w-]+)\.(?:md|ipynb)(?:#[\w-]+)?\)",
            lambda m: m[0] if (folder / "docs" / f"{m[2]}.md").exists() or m[2] in kept else "]()",
            text,
        )
        path.write_text(
            text.replace(
                "]()", f"]({'' if 'articles' in path.parts else 'articles/'}why-non-linearity.md)"
            ),
            encoding="utf-8",
        )


def cut_results(folder: Path) -> None:
    """Nothing; afterwards one experiment is left, and nothing that depends on the tests."""
    experiments = folder / "gen" / "experiments"
    needed = files_of(f"gen.experiments.{EXPERIMENT}")
    for name in set(modules_that_assign("EXPERIMENT", "gen.experiments")) - {EXPERIMENT}:
        assert ROOT / "gen" / "experiments" / f"{name}.py" not in needed
        (experiments / f"{name}.py").unlink()
        (experiments / "results" / f"{name}.json").unlink()
    # What became of the mutants of the checking code is stale when any of its tests changes.
    (folder / "gen" / "mutation" / "checkers.json").unlink()
    shutil.rmtree(folder / "tests")


def cut_catalog(folder: Path) -> list[str]:
    """The definitions that are left: those of KEPT."""
    definitions = catalog.definitions(folder / "gen" / "catalog")
    # The figure of the page of comparisons names the functions that it shows.
    compared = folder / "gen" / "figures" / "comparison.py"
    text = compared.read_text(encoding="utf-8")
    shown = re.sub(r"^FUNCTIONS = .*", 'FUNCTIONS = {"relu": "c1", "elu": "c2"}', text, flags=re.M)
    compared.write_text(shown, encoding="utf-8")
    for path in {definition.path for definition in definitions}:
        here = {d.line: d.slug for d in definitions if d.path == path}
        if not KEPT.intersection(here.values()):
            path.unlink()
            continue
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        for node in ast.walk(ast.parse("".join(lines))):
            if isinstance(node, ast.Call) and here.get(node.lineno, CITED_NOWHERE) not in KEPT:
                for number in range(node.lineno, (node.end_lineno or node.lineno) + 1):
                    lines[number - 1] = ""
        path.write_text("".join(lines), encoding="utf-8")
    return [d.text for d in definitions if d.slug in KEPT]


def cut_bibliography(folder: Path, texts: str) -> None:
    """Nothing; afterwards only the sources are left that texts name."""
    path = folder / "gen" / "bibliography.bib"
    entries = re.split(r"^(?=@)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    kept = [
        e for e in entries if re.search(rf"[\"']{e[e.find('{') + 1 : e.find(',')]}[\"']", texts)
    ]
    path.write_text("".join(kept), encoding="utf-8")
