"""The checks that printed code needs beside its values: it must be finite where f is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import isfinite

from sympy import Expr, Wild, preorder_traversal

from gen.balls import midpoint
from gen.primitives import PRIMITIVES
from gen.verification.comparison import Ledger, Sample


def finite(
    samples: Iterable[Sample], what: str, expression: Expr, ledger: Ledger
) -> Iterator[Sample]:
    """The samples, passed on.

    Raises VerificationError with the primitive that helps at the first that is not finite.
    """
    for sample in samples:
        if not isfinite(sample.found):
            raise ledger.fail(
                f"field expression: the {what} gives {sample.found} at {sample.place}, where the "
                f"definition gives {midpoint(sample.truth):.17g}; {cure(expression)}"
            )
        yield sample


def cure(expression: Expr) -> str:
    """The advice with which primitive to write an overflowing expression."""
    z = Wild("z")
    parts = [part for part in preorder_traversal(expression) if isinstance(part, Expr)]
    matching = [
        primitive.cure
        for primitive in PRIMITIVES
        if any(_matches(part, primitive.elementary(z), z) for part in parts if not part.is_Atom)
    ]
    names = matching or [primitive.cure for primitive in PRIMITIVES]
    return "write it with a primitive of gen/primitives.py: " + ", or ".join(names)


def _matches(part: Expr, pattern: Expr, z: Wild) -> bool:
    match = part.match(pattern)
    return bool(match and match[z].free_symbols)
