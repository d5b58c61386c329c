"""The tables behind figures: shape, look-up and CSV."""

from __future__ import annotations

import csv
import io

import pytest

from gen.figures.tables import Table, table


def test_rows_are_looked_up_by_the_cells_of_other_columns() -> None:
    found = table(["name", "rate", "share"], [["a", 1, 0.5], ["b", 1, 0.25], ["a", 2, None]])
    assert found.numbers("share", rate=1) == [0.5, 0.25]
    assert found.column("share", name="a") == [0.5, None]
    with pytest.raises(ValueError, match="share has cells without a number"):
        found.numbers("share")


@pytest.mark.parametrize("rows", [(), (("a",),)])
def test_a_table_without_rows_or_with_a_short_row_is_none(
    rows: tuple[tuple[str, ...], ...],
) -> None:
    with pytest.raises(ValueError, match="a cell for each column"):
        Table(("name", "rate"), rows)


def test_csv_is_read_back_as_it_was() -> None:
    text = table(["name", "share"], [['a, "b"', 0.1], ["c", None]]).csv()
    assert text.endswith("\r\n")
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert read == [["name", "share"], ['a, "b"', "0.1"], ["c", ""]]
