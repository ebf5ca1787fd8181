import math
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from babelix.base.errors import RequestError
from babelix.decoding import beam_search, greedy, sample
from babelix.decoding.phrases import Repetition
from babelix.decoding.repetition import penalised, repeating, watched

SOURCES = [3, 14, 159]
TOKENS: dict[str, Any] = {"start": 0, "end": 1}
DEAR = settings(max_examples=max(5, settings().max_examples // 4))  # an example is many searches


def rules(n: int | None = None, theta: float = 1.0) -> Repetition:
    return Repetition(no_repeat_ngram=n, penalty=theta)


def every_sentence(step, state, vocab, limit, alpha, n, theta):
    """(score, tokens) of every sentence the rules leave, each judged by itself, token by token, in plain Python."""
    found = []

    def go_on(said, total, here):
        log_probs, after = step(torch.tensor([said[-1] if said else 0]), here)
        raw = log_probs[0].double().tolist()
        x = [value * (theta if token in said else 1.0) for token, value in enumerate(raw)]
        norm = math.log(sum(math.exp(value) for value in x))
        for token in range(vocab):
            longer = (*said, token)
            grams = [longer[i : i + n] for i in range(len(longer) - n + 1)] if n else []
            if len(grams) > len(set(grams)):
                continue
            value = total + x[token] - norm
            if token == 1:
                found.append((value / ((5 + len(longer)) / 6) ** alpha, said))
            elif len(longer) < limit:
                go_on(longer, value, after)

    go_on((), 0.0, state)
    return sorted(found, reverse=True)


@pytest.mark.slow
@given(
    seed=st.integers(0, 10**6),
    alpha=st.sampled_from([0.0, 0.6]),
    n=st.sampled_from([None, 1, 2, 3]),
    theta=st.sampled_from([1.0, 1.2, 3.0]),
)
@DEAR
def test_a_wide_beam_is_the_exhaustive_search_under_the_same_rules(
    seed, alpha, n, theta, remembering, initial
):
    step, limit = remembering(seed, 5), 4
    watching, state = watched(rules(n, theta), step, initial(SOURCES), 3, torch.device("cpu"))
    found = beam_search(
        watching, state, max_lengths=torch.full((3,), limit), beam=4**4, alpha=alpha, n_best=5, **TOKENS
    )
    for source, hypotheses in zip(SOURCES, found, strict=True):
        expected = every_sentence(step, initial([source]), 5, limit, alpha, n, theta)[:5]
        assert [hypothesis.tokens for hypothesis in hypotheses] == [tokens for _, tokens in expected]
        assert [hypothesis.score for hypothesis in hypotheses] == pytest.approx(
            [s for s, _ in expected], abs=1e-5
        )


def test_the_penalty_by_hand():
    # Said: 2, twice. 0.5^2 = 0.25 beside 0.25 and 0.25: a third each.
    log_probs = torch.tensor([[0.0, 0.25, 0.5, 0.25]]).log()
    found = penalised(log_probs, torch.tensor([[2, 2]]), 2.0)
    assert found.exp().tolist() == [pytest.approx([0.0, 1 / 3, 1 / 3, 1 / 3])]
    assert log_probs.exp()[0, 2] == pytest.approx(0.5)  # the model's own are left alone
    assert penalised(torch.full((1, 3), -torch.inf), torch.tensor([[2]]), 2.0).tolist() == [[-math.inf] * 3]


@pytest.mark.slow
def test_the_penalty_is_that_of_transformers():
    processor = pytest.importorskip("transformers").RepetitionPenaltyLogitsProcessor(1.7)
    generator = torch.Generator().manual_seed(3)
    log_probs = torch.randn(7, 23, generator=generator).log_softmax(dim=1)
    said = torch.randint(23, (7, 5), generator=generator)
    assert torch.allclose(
        penalised(log_probs, said, 1.7), processor(said, log_probs.clone()).log_softmax(dim=1)
    )


def test_what_would_end_a_repeated_ngram_by_hand():
    said = torch.tensor([[5, 6, 5, 7, 5], [2, 2, 2, 2, 2], [2, 3, 4, 5, 6]])
    banned = [[row.nonzero().flatten().tolist() for row in repeating(said, n, 11)] for n in (1, 2, 3)]
    assert banned[0] == [[5, 6, 7], [2], [2, 3, 4, 5, 6]]
    assert banned[1] == [[6, 7], [2], []]
    assert banned[2] == [[], [2], []]
    assert not repeating(said[:, :1], 2, 11).any()


@pytest.mark.parametrize("search", ["greedy", "beam", "sample"])
def test_a_model_that_goes_in_circles_stops_in_every_search(search, markov):
    # 2 says 3, 3 says 2, for ever; now and then something else.
    table = torch.tensor(
        [[0.0, 0.06, 0.9, 0.04], [0.25] * 4, [0.0, 0.06, 0.04, 0.9], [0.0, 0.06, 0.9, 0.04]]
    ).log()
    request: dict[str, Any] = {**TOKENS, "max_lengths": torch.tensor([17, 13])}

    def search_with(repetition):
        step, state = watched(repetition, markov(table), None, 2, torch.device("cpu"))
        if search == "greedy":
            return greedy(step, state, **request)
        if search == "beam":
            return [found[0] for found in beam_search(step, state, beam=3, alpha=3.0, **request)]
        return [found[0] for found in sample(step, state, seed=1, keys=[5, 7], temperature=0.3, **request)]

    free, ruled = search_with(rules()), search_with(rules(2))
    assert all(len(set(zip(h.tokens, h.tokens[1:], strict=False))) < len(h.tokens) - 1 for h in free)
    for hypothesis in ruled:
        pairs = list(zip(hypothesis.tokens, hypothesis.tokens[1:], strict=False))
        assert len(set(pairs)) == len(pairs)
        assert len(hypothesis.tokens) <= 5  # two words make four pairs


def test_rules_that_change_nothing_leave_the_step_alone(markov):
    step, state = markov(torch.zeros(3, 3)), {"a": torch.zeros(2)}
    assert rules().allowed
    assert watched(rules(), step, state, 2, torch.device("cpu")) == (step, state)
    assert not rules(3).allowed
    assert not rules(theta=1.1).allowed


@pytest.mark.parametrize(
    ("wrong", "said", "setting"),
    [
        ((0, 1.0), "`no_repeat_ngram` 0: expected at least 1 token", "no_repeat_ngram"),
        (
            (None, 0.9),
            "`repetition_penalty` 0.9: expected 1, which changes nothing, or more",
            "repetition_penalty",
        ),
        ((None, math.nan), "`repetition_penalty` nan", "repetition_penalty"),
        ((None, math.inf), "`repetition_penalty` inf", "repetition_penalty"),
    ],
)
def test_impossible_rules_are_refused(wrong, said, setting):
    with pytest.raises(RequestError, match=said) as refused:
        rules(*wrong)
    assert refused.value.setting == (setting,)
