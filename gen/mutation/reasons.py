"""Why a mutant that no check has stopped does no harm."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from unittest import mock

from gen import catalog, records
from gen.catalog import Definition
from gen.mutation import trial
from gen.mutation.mutants import Mutant
from gen.records import Record

UNUSED = "what is published of this entry stays the same, byte for byte"


def reason(mutant: Mutant, definition: Definition) -> str | None:
    """The reason, proved or seen; None where there is none.

    A rule that an entry uses in proofs alone may be wrong on both sides of them; the entries that
    use it otherwise are what stops it.
    """
    if (found := mutant.reason()) is not None:
        return found
    if mutant.subject == "rule" and published(mutant.outcome) == _right(definition):
        return UNUSED
    return None


@cache
def _right(definition: Definition) -> str | None:
    return published(lambda: trial.of_entry(catalog.load(definition), definition))


def published(checks: Callable[[], object]) -> str | None:
    """The record of an entry, as text, that checks make on their way; None if they make none."""
    kept: list[Record] = []
    make = records.record

    def keep(*arguments: object) -> Record:
        kept.append(make(*arguments))  # type: ignore[arg-type] # as they were given
        return kept[-1]

    with mock.patch.object(records, "record", keep):
        checks()
    return json.dumps(kept[-1], sort_keys=True) if kept else None
