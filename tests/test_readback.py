r"""Printed formulas, read back: each record passes, and a fault in any printed string is seen.

The faults are those that a printer can make: an index, a comparison, a parenthesis, a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import mpmath
import pytest
from building import ROOT
from entries import DEFINITIONS, derived, entry_of
from sympy import Expr, FiniteSet, Interval, Piecewise, Rational, Symbol, oo

from gen import records
from gen.activation import Activation, Kind, Parameter, a, b, x
from gen.derivation import Derivation, defaults, derive
from gen.files import read_json
from gen.primitives import Phi, phi, sigmoid
from gen.readback import verify_printed
from gen.reading import (
    DIGITS,
    ReadingError,
    evaluate,
    read_definition,
    read_formula,
    read_statement,
)
from gen.verification import Verification, VerificationError

PLACE = "gen/catalog/family.py:1"


# Records of the catalog are those that the build of today has made.
pytestmark = pytest.mark.usefixtures("site")


def published(slug: str) -> dict[str, Any]:
    """The record of an entry as the build has checked it, for a test to change."""
    found: dict[str, Any] = read_json(ROOT / "build" / "records" / f"{slug}.json")
    return found


def record_of(derivation: Derivation) -> dict[str, Any]:
    """The record of a derivation, made here; its checks are not run."""
    at_defaults = defaults(derivation.entry)
    slopes = tuple(float(one.sides[1][1].subs(at_defaults)) for one in derivation.breakpoints)
    verification = Verification((), slopes, {}, {})
    return records.record(derivation.entry, "family", derivation, verification)


def read_back(record: dict[str, Any], derivation: Derivation) -> int:
    """The number of comparisons that a record passes."""
    checks = verify_printed(record, derivation.entry, derivation, PLACE)
    return sum(check.points for check in checks)


def made_up(expression: Expr, *parameters: Parameter) -> Derivation:
    """The derivation of an entry that this file makes up."""
    return derive(
        Activation(
            name="Made up",
            expression=expression,
            parameters=parameters,
            torch=None,
            source=None,
            summary="None.",
        )
    )


# --- what is printed holds ---------------------------------------------------------------------


@pytest.mark.parametrize("slug", DEFINITIONS)
def test_each_printed_formula_is_the_derivation(slug: str) -> None:
    """As the build has found: it makes no record of an entry with a formula that differs."""
    checks = [one for one in published(slug)["checks"] if one["quantity"].startswith("printed ")]
    formulas = [one for one in checks if one["quantity"].startswith("printed LaTeX of ")]
    assert len(formulas) >= (6 if entry_of(slug).kind is Kind.TWO_INPUT else 3)
    assert {one["against"] for one in formulas} == {"the derivation"}
    assert sum(one["points"] for one in checks) >= 20
    assert all(one["points"] > 0 and 0 <= one["error"] <= one["allowed"] for one in checks)


def test_checks_name_what_was_compared() -> None:
    derivation = derived("elu")
    checks = verify_printed(published("elu"), derivation.entry, derivation, PLACE)
    rows = {(check.quantity, check.against) for check in checks}
    assert {
        ("printed LaTeX of f", "the derivation"),
        ("printed LaTeX of f'", "the derivation"),
        ("printed LaTeX of f''", "the derivation"),
        ("printed LaTeX of df/dalpha", "the derivation"),
        ("printed kinks", "the derivation"),
        ("printed limits", "the derivation"),
        ("printed domains", "the entry"),
    } == rows
    assert all(check.error <= check.allowed for check in checks)


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(
            lambda: made_up(Piecewise((x**2, x > Rational(1, 3)), (x / 3, True))),
            id="a kink at 1/3",
        ),
        pytest.param(
            lambda: made_up(Piecewise((a * b, a >= 1 + b / 2), (a**2, True))),
            id="a curve off the axes",
        ),
        pytest.param(
            lambda: made_up(
                Symbol("c_1", real=True) * sigmoid(x),
                Parameter(symbol=Symbol("c_1", real=True), default=2, meaning="a factor"),
            ),
            id="a name with a subscript",
        ),
    ],
)
def test_forms_that_the_catalog_lacks_are_read(made: Callable[[], Derivation]) -> None:
    derivation = made()
    assert read_back(record_of(derivation), derivation) >= 20


# --- faults are seen ---------------------------------------------------------------------------

FAULTS = [
    # slug, field, what is printed, what is printed instead
    ("softmax", "latex.df", r"\delta_{ik}", r"\delta_{kk}"),
    ("softmax", "latex.df", r"s_{k}", r"s_{i}"),
    ("softmax", "latex.d2f", r"\delta_{kl}", r"\delta_{il}"),
    ("softmax", "latex.f", "j=1", "j=2"),
    ("softmin", "latex.f", "e^{- x_{j}}", "e^{x_{j}}"),
    ("logsoftmax", "latex.df", r"e^{s_{k}}", r"s_{k}"),
    ("relu", "latex.f", r"x > 0", r"x < 0"),
    ("relu", "latex.f", r"x \le 0", r"x < 0"),
    ("relu", "latex.df", r"x < 0", r"x \le 0"),
    ("relu", "latex.d2f", r" \quad \left(x \ne 0\right)", ""),
    ("relu6", "latex.df", r"0 < x < 6", r"6 < x < 0"),
    ("relu6", "latex.d2f", r"0, 6", r"0"),
    ("relu6", "kinks.1.point.latex", "6", "- 6"),
    ("relu6", "kinks.1.latex.df.left", "1", "0"),
    ("relu6", "kinks.1.df.left", 1.0, 0.0),
    ("relu6", "limits.f.right.latex", "6", r"\infty"),
    ("elu", "latex.df", r"\alpha e^{x}", r"e^{x}"),
    ("elu", "latex.f", r"\left(e^{x} - 1\right)", r"e^{x} - 1"),
    ("elu", "limits.f.left.latex", r"- \alpha", r"\alpha"),
    ("elu", "limits.f.right.latex", r"\infty", r"-\infty"),
    ("elu", "kinks.0.latex.df.left", r"\alpha", "1"),
    ("elu", "parameters.0.domain", r"\alpha > 0", r"\alpha \ge 0"),
    ("elu", "parameters.0.domain", r"\alpha > 0", r"\alpha < 0"),
    ("elu", "parameters.0.domain", r"\alpha > 0", r"\alpha \in \mathbb{R}"),
    ("elu", "parameters.0.df", r"e^{x} - 1", r"e^{x}"),
    ("elu", "parameters.0.latex", r"\alpha", r"\beta"),
    ("rrelu", "parameters.0.domain", r"0 \le l < 1", r"0 < l < 1"),
    ("rrelu", "parameters.1.domain", "u > l", "u < l"),
    ("rrelu", "latex.df", r"\frac{l}{2}", r"\frac{2}{l}"),
    ("hardtanh", "parameters.0.domain", r"l \in \mathbb{R}", r"l > 0"),
    ("hardtanh", "parameters.0.domain", r"l \in \mathbb{R}", r"u \in \mathbb{R}"),
    ("hardtanh", "latex.f", r"x \ge u", r"x \ge l"),
    ("prelu", "parameters.0.df", r"x \le 0", r"x < 0"),
    ("threshold", "parameters.1.df", r"x < \theta", r"x \le \theta"),
    ("softshrink", "latex.f", r"\lambda + x", r"\lambda - x"),
    ("silu", "latex.df", r"\left(1 - \sigma(x)\right)", r"1 - \sigma(x)"),
    ("silu", "latex.f", r"\sigma(x)", r"\sigma(- x)"),
    ("silu", "notation.0.latex", "e^{- z}", "e^{z}"),
    ("gelu", "latex.df", r"\varphi", r"\Phi"),
    ("gelu", "notation.0.latex", r"\Phi", r"\varphi"),
    ("gelu", "notation.0.latex", r"\Phi", r"\Psi"),
    ("gelu-tanh", "latex.f", "0.044715", "0.044751"),
    ("gelu-tanh", "latex.df", r"\sqrt{2}", "2"),
    ("tanh", "latex.df", r"\tanh^{2}", r"\tanh"),
    ("softsign", "latex.df", r"\lvert x \rvert", "x"),
    ("isru", "latex.df", r"\frac{3}{2}", r"\frac{1}{2}"),
    ("snake", "latex.f", r"\sin^{2}", r"\cos^{2}"),
    ("reglu", "curve.latex", "b = 0", "a = 0"),
    ("reglu", "latex.df.a", r"b \le 0", r"b < 0"),
    ("maxout", "latex.d2f.ab", r"a \ne b", r"a \ne 0"),
]


@pytest.mark.parametrize(("slug", "field", "printed", "instead"), FAULTS)
def test_a_fault_in_a_printed_string_is_seen(
    slug: str, field: str, printed: str | float, instead: str | float
) -> None:
    derivation = derived(slug)
    record = published(slug)
    *way, last = (int(key) if key.isdigit() else key for key in field.split("."))
    home: Any = record
    for key in way:
        home = home[key]
    text = home[last]
    if isinstance(printed, str):
        assert isinstance(instead, str)
        assert printed in text
        home[last] = text.replace(printed, instead, 1)
    else:
        home[last] = instead
    assert home[last] != text
    name = derivation.entry.name
    where = re.escape(f"{PLACE}: {name}: field ")
    with pytest.raises(VerificationError, match=f"^{where}") as failure:
        read_back(record, derivation)
    assert "\n" not in str(failure.value)


def test_swapped_derivatives_are_seen() -> None:
    for slug in ("glu", "bilinear", "reglu"):
        derivation = derived(slug)
        record = published(slug)
        df = record["latex"]["df"]
        df["a"], df["b"] = df["b"], df["a"]
        with pytest.raises(VerificationError, match=r"field latex\.df\.a: .* a = .*, b = "):
            read_back(record, derivation)


def test_swapped_names_of_parameters_are_seen() -> None:
    derivation, record = derived("hardtanh"), published("hardtanh")
    low, high = record["parameters"]
    low["latex"], high["latex"] = high["latex"], low["latex"]
    with pytest.raises(VerificationError, match="Hardtanh: field"):
        read_back(record, derivation)


def test_a_name_that_is_taken_is_seen() -> None:
    e = Symbol("e", real=True)
    derivation = made_up(e * x, Parameter(symbol=e, default=1, meaning="a slope"))
    with pytest.raises(VerificationError, match=r"parameters\.e\.latex: e already has another"):
        read_back(record_of(derivation), derivation)


def test_a_wrong_constant_in_a_domain_is_seen() -> None:
    derivation, record = derived("selu"), published("selu")
    domain = record["parameters"][0]["domain"]
    record["parameters"][0]["domain"] = domain.replace("2946", "2947")
    with pytest.raises(VerificationError, match=r"parameters\.lambda\.domain"):
        read_back(record, derivation)


def test_missing_parts_are_seen() -> None:
    for slug, field in (("silu", "notation"), ("relu", "kinks"), ("elu", "parameters")):
        derivation = derived(slug)
        with pytest.raises(VerificationError, match=f"field {field}: "):
            read_back({**published(slug), field: []}, derivation)


@pytest.mark.parametrize(
    ("slug", "primitive", "wrong"),
    [("silu", sigmoid, r"\Phi"), ("gelu", Phi, r"\varphi"), ("gelu", phi, r"\phi")],
)
def test_a_wrong_name_of_a_primitive_is_seen(
    slug: str, primitive: Any, wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    derivation = derived(slug)
    monkeypatch.setattr(primitive, "tex", wrong)
    with pytest.raises(VerificationError, match="field latex"):
        read_back(record_of(derivation), derivation)


def test_the_message_names_field_point_and_both_values() -> None:
    derivation, record = derived("identity"), published("identity")
    record["latex"]["df"] = "2"
    with pytest.raises(VerificationError) as failure:
        read_back(record, derivation)
    assert str(failure.value) == (
        f"{PLACE}: Identity: field latex.df: at x = -5.25 the printed formula gives 2, "
        "the derivation 1"
    )


# --- the reading itself ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2 x", 6),
        ("- x^{2}", -9),
        (r"- \frac{1}{2} + x", "2.5"),
        (r"2 \left(x + 1\right)^{2} x", 96),
        (r"\sqrt{x + 1} x", 6),
        (r"x^{- 1} x", 1),
        (r"\lvert {- x}\rvert", 3),
        (r"\lvert - x\rvert", 3),
        (r"\sin^{2}(x) + \cos^{2}{\left(x \right)}", 1),
        (r"\log{\left(e^{x} \right)}", 3),
        (r"\sum_{j=1}^{n} j \alpha", 12),
        (r"\begin{cases} 1 & \text{if } x < 0 \\ \alpha & \text{if } x \ge 0 \end{cases}", 2),
        (r"0.5 \quad (x \ne 0)", "0.5"),
        (r"\begin{cases} 1 & \text{if } x < 0 \\ 0 & \text{if } x > 3 \end{cases}", None),
        (r"1 \quad \left(x \ne 1, 3\right)", None),
    ],
)
def test_formulas_mean_what_a_reader_takes_them_for(text: str, value: str | int | None) -> None:
    letters = {"x": mpmath.mpf(3), r"\alpha": mpmath.mpf(2), "n": 3}
    with mpmath.workdps(DIGITS):
        found = evaluate(read_formula(text).value, letters)
        assert found is None if value is None else abs(found - mpmath.mpf(value)) < 1e-30


@pytest.mark.parametrize(
    ("text", "token"),
    [
        (r"x \left(\\tanh(x)\right)", r"\\ where a term should stand"),
        ("2 3", "3 where the end should stand"),
        ("x 3", "3 where the end should stand"),
        ("x (x + 1)", "( where the end should stand"),
        ("x + ", "the end where a term should stand"),
        ("x^2", "2 where { should stand"),
        ("x^{2}^{3}", "^ after an exponent"),
        (r"\tan(x)", r"\tan where a term should stand"),
        (r"\sin x", "x where a parenthesis should open"),
        (r"\sin^{-1}(x)", r"- as an exponent of \sin"),
        (r"\sigma(x)^{2}", "^ after the argument of a function"),
        (r"\left(x + 1", r"the end where \right) should stand"),
        (r"\left(x + 1)", r") where \right) should stand"),
        ("{x + 1} x", "{ where a term should stand"),
        ("x - - x", "- where a term should stand"),
        (r"\begin{cases} x & \text{for}\: x > 0 \end{cases}", r"\text where \text{if } should"),
        ("x % 2", "% where the end should stand"),
        ("", "the end where a term should stand"),
    ],
)
def test_what_cannot_be_read_is_named(text: str, token: str) -> None:
    with pytest.raises(ReadingError, match=f"^cannot read {re.escape(token)}"):
        read_formula(text)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (r"\frac{1}{x}", "divides by 0"),
        (r"\sqrt{x - 1}", "no real number"),
        (r"\log(x - 1)", "no real number"),
        ("y", "uses y, which is no input and no parameter"),
        ("x_{i}", "takes a component of x, a number"),
        (
            r"\begin{cases} 1 & \text{if } x \le 0 \\ 2 & \text{if } x \ge 0 \end{cases}",
            "two cases .* hold",
        ),
    ],
)
def test_what_has_no_meaning_is_named(text: str, complaint: str) -> None:
    with pytest.raises(ReadingError, match=complaint):
        evaluate(read_formula(text).value, {"x": mpmath.mpf(0), "i": 1})


def test_statements_are_true_where_they_hold() -> None:
    statement = read_statement(r"0 \le l < \frac{u}{2}")
    assert statement.letters == {"l", "u"}
    assert statement.holds({"l": 0, "u": mpmath.mpf(1)})
    assert not statement.holds({"l": mpmath.mpf("0.5"), "u": mpmath.mpf(1)})
    members = read_statement(r"l \in \left\{1, 2.5\right\}")
    assert members.holds({"l": mpmath.mpf("2.5")})
    assert not members.holds({"l": mpmath.mpf("2.4")})
    with pytest.raises(ReadingError, match="where a comparison should stand"):
        read_statement("l")


def test_a_definition_has_two_sides() -> None:
    left, right = read_definition(r"\sigma(z) = \frac{1}{1 + e^{- z}}")
    assert left.names == {r"\sigma"}
    assert abs(left.value({"z": mpmath.mpf(1)}) - right.value({"z": mpmath.mpf(1)})) < 1e-14


@pytest.mark.parametrize(
    "domain", [Interval.open(0, oo), Interval(0, 1), Interval.open(-oo, 0), FiniteSet(1)]
)
def test_each_kind_of_domain_is_checked(domain: Any) -> None:
    c = Symbol("c", real=True)
    default = -1 if domain.sup == 0 else 1
    derivation = made_up(c * x, Parameter(symbol=c, default=default, domain=domain, meaning="."))
    record = record_of(derivation)
    read_back(record, derivation)
    record["parameters"][0]["domain"] = "c > 0.5"
    with pytest.raises(VerificationError, match=r"field parameters\.c\.domain: c > 0\.5 is"):
        read_back(record, derivation)
