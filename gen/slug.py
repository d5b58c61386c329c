"""The form of the permanent ids that stand in URLs, file names and test names."""

import re


def slugify(name: str) -> str:
    """The lower-case id of a name: letters and digits, other runs as single hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
