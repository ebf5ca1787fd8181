from pathlib import Path

from tools.word_vectors import CORPORA, said

from babelix.base.settings import read_toml


def test_words_that_say_what_something_is_like_are_kept():
    texts = ["He was shy.", "A VERY shy dog is here", "so was the tall dog", "How tall is it?", "It is tall!"]
    assert said(texts) == {"shy", "tall"}
    assert said(texts[:2]) == {"shy"}
    assert said([*texts, "shy " * 18]) == {"shy", "tall"}
    assert said([*texts, "shy " * 19]) == {"tall"}, "less than a tenth"
    assert said(["so it is, very it, too it"]) == frozenset(), "two letters are no word of ours"


def test_what_the_recipes_hold_out_is_never_read(root: Path):
    recipes = sorted((root / "recipes" / "translation").glob("en-fr*.toml"))
    assert len(recipes) > 5
    for recipe in recipes:
        corpora = read_toml(recipe)["data"]["corpora"]
        held = {each["name"]: each.get("hold_out", 0) for each in corpora if "name" in each}
        assert {name: CORPORA.get(name) for name in held} == held, recipe.name
