"""The claims of the article "Softmax and its relatives"."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any

import sympy
import torch
from sympy import Expr, Matrix, Rational, Symbol, exp, limit, log, oo, symbols
from torch.nn import functional

from gen.activation import X, i, n
from gen.claims import Claim
from gen.claims.functions import at, entry
from gen.claims.identity import identity
from gen.derivation.differentiation import differentiate
from gen.lookups import remembered
from gen.primitives import sigmoid
from gen.typography import scientific, upwards

_SCORES = symbols("x1:4", real=True)
"""The three scores for which identities are proved."""
_SHIFT = Symbol("c", real=True)
_TEMPERATURE = Symbol("T", positive=True)
_CHANGE = symbols("v1:4", real=True)
"""A change of the three scores."""
_TARGETS = symbols("t1:3", real=True)
"""Two of three targets; the third is what they leave of 1."""
_NAMED = symbols("s_1 s_2", real=True)
"""Two of three shares by name; the third is what they leave of 1."""

_BEHIND = 10
"""By how much the right one of two scores is behind in the comparison of losses."""


def _shares(scores: Sequence[Expr], slug: str = "softmax") -> list[Expr]:
    """The outputs of a function of the catalog for so many scores."""
    formula = entry(slug).expression.subs(n, len(scores)).doit()
    values = dict(zip((X[k + 1] for k in range(len(scores))), scores, strict=True))
    return [formula.subs(i, k + 1).subs(values, simultaneous=True) for k in range(len(scores))]


def _log_sum(scores: Sequence[Expr]) -> Expr:
    """The logarithm of the sum of the exponentials."""
    return log(sum(map(exp, scores)))


def _jacobian(shares: Sequence[Any]) -> Matrix:
    """The Jacobian of softmax in terms of its shares."""
    return sympy.diag(*shares) - Matrix(shares) * Matrix(shares).T


def _limits(scores: tuple[int, ...]) -> tuple[list[Expr], list[Expr]]:
    """The shares at temperatures that go to 0 and to infinity."""
    # Less the largest score, which changes no share and spares SymPy the growing powers.
    scaled = [(score - max(scores)) / _TEMPERATURE for score in scores]
    shares = _shares(scaled)
    cold = [limit(share, _TEMPERATURE, 0, "+") for share in shares]
    warm = [limit(share, _TEMPERATURE, oo) for share in shares]
    return cold, warm


def _rest(parts: Sequence[Expr]) -> Expr:
    """What two shares or targets leave for the third."""
    return 1 - parts[0] - parts[1]


def _quadratic_form() -> Expr:
    """The Jacobian of three shares between a change of the scores and itself."""
    change = Matrix(_CHANGE)
    return (change.T * _jacobian([*_NAMED, _rest(_NAMED)]) * change)[0]


def _weighed_differences() -> Expr:
    """The squares of the differences of the changes, weighed by the products of the shares."""
    shares = (*_NAMED, _rest(_NAMED))
    pairs = combinations(zip(shares, _CHANGE, strict=True), 2)
    return sum(s * t * (v - w) ** 2 for (s, v), (t, w) in pairs)


def _listed(values: Sequence[Expr]) -> str:
    return ", ".join(map(str, values))


def _masked() -> Expr:
    """The first of three shares, with the third score at -oo, minus the first of two."""
    three, two = _shares(_SCORES), _shares(_SCORES[:2])
    return sympy.simplify(limit(three[0], _SCORES[2], -oo) - two[0])


def _row_sums() -> set[Expr]:
    """What the rows of the Jacobian of three scores add up to, from their definition."""
    rows = [[differentiate(share, score) for score in _SCORES] for share in _shares(_SCORES)]
    return {sympy.simplify(sum(row)) for row in rows}


def _random_shares(count: int, choice: random.Random) -> list[Rational]:
    parts = [choice.randint(1, 99) for _ in range(count)]
    return [Rational(part, sum(parts)) for part in parts]


def _ranks() -> dict[int, set[int]]:
    """For 2 to 6 scores, the ranks of ten Jacobians at random shares, exactly."""
    choice = random.Random(0)
    return {
        count: {_jacobian(_random_shares(count, choice)).rank() for _ in range(10)}
        for count in range(2, 7)
    }


def _less(ranks: dict[int, set[int]]) -> str:
    """By how much every rank is below the number of scores."""
    below = {count - rank for count, found in ranks.items() for rank in found}
    return "n − " + ", ".join(map(str, sorted(below)))


def _largest_stretch() -> tuple[Expr, float]:
    """The largest eigenvalue of a Jacobian at two equal scores, and at many random ones."""
    equal = max(_jacobian([Rational(1, 2)] * 2).eigenvals())
    generator = torch.Generator().manual_seed(0)
    scores = 3 * torch.randn(2000, 5, generator=generator, dtype=torch.float64)
    # The lowest scores of some rows go to nearly nothing, so that few remain.
    scores[:1000, 2:] -= 20
    shares = scores.softmax(1)
    jacobians = torch.diag_embed(shares) - shares[:, :, None] * shares[:, None, :]
    return equal, float(torch.linalg.eigvalsh(jacobians).max())


def _torch_jacobian(scores: Sequence[float]) -> torch.Tensor:
    """torch's Jacobian of softmax: one row of gradients for each share."""
    inputs = torch.tensor(scores, dtype=torch.float64, requires_grad=True)
    rows = [torch.autograd.grad(share, inputs, retain_graph=True)[0] for share in inputs.softmax(0)]
    return torch.stack(rows)


def _largest_entry(scores: Sequence[float]) -> float:
    """The largest entry of torch's Jacobian of softmax."""
    return float(_torch_jacobian(scores).abs().max())


def _slopes() -> tuple[float, float]:
    """The derivatives of the squared error and of cross-entropy by the right one of two scores."""
    target = torch.tensor([1.0, 0.0], dtype=torch.float64)

    def slope(loss: Callable[[torch.Tensor], torch.Tensor]) -> float:
        scores = torch.tensor([-float(_BEHIND), 0.0], dtype=torch.float64, requires_grad=True)
        (gradient,) = torch.autograd.grad(loss(scores), scores)
        return float(gradient[0])

    squared = slope(lambda scores: ((scores.softmax(0) - target) ** 2).sum())
    return squared, slope(lambda scores: functional.cross_entropy(scores, target))


def _decided() -> float:
    """The derivative by its own score of the first share of the scores 10, 0, 0."""
    share = 1 / (1 + 2 * exp(-10))
    return float((share * (1 - share)).evalf(30))


def _squared_by_hand() -> float:
    """The derivative by x of 2 (1 - s)², the sum of both squared errors, for s = sigmoid(x)."""
    share = at("sigmoid", -_BEHIND)
    return -4 * share * (1 - share) ** 2


def _lost_logarithm() -> tuple[float, float]:
    """The logarithm of the share of 0 against -20: torch's in float32, and the true one."""
    found = functional.log_softmax(torch.tensor([0.0, -20.0]), dim=0)[0].item()
    return found, at("logsigmoid", 20)


def _cross_entropy_slope() -> Expr:
    """The derivative of the cross-entropy of three scores by the first score."""
    targets = (*_TARGETS, _rest(_TARGETS))
    losses = [-y * log(s) for y, s in zip(targets, _shares(_SCORES), strict=True)]
    return differentiate(sum(losses), _SCORES[0])


def _share_of_best(count: int) -> float:
    """The largest share that softmax can give when its inputs are themselves shares."""
    return float(exp(1) / (exp(1) + count - 1))


def _twice(count: int) -> float:
    """torch's softmax of a softmax that has decided."""
    scores = torch.zeros(count, dtype=torch.float64)
    scores[0] = 100
    return float(scores.softmax(0).softmax(0).max())


def _of_quarters() -> Matrix:
    """The Jacobian at the shares 1/2, 1/4 and 1/4."""
    return _jacobian([Rational(1, 2), Rational(1, 4), Rational(1, 4)])


def _is_torch_of_quarters(matrix: Matrix) -> bool:
    """Whether torch has the same Jacobian at scores that give these shares."""
    exact = torch.tensor(matrix.tolist(), dtype=torch.float64)
    return torch.allclose(exact, _torch_jacobian([math.log(2), 0, 0]), rtol=0, atol=1e-15)


def _tex_matrix(matrix: Matrix) -> str:
    """An inline matrix with a common denominator in front."""
    denominator = sympy.ilcm(*(entry.q for entry in matrix))
    rows = [" & ".join(map(str, (denominator * matrix.row(k)))) for k in range(matrix.rows)]
    return (
        rf"$\frac{{1}}{{{denominator}}} \begin{{pmatrix}} "
        + r" \\ ".join(rows)
        + r" \end{pmatrix}$"
    )


_1, _2, _3 = _SCORES


@remembered
def _share(number: int) -> Expr:
    """One of the shares of the three scores, counted from 1."""
    return _shares(_SCORES)[number - 1]


CLAIMS: tuple[Claim[Any], ...] = (
    identity(
        id="softmax-sum",
        sentence="The shares of softmax add up to 1: {value}.",
        left=lambda: _share(1) + _share(2) + _share(3),
        right=lambda: sympy.Integer(1),
        left_tex="s_1 + s_2 + s_3",
    ),
    identity(
        id="softmax-ratio",
        sentence="Two shares stand to each other as their two scores alone decide: {value}.",
        left=lambda: _share(1) / _share(2),
        right=lambda: exp(_1 - _2),
        left_tex=r"\frac{s_1}{s_2}",
    ),
    identity(
        id="softmax-shift",
        sentence="Adding one number to all scores changes no share: {value}.",
        left=lambda: _shares([score + _SHIFT for score in _SCORES])[0],
        right=lambda: _share(1),
        left_tex=r"s_1(x_1 + c,\, x_2 + c,\, x_3 + c)",
        right_tex=r"s_1(x_1, x_2, x_3)",
    ),
    identity(
        id="softmax-of-two",
        sentence="The softmax of two scores is the sigmoid of their difference: {value}.",
        left=lambda: _shares(_SCORES[:2])[0],
        right=lambda: sigmoid(_1 - _2),
    ),
    Claim(
        id="softmax-cold",
        sentence="As the temperature goes to 0, the shares of the scores 2, 1, 0 go to {value}.",
        value=lambda: _limits((2, 1, 0))[0],
        holds=lambda shares: shares == [1, 0, 0],
        display=_listed,
        note="SymPy's limit of each share, from above.",
    ),
    Claim(
        id="softmax-cold-tie",
        sentence="As the temperature goes to 0, the shares of the scores 1, 1, 0 go to {value}.",
        value=lambda: _limits((1, 1, 0))[0],
        holds=lambda shares: shares[0] == shares[1] and sum(shares) == 1 and shares[2] == 0,
        display=_listed,
        note="SymPy's limit of each share, from above.",
    ),
    Claim(
        id="softmax-warm",
        sentence="As the temperature grows, the shares of the scores 2, 1, 0 go to {value}.",
        value=lambda: _limits((2, 1, 0))[1],
        holds=lambda shares: len(set(shares)) == 1 and sum(shares) == 1,
        display=_listed,
        note="SymPy's limit of each share.",
    ),
    identity(
        id="softmax-own-slope",
        sentence="The derivative of a share by its own score: {value}.",
        left=lambda: differentiate(_share(1), _1),
        right=lambda: _share(1) * (1 - _share(1)),
        left_tex=r"\frac{\partial s_1}{\partial x_1}",
        right_tex=r"s_1 \left(1 - s_1\right)",
    ),
    identity(
        id="softmax-other-slope",
        sentence="The derivative of a share by another score: {value}.",
        left=lambda: differentiate(_share(1), _2),
        right=lambda: -_share(1) * _share(2),
        left_tex=r"\frac{\partial s_1}{\partial x_2}",
        right_tex="- s_1 s_2",
    ),
    Claim(
        id="softmax-row-sums",
        sentence="Each row of the Jacobian of softmax adds up to {value}.",
        value=_row_sums,
        holds=lambda sums: sums == {0},
        display=lambda sums: _listed(sorted(sums, key=str)),
        note="SymPy differentiates three shares by three scores and adds up the rows.",
    ),
    identity(
        id="softmax-quadratic-form",
        sentence="The Jacobian J of softmax, between a change v of three scores: {value}.",
        left=_quadratic_form,
        right=_weighed_differences,
        left_tex=r"v^\mathsf{T} J v",
        right_tex=r"s_1 s_2 (v_1 - v_2)^2 + s_1 s_3 (v_1 - v_3)^2 + s_2 s_3 (v_2 - v_3)^2",
    ),
    Claim(
        id="softmax-rank",
        sentence="For n scores, the Jacobian of softmax has rank {value}.",
        value=_ranks,
        holds=lambda ranks: all(found == {count - 1} for count, found in ranks.items()),
        display=_less,
        note="Exact, at ten vectors of random shares for each n from 2 to 6. For all n it follows"
        " from the quadratic form, which is 0 for equal changes only.",
    ),
    identity(
        id="softmax-row-size",
        sentence="The sizes of the entries of a row add up so: {value}.",
        left=lambda: _share(1) * (1 - _share(1)) + _share(1) * _share(2) + _share(1) * _share(3),
        right=lambda: 2 * _share(1) * (1 - _share(1)),
        left_tex=r"s_1 (1 - s_1) + s_1 s_2 + s_1 s_3",
        right_tex=r"2 s_1 (1 - s_1)",
    ),
    identity(
        id="softmax-row-bound",
        sentence="That sum is at most one half, because {value}.",
        left=lambda: Rational(1, 2) - 2 * _NAMED[0] * (1 - _NAMED[0]),
        right=lambda: 2 * (_NAMED[0] - Rational(1, 2)) ** 2,
    ),
    Claim(
        id="softmax-largest-stretch",
        sentence="The largest factor by which softmax stretches a small change, in Euclidean"
        " length, is {value}.",
        value=_largest_stretch,
        holds=lambda found: found[0] == Rational(1, 2) and 0.49 < found[1] < 0.5 + 1e-12,
        display=lambda found: str(found[0]),
        note="The largest eigenvalue of the Jacobian at two equal scores, exactly; of 2000"
        " Jacobians of five random scores in float64 none has a larger one. The sums of the rows"
        " prove it.",
    ),
    Claim(
        id="softmax-undecided",
        sentence="At three equal scores the largest derivative of softmax is {value}.",
        value=lambda: max(_jacobian([Rational(1, 3)] * 3)),
        holds=lambda entry: abs(float(entry) - _largest_entry([0, 0, 0])) < 1e-15,
        note="The Jacobian in exact fractions; torch's agrees.",
    ),
    Claim(
        id="softmax-decided",
        sentence="At the scores 10, 0, 0 the largest derivative of softmax is {value}.",
        value=lambda: _largest_entry([10, 0, 0]),
        holds=lambda entry: math.isclose(entry, _decided(), rel_tol=1e-9) and entry < 1e-4,
        display=scientific,
        note="torch.autograd, in float64; it is s(1 − s) with s = 1/(1 + 2e⁻¹⁰).",
    ),
    Claim(
        id="softmax-squared-slope",
        sentence="Ten behind, the squared error of two shares has the slope {value}.",
        value=lambda: _slopes()[0],
        holds=lambda slope: (
            math.isclose(slope, _squared_by_hand(), rel_tol=1e-9) and abs(slope) < 2e-4
        ),
        display=lambda slope: f"−{scientific(-slope)}",
        note="torch.autograd, in float64: the derivative by the right score of the sum of both"
        " squared errors. It is −4s(1 − s)² with s = σ(−10).",
    ),
    Claim(
        id="softmax-log-slope",
        sentence="Ten behind, the cross-entropy of two scores has the slope {value}.",
        value=lambda: _slopes()[1],
        holds=lambda slope: abs(slope + at("sigmoid", _BEHIND)) < 1e-15,
        display=lambda slope: f"−{-slope:.5f}",
        note="torch.autograd, in float64: the derivative by the right score. It agrees with minus"
        " the sigmoid of 10 in ball arithmetic.",
    ),
    identity(
        id="log-sum-exp-gradient",
        sentence="Softmax is the gradient of log-sum-exp: {value}.",
        left=lambda: differentiate(_log_sum(_SCORES), _1),
        right=lambda: _share(1),
        left_tex=r"\frac{\partial}{\partial x_1} \log\left(e^{x_1} + e^{x_2} + e^{x_3}\right)",
        right_tex="s_1",
    ),
    identity(
        id="cross-entropy-gradient",
        sentence="The gradient of cross-entropy by the scores is share minus target: {value}.",
        left=_cross_entropy_slope,
        right=lambda: _share(1) - _TARGETS[0],
        left_tex=r"\frac{\partial L}{\partial x_1}",
        right_tex="s_1 - t_1",
    ),
    Claim(
        id="softmax-masked",
        sentence="As the third score goes to −∞, the first share goes to that of two scores; the"
        " difference is {value}.",
        value=_masked,
        holds=lambda rest: rest == 0,
        note="SymPy's limit of the first of three shares.",
    ),
    Claim(
        id="softmax-twice-two",
        sentence="A second softmax never gives more than {value} to one of two classes.",
        value=lambda: _share_of_best(2),
        holds=lambda share: abs(share - _twice(2)) < 1e-15,
        display=lambda share: upwards(share, 3),
        note="Its inputs are shares, so the best case is 1 and 0: e/(e + 1). torch's softmax of a"
        " softmax of scores 100 apart agrees. Rounded up.",
    ),
    Claim(
        id="softmax-twice-ten",
        sentence="A second softmax never gives more than {value} to one of ten classes.",
        value=lambda: _share_of_best(10),
        holds=lambda share: abs(share - _twice(10)) < 1e-15,
        display=lambda share: upwards(share, 3),
        note="Its inputs are shares, so the best case is a 1 and nine times 0: e/(e + 9). torch's"
        " softmax of a softmax of scores 100 apart agrees. Rounded up.",
    ),
    Claim(
        id="softmax-temperature-for-ten",
        sentence="Two scores 1 apart have shares in the ratio 10 at the temperature {value}.",
        value=lambda: float(1 / log(10)),
        holds=lambda t: (
            abs(float(torch.tensor([1 / t, 0.0]).double().softmax(0)[0]) - 10 / 11) < 1e-7
        ),
        display=lambda t: f"{t:.3f}",
        note="1/log 10; torch's softmax at this temperature gives the shares 10/11 and 1/11.",
    ),
    Claim(
        id="softmax-jacobian-of-quarters",
        sentence="At the shares 1/2, 1/4, 1/4 the Jacobian of softmax is {value}.",
        value=_of_quarters,
        holds=_is_torch_of_quarters,
        display=_tex_matrix,
        note="Exact fractions; torch's Jacobian at the scores log 2, 0, 0 agrees.",
    ),
    Claim(
        id="logsoftmax-loses",
        sentence="Of the scores 0 and −20, float32 gives the first share the logarithm {value}.",
        value=_lost_logarithm,
        holds=lambda found: (
            found[0] == 0 and math.isclose(found[1], -math.log1p(math.exp(-20)), rel_tol=1e-12)
        ),
        display=lambda found: f"{abs(found[0]):g}, where it is −{scientific(-found[1])}",
        note="torch.log_softmax in float32; −ln(1 + e⁻²⁰) in ball arithmetic.",
    ),
    identity(
        id="log-sum-exp-of-equals",
        sentence="For three equal scores, log-sum-exp is above them by the most: {value}.",
        left=lambda: _log_sum([_1, _1, _1]),
        right=lambda: _1 + log(3),
        left_tex=r"\log\left(e^{x_1} + e^{x_1} + e^{x_1}\right)",
    ),
)
"""All of them, in the order of the article."""
