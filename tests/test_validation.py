"""Each malformed entry gets one clear line that names file and field, and no record.

The entries are modules as a contributor would write them, taken through the build's own step from
definition to record.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from gen import catalog, places, steps
from gen.catalog import CatalogError
from gen.errors import Problem

HEADER = '''"""A family made up for a test."""

from sympy import *

from gen.activation import Activation, Counterpart, Expect, Parameter, X, a, b, i, j, n, x
from gen.primitives import Phi, expm1, phi, sigmoid, softplus

alpha = Symbol("alpha", positive=True)
lonely = Symbol("lonely", real=True)

'''

RELU = {
    "name": '"Bend"',
    "expression": "Piecewise((x, x > 0), (0, True))",
    "torch": '"torch.nn.ReLU"',
    "source": '"fukushima1969"',
    "summary": '"Keeps what is positive."',
}
ELU = RELU | {
    "expression": "Piecewise((x, x > 0), (alpha * expm1(x), True))",
    "torch": '"torch.nn.ELU"',
    "parameters": "(Parameter(symbol=alpha, default=1, domain=Interval.open(0, oo), "
    'torch="alpha", meaning="depth"),)',
}
GATE = RELU | {
    "expression": "a * sigmoid(b)",
    "torch": "None",
    "expect": '(Expect(at=("1", "0"), f="0.50"), Expect(at=("2", "0"), f="1.00"), '
    'Expect(at=("0", "5"), f="0.00"))',
}


def parameter(**changes: str) -> str:
    """The tuple of ELU's parameter with other fields."""
    fields = {
        "symbol": "alpha",
        "default": "1",
        "domain": "Interval.open(0, oo)",
        "torch": '"alpha"',
        "meaning": '"depth"',
    } | changes
    return f"(Parameter({', '.join(f'{name}={value}' for name, value in fields.items())}),)"


def call(fields: dict[str, str]) -> str:
    """The source of an entry, a field a line."""
    lines = "".join(f"        {name}={value},\n" for name, value in fields.items())
    return f"    Activation(\n{lines}    ),\n"


def module(*entries: dict[str, str]) -> str:
    """The source of a catalog module."""
    return f"{HEADER}ENTRIES = (\n{''.join(map(call, entries))})\n"


FIRST_LINE = module().count("\n", 0, module().index("ENTRIES")) + 2
"""The line on which the first entry of a module begins."""


def published(
    folder: Path, patch: pytest.MonkeyPatch, *modules: str
) -> tuple[list[Path], list[Path]]:
    """The modules written, and the records that the build made of their entries."""
    records, family = folder / "records", folder / "catalog"
    records.mkdir()
    family.mkdir()
    paths = [family / f"made_{number}.py" for number in range(len(modules))]
    for path, text in zip(paths, modules, strict=True):
        path.write_text(text, encoding="utf-8")
    patch.setattr(places, "RECORDS", records)
    for definition in catalog.definitions(family):
        steps.make_record(definition)
    return paths, sorted(records.iterdir())


def refused(folder: Path, patch: pytest.MonkeyPatch, *modules: str) -> str:
    """The line with which the build refuses modules, without the folder in front."""
    with pytest.raises(Problem) as error:
        published(folder, patch, *modules)
    assert not list((folder / "records").iterdir())
    message = str(error.value)
    assert "\n" not in message
    assert message.startswith(f"{folder / 'catalog'}/made_")
    return message.replace(f"{folder / 'catalog'}/", "")


# As ELU, because torch's exception at 0 is known for that slug.
@pytest.mark.parametrize(
    "fields",
    [RELU, ELU | {"slug": '"elu"'}, GATE],
    ids=["scalar", "parameter", "two inputs"],
)
def test_well_formed_entry_is_published(
    fields: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, records = published(tmp_path, monkeypatch, module(fields))
    assert [record.stem for record in records] == [fields.get("slug", "bend").strip('"')]


@pytest.mark.parametrize(
    ("fields", "field", "says"),
    [
        pytest.param(
            RELU | {"torch": '"torch.nn.RELU"'},
            "torch",
            "has no 'torch.nn.RELU'",
            id="unknown torch name",
        ),
        pytest.param(
            RELU | {"torch": '"tourch.nn.ReLU"'},
            "torch",
            "'tourch.nn.ReLU' is not None and not a module such as 'torch.nn.ReLU'",
            id="unknown torch package",
        ),
        pytest.param(
            RELU | {"torch": '"torch.nn.functional.relu"'},
            "",
            "torch.nn.functional.relu",
            id="torch function instead of a module",
        ),
        pytest.param(
            ELU | {"parameters": parameter(torch='"aplha"')},
            "parameters",
            "'aplha'",
            id="unknown torch keyword",
        ),
        pytest.param(
            RELU | {"expression": "Piecewise((x, x > 0), (lonely * x, True))"},
            "expression",
            "the symbol lonely is neither an input nor a parameter",
            id="stray symbol",
        ),
        pytest.param(
            ELU | {"expression": "Piecewise((x, x > 0), (expm1(x), True))"},
            "parameters",
            "alpha does not occur in the expression",
            id="unused parameter",
        ),
        pytest.param(
            ELU | {"parameters": parameter(default="0")},
            "parameters",
            "default of alpha: 0 lies outside its domain",
            id="default at the open end of its domain",
        ),
        pytest.param(
            ELU | {"parameters": parameter(default='"-0.5"')},
            "parameters",
            "default of alpha: -1/2 lies outside its domain",
            id="default outside its domain",
        ),
        pytest.param(
            ELU | {"parameters": parameter(default="0.1")},
            "parameters",
            "default of alpha: write '0.1', not a float",
            id="float default",
        ),
        pytest.param(
            ELU | {"parameters": parameter(domain="Reals")},
            "parameters",
            "alpha is assumed positive, but its domain",
            id="domain wider than the symbol's assumptions",
        ),
        pytest.param(
            ELU | {"parameters": parameter(domain="alpha > 0")},
            "parameters",
            "is not a SymPy set",
            id="condition instead of a set",
        ),
        pytest.param(
            RELU | {"expression": "0.1 * x * Phi(x)"},
            "expression",
            'is a binary float; write Rational("0.1")',
            id="float in the expression",
        ),
        pytest.param(
            RELU | {"expression": '"x * Phi(x)"'},
            "expression",
            "'x * Phi(x)' is a str, not a SymPy expression",
            id="string instead of SymPy",
        ),
        pytest.param(
            RELU | {"expression": "lambda x: x"},
            "expression",
            "is a function, not a SymPy expression",
            id="function instead of SymPy",
        ),
        pytest.param(
            RELU | {"expression": "x > 0"},
            "expression",
            "not a SymPy expression",
            id="condition instead of an expression",
        ),
        *(
            pytest.param(
                RELU | {"expression": text},
                "expression",
                f"{text.partition('(')[0]} has no reliable derivative at its kink; write Piecewise",
                id=f"{text} instead of Piecewise",
            )
            for text in (
                "Max(x, 0)",
                "Min(x, 0)",
                "Heaviside(x)",
                "sign(x)",
                "floor(x)",
                "DiracDelta(x)",
            )
        ),
        pytest.param(
            RELU | {"expression": "Piecewise((x, x > 0), (0, x < 0))"},
            "expression",
            "the last branch of a Piecewise needs the condition True",
            id="Piecewise without True",
        ),
        pytest.param(
            RELU | {"expression": "Integer(3)"},
            "expression",
            "does not depend on its input",
            id="constant",
        ),
        pytest.param(
            RELU | {"aliases": '("ramp")'},
            "aliases",
            "'ramp' is not a tuple of str; is a comma missing?",
            id="one alias without a comma",
        ),
        pytest.param(
            RELU | {"former_slugs": '("ramp")'},
            "former_slugs",
            "'ramp' is not a tuple of str; is a comma missing?",
            id="one former slug without a comma",
        ),
        pytest.param(
            ELU | {"parameters": parameter()[:-2] + ")"},
            "parameters",
            "is not a tuple of Parameter; is a comma missing?",
            id="one parameter without a comma",
        ),
        pytest.param(
            RELU | {"expect": '(Expect(at="1", f="1.0"))'},
            "expect",
            "is not a tuple of Expect; is a comma missing?",
            id="one expected value without a comma",
        ),
        pytest.param(
            ELU | {"parameters": parameter(default='"one"')},
            "parameters",
            "default of alpha: 'one' is no number",
            id="default is no number",
        ),
        pytest.param(
            ELU | {"parameters": parameter(torch="None")},
            "parameters",
            "alpha: which keyword of torch.nn.ELU is it?",
            id="parameter without torch's keyword",
        ),
        pytest.param(
            GATE | {"expect": '(Expect(at=("1", "0"), f="0.50", df="0.50"),) * 3'},
            "expect",
            "df: '0.50' does not give one value an input",
            id="one derivative for two inputs",
        ),
        pytest.param(
            RELU | {"slug": '"two words"'},
            "slug",
            "'two words' is not lower-case words joined by hyphens",
            id="slug unfit for an address",
        ),
        pytest.param(
            RELU | {"jax": 'Counterpart(name="jax.nn.relu", defaults={"alpha": 1.0})'},
            "jax",
            "defaults: 'alpha' is no parameter of the entry",
            id="default of an unknown parameter in JAX",
        ),
        pytest.param(
            RELU | {"source": '"nobody2099"'},
            "source",
            "'nobody2099' is no key of gen/bibliography.bib",
            id="unknown source",
        ),
        pytest.param(
            RELU | {"summary": '"Keeps what is positive"'},
            "summary",
            "full stop",
            id="no full stop",
        ),
        pytest.param(
            GATE | {"expect": '(Expect(at=("1", "0"), f="0.50"), Expect(at=("2", "0"), f="1.0"))'},
            "expect",
            "has 2 values; a function that torch lacks needs 3 or more",
            id="too few expected values",
        ),
        pytest.param(
            RELU | {"torch": "None"},
            "expect",
            "has 0 values; a function that torch lacks needs 3 or more",
            id="no expected values",
        ),
        pytest.param(
            RELU | {"expect": '(Expect(at="one", f="1.0"),)'},
            "expect",
            "'one' is not a decimal in a string",
            id="input is no decimal",
        ),
        pytest.param(
            RELU | {"expect": '(Expect(at="1", f="1.0", df="inf"),)'},
            "expect",
            "'inf' is not a decimal in a string",
            id="derivative is infinite",
        ),
        pytest.param(
            ELU | {"expect": '(Expect(at="1", f="1.0", parameters={"alpha": "two"}),)'},
            "expect",
            "'two' is not a decimal in a string",
            id="parameter is no decimal",
        ),
        pytest.param(
            ELU | {"expect": '(Expect(at="1", f="1.0", parameters={"beta": "2"}),)'},
            "expect",
            "'beta' is no parameter of the entry",
            id="unknown parameter",
        ),
        pytest.param(
            RELU | {"expect": '(Expect(at=("1", "2"), f="1.0"),)'},
            "expect",
            "does not give one value an input",
            id="two inputs for one",
        ),
        pytest.param(
            GATE | {"expect": '(Expect(at="1", f="0.50"),) * 3'},
            "expect",
            "does not give one value an input",
            id="one input for two",
        ),
    ],
)
def test_malformed_entry_gets_one_line_with_file_and_field(
    fields: dict[str, str],
    field: str,
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    message = refused(tmp_path, monkeypatch, module(fields))
    assert message.startswith(f"made_0.py:{FIRST_LINE}: Bend: field {field}")
    assert says in message


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param(RELU | {"expect": '(Expect(at=0.5, f="0.5"),)'}, id="expect: float input"),
        pytest.param(RELU | {"expect": '(Expect(at="0.5", f=0.5),)'}, id="expect: float value"),
        pytest.param(
            RELU | {"expression": "x * gamma(x)"},
            id="expression: a function that nothing here evaluates",
        ),
        pytest.param(
            RELU | {"expression": 'Symbol("x") * sigmoid(x)'},
            id="expression: x has other assumptions",
        ),
    ],
)
def test_malformed_value_gets_one_line_with_its_field(
    fields: dict[str, str],
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    field = request.node.callspec.id.partition(":")[0]
    message = refused(tmp_path, monkeypatch, module(fields))
    assert message.startswith(f"made_0.py:{FIRST_LINE}: Bend: field {field}: ")


# --- modules -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(
            module(RELU).replace("Activation(\n", "Activation(\n        ="),
            f"made_0.py:{FIRST_LINE + 1}: not Python: ",
            id="syntax error",
        ),
        pytest.param(
            module(RELU | {"expression": "Piecewize((x, x > 0), (0, True))"}),
            f"made_0.py:{FIRST_LINE + 2}: NameError: name 'Piecewize' is not defined",
            id="unknown name",
        ),
        pytest.param(
            module({key: value for key, value in RELU.items() if key != "source"}),
            f"made_0.py:{FIRST_LINE}: TypeError: ",
            id="missing field",
        ),
        pytest.param(
            module({key: value for key, value in RELU.items() if key != "summary"}),
            f"made_0.py:{FIRST_LINE}: Bend: field summary: a literal string is needed",
            id="missing summary",
        ),
        pytest.param(
            module(RELU | {"pytorch": '"ReLU"'}),
            f"made_0.py:{FIRST_LINE}: TypeError: ",
            id="unknown field",
        ),
        pytest.param(
            HEADER,
            "made_0.py: needs one top-level tuple ENTRIES of Activation(...)",
            id="no ENTRIES",
        ),
        pytest.param(
            module(RELU) + "ENTRIES = ()\n",
            "made_0.py: needs one top-level tuple ENTRIES of Activation(...)",
            id="two ENTRIES",
        ),
        pytest.param(
            module(RELU).replace("ENTRIES = (", "ENTRIES = [").removesuffix(")\n") + "]\n",
            f"made_0.py:{FIRST_LINE - 1}: ENTRIES is not a tuple of Activation(...)",
            id="a list",
        ),
        pytest.param(
            f"{HEADER}ENTRIES = tuple()\n",
            f"made_0.py:{FIRST_LINE - 1}: ENTRIES is not a tuple of Activation(...)",
            id="a computed tuple",
        ),
        pytest.param(
            f"{HEADER}relu = x\nENTRIES = (relu,)\n",
            f"made_0.py:{FIRST_LINE}: each element of ENTRIES is a call of Activation",
            id="a name",
        ),
        pytest.param(
            module(RELU | {"name": '"Be" + "nd"'}),
            f"made_0.py:{FIRST_LINE}: field name: a literal string is needed",
            id="a computed name",
        ),
        pytest.param(
            module(RELU | {"name": '""'}),
            f"made_0.py:{FIRST_LINE}: field name: a literal string is needed",
            id="an empty name",
        ),
    ],
)
def test_malformed_module_gets_one_line_with_the_file(
    text: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refused(tmp_path, monkeypatch, text).startswith(says)


@pytest.mark.parametrize(
    ("modules", "other"),
    [
        ((module(RELU, RELU),), f"made_0.py:{FIRST_LINE}"),
        ((module(RELU), module(ELU)), f"made_0.py:{FIRST_LINE}"),
        ((module(RELU), module(ELU | {"name": '"bend"'})), f"made_0.py:{FIRST_LINE}"),
        (
            (module(RELU), module(ELU | {"name": '"Other"', "slug": '"bend"'})),
            f"made_0.py:{FIRST_LINE}",
        ),
    ],
    ids=["one module", "two modules", "upper and lower case", "slug of another"],
)
def test_duplicate_name_names_both_places(
    modules: tuple[str, ...], other: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = refused(tmp_path, monkeypatch, *modules)
    assert "field name: " in message
    assert f"has the slug 'bend' of 'Bend' ({other})" in message


def test_definitions_of_the_catalog_are_read_without_running_it(tmp_path: Path) -> None:
    (tmp_path / "made.py").write_text("raise RuntimeError\n\n" + module(RELU), encoding="utf-8")
    (definition,) = catalog.definitions(tmp_path)
    assert (definition.name, definition.slug, definition.family) == ("Bend", "bend", "made")
    with pytest.raises(CatalogError, match=r"made\.py:1: RuntimeError"):
        catalog.load(definition)


def test_comments_and_layout_are_no_part_of_a_definition(tmp_path: Path) -> None:
    path = tmp_path / "made.py"
    texts = []
    for text in (module(RELU), module(RELU).replace("        torch", "\n        # Why\n  torch")):
        path.write_text(text, encoding="utf-8")
        texts.append(catalog.definitions(tmp_path)[0].text)
    assert texts[0] == texts[1]
    path.write_text(module(RELU | {"expression": "x"}), encoding="utf-8")
    assert catalog.definitions(tmp_path)[0].text != texts[0]
