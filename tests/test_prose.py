"""Prose keeps its promises: no typed number that a claim should give, and exercises that run."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[1] / "docs"
ARTICLES = sorted([*(DOCS / "articles").glob("*.md"), *(DOCS / "articles").glob("*.py")])
WITHOUT_EXERCISES = {"errata", "verdicts"}
"""A list is looked up, not worked through."""

_BLOCKS = re.compile(
    r"\A---\n.*?^---$"  # the head of the file
    r"|^[ ]*```.*?^[ ]*```",
    re.DOTALL | re.MULTILINE,
)
_CALL = re.compile(r"\{\{\s*(\w*)(.*?)\}\}|\{%%.*?%%\}|\{##.*?##\}", re.DOTALL)
_CITED = re.compile(r"""\w+\(\s*["'][^"']*["']\s*\)""")
_STRING = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_WRAP = re.compile(r"(?<=\S)\n(?=[ ]*\S)")
"""The end of a line inside a paragraph: what begins on one line may end on the next."""
_MATHS = re.compile(r"\$\$(.*?)\$\$|(?<!\\)\$([^$\n]*)\$|\\\((.*?)\\\)", re.DOTALL)
_CODE = re.compile(r"`([^`\n]*)`")
_CODE_OF_ITS_OWN = re.compile(r"[(=]|^v?\d+(?:\.\d+)+$|^[0-9a-f]{7}$")
"""A call, an assignment, a version or a commit in code font is no number of the prose."""
_ADDRESS = re.compile(r"\]\([^)]*\)|https?://\S+|href=\"[^\"]*\"")
_NAMES = ("CC BY 4.0",)
"""What has a decimal in its name."""
_HELD_ELSEWHERE = {"third-party.md"}
"""The versions there are held by tests/test_vendored.py."""
_NUMBER = re.compile(
    r"\d\.\d"
    r"|\d\s?(?:%|percent|per cent)"
    r"|\d[eE][-+]?\d"
    r"|10(?:\^|[⁰¹²³⁴⁵⁶⁷⁸⁹⁻])"
    r"|(?<![\w.)\]])\.\d"
    r"|\b\d,\d\d\b"  # a decimal comma; an interval such as (0,1) has one digit
)
_INEXACT = re.compile(r"\d\.\d|\d\s*\\?%")
"""In maths a number may be exact, such as 1/4 or 10^{-5}."""


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
    text = _BLOCKS.sub("\n\n", text)
    text = _CALL.sub(_caption, text)
    text = _WRAP.sub(" ", text)
    text = _CODE.sub(lambda code: " " if _CODE_OF_ITS_OWN.search(code[1]) else f" {code[1]} ", text)
    found = [maths[0] for maths in _MATHS.finditer(text) if _INEXACT.search(maths[0])]
    text = _ADDRESS.sub(" ", _MATHS.sub(" ", text))
    for name in _NAMES:
        text = text.replace(name, " ")
    return found + [text[max(0, m.start() - 20) : m.end() + 10] for m in _NUMBER.finditer(text)]


def _caption(call: re.Match[str]) -> str:
    """The words that a call shows to the reader: of a figure all but its name."""
    if call[1] != "figure":
        return " "
    shown = _CITED.sub(" ", call[2])
    return " ".join(first or second for first, second in _STRING.findall(shown)[1:])


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
    [
        "about 0.25 of it",
        "half, 50 % of all",
        "50% more",
        "1e-5 of it",
        "10⁻⁵",
        "5 × 10^-3",
        "0,25 of it",
        "half of .25",
        '{{ figure("x", "At 0.25 it is large") }}',
        "{{ figure('x-0.5', 'At 1 it is 7 %') }}",
        "a ` b\n\nabout 0.25\n\nc ` d",
        "$5 for one,\n\nabout 0.25\n\nor $6",
        r"$\text{about } 0.25$",
        "$$\n0.25 x\n$$",
        "at `-0.00001` of it",
    ],
)
def test_typed_number_is_found(text: str) -> None:
    assert typed_numbers(text)


@pytest.mark.parametrize(
    "text",
    [
        '{{ claim("x-0.5") }} in two steps of 7',
        "$1/2$ and $10^{-5}$ and `x = 0.5` and `Dropout(0.5)` and torch `2.13.0` (`04e3d04`)",
        "a `call(\n0.5)` on two lines",
        '{{ figure("x-0.5", "They make " ~ claim("x-0.5") ~ ".") }}',
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


def notebook_answer(exercise: str) -> tuple[str, bool]:
    """The cells of an answer, and whether code checks or shows something in them.

    A notebook's code runs in every build, and its output is what the page shows.
    """
    cells = [cell.partition("\n") for cell in re.split(r"^# %%", exercise, flags=re.MULTILINE)[1:]]
    answers = [(head, body) for head, _, body in cells if 'tags=["answer"]' in head]
    checked = any(
        re.search(r"claim\(|equation\(", body)
        if "[markdown]" in head
        else re.search(r"^\s*(?:print\(|assert\b|compare\()", body, re.MULTILINE)
        for head, body in answers
    )
    return "".join(body for _, body in answers), checked


def test_answer_in_words_alone_is_not_checked() -> None:
    words = 'Question?\n\n# %% [markdown] tags=["answer"]\n# It is 7, believe me.\n'
    assert notebook_answer(words) == ("# It is 7, believe me.\n", False)
    assert not notebook_answer(words + '\n# %% tags=["answer"]\nx = 7\n')[1]
    assert not notebook_answer(words + "\n# %%\nprint(7)\n")[1]
    assert notebook_answer(words + '\n# %% tags=["answer"]\nprint(3 + 4)\n')[1]


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
            question = exercise.partition("\n# %%")[0]
            answer, checked = notebook_answer(exercise)
        else:
            question, _, answer = exercise.partition('??? success "Answer"')
            checked = bool(re.search(r"claim\(|equation\(|```python.*?#>", answer, re.DOTALL))
        assert question.strip(), number
        assert answer.strip(), f"exercise {number} has no folded answer"
        assert checked, f"the answer of exercise {number} has nothing that code checks"
