"""Every activation that torch lists has an entry, or a reason why it has none."""

from __future__ import annotations

import pytest
from torch.nn.modules import activation

from gen import catalog

NOT_ACTIVATIONS = {
    "MultiheadAttention": "a layer with weights, in docs/articles/not-activations.md",
}
"""The names in torch's list that are no activation functions, and where the site says so."""

LISTED = set(activation.__all__)


@pytest.fixture(scope="module")
def covered() -> set[str]:
    """The names of the torch modules that entries name as their counterpart."""
    entries = [catalog.load(definition) for definition in catalog.definitions()]
    return {entry.torch.removeprefix("torch.nn.") for entry in entries if entry.torch}


def test_every_activation_of_torch_has_an_entry(covered: set[str]) -> None:
    missing = sorted(LISTED - covered - set(NOT_ACTIVATIONS))
    assert not missing, (
        f"torch.nn.modules.activation lists {', '.join(missing)}: add an entry to gen/catalog/, "
        "or a reason to NOT_ACTIVATIONS"
    )


def test_exceptions_are_listed_and_have_no_entry(covered: set[str]) -> None:
    assert set(NOT_ACTIVATIONS) <= LISTED, "torch's list has changed: remove the exception"
    assert not covered & set(NOT_ACTIVATIONS), "an entry exists: remove the exception"


def test_exceptions_are_explained() -> None:
    article = catalog.ROOT / "docs" / "articles" / "not-activations.md"
    text = article.read_text(encoding="utf-8")
    assert [name for name in NOT_ACTIVATIONS if name not in text] == []
