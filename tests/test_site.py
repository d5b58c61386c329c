"""A browser's view of the finished site: every page, light and dark, phone width, no scripts."""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, Response, sync_playwright

PHONE = 390
"""Width of a common phone in CSS pixels."""

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# What sticks out of the page, were it not in a box that scrolls. The names help to find it.
WIDER_THAN_PAGE = """
() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const article = document.querySelector("article") ?? document.body;
  return ["scrolls to " + document.documentElement.scrollWidth + " px"].concat(
    [...article.querySelectorAll("*")]
      .filter((element) => element.getBoundingClientRect().right > width + 1)
      .slice(0, 3)
      .map((element) => element.outerHTML.slice(0, 80)));
}
"""

FIGURES = """
() => [...document.querySelectorAll("[data-figure], figure.figure")].map((figure) => {
  const svg = figure.querySelector("svg[role=img]");
  const labels = (svg?.getAttribute("aria-labelledby") ?? "").split(" ");
  return {
    id: figure.id || figure.dataset.figure,
    drawn: svg !== null && svg.getBoundingClientRect().height > 50,
    title: svg?.querySelector(":scope > title")?.textContent.trim() ?? "",
    desc: svg?.querySelector(":scope > desc")?.textContent.trim() ?? "",
    labelled: labels.every((id) => svg?.querySelector(":scope > #" + CSS.escape(id)) != null),
  };
})
"""

FORMULAS = """
() => [...document.querySelectorAll(".arithmatex")].map((formula) => ({
  tex: formula.querySelector("annotation")?.textContent ?? formula.textContent,
  spoken: formula.querySelector("math") !== null,
  // A folded answer has no boxes until its reader opens it.
  shown: formula.closest("details:not([open]), .tabbed-block") !== null
    || (formula.querySelector(".katex-html")?.getBoundingClientRect().height ?? 0) > 4,
}))
"""

DUPLICATE_IDS = """
() => [...document.querySelectorAll("[id]")].map((element) => element.id)
  .filter((id, place, ids) => ids.indexOf(id) !== place)
"""

FONTS = "async () => { await document.fonts.ready; return document.fonts.check('16px Inter'); }"


class Served(NamedTuple):
    """The site on a local port."""

    origin: str
    """Scheme, host and port."""

    urls: list[str]
    """The address of each page, in order."""


class _Quiet(SimpleHTTPRequestHandler):
    """Serves the site below the path of SITE_URL, as its host would, and logs nothing."""

    prefix = ""

    def translate_path(self, path: str) -> str:
        return super().translate_path(path.removeprefix(self.prefix))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the library's name)
        """Nothing: a failure names its request itself."""


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[Served]:
    """The built site behind a web server."""
    prefix = urlsplit(os.environ.get("SITE_URL", "")).path.rstrip("/")
    handler = type("_Handler", (_Quiet,), {"prefix": prefix})
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    origin = f"http://127.0.0.1:{server.server_port}"
    names = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    urls = [f"{origin}{prefix}/{name.removesuffix('index.html')}" for name in names]
    assert urls, f"no page in {site}"
    yield Served(origin, urls)
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; without one the tests are skipped, loudly, and in CI they fail."""
    names = ("chromium", "chromium-browser", "google-chrome")
    executable = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if executable is None:
        reason = "NO BROWSER, THE SITE WAS NOT LOOKED AT: install chromium or set CHROMIUM to one"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


@contextlib.contextmanager
def _watched(browser: Browser, origin: str, **options: Any) -> Iterator[tuple[Page, list[str]]]:
    """A browser page as wide as a phone, and the list that its troubles are added to."""
    context = browser.new_context(viewport={"width": PHONE, "height": 844}, **options)
    page = context.new_page()
    troubles: list[str] = []

    def request(request: Request) -> None:
        if not request.url.startswith((f"{origin}/", "data:", "blob:")):
            troubles.append(f"asks another host: {request.url}")

    def response(response: Response) -> None:
        if response.status >= 400:
            troubles.append(f"status {response.status}: {response.url}")

    page.on("request", request)
    page.on("response", response)
    page.on("requestfailed", lambda request: troubles.append(f"request failed: {request.url}"))
    page.on("pageerror", lambda error: troubles.append(f"script error: {error}"))
    page.on(
        "console",
        lambda message: (
            troubles.append(f"console: {message.text}") if message.type == "error" else None
        ),
    )
    yield page, troubles
    context.close()


def _report(failures: dict[str, list[str]]) -> str:
    return "\n".join(f"{url}: {'; '.join(troubles)}" for url, troubles in failures.items())


@pytest.mark.parametrize(("color", "scheme"), [("light", "default"), ("dark", "slate")])
def test_pages_are_quiet_and_fit_a_phone(
    browser: Browser, served: Served, color: str, scheme: str
) -> None:
    """No console error, no failed or foreign request, no sideways scroll, the scheme asked for."""
    failures = {}
    with _watched(browser, served.origin, color_scheme=color) as (page, troubles):
        for url in served.urls:
            page.goto(url, wait_until="networkidle")
            found = page.locator("body").get_attribute("data-md-color-scheme")
            # A redirect has no theme; it has sent the browser on to a page that has.
            if found != scheme:
                troubles.append(f"color scheme {found}, not {scheme}")
            troubles.extend(page.evaluate(WIDER_THAN_PAGE))
            troubles.extend(f"id {name!r} stands twice" for name in page.evaluate(DUPLICATE_IDS))
            if troubles:
                failures[url] = troubles.copy()
                troubles.clear()
    assert not failures, _report(failures)


def test_formulas_and_figures_need_no_script(browser: Browser, served: Served) -> None:
    """Formulas are shown and can be read out, figures are drawn with title and description."""
    failures: dict[str, list[str]] = {}
    formulas = figures = 0
    with _watched(browser, served.origin, java_script_enabled=False) as (page, troubles):
        for url in served.urls:
            page.goto(url, wait_until="networkidle")
            for formula in page.evaluate(FORMULAS):
                formulas += 1
                if not (formula["shown"] and formula["spoken"]):
                    troubles.append(f"formula not set: {formula['tex']}")
            for figure in page.evaluate(FIGURES):
                figures += 1
                lacking = [name for name, value in figure.items() if not value]
                if lacking:
                    troubles.append(f"figure {figure['id']!r} lacks: {', '.join(lacking)}")
            if troubles:
                failures[url] = troubles.copy()
                troubles.clear()
    assert not failures, _report(failures)
    assert formulas, "no formula on any page"
    assert figures, "no figure on any page"


def test_text_is_set_in_the_vendored_font(browser: Browser, served: Served) -> None:
    with _watched(browser, served.origin) as (page, _):
        page.goto(served.urls[0])
        assert page.evaluate(FONTS)
        assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith("Inter")


def test_search_finds_words_and_holds_no_tex(site: Path) -> None:
    """Formulas are set after the search index is made, and their TeX is kept out of it."""
    index = (site / "search/search_index.json").read_text(encoding="utf-8")
    assert "ReLU" in index
    for command in (r"\\frac", r"\\begin", r"\\operatorname", "katex-html", "<svg"):
        assert command not in index, f"the search index holds {command}"
