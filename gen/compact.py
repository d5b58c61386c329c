"""Pages without the white space that templates leave between elements: a sixth of a page.

And scripts without what their authors alone read.
"""

from __future__ import annotations

import re

from gen.errors import Problem

_KEPT = re.compile(r"(<(pre|script|style|textarea)\b.*?</\2>)", re.DOTALL)
_BREAK = re.compile(r"\s*\n\s*")

_COMMENT = re.compile(r"^[ \t]*//.*\n", re.MULTILINE)
_INDENT = re.compile(r"^\s+", re.MULTILINE)


class CompactError(Problem):
    """One line that names a script that would not be the same without its white space."""


def compact(html: str) -> str:
    """The page with each run of white space that breaks a line cut down to the line break.

    A browser shows both alike. Elements in which white space has a meaning stay as they are.
    """
    parts = _KEPT.split(html)
    # Every third part is the text between; the others are a kept element and its name.
    parts[0::3] = [_BREAK.sub("\n", part) for part in parts[0::3]]
    del parts[2::3]
    return "".join(parts)


def compact_script(script: str, name: str) -> str:
    """The script without the lines that are comments, without empty lines and indentation.

    Nothing is parsed: each line that is left ends as it did. Raises `CompactError` where a text may
    run over several lines, in which white space has a meaning.
    """
    script = _COMMENT.sub("", script)
    for line in script.splitlines():
        if line.count("`") % 2 or line.endswith("\\"):
            raise CompactError(f"{name}: end the text on its line: {line.strip()[:80]}")
    return _INDENT.sub("", script)
