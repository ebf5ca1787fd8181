import json

import pytest

from babelix.cli.main import run


@pytest.mark.slow
def test_the_table_of_our_twins(dataset, tiny_run, capsys):
    dataset("winograd-dpr"), dataset("pronouns-en-fr")
    assert run(["coreference", "twins", "--model", str(tiny_run), "--pairs", "13"]) == 0
    out = capsys.readouterr().out
    assert "words of a mention averaged" in out
    assert "twins: 52 items, 26 twin pairs" in out
    for row in (
        "nearest mention",
        "first mention",
        "the better of both",
        "best here",
        "chance, chosen elsewhere",
    ):
        assert f"  {row}" in out
    nearest = next(line for line in out.splitlines() if "nearest mention" in line)
    assert nearest.split()[2:] == ["50.0", "(50.0", "to", "50.0)", "0.0", "(0.0", "to", "0.0)", "0.0"]
    assert "13 of 7000 contrastive pairs" in out
    assert "zero, chosen: encoder layer" in out
    assert "mean, random: encoder layer" in out


@pytest.mark.slow
def test_everything_as_json(dataset, tiny_run, capsys):
    for name in ("winograd-dpr", "winobias", "pronouns-en-fr"):
        dataset(name)
    assert run(["coreference", "--model", str(tiny_run), "--pairs", "13", "--json"]) == 0
    shown = capsys.readouterr()
    found = json.loads(shown.out)
    assert shown.err == ""
    assert [score["name"] for score in found["scores"]] == ["winograd", "winobias", "twins"]
    assert set(found["scores"][1]["parts"]) == {"pro-1", "pro-2", "anti-1", "anti-2"}
    assert found["ablation"]["pairs"] == 13


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["coreference", "twin"], "did you mean 'twins'"),
        (["coreference", "twins", "--pairs", "-1"], "expected 0 or more contrastive pairs, got -1"),
        (["attention", "--coreference", "twins"], "No such option: --coreference"),
    ],
)
def test_wrong_requests_end_in_a_sentence(tiny_run, capsys, arguments, sentence):
    assert run([*arguments, "--model", str(tiny_run)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert sentence in shown.err
    assert shown.err.count("\n") == 1


def test_a_model_that_translates_nothing_is_refused_with_what_to_give(tmp_path, capsys):
    assert run(["coreference", "twins", "--model", str(tmp_path)]) == 2
    message = capsys.readouterr().err
    assert "is not a run" in message
    assert "reads the encoder of a translation model of ours: en-fr or a run folder" in message
