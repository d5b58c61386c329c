"""Drift: what another version of torch changes of kinks, exceptions and errors.

    python -m gen.drift 2.14.1         in a throw-away environment with that torch
    python -m gen.drift --measure FILE what the torch of this environment does, into a file

The build's own records are what it is held against, so they have to be there: `make docs`.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gen import catalog, cpu
from gen.errors import Problem
from gen.files import read_json, write_json

ROOT = Path(__file__).parent.parent
DATASET = ROOT / "build" / "activations.json"
PLACES = (("f", "core"), ("f", "tails"), ("df", "core"), ("df", "tails"))
"""Where a record tells the largest error of a format."""

Facts = Mapping[str, Any]
"""What is known of one activation: "kinks", "deviations" and "ulps", or "refused"."""


def main(arguments: list[str]) -> int:
    """0 when nothing has changed, 1 when something has or when a line says why nothing is known."""
    try:
        if arguments[:1] == ["--measure"]:
            cpu.fix_path()
            write_json(Path(arguments[1]), measured())
            return 0
        if len(arguments) != 1 or not re.fullmatch(r"\d+(\.\w+)+", arguments[0]):
            raise Problem("name a version of torch: make drift TORCH=2.14.1")
        known = recorded()
        lines = list(changes(known, elsewhere(arguments[0])))
    except Problem as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.write(
        f"torch {arguments[0]}: {len(lines)} changes in {len(known)} activations that torch has\n"
    )
    return 1 if lines else 0


def recorded() -> dict[str, Facts]:
    """What the build has recorded of each activation that torch has, by slug.

    Raises Problem when there is no build.
    """
    if not DATASET.is_file():
        raise Problem("build/activations.json is missing; make it with: make docs")
    return {
        record["slug"]: {
            "kinks": [kink["df"]["torch"] for kink in record["kinks"]],
            "deviations": sorted(one["id"] for one in record["deviations"] if one["points"]),
            "ulps": _ulps(record["float"]),
        }
        for record in read_json(DATASET)["activations"]
        if record["torch"]
    }


def measured() -> dict[str, Facts]:
    """The same as the torch of this environment does it, checks that fail included."""
    # Only now: torch reads the environment when it is imported.
    from gen.derivation import derive  # noqa: PLC0415
    from gen.precision import precision  # noqa: PLC0415
    from gen.verification import verify  # noqa: PLC0415

    found: dict[str, Facts] = {}
    for definition in catalog.definitions():
        entry = catalog.load(definition)
        if not entry.torch:
            continue
        derived = derive(entry)
        facts: dict[str, Any] = {}
        try:
            checked = verify(entry, derived, definition.place)
            facts["kinks"] = list(checked.slopes_at_breakpoints)
            facts["deviations"] = sorted(checked.deviations)
            facts["ulps"] = _ulps(precision(entry, derived))
        except Problem as error:
            facts["refused"] = str(error)
        found[definition.slug] = facts
    return found


def elsewhere(torch: str) -> dict[str, Facts]:
    """What another torch does, in an environment that is gone afterwards.

    Raises Problem when that torch cannot be installed beside the pinned packages, or cannot be run.
    """
    with tempfile.TemporaryDirectory(prefix="drift-") as folder:
        place, out = Path(folder) / "environment", Path(folder) / "measured.json"
        pinned = (ROOT / "requirements.txt").read_text(encoding="utf-8")
        changed = re.sub(r"(?m)^torch==.*$", f"torch=={torch}", pinned)
        # What an earlier torch needs of another version is for pip to find.
        wanted = Path(folder) / "requirements.txt"
        wanted.write_text(re.sub(r"(?m)^(nvidia-|triton|cuda).*$", "", changed), encoding="utf-8")
        sys.stdout.write(f"Installing torch {torch} into an environment of its own.\n")
        sys.stdout.flush()
        venv.create(place, with_pip=True)
        python = str(place / "bin" / "python")
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _run([*pip, "-r", str(wanted)], f"torch {torch} cannot be installed")
        _run([python, "-m", "gen.drift", "--measure", str(out)], f"torch {torch} cannot be run")
        found: dict[str, Facts] = read_json(out)
        return found


def changes(known: Mapping[str, Facts], found: Mapping[str, Facts]) -> Iterator[str]:
    """A line for each fact that differs, in the order of slugs."""
    for slug in sorted(known):
        before, now = known[slug], found.get(slug, {"refused": "not measured"})
        if "refused" in now:
            yield f"{slug}: {now['refused']}"
            continue
        if before["kinks"] != now["kinks"]:
            yield f"{slug}: slopes at kinks were {before['kinks']}, are {now['kinks']}"
        for one in sorted(set(now["deviations"]) ^ set(before["deviations"])):
            shown = "new" if one in now["deviations"] else "gone"
            yield f"{slug}: exception {one} is {shown}"
        for place in sorted(before["ulps"].keys() | now["ulps"].keys()):
            was, is_ = before["ulps"].get(place), now["ulps"].get(place)
            if was != is_:
                yield f"{slug}: largest error of {place} was {was} ULP, is {is_}"


def _ulps(formats: Mapping[str, Any] | None) -> dict[str, float]:
    """The largest errors by format, function and place."""
    return {
        f"{dtype} {key} {part}": one[key][part]["ulps"]
        for dtype, one in (formats or {}).items()
        for key, part in PLACES
    }


def _run(command: list[str], failure: str) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise Problem(f"{failure}: {lines[-1] if lines else 'no message'}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
