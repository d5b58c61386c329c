"""Experiments: results fit the code and begin as a short run does; the runner keeps its parts.

The runner is tried on an experiment of its own, in a package of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from distributed import Client

from gen.errors import Problem
from gen.experiments import frozen, run
from gen.experiments.activations import built, named
from gen.experiments.execution import experiment
from gen.experiments.experiment import PREFIX
from gen.experiments.fingerprint import fingerprint
from gen.experiments.rounding import round_to

ROOT = Path(__file__).parents[1]
EXPERIMENTS = run.names()


# --- the frozen results ------------------------------------------------------------------------


def test_there_are_experiments_and_no_result_of_another() -> None:
    assert EXPERIMENTS
    assert {path.stem for path in frozen.FOLDER.iterdir()} == set(EXPERIMENTS)


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_result_is_that_of_the_code(name: str) -> None:
    result = frozen.read(name)
    stale = [job.part for job in run.stale(name, result)]
    assert not stale, f"stale: {', '.join(stale)}; run: make experiments ONLY={name}"
    assert set(result.provenance) == set(experiment(name).parts())
    assert result.data == experiment(name).data


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_result_begins_as_a_short_run_does(name: str) -> None:
    one, result = experiment(name), frozen.read(name)
    if one.data and not os.environ.get("FASHION_MNIST"):
        pytest.skip("needs the images: FASHION_MNIST names no folder")
    parts = sorted(result.provenance)
    for part in {parts[0], parts[-1]}:
        again = dict(_rows(one.run(one.shorter(result.settings(part)))[PREFIX]))
        kept = dict(_rows(result.parts[part][PREFIX]))
        assert again.keys() == kept.keys() != set(), part
        for place, row in kept.items():
            short = again[place]
            # A longer run keeps more of what goes on, such as the losses of further batches.
            assert short, (part, place)
            assert short == _near(row[: len(short)], one.tolerance), (part, place)


def _near(row: list[float], tolerance: float) -> Any:
    """Relative to each number; one that is tiny beside others of its row is mostly rounding."""
    return pytest.approx(row, rel=tolerance, abs=tolerance * max(map(abs, row)) / 1000)


def _rows(values: Any, place: str = "") -> Iterator[tuple[str, list[float]]]:
    """The rows of numbers in a prefix, by their places."""
    if isinstance(values, dict):
        for key, value in values.items():
            yield from _rows(value, f"{place}.{key}")
    elif isinstance(values, list | tuple):
        numbers = [float(one) for one in values if isinstance(one, int | float)]
        if numbers:
            yield place, numbers
        for index, value in enumerate(values):
            if isinstance(value, dict | list | tuple):
                yield from _rows(value, f"{place}.{index}")
    elif isinstance(values, int | float):
        yield place, [float(values)]


def test_a_prefix_is_compared_row_by_row() -> None:
    rows = dict(_rows({"a": [1.0, 2.0], "b": {"c": 0.001, "d": [[3], [None, 4]]}}))
    assert rows == {".a": [1.0, 2.0], ".b.c": [0.001], ".b.d.0": [3.0], ".b.d.1": [4.0]}
    assert _near(rows[".b.c"], 1e-2) != [0.0011]


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_parts_say_where_they_come_from(name: str) -> None:
    for part, one in frozen.read(name).provenance.items():
        assert {"python", "torch", "numpy"} <= set(one.versions), part
        assert one.cpu, part
        assert one.seconds >= 0, part


def test_all_experiments_together_take_ninety_minutes_of_two_cores_at_most() -> None:
    """By the processor's clock, as it was when each part ran; what runs alone has one core."""
    minutes = 0.0
    for name in EXPERIMENTS:
        cores = 1 if experiment(name).alone else 2
        parts = frozen.read(name).provenance.values()
        minutes += sum(part.processor for part in parts) / 60 / cores
    assert 0 < minutes <= 90


# --- fingerprints ------------------------------------------------------------------------------

TRIAL = '''
"""A trial."""

import time

from gen.experiments import trial_parts
from gen.experiments.activations import named
from gen.experiments.experiment import Experiment
from gen.experiments.trial_parts import doubled

UNUSED = 1
WAIT = 0.0


def run(settings):
    """The double."""
    time.sleep(WAIT)
    if settings["x"] == 99:
        from gen.errors import Problem

        raise Problem("the trial has no data; bring some")
    # A remark.
    return {"prefix": [doubled(settings["x"])], "more": trial_parts.more(settings["x"])}


EXPERIMENT = Experiment(
    title="A trial",
    description="Numbers, doubled.",
    parts=lambda: {f"part-{x}": {"x": x, "activation": named("relu")} for x in XS},
    run=run,
    shorter=dict,
)
XS = (1, 2, 3)
'''
PARTS = """
FACTOR = 2


def doubled(x):
    return FACTOR * x


def more(x):
    another = x
    return another + 1


def another(x):
    return x
"""


CHANGES = [
    ("trial", "# A remark.", "# Another.", 0),
    ("trial", '"""The double."""', '"""Twice."""', 0),
    ("trial", "UNUSED = 1", "UNUSED = 2", 0),
    ("trial", "the trial has no data", "there are no data", 0),
    # `more` has a variable of the name of this function, and does not call it.
    ("trial_parts", "return x\n", "return -x\n", 0),
    ("trial", "XS = (1, 2, 3)", "XS = (1, 2, 3, 4)", 1),
    ("trial", "WAIT = 0.0", "WAIT = 0.001", 3),
    ("trial_parts", "FACTOR = 2", "FACTOR = 3", 3),
    ("trial_parts", "another + 1", "another + 2", 3),
]
"""Changes of a trial, each with how many parts it stales."""


class Trial:
    """A copy of the project's experiments with one small experiment alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for path in (ROOT / "gen").rglob("*"):
            name = path.relative_to(ROOT)
            wanted = path.suffix in (".py", ".bib") and (
                len(name.parts) == 2
                or name.parts[1] == "catalog"
                or (name.parts[1] == "experiments" and not _is_experiment(path))
            )
            if wanted:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(path.read_bytes())
        self.write("trial", TRIAL)
        self.write("trial_parts", PARTS)

    def write(self, module: str, text: str) -> None:
        self.module(module).write_text(text)

    def change(self, module: str, old: str, new: str) -> None:
        text = self.module(module).read_text()
        assert text.count(old) == 1
        self.write(module, text.replace(old, new))

    def module(self, name: str) -> Path:
        return self.folder / "gen" / "experiments" / f"{name}.py"

    @property
    def file(self) -> Path:
        return self.folder / "gen" / "experiments" / "results" / "trial.json"

    def parts(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.file.read_text())["parts"]
        return found

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "gen.experiments.run", *arguments],
            cwd=self.folder,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            # A shell starts what runs in the background deaf to Ctrl-C, and children inherit it.
            preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
        )

    def run(self, *arguments: str, **environment: str) -> tuple[int, str, str]:
        started = self.start(*arguments, **environment)
        out, error = started.communicate(timeout=120)
        return started.returncode, out, error

    def stale(self) -> list[str]:
        status, out, error = self.run("--stale")
        assert status == 0, error
        return out.splitlines()


def _is_experiment(path: Path) -> bool:
    return path.stem in EXPERIMENTS


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Trial:
    """Trials that have been run: the one, and one for each of the changes."""
    trial = Trial(tmp_path_factory.mktemp("finished"))
    for number in range(len(CHANGES)):
        trial.write(f"trial_{number}", TRIAL.replace("trial_parts", f"trial_{number}_parts"))
        trial.write(f"trial_{number}_parts", PARTS)
    status, out, error = trial.run()
    assert status == 0, error
    count = 3 * (1 + len(CHANGES))
    assert f"[ {count}/{count}] trial" in out
    assert " trial: part-" in out
    assert "s in all" in out
    return trial


@pytest.fixture(scope="module")
def changed(finished: Trial, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What is stale when each change is made in its own trial."""
    trial = Trial(tmp_path_factory.mktemp("changed"))
    shutil.copytree(finished.folder, trial.folder, dirs_exist_ok=True)
    for number, (module, old, new, _) in enumerate(CHANGES):
        trial.change(module.replace("trial", f"trial_{number}"), old, new)
    return trial.stale()


@pytest.fixture
def trial(finished: Trial, tmp_path: Path) -> Trial:
    trial = Trial(tmp_path)
    trial.file.parent.mkdir(exist_ok=True)
    trial.file.write_bytes(finished.file.read_bytes())
    return trial


def test_what_a_run_found_is_kept_with_its_provenance(finished: Trial) -> None:
    assert finished.parts()["part-2"]["values"] == {"prefix": [4], "more": 3}
    assert finished.parts()["part-2"]["settings"] == {"x": 2, "activation": named("relu")}
    assert finished.stale() == []


@pytest.mark.parametrize("number", range(len(CHANGES)), ids=lambda number: CHANGES[number][2])
def test_a_change_stales_what_used_it_and_nothing_else(changed: list[str], number: int) -> None:
    *_, stale = CHANGES[number]
    assert sum(line.startswith(f"trial_{number} ") for line in changed) == stale


def test_a_change_of_other_experiments_stales_nothing(changed: list[str]) -> None:
    assert len(changed) == sum(stale for *_, stale in CHANGES)
    assert not any(line.startswith("trial ") for line in changed)


def test_a_name_from_where_it_is_only_imported_is_refused(trial: Trial) -> None:
    """What it depends on would not be found."""
    trial.write("trial_detour", "from gen.experiments.trial_parts import doubled\n")
    trial.change("trial", "trial_parts import doubled", "trial_detour import doubled")
    status, _, error = trial.run("--stale")
    assert status == 1
    assert "gen.experiments.trial: import doubled from where it is defined" in error


ANOTHER = "Activation(name='Another', expression=x, torch=None, source=None, summary='A line.'),"


@pytest.mark.parametrize(("new", "stale"), [(ANOTHER, 0), ("", 3)])
def test_a_new_entry_of_the_catalog_stales_nothing(trial: Trial, new: str, stale: int) -> None:
    family = trial.folder / "gen" / "catalog" / "rectified.py"
    text = family.read_text()
    if new:
        family.write_text(text.replace("ENTRIES = (", f"ENTRIES = ({new}"))
    else:  # what torch calls the activation that the trial uses
        family.write_text(text.replace('"torch.nn.ReLU"', '"torch.nn.ReLU6"', 1))
    assert family.read_text() != text
    assert len(trial.stale()) == stale


def test_fingerprints_of_two_parts_differ_by_their_settings() -> None:
    name = EXPERIMENTS[0]
    one = experiment(name)
    parts = list(one.parts().values())
    assert len({fingerprint(one.run, settings) for settings in parts}) == len(parts)


# --- the runner --------------------------------------------------------------------------------


def test_force_runs_all_and_one_that_is_gone_is_dropped(trial: Trial) -> None:
    trial.change("trial", "XS = (1, 2, 3)", "XS = (1, 2)")
    status, out, _ = trial.run("--force")
    assert status == 0
    assert "2/2" in out
    assert set(trial.parts()) == {"part-1", "part-2"}


def test_ctrl_c_keeps_what_is_finished(trial: Trial) -> None:
    trial.file.unlink()
    trial.change("trial", "WAIT = 0.0", "WAIT = 1.0")
    trial.change("trial", "XS = (1, 2, 3)", "XS = tuple(range(40))")
    started = trial.start()
    assert started.stdout
    first = started.stdout.readline()
    assert first.startswith("[  1/40] trial: part-")
    os.killpg(started.pid, signal.SIGINT)
    _, error = started.communicate(timeout=60)
    assert started.returncode == run.INTERRUPTED
    assert "what is finished is kept. Go on with: make experiments" in error
    assert "Traceback" not in error
    kept = len(trial.parts())
    assert 1 <= kept < 40
    assert len(trial.stale()) == 40 - kept


@pytest.mark.parametrize(
    ("arguments", "environment", "line"),
    [
        (["ring"], {}, "no experiment is called ring; there are trial"),
        ([], {"EXPERIMENTS_BACKEND": "spark"}, "EXPERIMENTS_BACKEND is 'spark': it may be"),
        ([], {"EXPERIMENTS_BACKEND": "dask"}, "EXPERIMENTS_SCHEDULER=tcp://host:8786 make"),
        (
            [],
            {"EXPERIMENTS_BACKEND": "dask", "EXPERIMENTS_SCHEDULER": "127.0.0.1"},
            "EXPERIMENTS_SCHEDULER: no Dask scheduler answers at 127.0.0.1",
        ),
    ],
)
def test_what_cannot_be_run_is_said_in_one_line(
    trial: Trial, arguments: Sequence[str], environment: dict[str, str], line: str
) -> None:
    status, out, error = trial.run(*arguments, "--force", **environment)
    assert status == 1
    assert not out
    assert line in error
    assert error.count("\n") == 1


def test_parts_that_have_no_data_are_named_once_and_keep_no_other_waiting(trial: Trial) -> None:
    trial.file.unlink()
    trial.change("trial", "XS = (1, 2, 3)", "XS = (99, 1, 2, 3, 100)")
    trial.change("trial", "== 99", ">= 99")
    status, _, error = trial.run()
    assert status == 1
    assert error == "the trial has no data; bring some\n"
    assert set(trial.parts()) == {"part-1", "part-2", "part-3"}


@contextmanager
def cluster(folder: Path, notes: Path) -> Iterator[str]:
    """The address of a Dask scheduler with two workers, started in a folder."""
    with ExitStack() as stack:
        file = notes / "scheduler.json"

        def start(program: str, *arguments: str) -> None:
            command = [sys.executable, "-m", f"distributed.cli.{program}", *arguments]
            started = subprocess.Popen(
                command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            stack.callback(started.wait)
            stack.callback(started.kill)

        here = ("--host", "127.0.0.1", "--no-dashboard")
        start("dask_scheduler", *here, "--port", "0", "--scheduler-file", str(file))
        deadline = time.monotonic() + 60
        while not file.is_file():
            assert time.monotonic() < deadline, "no scheduler after a minute"
            time.sleep(0.1)
        address = json.loads(file.read_text())["address"]
        for _ in range(2):
            start("dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard")
        with Client(address, timeout="60s") as client:  # type: ignore[no-untyped-call] # it has none
            client.wait_for_workers(2, timeout=60)
        yield address


def test_parts_run_on_a_dask_cluster_of_two_workers(trial: Trial, tmp_path: Path) -> None:
    trial.file.unlink()
    with cluster(trial.folder, tmp_path) as address:
        status, out, error = trial.run(EXPERIMENTS_BACKEND="dask", EXPERIMENTS_SCHEDULER=address)
    assert status == 0, error
    assert "[  3/3] trial: part-" in out
    assert trial.stale() == []


def test_workers_without_the_project_are_said_in_one_line(trial: Trial, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with cluster(elsewhere, tmp_path) as address:
        dask = {"EXPERIMENTS_BACKEND": "dask", "EXPERIMENTS_SCHEDULER": address}
        status, _, error = trial.run("--force", **dask)
    assert status == 1
    assert "has no module gen; start workers in the project's folder" in error
    assert "Traceback" not in error


def test_workers_with_other_code_are_said_in_one_line(trial: Trial, tmp_path: Path) -> None:
    before = trial.file.read_bytes()
    other = Trial(tmp_path / "other")
    other.change("trial_parts", "FACTOR = 2", "FACTOR = 3")
    with cluster(other.folder, tmp_path) as address:
        dask = {"EXPERIMENTS_BACKEND": "dask", "EXPERIMENTS_SCHEDULER": address}
        status, _, error = trial.run("--force", **dask)
    assert status == 1
    assert "has other code than this folder" in error
    assert error.count("\n") == 1
    assert trial.file.read_bytes() == before


# --- activations and numbers -------------------------------------------------------------------


def test_activations_are_made_from_the_catalog() -> None:
    leaky = named("leakyrelu", negative_slope=0.1)
    assert leaky["torch"] == "torch.nn.LeakyReLU"
    assert built(leaky).negative_slope == 0.1
    assert built(named("gelu-tanh")).approximate == "tanh"
    with pytest.raises(Problem, match="torch has no 'snake'"):
        named("snake")
    with pytest.raises(Problem, match="no activation has the slug 'rel'"):
        named("rel")
    with pytest.raises(Problem, match=r"torch\.nn\.ReLU has no slope"):
        named("relu", slope=0.1)


def test_numbers_are_rounded_where_they_stand() -> None:
    found = round_to({"a": [1.234567, 0.000012345678], "b": (1, True, None), "c": float("nan")})
    assert found == {"a": [1.2346, 1.2346e-05], "b": [1, True, None], "c": None}
    with pytest.raises(ValueError, match="infinity"):
        round_to([float("inf")])
