"""Functions that multiply their input by a gate: their own, or a second input's."""

from sympy import Piecewise

from gen.activation import Activation, Counterpart, Expect, a, b, x
from gen.primitives import Phi, sigmoid

ENTRIES = (
    Activation(
        name="GELU",
        aliases=("Gaussian error linear unit", "GELU (erf)"),
        expression=x * Phi(x),
        torch="torch.nn.GELU",
        jax=Counterpart(name="jax.nn.gelu(approximate=False)"),
        keras=Counterpart(name="keras.activations.gelu"),
        source="hendrycks2016",
        summary="Weights its input by the share of a normal distribution that lies below it.",
    ),
    Activation(
        name="Hardswish",
        aliases=("hard Swish", "h-swish"),
        expression=Piecewise((0, x <= -3), (x, x >= 3), (x * (x + 3) / 6, True)),
        torch="torch.nn.Hardswish",
        jax=Counterpart(name="jax.nn.hard_swish"),
        keras=Counterpart(name="keras.activations.hard_swish"),
        source="howard2019",
        summary="A piecewise quadratic stand-in for SiLU that needs no exponential.",
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
    ),
)
