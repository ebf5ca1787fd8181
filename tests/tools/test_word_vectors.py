from pathlib import Path

import numpy as np
import pytest
from tools.word_vectors import CORPORA, said

from babelix.base.settings import read_toml
from babelix.text.vectors import read_vectors
from tools import word_vectors


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


def test_the_second_file_lacks_the_most_frequent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["shy", "tall", "wet", "tame", "old"]
    texts = [f"very {word} now and then it is {word}" for i, word in enumerate(words) for _ in range(9 - i)]
    for name, value in (("sentences", lambda: texts), ("SIZE", 3), ("OFTEN", 2)):
        monkeypatch.setattr(word_vectors, name, value)
    paths = tmp_path / "a.vec", tmp_path / "b.vec"
    monkeypatch.setattr("sys.argv", ["word_vectors", str(paths[0]), "--seldom", str(paths[1])])
    word_vectors.main()
    every, seldom = (read_vectors(path) for path in paths)
    assert set(every.words) == set(words)
    assert seldom.words == every.words[2:]
    np.testing.assert_array_equal(seldom.vectors, every.vectors[2:])
