"""The search answers what readers type: the right page is among the first three results."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from browser import Served, watched
from playwright.sync_api import Browser, Page

from gen import search, v8
from gen.answers import answers
from gen.files import read_json

ROOT = Path(__file__).parents[1]

QUESTIONS = {
    "derivative of relu at 0": "activations/relu/",
    "gain for mish": "activations/mish/",
    "gelu float32 error": "activations/gelu/",
    "is selu differentiable": "activations/selu/",
    "dead relu": "articles/dying-units/",
    "swish vs silu": "activations/silu/",
    "softmax jacobian": "articles/softmax/",
    "leaky relu slope default": "activations/leakyrelu/",
    "elu alpha default keras": "activations/elu/",
    "vanishing gradient sigmoid": "articles/vanishing-in-training/",
    "which activation should i use?": "articles/choosing/",
    "why do we need activation functions": "articles/why-non-linearity/",
    "difference between relu and leaky relu": "articles/relu-family/",
    "he initialization": "articles/initialization/",
    "gelu tanh approximation": "activations/gelu-tanh/",
    "custom activation function pytorch": "articles/write-your-own/",
    "rectified linear unit": "activations/relu/",
    "range of tanh": "activations/tanh/",
    "is gelu monotone": "activations/gelu/",
    "softmax numerical stability": "articles/softmax/",
    "what is a kink": "articles/kinks/",
    "log softmax": "activations/logsoftmax/",
}
"""What is typed, and the page that answers it."""

HEADINGS = {
    "derivative of relu at 0": "What is the derivative of ReLU at 0?",
    "is selu differentiable": "Is SELU differentiable?",
    "gain for mish": "Which gain does Mish need?",
    "range of tanh": "What is the range of Tanh?",
    "elu alpha default keras": "What is the default alpha of ELU?",
}
"""For some of them, the answer that stands open below the page among the results."""

RESULTS = """
() => [...document.querySelectorAll(".md-search-result__item")].map((item) => ({
  page: new URL(item.querySelector("a").href).pathname,
  headings: [...item.querySelectorAll(":scope > a :is(h1, h2)")]
    .map((heading) => heading.textContent.trim()),
}))
"""


def asked(page: Page, question: str) -> list[dict[str, Any]]:
    """The results for a question that is typed."""
    box = page.locator("[data-md-component=search-query]")
    nothing = page.locator(".md-search-result__meta", has_text="No matching")
    box.fill("xyzz")
    box.press("y")
    nothing.wait_for(timeout=20_000)
    # The last key sets off the search; those before it would set off as many others.
    box.fill(question[:-1])
    box.press_sequentially(question[-1])
    page.locator(".md-search-result__item").first.wait_for(timeout=20_000)
    found: list[dict[str, Any]] = page.evaluate(RESULTS)
    return found


def test_questions_find_their_page_among_the_first_three(browser: Browser, served: Served) -> None:
    wrong = []
    with watched(browser, served.origin) as (page, troubles):
        page.goto(next(url for url in served.urls if "/activations/" in url))
        page.locator("label.md-header__button[for=__search]").click()
        for question, wanted in QUESTIONS.items():
            results = asked(page, question)[:3]
            hit = [one for one in results if one["page"].endswith(f"/{wanted}")]
            if not hit:
                wrong.append(f"{question!r}: {[one['page'] for one in results]}")
            elif HEADINGS.get(question, hit[0]["headings"][0]) not in hit[0]["headings"]:
                wrong.append(f"{question!r}: {hit[0]['headings']}")
    assert not wrong, "\n".join(wrong)
    assert not troubles


# --- what is typed -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def rewritten() -> Any:
    """The script of the search worker as a function of what is typed."""
    engine = v8.context()
    engine.eval("let listener; const addEventListener = (_, given) => { listener = given; };")
    engine.eval(search.QUERY.read_text(encoding="utf-8"))
    engine.eval(
        "const ask = (data) => { const m = {type: 2, data}; listener({data: m}); return m; }"
    )
    return lambda typed: engine.eval(f"ask({json.dumps(typed)}).data")


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("relu", "relu^8 relu"),
        ("What is the derivative of ReLU at 0?", "derivative^8 derivative relu^8 relu 0^8"),
        ("zero-centered", "zero^8 zero center*^4"),
        ("f'(x) of tanh", "f'^8 derivative^8 derivative x^8 tanh^8 tanh"),
        ("activation kinks", "activation kink*^4"),
        ("loss", "loss^8 loss"),
        ("0.044715", "0.044715^8"),
        # Words that find nothing are better than no words.
        ("what is it", "what^8 what is^8 it^8"),
        ("", ""),
        # An operator is the reader's own query.
        ('"leaky relu"', '"leaky relu"'),
        ("relu -leaky", "relu -leaky"),
        ("title:relu", "title:relu"),
    ],
)
def test_query_drops_small_words_and_prefers_whole_ones(
    rewritten: Any, typed: str, query: str
) -> None:
    assert rewritten(typed) == query


def test_other_messages_pass_unchanged(rewritten: Any) -> None:
    """The index itself is a message too."""
    assert rewritten("relu") != "relu"
    engine = v8.context()
    engine.eval("let listener; const addEventListener = (_, given) => { listener = given; };")
    engine.eval(search.QUERY.read_text(encoding="utf-8"))
    assert (
        engine.eval(
            "(() => { const m = {type: 0, data: 'is'}; listener({data: m}); return m.data })()"
        )
        == "is"
    )


# --- what is searched --------------------------------------------------------------------------

RECORD = {"slug": "leakyrelu", "name": "LeakyReLU", "aliases": ["a leak"]}


def entry(location: str, **fields: Any) -> dict[str, Any]:
    return {"location": location, "title": "A title", "text": "<p>A text</p>", **fields}


def test_index_gains_names_and_questions_and_loses_code() -> None:
    index: dict[str, Any] = {
        "config": {"lang": ["en"]},
        "docs": [
            entry("activations/leakyrelu/"),
            entry("activations/leakyrelu/#code", text="<p>Kept</p><pre><code>cut</code></pre>"),
            entry("activations/leakyrelu/#see-also"),
            entry("activations/leakyrelu/#range", title="What is its range?"),
            entry("articles/gates/"),
            entry("articles/gates/#read-next"),
            entry("checks/#every-check"),
        ],
    }
    heads = {"articles/gates/": {"questions": ["What is a gate?"], "description": "Gates & more."}}
    made = search.improved(index, [RECORD], heads)
    assert made["config"] == index["config"]
    page, code, see_also, answer, article, section, ledger = made["docs"]
    assert page["tags"] == ["a leak", "Leaky ReLU"]
    assert page["boost"] == 2
    assert code["text"] == "<p>Kept</p>"
    assert see_also["text"] == ""
    assert answer["boost"] > page["boost"]
    assert article["tags"] == ["What is a gate?"]
    assert article["text"] == "<p>A text</p><p>Gates &amp; more.</p>"
    assert section == index["docs"][5]
    assert not ledger["text"]


def test_articles_in_markdown_answer_a_question(site: Path) -> None:
    """Each article but those that continue another says what it answers."""
    index = read_json(site / "search" / "search_index.json")
    tags = {one["location"]: one.get("tags", []) for one in index["docs"]}
    asked = [tag for page, found in tags.items() if page.startswith("articles/") for tag in found]
    assert len(asked) >= 20
    assert len(asked) == len(set(asked)), "two articles answer the same question"
    assert all(question.endswith("?") for question in asked)


# --- short answers -----------------------------------------------------------------------------


def told(record: Any, anchor: str) -> str:
    return next((one.text for one in answers(record) if one.anchor == anchor), "")


def test_every_activation_has_answers_in_plain_words(records: dict[str, Any]) -> None:
    for record in records.values():
        found = answers(record)
        assert found, record["slug"]
        assert len({one.anchor for one in found}) == len(found)
        for one in found:
            assert record["name"] in one.question
            assert one.question.endswith("?")
            assert one.text.endswith(".")
            assert "\\" not in one.text, f"{record['slug']}: TeX in {one.text!r}"
            assert "nan" not in one.text.split(), record["slug"]


@pytest.mark.parametrize(
    ("slug", "anchor", "words"),
    [
        ("relu", "differentiable", "Not everywhere: at 0 it has a kink"),
        ("relu", "derivative-at", "torch returns 0."),
        ("selu", "derivative-at", "torch returns 1.7581."),
        ("hardswish", "derivative-at", "0 at −3 and 1 at 3."),
        ("sigmoid", "derivative-at", "It is 0.25."),
        ("sigmoid", "range", "(0, 1). It is bounded."),
        ("elu", "differentiable", "with other parameters it has a kink"),
        ("tanh", "differentiable", "Yes, everywhere"),
        ("hardshrink", "differentiable", "the function itself jumps at −0.5 and at 0.5."),
        ("hardshrink", "monotone", "Yes: it never decreases."),
        ("threshold", "monotone", "No: it jumps down."),
        ("gelu", "monotone", "No: it decreases on (−∞, −0.75"),
        ("sine", "monotone", "again and again"),
        ("relu", "zero-centered", "No: "),
        ("tanh", "zero-centered", "Yes: "),
        ("leakyrelu", "defaults", "0.01 in PyTorch and JAX, 0.2 in Keras."),
        ("mish", "gain", 'calculate_gain("mish") refuses.'),
        ("softmax", "differentiable", "Yes"),
        ("reglu", "differentiable", "Not everywhere"),
    ],
)
def test_answers_say_what_the_record_holds(
    records: dict[str, Any], slug: str, anchor: str, words: str
) -> None:
    assert words in told(records[slug], anchor)


def test_what_has_no_default_in_torch_is_not_asked(records: dict[str, Any]) -> None:
    assert not told(records["threshold"], "defaults")
