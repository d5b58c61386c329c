"""The numbers behind a figure: drawn in it, and published beside it as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

Cell = str | int | float | None
"""What a cell holds; None leaves it empty."""


@dataclass(frozen=True)
class Table:
    """Rows of cells under named columns."""

    columns: tuple[str, ...]
    """Lower-case words joined by underscores, with the unit or the interval where there is one, as
    in `accuracy_median`, `accuracy_p5`."""
    rows: tuple[tuple[Cell, ...], ...]
    """As many cells each as there are columns."""

    def __post_init__(self) -> None:
        if not self.rows or any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("a table has rows, each with a cell for each column")

    def column(self, name: str, /, **where: Cell) -> list[Cell]:
        """The cells of a column, in rows whose cells in other columns are as given."""
        place = self.columns.index(name)
        return [row[place] for row in self._chosen(where)]

    def numbers(self, name: str, /, **where: Cell) -> list[float]:
        """The same, as numbers.

        Raises ValueError for a cell that holds none.
        """
        cells = self.column(name, **where)
        numbers = [float(cell) for cell in cells if isinstance(cell, int | float)]
        if len(numbers) != len(cells):
            raise ValueError(f"column {name} has cells without a number")
        return numbers

    def _chosen(self, where: dict[str, Cell]) -> Iterator[Sequence[Cell]]:
        places = {self.columns.index(name): cell for name, cell in where.items()}
        for row in self.rows:
            if all(row[place] == cell for place, cell in places.items()):
                yield row

    def csv(self) -> str:
        """The table after RFC 4180: a line of names, then the rows."""
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(self.columns)
        writer.writerows(self.rows)
        return out.getvalue()


def table(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Table:
    """A table of rows in any form."""
    return Table(tuple(columns), tuple(tuple(row) for row in rows))
