"""Tests held against mutants of the code: which of them reach a line, and which fails first.

One process imports everything and forks for each mutant. There the changed module, all that import
it and the tests are imported anew; what stands to its left in the flow stays as it is.
"""

from __future__ import annotations

import gc
import importlib
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from multiprocessing import connection, get_context
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import coverage
import pytest

from gen.dependencies import ROOT, files_of
from gen.errors import Problem
from gen.files import read_json
from gen.mutation.checkers import ENOUGH, path_of, tests
from gen.mutation.rewriting import Rewrite

LONGEST = 3.0
"""Processor time of a test, beyond which it does not count."""
PATIENCE = 10.0
"""How many times longer than without a change a test may take, and seconds beside that."""
DATA = ROOT / "site" / "data" / "activations.json"
"""The published records."""
ENDLESS = "the time limit"

FEW = frozenset(
    {"relu", "elu", "prelu", "hardshrink", "hardswish", "softsign", "gelu", "silu", "sine"}
    | {"squareplus", "glu", "swiglu", "softmax", "threshold"}
)
"""The entries of which those tests count that are made of each entry: all kinds, and the quick."""
_EACH = frozenset({"slug", "path", "target"})
"""The parameters of such a test."""

_WITHOUT = ("cacheprovider", "faulthandler", "unraisableexception", "threadexception")
_QUIET = ("-q", "--tb=native", "--noconftest", *(f"-pno:{name}" for name in _WITHOUT))


@dataclass(frozen=True)
class Reach:
    """One test that passes: how long it takes, and what it runs."""

    test: str
    """The name by which pytest calls it."""
    seconds: float
    lines: Mapping[str, Sequence[int]]
    """The lines that it runs, by module."""


@dataclass(frozen=True)
class Trial:
    """A mutant, with the tests that it is tried by, in their order."""

    rewrite: Rewrite
    tests: tuple[Reach, ...]


def warm(paths: Iterable[Path]) -> None:
    """Nothing; what the files of tests import is imported afterwards."""
    with _silence():
        pytest.main([*_QUIET, "--collect-only", *map(str, paths)])
    for name in _ours():  # read once, not in each process
        files_of(name)
    gc.freeze()


def _ours() -> list[str]:
    """The modules of gen that are imported."""
    return [name for name in sys.modules if name.startswith("gen.")]


def trial(rewrite: Rewrite, reaches: Iterable[Reach], first: str | None = None) -> Trial:
    """A mutant with the tests that run the changed lines; outside of functions, the module.

    first: the test that is tried before the others.
    """
    begin, end = rewrite.lines
    changed = set(range(begin, end + 1))
    known = [one for one in reaches if rewrite.module in one.lines and one.seconds <= LONGEST]
    near = [one for one in known if changed & set(one.lines[rewrite.module])]
    chosen, total = [], 0.0
    for one in sorted(near or known, key=lambda one: (one.test != first, one.seconds)):
        total += one.seconds
        if total > ENOUGH:
            break
        chosen.append(one)
    return Trial(rewrite, tuple(chosen))


# --- processes ---------------------------------------------------------------------------------


def reaches(modules: Sequence[str]) -> list[Reach]:
    """The tests that pass, with the lines of modules that each runs."""
    found: list[Reach] = []
    for path, measured in forked(lambda path: _measured(path, modules), tests()):
        if not isinstance(measured, list) or not measured:
            raise Problem(f"tests/{path.name}: no test of it passes; run: make test")
        found += measured
    return found


def outcomes(trials: Sequence[Trial]) -> Iterator[tuple[Trial, str | None]]:
    """Each mutant with the test that stops it; None where none fails, for whatever reason."""
    yield from forked(_outcome, trials)


def forked(
    work: Callable[[Any], Any], items: Iterable[Any], jobs: int | None = None
) -> Iterator[tuple[Any, Any]]:
    """Each item with what the work on it gives, in a process of its own, in any order.

    A process that ends without a result has been stopped by its time limit.
    """
    context = get_context("fork")
    waiting, running = iter(items), dict[int, tuple[Any, Any, Any]]()
    more = True
    while more or running:
        while more and len(running) < (jobs or os.cpu_count() or 1):
            item = next(waiting, None)
            if more := item is not None:
                here, there = context.Pipe(duplex=False)
                process = context.Process(target=_sent, args=(there, work, item))
                process.start()
                there.close()
                running[process.sentinel] = item, process, here
        # A result larger than a pipe holds is waited for by its process.
        ready = connection.wait([*running, *(pipe for _, _, pipe in running.values())])
        for sentinel, (item, process, pipe) in list(running.items()):
            if sentinel in ready or pipe in ready:
                try:
                    found = pipe.recv()
                except EOFError:
                    found = ENDLESS
                process.join()
                pipe.close()
                del running[sentinel]
                yield item, found


def _sent(pipe: Any, work: Callable[[Any], Any], item: Any) -> None:
    with _silence():
        pipe.send(work(item))
        pipe.close()
        # Nothing that the tests left behind may keep the process from its end.
        os._exit(0)


class _silence:  # noqa: N801 (it is used as a function)
    """A block of work whose output nobody sees."""

    def __enter__(self) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        self._kept = os.dup(1), os.dup(2)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        os.close(nowhere)

    def __exit__(self, *error: object) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        for number, kept in zip((1, 2), self._kept, strict=True):
            os.dup2(kept, number)
            os.close(kept)


# --- in a process ------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def records() -> dict[str, dict[str, Any]]:
    """The records that the site publishes, by slug; nothing builds them here."""
    return {one["slug"]: one for one in read_json(DATA)["activations"]}


_HERE = sys.modules[__name__]
"""This module as a plugin, for its fixture."""


class _Watch:
    """The plugin that remembers the first failure."""

    def __init__(self, seconds: Mapping[str, float]) -> None:
        self.failed: str | None = None
        self._seconds = seconds

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        known = self._seconds.get(item.nodeid, LONGEST)
        # The signal ends the process: no handler waits for what does not end.
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, PATIENCE * (known + 1))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and self.failed is None:
            self.failed = report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed and self.failed is None:
            self.failed = f"the import of {report.nodeid}"


def _outcome(one: Trial) -> str | None:
    if not one.tests:
        return None
    replace(one.rewrite.module, one.rewrite.text)
    watch = _Watch({test.test: test.seconds for test in one.tests})
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pytest.main([*_QUIET, "-x", *(test.test for test in one.tests)], plugins=[_HERE, watch])
    return watch.failed


def replace(module: str, text: str) -> None:
    """Nothing; whoever imports a module of gen afterwards gets it, and all above it, anew."""
    path = path_of(module)
    for name in _ours():
        if path in files_of(name):
            _forget(name)
    for name, known in list(sys.modules.items()):
        if _is_test(known):
            del sys.modules[name]
    sys.meta_path.insert(0, _Finder(module, text))
    importlib.invalidate_caches()


def _forget(name: str) -> None:
    del sys.modules[name]
    package, _, last = name.rpartition(".")
    # `from gen import code` takes the attribute, where there is one.
    if package in sys.modules and hasattr(sys.modules[package], last):
        delattr(sys.modules[package], last)


def _is_test(module: ModuleType) -> bool:
    file = getattr(module, "__file__", None)
    return bool(file) and Path(str(file)).parent == ROOT / "tests"


class _Finder(MetaPathFinder):
    """What finds the changed module before the one on the disk."""

    def __init__(self, module: str, text: str) -> None:
        self._module, self._text = module, text

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self._module:
            return None
        file = path_of(fullname)
        inside = [str(file.parent)] if file.stem == "__init__" else None
        loader = _Loader(fullname, str(file), self._text)
        return spec_from_file_location(
            fullname, file, loader=loader, submodule_search_locations=inside
        )


class _Loader(SourceFileLoader):
    def __init__(self, fullname: str, path: str, text: str) -> None:
        super().__init__(fullname, path)
        self._text = text

    def get_code(self, fullname: str) -> CodeType:
        code: CodeType = compile(self._text, self.path, "exec", dont_inherit=True)
        return code


class _Measure:
    """The plugin that asks which lines each test runs, and how long it takes."""

    def __init__(self, covered: coverage.Coverage) -> None:
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()
        self._covered = covered

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [one for one in items if isinstance(one, pytest.Function) and _counts(one)]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        self._covered.switch_context(item.nodeid)
        begin = time.process_time()
        result = yield
        self.seconds[item.nodeid] = round(time.process_time() - begin, 3)
        # Or else only the first test of an entry would run what it is made by.
        for known in vars(getattr(item, "module", object)).values():
            if hasattr(known, "cache_clear"):
                known.cache_clear()
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if not report.passed:
            self.failed.add(report.nodeid)


def _counts(item: pytest.Function) -> bool:
    """Whether a test needs neither the whole site nor a browser, and not an entry too many."""
    if {"site", "browser"} & set(item.fixturenames):
        return False
    given = item.callspec.params if hasattr(item, "callspec") else {}
    return given.get("slug", "") in {"", *FEW} or not given.keys() <= _EACH


def _measured(path: Path, modules: Sequence[str]) -> list[Reach]:
    paths = {str(path_of(module)): module for module in modules}
    covered = coverage.Coverage(data_file=None, include=list(paths), config_file=False)
    measure = _Measure(covered)
    covered.start()
    pytest.main([*_QUIET, str(path)], plugins=[_HERE, measure])
    covered.stop()
    data, lines = covered.get_data(), dict[str, dict[str, list[int]]]()
    for file, module in paths.items():
        for line, names in data.contexts_by_lineno(file).items():
            for test in names:
                lines.setdefault(test, {}).setdefault(module, []).append(line)
    return [Reach(test, seconds, lines.get(test, {})) for test, seconds in measure.seconds.items()]
