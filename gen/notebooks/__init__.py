"""Notebooks: articles that are programs, executed by the build.

A notebook is a `.py` file of docs/articles/ in jupytext's percent format. It runs in a kernel of
its own (`execution`), its prose is filled with facts like any article (`prose`), mkdocs-jupyter
turns it into HTML, and `markup` turns that HTML into the markup of all other pages.
"""

from __future__ import annotations

from gen.errors import Problem

ANSWER = "answer"
"""The tag of the cells that stand folded: the answer to an exercise."""


class NotebookError(Problem):
    """One line: the notebook, the first line of the cell, what is wrong, and the cure."""
