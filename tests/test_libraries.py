"""Names and defaults in other libraries: every disagreement is said, and nothing else."""

from __future__ import annotations

from typing import Any

from gen.libraries import counterparts, disagreements, unlike


def record(name: str, **fields: Any) -> dict[str, Any]:
    slope = {"name": "s", "latex": "s", "default": 0.01, "torch": "negative_slope"}
    plain: dict[str, Any] = {"torch": None, "torch_options": {}, "jax": None, "keras": None}
    return {"name": name, **plain, "parameters": [slope], **fields}


def elsewhere(name: str, **defaults: float) -> dict[str, Any]:
    return {"name": name, "defaults": defaults}


def test_equal_defaults_are_no_disagreement() -> None:
    one = record("Leaky", torch="torch.L", jax=elsewhere("jax.l", s=0.01))
    assert unlike(one) == frozenset()
    assert disagreements(one, [one]) == []


def test_different_defaults_are_said_by_library() -> None:
    jax, keras = elsewhere("jax.l", s=0.01), elsewhere("keras.l", s=0.2)
    one = record("Leaky", torch="torch.L", jax=jax, keras=keras)
    assert unlike(one) == {"s"}
    (sentence,) = disagreements(one, [one])
    assert sentence == r"By default \(s\) is 0.01 in PyTorch and JAX, 0.2 in Keras."


def test_default_of_a_function_that_torch_lacks_is_not_counted() -> None:
    one = record("Leaky", keras=elsewhere("keras.l", s=0.2))
    assert [it.call for it in counterparts(one)] == [None, None, "keras.l"]
    assert unlike(one) == frozenset()


def test_name_that_is_another_function_elsewhere_is_said() -> None:
    exact = record("Exact", torch="torch.G", jax=elsewhere("jax.g(approximate=False)"))
    rough = record(
        "Rough", torch="torch.G", torch_options={"approximate": "tanh"}, jax=elsewhere("jax.g")
    )
    assert counterparts(rough)[0].call == 'torch.G(approximate="tanh")'
    both = [exact, rough]
    assert disagreements(exact, both) == [
        "Without an argument `torch.G` is this function, but `jax.g` is Rough."
    ]
    assert disagreements(rough, both) == [
        "Without an argument `jax.g` is this function, but `torch.G` is Exact."
    ]
