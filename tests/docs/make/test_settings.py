import re
import subprocess
import sys
import tomllib

import pytest
from docs.make.settings import BEGIN, END, meanings, settings_reference, with_settings

from babelix.base.settings import Settings
from babelix.workflows.translation.settings import TranslationSettings

PAGE = "docs/translation/training.md"
GROUPS = {
    name: field.annotation for name, field in TranslationSettings.model_fields.items() if name != "task"
}


def test_the_page_is_what_the_settings_say(root):
    page = (root / PAGE).read_text(encoding="utf-8")
    assert page == with_settings(page), "docs/translation/training.md has drifted: run `make reference`"


@pytest.mark.parametrize("name", GROUPS)
def test_every_setting_has_a_row_with_a_sentence(name):
    section = settings_reference().split(f"### `[{name}]`\n")[1].split("\n### ")[0]
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| [^|]+ \| \S.*[.;] ?.* \|$", section, flags=re.MULTILINE)
    assert rows == list(GROUPS[name].model_fields)


def test_rows_tell_value_bounds_and_default():
    text = settings_reference()
    assert "| `task` | `translation` | `translation` | What is trained: the first key" in text
    assert "| `precision` | `auto` or `float32` or `bfloat16` | `auto` | Type of" in text
    assert "| `beta_2` | number from 0, below 1 | `0.98` | Adam's second decay" in text
    assert "| `clip` | number above 0 | none | Largest norm" in text
    assert "| `pre_norm` | true or false | `false` | Normalise" in text


class Group(Settings):
    """A group."""

    layers: int = 6
    """Layers
    of each side."""
    rate: float


def test_the_meaning_of_a_setting_is_the_sentence_below_it():
    assert meanings(Group) == {"layers": "Layers\nof each side."}


@pytest.mark.slow
def test_the_page_is_written_in_place(tmp_path):
    path = tmp_path / "page.md"
    path.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    subprocess.run([sys.executable, "-m", "docs.make.settings", str(path)], check=True)
    text = path.read_text(encoding="utf-8")
    assert text == f"before\n{BEGIN}\n\n{settings_reference()}\n{END}\nafter\n"


def test_the_first_recipe_on_the_page_is_valid(root):
    recipe, _ = re.findall(r"```toml\n(.*?)```", (root / PAGE).read_text(encoding="utf-8"), flags=re.DOTALL)
    settings = TranslationSettings.read(tomllib.loads(recipe), "the page")
    assert settings.training.patience == 10
