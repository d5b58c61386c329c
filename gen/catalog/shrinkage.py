"""Shrinkage functions: zero near the origin, so that small inputs vanish."""

from sympy import Interval, Or, Piecewise, Symbol, oo

from gen.activation import Activation, Counterpart, Parameter, x

lamda = Symbol("lambda", positive=True)

ENTRIES = (
    Activation(
        name="Hardshrink",
        aliases=("hard thresholding",),
        expression=Piecewise((x, Or(x > lamda, x < -lamda)), (0, True)),
        parameters=(
            Parameter(
                symbol=lamda,
                default="0.5",
                domain=Interval.open(0, oo),
                torch="lambd",
                meaning="the threshold below which an input is set to zero",
            ),
        ),
        torch="torch.nn.Hardshrink",
        keras=Counterpart(name="keras.activations.hard_shrink", defaults={"lambda": 0.5}),
        source="donoho1994",
        summary="Sets inputs below a threshold to zero and leaves the others alone.",
    ),
)
