"""Figures: SVGs that follow the page's palette. The only package that imports matplotlib."""

from collections.abc import Callable, Mapping
from typing import Any

DATA = ".data.json"
"""The ending of the file that an interactive figure has beside its SVG in build/figures/."""
TABLE = ".csv"
"""The ending of the table that a figure may have beside its SVG in build/figures/."""

Record = Mapping[str, Any]
"""The record of an activation, as far as figures read it."""
Records = Callable[[str], Record]
"""Gives the record of a slug."""
