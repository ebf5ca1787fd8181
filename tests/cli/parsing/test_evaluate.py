import json

import pytest

from babelix.cli.main import run


@pytest.mark.slow
def test_a_parser_and_a_file_of_trees_side_by_side(tree_run, tree_recipe, tmp_path, capsys):
    gold, out = str(tree_recipe.parent / "val.mrg"), tmp_path / "out.trees"
    options = [
        "--reference",
        gold,
        "--hypothesis",
        gold,
        "--output",
        str(out),
        "--resamples",
        "11",
        "--quiet",
    ]
    assert run(["evaluate", str(tree_run), *options]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[:3] == [gold, "all: 5 sentences", "  F1           100.00  (100.0 to 100.0)"]
    assert f"run against {gold}, paired bootstrap" in printed
    assert len(out.read_text(encoding="utf-8").splitlines()) == 5
    assert (
        run(["evaluate", "--hypothesis", str(out), "--reference", gold, "--json", "--resamples", "11"]) == 0
    )
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {"f1", "precision", "recall", "exact", "tagging", "sentences", "up_to_40_words"}
    assert found["f1"]["signature"].startswith("brackets:labelled|deleted:punctuation")


def test_options_of_translations_are_refused(tree_run, tree_recipe, capsys):
    gold = str(tree_recipe.parent / "val.mrg")
    for option in (["--tokenizer", "13a"], ["--lowercase"], ["--no-ter"], ["--source", gold]):
        assert run(["evaluate", str(tree_run), "--reference", gold, *option]) == 2
        assert f"{option[0]} is for translations" in capsys.readouterr().err
    assert run(["evaluate", str(tree_run), "--reference", gold, "--reference", gold]) == 2
    assert "a sentence has one gold tree: give --reference once" in capsys.readouterr().err
