import math
from typing import Any

import numpy as np
import pytest
import torch

from babelix.base.errors import RequestError
from babelix.decoding import beam_search
from babelix.decoding.constrained import constrained_search
from babelix.decoding.phrases import Constraints, Phrase, Width, Words

SOURCES = [3, 14, 159]
TOKENS: dict[str, Any] = {"start": 0, "end": 1}
WIDE = 4**3


def search(step, state, phrases, limit=4, words=None, beam=WIDE, alpha=0.6):
    return constrained_search(
        step,
        state,
        max_lengths=torch.full((len(phrases),), limit),
        constraints=Constraints(phrases, words),
        width=Width(beam, alpha),
        **TOKENS,
    )


def says(tokens: tuple[int, ...], form: tuple[int, ...]) -> int:
    return sum(tokens[i : i + len(form)] == form for i in range(len(tokens)))


@pytest.mark.parametrize("seed", [2, 29])
def test_a_wide_grid_is_the_exhaustive_search(seed, remembering, initial, every_sentence):
    step = remembering(seed, 5)
    phrases = [
        [Phrase(((2, 3),), once=True)],
        [Phrase(((4,),)), Phrase(((4,),)), Phrase(((2,),), once=True)],
        [Phrase(((3, 4, 2), (2, 4)), once=True)],
    ]
    wanted = [
        lambda tokens: says(tokens, (2, 3)) == 1,
        lambda tokens: says(tokens, (4,)) >= 2 and says(tokens, (2,)) == 1,
        lambda tokens: says(tokens, (3, 4, 2)) + says(tokens, (2, 4)) == 1,
    ]
    found = search(step, initial(SOURCES), phrases)
    for source, fits, hypothesis in zip(SOURCES, wanted, found, strict=True):
        every = every_sentence(step, initial([source]), 5, 4, 0.6)
        score, total, tokens = next(each for each in every if fits(each[2]))
        assert hypothesis.tokens == tokens
        assert hypothesis.finished
        assert hypothesis.score == pytest.approx(score, abs=1e-5)
        assert hypothesis.log_probability == pytest.approx(total, abs=1e-5)


def test_without_phrases_it_is_a_beam_search(remembering, initial):
    step = remembering(3, 7)
    expected = beam_search(step, initial(SOURCES), max_lengths=torch.full((3,), 11), beam=3, **TOKENS)
    found = search(step, initial(SOURCES), [[], [], []], limit=11, beam=3)
    assert [each.tokens for each in found] == [each.tokens for (each,) in expected]


@pytest.mark.parametrize("beam", [1, 2, 4])
def test_a_narrow_beam_still_says_everything_in_time(beam, remembering, initial):
    phrases = [[Phrase(((2, 3, 5),), once=True), Phrase(((6,),))], [Phrase(((4, 4),))], []]
    for limit in (5, 6, 13):
        found = search(remembering(11, 7), initial(SOURCES), phrases, limit=limit, beam=beam)
        for listed, hypothesis in zip(phrases, found, strict=True):
            assert all(says(hypothesis.tokens, phrase.forms[0]) >= 1 for phrase in listed)


def test_what_is_said_late_keeps_its_place(markov):
    # Tokens: 0 start, 1 end, 2 likely at any time, 3 hardly ever and then the end. After two tokens "2 3" (0.0099) is
    # the best that has said 3, before "3 end" (0.0098), and a beam of one keeps it beside "2 2", fifty times as likely.
    rows = [[0.0, 0.0, 0.99, 0.01], [0.25] * 4, [0.0, 0.5, 0.49, 0.01], [0.0, 0.98, 0.01, 0.01]]
    (found,) = search(markov(torch.tensor(rows).log()), None, [[Phrase(((3,),))]], limit=9, beam=1, alpha=0.0)
    assert found.finished
    assert found.tokens == (2, 3)
    assert found.log_probability == pytest.approx(math.log(0.99 * 0.01 * 0.98), abs=1e-6)


@pytest.mark.parametrize("once", [True, False])
def test_once_is_once(once, markov):
    # 2 follows 2 nearly always, and the penalty wants long sentences.
    rows = [[0.0, 0.0, 0.5, 0.5], [0.25] * 4, [0.0, 0.1, 0.8, 0.1], [0.0, 0.9, 0.0, 0.1]]
    phrase = Phrase(((2,),), once=once)
    (found,) = search(markov(torch.tensor(rows).log()), None, [[phrase]], limit=6, alpha=5.0)
    assert (found.tokens.count(2) == 1) is once


def test_what_it_finds_does_not_depend_on_the_batch(remembering, initial):
    step = remembering(13, 11)
    phrases = [[Phrase(((2, 3),))], [Phrase(((5,),), once=True), Phrase(((7,),))], [Phrase(((9, 9, 2),))]]
    together = search(step, initial(SOURCES), phrases, limit=9, beam=3)
    alone = [
        search(step, initial([s]), [p], limit=9, beam=3)[0] for s, p in zip(SOURCES, phrases, strict=True)
    ]
    assert together == alone


def test_phrases_that_do_not_fit_give_what_was_found(remembering, initial):
    phrases = [[Phrase(((2, 3, 4, 2, 3),))], [], [Phrase(((3,),))]]
    found = search(remembering(3, 5), initial(SOURCES), phrases, limit=4)
    assert [each.finished for each in found] == [False, True, True]
    assert found[0].tokens == (2, 3, 4, 2)


def test_an_impossible_phrase_leaves_nothing(markov):
    table = torch.full((4, 4), 0.5).log()
    table[:, 3] = -torch.inf
    assert search(markov(table), None, [[Phrase(((2, 3),))]]) != []
    assert not search(markov(table), None, [[Phrase(((2, 3),))]])[0].finished


def test_a_phrase_touches_no_word(markov):
    # Tokens: 0 start, 1 end, 2 "cat" going on, 3 " cat", 4 "s" going on, 5 "," . A phrase "cat" may be 2 or 3.
    table = torch.tensor([[0.0, 0.01, 0.3, 0.3, 0.3, 0.09]] * 6).log()
    words = Words(np.array([0, 0, 1, 0, 1, 0], bool), np.array([0, 0, 1, 1, 1, 0], bool))
    (found,) = search(
        markov(table), None, [[Phrase(((2,), (3,)), once=True)]], limit=4, words=words, alpha=5.0
    )
    text = "".join({2: "cat", 3: " cat", 4: "s", 5: ","}[token] for token in found.tokens)
    assert found.finished
    assert len(found.tokens) == 3
    at = text.index("cat")
    assert (text + ",")[at + 3] in " ,"
    assert at == 0 or text[at - 1] in " ,"


def test_an_empty_phrase_and_a_missing_list_are_refused(markov):
    table = torch.full((4, 4), math.log(0.25))
    with pytest.raises(RequestError, match="a phrase must have a form, and a form a token"):
        search(markov(table), None, [[Phrase(())]])
    with pytest.raises(RequestError, match=r"expected one list of phrases a sentence \(1\), got 2"):
        constrained_search(
            markov(table), None, max_lengths=torch.tensor([3]), constraints=Constraints([[], []]), **TOKENS
        )
