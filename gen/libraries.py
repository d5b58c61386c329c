"""Names and defaults of a function in PyTorch, JAX and Keras, and where they disagree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gen.typography import plain

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Counterpart:
    """The function in one library."""

    library: str
    """The name of the library."""
    call: str | None
    """How to get the function there; None where the library lacks it."""
    defaults: Mapping[str, float]
    """The defaults there, by our parameters."""

    @property
    def bare(self) -> str | None:
        """The name without arguments."""
        return self.call and self.call.partition("(")[0]


def counterparts(record: Record) -> list[Counterpart]:
    """The function in each library."""
    torch = None
    if record["torch"]:
        options = ", ".join(f"{key}={value!r}" for key, value in record["torch_options"].items())
        torch = record["torch"] + (f"({options})" if options else "")
    own = {p["name"]: p["default"] for p in record["parameters"] if record["torch"] and p["torch"]}
    found = [Counterpart("PyTorch", torch and torch.replace("'", '"'), own)]
    for library, other in (("JAX", record["jax"]), ("Keras", record["keras"])):
        defaults = other["defaults"] if other else {}
        found.append(Counterpart(library, other and other["name"], defaults))
    return found


def unlike(record: Record) -> frozenset[str]:
    """The parameters whose defaults differ between libraries."""
    values: dict[str, set[float]] = {}
    for one in counterparts(record):
        for name, default in one.defaults.items():
            values.setdefault(name, set()).add(default)
    return frozenset(name for name, found in values.items() if len(found) > 1)


def disagreements(record: Record, records: Sequence[Record]) -> list[str]:
    """Where the libraries disagree, as sentences in Markdown."""
    return [*_defaults(record), *_variants(record, records)]


def _defaults(record: Record) -> list[str]:
    sentences = []
    for parameter in record["parameters"]:
        if parameter["name"] not in unlike(record):
            continue
        libraries: dict[float, list[str]] = {}
        for one in counterparts(record):
            if parameter["name"] in one.defaults:
                libraries.setdefault(one.defaults[parameter["name"]], []).append(one.library)
        parts = [f"{plain(value)} in {' and '.join(names)}" for value, names in libraries.items()]
        sentences.append(rf"By default \({parameter['latex']}\) is {', '.join(parts)}.")
    return sentences


def _variants(record: Record, records: Sequence[Record]) -> list[str]:
    """Which name alone is this function in one library and another function in another."""
    here = [one for one in counterparts(record) if one.call]
    alone = [f"`{one.call}`" for one in here if one.call == one.bare]
    others: dict[str, list[str]] = {}
    for one in here:
        for other in records:
            if one.call != one.bare and any(it.call == one.bare for it in counterparts(other)):
                others.setdefault(other["name"], []).append(f"`{one.bare}`")
    return [
        f"Without an argument {' and '.join(alone)} {_is(alone)} this function, but "
        f"{' and '.join(names)} {_is(names)} {other}."
        for other, names in others.items()
        if alone
    ]


def _is(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"
