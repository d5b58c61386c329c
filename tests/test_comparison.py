"""A comparison refuses what is just beyond its tolerance, and says what and where."""

from __future__ import annotations

from dataclasses import replace
from math import inf, nan, nextafter

import pytest
from flint import arb

from gen.balls import ball
from gen.verification import tolerances
from gen.verification.comparison import (
    Check,
    Ledger,
    Point,
    Sample,
    VerificationError,
    quantity,
)
from gen.verification.deviations import MISSING, Deviation
from gen.verification.tolerances import EPSILON, VALUE, Tolerance

UNIT = Tolerance(2.0**-10, "Made up.")
HERE = Point(("x",), (1.0,))
DEVIATION = Deviation(
    id="made-up",
    slug="made-up",
    order=1,
    where=lambda inputs, parameters: inputs[0] >= 4.0,
    gives=lambda inputs, parameters: 2.0,
    statement="Made up.",
    platforms=frozenset(),
)
AT_1 = replace(DEVIATION, where=lambda inputs, parameters: inputs == (1.0,))


def ledger(*deviations: Deviation) -> Ledger:
    return Ledger("here:1", "Made up", deviations)


def compared(*samples: Sample, order: int | None = None, known: Ledger | None = None) -> Check:
    into = known or ledger()
    into.compare("f'", "torch", samples, UNIT, order)
    (check,) = into.checks.values()
    return check


def refused(*samples: Sample, order: int | None = None, known: Ledger | None = None) -> str:
    with pytest.raises(VerificationError) as error:
        compared(*samples, order=order, known=known)
    return str(error.value)


# --- how much is allowed -----------------------------------------------------------------------


@pytest.mark.parametrize("sign", [-1.0, 1.0])
@pytest.mark.parametrize(
    ("truth", "size"), [(0.0, 1.0), (1.0, 1.0), (-3.0, 1.0), (1.0, 8.0), (0.0, -8.0)]
)
def test_the_bound_is_reached_and_not_passed(truth: float, size: float, sign: float) -> None:
    at = Point(("x",), (size,))
    allowed = 2.0**-10 * (abs(truth) + abs(size))
    check = compared(Sample(ball(truth), truth + sign * allowed, at))
    assert (check.error, check.allowed) == (allowed, allowed)
    beyond = truth + sign * allowed * (1 + 2.0**-20)
    assert "check f' against torch fails at x = " in refused(Sample(ball(truth), beyond, at))


def test_slack_widens_the_bound_by_itself() -> None:
    at = replace(Sample(ball(1.0), 0.0, HERE), slack=0.5)
    assert compared(replace(at, found=1.5 + 2.0**-9)).allowed == 0.5 + 2.0**-9
    refused(replace(at, found=1.5 + 2.0**-8))


def test_bound_that_is_given_stands_in_the_place_of_the_tolerance() -> None:
    at = Sample(ball(1.0), 1.0, HERE, slack=9.0, allowed=2.0**-30)
    assert compared(replace(at, found=1.0 + 2.0**-30)).allowed == 2.0**-30
    refused(replace(at, found=1.0 + 2.0**-29))


@pytest.mark.parametrize("found", [nan, inf, -inf])
def test_what_is_no_number_is_refused(found: float) -> None:
    refused(Sample(ball(1.0), found, HERE))


def test_width_of_an_enclosure_counts_against_the_number() -> None:
    wide = arb(1, 2.0**-9)
    refused(Sample(wide, 1.0 + 2.0**-9, HERE))


def test_each_of_many_is_compared() -> None:
    good, bad = Sample(ball(1.0), 1.0, HERE), Sample(ball(1.0), 1.1, HERE)
    for place in range(3):
        refused(*(bad if place == n else good for n in range(3)))


def test_tolerances_are_those_that_were_argued_for() -> None:
    """A bound that is loosened to get past a failure is seen here."""
    assert nextafter(1.0, 2.0) == 1.0 + EPSILON
    units = {name: one.unit / EPSILON for name, one in tolerances.BY_NAME.items()}
    assert units.pop("parameters against Richardson differences") * EPSILON == 1e-9
    assert units == {
        "f against torch": 8,
        "first derivatives against autograd": 32,
        "second derivatives against double backward": 256,
        "f, autograd on printed code": 16 * 8,
        "first derivatives, autograd on printed code": 16 * 32,
        "second derivatives, autograd on printed code": 16 * 256,
        "printed code of f": 32,
        "printed code of first derivatives": 32,
        "printed code of second derivatives": 256,
        "printed code far out": 32,
    }
    assert tolerances.BY_ORDER == (tolerances.VALUE, tolerances.FIRST, tolerances.SECOND)
    assert VALUE.allowed(-3.0, 5.0) == 64 * EPSILON


# --- points ------------------------------------------------------------------------------------


def test_size_is_the_product_of_all_magnitudes_above_1() -> None:
    assert Point(("x",), (0.25,)).size == 1.0
    assert Point(("x",), (-3.0,)).size == 3.0
    assert Point(("a", "b"), (-3.0, 5.0)).size == 15.0
    assert Point(("a", "b"), (0.5, 5.0), {"beta": -2.0, "gamma": 0.25}).size == 10.0
    assert Point((), (1.5, -7.0, 2.0)).size == 7.0
    assert Point((), (0.5, 0.25)).size == 1.0


def test_points_are_written_short() -> None:
    assert str(Point(("x",), (2.0,), {"alpha": 0.5})) == "x = 2, alpha = 0.5"
    assert str(Point(("x",), (nan,))) == "x = nan"
    assert str(Point(("a", "b"), (-0.1, inf))) == "a = -0.1, b = inf"
    five = Point((), (1.0, 2.0, 3.0, 4.0, 5.0))
    assert str(five) == "x = (1, 2, 3, 4, 5)"
    assert str(Point((), (*five.inputs, 6.5))) == "x = (1, 2, 3, 4, 5, ... (6 inputs))"


def test_places_name_the_indices_of_a_vector() -> None:
    vector = Sample(ball(1.0), 1.0, Point((), (1.0, 2.5)), indices=(2, 1))
    assert vector.place == "x = (1, 2.5), i = 2, k = 1"
    assert vector.short_place == "2 inputs, i = 2, k = 1"
    number = Sample(ball(1.0), 1.0, HERE)
    assert number.place == number.short_place == "x = 1"
    assert compared(vector).at == "2 inputs, i = 2, k = 1"
    assert "fails at x = (1, 2.5), i = 2, k = 1:" in refused(replace(vector, found=2.0))


def test_derivatives_are_named_by_their_inputs() -> None:
    names = {(): "f", ("x",): "f'", ("x", "x"): "f''", ("a",): "df/da"}
    names |= {("a", "b"): "d²f/da db", ("b", "b"): "d²f/db db"}
    assert {key: quantity(key) for key in names} == names


# --- the ledger --------------------------------------------------------------------------------


def test_check_keeps_the_point_that_is_worst_for_its_bound() -> None:
    wide = Sample(ball(0.0), 4.0 * 2.0**-10, Point(("x",), (16.0,)))
    narrow = Sample(ball(0.0), 1.0 * 2.0**-11, Point(("x",), (1.0,)))
    for samples in ((wide, narrow), (narrow, wide)):
        check = compared(*samples)
        assert (check.points, check.at, check.error) == (2, "x = 1", 2.0**-11)


def test_rows_of_one_check_are_joined() -> None:
    known = ledger()
    for found, at in ((2.0**-12, 1.0), (2.0**-11, 1.0), (2.0**-11, 4.0)):
        known.compare("f", "torch", [Sample(ball(0.0), found, Point(("x",), (at,)))], UNIT)
    known.compare("f", "numpy", [Sample(ball(0.0), 0.0, HERE)], UNIT)
    assert list(known.checks) == [("f", "torch"), ("f", "numpy")]
    joined = known.checks["f", "torch"]
    assert (joined.points, joined.error, joined.allowed, joined.at) == (
        *(3, 2.0**-11, 2.0**-10, "x = 1"),
    )


def test_message_says_both_values_and_what_is_allowed() -> None:
    assert refused(Sample(ball(1.0), 1.5, HERE)) == (
        "here:1: Made up: check f' against torch fails at x = 1: the definition gives 1, torch 1.5"
        " (allowed difference 2.0e-03)"
    )


# --- deviations --------------------------------------------------------------------------------


def test_deviation_excuses_at_its_place_alone() -> None:
    inside, outside = Point(("x",), (4.0,)), Point(("x",), (3.0,))
    good = Sample(ball(1.0), 1.0, HERE)
    known = ledger(DEVIATION)
    check = compared(Sample(ball(1.0), 2.0, inside), good, order=1, known=known)
    assert check.points == 1
    assert known.shown == {"made-up": 1}
    refused(Sample(ball(1.0), 2.0, outside), good, order=1, known=ledger(DEVIATION))


def test_deviation_excuses_within_the_bound_alone() -> None:
    at, good = Point(("x",), (4.0,)), Sample(ball(1.0), 1.0, HERE)
    allowed = 2.0**-10 * (1 + 4)
    for sign in (-1, 1):
        near, off = 2.0 + sign * allowed, 2.0 + sign * allowed * (1 + 2.0**-20)
        known = ledger(DEVIATION)
        compared(Sample(ball(1.0), near, at), good, order=1, known=known)
        assert known.shown == {"made-up": 1}
        refused(Sample(ball(1.0), off, at), good, order=1, known=ledger(DEVIATION))


def test_deviation_that_gives_nan_excuses_nan_alone() -> None:
    at, good = Point(("x",), (4.0,)), Sample(ball(1.0), 1.0, HERE)
    gone = replace(DEVIATION, gives=lambda inputs, parameters: nan)
    known = ledger(gone)
    compared(Sample(ball(1.0), nan, at), Sample(ball(1.0), nan, at), good, order=1, known=known)
    assert known.shown == {"made-up": 2}
    refused(Sample(ball(1.0), 2.0, at), good, order=1, known=ledger(gone))
    refused(Sample(ball(1.0), nan, at), good, order=1, known=ledger(DEVIATION))


def test_second_deviation_is_asked_when_the_first_does_not_excuse() -> None:
    at, good = Point(("x",), (4.0,)), Sample(ball(1.0), 1.0, HERE)
    other = replace(DEVIATION, id="other", gives=lambda inputs, parameters: 3.0)
    elsewhere = replace(DEVIATION, id="elsewhere", order=2)
    known = ledger(elsewhere, DEVIATION, other)
    compared(Sample(ball(1.0), 3.0, at), good, order=1, known=known)
    assert known.shown == {"other": 1}


def test_derivative_that_is_not_given_has_to_be_known() -> None:
    missing = replace(DEVIATION, gives=MISSING)
    known = ledger(DEVIATION, replace(missing, order=2), missing)
    known.missing("f'", "torch", 1)
    known.missing("f'", "torch", 1)
    assert known.shown == {"made-up": 2}
    assert known.checks == {}
    for wrong in (ledger(DEVIATION), ledger(replace(missing, order=2)), ledger()):
        with pytest.raises(VerificationError, match="f' against torch compared no points: it give"):
            wrong.missing("f'", "torch", 1)


# --- a value that torch is known for --------------------------------------------------------------


def sample(truth: float, found: float) -> Sample:
    return Sample(ball(truth), found, Point(("x",), (1.0,)))


def test_check_that_compares_nothing_fails() -> None:
    with pytest.raises(VerificationError, match=r"here:1: Made up: check f against .* no points"):
        ledger().compare("f", "torch", [], VALUE)


def test_check_whose_points_are_all_excused_fails() -> None:
    known = ledger(AT_1)
    with pytest.raises(VerificationError, match="compared no points"):
        known.compare("f'", "torch", [sample(1.0, 2.0)], VALUE, order=1)
    assert known.shown == {"made-up": 1}


def test_deviation_excuses_only_the_value_that_torch_is_known_for() -> None:
    known = ledger(AT_1)
    with pytest.raises(VerificationError, match="fails at x = 1"):
        known.compare("f'", "torch", [sample(1.0, 2.5)], VALUE, order=1)


def test_deviation_excuses_its_own_order_only() -> None:
    known = ledger(AT_1)
    with pytest.raises(VerificationError, match="fails at x = 1"):
        known.compare("f", "torch", [sample(1.0, 2.0)], VALUE, order=0)
    with pytest.raises(VerificationError, match="fails at x = 1"):
        known.compare("f'", "the printed NumPy code", [sample(1.0, 2.0)], VALUE)


@pytest.mark.parametrize("found", [float("nan"), float("inf"), 1.0 + 1e-9, -1.0])
def test_number_off_by_more_than_the_tolerance_fails(found: float) -> None:
    with pytest.raises(VerificationError, match="the definition gives 1, torch "):
        ledger().compare("f", "torch", [sample(1.0, found)], VALUE)


def test_tolerance_is_a_few_units_in_the_last_place() -> None:
    known = ledger()
    known.compare("f", "torch", [sample(1.0, 1.0), sample(1.0, 1.0 + 2**-52)], VALUE)
    (check,) = known.checks.values()
    assert (check.points, check.error, check.at) == (2, 2.0**-52, "x = 1")


def test_tolerances_are_far_below_the_fifth_digit_and_give_their_reasons() -> None:
    for tolerance in tolerances.BY_NAME.values():
        assert isinstance(tolerance, Tolerance)
        assert 0 < tolerance.unit <= 1e-9
        assert tolerance.reason
