"""Rectified linear functions: flat or gently sloped on the left, linear on the right."""

from sympy import Piecewise, Symbol

from gen.activation import Activation, Counterpart, Parameter, x

s = Symbol("s", real=True)

ENTRIES = (
    Activation(
        name="ReLU",
        aliases=("rectified linear unit", "ramp function", "positive part"),
        expression=Piecewise((x, x > 0), (0, True)),
        torch="torch.nn.ReLU",
        jax=Counterpart(name="jax.nn.relu"),
        keras=Counterpart(name="keras.activations.relu"),
        source="fukushima1969",
        summary="Keeps positive inputs and sets all others to zero.",
    ),
    Activation(
        name="PReLU",
        aliases=("parametric ReLU",),
        expression=Piecewise((x, x > 0), (s * x, True)),
        parameters=(
            Parameter(symbol=s, default="0.25", torch="init", meaning="slope on the left, learned"),
        ),
        torch="torch.nn.PReLU",
        keras=Counterpart(name="keras.layers.PReLU", defaults={"s": 0.0}),
        source="he2015",
        summary="A rectifier whose slope on the left is learned with the weights.",
    ),
)
