"""The model in the package: its size, its card, what it scores."""

import json
from collections.abc import Callable
from functools import reduce
from pathlib import Path

import pytest

import babelix
from babelix.base.errors import RequestError
from babelix.base.files import read_lines
from babelix.evaluation.scores import Scoring
from babelix.workflows.runs.folder import read_settings, recorded_task
from babelix.workflows.runs.recipe import read_recipe
from babelix.workflows.runs.shipped import locate, shipped
from babelix.workflows.translation.evaluate import evaluate
from babelix.workflows.translation.run import load_run
from babelix.workflows.translation.settings import TranslationSettings
from babelix.workflows.translation.start import inherit
from babelix.workflows.translation.translator import load_translator


def test_the_model_fits_in_the_package() -> None:
    size = sum(file.stat().st_size for file in locate("en-fr").iterdir())
    assert size < 16_000_000


def test_the_card_says_what_the_model_is() -> None:
    (model,) = (model for model in shipped() if model.name == "en-fr")
    run = load_run(model.folder)
    assert model.figures["parameters"] == sum(p.numel() for p in run.model.parameters())
    assert model.figures["train_pairs"] == run.provenance["train_pairs"]
    for needed in (
        "CC-BY 2.0 FR",
        "Tatoeba",
        "recipes/translation/en-fr.toml",
        "recipes/translation/en-fr-gentle.toml",
        "recipes/translation/en-fr-pronouns.toml",
        "recipes/translation/en-fr-otherwise.toml",
        "recipes/translation/en-fr-adjectives.toml",
        "recipes/translation/en-fr-words.toml",
        "recipes/translation/en-fr-meaning.toml",
        "recipes/translation/en-fr-company.toml",
        "recipes/translation/en-fr-last.toml",
        "recipes/translation/en-fr-reads.toml",
        "recipes/translation/en-fr-gently.toml",
        "recipes/translation/en-fr-again.toml",
        "python -m tools.mix runs/en-fr-last runs/en-fr-half runs/en-fr-nine --share 0.4",
        "python -m tools.mix runs/en-fr-again runs/en-fr-between runs/en-fr-twelve --share 0.5",
        "CC-BY 4.0",
        "public domain",
        "nrefs:var",
        "cannot do",
    ):
        assert needed in model.card


def test_the_recipes_are_the_ones_that_made_it(root: Path) -> None:
    first, *later = (
        TranslationSettings.read(
            read_recipe(root / "recipes" / "translation" / f"en-fr{name}.toml").values, "the recipe"
        )
        for name in (
            "",
            "-gentle",
            "-pronouns",
            "-otherwise",
            "-words",
            "-meaning",
            "-company",
            "-last",
            "-reads",
            "-gently",
            "-again",
        )
    )
    assert read_settings(locate("en-fr"), TranslationSettings) == reduce(
        lambda start, more: inherit(more, start), later, first
    )


@pytest.mark.figure
def test_a_model_from_before_there_were_tasks_is_a_translator(tmp_path: Path) -> None:
    folder = tmp_path / "old"
    folder.mkdir()
    for file in locate("en-fr").iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    settings = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
    assert settings.pop("task") == "translation"
    (folder / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
    assert recorded_task(folder) == "translation"
    assert babelix.load(str(folder)).name == "old"


def test_a_name_that_nothing_has_is_answered_with_the_nearest_and_all() -> None:
    said = (
        r"no model or run folder 'en-rf'; did you mean 'en-fr'\?; shipped: en-fr, en-words, small-gpt2, yeast"
    )
    with pytest.raises(RequestError, match=said):
        locate("en-rf")


@pytest.mark.slow
def test_the_model_scores_what_its_card_says(dataset: Callable[[str], dict[str, Path]]) -> None:
    dataset("tatoeba-en-fr")
    # Without what takes long and the card does not say: TER, and intervals of many resamples.
    found = evaluate(locate("en-fr"), scoring=Scoring(ter=False, resamples=2))
    card = json.loads((locate("en-fr") / "card.json").read_text(encoding="utf-8"))
    assert found.scores.sentences == card["test"]["sentences"] == 1196
    # Rounding differs between processors, so a word here and there may.
    assert found.scores.bleu.score == pytest.approx(card["test"]["bleu"]["score"], abs=0.3)
    assert found.scores.bleu.score > 44
    assert found.scores.bleu_multi_reference.score > 47
    assert found.far is not None
    assert found.far.sentences == card["test_far"]["sentences"]


@pytest.mark.figure
@pytest.mark.slow
def test_real_sentences_come_out_the_same_whatever_the_batch_and_the_cache(
    dataset: Callable[[str], dict[str, Path]],
) -> None:
    lines = read_lines(dataset("multi30k")["test_2016_flickr.en"])[:37]
    translator = babelix.load("en-fr")
    texts = [t.text for t in translator.translate(lines)]
    assert len(texts) == 37
    assert [t.text for t in translator.translate(lines, batch_size=7)] == texts
    # One by one, and without the cache, is many times slower: a part of them.
    assert [t.text for t in translator.translate(lines[:11], batch_size=1)] == texts[:11]
    slow = load_translator(locate("en-fr"), cache=False)
    assert [t.text for t in slow.translate(lines[:11])] == texts[:11]
