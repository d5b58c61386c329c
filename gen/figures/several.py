"""The figures of activations of several inputs: two panels, values left and derivatives right."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from gen.code import load
from gen.figures import Record
from gen.figures.curves import Array, Curve
from gen.figures.frame import format_number, label_x, set_ticks, settle
from gen.figures.graph import draw_graph
from gen.figures.svg import finish

_HALF_RANGE = 4.0
"""Shown on both sides of zero."""

_FIRST_INPUTS = {-1.0: "c4", 1.0: "f", 2.0: "c6"}
"""Values at which the first of two inputs is held, each with its color: either sign, and twice."""

_HELD = (0.0, 1.0)
"""The components of a vector that stay where they are while the first one moves."""

_OUTPUTS = (("f", "₁"), ("df", "₂"), ("d2f", "₃"))
"""The color and the index of each output of a vector of three."""

_STEEP = 60.0
"""A slope, in units a unit, at which two neighboring samples are the two sides of a jump."""


def two_input_figure(record: Record) -> str:
    """The finished figure of f(a, b) along b for a few a, and of its partial derivatives."""
    functions = load(record["code"]["numpy"])
    name = record["slug"].replace("-", "_")
    first, second = record["inputs"]
    x = np.linspace(-_HALF_RANGE, _HALF_RANGE, 401)
    held = {value: np.full_like(x, value) for value in _FIRST_INPUTS}
    values = [
        _curve(role, f"{first} = {format_number(value)}", x, functions[name](held[value], x))
        for value, role in _FIRST_INPUTS.items()
    ]
    partial = functions[f"{name}_derivative_{second}"]
    derivatives = [
        _curve("df", f"∂/∂{first}", x, functions[f"{name}_derivative_{first}"](held[1.0], x)),
        _curve("f", f"∂/∂{second}, {first} = 1", x, partial(held[1.0], x)),
        _curve("c6", f"∂/∂{second}, {first} = 2", x, partial(held[2.0], x)),
    ]
    title = f"{record['name']}({first}, {second})"
    return _panels(
        record["slug"],
        (title, values),
        ("partial derivatives", derivatives),
        second,
        f"Graphs of {title} and of its partial derivatives",
        f"Left: {title} along {second} from {format_number(x[0])} to {format_number(x[-1])},"
        f" for {first} = {', '.join(map(format_number, _FIRST_INPUTS))}. Right: the partial"
        f" derivative by {first} at {first} = 1, and the one by {second} for {first} = 1 and 2.",
    )


def vector_figure(record: Record) -> str:
    """The finished figure of the outputs, and of their derivatives by the input that moves."""
    functions = load(record["code"]["numpy"])
    name = record["slug"].replace("-", "_")
    x = np.linspace(-_HALF_RANGE, _HALF_RANGE, 201)
    inputs = np.column_stack([x, *(np.full_like(x, value) for value in _HELD)])
    outputs = _along(functions[name], inputs)
    column = _along(lambda row: functions[f"{name}_jacobian"](row)[:, 0], inputs)
    values = [
        _curve(role, f"y{index}", x, output)
        for (role, index), output in zip(_OUTPUTS, outputs.T, strict=True)
    ]
    derivatives = [
        _curve(role, f"∂y{index}/∂x₁", x, entries)
        for (role, index), entries in zip(_OUTPUTS, column.T, strict=True)
    ]
    held = ", ".join(map(format_number, _HELD))
    return _panels(
        record["slug"],
        (f"y = {record['name']}(x₁, {held})", values),
        ("derivatives by x₁", derivatives),
        "x₁",
        f"Graphs of {record['name']} of three inputs and of a column of its Jacobian",
        f"Left: the three outputs of {record['name']} as its first input moves from"
        f" {format_number(x[0])} to {format_number(x[-1])} and the others stay at {held}."
        f" Right: the derivatives of the three outputs by the first input.",
    )


def _along(function: Callable[[Array], Array], inputs: Array) -> Array:
    """The function of each row of the inputs."""
    return np.array([function(row) for row in inputs])


def _curve(role: str, label: str, x: Array, y: Array) -> Curve:
    """A curve through the samples, with gaps where it is too steep to be continuous."""
    steep = np.flatnonzero(np.abs(np.diff(y)) > _STEEP * np.diff(x)) + 1
    # One sample is left out, none put in: curves of a panel are compared sample by sample.
    y = np.array(y, dtype=float)
    y[steep] = np.nan
    return Curve(role=role, label=label, x=x, y=y, width=2.0)


def _panels(
    slug: str,
    left: tuple[str, Sequence[Curve]],
    right: tuple[str, Sequence[Curve]],
    x_label: str,
    title: str,
    description: str,
) -> str:
    figure = Figure(figsize=(5, 3.0))
    panels: list[tuple[Axes, Sequence[Curve]]] = []
    for axes, (heading, curves) in zip(figure.subplots(1, 2), (left, right), strict=True):
        shown = np.concatenate([curve.y for curve in curves])
        low, high = (np.clip(f(shown), -_HALF_RANGE, _HALF_RANGE) for f in (np.nanmin, np.nanmax))
        margin = 0.07 * (high - low)
        axes.set(
            xlim=(-_HALF_RANGE, _HALF_RANGE), ylim=(low - margin, high + margin), title=heading
        )
        label_x(axes, x_label)
        round_ticks = MaxNLocator(4, steps=[1, 2, 5, 10]).tick_values(low, high)
        set_ticks(axes, x=[0, -_HALF_RANGE, _HALF_RANGE], y=list(round_ticks))
        panels.append((axes, curves))
    settle(figure)
    for axes, curves in panels:
        draw_graph(axes, curves)
    return finish(figure, slug, title, description)
