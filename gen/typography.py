"""Numbers and symbols as they are printed in prose, tables and figures."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from decimal import ROUND_CEILING, Context, Decimal
from fractions import Fraction
from typing import Any

_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def scientific(value: float) -> str:
    """A small number with two digits, such as 6.0 × 10⁻¹⁶; an exact zero as 0."""
    if value == 0:
        return "0"
    digits, _, exponent = f"{value:.1e}".partition("e")
    power = str(int(exponent)).translate(_SUPERSCRIPTS)
    return f"{digits}\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}10{power}"


def upwards(value: float, decimals: int) -> str:
    """A number rounded up, not to the nearest: what stays below the number stays below this."""
    step = Decimal(1).scaleb(-decimals)
    return minus(str(Decimal(value).quantize(step, rounding=ROUND_CEILING)))


def scientific_upwards(value: float) -> str:
    """The same with two digits and a power of ten, such as 9.6 × 10⁻⁷."""
    up = Context(prec=2, rounding=ROUND_CEILING).create_decimal(Decimal(value))
    return scientific(float(up))


def plain(value: float) -> str:
    """A float as short as it can be told: 1 for 1.0, −0.5 for -0.5."""
    text = str(int(value)) if value == int(value) else repr(value)
    return text.replace("-", "−")


def code(value: float) -> str:
    """A float as it is typed in Python: 1 for 1.0, -0.5, and 1/3 where that is what was rounded."""
    fraction = Fraction(value).limit_denominator(100)
    if value == int(value):
        return str(int(value))
    return repr(value) if len(repr(value)) < 10 or float(fraction) != value else str(fraction)


def symbol(name: str) -> str:
    """The Greek letter of this name, or the name."""
    try:
        return unicodedata.lookup(f"GREEK SMALL LETTER {name.upper().replace('LAMBDA', 'LAMDA')}")
    except KeyError:
        return name


def rate(value: float) -> str:
    """A learning rate as a fraction, such as 3/1000; whole ones as they are."""
    return str(Fraction(value).limit_denominator(1_000_000))


def ulps(value: float) -> str:
    """A number of ULPs: short where it is small, a power of ten where it is large."""
    if value == 0:
        return "0"
    if value < 0.01:
        return "under 0.01"
    return scientific(value) if value >= 1e3 else f"{value:.3g}"


def short(value: float) -> str:
    """A float with at most six digits, such as −9.01093 or 3.4 × 10³⁸."""
    digits, _, exponent = f"{value:.6g}".partition("e")
    text = digits.replace("-", "−")
    if not exponent:
        return text
    power = str(int(exponent)).translate(_SUPERSCRIPTS)
    return f"{text}\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}10{power}"


def minus(text: str) -> str:
    """A number written by the build, with a true minus and a sign for infinity."""
    return text.replace("inf", "∞").replace("-", "−")


def grouped(value: int) -> str:
    """A count with thin spaces between groups of three digits."""
    return f"{value:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


FILTERS: Mapping[str, Callable[[Any], str]] = {
    "scientific": scientific,
    "plain": plain,
    "code": code,
    "grouped": grouped,
    "ulps": ulps,
    "short": short,
    "minus": minus,
}
"""What templates call."""
