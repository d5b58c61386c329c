"""What the finished site costs its readers, beside what it may cost: figures from a real browser.

    python -m gen.budgets

site/ is served with gzip, as a host would, and looked at in Chromium; Lighthouse gives its scores
where tests/tools has been installed. The exit status is 1 when a budget is exceeded.
"""

from __future__ import annotations

import contextlib
import functools
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from gen.dependencies import ROOT
from gen.performance import Figure

SITE = ROOT / "site"
LIGHTHOUSE = ROOT / "tests" / "tools" / "node_modules" / "lighthouse" / "cli" / "index.js"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Whatever a page asks for, this machine alone answers.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
COMPRESSED = (".html", ".css", ".js", ".json", ".svg", ".xml", ".txt", ".csv")
"""The files that hosts send compressed; fonts and pictures are compressed by themselves."""

ACTIVATIONS = ("elu", "gelu", "softmax", "swiglu")
"""A function with a parameter, the one with the most formulas, one of a vector and one of two
numbers: the pages of activations that are visited."""
ARTICLES = ("why-non-linearity", "sigmoid-and-tanh", "errata")
"""A short article, one with an interactive figure, and the longest."""
MOVED = "elu"
"""The page whose slider is moved."""

VISIT_KB, SCRIPT_KB, FRAME_MS = 200, 30, 1000 / 60
THROTTLE = 4
"""How many times slower the processor of a cheap phone is taken to be."""
SCORES = {"accessibility": 100, "best-practices": 100, "seo": 100}
FAST, READABLE = 95, 90
"""Lighthouse's performance on mobile: home and activations, and articles."""

SHIFTS = """
() => new Promise((resolve) => {
  let moved = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) moved += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(moved), 500);
})
"""
# What a step of the slider costs: its handlers, and the layout and the style that follow from them.
STEPS = """
(slider) => {
  const times = [];
  for (let step = 0; step < 40; step += 1) {
    if (step % 2) slider.stepUp(); else slider.stepDown();
    const begin = performance.now();
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    document.body.getBoundingClientRect();
    times.push(performance.now() - begin);
  }
  return times;
}
"""


def main() -> int:
    """0 when every figure is within its budget, 1 when a line says which is not."""
    if executable() is None:
        sys.stdout.write("What pages weigh was not measured: install Chromium or set CHROMIUM.\n")
        return 0
    figures = measured()
    sys.stdout.write(report(figures))
    if not LIGHTHOUSE.is_file():
        sys.stdout.write("Lighthouse was not run; install it with: npm ci --prefix tests/tools\n")
    return int(not all(figure.kept for figure in figures))


def measured() -> list[Figure]:
    """The figures of site/; none without Chromium, and without scores where Lighthouse is not."""
    if executable() is None:
        return []
    with serving(SITE) as home, chromium() as browser:
        figures = [*visits(browser, home), *shifts(browser, home), slider(browser, home)]
    if LIGHTHOUSE.is_file():
        with serving(SITE) as home:
            figures += list(scores(home))
    return figures


def report(figures: list[Figure]) -> str:
    """The table of figures, each beside its budget."""
    width = max(len(figure.name) for figure in figures)
    lines = [f"{'budget'.ljust(width)}  {'found':>9}  {'allowed':>10}"]
    for one in figures:
        bound = f"{'≥' if one.at_least else '≤'} {one.budget:.4g}"
        verdict = (
            ""
            if one.kept
            else f"  {f'{abs(one.found - one.budget):.3g} {one.unit}'.rstrip()} beyond it"
        )
        found = f"{one.found:.4g} {one.unit}".rstrip()
        lines.append(f"{one.name.ljust(width)}  {found:>9}  {bound:>10}{verdict}")
    return "\n".join(lines) + "\n"


# --- in Chromium -------------------------------------------------------------------------------


def visits(browser: Browser, home: str) -> Iterator[Figure]:
    """The kilobytes of a first visit to the pages of activations, and our scripts among them."""
    heaviest = 0.0
    for address in (f"activations/{slug}/" for slug in ACTIVATIONS):
        sizes = transferred(browser, f"{home}{address}")
        yield Figure(f"first visit to {address}", sum(sizes.values()) / 1000, VISIT_KB, "kB")
        heaviest = max(heaviest, sum(size for url, size in sizes.items() if _is_ours(url)))
    yield Figure("our scripts on one page", heaviest / 1000, SCRIPT_KB, "kB")


def transferred(browser: Browser, url: str) -> dict[str, float]:
    """The bytes that come through the wire for a first visit, by address, with their headers."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    addresses: dict[str, str] = {}
    sizes: dict[str, float] = {}

    def began(event: Any) -> None:
        addresses[event["requestId"]] = event["request"]["url"]

    def ended(event: Any) -> None:
        sizes[addresses[event["requestId"]]] = event["encodedDataLength"]

    session.on("Network.requestWillBeSent", began)
    session.on("Network.loadingFinished", ended)
    page.goto(url, wait_until="networkidle")
    # A worker's script is fetched by a session of its own.
    for worker in page.workers:
        if worker.url not in sizes:
            sizes[worker.url] = _compressed_size(SITE / urlsplit(worker.url).path[1:])
    context.close()
    return sizes


def shifts(browser: Browser, home: str) -> Iterator[Figure]:
    """The sum of layout shifts while a page loads, on a phone and on a desktop."""
    addresses = ["", *(f"activations/{slug}/" for slug in ACTIVATIONS)]
    addresses += [f"articles/{stem}/" for stem in ARTICLES]
    for width in (390, 1280):
        worst = 0.0
        for address in addresses:
            page = browser.new_page(viewport={"width": width, "height": 844})
            page.goto(f"{home}{address}")
            worst = max(worst, page.evaluate(SHIFTS))
            page.close()
        yield Figure(f"layout shift at {width} px", worst, 0, "")


def slider(browser: Browser, home: str) -> Figure:
    """The milliseconds that a step of a slider takes on a slow processor."""
    page = browser.new_page()
    page.goto(f"{home}activations/{MOVED}/")
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
    times = _slider(page).evaluate(STEPS)
    page.close()
    return Figure(f"a slider's step at {THROTTLE}x throttle", median(times), FRAME_MS, "ms")


def _slider(page: Page) -> Any:
    return page.locator("article input[type=range]").first


def _is_ours(url: str) -> bool:
    """Whether a script is ours: Material's have a hash in their names."""
    path = urlsplit(url).path
    return path.endswith(".js") and not path.endswith(".min.js")


# --- Lighthouse --------------------------------------------------------------------------------


def scores(home: str) -> Iterator[Figure]:
    """Lighthouse's scores on mobile for home, pages of activations and articles."""
    pages = [("", FAST), *((f"activations/{slug}/", FAST) for slug in ACTIVATIONS[:2])]
    pages += [(f"articles/{stem}/", READABLE) for stem in ARTICLES[:2]]
    for address, fast in pages:
        found = _lighthouse(f"{home}{address}")
        for name, budget in {"performance": fast, **SCORES}.items():
            score = round(100 * found[name]["score"])
            yield Figure(f"Lighthouse {name}, {address or 'home'}", score, budget, "", True)


def _lighthouse(url: str) -> dict[str, Any]:
    # It parses them as a shell would, but for quotes around a name.
    quoted = [re.sub("=(.*)", r"='\1'", flag) for flag in FLAGS]
    flags = " ".join(["--headless=new", *quoted])
    command = ["node", str(LIGHTHOUSE), url, "--quiet", "--output=json", f"--chrome-flags={flags}"]
    command += [f"--only-categories=performance,{','.join(SCORES)}"]
    environment = {**os.environ, "CHROME_PATH": executable() or ""}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    categories: dict[str, Any] = json.loads(done.stdout)["categories"]
    return categories


# --- the site and a browser --------------------------------------------------------------------


class _Compressing(SimpleHTTPRequestHandler):
    """Serves a folder as hosts do: text with gzip, without a word on the terminal."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if path.suffix not in COMPRESSED or not path.is_file():
            super().do_GET()
            return
        body = _gzipped(path)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the library's name)
        """Nothing: a table is what is printed."""


@functools.cache
def _gzipped(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), 9, mtime=0)


def _compressed_size(path: Path) -> int:
    return len(_gzipped(path))


@contextlib.contextmanager
def serving(site: Path) -> Iterator[str]:
    """The address of the site's home on a local port."""
    handler = functools.partial(_Compressing, directory=str(site))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """The Chromium of the machine."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        yield browser
        browser.close()


def executable() -> str | None:
    """The path of the machine's Chromium, or of the one that CHROMIUM names; None without one."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


if __name__ == "__main__":
    sys.exit(main())
