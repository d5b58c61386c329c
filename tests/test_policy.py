"""The Content-Security-Policy: whose scripts it lets run, and what it forbids in a browser.

That nothing on the site breaks it is seen by all who look at the console: `browser.watched`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browser import Served, watched
from playwright.sync_api import Browser

from gen import policy

THEME = '<script>var scope="{{ base_url }}",tabs=[1]</script>'
HEAD = '<head><meta charset="utf-8">'

TOLD = """
globalThis.violations = [];
addEventListener("securitypolicyviolation", (event) => violations.push(
  `${event.effectiveDirective}: ${event.blockedURI} ${event.sample}`));
"""

# Each of these is what the policy is there to forbid.
ATTEMPTS = """
() => {
  const add = (name, properties) =>
    document.body.append(Object.assign(document.createElement(name), properties));
  add("script", { textContent: "globalThis.broken = 'inline script'" });
  add("style", { textContent: "body { color: red }" });
  add("div", { innerHTML: "<img src='data:,' onerror='globalThis.broken = \\"handler\\"'>" });
  add("script", { src: "https://example.org/script.js" });
  add("img", { src: "https://example.org/image.png" });
  add("iframe", { src: "https://example.org/" });
  // Later, because what a debugger evaluates may evaluate in turn.
  setTimeout(() => { eval("globalThis.broken = 'eval'"); });
  fetch("https://example.org/data.json").catch(() => {});
}
"""
FORBIDDEN = (
    *("script-src-elem", "style-src-elem", "script-src-attr"),  # inline
    *("img-src", "frame-src", "connect-src"),  # from another host
    "script-src",  # eval
)
"""The directives that the attempts break."""


@pytest.fixture
def theme(tmp_path: Path) -> Path:
    """The templates of a theme with one inline script."""
    folder = tmp_path / "theme/partials/javascripts"
    folder.mkdir(parents=True)
    (folder / "base.html").write_text(THEME, encoding="utf-8")
    return tmp_path / "theme"


def site(folder: Path, **pages: str) -> Path:
    made = folder / "site"
    made.mkdir()
    for name, text in pages.items():
        (made / f"{name}.html").write_text(text, encoding="utf-8")
    return made


def test_pages_share_one_policy_that_knows_the_scripts_of_all(theme: Path, tmp_path: Path) -> None:
    """Instant navigation keeps the policy of the first page; a second one would bind as well."""
    scripts = [f'<script>var scope="{base}",tabs=[1]</script>' for base in (".", "..")]
    made = site(tmp_path, one=HEAD + scripts[0], two=HEAD + scripts[1])
    policy.enforce(made, [theme])
    one, two = ((made / f"{name}.html").read_text("utf-8") for name in ("one", "two"))
    assert one.count("http-equiv") == 1
    assert one.removesuffix(scripts[0]) == two.removesuffix(scripts[1])
    assert one.count("'sha256-") == 2
    # SHA-256 of the text between the tags, as a browser computes it: by `openssl dgst`.
    assert "'sha256-2+uh4edymAzPc1x49RJ+K8o1ymWo6m83wBXYrHEYLx0='" in one


@pytest.mark.parametrize(
    "script",
    [
        "<script>alert()</script>",
        '<script type="module">alert()</script>',
        '<script>var scope="..",tabs=[1];alert()</script>',
        '<script>var scope="";alert("",tabs=[1])</script>',
    ],
)
def test_inline_script_that_is_not_of_the_theme_stops_the_build(
    script: str, theme: Path, tmp_path: Path
) -> None:
    with pytest.raises(policy.PolicyError, match=r"^page\.html: an inline script"):
        policy.enforce(site(tmp_path, page=HEAD + script), [theme])


def test_data_and_files_are_no_inline_scripts(theme: Path, tmp_path: Path) -> None:
    data = '<script type="application/ld+json">{}</script><script src="a.js" defer></script>'
    made = site(tmp_path, page=HEAD + data)
    policy.enforce(made, [theme])
    assert "sha256" not in (made / "page.html").read_text("utf-8")


def test_every_page_carries_the_one_policy(site: Path) -> None:
    metas = [
        re.findall(r'<meta http-equiv="Content-Security-Policy"[^>]*>', page.read_text("utf-8"))
        for page in site.rglob("*.html")
    ]
    assert len(metas) > 100
    assert all(len(found) == 1 for found in metas)
    assert len({found[0] for found in metas}) == 1


def test_policy_forbids_other_hosts_eval_and_inline_scripts(
    browser: Browser, served: Served
) -> None:
    with watched(browser, served.origin) as (page, troubles):
        page.add_init_script(TOLD)
        page.goto(served.urls[0])
        page.evaluate(ATTEMPTS)
        for directive in FORBIDDEN:
            page.wait_for_function(
                "(name) => violations.some((one) => one.startsWith(`${name}:`))", arg=directive
            )
        assert page.evaluate("globalThis.broken ?? null") is None
        # So a page that breaks the policy would be noticed by every test that watches it.
        assert any("Content Security Policy" in one for one in troubles)
