"""Rectifiers that level off smoothly on the left."""

from sympy import FiniteSet, Interval, Piecewise, Rational, Symbol, oo, sqrt

from gen.activation import Activation, Counterpart, Expect, F, Parameter, Relation, x
from gen.primitives import expm1, sigmoid

alpha = Symbol("alpha", positive=True)
lamda = Symbol("lambda", positive=True)
scale = Symbol("a", positive=True)

SELU_ALPHA = "1.6732632423543772848170429916717"
SELU_LAMBDA = "1.0507009873554804934193349852946"

ENTRIES = (
    Activation(
        name="ELU",
        aliases=("exponential linear unit",),
        expression=Piecewise((x, x > 0), (alpha * expm1(x), True)),
        parameters=(
            Parameter(
                symbol=alpha,
                default=1,
                domain=Interval.open(0, oo),
                torch="alpha",
                meaning="the limit on the left is its negative",
            ),
        ),
        torch="torch.nn.ELU",
        jax=Counterpart(name="jax.nn.elu", defaults={"alpha": 1.0}),
        keras=Counterpart(name="keras.activations.elu", defaults={"alpha": 1.0}),
        source="clevert2015",
        summary="The identity on the right, a smooth saturation to a negative value on the left.",
        relations=(Relation(of="relu", at={"alpha": "0"}),),
    ),
    Activation(
        name="CELU",
        aliases=("continuously differentiable ELU",),
        expression=Piecewise((x, x > 0), (alpha * expm1(x / alpha), True)),
        parameters=(
            Parameter(
                symbol=alpha,
                default=1,
                domain=Interval.open(0, oo),
                torch="alpha",
                meaning="the limit on the left is its negative",
            ),
        ),
        torch="torch.nn.CELU",
        jax=Counterpart(name="jax.nn.celu", defaults={"alpha": 1.0}),
        keras=Counterpart(name="keras.activations.celu", defaults={"alpha": 1.0}),
        source="barron2017",
        summary="An ELU that keeps slope 1 at 0 whatever its parameter.",
        relations=(
            Relation(of="elu", at={"alpha": "1"}),
            Relation(of="relu", at={"alpha": "0"}),
        ),
    ),
    Activation(
        name="SELU",
        aliases=("scaled exponential linear unit",),
        expression=Piecewise((lamda * x, x > 0), (lamda * alpha * expm1(x), True)),
        parameters=(
            Parameter(
                symbol=lamda,
                default=SELU_LAMBDA,
                domain=FiniteSet(Rational(SELU_LAMBDA)),
                meaning="a constant: the slope on the right",
            ),
            Parameter(
                symbol=alpha,
                default=SELU_ALPHA,
                domain=FiniteSet(Rational(SELU_ALPHA)),
                meaning="a constant: with the other it keeps mean 0 and variance 1",
            ),
        ),
        torch="torch.nn.SELU",
        jax=Counterpart(name="jax.nn.selu"),
        keras=Counterpart(name="keras.activations.selu"),
        source="klambauer2017",
        summary="A scaled ELU whose two constants keep mean 0 and variance 1 from layer to layer.",
        relations=(Relation(of="elu", formula=lamda * F(x), there={"alpha": alpha}),),
    ),
    Activation(
        name="ISRLU",
        aliases=("inverse square root linear unit",),
        expression=Piecewise((x, x >= 0), (x / sqrt(1 + scale * x**2), True)),
        parameters=(
            Parameter(
                symbol=scale,
                default=1,
                domain=Interval.open(0, oo),
                meaning="how early it levels off",
            ),
        ),
        torch=None,
        source="carlile2017",
        summary="The identity on the right, an inverse square root in place of ELU's exponential.",
        expect=(
            Expect(at="0.000005", f="0.000005", df="1"),
            Expect(at="-2", f="-0.894427190999915879", df="0.0894427190999915879"),
            Expect(at="-0.5", f="-0.447213595499957939", df="0.715541752799932703"),
            Expect(at="3", f="3", df="1"),
            Expect(
                at="-1.5",
                f="-1.15900111392938369",
                df="0.461293975693287042",
                parameters={"a": "0.3"},
            ),
        ),
        relations=(Relation(of="identity", at={"a": "0"}),),
    ),
    Activation(
        name="ELiSH",
        aliases=("exponential linear sigmoid squashing",),
        expression=Piecewise((x * sigmoid(x), x >= 0), (expm1(x) * sigmoid(x), True)),
        torch=None,
        source="basirat2018",
        summary="The SiLU on the right, an ELU times the sigmoid on the left.",
        expect=(
            Expect(at="0.000005", f="0.00000250000624999999999", df="0.50000249999999999"),
            Expect(at="-2", f="-0.10307056080762242", df="-0.0746518875704003428"),
            Expect(at="-0.5", f="-0.148550677883657447", df="0.136523235309444445"),
            Expect(at="1.5", f="1.22636171429046549", df="1.04129415429914294"),
        ),
    ),
)
