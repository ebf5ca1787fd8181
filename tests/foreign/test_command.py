"""The command with other people's models."""

import json

import pytest

from babelix.cli.main import run
from babelix.workflows.attention.attend import attention

# Loads transformers, which takes longer than all else here.
pytestmark = pytest.mark.slow


def test_two_texts_of_a_causal_model(folders, capsys):
    texts = ["it was too tired", "it was too wide"]
    assert run(["attention", *texts, "--model", folders["gpt2"], "--word", "it"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("gpt2 is causal: its row of 'it' has read only what both texts begin with")
    assert "the first row that can differ is that of 't" in out
    first, second = (one.get("decoder") for one in attention(folders["gpt2"], texts))
    (row,) = [place for place, label in enumerate(first.queries) if label == "it"]
    assert (first.weights[:, :, row, : row + 1] == second.weights[:, :, row, : row + 1]).all()


def test_a_page_of_a_translation_and_of_a_continuation(folders, tmp_path, capsys):
    page = tmp_path / "marian.html"
    assert run(["attention", "The animal", "--model", folders["marian"], "--html", str(page)]) == 0
    assert '"generated_from":1' in page.read_text(encoding="utf-8")
    capsys.readouterr()
    arguments = ["--generate", "3", "--json"]
    assert run(["attention", "The animal", "--model", folders["gpt2"], *arguments]) == 0
    assert json.loads(capsys.readouterr().out)["kind"] == "decoder"


def test_a_name_that_cannot_be_had_is_one_sentence(monkeypatch, capsys):
    def unreachable(*_, **__):
        raise ConnectionError("Name or service not known")

    monkeypatch.setattr("huggingface_hub.HfApi.model_info", unreachable)
    assert run(["attention", "A dog", "--model", "no-one/nothing-9"]) == 2
    shown = capsys.readouterr()
    assert "the hub cannot be reached" in shown.err
    assert shown.err.count("\n") == 1


def test_layers_that_mix_are_asked_for_by_their_own_number_and_told(others, capsys):
    arguments = ["attention", "The animal", "--model", others["lfm2"]]
    assert run([*arguments, "--layer", "1"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("of the 3 layers, from 0, layers 0 and 2 have no attention weights\n")
    assert "decoder attention, layer 1, all heads averaged" in out
    assert run([*arguments, "--layer", "0"]) == 2
    assert "has no layer 0; it has layers 1" in capsys.readouterr().err
    assert run([*arguments, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["notes"] == ["of the 3 layers, from 0, layers 0 and 2 have no attention weights"]


def test_a_page_of_layers_that_mix_rolls_nothing_out(others, tmp_path):
    page = tmp_path / "lfm2.html"
    assert run(["attention", "The animal", "--model", others["lfm2"], "--html", str(page)]) == 0
    text = page.read_text(encoding="utf-8")
    assert '"rollouts":false' in text
    assert '"layer_numbers":[1]' in text


def test_code_of_a_models_own_is_told_with_the_option(with_code, capsys):
    folder, ran = with_code
    assert run(["attention", "The animal", "--model", str(folder)]) == 2
    error = capsys.readouterr().err
    assert "can do to this machine whatever you can do; read it, and allow it with --trust-code if" in error
    assert error.count("\n") == 1
    assert not ran.exists()
