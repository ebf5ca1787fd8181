import json

import pytest

from babelix.cli.main import run


def test_models_lists_sizes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["models", "--sizes"]) == 0
    assert "base" in capsys.readouterr().out
    assert run(["models", "--sizes", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["big"]["d_ff"] == 4096


def test_an_unknown_model_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["models", "en-rf"]) == 2
    assert "no shipped model 'en-rf'" in capsys.readouterr().err


def test_the_shipped_models_are_listed_each_with_its_summary(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["models"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0] for line in lines] == ["en-fr", "en-words", "small-gpt2", "yeast"]
    assert run(["models", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert lines == [f"{model['name']}  {model['summary']}" for model in found]


def test_a_models_card_is_printed_as_it_stands(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["models", "en-fr"]) == 0
    assert capsys.readouterr().out.startswith("# en-fr: English to French\n")
    assert run(["models", "en-fr", "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert found["folder"].endswith("shipped/en-fr")


def test_a_size_has_a_line_with_its_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["models", "--sizes"]) == 0
    line = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("parsing "))
    assert line == (
        "parsing            4+4 layers, d_model 1024, d_ff 2048, 8 heads  "
        "(Vaswani et al. 2017, section 6.3; dropout: tensor2tensor)"
    )
