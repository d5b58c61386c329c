"""Tests of `gen.navigation`: each record has its entry, in its family."""

from __future__ import annotations

import pytest

from gen.navigation import NavigationError, with_activations

RECORDS = [
    {"name": "SwiGLU", "slug": "swiglu", "family": "gated"},
    {"name": "ReLU", "slug": "relu", "family": "rectified"},
    {"name": "eLish", "slug": "elish", "family": "gated"},
]


def test_families_and_activations_are_sorted() -> None:
    nav = [{"Home": "index.md"}, {"All": "activations/"}]
    assert with_activations(nav, RECORDS) == [
        {"Home": "index.md"},
        {
            "All": [
                "activations/index.md",
                "compare.md",
                {"Gated": [{"eLish": "activations/elish.md"}, {"SwiGLU": "activations/swiglu.md"}]},
                {"Rectified": [{"ReLU": "activations/relu.md"}]},
            ]
        },
    ]


def test_nav_without_the_entry_is_an_error() -> None:
    with pytest.raises(NavigationError, match="nav has no entry 'activations/'"):
        with_activations([{"Home": "index.md"}], RECORDS)
