"""The command with other people's models."""

import json

from babelix.cli.main import run
from babelix.workflows.attention.attend import attention


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
