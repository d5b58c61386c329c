"""Short answers about an activation in plain words: for a reader in a hurry, and for the search.

The search index has no formulas; these sentences say without TeX what a record holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from gen.libraries import counterparts
from gen.properties import falls, monotone, rises, rises_and_falls, steps, zero_centered
from gen.typography import code, minus, short, ulps
from gen.wording import bounded, brief, intervals_in_plain

Record = Mapping[str, Any]

_ORDINALS = {2: "second", 3: "third", 4: "fourth"}
_BOUNDED = {
    "on both sides": "It is bounded.",
    "below": "It is bounded below, not above.",
    "above": "It is bounded above, not below.",
    "no": "It is bounded on neither side.",
    "": "",
}
_NORMAL = "inputs that are normal with mean 0 and variance 1"


class Answer(NamedTuple):
    """A question as a reader would type it, and what the record says."""

    anchor: str
    """The id of its heading, the same for every activation."""
    question: str
    text: str
    """A few sentences of plain text."""


def answers(record: Record) -> list[Answer]:
    """The questions that the record answers; few for a function of more than one number."""
    name = record["name"]
    found = [Answer("differentiable", f"Is {name} differentiable?", _differentiable(record))]
    if record["kind"] == "scalar":
        places = [it for it in record["kinks"] if it["convention"]]
        at = _joined(_number(it["point"]["value"]) for it in places) or "0"
        found += [
            Answer("derivative-at", f"What is the derivative of {name} at {at}?", _slope(record)),
            Answer("range", f"What is the range of {name}?", _range(record)),
            Answer("monotone", f"Is {name} monotone?", _monotone(record)),
            Answer("steepness", f"How steep is {name}?", _steepness(record)),
            Answer("zero-centered", f"Is {name} zero-centered?", _centered(record)),
            Answer("gain", f"Which gain does {name} need?", _gain(record)),
            Answer("errors", f"How large are the errors of {name} in float32?", _errors(record)),
        ]
    free = [
        one
        for one in record["parameters"]
        # torch's Threshold has none, and the entry says so.
        if not one["fixed"] and "no default" not in one["meaning"]
    ]
    if free:
        named = _joined((one["torch"] or one["name"]).replace("_", " ") for one in free)
        what = f"What is the default {named} of {name}?"
        found.append(Answer("defaults", what, _defaults(record, free)))
    return [one for one in found if one.text]


def _differentiable(record: Record) -> str:
    smoothness = record["smoothness"]
    k, general = smoothness["k"], smoothness["general_k"]
    if record["kind"] != "scalar":
        smooth = "Yes, everywhere and infinitely often."
        return smooth if k is None else "Not everywhere: there are inputs at which its slope jumps."
    if k is None:
        text = "Yes, everywhere and infinitely often."
    elif k > 0:
        places = _joined(_place(one) for one in record["kinks"] if one["order"] == k + 1)
        text = (
            f"Yes: its derivative is continuous. Its {_ORDINALS[k + 1]} derivative jumps {places}."
        )
    else:
        parts = []
        if jumps := [_place(one) for one in record["kinks"] if one["order"] == 0]:
            parts.append(f"the function itself jumps {_joined(jumps)}")
        for one in record["kinks"]:
            if one["order"] == 1:
                left, right = (_number(one["df"][side]) for side in ("left", "right"))
                parts.append(
                    f"{_place(one)} it has a kink, where its slope jumps from {left} to {right}"
                )
        text = f"Not everywhere: {'; '.join(parts)}."
    if general == k:
        return text
    change = "it has a kink" if general == 0 else "it is less smooth"
    return f"{text} That is at the default; with other parameters {change}."


def _slope(record: Record) -> str:
    """What a program returns for the derivative where it does not exist, or else its value at 0."""
    found = [it for it in record["kinks"] if it["convention"]]
    if not found:
        if not record["float"]:
            return ""
        return f"It is {_number(float(record['float']['float64']['special']['0']['df']))}."
    who, key = ("torch", "torch") if record["torch"] else ("the code on this page", "at")
    values = [_number(one["df"][key]) for one in found]
    if len(set(values)) == 1:
        returned = f"{who} returns {values[0]}"
    else:
        pairs = (f"{value} {_place(one)}" for value, one in zip(values, found, strict=True))
        returned = f"{who} returns {_joined(pairs)}"
    what = "function" if any(one["order"] == 0 for one in found) else "slope"
    return (
        f"It does not exist, because the {what} jumps there; what a program returns is a "
        f"convention, and {returned}."
    )


def _range(record: Record) -> str:
    if record["range"] is None:
        return ""
    values = intervals_in_plain(record["range"]["intervals"])
    return f"Its values are {values}. {_BOUNDED[bounded(record)]}".strip()


def _monotone(record: Record) -> str:
    if monotone(record):
        ways = (("increases", rises), ("decreases", falls))
        return f"Yes: it never {' or '.join(word for word, found in ways if not found(record))}."
    if not rises_and_falls(record):
        return ""  # not known
    where = record["decreasing_on"]
    if where is None:
        return "No: it rises and falls."
    if not where["intervals"]:
        return "No: it jumps down."
    if where["period"] is not None or where["scope"] != "R" or len(where["intervals"]) > 2:
        return "No: it rises and falls again and again."
    jumps = ", and it jumps down" if any(high < low for low, high in steps(record)) else ""
    return f"No: it decreases on {intervals_in_plain(where['intervals'])}{jumps}."


def _steepness(record: Record) -> str:
    if record["sup_df"] is None or record["lipschitz"] is None:
        return ""
    largest, lipschitz = brief(record["sup_df"]), brief(record["lipschitz"])
    if lipschitz == "∞":
        return "Without bound: no Lipschitz constant holds for it."
    return f"Its derivative is {largest} at most, and its Lipschitz constant is {lipschitz}."


def _centered(record: Record) -> str:
    if not record["moments"]:
        return ""
    mean = _number(float(record["moments"]["mean"]))
    answer = "Yes" if zero_centered(record) else "No"
    return f"{answer}: for {_NORMAL}, the mean of its outputs is {mean}."


def _gain(record: Record) -> str:
    gain = record["gain"]
    if not gain or not (gain["forward"] and gain["backward"]):
        return ""
    text = (
        f"For an initialization that keeps the size of the sums: {_number(float(gain['forward']))} "
        f"forward, {_number(float(gain['backward']))} backward."
    )
    if not gain["torch"]:
        return text
    call = f'calculate_gain("{gain["torch"]["nonlinearity"]}")'
    if gain["torch"]["refusal"]:
        return f"{text} In torch {call} refuses."
    return f"{text} In torch {call} returns {_number(gain['torch']['value'])}."


def _errors(record: Record) -> str:
    if not record["float"]:
        return ""
    found = record["float"]["float32"]
    f, df = (ulps(found[key]["core"]["ulps"]) for key in ("f", "df"))
    if f == df == "0":
        return "None was found between −10 and 10: torch's results are exact, its derivative's too."
    # Of float32 not every number was tried.
    return (
        f"The largest that was found in torch between −10 and 10 is {f} ULP (units in the last "
        f"place), and {df} ULP for its derivative. Correct rounding would leave half a unit."
    )


def _defaults(record: Record, free: Sequence[Record]) -> str:
    sentences = []
    for one in free:
        libraries: dict[str, list[str]] = {}
        for other in counterparts(record):
            if one["name"] in other.defaults:
                value = minus(code(other.defaults[one["name"]]))
                libraries.setdefault(value, []).append(other.library)
        values = [f"{value} in {_joined(names)}" for value, names in libraries.items()]
        told = ", ".join(values) or f"{minus(code(one['default']))} on this page"
        sentences.append(f"{one['torch'] or one['name']} ({one['meaning']}): {told}.")
    return " ".join(sentences)


def _place(kink: Record) -> str:
    return f"at {_number(kink['point']['value'])}"


def _number(value: float) -> str:
    return short(float(f"{value:.5g}"))


def _joined(words: Iterable[str]) -> str:
    *most, last = [*words] or [""]
    return f"{', '.join(most)} and {last}" if most else last
