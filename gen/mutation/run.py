"""All mutants, on all cores: `python -m gen.mutation.run [slug ...] [--force]`.

Entries whose result is up to date are left out unless they are forced.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import warnings
from collections import Counter
from dataclasses import replace

from joblib import Parallel, delayed

from gen import catalog, cpu
from gen.catalog import Definition
from gen.errors import Problem
from gen.mutation import results
from gen.mutation.results import Found, Survivor

INTERRUPTED = 130
"""The exit status of a command that Ctrl-C has ended."""


def main(arguments: list[str]) -> int:
    """0 when all mutants of the wanted entries are stopped or explained, 1 when some are not."""
    parser = argparse.ArgumentParser(prog="python -m gen.mutation.run", description=__doc__)
    parser.add_argument("slugs", nargs="*", help="entries; all if none is named")
    parser.add_argument("--force", action="store_true", help="also what is up to date")
    wanted = parser.parse_args(arguments)
    cpu.fix_path()
    os.environ["OMP_NUM_THREADS"] = "1"
    try:
        definitions = {one.slug: one for one in catalog.definitions()}
        if unknown := sorted(set(wanted.slugs) - set(definitions)):
            raise Problem(f"no activation has the slug {', '.join(unknown)}")
    except Problem as error:
        sys.stderr.write(f"{error}\n")
        return 1
    known = {slug: one for slug, one in results.read().items() if slug in definitions}
    fresh = results.current(known, definitions.values())
    waiting = [
        definitions[slug]
        for slug in wanted.slugs or definitions
        if wanted.force or slug not in fresh
    ]
    try:
        _run(waiting, known)
    except Problem as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped; what is finished is kept. Go on with: make mutants\n")
        return INTERRUPTED
    chosen = {slug: known[slug] for slug in wanted.slugs or known}
    left = [
        f"{slug}: {one.subject}, {one.kind}: {one.what}"
        for slug, found in chosen.items()
        for one in found.survivors
        if one.reason is None
    ]
    total = sum(found.total for found in chosen.values())
    sys.stdout.write(f"{total} mutants of {len(chosen)} entries; {len(left)} are unexplained.\n")
    sys.stderr.writelines(f"survived: {line}\n" for line in left)
    return 1 if left else 0


def _run(waiting: list[Definition], known: dict[str, Found]) -> None:
    """Nothing; each entry's result is kept as soon as it is finished."""
    warnings.filterwarnings("ignore", r".*tasks which were still being processed", UserWarning)
    parallel = Parallel(n_jobs=os.cpu_count(), return_as="generator_unordered", batch_size=1)
    begin = time.monotonic()
    jobs = (delayed(tried)(one, known.get(one.slug)) for one in waiting)
    for count, (slug, found) in enumerate(parallel(jobs), 1):
        known[slug] = found
        results.write(known)
        seconds = time.monotonic() - begin
        sys.stdout.write(
            f"[{count:2}/{len(waiting)}] {slug}: {found.total} mutants,"
            f" {len(found.survivors)} survive; {seconds:.0f} s\n"
        )
        sys.stdout.flush()


def tried(definition: Definition, known: Found | None) -> tuple[str, Found]:
    """An entry's slug, and what became of its mutants.

    known: what became of them before. If only the proofs have changed since, nothing else is done
    again: they take seconds, the checks minutes.
    """
    cpu.fix_path()
    # Only now: torch reads the environment when it is imported.
    from gen.mutation import mutants, reasons, trial  # noqa: PLC0415

    warnings.simplefilter("ignore")  # what mutants divide by is no concern
    made = list(mutants.of(definition))
    fingerprint, proofs = results.fingerprint(definition), results.fingerprint_of_proofs()
    if known and known.fingerprint == fingerprint and known.proofs != proofs:
        survivors = tuple(
            replace(one, reason=reasons.reason(made[one.number], definition))
            for one in known.survivors
        )
        return definition.slug, replace(known, proofs=proofs, survivors=survivors)
    if by := trial.of_entry(catalog.load(definition), definition).by:
        raise Problem(f"{definition.place}: {definition.name} is stopped without mistakes, by {by}")
    stopped, left = Counter[str](), []
    for number, mutant in enumerate(made):
        outcome = mutant.outcome()
        if outcome.by is not None:
            stopped[outcome.by] += 1
            continue
        reason = reasons.reason(mutant, definition)
        left.append(Survivor(number, mutant.subject, mutant.kind, mutant.what, reason))
    return definition.slug, Found(
        fingerprint=fingerprint,
        proofs=proofs,
        made=results.counted((mutant.subject, mutant.kind) for mutant in made),
        stopped_by=dict(sorted(stopped.items())),
        survivors=tuple(left),
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
