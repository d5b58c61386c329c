"""MkDocs as the build runs it: what it makes is the same, and it begins sooner.

It is called as MkDocs is, as in `python -m gen.mkdocs build`.
"""

from __future__ import annotations

import gc
import sys
from importlib import import_module
from types import ModuleType
from typing import Any

DEFERRED = ("jupytext", "mkdocs_jupyter.convert", "gen.notebooks.markup")
"""Half of what MkDocs would load at its start, and needs for a notebook alone that it has not
rendered before."""


class Deferred(ModuleType):
    """A module that is loaded when something in it is first asked for.

    Python's own LazyLoader loads one as soon as another imports it.
    """

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


def main() -> None:
    """Nothing; MkDocs has done what the command line says, and ended the process."""
    # It leaves few cycles and does not live long: to look for them takes a twentieth of its time.
    gc.disable()
    for name in DEFERRED:
        sys.modules[name] = Deferred(name)
    from mkdocs.__main__ import cli  # noqa: PLC0415 (after the others are deferred)

    cli()


if __name__ == "__main__":
    main()
