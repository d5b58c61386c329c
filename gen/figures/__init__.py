"""Figures: SVGs that follow the page's palette. The only package that imports matplotlib."""

DATA = ".data.json"
"""The ending of the file that an interactive figure has beside its SVG in build/figures/."""
TABLE = ".csv"
"""The ending of the table that a figure may have beside its SVG in build/figures/."""
