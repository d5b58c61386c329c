"""Pages that Material's instant navigation can take in without an error.

It assigns to `href` of every element that has one, which elements of SVG answer with an exception;
`xlink:href` means the same to a browser and escapes it. And it puts each script of the content
anew into the page, without its attributes, so that data would run as a program.
"""

from __future__ import annotations

import re

from gen.errors import Problem

_DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_HREF = re.compile(r"(?<=\s)href=")
_CONTENT = 'data-md-component="container"'
_DATA = re.compile(r'<script\b(?![^>]*\bid="?__config)[^>]*\btype="?application/[^>]*>')


class InstantError(Problem):
    """One line that names a page with data that would run as a program."""


def adapt(html: str, page: str) -> str:
    """The finished page for instant navigation.

    Raises `InstantError` for data in a script element of the content.
    """
    content = html.find(_CONTENT)
    if content >= 0 and (data := _DATA.search(html, content)):
        raise InstantError(
            f"{page}: {data[0]}: instant navigation would run these data as a program; put them "
            "into a <template>"
        )
    return _DRAWING.sub(lambda drawing: _HREF.sub("xlink:href=", drawing[0]), html)
