"""Gaussian moments against mpmath at 50 digits, closed forms, and the gains of torch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from math import sqrt
from typing import Any

import mpmath
import numpy as np
import pytest

from gen import catalog, code, moments, oracle
from gen.activation import Activation
from gen.derivation import derive
from gen.moments import Moments, MomentsError

DEFINITIONS = {one.slug: one for one in catalog.definitions()}


@cache
def entry(slug: str) -> Activation:
    return catalog.load(DEFINITIONS[slug])


@cache
def found(slug: str) -> Moments:
    result = moments.moments(entry(slug), derive(entry(slug)))
    assert result is not None
    return result


Number = Callable[[Any], Any]


def sigmoid(z: Any) -> Any:
    return 1 / (1 + mpmath.exp(-z))


INDEPENDENT: dict[str, tuple[Number, Number, tuple[float, ...]]] = {
    "tanh": (mpmath.tanh, lambda z: mpmath.sech(z) ** 2, ()),
    "silu": (lambda z: z * sigmoid(z), lambda z: sigmoid(z) * (1 + z * sigmoid(-z)), ()),
    "gelu": (lambda z: z * mpmath.ncdf(z), lambda z: mpmath.ncdf(z) + z * mpmath.npdf(z), ()),
    "elu": (
        lambda z: z if z > 0 else mpmath.expm1(z),
        lambda z: 1 if z > 0 else mpmath.exp(z),
        (0,),
    ),
    "softsign": (lambda z: z / (1 + abs(z)), lambda z: (1 + abs(z)) ** -2, (0,)),
    "hardshrink": (lambda z: z if abs(z) > 0.5 else 0, lambda z: int(abs(z) > 0.5), (-0.5, 0.5)),
}


@pytest.mark.parametrize("slug", INDEPENDENT)
def test_moments_agree_with_mpmath(slug: str) -> None:
    f, df, breaks = INDEPENDENT[slug]
    with mpmath.workdps(50):
        edges = sorted({*range(-25, 26, 5), *breaks})
        for name, form in (
            ("mean", f),
            ("second", lambda z: f(z) ** 2),
            ("d_second", lambda z: df(z) ** 2),
        ):
            truth = mpmath.quad(lambda z, form=form: form(z) * mpmath.npdf(z), edges)
            assert getattr(found(slug), name) == pytest.approx(float(truth), rel=1e-11, abs=1e-13)


def test_closed_forms() -> None:
    assert found("relu").mean == pytest.approx(1 / sqrt(2 * np.pi), rel=1e-13)
    assert found("relu").forward_gain == pytest.approx(sqrt(2), rel=1e-13)
    assert found("sine").second == pytest.approx((1 - np.exp(-2)) / 2, rel=1e-13)
    assert found("gaussian").mean == pytest.approx(1 / sqrt(3), rel=1e-13)
    leaky = 1 / sqrt((1 + 0.01**2) / 2)
    assert found("leakyrelu").backward_gain == pytest.approx(leaky, rel=1e-13)


def test_a_step_has_no_backward_gain() -> None:
    assert found("heaviside-step").d_second == 0
    assert found("heaviside-step").backward_gain is None
    record = moments.gain_record(entry("heaviside-step"), found("heaviside-step"))
    assert record is not None
    assert record["backward"] is None


def test_function_of_two_numbers_has_no_moments() -> None:
    assert moments.moments(entry("glu"), derive(entry("glu"))) is None
    assert moments.moments_record(None) is None
    assert moments.gain_record(entry("glu"), None) is None


@pytest.mark.parametrize("name", ["mean", "second", "d_second"])
def test_wrong_moment_is_rejected(name: str) -> None:
    right = found("gelu")
    wrong = replace(right, **{name: getattr(right, name) + 1e-10})
    moments.verify(derive(entry("gelu")), right)
    with pytest.raises(MomentsError, match=f"the Gaussian moment '{name}' is"):
        moments.verify(derive(entry("gelu")), wrong)


def test_wrong_line_of_code_gives_no_gain(monkeypatch: pytest.MonkeyPatch) -> None:
    printed = code.print_code(derive(entry("tanh")), code.NUMPY)
    monkeypatch.setattr(code, "print_code", lambda *_: printed.replace("np.tanh(x)", "np.sin(x)"))
    with pytest.raises(MomentsError, match="in balls; mend the code"):
        moments.moments(entry("tanh"), derive(entry("tanh")))


def test_missing_breakpoint_is_told() -> None:
    with pytest.raises(MomentsError, match="a Gaussian moment is"):
        moments.gaussian_mean(lambda z: np.abs(z - 0.3), [-1.0, 1.0])


@pytest.mark.parametrize(
    ("slug", "name", "value"),
    [
        ("relu", "relu", sqrt(2)),
        ("leakyrelu", "leaky_relu", sqrt(2 / (1 + 0.01**2))),
        ("identity", "linear", 1),
        ("gelu", "gelu", None),
    ],
)
def test_torch_is_asked_by_its_own_names(slug: str, name: str, value: float | None) -> None:
    answer = oracle.gain(entry(slug))
    assert answer is not None
    assert answer["nonlinearity"] == name
    assert answer["value"] == (value if value is None else pytest.approx(value, rel=1e-12))
    assert (answer["refusal"] is None) == (value is not None)


def test_torch_is_not_asked_for_what_it_lacks() -> None:
    assert oracle.gain(entry("snake")) is None
