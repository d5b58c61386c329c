"""Properties by which a reader looks for a function, each read off its record, at the defaults."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gen.wording import bounded

Record = Mapping[str, Any]

_EXPONENTIAL = re.compile(
    r"\be\^|\\(?:tanh|log|sigma|Phi|operatorname\{(?:softplus|erf)\})(?![A-Za-z])"
)
"""By its sign in a formula."""


@dataclass(frozen=True)
class Property:
    """What a function may or may not have."""

    key: str
    """Its name in the address of a page."""
    label: str
    """What a reader chooses."""
    meaning: str
    """What the label says, in words that a reader can check."""
    holds: Callable[[Record], bool]
    """Whether a function has it, by its record."""


def has_kinks(record: Record) -> bool:
    """Whether f or f' jumps, at a point or along a line."""
    orders = [kink["order"] for kink in record["kinks"]]
    orders += [record["curve"]["order"]] if record["curve"] else []
    return any(order in (0, 1) for order in orders)


def rises(record: Record) -> bool:
    """Whether a scalar function rises anywhere, by its slope or by a jump."""
    return float(record["sup_df"]["value"]) > 0 or any(high > low for low, high in steps(record))


def falls(record: Record) -> bool:
    """Whether a scalar function falls anywhere, by its slope or by a jump."""
    return float(record["inf_df"]["value"]) < 0 or any(high < low for low, high in steps(record))


def rises_and_falls(record: Record) -> bool:
    """Whether a scalar function does both."""
    return _has_slope(record) and rises(record) and falls(record)


def monotone(record: Record) -> bool:
    """Whether a scalar function is known to do at most one of the two."""
    known = _has_slope(record) and all(record[it]["scope"] == "R" for it in ("inf_df", "sup_df"))
    return known and not rises_and_falls(record)


def zero_centered(record: Record) -> bool:
    """Whether the mean of f(Z), for a standard normal Z, is 0 to the digits of the record."""
    return record["moments"] is not None and float(record["moments"]["mean"]) == 0


def needs_exponential(record: Record) -> bool:
    """Whether the formula of f has one, or a function that is made of one.

    The formula, not the code, which may take an exponential for accuracy alone, as Squareplus does.
    """
    return bool(_EXPONENTIAL.search(record["latex"]["f"]))


def learnable(record: Record) -> bool:
    """Whether f has a derivative by a parameter that is not 0 wherever it exists."""
    forms = [one["df"] for one in record["parameters"] if one["df"] is not None]
    return any(not re.match(r"0\b(?!\.)", form) for form in forms)


def _has_slope(record: Record) -> bool:
    return record["inf_df"] is not None and record["sup_df"] is not None


def steps(record: Record) -> list[tuple[float, float]]:
    """Where f jumps: its values on the left and at the point, then there and on the right."""
    jumps = [kink["f"] for kink in record["kinks"] if kink["order"] == 0]
    return [step for one in jumps for step in ((one["left"], one["at"]), (one["at"], one["right"]))]


PROPERTIES = (
    Property(
        "smooth",
        "smooth",
        "all derivatives exist, everywhere",
        lambda record: record["smoothness"]["k"] is None,
    ),
    Property("kinks", "kinks or jumps", "the slope, or the function itself, jumps", has_kinks),
    Property(
        "bounded",
        "bounded",
        "all values lie between two numbers",
        lambda record: record["minimum"] is not None and bounded(record) == "on both sides",
    ),
    Property(
        "unbounded",
        "unbounded",
        "values go beyond every number, on one side at least",
        lambda record: (
            record["minimum"] is not None and bounded(record) in ("below", "above", "no")
        ),
    ),
    Property("monotone", "monotone", "it never falls, or never rises", monotone),
    Property("turns", "rises and falls", "it is not monotone", rises_and_falls),
    Property(
        "centered",
        "zero-centered",
        "for standard normal inputs the mean of its values is 0",
        zero_centered,
    ),
    Property(
        "exp",
        "needs exp",
        "its formula has an exponential, or one hides in tanh, sigmoid, softplus or the normal "
        "distribution",
        needs_exponential,
    ),
    Property(
        "cheap",
        "no exp",
        "its formula has no exponential",
        lambda record: not needs_exponential(record),
    ),
    Property(
        "learnable",
        "learnable",
        "it has a parameter that training could learn: the function has a derivative by it",
        learnable,
    ),
    Property(
        "torch",
        "in torch",
        "PyTorch has a module for it",
        lambda record: record["torch"] is not None,
    ),
)
"""In the order in which a reader is offered them."""
