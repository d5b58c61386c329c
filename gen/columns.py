"""The records as one flat table, for spreadsheets: a row for each function, a column for each fact.

What does not apply, is not known, or holds on a part of the line alone is an empty cell.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gen.errors import Problem
from gen.schema import DTYPES

Record = Mapping[str, Any]
Cell = str | int | None

FILE = "activations.csv"
"""The name under which the table is published, beside the dataset."""
_INFINITE = {r"\infty": "inf", r"-\infty": "-inf", None: None}
"""The decimal of a limit whose record has no value, by its formula."""


class ColumnsError(Problem):
    """One line that names a fact that no cell can hold."""


@dataclass(frozen=True)
class Column:
    """A column of the table."""

    name: str
    meaning: str
    cell: Callable[[Record], Cell]


def table(records: Iterable[Record]) -> str:
    """The table as CSV after RFC 4180: a line of names, then the records in their order."""
    out = io.StringIO(newline="")
    # Carriage return and line feed at each end, and quotes where a cell needs them.
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(column.name for column in COLUMNS)
    writer.writerows([column.cell(record) for column in COLUMNS] for record in records)
    return out.getvalue()


# --- cells -------------------------------------------------------------------------------------


def value(record: Record, name: str) -> str | None:
    """The decimal of an extreme that is proved on the whole line."""
    extreme = record[name]
    return extreme["value"] if extreme and extreme["scope"] == "R" else None


def worst(record: Record, dtype: str, key: str) -> Mapping[str, Any] | None:
    """The largest error of f or f' in a format, in the core or the tails; None if not measured."""
    if record["float"] is None:
        return None
    errors = record["float"][dtype][key]
    found: Mapping[str, Any] = max((errors["core"], errors["tails"]), key=lambda one: one["ulps"])
    return found


def _counterpart(library: str) -> Callable[[Record], Cell]:
    return lambda record: record[library] and record[library]["name"]


def _extreme(name: str) -> Callable[[Record], Cell]:
    return lambda record: value(record, name)


def _argument(name: str) -> Callable[[Record], Cell]:
    """The input at which an extreme is attained, where that is one point."""

    def cell(record: Record) -> Cell:
        if value(record, name) is None or not record["attained"][name]:
            return None
        places, period = record[name]["at"], record[name]["period"]
        if len(places) != 1 or period is not None or places[0]["low"] != places[0]["high"]:
            return None
        return str(places[0]["low"]["value"])

    return cell


def _range(end: str) -> Callable[[Record], Cell]:
    """An end of the least interval that contains the range."""
    which = {"low": 0, "high": -1}[end]

    def cell(record: Record) -> Cell:
        found = record["range"]
        if found is None or found["scope"] != "R":
            return None
        return str(found["intervals"][which][end]["value"])

    return cell


def _range_closed(end: str) -> Callable[[Record], Cell]:
    which = {"low": 0, "high": -1}[end]

    def cell(record: Record) -> Cell:
        found = record["range"]
        if found is None or found["scope"] != "R":
            return None
        return _word(found["intervals"][which][f"{end}_closed"])

    return cell


def _limit(function: str, side: str) -> Callable[[Record], Cell]:
    def cell(record: Record) -> Cell:
        if record["limits"] is None:
            return None
        end = record["limits"][function][side]
        if end["value"] is not None:
            return repr(end["value"])
        if end["latex"] not in _INFINITE:
            raise ColumnsError(
                f"{record['slug']}: its limit {end['latex']} has no decimal; say in gen/columns.py "
                "how the table writes it"
            )
        return _INFINITE[end["latex"]]

    return cell


def _smoothness(record: Record) -> Cell:
    k: int | None = record["smoothness"]["k"]
    return "inf" if k is None else k


def _kinks(record: Record) -> Cell:
    if record["kind"] != "scalar":
        return None
    return sum(1 for kink in record["kinks"] if kink["order"] in (0, 1))


def _nested(group: str, name: str) -> Callable[[Record], Cell]:
    return lambda record: record[group] and record[group][name]


def _torch_gain(record: Record) -> Cell:
    gain = record["gain"] and record["gain"]["torch"]
    return repr(gain["value"]) if gain and gain["value"] is not None else None


def _error(dtype: str, key: str, field: str) -> Callable[[Record], Cell]:
    def cell(record: Record) -> Cell:
        found = worst(record, dtype, key)
        return None if found is None else repr(found[field])

    return cell


def _word(truth: bool) -> str:
    return "true" if truth else "false"


_EXTREMES = (
    ("minimum", "argmin", "greatest lower bound of f"),
    ("maximum", "argmax", "least upper bound of f"),
    ("sup_df", "argsup_df", "least upper bound of f′"),
    ("inf_df", "arginf_df", "greatest lower bound of f′"),
    ("lipschitz", "arg_lipschitz", "Lipschitz constant, the least upper bound of the size of f′"),
    ("sup_d2f", "argsup_d2f", "least upper bound of the size of f″"),
)

COLUMNS: tuple[Column, ...] = (
    Column("name", "name", lambda record: record["name"]),
    Column("slug", "permanent id", lambda record: record["slug"]),
    Column("family", "group in the navigation", lambda record: record["family"]),
    Column("kind", "scalar, two-input or vector", lambda record: record["kind"]),
    Column("parameters", "number of parameters", lambda record: len(record["parameters"])),
    Column("torch", "name in PyTorch", lambda record: record["torch"]),
    Column("jax", "name in JAX", _counterpart("jax")),
    Column("keras", "name in Keras", _counterpart("keras")),
    Column("smoothness", "number of continuous derivatives; -1 for a jump, or inf", _smoothness),
    Column("kinks", "number of points at which f or f′ jumps", _kinks),
    Column("parity", "even, odd or empty", lambda record: record["parity"]),
    *(
        Column(f"limit_{key}_{side}", f"limit of {name} on the {side}", _limit(key, side))
        for key, name in (("f", "f"), ("df", "f′"))
        for side in ("left", "right")
    ),
    *(
        column
        for end in ("low", "high")
        for column in (
            Column(f"range_{end}", f"{end} end of the range", _range(end)),
            Column(f"range_{end}_closed", "whether f takes that value", _range_closed(end)),
        )
    ),
    *(
        column
        for name, argument, meaning in _EXTREMES
        for column in (
            Column(name, meaning, _extreme(name)),
            Column(argument, "where, if it is attained at one point only", _argument(name)),
        )
    ),
    Column("moment_mean", "mean of f(Z) for a standard normal Z", _nested("moments", "mean")),
    Column("moment_second", "mean of f(Z)²", _nested("moments", "second")),
    Column("moment_d_second", "mean of f′(Z)²", _nested("moments", "d_second")),
    Column("gain_forward", "forward gain", _nested("gain", "forward")),
    Column("gain_backward", "backward gain", _nested("gain", "backward")),
    Column("gain_torch", "answer of calculate_gain, empty where it refuses", _torch_gain),
    *(
        column
        for dtype in DTYPES
        for key, name in (("f", "f"), ("df", "f′"))
        for column in (
            Column(
                f"{dtype}_{key}_ulps",
                f"largest error found of torch's {name} in {dtype}, in ULPs",
                _error(dtype, key, "ulps"),
            ),
            Column(f"{dtype}_{key}_at", "the input there", _error(dtype, key, "at")),
        )
    ),
)
"""The table's columns from left to right."""
