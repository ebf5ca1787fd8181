import json

import pytest

from babelix.base.errors import RequestError
from babelix.cli.main import run
from babelix.workflows.runs.recipe import read_recipe
from babelix.workflows.runs.tasks import load, train


@pytest.fixture(scope="module")
def made(tree_recipe, tmp_path_factory):
    recipe = tree_recipe.parent / "pcfg.toml"
    recipe.write_text(
        'task = "grammar"\n[data]\ntrain = ["train.mrg"]\nval = ["val.mrg"]\n', encoding="utf-8"
    )
    return train(read_recipe(recipe), run=tmp_path_factory.mktemp("grammar") / "pcfg")


def test_a_grammar_is_a_run(made):
    assert made.report().startswith(f"{made.run}: ")
    assert made.train_trees == 41
    assert json.loads((made.run / "run.json").read_text(encoding="utf-8"))["train_trees"] == 41
    first, second = load(made.run).parse([["the", "cat", "saw", "a", "dog", "."], []])
    assert str(first) == "(S (NP (DT the) (NN cat)) (VP (VBD saw) (NP (DT a) (NN dog))) (. .))"
    assert second.tree is None


def test_commands_take_it(made, tree_recipe, capsys):
    assert run(["parse", "--model", str(made.run), "the cat sat a mat .", "--quiet"]) == 0
    assert capsys.readouterr().out.startswith("(S (NP")
    gold = str(tree_recipe.parent / "val.mrg")
    assert run(["evaluate", str(made.run), "--reference", gold, "--resamples", "11", "--quiet"]) == 0
    assert "all: 5 sentences\n  F1" in capsys.readouterr().out
    assert run(["parse", "--model", str(made.run), "a", "--beam", "3", "--quiet"]) == 2
    assert "--beam and --alpha are for a trained parser's search" in capsys.readouterr().err
    assert run(["parse", "--model", str(made.run), "a cat sat a mat .", "--html", "a.html", "--quiet"]) == 2
    assert "a grammar has no attention to show" in capsys.readouterr().err


def test_it_is_not_gone_on_with_nor_written_twice(made, tree_recipe):
    recipe = read_recipe(tree_recipe.parent / "pcfg.toml")
    with pytest.raises(RequestError, match="a grammar is read in one go; leave `resume` out"):
        train(recipe, run=made.run, resume=True)
    with pytest.raises(RequestError, match="is already in use"):
        train(recipe, run=made.run)
