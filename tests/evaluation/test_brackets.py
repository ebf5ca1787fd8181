"""EVALB's figures, by hand and beside PyPI's pyevalb: `tests/samples/parsing/pyevalb.tsv` holds what it printed."""

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.evaluation.bootstrap import compare_statistics, interval_of
from babelix.evaluation.brackets import FIGURES, BracketScore, Parse, bracket_statistics

WORDS, TAGS = ("a", "b", "c", "d", "."), ("A", "B", "C", "D", ".")


def parse(*brackets, tags=TAGS, words=WORDS):
    return Parse(words, tags, tuple(brackets))


GOLD = parse(("NP", 0, 2), ("VP", 2, 4), ("S", 0, 5), ("TOP", 0, 5))


def figures(gold, proposed, cutoff=None):
    sums = bracket_statistics([gold], [proposed], cutoff).rows.sum(0)
    return tuple(float(each.scores(sums)) for each in FIGURES)


def test_the_same_tree_is_all_right():
    assert figures(GOLD, GOLD) == (100, 100, 100, 100, 100)


def test_figures_by_hand():
    # S and NP of three are right; of gold's three too. Tags: b is wrong, the full stop does not count.
    guess = parse(("NP", 0, 2), ("NP", 2, 4), ("S", 0, 5), tags=("A", "X", "C", "D", "X"))
    assert figures(GOLD, guess) == pytest.approx((200 / 3, 200 / 3, 200 / 3, 0, 75))
    more = parse(("NP", 0, 2), ("VP", 2, 4), ("VP", 3, 4), ("S", 0, 4))
    assert figures(GOLD, more) == pytest.approx((600 / 7, 75, 100, 0, 100))


def test_punctuation_is_no_word():
    """S to the full stop or before it is one bracket; one of punctuation alone is none."""
    guess = parse(("NP", 0, 2), ("VP", 2, 5), ("S", 0, 4), ("X", 4, 5))
    assert figures(GOLD, guess)[:4] == (100, 100, 100, 100)


def test_gold_says_what_is_punctuation():
    guess = parse(("NP", 0, 2), ("VP", 2, 4), ("S", 0, 5), tags=("A", "B", ",", "D", "NN"))
    assert figures(GOLD, guess) == (100, 100, 100, 100, 75)


def test_advp_and_prt_are_one_label():
    assert figures(parse(("PRT", 0, 1)), parse(("ADVP", 0, 1)))[0] == 100


def test_a_gold_bracket_is_matched_once():
    twice, once = parse(("NP", 0, 2), ("NP", 0, 2)), parse(("NP", 0, 2))
    assert figures(once, twice)[:4] == pytest.approx((200 / 3, 50, 100, 0))
    assert figures(twice, once)[:4] == pytest.approx((200 / 3, 100, 50, 0))


def test_sums_are_over_sentences_and_not_their_means():
    guess = parse(("NP", 1, 2))
    rows = bracket_statistics([GOLD, GOLD], [GOLD, guess]).rows
    assert rows.tolist() == [[3, 3, 3, 1, 1, 4, 4], [0, 3, 1, 0, 1, 4, 4]]
    assert float(BracketScore("f1").scores(rows.sum(0))) == pytest.approx(60)
    assert float(BracketScore("exact").scores(rows.sum(0))) == 50


def test_the_cutoff_counts_punctuation_and_no_traces():
    traced = Parse((*WORDS, "*"), (*TAGS, "-NONE-"), (("S", 0, 6),))
    assert len(bracket_statistics([traced], [traced], 5).rows) == 1
    assert len(bracket_statistics([traced], [traced], 4).rows) == 0
    assert bracket_statistics([traced], [traced], 40).signature.endswith("|words:up to 40")


def test_of_nothing_the_figures_are_0():
    assert [float(each.scores(np.zeros(7))) for each in FIGURES] == [0] * 5


def test_other_words_are_refused():
    with pytest.raises(
        RequestError, match="tree 2 is over other words than its gold tree: word 3 is 'x' where gold has 'c'"
    ):
        bracket_statistics([GOLD, GOLD], [GOLD, parse(words=("a", "b", "x", "d", "."))])
    with pytest.raises(
        RequestError, match="tree 1 is over other words than its gold tree: 4 words where gold has 5"
    ):
        bracket_statistics([GOLD], [parse(words=WORDS[:4])])
    with pytest.raises(RequestError, match=r"expected as many trees as gold has \(2\), got 1"):
        bracket_statistics([GOLD, GOLD], [GOLD])


def test_the_bootstrap_takes_them():
    wrong = parse(("NP", 1, 2), ("S", 0, 4))
    first = bracket_statistics([GOLD] * 20, [wrong] * 20)
    second = bracket_statistics([GOLD] * 20, [GOLD] * 19 + [wrong])
    found = interval_of(BracketScore("f1"), second, samples=101, seed=7)
    assert found.low <= found.score <= found.high == 100
    compared = compare_statistics(BracketScore("f1"), first, second, samples=101, seed=7)
    assert compared.metric == "F1"
    assert compared.difference.score == pytest.approx(found.score - 40)
    assert compared.wins == 1
