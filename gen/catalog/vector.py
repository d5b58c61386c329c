"""Functions of a whole vector: each output depends on every input."""

from sympy import Sum, exp

from gen.activation import Activation, Counterpart, X, i, j, n

ENTRIES = (
    Activation(
        name="Softmax",
        aliases=("softargmax", "normalized exponential", "Boltzmann distribution"),
        expression=exp(X[i]) / Sum(exp(X[j]), (j, 1, n)),
        torch="torch.nn.Softmax",
        torch_options={"dim": -1},
        jax=Counterpart(name="jax.nn.softmax"),
        keras=Counterpart(name="keras.activations.softmax"),
        source="bridle1990",
        summary="Turns any vector into a probability distribution that keeps its order.",
    ),
)
