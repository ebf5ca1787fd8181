import json
import signal

import pytest

from babelix.base.errors import RequestError, TaskError
from babelix.workflows.parsing.parser import load_parser
from babelix.workflows.parsing.run import load_run
from babelix.workflows.parsing.settings import ParsingSettings
from babelix.workflows.runs.recipe import read_recipe
from babelix.workflows.runs.tasks import train


def asked(recipe, *assignments):
    return read_recipe(recipe, assignments)


def test_a_run_records_how_it_was_made(tree_run):
    record = json.loads((tree_run / "run.json").read_text(encoding="utf-8"))
    assert record["train_trees"] + sum(record["left_out"].values()) == 41
    assert record["stripped"] == "outer label, traces, function tags"
    assert set(record["data_sha256"]) == {"train.mrg", "val.mrg"}
    assert (tree_run / "samples.jsonl").read_text(encoding="utf-8").count('"parser"') == 1


@pytest.mark.slow
def test_a_run_that_was_stopped_goes_on_to_the_same_weights(tree_recipe, tree_run, tmp_path):
    told = []

    def stop(progress):
        # The first update is always told, later ones by the clock; a second signal would end the process.
        if progress.task == "training" and progress.done and not told:
            told.append(progress.done)
            signal.raise_signal(signal.SIGTERM)

    with pytest.raises(TaskError, match="everything is saved"):
        train(asked(tree_recipe), run=tmp_path / "run", listener=stop)
    again = train(asked(tree_recipe), run=tmp_path / "run", resume=True)
    assert again.weights.read_bytes() == (tree_run / "model.safetensors").read_bytes()
    assert again.report().startswith(f"{tmp_path / 'run'}: ")


@pytest.mark.slow
def test_it_begins_from_a_parser_and_keeps_its_network(tree_recipe, tree_run, tmp_path):
    recipe = tmp_path / "on.toml"
    recipe.write_text(
        'task = "parsing"\n[data]\ntrain = ["train.mrg"]\nval = ["val.mrg"]\n'
        f'[model]\nstart = "{tree_run}"\n'
        '[training]\nsteps = 1\nbatch_tokens = 500\nthreads = 1\nprecision = "float32"\n',
        encoding="utf-8",
    )
    for name in ("train.mrg", "val.mrg"):
        (tmp_path / name).write_bytes((tree_recipe.parent / name).read_bytes())
    found = train(asked(recipe), run=tmp_path / "on")
    before, after = load_run(tree_run), load_run(found.run)
    assert after.symbols == before.symbols
    assert after.settings.model.pointer
    assert after.settings.model.d_model == 16
    assert json.loads((found.run / "run.json").read_text())["start"]["model"] == str(tree_run)
    for given in ("model.d_model=32", "subwords.size=300"):
        with pytest.raises(RequestError, match=f"{given.split('=')[0]} cannot be given beside model.start"):
            train(asked(recipe, given), run=tmp_path / "other")


@pytest.mark.slow
def test_without_pointer_and_with_r_drop_it_trains_too(tree_recipe, tmp_path):
    given = ("model.pointer=false", "training.r_drop=1.0", "training.steps=2", "data.tags=false")
    found = train(asked(tree_recipe, *given), run=tmp_path / "plain")
    (parsed,) = load_parser(found.run).parse([["a", "cat"]])
    assert parsed.tree.tags == ("XX", "XX")


def test_a_new_run_that_fails_leaves_nothing(tree_recipe, tree_run, tmp_path):
    with pytest.raises(RequestError, match="no tree is left"):
        train(asked(tree_recipe, "data.max_tokens=3"), run=tmp_path / "run")
    assert not (tmp_path / "run").exists()
    with pytest.raises(RequestError, match="is already in use"):
        train(asked(tree_recipe), run=tree_run)
    with pytest.raises(RequestError, match=r"begun with another data\.substitute"):
        train(asked(tree_recipe, "data.substitute=3.0"), run=tree_run, resume=True)


def test_settings_are_those_of_the_recipe(tree_recipe):
    settings = ParsingSettings.read(asked(tree_recipe).values, "r")
    assert settings.model.pointer
