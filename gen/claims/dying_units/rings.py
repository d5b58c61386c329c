"""Dead units on the two rings: where they come from, which come back, and by which way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from gen.claims import Claim
from gen.claims.dying_units import counts
from gen.claims.dying_units.counts import (
    ADAM_DECAY,
    RULES,
    WAYS,
    in_percent,
    learned,
    listed,
    mean,
    of,
    percent,
    shares,
    thousands,
)
from gen.experiments.statistics import Interval, Paired, paired

GOOD = {"sgd": 0.3, "momentum": 0.03, "adam": 0.01}
"""Rates at which most networks learn the rings."""
HIGH = {"sgd": 1.0, "momentum": 0.1, "adam": 0.1}
"""The next higher ones, at which units die in numbers and some networks still learn."""
TOO_HIGH = {"sgd": 3.0, "momentum": 0.3, "adam": 0.3}

FIRST = slice(0, 1)
"""The first hidden layer."""

SEEDS = "The mean over seeds, with Student's 95 % interval."


def _name(rate: float, kind: str = "default") -> str:
    return f"{kind} {rate:g}"


def at(which: Mapping[str, float], rule: str, kind: str = "default") -> str:
    """The name of the group of an optimizer at one of its rates."""
    return _name(which[rule], kind)


def _each(value: Callable[[str], Any]) -> dict[str, Any]:
    """A value for each optimizer."""
    return {rule: value(rule) for rule in RULES}


def _with_names(shown: Mapping[str, str]) -> str:
    """Values with the names of their optimizers."""
    return listed([f"{value} with {RULES[rule]}" for rule, value in shown.items()])


def _intervals(found: Mapping[str, Interval]) -> str:
    return _with_names({rule: in_percent(one) for rule, one in found.items()})


# --- before training ---------------------------------------------------------------------------


def start_by_layer(kind: str) -> list[float]:
    """The share of units that are dead before training, by layer, for a way to initialize."""
    part, name = ("relu-sgd", _name(0.03)) if kind == "default" else ("starts-sgd", f"{kind} 0.03")
    return counts.by_layer(part, name, at=0)


def _negative_bias() -> tuple[int, int]:
    """Revivals, and units that are dead at the start, of the networks with low biases."""
    found = [
        counts.group(f"starts-{rule}", _name(rate, "negative-bias"))
        for rule in RULES
        for rate in counts.rates(rule)
    ]
    revivals = sum(counts.added(found, "turnover", "revivals"))
    return revivals, sum(counts.added(found, "turnover", "start"))


# --- back again --------------------------------------------------------------------------------


def revivals(parts: Sequence[str], layers: slice = slice(None)) -> tuple[int, int]:
    """Revivals, and units that could have had one: those that were dead at some time."""
    found = counts.groups(parts)
    back = counts.added(found, "turnover", "revivals")[layers]
    ever = counts.added(found, "turnover", "ever")[layers]
    return sum(back), sum(ever)


def first_layer(rule: str) -> tuple[int, int]:
    """Revivals in the first layer, and units of it that were dead at some time."""
    return revivals(counts.plain_parts(rule), FIRST)


def ways(parts: Sequence[str]) -> dict[str, int]:
    """By which way units behind the first layer came back."""
    found = counts.groups(parts)
    return {way: sum(counts.added(found, "ways", way)[1:]) for way in WAYS}


def _way(*wanted: str) -> float:
    found = ways(counts.plain_parts(*RULES))
    return sum(found[way] for way in wanted) / sum(found.values())


def followed(part: str, name: str, mark: int) -> tuple[int, int]:
    """How many units were dead after so many epochs, and how many of them live at the end."""
    pairs = counts.group(part, name)["followed"][str(mark)]
    return sum(then for then, _ in pairs), sum(back for _, back in pairs)


# --- the questions -----------------------------------------------------------------------------


def awake(sample: str) -> tuple[list[int], list[int]]:
    """By layer, units that are dead at the end, and those that are on at points of a sample.

    Over all optimizers at the rates at which the networks learn.
    """
    found = [counts.group(f"relu-{rule}", at(GOOD, rule)) for rule in RULES]
    dead = counts.added(found, "turnover", "end")
    on = [sum(one["awake"][sample][layer] for one in found) for layer in range(len(dead))]
    return dead, on


def fewer_points(which: Mapping[str, float], rule: str) -> Paired:
    """The share of dead units with a tenth of the points, less that with all of them."""
    name = at(which, rule)
    return paired(shares(f"tenth-{rule}", name), shares(f"relu-{rule}", name))


CURES = {
    "nothing": "nothing",
    "lower": "rate lowered",
    "warm-up": "warm-up",
    "clipped": "clipping",
    "reset": "fresh weights",
    "he": "He’s weights",
    "positive-bias": "biases + 1/10",
    "relu6": "ReLU6",
    "leakyrelu": "LeakyReLU",
    "elu": "ELU",
    "gelu": "GELU",
}
"""What is done against dying, with its label."""


def cure(kind: str, rule: str) -> tuple[str, str]:
    """The part and the group of a cure, at the rate at which units die in numbers."""
    if kind in {"he", "positive-bias"}:
        return f"starts-{rule}", at(HIGH, rule, kind)
    if kind in {"relu6", "leakyrelu", "elu", "gelu"}:
        return f"{kind}-{rule}", at(HIGH, rule)
    if kind == "nothing":
        return f"relu-{rule}", at(HIGH, rule)
    return f"{'clipped' if kind == 'clipped' else 'cures'}-{rule}", at(HIGH, rule, kind)


def straight(part: str, name: str) -> float:
    """The share of units whose sum is at most 0 at every point, at the end."""
    found = counts.group(part, name)["left_end"]
    return sum(map(sum, found)) / (len(found) * len(found[0]) * counts.width())


def _cure_learned(kind: str) -> dict[str, tuple[int, int]]:
    """For each optimizer, the networks that learn, and how many there are."""
    found = {}
    for rule in RULES:
        part, name = cure(kind, rule)
        found[rule] = (learned(part, name), len(counts.group(part, name)["accuracy"]))
    return found


def _cure_dead(kind: str) -> dict[str, Interval]:
    return _each(lambda rule: mean(shares(*cure(kind, rule))))


def _cure_claims(kind: str, flat: str) -> tuple[Claim[Any], Claim[Any]]:
    """What a cure does to units and to networks."""
    what = f"With “{CURES[kind]}” against dying,"
    return (
        Claim(
            id=f"cure-{kind}-dead",
            sentence=f"{what} {{value}} of the units are {flat} with SGD, momentum and Adam.",
            value=lambda: _cure_dead(kind),
            holds=lambda found: all(0 <= one.low <= one.high <= 1 for one in found.values()),
            display=lambda found: listed([percent(one.middle) for one in found.values()]),
            note="On the rings, after 200 epochs at rates of 1, 0.1 and 0.1; means over 16 or 32"
            " networks. The figure has the intervals.",
        ),
        Claim(
            id=f"cure-{kind}",
            sentence=f"{what} {{value}} networks learn the rings with SGD, momentum and Adam.",
            value=lambda: _cure_learned(kind),
            holds=lambda found: all(count <= total for count, total in found.values()),
            display=lambda found: (
                f"{listed([str(count) for count, _ in found.values()])}"
                f" of {next(iter(found.values()))[1]}"
            ),
            note="On the rings, after 200 epochs at rates of 1, 0.1 and 0.1: networks that put nine"
            " in ten points on their ring.",
        ),
    )


_FLAT = {"leakyrelu": "flat", "elu": "flat", "gelu": "flat"}

CURE_CLAIMS = tuple(
    claim for kind in CURES for claim in _cure_claims(kind, _FLAT.get(kind, "dead"))
)


def _lowered_claims() -> Iterator[Claim[Any]]:
    """What becomes of units that are dead half way, with a lower rate and with the same."""
    for rule, label in RULES.items():
        for kind, part, name, what in (
            ("lowered", f"cures-{rule}", at(HIGH, rule, "lower"), "a tenth of the rate"),
            ("kept", f"relu-{rule}", at(HIGH, rule), "the same rate"),
        ):
            yield Claim(
                id=f"rings-rate-{kind}-{rule}",
                sentence=f"With {label} and {what} from half way on, of the units that were dead"
                " then, {value} are alive at the end.",
                value=partial(followed, part, name, 100),
                holds=_hardly_any,
                display=lambda found: of(found[1], found[0]),
                note="On the rings, 32 networks; rates of 1, 0.1 and 0.1, 200 epochs.",
            )


def _hardly_any(found: tuple[int, int]) -> bool:
    return found[1] < 0.1 * found[0]


def _points_claims() -> Iterator[Claim[Any]]:
    """What a tenth of the points does."""
    for rule, label in RULES.items():
        name = at(GOOD, rule)
        for part, points in ((f"tenth-{rule}", "100"), (f"relu-{rule}", "1000")):
            yield Claim(
                id=f"rings-points-{points}-{rule}",
                sentence=f"Trained with {label} on {points} points of the rings, {{value}} of the"
                " units are dead on them.",
                value=partial(_mean_share, part, name),
                holds=lambda share: 0 < share.low < share.high < 1,
                display=in_percent,
                note=f"32 networks, as many steps for each number of points. {SEEDS}",
            )
        yield Claim(
            id=f"rings-points-paired-{rule}",
            sentence=f"With {label}, a tenth of the points makes the share of dead units greater"
            " for {value}.",
            value=partial(fewer_points, GOOD, rule),
            holds=partial(_greater, significant=rule != "adam"),
            display=lambda one: f"{one.greater} networks, smaller for {one.less} (p = {one.p:.2g})",
            note="32 pairs with the same seed; Wilcoxon's signed-rank test, two-sided, without a"
            " correction for three tests.",
        )


def _mean_share(part: str, name: str) -> Interval:
    return mean(shares(part, name))


def _greater(one: Paired, *, significant: bool) -> bool:
    return one.greater > one.less and (one.p < 0.05) == significant


RINGS_CLAIMS: tuple[Claim[Any], ...] = (
    Claim(
        id="rings-dead-before-training",
        sentence="Before the first step, {value} of the hidden units of the networks on the rings"
        " are dead.",
        value=lambda: mean(shares("relu-sgd", at(GOOD, "sgd"), "dead_start")),
        holds=lambda share: share.low > 0.2,
        display=in_percent,
        note=f"32 networks with torch's default initialization. {SEEDS}",
    ),
    Claim(
        id="rings-dead-before-training-by-layer",
        sentence="From the first hidden layer to the fourth, {value} of the units are dead before"
        " training.",
        value=lambda: start_by_layer("default"),
        holds=lambda found: found == sorted(found) and found[-1] > 4 * found[0],
        display=lambda found: listed([percent(share) for share in found]),
        note="32 networks with torch's default initialization.",
    ),
    Claim(
        id="rings-dead-before-training-he",
        sentence="With He's initialization and no biases, {value} are.",
        value=lambda: start_by_layer("he"),
        holds=lambda found: all(
            share < default for share, default in zip(found, start_by_layer("default"), strict=True)
        ),
        display=lambda found: listed([percent(share) for share in found]),
        note="16 networks.",
    ),
    Claim(
        id="rings-dead-before-training-low",
        sentence="With every hidden bias 1/2 lower, {value} are.",
        value=lambda: start_by_layer("negative-bias"),
        holds=lambda found: found[-1] == 1,
        display=lambda found: listed([percent(share) for share in found]),
        note="16 networks, torch's default initialization but for the biases.",
    ),
    Claim(
        id="rings-low-biases-never",
        sentence="Of the units of these networks that were dead at the start, {value} came back,"
        " with any of three optimizers and twelve rates.",
        value=_negative_bias,
        holds=lambda found: found[0] == 0 < found[1],
        display=lambda found: of(*found),
        note="16 networks for each rate, 200 epochs.",
    ),
    Claim(
        id="rings-dead-at-good-rates",
        sentence="At rates at which most networks learn the rings, after 200 epochs the share of"
        " dead units is {value}.",
        value=lambda: _each(lambda rule: mean(shares(f"relu-{rule}", at(GOOD, rule)))),
        holds=lambda found: all(
            paired(
                shares(f"relu-{rule}", at(GOOD, rule)),
                shares(f"relu-{rule}", at(GOOD, rule), "dead_start"),
            ).median.high
            <= 0
            and learned(f"relu-{rule}", at(GOOD, rule)) > 24
            for rule in found
        ),
        display=_intervals,
        note=f"32 networks each. {SEEDS} The median of the differences to the start is below 0.",
    ),
    Claim(
        id="rings-dead-at-high-rates",
        sentence="At higher rates the share of dead units is {value}.",
        value=lambda: _each(lambda rule: mean(shares(f"relu-{rule}", at(HIGH, rule)))),
        holds=lambda found: all(
            one.middle > mean(shares(f"relu-{rule}", at(GOOD, rule))).middle
            for rule, one in found.items()
        ),
        display=_intervals,
        note=f"32 networks each; learning rates 1, 0.1 and 0.1. {SEEDS}",
    ),
    Claim(
        id="rings-layers-lost",
        sentence="At rates that are too high, networks that have a hidden layer without a living"
        " unit: {value}.",
        value=lambda: _each(
            lambda rule: counts.without_a_layer(f"relu-{rule}", at(TOO_HIGH, rule))
        ),
        holds=lambda found: all(count > 24 for count in found.values()),
        display=lambda found: _with_names({rule: of(n, 32) for rule, n in found.items()}),
        note="32 networks each; learning rates 3, 0.3 and 0.3.",
    ),
    Claim(
        id="rings-deaths",
        sentence="On the rings, units that were alive after an epoch were dead after the next one"
        " {value} times.",
        value=lambda: sum(
            counts.added(counts.groups(counts.plain_parts(*RULES)), "turnover", "deaths")
        ),
        holds=lambda deaths: deaths > 1000,
        display=thousands,
        note="All networks of ReLU units that are left alone, but for Adam with weight decay; a"
        " census after each of 200 epochs.",
    ),
    Claim(
        id="rings-revivals",
        sentence="Units that were dead after an epoch were alive after the next one {value} times.",
        value=lambda: revivals(counts.plain_parts(*RULES))[0],
        holds=lambda found: found > 1000,
        display=thousands,
        note="All networks of ReLU units that are left alone, but for Adam with weight decay; a"
        " census after each of 200 epochs.",
    ),
    Claim(
        id="rings-first-layer-sgd",
        sentence="In the first hidden layer, of the units that were ever dead under gradient"
        " descent without momentum, {value} came back.",
        value=lambda: first_layer("sgd"),
        holds=lambda found: found[0] == 0 < found[1],
        display=lambda found: of(*found),
        note="All initializations, rates and both weight decays; a census after each epoch.",
    ),
    Claim(
        id="rings-first-layer-momentum",
        sentence="In the first hidden layer, of the units that were ever dead under gradient"
        " descent with momentum, {value} came back.",
        value=lambda: first_layer("momentum"),
        holds=lambda found: found[0] < 0.01 * found[1],
        display=lambda found: of(*found),
        note="All initializations, rates and both weight decays; a census after each epoch.",
    ),
    Claim(
        id="rings-first-layer-adam",
        sentence="In the first hidden layer, with Adam and without weight decay, units came back"
        " {value} times, of those ever dead.",
        value=lambda: first_layer("adam"),
        holds=lambda found: 0 < found[0] < 0.05 * found[1],
        display=lambda found: of(*found),
        note="All initializations and rates; a census after each epoch.",
    ),
    Claim(
        id="rings-adam-decay-revivals",
        sentence="With Adam and a weight decay of 1/1000, units of the first hidden layer came back"
        " {value}.",
        value=lambda: (revivals([ADAM_DECAY], FIRST), revivals(["relu-adam"], FIRST)),
        holds=lambda found: found[0][0] > 10 * found[0][1] and found[1][0] < 0.05 * found[1][1],
        display=lambda found: (
            f"{thousands(found[0][0])} times, {found[0][1]} units in all, and without the decay"
            f" {'once' if found[1][0] == 1 else f'{found[1][0]} times'} in {found[1][1]} units"
        ),
        note="The decay is added to the gradient; four rates, 32 networks each, 200 epochs.",
    ),
    Claim(
        id="rings-adam-decay-way",
        sentence="With Adam and weight decay, {value} of the revivals behind the first layer were"
        " the work of the unit's own weights alone.",
        value=lambda: ways([ADAM_DECAY])["itself"] / sum(ways([ADAM_DECAY]).values()),
        holds=lambda share: share > 0.8,
        display=percent,
        note="Counted as for the others.",
    ),
    Claim(
        id="rings-adam-decay-dead",
        sentence="With Adam at a rate of 1/100, the share of dead units after training is {value}.",
        value=lambda: (
            mean(shares(ADAM_DECAY, at(GOOD, "adam"))),
            mean(shares("relu-adam", at(GOOD, "adam"))),
        ),
        holds=lambda found: found[0].middle < found[1].middle,
        display=lambda found: (
            f"{in_percent(found[0])} with weight decay, against {in_percent(found[1])} without"
        ),
        note=f"32 networks each. {SEEDS}",
    ),
    Claim(
        id="rings-adam-decay-learned",
        sentence="With Adam at a rate of 1/100, networks that put nine in ten points on their ring:"
        " {value}.",
        value=lambda: (
            learned(ADAM_DECAY, at(GOOD, "adam")),
            learned("relu-adam", at(GOOD, "adam")),
        ),
        holds=lambda found: found[0] <= found[1],
        display=lambda found: f"{found[0]} of 32 with weight decay, {found[1]} without",
        note="32 networks each.",
    ),
    Claim(
        id="rings-way-below",
        sentence="Behind the first layer, {value} of the revivals needed nothing but the layers"
        " below: the unit's old weights woke at its new inputs, and its new ones would not have"
        " at the old inputs.",
        value=lambda: _way("below"),
        holds=lambda share: share > 0.8,
        display=percent,
        note="For each revival between two censuses, the unit's sums are computed with old weights"
        " on new inputs, and with new weights on old inputs.",
    ),
    Claim(
        id="rings-way-itself",
        sentence="Behind the first layer, {value} of the revivals were the work of the unit's own"
        " weights alone.",
        value=lambda: _way("itself"),
        holds=lambda share: 0 < share < 0.05,
        display=percent,
        note="Counted as above.",
    ),
    Claim(
        id="rings-start-followed",
        sentence="Of the units that were dead before training, {value} were alive after it.",
        value=lambda: _each(lambda rule: followed(f"relu-{rule}", at(GOOD, rule), 0)),
        holds=lambda found: all(back > 0.25 * then for then, back in found.values()),
        display=lambda found: _with_names(
            {rule: of(back, then) for rule, (then, back) in found.items()}
        ),
        note="32 networks each, at the rates at which most learn.",
    ),
    Claim(
        id="rings-half-way-followed",
        sentence="Of the units that were dead half way, after 100 epochs, {value} were alive after"
        " 200.",
        value=lambda: _each(lambda rule: followed(f"relu-{rule}", at(GOOD, rule), 100)),
        holds=lambda found: all(0 < back < 0.2 * then for then, back in found.values()),
        display=lambda found: _with_names(
            {rule: of(back, then) for rule, (then, back) in found.items()}
        ),
        note="32 networks each, at the rates at which most learn.",
    ),
    Claim(
        id="rings-awake-on-fresh",
        sentence="Of the units that are dead on the training points, from the first hidden layer"
        " to the fourth, {value} are on at one of 10 000 fresh points.",
        value=lambda: awake("fresh"),
        holds=lambda found: 0 < sum(found[1]) < 0.15 * sum(found[0]),
        display=lambda found: listed([of(on, dead) for dead, on in zip(*found, strict=True)]),
        note="Three optimizers at rates at which most learn; ten other draws of the rings.",
    ),
    Claim(
        id="rings-awake-on-doubled",
        sentence="Of the units that are dead on the training points, from the first hidden layer"
        " to the fourth, {value} are on at one of 10 000 points twice as far from the middle.",
        value=lambda: awake("doubled"),
        holds=lambda found: found[1][0] > 0.5 * found[0][0] and found[1][-1] < 0.5 * found[0][-1],
        display=lambda found: listed([of(on, dead) for dead, on in zip(*found, strict=True)]),
        note="The fresh points times 2, the same networks.",
    ),
    *_lowered_claims(),
    Claim(
        id="leaky-too-high",
        sentence="At the highest rates, {value} networks with LeakyReLU learn the rings.",
        value=lambda: _each(lambda rule: learned(f"leakyrelu-{rule}", at(TOO_HIGH, rule))),
        holds=lambda found: all(count < 8 for count in found.values()),
        display=lambda found: _with_names({rule: of(n, 16) for rule, n in found.items()}),
        note="16 networks each; learning rates 3, 0.3 and 0.3.",
    ),
    Claim(
        id="leaky-straight",
        sentence="Of the units of these networks, {value} have a sum of at most 0 at every point.",
        value=lambda: _each(lambda rule: straight(f"leakyrelu-{rule}", at(TOO_HIGH, rule))),
        holds=lambda found: all(share > 1 / 3 for share in found.values()),
        display=lambda found: _with_names({rule: percent(one) for rule, one in found.items()}),
        note="16 networks each, after 200 epochs.",
    ),
    Claim(
        id="flat-units-adam",
        sentence="With Adam at a rate of 1/10, {value} of the units end with a slope of at most"
        " 1/1000 at every point.",
        value=lambda: (
            mean(shares(*cure("elu", "adam"))),
            mean(shares(*cure("gelu", "adam"))),
        ),
        holds=lambda found: all(one.low > 0.05 for one in found),
        display=lambda found: f"{in_percent(found[0])} for ELU and {in_percent(found[1])} for GELU",
        note=f"16 networks each, after 200 epochs. {SEEDS}",
    ),
    Claim(
        id="rings-low-rate-revivals",
        sentence="With SGD at the lowest rate, units came back {value}.",
        value=lambda: tuple(
            sum(counts.added([counts.group("relu-sgd", _name(rate))], "turnover", "revivals"))
            for rate in (0.03, GOOD["sgd"])
        ),
        holds=lambda found: found[0] < found[1] / 2,
        display=lambda found: f"{found[0]} times, at the next one {found[1]} times",
        note="32 networks each, rates 0.03 and 0.3, censuses after each of 200 epochs.",
    ),
    *_points_claims(),
)
"""The claims about the rings; those on cures stand apart."""
