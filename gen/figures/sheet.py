"""The palette's style sheet for screens and for paper, which is white whatever the screen was."""

from __future__ import annotations

from gen.figures.palette import PALETTE, css


def style_sheet() -> str:
    """The roles with their colors on light and on dark pages, and the light ones in print."""
    light = "".join(f"    --figure-{role}: {color.light};\n" for role, color in PALETTE.items())
    return f'{css()}\n@media print {{\n  [data-md-color-scheme="slate"] {{\n{light}  }}\n}}\n'
