r"""Derivatives of functions of a vector, written in their outputs.

The Jacobian of Softmax is printed as \(s_i(\delta_{ik} - s_k)\), not with sums of exponentials. The
same substitution gives that form for each function here: \(s_k = f_k(x)\) is solved for \(x_k\),
with the sum over all inputs as a constant, and put into the raw derivative.
"""

from __future__ import annotations

from typing import cast

from sympy import (
    Dummy,
    Expr,
    Indexed,
    IndexedBase,
    Piecewise,
    S,
    Sum,
    Symbol,
    exp,
    expand,
    log,
    powsimp,
    solve,
)

from gen.activation import Activation, X, i, k, l, n
from gen.derivation.differentiation import Derivatives, differentiate, textbook
from gen.derivation.zero import ProofError, is_zero
from gen.primitives import LogSumExp

OUTPUT = IndexedBase(Symbol("s", real=True))
"""The outputs, in which derivatives are written; `OUTPUT[i]` is the i-th."""

PROOF_SIZE = 3
"""The length of the vector with which the derivatives are proved: every case of equal and
different indices i, k and l occurs among three."""


def derivatives(entry: Activation) -> Derivatives:
    """The i-th component, its derivative by input k, and that by input l, in the outputs."""
    f = entry.expression
    jacobian = {index: _in_outputs(f, _raw(f, index)) for index in (k, l)}
    # The chain rule: the Jacobian entry depends on the inputs through s_i and s_k alone.
    inner = {
        output: _in_outputs(f.subs(i, output), _raw(f.subs(i, output), l)) for output in (i, k)
    }
    # Dummies, because SymPy differentiates s[k] by s[i] to a Kronecker delta.
    plain = {OUTPUT[i]: Dummy("s_i"), OUTPUT[k]: Dummy("s_k")}
    named = {dummy: output for output, dummy in plain.items()}
    second = sum(
        (
            jacobian[k].subs(plain).diff(plain[OUTPUT[index]]).subs(named) * inner[index]
            for index in (i, k)
        ),
        S.Zero,
    )
    return Derivatives(f, {("k",): textbook(jacobian[k])}, {("k", "l"): textbook(second)})


def stable_forms(entry: Activation, printed: Derivatives) -> Derivatives:
    """f through LogSumExp, which shifts by the largest input; the derivatives in its outputs."""

    def log_sum_exp(summand: Expr, limits: tuple[Expr, ...]) -> Expr:
        if isinstance(summand, exp):
            return exp(LogSumExp(summand.args[0], limits[0]))
        return Sum(summand, limits)

    f = powsimp(printed.f.replace(Sum, log_sum_exp))
    return Derivatives(f, printed.first, printed.second)


def at_indices(expression: Expr, indices: dict[Symbol, int], size: int) -> Expr:
    """The expression for given indices and length, with every sum written out."""
    return cast(Expr, expression.subs({**indices, n: size}).doit())


def component(entry: Activation, index: int, size: int) -> Expr:
    """The definition of one component for a given length, with every sum written out."""
    return at_indices(entry.expression, {i: index}, size)


def prove_forms(entry: Activation, printed: Derivatives, stable: Derivatives) -> None:
    """Nothing, if stable forms and derivatives equal the definition for a vector of PROOF_SIZE.

    Raises ProofError that names the form and the indices.
    """
    size = PROOF_SIZE
    outputs = {OUTPUT[p]: component(entry, p, size) for p in range(1, size + 1)}

    def check(name: str, indices: dict[Symbol, int], form: Expr, truth: Expr) -> None:
        gap = _as_symbols(at_indices(form, indices, size).subs(outputs) - truth, size)
        if not is_zero(gap, expected=True):
            raise ProofError(f"{name} of {form} at {indices} differs from the definition")

    for p in range(1, size + 1):
        f = outputs[OUTPUT[p]]
        check("the stable form", {i: p}, stable.f.replace(LogSumExp, _log_sum_exp), f)
        for q in range(1, size + 1):
            check("the Jacobian entry", {i: p, k: q}, printed.first["k",], f.diff(X[q]))
            for r in range(1, size + 1):
                truth = f.diff(X[q]).diff(X[r])
                check("the second derivative", {i: p, k: q, l: r}, printed.second["k", "l"], truth)


def _raw(f: Expr, index: Symbol) -> Expr:
    """The derivative of f by X[index], with sums over Kronecker deltas carried out."""
    derivative = differentiate(f, X[index]).doit()
    # The sum gives Piecewise((..., index <= n), (0, True)); an index is at most n.
    return cast(Expr, derivative.replace(Piecewise, lambda *branches: branches[0][0]))


def _in_outputs(f: Expr, derivative: Expr) -> Expr:
    """The derivative with each input expressed by the output of its index."""
    total = Dummy("total", positive=True)
    output = Dummy("output", positive=True)
    sums = list(f.atoms(Sum))
    if len(sums) != 1:
        raise ProofError(f"{f} needs exactly one sum over the inputs")
    (own,) = f.subs(sums[0], total).atoms(Indexed)
    (solution,) = solve(f.subs(sums[0], total) - output, own)
    hidden = derivative.subs(sums[0], total)
    for indexed in sorted(hidden.atoms(Indexed), key=str):
        hidden = hidden.subs(indexed, solution.subs(output, OUTPUT[indexed.indices[0]]))
    return expand(hidden)


def _log_sum_exp(summand: Expr, index: Symbol) -> Expr:
    return log(Sum(exp(summand), (index, 1, n)))


def _as_symbols(expression: Expr, size: int) -> Expr:
    return expression.subs({X[p]: Symbol(f"x{p}", real=True) for p in range(1, size + 1)})
