"""MkDocs without what no page needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from building import ROOT
from filelock import FileLock

from gen.mkdocs import Deferred

LOADED = """
import sys
from gen import mkdocs
sys.argv = ["mkdocs", "build", "--strict", "--quiet", "--site-dir", sys.argv[1]]
try:
    mkdocs.main()
finally:
    print(*(name for name in mkdocs.DEFERRED if not isinstance(sys.modules[name], mkdocs.Deferred)))
"""


def test_deferred_module_is_loaded_when_something_in_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "colorsys", Deferred("colorsys"))
    import colorsys  # noqa: PLC0415 (behind the deferring)

    assert isinstance(sys.modules["colorsys"], Deferred)
    assert colorsys.rgb_to_hls(1, 0, 0)[0] == 0
    assert not isinstance(sys.modules["colorsys"], Deferred)
    # Who holds the first of the two finds all that is in it.
    assert colorsys.hls_to_rgb is sys.modules["colorsys"].hls_to_rgb
    with pytest.raises(AttributeError):
        _ = colorsys.nothing_of_that_name


@pytest.mark.usefixtures("site")
def test_nothing_is_loaded_for_notebooks_that_have_been_rendered(tmp_path: Path) -> None:
    # Beside no build of another process, as `building` has it.
    with FileLock(ROOT / "build" / "tests.lock"):
        done = subprocess.run(
            [sys.executable, "-c", LOADED, str(tmp_path / "site")],
            cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
    assert done.stdout == "\n"
    assert (tmp_path / "site" / "articles" / "automatic-differentiation" / "index.html").is_file()
