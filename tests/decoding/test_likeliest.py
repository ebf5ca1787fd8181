import math

import pytest
import torch

from babelix.base.errors import RequestError
from babelix.decoding import greedy

# Tokens: 0 start, 1 end, then words. 2 -> 3 -> 4 -> end.
CHAIN = torch.tensor(
    [
        [0.1, 0.1, 0.5, 0.2, 0.1],
        [0.2, 0.2, 0.2, 0.2, 0.2],
        [0.1, 0.2, 0.1, 0.4, 0.2],
        [0.1, 0.1, 0.1, 0.1, 0.6],
        [0.0, 0.7, 0.1, 0.1, 0.1],
    ]
).log()


def test_the_likeliest_chain_by_hand(markov):
    (found,) = greedy(markov(CHAIN), None, start=0, end=1, max_lengths=torch.tensor([7]))
    assert (found.tokens, found.finished) == ((2, 3, 4), True)
    assert found.log_probability == pytest.approx(math.log(0.5 * 0.4 * 0.6 * 0.7), abs=1e-6)
    assert found.score == found.log_probability


def test_the_limit_counts_the_end_token(markov):
    limits = torch.tensor([1, 2, 3, 4])
    found = greedy(markov(CHAIN), None, start=0, end=1, max_lengths=limits)
    assert [hypothesis.tokens for hypothesis in found] == [(2,), (2, 3), (2, 3, 4), (2, 3, 4)]
    assert [hypothesis.finished for hypothesis in found] == [False, False, False, True]


def test_forbidden_tokens_are_never_said(markov):
    (found,) = greedy(markov(CHAIN), None, start=0, end=1, max_lengths=torch.tensor([5]), forbidden=(2, 3))
    assert found.tokens == (0, 0, 0, 0, 0)  # 0 and 1 tie at 0.1 after the start: the lower id
    assert not found.finished


def test_batch_and_order_change_nothing(remembering, initial):
    sources, limits = [7, 11, 13, 17, 19], torch.tensor([5, 3, 7, 11, 2])
    step = remembering(3, 13)
    together = greedy(step, initial(sources), start=0, end=1, max_lengths=limits)
    for place, source in enumerate(sources):
        alone = greedy(step, initial([source]), start=0, end=1, max_lengths=limits[place : place + 1])
        assert alone == [together[place]]
    backwards = greedy(step, initial(sources[::-1]), start=0, end=1, max_lengths=limits.flip(0))
    assert backwards == together[::-1]


def test_finished_sentences_leave_the_batch():
    rows = []

    def step(tokens, left):
        rows.append(len(tokens))
        scores = torch.full((len(tokens), 3), -5.0)
        scores[:, 2] = -1.0
        scores[left[:, 0] == 0, 1] = -0.5
        return scores, left - 1

    left = torch.tensor([[2], [0], [4], [0]])
    found = greedy(step, left, start=0, end=1, max_lengths=torch.tensor([7, 7, 7, 7]))
    assert [len(hypothesis.tokens) for hypothesis in found] == [2, 0, 4, 0]
    assert rows == [4, 2, 2, 1, 1]


def test_a_dead_end_returns_what_was_said(markov):
    table = CHAIN.clone()
    table[3] = -math.inf
    (found,) = greedy(markov(table), None, start=0, end=1, max_lengths=torch.tensor([7]))
    assert (found.tokens, found.finished) == ((2, 3), False)
    assert found.log_probability == pytest.approx(math.log(0.2), abs=1e-6)


def test_no_sentences_no_steps():
    empty = torch.zeros(0, dtype=torch.long)
    assert greedy(lambda *_: pytest.fail("stepped"), None, start=0, end=1, max_lengths=empty) == []


def test_gradients_are_not_recorded(markov):
    table = CHAIN.clone().requires_grad_()
    seen = []

    def step(tokens, state):
        log_probs, state = markov(table)(tokens, state)
        seen.append(log_probs.requires_grad)
        return log_probs, state

    greedy(step, None, start=0, end=1, max_lengths=torch.tensor([2]))
    assert seen == [False, False]


def test_impossible_requests_are_refused(markov):
    with pytest.raises(RequestError, match="max_lengths must be at least 1"):
        greedy(markov(CHAIN), None, start=0, end=1, max_lengths=torch.tensor([0]))
    with pytest.raises(RequestError, match="token 5 is outside the vocabulary of 5"):
        greedy(markov(CHAIN), None, start=0, end=5, max_lengths=torch.tensor([2]))
