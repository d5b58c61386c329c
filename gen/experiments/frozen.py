"""Frozen results: one JSON file an experiment, in results/, with the provenance of each part."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gen.errors import Problem
from gen.experiments.experiment import Settings, Values
from gen.files import read_json
from gen.files import write as write_file

FOLDER = Path(__file__).parent / "results"

_INNERMOST = re.compile(r"\[\s+([^\[\]{}\"]*?)\s+\]")
"""A list of numbers, spread over lines."""


@dataclass(frozen=True)
class Part:
    """One part of an experiment, finished."""

    settings: Settings
    fingerprint: str
    """What it depended on; see gen/experiments/fingerprint.py."""
    versions: Mapping[str, str]
    """Of Python and the libraries that it ran with."""
    cpu: str
    """The processor, its instruction set as torch names it, and the number of threads."""
    seconds: float
    """By the clock, for this part alone."""
    processor: float
    """Seconds of the processor: what the clock says on a machine that does nothing else."""
    values: Values


@dataclass(frozen=True)
class Result:
    """What is known of an experiment."""

    experiment: str
    """The name of its module."""
    data: Mapping[str, str]
    """The files that it read: name and SHA-256."""
    provenance: Mapping[str, Part]
    """Its parts by name."""

    @property
    def parts(self) -> dict[str, Values]:
        """What each part found, by its name."""
        return {name: part.values for name, part in self.provenance.items()}

    def settings(self, part: str) -> Settings:
        """The settings of a part."""
        return self.provenance[part].settings


def file(experiment: str) -> Path:
    """Where the result of an experiment stands."""
    return FOLDER / f"{experiment}.json"


def read(experiment: str) -> Result:
    """The frozen result of an experiment.

    Raises Problem when there is none.
    """
    if not file(experiment).is_file():
        raise Problem(
            f"gen/experiments/results/{experiment}.json is missing; make it with: make experiments"
        )
    found = read_json(file(experiment))
    parts = {name: Part(**part) for name, part in found["parts"].items()}
    return Result(found["experiment"], found["data"], parts)


def write(result: Result) -> None:
    """Nothing; the result stands in its file afterwards, its parts sorted by name.

    Arrays of numbers take one line each: a difference then shows what has changed.
    """
    parts = {name: vars(part) for name, part in sorted(result.provenance.items())}
    found = {"experiment": result.experiment, "data": dict(result.data), "parts": parts}
    text = json.dumps(found, indent=1, ensure_ascii=False, allow_nan=False)
    text = _INNERMOST.sub(lambda numbers: f"[{' '.join(numbers[1].split())}]", text)
    write_file(file(result.experiment), f"{text}\n")
