"""Mutants of the checking code, on all cores: `python -m gen.mutation.run_checkers COUNT|all`.

So many of them, from each module in proportion. What is up to date is left out unless it is forced.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from gen import cpu
from gen.errors import Problem
from gen.mutation import checkers, rewriting
from gen.mutation.checkers import Found, Tried
from gen.mutation.rewriting import Rewrite

INTERRUPTED = 130
"""The exit status of a command that Ctrl-C has ended."""
EACH = 20
"""The mutants after which the result is written."""


def main(arguments: list[str]) -> int:
    """0 when every mutant that was tried is stopped or known to do no harm, else 1."""
    parser = argparse.ArgumentParser(prog="python -m gen.mutation.run_checkers")
    parser.add_argument("count", help="how many mutants, or all")
    parser.add_argument("--force", action="store_true", help="also what is up to date")
    wanted = parser.parse_args(arguments)
    if wanted.count != "all" and not wanted.count.isdecimal():
        sys.stderr.write(f"CHECKS={wanted.count}: neither a number nor all\n")
        return 1
    cpu.fix_path()
    os.environ["OMP_NUM_THREADS"] = "1"
    made = {
        module: rewriting.rewrites(module, checkers.path_of(module).read_text(encoding="utf-8"))
        for module in checkers.modules()
    }
    everything = [one for found in made.values() for one in found]
    count = len(everything) if wanted.count == "all" else int(wanted.count)
    chosen = rewriting.sample(everything, count)
    before = checkers.read()
    known = {
        module: _begun(module, found, None if wanted.force else before.get(module))
        for module, found in made.items()
    }
    waiting = [one for one in chosen if one.id not in known[one.module].tried]
    try:
        _run(waiting, known, before)
    except Problem as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped; what is finished is kept.\n")
        return INTERRUPTED
    found = checkers.summary(known, checkers.reasons())
    left = [one for one in found.survivors if one.reason is None]
    sys.stderr.writelines(f"survived: {one.module}: {one.what}\n" for one in left)
    tried, stopped = found.total("tried"), found.total("stopped")
    sys.stdout.write(f"{tried} mutants; {stopped} are stopped, {len(left)} are unexplained.\n")
    return 1 if left else 0


def _begun(module: str, made: Sequence[Rewrite], before: Found | None) -> Found:
    """The result of a module with what is up to date in it."""
    current = checkers.fingerprint(module)
    kept = before.tried if before and before.fingerprint == current else {}
    ids = {one.id for one in made}
    return Found(current, len(made), {name: one for name, one in kept.items() if name in ids})


def _run(waiting: Sequence[Rewrite], known: dict[str, Found], before: Mapping[str, Found]) -> None:
    """Nothing; what becomes of each mutant is kept."""
    if not waiting:
        return
    # Only now: torch reads the environment when it is imported.
    from gen.mutation import testing  # noqa: PLC0415

    begin = time.monotonic()
    testing.warm(checkers.tests())
    reaches = testing.reaches(checkers.modules())
    sys.stdout.write(f"{len(reaches)} tests pass; {time.monotonic() - begin:.0f} s\n")
    # The test that has stopped a mutant once will stop it again.
    killers = {name: one.by for found in before.values() for name, one in found.tried.items()}
    trials = [testing.trial(one, reaches, killers.get(one.id)) for one in waiting]
    try:
        for count, (trial, by) in enumerate(testing.outcomes(trials), 1):
            one = trial.rewrite
            tried = Tried(one.kind, by, "" if by else one.what)
            found = known[one.module]
            known[one.module] = replace(found, tried={**found.tried, one.id: tried})
            if count % EACH == 0:
                checkers.write(known)
                _tell(count, len(waiting), known.values(), time.monotonic() - begin)
    finally:
        checkers.write(known)


def _tell(count: int, of: int, known: Iterable[Found], seconds: float) -> None:
    alive = sum(one.by is None for found in known for one in found.tried.values())
    sys.stdout.write(f"[{count:4}/{of}] {alive} survive; {seconds:.0f} s\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
