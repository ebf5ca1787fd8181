import re
import subprocess
from pathlib import Path

import pytest

from babelix.cli.main import run
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


def test_what_is_typed_to_go_on_from_a_trained_model_works(
    tmp_path: Path, page: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _, _, section = page.partition("## Going on from a trained model")
    section = section.partition("\n## ")[0]
    monkeypatch.chdir(tmp_path)
    for script in blocks("sh", section):
        subprocess.run(["sh", "-ec", script], check=True)
    (recipe,) = blocks("toml", section)
    Path("workshop.toml").write_text(recipe, encoding="utf-8")
    assert run(["train", "workshop.toml", "--set", "training.steps=1", "--set", "training.threads=1"]) == 0
    assert "8 pairs" in capsys.readouterr().out
    assert run(["translate", "--model", "runs/workshop", "Replace the pump."]) == 0
    assert capsys.readouterr().out.strip()
