"""Gated linear units: one input times a gate that another input opens.

In a network the two inputs are the halves of a layer's output. Here the second half gates, as in
torch and in the first of these papers; others gate by the first half.
"""

from sympy import Piecewise

from gen.activation import Activation, Counterpart, Expect, F, Relation, a, b
from gen.primitives import Phi, sigmoid

ENTRIES = (
    Activation(
        name="GLU",
        aliases=("gated linear unit",),
        expression=a * sigmoid(b),
        torch="torch.nn.GLU",
        jax=Counterpart(name="jax.nn.glu"),
        keras=Counterpart(name="keras.activations.glu"),
        source="dauphin2017",
        summary="Multiplies one half of its input by the sigmoid of the other half.",
        relations=(Relation(of="sigmoid", formula=a * F(b)),),
    ),
    Activation(
        name="SwiGLU",
        aliases=("Swish-gated linear unit",),
        expression=a * b * sigmoid(b),
        torch=None,
        source="shazeer2020",
        summary="Multiplies one half of its input by the SiLU of the other half.",
        # Worked out from the paper's formula with mpmath, not with this project's code.
        expect=(
            Expect(
                at=("2", "1"),
                f="1.46211715726000976",
                df=("0.731058578630004879", "1.85534102374297346"),
            ),
            Expect(
                at=("-1.5", "-2"),
                f="0.357608766066352668",
                df=("-0.238405844044235112", "0.136176373177343218"),
            ),
            Expect(
                at=("0.5", "0.25"),
                f="0.070272062610724763",
                df=("0.140544125221449526", "0.311855010785098845"),
            ),
        ),
        relations=(Relation(of="silu", formula=a * F(b)),),
    ),
    Activation(
        name="GEGLU",
        aliases=("GELU-gated linear unit",),
        expression=a * b * Phi(b),
        torch=None,
        source="shazeer2020",
        summary="Multiplies one half of its input by the GELU of the other half.",
        expect=(
            Expect(
                at=("2", "1"),
                f="1.6826894921370859",
                df=("0.841344746068542949", "2.1666309411753726"),
            ),
            Expect(
                at=("-1.5", "-2"),
                f="0.0682503958445376216",
                df=("-0.0455002638963584144", "0.127847701617295345"),
            ),
            Expect(
                at=("0.5", "0.25"),
                f="0.0748382907103654655",
                df=("0.149676581420730931", "0.347686677441818013"),
            ),
        ),
        relations=(Relation(of="gelu", formula=a * F(b)),),
    ),
    Activation(
        name="ReGLU",
        aliases=("ReLU-gated linear unit",),
        expression=Piecewise((a * b, b > 0), (0, True)),
        torch=None,
        source="shazeer2020",
        summary="Multiplies one half of its input by the ReLU of the other half.",
        expect=(
            Expect(at=("2", "0.000005"), f="0.00001", df=("0.000005", "2")),
            Expect(at=("2", "1"), f="2", df=("1", "2")),
            Expect(at=("-1.5", "-2"), f="0", df=("0", "0")),
            Expect(at=("0.5", "0.25"), f="0.125", df=("0.25", "0.5")),
        ),
        relations=(Relation(of="relu", formula=a * F(b)),),
    ),
    Activation(
        name="Bilinear",
        aliases=("bilinear gate",),
        expression=a * b,
        torch=None,
        source="mnih2007",
        summary="Multiplies both halves of its input: a gate without a bend of its own.",
        expect=(
            Expect(at=("2", "1"), f="2", df=("1", "2")),
            Expect(at=("-1.5", "-2"), f="3", df=("-2", "-1.5")),
            Expect(at=("0.5", "0.25"), f="0.125", df=("0.25", "0.5")),
        ),
        relations=(Relation(of="identity", formula=a * F(b)),),
    ),
    Activation(
        name="Maxout",
        aliases=("maxout of two pieces",),
        expression=Piecewise((a, a >= b), (b, True)),
        torch=None,
        source="goodfellow2013",
        summary="The larger of two affine functions of the input, which are both learned.",
        expect=(
            Expect(at=("2", "1"), f="2", df=("1", "0")),
            Expect(at=("-1.5", "-2"), f="-1.5", df=("1", "0")),
            Expect(at=("-2", "0.25"), f="0.25", df=("0", "1")),
        ),
    ),
)
