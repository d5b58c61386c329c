"""The bounds as plain data for the record: decimals, closed forms in LaTeX, sets as intervals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from flint import arb
from sympy import Expr

from gen import balls
from gen.bounds import Bounds, bounds
from gen.bounds.closed_forms import closed_form
from gen.bounds.extremes import Extreme, Place
from gen.bounds.reals import BoundsError, Real, exactly
from gen.bounds.resampling import verify_bounds
from gen.bounds.second_proof import SecondProof, prove_derivative
from gen.bounds.sets import Interval, RealSet
from gen.derivation import Derivation
from gen.latex import latex

EXTREMES = ("minimum", "maximum", "sup_df", "inf_df", "lipschitz", "sup_d2f")
SETS = ("range", "decreasing_on", "concave_on", "zeros", "fixed_points")
DIGITS = 15
"""The digits of a value."""
ENCLOSURE_DIGITS = 20
"""The digits of its lower and upper bound."""
LEAST_DIGITS = 12
"""The digits that each value must have."""

Data = dict[str, Any]


def bounds_record(derivation: Derivation) -> Data:
    """The fields of the record for a function, after the checks of its bounds.

    Raises BoundsError where a check fails.
    """
    found = bounds(derivation)
    if found is None:
        return facts(None, None)
    verify_bounds(found, derivation)
    return facts(found, prove_derivative(derivation))


def facts(found: Bounds | None, proof: SecondProof | None) -> Data:
    """The fields of the record; all of them null for a function that has no bounds here."""
    if found is None:
        return dict.fromkeys((*SETS, *EXTREMES, "attained", "enclosure", "second_proof"))
    extremes: Mapping[str, Extreme | None] = {name: getattr(found, name) for name in EXTREMES}
    with balls.series_arithmetic(1):
        return {
            **{name: _set(getattr(found, name)) for name in SETS},
            **{name: _extreme(one) for name, one in extremes.items()},
            "attained": {name: one and one.attained for name, one in extremes.items()},
            "enclosure": {
                "cells": found.cells,
                "bits": found.bits,
                "notes": list(found.notes),
                "not_closed": list(found.not_closed),
            },
            "second_proof": proof and asdict(proof),
        }


def number(real: Real, form: Expr | None = None) -> Data:
    """A number: its value to 15 digits, an enclosure, and a closed form that agrees with both.

    Raises BoundsError for an enclosure that tells fewer than 12 digits.
    """
    known: arb | Fraction = real.ball
    if real.exact is not None and real.exact.is_Rational:
        known = Fraction(int(real.exact.p), int(real.exact.q))
    value = balls.rounded(known, DIGITS)
    lower, upper = balls.decimals(known, ENCLOSURE_DIGITS)
    if real.finite and not real.ball.rad() <= 10.0**-LEAST_DIGITS * abs(real.ball):
        raise BoundsError(f"the enclosure from {lower} to {upper} has not {LEAST_DIGITS} digits")
    form = form or closed_form(real)
    return {
        "value": value,
        "lower": lower,
        "upper": upper,
        "closed_form": None if form is None else latex(form),
    }


def _extreme(extreme: Extreme | None) -> Data | None:
    if extreme is None:
        return None
    return {
        **number(extreme.value, extreme.form),
        "at": [_place(place) for place in extreme.at],
        "period": _period(extreme.period),
        "scope": extreme.scope,
    }


def _place(place: Place) -> Data:
    return {**_interval(place.where), "side": place.side or None}


def _set(found: RealSet | None) -> Data | None:
    if found is None:
        return None
    return {
        "intervals": [_interval(interval) for interval in found.intervals],
        "period": _period(found.period),
        "scope": found.scope,
    }


def _interval(interval: Interval) -> Data:
    return {
        "low": number(interval.low),
        "high": number(interval.high),
        "low_closed": interval.low_closed,
        "high_closed": interval.high_closed,
    }


def _period(period: Expr | None) -> Data | None:
    return None if period is None else number(exactly(period))
