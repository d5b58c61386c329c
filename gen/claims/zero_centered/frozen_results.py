"""The frozen results that the claims read, each read once."""

from __future__ import annotations

from gen.experiments import frozen
from gen.experiments.frozen import Result
from gen.lookups import remembered


@remembered
def result(experiment: str) -> Result:
    """The frozen result of an experiment."""
    return frozen.read(experiment)
