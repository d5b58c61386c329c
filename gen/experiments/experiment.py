"""An experiment: independent parts, each a function of its settings and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Settings = Mapping[str, Any]
"""Everything that a part depends on, as JSON has it: seeds, epochs, activation, rates."""
Values = Mapping[str, Any]
"""What a part found, as JSON has it, rounded to what is meaningful."""

PREFIX = "prefix"
"""The key of the values that a short run finds again."""


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """A question, cut into parts that any machine may run in any order."""

    title: str
    """What it is about, in a few words."""
    description: str
    """The setting in two or three sentences, for the page of experiments; Markdown."""
    parts: Callable[[], Mapping[str, Settings]]
    """The settings of each part by its name: lower-case words joined by hyphens."""
    run: Callable[[Settings], Values]
    """What a part finds. A function at the top of a module: it may run in another process.

    It uses one thread of torch, draws at random from the seeds in its settings alone, and touches
    no file but the data. The result of a part is stale when the code that this function reaches
    within gen/experiments/, or its settings, have changed.
    """
    shorter: Callable[[Settings], Settings]
    """The settings of a run of a second or two (few seeds, few epochs) that begins as the part
    does: `run(shorter(settings))["prefix"]` is what `run(settings)["prefix"]` holds."""
    tolerance: float = 1e-4
    """How far, relative to itself, a number of a prefix may differ between machines and numbers of
    seeds; one that is tiny beside others of its row may differ by a thousandth of this."""
    data: Mapping[str, str] = field(default_factory=dict)
    """The files that a part reads: name and SHA-256."""
    alone: bool = False
    """Whether its parts measure time: they run one by one after all others, and in no cluster."""
