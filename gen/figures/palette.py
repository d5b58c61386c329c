"""The colors of every figure, as roles with a value for light and one for dark pages.

The hues are those of Okabe and Ito (2008), which color-blind readers can tell apart; they are
darkened for white paper and lightened for dark paper until each has a contrast of 4.5:1 (WCAG AA
for text), because a curve's label wears the color of its curve.
"""

from __future__ import annotations

from typing import NamedTuple


class Color(NamedTuple):
    """One role's color on light and on dark paper, as `#rrggbb`."""

    light: str
    dark: str


_BLUE = Color("#0072b2", "#56b4e9")
_VERMILION = Color("#bd4f00", "#ff9050")
_GREEN = Color("#00795a", "#2fc79c")

PALETTE: dict[str, Color] = {
    "f": _BLUE,
    "df": _VERMILION,
    "d2f": _GREEN,
    # Categories share the curves' colors: a page never shows both meanings in one figure.
    "c1": _BLUE,
    "c2": _VERMILION,
    "c3": _GREEN,
    "c4": Color("#a8417f", "#e493c1"),
    "c5": Color("#8a6100", "#e6b03c"),
    "c6": Color("#4b4bb8", "#a5a5f5"),
    "ink": Color("#1f2328", "#e6e8ee"),
    "muted": Color("#5c6370", "#a3a9b8"),
    "grid": Color("#d5d9e0", "#434958"),
    # The page's own background (Material's default and slate): understrokes must vanish in it.
    "paper": Color("#ffffff", "#1e2129"),
}
"""Every role, in the order in which the style sheet declares it."""

CURVES = ("f", "df", "d2f", "c4", "c5", "c6")
"""Roles that draw curves, dots and their labels, all of them different colors."""


def role_of(light: str) -> str:
    """The first role whose light color is `light` (`#rrggbb`, lower case).

    Raises:
        LookupError: no role has this color.
    """
    for role, color in PALETTE.items():
        if color.light == light:
            return role
    raise LookupError(f"color {light} is not in the palette: add a role to gen/figures/palette.py")


def css() -> str:
    """The style sheet that gives each role its color on light and on dark pages."""
    light = "".join(f"  --figure-{role}: {color.light};\n" for role, color in PALETTE.items())
    dark = "".join(f"  --figure-{role}: {color.dark};\n" for role, color in PALETTE.items())
    return f':root {{\n{light}}}\n\n[data-md-color-scheme="slate"] {{\n{dark}}}\n'
