import numpy as np
import pytest
from sacrebleu.metrics import TER

from babelix.evaluation.ter import Ter

HYPOTHESES = ["the cat sat on a mat", "it was", "", "b a", "今天天气好。"]
FIRST = ["the cat sat on the mat today", "it was late", "yes", "a b", "今天天气很好。"]
SEVERAL = [[FIRST[0], "the cat sat on a mat"], [FIRST[1]], [FIRST[2]], [FIRST[3]], [FIRST[4], "天气好。"]]
STREAMS = [FIRST, [SEVERAL[0][1], None, None, None, SEVERAL[4][1]]]


def test_edits_by_hand():
    # One substitution, one insertion against seven words; a shift of one word of two counts once.
    assert Ter().corpus(HYPOTHESES[:1], FIRST[:1]).score == pytest.approx(100 * 2 / 7)
    assert Ter().corpus(["b a"], ["a b"]).score == pytest.approx(100 * 1 / 2)


@pytest.mark.parametrize("asian", [False, True])
def test_it_is_sacrebleus(asian):
    theirs = TER(normalized=asian, asian_support=asian)
    ours = Ter(asian)
    assert ours.corpus(HYPOTHESES, FIRST).score == theirs.corpus_score(HYPOTHESES, [FIRST]).score
    several = ours.corpus(HYPOTHESES, SEVERAL)
    assert several.score == theirs.corpus_score(HYPOTHESES, STREAMS).score
    assert f"asian:{'yes' if asian else 'no'}" in several.signature
    assert ours.scores(ours.statistics(HYPOTHESES, SEVERAL).rows.sum(0)) == pytest.approx(several.score)


def test_characters_are_words_where_no_spaces_are():
    assert Ter().corpus(HYPOTHESES[4:], FIRST[4:]).score == 100
    assert Ter(asian=True).corpus(HYPOTHESES[4:], FIRST[4:]).score == pytest.approx(100 * 1 / 7)


def test_a_score_without_reference_words():
    sums = np.array([[3.0, 0.0], [0.0, 0.0], [1.0, 4.0]])
    assert Ter().scores(sums).tolist() == [100.0, 0.0, 25.0]
    assert (Ter().name, Ter().higher_is_better) == ("TER", False)
