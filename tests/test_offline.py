"""The offline profile: pages, links, scripts and search work from the file system."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from browser import watched
from building import ROOT, bring_up_to_date
from kinds import one_of_each_kind
from playwright.sync_api import Browser, Page, expect

ADDRESSES = (
    "() => [...document.querySelectorAll('[href], [src]')].map((one) => one.href || one.src)"
)


@pytest.fixture(scope="module")
def offline() -> Path:
    """The folder of the site for the file system, as `make docs-offline` makes it."""
    bring_up_to_date("offline")
    return ROOT / "site-offline"


@pytest.fixture
def home(browser: Browser, offline: Path) -> Iterator[Page]:
    """The home page on a desktop; at the end nothing may have gone wrong."""
    with watched(browser, "file://", color_scheme="light") as (page, troubles):
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto((offline / "index.html").as_uri(), wait_until="networkidle")
        yield page
        assert not troubles


def test_links_lead_to_files_that_are_there(browser: Browser, offline: Path) -> None:
    """Also those that scripts have made."""
    wrong = set()
    with watched(browser, "file://") as (page, troubles):
        # Only a server sends a reader to 404.html.
        for name in set(one_of_each_kind(offline)) - {"404.html"}:
            file = name if name.endswith(".html") else f"{name}index.html"
            page.goto((offline / file).as_uri(), wait_until="networkidle")
            for address in page.evaluate(ADDRESSES):
                if not isinstance(address, str) or not address.startswith("file:"):
                    continue
                path = Path(unquote(urlsplit(urldefrag(address).url).path))
                if not path.is_file() or offline not in path.parents:
                    wrong.add(f"{name}: {address}")
    assert not wrong
    assert not troubles


def test_search_finds_and_its_result_opens(home: Page) -> None:
    home.locator(".md-search__input").click()
    home.keyboard.type("softplus")
    home.locator(".md-search-result__item a").first.click()
    home.wait_for_url(re.compile(r"softplus.*\.html"))
    expect(home.locator(".md-content h1")).to_contain_text("Softplus")


def test_scripts_work(home: Page, offline: Path) -> None:
    home.goto((offline / "activations/index.html").as_uri())
    home.locator(".comparison th button").first.click()
    assert home.url.endswith("#sort=name")
    home.goto((offline / "articles/sigmoid-and-tanh.html").as_uri())
    expect(home.locator("#figure-product-bound input")).to_have_count(2)


def test_palette_can_be_switched(home: Page) -> None:
    home.locator("label[for=__palette_1]").click()
    home.locator("label[for=__palette_2]").click()
    expect(home.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
