"""Self-gated functions: the input times a gate that the same input opens."""

from sympy import Piecewise, Rational, Symbol, erf, log, pi, sqrt, tanh

from gen.activation import Activation, Counterpart, Expect, F, Parameter, Relation, x
from gen.primitives import Phi, sigmoid, softplus, tanh_exp

beta = Symbol("beta", real=True)

ENTRIES = (
    Activation(
        name="SiLU",
        aliases=("sigmoid linear unit", "Swish-1", "Swish with beta 1"),
        expression=x * sigmoid(x),
        torch="torch.nn.SiLU",
        jax=Counterpart(name="jax.nn.silu"),
        keras=Counterpart(name="keras.activations.silu"),
        source="elfwing2017",
        summary="The input times its own sigmoid.",
        relations=(Relation(of="sigmoid", formula=x * F(x)),),
    ),
    Activation(
        name="Swish",
        expression=x * sigmoid(beta * x),
        parameters=(
            Parameter(symbol=beta, default=1, meaning="how sharp the gate is, fixed or learned"),
        ),
        torch=None,
        source="ramachandran2017",
        summary="The input times a sigmoid whose sharpness is a parameter.",
        expect=(
            Expect(at="-2", f="-0.238405844044235112", df="-0.0907842487848954788"),
            Expect(at="0.5", f="0.311229665600927282", df="0.739961187302651809"),
            Expect(at="3", f="2.85772238046729966", df="1.08810410601516962"),
            Expect(
                at="1.5",
                f="1.46553394513496158",
                df="1.06120791902263738",
                parameters={"beta": "2.5"},
            ),
        ),
        relations=(
            Relation(of="silu", at={"beta": "1"}),
            Relation(of="quickgelu", at={"beta": "1.702"}),
            Relation(of="relu", at={"beta": "oo"}),
        ),
    ),
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
        name="GELU (tanh)",
        aliases=("tanh approximation of GELU", "gelu_new"),
        expression=x / 2 * (1 + tanh(sqrt(2 / pi) * (x + Rational("0.044715") * x**3))),
        torch="torch.nn.GELU",
        torch_options={"approximate": "tanh"},
        jax=Counterpart(name="jax.nn.gelu"),
        keras=Counterpart(name="keras.activations.gelu(approximate=True)"),
        source="hendrycks2016",
        summary="GELU with the normal distribution function replaced by a tanh of a cubic.",
    ),
    Activation(
        name="QuickGELU",
        aliases=("sigmoid approximation of GELU",),
        expression=x * sigmoid(Rational("1.702") * x),
        torch=None,
        source="hendrycks2016",
        summary="GELU with the normal distribution function replaced by a steeper sigmoid.",
        expect=(
            Expect(at="-2", f="-0.0643413768557918502", df="-0.0738153543085419318"),
            Expect(at="0.5", f="0.350388436606380123", df="0.879221911965414271"),
            Expect(at="3", f="2.98192869029221403", df="1.02454832390565235"),
        ),
    ),
    Activation(
        name="Mish",
        expression=x * tanh(softplus(x)),
        torch="torch.nn.Mish",
        jax=Counterpart(name="jax.nn.mish"),
        keras=Counterpart(name="keras.activations.mish"),
        source="misra2019",
        summary="The input times the tanh of its softplus.",
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
        relations=(Relation(of="hardsigmoid", formula=x * F(x)),),
    ),
    Activation(
        name="LiSHT",
        aliases=("linearly scaled hyperbolic tangent",),
        expression=x * tanh(x),
        torch=None,
        source="roy2019",
        summary="The input times its tanh: even, and never negative.",
        expect=(
            Expect(at="-2", f="1.92805516015163377", df="-1.10532922978214582"),
            Expect(at="0.5", f="0.231058578630004879", df="0.855341023742973464"),
            Expect(at="3", f="2.98516426106019135", df="1.02465286518305103"),
        ),
        relations=(Relation(of="tanh", formula=x * F(x)),),
    ),
    Activation(
        name="TanhExp",
        expression=x * tanh_exp(x),
        torch=None,
        source="liu2020",
        summary="The input times the tanh of its exponential.",
        expect=(
            Expect(at="-2", f="-0.269030082578980379", df="-0.131257931745317026"),
            Expect(at="0.5", f="0.464340970575215142", df="1.04207262468672351"),
            Expect(at="1.5", f="1.49961600992685337", df="1.00318541430059712"),
        ),
    ),
    Activation(
        name="Serf",
        expression=x * erf(softplus(x)),
        torch=None,
        source="nag2021",
        summary="The input times the error function of its softplus.",
        expect=(
            Expect(at="-2", f="-0.284914970244188313", df="-0.122255447618959244"),
            Expect(at="0.5", f="0.415829311482059017", df="0.967635844196283526"),
            Expect(at="1.5", f="1.47581831110488168", df="1.06041648026139095"),
        ),
    ),
    Activation(
        name="Logish",
        expression=x * log(1 + sigmoid(x)),
        torch=None,
        source="zhu2021",
        summary="The input times the logarithm of one plus its sigmoid.",
        expect=(
            Expect(at="-2", f="-0.225233510357824017", df="-0.0750053164536558817"),
            Expect(at="0.5", f="0.241971551883463514", df="0.55636516935655044"),
            Expect(at="3", f="2.00744570127888155", df="0.738559493587871238"),
        ),
    ),
)
