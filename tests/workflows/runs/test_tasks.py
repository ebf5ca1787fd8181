import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import babelix
from babelix.base.errors import RequestError
from babelix.base.settings import Settings
from babelix.cli.main import run as command
from babelix.workflows.runs.recipe import read_recipe
from babelix.workflows.runs.tasks import TASKS, Subject, load, subject, train

RECIPE = 'task = "counting"\n[beads]\nnumber = 5\ncolour = "blue"\n'


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    (tmp_path / "beads.toml").write_text(RECIPE, encoding="utf-8")
    return tmp_path / "beads.toml"


@pytest.mark.parametrize("task", TASKS)
def test_every_task_of_the_table_is_there(task: str) -> None:
    found = subject(task, Path("a.toml"))
    assert issubclass(found.settings, Settings)
    assert found.settings.model_fields["task"].default == task
    assert next(iter(found.settings.model_fields)) == "task"


def test_runs_name_their_subjects_in_one_table_alone(root: Path) -> None:
    room = root / "src" / "babelix" / "workflows" / "runs"
    naming = [
        path.name
        for path in sorted(room.glob("*.py"))
        if "babelix.workflows." in path.read_text(encoding="utf-8").replace("babelix.workflows.runs", "")
    ]
    assert naming == ["tasks.py"]


def test_a_second_task_trains_in_its_own_folder(
    recipe: Path, counting_task: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(recipe.parent)
    trained = train(read_recipe(recipe))
    assert trained.run == Path("runs/beads")
    assert trained.report() == "runs/beads: 5 parameters, 5 updates, blue"
    assert trained.weights.read_text(encoding="ascii") == "one " * 5
    opened: tuple[object, object] = (load(trained.run), babelix.load("runs/beads"))
    assert opened == ("blue beads", "blue beads")
    with pytest.raises(
        RequestError, match="`precision` is not for a model of the task counting, which beads is"
    ):
        babelix.load("runs/beads", precision="int8")
    provenance = json.loads((trained.run / "run.json").read_text(encoding="utf-8"))
    assert provenance["beside"] == str(recipe.parent)


def test_the_command_goes_by_the_recipes_task(
    recipe: Path, counting_task: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = recipe.parent / "run"
    arguments = ["train", str(recipe), "--run", str(folder)]
    assert command([*arguments, "--json"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out) == {
        "run": str(folder),
        "weights": str(folder / "model.safetensors"),
        "steps": 5,
        "parameters": 5,
        "colour": "blue",
    }
    assert said.err == ""
    assert command(arguments) == 2
    assert capsys.readouterr().err == (
        f"babelix: {folder} is already in use; go on with --resume, or choose another --run\n"
    )
    assert command([*arguments, "--resume", "--set", "beads.number=7"]) == 2
    assert capsys.readouterr().err == (
        f"babelix: {folder} was begun with another beads.number (7, before 5), which cannot change as a run "
        "goes on; resume with the settings it was begun with, or begin another --run\n"
    )
    assert command([*arguments, "--resume", "--set", "aloud=true"]) == 0
    assert capsys.readouterr().out == f"{folder}: 5 parameters, 5 updates, blue\n"


def test_settings_are_those_of_the_task(recipe: Path, counting_task: Any) -> None:
    with pytest.raises(
        RequestError, match=r"beads\.toml: unknown setting 'beads\.color'; did you mean 'colour'"
    ):
        train(read_recipe(recipe, ["beads.color=red"]))


def test_an_unknown_task_is_refused_with_the_nearest_and_all(
    recipe: Path, counting_task: Any, tmp_path: Path
) -> None:
    with pytest.raises(RequestError) as refused:
        train(read_recipe(recipe, ["task=countin"]), run=tmp_path / "run")
    assert str(refused.value) == (
        f"{recipe}: unknown task 'countin'; did you mean 'counting'?; "
        "known: translation, convnet, next-word, parsing, grammar, tracks, counting"
    )
    assert not (tmp_path / "run").exists()


def test_a_translator_refuses_the_run_of_another_task(
    recipe: Path, counting_task: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = train(read_recipe(recipe), run=recipe.parent / "run").run
    assert command(["translate", "--model", str(folder), "a cat"]) == 2
    assert "is a run of the task 'counting'; expected a run of 'translation'" in capsys.readouterr().err


def test_the_task_is_imported_when_asked_for(counting_task: Any) -> None:
    found = import_module("toy_counting").SUBJECT
    assert isinstance(found, Subject)
    assert subject("counting", Path("a.toml")) is found
