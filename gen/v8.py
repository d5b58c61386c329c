"""V8, the JavaScript engine, which runs while the site is built.

The only import of mini-racer. A context is a world of its own: KaTeX has one, printed code another.
"""

from __future__ import annotations

import atexit
import functools
from collections.abc import Sequence

from py_mini_racer import JSTimeoutException, MiniRacer

from gen.errors import Problem

__all__ = ["MiniRacer", "apply", "context"]

SECONDS = 10
"""Far more than any printed function takes: one that loops for ever would hold up the build."""

_DRIVER = """
const spelt = (value) => Array.isArray(value) ? value.map(spelt).join(" ")
  : Object.is(value, -0) ? "-0" : String(value);
const number = (key, value) => value === "NaN" ? NaN : value;
const applied = (source, name, rows) => {
  const found = (0, eval)(source)[name];
  return rows.split(";").map((row) => spelt(found(...JSON.parse(row, number)))).join(" ");
};
"""

_SPECIAL = {"inf": "1e999", "-inf": "-1e999", "nan": '"NaN"'}
"""Numbers that JSON cannot write: a decimal that overflows, and a word for none."""


class EndlessScript(Problem):
    """One line that names a function which does not end."""


def context() -> MiniRacer:
    """A new V8 context, closed when the interpreter ends."""
    engine = MiniRacer()
    # Closed here, because its own finalizer can wait for ever when the interpreter ends.
    atexit.register(engine.close)
    return engine


def apply(source: str, name: str, rows: Sequence[Sequence[object]]) -> list[float]:
    """The numbers that a function gives for rows of arguments, one after another.

    source: an expression whose value is an object; name: that of a function in it. An argument is a
    number or a list of numbers, and so is a result. Raises `EndlessScript`.
    """
    text = ";".join(_json(row) for row in rows)
    try:
        found = _engine().call("applied", source, name, text, timeout_sec=SECONDS)
    except JSTimeoutException as error:
        raise EndlessScript(
            f"the printed JavaScript function {name} has not ended after {SECONDS} s; look at its "
            "loops in gen/code/targets.py"
        ) from error
    return [float(word) for word in str(found).split()]


@functools.cache
def _engine() -> MiniRacer:
    engine = context()
    engine.eval(_DRIVER)
    return engine


def _json(value: object) -> str:
    if isinstance(value, Sequence):
        return f"[{','.join(map(_json, value))}]"
    text = repr(value)
    return _SPECIAL.get(text, text)
