"""Relations between functions: those of the catalog hold, and wrong ones stop in one clear line."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sympy import Symbol

from gen import catalog, relations
from gen.activation import F, Relation, x
from gen.catalog import CatalogError
from gen.relations import Entries


@pytest.fixture(scope="module")
def entries() -> Entries:
    """The whole catalog."""
    return {one.slug: (one, catalog.load(one)) for one in catalog.definitions()}


def checked(entries: Entries, slug: str, *own: Relation) -> list[dict[str, object]]:
    """What is found of an entry that has these relations and no others."""
    definition, entry = entries[slug]
    without = {key: (d, replace(e, relations=())) for key, (d, e) in entries.items()}
    return relations.check({**without, slug: (definition, replace(entry, relations=own))})


def refused(entries: Entries, slug: str, relation: Relation) -> str:
    """The line that stops the build, from the field on; it begins with the entry's place."""
    with pytest.raises(CatalogError) as error:
        checked(entries, slug, relation)
    definition, message = entries[slug][0], str(error.value)
    start = f"{definition.place}: {definition.name}: field relations: {relation.of}: "
    assert "\n" not in message
    assert message.startswith(start)
    return message.removeprefix(start)


def test_relations_of_the_catalog_hold(entries: Entries) -> None:
    found = {(one["entry"], one["of"]): one for one in relations.check(entries)}
    assert len(found) == sum(len(entry.relations) for _, entry in entries.values())
    for pair in (("swish", "silu"), ("celu", "elu"), ("tanh", "sigmoid"), ("swiglu", "silu")):
        assert not found[pair]["limit"]
    assert found["swish", "relu"]["limit"]
    assert found["swish", "relu"]["on_entry"] == r"the limit of Swish as \(\beta \to \infty\)"
    assert found["swish", "silu"]["on_entry"] == r"Swish at \(\beta = 1\)"
    assert found["swish", "silu"]["on_of"] == r"at \(\beta = 1\) it is SiLU"


def test_a_parameter_that_is_not_named_may_be_anything(entries: Entries) -> None:
    alpha = Symbol("alpha", positive=True)
    assert checked(entries, "celu", Relation(of="elu", formula=alpha * F(x / alpha)))
    message = refused(entries, "celu", Relation(of="elu"))
    assert message.startswith("at alpha = 1/2, x = -10: ")  # at the default alpha = 1 it holds


@pytest.mark.parametrize(
    ("slug", "relation", "says"),
    [
        pytest.param(
            "swish",
            Relation(of="silu", at={"beta": "2"}),
            "at beta = 2, x = -10: Swish is -2.0611536181902037e-08, but by SiLU it should be "
            "-0.00045397868702434395",
            id="special case",
        ),
        pytest.param(
            "tanh",
            Relation(of="sigmoid", formula=2 * F(x) - 1),
            "at x = -10: Tanh is -0.99999999587769273, but by Sigmoid it should be "
            "-0.99990920426259511",
            id="formula",
        ),
        pytest.param(
            "swiglu",
            Relation(of="gelu", formula=Symbol("a", real=True) * F(Symbol("b", real=True))),
            "at a = -10, b = -8.5: SwiGLU is ",
            id="two inputs",
        ),
        pytest.param(
            "softmin", Relation(of="softmax"), "at x = (-10, -8.5, -8.5), output 1: ", id="vector"
        ),
        pytest.param(
            "softplus",
            Relation(of="identity", at={"beta": "oo"}),
            "no limit, the distances are 1.0e+01, 1.0e+01, 1.0e+01, 1.0e+01; "
            "at beta = 1000000000000, x = -10: Softplus is ",
            id="limit",
        ),
        pytest.param(
            "elu",
            Relation(of="leakyrelu", at={"alpha": "0"}),
            "no limit, the distances are ",
            id="limit that comes close",
        ),
        pytest.param(
            "swish", Relation(of="silo"), "is the slug of no entry; write that of the", id="slug"
        ),
        pytest.param(
            "swish",
            Relation(of="silu", at={"gamma": "1"}),
            "at: 'gamma' is no parameter of Swish",
            id="parameter",
        ),
        pytest.param(
            "swish",
            Relation(of="silu", at={"beta": "one"}),
            "at: 'one' is no decimal in a string",
            id="number",
        ),
        pytest.param(
            "elu",
            Relation(of="relu", at={"alpha": "-1"}),
            "at: alpha = -1 lies outside its domain and not at its end",
            id="domain",
        ),
        pytest.param(
            "tanh", Relation(of="sigmoid", formula=2 * x), "formula: 2*x lacks F", id="no F"
        ),
        pytest.param(
            "tanh",
            Relation(of="sigmoid", formula=F(Symbol("y"))),
            "formula: y is neither input nor parameter of Tanh",
            id="symbol",
        ),
        pytest.param(
            "tanh",
            Relation(of="glu", formula=F(x)),
            "formula: F takes 2 here, as GLU does",
            id="arguments",
        ),
        pytest.param(
            "selu",
            Relation(of="elu", there={"beta": x}),
            "there: 'beta' is no parameter of ELU",
            id="parameter there",
        ),
    ],
)
def test_wrong_relation_stops_in_one_line(
    slug: str, relation: Relation, says: str, entries: Entries
) -> None:
    assert refused(entries, slug, relation).startswith(says)
