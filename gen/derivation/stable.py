"""Overflow-safe forms for computing, from the stable rules of the primitives.

In a Piecewise a program computes every branch everywhere and picks afterwards. A branch that
overflows where it is not picked then poisons the gradient (0 * inf is nan), so the input of such a
branch is clamped to the interval on which the branch is picked.
"""

from __future__ import annotations

from sympy import Expr, Max, Min, Piecewise, oo

from gen.activation import Activation, Kind
from gen.derivation.differentiation import Derivatives, stable_derivatives
from gen.derivation.pieces import cut, defaults


def stable_forms(entry: Activation) -> Derivatives:
    """f and its derivatives, each in a form that is finite wherever the function is."""
    forms = stable_derivatives(entry)
    return Derivatives(
        _guarded(entry, forms.f),
        {key: _guarded(entry, form) for key, form in forms.first.items()},
        {key: _guarded(entry, form) for key, form in forms.second.items()},
    )


def _guarded(entry: Activation, form: Expr) -> Expr:
    """The form with the input of each branch that is no polynomial clamped to its interval."""
    if entry.kind is not Kind.SCALAR or not isinstance(form, Piecewise):
        return form
    variable = entry.inputs[0]
    pieces = cut(form, variable, defaults(entry))
    edges = (-oo, *pieces.breakpoints, oo)
    branches = []
    for value, condition in form.args:
        places = [index for index, piece in enumerate(pieces.between) if piece == value]
        clamped = variable
        if places and not value.is_polynomial(variable):
            low, high = edges[min(places)], edges[max(places) + 1]
            clamped = clamped if low == -oo else Max(clamped, low)
            clamped = clamped if high == oo else Min(clamped, high)
        branches.append((value.subs(variable, clamped), condition))
    return Piecewise(*branches)
