"""The build's step from definition to record, and the line with which a mistake stops it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from entries import DEFINITIONS
from sympy.core.cache import clear_cache

from gen import catalog, places, steps
from gen.activation import Activation
from gen.errors import Problem

NUMBER = r"-?(?:\d[\d.e+-]*|inf|nan)"
BOTH_VALUES = re.compile(
    rf"check (?P<check>\S.*?) against (?P<against>\S.*) fails at (?P<point>[^:]*\d[^:]*): "
    rf"the definition gives (?P<truth>{NUMBER}), (?:.*) (?P<found>{NUMBER})(?: \(allowed.*\))?$"
)
"""The part of the message that follows place and entry."""


@dataclass(frozen=True)
class Press:
    """The build's step from definition to record, with its records in a folder of the test."""

    folder: Path
    patch: pytest.MonkeyPatch

    def stopped(self, slug: str, entry: Activation | None = None) -> str:
        """The line that stops an entry of the catalog, which `entry` may stand in for."""
        definition = DEFINITIONS[slug]
        if entry is not None:
            self.patch.setattr(catalog, "load", lambda definition: entry)
        with pytest.raises(Problem) as error:
            steps.make_record(definition)
        message = str(error.value)
        assert message.startswith(f"{definition.place}: {definition.name}: ")
        assert re.match(r"gen/catalog/\w+\.py:\d+: ", message)
        assert "\n" not in message
        assert list(self.folder.iterdir()) == []
        return message.removeprefix(f"{definition.place}: {definition.name}: ")

    def refuted(self, slug: str, check: str, entry: Activation | None = None) -> re.Match[str]:
        """The parts of the line, where a check found two values that differ."""
        message = self.stopped(slug, entry)
        found = BOTH_VALUES.match(message)
        assert found, message
        assert found["check"] == check
        assert found["truth"] != found["found"]
        return found


@pytest.fixture
def press(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Press]:
    """The step with a folder of its own.

    SymPy remembers derivatives: those of patched rules must not outlive the test.
    """
    monkeypatch.setattr(places, "RECORDS", tmp_path)
    clear_cache()
    yield Press(tmp_path, monkeypatch)
    clear_cache()
