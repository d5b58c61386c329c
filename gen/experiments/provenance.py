"""Where a result comes from, as its page says it: settings, seeds, versions, processor, time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gen.experiments.experiment import Experiment
from gen.experiments.frozen import Result


def summary(experiment: Experiment, result: Result) -> dict[str, Any]:
    """What the page of experiments says of one: text for each setting, common or by part."""
    parts = result.provenance
    settings = {name: _flat(part.settings) for name, part in parts.items()}
    keys = list(dict.fromkeys(key for flat in settings.values() for key in flat))
    common = {
        key: value
        for key in keys
        if len(found := {flat.get(key) for flat in settings.values()}) == 1
        and (value := found.pop()) is not None
    }
    varying = [key for key in keys if key not in common]
    return {
        "title": experiment.title,
        "description": experiment.description,
        "data": dict(experiment.data),
        "common": common,
        "varying": varying,
        "parts": [
            {
                "name": name,
                "settings": [flat.get(key, "") for key in varying],
                "seconds": parts[name].seconds,
                "processor": parts[name].processor,
            }
            for name, flat in settings.items()
        ],
        "seconds": sum(part.seconds for part in parts.values()),
        "processor": sum(part.processor for part in parts.values()),
        "versions": _distinct(
            ", ".join(f"{library} {version}" for library, version in part.versions.items())
            for part in parts.values()
        ),
        "cpus": _distinct(part.cpu for part in parts.values()),
    }


def _flat(settings: Mapping[str, Any]) -> dict[str, str]:
    """Each setting as text; what holds further settings but an activation is spelt out."""
    found: dict[str, str] = {}
    for key, value in settings.items():
        if isinstance(value, Mapping) and "torch" not in value:
            found |= {f"{key} {inner}": text for inner, text in _flat(value).items()}
        else:
            found[key.replace("_", " ")] = _shown(value)
    return found


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        # An activation, as gen/experiments/activations.py names it, has arguments of its own.
        inner = value.get("keywords", value)
        text = ", ".join(f"{key} {_shown(one)}" for key, one in inner.items())
        if inner is value:
            return text
        return f"{value['name']} ({text})" if text else str(value["name"])
    if isinstance(value, list | tuple):
        numbers = len(value) > 2 and all(isinstance(one, int) for one in value)
        if numbers and list(value) == list(range(value[0], value[0] + len(value))):
            return f"{value[0]} to {value[-1]}"
        return ", ".join(_shown(one) for one in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}".replace("-", "\N{MINUS SIGN}")
    return "none" if value is None else str(value)


def _distinct(texts: Any) -> list[str]:
    return sorted(set(texts))
