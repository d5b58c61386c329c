"""Figures: the same bytes every time, the page's colors and no others, dots at every jump."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.figure import Figure

from gen import drawings
from gen.claims import functions
from gen.code import NUMPY, print_code
from gen.dependencies import modules_that_assign
from gen.derivation import defaults
from gen.figures.activation import activation_figure
from gen.figures.curves import Curve, draw_curves
from gen.figures.frame import settle
from gen.figures.labels import label_curves
from gen.figures.palette import CURVES, PALETTE, css
from gen.figures.scalar import scalar_curves
from gen.figures.svg import figure_style, finish
from gen.precision import BINS

ARTICLES = {
    name: draw
    for module in modules_that_assign("FIGURES", "gen.figures")
    for name, draw in import_module(f"gen.figures.{module}").FIGURES.items()
}
"""The figures of all articles that need no records."""


class Measured(dict[str, dict[str, Any]]):
    """Records with what the figures of articles read; the errors in them are made up."""

    def __missing__(self, slug: str) -> dict[str, Any]:
        derivation = functions.derived(slug)
        at_defaults = defaults(derivation.entry)
        kinks = []
        for one in derivation.breakpoints:
            left, at, right = (float(side.subs(at_defaults)) for side in one.sides[1])
            kinks.append(
                {
                    "point": {"value": float(one.point.subs(at_defaults))},
                    "order": one.order,
                    "df": {"left": left, "torch": at, "right": right},
                    "convention": None if one.order is None or one.order > 1 else {"shape": None},
                }
            )
        profile = np.geomspace(0.1, 2.0**24, BINS).tolist()
        self[slug] = {
            "name": derivation.entry.name,
            "slug": slug,
            "code": {"numpy": print_code(derivation, NUMPY)},
            "kinks": kinks,
            "float": {"float32": {"profile": {"f": profile, "df": profile[::-1]}}},
        }
        return self[slug]


MEASURED = {
    name: partial(draw, Measured().__getitem__)
    for module in modules_that_assign("RECORD_FIGURES", "gen.figures")
    for name, draw in import_module(f"gen.figures.{module}").RECORD_FIGURES.items()
}
"""The figures of all articles that are drawn from records."""

SVG = "{http://www.w3.org/2000/svg}"
Sides = tuple[float | None, float | None, float | None]
"""The limit from the left, the value at the point, and the limit from the right."""


def kink(point: float, order: int, f: Sides, df: Sides) -> dict[str, Any]:
    """A kink as a record has it."""
    sides = {"f": f, "df": df, "d2f": (0.0, 0.0, 0.0)}
    return {
        "point": {"latex": f"{point:g}", "value": point},
        "order": order,
        **{
            key: dict(zip(("left", "at", "right"), each, strict=True))
            for key, each in sides.items()
        },
    }


def record(slug: str, code: str, **fields: Any) -> dict[str, Any]:
    """A record with what a figure needs; the limits of f are 0 and infinity unless given."""
    limit = {"left": {"latex": "0", "value": 0.0}, "right": {"latex": r"\infty", "value": None}}
    scalar = {
        "name": slug.capitalize(),
        "slug": slug,
        "kind": "scalar",
        "inputs": ["x"],
        "parameters": [],
        "kinks": [],
        "limits": {"f": limit, "df": limit},
        "code": {"numpy": "import numpy as np\n" + code},
    }
    return scalar | fields


RECORDS: Mapping[str, dict[str, Any]] = {
    each["slug"]: each
    for each in (
        record(
            "ramp",
            "def ramp(x): return np.maximum(x, 0)\n"
            "def ramp_derivative(x): return np.where(x > 0, 1.0, 0.0)\n"
            "def ramp_second_derivative(x): return 0.0 * x\n",
            kinks=[kink(0.0, 1, (0.0, 0.0, 0.0), (0.0, 0.0, 1.0))],
        ),
        record(
            "shrink",
            "def shrink(x, lambd=0.5): return np.where(np.abs(x) > lambd, x, 0.0)\n"
            "def shrink_derivative(x, lambd=0.5): return np.where(np.abs(x) > lambd, 1.0, 0.0)\n"
            "def shrink_second_derivative(x, lambd=0.5): return 0.0 * x\n",
            kinks=[
                kink(-0.5, 0, (-0.5, 0.0, 0.0), (1.0, 0.0, 0.0)),
                kink(0.5, 0, (0.0, 0.0, 0.5), (0.0, 0.0, 1.0)),
            ],
            limits=None,
            parameters=[{"name": "lambda", "default": 0.5}],
        ),
        record(
            "smooth-bump",
            "def smooth_bump(x): return np.exp(-x**2)\n"
            "def smooth_bump_derivative(x): return -2 * x * np.exp(-x**2)\n"
            "def smooth_bump_second_derivative(x): return (4 * x**2 - 2) * np.exp(-x**2)\n",
        ),
        record(
            "gate",
            "def gate(a, b): return a * np.tanh(b)\n"
            "def gate_derivative_a(a, b): return np.tanh(b)\n"
            "def gate_derivative_b(a, b): return a / np.cosh(b)**2\n",
            kind="two-input",
            inputs=["a", "b"],
        ),
        record(
            "share",
            "def share(x): return np.exp(x) / np.exp(x).sum()\n"
            "def share_jacobian(x): return np.diag(share(x)) - np.outer(share(x), share(x))\n",
            kind="vector",
        ),
    )
}

DRAWINGS: Mapping[str, Callable[[], str]] = {
    **{slug: partial(activation_figure, each) for slug, each in RECORDS.items()},
    **ARTICLES,
    **MEASURED,
}


@cache
def drawn(name: str) -> str:
    return DRAWINGS[name]()


def tree(name: str) -> ElementTree.Element:
    return ElementTree.fromstring(drawn(name))


def count(name: str, *classes: str) -> int:
    """How many elements have all of the classes."""
    return sum(
        {f"figure-{each}" for each in classes} <= set(element.get("class", "").split())
        for element in tree(name).iter()
    )


every_figure = pytest.mark.parametrize("name", DRAWINGS)


@every_figure
def test_bytes_repeat(name: str, site: Path) -> None:
    """Also in another process: the build has drawn the figures of articles."""
    built = drawings.FOLDER / f"{name}.svg"
    again = built.read_text(encoding="utf-8") if name in ARTICLES else DRAWINGS[name]()
    assert again == drawn(name)


@every_figure
def test_title_and_description(name: str) -> None:
    root = tree(name)
    assert root.get("role") == "img"
    named = [root.find(f".//*[@id='{each}']") for each in root.get("aria-labelledby", "").split()]
    assert [each.tag for each in named if each is not None] == [f"{SVG}title", f"{SVG}desc"]
    assert all(each is not None and each.text for each in named)


@every_figure
def test_colors_are_fallbacks_of_roles(name: str) -> None:
    without = re.sub(r"var\(--figure-[a-z0-9]+, #[0-9a-f]{6}\)", "", drawn(name))
    without = re.sub(r'(?:url\(|href=")#[^)"]*', "", without)
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|rgb\(|black|white", without)


@every_figure
def test_stands_inside_a_page(name: str) -> None:
    svg = drawn(name)
    root = tree(name)
    assert svg.startswith("<svg ")
    assert "<style" not in svg
    assert "DejaVu" not in svg
    assert root.get("viewBox")
    assert root.get("width") is None
    assert root.get("height") is None
    identities = [element.get("id", "") for element in root.iter() if element.get("id")]
    assert len(identities) == len(set(identities))
    assert all(identity.startswith(f"{name}-") for identity in identities)
    for target in re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', svg):
        assert "".join(target) in identities


@every_figure
def test_letters_are_large_enough_for_a_phone(name: str) -> None:
    sizes = [float(size) for size in re.findall(r"font-size: ([\d.]+)px", drawn(name))]
    assert min(sizes, default=9.0) >= 9
    assert float(tree(name).get("viewBox", "").split()[2]) <= 360.5


def test_kink_of_the_slope_has_dots() -> None:
    assert count("ramp", "dot", "closed", "df") == 1
    assert count("ramp", "dot", "open", "df") == 1
    assert count("ramp", "dot", "f") == 0


def test_jumps_of_the_function_have_dots() -> None:
    assert count("shrink", "dot", "closed", "f") == 2
    assert count("shrink", "dot", "open", "f") == 2
    # The slope does not exist there, whatever code returns: only its limits are marked.
    assert count("shrink", "dot", "open", "df") == 4
    assert count("shrink", "dot", "closed", "df") == 0
    # Also where both limits agree.
    step = RECORDS["shrink"] | {"kinks": [kink(0.5, 0, (0.0, 0.0, 0.5), (1.0, 1.0, 1.0))]}
    [slope] = [curve for curve in scalar_curves(step) if curve.role == "df"]
    assert [(dot.y, dot.closed) for dot in slope.dots] == [(1.0, False)]
    assert np.isnan(slope.y).sum() == 1


def test_no_vertical_line_at_a_jump() -> None:
    for name in ("ramp", "shrink"):
        for element in tree(name).iter(f"{SVG}g"):
            if "figure-curve" in element.get("class", ""):
                for path in element.iter(f"{SVG}path"):
                    assert not vertical(path.get("d", "")), name


def vertical(path: str) -> bool:
    """Whether a line of the path goes up or down by more than 5 points at one abscissa."""
    for part in path.split("M")[1:]:
        points = np.array([float(n) for n in part.replace("L", " ").split()]).reshape(-1, 2)
        step = np.abs(np.diff(points, axis=0))
        if ((step[:, 0] < 0.5) & (step[:, 1] > 5)).any():
            return True
    return False


def test_second_derivative_is_drawn_where_it_helps() -> None:
    assert count("smooth-bump", "curve", "d2f") >= 1
    assert count("ramp", "curve", "d2f") == 0


def test_limits_are_drawn() -> None:
    one = {"latex": "1", "value": 1.0}
    saturating = RECORDS["ramp"] | {"limits": {"f": {"left": one, "right": one}}}
    assert activation_figure(saturating).count("figure-limit") == 2
    assert count("ramp", "limit") == 0


def test_label_without_room_is_written_all_the_same() -> None:
    x = np.linspace(0, 1, 50)
    curve = Curve(role="f", label="wide label " * 5, x=x, y=x)
    with figure_style():
        figure = Figure(figsize=(0.6, 0.6))
        axes = figure.add_subplot()
        settle(figure)
        draw_curves(axes, [curve])
        label_curves(axes, [curve])
    assert [text.get_text() for text in axes.texts] == [curve.label]


def test_color_outside_the_palette_is_an_error() -> None:
    with figure_style():
        figure = Figure()
        figure.add_subplot().plot([0, 1], [0, 1], color="#123456")
        with pytest.raises(LookupError, match="figure odd: color #123456"):
            finish(figure, "odd", "title", "description")


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colors, by WCAG 2."""
    first, second = sorted(map(luminance, (one, other)))
    return (second + 0.05) / (first + 0.05)


def luminance(color: str) -> float:
    parts = np.array([int(color[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("role", [*CURVES, "ink", "muted"])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_contrast(role: str, mode: str) -> None:
    assert contrast(getattr(PALETTE[role], mode), getattr(PALETTE["paper"], mode)) >= 4.5


def test_roles_of_one_light_color_share_the_dark_one() -> None:
    by_light: dict[str, set[str]] = {}
    for color in PALETTE.values():
        by_light.setdefault(color.light, set()).add(color.dark)
    assert all(len(dark) == 1 for dark in by_light.values())


def test_css_gives_every_role_in_both_modes() -> None:
    for role, color in PALETTE.items():
        assert f"--figure-{role}: {color.light};" in css().split("}")[0]
        assert f"--figure-{role}: {color.dark};" in css().split("}")[1]
