from pathlib import Path

import numpy as np
import pytest

from babelix import foreign
from babelix.base.errors import RequestError
from babelix.workflows.attention import attend as room
from babelix.workflows.attention.attend import attention, open_model
from babelix.workflows.runs import shipped as models
from babelix.workflows.translation.translator import load_translator


@pytest.mark.slow
def test_a_run_gives_what_its_translator_gives(tiny_run: Path) -> None:
    found = attention(str(tiny_run), ["the cat.", "a tired dog."])
    expected = load_translator(tiny_run).attention("a tired dog.")
    assert [one.title.split(" → ")[0] for one in found] == ["the cat.", "a tired dog."]
    assert found[1].title == expected.title
    for kind in ("encoder", "decoder", "cross"):
        ours, theirs = found[1].get(kind), expected.get(kind)
        assert ours is not None
        assert theirs is not None
        np.testing.assert_array_equal(ours.weights, theirs.weights)
        np.testing.assert_allclose(ours.weights.sum(-1), 1, atol=1e-5)


def test_what_the_model_wrote_is_marked(tiny_run: Path) -> None:
    (own,) = attention(str(tiny_run), ["the cat."])
    assert [one.generated_from for one in own.maps] == [None, 1, 0]
    (given,) = attention(str(tiny_run), ["the cat."], "le chat.")
    assert [one.generated_from for one in given.maps] == [None, None, None]
    cross = given.get("cross")
    assert cross is not None
    assert "".join(cross.queries) == "le chat.</s>"


@pytest.mark.parametrize(
    ("texts", "target", "generate", "sentence"),
    [
        ([], None, 0, "expected a text to show the attention of, got none"),
        (["the cat.", "a dog."], "le chat.", 0, "expected one text beside a given translation, got 2"),
        (["the cat.", " "], None, 0, "expected a text, got an empty one; give at least one word"),
        (["the " * 60], None, 0, "the text takes .* tokens, more than the 31 of run; shorten it"),
        (["the cat."], "le " * 60, 0, "the translation takes .* tokens, more than the 31 of run; shorten it"),
        (["the cat."], None, 4, "run is no decoder: it continues no text"),
    ],
)
def test_wrong_requests_end_in_a_sentence(
    tiny_run: Path, texts: list[str], target: str | None, generate: int, sentence: str
) -> None:
    with pytest.raises(RequestError, match=sentence):
        attention(str(tiny_run), texts, target, generate=generate)


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "שלום עולם", "é́ e̋"])
def test_text_that_could_harm_or_confuse_is_text(tiny_run: Path, text: str) -> None:
    (found,) = attention(str(tiny_run), [text])
    assert found.title.startswith(f"{text} → ")


def theirs(name: str, *, trust_code: bool = False) -> foreign.ForeignModel:
    """Stand for a model of somebody else's."""
    return foreign.ForeignModel(None, None, f"theirs: {name}", "decoder")


def test_other_folders_and_names_are_other_peoples(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(foreign, "load", theirs)
    assert open_model("somebody/model").name == "theirs: somebody/model"
    assert open_model(str(tmp_path)).name == f"theirs: {tmp_path}"


def test_a_shipped_model_of_their_kind_carries_its_note(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "card.json").write_text('{"note": "trained here"}', encoding="utf-8")
    monkeypatch.setattr(room, "shipped", lambda: [models.ShippedModel("small", tmp_path, {})])
    monkeypatch.setattr(foreign, "load", theirs)
    for name in ("small", str(tmp_path)):
        opened = open_model(name)
        assert isinstance(opened, foreign.ForeignModel)
        assert opened.note == "trained here"


def test_a_misspelt_name_is_told_the_nearest_shipped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def load(name: str, *, trust_code: bool = False) -> foreign.ForeignModel:
        raise RequestError(f"no model {name!r} here")

    monkeypatch.setattr(room, "shipped", lambda: [models.ShippedModel("en-fr", tmp_path, {})])
    monkeypatch.setattr(foreign, "load", load)
    with pytest.raises(RequestError, match=r"no model 'en-fra' here; did you mean 'en-fr'.*; shipped: en-fr"):
        open_model("en-fra")
    (tmp_path / "empty").mkdir()
    with pytest.raises(RequestError, match=r"no model '.*empty' here$"):
        open_model(str(tmp_path / "empty"))
