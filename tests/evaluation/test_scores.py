from typing import Any

import pytest
from sacrebleu.metrics import BLEU, CHRF, TER

from babelix.base.errors import RequestError
from babelix.evaluation.scores import Measured, Scoring

SYSTEM = ["Le chat dort sur le lit.", "il pleut ici", "Je suis là.", "un deux trois quatre cinq"]
BASELINE = ["Le chat lit.", "il fait", "Je suis là.", "un deux trois"]
REFERENCES = [
    ["Le chat dort dans le lit."],
    ["Il pleut.", "Il pleut ici."],
    ["Je suis là."],
    ["un deux trois quatre cinq"],
]
FIRST = [each[0] for each in REFERENCES]
STREAMS = [FIRST, [None, "Il pleut ici.", None, None]]
FEW = Scoring(resamples=53)


def test_each_metric_is_sacrebleus_against_the_first_and_all_references():
    found = Measured(SYSTEM, REFERENCES, FEW, "13a").scores()
    for name, metric in {
        "bleu": BLEU(),
        "chrf": CHRF(),
        "chrf_plus_plus": CHRF(word_order=2),
        "ter": TER(),
    }.items():
        for suffix, streams in (("", [FIRST]), ("_multi_reference", STREAMS)):
            ours = getattr(found, name + suffix)
            assert ours.score == pytest.approx(metric.corpus_score(SYSTEM, streams).score)
            assert ours.signature == f"{metric.get_signature()}|bs:53|seed:12345"
            assert ours.low <= ours.score <= ours.high
    assert found.sentences == 4


def test_some_of_the_sentences_are_scored_as_if_alone():
    measured = Measured(SYSTEM, REFERENCES, FEW, "13a")
    for chosen in ([0, 2, 3], [0, 1], [1]):
        alone = Measured([SYSTEM[i] for i in chosen], [REFERENCES[i] for i in chosen], FEW, "13a")
        assert measured.scores(chosen) == alone.scores()
    assert "nrefs:2" in measured.scores([1]).bleu_multi_reference.signature
    assert "nrefs:1" in measured.scores([1]).bleu.signature


def test_lower_case_and_tokenizer_stand_in_the_signature():
    mixed = Measured(SYSTEM, REFERENCES, FEW, "13a").scores()
    lower = Measured(SYSTEM, REFERENCES, Scoring(lowercase=True, ter=False, resamples=53), "none").scores()
    assert "case:lc|eff:no|tok:none" in lower.bleu.signature
    assert "case:lc" in lower.chrf_plus_plus.signature
    assert lower.chrf.score > mixed.chrf.score
    assert lower.ter is lower.ter_multi_reference is None
    assert Measured(SYSTEM, REFERENCES, FEW, "zh").scores().ter.signature.count("asian:yes") == 1


def test_two_systems_are_compared_by_every_metric_and_fewer_errors_win():
    ours, theirs = (Measured(lines, REFERENCES, FEW, "13a") for lines in (SYSTEM, BASELINE))
    found = {each.metric: each for each in ours.against(theirs)}
    assert list(found) == ["BLEU", "chrF", "chrF++", "TER"]
    assert found["chrF"].difference.score > 0 > found["TER"].difference.score
    assert found["TER"].wins > 0.5
    assert found["TER"].system.score == pytest.approx(TER().corpus_score(SYSTEM, STREAMS).score)
    back = {each.metric: each for each in theirs.against(ours)}
    assert back["TER"].wins == 0


def test_what_cannot_be_is_refused_before_the_work():
    refused_requests: list[tuple[dict[str, Any], str]] = [
        ({"resamples": 0}, "`resamples` 0: expected at least 1"),
        ({"seed": -3}, "`seed` -3: expected at least 0"),
        ({"tokenizer": "13b"}, "sacreBLEU has no tokeniser '13b'; did you mean '13a'"),
        (
            {"tokenizer": "flores200"},
            r"sentencepiece library for SPM tokenization: pip install sentencepiece.; install",
        ),
        ({"tokenizer": "ko-mecab"}, "`tokenizer` ko-mecab: what sacreBLEU needs for it is not installed"),
    ]
    for more, said in refused_requests:
        with pytest.raises(RequestError, match=said) as refused:
            Scoring(**more)
        assert refused.value.setting == tuple(more)


def test_lines_must_pair_up():
    with pytest.raises(RequestError, match="expected as many references as hypotheses, got 4 and 1"):
        Measured(["a"], REFERENCES, FEW, "13a")
