from pathlib import Path

import pytest

from babelix.base.errors import RequestError
from babelix.training.packing import pack
from babelix.training.tensors import load_tensors, save_tensors
from babelix.workflows.classic.next_word.model import load_model
from babelix.workflows.classic.next_word.train import train


@pytest.fixture(scope="module", params=["n-gram", "gru"])
def trained(request, asked, tmp_path_factory):
    folder = tmp_path_factory.mktemp("run") / request.param
    train(asked(request.param, epochs=1), beside=Path(), run=folder)
    return folder


def test_a_run_answers(trained):
    model = load_model(trained)
    p = model.probabilities("The cat")
    assert p.sum() == pytest.approx(1)
    found = model.complete("The cat", top=4)
    assert [each.probability for each in found] == sorted((each.probability for each in found), reverse=True)
    assert "<unk>" not in [each.word for each in model.complete("The cat", top=99)]
    assert len(model.complete("The cat", top=99)) == len(model.vocabulary) - 1
    assert (
        model.unknown("The zebra, the zebra")
        == ["zebra", ",", "the"][: len(model.unknown("The zebra, the zebra"))]
    )
    assert model.complete("")[0].probability > 0


def test_packed_weights_answer_nearly_the_same(trained):
    if trained.name == "n-gram":
        return_ = load_model(trained)
        assert return_.counts is not None
        return
    before = load_model(trained).probabilities("The cat")
    path = trained / "model.safetensors"
    tensors, state = load_tensors(path)
    save_tensors(path, pack(tensors), state)
    after = load_model(trained).probabilities("The cat")
    save_tensors(path, tensors, state)
    assert after == pytest.approx(before, rel=0.05)


def test_what_is_amiss_is_told(trained, tmp_path):
    with pytest.raises(RequestError, match="is not a run: it has no settings"):
        load_model(tmp_path)
    words = (trained / "vocabulary.json").read_text()
    (trained / "vocabulary.json").write_text('["a"]')
    with pytest.raises(RequestError, match="expected a list of words that begins with <eos> and <unk>"):
        load_model(trained)
    (trained / "vocabulary.json").write_text("[")
    with pytest.raises(RequestError, match="cannot be read as JSON"):
        load_model(trained)
    (trained / "vocabulary.json").write_text(words)
