import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError, model_validator

from babelix.base.errors import RequestError
from babelix.base.settings import Settings, override, read_toml


class Model(Settings):
    layers: int = 4
    """Layers of each side."""
    dropout: float = 0.3


class Averages(Settings):
    last: int = 0
    decay: float = 0.0

    @model_validator(mode="after")
    def _one(self):
        if self.last and self.decay:
            raise ValueError("choose last or decay, not both")
        return self


class Recipe(Settings):
    name: str
    model: Model = Model()
    averages: Averages = Averages()


def test_what_is_not_given_has_its_default():
    assert Recipe.read({"name": "x", "model": {"layers": 7}}, "r.toml") == Recipe(
        name="x", model=Model(layers=7)
    )


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"name": "x", "modle": {}}, "r.toml: unknown setting 'modle'; did you mean 'model'?"),
        (
            {"name": "x", "model": {"layer": 2}},
            "r.toml: unknown setting 'model.layer'; did you mean 'layers'?",
        ),
        (
            {"name": "x", "model": {"qq": 2}},
            "r.toml: unknown setting 'model.qq'; known here: dropout, layers",
        ),
        ({}, "r.toml: setting 'name' is missing"),
        (
            {"name": "x", "model": {"layers": "four"}},
            "r.toml: setting 'model.layers': Input should be a valid integer (got 'four')",
        ),
        (
            {"name": "x", "model": {"layers": 2.0}},
            "r.toml: setting 'model.layers': Input should be a valid integer (got 2.0)",
        ),
        (
            {"name": "x", "averages": {"last": 3, "decay": 0.5}},
            "r.toml: [averages]: choose last or decay, not both",
        ),
    ],
)
def test_a_wrong_setting_is_refused_by_file_and_name(values, message):
    with pytest.raises(RequestError) as caught:
        Recipe.read(values, "r.toml")
    assert str(caught.value) == message


def test_settings_are_frozen():
    with pytest.raises(ValidationError, match="frozen"):
        Model().layers = 5  # type: ignore[misc]  # the error that is wanted


def test_toml_is_read(tmp_path):
    path = tmp_path / "r.toml"
    path.write_text('name = "été"\n[model]\nlayers = 3\n', encoding="utf-8")
    assert read_toml(path) == {"name": "été", "model": {"layers": 3}}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"name =\n", r"line 1"),
        (b"a = 1\na = 2\n", r"Cannot overwrite a value"),
        (b'n = "\xe9"', r"can't decode"),
    ],
)
def test_what_is_no_toml_is_refused_by_name(tmp_path, content, message):
    path = tmp_path / "r.toml"
    path.write_bytes(content)
    with pytest.raises(RequestError, match=rf"r\.toml is not a readable TOML file: .*{message}"):
        read_toml(path)


def test_a_recipe_that_is_not_there_is_told(tmp_path):
    with pytest.raises(RequestError, match=r"no such recipe: .*nowhere\.toml"):
        read_toml(tmp_path / "nowhere.toml")


def test_assignments_change_a_copy():
    values = {"model": {"layers": 4, "dropout": 0.3}}
    changed = override(
        values, ["model.layers=7", "model.dropout = 0.1", "data.name=tatoeba-en-fr", "seed=11"]
    )
    assert changed == {
        "model": {"layers": 7, "dropout": 0.1},
        "data": {"name": "tatoeba-en-fr"},
        "seed": 11,
    }
    assert values == {"model": {"layers": 4, "dropout": 0.3}}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("[1, 2]", [1, 2]),
        ('"7"', "7"),
        ("en-fr", "en-fr"),
        ("", ""),
        ("a=b", "a=b"),
        ("1e-9", 1e-9),
    ],
)
def test_values_are_toml_or_else_text(text, value):
    assert override({}, [f"x={text}"]) == {"x": value}


@pytest.mark.parametrize("assignment", ["layers", "=3", "model.=3", ".layers=3"])
def test_what_is_no_assignment_is_refused(assignment):
    with pytest.raises(RequestError, match=r"expected section\.key=value, got "):
        override({}, [assignment])


def test_a_setting_below_a_single_setting_is_refused():
    with pytest.raises(RequestError, match=r"'seed\.x=3': 'seed' is a single setting, not a section"):
        override({"seed": 11}, ["seed.x=3"])


@given(st.dictionaries(st.from_regex(r"[a-z]{1,5}", fullmatch=True), st.integers(), max_size=5))
def test_assigning_every_value_rebuilds_the_table(table):
    assert (
        override({}, [f"section.{key}={value}" for key, value in table.items()]).get("section", {}) == table
    )


@pytest.mark.parametrize("assignment", ["model={}", "model={layers=7}", "model=7", "other={}"])
def test_a_section_is_never_put_anew(assignment):
    with pytest.raises(RequestError) as caught:
        override({"model": {"layers": 3, "dropout": 0.1}}, [assignment])
    name = assignment.partition("=")[0]
    assert str(caught.value) == (
        f"{assignment!r} would put all of the section {name!r} anew; set one setting at a time: {name}.key=value"
    )


def test_a_byte_order_mark_is_no_key(tmp_path):
    (tmp_path / "r.toml").write_text('name = "é"\n', encoding="utf-8-sig")
    assert read_toml(tmp_path / "r.toml") == {"name": "é"}
