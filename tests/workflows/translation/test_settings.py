import re
from typing import Any

import pytest
from sacrebleu.metrics import BLEU

from babelix.base.errors import RequestError
from babelix.workflows.translation.settings import DataSettings, TrainingSettings, TranslationSettings


def test_the_least_recipe_is_the_papers_base_model() -> None:
    settings = TranslationSettings.read({"data": {"name": "multi30k"}}, "a test")
    assert settings.task == "translation"
    assert (settings.model.size, settings.model.pre_norm) == ("base", False)
    training = settings.training
    assert (training.steps, training.batch_tokens, training.warmup) == (100_000, 25_000, 4000)
    assert (training.beta_1, training.beta_2, training.epsilon) == (0.9, 0.98, 1e-9)
    assert (training.cooldown, training.weight_decay, training.clip) == (0, 0.0, None)
    assert (settings.decoding.beam, settings.decoding.alpha) == (4, 0.6)


def test_tokenizers_are_sacrebleus() -> None:
    values = {"data": {"name": "multi30k"}}
    assert TranslationSettings.read(values, "a test").evaluation.tokenizer is None
    for name in BLEU.TOKENIZERS:
        found = TranslationSettings.read(values | {"evaluation": {"tokenizer": name}}, "a test")
        assert found.evaluation.tokenizer == name
    with pytest.raises(
        RequestError, match=r"setting 'evaluation\.tokenizer': Input should be '13a', 'zh', .* .got 'za'."
    ):
        TranslationSettings.read(values | {"evaluation": {"tokenizer": "za"}}, "a test")


def test_a_beam_is_no_wider_than_the_vocabulary() -> None:
    values = {"data": {"name": "multi30k"}, "subwords": {"size": 300}}
    assert TranslationSettings.read(values | {"decoding": {"beam": 300}}, "a test").decoding.beam == 300
    with pytest.raises(
        RequestError, match=r"a test: decoding\.beam 301 is more than subwords\.size 300; 4 is usual"
    ):
        TranslationSettings.read(values | {"decoding": {"beam": 301}}, "a test")


def test_the_task_is_this_one() -> None:
    with pytest.raises(RequestError, match=r"setting 'task': Input should be 'translation' .got 'parsing'."):
        TranslationSettings.read({"task": "parsing", "data": {"name": "multi30k"}}, "a test")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "give either data.name or data.train"),
        ({"name": "multi30k", "train": ["a.tsv"]}, "give either data.name or data.train"),
        ({"train": ["a.tsv"]}, "data.train needs data.val beside it"),
        ({"corpora": [{"name": "multi30k", "wieght": 2}]}, r"'corpora\.0\.wieght'; did you mean 'weight'\?"),
        ({"corpora": [{}]}, "give either data.name or data.train"),
        (
            {"corpora": [{"name": "multi30k"}], "name": "multi30k"},
            "give data.corpora, or data.name or data.t",
        ),
        (
            {"corpora": [{"train": ["a.tsv"]}]},
            "no corpus has validation pairs; give one of them val or hold_out",
        ),
        ({"train": ["a"], "val": ["b"], "columns": [1, 1]}, "must be two different numbers from 1 up"),
    ],
)
def test_pairs_have_one_origin(values: dict[str, object], said: str) -> None:
    with pytest.raises(RequestError, match=said):
        DataSettings.read(values, "a test")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"average_decay": 0.9, "average_last": 5}, "choose average_last or average_decay, not both"),
        (
            {"patience": 3, "average_last": 5},
            "patience keeps the best weights, average_last the mean of the last; choose one",
        ),
        ({"metric": "val_bleu"}, "metric = 'val_bleu' needs bleu_sentences above 0"),
        ({"patience": 0}, "setting 'patience': Input should be greater than 0"),
        ({"epsilon": 0.0}, "setting 'epsilon': Input should be greater than 0"),
        ({"cooldown": -1}, "setting 'cooldown': Input should be greater than or equal to 0"),
    ],
)
def test_settings_that_contradict_each_other_or_their_bounds(values: dict[str, object], said: str) -> None:
    with pytest.raises(RequestError, match=said):
        TrainingSettings.read(values, "a test")


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ({"elle": 2, "Elle": 3}, "word_weights has 'elle' and 'Elle', which is one word; give it once"),
        ({"": 5}, "word_weights has a word without a letter"),
        ({" ": 5}, "word_weights has a word without a letter"),
        ({"elle": float("inf")}, "word_weights: 'elle' has inf; give 0.001 to 1000"),
        ({"elle": 1e-60}, "word_weights: 'elle' has 1e-60; give 0.001 to 1000"),
        ({"elle": 0}, "greater than 0"),
        ({"elle": "much"}, "valid number"),
    ],
)
def test_weights_of_words_that_are_none_are_refused(weights: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        TrainingSettings(word_weights=weights)
