from typing import Any

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.text import ParallelCorpus, Subwords
from babelix.text.ragged import Ragged
from babelix.workflows.translation.encoded import Encoded
from babelix.workflows.translation.settings import TranslationSettings
from babelix.workflows.translation.shown import bleu_pairs, opening, samples

# 260 subwords are bytes alone: a text is as long as its bytes.
BYTES = Subwords.train(["a"], 260)
VAL = ParallelCorpus(["ab", "abcdefgh", "cd", "ab", "ef", "gh"], ["x", "y", " ", "z", "v", "w"])


def settings(**training: Any) -> TranslationSettings:
    values = {"data": {"train": ["a"], "val": ["b"], "max_tokens": 8}, "training": training}
    return TranslationSettings.read(values, "a test")


def encoded(count: int, **counts: int) -> Encoded:
    rows = Ragged.of([[5]] * count)
    return Encoded(rows, rows, np.ones(count), (rows, rows), counts)


def test_the_beginning_says_what_there_is_and_what_was_left_out() -> None:
    val = {"one.tsv": encoded(7), "two.tsv": encoded(3, long=2)}
    assert opening(settings(warmup=50, steps=100), BYTES, encoded(1007, short=11), val) == [
        "a vocabulary of 260 subwords; 10,000 were asked for",
        "1,007 pairs to train on",
        "11 training pairs were short and left out",
        "7 pairs to validate with, of one.tsv",
        "3 pairs to validate with, of two.tsv",
        "2 validation pairs of two.tsv were long and left out",
    ]


@pytest.mark.parametrize(("steps", "how"), [(99, "for most"), (50, "to the end"), (49, "to the end")])
def test_a_training_that_is_all_warm_up_is_told(steps: int, how: str) -> None:
    *_, last = opening(settings(warmup=50, steps=steps), BYTES, encoded(7), {"one": encoded(7)})
    assert last == (
        f"training.warmup 50 beside training.steps {steps}: the rate climbs {how} of the training; "
        "a tenth of the steps is a usual warm-up"
    )


def test_bleu_is_of_the_first_sentences_that_fit_and_say_something() -> None:
    found = bleu_pairs(settings(bleu_sentences=2), BYTES, VAL)
    assert found is not None
    assert (found[1].source, found[1].references) == (["ab", "ef"], [["x", "z"], ["v"]])
    assert bleu_pairs(settings(), BYTES, VAL) is None
    with pytest.raises(RequestError, match="no validation sentence is short enough for val_bleu"):
        bleu_pairs(settings(bleu_sentences=2), BYTES, ParallelCorpus(["abcdefgh"], ["y"]))


def test_samples_are_drawn_by_the_seed_in_the_order_of_the_file() -> None:
    def drawn(**more: Any) -> list[str]:
        found = samples(settings(**more), BYTES, VAL)
        return found[1].source if found is not None else []

    assert drawn() == ["ab", "ef", "gh"]
    two = {tuple(drawn(samples=2, seed=seed)) for seed in range(1, 20)}
    assert two == {("ab", "ef"), ("ab", "gh"), ("ef", "gh")}
    assert drawn(samples=2, seed=5) == drawn(samples=2, seed=5)
    assert drawn(samples=0) == []
    assert samples(settings(), BYTES, ParallelCorpus(["abcdefgh"], ["y"])) is None
