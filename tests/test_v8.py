"""Printed JavaScript in V8: what it gives, and that it ends."""

from __future__ import annotations

import math

import pytest

from gen import v8


def test_numbers_go_in_and_come_out_as_they_are() -> None:
    rows = [[0.1], [-0.0], [math.inf], [-math.inf], [math.nan]]
    same = v8.apply("({ same: (x) => x })", "same", rows)
    assert [math.copysign(1, value) for value in same[:4]] == [1, -1, 1, -1]
    assert same[:4] == [0.1, 0, math.inf, -math.inf]
    assert math.isnan(same[4])
    assert v8.apply("({ twice: (v) => v.map((x) => 2 * x) })", "twice", [[[1, 2]]]) == [2, 4]


def test_a_function_that_does_not_end_is_said_and_others_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(v8, "SECONDS", 0.2)
    with pytest.raises(v8.EndlessScript, match="function endless has not ended") as raised:
        v8.apply("({ endless: (x) => { for (;;) x += 1; } })", "endless", [[1]])
    assert "\n" not in str(raised.value)
    assert v8.apply("({ next: (x) => x + 1 })", "next", [[1]]) == [2]
