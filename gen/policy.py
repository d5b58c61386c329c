"""The Content-Security-Policy of every page: nothing from other hosts, no eval, no foreign script.

The theme's own inline scripts are allowed by their hashes. The policy is one and the same on all
pages, because instant navigation keeps that of the page on which a visit began.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from gen.errors import Problem

_SCRIPT = re.compile(r"<script\b(?P<attributes>[^>]*)>(?P<text>.*?)</script>", re.DOTALL)
_DATA = re.compile(r'\btype="?application/')
_CHARSET = '<meta charset="utf-8">'


class PolicyError(Problem):
    """One line that names a page and the script on it that the policy would forbid."""


def enforce(site: Path, theme: Iterable[Path]) -> None:
    """Nothing; afterwards each page of the site carries the policy.

    `theme` are the folders of the theme's templates. Raises `PolicyError` for an inline script that
    is not of the theme.
    """
    known = theme_scripts(theme)
    pages = {path: path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))}
    scripts = {
        script
        for path, html in pages.items()
        for script in inline_scripts(html, path.relative_to(site).as_posix(), known)
    }
    told = policy(scripts)
    for path, html in pages.items():
        path.write_text(with_policy(html, told), encoding="utf-8")


def policy(scripts: Iterable[str]) -> str:
    """The policy that allows these inline scripts and no others."""
    hashes = sorted(f"'sha256-{_digest(script)}'" for script in scripts)
    return "; ".join(
        [
            "default-src 'self'",
            " ".join(["script-src 'self'", *hashes]),
            # KaTeX sets formulas with style attributes; style elements are nobody's.
            "style-src 'self' 'unsafe-inline'",
            "style-src-elem 'self'",
            "img-src 'self' data:",  # the theme's icons stand in its style sheet
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def with_policy(html: str, policy: str) -> str:
    """The page with the policy in its head, before anything that it governs."""
    meta = f'{_CHARSET}\n<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return html.replace(_CHARSET, meta, 1)


def inline_scripts(html: str, page: str, known: re.Pattern[str]) -> Iterator[str]:
    """The inline scripts of a page, each of which is the theme's."""
    for match in _SCRIPT.finditer(html):
        attributes, text = match["attributes"], match["text"]
        if " src=" in attributes or _DATA.search(attributes):
            continue
        if not known.fullmatch(text):
            raise PolicyError(
                f"{page}: an inline script, which the Content-Security-Policy forbids; put it "
                f"into docs/assets/javascripts/: {text.strip()[:80]}"
            )
        yield text


def theme_scripts(folders: Iterable[Path]) -> re.Pattern[str]:
    """What the inline scripts in a theme's templates look like once the templates are filled."""
    sources = [
        path.read_text(encoding="utf-8")
        for folder in folders
        for path in sorted(folder.glob("partials/javascripts/*.html"))
    ]
    scripts = [match["text"] for source in sources for match in _SCRIPT.finditer(source)]
    filled = (r'[^"]*'.join(map(re.escape, re.split(r"{{.*?}}", text))) for text in scripts)
    return re.compile("|".join(filled))


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
