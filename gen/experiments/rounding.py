"""Numbers as results keep them."""

from __future__ import annotations

from typing import Any

import numpy as np


def round_to(values: Any, digits: int = 5) -> Any:
    """Numbers, arrays and tensors as JSON has them, with so many significant digits.

    values: a number, an array of any shape, or lists and mappings of such. Integers and truth
    values stay; nan becomes None, since JSON has none.

    Raises ValueError for an infinity: what diverged is said in words of its own.
    """
    if isinstance(values, dict):
        return {key: round_to(value, digits) for key, value in values.items()}
    if isinstance(values, list | tuple):
        return [round_to(value, digits) for value in values]
    if isinstance(values, bool | int | str) or values is None:
        return values
    if isinstance(values, float):
        if values in (float("inf"), float("-inf")):
            raise ValueError("an infinity has no place in a result")
        return None if values != values else float(f"{values:.{digits}g}")  # noqa: PLR0124 (the test for nan)
    return round_to(np.asarray(values).tolist(), digits)
