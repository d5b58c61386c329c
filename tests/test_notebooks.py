"""Notebooks: what stops their execution, and what their pages and downloads hold."""

from __future__ import annotations

import ast
import json
import re
import sys
from pathlib import Path
from typing import Any, Literal

import pytest
from browser import Served
from playwright.sync_api import Browser

from gen import articles
from gen.compact import CompactError, compact, compact_script
from gen.notebooks import NotebookError, markup, prose
from gen.notebooks.execution import execute

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "docs" / "articles").glob("*.py"))
PLACE = "docs/articles/example.py"
HEAD = "# ---\n# description: An example.\n# ---\n\n"
HEAVIEST = 150_000
"""The most bytes that the HTML of a notebook's page may have."""

DRAWING = """
# %% name="a-line" alt="A line. It rises from 0 to 1."
import matplotlib.pyplot as plt

fig, ax = plt.subplots()
ax.plot([0, 1])
ax.set_title("A title")
plt.show()
"""


def run(code: str) -> dict[str, Any]:
    return execute(f"{HEAD}# %%\n{code}\n", PLACE)


def outputs(notebook: dict[str, Any]) -> str:
    return json.dumps([cell.get("outputs") for cell in notebook["cells"]])


# --- execution ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("1 / 0", "cell '1 / 0': ZeroDivisionError: division by zero"),
        ("if True:\n    raise ValueError('a\\nb')", "cell 'if True:': ValueError: a b"),
        (
            "import warnings\nwarnings.warn('old')",
            "cell 'import warnings': writes to stderr, which a reader would see: UserWarning: old",
        ),
        (
            "import os\nos.write(2, b'low')\n",
            "cell 'import os': writes to stderr, which a reader would see: low",
        ),
        ("import os\nos._exit(1)", "cell 'import os': ends its kernel"),
        (
            "class A:\n    def _repr_html_(self):\n        return 'x'\nA()",
            "cell 'class A:': shows text/html; print text or draw with matplotlib",
        ),
        (
            "import matplotlib.pyplot as plt\nplt.plot([1]);",
            "cell 'import matplotlib.pyplot as plt': draws a figure, so begin it with:"
            ' # %% name="its-name" alt="Its title. What one sees in it."',
        ),
    ],
)
def test_what_a_page_cannot_show_stops_with_one_line(code: str, message: str) -> None:
    with pytest.raises(NotebookError) as error:
        run(code)
    assert str(error.value) == f"{PLACE}: {message}"


@pytest.mark.parametrize("code", ["import os; print(os.getcwd())", "import sys; print(sys.prefix)"])
def test_path_of_this_machine_stops(code: str) -> None:
    with pytest.raises(NotebookError, match="shows a path of this machine: /"):
        run(code)


def test_address_in_memory_stops() -> None:
    with pytest.raises(NotebookError, match="shows an address in memory"):
        run("print(object())")


def test_generator_cannot_be_imported() -> None:
    with pytest.raises(NotebookError, match="No module named 'gen'"):
        run("import gen")


def test_missing_description_stops() -> None:
    with pytest.raises(NotebookError, match=f"^{PLACE}: no description; "):
        execute("# %%\n1 + 1\n", PLACE)


def test_color_outside_the_palette_stops() -> None:
    with pytest.raises(NotebookError, match="color #123456 is not in the palette"):
        execute(HEAD + DRAWING.replace("[0, 1]", '[0, 1], color="#123456"'), PLACE)


def test_same_text_gives_the_same_notebook(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = f"{HEAD}# %%\nprint({{'a', 'b', 'c'}}, hash('a'))\n{DRAWING}"
    first = execute(text, PLACE)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    # Whatever the reader has set for himself has no part in it.
    (tmp_path / "matplotlibrc").write_text("lines.linewidth: 9\n", encoding="utf-8")
    monkeypatch.setenv("MATPLOTLIBRC", str(tmp_path / "matplotlibrc"))
    assert execute(text, PLACE) == first
    assert [cell["id"] for cell in first["cells"]] == ["cell-1", "cell-2"]
    assert set(first["metadata"]) == {"description", "kernelspec", "language_info"}
    assert not any("execution" in cell["metadata"] for cell in first["cells"])


def test_figure_has_the_style_of_the_site_and_a_name() -> None:
    notebook = execute(HEAD + DRAWING, PLACE)
    (output,) = notebook["cells"][0]["outputs"]
    svg = "".join(output["data"]["image/svg+xml"])
    assert 'aria-labelledby="a-line-title a-line-description"' in svg
    assert '<title id="a-line-title">A line</title>' in svg
    assert "It rises from 0 to 1." in svg
    assert "var(--figure-f, #0072b2)" in svg
    assert "Date" not in svg


# --- prose -------------------------------------------------------------------------------------

CLAIM = '2\N{WORD JOINER}[checked](../checks/claims.md#two){ .claim title="How" }'
FIGURE = '<div class="figure" data-figure="a" markdown="span">A $y$ of *a*.</div>'


def written(*texts: str) -> dict[str, Any]:
    """A notebook of Markdown cells."""
    cells = [
        {
            "id": f"cell-{number}",
            "cell_type": "markdown",
            "source": text.splitlines(keepends=True),
            "metadata": {},
        }
        for number, text in enumerate(texts)
    ]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def sources(notebook: dict[str, Any]) -> list[str]:
    return ["".join(cell["source"]) for cell in notebook["cells"]]


def test_prose_is_filled_and_code_is_not() -> None:
    notebook = written("a {{ x }}")
    notebook["cells"].append({"cell_type": "code", "source": ['f"{{ x }}"'], "metadata": {}})
    filled = prose.fill(notebook, lambda text: text.replace("{{ x }}", FIGURE))
    assert sources(filled) == [
        'a <div class="figure" data-figure="a">\n\nA $y$ of *a*.\n\n</div>',
        'f"{{ x }}"',
    ]
    assert sources(notebook)[0] == "a {{ x }}"


@pytest.mark.parametrize(
    ("site", "expected"),
    [
        ("", "See ReLU, [He](https://x.org/), 2 and `a[0](b)`."),
        (
            "https://example.org/af/",
            "See [ReLU](https://example.org/af/u/), [He](https://x.org/),"
            " 2 ([checked](https://example.org/af/u/)) and `a[0](b)`.",
        ),
    ],
)
def test_download_has_links_that_lead_somewhere_and_no_others(site: str, expected: str) -> None:
    text = f"See [ReLU](../r.md), [He](https://x.org/){{ .source }}, {CLAIM} and `a[0](b)`."
    made = prose.download(written(text), lambda _: "u/", site, {})
    assert sources(made) == [expected]


def test_download_carries_its_figures() -> None:
    filled = prose.fill(written(FIGURE), str)
    svg = '<svg xmlns="http://www.w3.org/2000/svg" style="x: y"/>'
    (cell,) = prose.download(filled, str, "", {"a": svg})["cells"]
    assert "".join(cell["source"]) == "![a](attachment:a.svg)\n\nA $y$ of *a*."
    assert set(cell["attachments"]) == {"a.svg"}


# --- pages -------------------------------------------------------------------------------------


def page(notebook: dict[str, Any], tmp_path: Path) -> markup.Markup:
    """The page that mkdocs-jupyter and the clean-up make."""
    from mkdocs_jupyter import convert  # noqa: PLC0415 (takes a second)

    path = tmp_path / "example.ipynb"
    path.write_text(json.dumps(prose.fill(notebook, str)), encoding="utf-8")
    html = convert.nb2html(str(path), theme="")
    return markup.convert(html, lambda link: f"to:{link}", "../example.ipynb", PLACE)


def test_page_has_the_markup_of_markdown_pages(tmp_path: Path) -> None:
    text = (
        '# Title\n\nLead with $a_1 < b_2$ and `$5`, and [a link](r.md#b){ .claim title="How" }.\n\n'
        "## What `x` is\n\n$$\n\\begin{aligned} a &= b \\\\ c_1 &= d_1 \\end{aligned}\n$$\n\n"
        "## What x is\n\n| a |\n|---|\n| $x$ |\n"
    )
    made = page(written(text, FIGURE), tmp_path)
    assert r'<span class="arithmatex">\(a_1 &lt; b_2\)</span>' in made.html
    assert re.search(
        r'<div class="arithmatex">\\\[\s*\\begin\{aligned\} a &amp;= b \\\\ c', made.html
    )
    assert "<code>$5</code>" in made.html
    assert '<a class="claim" href="to:r.md#b" title="How">a link</a>.' in made.html
    assert (
        '<h2 id="what-x-is">What <code>x</code> is<a class="headerlink" href="#what-x-is"'
        ' title="Link to this section">¶</a></h2>'
    ) in made.html
    assert r'<td><span class="arithmatex">\(x\)</span></td>' in made.html
    assert re.search(r'<div class="figure" data-figure="a">\s*A <span class="arith', made.html)
    assert made.headings == [
        {
            "level": 1,
            "id": "title",
            "name": "Title",
            "children": [
                {"level": 2, "id": "what-x-is", "name": "What x is", "children": []},
                {"level": 2, "id": "what-x-is_1", "name": "What x is", "children": []},
            ],
        }
    ]
    assert made.ids == {"title", "what-x-is", "what-x-is_1"}
    assert re.search(r"</p><p class=\"download\".*?href=\"../example.ipynb\"", made.html)
    for foreign in ("<style", "<script", "jp-", "http"):
        assert foreign not in made.html


EQUATION = (
    "\n$$\na = b\n$$\n\n"
    '[checked](../checks/claims.md#a){ .claim title="How" }\n{ .equation-mark }\n'
)


def test_equation_has_its_formula_and_its_mark(tmp_path: Path) -> None:
    made = page(written(f"# Title\n\nLead.\n{EQUATION}\nAfter $c$."), tmp_path)
    joined = articles.join_marks(made.html, PLACE)
    assert re.search(
        r'<div class="equation"><div class="arithmatex">\\\[\s*a = b\s*\\\]</div>\s*'
        r'<p class="equation-mark"><a class="claim" href="to:../checks/claims.md#a" title="How">'
        r'checked</a></p></div>\s*<p>After <span class="arithmatex">',
        joined,
    )
    (alone,) = sources(prose.download(written(EQUATION), str, "https://example.org/", {}))
    assert "{" not in alone


def test_answers_that_follow_each_other_fold_together(tmp_path: Path) -> None:
    text = f"""{HEAD}# %% [markdown]
# # Title
#
# Lead.

# %%
print("open")

# %% [markdown] tags=["answer"]
# First part.

# %% tags=["answer"]
print("second part")

# %% [markdown]
# Between.

# %% [markdown] tags=["answer"]
# Another answer.
{DRAWING.replace("# %%", '# %% tags=["answer"]')}"""
    made = page(execute(text, PLACE), tmp_path)
    answers = re.findall(r'<details class="success">.*?</details>', made.html, re.DOTALL)
    assert len(answers) == made.html.count("<summary>Answer</summary>") == 2
    assert "First part." in answers[0]
    assert '<div class="highlight output no-copy"><pre><span></span><code>second part' in answers[0]
    assert "Another answer." in answers[1]
    assert '<div class="figure" data-figure="a-line"></div>' in answers[1]
    assert "open" not in "".join(answers)
    assert made.figures["a-line"].startswith("<svg")


def test_page_without_a_lead_stops(tmp_path: Path) -> None:
    with pytest.raises(NotebookError, match=f"^{PLACE}: begin with a title"):
        page(written("# Title"), tmp_path)


def test_compact_page_keeps_code_and_loses_blank_lines() -> None:
    code = "<pre><span></span><code>a\n\n    b</code></pre><script>x\n\n y</script>"
    assert compact(f"<p>a\n   b</p>\n\n\n  {code}\n\n  <p>") == f"<p>a\nb</p>\n{code}\n<p>"


def test_compact_script_keeps_each_statement_as_it_ended() -> None:
    script = (
        '// Of authors.\n\n  let a = "// kept";  // kept\n    // gone\n    a = `${a}`\n  a += 1\n'
    )
    assert compact_script(script, "own.js") == ('let a = "// kept";  // kept\na = `${a}`\na += 1\n')
    with pytest.raises(CompactError, match=r"^own\.js: end the text on its line: let b = `"):
        compact_script("  let b = `\n  c`;\n", "own.js")


# --- the notebooks of the site -----------------------------------------------------------------


def test_there_is_a_notebook() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_imports_what_its_reader_has(path: Path) -> None:
    # SymPy and mpmath come with torch.
    allowed = {"torch", "numpy", "matplotlib", "scipy", "sympy", "mpmath"}
    allowed |= sys.stdlib_module_names
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = node.module if isinstance(node, ast.ImportFrom) else node.names[0].name
            assert str(module).partition(".")[0] in allowed, f"{path.name}:{node.lineno}"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_page_and_download_of_the_site(path: Path, site: Path) -> None:
    html = (site / "articles" / path.stem / "index.html").read_text(encoding="utf-8")
    assert len(html.encode()) < HEAVIEST
    assert 'name="description"' in html
    assert f'href="../../notebooks/{path.stem}.ipynb"' in html
    for foreign in ("jp-Notebook", "jupyter", "mathjax", "cdnjs", "unpkg"):
        assert foreign not in html.lower().replace("jupyter.org", ""), foreign
    assert not re.search(r'<(?:script|link|img)\b[^>]*(?:src|href)="https?://', html)

    downloaded = (site / "notebooks" / f"{path.stem}.ipynb").read_text(encoding="utf-8")
    cells = json.loads(downloaded)["cells"]
    text = "".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    assert "{{" not in text
    assert ".claim" not in text
    assert all(cell["execution_count"] for cell in cells if cell["cell_type"] == "code")
    for local in (str(ROOT), str(Path.home()) if len(str(Path.home())) > 1 else str(ROOT), "/tmp/"):
        assert local not in html, local
        assert local not in downloaded, local


def test_search_finds_the_prose_of_notebooks(site: Path) -> None:
    index = json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))
    for path in NOTEBOOKS:
        found = [
            one for one in index["docs"] if one["location"].startswith(f"articles/{path.stem}/")
        ]
        assert len(found) > 3, path.stem
        assert not any("<svg" in one["text"] or r"\(" in one["text"] for one in found)


@pytest.mark.parametrize("color", ["light", "dark"])
def test_outputs_can_be_read_in_light_and_dark(
    browser: Browser, served: Served, color: Literal["light", "dark"]
) -> None:
    context = browser.new_context(color_scheme=color)
    view = context.new_page()
    view.goto(f"{served.origin}/articles/{NOTEBOOKS[0].stem}/")
    luminance = """(element) => {
      const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
      const light = (color) => {
        canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
        const [r, g, b] = canvas.getImageData(0, 0, 1, 1).data;
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const style = getComputedStyle(element);
      return [light(style.color), light(style.backgroundColor)];
    }"""
    text, paper = view.locator(".output pre > code").first.evaluate(luminance)
    assert (text < paper) == (color == "light")
    assert abs(text - paper) > 90
    assert view.locator(".output button").count() == 0
    assert view.locator(".highlight:not(.output) button").count() > 0
    context.close()
