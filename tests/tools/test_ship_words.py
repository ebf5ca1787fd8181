import json
from pathlib import Path

import pytest

from babelix.base.errors import RequestError
from babelix.data import entry
from babelix.workflows.classic.next_word.model import load_model
from babelix.workflows.classic.next_word.settings import NextWordSettings
from babelix.workflows.classic.next_word.train import train
from tools import ship_words


def test_a_run_becomes_a_model_with_its_card(tmp_path, monkeypatch):
    lines = [
        f"The {a} sees a {b}."
        for a in ("cat", "dog", "cow")
        for b in ("fox", "elk", "ant", "cod", "owl", "hen", "bee")
    ]
    (tmp_path / "story.txt").write_text("\n".join(lines), encoding="utf-8")
    values = {"data": {"name": str(tmp_path / "story.txt")}, "model": {"kind": "n-gram", "order": 3}}
    train(NextWordSettings.read(values, "here"), beside=Path(), run=tmp_path / "run")
    known = entry("tatoeba-en-fr")
    monkeypatch.setattr(ship_words, "entry", lambda name: known)
    figures = ship_words.ship(tmp_path / "run", "mine", tmp_path)
    folder = tmp_path / "mine"
    assert sorted(path.name for path in folder.iterdir()) == [
        "card.json", "card.md", "model.safetensors", "run.json", "settings.json", "vocabulary.json",
    ]  # fmt: skip
    assert json.loads((folder / "card.json").read_text()) == figures
    assert known.terms in (folder / "card.md").read_text()
    assert load_model(folder).complete("The cat", 1)[0].word == "sees"
    assert figures["kind"] == "3-grams"


def test_what_may_not_ship_is_refused(tmp_path):
    settings = NextWordSettings.read({"data": {"name": "ptb-words"}}, "here")
    (tmp_path / "settings.json").write_text(settings.model_dump_json(), encoding="utf-8")
    with pytest.raises(RequestError, match="ptb-words may be evaluated on and never shipped"):
        ship_words.ship(tmp_path, "mine", tmp_path)
