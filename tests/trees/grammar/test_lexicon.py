import math

import pytest

from babelix.trees.grammar.lexicon import Lexicon, classes

SENTENCES = [(["the", "walking"], ["DT", "VBG"]), (["the", "talking", "dog"], ["DT", "VBG", "NN"])] * 1 + [
    (["the"], ["DT"])
] * 3


def test_classes_go_from_wide_to_narrow():
    assert classes("walking", False) == ["", "~g", "~ng", "~ing", "~king"]
    assert classes("Paris", True)[0] == "1C"
    assert classes("Paris", False)[0] == "C"
    assert classes("U.S.", False)[0] == "U."
    assert classes("3-for-1", False) == ["9-"]


def test_a_word_often_seen_has_its_tag_and_one_never_seen_those_of_words_that_end_so():
    lexicon = Lexicon.of(SENTENCES)
    scores = lexicon.scores("the")
    assert max(scores, key=lambda tag: scores[tag]) == "DT"
    unknown = lexicon.scores("stalking")
    assert max(unknown, key=lambda tag: unknown[tag] + math.log(lexicon.tags[tag])) == "VBG"
    assert "the" not in [shape for counts in lexicon.rare.values() for shape in counts]


def test_a_score_by_hand():
    # Two tags, A seen 3 times and B once; x is rare: c(x) = 1, with A. Its one class "": c = 1 of y, 1 of x, both rare.
    lexicon = Lexicon.of([(["x", "zz", "zz", "zz"], ["A", "A", "A", "B"])])
    prior = (1 + 0.1) / (1 + 0.2)
    like = (1 + 2.0 * prior) / (1 + 2.0)
    p = (1 + 0.5 * like) / (1 + 0.5)
    assert lexicon.scores("x")["A"] == pytest.approx(math.log(p) - math.log(3 / 4))
