"""Running experiments: what is stale or missing, on all cores, kept part by part.

    python -m gen.experiments.run                  what is stale or missing
    python -m gen.experiments.run circles noise    of these alone
    python -m gen.experiments.run --force          all parts, stale or not
    python -m gen.experiments.run --stale          a list of what would run, and nothing else

`EXPERIMENTS_BACKEND=dask` with `EXPERIMENTS_SCHEDULER=tcp://host:port` hands the parts to the
workers of a Dask cluster, which need this project on their path, and the data where they read any.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from typing import NamedTuple

from joblib import Parallel, delayed, effective_n_jobs, parallel_config

from gen import cpu
from gen.dependencies import modules_that_assign
from gen.errors import Problem
from gen.experiments import frozen
from gen.experiments.execution import experiment, fingerprints, finish
from gen.experiments.experiment import Experiment, Settings
from gen.experiments.fingerprint import fingerprint
from gen.experiments.frozen import Part, Result

INTERRUPTED = 130
"""The exit status of a command that Ctrl-C has ended."""
PATIENCE = "20s"
"""How long a Dask scheduler may take to answer."""


class Job(NamedTuple):
    """A part that is to be run."""

    experiment: str
    part: str
    settings: Settings


def main(arguments: list[str]) -> int:
    """0 when all that was asked for is done, 1 when a line says why it is not."""
    parser = argparse.ArgumentParser(prog="python -m gen.experiments.run", description=__doc__)
    parser.add_argument("names", nargs="*", help="experiments; all if none is named")
    parser.add_argument("--force", action="store_true", help="run also what is up to date")
    parser.add_argument("--stale", action="store_true", help="only list what would run")
    wanted = parser.parse_args(arguments)
    cpu.fix_path()
    # Workers inherit it: more threads than cores would only slow all of them down.
    os.environ["OMP_NUM_THREADS"] = "1"
    try:
        results = {name: _known(name) for name in _chosen(wanted.names)}
        jobs = [job for name in results for job in stale(name, results[name], force=wanted.force)]
        for result in results.values():
            # A part that the experiment no longer has goes, even if nothing else is to be run.
            if not wanted.stale and result.provenance:
                frozen.write(result)
        if wanted.stale:
            sys.stdout.writelines(f"{job.experiment} {job.part}\n" for job in jobs)
        elif jobs:
            if refused := _run(jobs, results):
                sys.stderr.writelines(f"{line}\n" for line in refused)
                return 1
        else:
            sys.stdout.write("All results of experiments are up to date.\n")
    except Problem as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped; what is finished is kept. Go on with: make experiments\n")
        return INTERRUPTED
    return 0


def names() -> tuple[str, ...]:
    """The experiments, by the names of their modules."""
    return modules_that_assign("EXPERIMENT", "gen.experiments")


def stale(name: str, result: Result, *, force: bool = False) -> list[Job]:
    """The parts of an experiment whose result is missing or made by other code or settings."""
    return [
        Job(name, part, settings)
        for part, settings in experiment(name).parts().items()
        if force or _is_stale(experiment(name), settings, result.provenance.get(part))
    ]


def _is_stale(one: Experiment, settings: Settings, part: Part | None) -> bool:
    return part is None or part.fingerprint != fingerprint(one.run, settings)


def _chosen(wanted: Sequence[str]) -> Sequence[str]:
    if unknown := set(wanted) - set(names()):
        raise Problem(
            f"no experiment is called {', '.join(sorted(unknown))}; there are {', '.join(names())}"
        )
    return wanted or names()


def _known(name: str) -> Result:
    """What the result of an experiment has of the parts that it still consists of."""
    one = experiment(name)
    former = frozen.read(name).provenance if frozen.file(name).is_file() else {}
    return Result(name, one.data, {part: former[part] for part in one.parts() if part in former})


# --- the run -----------------------------------------------------------------------------------


def _run(jobs: Sequence[Job], results: dict[str, Result]) -> list[str]:
    """What parts lack that could not be run, each line once.

    Every other job's part stands in the file of its experiment as soon as it is finished: the data
    that one experiment lacks do not keep others waiting.
    """
    clock = _Clock(jobs, results)
    refused: list[str] = []

    def keep(job: Job, part: Part | Problem) -> None:
        if isinstance(part, Problem):
            clock.skip(job)
            if str(part) not in refused:
                refused.append(str(part))
            return
        if _is_stale(experiment(job.experiment), job.settings, part):
            raise Problem(
                f"{job.experiment}: {job.part} was run by other code than that of this folder; "
                "leave gen/experiments/ alone during a run"
            )
        result = results[job.experiment]
        result = replace(result, provenance={**result.provenance, job.part: part})
        results[job.experiment] = result
        frozen.write(result)
        sys.stdout.write(f"{clock.finished(job, part)}\n")
        sys.stdout.flush()

    # The longest first, so that no core waits for a late long one.
    waiting = clock.longest_first()
    if together := [job for job in waiting if not experiment(job.experiment).alone]:
        with _workers(together) as parallel:
            clock.workers = effective_n_jobs(parallel.n_jobs)
            for job, part in parallel(delayed(_finished)(job) for job in together):
                keep(job, part)
    clock.workers = 1
    for job in waiting:
        if experiment(job.experiment).alone:
            keep(*_finished(job))
    return refused


def _finished(job: Job) -> tuple[Job, Part | Problem]:
    try:
        return job, finish(job.experiment, job.settings)
    except Problem as error:
        return job, error


@contextmanager
def _workers(jobs: Sequence[Job]) -> Iterator[Parallel]:
    """What runs these jobs side by side and gives each result as soon as it is there."""
    # What ends a run says so itself.
    warnings.filterwarnings("ignore", r".*tasks which were still being processed", UserWarning)
    # Loky changes a worker whose memory has grown for a fresh one.
    warnings.filterwarnings("ignore", r".*A worker stopped while some jobs", UserWarning)
    backend = os.environ.get("EXPERIMENTS_BACKEND", "loky")
    if backend == "loky":
        yield Parallel(n_jobs=os.cpu_count(), return_as="generator_unordered", batch_size=1)
        return
    address = os.environ.get("EXPERIMENTS_SCHEDULER")
    if backend != "dask" or not address:
        raise Problem(
            f"EXPERIMENTS_BACKEND is {backend!r}: it may be 'loky', or 'dask' with the address of "
            "a scheduler, as in EXPERIMENTS_SCHEDULER=tcp://host:8786 make experiments"
        )
    # It takes a second to import, and most runs do without.
    from distributed import Client  # noqa: PLC0415

    try:
        client = Client(address, timeout=PATIENCE)  # type: ignore[no-untyped-call] # it has none
    except (OSError, ValueError) as error:
        raise Problem(
            f"EXPERIMENTS_SCHEDULER: no Dask scheduler answers at {address}; start one with: "
            "dask scheduler"
        ) from error
    with client, parallel_config(backend="dask"):
        try:
            # Asked first: a worker that cannot read its task would be asked again and again.
            client.run(import_module, "gen.experiments.execution")
        except ModuleNotFoundError as error:
            raise Problem(
                f"a worker at {address} has no module {error.name}; start workers in the project's "
                f"folder and environment: python -m distributed.cli.dask_worker {address}"
            ) from error
        # Before the first job: joblib does not end cleanly in the middle of a cluster's work.
        parts = [(job.experiment, job.settings) for job in jobs]
        ours = fingerprints(parts)
        if any(theirs != ours for theirs in client.run(fingerprints, parts).values()):
            raise Problem(
                f"a worker at {address} has other code than this folder: give workers the same "
                "files and start them again"
            )
        yield Parallel(n_jobs=-1, return_as="generator_unordered", batch_size=1)


class _Clock:
    """What is left, by how long each part took when it last ran."""

    def __init__(self, jobs: Sequence[Job], results: Mapping[str, Result]) -> None:
        self._left = {(job.experiment, job.part): job for job in jobs}
        self._known = {
            key: results[key[0]].provenance[key[1]].seconds
            for key in self._left
            if key[1] in results[key[0]].provenance
        }
        self._total = len(jobs)
        self._begin = time.monotonic()
        self._done: dict[str, list[float]] = {}
        self.workers = 1

    def longest_first(self) -> list[Job]:
        """The jobs; those that have never run come first."""
        return sorted(
            self._left.values(),
            key=lambda job: -self._known.get((job.experiment, job.part), float("inf")),
        )

    def skip(self, job: Job) -> None:
        """Nothing; a job that could not be run is no longer waited for."""
        del self._left[job.experiment, job.part]

    def finished(self, job: Job, part: Part) -> str:
        """The line that says so."""
        del self._left[job.experiment, job.part]
        self._done.setdefault(job.experiment, []).append(part.seconds)
        count = f"[{self._total - len(self._left):3}/{self._total}]"
        return f"{count} {job.experiment}: {job.part}, {part.seconds:.0f} s; {self._remaining()}"

    def _remaining(self) -> str:
        if not self._left:
            return f"{time.monotonic() - self._begin:.0f} s in all"
        seconds = 0.0
        for key in self._left:
            done = self._done.get(key[0])
            typical = sum(done) / len(done) if done else None
            expected = self._known.get(key, typical)
            if expected is None:
                return "time left not known yet"
            seconds += expected
        return f"about {seconds / self.workers / 60:.1f} min left"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
