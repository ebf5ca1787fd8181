"""A forced beginning as a rule is the forced step; what a rule forbids is never said."""

from typing import Any

import numpy as np
import pytest
import torch

from babelix.base.errors import TaskError
from babelix.decoding import beam_search, greedy, sample
from babelix.decoding.forced import ForcedStep
from babelix.decoding.ruled import RuledStep

SOURCES = [3, 14, 159]
TOKENS: dict[str, Any] = {"start": 0, "end": 1, "max_lengths": torch.full((3,), 5)}
PREFIXES = [[2, 3], [], [4]]
VOCAB = 7


class Beginning:
    """The memory of a row is what it still has to say, then -1."""

    def advance(self, memory, said):
        return np.concatenate([memory[:, 1:], np.full((len(memory), 1), -1)], axis=1)

    def allowed(self, memory):
        due = memory[:, :1]
        return (due < 0) | (np.arange(VOCAB) == due)


class Never:
    """Nothing is said twice in a row: the memory is the last token."""

    def advance(self, memory, said):
        return said[:, None]

    def allowed(self, memory):
        return np.arange(VOCAB) != memory


def test_a_forced_beginning_is_a_rule(remembering, initial):
    step = remembering(5, VOCAB)
    forced = ForcedStep(step)
    ruled = RuledStep(step, Beginning())
    memory = np.array([[2, 3, -1], [-1, -1, -1], [4, -1, -1]])
    for search, more in (
        (beam_search, {"beam": 3, "n_best": 2}),
        (greedy, {}),
        (sample, {"seed": 1, "keys": [0, 1, 2], "n": 3}),
    ):
        expected = search(forced, forced.start(initial(SOURCES), PREFIXES), **TOKENS, **more)
        assert search(ruled, ruled.start(initial(SOURCES), memory), **TOKENS, **more) == expected


def test_the_best_of_a_wide_beam_is_the_best_that_the_rule_lets_pass(remembering, initial, every_sentence):
    step = remembering(11, VOCAB)
    ruled = RuledStep(step, Never())
    request = {**TOKENS, "max_lengths": torch.full((3,), 4)}
    state = ruled.start(initial(SOURCES), np.full((3, 1), -1))
    found = beam_search(ruled, state, beam=VOCAB * 6**3, **request)
    for source, hypotheses in zip(SOURCES, found, strict=True):
        every = every_sentence(step, initial([source]), VOCAB, 4, 0.6)
        best = next(each for each in every if all(a != b for a, b in zip(each[2], each[2][1:], strict=False)))
        assert hypotheses[0].tokens == best[2]
        assert hypotheses[0].log_probability == pytest.approx(best[1], abs=1e-9)


def test_a_rule_of_another_vocabulary_is_refused(remembering, initial):
    ruled = RuledStep(remembering(5, VOCAB + 1), Never())
    with pytest.raises(TaskError, match="the rule tells of 7 tokens and the step of 8; expected as many"):
        greedy(ruled, ruled.start(initial(SOURCES), np.full((3, 1), -1)), **TOKENS)
