"""At what somebody has looked, also by way of what was computed before."""

from __future__ import annotations

from pathlib import Path

import pytest

from gen import lookups
from gen.lookups import ALL, digest, look_at, looked_at, remembered


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


def test_what_failed_is_not_remembered_and_nobody_keeps_looking() -> None:
    @remembered
    def failing() -> None:
        look_at({"a"})
        raise KeyError("a")

    with looked_at() as names:
        for _ in range(2):
            with pytest.raises(KeyError):
                failing()
        look_at({"b"})
    assert names == {"b"}
    look_at({"c"})
    assert names == {"b"}


def test_digest_changes_with_what_has_the_name_and_with_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookups, "ROOT", tmp_path)
    file = tmp_path / "a.json"
    file.write_text("1")
    one, other, more = {"a": "x", "b": "y"}, {"a": "z", "b": "y"}, {"a": "x", "b": "y", "c": "z"}
    assert digest("a", one) == digest("a", more) != digest("a", other)
    assert digest(ALL, one) == digest(ALL, other) != digest(ALL, more)
    before = digest("a.json", one)
    file.write_text("2")
    assert before != digest("a.json", one) == digest("a.json", other)
    file.unlink()
    assert digest("a.json", one) == digest("c", one) == ""
