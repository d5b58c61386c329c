"""Pages without the white space that templates leave between elements: a sixth of a page.

And scripts without what their authors alone read, and the theme's palette without a rule that costs
each visit more than it gives.
"""

from __future__ import annotations

import re

from gen.errors import Problem

_KEPT = re.compile(r"(<(pre|script|style|textarea)\b.*?</\2>)", re.DOTALL)
_BREAK = re.compile(r"\s*\n\s*")

_COMMENT = re.compile(r"^[ \t]*//.*\n", re.MULTILINE)
_INDENT = re.compile(r"^\s+", re.MULTILINE)


_SWITCHING = (
    "[data-md-color-switching] *,[data-md-color-switching] :after,"
    "[data-md-color-switching] :before{transition-duration:0s!important}"
)


class CompactError(Problem):
    """One line that names a file from which what is to go cannot be taken."""


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


def compact_palette(sheet: str, name: str) -> str:
    """The theme's colors without the rule that stops transitions while colors switch.

    The theme's script sets them on each page that loads. The rule is for every element, so a
    browser would compute the style of all of them once more when it begins and when it ends.
    """
    if sheet.count(_SWITCHING) != 1:
        raise CompactError(
            f"{name}: the theme's rule for [data-md-color-switching] is not where it was; look for "
            "it there, and mend _SWITCHING in gen/compact.py"
        )
    return sheet.replace(_SWITCHING, "")
