"""What slopes at kinks amount to: textbook cases, torch's rule, and wrong values caught."""

from __future__ import annotations

from dataclasses import replace

import pytest
from entries import derived
from sympy import Piecewise, exp

from gen import kinks
from gen.activation import x
from gen.claims.kinks import choices
from gen.claims.kinks.spellings import SPELLINGS
from gen.derivation import defaults
from gen.derivation.pieces import cut
from gen.kinks import LEFT, MEAN, OTHER, RIGHT, SUBGRADIENT, SUPERGRADIENT, Kink, KinkError


def branches(slug: str) -> tuple[float, ...]:
    """The slope of the branch at each breakpoint, which torch returns too."""
    at_defaults = defaults(derived(slug).entry)
    return tuple(float(point.sides[1][1].subs(at_defaults)) for point in derived(slug).breakpoints)


# --- one kink ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "right", "least"),
    [(0, 1, 0), (0.25, 1, 0.25), (-1, 0.5, 0), (-2, -0.5, -0.5), (1, 0.25, 0.25), (2, 2, 2)],
)
def test_least_norm(left: float, right: float, least: float) -> None:
    assert kinks.least_norm(left, right) == least


@pytest.mark.parametrize(
    ("returned", "names", "kept"),
    [
        (0.0, (LEFT, SUBGRADIENT), True),
        (0.5, (MEAN,), False),
        (1.0, (RIGHT,), False),
        (0.3, (OTHER,), False),
        (float("nan"), (OTHER,), False),
    ],
)
def test_slope_at_a_convex_kink_is_named(
    returned: float, names: tuple[str, ...], kept: bool
) -> None:
    kink = Kink(0.0, False, 0.0, 1.0, returned, "convex")
    assert kink.conventions == names
    assert kink.keeps_rule is kept


def test_rule_allows_either_slope_where_a_function_is_neither() -> None:
    kink = Kink(0.0, False, 1.5, 1.0, 1.5, None)
    assert kink.conventions == (LEFT,)
    assert kink.keeps_rule
    assert not replace(kink, returned=1.25).keeps_rule


@pytest.mark.parametrize(
    ("left", "right", "shape"),
    [
        (0, x, "convex"),
        (x, 0, "concave"),
        (x**2, x, "convex"),
        (-x - x**4, x**3, None),  # −12 x² on the left, 6 x on the right
        (-x + x**4, x**3, "convex"),
        (-x - x**3, x, "convex"),  # −6 x, above 0 on the left
        (-x + x**3, x, None),
        (exp(x) - 1, x / 2, None),
        (exp(x) - 1, 2 * x, "convex"),
    ],
)
def test_shape_around_a_kink(left: object, right: object, shape: str | None) -> None:
    pieces = cut(Piecewise((left, x < 0), (right, True)), x, {})
    assert kinks.shape_around(pieces, 0, {}) == shape


# --- the kinks of the catalog ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slug", "expected"),
    [
        ("relu", [("convex", (LEFT, SUBGRADIENT))]),
        ("relu6", [("convex", (LEFT, SUBGRADIENT)), ("concave", (RIGHT, SUPERGRADIENT))]),
        ("hardswish", [(None, (LEFT,)), (None, (RIGHT,))]),
        ("softshrink", [("concave", (RIGHT, SUPERGRADIENT)), ("convex", (LEFT, SUBGRADIENT))]),
        ("selu", [(None, (LEFT,))]),
        ("hardshrink", [(None, (RIGHT,)), (None, (LEFT,))]),
        ("heaviside-step", [(None, (LEFT, RIGHT))]),
        ("elu", [None]),
    ],
)
def test_kinks_of_an_entry(
    slug: str, expected: list[tuple[str | None, tuple[str, ...]] | None]
) -> None:
    found = kinks.kinks(derived(slug), branches(slug))
    assert [kink and (kink.shape, kink.conventions) for kink in found] == expected


@pytest.mark.parametrize("wrong", [1.0, 0.5, 1e-9, float("nan")])
def test_slope_that_is_not_the_printed_one_is_rejected(wrong: float) -> None:
    with pytest.raises(KinkError, match=r"at the kink x = 0\.0 the slope returned is .* is 0\.0"):
        kinks.kinks(derived("relu"), (wrong,))


def test_claims_read_the_slopes_from_torch() -> None:
    for slug, found in choices.in_torch().items():
        expected = [kink for kink in kinks.kinks(derived(slug), branches(slug)) if kink]
        assert [kink.record() for kink in found] == [kink.record() for kink in expected]


@pytest.mark.parametrize("id_", ["relu-written-1", "relu-written-half", "leaky-written-0"])
def test_claim_about_code_fails_without_the_code_that_it_is_about(id_: str) -> None:
    [claim] = [claim for claim in SPELLINGS if claim.id == id_]
    assert claim.holds(claim.value())
    assert not claim.holds(["torch.relu(x) + 1", *claim.value()])
    assert not claim.holds(claim.value()[:0])
