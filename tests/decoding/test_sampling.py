import math
from collections import Counter
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import chdtrc

from babelix.base.errors import RequestError, TaskError
from babelix.decoding import greedy, sample, sampling
from babelix.decoding.sampling import draw

# Tokens: 0 start, 1 end, 2, 3, 4.
TABLE = torch.tensor(
    [[0.0, 0.1, 0.4, 0.3, 0.2], [0.2] * 5, [0.0, 0.5, 0.2, 0.2, 0.1], [0.0, 1.0, 0.0, 0.0, 0.0], [0.2] * 5]
).log()
REQUEST: dict[str, Any] = {"start": 0, "end": 1, "seed": 7}


@pytest.mark.parametrize(
    ("knobs", "expected"),
    [
        ({}, {1: 0.1, 2: 0.4, 3: 0.3, 4: 0.2}),
        ({"temperature": 0.5}, {1: 1 / 30, 2: 16 / 30, 3: 9 / 30, 4: 4 / 30}),
        ({"top_k": 2}, {2: 4 / 7, 3: 3 / 7}),
        ({"top_k": 7}, {1: 0.1, 2: 0.4, 3: 0.3, 4: 0.2}),
        ({"top_p": 1.0}, {1: 0.1, 2: 0.4, 3: 0.3, 4: 0.2}),
        ({"top_p": 0.75}, {2: 4 / 9, 3: 3 / 9, 4: 2 / 9}),
        ({"top_p": 0.65}, {2: 4 / 7, 3: 3 / 7}),
        ({"top_k": 3, "top_p": 0.7}, {2: 4 / 7, 3: 3 / 7}),
        ({"forbidden": (2,)}, {1: 1 / 6, 3: 3 / 6, 4: 2 / 6}),
    ],
)
def test_frequencies_are_the_probabilities(markov, monkeypatch, knobs, expected):
    even = torch.linspace(0, 1 - 1e-9, 4999, dtype=torch.float64)[:, None]
    monkeypatch.setattr(sampling, "_uniform", lambda *_: even)
    (drawn,) = sample(
        markov(TABLE), None, max_lengths=torch.tensor([1]), keys=[3], n=4999, **REQUEST, **knobs
    )
    counts = Counter(hypothesis.tokens[0] if hypothesis.tokens else 1 for hypothesis in drawn)
    assert set(counts) == set(expected)
    assert {token: count / 4999 for token, count in counts.items()} == pytest.approx(expected, abs=2 / 4999)


@pytest.mark.slow
def test_whole_sentences_have_their_probabilities(markov):
    (drawn,) = sample(markov(TABLE), None, max_lengths=torch.tensor([2]), keys=[5], n=4999, **REQUEST)
    counts = Counter((hypothesis.tokens, hypothesis.finished) for hypothesis in drawn)
    expected = {((), True): 0.1, ((2,), True): 0.2, ((3,), True): 0.3, ((4,), True): 0.04}
    expected |= {((2, 2), False): 0.08, ((2, 3), False): 0.08, ((2, 4), False): 0.04}
    expected |= {((4, token), False): 0.04 for token in (0, 2, 3, 4)}
    assert set(counts) == set(expected)
    squares = sum((counts[said] - 4999 * p) ** 2 / (4999 * p) for said, p in expected.items())
    assert chdtrc(len(expected) - 1, squares) > 0.001


@pytest.mark.slow
@given(
    seed=st.integers(0, 10**6),
    order=st.permutations(range(5)),
    knobs=st.sampled_from([{}, {"top_k": 3}, {"top_p": 0.8}, {"temperature": 2.0}]),
)
@settings(deadline=None, max_examples=17)
def test_the_same_samples_whatever_the_batch(seed, order, knobs, remembering, initial):
    sources, limits = [3, 5, 7, 11, 13], torch.tensor([7, 2, 5, 11, 3])

    def draws(places, n=2):
        return sample(
            remembering(2, 13), initial([sources[p] for p in places]), start=0, end=1, seed=seed,
            max_lengths=limits[places], keys=[100 + p for p in places], n=n, **knobs,
        )  # fmt: skip

    together = draws(list(range(5)))
    assert draws(order) == [together[place] for place in order]
    assert [draws([place])[0] for place in range(5)] == together
    assert [few[:1] for few in together] == draws(list(range(5)), n=1)


def test_seed_key_and_number_all_matter(remembering, initial):
    def draws(seed, key):
        return sample(remembering(2, 97), initial([3]), start=0, end=1, seed=seed, keys=[key], n=2,
                      max_lengths=torch.tensor([13]))[0]  # fmt: skip

    first = draws(0, 0)
    assert first == draws(0, 0)
    assert first[0] != first[1]
    assert first != draws(1, 0)
    assert first != draws(0, 1)


def test_the_log_probability_is_the_models_own(remembering, initial, log_probability):
    step = remembering(3, 11)
    request: dict[str, Any] = {"start": 0, "end": 1}
    drawn = sample(step, initial([2, 3]), max_lengths=torch.tensor([97, 97]), seed=1, keys=[0, 1],
                   temperature=0.7, top_k=5, **request)  # fmt: skip
    assert all(best.finished for (best,) in drawn)
    for source, (best,) in zip([2, 3], drawn, strict=True):
        expected = log_probability(step, initial([source]), best.tokens)
        assert best.log_probability == pytest.approx(expected)
    assert all(best.score == best.log_probability for (best,) in drawn)


@pytest.mark.parametrize("knobs", [{"top_k": 1}, {"top_p": 1e-9}, {"temperature": 1e-6}])
def test_no_randomness_left_is_greedy(knobs, remembering, initial):
    step, limits = remembering(5, 11), torch.tensor([7, 11, 13])
    expected = greedy(step, initial([2, 3, 5]), start=0, end=1, max_lengths=limits)
    drawn = sample(
        step, initial([2, 3, 5]), start=0, end=1, max_lengths=limits, seed=3, keys=[0, 1, 2], **knobs
    )
    assert [only for (only,) in drawn] == expected


def test_the_ends_of_the_unit_interval_meet_possible_tokens():
    log_probs = torch.tensor([[0.0, 0.3, 0.0, 0.7, 0.0]]).log()
    assert draw(log_probs, torch.tensor([0.0], dtype=torch.float64)).tolist() == [1]
    assert draw(log_probs, torch.tensor([1 - 2**-53], dtype=torch.float64)).tolist() == [3]
    assert draw(log_probs, torch.tensor([0.2999], dtype=torch.float64)).tolist() == [1]
    assert draw(log_probs, torch.tensor([0.3001], dtype=torch.float64)).tolist() == [3]
    assert draw(torch.full((1, 5), -math.inf), torch.tensor([0.5], dtype=torch.float64)).tolist() == [-1]


def test_a_dead_end_returns_what_was_said(markov):
    table = TABLE.clone()
    table[0, [1, 2, 4]] = -math.inf
    table[3] = -math.inf
    ((only,),) = sample(markov(table), None, max_lengths=torch.tensor([5]), keys=[0], **REQUEST)
    assert (only.tokens, only.finished) == ((3,), False)


def test_no_sentences_no_steps():
    empty = torch.zeros(0, dtype=torch.long)
    assert sample(lambda *_: pytest.fail("stepped"), None, max_lengths=empty, keys=[], **REQUEST) == []


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"temperature": 0.0}, "temperature must be above 0, got 0.0; greedy search"),
        ({"temperature": math.inf}, "temperature must be above 0, got inf"),
        ({"top_k": 0}, "top_k must be at least 1, got 0"),
        ({"top_p": 0.0}, "top_p must be above 0 and at most 1, got 0.0"),
        ({"top_p": 1.1}, "top_p must be above 0 and at most 1, got 1.1"),
        ({"n": 0}, "n, the samples of each sentence, must be at least 1, got 0"),
        ({"keys": [1]}, r"expected one key a sentence \(2\), got 1"),
        ({"forbidden": (1,)}, "the end token 1 is among the forbidden"),
        ({"state": torch.zeros(3)}, "where 2 rows"),
    ],
)
def test_an_impossible_request_is_refused_by_name(wrong, message, markov):
    request = {"state": None, "max_lengths": torch.tensor([5, 7]), "keys": [0, 1], **REQUEST, **wrong}
    with pytest.raises(RequestError, match=message):
        sample(markov(TABLE), **request)


def test_a_broken_model_is_told(markov):
    with pytest.raises(TaskError, match="not numbers"):
        sample(markov(TABLE * math.nan), None, max_lengths=torch.tensor([5]), keys=[0], **REQUEST)


@pytest.mark.parametrize("top_p", [0.05, 0.5, 0.95])
def test_the_nucleus_of_a_large_vocabulary_is_exact(top_p):
    log_probs = torch.randn(3, 997, generator=torch.Generator().manual_seed(11)).log_softmax(dim=1)
    uniform = torch.linspace(0, 1 - 1e-9, 499, dtype=torch.float64)
    for row in log_probs:
        drawn = draw(row.expand(499, -1), uniform, top_p=top_p)
        shares, order = row.double().softmax(dim=0).sort(descending=True)
        kept = int((shares.cumsum(0) < top_p).sum()) + 1
        assert set(drawn.tolist()) <= set(order[:kept].tolist())
        assert {int(drawn[0]), int(drawn[-1])} == {int(order[0]), int(order[kept - 1])}
