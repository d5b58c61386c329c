"""Rectified functions: flat or gently sloped on the left, rising on the right."""

from sympy import Interval, Min, Piecewise, Symbol, oo, sqrt

from gen.activation import Activation, Counterpart, Expect, F, Parameter, Relation, x
from gen.primitives import softplus

s = Symbol("s", real=True)
slope = Symbol("s", positive=True)
low = Symbol("l", nonnegative=True)
high = Symbol("u", positive=True)
theta = Symbol("theta", real=True)
v = Symbol("v", real=True)
beta = Symbol("beta", positive=True)
b = Symbol("b", positive=True)
d = Symbol("d", real=True)

ENTRIES = (
    Activation(
        name="Identity",
        aliases=("linear activation", "no activation"),
        expression=x,
        torch="torch.nn.Identity",
        jax=Counterpart(name="jax.nn.identity"),
        keras=Counterpart(name="keras.activations.linear"),
        source=None,
        summary="Hands its input on, so that layers around it collapse into one.",
    ),
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
        name="ReLU6",
        expression=Piecewise((0, x <= 0), (6, x >= 6), (x, True)),
        torch="torch.nn.ReLU6",
        jax=Counterpart(name="jax.nn.relu6"),
        keras=Counterpart(name="keras.activations.relu6"),
        source="krizhevsky2010",
        summary="A ReLU that goes no higher than six.",
        relations=(Relation(of="relu", formula=Min(F(x), 6)),),
    ),
    Activation(
        name="LeakyReLU",
        aliases=("leaky rectifier", "lrelu"),
        expression=Piecewise((x, x > 0), (slope * x, True)),
        parameters=(
            Parameter(
                symbol=slope,
                default="0.01",
                domain=Interval.open(0, oo),
                torch="negative_slope",
                meaning="the slope on the left",
            ),
        ),
        torch="torch.nn.LeakyReLU",
        jax=Counterpart(name="jax.nn.leaky_relu", defaults={"s": 0.01}),
        keras=Counterpart(name="keras.activations.leaky_relu", defaults={"s": 0.2}),
        source="maas2013",
        summary="A ReLU with a small slope on the left, so that no unit falls silent.",
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
        relations=(
            Relation(of="leakyrelu", at={"s": "0.01"}),
            Relation(of="relu", at={"s": "0"}),
            Relation(of="identity", at={"s": "1"}),
        ),
    ),
    Activation(
        name="RReLU",
        aliases=("randomized leaky ReLU",),
        expression=Piecewise((x, x > 0), ((low + high) / 2 * x, True)),
        parameters=(
            Parameter(
                symbol=low,
                default="1/8",
                domain=Interval.Ropen(0, 1),
                torch="lower",
                meaning="the smallest slope that training draws",
            ),
            Parameter(
                symbol=high,
                default="1/3",
                domain=Interval.open(low, oo),
                torch="upper",
                meaning="the largest slope that training draws",
            ),
        ),
        torch="torch.nn.RReLU",
        source="xu2015",
        summary="A leaky ReLU whose slope is drawn anew in training and is the mean in evaluation.",
        relations=(Relation(of="leakyrelu", there={"s": (low + high) / 2}),),
    ),
    Activation(
        name="Threshold",
        expression=Piecewise((x, x > theta), (v, True)),
        parameters=(
            Parameter(
                symbol=theta,
                default="0.1",
                torch="threshold",
                meaning="the threshold; torch's own example, it has no default",
            ),
            Parameter(
                symbol=v,
                default=20,
                torch="value",
                meaning="the value up to it; torch's own example, it has no default",
            ),
        ),
        torch="torch.nn.Threshold",
        source="konda2014",
        summary="The identity above a threshold, a constant below it.",
        expect=(
            Expect(at="0.0999995", f="20", df="0"),
            Expect(at="0.1000005", f="0.1000005", df="1"),
        ),
        relations=(Relation(of="relu", at={"theta": "0", "v": "0"}),),
    ),
    Activation(
        name="Softplus",
        aliases=("smooth ReLU",),
        expression=softplus(beta * x) / beta,
        parameters=(
            Parameter(
                symbol=beta,
                default=1,
                domain=Interval.open(0, oo),
                torch="beta",
                meaning="how sharply it bends",
            ),
        ),
        torch="torch.nn.Softplus",
        jax=Counterpart(name="jax.nn.softplus"),
        keras=Counterpart(name="keras.activations.softplus"),
        source="dugas2001",
        summary="The ReLU with its corner rounded; its derivative is the sigmoid.",
        relations=(Relation(of="relu", at={"beta": "oo"}),),
    ),
    Activation(
        name="Squareplus",
        expression=(x + sqrt(x**2 + b)) / 2,
        parameters=(
            Parameter(
                symbol=b, default=4, domain=Interval.open(0, oo), meaning="how wide it bends"
            ),
        ),
        torch=None,
        jax=Counterpart(name="jax.nn.squareplus", defaults={"b": 4.0}),
        keras=Counterpart(name="keras.activations.squareplus", defaults={"b": 4.0}),
        source="barron2021",
        summary="A rounded ReLU that needs one square root and no exponential.",
        expect=(
            Expect(at="-2", f="0.414213562373095049", df="0.146446609406726238"),
            Expect(at="0", f="1", df="0.5"),
            Expect(at="3", f="3.30277563773199465", df="0.916025147168921842"),
            Expect(
                at="-0.5",
                f="0.237339717240448195",
                df="0.243505411978711476",
                parameters={"b": "0.7"},
            ),
        ),
        relations=(Relation(of="relu", at={"b": "0"}),),
    ),
    Activation(
        name="Squared ReLU",
        aliases=("ReLU squared",),
        expression=Piecewise((x**2, x > 0), (0, True)),
        torch=None,
        source="so2021",
        summary="The square of the ReLU: zero on the left, a parabola on the right.",
        expect=(
            Expect(at="0.000005", f="0.000000000025", df="0.00001"),
            Expect(at="-2", f="0", df="0"),
            Expect(at="0.5", f="0.25", df="1"),
            Expect(at="3", f="9", df="6"),
        ),
        relations=(Relation(of="relu", formula=F(x) ** 2),),
    ),
    Activation(
        name="StarReLU",
        expression=Piecewise((slope * x**2 + d, x > 0), (d, True)),
        parameters=(
            Parameter(
                symbol=slope, default="0.8944", domain=Interval.open(0, oo), meaning="the scale"
            ),
            Parameter(symbol=d, default="-0.4472", meaning="the shift"),
        ),
        torch=None,
        source="yu2022",
        summary="A squared ReLU scaled and shifted to mean 0 and variance 1 for normal inputs.",
        expect=(
            Expect(at="0.000005", f="-0.44719999997764", df="0.000008944"),
            Expect(at="-2", f="-0.4472", df="0"),
            Expect(at="0.5", f="-0.2236", df="0.8944"),
            Expect(at="3", f="7.6024", df="5.3664"),
            Expect(at="1.25", f="2.64375", df="3.75", parameters={"s": "1.5", "d": "0.3"}),
            Expect(at="-1", f="0.3", df="0", parameters={"s": "1.5", "d": "0.3"}),
        ),
        relations=(Relation(of="squared-relu", at={"s": "1", "d": "0"}),),
    ),
    Activation(
        name="Bent identity",
        expression=(sqrt(x**2 + 1) - 1) / 2 + x,
        torch=None,
        source=None,
        summary="A smooth bend between slope one half on the left and three halves on the right.",
        expect=(
            Expect(at="-2", f="-1.38196601125010515", df="0.552786404500042061"),
            Expect(at="0.5", f="0.559016994374947424", df="1.22360679774997897"),
            Expect(at="3", f="4.08113883008418967", df="1.4743416490252569"),
        ),
    ),
)
