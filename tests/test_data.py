"""The published data: the schema that describes it, the flat table, and the page about both."""

from __future__ import annotations

import contextlib
import copy
import csv
import io
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from test_code_blocks import difference, find_blocks

from gen import columns, schema
from gen.catalog import definitions

ROOT = Path(__file__).parents[1]
ISSUE = {
    *("range", "minimum", "maximum", "sup_df", "inf_df", "lipschitz", "sup_d2f", "attained"),
    *("decreasing_on", "concave_on", "zeros", "fixed_points", "moments", "gain", "float", "code"),
}
"""The fields that every record is promised to have."""


@pytest.fixture(scope="module")
def text(site: Path) -> str:
    return (site / "data" / "activations.json").read_text(encoding="utf-8")


@pytest.fixture
def dataset(text: str) -> Any:
    """The published dataset, a fresh copy for each test."""
    return json.loads(text)


def record(dataset: Any, slug: str) -> dict[str, Any]:
    (found,) = [one for one in dataset["activations"] if one["slug"] == slug]
    assert isinstance(found, dict)
    return found


def objects(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every part of a schema that describes something, with its place."""
    if isinstance(node, dict):
        if {"type", "$ref", "anyOf", "enum", "const"} & set(node) and "properties" not in path[
            -11:
        ]:
            yield path, node
        for key, value in node.items():
            yield from objects(value, f"{path}/{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from objects(value, f"{path}/{index}")


# --- the schema --------------------------------------------------------------------------------


def test_published_schema_is_the_one_that_the_dataset_names_and_keeps(
    site: Path, dataset: Any
) -> None:
    published = json.loads((site / "data" / dataset["$schema"]).read_text(encoding="utf-8"))
    assert published == schema.SCHEMA
    Draft202012Validator.check_schema(published)
    assert not list(Draft202012Validator(published).iter_errors(dataset))
    assert len(dataset["activations"]) == len(definitions())


def test_every_object_is_closed_and_every_field_described_and_required() -> None:
    closed = 0
    for path, node in objects(schema.SCHEMA):
        if "properties" in node:
            closed += 1
            assert node["additionalProperties"] is False, path
            assert node["required"] == list(node["properties"]), path
            for name, field in node["properties"].items():
                assert re.search(r"\w.*\.$", field["description"]), f"{path}: {name}"
        elif node.get("type") == "object":
            assert isinstance(node["additionalProperties"], dict), path
        if "$ref" in node:
            assert node["$ref"].removeprefix("#/$defs/") in schema.SCHEMA["$defs"], path
    assert closed > 30


def test_every_definition_is_used() -> None:
    used = set(re.findall(r"#/\$defs/(\w+)", json.dumps(schema.SCHEMA)))
    assert used == set(schema.SCHEMA["$defs"])


def test_records_have_the_promised_fields_and_null_where_they_do_not_apply(dataset: Any) -> None:
    for one in dataset["activations"]:
        assert set(one) >= ISSUE
        empty = {name for name in ISSUE if one[name] is None}
        if one["kind"] == "scalar":
            assert empty <= {"float"}, one["slug"]
            assert (one["float"] is None) == (one["torch"] is None), one["slug"]
        else:
            assert empty == ISSUE - {"code"}, one["slug"]


def test_bounds_are_decimals_in_their_order(dataset: Any) -> None:
    def numbers(node: Any) -> Iterator[dict[str, str]]:
        if isinstance(node, dict):
            if {"value", "lower", "upper"} <= set(node):
                yield node
            for value in node.values():
                yield from numbers(value)
        elif isinstance(node, list):
            for value in node:
                yield from numbers(value)

    found = 0
    for number in numbers(dataset["activations"]):
        found += 1
        lower, value, upper = (Decimal(number[key]) for key in ("lower", "value", "upper"))
        assert lower <= upper
        if lower.is_finite():
            room = abs(value) * Decimal("1e-14")  # half a unit of the last of 15 digits, at most
            assert lower - room <= value <= upper + room
        else:
            assert lower == value == upper
    assert found > 1000


SPOILS = {
    "a decimal as a number": (("minimum", "value"), -0.17, "minimum.value"),
    "a word for a decimal": (("gain", "forward"), "much", "gain.forward"),
    "a null for a bound": (("lipschitz", "lower"), None, "lipschitz.lower"),
    "a wrong scope": (("sup_df", "scope"), "C", "sup_df.scope"),
    "an unknown field": (("limits", "d2f"), {}, "limits"),
    "an unknown symmetry": (("parity",), "skew", "parity"),
    "a flag as a word": (("attained", "minimum"), "yes", "attained.minimum"),
    "a negative count": (("enclosure", "cells"), -1, "enclosure.cells"),
}


@pytest.mark.parametrize(("keys", "value", "place"), SPOILS.values(), ids=SPOILS)
def test_spoilt_record_is_refused_in_one_line(
    dataset: Any, keys: tuple[str, ...], value: Any, place: str
) -> None:
    target = record(dataset, "gelu")
    dataset["activations"] = [record(dataset, "relu"), target]
    schema.validate(dataset)
    for key in keys[:-1]:
        target = target[key]
    target[keys[-1]] = value
    with pytest.raises(schema.SchemaError, match=rf"gelu: field {re.escape(place)}: ") as raised:
        schema.validate(dataset)
    assert "\n" not in str(raised.value)


def test_lost_field_and_lost_record_are_refused(dataset: Any) -> None:
    spoilt = copy.deepcopy(dataset)
    del record(spoilt, "relu")["zeros"]
    with pytest.raises(schema.SchemaError, match=r"relu: 'zeros' is a required property"):
        schema.validate(spoilt)
    spoilt = copy.deepcopy(dataset)
    del spoilt["activations"]
    with pytest.raises(schema.SchemaError, match=r"'activations' is a required property"):
        schema.validate(spoilt)


# --- the flat table ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def data(site: Path) -> bytes:
    return (site / "data" / columns.FILE).read_bytes()


@pytest.fixture(scope="module")
def rows(data: bytes) -> dict[str, dict[str, str]]:
    """The rows of the table by slug, as a reader gets them."""
    read = csv.DictReader(io.StringIO(data.decode("utf-8"), newline=""), strict=True)
    return {row["slug"]: row for row in read}


def test_table_is_rfc_4180_and_the_same_each_time(data: bytes, dataset: Any) -> None:
    assert columns.table(dataset["activations"]).encode() == data
    lines = data.split(b"\r\n")
    assert lines[-1] == b""
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert len(lines) == len(dataset["activations"]) + 2
    names = lines[0].decode().split(",")
    assert names == [column.name for column in columns.COLUMNS]
    assert len(set(names)) == len(names)


def test_cells_are_those_of_the_records(rows: dict[str, dict[str, str]], dataset: Any) -> None:
    for one in dataset["activations"]:
        row = rows[one["slug"]]
        assert row["name"] == one["name"]
        assert row["torch"] == (one["torch"] or "")
        for name in ("minimum", "maximum", "sup_df", "inf_df", "lipschitz", "sup_d2f"):
            assert row[name] == (one[name]["value"] if one[name] else ""), one["slug"]
        if one["moments"]:
            assert row["moment_second"] == one["moments"]["second"]
        for end in ("left", "right"):
            if one["limits"] and one["limits"]["f"][end]["value"] is not None:
                assert float(row[f"limit_f_{end}"]) == one["limits"]["f"][end]["value"]
        if one["float"]:
            parts = [one["float"]["float32"]["df"][part]["ulps"] for part in ("core", "tails")]
            assert float(row["float32_df_ulps"]) == max(parts)


def test_known_cells(rows: dict[str, dict[str, str]]) -> None:
    relu = rows["relu"]
    assert (relu["minimum"], relu["argmin"], relu["maximum"]) == ("0", "", "inf")
    assert (relu["limit_f_left"], relu["limit_f_right"]) == ("0.0", "inf")
    assert (relu["range_low"], relu["range_low_closed"]) == ("0", "true")
    assert (relu["smoothness"], relu["kinks"], relu["parity"]) == ("0", "1", "")
    assert (relu["lipschitz"], relu["gain_torch"]) == ("1", repr(2**0.5))
    assert rows["tanh"]["parity"] == "odd"
    assert (rows["tanh"]["smoothness"], rows["tanh"]["argsup_df"]) == ("inf", "0")
    assert rows["gelu"]["argmin"].startswith("-0.7517915246935")
    assert rows["glu"]["minimum"] == rows["glu"]["kinks"] == ""
    assert rows["sine"]["argmax"] == ""  # attained again and again


def test_bound_on_a_part_of_the_line_leaves_its_cells_empty(dataset: Any) -> None:
    spoilt = record(dataset, "gelu")
    spoilt["minimum"]["scope"] = spoilt["range"]["scope"] = "[-10, 10]"
    (row,) = csv.DictReader(io.StringIO(columns.table([spoilt]), newline=""))
    assert row["minimum"] == row["argmin"] == row["range_low"] == row["range_low_closed"] == ""
    assert row["sup_df"]


def test_limit_that_no_cell_can_hold_is_refused(dataset: Any) -> None:
    spoilt = record(dataset, "relu")
    spoilt["limits"]["f"]["right"]["latex"] = r"\infty \cdot s"
    with pytest.raises(columns.ColumnsError, match="relu: its limit"):
        columns.table([spoilt])


# --- the page ----------------------------------------------------------------------------------


def test_page_documents_every_field_and_every_column(site: Path) -> None:
    page = (ROOT / "build" / "docs" / "data.md").read_text(encoding="utf-8")
    for _, anchor, description, fields in schema.documented():
        section = page.partition(f"#{anchor} }}")[2].partition("\n### ")[0]
        assert description in section
        assert ("| field |" in section) == bool(fields)
        for field in fields:
            assert f"| `{field.name}` | {field.type} | {field.meaning} |" in section
    for column in columns.COLUMNS:
        assert f"| `{column.name}` | {column.meaning} |" in page
    assert (site / "data" / "index.html").is_file()


def test_code_of_the_page_runs_beside_the_files_and_prints_what_it_says(site: Path) -> None:
    page = (ROOT / "build" / "docs" / "data.md").read_text(encoding="utf-8")
    blocks = find_blocks("data.md", page)
    assert len(blocks) == 3
    namespace: dict[str, Any] = {}
    with contextlib.chdir(site / "data"):
        for block in blocks:
            assert difference(block, namespace) == ""
