"""Functions of a whole vector: each output depends on every input."""

from sympy import Sum, exp, log

from gen.activation import Activation, Counterpart, F, Relation, X, i, j, n

SOFTMAX = exp(X[i]) / Sum(exp(X[j]), (j, 1, n))

ENTRIES = (
    Activation(
        name="Softmax",
        aliases=("softargmax", "normalized exponential", "Boltzmann distribution"),
        expression=SOFTMAX,
        torch="torch.nn.Softmax",
        torch_options={"dim": -1},
        jax=Counterpart(name="jax.nn.softmax"),
        keras=Counterpart(name="keras.activations.softmax"),
        source="bridle1990",
        summary="Turns any vector into a probability distribution that keeps its order.",
    ),
    Activation(
        name="Softmin",
        expression=exp(-X[i]) / Sum(exp(-X[j]), (j, 1, n)),
        torch="torch.nn.Softmin",
        torch_options={"dim": -1},
        source="bridle1990",
        summary="The softmax of the negative: the smallest input gets the largest share.",
        relations=(Relation(of="softmax", formula=F(-X[i])),),
    ),
    Activation(
        name="LogSoftmax",
        aliases=("log-softmax",),
        expression=X[i] - log(Sum(exp(X[j]), (j, 1, n))),
        torch="torch.nn.LogSoftmax",
        torch_options={"dim": -1},
        jax=Counterpart(name="jax.nn.log_softmax"),
        keras=Counterpart(name="keras.activations.log_softmax"),
        source="bridle1990",
        summary="The logarithm of the softmax, computed without its underflow.",
        relations=(Relation(of="softmax", formula=log(F(X[i]))),),
    ),
    Activation(
        name="Softmax2d",
        aliases=("softmax over channels",),
        expression=SOFTMAX,
        torch="torch.nn.Softmax2d",
        torch_shape=(-1, 1, 1),
        source="bridle1990",
        summary="The softmax over the channels of an image, at each place on its own.",
        relations=(Relation(of="softmax"),),
    ),
)
