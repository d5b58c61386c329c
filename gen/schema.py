"""The shape of the published dataset, as JSON Schema: every field, its type and its meaning.

This is the one definition. The build holds the dataset to it before anything is published, and the
page about the data is written from its descriptions. Every field is required: what does not apply
is null.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from gen.errors import Problem

Schema = dict[str, Any]

FILE = "activations.schema.json"
"""The name under which the schema is published, beside the dataset."""
LICENSE = "CC-BY-4.0"
"""The license of the data, by its SPDX name."""
KINDS = ("scalar", "two-input", "vector")
DTYPES = ("float64", "float32", "bfloat16", "float16")
_DECIMAL = r"^-?(inf|[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?)$"
_WORD = r"^(nan|-?inf|-?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?)$"


class SchemaError(Problem):
    """One line that names the value of the dataset that the schema does not allow."""


def published(dataset: Mapping[str, Any]) -> Any:
    """The dataset as it is published: with the names of its schema and its license, as JSON has it.

    Raises SchemaError for a dataset that the schema does not allow.
    """
    # JSON has lists where Python has tuples too, and the schema speaks of JSON.
    found = json.loads(json.dumps({"$schema": FILE, "license": LICENSE, **dataset}))
    validate(found)
    return found


def validate(dataset: Any) -> None:
    """Nothing. Raises SchemaError for a dataset that the schema does not allow."""
    error = best_match(Draft202012Validator(SCHEMA).iter_errors(dataset))
    if error is None:
        return
    keys = list(error.absolute_path)
    whose = ""
    if keys[:1] == ["activations"] and len(keys) > 1:
        whose = f"{dataset['activations'][keys[1]].get('slug', keys[1])}: "
        keys = keys[2:]
    path = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys).lstrip(".")
    message = " ".join(error.message.split())
    if len(message) > 160:
        message = f"{message[:80]} ... {message[-75:]}"
    raise SchemaError(
        f"data/activations.json: {whose}{path and f'field {path}: '}{message}; "
        "mend the record, or say in gen/schema.py what it holds"
    )


# --- what the page about the data says ---------------------------------------------------------


@dataclass(frozen=True)
class Field:
    """One row of the page."""

    name: str
    type: str
    """In words and Markdown, with links to the objects that it names."""
    meaning: str


def documented() -> Iterator[tuple[str, str, str, list[Field]]]:
    """Each kind of value: its title, its anchor, what it is, and its fields if it is an object."""
    root: Mapping[str, Any] = {"dataset": SCHEMA, **SCHEMA["$defs"]}
    for name, one in root.items():
        fields = [
            Field(key, _type(value), value["description"])
            for key, value in one.get("properties", {}).items()
        ]
        yield one["title"], _anchor(name), one["description"], fields


def _type(schema: Mapping[str, Any]) -> str:
    """The type of a field in words."""
    if "anyOf" in schema:
        return " or ".join(map(_type, schema["anyOf"]))
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{SCHEMA['$defs'][name]['title'].lower()}](#{_anchor(name)})"
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return " or ".join("null" if one is None else f"`{one}`" for one in schema["enum"])
    if isinstance(schema["type"], list):
        return " or ".join(schema["type"])
    if schema["type"] == "array":
        return f"list of {_type(schema['items'])}"
    if schema["type"] == "object":
        return f"object: name to {_type(schema['additionalProperties'])}"
    return str(schema["type"])


def _anchor(name: str) -> str:
    return f"kind-{name.replace('_', '-')}"


# --- parts of which the schema is made ---------------------------------------------------------


def _object(title: str, description: str, fields: Mapping[str, Schema]) -> Schema:
    """An object with these fields and no others."""
    return {
        "title": title,
        "description": description,
        "type": "object",
        "properties": dict(fields),
        "required": list(fields),
        "additionalProperties": False,
    }


def _text(description: str, **more: Any) -> Schema:
    return {"type": "string", "description": description, **more}


def _text_or_null(description: str) -> Schema:
    return {"type": ["string", "null"], "description": description}


def _integer(description: str, least: int = 0) -> Schema:
    return {"type": "integer", "minimum": least, "description": description}


def _integer_or_null(description: str, least: int = 0) -> Schema:
    return {"type": ["integer", "null"], "minimum": least, "description": description}


def _number(description: str) -> Schema:
    return {"type": "number", "description": description}


def _number_or_null(description: str) -> Schema:
    return {"type": ["number", "null"], "description": description}


def _truth(description: str) -> Schema:
    return {"type": "boolean", "description": description}


def _one_of(description: str, *values: str | int | None) -> Schema:
    return {"enum": list(values), "description": description}


def _list(items: Schema, description: str) -> Schema:
    return {"type": "array", "items": items, "description": description}


def _by_name(values: Schema, description: str) -> Schema:
    return {"type": "object", "additionalProperties": values, "description": description}


def _ref(name: str, description: str = "") -> Schema:
    reference: Schema = {"$ref": f"#/$defs/{name}"}
    return {**reference, "description": description} if description else reference


def _ref_or_null(name: str, description: str) -> Schema:
    return {"anyOf": [_ref(name), {"type": "null"}], "description": description}


def _forms(description: str) -> Schema:
    """The TeX of a derivative, or several by what they are taken by."""
    many = {"type": "object", "additionalProperties": {"type": "string"}}
    return {"anyOf": [{"type": "string"}, many], "description": description}


_SCALAR = "Null for a function of more than one number."
_TEX = "TeX without delimiters."

_RECORD = _object(
    "Activation",
    "Everything known about one activation function, at its default parameters where nothing else "
    "is said.",
    {
        "name": _text("The name as the literature writes it."),
        "slug": _text(
            "The permanent id, in the address of the page too.", pattern="^[a-z0-9]+(-[a-z0-9]+)*$"
        ),
        "former_slugs": _list({"type": "string"}, "Ids under which the page once stood."),
        "aliases": _list({"type": "string"}, "Other names in use."),
        "family": _text("The group to which it belongs, as in the navigation."),
        "kind": _one_of("What it takes: one number, two numbers, or a vector.", *KINDS),
        "inputs": _list({"type": "string"}, "The names of its inputs in the formulas."),
        "summary": _text("One sentence that tells it apart from the others."),
        "torch": _text_or_null("The full name of the module in PyTorch; null where it has none."),
        "torch_options": _by_name(
            {"type": ["string", "integer"]}, "Further arguments of the module's constructor."
        ),
        "jax": _ref_or_null("counterpart", "The same function in JAX; null where none is known."),
        "keras": _ref_or_null(
            "counterpart", "The same function in Keras 3; null where none is known."
        ),
        "parameters": _list(_ref("parameter"), "Its parameters, in the order of a call."),
        "latex": _ref("formulas", "The function and its derivatives as formulas."),
        "notation": _list(_ref("notation"), "The functions that the formulas name."),
        "kinks": _list(
            _ref("kink"),
            "The points at which the function or one of its first derivatives jumps; empty for "
            "functions of more than one number.",
        ),
        "curve": _ref_or_null(
            "curve", "The line on which a function of two numbers has its kinks; null without one."
        ),
        "smoothness": _ref("smoothness", "How often it can be differentiated."),
        "limits": _ref_or_null("limits", f"What happens far out. {_SCALAR}"),
        "parity": _one_of("Its symmetry; null where it has none.", "even", "odd", None),
        "range": _ref_or_null("set", f"The values that it takes. {_SCALAR}"),
        "decreasing_on": _ref_or_null("set", f"Where the derivative is below 0. {_SCALAR}"),
        "concave_on": _ref_or_null("set", f"Where the second derivative is below 0. {_SCALAR}"),
        "zeros": _ref_or_null("set", f"The inputs whose value is 0. {_SCALAR}"),
        "fixed_points": _ref_or_null("set", f"The inputs equal to their value. {_SCALAR}"),
        "minimum": _ref_or_null("extreme", f"The greatest lower bound of the function. {_SCALAR}"),
        "maximum": _ref_or_null("extreme", f"The least upper bound of the function. {_SCALAR}"),
        "sup_df": _ref_or_null("extreme", f"The least upper bound of the derivative. {_SCALAR}"),
        "inf_df": _ref_or_null("extreme", f"The greatest lower bound of the derivative. {_SCALAR}"),
        "lipschitz": _ref_or_null(
            "extreme",
            "The Lipschitz constant: the least upper bound of the size of the slope, infinite for "
            f"a function that jumps. {_SCALAR}",
        ),
        "sup_d2f": _ref_or_null(
            "extreme", f"The least upper bound of the size of the second derivative. {_SCALAR}"
        ),
        "attained": _ref_or_null("attained", f"Which extremes are values. {_SCALAR}"),
        "enclosure": _ref_or_null("enclosure", f"How the bounds were enclosed. {_SCALAR}"),
        "second_proof": _ref_or_null(
            "second_proof", f"A second proof of the printed derivative. {_SCALAR}"
        ),
        "moments": _ref_or_null("moments", f"Means over a normal input. {_SCALAR}"),
        "gain": _ref_or_null("gain", f"What follows from them for initialization. {_SCALAR}"),
        "float": {
            "anyOf": [_ref("formats"), {"type": "null"}],
            "description": "How exactly torch computes it, by float format. Null for a function "
            "that torch lacks or that takes more than one number.",
        },
        "code": _ref("code", "Code for the function and its derivative, ready to copy."),
        "checks": _list(_ref("check"), "Every check that it has passed."),
        "deviations": _list(_ref("deviation"), "Where torch departs from the mathematics."),
        "source": _ref_or_null("source", "The first publication; null where none is known."),
    },
)

_OBJECTS: Mapping[str, Schema] = {
    "number": _object(
        "Enclosed number",
        "A real number, or an infinity, between two proved bounds.",
        {
            "value": _ref(
                "decimal", "The number, rounded to at most 15 digits, all of them right."
            ),
            "lower": _ref("decimal", "A number that is at most the true one."),
            "upper": _ref(
                "decimal",
                "A number that is at least the true one. Where it equals `lower`, both are exact.",
            ),
            "closed_form": _text_or_null(
                f"The number as a formula; null where none is known. {_TEX}"
            ),
        },
    ),
    "interval": _object(
        "Interval",
        "All numbers between two ends; a single point where both ends are equal.",
        {
            "low": _ref("number", "The left end."),
            "high": _ref("number", "The right end."),
            "low_closed": _truth("Whether the left end belongs to it."),
            "high_closed": _truth("Whether the right end belongs to it."),
        },
    ),
    "place": _object(
        "Place",
        "Where an extreme is attained or approached: an interval, with a side.",
        {
            "low": _ref("number", "The left end."),
            "high": _ref("number", "The right end."),
            "low_closed": _truth("Whether the left end belongs to it."),
            "high_closed": _truth("Whether the right end belongs to it."),
            "side": _one_of(
                "The side from which a point is approached; null where it is not one-sided.",
                "left",
                "right",
                None,
            ),
        },
    ),
    "set": _object(
        "Set",
        "A set of real numbers.",
        {
            "intervals": _list(
                _ref("interval"), "Its parts from left to right; empty for no number."
            ),
            "period": _ref_or_null(
                "number", "What the parts are repeated with on both sides; null where they are not."
            ),
            "scope": _ref("scope", "Where the statement holds."),
        },
    ),
    "extreme": _object(
        "Extreme",
        "A least upper or a greatest lower bound, and where it is.",
        {
            "value": _ref("decimal", "The bound, rounded to at most 15 digits, all of them right."),
            "lower": _ref("decimal", "A number that is at most the true one."),
            "upper": _ref("decimal", "A number that is at least the true one."),
            "closed_form": _text_or_null(
                f"The bound as a formula; null where none is known. {_TEX}"
            ),
            "at": _list(
                _ref("place"),
                "Where it is attained, or else approached; empty for swings that grow without end.",
            ),
            "period": _ref_or_null(
                "number", "What the places are repeated with; null where they are not."
            ),
            "scope": _ref("scope", "Where the statement holds."),
        },
    ),
    "attained": _object(
        "Attained",
        "Whether each extreme is a value of its function; null where that is open.",
        {
            name: {"type": ["boolean", "null"], "description": f"Whether `{name}` is."}
            for name in ("minimum", "maximum", "sup_df", "inf_df", "lipschitz", "sup_d2f")
        },
    ),
    "enclosure": _object(
        "Enclosure",
        "How the bounds of a function were enclosed in ball arithmetic.",
        {
            "cells": _integer("The number of cells into which the line was cut."),
            "bits": _integer("The working precision, in bits.", 1),
            "notes": _list({"type": "string"}, "What a reader of the bounds has to know."),
            "not_closed": _list({"type": "string"}, "What the bisection left open at its limit."),
        },
    ),
    "second_proof": _object(
        "Second proof",
        "The printed derivative against that of the Taylor series of the function.",
        {
            "difference": _ref("decimal", "A bound of their difference."),
            "cells": _integer("The number of cells on which it was proved."),
            "on": _text("The interval on which it was proved."),
        },
    ),
    "moments": _object(
        "Moments",
        "Means over an input Z that is normal with mean 0 and variance 1, to ten digits.",
        {
            "mean": _ref("decimal", "The mean of f(Z)."),
            "second": _ref("decimal", "The mean of f(Z)²."),
            "d_second": _ref("decimal", "The mean of f′(Z)²."),
        },
    ),
    "gain": _object(
        "Gain",
        "Factors for initialization, to ten digits.",
        {
            "forward": _ref_or_null("decimal", "`1/sqrt(second)`; null where that moment is 0."),
            "backward": _ref_or_null("decimal", "`1/sqrt(d_second)`; null where that moment is 0."),
            "torch": _ref_or_null(
                "torch_gain", "What torch recommends; null for a function that torch lacks."
            ),
        },
    ),
    "torch_gain": _object(
        "Gain in torch",
        "The answer of `torch.nn.init.calculate_gain`.",
        {
            "nonlinearity": _text("The name that it was asked for."),
            "value": _number_or_null("The recommended gain; null where torch refuses."),
            "refusal": _text_or_null("torch's words where it refuses; null where it does not."),
        },
    ),
    "formats": _object(
        "Float formats",
        "What was measured in each format.",
        {name: _ref(f"format_{name}", f"Measured in {name}.") for name in DTYPES},
    ),
    **{
        f"format_{name}": _object(
            f"Measured in {name}",
            "Errors against ball arithmetic, in units in the last place (ULP) of the true value."
            + (" Every number of the format was tried." if name.endswith("16") else ""),
            {
                "f": _ref("errors", "The errors of the function."),
                "df": _ref("errors", "The errors of the derivative."),
                **(
                    {"profile": _ref("profile", "The largest errors along the core.")}
                    if name == "float32"
                    else {}
                ),
                "special": _ref("special", "The results at zeros, infinities and nan."),
                "points": _integer("The number of inputs that were tried.", 1),
                "every": _truth("Whether these are all finite numbers of the format."),
            },
        )
        for name in DTYPES
    },
    "errors": _object(
        "Errors",
        "How far torch is from the truth. The core is the interval from -10 to 10, the tails are "
        "the rest. At a kink no error of the derivative is counted.",
        {
            "core": _ref("worst", "The largest error in the core, of the vector kernel."),
            "tails": _ref("worst", "The largest error in the tails, of the vector kernel."),
            "scalar_kernel": _ref("worst", "The largest error anywhere of the scalar kernel."),
            "onednn_differs": _integer("At how many inputs the result differs without oneDNN."),
            "scalar_differs": _integer("At how many inputs the two kernels differ."),
            "not_finite": _ref_or_null(
                "finding",
                "Where torch gives nan or an infinity and the truth is a number; or null.",
            ),
            "zero": _ref_or_null(
                "finding", "Where torch gives 0 and the truth does not round to it; or null."
            ),
        },
    ),
    "worst": _object(
        "Worst case",
        "The largest error found.",
        {
            "ulps": _number(
                "The error in ULPs, to three digits; correct rounding has at most 0.5."
            ),
            "at": _number("The input."),
            "computed": _number("torch's result there."),
            "true": _number("The true value, rounded to float64."),
        },
    ),
    "finding": _object(
        "Finding",
        "Inputs at which something goes wrong.",
        {
            "count": _integer("How many of those tried.", 1),
            "left": _number_or_null(
                "Where it begins below 0, as seen from 0; null where it does not."
            ),
            "right": _number_or_null("Where it begins from 0 on; null where it does not."),
            "computed": _ref("word", "torch's result at the first of them."),
        },
    ),
    "profile": _object(
        "Profile",
        "The largest error in each of equal parts of the core, from left to right, in ULPs.",
        {
            "f": _list({"type": "number"}, "Those of the function."),
            "df": _list({"type": "number"}, "Those of the derivative."),
        },
    ),
    "special": _object(
        "Special inputs",
        "torch's results where programs often go wrong.",
        {name: _ref("pair", f"At {name}.") for name in ("-0", "0", "-inf", "inf", "nan")},
    ),
    "pair": _object(
        "Pair of results",
        "The function and its derivative at one input.",
        {"f": _ref("word", "The function."), "df": _ref("word", "The derivative.")},
    ),
    "code": _object(
        "Code",
        "Each a text with the function and its derivatives.",
        {
            "numpy": _text("Python with NumPy."),
            "torch": _text("Python with PyTorch."),
            "javascript": _text("JavaScript without a library."),
            "autograd": _text_or_null(
                "A `torch.autograd.Function` with the derived backward; null for vectors."
            ),
            "javascript_names": _by_name(
                {"type": "string"},
                "The functions of the JavaScript: f, and derivatives such as df.",
            ),
            "at_infinity": _by_name(
                _by_name(
                    _list({"enum": ["limit", "nan"]}, "At minus infinity and at infinity."),
                    "By f and df.",
                ),
                "What the code of each language returns at both infinities: the limit, or nan.",
            ),
        },
    ),
    "formulas": _object(
        "Formulas",
        f"The function and its derivatives, with symbols for the parameters. {_TEX}",
        {
            "f": _text("The function."),
            "df": _forms(
                "The derivative. For two inputs an object: input to partial derivative; for a "
                "vector the entry of the Jacobian in row i and column k."
            ),
            "d2f": _forms("The second derivative, likewise; for two inputs by pairs of inputs."),
        },
    ),
    "notation": _object(
        "Notation",
        "A function that formulas name.",
        {
            "latex": _text(f"Its sign, with its definition where that helps. {_TEX}"),
            "title": _text("What it is."),
        },
    ),
    "parameter": _object(
        "Parameter",
        "A parameter of an activation function.",
        {
            "name": _text("Its name in this dataset."),
            "latex": _text(f"Its sign in formulas. {_TEX}"),
            "default": _number("The value at which everything here was computed."),
            "domain": _text(f"The values that it may take. {_TEX}"),
            "fixed": _truth("Whether it is a constant with a name."),
            "torch": _text_or_null("Its name in torch; null where torch has no such argument."),
            "meaning": _text("What it does."),
            "df": _text_or_null(f"The derivative by it; null for a constant. {_TEX}"),
        },
    ),
    "counterpart": _object(
        "Counterpart",
        "The same function in another library.",
        {
            "name": _text("Its full name there."),
            "defaults": _by_name(
                {"type": "number"}, "The defaults of its parameters there, by our names."
            ),
        },
    ),
    "kink": _object(
        "Kink",
        "A point at which the function or a derivative jumps.",
        {
            "point": _ref("point", "Where it is."),
            "order": _integer_or_null(
                "What jumps at the defaults: 0 the function, 1 the derivative, and so on; null for "
                "nothing."
            ),
            "general_order": _integer_or_null("The same for parameters in general."),
            "f": _ref("sides", "The values of the function."),
            "df": _ref("slopes", "The values of the derivative."),
            "convention": _ref_or_null(
                "convention", "What the returned slope amounts to; null where none jumps."
            ),
            "d2f": _ref("sides", "The values of the second derivative."),
            "latex": _ref("kink_formulas", "The same as formulas, with symbols for parameters."),
        },
    ),
    "point": _object(
        "Point",
        "A point on the line.",
        {"latex": _text(f"As a formula. {_TEX}"), "value": _number("At the defaults.")},
    ),
    "sides": _object(
        "Sides",
        "Values at a kink, at the defaults.",
        {
            "left": _number("The limit from the left."),
            "at": _number(
                "That of the printed formula at the point; where it jumps, a convention."
            ),
            "right": _number("The limit from the right."),
        },
    ),
    "slopes": _object(
        "Slopes",
        "Values of the derivative at a kink, at the defaults.",
        {
            "left": _number("The limit from the left."),
            "at": _number(
                "That of the printed formula at the point; where it jumps, a convention."
            ),
            "right": _number("The limit from the right."),
            "torch": _number("What torch returns; for a function that it lacks, the printed code."),
        },
    ),
    "convention": _object(
        "Convention",
        "The slope that torch, or the printed code, returns at a kink, against torch's own rule.",
        {
            "shape": _one_of(
                "What the function is around the point; null for neither.",
                "convex",
                "concave",
                None,
            ),
            "conventions": _list({"type": "string"}, "All that the returned slope amounts to."),
            "allowed": _list({"type": "number"}, "The slopes that the rule allows."),
            "kept": _truth("Whether the returned slope is one of them."),
        },
    ),
    "kink_formulas": _object(
        "Kink as formulas",
        "The values at a kink.",
        {
            "f": _ref("side_formulas", "The function."),
            "df": _ref("side_formulas", "The derivative."),
            "d2f": _ref("side_formulas", "The second derivative."),
        },
    ),
    "side_formulas": _object(
        "Sides as formulas",
        _TEX,
        {
            "left": _text("The limit from the left."),
            "at": _text("The value at the point."),
            "right": _text("The limit from the right."),
        },
    ),
    "curve": _object(
        "Curve",
        "A line in the plane of two inputs.",
        {
            "latex": _text(f"Its equation. {_TEX}"),
            "order": _integer("What jumps there: 0 the function, 1 the derivative, and so on."),
        },
    ),
    "smoothness": _object(
        "Smoothness",
        "The largest k for which k derivatives exist and are continuous.",
        {
            "k": _integer_or_null("At the defaults; -1 for a jump, null for infinitely often.", -1),
            "latex": _text(f"The same as a formula; empty for a jump. {_TEX}"),
            "general_k": _integer_or_null("For parameters in general.", -1),
            "general_latex": _text(f"The same as a formula; empty for a jump. {_TEX}"),
        },
    ),
    "limits": _object(
        "Limits",
        "Limits for inputs that go to minus or plus infinity.",
        {
            "f": _ref("ends", "Those of the function."),
            "df": _ref("ends", "Those of the derivative."),
        },
    ),
    "ends": _object(
        "Two ends",
        "A limit on each side.",
        {
            "left": _ref("limit", "For inputs that go to minus infinity."),
            "right": _ref("limit", "For inputs that go to plus infinity."),
        },
    ),
    "limit": _object(
        "Limit",
        "A limit.",
        {
            "latex": _text_or_null(f"As a formula; null where there is no limit. {_TEX}"),
            "value": _number_or_null("At the defaults; null where it is infinite or missing."),
            "at_defaults": _truth("Whether the formula too holds at the defaults only."),
        },
    ),
    "check": _object(
        "Check",
        "One comparison at many inputs.",
        {
            "quantity": _text("What was compared, such as the function or its derivative."),
            "against": _text("With what."),
            "points": _integer("The number of numbers compared.", 1),
            "error": _number(
                "The difference that is largest relative to what is allowed at its place."
            ),
            "allowed": _number("The difference allowed at that place."),
            "at": _text("That place."),
        },
    ),
    "deviation": _object(
        "Deviation",
        "A place where torch departs from the mathematics; the build holds it.",
        {
            "id": _text("Its name."),
            "order": _integer("What departs: 0 the function, 1 the derivative, and so on."),
            "statement": _text("What happens."),
            "points": _integer("The number of compared numbers that it touches."),
        },
    ),
    "source": _object(
        "Source",
        "A publication.",
        {
            "key": _text("Its key in the bibliography."),
            "authors": _list({"type": "string"}, "Its authors, family name first."),
            "year": _text("The year.", pattern="^[0-9]{4}$"),
            "title": _text("The title."),
            "venue": _text("The journal or conference; empty for a preprint."),
            "url": _text("Its address.", pattern="^https?://"),
            "label": _text("How pages cite it."),
        },
    ),
    "environment": _object(
        "Environment",
        "What everything was computed with.",
        {
            "python": _text("The version of Python."),
            "versions": _by_name({"type": "string"}, "The version of each library."),
            "cpu": _ref("cpu", "The path through the processor that torch took."),
        },
    ),
    "cpu": _object(
        "Processor",
        "What decides which of its kernels torch runs.",
        {
            "machine": _text("The architecture."),
            "capability": _text("The vector instructions of torch."),
            "onednn": _text("The instruction limit of oneDNN."),
        },
    ),
    "tolerance": _object(
        "Tolerance",
        "What one kind of check allows.",
        {
            "name": _text("The kind of check."),
            "unit": _number("What is allowed, as a multiple of the value and size of the input."),
            "reason": _text("Why so much."),
        },
    ),
    "totals": _object(
        "Totals",
        "Counts over all activation functions.",
        {
            "activations": _integer("The number of functions.", 1),
            "checks": _integer("The number of checks.", 1),
            "points": _integer("The number of numbers compared.", 1),
        },
    ),
}

_WORDS: Mapping[str, Schema] = {
    "decimal": {
        "title": "Decimal",
        "description": "A decimal number as text, because a float would round it; or inf, -inf.",
        "type": "string",
        "pattern": _DECIMAL,
    },
    "word": {
        "title": "Float as text",
        "description": "A float as text, because JSON has no nan, no infinity and no signed zero.",
        "type": "string",
        "pattern": _WORD,
    },
    "scope": {
        "title": "Scope",
        "description": "R for the whole line, or an interval beyond which nothing is claimed.",
        "type": "string",
        "pattern": r"^(R|\[-?[0-9.]+, -?[0-9.]+\])$",
    },
}

SCHEMA: Schema = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    **_object(
        "Dataset",
        "All activation functions of the site, each with everything that is known about it.",
        {
            "$schema": {
                "const": FILE,
                "description": "The file with this schema, beside the data.",
            },
            "license": {
                "const": LICENSE,
                "description": "The license of the data, by its SPDX name.",
            },
            "environment": _ref("environment", "What everything was computed with."),
            "tolerances": _list(_ref("tolerance"), "What each kind of check allows."),
            "totals": _ref("totals", "Counts over all activation functions."),
            "activations": _list(_ref("activation"), "The records, in the order of their slugs."),
        },
    ),
    "$defs": {"activation": _RECORD, **_WORDS, **_OBJECTS},
}
