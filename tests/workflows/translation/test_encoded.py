from pathlib import Path
from typing import Any

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.text import ParallelCorpus, Subwords
from babelix.workflows.translation.corpora import Corpora, Corpus
from babelix.workflows.translation.encoded import (
    at_least,
    encode,
    encode_training,
    encode_validation,
    source_lengths,
)
from babelix.workflows.translation.settings import DataSettings

# 260 subwords are bytes alone: a text is as long as its bytes.
BYTES = Subwords.train(["a"], 260)


def settings(**more: Any) -> DataSettings:
    return DataSettings.read({"train": ["a"], "val": ["b"], "max_tokens": 8, **more}, "a test")


def test_pairs_are_left_out_by_the_first_reason_that_holds_and_counted() -> None:
    corpus = ParallelCorpus(
        ["abcdefg", "abcdefgh", "a", "abc", "same", "ab"], ["abc", "a", "abcde", "xyz", "same", "abcdefgh"]
    )
    found = encode(corpus, BYTES, settings())
    assert found.left_out == {"longer than data.max_tokens": 2}
    assert found.source.lengths.tolist() == [7, 1, 3, 4]
    # Tokens with the end: 8 for 4, 2 for 6, 4 for 4, 5 for 5.
    found = encode(corpus, BYTES, settings(max_ratio=2.0, drop_identical=True), 2.5)
    assert found.left_out == {
        "longer than data.max_tokens": 2,
        "beyond data.max_ratio": 1,
        "identical on both sides": 1,
    }
    assert list(found.source) == BYTES.encode(["abcdefg", "abc"])
    assert list(found.target) == BYTES.encode(["abc", "xyz"])
    assert found.weights.tolist() == [2.5, 2.5]


def test_a_side_that_nobody_sees_is_an_empty_side() -> None:
    unseen = ["\u200b", " \u00ad\t", "ab", "\ufeffc", ""]
    corpus = ParallelCorpus(unseen, ["d", "e", "\u2060", "f", "g"]).normalised([])
    found = encode(corpus, BYTES, settings())
    assert found.left_out == {"empty on a side": 4}
    assert (list(found.source), list(found.target)) == (BYTES.encode(["c"]), BYTES.encode(["f"]))


def test_words_are_numbered_beside_their_ids() -> None:
    found = encode(ParallelCorpus(["ab c"], ["d, e"]), BYTES, settings())
    assert [list(words) for words in found.words] == [[[0, 0, 1, 1]], [[0, 1, 2, 2]]]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"max_tokens": 3}, "no pair has fewer than 3 subwords a side; raise data.max_tokens"),
        ({"max_ratio": 1.01}, r"no pair is left: 1 of 1 were beyond data\.max_ratio"),
    ],
)
def test_when_none_is_left_the_reason_is_said(more: dict[str, Any], said: str) -> None:
    with pytest.raises(RequestError, match=said):
        encode(ParallelCorpus(["abc"], ["abcd"]), BYTES, settings(**more))


def test_corpora_are_joined_for_training_and_apart_for_validation() -> None:
    none = ParallelCorpus([], [])
    first = Corpus("one", ParallelCorpus(["abc", "d"], ["e", "d"]), ParallelCorpus(["same"], ["same"]), 2.0)
    second = Corpus("two", ParallelCorpus(["fg"], ["hij"]), none, 0.5)
    corpora = Corpora([first, second], {})
    chosen = settings(drop_identical=True)
    found = encode_training(corpora, BYTES, chosen)
    assert list(found.source) == BYTES.encode(["abc", "fg"])
    assert list(found.target) == BYTES.encode(["e", "hij"])
    assert found.weights.tolist() == [2.0, 0.5]
    assert np.array_equal(found.words[0].lengths, found.source.lengths)
    assert found.left_out == {"identical on both sides": 1}
    val = encode_validation(corpora, BYTES, chosen)
    assert {name: list(each.source) for name, each in val.items()} == {"one": BYTES.encode(["same"])}


def test_a_pair_longer_than_a_batch_is_named_with_what_to_do() -> None:
    """Only a pair that is kept counts: the first one is beyond `max_tokens`."""
    corpus = ParallelCorpus(["abcdefgh", "a", "abcd", "ab"], ["a", "b", "abcdef", "abcde"])
    encode(corpus, BYTES, settings(), batch_tokens=7)
    with pytest.raises(RequestError) as refused:
        encode(corpus, BYTES, settings(), batch_tokens=5, place=lambda number: f"b.tsv, line {number + 11}")
    assert str(refused.value) == (
        "b.tsv, line 13: a pair of 7 tokens is longer than a batch of 5; raise training.batch_tokens to 7 or more, "
        "or lower data.max_tokens to 5, which leaves such pairs out"
    )
    assert len(encode(corpus, BYTES, settings(max_tokens=5), batch_tokens=5)) == 1


@pytest.mark.parametrize("read", [encode_training, encode_validation])
def test_its_place_is_file_and_line(read: Any, tmp_path: Path) -> None:
    files = [tmp_path / "a.en", tmp_path / "a.fr"]
    files[0].write_text("a\n\nabc  def\n", encoding="utf-8")
    files[1].write_text("b\n\ng\n", encoding="utf-8")
    pairs = ParallelCorpus(["a", "abc def"], ["b", "g"])
    corpora = Corpora([Corpus("a", pairs, pairs, 1.0, (files,))], {})
    with pytest.raises(RequestError, match=r"a\.en, line 3: a pair of 8 tokens is longer than a batch of 6"):
        read(corpora, BYTES, settings(normalise=["spaces"]), 6)


def test_how_long_source_sentences_are() -> None:
    # 2,000 pairs: two are beyond 99.9 %.
    lengths = [1] * 500 + [2] * 1497 + [5, 7, 11]
    found = encode(ParallelCorpus(["a" * n for n in lengths], ["b"] * 2000), BYTES, settings(max_tokens=99))
    assert source_lengths(found) == {"median": 2, "99.9 %": 7, "longest": 11}


def test_what_a_start_had_read_is_not_forgotten() -> None:
    own = {"median": 4, "99.9 %": 7, "longest": 20}
    assert at_least(own, {"median": 12, "99.9 %": 97, "longest": 19}) == {
        "median": 4,
        "99.9 %": 97,
        "longest": 20,
    }
    assert at_least(own, {}) == own
