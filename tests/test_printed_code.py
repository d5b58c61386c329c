"""Printed code as a reader runs it: in each language, far out, with nan, zeros and infinities."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from functools import cache
from math import inf, isnan, nan

import numpy as np
import pytest
import torch
from flint import arb, ctx

from gen import catalog, code, v8
from gen.activation import Activation, Kind
from gen.balls import difference, midpoint
from gen.code import javascript
from gen.derivation import Derivation, defaults, derive
from gen.verification import VerificationError, verify
from gen.verification.printed_code import functions

DEFINITIONS = {definition.slug: definition for definition in catalog.definitions()}
ENTRIES = {slug: catalog.load(definition) for slug, definition in DEFINITIONS.items()}
SCALAR = [slug for slug, entry in ENTRIES.items() if entry.kind is Kind.SCALAR]
NUMBERS = [slug for slug, entry in ENTRIES.items() if entry.kind is not Kind.VECTOR]
VECTOR = [slug for slug, entry in ENTRIES.items() if entry.kind is Kind.VECTOR]

derived = cache(lambda slug: derive(ENTRIES[slug]))


# --- a wrong line is rejected ------------------------------------------------------------------


def rejected(
    monkeypatch: pytest.MonkeyPatch, slug: str, target: code.Target | None, old: str, new: str
) -> str:
    """What the verification says of printed text with one change; of autograd for no target."""
    changed: list[str] = []
    honest, honest_class = code.print_code, code.print_autograd

    def replaced(text: str) -> str:
        assert old in text
        changed.append(text)
        return text.replace(old, new)

    def print_code(derivation: Derivation, into: code.Target) -> str:
        text = honest(derivation, into)
        return replaced(text) if into is target else text

    def print_autograd(derivation: Derivation) -> str | None:
        text = honest_class(derivation)
        return replaced(text) if text and target is None else text

    monkeypatch.setattr(code, "print_code", print_code)
    monkeypatch.setattr(code, "print_autograd", print_autograd)
    with pytest.raises(VerificationError) as error:
        verify(ENTRIES[slug], derived(slug), "here")
    assert changed
    return str(error.value)


@pytest.mark.parametrize("target", [*code.TARGETS, None], ids=lambda t: t.name if t else "autograd")
@pytest.mark.parametrize(("old", "new"), [("0.044715", "0.044725"), ("0.134145", "0.134155")])
def test_wrong_constant_is_rejected_in_each_language(
    monkeypatch: pytest.MonkeyPatch, target: code.Target | None, old: str, new: str
) -> None:
    message = rejected(monkeypatch, "gelu-tanh", target, old, new)
    title = "autograd.Function" if target is None else f"{target.title} code"
    assert f"against the printed {title} fails" in message


@pytest.mark.parametrize(
    ("slug", "target", "old", "new"),
    [
        ("tanh", code.NUMPY, "4 * expit(-2 * x) * expit(2 * x)", "1 - np.tanh(x)**2"),
        ("tanh", code.TORCH, "4 * torch.sigmoid(-2 * x) * torch.sigmoid(2 * x)",
         "1 - torch.tanh(x)**2"),
        ("tanh", code.JAVASCRIPT, "4 * expit(-2 * x) * expit(2 * x)", "1 - Math.tanh(x) ** 2"),
        ("gelu", code.TORCH, "torch.special.erfc(-x / math.sqrt(2)) / 2", "torch.special.ndtr(x)"),
        ("logish", code.NUMPY, "np.log1p(expit(x))", "np.log(1 + expit(x))"),
        ("softsign", code.NUMPY, "1 / (np.abs(x) + 1)**2",
         "(1 - np.abs(x) / (np.abs(x) + 1)) / (np.abs(x) + 1)"),
        ("squareplus", code.JAVASCRIPT, "b ** 0.5 * Math.exp(Math.asinh(x / b ** 0.5)) / 2",
         "(x + Math.sqrt(x ** 2 + b)) / 2"),
    ],
)  # fmt: skip
def test_code_that_cancels_far_out_is_rejected(
    monkeypatch: pytest.MonkeyPatch, slug: str, target: code.Target, old: str, new: str
) -> None:
    assert f"{target.title} code, far out fails" in rejected(monkeypatch, slug, target, old, new)


@pytest.mark.parametrize(
    ("target", "old", "new"),
    [
        (code.NUMPY, "np.where(x <= 0, 0.0, x)\n", "np.where(x > 0, x, 0.0)\n"),
        (code.TORCH, "torch.where(x <= 0, 0.0, x)\n", "torch.where(x > 0, x, 0.0)\n"),
        (code.JAVASCRIPT, "return x <= 0 ? 0 : x;", "return x > 0 ? x : 0;"),
        (code.JAVASCRIPT, "x > 0 ? 1 : x <= 0 ? 0 : x", "x > 0 ? 1 : 0"),
    ],
)
def test_code_that_makes_a_number_of_nan_is_rejected(
    monkeypatch: pytest.MonkeyPatch, target: code.Target, old: str, new: str
) -> None:
    assert "fails at x = nan" in rejected(monkeypatch, "relu", target, old, new)


def test_wrong_value_at_infinity_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    new = "return x > 1e300 ? 2 : expit(x);"
    message = rejected(monkeypatch, "sigmoid", code.JAVASCRIPT, "return expit(x);", new)
    assert "fails at inf: it gives 2.0, and the limit is 1" in message


@pytest.mark.parametrize(
    ("old", "new"), [("u - total", "u + total"), ("(Number(i === k) - sk)", "-sk")]
)
def test_wrong_script_of_a_vector_function_is_rejected(
    monkeypatch: pytest.MonkeyPatch, old: str, new: str
) -> None:
    message = rejected(monkeypatch, "softmax", code.JAVASCRIPT, old, new)
    assert "the printed JavaScript code fails" in message


def test_overflow_in_javascript_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = "Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))", "Math.log(1 + Math.exp(x))"
    message = rejected(monkeypatch, "softplus", code.JAVASCRIPT, old, new)
    assert "JavaScript code of softplus gives inf" in message


# --- special inputs, in every language ---------------------------------------------------------


@pytest.mark.parametrize("slug", SCALAR)
def test_nan_stays_nan_and_both_zeros_agree(slug: str) -> None:
    derivation = derived(slug)
    for target in code.TARGETS:
        for key, function in functions(derivation, target).items():
            at_nan, below, above = function(np.array([[nan], [-0.0], [0.0]]), {})
            form = {(): derivation.printed.f, **derivation.printed.first}.get(key)
            if form is not None and form.free_symbols & set(derivation.entry.inputs):
                assert isnan(at_nan), (target.name, key)
            assert below == above


@pytest.mark.parametrize("slug", ["maxout", "reglu", "swiglu", "geglu", "glu", "bilinear"])
def test_nan_in_an_open_gate_stays_nan(slug: str) -> None:
    for target in code.TARGETS:
        f = functions(derived(slug), target)[()]
        assert np.isnan(f(np.array([[nan, 1.5], [1.5, nan]]), {})).all(), target.name


@pytest.mark.parametrize("slug", NUMBERS)
def test_numpy_code_warns_of_nothing(slug: str) -> None:
    far = np.array([*(s * v for v in (0.0, 1.0, 20.0, 89.0, 710.0, 1e4) for s in (-1.0, 1.0))])
    inputs = (far,) if slug in SCALAR else (far, far[::-1])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name, function in code.load(code.print_code(derived(slug), code.NUMPY)).items():
            assert np.isfinite(function(*inputs)).all(), name


@pytest.mark.parametrize(
    ("slug", "at", "value"),
    [
        ("elu", -inf, -1.0),
        ("sigmoid", inf, 1.0),
        ("tanh", -inf, -1.0),
        ("relu", inf, inf),
        ("hardswish", -inf, 0.0),
        ("complementary-log-log", inf, 1.0),
        ("silu", -inf, nan),
    ],
)
def test_at_infinity(slug: str, at: float, value: float) -> None:
    for target in code.TARGETS:
        (found,) = functions(derived(slug), target)[()](np.array([[at]]), {}).tolist()
        assert found == value or (isnan(found) and isnan(value)), target.name


# --- JavaScript --------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", ENTRIES)
def test_script_defines_what_it_calls_and_nothing_else(slug: str) -> None:
    text = code.print_code(derived(slug), code.JAVASCRIPT)
    defined = re.findall(r"^function (\w+)\(", text, re.MULTILINE)
    own = list(code.names(ENTRIES[slug], code.JAVASCRIPT).values())
    assert len(defined) == len(set(defined))
    assert [name for name in defined if name not in javascript.PRELUDE] == own
    for name in defined:
        called = len(re.findall(rf"\b{name}\(", text)) - 1
        assert called or name in own, name
    assert not re.search(r"\b(import|export|require|np|torch)\b", text)


@pytest.mark.parametrize("slug", SCALAR)
def test_javascript_agrees_with_numpy_on_a_fine_grid(slug: str) -> None:
    points = np.linspace(-30, 30, 1501)[:, None]
    ours, theirs = (functions(derived(slug), t) for t in (code.JAVASCRIPT, code.NUMPY))
    for key, function in ours.items():
        expected = theirs[key](points, {})
        scale = np.maximum(1.0, np.abs(points[:, 0]) ** 2)
        assert (np.abs(function(points, {}) - expected) <= 2e-14 * scale).all(), key


def prelude(name: str) -> Callable[[list[float]], list[float]]:
    script = javascript.with_prelude([f"function f(x) {{ return {name}(x); }}"])
    return lambda points: v8.apply(code.script(script, {"f": "f"}), "f", [[p] for p in points])


@pytest.mark.parametrize(
    ("name", "truth", "low", "high"),
    [
        ("ndtr", lambda z: (-z / arb(2).sqrt()).erfc() / 2, -37.5, 9.0),
        ("erf", lambda z: z.erf(), -7.0, 7.0),
        ("density", lambda z: (-z * z / 2).exp() / (2 * arb.pi()).sqrt(), -37.5, 37.5),
        ("expit", lambda z: 1 / (1 + (-z).exp()), -700.0, 50.0),
        ("log1pexp", lambda z: z.exp().log1p(), -700.0, 700.0),
    ],
)
def test_prelude_is_right_to_a_few_units_in_the_last_place(
    name: str, truth: Callable[[arb], arb], low: float, high: float
) -> None:
    points = [*np.linspace(low, high, 1999).tolist(), -1.0, -0.999, 1e-300, -1e-9, 0.7, 0.71]
    for point, found in zip(points, prelude(name)(points), strict=True):
        with ctx.workprec(200):
            value = truth(arb(point))
        assert difference(found, value) <= 2e-15 * abs(midpoint(value)), point


@pytest.mark.parametrize("name", sorted(javascript.PRELUDE.keys() - {"center", "logSumExp"}))
def test_prelude_at_the_ends(name: str) -> None:
    ends = {"density": (0.0, 0.0), "erf": (-1.0, 1.0), "log1pexp": (0.0, inf)}
    low, high, none = prelude(name)([-inf, inf, nan])
    assert (low, high) == ends.get(name, (0.0, 1.0))
    assert isnan(none)


def test_names_of_the_prelude_are_free() -> None:
    own = {n for e in ENTRIES.values() for n in code.names(e, code.JAVASCRIPT).values()}
    assert not own & javascript.PRELUDE.keys()


def test_script_as_an_object() -> None:
    derivation = derived("elu")
    text = code.print_code(derivation, code.JAVASCRIPT)
    script = code.script(text, code.names(derivation.entry, code.JAVASCRIPT))
    assert v8.apply(script, "f", [[2.0], [-0.0], [-inf]]) == [2.0, 0.0, -1.0]
    assert v8.apply(script, "df", [[-inf], [3.0], [-inf, 2.0]]) == [0.0, 1.0, 0.0]
    assert v8.apply(script, "f", [[-inf, 2.5]]) == [-2.5]


@pytest.mark.parametrize(
    ("python", "script"),
    [
        ("-x**2", "-(x ** 2)"),
        ("(-x)**2", "(-x) ** 2"),
        ("a - (b - x)", "a - (b - x)"),
        ("a/(b*x)", "a / (b * x)"),
        ("(a**2)**3", "(a ** 2) ** 3"),
        ("2.0*x", "2 * x"),
        ("where((x > 1) & (x < 2), 1, 0)*x", "(x > 1 && x < 2 ? 1 : 0) * x"),
        ("where(x > 1, 1, where(x < 0, 2, 3))", "x > 1 ? 1 : x < 0 ? 2 : 3"),
        ("Math.sqrt(2*Math.pi)", "Math.sqrt(2 * Math.PI)"),
    ],
)
def test_javascript_from_python(python: str, script: str) -> None:
    assert javascript.expression(python) == script


def test_python_without_a_counterpart_is_refused() -> None:
    with pytest.raises(NotImplementedError, match=r"x\[0\]"):
        javascript.expression("x[0]")


# --- autograd.Function -------------------------------------------------------------------------


def own_function(slug: str) -> Callable[..., torch.Tensor]:
    text = code.print_autograd(derived(slug))
    assert text is not None
    apply: Callable[..., torch.Tensor] = code.load(text)[code.class_name(ENTRIES[slug])].apply
    return apply


def smooth_points(entry: Activation, slug: str) -> list[torch.Tensor]:
    """Points that lie off all kinks."""
    kinks = [float(k.point.subs(defaults(entry))) for k in derived(slug).breakpoints]
    grid = [p for p in (-4.3, -2.6, -0.85, -0.31, 0.27, 0.93, 1.7, 3.9, 6.4) if p not in kinks]
    row = torch.tensor(grid, dtype=torch.float64, requires_grad=True)
    other = (row.detach().flip(0) + 0.05).requires_grad_()
    return [row] if entry.kind is Kind.SCALAR else [row, other]


@pytest.mark.parametrize("slug", NUMBERS)
def test_backward_and_double_backward_pass_gradcheck(slug: str) -> None:
    apply, inputs = own_function(slug), smooth_points(ENTRIES[slug], slug)
    assert torch.autograd.gradcheck(apply, inputs)
    assert torch.autograd.gradgradcheck(apply, inputs)


TORCH_NUMBERS = [slug for slug in SCALAR if ENTRIES[slug].torch]


@pytest.mark.parametrize("slug", TORCH_NUMBERS)
def test_backward_is_that_of_torch(slug: str) -> None:
    entry = ENTRIES[slug]
    home, _, name = str(entry.torch).rpartition(".")
    assert home == "torch.nn"
    given = {p.torch: float(p.exact) for p in entry.parameters if p.torch}
    module = getattr(torch.nn, name)(**given, **entry.torch_options).double().eval()
    points = np.linspace(-9, 9, 181).tolist()
    one, other = (torch.tensor(points, dtype=torch.float64, requires_grad=True) for _ in range(2))
    ours, theirs = own_function(slug)(one), module(other)
    torch.testing.assert_close(ours, theirs, rtol=1e-7, atol=1e-7)
    slopes = torch.autograd.grad(ours.sum(), one), torch.autograd.grad(theirs.sum(), other)
    torch.testing.assert_close(*slopes, rtol=1e-7, atol=1e-7)


def test_parameters_get_no_gradient() -> None:
    x = torch.tensor([-1.0], dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(own_function("elu")(x, 2.0).sum(), x)
    assert slope.item() == pytest.approx(2 * np.exp(-1), rel=1e-15)


def test_functions_of_a_vector_have_none() -> None:
    assert all(code.print_autograd(derived(slug)) is None for slug in VECTOR)
