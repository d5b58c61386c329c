"""Sigmoidal functions: steps, smooth or not, that level off on both sides."""

from sympy import Abs, Interval, Piecewise, Rational, Symbol, atan, exp, oo, sqrt, tanh

from gen.activation import Activation, Counterpart, Expect, F, Parameter, Relation, x
from gen.primitives import expm1, sigmoid, softplus

low = Symbol("l", real=True)
high = Symbol("u", real=True)
scale = Symbol("a", positive=True)

ENTRIES = (
    Activation(
        name="Heaviside step",
        aliases=("unit step", "threshold unit", "perceptron"),
        expression=Piecewise((1, x >= 0), (0, True)),
        torch=None,
        source="mcculloch1943",
        summary="Fires or does not: 0 below 0, 1 above, and 1 at 0 by convention.",
        expect=(
            Expect(at="-1e-9", f="0", df="0"),
            Expect(at="0", f="1", df="0"),
            Expect(at="2", f="1", df="0"),
        ),
    ),
    Activation(
        name="Sigmoid",
        aliases=("logistic sigmoid", "logistic function", "expit"),
        expression=sigmoid(x),
        torch="torch.nn.Sigmoid",
        jax=Counterpart(name="jax.nn.sigmoid"),
        keras=Counterpart(name="keras.activations.sigmoid"),
        source="rumelhart1986",
        summary="Squashes the real line into the interval from 0 to 1.",
    ),
    Activation(
        name="LogSigmoid",
        aliases=("log-sigmoid",),
        expression=-softplus(-x),
        torch="torch.nn.LogSigmoid",
        jax=Counterpart(name="jax.nn.log_sigmoid"),
        keras=Counterpart(name="keras.activations.log_sigmoid"),
        source=None,
        summary="The logarithm of the sigmoid, computed without its underflow.",
        relations=(Relation(of="softplus", formula=-F(-x)),),
    ),
    Activation(
        name="Tanh",
        aliases=("hyperbolic tangent",),
        expression=tanh(x),
        torch="torch.nn.Tanh",
        jax=Counterpart(name="jax.nn.tanh"),
        keras=Counterpart(name="keras.activations.tanh"),
        source="lecun1989",
        summary="A sigmoid scaled and shifted so that it is odd and has slope 1 at 0.",
        relations=(Relation(of="sigmoid", formula=2 * F(2 * x) - 1),),
    ),
    Activation(
        name="LeCun tanh",
        aliases=("scaled tanh",),
        expression=Rational("1.7159") * tanh(2 * x / 3),
        torch=None,
        source="lecun1998",
        summary="A tanh stretched so that it passes close to 1 at 1 and to -1 at -1.",
        expect=(
            Expect(at="-2", f="-1.49293880538425067", df="0.27796745473817297"),
            Expect(at="0.5", f="0.551683706330531372", df="1.02568444088404842"),
            Expect(at="1", f="0.999997255922478975", df="0.755412435902446564"),
        ),
    ),
    Activation(
        name="Softsign",
        aliases=("Elliott function",),
        expression=x / (1 + Abs(x)),
        torch="torch.nn.Softsign",
        jax=Counterpart(name="jax.nn.soft_sign"),
        keras=Counterpart(name="keras.activations.softsign"),
        source="elliott1993",
        summary="A sigmoid without an exponential, which approaches its limits slowly.",
    ),
    Activation(
        name="Scaled Elliott",
        aliases=("Elliott sigmoid",),
        expression=Rational(1, 2) + x / (2 * (1 + Abs(x))),
        torch=None,
        source="elliott1993",
        summary="The softsign moved into the interval from 0 to 1.",
        expect=(
            Expect(at="-2", f="0.166666666666666667", df="0.0555555555555555556"),
            Expect(at="0.5", f="0.666666666666666667", df="0.222222222222222222"),
            Expect(at="3", f="0.875", df="0.03125"),
        ),
        relations=(Relation(of="softsign", formula=(F(x) + 1) / 2),),
    ),
    Activation(
        name="Hardsigmoid",
        aliases=("hard sigmoid",),
        expression=Piecewise((0, x <= -3), (1, x >= 3), (x / 6 + Rational(1, 2), True)),
        torch="torch.nn.Hardsigmoid",
        jax=Counterpart(name="jax.nn.hard_sigmoid"),
        keras=Counterpart(name="keras.activations.hard_sigmoid"),
        source="howard2019",
        summary="A sigmoid made of three straight pieces.",
    ),
    Activation(
        name="Hardtanh",
        aliases=("hard tanh", "clip"),
        expression=Piecewise((low, x <= low), (high, x >= high), (x, True)),
        parameters=(
            Parameter(symbol=low, default=-1, torch="min_val", meaning="the lower end"),
            Parameter(
                symbol=high,
                default=1,
                domain=Interval.open(low, oo),
                torch="max_val",
                meaning="the upper end",
            ),
        ),
        torch="torch.nn.Hardtanh",
        jax=Counterpart(name="jax.nn.hard_tanh", defaults={"l": -1.0, "u": 1.0}),
        keras=Counterpart(name="keras.activations.hard_tanh", defaults={"l": -1.0, "u": 1.0}),
        source="collobert2004",
        summary="The identity between two bounds, constant beyond them.",
        relations=(Relation(of="relu6", at={"l": "0", "u": "6"}),),
    ),
    Activation(
        name="Arctan",
        aliases=("inverse tangent",),
        expression=atan(x),
        torch=None,
        source=None,
        summary="A sigmoid between minus and plus a quarter turn, with slope 1 at 0.",
        expect=(
            Expect(at="-2", f="-1.1071487177940905", df="0.2"),
            Expect(at="0.5", f="0.463647609000806116", df="0.8"),
            Expect(at="3", f="1.24904577239825443", df="0.1"),
        ),
    ),
    Activation(
        name="ISRU",
        aliases=("inverse square root unit",),
        expression=x / sqrt(1 + scale * x**2),
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
        summary="A sigmoid that needs one square root and no exponential.",
        expect=(
            Expect(at="-2", f="-0.894427190999915879", df="0.0894427190999915879"),
            Expect(at="0.5", f="0.447213595499957939", df="0.715541752799932703"),
            Expect(at="3", f="0.9486832980505138", df="0.0316227766016837933"),
            Expect(
                at="1.5",
                f="1.15900111392938369",
                df="0.461293975693287042",
                parameters={"a": "0.3"},
            ),
        ),
    ),
    Activation(
        name="SQNL",
        aliases=("square nonlinearity",),
        expression=Piecewise(
            (-1, x < -2), (x + x**2 / 4, x < 0), (x - x**2 / 4, x <= 2), (1, True)
        ),
        torch=None,
        source="wuraola2018",
        summary="A sigmoid made of two parabolas and two constants.",
        expect=(
            Expect(at="-2.00001", f="-1", df="0"),
            Expect(at="0.000005", f="0.00000499999375", df="0.9999975"),
            Expect(at="2.00001", f="1", df="0"),
            Expect(at="-3", f="-1", df="0"),
            Expect(at="-1.5", f="-0.9375", df="0.25"),
            Expect(at="-1", f="-0.75", df="0.5"),
            Expect(at="0.5", f="0.4375", df="0.75"),
            Expect(at="1.75", f="0.984375", df="0.125"),
            Expect(at="2.5", f="1", df="0"),
        ),
    ),
    Activation(
        name="Complementary log-log",
        aliases=("cloglog",),
        expression=-expm1(-exp(x)),
        torch=None,
        source="gomes2008",
        summary="A sigmoid that approaches 1 much faster than 0.",
        expect=(
            Expect(at="-2", f="0.126576981506883357", df="0.118204951593143146"),
            Expect(at="0", f="0.632120558828557678", df="0.367879441171442322"),
            Expect(at="1", f="0.934011964154687463", df="0.179374078734017182"),
        ),
    ),
)
