"""Every Python block that a reader can copy runs, and prints what the page says it prints.

The blocks of one page run in order in one namespace. Comment lines that start with `#>`, after the
statement that prints, hold its output.
"""

from __future__ import annotations

import ast
import contextlib
import difflib
import io
import re
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted((ROOT / "docs").glob("**/*.md"))

_FENCE = re.compile(
    r"^(?P<indent>[ ]*)```[ ]*(?:python\b|\{\s*\.python\b)[^\n]*\n"
    r"(?P<code>.*?)^(?P=indent)```[ ]*$",
    re.DOTALL | re.MULTILINE,
)
_OUTPUT = "#>"
_SHOWN = {"python", "text", "bibtex"}
"""The languages of code on the pages: Python runs, and of the others there is nothing to run."""
_MARK = re.compile(r"^[ ]*(?P<mark>`{3,}|~{3,})[ ]*(?P<language>[^\n]*)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced Python block of a page."""

    page: str
    """Path of the page."""
    line: int
    """Line of the page on which the code starts, from 1."""
    code: str
    """The code, without the indentation of the fence."""


def find_blocks(page: str, text: str) -> list[Block]:
    """The Python blocks of a page, in order."""
    return [
        Block(page, text.count("\n", 0, match.start("code")) + 1, textwrap.dedent(match["code"]))
        for match in _FENCE.finditer(text)
    ]


def unknown_fences(text: str) -> list[str]:
    """The fences that the tests of this module would overlook."""
    opening = _MARK.findall(text)[::2]
    return [mark + said for mark, said in opening if mark != "```" or said not in _SHOWN]


def with_output(block: Block, namespace: dict[str, Any]) -> str:
    """The code with the output that it really has, run in the namespace."""
    lines = [line for line in block.code.splitlines() if not line.lstrip().startswith(_OUTPUT)]
    written: list[str] = []
    done = 0
    for statement in ast.parse("\n".join(lines)).body:
        end = statement.end_lineno or done
        written += lines[done:end]
        done = end
        printed = io.StringIO()
        code = compile(ast.Module([statement], []), f"{block.page}:{block.line}", "exec")
        with contextlib.redirect_stdout(printed):
            exec(code, namespace)
        written += [f"{_OUTPUT} {line}".rstrip() for line in printed.getvalue().splitlines()]
    return "\n".join(written + lines[done:]) + "\n"


def difference(block: Block, namespace: dict[str, Any]) -> str:
    """What the page prints against what the code prints, as a diff; empty if they agree."""
    return "".join(
        difflib.unified_diff(
            block.code.splitlines(keepends=True),
            with_output(block, namespace).splitlines(keepends=True),
            fromfile=f"{block.page}:{block.line}, as written",
            tofile="as run",
        )
    )


BLOCKS = {
    path.relative_to(ROOT).as_posix(): blocks
    for path in PAGES
    if (blocks := find_blocks(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")))
}


@pytest.mark.parametrize("page", BLOCKS)
def test_blocks_of_page(page: str) -> None:
    namespace: dict[str, Any] = {"__name__": "__main__"}
    differences = [difference(block, namespace) for block in BLOCKS[page]]
    assert not any(differences), "\n" + "\n".join(filter(None, differences))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_fence_is_one_that_is_looked_at(path: Path) -> None:
    assert not unknown_fences(path.read_text(encoding="utf-8"))


def test_other_fences_are_found() -> None:
    for mark, said in (("```", "py"), ("```", "pycon"), ("~~~", "python"), ("```", "")):
        assert unknown_fences(f"Text\n\n{mark}{said}\nx\n{mark}\n")
    assert not unknown_fences("```python\nx\n```\n\n    ```text\n    x\n    ```\n")


def test_some_page_has_blocks() -> None:
    assert BLOCKS, "no ```python block below docs/: the test above has compared nothing"


def test_wrong_output_is_shown() -> None:
    [block] = find_blocks("page.md", "Text\n\n```python\nx = 1\nprint(x + 1)\n#> 3\n```\n")
    assert block.line == 4
    found = difference(block, {})
    assert "-#> 3\n" in found
    assert "+#> 2\n" in found


def test_missing_and_extra_output_is_shown() -> None:
    [silent, talking] = find_blocks(
        "page.md", "```python\nx = 1\n#> 1\n```\n\n??? tip\n    ```python\n    print(x)\n    ```\n"
    )
    namespace: dict[str, Any] = {}
    assert "-#> 1" in difference(silent, namespace)
    assert "+#> 1" in difference(talking, namespace)


def test_right_output_makes_no_difference() -> None:
    text = "```python\nfor k in range(2):\n    print(k)\n\n#> 0\n#> 1\n```\n"
    [block] = find_blocks("page.md", text.replace("\n\n#>", "\n#>"))
    assert difference(block, {}) == ""
