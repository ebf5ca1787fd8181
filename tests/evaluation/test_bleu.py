import numpy as np
import pytest
import sacrebleu
from hypothesis import given, settings
from hypothesis import strategies as st
from sacrebleu.metrics import BLEU, CHRF

from babelix.base.errors import RequestError
from babelix.evaluation.bleu import Bleu, Chrf, bleu, chrf

HYPOTHESES = [
    "Le chat est assis sur le tapis.",
    "Il fait beau.",
    "Je suis étudiant à Paris, n'est-ce pas ?",
    "",
    "le le le le le",
]
FIRST = [
    "Le chat est assis sur la natte.",
    "Il fait beau aujourd'hui.",
    "Je suis un étudiant à Paris.",
    "Oui.",
    "le chat",
]
SEVERAL = [
    [FIRST[0], "Le chat est sur le tapis.", "Un chat est assis sur le tapis."],
    FIRST[1],
    [FIRST[2], "Je suis étudiant à Paris !"],
    [FIRST[3]],
    [FIRST[4], "le le chat"],
]
PADDED = [
    FIRST,
    ["Le chat est sur le tapis.", None, "Je suis étudiant à Paris !", None, "le le chat"],
    ["Un chat est assis sur le tapis.", None, None, None, None],
]
METRICS = [(Bleu(), BLEU()), (Bleu("none", True), BLEU(tokenize="none", lowercase=True)), (Chrf(), CHRF())]
METRICS += [(Chrf(2), CHRF(word_order=2))]
WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", "."]), max_size=7).map(" ".join)


def test_single_reference_is_sacrebleus_corpus_bleu():
    ours = bleu(HYPOTHESES, FIRST)
    assert ours.score == sacrebleu.corpus_bleu(HYPOTHESES, [FIRST]).score
    version = sacrebleu.__version__
    assert ours.signature == f"nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:{version}"


def test_differing_numbers_of_references_are_sacrebleus_padded_streams():
    ours = bleu(HYPOTHESES, SEVERAL)
    assert ours.score == BLEU().corpus_score(HYPOTHESES, PADDED).score
    assert "nrefs:var" in ours.signature
    assert ours.score > bleu(HYPOTHESES, FIRST).score


def test_chrf_is_sacrebleus_corpus_chrf():
    assert chrf(HYPOTHESES, FIRST).score == sacrebleu.corpus_chrf(HYPOTHESES, [FIRST]).score
    assert chrf(HYPOTHESES, SEVERAL).score == CHRF().corpus_score(HYPOTHESES, PADDED).score
    assert "nc:6|nw:2" in chrf(HYPOTHESES, FIRST, word_order=2).signature


def test_names_say_the_metric():
    assert [metric.name for metric in (Bleu(), Chrf(), Chrf(2))] == ["BLEU", "chrF", "chrF++"]


def test_an_exact_translation_scores_100_and_a_strange_one_0():
    assert bleu(["one two three four five"], ["one two three four five"]).score == pytest.approx(100)
    assert bleu(["six seven"], ["one two three four five"]).score == 0


def test_bleu_by_hand():
    # 5 of 5 words, 3 of 4 pairs, 1 of 3 triples, 0 of 2 fours (smoothed to 1/4); 5 words against 7.
    expected = 100 * np.exp(1 - 7 / 5) * (1 * 3 / 4 * 1 / 3 * 1 / 4) ** 0.25
    assert bleu(["a b c e f"], ["a b c d e f g"]).score == pytest.approx(expected)


def test_lowercase_forgives_case():
    upper = [line.upper() for line in FIRST]
    assert bleu(upper, FIRST, lowercase=True).score == pytest.approx(100)
    assert bleu(upper, FIRST).score < 50


@pytest.mark.parametrize(("ours", "theirs"), METRICS)
@pytest.mark.parametrize("references", [FIRST, SEVERAL])
def test_scores_of_summed_statistics_are_the_corpus_score(ours, theirs, references):
    statistics = ours.statistics(HYPOTHESES, references)
    assert len(statistics.rows) == len(HYPOTHESES)
    assert ours.scores(statistics.rows.sum(0)) == pytest.approx(ours.corpus(HYPOTHESES, references).score)
    assert statistics.signature == ours.corpus(HYPOTHESES, references).signature
    for row in statistics.rows:
        assert ours.scores(row) == pytest.approx(theirs._compute_score_from_stats(list(row)).score)


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=5), st.sampled_from(METRICS))
@settings(max_examples=2 * settings().max_examples)
def test_vectorised_scores_are_sacrebleus(pairs, metrics):
    ours, theirs = metrics
    hypotheses, references = zip(*pairs, strict=True)
    rows = ours.statistics(hypotheses, references).rows
    stacked = ours.scores(np.stack([rows.sum(0), rows[0]]))
    assert stacked[0] == pytest.approx(theirs.corpus_score(hypotheses, [references]).score)
    assert stacked[1] == pytest.approx(theirs._compute_score_from_stats(list(rows[0])).score)


@pytest.mark.parametrize(
    ("hypotheses", "references", "message"),
    [
        (["a"], ["a", "b"], "expected as many references as hypotheses, got 2 and 1"),
        ([], [], "expected at least one sentence to score, got none"),
        (["a", "b"], ["a", []], "sentence 2 has no reference; every sentence needs at least one"),
    ],
)
def test_lines_that_do_not_pair_up_are_refused(hypotheses, references, message):
    for score in (bleu, chrf):
        with pytest.raises(RequestError) as caught:
            score(hypotheses, references)
        assert str(caught.value) == message


def test_an_unknown_tokeniser_is_refused_with_the_nearest():
    with pytest.raises(RequestError, match="no tokeniser 'ja-macab'; did you mean 'ja-mecab'"):
        bleu(["a"], ["a"], tokenize="ja-macab")
    with pytest.raises(RequestError, match=r"no tokeniser 'quux'; known are .*13a"):
        bleu(["a"], ["a"], tokenize="quux")


def test_text_that_looks_tokenised_brings_no_advice(caplog):
    bleu(["a b c ."] * 101, ["a b c ."] * 101)
    assert caplog.records == []
