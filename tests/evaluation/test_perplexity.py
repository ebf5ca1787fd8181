import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from babelix.base.errors import RequestError
from babelix.evaluation.bootstrap import compare_statistics
from babelix.evaluation.perplexity import WordPerplexity, perplexity


@given(st.integers(1, 1000), st.integers(2, 50_000))
def test_a_uniform_guess_hesitates_between_all_choices(count, choices):
    result = perplexity(-count * math.log(choices), count)
    assert result.perplexity == pytest.approx(choices)
    assert result.bits == pytest.approx(math.log2(choices))


def test_the_loss_is_the_mean_of_minus_log_p():
    assert perplexity(-6.0, 4).nats == 1.5
    assert perplexity(-6.0, 4).bits == pytest.approx(1.5 / math.log(2))


def test_certainty_is_1():
    assert perplexity(0.0, 7).perplexity == 1


def test_another_unit_keeps_the_total():
    subwords = perplexity(-26.0, 13)
    words = subwords.per("word", 11)
    assert words.perplexity == pytest.approx(math.exp(26 / 11))
    assert (subwords.signature, words.signature) == ("unit:subword|count:13", "unit:word|count:11")


def test_what_overflows_is_infinite():
    assert perplexity(-1e6, 3).perplexity == math.inf
    assert perplexity(-math.inf, 3).perplexity == math.inf


@pytest.mark.parametrize(
    ("total", "count", "message"),
    [
        (-1.0, 0, "expected at least one subword to take a perplexity over, got 0"),
        (0.5, 3, "expected a log-probability of 0 or less, got 0.5"),
        (math.nan, 3, "expected a log-probability of 0 or less, got nan"),
    ],
)
def test_nonsense_is_refused(total, count, message):
    with pytest.raises(RequestError) as caught:
        perplexity(total, count)
    assert str(caught.value) == message


def test_the_bootstrap_takes_perplexities_sentence_by_sentence():
    metric = WordPerplexity()
    rows = metric.statistics(np.array([1.0, 2.0, 3.0, 4.0, 5.0]), [1, 4])
    assert rows.rows.tolist() == [[3, 2], [12, 3]]
    assert metric.scores(rows.rows.sum(0)) == pytest.approx(math.exp(3))
    assert (metric.name, metric.higher_is_better, rows.signature) == ("perplexity", False, "unit:word")
    worse = metric.statistics(np.array([2.0, 3.0, 4.0, 5.0, 6.0]), [1, 4])
    found = compare_statistics(metric, worse, rows, samples=97)
    assert found.wins == 1
    assert found.difference.score == pytest.approx(math.exp(3) - math.exp(4))
