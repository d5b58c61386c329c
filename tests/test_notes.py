"""The task runner's notes when they are damaged or held: gone, kept, or a line about them."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from doit.dependency import JSONCodec, SqliteDB

from gen.errors import Problem
from gen.notes import NOTES, remove_unreadable


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """Notes as doit writes them, of many tasks."""
    path = tmp_path / NOTES.name
    database = SqliteDB(str(path), JSONCodec())
    for number in range(200):
        database.set(f"record:{number}", "deps:", [f"gen/{one}.py" for one in range(100)])
    database.dump()
    return path


@pytest.mark.parametrize("damage", ["garbage", "half", "middle", "nothing", "other", "altered"])
def test_unreadable_notes_are_removed(notes: Path, damage: str) -> None:
    whole = notes.read_bytes()
    half = len(whole) // 2
    with closing(sqlite3.connect(notes)) as database:
        if damage == "other":
            database.execute("drop table doit")
        elif damage == "altered":
            database.execute("update doit set task_data = substr(task_data, 1, 20)")
        database.commit()
    damaged = {
        "garbage": b"not a database" * 1000,
        "half": whole[:half],
        "middle": whole[:half] + random.Random(8).randbytes(20000) + whole[half + 20000 :],
        "nothing": b"",
    }
    if damage in damaged:
        notes.write_bytes(damaged[damage])
    remove_unreadable(notes)
    assert not notes.exists()


def test_sound_notes_stay(notes: Path) -> None:
    whole = notes.read_bytes()
    remove_unreadable(notes)
    assert notes.read_bytes() == whole


def test_locked_notes_are_neither_removed_nor_waited_for_without_end(notes: Path) -> None:
    with closing(sqlite3.connect(notes)) as database:
        database.execute("begin exclusive")
        with pytest.raises(Problem, match=r"^\S+/tasks.sqlite3 is locked; close the program"):
            remove_unreadable(notes)
    assert notes.exists()
