"""A notebook's text, executed: the only module that starts a kernel.

The kernel sees nothing of this machine that could reach the page: it works in an empty folder, with
a profile, a matplotlib style and a hash seed of its own. The same text gives the same bytes.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import jupytext
import nbformat
import yaml
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from gen.figures.svg import embed, settings_file
from gen.notebooks import NotebookError

CELL_SECONDS = 120
"""The time after which a cell counts as hanging; the slowest takes a few seconds."""

_KERNEL = "python3"

_PROFILE = """
c = get_config()
c.InlineBackend.figure_formats = {"svg"}
# Without the date of today, and in the size that the figure asks for.
c.InlineBackend.print_figure_kwargs = {"bbox_inches": None, "metadata": {"Date": None}}
c.HistoryManager.enabled = False
"""

_SVG = "image/svg+xml"
_TEXT = "text/plain"
_ADDRESS = re.compile(r"\bat 0x[0-9a-f]{6,}")
_WARNING_PLACE = re.compile(r"^\S+:\d+: ")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def execute(text: str, place: str) -> dict[str, Any]:
    """The executed notebook, as the content of a `.ipynb` file.

    Args:
        text: of the notebook, in percent format.
        place: its path, for messages.

    Raises:
        NotebookError: a cell fails, hangs, writes to stderr, or shows what a page cannot: another
            kind of output than text and figures, a figure without a name and a description, or
            something that is different on another machine or in another run.
    """
    notebook = _read(text, place)
    with tempfile.TemporaryDirectory(prefix="notebook-") as folder:
        _run(notebook, Path(folder), place)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                _settle_outputs(cell, Path(folder), place)
    content: dict[str, Any] = json.loads(nbformat.writes(notebook))
    return content


# --- reading ---------------------------------------------------------------------------------


def _read(text: str, place: str) -> Any:
    """The notebook with ids by number and nothing in its metadata that execution would change."""
    notebook = jupytext.reads(text, fmt="py:percent")
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": _KERNEL},
        "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
    }
    if notebook.cells and notebook.cells[0].cell_type == "raw":
        header = notebook.cells.pop(0).source.strip().strip("-")
        metadata |= yaml.safe_load(header) or {}
    if not isinstance(metadata.get("description"), str):
        raise NotebookError(
            f"{place}: no description; begin the file with the lines '# ---',"
            " '# description: One sentence.', '# ---'"
        )
    notebook.metadata = nbformat.from_dict(metadata)
    # Blank lines below the header count as a cell.
    notebook.cells = [cell for cell in notebook.cells if cell.source.strip()]
    for number, cell in enumerate(notebook.cells, start=1):
        cell["id"] = f"cell-{number}"
    return notebook


def _first_line(cell: Any) -> str:
    return str(cell.source.strip().partition("\n")[0])


def _error(place: str, cell: Any, message: str) -> NotebookError:
    return NotebookError(f"{place}: cell {_first_line(cell)!r}: {message}")


# --- running ---------------------------------------------------------------------------------


def _run(notebook: Any, folder: Path, place: str) -> None:
    """Nothing; afterwards the code cells have their outputs."""
    client = NotebookClient(
        notebook,
        km=_kernel_manager(folder),
        timeout=CELL_SECONDS,
        record_timing=False,
        coalesce_streams=True,
    )
    work = folder / "work"
    work.mkdir()
    log = folder / "kernel.log"
    with log.open("w") as said:
        environment = _environment(folder)
        try:
            with client.setup_kernel(cwd=str(work), env=environment, stderr=said, cleanup_kc=True):
                for index, cell in enumerate(notebook.cells):
                    if cell.cell_type == "code":
                        _run_cell(client, cell, index, place)
        except RuntimeError as error:
            lines = [str(error), *log.read_text(encoding="utf-8").strip().splitlines()]
            last = [line for line in lines if "WARNING" not in line][-1]
            raise NotebookError(f"{place}: the kernel does not start: {last}") from error


def _run_cell(client: NotebookClient, cell: Any, index: int, place: str) -> None:
    try:
        client.execute_cell(cell, index)
    except CellExecutionError as error:
        message = " ".join(f"{error.ename}: {error.evalue}".split())
        raise _error(place, cell, message) from error
    except DeadKernelError as error:
        raise _error(place, cell, "ends its kernel") from error
    except CellTimeoutError as error:
        raise _error(place, cell, f"does not end in {CELL_SECONDS} s") from error
    for output in cell.outputs:
        if output.output_type == "stream" and output.name == "stderr":
            line = next(filter(None, map(str.strip, output.text.splitlines())), "an empty line")
            message = _WARNING_PLACE.sub("", line)
            raise _error(place, cell, f"writes to stderr, which a reader would see: {message}")


def _kernel_manager(folder: Path) -> AsyncKernelManager:
    """A manager of the kernel of this very Python, whichever others the machine offers."""
    kernels = folder / "kernels"
    (kernels / _KERNEL).mkdir(parents=True)
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    specification = {"argv": command, "display_name": "Python 3", "language": "python"}
    (kernels / _KERNEL / "kernel.json").write_text(json.dumps(specification), encoding="utf-8")
    return AsyncKernelManager(
        kernel_name=_KERNEL,
        kernel_spec_manager=KernelSpecManager(kernel_dirs=[str(kernels)]),
        connection_file=str(folder / "connection.json"),
    )


def _environment(folder: Path) -> dict[str, str]:
    """The variables of the kernel: those of the build, but for what would change the outputs."""
    profile = folder / "ipython" / "profile_default"
    profile.mkdir(parents=True)
    (profile / "ipython_kernel_config.py").write_text(_PROFILE, encoding="utf-8")
    settings = folder / "matplotlibrc"
    settings.write_text(settings_file(), encoding="utf-8")
    # PYTHONPATH and its like: a notebook imports what its reader has. And a kernel that finds
    # itself in a test lets libraries write past it.
    foreign = ("PYTHON", "PYTEST")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return kept | {
        "PYTHONHASHSEED": "0",
        "IPYTHONDIR": str(folder / "ipython"),
        "MATPLOTLIBRC": str(settings),
    }


# --- outputs ---------------------------------------------------------------------------------


def _settle_outputs(cell: Any, folder: Path, place: str) -> None:
    """Nothing; afterwards figures can stand inside a page, and no output tells of the machine."""
    drawn = 0
    for output in cell.outputs:
        if "data" not in output:
            _check_text(output.text, cell, folder, place)
        elif _SVG in output.data:
            drawn += 1
            if drawn > 1:
                raise _error(place, cell, "draws two figures; draw each in a cell of its own")
            output.data = nbformat.from_dict(
                {_SVG: _figure(output.data[_SVG], cell, place), _TEXT: output.data[_TEXT]}
            )
            output.metadata = {}
        elif set(output.data) == {_TEXT}:
            _check_text(output.data[_TEXT], cell, folder, place)
        else:
            kinds = ", ".join(sorted(set(output.data) - {_TEXT}))
            raise _error(place, cell, f"shows {kinds}; print text or draw with matplotlib")


def _figure(svg: str, cell: Any, place: str) -> str:
    name, alt = cell.metadata.get("name", ""), cell.metadata.get("alt", "")
    title, _, description = alt.partition(". ")
    if not (_NAME.fullmatch(name) and title and description):
        raise _error(
            place,
            cell,
            "draws a figure, so begin it with:"
            ' # %% name="its-name" alt="Its title. What one sees in it."',
        )
    try:
        return embed(svg, name, title, description)
    except LookupError as error:
        raise _error(place, cell, str(error.args[0])) from error


def _check_text(text: str, cell: Any, folder: Path, place: str) -> None:
    if address := _ADDRESS.search(text):
        raise _error(place, cell, f"shows an address in memory ({address[0]}), new in every run")
    for path in _paths(folder):
        if path in text:
            raise _error(place, cell, f"shows a path of this machine: {path}")


def _paths(folder: Path) -> list[str]:
    """Folders whose names a page must not hold."""
    paths = (str(folder), sys.prefix, str(Path.cwd()), str(Path.home()))
    return [path for path in paths if path != "/"]
