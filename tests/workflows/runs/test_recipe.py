from pathlib import Path

import pytest

from babelix.base.errors import RequestError
from babelix.workflows.runs.recipe import read_recipe, task_named


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "mine.toml"


def test_the_first_key_says_the_task(path: Path) -> None:
    path.write_text('task = "counting"\n[beads]\nnumber = 5\n', encoding="utf-8")
    recipe = read_recipe(path)
    assert (recipe.task, recipe.path, recipe.remarks) == ("counting", path, ())
    assert recipe.values == {"task": "counting", "beads": {"number": 5}}


def test_without_it_a_recipe_is_translation_with_a_word(path: Path) -> None:
    path.write_text("[beads]\nnumber = 5\n", encoding="utf-8")
    recipe = read_recipe(path)
    assert recipe.task == "translation"
    assert recipe.remarks == (f'{path} names no task: taken for task = "translation"; write it first',)
    assert recipe.values == {"beads": {"number": 5}}


def test_assignments_lie_on_top_the_task_among_them(path: Path) -> None:
    path.write_text('task = "counting"\n[beads]\nnumber = 5\n', encoding="utf-8")
    recipe = read_recipe(path, ["task=sorting", "beads.number=7"])
    assert (recipe.task, recipe.values["beads"]) == ("sorting", {"number": 7})
    assert read_recipe(path, ["task=sorting"]).remarks == ()


def test_a_recipe_that_is_not_there_is_named(path: Path) -> None:
    with pytest.raises(RequestError, match=r"no such recipe: .*mine\.toml"):
        read_recipe(path)


def test_a_task_that_is_no_text_is_shown_as_it_stands() -> None:
    assert task_named({"task": 3}) == "3"
    assert task_named({}) == "translation"
