"""What a page tells programs of itself: those that show a link, and those that search the web.

Addresses in it are absolute, so without SITE_URL there are fewer: no picture and no linked data.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT = 1200, 630
"""The size in pixels of the picture that is shown with a link."""
_LICENSE = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True, kw_only=True)
class Shared:
    """A page as a link to it is shown."""

    site: str
    """The name of the site."""
    home: str
    """Its address; empty without SITE_URL."""
    title: str
    description: str
    address: str
    """That of the page; empty without SITE_URL."""
    picture: str
    """That of its picture; empty where there is none."""
    kind: str
    """"WebSite", "TechArticle", "Dataset" or "WebPage", as schema.org has it."""
    record: Mapping[str, Any] | None = None
    """That of the activation, on its page."""


def open_graph(page: Shared) -> dict[str, str]:
    """The properties of the page by name, for chats and social networks."""
    found = {
        "og:site_name": page.site,
        "og:type": "article" if page.kind == "TechArticle" else "website",
        "og:title": page.title,
        "og:description": page.description,
        "og:url": page.address,
        "og:image": page.picture,
    }
    if page.picture:
        found |= {
            "og:image:width": str(WIDTH),
            "og:image:height": str(HEIGHT),
            "og:image:alt": page.title,
            "twitter:card": "summary_large_image",
        }
    return {name: value for name, value in found.items() if value}


def linked_data(page: Shared) -> str:
    """The page in JSON-LD, ready for a script element; empty without an address."""
    if not page.address:
        return ""
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": page.kind,
        "name" if page.kind in ("WebSite", "Dataset") else "headline": page.title,
        "description": page.description,
        "url": page.address,
        "license": _LICENSE,
        "inLanguage": "en",
    }
    if page.picture:
        found["image"] = page.picture
    if page.kind != "WebSite":
        found["isPartOf"] = {"@type": "WebSite", "name": page.site, "url": page.home}
    if page.kind == "Dataset":
        found["creator"] = {"@type": "Organization", "name": f"The authors of {page.site}"}
        found["distribution"] = [
            {
                "@type": "DataDownload",
                "encodingFormat": kind,
                "contentUrl": f"{page.home}data/activations.{ending}",
            }
            for kind, ending in (("application/json", "json"), ("text/csv", "csv"))
        ]
    if page.record is not None:
        about: dict[str, Any] = {"@type": "DefinedTerm", "name": page.record["name"]}
        if page.record["aliases"]:
            about["alternateName"] = page.record["aliases"]
        found["about"] = about
    # A script element ends at the first "</script" within it.
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
