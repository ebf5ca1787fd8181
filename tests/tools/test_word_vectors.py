from pathlib import Path

from tools.word_vectors import AFTER, CORPORA, said

from babelix.base.settings import read_toml


def test_words_that_say_what_something_is_like_are_kept():
    texts = [
        "He was shy.",
        "A very shy dog is here",
        "so was the tall dog",
        "It is tall: how tall!",
        "the dog ran",
    ]
    assert said(texts, AFTER["any"]) == {"shy", "tall"}
    assert said(texts, AFTER["degrees"]) == frozenset()
    assert said([*texts, "too shy"], AFTER["degrees"]) == {"shy"}
    assert said(["it is it is, it is"], AFTER["any"]) == frozenset(), "two letters are no word of ours"


def test_what_the_recipes_hold_out_is_never_read(root: Path):
    recipes = sorted((root / "recipes" / "translation").glob("en-fr*.toml"))
    assert len(recipes) > 5
    for recipe in recipes:
        corpora = read_toml(recipe)["data"]["corpora"]
        held = {each["name"]: each.get("hold_out", 0) for each in corpora if "name" in each}
        assert {name: CORPORA.get(name) for name in held} == held, recipe.name
