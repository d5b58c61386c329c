r"""The bounds of a record in words and TeX: extremes with their places, sets, enclosures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import inf
from typing import Any

from gen.typography import short

Record = Mapping[str, Any]

OPEN = "open: the bisection stopped at its limit"
"""What stands for a bound that was not found."""
_EXTREMES = {
    "minimum": ("minimum of \\(f\\)", "infimum of \\(f\\)"),
    "maximum": ("maximum of \\(f\\)", "supremum of \\(f\\)"),
    "sup_df": ("largest slope, \\(\\sup f'\\)",) * 2,
    "inf_df": ("smallest slope, \\(\\inf f'\\)",) * 2,
    "lipschitz": ("Lipschitz constant, \\(\\sup \\lvert f' \\rvert\\)",) * 2,
    "sup_d2f": ("largest \\(\\lvert f'' \\rvert\\)",) * 2,
}
"""What each extreme is called where it is attained and where it is not."""
_SETS = {
    "range": "range",
    "decreasing_on": "where \\(f' < 0\\)",
    "concave_on": "where \\(f'' < 0\\)",
    "zeros": "zeros, \\(f(x) = 0\\)",
    "fixed_points": "fixed points, \\(f(x) = x\\)",
}


def bounds_rows(record: Record) -> list[tuple[str, str]]:
    """The rows of the table of bounds: what it is, and what is known."""
    rows = [(_SETS["range"], in_words(record["range"], values=True))]
    for name, (attained, approached) in _EXTREMES.items():
        title = attained if record["attained"][name] else approached
        rows.append((title, _extreme(record, name)))
    return rows + [
        (title, in_words(record[name])) for name, title in _SETS.items() if name != "range"
    ]


def enclosures(record: Record) -> list[tuple[str, str, str]]:
    """Every number of the bounds that is no short decimal: what it is, and its two bounds."""
    rows: dict[tuple[str, str], str] = {}
    for name, (attained, approached) in _EXTREMES.items():
        extreme = record[name]
        if extreme is None:
            continue
        title = attained if record["attained"][name] else approached
        _enclose(rows, title, extreme)
        for place in extreme["at"]:
            for end in ("low", "high"):
                _enclose(rows, f"place of the {title}", place[end])
    for name, title in _SETS.items():
        for interval in record[name]["intervals"] if record[name] else ():
            for end in ("low", "high"):
                _enclose(rows, title, interval[end])
    return [(title, lower, upper) for (lower, upper), title in rows.items()]


def _enclose(rows: dict[tuple[str, str], str], title: str, number: Record) -> None:
    if number["lower"] != number["upper"]:
        rows.setdefault((number["lower"], number["upper"]), title)


def holds_everywhere(record: Record) -> bool:
    """Whether every bound holds on the whole line."""
    found = [record[name] for name in (*_EXTREMES, *_SETS)]
    return all(one is not None and one["scope"] == "R" for one in found)


def names_lambert(record: Record) -> bool:
    """Whether a closed form contains Lambert's function."""
    return any("W\\left" in text for _, text in bounds_rows(record))


def brief(number: Record) -> str:
    """A number to five digits in plain text, for the narrow cell of a table."""
    value = float(number["value"])
    if value in (inf, -inf):
        return "∞" if value > 0 else "−∞"
    return short(float(f"{value:.5g}"))


def sort_key(number: Record) -> str:
    """A number as a script reads it, to sort by."""
    return str(number["value"]).replace("inf", "Infinity")


def value_range(record: Record) -> str:
    """The range of a scalar function in plain text, to five digits, for a cell of Markdown."""
    if record["range"] is None:
        return OPEN
    # A brace would begin a list of attributes.
    text = intervals_in_plain(record["range"]["intervals"])
    return text.replace("{", "&#123;").replace("}", "&#125;")


def intervals_in_plain(intervals: Sequence[Record]) -> str:
    """A union of intervals and points in plain text, to five digits."""
    return " ∪ ".join(
        f"{{{brief(one['low'])}}}"
        if _is_point(one)
        else ("[" if one["low_closed"] else "(")
        + f"{brief(one['low'])}, {brief(one['high'])}"
        + ("]" if one["high_closed"] else ")")
        for one in intervals
    )


def bounded(record: Record) -> str:
    """On which sides a scalar function is bounded; empty where that is not known."""
    if record["minimum"] is None or record["maximum"] is None:
        return ""
    below, above = record["minimum"]["value"] != "-inf", record["maximum"]["value"] != "inf"
    return {
        (True, True): "on both sides",
        (True, False): "below",
        (False, True): "above",
        (False, False): "no",
    }[below, above]


def in_words(found: Record | None, values: bool = False) -> str:
    """A set in words and TeX; of values, or else of inputs."""
    if found is None:
        return OPEN
    intervals = found["intervals"]
    if values:
        return f"\\({_union(intervals)}\\)" + _scope(found)
    if not intervals:
        text = "nowhere" if found["scope"] == "R" else "nowhere there"
    elif any(one["low"]["value"] == "-inf" and one["high"]["value"] == "inf" for one in intervals):
        text = "everywhere"
    else:
        text = f"\\({_points(intervals) or _union(intervals)}\\)"
    return text + (_period(found) if intervals else "") + _scope(found)


def _extreme(record: Record, name: str) -> str:
    extreme = record[name]
    if extreme is None:
        return OPEN
    number = f"\\({_number(extreme)}\\)"
    if not extreme["at"]:
        return f"{number}, in swings without end" + _scope(extreme)
    if record["attained"][name]:
        where = in_words({**extreme, "intervals": extreme["at"], "scope": "R"})
        link = "at " if _points(extreme["at"]) else "" if where == "everywhere" else "on "
        return f"{number}, {link}{where}" + _scope(extreme)
    if name == "lipschitz" and extreme["value"] == "inf" and extreme["at"][0]["side"] is None:
        place = extreme["at"][0]["low"]
        if place["value"] not in ("inf", "-inf"):
            return f"{number}: the function jumps"
    way = " and ".join(_approach(place) for place in extreme["at"])
    end = "" if extreme["value"] in ("inf", "-inf") else " and not attained"
    if record["attained"][name] is None:
        end = "; whether it is attained there is open"
    return f"{number}, approached {way}{end}" + _scope(extreme)


def _approach(place: Record) -> str:
    at = _short(place["low"])
    if place["low"]["value"] in ("inf", "-inf"):
        return f"for \\(x \\to {at}\\)"
    return f"at \\(x = {at}\\) from the {place['side']}" if place["side"] else f"at \\(x = {at}\\)"


def _points(intervals: Sequence[Record]) -> str:
    """The points of a set that consists of nothing else; empty for another."""
    if not all(map(_is_point, intervals)):
        return ""
    return "x = " + ", ".join(_short(one["low"]) for one in intervals)


def _union(intervals: Sequence[Record]) -> str:
    return " \\cup ".join(map(_interval, intervals))


def _interval(one: Record) -> str:
    if _is_point(one):
        return rf"\{{{_short(one['low'])}\}}"
    left, right = "[" if one["low_closed"] else "(", "]" if one["high_closed"] else ")"
    return f"{left}{_short(one['low'])},\\, {_short(one['high'])}{right}"


def _is_point(one: Record) -> bool:
    return bool(one["low"] == one["high"] and one["low_closed"])


def _number(number: Record) -> str:
    """A number: its closed form and its decimal, or the one of the two that is enough."""
    form: str | None = number["closed_form"]
    value = _decimal(number)
    if form is None or form == value:
        return value
    if form.lstrip("- ").isdigit():
        return form
    relation = "=" if number["lower"] == number["upper"] else r"\approx"
    return f"{form} {relation} {value}"


def _short(number: Record) -> str:
    return number["closed_form"] or _decimal(number)


def _decimal(number: Record) -> str:
    return str(number["value"]).replace("inf", r"\infty")


def _period(found: Record) -> str:
    period = found["period"]
    return "" if period is None else f", repeated with period \\({_short(period)}\\)"


def _scope(found: Record) -> str:
    return "" if found["scope"] == "R" else f", on \\({found['scope']}\\)"


FILTERS: Mapping[str, Callable[[Any], Any]] = {
    "bounds_rows": bounds_rows,
    "enclosures": enclosures,
    "holds_everywhere": holds_everywhere,
    "names_lambert": names_lambert,
    "brief": brief,
    "sort_key": sort_key,
    "value_range": value_range,
    "bounded": bounded,
}
"""What templates call."""
