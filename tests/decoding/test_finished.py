from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from babelix.decoding import Hypothesis, beam_search
from babelix.decoding.finished import Finished, doubles

SOURCES = [3, 14, 159]
TOKENS: dict[str, Any] = {"start": 0, "end": 1}
DEAR = settings(max_examples=max(5, settings().max_examples // 4))  # an example is many searches


def text(tokens):
    """0, 2 and 4 are one letter each, 3 stands for the two letters of 2 and 4."""
    return "".join({0: "x", 2: "a", 3: "ab", 4: "b"}[token] for token in tokens)


@pytest.mark.slow
@given(seed=st.integers(0, 10**6), alpha=st.sampled_from([0.0, 0.6, 1.7]), n=st.integers(2, 7))
@DEAR
def test_the_n_best_texts_are_those_of_the_exhaustive_search(
    seed, alpha, n, remembering, initial, every_sentence
):
    step, limit = remembering(seed, 5), 4
    request: dict[str, Any] = {**TOKENS, "max_lengths": torch.full((3,), limit), "beam": 4**4, "alpha": alpha}
    found = beam_search(step, initial(SOURCES), n_best=n, key=text, **request)
    for source, hypotheses in zip(SOURCES, found, strict=True):
        expected: dict[str, tuple[float, tuple[int, ...]]] = {}
        for score, _, tokens in every_sentence(step, initial([source]), 5, limit, alpha):
            expected.setdefault(text(tokens), (score, tokens))  # best first
        best = list(expected.values())[:n]
        assert [hypothesis.tokens for hypothesis in hypotheses] == [tokens for _, tokens in best]
        assert [hypothesis.score for hypothesis in hypotheses] == pytest.approx([score for score, _ in best])


def test_the_best_of_one_is_asked_for_no_text(markov):
    flat = torch.full((5, 5), 1 / 5).log()
    request: dict[str, Any] = {**TOKENS, "max_lengths": torch.tensor([3]), "beam": 3}
    assert beam_search(markov(flat), None, key=lambda _: pytest.fail("asked"), **request)


def test_a_better_double_takes_the_place_of_the_worse_by_hand():
    kept = Finished(1, 2, text, torch.device("cpu"))

    def enter(*found: tuple[tuple[int, ...], float]) -> list[tuple[int, ...]]:
        scores = torch.tensor([[score for _, score in found]], dtype=torch.float64)
        tokens = torch.tensor([each for each, _ in found])
        ended = torch.ones_like(scores, dtype=torch.bool)
        kept.enter(ended, scores, scores, lambda entering: tokens[entering[0]])
        return [each.tokens for each in kept.best(0)]

    assert kept.worst.tolist() == [-torch.inf]
    assert enter(((3,), -2.0), ((0,), -3.0)) == [(3,), (0,)]
    assert enter(((2, 4), -2.5), ((0, 0), -2.9)) == [(3,), (0, 0)]  # "ab" stands there already
    assert enter(((2, 4), -1.0)) == [(2, 4), (0, 0)]
    assert kept.worst.tolist() == [-2.9]


def test_what_fills_the_list_is_no_double_either():
    hypotheses = [Hypothesis(tokens, -1.0, -1.0) for tokens in ((3,), (2, 4), (0,), (4,))]
    assert doubles([hypotheses[0], None, *hypotheses[1:]], text) == [2]
    assert doubles(hypotheses, None) == []
    filled = Finished(1, 3, text, torch.device("cpu")).filled(hypotheses[:1], hypotheses[1:])
    assert [each.tokens for each in filled] == [(3,), (0,), (4,)]
    assert Finished(1, 3, None, torch.device("cpu")).filled(hypotheses[:1], hypotheses[1:]) == hypotheses[:3]
