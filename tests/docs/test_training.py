import re
from pathlib import Path

import pytest

from babelix.workflows.runs.recipe import read_recipe
from babelix.workflows.translation.settings import TranslationSettings


@pytest.fixture
def page(root: Path) -> str:
    return (root / "docs" / "translation" / "training.md").read_text(encoding="utf-8")


def blocks(language: str, page: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)


def test_every_recipe_of_the_page_can_be_read(tmp_path: Path, page: str) -> None:
    recipes = blocks("toml", page)
    assert len(recipes) == 2
    for number, text in enumerate(recipes):
        path = tmp_path / f"{number}.toml"
        path.write_text(text, encoding="utf-8")
        recipe = read_recipe(path)
        assert recipe.remarks == ()
        assert next(iter(recipe.values)) == "task"
        assert TranslationSettings.read(recipe.values, str(path)).data.val
