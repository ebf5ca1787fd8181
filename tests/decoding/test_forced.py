from typing import Any

import numpy as np
import pytest
import torch

from babelix.decoding import beam_search, greedy, sample
from babelix.decoding.forced import ForcedStep
from babelix.decoding.phrases import Words

SOURCES = [3, 14, 159]
TOKENS: dict[str, Any] = {"start": 0, "end": 1, "max_lengths": torch.full((3,), 4)}
PREFIXES = [[2, 3], [], [4]]


def test_the_best_of_a_wide_beam_is_the_best_that_begins_so(remembering, initial, every_sentence):
    step = remembering(5, 5)
    forced = ForcedStep(step)
    found = beam_search(forced, forced.start(initial(SOURCES), PREFIXES), beam=5 * 4**3, n_best=2, **TOKENS)
    for source, prefix, hypotheses in zip(SOURCES, PREFIXES, found, strict=True):
        every = every_sentence(step, initial([source]), 5, 4, 0.6)
        expected = [each for each in every if list(each[2][: len(prefix)]) == prefix][:2]
        assert [hypothesis.tokens for hypothesis in hypotheses] == [tokens for *_, tokens in expected]
        assert hypotheses[0].score == pytest.approx(expected[0][0], abs=1e-9)
        assert hypotheses[0].log_probability == pytest.approx(expected[0][1], abs=1e-9)


def test_no_prefix_changes_nothing(remembering, initial):
    step = remembering(7, 11)
    forced = ForcedStep(step)
    plain = beam_search(step, initial(SOURCES), beam=3, **TOKENS)
    assert beam_search(forced, forced.start(initial(SOURCES), [[], [], []]), beam=3, **TOKENS) == plain


def test_every_search_begins_so(remembering, initial):
    forced = ForcedStep(remembering(7, 11))
    state = forced.start(initial(SOURCES), [[7, 5], [9], [2, 2, 2]])
    for hypothesis, prefix in zip(greedy(forced, state, **TOKENS), ((7, 5), (9,), (2, 2, 2)), strict=True):
        assert hypothesis.tokens[: len(prefix)] == prefix
    drawn = sample(forced, state, seed=1, keys=[0, 1, 2], n=5, **TOKENS)
    assert {each.tokens[:2] for each in drawn[0]} == {(7, 5)}
    assert len({each.tokens for each in drawn[0]}) > 1


def test_nothing_goes_on_with_the_last_word(markov):
    # After anything 2 is likeliest, and goes on with a word; 3 and 4 do not, 4 ends outside one.
    table = torch.tensor([[0.0, 0.05, 0.6, 0.2, 0.15]] * 5).log()
    words = Words(np.array([0, 0, 1, 0, 0], bool), np.array([0, 0, 1, 1, 0], bool))
    for given, follows in ((3, 3), (4, 2)):
        forced = ForcedStep(markov(table), words)
        request = {**TOKENS, "max_lengths": torch.tensor([4])}
        (found,) = greedy(forced, forced.start(None, [[given]]), **request)
        assert found.tokens[:3] == (given, follows, 2)
