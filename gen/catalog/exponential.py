"""Rectifiers that saturate exponentially on the left."""

from sympy import Interval, Piecewise, Symbol, oo

from gen.activation import Activation, Counterpart, Parameter, x
from gen.primitives import expm1

alpha = Symbol("alpha", positive=True)

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
    ),
)
