"""Where the build reads and writes."""

from __future__ import annotations

from pathlib import Path

from gen.catalog import Definition
from gen.dependencies import ROOT

BUILD = ROOT / "build"
SITE = ROOT / "site"
OFFLINE = ROOT / "site-offline"
DOCS = ROOT / "docs"
GLOSSARY = DOCS / "glossary.toml"
CITATION = ROOT / "CITATION.cff"
REQUIREMENTS = ROOT / "requirements.txt"
BIBLIOGRAPHY = ROOT / "gen" / "bibliography.bib"
TEMPLATES = ROOT / "gen" / "templates"

RECORDS = BUILD / "records"
PRECISION = BUILD / "precision"
CARDS = BUILD / "cards"
NOTEBOOKS = BUILD / "notebooks"
PAGES = BUILD / "docs"
DATASET = BUILD / "activations.json"
FINDINGS = BUILD / "claims"
CLAIMS = BUILD / "claims.json"
SOURCES = BUILD / "sources.json"
RELATIONS = BUILD / "relations.json"
MUTANTS = BUILD / "mutants.json"
CHECKERS = BUILD / "checkers.json"
EXPERIMENTS = BUILD / "experiments.json"
THUMBNAILS = BUILD / "thumbnails.json"
RESULTS = ROOT / "gen" / "experiments" / "results"
LAST_CATALOG = BUILD / "catalog.sha256"
"""The digest of the definitions of the last build that ended well."""
VERDICTS = BUILD / "verdicts.json"
SCRIPT = BUILD / "activations.js"


def prose_files() -> list[Path]:
    """The files of docs/ in which facts may be cited."""
    pages = [path for path in DOCS.rglob("*.md") if path.is_file()]
    return sorted([*pages, *notebook_files(), GLOSSARY])


def notebook_files() -> list[Path]:
    """The texts of the notebooks."""
    return sorted((DOCS / "articles").glob("*.py"))


def record_file(definition: Definition) -> Path:
    """Where the record of an entry stands."""
    return RECORDS / f"{definition.slug}.json"


def precision_file(definition: Definition) -> Path:
    """Where it stands of an entry how exactly torch computes it."""
    return PRECISION / f"{definition.slug}.json"
