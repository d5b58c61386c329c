"""Shrinkage functions: zero or nearly so around the origin, so that small inputs vanish."""

from sympy import Interval, Or, Piecewise, Symbol, oo, tanh

from gen.activation import Activation, Counterpart, F, Parameter, Relation, x

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
        relations=(Relation(of="identity", at={"lambda": "0"}),),
    ),
    Activation(
        name="Softshrink",
        aliases=("soft thresholding",),
        expression=Piecewise((x - lamda, x > lamda), (x + lamda, x < -lamda), (0, True)),
        parameters=(
            Parameter(
                symbol=lamda,
                default="0.5",
                domain=Interval.open(0, oo),
                torch="lambd",
                meaning="the distance by which an input moves toward zero",
            ),
        ),
        torch="torch.nn.Softshrink",
        keras=Counterpart(name="keras.activations.soft_shrink", defaults={"lambda": 0.5}),
        source="donoho1995",
        summary="Moves each input toward zero by a fixed distance, and stops there.",
        relations=(Relation(of="identity", at={"lambda": "0"}),),
    ),
    Activation(
        name="Tanhshrink",
        expression=x - tanh(x),
        torch="torch.nn.Tanhshrink",
        keras=Counterpart(name="keras.activations.tanh_shrink"),
        source=None,
        summary="What tanh takes away: nearly zero around 0, nearly the input far out.",
        relations=(Relation(of="tanh", formula=x - F(x)),),
    ),
)
