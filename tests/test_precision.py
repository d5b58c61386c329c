"""ULPs are those of each format, the search finds what is there, each path is the one it names."""

from __future__ import annotations

from functools import cache
from typing import Any

import mpmath
import numpy as np
import pytest
import torch
from building import ROOT

from gen import catalog, code, oracle, precision
from gen.activation import Activation
from gen.derivation import derive
from gen.files import read_json
from gen.precision import FORMATS, Format

DEFINITIONS = {one.slug: one for one in catalog.definitions()}
BY_NAME = {one.dtype: one for one in FORMATS}
SHORT = ("bfloat16", "float16")


@cache
def entry(slug: str) -> Activation:
    return catalog.load(DEFINITIONS[slug])


# What was found is what the build of today has found.
pytestmark = pytest.mark.usefixtures("site")


@cache
def found(slug: str) -> dict[str, Any]:
    result: dict[str, Any] = read_json(ROOT / "build" / "precision" / f"{slug}.json")
    return result


# --- the formats -------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.dtype)
def test_format_is_that_of_torch(form: Format) -> None:
    info = torch.finfo(getattr(torch, form.dtype))
    assert form.largest == info.max
    assert form.ulp(np.ones(1))[0] == info.eps
    assert form.ulp(np.zeros(1))[0] == info.smallest_normal * info.eps


@pytest.mark.parametrize("dtype", SHORT)
def test_every_number_of_a_short_format_is_tried(dtype: str) -> None:
    bits = np.arange(2**16, dtype=np.uint16).view(np.int16)
    values = torch.from_numpy(bits).view(getattr(torch, dtype)).double().numpy()
    finite = np.unique(values[np.isfinite(values)])  # -0 counts as 0
    assert np.array_equal(BY_NAME[dtype].points, finite)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_points_of_a_long_format_are_its_numbers(dtype: str) -> None:
    points = BY_NAME[dtype].points
    as_torch = torch.from_numpy(points).to(getattr(torch, dtype)).double().numpy()
    assert np.array_equal(points, as_torch)
    assert len(points) > 10_000
    assert {0.0, 1.0, -10.0} <= set(points)


def test_ulp_of_float64_is_that_of_numpy() -> None:
    values = np.array([1.0, 0.75, 3.9, 1e-310, 1e300, 5e-324])
    assert np.array_equal(BY_NAME["float64"].ulp(values), np.spacing(values))


# --- the paths ---------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", ["sigmoid", "mish", "gelu", "selu", "tanh"])
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_strided_tensor_takes_the_kernel_of_one_element(slug: str, dtype: str) -> None:
    points = BY_NAME[dtype].points[:: len(BY_NAME[dtype].points) // 300]
    _, _, single = oracle.PATHS
    together = oracle.in_format(entry(slug), dtype, points, single)
    for place, point in enumerate(points):
        alone = oracle.in_format(entry(slug), dtype, np.array([point]), oracle.PATHS[0])
        for one, many in zip(alone, together, strict=True):
            assert np.array_equal(one, many[place : place + 1], equal_nan=True), point


# --- what is found -----------------------------------------------------------------------------


def test_worst_case_is_recomputed_by_torch() -> None:
    worst = found("tanh")["bfloat16"]["df"]["core"]
    x = torch.tensor([worst["at"]] * 64, dtype=torch.bfloat16, requires_grad=True)
    (gradient,) = torch.autograd.grad(torch.tanh(x).sum(), x)
    assert gradient[0].item() == worst["computed"]
    assert worst["true"] == pytest.approx(1 - np.tanh(worst["at"]) ** 2, rel=1e-9)
    assert worst["ulps"] > 100


def test_derivative_of_tanh_is_zero_too_early() -> None:
    for dtype in SHORT:
        zero = found("tanh")[dtype]["df"]["zero"]
        at = torch.tensor(zero["right"], dtype=getattr(torch, dtype))
        assert torch.tanh(at) == 1
        assert torch.tanh(torch.nextafter(at, torch.zeros_like(at))) < 1
        assert zero["left"] == -zero["right"]


def test_exact_functions_have_no_error() -> None:
    for slug in ("relu", "identity", "hardtanh"):
        for dtype, one in found(slug).items():
            for key in ("f", "df"):
                assert one[key]["core"]["ulps"] == 0, (slug, dtype)
                assert one[key]["not_finite"] is None
                assert one[key]["zero"] is None


def test_correctly_rounded_short_formats_stay_below_half_an_ulp() -> None:
    assert 0.4 < found("elu")["bfloat16"]["f"]["core"]["ulps"] <= 0.5


def test_errors_in_float64_are_not_rounded_to_whole_units() -> None:
    worst = found("tanh")["float64"]["f"]["core"]
    with mpmath.workdps(50):
        truth = mpmath.tanh(mpmath.mpf(worst["at"]))
        error = abs(mpmath.mpf(worst["computed"]) - truth)
        error /= mpmath.mpf(np.spacing(abs(worst["true"])))
    assert worst["ulps"] == pytest.approx(float(error), rel=0.005)
    assert 0.5 < worst["ulps"] < 1


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_zero_begins_at_the_very_number(dtype: str) -> None:
    """Between two points of the grid, whose distance here exceeds 10 in float64."""
    first = torch.tensor(found("sigmoid")[dtype]["df"]["zero"]["right"], dtype=torch.float64)
    kind = getattr(torch, dtype)
    before = torch.nextafter(first.to(kind), torch.zeros((), dtype=kind))
    for x, is_zero in ((first.to(kind), True), (before, False)):
        many = x.repeat(64).requires_grad_()
        (gradient,) = torch.autograd.grad(torch.sigmoid(many).sum(), many)
        assert (gradient[0].item() == 0) == is_zero


def test_special_inputs() -> None:
    special = found("relu")["float32"]["special"]
    assert special["nan"] == {"f": "nan", "df": "nan"} or special["nan"]["f"] == "nan"
    assert special["inf"]["f"] == "inf"
    assert special["-inf"]["f"] == "0"
    assert found("silu")["float32"]["special"]["-inf"]["f"] == "nan"


def test_functions_beyond_torch_and_of_two_numbers_have_none() -> None:
    for slug in ("snake", "glu"):
        assert precision.precision(entry(slug), derive(entry(slug))) is None


def test_wrong_truth_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The candidates come from printed code, the figures from balls: a wrong code cannot hide."""
    sound = found("tanh")["float16"]["f"]["core"]["ulps"]
    monkeypatch.setattr(code, "values", lambda function, x: 0.9 * np.tanh(x[:, 0]))
    spoilt = precision.precision(entry("tanh"), derive(entry("tanh")))
    assert spoilt is not None
    assert spoilt["float16"]["f"]["core"]["ulps"] <= sound
