import math
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from babelix.base.errors import RequestError, TaskError
from babelix.decoding import PerSentence, beam_search, greedy

SOURCES = [3, 14, 159, 26, 535, 897, 93]
LIMITS = torch.tensor([11, 13, 17, 5, 2, 3, 1])
TOKENS: dict[str, Any] = {"start": 0, "end": 1}
DEAR = settings(max_examples=max(5, settings().max_examples // 4))  # an example is many searches


def logs(rows):
    return torch.tensor(rows).log()


# Tokens: 0 start, 1 end, 2, 3. Greedy says 2, end: 0.6 * 0.5 = 0.30. Better: 3, end: 0.4 * 0.9 = 0.36.
FORK = logs([[0.0, 0.0, 0.6, 0.4], [0.25] * 4, [0.0, 0.5, 0.25, 0.25], [0.0, 0.9, 0.05, 0.05]])


def test_a_beam_of_two_finds_what_greedy_misses(markov):
    request = {**TOKENS, "max_lengths": torch.tensor([5])}
    assert greedy(markov(FORK), None, **request)[0].tokens == (2,)
    ((best,),) = beam_search(markov(FORK), None, beam=2, **request)
    assert (best.tokens, best.finished) == ((3,), True)
    assert best.log_probability == pytest.approx(math.log(0.36), abs=1e-6)
    assert best.score == pytest.approx(math.log(0.36) / (7 / 6) ** 0.6, abs=1e-6)


def test_the_length_penalty_can_choose_the_longer_sentence(markov):
    # "end" at once: 0.30. "2 2 2 end": 0.7 * 0.7 * 0.7 * 0.8 = 0.2744, hence less likely but long.
    table = logs([[0.0, 0.3, 0.7, 0.0], [0.25] * 4, [0.0, 0.01, 0.7, 0.29], [0.25] * 4])

    def step(tokens, said):
        log_probs = table[tokens].clone()
        log_probs[(said[:, 0] == 3)] = logs([0.0, 0.8, 0.2, 0.0])
        return log_probs, said + 1

    request = {**TOKENS, "max_lengths": torch.tensor([7]), "beam": 3}
    plain = beam_search(step, torch.zeros(1, 1), alpha=0.0, **request)[0][0]
    long = beam_search(step, torch.zeros(1, 1), alpha=1.0, **request)[0][0]
    assert (plain.tokens, long.tokens) == ((), (2, 2, 2))
    assert long.score == pytest.approx(math.log(0.2744) / (9 / 6), abs=1e-6)


def test_a_hypothesis_is_kept_while_its_limit_could_save_it():
    # "end" at once: ln 0.5 = -0.69, now and for ever. "2" is at -0.80 and says "2 2 end" for sure: -0.80 / 1.5 = -0.53.
    rows = logs([[0.0, 0.5, 0.45, 0.05], [0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 1.0, 0.0], [0.0, 1.0, 0.0, 0.0]])

    def step(tokens, said):
        return rows[said[:, 0].long()], said + 1

    request = {**TOKENS, "max_lengths": torch.tensor([7]), "beam": 2, "alpha": 1.0}
    ((best,),) = beam_search(step, torch.zeros(1, 1), **request)
    assert (best.tokens, best.finished) == ((2, 2, 2), True)
    assert best.score == pytest.approx(math.log(0.45) / 1.5, abs=1e-6)


@given(seed=st.integers(0, 10**6), alpha=st.sampled_from([0.0, 0.6, 1.7]), limit=st.integers(2, 4))
@DEAR
def test_a_wide_beam_is_the_exhaustive_search(seed, alpha, limit, remembering, initial, every_sentence):
    step = remembering(seed, 5)
    found = beam_search(
        step,
        initial(SOURCES),
        max_lengths=torch.full((7,), limit),
        beam=5 * 4**3,
        alpha=alpha,
        n_best=3,
        **TOKENS,
    )
    for source, hypotheses in zip(SOURCES, found, strict=True):
        expected = every_sentence(step, initial([source]), 5, limit, alpha)[:3]
        assert [hypothesis.tokens for hypothesis in hypotheses] == [tokens for _, _, tokens in expected]
        for hypothesis, (score, total, _) in zip(hypotheses, expected, strict=True):
            assert hypothesis.score == pytest.approx(score, abs=1e-9)
            assert hypothesis.log_probability == pytest.approx(total, abs=1e-9)


def textbook(step, state, limit, beam, alpha):
    """The same search for one sentence, in lists, to the limit: slow, plain, and without stopping early."""
    live: list[tuple[float, tuple[int, ...], Any]] = [(0.0, (), state)]
    finished: list[tuple[float, tuple[int, ...]]] = []
    for length in range(1, limit + 1):
        candidates = []
        for total, said, here in live:
            log_probs, after = step(torch.tensor([said[-1] if said else 0]), here)
            candidates += [(total + float(p), (*said, t), after) for t, p in enumerate(log_probs[0])]
        candidates.sort(key=lambda candidate: -candidate[0])
        finished += [
            (c[0] / ((5 + length) / 6) ** alpha, c[1][:-1]) for c in candidates[:beam] if c[1][-1] == 1
        ]
        live = [candidate for candidate in candidates if candidate[1][-1] != 1][:beam]
    return sorted(finished, reverse=True)


@given(seed=st.integers(0, 10**6), alpha=st.sampled_from([0.0, 0.6, 2.3]), beam=st.integers(2, 5))
@DEAR
def test_stopping_early_loses_nothing(seed, alpha, beam, remembering, initial):
    step = remembering(seed, 7)
    limits = LIMITS.clamp(min=2)
    found = beam_search(
        step, initial(SOURCES), max_lengths=limits, beam=beam, alpha=alpha, n_best=beam, **TOKENS
    )
    for source, limit, hypotheses in zip(SOURCES, limits.tolist(), found, strict=True):
        expected = textbook(step, initial([source]), limit, beam, alpha)[:beam]
        ended = [(hypothesis.score, hypothesis.tokens) for hypothesis in hypotheses if hypothesis.finished]
        assert [tokens for _, tokens in ended] == [tokens for _, tokens in expected]
        assert [score for score, _ in ended] == pytest.approx([score for score, _ in expected])


def test_what_it_found_scores_what_the_model_says(remembering, initial, log_probability):
    sources, step = [5, 7, 11, 13, 17], remembering(3, 11)
    found = beam_search(step, initial(sources), max_lengths=torch.full((5,), 13), beam=3, **TOKENS)
    for source, (best,) in zip(sources, found, strict=True):
        assert best.finished
        expected = log_probability(step, initial([source]), best.tokens)
        assert best.log_probability == pytest.approx(expected)


def test_a_short_horizon_gives_up_sooner(remembering, initial):
    def search(horizon):
        rows = []

        def step(tokens, state):
            rows.append(len(tokens))
            return remembering(19, 7)(tokens, state)

        limits = torch.full((7,), 23)
        request = {**TOKENS, "max_lengths": limits, "beam": 5, "alpha": 1.0}
        return beam_search(step, initial(SOURCES), horizon=horizon, **request), sum(rows)

    (exact, all_rows), (far, far_rows), (near, near_rows) = search(None), search(22), search(1)
    assert (far, far_rows) == (exact, all_rows)
    assert near_rows < all_rows
    assert all(n.score <= e.score for (n,), (e,) in zip(near, exact, strict=True))


def test_a_sentence_that_is_decided_leaves_the_batch():
    rows = []

    def step(tokens, state):
        rows.append(len(tokens))
        ending = logs([0.0, 0.99999, 0.000005, 0.000005]).expand(len(tokens), 4)
        going = logs([0.0, 0.0, 0.5, 0.5]).expand(len(tokens), 4)
        return torch.where(state == 0, ending, going), state

    state = torch.tensor([0, 1, 0, 1, 1])[:, None]
    limits = torch.full((5,), 7)
    found = beam_search(step, state, max_lengths=limits, beam=3, **TOKENS)
    assert rows == [5, 6, 9, 9, 9, 9, 9]
    assert [len(hypotheses[0].tokens) for hypotheses in found] == [0, 7, 0, 7, 7]


@pytest.mark.slow
@given(seed=st.integers(0, 10**6), order=st.permutations(range(7)), beam=st.integers(1, 5))
@DEAR
def test_batch_and_order_change_nothing(seed, order, beam, remembering, initial):
    def search(places):
        return beam_search(
            remembering(seed, 11), initial([SOURCES[p] for p in places]), max_lengths=LIMITS[places],
            beam=beam, n_best=beam, **TOKENS,
        )  # fmt: skip

    together = search(list(range(7)))
    assert search(order) == [together[place] for place in order]
    assert [search([place])[0] for place in range(7)] == together


@given(seed=st.integers(0, 10**6), alpha=st.sampled_from([0.0, 0.6]))
@DEAR
def test_a_beam_of_one_is_greedy(seed, alpha, remembering, initial):
    request = {**TOKENS, "max_lengths": LIMITS}
    only = greedy(remembering(seed, 5), initial(SOURCES), **request)
    found = beam_search(remembering(seed, 5), initial(SOURCES), beam=1, alpha=alpha, **request)
    for hypothesis, (best,) in zip(only, found, strict=True):
        assert (best.tokens, best.finished) == (hypothesis.tokens, hypothesis.finished)
        assert best.log_probability == hypothesis.log_probability
        length = len(best.tokens) + best.finished
        assert best.score == pytest.approx(best.log_probability / ((5 + length) / 6) ** alpha)


@pytest.mark.slow
@given(seed=st.integers(0, 10**6), n=st.integers(2, 5), forbidden=st.sampled_from([(), (0,), (0, 4)]))
@DEAR
def test_the_n_best_are_sorted_distinct_within_limits_and_a_prefix(seed, n, forbidden, remembering, initial):
    request = {**TOKENS, "max_lengths": LIMITS, "beam": 5, "forbidden": forbidden}
    longer = beam_search(remembering(seed, 7), initial(SOURCES), n_best=n, **request)
    shorter = beam_search(remembering(seed, 7), initial(SOURCES), n_best=n - 1, **request)
    for limit, few, many in zip(LIMITS.tolist(), shorter, longer, strict=True):
        assert few == many[: n - 1]
        assert len(many) == n
        assert many == sorted(many, key=lambda hypothesis: (not hypothesis.finished, -hypothesis.score))
        assert len({(hypothesis.tokens, hypothesis.finished) for hypothesis in many}) == n
        for hypothesis in many:
            assert len(hypothesis.tokens) + hypothesis.finished <= limit
            assert len(hypothesis.tokens) == limit or hypothesis.finished
            assert not {1, *forbidden} & set(hypothesis.tokens)


def test_the_state_follows_its_hypothesis_in_any_tree():
    from collections import namedtuple

    Pair = namedtuple("Pair", "said source")
    table = torch.randn(7, 7, generator=torch.Generator().manual_seed(2)).log_softmax(dim=1)

    def step(tokens, state):
        history = torch.cat([state["deep"][0].said, tokens[:, None]], dim=1)
        assert state["nothing"] is None
        source = state["deep"][0].source.value
        log_probs = (table[history].cumsum(dim=1)[:, -1] + table[source]).log_softmax(dim=1)
        return log_probs, {"deep": [Pair(history, PerSentence(source))], "nothing": None}

    def start(sources):
        empty = torch.zeros(len(sources), 0, dtype=torch.long)
        return {"deep": [Pair(empty, PerSentence(torch.tensor(sources)))], "nothing": None}

    limits = torch.tensor([6, 5, 4])
    found = beam_search(step, start([2, 3, 5]), max_lengths=limits, beam=3, n_best=3, **TOKENS)
    for source, limit, hypotheses in zip([2, 3, 5], limits.tolist(), found, strict=True):
        expected = [tokens for _, tokens in textbook(step, start([source]), limit, 3, 0.6)[:3]]
        assert [h.tokens for h in hypotheses if h.finished] == expected


def test_equal_scores_keep_the_lower_token_whatever_the_batch(markov):
    flat = torch.full((11, 11), 1 / 11).log()
    request = {**TOKENS, "beam": 3, "n_best": 3, "forbidden": (0,)}
    alone = beam_search(markov(flat), None, max_lengths=torch.tensor([3]), **request)
    many = beam_search(markov(flat), None, max_lengths=torch.tensor([3] * 5), **request)
    assert alone * 5 == many
    assert alone[0][0].tokens == ()


def test_a_sentence_cut_at_its_limit_is_marked(markov):
    never = logs([[0.0, 0.0, 0.6, 0.4]] * 4)
    (found,) = beam_search(
        markov(never), None, max_lengths=torch.tensor([3]), beam=2, n_best=2, alpha=1.0, **TOKENS
    )
    assert [hypothesis.tokens for hypothesis in found] == [(2, 2, 2), (2, 2, 3)]
    assert not any(hypothesis.finished for hypothesis in found)
    assert found[0].score == pytest.approx(3 * math.log(0.6) / (8 / 6), abs=1e-6)


def test_a_dead_end_returns_what_was_said(markov):
    table = logs([[0.0, 0.0, 1.0, 0.0], [0.25] * 4, [0.0] * 4, [0.25] * 4])
    (found,) = beam_search(markov(table), None, max_lengths=torch.tensor([5]), beam=2, n_best=2, **TOKENS)
    assert [(h.tokens, h.log_probability, h.finished) for h in found] == [((2,), 0.0, False)]


def test_fewer_possible_sentences_than_asked_for(markov):
    table = logs([[0.0, 0.5, 0.5, 0.0], [0.25] * 4, [0.0, 1.0, 0.0, 0.0], [0.25] * 4])
    (found,) = beam_search(markov(table), None, max_lengths=torch.tensor([5]), beam=5, n_best=5, **TOKENS)
    assert [hypothesis.tokens for hypothesis in found] == [(2,), ()]


def test_no_sentences_no_steps():
    empty = torch.zeros(0, dtype=torch.long)
    assert beam_search(lambda *_: pytest.fail("stepped"), None, max_lengths=empty, **TOKENS) == []


def test_the_tables_of_a_model_are_left_alone(markov):
    table, before = FORK.clone(), FORK.clone()
    beam_search(markov(table), None, max_lengths=torch.tensor([3]), forbidden=(2,), **TOKENS)
    assert torch.equal(table, before)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"beam": 0}, "`beam` must be at least 1, got 0"),
        ({"n_best": 5}, r"`n_best` must be between 1 and the beam \(4\), got 5"),
        ({"n_best": 0}, "`n_best` must be between 1"),
        ({"alpha": -0.5}, "`alpha`, the length penalty's power, must be 0 or more, got -0.5"),
        ({"alpha": math.nan}, "must be 0 or more, got nan"),
        ({"horizon": 0}, r"horizon must be at least 1 \(the end token\), got 0"),
        ({"max_lengths": torch.tensor([3, 0])}, "max_lengths must be at least 1 .* got 0"),
        ({"forbidden": (1, 2)}, "the end token 1 is among the forbidden tokens"),
        ({"forbidden": (4,)}, r"token 4 is outside the vocabulary of 4 \(0 to 3\)"),
        ({"end": -1}, "token -1 is outside the vocabulary"),
        ({"state": torch.zeros(3, 2)}, r"shape \(3, 2\) where 2 rows"),
    ],
)
def test_an_impossible_request_is_refused_by_name(wrong, message, markov):
    request = {"state": None, **TOKENS, "max_lengths": torch.tensor([5, 7]), **wrong}
    with pytest.raises(RequestError, match=message):
        beam_search(markov(FORK), **request)


@pytest.mark.parametrize("beam", [1, 3])
def test_a_broken_model_is_told(beam, markov):
    request = {**TOKENS, "max_lengths": torch.tensor([5]), "beam": beam}
    with pytest.raises(TaskError, match="not numbers"):
        beam_search(markov(FORK * math.nan), None, **request)
    with pytest.raises(TaskError, match=r"shape \(1, 4, 4\) for 1 rows"):
        beam_search(lambda tokens, state: (FORK[None], state), None, **request)
