"""At what somebody has looked, also by way of what was computed before."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from gen import catalog, lookups
from gen.lookups import IN_TORCH, Parts, digest, look_at, looked_at, remembered


@remembered
def inner(slug: str) -> str:
    look_at({slug})
    return slug.upper()


@remembered
def outer(first: str, second: str = "b") -> str:
    return inner(first) + inner(second)


def test_who_asks_again_has_looked_again() -> None:
    for _ in range(2):
        with looked_at() as names:
            assert outer("a") == "AB"
        assert names == {"a", "b"}
    with looked_at() as names:
        inner("a")
    assert names == {"a"}


def test_it_is_computed_once() -> None:
    times = []

    @remembered
    def counted(number: int) -> int:
        times.append(number)
        return number

    assert [counted(1), counted(1), counted(2)] == [1, 1, 2]
    assert times == [1, 2]


def test_what_failed_has_looked_and_is_not_remembered() -> None:
    @remembered
    def failing() -> None:
        look_at({"a"})
        raise KeyError("a")

    with looked_at() as names:
        with pytest.raises(KeyError):
            failing()
        look_at({"b"})
    assert names == {"a", "b"}
    look_at({"c"})
    assert names == {"a", "b"}
    with pytest.raises(KeyError):
        failing()


def test_digest_changes_with_what_has_the_name_and_with_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookups, "ROOT", tmp_path)
    file = tmp_path / "a.json"
    file.write_text("1")
    one, other = {"a": "torch='torch.nn.A'", "b": "y"}, {"a": "torch='torch.nn.B'", "b": "y"}
    more = {**one, "c": "torch='torch.nn.C'"}
    assert digest("a", one) == digest("a", more) != digest("a", other)
    assert digest(IN_TORCH, one) == digest(IN_TORCH, other) != digest(IN_TORCH, more)
    before = digest("a.json", one)
    file.write_text("2")
    assert before != digest("a.json", one) == digest("a.json", other)
    file.unlink()
    assert digest("a.json", one) == digest("c", one) == ""


def test_what_torch_has_is_told_without_the_entries() -> None:
    """A claim that is about them need not look at the others."""
    definitions = catalog.definitions()
    found = lookups.in_torch({one.slug: one.text for one in definitions})
    assert found == [one.slug for one in definitions if catalog.load(one).torch]
    assert 0 < len(found) < len(definitions)


class Task:
    """A task of two parts, one of which looks at an entry, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.file, self.source = folder / "parts.json", folder / "source.py"
        self.source.write_text("1")
        self.entries = {"a": "x"}
        self.made: list[str] = []

    def make(self, name: str) -> str:
        self.made.append(name)
        if name == "looking":
            look_at({"a"})
        return name.upper()

    def run(self, torch: str = "1", left: bool = True) -> list[str]:
        """The parts that were made now."""
        self.made.clear()
        now = partial(digest, entries=self.entries)
        parts = Parts(self.file, [self.source], {"torch": torch}, now)
        with looked_at() as names:
            for name in ("looking", "blind"):
                assert parts.part(name, partial(self.make, name), lambda _: left) == name.upper()
        assert names == {"a"}
        parts.write()
        return [*self.made]


BOTH = ["looking", "blind"]


def test_parts_are_made_again_that_have_looked_at_what_changed(tmp_path: Path) -> None:
    task = Task(tmp_path)
    assert task.run() == BOTH
    assert task.run() == []
    task.entries["b"] = "y"
    assert task.run() == []
    task.entries["a"] = "z"
    assert task.run() == ["looking"]
    assert task.run() == []


def test_all_parts_are_made_again_when_code_or_versions_change(tmp_path: Path) -> None:
    task = Task(tmp_path)
    assert task.run() == BOTH
    task.source.write_text("2")
    assert task.run() == BOTH
    assert task.run(torch="2") == BOTH
    assert task.run(torch="2") == []


def test_parts_are_made_again_whose_work_is_gone_or_whose_notes_are_cut_off(tmp_path: Path) -> None:
    task = Task(tmp_path)
    assert task.run() == BOTH
    assert task.run(left=False) == BOTH
    task.file.write_bytes(task.file.read_bytes()[:-20])
    assert task.run() == BOTH
