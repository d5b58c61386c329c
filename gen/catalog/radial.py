"""Functions of the distance from 0."""

from sympy import exp

from gen.activation import Activation, Expect, x

ENTRIES = (
    Activation(
        name="Gaussian",
        aliases=("radial basis function",),
        expression=exp(-(x**2)),
        torch=None,
        source="broomhead1988",
        summary="A bump at 0 that forgets the sign of its input.",
        expect=(
            Expect(at="-0.5", f="0.778800783071404868", df="0.778800783071404868"),
            Expect(at="1", f="0.367879441171442322", df="-0.735758882342884643"),
            Expect(at="2", f="0.0183156388887341803", df="-0.0732625555549367212"),
        ),
    ),
)
