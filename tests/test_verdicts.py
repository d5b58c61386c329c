"""Each verdict stands on the page once, and its ruling could have been another."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from test_prose import typed_numbers

from gen.claims.proof import value_of
from gen.claims.verdicts import CLAIMS, GROUPS, VERDICTS
from gen.claims.verdicts.verdict import NEEDS_WORDS, Place, Ruling, Verdict

ARTICLES = Path(__file__).parents[1] / "docs" / "articles"
PAGE = (ARTICLES / "verdicts.md").read_text(encoding="utf-8")

IDS = {
    "Two rings of points": (
        "relu-run-as-printed",
        "relu-reaches-ninety-percent",
        "relu-layer-gradients-alike",
        "sigmoid-gradient-only-in-last-layer",
        "tanh-between-sigmoid-and-relu",
        "tanh-first-layer-a-tenth",
        "relu-converges-fastest",
        "rectifiers-end-alike-at-different-speeds",
        "overfitting-expected-and-harmless",
    ),
    "Images of clothes": (
        "gradient-histograms-differ",
        "image-accuracy-by-activation",
        "relu-greatly-accelerates-sgd",
    ),
    "Saturation and depth": (
        "sigmoid-at-fifteen-kills-the-gradient",
        "large-weights-saturate-sigmoid",
        "error-shrinks-through-sigmoid-layers",
        "exploding-is-rare-in-pytorch",
    ),
    "Zeros and dead units": (
        "half-of-relu-outputs-are-zero",
        "high-rates-kill-units-and-leaks-cure",
        "dead-units-never-revive",
        "dead-in-training-may-wake-later",
    ),
    "Centers, noise and variants": (
        "zero-centered-outputs-help",
        "prelu-beats-leaky",
        "leaky-six-times-faster",
        "elu-centered-and-robust-to-noise",
    ),
    "Cost": (
        "relu-slope-much-cheaper",
        "exponential-slightly-expensive",
        "zeros-make-inference-faster",
    ),
}
"""The claims to be tested, under the headings of the page. An id never changes."""


@cache
def observed(verdict: Verdict[Any]) -> Any:
    """What one sees, looked at once for all tests."""
    return value_of(verdict.claim)


def test_every_claim_has_its_verdict_in_its_place() -> None:
    assert len({one for ids in IDS.values() for one in ids}) == 27
    listed = {heading: tuple(one.id for one in verdicts) for heading, verdicts in GROUPS.items()}
    assert listed == IDS


def test_page_has_each_group_under_its_heading() -> None:
    parts = re.split(r"^## (.+)$", PAGE, flags=re.MULTILINE)
    called = {
        heading: re.findall(r'verdicts\("([^"]*)"\)', body)
        for heading, body in zip(parts[1::2], parts[2::2], strict=True)
    }
    assert {h: groups for h, groups in called.items() if groups} == {h: [h] for h in GROUPS}
    assert [heading for heading in called if heading in GROUPS] == list(IDS) == list(GROUPS)


@pytest.mark.parametrize("verdict", VERDICTS, ids=lambda verdict: verdict.id)
def test_ruling_could_have_been_another(verdict: Verdict[Any]) -> None:
    seen = observed(verdict)
    assert verdict.supports(seen) is True
    other = verdict.against(seen)
    assert other != seen
    assert verdict.supports(other) is False


@pytest.mark.parametrize("verdict", VERDICTS, ids=lambda verdict: verdict.id)
def test_words_are_sentences_without_typed_measurements(verdict: Verdict[Any]) -> None:
    seen = observed(verdict)
    for text in (verdict.printed, verdict.setting, verdict.otherwise, verdict.show(seen)):
        assert text.strip().endswith((".", "?")), text
    assert bool(verdict.reason(seen)) or verdict.ruling not in NEEDS_WORDS
    assert not verdict.reason(seen).endswith(".")
    if isinstance(verdict.because, str):
        assert not typed_numbers(verdict.because), "read it off what is seen"


@pytest.mark.parametrize("verdict", VERDICTS, ids=lambda verdict: verdict.id)
def test_evidence_stands_on_an_article(verdict: Verdict[Any]) -> None:
    place = verdict.evidence
    assert any((ARTICLES / f"{place.article}{end}").is_file() for end in (".md", ".py"))
    assert place.anchor


@pytest.mark.parametrize("verdict", VERDICTS, ids=lambda verdict: verdict.id)
def test_observation_repeats(verdict: Verdict[Any]) -> None:
    assert verdict.show(observed(verdict)) == verdict.show(value_of(verdict.claim))


def test_counts_are_those_of_the_rulings() -> None:
    counts = Counter(verdict.ruling for verdict in VERDICTS)
    assert counts.most_common(1)[0][0] is Ruling.HOLDS_ONLY_IF, "the page says so"
    shown = [claim.display(value_of(claim)) for claim in CLAIMS[: len(Ruling)]]
    assert shown == [f"{counts[ruling]} of {len(VERDICTS)}" for ruling in Ruling]


@pytest.mark.parametrize(
    ("ruling", "because", "words"),
    [
        (Ruling.HOLDS, "", "holds. It is 4."),
        (Ruling.HOLDS, "by far", "holds: by far. It is 4."),
        (Ruling.HOLDS_ONLY_IF, lambda seen: f"it is {seen}", "holds only if it is 4. It is 4."),
        (Ruling.CANNOT_BE_TESTED, "no rate", "cannot be tested, because no rate. It is 4."),
    ],
)
def test_ruling_is_followed_by_its_reason(ruling: Ruling, because: Any, words: str) -> None:
    verdict: Verdict[int] = Verdict(
        id="sum",
        printed="Two and two make four.",
        setting="None.",
        ruling=ruling,
        because=because,
        observe=lambda: 4,
        supports=lambda seen: seen == 4,
        against=lambda seen: seen + 1,
        otherwise="Five.",
        show=lambda seen: f"It is {seen}.",
        note="Counted.",
        evidence=Place("errata", "errata"),
    )
    assert verdict.claim.display(verdict.claim.value()) == words
    assert verdict.row()["numbers"] == "It is 4."
