"""The bibliography: one BibTeX file, read once; every citation goes by its key.

The only import of bibtexparser.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bibtexparser.entrypoint import parse_file

from gen.errors import Problem

FILE = Path(__file__).with_name("bibliography.bib")


class BibliographyError(Problem):
    """An entry that lacks a field; its text is one line."""


@dataclass(frozen=True)
class Source:
    """A publication."""

    key: str
    authors: tuple[str, ...]
    """The authors as "Family, Given"."""
    year: str
    title: str
    venue: str
    """Journal, proceedings or publisher; empty for a preprint."""
    url: str
    """Where it is: through its DOI or arXiv id where it has one."""

    @property
    def label(self) -> str:
        """The short form of a citation, such as "He et al. 2015"."""
        families = [author.partition(",")[0] for author in self.authors]
        if len(families) > 2:
            return f"{families[0]} et al. {self.year}"
        return f"{' & '.join(families)} {self.year}"


def read(file: Path = FILE) -> dict[str, Source]:
    """The sources by key.

    Raises BibliographyError for an entry without author, year, title or a place to find it.
    """
    library = parse_file(str(file), encoding="utf-8")
    for block in library.failed_blocks:
        raise BibliographyError(f"{file.name}:{(block.start_line or 0) + 1}: {block.error}")
    sources: dict[str, Source] = {}
    for entry in library.entries:
        key, fields = entry.key, {name: field.value for name, field in entry.fields_dict.items()}
        missing = [name for name in ("author", "year", "title") if not fields.get(name)]
        url = _url(fields)
        if missing or not url:
            lacking = ", ".join([*missing, *([] if url else ["doi, eprint or url"])])
            raise BibliographyError(f"{file.name}: {key} has no {lacking}")
        sources[key] = Source(
            key=key,
            authors=tuple(part.strip() for part in fields["author"].split(" and ")),
            year=fields["year"],
            title=fields["title"].replace("{", "").replace("}", ""),
            venue=fields.get("journal") or fields.get("booktitle") or fields.get("publisher") or "",
            url=url,
        )
    return sources


def _url(fields: dict[str, str]) -> str:
    if "doi" in fields:
        return f"https://doi.org/{fields['doi']}"
    if "eprint" in fields:
        return f"https://arxiv.org/abs/{fields['eprint']}"
    return fields.get("url", "")
