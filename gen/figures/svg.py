"""A matplotlib figure, finished into an SVG that stands inside a page.

The page's light or dark colors and its font reach into the SVG; nothing in the SVG reaches out:
it has no style element, and every id carries the name of its figure.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

import matplotlib.style
from matplotlib.figure import Figure

from gen.figures.palette import CURVES, PALETTE, role_of

STYLE_SHEET = Path(__file__).with_name("style.mplstyle")
"""The one style sheet of all figures."""

LABEL = "figure-label"
"""The gid of a text that wears a paper-colored outline, so that a line under it stays legible."""

PAGE_FONT = "var(--md-text-font-family, Inter, system-ui, sans-serif)"
"""The font of the page, and the one of a standalone SVG."""

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK_HREF = "{http://www.w3.org/1999/xlink}href"


@contextmanager
def figure_style() -> Iterator[None]:
    """The context in which every figure is drawn and finished: style sheet and palette."""
    with matplotlib.style.context([STYLE_SHEET, _colors()]):
        yield


def settings_file() -> str:
    """The one style as the text of a `matplotlibrc` file, for drawings made in another process.

    Lines take the colors of `CURVES` in turn. The paper is painted, so that the drawing can be
    read wherever it is shown alone.
    """
    curves = ", ".join(f"'{PALETTE[role].light[1:]}'" for role in CURVES)
    colors = _colors() | {
        "figure.facecolor": PALETTE["paper"].light,
        "savefig.facecolor": PALETTE["paper"].light,
        "grid.color": PALETTE["grid"].light,
        "legend.frameon": "False",
        "axes.prop_cycle": f"cycler('color', [{curves}])",
    }
    # In this file format a number sign begins a comment.
    lines = [f"{name}: {value.removeprefix('#')}\n" for name, value in colors.items()]
    return STYLE_SHEET.read_text(encoding="utf-8") + "".join(lines)


def _colors() -> dict[str, str]:
    """The settings that give each part of a drawing its color."""
    ink, muted = PALETTE["ink"].light, PALETTE["muted"].light
    return {
        "figure.facecolor": "none",
        "axes.facecolor": "none",
        "savefig.facecolor": "none",
        "text.color": ink,
        "axes.labelcolor": muted,
        "axes.titlecolor": ink,
        "axes.edgecolor": muted,
        "xtick.color": muted,
        "ytick.color": muted,
    }


def finish(figure: Figure, name: str, title: str, description: str) -> str:
    """The figure as an SVG element, ready to stand inside an HTML page; the same bytes every time.

    A gid that starts with `figure-` becomes the class of its element. Call it inside
    `figure_style()`: matplotlib reads the font type and the hash salt when it writes.

    Args:
        figure: the drawing; every color in it comes from the palette.
        name: the figure's name, unique on the site; it prefixes each id.
        title: what the figure shows, in a few words.
        description: what a reader sees in it, for those who do not.

    Raises:
        LookupError: a color is not in the palette.
    """
    file = io.StringIO()
    # A date would change the bytes of every build.
    figure.savefig(file, format="svg", metadata={"Date": None})
    return embed(file.getvalue(), name, title, description)


def embed(svg: str, name: str, title: str, description: str) -> str:
    """What matplotlib wrote, as an SVG element that can stand inside an HTML page; see `finish`.

    Raises:
        LookupError: a color is not in the palette.
    """
    root = ElementTree.fromstring(svg)
    _drop(root)
    references = _referenced(root)
    for element in root.iter():
        _name(element, name, references)
        _shorten(element)
        _color(element, name)
    _outline_labels(root)
    _introduce(root, name, title, description)
    ElementTree.register_namespace("", _SVG.strip("{}"))
    ElementTree.indent(root, space="")
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def _drop(root: ElementTree.Element) -> None:
    """Remove metadata, and the style element, whose `*` rule would hold in the whole page."""
    metadata = root.find(f"{_SVG}metadata")
    if metadata is not None:
        root.remove(metadata)
    for definitions in root.findall(f"{_SVG}defs"):
        for style in definitions.findall(f"{_SVG}style"):
            definitions.remove(style)
        if len(definitions) == 0:
            root.remove(definitions)


def _referenced(root: ElementTree.Element) -> set[str]:
    """The ids that some element of the SVG uses."""
    ids: set[str] = set()
    for element in root.iter():
        ids.update(re.findall(r"url\(#([^)]+)\)", " ".join(element.attrib.values())))
        ids.add(element.get(_XLINK_HREF, "#")[1:])
    return ids


def _name(element: ElementTree.Element, name: str, references: set[str]) -> None:
    """Prefix ids in use, turn our gids into classes, drop the ids that matplotlib numbers."""
    identity = element.attrib.pop("id", None)
    if identity in references:
        element.set("id", f"{name}-{identity}")
    elif identity is not None and identity.startswith("figure-"):
        element.set("class", identity)
    href = element.attrib.pop(_XLINK_HREF, None)
    if href is not None:
        element.set("href", f"#{name}-{href[1:]}")
    clip = element.get("clip-path")
    if clip is not None:
        element.set("clip-path", clip.replace("url(#", f"url(#{name}-"))


def _shorten(element: ElementTree.Element) -> None:
    """Round coordinates to a hundredth of a point; drop rotations by nothing and line breaks."""
    if element.get("transform", "").startswith("rotate(-0 "):
        del element.attrib["transform"]
    for attribute in ("d", "x", "y", "width", "height", "transform", "points"):
        value = element.get(attribute)
        if value is not None:
            value = re.sub(r"-?\d+\.\d+", _hundredths, value)
            element.set(attribute, " ".join(value.split()))


def _hundredths(number: re.Match[str]) -> str:
    short = f"{float(number[0]):.2f}".rstrip("0").rstrip(".")
    return "0" if short == "-0" else short


def _color(element: ElementTree.Element, name: str) -> None:
    """Let the page decide colors and font; keep the light colors for a standalone SVG."""
    style = element.get("style")
    if style is None:
        return
    style = re.sub(r"\s*font-family:[^;]*;?", "", style)

    def role(color: re.Match[str]) -> str:
        try:
            return f"var(--figure-{role_of(color[0])}, {color[0]})"
        except LookupError as error:
            raise LookupError(f"figure {name}: {error.args[0]}") from error

    element.set("style", re.sub(r"#[0-9a-f]{6}\b", role, style))


def _outline_labels(root: ElementTree.Element) -> None:
    """Give each label an outline of paper; matplotlib's own stroke would turn text into paths."""
    outline = (
        f"; paint-order: stroke; stroke: var(--figure-paper, {PALETTE['paper'].light});"
        " stroke-width: 3; stroke-linejoin: round"
    )
    for group in root.iter(f"{_SVG}g"):
        if group.get("class") == LABEL:
            for text in group.iter(f"{_SVG}text"):
                text.set("style", text.get("style", "").rstrip("; ") + outline)


def _introduce(root: ElementTree.Element, name: str, title: str, description: str) -> None:
    """Let the SVG scale with the page, and say what it is to those who do not see it."""
    view_box = root.attrib["viewBox"]
    root.attrib.clear()
    root.attrib.update(
        {
            "viewBox": view_box,
            "class": "figure-image",
            "role": "img",
            "aria-labelledby": f"{name}-title {name}-description",
            "style": f"font-family: {PAGE_FONT}; stroke-linejoin: round",
        }
    )
    for index, (tag, text) in enumerate((("title", title), ("desc", description))):
        element = ElementTree.Element(f"{_SVG}{tag}")
        element.set("id", f"{name}-{'title' if tag == 'title' else 'description'}")
        element.text = text
        root.insert(index, element)
