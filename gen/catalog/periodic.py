"""Functions that oscillate."""

from sympy import Interval, Symbol, cos, oo, sin

from gen.activation import Activation, Expect, Parameter, x

frequency = Symbol("a", positive=True)

ENTRIES = (
    Activation(
        name="Sine",
        expression=sin(x),
        torch=None,
        source="lapedes1987",
        summary="A wave; with a frequency factor it is the activation of SIREN.",
        expect=(
            Expect(at="-2", f="-0.909297426825681695", df="-0.416146836547142387"),
            Expect(at="0.5", f="0.479425538604203", df="0.877582561890372716"),
            Expect(at="3", f="0.141120008059867222", df="-0.989992496600445457"),
        ),
    ),
    Activation(
        name="Snake",
        expression=x + sin(frequency * x) ** 2 / frequency,
        parameters=(
            Parameter(
                symbol=frequency,
                default=1,
                domain=Interval.open(0, oo),
                meaning="the frequency of the wave",
            ),
        ),
        torch=None,
        source="ziyin2020",
        summary="The identity with a wave upon it, for functions that repeat.",
        expect=(
            Expect(at="-2", f="-1.17317818956819404", df="1.75680249530792825"),
            Expect(at="0.5", f="0.729848847065930141", df="1.84147098480789651"),
            Expect(at="3", f="3.01991485667481699", df="0.720584501801074127"),
            Expect(
                at="0.7",
                f="0.816212518653917799",
                df="0.0175473873756674877",
                parameters={"a": "3.5"},
            ),
        ),
    ),
    Activation(
        name="Growing cosine unit",
        aliases=("GCU",),
        expression=x * cos(x),
        torch=None,
        source="noel2021",
        summary="A cosine whose height grows with its input.",
        expect=(
            Expect(at="-2", f="0.832293673094284774", df="-2.23474169019850578"),
            Expect(at="0.5", f="0.438791280945186358", df="0.637869792588271216"),
            Expect(at="3", f="-2.96997748980133637", df="-1.41335252078004712"),
        ),
    ),
)
