"""The finished site in a real browser: the parts that all tests of it share."""

from __future__ import annotations

import contextlib
import functools
import os
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, sync_playwright

from gen.budgets import FLAGS, executable

PHONE = 390
"""Width of a common phone in CSS pixels."""

# The sum of all layout shifts of a page.
SHIFT = """
() => new Promise((resolve) => {
  let moved = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) moved += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(moved), 300);
})
"""


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


@contextlib.contextmanager
def serving(site: Path) -> Iterator[Served]:
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


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Chromium; without one the tests are skipped, loudly, and in CI they fail."""
    path = executable()
    if path is None:
        reason = "NO BROWSER, THE SITE WAS NOT LOOKED AT: install chromium or set CHROMIUM to one"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@contextlib.contextmanager
def watched(browser: Browser, origin: str, **options: Any) -> Iterator[tuple[Page, list[str]]]:
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

    def failed(request: Request) -> None:
        # What the browser itself gives up when it leaves a page is no failure of the page.
        if request.failure != "net::ERR_ABORTED":
            troubles.append(f"request failed: {request.url} ({request.failure})")

    def message(message: ConsoleMessage) -> None:
        # Where no page names an icon, as beside a picture shown alone, the browser asks for this.
        unasked = message.location["url"] == f"{origin}/favicon.ico"
        if message.type == "error" and not unasked:
            troubles.append(f"console: {message.text}")

    page.on("request", request)
    page.on("response", response)
    page.on("requestfailed", failed)
    page.on("pageerror", lambda error: troubles.append(f"script error: {error}"))
    page.on("console", message)
    yield page, troubles
    context.close()
