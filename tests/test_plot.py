"""The plot of an activation in a browser: slider, point, keyboard, touch, zoom, link, no script."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from browser import PHONE, Served, watched
from playwright.sync_api import Browser, Locator, Page, expect

from gen.files import read_json

SHIFT = """
window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
BOX = "(one) => [one.getBoundingClientRect().width, one.getBoundingClientRect().height]"
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 250)))"
ROOM = "(one) => one.clientHeight - one.scrollHeight"
KINKS = "(slug) => { const { kinks, parameters } = ACTIVATIONS[slug];"
KINKS += " return kinks(...parameters.map(({ value }) => value)); }"

# The place of a point on the page, from its coordinates.
PLACE = """
([x, y]) => {
  const svg = document.querySelector("svg.chart"), box = svg.getBoundingClientRect();
  const ticks = [...svg.querySelectorAll(".chart-tick")].map((text) => [
    Number(text.textContent.replace("−", "-")), Number(text.getAttribute("x")),
    Number(text.getAttribute("y")), text.getAttribute("text-anchor"),
  ]);
  const along = (one, other, axis, value) =>
    one[axis] + (value - one[0]) / (other[0] - one[0]) * (other[axis] - one[axis]);
  const across = ticks.filter((tick) => tick[3] === "middle");
  const down = ticks.filter((tick) => tick[3] === "end");
  const scale = Number(getComputedStyle(svg).getPropertyValue("--scale"));
  return [box.left + along(across[0], across.at(-1), 1, x),
    box.top + along(down[0], down.at(-1), 2, y) - 4 * scale];
}
"""


# What is at the lower and at the upper end of the frame.
ENDS = """
() => {
  const svg = document.querySelector("svg.chart"), frame = svg.querySelector(".chart-surface");
  const scale = Number(getComputedStyle(svg).getPropertyValue("--scale"));
  const [[low, bottom], [high, top]] = [...svg.querySelectorAll(".chart-tick[text-anchor=end]")]
    .map((text) => [text.textContent.replace("−", "-"), text.getAttribute("y")].map(Number))
    .map(([value, pixel]) => [value, pixel - 4 * scale])
    .filter((_, index, all) => index === 0 || index === all.length - 1);
  const [y, height] = ["y", "height"].map((name) => Number(frame.getAttribute(name)));
  return [y + height, y].map((pixel) => low + (pixel - bottom) / (top - bottom) * (high - low));
}
"""

# The heights of the dotted lines at limits, each with whether it lies in the frame.
LEVELS = """
() => {
  const frame = document.querySelector(".chart-surface");
  const [y, height] = ["y", "height"].map((name) => Number(frame.getAttribute(name)));
  return [...document.querySelectorAll(".chart-level")]
    .flatMap((path) => [...path.getAttribute("d").matchAll(/M\\S+ (\\S+)H/g)])
    .map(([, at]) => at >= y && at <= y + height);
}
"""

# The labels that are shown, and those of them that lie upon a line or a dot.
LABELS = """
() => {
  const svg = document.querySelector("svg.chart");
  const inked = [...svg.querySelectorAll("circle:is(.chart-open, .chart-closed)")]
    .map((dot) => [Number(dot.getAttribute("cx")), Number(dot.getAttribute("cy"))]);
  for (const path of svg.querySelectorAll(".chart-curve")) {
    const long = path.getTotalLength();
    for (let at = 0; at <= long; at += 2) {
      const { x, y } = path.getPointAtLength(at);
      inked.push([x, y]);
    }
  }
  const shown = [...svg.querySelectorAll(".chart-label[visibility=visible]")];
  const covering = shown.filter((label) => {
    const { x, y, width, height } = label.getBBox();
    // Letters do not fill the height of their line.
    const [top, bottom] = [y + 0.15 * height, y + 0.85 * height];
    return inked.some(([a, b]) => a > x && a < x + width && b > top && b < bottom);
  });
  return [shown, covering].map((some) => some.map((label) => label.textContent));
}
"""

# Of each order: whether a line runs through the kink, and its closed and open dots there.
AT_KINK = """
(x) => {
  const svg = document.querySelector("svg.chart");
  const orderOf = (one) => one.style.getPropertyValue("--curve").match(/figure-(\\w+)/)[1];
  const found = {};
  for (const order of ["f", "df", "d2f"]) found[order] = { through: false, open: [], closed: [] };
  for (const path of svg.querySelectorAll(".chart-curve")) {
    for (const run of path.getAttribute("d").split("M").slice(1)) {
      const along = run.split("L").map((point) => Number(point.split(" ")[0]));
      const through = Math.min(...along) < x - 1 && Math.max(...along) > x + 1;
      found[orderOf(path)].through ||= through;
    }
  }
  for (const kind of ["open", "closed"]) {
    for (const dot of svg.querySelectorAll(`.chart-${kind}`)) {
      const at = Number(dot.getAttribute("cx"));
      if (Math.abs(at - x) < 0.5) found[orderOf(dot)][kind].push(Number(dot.getAttribute("cy")));
    }
  }
  return found;
}
"""


@contextlib.contextmanager
def plot(browser: Browser, served: Served, slug: str, **options: Any) -> Iterator[Page]:
    """The page of an activation; at the end nothing may have gone wrong on it."""
    path, _, state = slug.partition("#")
    (url,) = [url for url in served.urls if url.endswith(f"/activations/{path}/")]
    with watched(browser, served.origin, **options) as (page, troubles):
        page.add_init_script(SHIFT)
        page.goto(f"{url}#{state}" if state else url, wait_until="networkidle")
        if options.get("java_script_enabled", True):
            page.locator(".chart-curve").first.wait_for(state="attached")
        yield page
        assert not troubles


def handle(page: Page) -> Locator:
    return page.get_by_role("slider", name=re.compile("^Point on"))


def values(page: Page) -> dict[str, str]:
    """What is read off the point: x and the values there."""
    shown = page.locator(".plot-values output").all_text_contents()
    return dict(zip(("f", "df", "d2f"), shown, strict=True)) | {
        "x": page.locator(".plot-values input").input_value()
    }


def place(page: Page, x: float, y: float) -> tuple[float, float]:
    found: list[float] = page.evaluate(PLACE, [x, y])
    return found[0], found[1]


def visible_x(page: Page) -> list[float]:
    """The numbers at the ticks of x."""
    texts = page.locator(".chart-tick[text-anchor=middle]").all_text_contents()
    return [float(text.replace("−", "-")) for text in texts]


def ends(page: Page) -> tuple[float, float]:
    """The numbers at the lower and the upper end of the frame."""
    found: list[float] = page.evaluate(ENDS)
    return found[0], found[1]


def settled(page: Page) -> None:
    """Nothing; what was changed is drawn and in the address."""
    page.evaluate(SETTLED)


# --- parameters ----------------------------------------------------------------------------------


def test_slider_changes_curve_values_and_address(browser: Browser, served: Served) -> None:
    with plot(browser, served, "elu") as page:
        curve = page.locator(".chart-curve").first
        before, values_before = curve.get_attribute("d"), values(page)
        assert values_before["f"] == "−0.63212"
        slider = page.get_by_label(re.compile("^α"))
        slider.fill("2")
        settled(page)
        assert slider.get_attribute("aria-valuetext") == "α = 2"
        assert values(page)["f"] == "−1.2642"
        assert curve.get_attribute("d") != before
        assert page.url.endswith("#alpha=2")
        page.get_by_role("button", name="Reset").click()
        settled(page)
        assert values(page) == values_before
        assert "#" not in page.url
        assert curve.get_attribute("d") == before


def test_slider_is_moved_by_keyboard_and_meets_its_default(
    browser: Browser, served: Served
) -> None:
    with plot(browser, served, "starrelu") as page:
        slider = page.get_by_label(re.compile("^s ="))
        slider.press("ArrowRight")
        settled(page)
        assert "s=0.9444" in page.url
        slider.press("ArrowLeft")
        settled(page)
        assert "#" not in page.url
        assert page.get_by_role("button", name="Reset").is_disabled()


def test_kink_and_point_on_it_follow_the_parameter(browser: Browser, served: Served) -> None:
    with plot(browser, served, "hardshrink#x=0.5") as page:
        assert "jump" in (page.locator(".plot-note").text_content() or "")
        dots = page.locator(".chart-open")
        before = [dot.get_attribute("cx") for dot in dots.all()]
        page.get_by_label(re.compile("^λ")).fill("1.5")
        settled(page)
        assert values(page)["x"] == "1.5"
        note = page.locator(".plot-note").text_content()
        assert note == (
            "A jump: f is 0 on the left, 1.5 on the right; the code returns f′ = 0, the left slope."
        )
        assert values(page)["df"] == values(page)["d2f"] == "none"
        assert [dot.get_attribute("cx") for dot in dots.all()] != before


def test_no_kink_is_drawn_where_a_parameter_mends_it(browser: Browser, served: Served) -> None:
    for s, kinks in (("0.99", 1), ("1", 0)):
        with plot(browser, served, f"prelu#s={s}&x=0") as page:
            assert (page.locator(".chart-kink").get_attribute("d") or "").count("M") == kinks
            assert values(page)["df"] == ("1" if s == "1" else "0.99 | 1")


def test_window_goes_with_a_parameter_and_comes_back(browser: Browser, served: Served) -> None:
    with plot(browser, served, "elu") as page:
        home = ends(page)
        assert page.evaluate(LEVELS) == [True, True]
        slider = page.get_by_label(re.compile("^α"))
        lows = [home[0]]
        for alpha in ("1.5", "2", "2.5", "3", "3.5", "4"):
            slider.fill(alpha)
            settled(page)
            assert page.evaluate(LEVELS) == [True, True], alpha
            lows.append(ends(page)[0])
        # The axes follow in steps no larger than those of the slider ask for.
        assert lows == sorted(lows, reverse=True)
        assert all(before - after < 0.6 for before, after in pairwise(lows))
        assert page.url.endswith("#alpha=4")
        far = ends(page)
        page.reload(wait_until="networkidle")
        settled(page)
        assert ends(page) == pytest.approx(far, abs=1e-2)
        slider.fill("1")
        settled(page)
        assert ends(page) == pytest.approx(home, abs=1e-2)


def test_window_of_a_reader_who_has_zoomed_stays(browser: Browser, served: Served) -> None:
    with plot(browser, served, "elu") as page:
        home = ends(page)
        page.get_by_role("button", name="Zoom in").click()
        settled(page)
        near = ends(page)
        page.get_by_label(re.compile("^α")).fill("4")
        settled(page)
        assert ends(page) == near
        assert "view=" in page.url
        page.get_by_role("button", name="Reset").click()
        settled(page)
        assert ends(page) == home
        assert "#" not in page.url


# --- kinks and jumps -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "slug",
    [
        *("heaviside-step", "hardshrink", "threshold", "softshrink", "relu", "relu6", "hardswish"),
        *("elu", "selu", "sqnl"),
    ],
)
def test_curves_end_at_jumps_and_dots_tell_what_is_taken(
    browser: Browser, served: Served, slug: str, records: dict[str, Any]
) -> None:
    """Closed where the value lies, open at other limits; no value where a derivative is none."""
    kinks = records[slug]["kinks"]
    assert kinks
    with plot(browser, served, f"{slug}#show=f-df-d2f&x=-0.9") as page:
        origin = page.evaluate(
            "document.querySelector('svg.chart').getBoundingClientRect().toJSON()"
        )
        for kink in kinks:
            found = None
            for rank, order in enumerate(("f", "df", "d2f")):
                left, at, right = (kink[order][side] for side in ("left", "at", "right"))
                lost = rank > kink["order"]
                x, _ = place(page, kink["point"]["value"], 0)
                found = page.evaluate(AT_KINK, x - origin["x"])[order]
                jump = lost or left != right
                assert found["through"] != jump, (kink["point"], order)
                taken = set() if lost or left == at == right else {at}
                limits = {left, right} - taken if jump else set()
                for kind, wanted in (("closed", taken), ("open", limits)):
                    heights = [place(page, 0, y)[1] - origin["y"] for y in wanted]
                    assert sorted(found[kind]) == pytest.approx(sorted(heights), abs=0.6)


def test_no_dot_stands_where_a_derivative_is_none(browser: Browser, served: Served) -> None:
    with plot(browser, served, "heaviside-step#x=0") as page:
        assert [values(page)[order] for order in ("f", "df", "d2f")] == ["1", "none", "none"]
        shown = page.locator(".plot-dot[visibility=visible]")
        assert shown.count() == 0
        page.locator(".plot-values input").fill("1")
        expect(shown).to_have_count(1)


# --- the point -----------------------------------------------------------------------------------


def test_point_is_dragged_and_sticks_to_a_kink(browser: Browser, served: Served) -> None:
    with plot(browser, served, "relu") as page:
        handle(page).scroll_into_view_if_needed()
        page.mouse.move(*place(page, -1, 0))
        page.mouse.down()
        page.mouse.move(*place(page, 2, 0), steps=4)
        settled(page)
        assert float(values(page)["x"]) == pytest.approx(2, abs=0.03)
        assert float(values(page)["f"]) == pytest.approx(2, abs=0.03)
        x, y = place(page, 0, 0)
        page.mouse.move(x + 3, y)
        page.mouse.up()
        settled(page)
        assert values(page) == {"x": "0", "f": "0", "df": "0 | 1", "d2f": "none"}
        assert page.locator(".plot-note").text_content() == (
            "A kink: f′ is 0 on the left, 1 on the right; the code returns f′ = 0, the left slope."
        )
        assert page.url.endswith("#x=0")


def test_values_are_those_of_the_record(browser: Browser, served: Served, site: Any) -> None:
    records = read_json(site / "data/activations.json")["activations"]
    (relu6,) = [record for record in records if record["slug"] == "relu6"]
    with plot(browser, served, "relu6") as page:
        for kink in relu6["kinks"]:
            page.locator(".plot-values input").fill(str(kink["point"]["value"]))
            both = [f"{kink['df'][side]:g}" for side in ("left", "right")]
            assert values(page)["df"] == " | ".join(both)
            note = page.locator(".plot-note").text_content() or ""
            assert f"the code returns f′ = {kink['df']['at']:g}" in note


def test_values_far_out_are_whole_numbers_or_limits(browser: Browser, served: Served) -> None:
    with plot(browser, served, "gelu#x=-1e300") as page:
        assert [values(page)[order] for order in ("f", "df", "d2f")] == ["0", "0", "0"]
        page.locator(".plot-values input").fill("123456")
        assert values(page) == {"x": "123456", "f": "123456", "df": "1", "d2f": "0"}


def test_arrow_keys_move_the_point_and_stop_at_a_kink(browser: Browser, served: Served) -> None:
    with plot(browser, served, "softshrink#x=0.45") as page:
        point = handle(page)
        point.press("ArrowRight")
        assert values(page)["x"] == "0.5"
        assert "kink" in (page.locator(".plot-note").text_content() or "")
        point.press("ArrowRight")
        assert float(values(page)["x"]) > 0.5
        point.press("PageDown")
        assert values(page)["x"] == "0.5"
        assert (point.get_attribute("aria-valuetext") or "").startswith(
            "x 0.5, f 0, f′ 0 left, right 1"
        )
        point.press("End")
        edge = float(values(page)["x"])
        point.press("ArrowRight")
        settled(page)
        # The view goes with the point.
        assert float(values(page)["x"]) > edge
        assert visible_x(page)[-1] > 3
        assert "view=" in page.url


def test_tap_brings_the_point(browser: Browser, served: Served) -> None:
    with plot(browser, served, "sigmoid", has_touch=True) as page:
        handle(page).scroll_into_view_if_needed()
        page.touchscreen.tap(*place(page, 2, 0.5))
        settled(page)
        assert float(values(page)["x"]) == pytest.approx(2, abs=0.03)


# --- the view ------------------------------------------------------------------------------------


def test_buttons_keys_and_wheel_zoom_and_reset_undoes_it(browser: Browser, served: Served) -> None:
    with plot(browser, served, "tanh") as page:
        home = visible_x(page)
        page.get_by_role("button", name="Zoom out").click()
        settled(page)
        assert visible_x(page)[-1] > home[-1]
        handle(page).press("+")
        settled(page)
        assert visible_x(page) == home
        page.mouse.move(*place(page, 2, 0))
        page.keyboard.down("Control")
        page.mouse.wheel(0, -200)
        page.keyboard.up("Control")
        settled(page)
        near = visible_x(page)
        assert home[0] < near[0]
        assert near[-1] < home[-1]
        assert "view=" in page.url
        page.get_by_role("button", name="Reset").click()
        settled(page)
        assert visible_x(page) == home
        assert "#" not in page.url


@pytest.mark.parametrize(
    ("slug", "labels"), [("threshold", ("Threshold", "Threshold′")), ("gelu", ("GELU", "GELU′"))]
)
def test_labels_are_placed_anew_where_they_cover_nothing(
    browser: Browser, served: Served, slug: str, labels: tuple[str, str]
) -> None:
    views = ("-20,20,-3,3", "-3,0.5,-0.5,0.5", "-1,1,-0.5,2", "-8,8,-30,30", "-4,4,-5,22")
    seen: set[str] = set()
    with plot(browser, served, slug) as page:
        for view in views:
            page.evaluate("(view) => { location.hash = `view=${view}`; }", view)
            settled(page)
            shown, covering = page.evaluate(LABELS)
            assert not covering, view
            seen |= set(shown)
        assert seen >= {*labels}
        for _ in range(5):
            page.get_by_role("button", name="Zoom in").click()
            handle(page).press("PageDown")
            settled(page)
            assert not page.evaluate(LABELS)[1], page.url


def test_wheel_alone_scrolls_the_page(browser: Browser, served: Served) -> None:
    with plot(browser, served, "tanh") as page:
        home = visible_x(page)
        page.mouse.move(*place(page, 2, 0))
        page.mouse.wheel(0, 200)
        settled(page)
        assert page.evaluate("scrollY") > 100
        assert visible_x(page) == home


def test_drag_pans(browser: Browser, served: Served) -> None:
    with plot(browser, served, "tanh") as page:
        handle(page).scroll_into_view_if_needed()
        page.mouse.move(*place(page, 2, 0.5))
        page.mouse.down()
        page.mouse.move(*place(page, 0, 0.5), steps=4)
        page.mouse.up()
        settled(page)
        assert visible_x(page)[-1] >= 5
        assert values(page)["x"] == "-1"


def test_two_fingers_zoom(browser: Browser, served: Served) -> None:
    with plot(browser, served, "tanh", has_touch=True) as page:
        handle(page).scroll_into_view_if_needed()
        home = visible_x(page)
        client = page.context.new_cdp_session(page)
        (left, y), (right, _) = (place(page, side, 0.5) for side in (-1, 1))
        for kind, apart in (("touchStart", 0), ("touchMove", 20), ("touchMove", 40)):
            fingers = [{"x": left - apart, "y": y, "id": 0}, {"x": right + apart, "y": y, "id": 1}]
            client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})
        client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        settled(page)
        assert visible_x(page)[-1] < home[-1]


# --- the address ---------------------------------------------------------------------------------


def test_link_brings_the_whole_state_back(browser: Browser, served: Served) -> None:
    with plot(browser, served, "elu") as page:
        page.get_by_label(re.compile("^α")).fill("3")
        page.get_by_label("f″", exact=True).uncheck()
        page.get_by_role("button", name="Zoom in").click()
        handle(page).press("ArrowLeft")
        settled(page)
        link, shown = page.url, values(page)
        curves = [path.get_attribute("d") for path in page.locator(".chart-curve").all()]
        ticks = visible_x(page)
    with plot(browser, served, f"elu#{link.partition('#')[2]}") as page:
        assert values(page) == shown
        assert visible_x(page) == ticks
        assert [path.get_attribute("d") for path in page.locator(".chart-curve").all()] == curves
        assert page.get_by_label("f″", exact=True).is_checked() is False
        assert page.url == link


@pytest.mark.parametrize(
    "state", ["alpha=99&x=nan&view=1,2&show=z", "view=3,2,1,0&alpha=-1", "code"]
)
def test_address_that_says_nonsense_or_a_section_is_no_state(
    browser: Browser, served: Served, state: str
) -> None:
    with plot(browser, served, f"elu#{state}") as page:
        settled(page)
        assert page.url.endswith(f"#{state}")
        assert visible_x(page) == [-4, -2, 0, 2, 4]
        assert float(page.get_by_label(re.compile("^α")).input_value()) > 0
        assert values(page)["x"] == "-1"


def test_state_stays_behind_when_the_reader_goes_on(browser: Browser, served: Served) -> None:
    with plot(browser, served, "elu") as page:
        page.get_by_label(re.compile("^α")).fill("2")
        settled(page)
        page.locator(".md-content a", has_text=re.compile("^CELU$")).first.click()
        page.locator("#figure-celu .chart-curve").first.wait_for(state="attached")
        settled(page)
        assert page.locator("svg.chart").count() == 1
        assert "#" not in page.url
        assert page.get_by_label(re.compile("^α")).input_value() == "1"
        page.get_by_label(re.compile("^α")).fill("3")
        settled(page)
        assert page.url.endswith("/celu/#alpha=3")
        page.go_back()
        page.locator("#figure-elu .chart-curve").first.wait_for(state="attached")
        settled(page)
        assert page.get_by_label(re.compile("^α")).input_value() == "2"


# --- the page ------------------------------------------------------------------------------------


def test_without_script_the_still_figure_stands_and_no_place_is_kept(
    browser: Browser, served: Served
) -> None:
    with plot(browser, served, "elu", java_script_enabled=False) as page:
        figure = page.locator("#figure-elu")
        assert figure.locator("svg.figure-image").is_visible()
        assert figure.locator(".figure-controls").is_hidden()
        assert figure.locator("svg.chart").count() == 0


@pytest.mark.parametrize("slug", ["elu", "relu", "hardtanh", "threshold"])
@pytest.mark.parametrize("width", [PHONE, 1280])
def test_plot_is_as_large_as_the_figure_and_shifts_nothing(
    browser: Browser, served: Served, slug: str, width: int
) -> None:
    with plot(browser, served, slug, java_script_enabled=False) as page:
        page.set_viewport_size({"width": width, "height": 900})
        still = page.locator("svg.figure-image").evaluate(BOX)
    with plot(browser, served, slug) as page:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.locator("svg.chart").evaluate(BOX) == pytest.approx(still, abs=0.5)
        controls = page.locator(".figure-controls")
        assert controls.evaluate(ROOM) >= 0
        # Where a phone has become a desktop, Material's drawers slide away first.
        page.wait_for_function(
            "(width) => document.documentElement.scrollWidth <= width", arg=width
        )
        # A kink has the longest text.
        for number in page.evaluate(KINKS, slug):
            page.locator(".plot-values input").fill(str(number))
            assert controls.evaluate(ROOM) >= 0


@pytest.mark.parametrize("slug", ["relu", "elu", "hardtanh"])
def test_place_of_plot_and_controls_is_kept_until_the_script_comes(
    browser: Browser, served: Served, slug: str
) -> None:
    with plot(browser, served, slug) as page:
        after = page.locator(f"#figure-{slug}").evaluate(BOX)
        page.route("**/plot.js", lambda route: route.fulfill(body=""))
        page.reload(wait_until="networkidle")
        assert page.locator("svg.chart").count() == 0
        assert page.locator(f"#figure-{slug}").evaluate(BOX) == pytest.approx(after, abs=0.5)


def test_moving_things_shifts_nothing(browser: Browser, served: Served) -> None:
    with plot(browser, served, "elu") as page:
        page.evaluate("document.fonts.ready")
        before = page.evaluate("shift")
        page.get_by_label(re.compile("^α")).fill("2")
        handle(page).press("End")
        page.get_by_label("f′", exact=True).uncheck()
        settled(page)
        assert page.evaluate("shift") == before


def test_colors_follow_the_palette(browser: Browser, served: Served) -> None:
    colors = []
    for scheme in ("light", "dark"):
        with plot(browser, served, "elu", color_scheme=scheme) as page:
            strokes = "(e) => getComputedStyle(e).stroke"
            found = [one.evaluate(strokes) for one in page.locator(".chart-curve").all()]
            assert len(set(found)) == 3
            colors.append(found)
    assert not set(colors[0]) & set(colors[1])


def test_every_scalar_activation_and_no_other_has_a_plot(
    browser: Browser, served: Served, site: Any
) -> None:
    records = read_json(site / "data/activations.json")["activations"]
    for record in records:
        text = (site / f"activations/{record['slug']}/index.html").read_text(encoding="utf-8")
        assert (f'data-plot="{record["slug"]}"' in text) == (record["kind"] == "scalar")
