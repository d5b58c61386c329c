"""The network to play with: its numbers against PyTorch's, and its page in a browser."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import numpy as np
import pytest
import torch
from browser import PHONE, Served, watched
from playwright.sync_api import Browser, Locator, Page, expect
from torch import nn

from gen import v8
from gen.claims import network as claims
from gen.claims import rings as frozen
from gen.experiments.optimizers import Adam
from gen.experiments.plain import Network, train_plainly
from gen.experiments.rings import rings
from gen.figures.network import network_data

ROOT = Path(__file__).parents[1]
WIDTHS = (2, 5, 5, 5, 5, 1)
RATE = 3e-3
COMPARED = ("relu", "tanh", "sigmoid", "gelu", "selu", "leakyrelu", "hardshrink", "snake")
"""Trained for 20 epochs; all others for two."""

TRAINED = """
const trained = (text) => {
  const { epochs, ...setup } = JSON.parse(text);
  const net = NETWORK(setup);
  const history = [net.measured()];
  for (let count = 0; count < epochs; count++) {
    const epoch = net.epoch();
    let part = epoch.next();
    while (!part.done) part = epoch.next();
    history.push(part.value);
  }
  return JSON.stringify(history);
};
"""

Trained = Callable[..., list[dict[str, Any]]]


# --- the numbers -------------------------------------------------------------------------------


def floats(text: str) -> list[float]:
    found: list[float] = np.frombuffer(base64.b64decode(text), "<f4").astype(float).tolist()
    return found


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    """What the page's script looks up."""
    return network_data()


@pytest.fixture(scope="module")
def trained(site: Path, data: dict[str, Any]) -> Trained:
    """The history of a run: what the page's script does, in V8 and from the page's data."""
    engine = v8.context()
    for name in ("activations", "network"):
        engine.eval((site / f"assets/javascripts/{name}.js").read_text(encoding="utf-8"))
    engine.eval(TRAINED)
    weights = floats(data["weights"])
    size = len(weights) // data["seeds"]

    def train(slug: str, rate: float, seed: int, epochs: int) -> list[dict[str, Any]]:
        setup = {
            "widths": data["widths"],
            "batch": data["batch"],
            "points": floats(data["points"]),
            "labels": [int(label) for label in data["labels"]],
            "weights": weights[size * seed : size * (seed + 1)],
        }
        job = json.dumps({**setup, "slug": slug, "rate": rate, "epochs": epochs})
        found: list[dict[str, Any]] = json.loads(str(engine.call("trained", job)))
        return found

    return train


@pytest.fixture(scope="module")
def records(activations: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The records of the functions of one number, by slug."""
    return {one["slug"]: one for one in activations if one["kind"] == "scalar"}


class Printed(nn.Module):
    """The autograd function that an activation's page prints."""

    def __init__(self, record: dict[str, Any]) -> None:
        super().__init__()
        names: dict[str, Any] = {}
        exec(record["code"]["autograd"], names)
        (self.function,) = (
            value
            for value in names.values()
            if isinstance(value, type) and issubclass(value, torch.autograd.Function)
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        result: torch.Tensor = self.function.apply(x)  # type: ignore[no-untyped-call]
        return result


def torch_losses(activation: Callable[[], nn.Module], seed: int, epochs: int) -> Any:
    """The plain loop in float64, from torch's own first weights."""
    x, y = rings(0)
    network = Network(WIDTHS, seed, activation).double()
    return train_plainly(network, x.double(), y.double(), Adam(), RATE, epochs)


@pytest.mark.parametrize("slug", COMPARED)
def test_twenty_epochs_agree_with_torch_in_float64(
    slug: str, trained: Trained, records: dict[str, dict[str, Any]]
) -> None:
    expected = torch_losses(lambda: Printed(records[slug]), 3, 20)
    found = trained(slug, RATE, 3, 20)[1:]
    loss = [epoch["loss"] for epoch in found]
    assert loss == pytest.approx(expected.loss[:, 0].tolist(), rel=0, abs=1e-9)
    accuracy = [epoch["accuracy"] for epoch in found]
    assert accuracy == pytest.approx(expected.accuracy[:, 0].tolist(), abs=1e-6)
    for epoch, sizes in zip(found, expected.gradients[..., 0].tolist(), strict=True):
        assert epoch["gradients"] == pytest.approx(sizes, rel=1e-8, abs=1e-12)
    assert abs(loss[-1] - loss[0]) > 1e-6, "nothing was learnt, so nothing compared"


def test_torch_modules_agree_as_well(trained: Trained) -> None:
    """Not the printed functions alone: what readers of PyTorch call."""
    for slug, module in (("relu", nn.ReLU), ("tanh", nn.Tanh), ("selu", nn.SELU)):
        expected = torch_losses(module, 0, 5).loss[:, 0].tolist()
        loss = [epoch["loss"] for epoch in trained(slug, RATE, 0, 5)[1:]]
        assert loss == pytest.approx(expected, rel=0, abs=1e-9)


def test_two_epochs_agree_for_every_function(
    trained: Trained, records: dict[str, dict[str, Any]]
) -> None:
    assert len(records) > 40
    assert len(COMPARED) == 8, "the page says eight"
    for slug, record in records.items():
        if slug in COMPARED:
            continue
        expected = torch_losses(lambda record=record: Printed(record), 1, 2)  # type: ignore[misc]
        loss = [epoch["loss"] for epoch in trained(slug, RATE, 1, 2)[1:]]
        assert loss == pytest.approx(expected.loss[:, 0].tolist(), rel=0, abs=1e-9), slug


@pytest.mark.parametrize(
    ("slug", "rate", "seed", "accuracy"),
    [
        ("relu", 1e-4, claims.SEED, lambda: claims.accuracy("relu", claims.SEED)),
        ("gelu", 1e-4, claims.SEED, lambda: claims.accuracy("gelu", claims.SEED)),
        ("relu", 1e-4, claims.STUCK, lambda: claims.accuracy("relu", claims.STUCK)),
        ("leakyrelu", 1e-4, claims.STUCK, lambda: claims.accuracy("leakyrelu", claims.STUCK)),
        ("sigmoid", 1e-4, claims.SEED, lambda: claims.accuracy("sigmoid", claims.SEED)),
        ("sigmoid", 1e-2, claims.SEED, lambda: claims.accuracy_at("sigmoid", 1e-2, claims.SEED)),
        ("tanh", 1e-3, claims.STUCK, lambda: claims.accuracy_at("tanh", 1e-3, claims.STUCK)),
    ],
)
def test_runs_that_the_page_proposes_end_as_it_says(
    slug: str, rate: float, seed: int, accuracy: Callable[[], float], trained: Trained
) -> None:
    """float64 here, float32 in the experiment: some points may stand on the border."""
    assert trained(slug, rate, seed, 300)[-1]["accuracy"] == pytest.approx(accuracy(), abs=0.003)


def test_stuck_network_gets_no_gradient_in_its_first_layers(trained: Trained) -> None:
    *below, last = trained("relu", 1e-4, claims.STUCK, 300)[-1]["gradients"]
    assert below == [0, 0, 0, 0]
    assert last > 0


def test_sigmoid_begins_with_a_small_gradient_in_the_first_layer(trained: Trained) -> None:
    first, *_, last = trained("sigmoid", 1e-4, claims.SEED, 1)[-1]["gradients"]
    assert 3e-5 < first / last < 3e-4


def test_page_begins_with_the_middle_run(data: dict[str, Any]) -> None:
    assert data["start"]["seed"] == claims.SEED == frozen.part("relu")["typical"]["seed"]
    assert len(floats(data["points"])) == 2000
    assert len(data["labels"]) == 1000
    assert len(floats(data["weights"])) == 64 * 111


# --- the page ----------------------------------------------------------------------------------

SHIFT = """
() => new Promise((resolve) => {
  let moved = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.sources.some(({ node }) => node?.parentElement?.closest(".network-controls"))) {
        moved += entry.value;
      }
    }
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(moved), 300);
})
"""


HEIGHTS = """
(place) => {
  const kept = parseFloat(getComputedStyle(place).minHeight);
  place.style.minHeight = "0";
  const taken = place.getBoundingClientRect().height;
  place.style.minHeight = "";
  return [kept, taken];
}
"""

SAID = """
() => {
  const output = document.querySelector(".network-controls output");
  const numbers = [...output.querySelectorAll("data")].map(({ value }) => value);
  return [output.textContent.match(/^Epoch (\\d+)/)[1], ...numbers];
}
"""


# The workers of the network, which a test may end.
WORKERS = """
globalThis.workers = [];
globalThis.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    if (String(given[0]).endsWith("/network.js")) workers.push(this);
  }
};
"""
LOST = "The browser has ended the training. Start begins it anew."


class Run(NamedTuple):
    """What the page says of a run."""

    epoch: int
    loss: float
    accuracy: float


def address(served: Served, hash_: str = "") -> str:
    # The evidence for the page's claims has an address that ends alike.
    return min((url for url in served.urls if url.endswith("/network/")), key=len) + hash_


def controls(page: Page) -> Locator:
    return page.locator(".network-controls")


def button(page: Page, name: str) -> Locator:
    return controls(page).get_by_role("button", name=name)


def said(page: Page) -> Run:
    """The line below the controls, its numbers in full."""
    # Read in one go: between two looks the network may have learnt on.
    epoch, *numbers = page.evaluate(SAID)
    return Run(int(epoch), *map(float, numbers))


def at_epoch(page: Page, epoch: int) -> Run:
    """What the page says as soon as it has come so far."""
    page.wait_for_function(
        "(epoch) => Number(document.querySelector('.network-controls output')?"
        ".textContent.match(/Epoch (\\d+)/)?.[1]) >= epoch",
        arg=epoch,
    )
    return said(page)


def at_work(page: Page) -> list[str]:
    """The workers of the network; the search has one as well."""
    return [worker.url for worker in page.workers if worker.url.endswith("/network.js")]


def drawn(page: Page, figure: str) -> list[str]:
    """The lines that the script has drawn in a figure, none of them empty."""
    paths = page.locator(f"#figure-network-{figure} path.network-line").all()
    return [line for path in paths if (line := path.get_attribute("d"))]


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """The page on a phone, ready; at the end nothing may have gone wrong on it."""
    with watched(browser, served.origin) as (page, troubles):
        page.goto(address(served), wait_until="networkidle")
        at_epoch(page, 0)
        yield page
        assert not troubles


def test_trains_step_by_step_as_in_v8(page: Page, trained: Trained) -> None:
    expected = trained("relu", 1e-4, claims.SEED, 3)
    for epoch in range(4):
        run = at_epoch(page, epoch)
        # Browsers differ in the last digit of an exponential.
        assert run == pytest.approx(
            (epoch, expected[epoch]["loss"], expected[epoch]["accuracy"]), rel=1e-13
        )
        button(page, "Train one epoch").click()
    assert len(drawn(page, "history")) == 2
    assert len(drawn(page, "gradients")) == 5
    assert len(at_work(page)) == 1


def test_lines_have_names_once_they_are_drawn(page: Page) -> None:
    """Before the first epoch there is no gradient, and no layer to name in its chart."""
    names = page.locator("#figure-network-gradients .network-name")
    for name in names.all():
        expect(name).to_be_hidden()
    button(page, "Train one epoch").click()
    at_epoch(page, 1)
    assert names.count() == 5
    for name in names.all():
        expect(name).to_be_visible()


def test_starts_pauses_and_resets_by_keyboard(page: Page) -> None:
    button(page, "Start").press("Enter")
    at_epoch(page, 3)
    button(page, "Pause").press("Enter")
    button(page, "Train one epoch").wait_for()
    page.wait_for_timeout(500)
    paused = said(page).epoch
    page.wait_for_timeout(300)
    assert said(page).epoch == paused >= 3
    line = drawn(page, "history")[0]
    button(page, "Start").press("Enter")
    at_epoch(page, paused + 2)
    assert drawn(page, "history")[0] != line
    button(page, "Reset").press("Enter")
    page.wait_for_function(
        "() => document.querySelector('.network-controls output').textContent.startsWith('Epoch 0')"
    )
    assert controls(page).locator("output").get_attribute("aria-live") == "polite"


def test_ends_after_the_chosen_epochs(browser: Browser, served: Served) -> None:
    with watched(browser, served.origin) as (page, troubles):
        page.goto(address(served, "#rate=0.003"), wait_until="networkidle")
        at_epoch(page, 0)
        controls(page).get_by_label("Speed").select_option("at full speed")
        button(page, "Start").click()
        run = at_epoch(page, 300)
        assert run.epoch == 300
        assert run.accuracy > 0.98
        assert button(page, "Start").is_disabled()
        assert len(drawn(page, "border")) == 1
        # More epochs go on from there.
        controls(page).get_by_label("Epochs").select_option("1000")
        button(page, "Start").click()
        assert at_epoch(page, 310).epoch <= 1000
        assert not troubles


def test_address_keeps_the_settings_and_brings_them_back(page: Page, served: Served) -> None:
    controls(page).get_by_label("Activation").select_option("tanh")
    controls(page).get_by_label("Learning rate").select_option("3/1000")
    controls(page).get_by_label("Seed").fill("7")
    controls(page).get_by_label("Seed").press("Enter")
    chosen = {"activation": "tanh", "rate": "0.003", "seed": "7"}
    assert dict(parse_qsl(page.url.partition("#")[2])) == chosen
    page.wait_for_load_state("networkidle")
    page.reload(wait_until="networkidle")
    at_epoch(page, 0)
    assert controls(page).get_by_label("Activation").input_value() == "tanh"
    assert controls(page).get_by_label("Seed").input_value() == "7"

    # A link of the text sets up another run; what it does not name is as at the start.
    page.get_by_role("link", name="at rate 1/100", exact=True).click()
    assert controls(page).get_by_label("Activation").input_value() == "sigmoid"
    assert controls(page).get_by_label("Learning rate").input_value() == "0.01"
    assert controls(page).get_by_label("Seed").input_value() == str(claims.SEED)

    # Nonsense is passed over.
    page.goto("about:blank")
    nonsense = "#activation=nothing&rate=7&seed=99&epochs=x"
    page.goto(address(served, nonsense), wait_until="networkidle")
    at_epoch(page, 0)
    assert controls(page).get_by_label("Activation").input_value() == "relu"
    assert controls(page).get_by_label("Seed").input_value() == str(claims.SEED)


def test_link_to_a_section_leads_there_and_keeps_the_run(page: Page) -> None:
    button(page, "Train one epoch").click()
    run = at_epoch(page, 1)
    page.locator("#what-to-try .headerlink").evaluate("link => link.click()")
    page.wait_for_timeout(300)
    assert page.url.endswith("#what-to-try")
    assert said(page) == run
    assert abs(page.locator("#what-to-try").evaluate("it => it.getBoundingClientRect().top")) < 200
    page.go_back()
    page.wait_for_timeout(300)
    assert said(page) == run


def test_former_run_stays_dashed(page: Page) -> None:
    for epoch in (1, 2, 3):
        button(page, "Train one epoch").click()
        at_epoch(page, epoch)
    assert len(drawn(page, "history")) == 2
    controls(page).get_by_label("Activation").select_option("elu")
    page.wait_for_function(
        "() => document.querySelector('.network-note').textContent.includes('ReLU, rate 1/10000')"
    )
    assert len(drawn(page, "history")) == 4


def test_other_pages_do_without_its_script(browser: Browser, served: Served) -> None:
    with watched(browser, served.origin) as (page, troubles):
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address(served).removesuffix("network/"))
        assert any(url.endswith("/activations.js") for url in asked)
        assert not any(url.endswith("/network.js") for url in asked)
        assert not troubles


def test_offers_every_function_of_one_number(
    page: Page, records: dict[str, dict[str, Any]]
) -> None:
    options = controls(page).get_by_label("Activation").locator("option")
    assert {option.get_attribute("value") for option in options.all()} == set(records)


def test_nothing_moves_and_nothing_is_wider_than_a_phone(page: Page) -> None:
    assert page.evaluate(SHIFT) == 0
    # What the script adds fits into the place that is kept for it.
    kept, taken = controls(page).evaluate(HEIGHTS)
    assert taken <= kept <= taken + 8
    button(page, "Train one epoch").click()
    at_epoch(page, 1)
    assert page.evaluate(SHIFT) == 0
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE
    height = button(page, "Start").bounding_box()
    assert height is not None
    assert height["height"] >= 44


def test_border_and_shade_wear_the_colors_of_the_page(browser: Browser, served: Served) -> None:
    strokes, shades = set(), set()
    for color in ("light", "dark"):
        with watched(browser, served.origin, color_scheme=color) as (page, troubles):
            page.goto(address(served), wait_until="networkidle")
            at_epoch(page, 0)
            line = page.locator("#figure-network-border path.network-line")
            strokes.add(line.evaluate("(line) => getComputedStyle(line).stroke"))
            canvas = page.locator("#figure-network-border canvas")
            shades.add(canvas.evaluate("(canvas) => canvas.toDataURL()"))
            assert not troubles
    assert len(strokes) == 2
    assert len(shades) == 2


def test_without_scripts_the_drawings_stand_alone(browser: Browser, served: Served) -> None:
    with watched(browser, served.origin, java_script_enabled=False) as (page, troubles):
        page.goto(address(served), wait_until="networkidle")
        assert page.locator(".network svg .figure-run").count() >= 9
        assert page.locator(".network canvas, .network-controls form").count() == 0
        box = controls(page).bounding_box()
        assert box is None or box["height"] == 0
        assert not troubles


@pytest.mark.parametrize(
    "death", ["terminate()", "dispatchEvent(new Event('error'))"], ids=["silent", "error"]
)
def test_begins_anew_when_its_worker_is_lost(
    browser: Browser, served: Served, trained: Trained, death: str
) -> None:
    with watched(browser, served.origin) as (page, troubles):
        page.add_init_script(WORKERS)
        page.goto(address(served))
        at_epoch(page, 0)
        button(page, "Start").click()
        at_epoch(page, 2)
        page.evaluate(f"() => {{ workers.at(-1).{death}; }}")
        note = controls(page).locator(".network-note")
        expect(note).to_have_text(LOST, timeout=25_000)
        assert button(page, "Start").is_enabled()
        assert said(page).epoch >= 2
        # All of it works as at the start.
        button(page, "Train one epoch").click()
        page.wait_for_function("() => workers.length === 2")
        page.wait_for_function(
            "() => /^Epoch 1 /.test(document.querySelector('.network-controls output').textContent)"
        )
        assert said(page).loss == pytest.approx(
            trained("relu", 1e-4, claims.SEED, 1)[-1]["loss"], rel=1e-13
        )
        assert note.text_content() != LOST
        button(page, "Start").click()
        at_epoch(page, 3)
        assert not troubles


def test_trains_from_a_file_without_a_worker(
    browser: Browser, site: Path, trained: Trained
) -> None:
    page = browser.new_page()
    page.goto((site / "network/index.html").as_uri())
    at_epoch(page, 0)
    assert not at_work(page)
    button(page, "Start").click()
    run = at_epoch(page, 4)
    button(page, "Pause").click()
    expected = trained("relu", 1e-4, claims.SEED, run.epoch)[-1]["loss"]
    assert run.loss == pytest.approx(expected, rel=1e-13)
    page.close()
