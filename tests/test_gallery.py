"""The gallery of the home page in a browser: by name, by property, on a phone, by keyboard."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from browser import SHIFT, Served, watched
from playwright.sync_api import Browser, Locator, Page, expect

from gen import catalog
from gen.figures.thumbnail import HEIGHT, WIDTH, thinned
from gen.gallery import GalleryError, families, names, place_thumbnails
from gen.properties import PROPERTIES

Record = dict[str, Any]

HEAVIEST = 60_000
"""The most that the home page may weigh, in bytes, compressed."""


@pytest.fixture
def home(browser: Browser, served: Served) -> Iterator[Page]:
    """The home page on a phone; at the end nothing may have gone wrong on it."""
    with watched(browser, served.origin, has_touch=True) as (page, troubles):
        page.goto(address(served), wait_until="networkidle")
        yield page
        assert not troubles


def address(served: Served) -> str:
    return min(served.urls, key=len)


def shown(page: Page) -> list[str]:
    """The names of the functions in sight."""
    return page.locator(".tiles li:visible a > span").all_text_contents()


def label_of(page: Page, key: str) -> Locator:
    """What a reader presses to choose a property."""
    return page.locator(".finder fieldset label", has=page.locator(f'[value="{key}"]'))


def test_every_function_has_its_picture(home: Page, activations: list[Record]) -> None:
    assert sorted(shown(home)) == sorted(record["name"] for record in activations)
    boxes = [tile.bounding_box() for tile in home.locator(".tiles svg").all()]
    assert len(boxes) == len(activations)
    assert all(box and box["width"] > 90 and box["height"] > 50 for box in boxes)
    assert home.locator(".tiles svg .f").count() == len(activations)
    assert home.locator(".tiles svg .df").count() == len(activations)
    assert home.evaluate(SHIFT) == 0


def test_page_is_light(site: Path) -> None:
    page = (site / "index.html").read_bytes()
    assert len(gzip.compress(page)) < HEAVIEST


def test_a_name_or_an_alias_finds_its_function_as_it_is_typed(home: Page) -> None:
    search = home.get_by_label("Name")
    search.press_sequentially("leaky re")
    assert shown(home) == ["LeakyReLU", "RReLU"]  # a randomized leaky ReLU
    search.fill("h-swish")
    assert shown(home) == ["Hardswish"]
    assert home.locator(".tiles li:visible small").text_content() == "h-swish"
    search.fill("linear unit that nobody knows")
    assert shown(home) == []
    assert home.locator(".finder output").text_content() == "None of 58 functions"
    assert home.locator(".family:visible").count() == 0
    search.fill("ReLU")
    assert {"ReLU", "PReLU", "Softplus"} <= set(shown(home))  # "smooth ReLU"
    search.press("Enter")
    home.wait_for_url("**/activations/relu/")


def test_each_property_shows_who_has_it(home: Page, activations: list[Record]) -> None:
    for which in PROPERTIES:
        having = {record["name"] for record in activations if which.holds(record)}
        told = [*which.label.split(), str(len(having))]
        label = label_of(home, which.key)
        assert label.inner_text().split() == told
        label.tap()
        assert set(shown(home)) == having, which.key
        assert label.inner_text().split() == told
        label.tap()
    assert len(shown(home)) == len(activations)


def test_three_presses_lead_from_properties_to_a_function(home: Page) -> None:
    """A bump that levels off on both sides and turns: two properties and the picture."""
    for key in ("bounded", "turns"):
        home.locator(f'.finder [value="{key}"]').press("Space")
    assert shown(home) == ["Sine", "Gaussian"]
    assert home.locator(".finder output").text_content() == "2 of 58 functions"
    assert label_of(home, "monotone").inner_text().split()[-1] == "0"
    assert "#has=bounded,turns" in home.url
    home.locator(".tiles li:visible a").last.click()
    home.wait_for_url("**/activations/gaussian/")
    home.go_back(wait_until="networkidle")
    expect(home.locator(".tiles li:visible")).to_have_count(2)
    assert shown(home) == ["Sine", "Gaussian"]


def test_link_brings_the_choice_back_and_show_all_ends_it(home: Page, served: Served) -> None:
    home.goto(f"{address(served)}#name=unit&has=kinks,nonsense&__proto__=1")
    expect(home.get_by_label("Name")).to_have_value("unit")
    home.reload(wait_until="networkidle")
    few = shown(home)
    assert "ReLU" in few
    assert "GELU" not in few
    # A link to a family leads there and leaves the choice as it is.
    home.evaluate("location.hash = 'exponential'")
    home.wait_for_timeout(100)
    assert shown(home) == few
    home.get_by_role("button", name="Show all").click()
    assert len(shown(home)) > len(few)
    assert "#" not in home.url
    assert home.locator(".finder :checked").count() == 0


def test_words_are_explained_on_the_page(home: Page) -> None:
    home.get_by_text("What the words mean").click()
    for one in PROPERTIES:
        assert home.get_by_text(one.meaning, exact=True).first.is_visible()


def test_targets_are_large_enough_for_a_finger(home: Page) -> None:
    for target in home.locator(".finder fieldset label, .tiles a").all():
        box = target.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 36


def test_without_scripts_the_gallery_is_whole_and_has_no_dead_controls(
    browser: Browser, served: Served, activations: list[Record]
) -> None:
    with watched(browser, served.origin, java_script_enabled=False) as (page, _):
        page.goto(address(served))
        assert len(shown(page)) == len(activations)
        assert page.locator(".finder").bounding_box() is None


def test_search_index_leaves_the_gallery_out(site: Path) -> None:
    """Else the home page would answer whoever looks for a function."""
    index = json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))
    home = [entry for entry in index["docs"] if entry["location"].partition("#")[0] == ""]
    assert home
    text = " ".join(entry["title"] + entry["text"] for entry in home)
    for word in ("Hardshrink", "Sigmoidal", "rises and falls"):
        assert word not in text


# --- the parts ---------------------------------------------------------------------------------


def test_names_are_told_once(activations: list[Record]) -> None:
    by_slug = {record["slug"]: names(record) for record in activations}
    assert by_slug["hardtanh"] == ["Hardtanh", "clip"]  # "hard tanh" is no other name
    assert by_slug["silu"][0] == "SiLU"
    assert "Swish-1" in by_slug["silu"]


def test_each_family_says_what_it_is(tmp_path: Path) -> None:
    said = families()
    assert {definition.family for definition in catalog.definitions()} == set(said)
    assert all(sentence.endswith(".") for sentence in said.values())
    (tmp_path / "silent.py").write_text("ENTRIES = ()\n", encoding="utf-8")
    with pytest.raises(GalleryError, match=r"silent\.py: begin with a docstring"):
        families(tmp_path)


def test_missing_picture_stops_the_build() -> None:
    with pytest.raises(GalleryError, match="'relu' has no thumbnail"):
        place_thumbnails('<span data-thumbnail="relu"></span>', "docs/index.md", {})


def test_thinned_line_stays_near_all_points() -> None:
    x = np.linspace(0, 96, 400)
    points = np.column_stack([x, 30 + 20 * np.sin(x / 10)])
    few = thinned(points)
    assert len(few) < 80
    assert np.max(np.abs(np.interp(x, few[:, 0], few[:, 1]) - points[:, 1])) < 0.2


def test_thumbnails_stay_in_their_frame(site: Path) -> None:
    """Each line begins inside the frame or just beyond it, and f is seen."""
    page = (site / "index.html").read_text(encoding="utf-8")
    pictures = [part.partition("</svg>")[0] for part in page.split("<svg viewBox")[1:]]
    pictures = [f"<svg viewBox{one}</svg>" for one in pictures if 'class="f"' in one]
    assert pictures
    for picture in pictures:
        _, *curves = ElementTree.fromstring(picture)  # the axes come first
        for curve in curves:
            for line in curve.attrib["d"].split("M")[1:]:
                x, y = (float(number) for number in line.partition("l")[0].split())
                assert 0 <= x <= WIDTH
                assert -4 <= y <= HEIGHT + 4
