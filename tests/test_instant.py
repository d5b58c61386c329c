"""Instant navigation: pages reached by it work as if they had been loaded, and lose no state."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from browser import Served, watched
from playwright.sync_api import Browser, Page, expect

from gen import instant

# A page that a click has reached without a load still has what was left in it.
MARK = "() => { globalThis.visit = 'one'; }"
SAME_VISIT = "() => globalThis.visit === 'one'"
# The click of a reader on a link in the text; ends when the next page is there.
FOLLOW = """
async (url) => {
  const link = Object.assign(document.createElement("a"), { href: url });
  document.querySelector("article").append(link);
  const arrived = new Promise((resolve) => {
    let first = true;  // the page that is there
    document$.subscribe(() => { if (!first) resolve(); first = false; });
  });
  link.click();
  await arrived;
}
"""
# Each page that a click on a link leads to, one after the other.
VISIT = f"""
async (urls) => {{
  const follow = {FOLLOW.strip()};
  const shown = [];
  for (const url of urls) {{
    await follow(url);
    const words = (selector) =>
      document.querySelector(selector)?.textContent.trim().replace(/\\s+/g, " ") ?? "";
    shown.push({{
      url: location.href,
      title: words("title"),
      header: words("[data-md-component=header-topic]"),
      heading: document.querySelector("article h1")?.getBoundingClientRect().height > 0,
    }});
  }}
  return shown;
}}
"""


def test_drawings_refer_by_a_name_that_cannot_be_assigned_to() -> None:
    html = '<a href="#x"></a><svg><use x="1" href="#x" /><a\nhref="..">see href=</a></svg>'
    assert instant.adapt(html, "page.md") == (
        '<a href="#x"></a><svg><use x="1" xlink:href="#x" /><a\nxlink:href="..">see xlink:href='
        "</a></svg>"
    )


def test_data_in_a_script_of_the_content_stop_the_build() -> None:
    content = '<div data-md-component="container"><script type="application/json">{}</script></div>'
    with pytest.raises(instant.InstantError, match=r"^page\.md: .* put them into a <template>"):
        instant.adapt(content, "page.md")
    fine = '<script type="application/ld+json">{}</script><div data-md-component="container"></div>'
    config = '<script id="__config" type="application/json">{}</script>'
    assert instant.adapt(fine + config, "page.md") == fine + config


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """The home page on a desktop, marked; at the end nothing may have gone wrong."""
    with watched(browser, served.origin, color_scheme="light") as (page, troubles):
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(home(served))
        page.evaluate(MARK)
        yield page
        assert not troubles


def home(served: Served) -> str:
    return min((url for url in served.urls if url.endswith("/")), key=len)


def follow(page: Page, url: str) -> None:
    """The click of a reader on a link to another page, which is then there without a load."""
    page.evaluate(FOLLOW, url)
    assert page.url == url


def test_every_page_can_be_reached_without_a_load(page: Page, served: Served) -> None:
    """And is then the page that a load would have shown."""
    urls = [url for url in served.urls if url.endswith("/") and url != home(served)]
    assert len(urls) > 100
    shown = page.evaluate(VISIT, urls)
    assert page.evaluate(SAME_VISIT)
    assert len(shown) == len(urls)
    wrong = [
        f"{url}: {found}"
        for url, found in zip(urls, shown, strict=True)
        # Material writes the page's own heading into the header.
        if found["url"] != url
        or not found["heading"]
        or not found["title"].startswith(found["header"])
    ]
    assert not wrong


def test_scripts_set_up_pages_that_are_reached_later(page: Page, served: Served) -> None:
    follow(page, urljoin(home(served), "activations/"))
    expect(page.locator(".comparison th button").first).to_be_visible()
    follow(page, urljoin(home(served), "articles/sigmoid-and-tanh/"))
    expect(page.locator("#figure-product-bound input")).to_have_count(2)
    page.go_back()
    expect(page.locator("form.filters")).to_have_count(1)
    page.locator(".comparison th button").first.click()
    expect(page).to_have_url(urljoin(home(served), "activations/#sort=name"))
    page.go_forward()
    page.go_back()
    expect(page.locator("th[aria-sort]")).to_have_count(1)
    assert page.evaluate(SAME_VISIT)


def test_palette_is_kept(page: Page, served: Served) -> None:
    page.locator("label[for=__palette_1]").click()
    page.locator("label[for=__palette_2]").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    follow(page, urljoin(home(served), "activations/elu/"))
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    assert page.evaluate(SAME_VISIT)


def test_search_result_is_reached_without_a_load(page: Page) -> None:
    page.locator(".md-search__input").click()
    page.keyboard.type("softplus")
    page.locator(".md-search-result__item a").first.click()
    page.wait_for_url("**/softplus/**")
    expect(page.locator(".md-content h1")).to_contain_text("Softplus")
    assert page.evaluate(SAME_VISIT)


def test_place_on_the_page_is_reached_without_fetching_it_anew(page: Page, served: Served) -> None:
    """A figure that the reader has set stays as it is, and going back leads back."""
    follow(page, urljoin(home(served), "articles/sigmoid-and-tanh/"))
    sliders = page.locator("#figure-product-bound input")
    sliders.first.evaluate("(input) => { input.value = 7; }")
    places = page.locator(".md-sidebar--secondary .md-nav__link[href*='#']")
    places.nth(2).click()
    page.wait_for_function("() => scrollY > 0")
    first = page.evaluate("scrollY")
    places.nth(5).click()
    page.wait_for_function("(first) => scrollY > first", arg=first)
    page.go_back()
    page.wait_for_function("(first) => Math.abs(scrollY - first) < 2", arg=first)
    expect(sliders.first).to_have_value("7")


def test_state_in_the_address_of_another_page_leads_to_its_top(page: Page, served: Served) -> None:
    follow(page, urljoin(home(served), "articles/relu-family/"))
    page.evaluate("scrollTo(0, 2000)")
    follow(page, urljoin(home(served), "activations/#family=gated"))
    page.wait_for_function("() => scrollY === 0")
    expect(page.locator(".filters output")).to_contain_text(" of ")
    follow(page, urljoin(home(served), "articles/relu-family/#exercises"))
    page.wait_for_function("() => scrollY > 1000")


def test_files_are_left_to_the_browser(page: Page, served: Served) -> None:
    page.evaluate(FOLLOW.replace("await arrived", ""), urljoin(home(served), "figures/relu.svg"))
    page.wait_for_url("**/relu.svg")
