"""One part of an experiment, run and given its provenance."""

from __future__ import annotations

import platform
import time
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from typing import cast

from gen import cpu
from gen.experiments.experiment import Experiment, Settings
from gen.experiments.fingerprint import fingerprint
from gen.experiments.frozen import Part

LIBRARIES = ("torch", "numpy", "scikit-learn")
"""Those whose versions a result names, beside Python's."""


def experiment(name: str) -> Experiment:
    """The experiment that a module of gen/experiments/ assigns."""
    return cast(Experiment, import_module(f"gen.experiments.{name}").EXPERIMENT)


def fingerprints(parts: Sequence[tuple[str, Settings]]) -> list[str]:
    """The fingerprints of parts, named by experiment and settings, by the code at hand here."""
    return [fingerprint(experiment(name).run, settings) for name, settings in parts]


def finish(name: str, settings: Settings) -> Part:
    """A part of an experiment, finished in this process with one thread."""
    cpu.fix_path()
    # Only now: torch reads the environment when it is imported.
    import torch  # noqa: PLC0415

    torch.set_num_threads(1)
    run = experiment(name).run
    # Before the run: whoever edits the code meanwhile must not have old values under a new name.
    covered = fingerprint(run, settings)
    begin, used = time.perf_counter(), time.process_time()
    values = run(settings)
    seconds, processor = time.perf_counter() - begin, time.process_time() - used
    capability = torch.backends.cpu.get_cpu_capability()
    libraries = {library: version(library).partition("+")[0] for library in LIBRARIES}
    return Part(
        settings=settings,
        fingerprint=covered,
        versions={"python": platform.python_version(), **libraries},
        cpu=f"{cpu.model()}, {capability}, one thread",
        seconds=round(seconds, 1),
        processor=round(processor, 1),
        values=values,
    )
