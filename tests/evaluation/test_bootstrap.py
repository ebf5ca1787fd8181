import numpy as np
import pytest
from sacrebleu.metrics import BLEU, CHRF, TER
from sacrebleu.significance import PairedTest

from babelix.base.errors import RequestError
from babelix.evaluation import bootstrap
from babelix.evaluation.bleu import Bleu, Chrf
from babelix.evaluation.bootstrap import interval, paired_bootstrap
from babelix.evaluation.ter import Ter

VOCABULARY = [
    "the",
    "a",
    "cat",
    "dog",
    "sat",
    "ran",
    "on",
    "under",
    "mat",
    "tree",
    "and",
    "then",
    "it",
    "was",
]


def corpus(sentences=61, seed=7):
    """A baseline that replaces a quarter of the words, a system that replaces a tenth, and the references."""
    rng = np.random.default_rng(seed)
    lines = [list(rng.choice(VOCABULARY, size=rng.integers(5, 13))) for _ in range(sentences)]

    def spoilt(share):
        return [
            " ".join(rng.choice(VOCABULARY) if rng.random() < share else w for w in line) for line in lines
        ]

    return spoilt(1 / 4), spoilt(1 / 10), [" ".join(line) for line in lines]


@pytest.mark.parametrize(("ours", "theirs"), [(Bleu(), BLEU()), (Chrf(), CHRF()), (Ter(), TER())])
@pytest.mark.parametrize("seed", [12345, 3])
def test_paired_bootstrap_is_sacrebleus(ours, theirs, seed, monkeypatch):
    baseline, system, references = corpus()
    monkeypatch.setenv("SACREBLEU_SEED", str(seed))
    monkeypatch.setattr(bootstrap, "_CELLS", 61 * 97)  # in pieces: the draws stay the same
    test = PairedTest([("a", baseline), ("b", system)], {"m": theirs}, [references], "bs", n_samples=500)
    _, results = test()
    first, second = results[{"BLEU": "BLEU", "chrF": "chrF2", "TER": "TER"}[ours.name]]

    result = paired_bootstrap(baseline, system, references, ours, samples=500, seed=seed)

    assert result.baseline.score == pytest.approx(first.score)
    assert result.system.score == pytest.approx(second.score)
    # Theirs sums in float32: a draw that lies on the edge may fall on either side.
    assert result.p_value == pytest.approx(second.p_value, abs=1.5 / 501)
    half = (result.system.high - result.system.low) / 2
    assert half == pytest.approx(second.ci, rel=0.02)


def test_difference_is_system_minus_baseline_and_wins_go_with_it():
    baseline, system, references = corpus()
    result = paired_bootstrap(baseline, system, references)
    assert result.difference.score == pytest.approx(result.system.score - result.baseline.score)
    assert result.difference.low < result.difference.score < result.difference.high
    assert result.wins > 0.95
    assert result.p_value == pytest.approx(1 / 1001)  # nothing is as extreme, but the sample itself
    other = paired_bootstrap(system, baseline, references)
    assert other.difference.score == pytest.approx(-result.difference.score)
    assert other.p_value == result.p_value
    assert other.difference.low == pytest.approx(-result.difference.high)


def test_a_system_against_itself_is_no_better():
    baseline, _, references = corpus()
    result = paired_bootstrap(baseline, baseline, references, samples=53)
    assert result.difference.score == result.difference.low == result.difference.high == 0
    assert result.wins == 0
    assert result.p_value == 1  # sacreBLEU says 1 / 54, as if it were a finding


def test_the_seed_decides_the_draws_and_nothing_else():
    baseline, system, references = corpus(23)
    results = [paired_bootstrap(baseline, system, references, samples=71, seed=seed) for seed in (1, 1, 2)]
    assert results[0] == results[1]
    assert results[0].difference.low != results[2].difference.low
    assert results[0].system.score == results[2].system.score


def test_the_signature_says_metric_resamples_and_seed():
    baseline, system, references = corpus(23)
    result = paired_bootstrap(baseline, system, references, Chrf(), samples=71, seed=5)
    assert result.metric == "chrF"
    assert result.system.signature.startswith("nrefs:1|case:mixed|eff:yes|nc:6")
    assert result.system.signature.endswith("|bs:71|seed:5")


def test_interval_of_one_system_covers_its_score_and_widens_with_confidence():
    baseline, _, references = corpus()
    narrow = interval(baseline, references, samples=211, confidence=0.5)
    wide = interval(baseline, references, samples=211, confidence=0.99)
    assert wide.low < narrow.low < narrow.score < narrow.high < wide.high


def test_several_references_are_compared_too():
    baseline, system, references = corpus(23)
    several = [[line, line + " indeed"] if number % 2 else line for number, line in enumerate(references)]
    result = paired_bootstrap(baseline, system, several, samples=31)
    assert "nrefs:var" in result.system.signature
    assert result.samples == 31


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"samples": 0}, "expected at least one resample, got 0"),
        ({"confidence": 1.0}, "expected a confidence between 0 and 1, got 1.0"),
    ],
)
def test_impossible_requests_are_refused(options, message):
    with pytest.raises(RequestError) as caught:
        paired_bootstrap(["a"], ["a"], ["a"], **options)
    assert str(caught.value) == message


def test_systems_of_unequal_length_are_refused():
    with pytest.raises(RequestError, match="as many references as hypotheses, got 2 and 1"):
        paired_bootstrap(["a", "b"], ["a"], ["a", "b"])
