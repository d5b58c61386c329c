"""The figure of one activation function, drawn from its record and from nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gen.figures.scalar import scalar_figure
from gen.figures.several import two_input_figure, vector_figure
from gen.figures.svg import figure_style

_DRAW = {"scalar": scalar_figure, "two-input": two_input_figure, "vector": vector_figure}


def activation_figure(record: Mapping[str, Any]) -> str:
    """The inline-ready SVG of an activation, by its record.

    Scalar: f, f' and, where f' has no jump, f''. Two inputs: f and its partial derivatives along
    the second input. Vector: the outputs and a column of the Jacobian as one input moves.

    Raises:
        KeyError: the record is of an unknown kind.
    """
    with figure_style():
        return _DRAW[record["kind"]](record)
