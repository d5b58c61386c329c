"""Dead units on the two rings: where they come from, which come back, and by which way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from gen import typography
from gen.claims import Claim
from gen.claims.dying_units import counts, zeros
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
from gen.experiments.statistics import Interval, Paired, paired, sign_test

LOW = {"sgd": 0.03, "momentum": 0.003, "adam": 0.001}
GOOD = {"sgd": 0.3, "momentum": 0.03, "adam": 0.01}
"""Rates at which most networks succeed."""
HIGH = {"sgd": 1.0, "momentum": 0.1, "adam": 0.1}
"""The next higher ones, at which units die in numbers and some networks still succeed."""
TOO_HIGH = {"sgd": 3.0, "momentum": 0.3, "adam": 0.3}
LEVELS = {"low": LOW, "moderate": GOOD, "high": HIGH, "too-high": TOO_HIGH}

FIRST = slice(0, 1)
"""The first hidden layer."""

SEEDS = "The mean over seeds, with Student's 95 % interval."
_HIGH_RATES = "SGD at a rate of 1, momentum and Adam at 1/10"


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
    """Revivals in the first layer, and units of it that were dead at some time.

    Of torch's default initialization alone: some of the others leave whole layers dead, which
    nothing can bring back.
    """
    return revivals([f"relu-{rule}"], FIRST)


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

    Over all optimizers at the moderate rates.
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


def against_nothing(kind: str, rule: str) -> tuple[Paired, tuple[int, int]]:
    """What a cure does, at the same seeds: to the share of dead units, and to success.

    The second pair counts the seeds at which only the network with the cure succeeds, and at which
    only that without does.
    """
    part, name = cure(kind, rule)
    plain = cure("nothing", rule)
    dead, without = shares(part, name), shares(*plain)
    gained = counts.exchanged(counts.succeeded(part, name), counts.succeeded(*plain))
    return paired(dead, without[: len(dead)]), gained


def _successes(kind: str) -> list[int]:
    """For each seed, with how many of the three optimizers the network succeeds."""
    return [sum(one) for one in zip(*_each_success(kind), strict=True)]


def _each_success(kind: str) -> list[list[bool]]:
    return [counts.succeeded(*cure(kind, rule)) for rule in RULES]


def leak_against_nothing() -> tuple[Paired, tuple[int, int]]:
    """Success with a leak and without, at the high rates of three optimizers together.

    The pairs are seeds, with the number of optimizers that succeed, since three networks of a seed
    start alike. The second pair counts networks.
    """
    leaky, plain = _successes("leakyrelu"), _successes("nothing")
    exchanged = [against_nothing("leakyrelu", rule)[1] for rule in RULES]
    return (
        paired(leaky, plain[: len(leaky)]),
        (sum(gained for gained, _ in exchanged), sum(lost for _, lost in exchanged)),
    )


DECIDED = 0.05 / 30
"""The largest p that decides between a cure and nothing: there are ten cures and three
optimizers, so thirty questions."""

_FEWER = {
    "lower": "",
    "warm-up": "adam",
    "clipped": "sgd momentum",
    "reset": "sgd momentum adam",
    "he": "",
    "positive-bias": "",
    "relu6": "",
    "leakyrelu": "sgd momentum adam",
    "elu": "sgd momentum adam",
    "gelu": "sgd momentum adam",
}
"""With which optimizers a cure leaves fewer dead units, as the article says."""
_MORE = {"clipped": "sgd", "reset": "sgd"}
"""With which ones more networks succeed."""


def _in_words(rules: Sequence[str], word: str) -> str:
    if len(rules) == len(RULES):
        return f"{word} with all three"
    return f"{word} with {listed([RULES[rule] for rule in rules])}" if rules else "undecided"


def _fewer(found: Mapping[str, Paired]) -> list[str]:
    """The optimizers with which there are decidedly fewer dead units."""
    return [rule for rule, one in found.items() if one.less > one.greater and one.p < DECIDED]


def _more(found: Mapping[str, tuple[int, int]]) -> list[str]:
    """The optimizers with which decidedly more networks succeed."""
    return [
        rule
        for rule, (gained, lost) in found.items()
        if gained > lost and sign_test(gained, lost) < DECIDED
    ]


def _cure_claims(kind: str, flat: str) -> tuple[Claim[Any], Claim[Any]]:
    """What a cure does to units and to networks."""
    what = f"With “{CURES[kind]}” against dying, at rates at which units die,"
    wanted, more = _FEWER[kind].split(), _MORE.get(kind, "").split()
    return (
        Claim(
            id=f"cure-{kind}-dead",
            sentence=f"{what} {flat} units, compared with dead units with nothing done: {{value}}.",
            value=lambda: _each(lambda rule: against_nothing(kind, rule)[0]),
            # Nowhere decidedly more, and decidedly fewer where the table says so.
            holds=lambda found: (
                _fewer(found) == wanted
                and not any(one.greater > one.less and one.p < DECIDED for one in found.values())
            ),
            display=lambda found: _in_words(_fewer(found), "fewer"),
            note=f"On the rings, after 200 epochs; {_HIGH_RATES}. 16 or 32 pairs with the same"
            " seed; Wilcoxon's signed-rank test with p below 0.05/30, for 30 questions.",
        ),
        Claim(
            id=f"cure-{kind}-networks",
            sentence=f"{what} networks that succeed, compared with nothing done: {{value}}.",
            value=lambda: _each(lambda rule: against_nothing(kind, rule)[1]),
            holds=lambda found: (
                _more(found) == more
                and not any(
                    lost > gained and sign_test(gained, lost) < DECIDED
                    for gained, lost in found.values()
                )
            ),
            display=lambda found: _in_words(_more(found), "more"),
            note=f"On the rings, after 200 epochs; {_HIGH_RATES}. 16 or 32 pairs with the same"
            " seed; a sign test of those in which one of the two succeeds, with p below 0.05/30.",
        ),
    )


def _cure_learned(kind: str) -> dict[str, tuple[int, int]]:
    """For each optimizer, the networks that succeed, and how many there are."""
    found = {}
    for rule in RULES:
        part, name = cure(kind, rule)
        found[rule] = (learned(part, name), len(counts.group(part, name)["accuracy"]))
    return found


def _success_claim(
    kind: str, said: str, holds: Callable[[dict[str, float]], bool]
) -> Claim[dict[str, tuple[int, int]]]:
    """The share of networks that succeed with a cure, by optimizer."""
    return Claim(
        id=f"cure-{kind}",
        sentence=f"With “{CURES[kind]}” against dying, {{value}} networks on the rings succeed with"
        f" SGD, momentum and Adam: {said}.",
        value=lambda: _cure_learned(kind),
        holds=lambda found: holds({rule: n / total for rule, (n, total) in found.items()}),
        display=lambda found: (
            f"{listed([percent(count / total) for count, total in found.values()])}"
            f" of {next(iter(found.values()))[1]}"
        ),
        note=f"After 200 epochs; {_HIGH_RATES}. A network succeeds if it has nine tenths of the"
        " points right.",
    )


def _plain(rule: str) -> float:
    count, total = _cure_learned("nothing")[rule]
    return count / total


_SUCCESS_CLAIMS = (
    _success_claim(
        "nothing",
        "fewer than at moderate rates",
        lambda found: all(
            share < learned(f"relu-{rule}", at(GOOD, rule)) / 32 for rule, share in found.items()
        ),
    ),
    _success_claim(
        "clipped",
        "more than with nothing done, but hardly more with Adam",
        lambda found: (
            found["sgd"] > _plain("sgd") + 0.25
            and found["momentum"] > _plain("momentum") + 0.1
            and _plain("adam") < found["adam"] < _plain("adam") + 0.05
        ),
    ),
    _success_claim(
        "leakyrelu",
        "more than with nothing done for each",
        lambda found: all(share > _plain(rule) for rule, share in found.items()),
    ),
    _success_claim(
        "elu",
        "more than with nothing done for the first two, fewer for Adam",
        lambda found: all(
            (share > _plain(rule)) is (rule != "adam") for rule, share in found.items()
        ),
    ),
    _success_claim(
        "gelu",
        "more than with nothing done for the first two, not more for Adam",
        lambda found: all(
            (share > _plain(rule)) is (rule != "adam") for rule, share in found.items()
        ),
    ),
)

_LEAK = Claim(
    id="cure-leak-together",
    sentence="At the high rates of three optimizers together, {value}.",
    value=leak_against_nothing,
    holds=lambda found: (
        found[0].median.middle > 0 and found[0].p < 0.05 and found[1][0] > 2 * found[1][1]
    ),
    display=lambda found: (
        f"{found[1][0]} networks succeed only with the leak and {found[1][1]} only without"
        f" (p = {found[0].p:.1g})"
    ),
    note="48 pairs of networks with the same optimizer and seed. Wilcoxon's signed-rank test over"
    " 16 seeds, each with the number of optimizers that succeed.",
)

_FLAT = {"leakyrelu": "flat", "elu": "flat", "gelu": "flat", "relu6": "flat"}

CURE_CLAIMS = (
    *(
        claim
        for kind in CURES
        if kind != "nothing"
        for claim in _cure_claims(kind, _FLAT.get(kind, "dead"))
    ),
    *_SUCCESS_CLAIMS,
    _LEAK,
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
                note=f"On the rings, 32 networks, 200 epochs; {_HIGH_RATES}.",
            )


def _hardly_any(found: tuple[int, int]) -> bool:
    return found[1] < 0.1 * found[0]


_NEEDED = {"sgd": True, "momentum": True, "adam": False}
"""Whether fewer points make more dead units, by optimizer: for Adam it is undecided."""


def _points_claims() -> Iterator[Claim[Any]]:
    """What a tenth of the points does."""
    for rule, label in RULES.items():
        name = at(GOOD, rule)
        for part, points, sign in ((f"tenth-{rule}", "100", 1), (f"relu-{rule}", "1000", -1)):
            yield Claim(
                id=f"rings-points-{points}-{rule}",
                sentence=f"Trained with {label} on {points} points of the rings, {{value}} of the"
                f" units are dead on them, {'more' if sign > 0 else 'less'} than with the other"
                " number of points, in the mean.",
                value=partial(_mean_share, part, name),
                holds=partial(_beside, rule=rule, sign=sign),
                display=in_percent,
                note=f"32 networks, as many steps for each number of points. {SEEDS}",
            )
        yield Claim(
            id=f"rings-points-paired-{rule}",
            sentence=f"With {label}, a tenth of the points makes the share of dead units greater"
            " for so many of 32 networks: {value}.",
            value=partial(fewer_points, GOOD, rule),
            holds=partial(_greater, decided=_NEEDED[rule]),
            display=lambda one: (
                f"{one.greater}, smaller for {one.less}:"
                f" {'decided' if one.p < 0.05 / 3 else 'undecided'}"
            ),
            note="32 pairs with the same seed; the others are equal. Decided: Wilcoxon's"
            " signed-rank test, two-sided, with p below 0.05/3, for three optimizers.",
        )


def _beside(share: Interval, rule: str, sign: int) -> bool:
    """Whether a share of dead units lies above that of the other number of points, or below."""
    other = f"relu-{rule}" if sign > 0 else f"tenth-{rule}"
    return sign * (share.middle - mean(shares(other, at(GOOD, rule))).middle) > 0


def _mean_share(part: str, name: str) -> Interval:
    return mean(shares(part, name))


def _greater(one: Paired, *, decided: bool) -> bool:
    return one.greater > one.less and (one.p < 0.05 / 3) == decided


# --- rates -------------------------------------------------------------------------------------

_TO_THE_START = {
    "low": {"sgd": -1, "momentum": -1, "adam": -1},
    "moderate": {"sgd": -1, "momentum": -1, "adam": -1},
    "high": {"sgd": 1, "momentum": -1, "adam": 1},
    "too-high": {"sgd": 1, "momentum": 1, "adam": 1},
}
"""Whether more units are dead after training than before it, or fewer."""


def from_start(level: str, rule: str) -> Paired:
    """The share of dead units after training less that before it, by network."""
    part, name = f"relu-{rule}", at(LEVELS[level], rule)
    return paired(shares(part, name), shares(part, name, "dead_start"))


def higher_rate(rule: str) -> tuple[Paired, tuple[int, int]]:
    """The share of dead units at the high rate less that at the moderate one; and success.

    The second pair counts the seeds at which only the moderate rate succeeds, and only the high.
    """
    high, good = ((f"relu-{rule}", at(which, rule)) for which in (HIGH, GOOD))
    return paired(shares(*high), shares(*good)), counts.exchanged(
        counts.succeeded(*good), counts.succeeded(*high)
    )


def _moved(level: str, rule: str, _: Interval) -> bool:
    one = from_start(level, rule)
    return one.p < 0.05 and (one.greater - one.less) * _TO_THE_START[level][rule] > 0


def _success(level: str, rule: str, count: int) -> bool:
    """Most networks at low and moderate rates, fewer at high ones, none at those too high."""
    if level in {"low", "moderate"}:
        return count > 24
    if level == "high":
        return 8 < count < learned(f"relu-{rule}", at(GOOD, rule))
    return count == 0


def _rate_claims() -> Iterator[Claim[Any]]:
    """The cells of the table of rates."""
    for level, which in LEVELS.items():
        for rule, label in RULES.items():
            part, name = f"relu-{rule}", at(which, rule)
            rate = typography.rate(which[rule])
            than = "more" if _TO_THE_START[level][rule] > 0 else "fewer"
            yield Claim(
                id=f"rings-dead-{level}-{rule}",
                sentence=f"After training with {label} at a rate of {rate}, {{value}} of the units"
                f" are dead, {than} than before.",
                value=partial(_mean_share, part, name),
                holds=partial(_moved, level, rule),
                display=lambda share: percent(share.middle),
                note=f"32 networks, 200 epochs. {SEEDS} Against the start: Wilcoxon's signed-rank"
                " test by pairs, p below 0.05, each rate for itself.",
            )
            yield Claim(
                id=f"rings-succeed-{level}-{rule}",
                sentence=f"With {label} at a rate of {rate}, {{value}} of 32 networks succeed.",
                value=partial(learned, part, name),
                holds=partial(_success, level, rule),
                note="Nine tenths of the points right after 200 epochs.",
            )


def _start_claims() -> Iterator[Claim[Any]]:
    """The cells of the table of units dead before training."""
    notes = "Over all units of 32 networks (16 if the initialization is changed)."
    yield from zeros.cells(
        "rings-dead-start",
        "of the units on the rings are dead before training",
        partial(start_by_layer, "default"),
        lambda layer, share: layer == 1 or share > start_by_layer("default")[layer - 2],
        notes,
    )
    yield from zeros.cells(
        "rings-dead-start-he",
        "of the units on the rings are dead before training, with He's weights and no biases",
        partial(start_by_layer, "he"),
        lambda layer, share: share < start_by_layer("default")[layer - 1],
        notes,
    )
    yield from zeros.cells(
        "rings-dead-start-low",
        "of the units on the rings are dead before training, with every hidden bias 1/2 lower",
        partial(start_by_layer, "negative-bias"),
        lambda layer, share: share == 1 if layer > 2 else share < 1,
        notes,
    )


_FIRST_LAYER = (
    "32 networks at each of four rates, torch's default initialization, no weight decay; a census"
    " on all training points after each of 200 epochs."
)

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
    *_start_claims(),
    Claim(
        id="rings-large-start",
        sentence="With weights four times as large, {value} of the units of the fourth layer are"
        " dead before training.",
        value=lambda: start_by_layer("large-weights")[-1],
        holds=lambda share: share < start_by_layer("he")[-1],
        display=percent,
        note="16 networks, torch's default initialization with hidden weights times 4.",
    ),
    Claim(
        id="rings-large-later",
        sentence="With weights four times as large, {value} of the units are dead after training at"
        " the high rates.",
        value=lambda: _each(
            lambda rule: mean(shares(f"starts-{rule}", at(HIGH, rule, "large-weights")))
        ),
        # As many as with He's, or more.
        holds=lambda found: all(
            one.middle > mean(shares(f"starts-{rule}", at(HIGH, rule, "he"))).middle - 0.02
            for rule, one in found.items()
        ),
        display=lambda found: _with_names(
            {rule: percent(one.middle) for rule, one in found.items()}
        ),
        note=f"Means over 16 networks, 200 epochs; {_HIGH_RATES}.",
    ),
    Claim(
        id="rings-he-moderate",
        sentence="After training at moderate rates, {value} of the units are dead where the network"
        " began with He's weights and no biases, fewer than with torch's default.",
        value=lambda: _each(lambda rule: mean(shares(f"starts-{rule}", at(GOOD, rule, "he")))),
        holds=lambda found: all(
            one.high < mean(shares(f"relu-{rule}", at(GOOD, rule))).middle
            for rule, one in found.items()
        ),
        display=lambda found: _with_names(
            {rule: percent(one.middle) for rule, one in found.items()}
        ),
        note="Means over 16 networks, 200 epochs.",
    ),
    *_rate_claims(),
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
        sentence="At rates at which most networks succeed, after 200 epochs the share of"
        " dead units is {value}.",
        value=lambda: _each(lambda rule: mean(shares(f"relu-{rule}", at(GOOD, rule)))),
        holds=lambda found: all(
            from_start("moderate", rule).less > from_start("moderate", rule).greater
            and from_start("moderate", rule).p < 0.05
            and learned(f"relu-{rule}", at(GOOD, rule)) > 24
            for rule in found
        ),
        display=_intervals,
        note=f"32 networks each. {SEEDS} Fewer than at the start, by Wilcoxon's signed-rank test.",
    ),
    Claim(
        id="rings-dead-at-high-rates",
        sentence="At higher rates the share of dead units is {value}.",
        value=lambda: _each(lambda rule: mean(shares(f"relu-{rule}", at(HIGH, rule)))),
        holds=lambda found: all(
            one.middle > mean(shares(f"relu-{rule}", at(GOOD, rule))).middle
            and higher_rate(rule)[0].greater > higher_rate(rule)[0].less
            and higher_rate(rule)[0].p < 0.05
            for rule, one in found.items()
        ),
        display=_intervals,
        note=f"32 networks each; {_HIGH_RATES}. {SEEDS} More than at moderate rates, by Wilcoxon's"
        " signed-rank test.",
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
        note="32 networks each; learning rates 3, 3/10 and 3/10.",
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
        note=_FIRST_LAYER,
    ),
    Claim(
        id="rings-first-layer-momentum",
        sentence="In the first hidden layer, of the units that were ever dead under gradient"
        " descent with momentum, {value} came back.",
        value=lambda: first_layer("momentum"),
        holds=lambda found: found[0] == 0 < found[1],
        display=lambda found: of(*found),
        note=_FIRST_LAYER,
    ),
    Claim(
        id="rings-first-layer-adam",
        sentence="In the first hidden layer, of the units that were ever dead under Adam without"
        " weight decay, {value} came back.",
        value=lambda: first_layer("adam"),
        holds=lambda found: found[0] < 0.02 * found[1],
        display=lambda found: of(*found),
        note=_FIRST_LAYER,
    ),
    Claim(
        id="rings-adam-decay-revivals",
        sentence="With Adam and a weight decay of 1/1000, units of the first hidden layer came back"
        " {value}.",
        value=lambda: (revivals([ADAM_DECAY], FIRST), revivals(["relu-adam"], FIRST)),
        holds=lambda found: found[0][0] > 10 * found[0][1] and found[1][0] < 0.05 * found[1][1],
        display=lambda found: (
            f"{thousands(found[0][0])} times ({found[0][1]} units were ever dead, so they go on and"
            f" off), and without the decay {'once' if found[1][0] == 1 else f'{found[1][0]} times'}"
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
        sentence="With Adam at a rate of 1/100, networks that succeed: {value}.",
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
        note="32 networks each, at the rates at which most succeed.",
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
        note="32 networks each, at the rates at which most succeed.",
    ),
    Claim(
        id="rings-awake-on-fresh",
        sentence="Of the units that are dead on the training points, from the first hidden layer"
        " to the fourth, {value} are on at one of 10 000 fresh points.",
        value=lambda: awake("fresh"),
        holds=lambda found: 0 < sum(found[1]) < 0.15 * sum(found[0]),
        display=lambda found: listed([of(on, dead) for dead, on in zip(*found, strict=True)]),
        note="Three optimizers at moderate rates; ten other draws of the rings.",
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
        sentence="At the highest rates, {value} networks with LeakyReLU succeed.",
        value=lambda: _each(lambda rule: learned(f"leakyrelu-{rule}", at(TOO_HIGH, rule))),
        holds=lambda found: all(count < 8 for count in found.values()),
        display=lambda found: _with_names({rule: of(n, 16) for rule, n in found.items()}),
        note="16 networks each; learning rates 3, 3/10 and 3/10.",
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
            for rate in (LOW["sgd"], GOOD["sgd"])
        ),
        holds=lambda found: found[0] < found[1] / 2,
        display=lambda found: f"{found[0]} times, at the next one {found[1]} times",
        note="32 networks each, rates 3/100 and 3/10, censuses after each of 200 epochs.",
    ),
    *_points_claims(),
)
"""The claims about the rings; those on cures stand apart."""
