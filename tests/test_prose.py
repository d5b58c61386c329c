"""Prose keeps its promises: no typed number that a claim should give, and exercises that run."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[1] / "docs"
ARTICLES = sorted([*(DOCS / "articles").glob("*.md"), *(DOCS / "articles").glob("*.py")])
WITHOUT_EXERCISES = {"errata"}
"""A list of mistakes is looked up, not worked through."""

_NOT_PROSE = [
    re.compile(pattern, re.DOTALL | re.MULTILINE)
    for pattern in (
        r"\A---\n.*?^---$",  # the head of the file
        r"^[ ]*```.*?^[ ]*```",
        r"`[^`]*`",
        r"\{\{.*?\}\}",
        r"\{%%.*?%%\}",
        r"\$\$.*?\$\$",
        r"\$[^$]*\$",
        r"\\\(.*?\\\)",
        r"\]\([^)]*\)",  # the target of a link
        r"https?://\S+",
    )
]
_NAMES = ("CC BY 4.0",)
"""What has a decimal in its name."""
_HELD_ELSEWHERE = {"third-party.md"}
"""The versions there are held by tests/test_vendored.py."""
_NUMBER = re.compile(
    r"\d\.\d"
    r"|\d\s?(?:%|percent|per cent)"
    r"|\d[eE][-+]?\d"
    r"|10(?:\^|[⁰¹²³⁴⁵⁶⁷⁸⁹⁻])"
)


def prose(path: Path) -> dict[str, str]:
    """The pieces of a file that are read as prose, by where they stand."""
    text = path.read_text(encoding="utf-8")
    name = path.relative_to(DOCS).as_posix()
    if path.suffix == ".toml":
        tables = tomllib.loads(text)
        return {f"{name}: {one['name']}": one["text"] for one in tables["term"]} | {
            f"{name}: {one['tex']}": one["meaning"] for one in tables["symbol"]
        }
    if path.suffix == ".py":
        cells = re.split(r"^# %%", text, flags=re.MULTILINE)
        return {
            f"{name}: cell {index}": re.sub(r"^# ?", "", cell.partition("\n")[2], flags=re.M)
            for index, cell in enumerate(cells)
            if "[markdown]" in cell.partition("\n")[0]
        }
    return {name: text}


def typed_numbers(text: str) -> list[str]:
    """The numbers in prose that somebody typed, each with the words around it."""
    for pattern in _NOT_PROSE:
        text = pattern.sub(" ", text)
    for name in _NAMES:
        text = text.replace(name, " ")
    return [text[max(0, m.start() - 20) : m.end() + 10] for m in _NUMBER.finditer(text)]


FILES = sorted(path for s in ("md", "toml") for path in DOCS.rglob(f"*.{s}")) + [
    path for path in ARTICLES if path.suffix == ".py"
]
FILES = [path for path in FILES if path.name not in _HELD_ELSEWHERE]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(DOCS)))
def test_no_number_is_typed(path: Path) -> None:
    pieces = prose(path)
    assert any(piece.strip() for piece in pieces.values())
    found = {where: numbers for where, text in pieces.items() if (numbers := typed_numbers(text))}
    assert not found, "let the build give the number: cite a claim"


@pytest.mark.parametrize(
    "text",
    ["about 0.25 of it", "half, 50 % of all", "50% more", "1e-5 of it", "10⁻⁵"],
)
def test_typed_number_is_found(text: str) -> None:
    assert typed_numbers(text)


@pytest.mark.parametrize(
    "text",
    [
        '{{ claim("x-0.5") }} in two steps of 7',
        "$0.5$ and `1e-5`",
        "\n```python\nx = 0.5\n```\n",
        "[a](https://doi.org/10.1000/1.5)",
        "32-bit, at (0,1), in 2019",
    ],
)
def test_number_from_elsewhere_is_allowed(text: str) -> None:
    assert not typed_numbers(text)


# --- how an article ends ----------------------------------------------------------------------


def sections(text: str) -> dict[str, str]:
    """The text below each heading of the second level."""
    parts = re.split(r"^(?:# )?## (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_article_ends_with_what_to_read_next(path: Path) -> None:
    found = sections(path.read_text(encoding="utf-8"))
    assert list(found)[-1] == "Read next"
    assert len(re.findall(r"(?:article|activation)\(|\]\(\.\./", found["Read next"])) >= 2


@pytest.mark.parametrize(
    "path",
    [path for path in ARTICLES if path.stem not in WITHOUT_EXERCISES],
    ids=lambda path: path.stem,
)
def test_exercises_have_folded_answers_that_are_checked(path: Path) -> None:
    found = sections(path.read_text(encoding="utf-8"))
    assert list(found)[-2] == "Exercises"
    exercises = re.split(r"^(?:# )?\*\*\d+\. ", found["Exercises"], flags=re.MULTILINE)[1:]
    assert len(exercises) >= 3
    for number, exercise in enumerate(exercises, 1):
        if path.suffix == ".py":
            question, _, answer = exercise.partition('tags=["answer"]')
            # A notebook's code runs in every build, and its output is what the page shows.
            checked = re.search(r"^# %%(?! \[markdown\])|claim\(|equation\(", "# %%" + answer, re.M)
        else:
            question, _, answer = exercise.partition('??? success "Answer"')
            checked = re.search(r"claim\(|equation\(|```python.*?#>", answer, re.DOTALL)
        assert question.strip(), number
        assert answer.strip(), f"exercise {number} has no folded answer"
        assert checked, f"the answer of exercise {number} has nothing that code checks"
