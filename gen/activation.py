"""The entry that a contributor fills in: one definition of an activation function, as data.

Everything that can be derived from the expression (derivative, kinks, limits, parity, code) is not
a field. The free symbols of the expression say what kind of function it is: `x` makes a scalar
function, `a` and `b` a function of two inputs, `X[i]` the i-th component of a function of a vector.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sympy import Expr, FiniteSet, Function, IndexedBase, Rational, Reals, Set, Symbol

from gen.slug import slugify

x = Symbol("x", real=True)
"""The input of a scalar activation."""
a = Symbol("a", real=True)
"""The first input of a two-input activation."""
b = Symbol("b", real=True)
"""The second input of a two-input activation."""
n = Symbol("n", integer=True, positive=True)
"""The length of the input vector of a vector activation."""
i, j, k, l = (Symbol(letter, integer=True, positive=True) for letter in "ijkl")  # noqa: E741 (the field's letters for indices)
"""Indices from 1 to n: i of the output, j of a sum, k and l of the inputs differentiated by."""
X = IndexedBase(Symbol("x", real=True))
"""The input of a vector activation; `X[i]` is its i-th component."""
F = Function("F", real=True)
"""In the formula of a relation: the other function, as in `2 * F(2 * x) - 1`. For a function of a
vector, `F(-X[i])` is component i of the other at the vector of all those arguments."""


class Kind(StrEnum):
    """What an activation takes and gives."""

    SCALAR = "scalar"
    TWO_INPUT = "two-input"
    VECTOR = "vector"


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A parameter of an activation: its symbol, default and domain."""

    symbol: Symbol
    """The symbol in the expression; its SymPy assumptions must hold on the whole domain."""
    default: int | str
    """The default value, exact: an integer, or a decimal or fraction in a string (`"0.25"`)."""
    domain: Set = Reals
    """The values for which the definition holds, as a SymPy set: a FiniteSet of the default makes
    it a constant with a name. It may contain the symbols of the parameters before it."""
    torch: str | None = None
    """The keyword of the torch module's constructor, if torch has the parameter."""
    meaning: str
    """What it does, in a few words."""

    @property
    def exact(self) -> Rational:
        """The default as a fraction."""
        return Rational(str(self.default))

    @property
    def fixed(self) -> bool:
        """Whether it is a constant with a name."""
        return isinstance(self.domain, FiniteSet)


@dataclass(frozen=True, kw_only=True)
class Counterpart:
    """The same function in another library."""

    name: str
    """The full name there, such as `jax.nn.elu`."""
    defaults: Mapping[str, float] = field(default_factory=dict)
    """The defaults of its parameters there, by the names of our symbols."""


@dataclass(frozen=True, kw_only=True)
class Expect:
    """A value known independently of the expression: by hand, or from another library.

    Values are decimal strings. One of 12 digits or more is held to half a unit of its last digit,
    a shorter one is exact.
    """

    at: str | tuple[str, ...]
    """The input: one decimal, or one decimal an input."""
    f: str | tuple[str, ...]
    """The value there; for a vector one decimal an output."""
    df: str | tuple[str, ...] = ()
    """The derivative there; one decimal an input for a two-input function."""
    parameters: Mapping[str, str] = field(default_factory=dict)
    """Parameters that differ from their defaults, by name."""

    def decimals(self, field_: str) -> tuple[str, ...]:
        """The decimals of `at`, `f` or `df`, however many there are."""
        value = getattr(self, field_)
        return (value,) if isinstance(value, str) else tuple(value)


@dataclass(frozen=True, kw_only=True)
class Relation:
    """What a function has to do with another: a special case, a limit or a formula.

    Whatever is not said holds in general: parameters that `at` does not name keep their symbols.
    """

    of: str
    """The slug of the other function."""
    at: Mapping[str, str] = field(default_factory=dict)
    """Parameters of this function, by name, as exact decimals or fractions. One that lies just
    outside the domain is approached, and so is `"oo"`: the relation is then a limit."""
    formula: Expr | None = None
    """This function in terms of the other, written with F; the other itself when left empty."""
    there: Mapping[str, Expr] = field(default_factory=dict)
    """Parameters of the other, by name, in those of this function, where not its defaults."""


@dataclass(frozen=True, kw_only=True)
class Activation:
    """One activation function, defined once.

    Source of the mathematics: the entry's own `source`.
    """

    name: str
    """The name of the field, as its literature writes it."""
    aliases: tuple[str, ...] = ()
    """Other names in use."""
    expression: Expr
    """The definition: a SymPy expression in x, in a and b, or in X[i]; kinks as Piecewise.

    The strictness of each condition settles the value of the derivative at a kink: the branch that
    contains the point is differentiated. Choose it so that it is torch's choice.
    """
    parameters: tuple[Parameter, ...] = ()
    """The parameters, in the order in which a call names them."""
    torch: str | None
    """The full name of the torch module, or None if torch has none."""
    torch_options: Mapping[str, str | int] = field(default_factory=dict)
    """Further arguments of the torch module's constructor, such as `{"approximate": "tanh"}`."""
    torch_shape: tuple[int, ...] = ()
    """The shape in which torch takes the vector of a vector activation, if it is not (n,)."""
    source: str | None
    """The key in gen/bibliography.bib of the first publication; None where none is known."""
    summary: str
    """One sentence that tells the function apart from the others."""
    jax: Counterpart | None = None
    """The counterpart in JAX."""
    keras: Counterpart | None = None
    """The counterpart in Keras 3."""
    expect: tuple[Expect, ...] = ()
    """Values that pin every constant; needed (three or more) where torch has no counterpart."""
    relations: tuple[Relation, ...] = ()
    """Other functions that this one is, becomes or is made of; each relation is checked."""
    slug: str = ""
    """The permanent id in URLs and file names; made from the name when left empty."""
    former_slugs: tuple[str, ...] = ()
    """Ids under which the page once stood; each leaves a redirect."""

    def __post_init__(self) -> None:
        if not self.slug and isinstance(self.name, str):
            object.__setattr__(self, "slug", slugify(self.name))

    @property
    def kind(self) -> Kind:
        """The kind, told by the free symbols of the expression."""
        if self.expression.has(X):
            return Kind.VECTOR
        return Kind.TWO_INPUT if self.expression.has(a, b) else Kind.SCALAR

    @property
    def inputs(self) -> tuple[Symbol, ...]:
        """The inputs in the order of a call; for a vector its name alone."""
        return (a, b) if self.kind is Kind.TWO_INPUT else (x,)

    @property
    def identifier(self) -> str:
        """The name of the function in generated code."""
        return self.slug.replace("-", "_")
