"""Headings of tables."""

from __future__ import annotations

from gen import headings

BODY = "<tbody>\n<tr>\n<td>1</td>\n<td></td>\n</tr>\n</tbody>\n</table>"


def test_empty_corner_is_a_plain_cell() -> None:
    corner = '<th style="text-align: right;"></th>'
    head = f"<table>\n<thead>\n<tr>\n{corner}\n<th>f</th>\n</tr>\n</thead>\n"
    assert headings.without_empty_headings(head + BODY) == (
        head.replace(corner, '<td style="text-align: right;"></td>') + BODY
    )


def test_row_of_empty_headings_goes() -> None:
    head = "<table>\n<thead>\n<tr>\n<th></th>\n<th></th>\n</tr>\n</thead>\n"
    assert headings.without_empty_headings(head + BODY) == "<table>\n" + BODY


def test_headings_with_words_stay() -> None:
    html = "<table>\n<thead>\n<tr>\n<th>x</th>\n<th>f</th>\n</tr>\n</thead>\n" + BODY
    assert headings.without_empty_headings(html) == html
